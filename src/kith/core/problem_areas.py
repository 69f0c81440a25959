"""The four problem areas, and what in the record speaks for and against each.

Here: the checks in their order, reasons that point to a fact and a rule, stages of a dispute.
Not here: the choice. Therapist and client choose; this informs them, and says when too little is
known. What each area is, aims at and works with stands in the vocabulary of protocols.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kith.core.case import LOSSES, Death, Facts, RoleChange, Tie
from kith.core.errors import UnknownDefinitionError
from kith.core.knowledge import Table, shipped
from kith.core.protocols.terms import Area, Rule, Shape, Term, shared_terms
from kith.core.timeline import EventKind

NEAR = 3.0  # months before the onset
YEAR = 12.0
ANNIVERSARY = 1.0  # months either side
AFTER = -0.5  # from half a month after the onset on, something came after it
EXPLAINS = 0.5  # support from which an area is said to explain the episode
WELL = 0.7
UNKNOWN_SHARE = 2  # what is not known weighs as much as one good reason against


class Stage(Term):
    """How far a dispute has gone: for the clinician, for the client, and what it asks for."""

    plain: str
    move: str


class Signs(Rule):
    """What the work on an area aims at, what tells that it may fit, and what to take care of."""

    goals: tuple[str, ...]
    listen_for: tuple[str, ...]
    caution: str = ""


class Plain(Shape):
    """What an area is called in plain words, and what must be known for its work to begin."""

    plain: str
    needs: tuple[str, ...]
    signs: Signs


class Weighed(Rule):
    """Why a fact speaks for or against an area, and how heavily."""

    area: str
    speaks: Literal["for", "against"]
    weight: int


class _Table(Table):
    areas: dict[str, Plain]
    stages: dict[str, Stage]
    rules: dict[str, Weighed]


@dataclass(frozen=True, slots=True)
class ProblemArea:
    """One area: its term in the vocabulary of protocols, and its plain name."""

    id: str
    term: Area
    plain: str
    needs: tuple[str, ...]
    signs: Signs

    @property
    def name(self) -> str:
        """The area's name for clinicians."""
        return self.term.title


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in the record that speaks for or against an area."""

    text: str
    fact: str  # where it stands in the record: person:12, event:3, or empty for the whole record
    rule: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Consideration:
    """What speaks for and against one area. `support` is a degree from 0 to 1, no probability."""

    area: ProblemArea
    speaks_for: tuple[Reason, ...]
    speaks_against: tuple[Reason, ...]
    support: float
    is_near: bool = False  # whether something of it lies near the onset, or goes on now
    by_rule: bool = True  # whether any rule looks for it in the record

    @property
    def degree(self) -> str:
        """The support in words."""
        if not self.by_rule:
            return "no rule looks for it"
        if self.support >= WELL:
            return "well supported"
        if self.support >= EXPLAINS:
            return "some support"
        return "little support" if self.speaks_for else "nothing recorded speaks for it"


@cache
def _table() -> _Table:
    return shipped("problem_areas", _Table)


@cache
def areas() -> tuple[ProblemArea, ...]:
    """The four areas, in the order in which they are checked."""
    terms = shared_terms().areas
    return tuple(
        ProblemArea(key, terms[key], one.plain, one.needs, one.signs)
        for key, one in _table().areas.items()
    )


def area(id: str) -> ProblemArea:  # noqa: A002 - its name
    """One area by its id."""
    for one in areas():
        if one.id == id:
            return one
    raise UnknownDefinitionError("problem area", id, [one.id for one in areas()])


def stages() -> Mapping[str, Stage]:
    """The stages of a dispute by id, in their order."""
    return _table().stages


_Found = Iterator[tuple[str, str, str]]  # rule, fact, what was found


def consider(facts: Facts) -> list[Consideration]:
    """Every area with its reasons, the best supported first; equal ones in the order of checks."""
    checks: dict[str, Callable[[Facts], _Found]] = {
        "grief": _grief,
        "role_dispute": _dispute,
        "role_transition": _transition,
    }
    considered = [_weigh(area(key), check(facts)) for key, check in checks.items()]
    # A bare conflict or a bare change is there in many lives: it explains an episode where it is
    # tied to the onset, or felt, or more than one thing speaks for it.
    explained = [one for one in considered if one.support > EXPLAINS]
    deficits = _weigh(area("interpersonal_deficits"), _deficits(facts, explained))
    # Whatever its reasons, the last area comes after every area that explains the episode.
    others = [one for one in considered if one not in explained]
    return [*_by_support(explained), *_by_support([*others, deficits])]


def consider_healthy_self(facts: Facts, added: ProblemArea) -> Consideration | None:
    """The area that social rhythm therapy adds; None where nothing speaks for it."""
    found = list(_healthy_self(facts))
    return _weigh(added, found) if found else None


def _by_support(considered: Iterable[Consideration]) -> list[Consideration]:
    """The best supported first; of equal ones what is nearer to the onset, then in their order."""
    return sorted(considered, key=lambda one: (-one.support, not one.is_near))


def _weigh(weighed: ProblemArea, found: Iterable[tuple[str, str, str]]) -> Consideration:
    """Collect the reasons of one area. Its support is that of its best-supported fact."""
    table = _table()
    speaks_for: list[Reason] = []
    speaks_against: list[Reason] = []
    weights: dict[str, dict[str, Weighed]] = {"": {}}
    for name, fact, what in found:
        rule = table.rules[name]
        text = f"{rule.why}: {what}." if what else f"{rule.why}."
        reason = Reason(text, fact, name, table.cite(rule), rule.verified)
        (speaks_for if rule.speaks == "for" else speaks_against).append(reason)
        weights.setdefault(fact, {})[name] = rule
    whole = weights[""]
    support = max(_support((whole | of_fact).values()) for of_fact in weights.values())
    is_near = any(reason.rule in _NEAR_RULES for reason in speaks_for)
    return Consideration(weighed, tuple(speaks_for), tuple(speaks_against), support, is_near)


_NEAR_RULES = {
    "death_near_onset", "death_in_the_year", "dispute_near_onset", "change_near_onset",
    "change_in_the_year", "change_under_way",
}  # fmt: skip


def _support(rules: Iterable[Weighed]) -> float:
    """What speaks for, as a share of all that speaks and of what is not known."""
    pro = con = 0
    for rule in rules:
        if rule.speaks == "for":
            pro += rule.weight
        else:
            con += rule.weight
    return round(pro / (pro + con + UNKNOWN_SHARE), 2)


def _ago(months: float) -> str:
    """A time against the onset, in words."""
    amount = round(abs(months))
    if amount == 0:
        return "at the onset"
    unit = "month"
    if amount >= 24:
        amount, unit = round(amount / 12), "year"
    side = "before" if months > 0 else "after"
    return f"{amount} {unit}{'s' if amount > 1 else ''} {side} the onset"


def _timed(what: str, months: float | None) -> str:
    return what if months is None else f"{what}, {_ago(months)}"


def _grief(facts: Facts) -> _Found:
    for death in facts.deaths:
        yield _death(death), death.ref, _timed(death.who, death.before_onset)
        if death.bereaved:
            yield "bereaved_now", death.ref, death.who
        if death.exact and _on_anniversary(death.before_onset):
            yield "death_anniversary", death.ref, death.who
        if death.mourning == "usual":
            yield "mourning_usual", death.ref, death.who
        elif death.mourning or death.signs:
            signs = f" ({', '.join(death.signs)})" if death.signs else ""
            yield "mourning_not_done", death.ref, f"{death.who}{signs}"
    if not facts.deaths:
        yield from _no_grief(facts)


def _no_grief(facts: Facts) -> _Found:
    if facts.all_deaths:
        yield "no_death", "", ""
    for change in facts.changes:
        if change.kind in LOSSES:
            yield "loss_without_death", change.ref, change.what


def _death(death: Death) -> str:
    months = death.before_onset
    if months is None:
        return "death_undated"
    if months < AFTER:
        return "death_in_the_episode"
    if months <= NEAR:
        return "death_near_onset"
    return "death_in_the_year" if months <= YEAR else "death_earlier"


def _on_anniversary(months: float | None) -> bool:
    if months is None or months < YEAR - ANNIVERSARY:
        return False
    return abs(months - round(months / YEAR) * YEAR) <= ANNIVERSARY


def _dispute(facts: Facts) -> _Found:
    troubled = [tie for tie in facts.ties if tie.conflict or tie.mismatch or tie.stage]
    for tie in troubled:
        if tie.conflict:
            yield "conflict_now", tie.ref, tie.who
        if tie.mismatch:
            yield "mismatch", tie.ref, tie.who
        if tie.stage:
            named = stages().get(tie.stage)
            name = named.title.lower() if named else tie.stage
            yield "stage_known", tie.ref, f"{tie.who}, {name}"
        if rule := _dispute_timing(tie):
            yield rule, tie.ref, _timed(tie.who, tie.before_onset)
    if facts.all_ties and not troubled:
        yield "no_dispute", "", ""


def _dispute_timing(tie: Tie) -> str:
    months = tie.before_onset
    if months is None:
        return "dispute_long_before" if tie.long_standing else ""
    if months < AFTER:
        return "dispute_after_onset"
    return "dispute_near_onset" if months <= YEAR else "dispute_long_before"


def _transition(facts: Facts) -> _Found:
    for change in facts.changes:
        yield "role_change", change.ref, change.what
        if rule := _change_timing(change):
            yield rule, change.ref, _timed(change.what, change.before_onset)
        if change.is_under_way:
            yield "change_under_way", change.ref, change.what
        if change.hard is not None:
            yield "change_hard" if change.hard else "change_easy", change.ref, change.what
        if death := _follows(change, facts.deaths):
            yield "change_follows_death", change.ref, f"{change.what}, {death.who}"
    timely = [
        one for one in facts.changes if _change_timing(one) in _TIMELY and one.hard is not False
    ]
    if len(timely) > 1:
        yield "several_changes", "", "; ".join(change.what for change in timely)
    if facts.all_changes and not facts.changes:
        yield "no_change", "", ""


_TIMELY = {"change_near_onset", "change_in_the_year", ""}


def _change_timing(change: RoleChange) -> str:
    """What its time says. Of a change that goes on now, when it began speaks never against it."""
    months = change.before_onset
    if months is None:
        return ""
    if AFTER <= months <= NEAR:
        return "change_near_onset"
    if NEAR < months <= YEAR:
        return "change_in_the_year"
    if change.is_under_way:
        return ""
    return "change_after_onset" if months < AFTER else "change_long_before"


def _follows(change: RoleChange, deaths: Sequence[Death]) -> Death | None:
    """The death of the year before the onset that a change came with, or soon after."""
    for death in deaths:
        before, since = death.before_onset, change.before_onset
        if death.mourning == "usual" or before is None or not AFTER <= before <= YEAR:
            continue
        if change.kind is EventKind.DEATH or (since is not None and since <= before):
            return death
    return None


def _deficits(facts: Facts, explained: Sequence[Consideration]) -> _Found:
    known = facts.isolation
    if known.long_standing is not None:
        yield ("long_isolated" if known.long_standing else "not_long_isolated"), "", ""
    if known.has_confidant is False:
        yield "no_confidant", "", ""
    # Loneliness and nobody to confide in, now, are one thing unless they are old.
    if known.lonely_now and (known.long_standing or known.has_confidant is not False):
        yield "lonely_now", "", ""
    if known.withdrew_since_onset and not known.long_standing:
        yield "withdrew_since_onset", "", ""
    if explained:
        yield "other_area_explains", "", ", ".join(one.area.name.lower() for one in explained)


def _healthy_self(facts: Facts) -> _Found:
    for ref, what in facts.illnesses:
        yield "illness_struck", ref, what
    if facts.illnesses and facts.changes:
        yield "illness_cost_roles", "", "; ".join(one.what for one in facts.changes)


# ---- in words, and what to ask


def reading(considered: Sequence[Consideration]) -> str:
    """What the record says, in a sentence. It names no choice: that is the clinician's."""
    best = [one for one in considered if one.support >= EXPLAINS]
    if not best:
        return "Not enough is known yet to say which area fits."
    first = best[0].area.name
    level = [one.area.name.lower() for one in best[1:] if one.support == best[0].support]
    if level:
        return f"{first} and {' and '.join(level)} have equal support in the record so far."
    words = f"{first} has the most support in the record so far."
    rest = [one.area.name.lower() for one in best[1:]]
    return f"{words} Also supported: {', '.join(rest)}." if rest else words


def to_ask(facts: Facts) -> list[str]:
    """What is not known yet and could change the reading, in the order of the checks."""
    unsaid = [death.who for death in facts.deaths if not death.mourning and not death.signs]
    expected = [tie.who for tie in facts.ties if tie.conflict and tie.mismatch is None]
    undated = [one.what for one in facts.changes if one.before_onset is None and facts.onset_known]
    asks = [
        (not facts.onset_known, "When did the symptoms begin?"),
        (not facts.all_deaths, "Has anybody close died, at any time?"),
        (bool(unsaid), f"How has the mourning gone: {', '.join(unsaid)}?"),
        (not facts.all_ties, "Who else matters, and who has been left out so far?"),
        (bool(expected), f"What does each expect of the other: {', '.join(expected)}?"),
        (not facts.all_changes, "What else changed in life before the symptoms began?"),
        (bool(undated), f"When was it: {', '.join(undated)}?"),
        (facts.isolation.long_standing is None, "How was it with people before this episode?"),
    ]
    return [question for missing, question in asks if missing]
