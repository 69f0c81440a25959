"""The ending: what has been gained, from the record; warning signs and the plan; how it goes on.

Here: lists in plain words for the ending's page and the letter. Not here: which tasks of ending
are due (protocols.engine), and whose merit a gain is: client and therapist talk about that.
Sentences name neither "you" nor "the client", so that both may read them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kith.core.instruments.change import reliable_change, remission
from kith.core.instruments.model import Instrument, Scale
from kith.core.network import Map, Person, changes
from kith.core.protocols.terms import Disposition, Term, shared_terms
from kith.core.timeline import Event, in_order

LATE_LIFE = 60
LONG_MONTHS = 24
EPISODES = 2  # with this one; two or three, by the sources, so the lower bound raises the question
WITHOUT_GAIN = (
    "The symptoms are not clearly better. That says something about the treatment, not about the "
    "person: other treatments help many who are not helped by the first."
)

BETTER, SAME, WORSE = "better", "same", "worse"

# Changes between two maps that are hardly ever both good and bad. A move between circles is for the
# better where it goes towards the place the client wished; everything else is told, not judged.
_FOR_THE_BETTER = {
    "matched", "regained", "conflict_less", "confiding_more", "support_received_more",
}  # fmt: skip
_FOR_THE_WORSE = {"died", "out_of_contact", "mismatched", "conflict_more"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changed or stayed: in words, which way, and why it is said."""

    words: str
    way: str = SAME
    why: str = ""
    source: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Measured:
    """The first and the last score of one scale of an instrument."""

    instrument: Instrument
    first: float | None
    last: float | None
    scale_id: str = "total"

    @property
    def scale(self) -> Scale:
        """The scale's definition."""
        return self.instrument.scales[self.scale_id]

    @property
    def name(self) -> str:
        """What is measured, and by what: Depressive symptoms (PHQ-9)."""
        measures = self.instrument.measures
        return f"{measures[:1].upper()}{measures[1:]} ({self.instrument.short_name})"


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the contract, and how near it is: 0 not at all, 10 reached; None: not asked."""

    text: str
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What the record holds of a course that is ending."""

    measures: Sequence[Measured] = ()
    goals: Sequence[Goal] = ()
    first_map: Map | None = None
    last_map: Map | None = None
    strategies: Mapping[str, int] = field(default_factory=dict)  # id: number of sessions
    tried: Sequence[str] = ()  # tasks that were done
    events: Sequence[Event] = ()  # good ones, since the start


@dataclass(frozen=True, slots=True)
class Gains:
    """What has changed since the start, in words."""

    symptoms: tuple[Line, ...]
    goals: tuple[Line, ...]
    relationships: tuple[Line, ...]
    work: tuple[Line, ...]
    events: tuple[Line, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Everything, in the order of the page."""
        return (*self.symptoms, *self.goals, *self.relationships, *self.work, *self.events)

    @property
    def remaining(self) -> tuple[Line, ...]:
        """What is still to be looked at: what did not get better, and ties that got worse."""
        kept = [line for line in (*self.symptoms, *self.goals) if line.way != BETTER]
        return (*kept, *(line for line in self.relationships if line.way == WORSE))

    @property
    def is_without_symptom_gain(self) -> bool:
        """Scores are compared, and none is reliably better: the talk about other help is due."""
        compared = [line for line in self.symptoms if line.why]
        return bool(compared) and all(line.way != BETTER for line in compared)


def gains(course: Course) -> Gains:
    """What the record shows, for the ending's page and the letter."""
    strategies = shared_terms().strategies
    worked = sorted(course.strategies.items(), key=lambda one: (-one[1], one[0]))
    return Gains(
        symptoms=tuple(line for one in course.measures if (line := _symptom(one))),
        goals=tuple(_goal(goal) for goal in course.goals if goal.text.strip()),
        relationships=tuple(_relationships(course.first_map, course.last_map)),
        work=(
            *(_strategy(strategies[key], number) for key, number in worked if key in strategies),
            *(Line(f"Tried: {task.strip().rstrip('.')}.", BETTER) for task in course.tried),
        ),
        events=tuple(
            Line(f"{event.title}, {event.when.words}.", BETTER if event.valence == "good" else SAME)
            for event in in_order(course.events)
        ),
    )


def _symptom(one: Measured) -> Line | None:
    """The change of one score, with its verdict and where the threshold comes from."""
    if one.last is None:
        return None
    last = f"{one.last:g}{_band(one.scale, one.last)}"
    if one.first is None:
        return Line(f"{one.name}: {last}. There is no earlier score to compare it with.")
    words = f"{one.name}: from {one.first:g}{_band(one.scale, one.first)} to {last}"
    change = reliable_change(one.scale, one.first, one.last)
    if change is None:
        return Line(f"{words}.")
    said, way = {
        "improved": ("clearly better, by more than chance would explain", BETTER),
        "deteriorated": ("clearly worse, by more than chance would explain", WORSE),
        "no reliable change": ("no clear change", SAME),
    }[change.verdict]
    rest = remission(one.scale, one.last)
    free = "; now in the range without illness" if rest and rest.holds else ""
    source = one.instrument.source(change.source).cite
    return Line(f"{words}: {said}{free}.", way, change.why, source, change.verified)


def _band(scale: Scale, value: float) -> str:
    label = scale.bandings[0].label(value) if scale.bandings else None
    return f" ({label})" if label else ""


def _goal(goal: Goal) -> Line:
    text = goal.text.strip().rstrip(".")
    if goal.last is None:
        return Line(f"Goal: {text}. Not rated yet.")
    if goal.first is None:
        return Line(f"Goal: {text}. Now {goal.last} of 10.")
    way = BETTER if goal.last > goal.first else WORSE if goal.last < goal.first else SAME
    return Line(f"Goal: {text}. From {goal.first} to {goal.last} of 10.", way)


def _relationships(first: Map | None, last: Map | None) -> Iterable[Line]:
    if first is None or last is None:
        return
    was = {person.id: person for person in first.people}
    now = {person.id: person for person in last.people}
    for change in changes(first, last):
        if change.kind in {"nearer", "further"}:
            yield Line(change.words, _towards_wish(was[change.person], now[change.person]))
        else:
            way = BETTER if change.kind in _FOR_THE_BETTER else SAME
            yield Line(change.words, WORSE if change.kind in _FOR_THE_WORSE else way)


def _towards_wish(was: Person, now: Person) -> str:
    """Whether a move between circles goes towards the place wished for at the start."""
    if was.wished_ring is None or was.ring is None or now.ring is None:
        return SAME
    before, after = abs(was.ring - was.wished_ring), abs(now.ring - was.wished_ring)
    if before == after:
        return SAME
    return BETTER if after < before else WORSE


def _strategy(term: Term, number: int) -> Line:
    times = f"in {number} session{'s' if number > 1 else ''}"
    cited = shared_terms().cite(term.source)
    return Line(f"{term.title}: {times}.", SAME, term.why, cited, term.verified)


# ---- warning signs and the plan


@dataclass(frozen=True, slots=True)
class WarningPlan:
    """How a return would show itself, and what then; each in the client's words."""

    signs: Sequence[str] = ()
    situations: Sequence[str] = ()
    who_notices: Sequence[str] = ()
    what_to_do: Sequence[str] = ()
    come_back_when: str = ""


_PLAN: tuple[tuple[str, str, Callable[[WarningPlan], Iterable[str]]], ...] = (
    ("signs", "What would be the first signs that it is coming back?", lambda p: p.signs),
    ("situations", "Which situations could bring it back?", lambda p: p.situations),
    ("who_notices", "Who would notice, and may say so?", lambda p: p.who_notices),
    ("what_to_do", "What will help then, of what has helped this time?", lambda p: p.what_to_do),
    ("come_back_when", "When is it time to come back, and to whom?", lambda p: [p.come_back_when]),
)


def plan_questions() -> Mapping[str, str]:
    """The questions of the plan by field, in their order."""
    return {key: ask for key, ask, _ in _PLAN}


def plan_lacks(plan: WarningPlan) -> Mapping[str, str]:
    """The questions of the plan that have no answer yet, by field."""
    return {key: ask for key, ask, said in _PLAN if not any(line.strip() for line in said(plan))}


# ---- how it goes on


def dispositions() -> Mapping[str, Disposition]:
    """How a course can end, by id."""
    return shared_terms().dispositions


@dataclass(frozen=True, slots=True)
class History:
    """What bears on the question of maintenance. None: not known."""

    episodes: int | None = None  # with this one
    months_ill: int | None = None
    age: int | None = None


def speaks_for_maintenance(history: History, measures: Iterable[Measured]) -> list[Term]:
    """The reasons to offer maintenance that hold here; the offer is made by people."""
    terms = shared_terms().maintenance
    left = [remission(one.scale, one.last) for one in measures]
    holds = {
        "recurrent": (history.episodes or 0) >= EPISODES,
        "residual_symptoms": any(verdict is not None and not verdict.holds for verdict in left),
        "late_life": (history.age or 0) >= LATE_LIFE,
        "long_illness": (history.months_ill or 0) >= LONG_MONTHS,
    }
    return [terms[key] for key, true in holds.items() if true]
