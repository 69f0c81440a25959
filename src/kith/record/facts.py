"""From rows to the dated facts that the protocol engine replays. Reads only, in bulk.

Where a client stands is never stored: it is replayed from these facts each time it is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

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
    return {
        one.pk: replay(protocol_of(one), facts[one.pk], today=day, strict=False) for one in several
    }


def facts_of(episodes: Iterable[Episode]) -> dict[int, list[Fact]]:
    """Return the dated facts of each episode."""
    several = list(episodes)
    ids = [one.pk for one in several]
    found: dict[int, list[Fact]] = defaultdict(list)
    for source in (_sessions, _responses, _steps, _phases, _agreements, _areas):
        for episode, fact in source(ids):
            found[episode].append(fact)
    for one in several:
        if one.ended_on:
            found[one.pk].append(Fact(one.ended_on, "ended", one.disposition))
    return {pk: found[pk] for pk in ids}


_Found = Iterator[tuple[int, Fact]]


def _sessions(ids: list[int]) -> _Found:
    rows = Session.objects.filter(episode__in=ids).exclude(state=Session.State.PLANNED)
    for episode, at, state, strategies in rows.order_by("starts_at").values_list(
        "episode", "starts_at", "state", "strategies"
    ):
        day = timezone.localtime(at).date()
        if state in _MISSED:
            yield episode, Fact(day, "missed", state)
            continue
        yield episode, Fact(day, "session")
        for strategy in strategies:
            yield episode, Fact(day, "strategy", strategy)


def _responses(ids: list[int]) -> _Found:
    rows = Response.objects.filter(episode__in=ids).order_by("given_on", "pk")
    for episode, instrument, day in rows.values_list("episode", "instrument", "given_on"):
        yield episode, Fact(day, "measure", instrument)


def _steps(ids: list[int]) -> _Found:
    rows = Milestone.objects.filter(episode__in=ids).order_by("on", "pk")
    for episode, name, day in rows.values_list("episode", "name", "on"):
        yield episode, Fact(day, "milestone", name)


def _phases(ids: list[int]) -> _Found:
    rows = PhaseStart.objects.filter(episode__in=ids).order_by("on", "pk")
    for episode, phase, day in rows.values_list("episode", "phase", "on"):
        yield episode, Fact(day, "phase", phase)


def _agreements(ids: list[int]) -> _Found:
    rows = Contract.objects.filter(episode__in=ids).order_by("number")
    for episode, sessions, day in rows.values_list("episode", "sessions", "agreed_on"):
        yield episode, Fact(day, "contract", amount=sessions)
    more = Extension.objects.filter(episode__in=ids).order_by("agreed_on", "pk")
    for episode, sessions, day, reason in more.values_list(
        "episode", "sessions", "agreed_on", "reason"
    ):
        yield episode, Fact(day, "extension", reason, sessions)


def _areas(ids: list[int]) -> _Found:
    rows = ProblemArea.objects.filter(episode__in=ids, left_on__isnull=True).order_by("rank")
    for episode, area, day in rows.values_list("episode", "area", "agreed_on"):
        yield episode, Fact(day, "area", area)
