"""From rows to the dated facts that the protocol engine replays. Reads only, in bulk.

Where a client stands is never stored: it is replayed from these facts each time it is shown.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, F, IntegerField, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from kith.core import catalogue
from kith.core.protocols.engine import Course, Fact, replay
from kith.core.protocols.model import Protocol
from kith.record import clock
from kith.record.models import (
    Contract,
    Episode,
    Extension,
    Milestone,
    PhaseStart,
    ProblemArea,
    Response,
    Session,
)

AT_A_TIME = 2000
"""Episodes in one round of queries: each is named five times, and SQLite takes 32766 values."""

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
    ids = list(found)
    for start in range(0, len(ids), AT_A_TIME):
        for source in (_sessions, _responses, _steps):
            for episode, fact in source(ids[start : start + AT_A_TIME]):
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
    """One table of small facts: what they are called, and which columns say when and what."""

    kind: str
    model: type[Model]
    day: str
    which: F | Value
    amount: F | Value
    only: Q


_TABLES = (
    _Table("milestone", Milestone, "on", F("name"), Value(0), Q()),
    _Table("phase", PhaseStart, "on", F("phase"), Value(0), Q()),
    _Table("contract", Contract, "agreed_on", Value(""), F("sessions"), Q()),
    _Table("extension", Extension, "agreed_on", F("reason"), F("sessions"), Q()),
    _Table("area", ProblemArea, "agreed_on", F("area"), Value(0), Q(left_on=None)),
)


def _steps(ids: list[int]) -> _Found:
    """Steps, phases, agreements and focus in one query: a caseload asks for hundreds of courses."""
    first, *others = (_rows(table, ids) for table in _TABLES)
    contracts: dict[tuple[int, date], Fact] = {}
    rows = first.union(*others, all=True).order_by("day", "told")
    for episode, kind, day, which, amount, _told in rows:
        fact = Fact(day, kind, which, amount)
        if kind == "contract":  # of two agreed on one day, the later took the other's place
            contracts[episode, day] = fact
        else:
            yield episode, fact
    yield from ((episode, fact) for (episode, _), fact in contracts.items())


def _rows(table: _Table, ids: list[int]) -> "QuerySet[Any, Any]":
    """Return one table's rows in the shape that all share: whose, what, when, which, how many."""
    rows: QuerySet[Any, Any] = (
        table.model._default_manager.filter(table.only, episode__in=ids)
        .order_by()
        .annotate(
            kind=Value(table.kind, CharField()),
            day=F(table.day),
            told=F("pk"),
            which=Cast(table.which, TextField()),
            amount=Cast(table.amount, IntegerField()),
        )
        .values_list("episode", "kind", "day", "which", "amount", "told")
    )
    return rows
