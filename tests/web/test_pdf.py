"""The letter as a PDF: tagged, titled, and every typed character a word on the page."""

import json
import re
import zlib

import pytest
import typst

from kith.record.models import Episode, Letter
from kith.record.services import letters
from kith.web import pdf

HOSTILE = [
    '#import "/etc/passwd": x',
    "#set page(fill: red)",
    "*bold* _slanted_ `code` $x^2$",
    "= No heading",
    "<label> @reference \\ // remark /* and another */",
    "#{ while true {} }",
    "]#panic()[",
    "{{ 7*7 }} <b>&amp;</b>",
]


@pytest.fixture
def letter(cast):
    def write(text, **more):
        start = {"recipient": "Dr Green", "address": "1 High Street\nLeeds", "subject": "Cleo"}
        one = letters.start_letter(
            by=cast.alice, episode=cast.cleo_care, text=text, **(start | more)
        )
        return Letter.objects.select_related("signed_by").get(pk=one.pk)

    return write


@pytest.fixture
def care(cast):
    return Episode.objects.select_related("client", "therapist", "organisation").get(
        pk=cast.cleo_care.pk
    )


def unpacked(document):
    """The PDF with its packed parts unpacked, to look for what a reader program finds."""
    found = [document]
    for part in re.findall(rb"stream\r?\n(.*?)endstream", document, re.DOTALL):
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            continue
    return b"\n".join(found)


def pieces(node):
    """Every piece of a document's content, those within others too."""
    if isinstance(node, list):
        for each in node:
            yield from pieces(each)
    elif isinstance(node, dict):
        yield node
        yield from pieces([node.get(part) for part in ("body", "child", "children")])


def words_on_page(one, care):
    """Every text of the letter, and what else its document is made of."""
    data = {"letter": json.dumps(pdf.data_of(one, care))}
    document = pdf.DOCUMENTS / "letter.typ"
    found = [
        piece
        for kind in ("par", "list", "heading")
        for piece in pieces(json.loads(typst.query(document, kind, sys_inputs=data)))
    ]
    texts = [piece["text"] for piece in found if piece.get("func") == "text"]
    return texts, {piece["func"] for piece in found if "func" in piece}


def test_it_is_a_tagged_titled_document_for_screen_readers(letter, care):
    document = pdf.letter(letter("Dear Dr Green"), care)
    assert document.startswith(b"%PDF-")
    assert document.rstrip().endswith(b"%%EOF")
    whole = unpacked(document)
    for sign in (b"/StructTreeRoot", b"/Marked true", b"en-GB", b"pdfuaid:part"):
        assert sign in whole
    assert b"Cleo" in whole


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_typed_comes_out_as_plain_words(letter, care, typed):
    one = letter(f"{typed}\n\n- {typed}", recipient=typed[:160], subject=typed[:200])
    assert pdf.letter(one, care).startswith(b"%PDF-")
    texts, kinds = words_on_page(one, care)
    # The space after a word that ends a line, and quotes as a typesetter sets them, are no markup.
    said = [text.replace("\u2018", "'").replace("\u2019", "'") for text in texts]
    assert said.count(typed) >= 3
    assert kinds <= {"text", "par", "sequence", "styled", "list", "item", "heading", "linebreak",
                     "space"}  # fmt: skip


def test_paragraphs_lines_and_points_are_kept():
    text = "One\r\ntwo\r\n\r\nThree:\r\n- four\r\n- five\r\nsix\n\n\n"
    assert pdf.blocks(text) == [
        {"kind": "text", "lines": ["One", "two"]},
        {"kind": "text", "lines": ["Three:"]},
        {"kind": "points", "lines": ["four", "five"]},
        {"kind": "text", "lines": ["six"]},
    ]


@pytest.mark.parametrize("text", ["", "\n\n", " \n "])
def test_an_empty_text_has_no_paragraph(text):
    assert pdf.blocks(text) == []


def test_a_draft_says_so_and_a_signed_letter_says_by_whom(cast, letter, care):
    one = letter("Dear Dr Green")
    assert pdf.data_of(one, care)["draft"]
    assert "DRAFT, NOT SIGNED" in words_on_page(one, care)[0]
    letters.sign_letter(by=cast.alice, letter=one, expected_version=one.version)
    signed = Letter.objects.select_related("signed_by").get(pk=one.pk)
    data = pdf.data_of(signed, care)
    assert not data["draft"]
    assert data["signed"] == "Signed in Kith on 2 March 2026 at 10:00"
    assert "DRAFT, NOT SIGNED" not in words_on_page(signed, care)[0]


def test_scores_are_set_as_a_table(letter, care):
    rows = [
        {"measure": "Depressive symptoms (PHQ-9)", "first": "19", "last": "4", "change": "better"},
        {"measure": "Anxiety symptoms (GAD-7)", "first": "none", "last": "3"},
    ]
    one = letter("Dear Dr Green", scores=rows)
    data = json.dumps(pdf.data_of(one, care))
    table = typst.query(pdf.DOCUMENTS / "letter.typ", "table", sys_inputs={"letter": data})
    for words in ("Depressive symptoms (PHQ-9)", "better", "Anxiety symptoms (GAD-7)"):
        assert words in table


def test_a_long_letter_runs_over_several_pages(letter, care):
    short = unpacked(pdf.letter(letter("Dear Dr Green"), care))
    long = unpacked(pdf.letter(letter("\n\n".join(["A paragraph of some words."] * 90)), care))
    pages = re.compile(rb"/Type\s*/Page\b")
    assert len(pages.findall(long)) > len(pages.findall(short)) == 1
