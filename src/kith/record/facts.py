"""From rows to the dated facts that the protocol engine replays. Reads only, in bulk.

Where a client stands is never stored: it is replayed from these facts each time it is shown.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    F,
    IntegerField,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from kith.core import catalogue
from kith.core.protocols.engine import Course, Fact, replay
from kith.core.protocols.model import Protocol
from kith.record import clock
from kith.record.models import (
    Baby,
    ConditionMet,
    Contact,
    Contract,
    Diary,
    Episode,
    Extension,
    GroupMember,
    InterpersonalFocus,
    MedicalReview,
    Medication,
    Meeting,
    Milestone,
    PhaseStart,
    ProblemArea,
    Response,
    SafetyPlan,
    Session,
    Weight,
)

AT_A_TIME = 1200
"""Episodes in one round of queries: each is named once a table, and SQLite takes 32766 values."""

_MISSED = {Session.State.CANCELLED, Session.State.ABSENT, Session.State.CALLED_OFF}


def protocol_of(episode: Episode) -> Protocol:
    """Return the version of the protocol that the episode pinned when it was opened."""
    return catalogue.protocol(episode.protocol, episode.protocol_version)


def course_of(episode: Episode, today: date | None = None) -> Course:
    """Return where one episode stands."""
    return courses_of([episode], today)[episode.pk]


def courses_of(episodes: Iterable[Episode], today: date | None = None) -> dict[int, Course]:
    """Return where each episode stands, in a fixed number of queries however many there are."""
    several = list(episodes)
    facts = facts_of(several)
    day = today or clock.today()
    return {one.pk: replay(protocol_of(one), facts[one.pk], today=day) for one in several}


def course_before(session: Session) -> Course:
    """Return where the course stood when this session began: what its agenda was made from."""
    day = timezone.localtime(session.starts_at).date()
    episode = session.episode
    earlier = [fact for fact in facts_of([episode])[episode.pk] if fact.on < day]
    return replay(protocol_of(episode), earlier, today=day)


def course_apart_from(episode: Episode, kind: str, day: date) -> Course:
    """Return where one episode stands without what was told of `kind` on `day`.

    Whatever is said again on the same day takes the place of what was said first.
    """
    facts = facts_of([episode])[episode.pk]
    left = [fact for fact in facts if (fact.kind, fact.on) != (kind, day)]
    return replay(protocol_of(episode), left, today=day)


def facts_of(episodes: Iterable[Episode]) -> dict[int, list[Fact]]:
    """Return the dated facts of each episode."""
    several = list(episodes)
    found: dict[int, list[Fact]] = {one.pk: [] for one in several}
    for start in range(0, len(several), AT_A_TIME):
        some = several[start : start + AT_A_TIME]
        ids = [one.pk for one in some]
        for source in (_sessions(ids), _responses(ids), _steps(ids, some)):
            for episode, fact in source:
                found[episode].append(fact)
    for one in several:
        if one.ended_on:
            ended = Fact(one.ended_on, "ended", one.disposition, reason=one.ending_words)
            found[one.pk].append(ended)
    return found


_Found = Iterator[tuple[int, Fact]]


def _sessions(ids: list[int]) -> _Found:
    rows = Session.objects.filter(episode__in=ids).exclude(state=Session.State.PLANNED)
    here = timezone.get_current_timezone()
    rows = rows.annotate(worked=Cast("strategies", TextField())).order_by("starts_at")
    for episode, at, state, worked in rows.values_list("episode", "starts_at", "state", "worked"):
        day = at.astimezone(here).date()
        if state in _MISSED:
            yield episode, Fact(day, "missed", state)
            continue
        yield episode, Fact(day, "session")
        if worked != "[]":  # most sessions of a caseload: nothing to read
            for strategy in json.loads(worked):
                yield episode, Fact(day, "strategy", strategy)


def _responses(ids: list[int]) -> _Found:
    rows = Response.objects.filter(episode__in=ids).order_by("given_on", "pk")
    for episode, instrument, day in rows.values_list("episode", "instrument", "given_on"):
        yield episode, Fact(day, "measure", instrument)


class _Table(NamedTuple):
    """One table of small facts: what they are called, and which columns say when and what.

    `whose` leads from a row to its episode. `meets`: the condition, or the kind of record, that
    its rows meet; such a table is asked only for protocols that ask for it.
    """

    kind: str
    model: type[Model]
    day: str
    which: F | Value = Value("")
    amount: F | Value = Value(0)
    only: Q = Q()
    whose: str = "episode"
    meets: str = ""


_STANDS = Q(withdrawn_on=None)
_TABLES = (
    _Table("milestone", Milestone, "on", F("name")),
    _Table("phase", PhaseStart, "on", F("phase")),
    _Table("contract", Contract, "agreed_on", amount=F("sessions")),
    _Table("extension", Extension, "agreed_on", F("reason"), F("sessions")),
    _Table("area", ProblemArea, "agreed_on", F("area"), only=Q(left_on=None)),
)
_MEETINGS = _Table("meeting", Meeting, "starts_at", F("kind"), only=Q(state=Session.State.HELD))
_SAID = _Table("condition", ConditionMet, "on", F("condition"), only=_STANDS)


def _shown(meets: str, model: type[Model], day: str, only: Q = _STANDS, whose: str = "") -> _Table:
    """A table whose rows meet a condition by being there."""
    return _Table("condition", model, day, Value(meets), only=only, whose=whose or "episode",
                  meets=meets)  # fmt: skip


_GUARDIAN = _STANDS & Q(kind=Contact.Kind.GUARDIAN)
_RECORDED = Q(recorded_on__isnull=False)
_SHOWN = (
    _shown("medication", Medication, "on"),
    _shown("prescriber", Contact, "on", _STANDS & Q(kind=Contact.Kind.PRESCRIBER)),
    _shown("school", Contact, "consent_on", _STANDS & Q(kind="school", consent_on__isnull=False)),
    _shown("partner", Contact, "on", _STANDS & Q(kind=Contact.Kind.PARTNER)),
    _shown("guardian_consent", Contact, "consent_on", _GUARDIAN & Q(consent_on__isnull=False)),
    _shown("guardian_role", Contact, "on", _GUARDIAN & ~Q(role="")),
    _shown("baby", Baby, "on"),
    _shown("birth_date", Baby, "on"),
    _shown("medical_review", MedicalReview, "on"),
    _shown("weight", Weight, "on"),
    _shown("supervisor", Episode, "referral__received_on", Q(supervisor__isnull=False), "pk"),
    _shown("safety_plan", SafetyPlan, "agreed_on", Q(), "client__episodes"),
    _shown("diary", Diary, "begun_on", Q()),
    _shown("focus", InterpersonalFocus, "recorded_on", _RECORDED & Q(kind="pattern")),
    _shown("schema", InterpersonalFocus, "recorded_on", _RECORDED & Q(kind="schema")),
    _shown("roster", GroupMember, "joined_on", Q()),
    _shown("group_rules_agreed", GroupMember, "rules_agreed_on", Q(rules_agreed_on__isnull=False)),
)
# Where the answer may also be that there is none: no medicine, no partner, a school not told.
_ALSO_SAID = {"medication", "school", "partner", "group_rules_agreed"}
SHOWN_BY_THE_RECORD = frozenset({table.meets for table in _SHOWN} - _ALSO_SAID)
"""The conditions, and kinds of record, that are met by what stands there and by nothing else."""


def meets(protocol: Protocol, condition: str) -> set[str]:
    """Return what meets a condition: its own name, or the kind of record that shows it."""
    return {condition, protocol.vocabulary.conditions[condition].record}


def _asked(protocols: Iterable[Protocol]) -> list[_Table]:
    """The tables beside the common ones that these protocols look into."""
    several = list(protocols)
    named = {name for one in several for asked in one.condition for name in meets(one, asked)}
    tables = [_MEETINGS] if any(one.meetings for one in several) else []
    return [*tables, *([_SAID] if named else []), *(one for one in _SHOWN if one.meets in named)]


def _steps(ids: list[int], episodes: Sequence[Episode]) -> _Found:
    """Steps, phases, agreements, focus and what stands beside the sessions, in one query."""
    protocols = {one.pk: protocol_of(one) for one in episodes}
    tables = (*_TABLES, *_asked({(p.id, p.version): p for p in protocols.values()}.values()))
    first, *others = (_rows(table, ids) for table in tables)
    contracts: dict[tuple[int, date], Fact] = {}
    rows = first.union(*others, all=True).order_by("day", "told")
    for episode, kind, day, which, amount, _told in rows:
        fact = Fact(day, kind, which, amount)
        if kind == "contract":  # of two agreed on one day, the later took the other's place
            contracts[episode, day] = fact
        elif kind == "meeting" and which not in protocols[episode].meeting:
            continue  # of the protocol that the course followed before
        elif kind == "condition":
            yield from ((episode, one) for one in _conditions(protocols[episode], fact))
        else:
            yield episode, fact
    yield from ((episode, fact) for (episode, _), fact in contracts.items())


def _conditions(protocol: Protocol, fact: Fact) -> Iterator[Fact]:
    """The conditions of the protocol that something on record meets."""
    for condition in protocol.condition:
        if fact.name in meets(protocol, condition):
            yield fact._replace(name=condition)


def _rows(table: _Table, ids: list[int]) -> "QuerySet[Any, Any]":
    """Return one table's rows in the shape that all share: whose, what, when, which, how many."""
    day = TruncDate(table.day) if table is _MEETINGS else F(table.day)
    rows: QuerySet[Any, Any] = (
        table.model._default_manager.filter(table.only, **{f"{table.whose}__in": ids})
        .order_by()
        .annotate(
            whose=F(table.whose),
            told_as=Value(table.kind, CharField()),
            day=day,
            told=F("pk"),
            which=Cast(table.which, TextField()),
            amount=Cast(table.amount, IntegerField()),
        )
        .values_list("whose", "told_as", "day", "which", "amount", "told")
    )
    return rows
