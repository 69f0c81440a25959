"""The only clock of the record. Pages, services and the demo clinic ask here what time it is.

A test or the demo clinic can live at another moment with `at`; nothing else may read the time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("kith_clock", default=None)


def now() -> datetime:
    """Return the present moment, aware of its time zone."""
    return _pretended.get() or timezone.now()


def today() -> date:
    """Return the present day in the clinic's time zone."""
    return timezone.localtime(now()).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Live at `moment` (aware) inside the block."""
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
