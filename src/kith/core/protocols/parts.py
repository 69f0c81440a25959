"""The parts of a protocol file, each a rule with its reason and its source.

Here: what each part may say. Not here: the whole (model.py), whether the parts fit together
(checks.py, contact_checks.py), and the words that protocols share (terms.py).
"""

from typing import Annotated, Literal

from pydantic import Field

from kith.core.protocols.terms import Rule, Shape

Count = Annotated[int, Field(ge=1)]
Number = Annotated[int | float, Field(ge=0)]
Minutes = tuple[Count, Count]

EvidenceStatus = Literal[
    "established", "promising", "limited", "under_investigation", "not_recommended"
]

# What an indication may be for: `data/disorders.toml` gives each its codes.
Disorder = Literal[
    "depression",
    "subthreshold_depression",
    "depression_in_remission",
    "persistent_depression",
    "distress",
    "bipolar",
    "bulimia",
    "binge_eating",
    "anorexia",
    "ptsd",
    "social_anxiety",
    "panic",
    "borderline",
    "personality",
    "substance_use",
    "substance_with_depression",
    "insomnia",
    "body_dysmorphic",
    "prolonged_grief",
]


# ---------------------------------------------------------------- for whom, by whom


class Indication(Rule):
    """What the protocol is for, and how well that is shown. Status belongs to the two together.

    Prevention has no disorder to name: it is for people of whom all `circumstances` are so.
    """

    condition: str
    status: EvidenceStatus
    disorders: tuple[Disorder, ...] = ()
    circumstances: tuple[str, ...] = ()


class Eligibility(Rule):
    """Who it is meant for: ages (from, or from and to), and circumstances of the client.

    Without one of its `needs` it is not for this client; each of its `helps` speaks for it.
    """

    ages: tuple[Count, ...] = Field(default=(), max_length=2)
    needs: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()


class Delivery(Rule):
    """Who may deliver it, and with what supervision."""

    by: tuple[str, ...] = Field(min_length=1)
    supervision: str = ""


class Group(Rule):
    """The group: how many members, from and to, and how many leaders."""

    size: tuple[Count, Count]
    leaders: Count


# ---------------------------------------------------------------- sessions and what is beside them


class SessionPlan(Rule):
    """How many sessions, how long, how often. The phases' ranges are written for `total`."""

    total: Count
    least: Count
    most: Count
    minutes: Minutes
    every_days: Count


class Cadence(Rule):
    """Another rhythm, or another length, for some sessions: twice weekly first, monthly later."""

    first: Count
    last: Count
    every_days: Count
    minutes: Minutes | None = None


class Meeting(Rule):
    """A contact beside the numbered sessions.

    | when    | is                                                                   |
    |---------|----------------------------------------------------------------------|
    | before  | before session 1; a required one must be held before it              |
    | during  | usual between the sessions `first` and `last`                        |
    | regular | every `every_days`, from the first session on: a weekly call         |
    | needed  | when it is needed, until the end: never due by itself                |
    | after   | once the sessions are over, also after the end: boosters, follow-up; |
    |         | usual `after_days` after the last session, or the meeting before it  |

    `count` is how many there are at most: one if nothing is said, any number of regular ones and
    of those held when needed.
    `required` asks for one of them at least.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    kind: Literal["individual", "group", "phone", "family", "school", "partner"]
    when: Literal["before", "during", "regular", "needed", "after"]
    first: Count | None = None
    last: Count | None = None
    every_days: Count | None = None
    after_days: Count | None = None
    count: Count | None = None
    required: bool = False
    minutes: Minutes | None = None
    items: tuple[str, ...] = ()

    @property
    def most(self) -> int | None:
        """How many there are at most; None for any number."""
        return self.count if self.count or self.when in {"regular", "needed"} else 1


class Condition(Rule):
    """Something that must be on record, and what may not happen until it is.

    Before a session, or before the contract; without either it is asked for, and blocks nothing.
    """

    id: str
    before: Literal["session", "contract", ""] = ""


class Focus(Rule):
    """What the work keeps to, and how many of them at once.

    `areas`: problem areas. `pattern`: one recurrent interpersonal-affective pattern. `schema`: one
    interpersonal schema. `themes`: the sessions have themes; nobody has a focus of their own.
    """

    kind: Literal["areas", "pattern", "schema", "themes"] = "areas"
    least: Annotated[int, Field(ge=0)]
    most: Annotated[int, Field(ge=0)]


# ---------------------------------------------------------------- phases


class PhaseTask(Shape):
    """A milestone that belongs to a phase: from which session it is due, by which it is late.

    With `meeting`, it is usually done in that meeting beside the numbered sessions.
    """

    milestone: str
    opens: Count
    by: Count
    meeting: str | None = None


class LeavePhase(Rule):
    """What must be true before the next phase begins.

    Every milestone must be reached. Where `strategies_worked` is set, that many strategies have
    been worked on, or the phase has run for all of its sessions: whichever comes first. (A phase
    that is left by clinical judgement is never left because its sessions are over.)
    """

    milestones: tuple[str, ...] = ()
    strategies_worked: int = 0


class Phase(Rule):
    """A stretch of the course. Its range is usual, not hard: running over is a warning.

    `counts_from = "end"` keeps the phase's distance from the last session when a contract is
    shorter, longer or extended; the phase before it gives or takes the difference. `timing` says
    where the spread of the tasks over the sessions comes from. `strategies` are worked on in this
    phase, whatever the problem area. `exit = "clinical"`: the clinician judges when its work is
    done; the range is a guide, and running over it no warning.
    """

    id: str
    first: Count
    last: Count
    counts_from: Literal["start", "end"] = "start"
    exit: Literal["count", "clinical"] = "count"
    strategies: tuple[str, ...] = ()
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


# ---------------------------------------------------------------- measures and what is watched


class Measure(Rule):
    """A questionnaire the protocol asks for, and when.

    `every_session`: answered since the session before, and not older than `valid_days`.
    `baseline`: answered once, by the first session. `start_middle_end`: at the first session, at
    the session of the review and at the last. `every_days`: at the first session, and then at the
    next one once `days` have passed since the last answer. With `after`, only once that milestone
    is reached. An answer to `instead` counts too, where the clinic has no wording of the other.
    What is not `required` is offered, never demanded.
    """

    instrument: str
    title: str
    when: Literal["every_session", "baseline", "start_middle_end", "every_days"]
    days: Count | None = None
    instead: str | None = None
    required: bool = True
    after: str = ""
    valid_days: Count = 14


class Watch(Rule):
    """What makes an alert in this protocol, beside what each instrument says of itself.

    A scale `at_least` or `at_most` a number, or a `rise` by it, as many `times` in a row; or
    something in the rhythm diary: less sleep than `hours` on `nights` in a row, a `fall` in
    regularity, an entry later than `hours`.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    instrument: str | None = None
    scale: str | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    rise: Number | None = None
    times: Count = 1
    diary: Literal["short_sleep", "irregular", "late_entry"] | None = None
    hours: Number | None = None
    nights: Count | None = None
    fall: Number | None = None
    level: Literal["urgent", "review"]
    action: str


# ---------------------------------------------------------------- the rules of the course


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
