"""Letters as PDF: set by typst from the stored words, tagged so that a screen reader reads them.

Words go in as data and never as markup, so nothing a person typed can change the page.
"""

import json
import unicodedata
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typst

from kith.web import wording

if TYPE_CHECKING:
    from kith.record.models import Client, Episode, Letter

DOCUMENTS = Path(__file__).parent / "documents"
UNSEEN = {"Cc", "Cn", "Co", "Cs"}
TURNS = {
    chr(one) for one in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


def letter(one: "Letter", episode: "Episode") -> bytes:
    """Return the letter as a tagged PDF: PDF/UA-1 where the fonts have every sign in it."""
    data = json.dumps(plain(data_of(one, episode)))
    try:
        return _set(data, "ua-1")
    except typst.TypstError:
        # A sign that no font here has, as a flag: the standard forbids it, a letter may hold it.
        return _set(data)


def _set(data: str, standard: Literal["ua-1"] | None = None) -> bytes:
    made = typst.compile(
        DOCUMENTS / "letter.typ",
        sys_inputs={"letter": data},
        pdf_standards=standard or [],
    )
    assert isinstance(made, bytes), "without an output file typst gives the PDF itself"  # noqa: S101
    return made


def plain(words: Any) -> Any:
    """Return the words without what nobody sees and the setting of a page stumbles over.

    That is: control characters, code points that are no characters, and the marks that turn the
    direction of writing by force. Scripts written from right to left do not need those.
    """
    if isinstance(words, dict):
        return {name: plain(one) for name, one in words.items()}
    if isinstance(words, list):
        return [plain(one) for one in words]
    if not isinstance(words, str):
        return words
    return "".join(
        one for one in words if one not in TURNS and unicodedata.category(one) not in UNSEEN
    )


def data_of(one: "Letter", episode: "Episode") -> dict[str, Any]:
    """Return the words of the letter as the document takes them: data, not markup."""
    client = episode.client
    signed = ""
    if one.signed_at:
        signed = f"Signed in Kith on {wording.moment(one.signed_at)}"
    return {
        "subject": one.subject,
        "from": str(one.signed_by or episode.therapist),
        "clinic": episode.organisation.name,
        "contact": episode.organisation.contact,
        "address": [one.recipient, *one.address.splitlines()],
        "date": wording.long_date(one.signed_at or one.changed_at),
        "draft": one.signed_at is None,
        "about": _about(one, client),
        "greeting": f"Dear {one.recipient},",
        "blocks": blocks(one.text),
        "scores": one.scores,
        "signed": signed,
    }


def _about(one: "Letter", client: "Client") -> str:
    """Whom a letter to somebody else is about; a client knows."""
    born = f"Born {wording.long_date(client.born_on)} · {client.code}"
    return "" if one.to == "client" else born


def blocks(text: str) -> list[dict[str, Any]]:
    """Return the text as paragraphs and lists of points, as a person typed them."""
    found: list[dict[str, Any]] = []
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        for is_point, run in groupby(lines, key=lambda line: line.startswith("- ")):
            said = [line.removeprefix("- ") if is_point else line for line in run]
            found.append({"kind": "points" if is_point else "text", "lines": said})
    return found
