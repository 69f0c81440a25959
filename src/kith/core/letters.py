"""Drafts the letter to the referrer: what was found, what was done, what has changed, what next.

Here: from facts to paragraphs. Not here: the signed letter, and how it is set as a page. A draft
holds what the record holds; a therapist reads every line before it leaves the clinic.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kith.core.ending import Gains
from kith.core.network import listed


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter speaks of. Empty: left out."""

    client: str
    first_name: str
    received_on: str
    diagnosis: str = ""
    codes: str = ""
    onset: str = ""
    held: int = 0
    agreed: int = 0
    missed: int = 0
    areas: Sequence[str] = ()
    medication: str = ""
    gains: Gains | None = None
    warning_signs: Sequence[str] = ()
    come_back: str = ""
    ended: str = ""
    agreed_next: str = ""


def subject(facts: Facts) -> str:
    """The line above the letter."""
    kind = "Summary of treatment" if facts.ended else "Progress of treatment"
    return f"{kind}: {facts.client}"


def draft(facts: Facts) -> str:
    """The letter's text, paragraphs parted by an empty line."""
    said = [
        _opening(facts),
        _findings(facts),
        _treatment(facts),
        _changes(facts),
        _remaining(facts),
        _onwards(facts),
        "Please get in touch if anything in this letter raises a question.",
    ]
    return "\n\n".join(paragraph for paragraph in said if paragraph)


def _opening(facts: Facts) -> str:
    return (
        f"Thank you for referring {facts.client}, whose referral reached us on {facts.received_on}."
    )


def _findings(facts: Facts) -> str:
    if not facts.diagnosis:
        return ""
    codes = f" ({facts.codes})" if facts.codes else ""
    onset = f" The present episode began {facts.onset}." if facts.onset else ""
    medication = f" Medication: {facts.medication.rstrip('.')}." if facts.medication else ""
    title = facts.diagnosis[:1].lower() + facts.diagnosis[1:]
    return f"Our assessment found a {title}{codes}.{onset}{medication}"


def _treatment(facts: Facts) -> str:
    if not facts.held:
        return ""
    sessions = f"{facts.held} session{'s' if facts.held != 1 else ''}"
    of = f" of the {facts.agreed} agreed" if facts.agreed and facts.agreed != facts.held else ""
    missed = ""
    if facts.missed:
        missed = f" {facts.missed} appointment{'s' if facts.missed > 1 else ''} did not take place."
    focus = ""
    if facts.areas:
        focus = f" The work was about {listed([area.lower() for area in facts.areas])}."
    came = f"{facts.first_name} came to {sessions}{of} of interpersonal psychotherapy (IPT)."
    return f"{came}{missed}{focus}"


def _changes(facts: Facts) -> str:
    if facts.gains is None:
        return ""
    lines = [*facts.gains.symptoms, *facts.gains.goals, *facts.gains.relationships]
    if not lines:
        return ""
    return "What has changed since the start:\n" + "\n".join(f"- {one.words}" for one in lines)


def _remaining(facts: Facts) -> str:
    if not facts.warning_signs:
        return ""
    signs = listed([sign.strip().rstrip(".") for sign in facts.warning_signs])
    back = f" {facts.first_name} would come back when: {facts.come_back}" if facts.come_back else ""
    return f"We went through early signs of a return: {signs}.{back}".rstrip(".") + "."


def _onwards(facts: Facts) -> str:
    if facts.ended:
        after = f" {facts.agreed_next.rstrip('.')}." if facts.agreed_next else ""
        return f"The treatment ended on {facts.ended}.{after}"
    return f"{facts.agreed_next.rstrip('.')}." if facts.agreed_next else ""
