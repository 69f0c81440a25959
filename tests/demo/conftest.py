"""The invented clinic, loaded once for the tests that look at it, and undone after them."""

import pytest
from django.db import transaction

from kith.demo import clinic
from kith.record import clock
from tests.demo.days import NOON


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """What `load` says of the whole clinic, which is in the record while the tests run."""
    steps = []
    with django_db_blocker.unblock(), clock.at(NOON), transaction.atomic():
        told = clinic.load(lambda *step: steps.append(step))
        yield told, steps
        transaction.set_rollback(True)
