"""Letters as PDF: set by typst from the stored words, tagged so that a screen reader reads them.

Words go in as data and never as markup, so nothing a person typed can change the page.
"""

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from kith.web import wording

if TYPE_CHECKING:
    from kith.record.models import Episode, Letter

DOCUMENTS = Path(__file__).parent / "documents"


def letter(one: "Letter", episode: "Episode") -> bytes:
    """Return the letter as a tagged PDF (PDF/UA-1)."""
    data = json.dumps(_letter(one, episode))
    made = typst.compile(
        DOCUMENTS / "letter.typ",
        sys_inputs={"letter": data},
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes), "without an output file typst gives the PDF itself"  # noqa: S101
    return made


def _letter(one: "Letter", episode: "Episode") -> dict[str, Any]:
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
        "about": f"Born {wording.long_date(client.born_on)} · {client.code}",
        "greeting": f"Dear {one.recipient},",
        "blocks": blocks(one.text),
        "scores": one.scores,
        "signed": signed,
    }


def blocks(text: str) -> list[dict[str, Any]]:
    """Return the text as paragraphs and lists of points, as a person typed them."""
    found: list[dict[str, Any]] = []
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        for is_point, run in groupby(lines, key=lambda line: line.startswith("- ")):
            said = [line.removeprefix("- ") if is_point else line for line in run]
            found.append({"kind": "points" if is_point else "text", "lines": said})
    return found
