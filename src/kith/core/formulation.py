"""Drafts the formulation: what the client has, how it began, what the work will be about.

Here: from noted facts to two to five plain sentences in the second person, and what is missing.
Not here: the agreed text. A draft says only what was noted, in the client's own phrases where
they are known; what is not known is left out or marked as still to be talked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kith.core.network import listed
from kith.core.offered_areas import like
from kith.core.problem_areas import stages
from kith.core.timeline import When

TOGETHER = 2  # areas at most
SOURCE = "ISIPT, key IPT strategies; phases of treatment (alpfmedical.info). Wording: Kith's own"
_PARTNERS = {"partner", "wife", "husband", "spouse", "boyfriend", "girlfriend"}
ASK = "Does this sound right to you?"
VIEWS = {
    "not_yet": "not talked about yet",
    "agreed": "agrees",
    "amend": "wants it changed",
}


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as the client names them: a label, a relation, or both."""

    label: str = ""
    relation: str = ""

    @property
    def named(self) -> str:
        """The person in the second person: your sister Ann; Ann; your sister."""
        label, relation = self.label.strip(), self.relation.strip()
        if not relation or relation.casefold() in {"other", "self"}:
            return label
        if not label or relation.casefold() == label.casefold().removeprefix("my "):
            return f"your {relation.lower()}"
        if relation.casefold() in label.casefold():
            return label
        return f"your {relation.lower()} {label}"


@dataclass(frozen=True, slots=True)
class Focus:
    """One problem area with what belongs to it. Empty: not known yet."""

    area: str
    person: Someone | None = None
    stage: str = ""
    old_role: str = ""
    new_role: str = ""
    plain: str = ""  # what the protocol calls an area of its own


@dataclass(frozen=True, slots=True)
class Began:
    """What the start of the symptoms is linked with, in the words of the record."""

    title: str
    person: Someone | None = None  # who died, or from whom the client parted
    kind: str = ""  # an EventKind
    own_words: bool = False  # the title is the client's own phrase


@dataclass(frozen=True, slots=True)
class Pieces:
    """The facts of a formulation. Nothing here is required: what is missing is said."""

    illness: str = ""  # plain name, as said to the client: depression
    onset: When | None = None
    began: Began | None = None
    feelings: Sequence[str] = ()
    focus: Sequence[Focus] = ()
    sessions: int | None = None
    goals: Sequence[str] = ()
    strengths: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A piece that is not known yet, and how to ask for it."""

    piece: str
    ask: str


def draft(pieces: Pieces) -> str:
    """The formulation as a draft for the therapist to edit and read with the client."""
    sentences = [_illness(pieces), _bearing(pieces), _work(pieces), _goals(pieces)]
    return " ".join([*(one for one in sentences if one), ASK])


def what_is_missing(pieces: Pieces) -> list[Missing]:
    """The pieces still to be talked about, in the order in which the draft would use them."""
    found = [
        ("illness", not pieces.illness, "What is it called, and has it been named together?"),
        ("onset", pieces.onset is None, "When did it begin?"),
        ("event", pieces.began is None, "What was happening with people around that time?"),
        ("feelings", not _said(pieces.feelings), "What has it felt like, in the client's words?"),
        ("area", not pieces.focus, "Which problem area will the work be about?"),
        ("sessions", not pieces.sessions, "How many sessions are agreed?"),
        ("goals", not _said(pieces.goals), "What would the client like to be different?"),
        ("strengths", not _said(pieces.strengths), "What, and who, has helped so far?"),
    ]
    missing = [Missing(piece, ask) for piece, absent, ask in found if absent]
    at = next((n for n, one in enumerate(missing) if one.piece in {"sessions", "goals"}), None)
    details = [one for focus in pieces.focus for one in _missing_of(focus)]
    return [*missing, *details] if at is None else [*missing[:at], *details, *missing[at:]]


def _missing_of(focus: Focus) -> list[Missing]:
    nobody = focus.person is None or not focus.person.named
    asks = {
        "grief": [("person", nobody, "Who died?")],
        "role_dispute": [
            ("person", nobody, "With whom is the dispute?"),
            ("stage", focus.stage not in stages(), "How far has the dispute gone?"),
        ],
        "role_transition": [
            ("old_role", not focus.old_role.strip(), "What was the old role?"),
            ("new_role", not focus.new_role.strip(), "What is the new role?"),
        ],
    }
    return [Missing(piece, ask) for piece, absent, ask in asks.get(like(focus.area), []) if absent]


def _gap(what: str) -> str:
    return f"[to be talked about: {what}]"


def _said(phrases: Sequence[str]) -> list[str]:
    """The phrases with something in them, on one line and without a full stop."""
    return [clean for phrase in phrases if (clean := _clean(phrase))]


def _clean(phrase: str) -> str:
    return " ".join(phrase.split()).strip("“”\"'").rstrip(".;, ")


def _quoted(phrases: Sequence[str]) -> str:
    """The client's phrases, quoted: whatever their grammar, the sentence stays whole."""
    return listed([f"“{phrase}”" for phrase in _said(phrases)])


# ---- the sentences


def _illness(pieces: Pieces) -> str:
    illness = _clean(pieces.illness) or _gap("what it is called")
    when = pieces.onset.phrase if pieces.onset else _gap("when")
    around = _around(pieces.began)
    if not pieces.illness and not pieces.onset and not around:
        return f"What you have is {illness}."
    link = f", {around}" if around else ""
    return f"What you have is {illness}, an illness and not a fault; it began {when}{link}."


def _around(began: Began | None) -> str:
    """The event as a clause where its grammar is certain; else in quotation marks."""
    if began is None:
        return ""
    named = began.person.named if began.person else ""
    if named and began.kind == "death":
        return f"around the time {named} died"
    if began.person and began.kind == "separation" and _is_partner(began.person):
        return f"around the time you and {named} parted"
    if not (title := _clean(began.title)):
        return ""
    if began.own_words:
        return f"around the time of what you call “{title}”"
    return f"around the time of this: “{title}”"


def _is_partner(person: Someone) -> bool:
    """Whether a separation was the client's own, and not, for one, that of the parents."""
    return bool(_PARTNERS.intersection(person.relation.casefold().split()))


def _bearing(pieces: Pieces) -> str:
    feelings, strengths = _quoted(pieces.feelings), _quoted(pieces.strengths)
    if feelings and strengths:
        return f"You have told me how it feels: {feelings}; and what has helped: {strengths}."
    if feelings:
        return f"You have told me how it feels: {feelings}."
    return f"You have told me what has helped: {strengths}." if strengths else ""


def _work(pieces: Pieces) -> str:
    focus = [_focus(one) for one in pieces.focus[:TOGETHER]]
    sessions = f"In our {pieces.sessions} sessions we" if pieces.sessions else "We"
    if not focus:
        return f"{sessions} will work on {_gap('what the work will be about')}."
    if len(focus) == 1:
        return f"{sessions} will work on {focus[0]}."
    return f"{sessions} will work first on {focus[0]}; and then on {focus[1]}."


def _goals(pieces: Pieces) -> str:
    goals = _quoted(pieces.goals)
    hope = "as things get easier there, we expect the symptoms to ease too"
    if not goals:
        return f"{hope[0].upper()}{hope[1:]}." if pieces.focus else ""
    return f"What you want to reach: {goals}; and {hope}."


def _focus(focus: Focus) -> str:
    """What the work is about, as the object of a sentence."""
    sentences = {
        "grief": _grief,
        "role_dispute": _dispute,
        "role_transition": _transition,
        "interpersonal_deficits": _deficits,
    }
    sentence = sentences.get(like(focus.area))
    return sentence(focus) if sentence else focus.plain or _gap("what the work will be about")


def _person(focus: Focus, ask: str) -> str:
    return (focus.person.named if focus.person else "") or _gap(ask)


def _grief(focus: Focus) -> str:
    who = _person(focus, "who died")
    return (
        f"your grief for {who}, on all the feelings that belong to it, and on what can come after"
    )


def _dispute(focus: Focus) -> str:
    who = _person(focus, "with whom")
    named = stages().get(focus.stage)
    how_far = f", at a point where {named.plain}," if named else ""
    return f"what is hard between you and {who}{how_far} and on the ways forward there are"


def _transition(focus: Focus) -> str:
    old = f"“{_clean(focus.old_role)}”" if _clean(focus.old_role) else _gap("the old role")
    new = f"“{_clean(focus.new_role)}”" if _clean(focus.new_role) else _gap("the new role")
    return f"the change from {old} to {new}, on what was lost by it and what may be gained"


def _deficits(_: Focus) -> str:
    return "the loneliness you have known for a long time, and on finding and keeping company"
