"""How a change is made: in one transaction, in fair turn, by somebody who may, or not at all.

SQLite takes one writer at a time and wakes the waiting ones in no order; under load one thread
can starve. So on SQLite the writers of this process queue here, first come, first served.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from kith.core.errors import ConflictError, RefusedError
from kith.record.models import Episode, Role, Staff

P = ParamSpec("P")
R = TypeVar("R")


class _Turns:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        with self._door:
            mine = None
            if self._taken:
                mine = threading.Event()
                self._waiting.append(mine)
            self._taken = True
        if mine is not None:
            mine.wait()
        try:
            yield
        finally:
            with self._door:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._taken = False


_turns = _Turns()


def change(function: Callable[P, R]) -> Callable[P, R]:
    """Run a service in one transaction: all of it is stored, with its audit row, or nothing."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            with transaction.atomic():
                return function(*args, **kwargs)
        with _turns.turn(), transaction.atomic():
            return function(*args, **kwargs)

    return run


def may_write(by: Staff, episode: Episode) -> bool:
    """Return whether `by` may change this episode's record today: what pages offer a form for."""
    try:
        permit(by, episode)
    except RefusedError:
        return False
    return True


def permit(by: Staff, episode: Episode, *, ended: bool = False) -> None:
    """Refuse unless `by` looks after this episode; and, unless `ended`, while it goes on."""
    same_house = by.is_active and by.organisation_id == episode.organisation_id
    looks_after = by.pk in {episode.therapist_id, episode.supervisor_id} or by.role == Role.LEAD
    if not same_house or not looks_after or by.role == Role.ADMINISTRATOR:
        raise RefusedError("Only the people who look after this client can change the record.")
    if episode.ended_on and not ended:
        raise RefusedError(
            f"This course of care ended on {episode.ended_on:%d %B %Y}. Open a new one to go on."
        )


def permit_therapist(by: Staff, episode: Episode, *, ended: bool = False) -> None:
    """Refuse unless `by` is the therapist: nobody writes or signs in another's name."""
    permit(by, episode, ended=ended)
    if by.pk != episode.therapist_id:
        raise RefusedError(f"Only {episode.therapist} can do this: it is the therapist's own.")


def locked(episode: Episode) -> Episode:
    """Return the episode as it is now, held until the transaction ends (PostgreSQL)."""
    return Episode.objects.select_for_update().get(pk=episode.pk)


__all__ = ["ConflictError", "RefusedError", "change", "locked", "may_write", "permit", "permit_therapist"]
