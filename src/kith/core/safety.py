"""Safety: what a safety plan must contain, what an alert asks of people, what care was agreed.

Here: the rules, and the words for clients. Not here: any level or prediction of risk. A review
records what was found and which care was agreed; no score decides who is helped (NICE NG225).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, field_validator

from kith.core.knowledge import Table, shipped
from kith.core.network import Person
from kith.core.protocols.terms import Shape, Term

EMERGENCY_STEP = "professionals"
PEOPLE_STEPS = ("distraction", "people")


class Step(Term):
    """One step of the safety plan, as it is asked."""

    ask: str
    prompts: tuple[str, ...]
    obstacle: str


class Care(Term):
    """What can be agreed after a review. `next_contact_days`: contact again by then at latest."""

    next_contact_days: int
    needs_sharing: bool


class AlertLevel(Term):
    """How soon a named person must look, and whether settling it takes a review of risk."""

    acknowledge_minutes: int
    needs_review: bool


class Help(Shape):
    """What a client reads where help is offered. The same words in the same place everywhere."""

    heading: str
    now: str
    not_watched: str
    after_harm_answer: str
    what_happens: str
    plan: str
    no_plan: str
    carry_on: str


class _Table(Table):
    attribution: str
    steps: dict[str, Step]
    care: dict[str, Care]
    alerts: dict[str, AlertLevel]
    help: Help


@cache
def _table() -> _Table:
    return shipped("safety", _Table)


def steps() -> Mapping[str, Step]:
    """The six steps by id, in their order."""
    return _table().steps


def attribution() -> str:
    """Whom the six steps come from; shown with every plan."""
    return _table().attribution


def care() -> Mapping[str, Care]:
    """What can be agreed after a review, by id."""
    return _table().care


def alert_levels() -> Mapping[str, AlertLevel]:
    """The levels of an alert by id."""
    return _table().alerts


def help_words() -> Help:
    """The words for clients."""
    return _table().help


# ---- the safety plan


@dataclass(frozen=True, slots=True)
class Plan:
    """A client's plan: lines by step. Any step but the one with the numbers to call may be set
    aside for now, with the reason.
    """

    lines: Mapping[str, Sequence[str]]
    obstacles: Mapping[str, str] = field(default_factory=dict)
    set_aside: Mapping[str, str] = field(default_factory=dict)
    with_client: bool = True
    copy_given: bool = True
    people: frozenset[str] = frozenset()  # ids of the inventory's people whom steps 3 and 4 name


@dataclass(frozen=True, slots=True)
class Lack:
    """Something a plan still needs: the step (or empty for the whole plan) and what to do."""

    step: str
    words: str


def lacks(plan: Plan) -> list[Lack]:
    """What keeps the plan from being complete, in the order of the steps."""
    found = []
    for key, step in steps().items():
        said = [line for line in plan.lines.get(key, ()) if line.strip()]
        if key == EMERGENCY_STEP and not any(_has_number(line) for line in said):
            found.append(Lack(key, f"{step.title}: give at least one number to call."))
        elif not said and not plan.set_aside.get(key, "").strip():
            found.append(Lack(key, f"{step.title}: nothing yet. Fill it, or say why not for now."))
    if not plan.with_client:
        found.append(Lack("", "Make the plan together with the client, in the client's words."))
    if not plan.copy_given:
        found.append(Lack("", "Give the client a copy, on paper or on the phone."))
    return found


def obstacles_to_ask(plan: Plan) -> list[Lack]:
    """The steps whose obstacles have not been talked about: a question for each."""
    return [
        Lack(key, step.obstacle)
        for key, step in steps().items()
        if any(line.strip() for line in plan.lines.get(key, ()))
        and not plan.obstacles.get(key, "").strip()
    ]


def supporters_gone(plan: Plan, people: Sequence[Person]) -> list[Person]:
    """People the plan relies on who have died or are out of contact: the plan needs a review."""
    return [person for person in people if person.id in plan.people and not person.here]


def _has_number(line: str) -> bool:
    return len(re.sub(r"\D", "", line)) >= 3


# ---- a review of risk


@dataclass(frozen=True, slots=True)
class Review:
    """What a clinician found, which care was agreed and by when there is contact again."""

    on: date
    found: str
    agreed: str
    care: str
    shared_with: str = ""
    next_on: date | None = None


def review_lacks(review: Review) -> list[Lack]:
    """What the review still needs before it can be kept. The field's name stands for the step."""
    chosen = care().get(review.care)
    found = []
    if not review.found.strip():
        found.append(Lack("found", "Say what was found, in words: thoughts, plans, what protects."))
    if not review.agreed.strip():
        found.append(Lack("agreed", "Say what was agreed with the client."))
    if chosen is None:
        names = ", ".join(one.title.lower() for one in care().values())
        return [*found, Lack("care", f"Choose the care agreed: {names}.")]
    if chosen.needs_sharing and not review.shared_with.strip():
        found.append(Lack("shared_with", f"{chosen.title}: say with whom it was shared."))
    latest = review.on + timedelta(days=chosen.next_contact_days)
    if review.next_on is None or not review.on <= review.next_on <= latest:
        found.append(Lack("next_on", f"{chosen.title}: the next contact is by {latest:%-d %B}."))
    return found


# ---- an alert


@dataclass(frozen=True, slots=True)
class AlertState:
    """Where an alert stands. It has an owner from the start, and looking at it changes nothing."""

    level: str
    raised_at: datetime
    owner: str
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    reviewed: bool = False  # a review of risk was written since it was raised
    settled_by: str = ""
    settled_because: str = ""

    @property
    def state(self) -> str:
        """Raised, acknowledged, reviewed or settled."""
        if self.settled_by:
            return "settled"
        if self.reviewed:
            return "reviewed"
        return "acknowledged" if self.acknowledged_by else "raised"


def blocks_settling(alert: AlertState, because: str) -> list[str]:
    """What stands in the way of settling the alert, each as something to do."""
    level = alert_levels()[alert.level]
    needs = [
        (not alert.acknowledged_by, "acknowledge the alert, so that it is known who acts on it"),
        (level.needs_review and not alert.reviewed, "write the review of risk"),
        (not because.strip(), "say what was done and why the alert can be settled"),
    ]
    return [words for missing, words in needs if missing]


def is_overdue(alert: AlertState, now: datetime) -> bool:
    """Whether nobody has acknowledged the alert in the time its level allows."""
    allowed = timedelta(minutes=alert_levels()[alert.level].acknowledge_minutes)
    return not alert.acknowledged_by and not alert.settled_by and now - alert.raised_at > allowed


# ---- crisis lines


class CrisisLine(BaseModel):
    """A number a client can call. Always given by the service itself: Kith ships none."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=2, max_length=80)
    number: str
    hours: str = Field(min_length=2, max_length=80)
    text: str = Field(default="", max_length=200)

    @field_validator("number")
    @classmethod
    def _can_be_called(cls, number: str) -> str:
        if not re.fullmatch(r"\+?[0-9 ()./-]+", number) or not _has_number(number):
            raise ValueError("write the number with digits, for example 112 or +44 20 7946 0000")
        if len(set(re.sub(r"\D", "", number))) == 1 and "0" in number:
            raise ValueError("this looks like a placeholder; write the real number")
        return number

    @property
    def link(self) -> str:
        """The number for a link that calls it."""
        return "tel:" + re.sub(r"[^0-9+]", "", self.number)

    @property
    def day_and_night(self) -> bool:
        """Whether somebody answers at every hour."""
        return bool(re.search(r"24|always|any time|day and night", self.hours.casefold()))


def crisis_lines_lack(lines: Sequence[CrisisLine]) -> list[str]:
    """Why these lines are not enough for a service to go live; empty when they are."""
    if not lines:
        return ["No crisis line is set. Set at least one before clients use Kith."]
    if not any(line.day_and_night for line in lines):
        return ["No crisis line answers day and night. Add one, with hours such as “24 hours”."]
    return []
