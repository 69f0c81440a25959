"""How a change is made: in one transaction, in fair turn, by somebody who may, or not at all.

Here belong the transaction, the right to write, and the last look at a row before it is stored.
What a change consists of stands in its service.

SQLite takes one writer at a time and wakes the waiting ones in no order; under load one thread
can starve. So on SQLite the writers of this process queue here, first come, first served.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, connection, models, transaction
from django.utils.text import capfirst

from kith.core.errors import ConflictError, RefusedError
from kith.record import clock
from kith.record.models import Episode, GroupMember, Organisation, Role, Staff, Team

P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row", bound=models.Model)


A_MOMENT = timedelta(seconds=10)


class _Turns:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, and hand it on at the end, however the block ends."""
        mine = self._queue()
        try:
            mine.wait()
            yield
        finally:
            self._leave(mine)

    def _queue(self) -> threading.Event:
        mine = threading.Event()
        with self._door:
            if self._taken:
                self._waiting.append(mine)
            else:
                self._taken = True
                mine.set()
        return mine

    def _leave(self, mine: threading.Event) -> None:
        with self._door:
            if not mine.is_set():  # interrupted while waiting: the turn is still another's
                self._waiting.remove(mine)
            elif self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


_turns = _Turns()


def change(function: Callable[P, R]) -> Callable[P, R]:
    """Run a service in one transaction: all of it is stored, with its audit row, or nothing."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with together():
            return function(*args, **kwargs)

    return run


_held: ContextVar[dict[int, Episode] | None] = ContextVar("kith_held", default=None)
"""The episodes that the change in hand holds. Nobody else can alter them until it is over."""


@contextmanager
def together() -> Iterator[None]:
    """Store all the changes of a block as one, or none: for many at once that only count whole."""
    held = _held.get()
    if held is None:
        with _alone():
            yield
        return
    try:
        with transaction.atomic():
            yield
    except BaseException:
        held.clear()  # what was done to them in the block has been undone
        raise


@contextmanager
def _alone() -> Iterator[None]:
    """The outermost block: it waits for its turn, and holds episodes until its end."""
    in_turn = connection.vendor == "sqlite" and not connection.in_atomic_block
    token = _held.set({})
    try:
        with _turns.turn() if in_turn else nullcontext(), transaction.atomic():
            yield
    finally:
        _held.reset(token)


# ---------------------------------------------------------------- who may


def may_write(by: Staff, episode: Episode, *, ended: bool = False) -> bool:
    """Return whether `by` may change this episode's record today: what pages offer a form for.

    `ended`: also what is still written once the course has ended, a letter for one.
    """
    return not _objection(by, episode, ended=ended)


def may_take_in(by: Staff) -> bool:
    """Return whether `by` may register a client and open a course."""
    return by.is_active and by.role != Role.ADMINISTRATOR


def may_hand_over(by: Staff, episode: Episode) -> bool:
    """Return whether `by` may give this course to another therapist."""
    return may_write(by, episode) and (by.role == Role.LEAD or by.pk == episode.supervisor_id)


def may_administer(by: Staff) -> bool:
    """Return whether `by` looks after staff and the trail."""
    return by.is_active and by.role in {Role.LEAD, Role.ADMINISTRATOR}


def permit(by: Staff, episode: Episode, *, ended: bool = False) -> Episode:
    """Return the episode as it is now, held; refuse unless `by` looks after it.

    Unless `ended`, the course must be going on. Every change to a record holds its episode until
    the transaction ends: changes to one record happen one after the other, and none is judged by
    what a page knew a minute ago.
    """
    held = locked(episode)
    if objection := _objection(by, held, ended=ended):
        raise RefusedError(objection)
    return held


def permit_therapist(by: Staff, episode: Episode, *, ended: bool = False) -> Episode:
    """As `permit`, for the therapist alone: nobody writes or signs in another's name."""
    held = permit(by, episode, ended=ended)
    if by.pk != held.therapist_id:
        raise RefusedError(f"Only {held.therapist} can do this: it is the therapist's own.")
    return held


def permit_housekeeping(by: Staff | None, organisation: Organisation) -> None:
    """Refuse unless `by` looks after this organisation; nobody means the machine's own command."""
    if by is None:
        return
    if by.organisation_id != organisation.pk or not may_administer(by):
        raise RefusedError("Only an administrator or the service lead looks after teams and staff.")


def check_carers(by: Staff, team: Team, therapist: Staff, supervisor: Staff | None) -> None:
    """Refuse unless these two can look after a client of the team."""
    if not _works_with_clients(therapist, by):
        raise RefusedError(f"{therapist} cannot take a client here.", "therapist")
    if not therapist.teams.filter(pk=team.pk).exists():
        raise RefusedError(f"{therapist} does not work in {team}.", "therapist")
    if supervisor is None:
        return
    if not _works_with_clients(supervisor, by):
        raise RefusedError(f"{supervisor} cannot supervise here.", "supervisor")
    if supervisor.pk == therapist.pk:
        raise RefusedError("Nobody supervises their own work: choose somebody else.", "supervisor")


def _works_with_clients(person: Staff, by: Staff) -> bool:
    return person.organisation_id == by.organisation_id and may_take_in(person)


def _objection(by: Staff, episode: Episode, *, ended: bool) -> str:
    same_house = by.is_active and by.organisation_id == episode.organisation_id
    looks_after = by.pk in {episode.therapist_id, episode.supervisor_id} or by.role == Role.LEAD
    may = same_house and by.role != Role.ADMINISTRATOR
    if not (may and (looks_after or _leads_the_group_of(by, episode))):
        return "Only the people who look after this client can change the record."
    if episode.ended_on and not ended:
        day = f"{episode.ended_on.day} {episode.ended_on:%B %Y}"
        return f"This course of care ended on {day}. Open a new one to go on."
    return ""


def _leads_the_group_of(by: Staff, episode: Episode) -> bool:
    """Whether the course takes place in a group that `by` leads."""
    members = GroupMember.objects.filter(episode=episode, left_on=None)
    return members.filter(group__leaders=by.pk).exists()


def locked(episode: Episode) -> Episode:
    """Return the episode as it is now, held until the transaction ends.

    On SQLite the transaction holds the whole database. On PostgreSQL the row is held against other
    changes, but not against a client's answers, which only refer to it (hence `no_key`).
    """
    held = _held.get()
    if held is not None and episode.pk in held:
        return held[episode.pk]
    whole = Episode.objects.select_related("client", "therapist", "referral", "organisation")
    found = whole.select_for_update(of=("self",), no_key=True).get(pk=episode.pk)
    if held is not None:
        held[episode.pk] = found
    return found


# ---------------------------------------------------------------- the last look


def checked(row: Row, *, known: Iterable[str] = ()) -> Row:
    """Return the row if each of its fields holds what it may; else refuse, naming the field.

    Fields that are `known` to be right already are passed over, and so are references.
    """
    passed = {*known, *(field.name for field in row._meta.fields if field.is_relation)}
    try:
        row.clean_fields(exclude=passed)
        for field in row._meta.fields:
            # Django holds a text column to its length in forms only
            if isinstance(field, models.TextField) and field.max_length:
                _check_length(field, getattr(row, field.attname))
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        label = next(field.verbose_name for field in row._meta.fields if field.name == name)
        raise RefusedError(f"{capfirst(label)}: {messages[0]}", name) from error
    return row


def _check_length(field: "models.TextField[Any, Any]", value: str) -> None:
    try:
        MaxLengthValidator(field.max_length or 0)(value)
    except ValidationError as error:
        raise ValidationError({field.name: error.messages}) from error


def sent_twice(row: Row) -> Row | None:
    """Return the row that the same form stored a moment ago: a button pressed twice is one act.

    Whoever asks holds the episode, so of two at the same moment the second sees the first.
    """
    same = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and not isinstance(field, models.DateTimeField)
    }
    earlier = type(row)._default_manager.filter(created_at__gt=clock.now() - A_MOMENT, **same)
    return earlier.order_by("-pk").first()


@contextmanager
def unless_taken(message: str, field: str = "") -> Iterator[None]:
    """Refuse with `message` if what the block stores is there already, be it since a moment ago."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise RefusedError(message, field) from error


__all__ = [
    "ConflictError",
    "RefusedError",
    "change",
    "check_carers",
    "checked",
    "locked",
    "may_administer",
    "may_hand_over",
    "may_take_in",
    "may_write",
    "permit",
    "permit_housekeeping",
    "permit_therapist",
    "sent_twice",
    "together",
    "unless_taken",
]
