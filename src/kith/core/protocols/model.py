"""The shape of a protocol: one kind of treatment, from first to last contact, as data.

Here: what a protocol file may say, and the checks that make it whole. Not here: where a client
stands in it (engine.py), and the words that protocols share (terms.py).
"""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr, model_validator

from kith.core.errors import KeyProblem
from kith.core.protocols.terms import (
    Disposition,
    Milestone,
    Rule,
    Shape,
    Step,
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
    """How many sessions, how long, how often. `total` is what the phases' ranges are written for."""

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

    Every milestone must be reached. Where `strategies_worked` is set, that many strategies have been
    worked on, or the phase has run for all of its sessions: whichever comes first.
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
    `baseline`: answered once, by the first session. `start_middle_end`: at the first session, at the
    session of the review and at the last. With `after`, only once that milestone is reached.
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
    """The look at progress half-way: at which session, on which measure, marked by which milestone."""

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

    _vocabulary: Terms = PrivateAttr(default_factory=Terms)

    @model_validator(mode="after")
    def _is_whole(self) -> "Protocol":
        try:
            self._vocabulary = shared_terms().joined(self.terms)
            self._vocabulary.check()
        except KeyProblem as error:
            raise KeyProblem(f"terms.{error.key}", error.problem) from error
        check_sources(self, self._vocabulary.sources)
        self._check_names()
        self._check_sessions()
        self._check_phases()
        self._check_agendas()
        return self

    def _check_names(self) -> None:
        known = self._vocabulary
        uses: list[tuple[str, str, tuple[str, ...]]] = [
            ("cautions", "cautions", self.cautions),
            ("problem_areas", "areas", self.problem_areas),
            ("techniques", "techniques", self.techniques),
            ("proscribed", "proscribed", self.proscribed),
            ("safety", "safety", self.safety),
            ("ending.required", "milestones", self.ending.required),
            ("ending.dispositions", "dispositions", self.ending.dispositions),
        ]
        if self.review:
            uses.append(("review.milestone", "milestones", (self.review.milestone,)))
        if self.maintenance:
            uses.append(("maintenance.offer_when", "maintenance", self.maintenance.offer_when))
            uses.append(("maintenance.steps", "maintenance", self.maintenance.steps))
        for number, phase in enumerate(self.phases):
            uses.append((f"phases[{number}].id", "phases", (phase.id,)))
            tasks = tuple(task.milestone for task in phase.tasks)
            uses.append((f"phases[{number}].tasks", "milestones", tasks))
            if phase.leave:
                needs = phase.leave.milestones
                uses.append((f"phases[{number}].leave.milestones", "milestones", needs))
        for number, measure in enumerate(self.measures):
            if measure.after:
                uses.append((f"measures[{number}].after", "milestones", (measure.after,)))
        for key, kind, names in uses:
            for name in names:
                if name not in getattr(known, kind):
                    raise KeyProblem(key, f"{name} is not in {kind} of terms.toml")

    def _check_sessions(self) -> None:
        plan = self.sessions
        if not plan.least <= plan.total <= plan.most:
            raise KeyProblem("sessions.total", f"{plan.total} is not from least to most")
        if self.focus.least > self.focus.most:
            raise KeyProblem("focus.most", "is smaller than focus.least")
        if self.review and self.review.session > plan.total:
            raise KeyProblem("review.session", f"is beyond the {plan.total} sessions")
        asked = [measure.instrument for measure in self.measures]
        if len(asked) != len(set(asked)):
            raise KeyProblem("measures", "an instrument is asked for twice; join the two rules")
        required = {measure.instrument for measure in self.measures if measure.required}
        for instrument in self.ending.measures:
            if instrument not in required:
                raise KeyProblem("ending.measures", f"{instrument} is not a required measure")
        if (self.replaces is None) != (not self.because):
            raise KeyProblem("because", "a version that replaces another says why, and only then")

    def _check_phases(self) -> None:
        expected = 1
        given: set[str] = set()
        reachable: set[str] = set()
        for number, phase in enumerate(self.phases):
            key = f"phases[{number}]"
            if phase.id in given:
                raise KeyProblem(f"{key}.id", f"{phase.id} stands twice")
            given.add(phase.id)
            if phase.first != expected or phase.last < phase.first:
                problem = f"the sessions of this phase must begin at {expected} and not end before"
                raise KeyProblem(f"{key}.first", problem)
            expected = phase.last + 1
            for task in phase.tasks:
                if not phase.first <= task.opens <= task.by <= phase.last:
                    problem = f"{task.milestone} must open and be done within the phase's sessions"
                    raise KeyProblem(f"{key}.tasks", problem)
                reachable.add(task.milestone)
            if (phase.timing is None) != (not phase.tasks):
                problem = "says where the spread of the phase's tasks comes from, and only then"
                raise KeyProblem(f"{key}.timing", problem)
            if (phase.leave is None) != (number == len(self.phases) - 1):
                problem = "every phase but the last says what must be true before it is left"
                raise KeyProblem(f"{key}.leave", problem)
            if phase.leave and (missing := set(phase.leave.milestones) - reachable):
                problem = f"{min(missing)} is not a task of this phase or of one before it"
                raise KeyProblem(f"{key}.leave.milestones", problem)
        if expected != self.sessions.total + 1:
            problem = (
                f"the phases end at session {expected - 1}, the course at {self.sessions.total}"
            )
            raise KeyProblem("phases", problem)
        if missing := set(self.ending.required) - reachable:
            raise KeyProblem("ending.required", f"{min(missing)} is not a task of any phase")

    def _check_agendas(self) -> None:
        known = self._vocabulary
        phases = {phase.id: phase for phase in self.phases}
        seen: set[tuple[str, int | None]] = set()
        for number, agenda in enumerate(self.agendas):
            key = f"agendas[{number}]"
            phase = phases.get(agenda.phase)
            if phase is None:
                raise KeyProblem(f"{key}.phase", f"there is no phase called {agenda.phase}")
            if agenda.session and not phase.first <= agenda.session <= phase.last:
                raise KeyProblem(f"{key}.session", f"is outside the phase {phase.id}")
            if (agenda.phase, agenda.session) in seen:
                raise KeyProblem(key, "there are two agendas for the same session")
            seen.add((agenda.phase, agenda.session))
            for item in agenda.items:
                if item not in known.steps and item not in known.milestones:
                    problem = f"{item} is neither in steps nor in milestones of terms.toml"
                    raise KeyProblem(f"{key}.items", problem)
        for phase in self.phases:
            span = range(phase.first, phase.last + 1)
            if (phase.id, None) not in seen and not all((phase.id, n) in seen for n in span):
                raise KeyProblem("agendas", f"a session of the phase {phase.id} has no agenda")

    # ------------------------------------------------------------ looking things up

    @property
    def vocabulary(self) -> Terms:
        """The shared terms and the protocol's own."""
        return self._vocabulary

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
        return {name: self._vocabulary.milestones[name] for name in names}

    @cached_property
    def strategies(self) -> dict[str, Term]:
        """The strategies of all its problem areas."""
        areas = [self._vocabulary.areas[area] for area in self.problem_areas]
        names = [name for area in areas for name in area.strategies]
        return {name: self._vocabulary.strategies[name] for name in names}

    @cached_property
    def dispositions(self) -> dict[str, Disposition]:
        """The ways in which a course of this protocol can end."""
        return {name: self._vocabulary.dispositions[name] for name in self.ending.dispositions}

    @cached_property
    def required_measures(self) -> tuple[Measure, ...]:
        """The measures it demands."""
        return tuple(measure for measure in self.measures if measure.required)

    @cached_property
    def agenda_items(self) -> dict[tuple[str, int | None], tuple[str, ...]]:
        """The items of each agenda, by phase and session; None for every other session."""
        return {(agenda.phase, agenda.session): agenda.items for agenda in self.agendas}

    def cite(self, rule: Rule) -> str:
        """Where a rule comes from, as a person reads it."""
        return self._vocabulary.cite(rule.source)

    def title_of_phase(self, phase: str) -> str:
        """The name of a phase, for people."""
        return self._vocabulary.phases[phase].title
