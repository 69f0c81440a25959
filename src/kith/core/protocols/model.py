"""The shape of a protocol: one kind of treatment, from first to last contact, as data.

Here: what a protocol file may say, and the checks that make it whole. Not here: where a client
stands in it (engine.py), and the words that protocols share (terms.py).
"""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kith.core.errors import KeyProblem
from kith.core.protocols.checks import problems
from kith.core.protocols.terms import (
    Disposition,
    Milestone,
    Rule,
    Shape,
    Term,
    Terms,
    check_sources,
    shared_terms,
)

Count = Annotated[int, Field(ge=1)]

EvidenceStatus = Literal[
    "established", "promising", "limited", "under_investigation", "not_recommended"
]


class Indication(Rule):
    """What the protocol is for, and how well that is shown. Status belongs to the two together."""

    condition: str
    status: EvidenceStatus


class SessionPlan(Rule):
    """How many sessions, how long, how often. The phases' ranges are written for `total`."""

    total: Count
    least: Count
    most: Count
    minutes: tuple[Count, Count]
    every_days: Count


class Focus(Rule):
    """How many problem areas are worked on at once."""

    least: Count
    most: Count


class PhaseTask(Shape):
    """A milestone that belongs to a phase: from which session it is due, by which it is late."""

    milestone: str
    opens: Count
    by: Count


class LeavePhase(Rule):
    """What must be true before the next phase begins.

    Every milestone must be reached. Where `strategies_worked` is set, that many strategies have
    been worked on, or the phase has run for all of its sessions: whichever comes first.
    """

    milestones: tuple[str, ...] = ()
    strategies_worked: int = 0


class Phase(Rule):
    """A stretch of the course. Its range is usual, not hard: running over is a warning.

    `counts_from = "end"` keeps the phase's distance from the last session when a contract is
    shorter, longer or extended; the phase before it gives or takes the difference. `timing` says
    where the spread of the tasks over the sessions comes from.
    """

    id: str
    first: Count
    last: Count
    counts_from: Literal["start", "end"] = "start"
    tasks: tuple[PhaseTask, ...] = ()
    timing: Rule | None = None
    leave: LeavePhase | None = None


class Agenda(Rule):
    """The steps of one session of a phase; without `session`, of every other session in it.

    An item is a step or a milestone of the vocabulary.
    """

    phase: str
    session: Count | None = None
    items: tuple[str, ...] = Field(min_length=1)


class Measure(Rule):
    """A questionnaire the protocol asks for, and when.

    `every_session`: answered since the session before, and not older than `valid_days`.
    `baseline`: answered once, by the first session. `start_middle_end`: at the first session, at
    the session of the review and at the last. With `after`, only once that milestone is reached.
    What is not `required` is offered, never demanded.
    """

    instrument: str
    title: str
    when: Literal["every_session", "baseline", "start_middle_end"]
    required: bool = True
    after: str = ""
    valid_days: Count = 14


class Missed(Rule):
    """What a missed session means, and when somebody must get in touch."""

    title: str
    counts: bool
    contact_after_missed: Count
    contact_after_days: Count


class Extension(Rule):
    """What it takes to go beyond the contract."""

    title: str
    needs_reason: bool


class Review(Rule):
    """The look at progress half-way: at which session, and on which measure."""

    session: Count
    milestone: str
    instrument: str
    scale: str


class EndingPlan(Rule):
    """From when the ending is counted down, and what a course needs before it can end."""

    countdown_from: Count
    required: tuple[str, ...] = Field(min_length=1)
    measures: tuple[str, ...] = ()
    dispositions: tuple[str, ...] = Field(min_length=1)


class Maintenance(Rule):
    """When care goes on after the course, and what it then consists of."""

    offer_when: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


class Protocol(Shape):
    """One kind of treatment, from first to last contact."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    version: Count
    replaces: int | None = None
    because: str = ""
    name: str
    short_name: str
    summary: str
    format: Literal["individual", "group", "mixed"] = "individual"
    indications: tuple[Indication, ...] = Field(min_length=1)
    cautions: tuple[str, ...] = ()
    problem_areas: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    proscribed: tuple[str, ...] = ()
    safety: tuple[str, ...] = ()
    sessions: SessionPlan
    focus: Focus
    phases: tuple[Phase, ...] = Field(min_length=1)
    agendas: tuple[Agenda, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = ()
    missed: Missed
    extension: Extension
    review: Review | None = None
    ending: EndingPlan
    maintenance: Maintenance | None = None
    terms: Terms = Terms()

    @model_validator(mode="after")
    def _is_whole(self) -> "Protocol":
        try:
            self.vocabulary.check()
        except KeyProblem as error:
            raise KeyProblem(f"terms.{error.key}", error.problem) from error
        check_sources(self, self.vocabulary.sources)
        for key, problem in problems(self):
            raise KeyProblem(key, problem)
        return self

    # ------------------------------------------------------------ looking things up

    @cached_property
    def vocabulary(self) -> Terms:
        """The shared terms and the protocol's own."""
        return shared_terms().joined(self.terms)

    @cached_property
    def phase_numbers(self) -> dict[str, int]:
        """Where each phase stands in the course, from 0."""
        return {phase.id: number for number, phase in enumerate(self.phases)}

    @cached_property
    def milestones(self) -> dict[str, Milestone]:
        """The milestones this protocol speaks of, in the order of the course."""
        names = [task.milestone for phase in self.phases for task in phase.tasks]
        if self.review:
            names.append(self.review.milestone)
        return {name: self.vocabulary.milestones[name] for name in names}

    @cached_property
    def strategies(self) -> dict[str, Term]:
        """The strategies of all its problem areas."""
        areas = [self.vocabulary.areas[area] for area in self.problem_areas]
        names = [name for area in areas for name in area.strategies]
        return {name: self.vocabulary.strategies[name] for name in names}

    @cached_property
    def dispositions(self) -> dict[str, Disposition]:
        """The ways in which a course of this protocol can end."""
        return {name: self.vocabulary.dispositions[name] for name in self.ending.dispositions}

    @cached_property
    def required_measures(self) -> tuple[Measure, ...]:
        """The measures it demands."""
        return tuple(measure for measure in self.measures if measure.required)

    @cached_property
    def agenda_items(self) -> dict[tuple[str, int | None], tuple[str, ...]]:
        """The items of each agenda, by phase and session; None for every other session."""
        return {(agenda.phase, agenda.session): agenda.items for agenda in self.agendas}

    @property
    def indication_line(self) -> str:
        """What it is for, in one line."""
        return "; ".join(one.condition for one in self.indications)

    @cached_property
    def _cited(self) -> dict[tuple[str, ...], str]:
        return {}

    def cite(self, rule: Rule) -> str:
        """Where a rule comes from, as a person reads it."""
        if rule.source not in self._cited:
            self._cited[rule.source] = self.vocabulary.cite(rule.source)
        return self._cited[rule.source]

    def title_of_phase(self, phase: str) -> str:
        """The name of a phase, for people."""
        return self.vocabulary.phases[phase].title
