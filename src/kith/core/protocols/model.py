"""The shape of a protocol: one kind of treatment, from first to last contact, as data.

Here: the whole file, and looking things up in it. Not here: its parts (parts.py), the checks that
make it whole (checks.py), where a client stands in it (engine.py), and the words that protocols
share (terms.py).
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kith.core.errors import KeyProblem
from kith.core.protocols.checks import problems
from kith.core.protocols.parts import (
    Agenda,
    Cadence,
    Condition,
    Count,
    Delivery,
    Eligibility,
    EndingPlan,
    Extension,
    Focus,
    Group,
    Indication,
    Maintenance,
    Measure,
    Meeting,
    Minutes,
    Missed,
    Phase,
    Review,
    SessionPlan,
    Watch,
)
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
from kith.core.protocols.views import Blocker


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
    exclusions: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    eligibility: Eligibility | None = None
    delivery: Delivery | None = None
    group: Group | None = None
    problem_areas: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    proscribed: tuple[str, ...] = ()
    safety: tuple[str, ...] = ()
    sessions: SessionPlan
    focus: Focus
    phases: tuple[Phase, ...] = Field(min_length=1)
    agendas: tuple[Agenda, ...] = Field(min_length=1)
    cadence: tuple[Cadence, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    conditions: tuple[Condition, ...] = ()
    measures: tuple[Measure, ...] = ()
    watch: tuple[Watch, ...] = ()
    missed: Missed
    extension: Extension
    review: Review | None = None
    ending: EndingPlan
    maintenance: Maintenance | None = None
    terms: Terms = Terms()

    @model_validator(mode="after")
    def _is_whole(self) -> "Protocol":
        try:
            self.terms.check(self.vocabulary)
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
        known = self.vocabulary.milestones
        names += [item for meeting in self.meetings for item in meeting.items if item in known]
        return {name: known[name] for name in names}

    @cached_property
    def strategies(self) -> dict[str, Term]:
        """The strategies of all its problem areas, and of its phases."""
        areas = [self.vocabulary.areas[area] for area in self.problem_areas]
        names = [name for area in areas for name in area.strategies]
        names += [name for phase in self.phases for name in phase.strategies]
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

    @cached_property
    def meeting(self) -> dict[str, Meeting]:
        """Its meetings beside the numbered sessions, by id."""
        return {meeting.id: meeting for meeting in self.meetings}

    @cached_property
    def condition(self) -> dict[str, Condition]:
        """Its conditions, by id."""
        return {condition.id: condition for condition in self.conditions}

    @property
    def instruments_named(self) -> Iterator[tuple[str, str, str | None]]:
        """Every instrument it refers to: the key in the file, the instrument, the scale if any."""
        for number, measure in enumerate(self.measures):
            yield f"measures[{number}].instrument", measure.instrument, None
            if measure.instead:
                yield f"measures[{number}].instead", measure.instead, None
        for number, rule in enumerate(self.watch):
            if rule.instrument:
                yield f"watch[{number}].instrument", rule.instrument, rule.scale
        if self.review:
            yield "review.instrument", self.review.instrument, self.review.scale

    @cached_property
    def meetings_after(self) -> frozenset[str]:
        """The meetings that follow the sessions: boosters, follow-up."""
        return frozenset(one.id for one in self.meetings if one.when == "after")

    @cached_property
    def before_session_one(self) -> tuple[Meeting, ...]:
        """The meetings that must be held before the first session."""
        return tuple(one for one in self.meetings if one.when == "before" and one.required)

    def conditions_before(self, what: Literal["session", "contract"]) -> tuple[Condition, ...]:
        """The conditions that hold up each session, or the contract."""
        return self._conditions_before[what]

    @cached_property
    def _conditions_before(self) -> dict[str, tuple[Condition, ...]]:
        kinds = ("session", "contract", "")
        return {kind: tuple(one for one in self.conditions if one.before == kind) for kind in kinds}

    @cached_property
    def has_clinical_exits(self) -> bool:
        """Whether some phase is left by clinical judgement, so that the next begins when it may."""
        return any(phase.exit == "clinical" for phase in self.phases)

    @cached_property
    def settles(self) -> dict[str, frozenset[str]]:
        """For each instrument, those of the measures that an answer to it counts for."""
        found: dict[str, set[str]] = {}
        for one in self.measures:
            for name in (one.instrument, one.instead):
                if name:
                    found.setdefault(name, set()).add(one.instrument)
        return {name: frozenset(several) for name, several in found.items()}

    @cached_property
    def alternatives(self) -> dict[str, str]:
        """What counts in the place of an instrument that the clinic lacks."""
        return {one.instrument: one.instead for one in self.measures if one.instead}

    def cadence_of(self, session: int) -> tuple[int, Minutes]:
        """How many days a session comes after the one before it, and how long it usually lasts."""
        plan = self.sessions
        for one in self.cadence:
            if one.first <= session <= one.last:
                return one.every_days, one.minutes or plan.minutes
        return plan.every_days, plan.minutes

    @property
    def indication_line(self) -> str:
        """What it is for, in one line."""
        return "; ".join(one.condition for one in self.indications)

    @cached_property
    def kept(self) -> dict[tuple[str, str], Blocker]:
        """What stands in the way, put in words once: it is the same for every course."""
        return {}

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
