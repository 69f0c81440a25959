"""Drafts letters: to the referrer (found, done, changed, next), and to the client at the end.

Here: from facts to paragraphs. Not here: the signed letter, and how it is set as a page. A draft
holds what the record holds, but for the people in the client's life: they have not agreed to stand
in somebody else's file. A therapist reads every line before it leaves the clinic.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kith.core.ending import Gains
from kith.core.network import listed

IPT = "interpersonal psychotherapy (IPT)"
SAD_IS_NOT_ILL = (
    "It can feel sad or strange to stop. To be sad at an ending is not the illness coming back."
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter speaks of. Empty: left out."""

    client: str
    first_name: str
    received_on: str
    came_alone: bool = False  # nobody referred the client
    diagnosis: str = ""
    codes: str = ""
    onset: str = ""
    held: int = 0
    agreed: int = 0
    missed: int = 0
    focus: Sequence[str] = ()  # the agreed problem areas, in plain words
    medication: str = ""
    gains: Gains | None = None
    warning_signs: Sequence[str] = ()
    come_back: str = ""
    ended: str = ""
    left_early: bool = False
    agreed_next: str = ""
    therapy: str = IPT
    pattern: str = ""  # the pattern or schema that was worked on, as it is said to the client
    plain_focus: Sequence[str] = ()  # the agreed problem areas, in plain words alone


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


def subject_to_client(facts: Facts) -> str:
    """The line above the letter to the client."""
    return f"Our work together, {facts.first_name}"


def draft_to_client(facts: Facts) -> str:
    """The text of a letter to the client at the end: plain words, for the therapist to make own."""
    said = [
        _looking_back(facts),
        facts.pattern,
        _your_changes(facts),
        SAD_IS_NOT_ILL,
        _your_signs(facts),
        f"{_whole(facts.agreed_next)}." if facts.agreed_next.strip() else "",
        "Thank you for the work you have done.",
    ]
    return "\n\n".join(paragraph for paragraph in said if paragraph)


def _looking_back(facts: Facts) -> str:
    if not facts.held:
        return "We have not met yet."
    times = f"{facts.held} times" if facts.held > 1 else "once"
    met = f"We have met {times} since you came on {facts.received_on}."
    if facts.plain_focus:
        return f"{met} We chose to work on {listed(facts.plain_focus)}."
    if facts.pattern:
        return f"{met} Together we found words for what keeps coming back between you and others."
    return met


def _your_changes(facts: Facts) -> str:
    lines = [*facts.gains.symptoms, *facts.gains.goals] if facts.gains else []
    if not lines:
        return ""
    return "What has changed since we began, by your own answers:\n" + "\n".join(
        f"- {one.words}" for one in lines
    )


def _your_signs(facts: Facts) -> str:
    signs = [_whole(sign) for sign in facts.warning_signs if sign.strip()]
    if not signs:
        return ""
    said = f"You named early signs to look out for: {listed(signs)}."
    if not facts.come_back.strip():
        return said
    return f"{said} Come back when: {_whole(facts.come_back)}."


def _opening(facts: Facts) -> str:
    if facts.came_alone:
        return f"I am writing about {facts.client}, who asked us for help on {facts.received_on}."
    return (
        f"Thank you for referring {facts.client}, whose referral reached us on {facts.received_on}."
    )


def _findings(facts: Facts) -> str:
    codes = f" ({facts.codes})" if facts.codes else ""
    said = [
        f"Diagnosis: {_whole(facts.diagnosis)}{codes}." if facts.diagnosis else "",
        f"The present episode began {facts.onset}." if facts.onset else "",
        f"Medication: {_whole(facts.medication)}." if facts.medication.strip() else "",
    ]
    return " ".join(one for one in said if one)


def _treatment(facts: Facts) -> str:
    if not facts.held:
        return "" if facts.ended else "The treatment has not begun yet."
    name = facts.first_name
    came = f"{name} came to" if facts.ended else f"So far {name} has come to"
    sessions = f"{facts.held} session{'s' if facts.held != 1 else ''}"
    if facts.agreed and facts.agreed != facts.held:
        sessions = f"{facts.held} of the {facts.agreed} agreed sessions"
    said = [f"{came} {sessions} of {facts.therapy}."]
    if facts.missed:
        several = facts.missed > 1
        said.append(f"{facts.missed} appointment{'s' if several else ''} did not take place.")
    if facts.focus:
        said.append(f"The focus {'was' if facts.ended else 'is'} {listed(facts.focus)}.")
    return " ".join(said)


def _changes(facts: Facts) -> str:
    if facts.gains is None:
        return ""
    lines = [*facts.gains.symptoms, *facts.gains.goals]
    if not lines:
        return ""
    return "What has changed since the start:\n" + "\n".join(f"- {one.words}" for one in lines)


def _remaining(facts: Facts) -> str:
    signs = [_whole(sign) for sign in facts.warning_signs if sign.strip()]
    if not signs:
        return ""
    said = f"We went through early signs of a return: {listed(signs)}."
    if not facts.come_back.strip():
        return said
    return f"{said} {facts.first_name} would come back when: {_whole(facts.come_back)}."


def _onwards(facts: Facts) -> str:
    after = f"{_whole(facts.agreed_next)}." if facts.agreed_next.strip() else ""
    if not facts.ended:
        return after
    end = f"The treatment ended on {facts.ended}"
    if facts.left_early:
        end += f": {facts.first_name} left before the agreed end"
    return f"{end}. {after}".rstrip()


def _whole(words: str) -> str:
    """Words as they were typed, on one line and without the full stop that the letter sets."""
    return " ".join(words.split()).rstrip(".")
