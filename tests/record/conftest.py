"""How the tests of the record look at it: what is stored, what is on the trail, what is refused."""

from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.apps import apps

from kith.record import audit
from kith.record.models import AuditEvent
from kith.record.services import course
from tests.cast import NOW

LAST_TUESDAY = datetime(2026, 2, 24, 10, 0, tzinfo=NOW.tzinfo)
"""The day after Cleo was referred: an hour at which sessions of these tests begin."""


def everything():
    """Return every row of the record."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("record").get_models()
    }


@pytest.fixture
def refused():
    """Check that a change is refused, and that nothing at all is stored or audited."""

    @contextmanager
    def check(error, says="", field=None):
        before = everything()
        with pytest.raises(error) as caught:
            yield caught
        assert says in str(caught.value)
        if field is not None:
            assert caught.value.field == field
        assert everything() == before

    return check


@pytest.fixture
def audited():
    """Check which rows a change adds to the trail: actions in order, by whom, whose record."""

    @contextmanager
    def check(by, client, *actions):
        known = set(AuditEvent.objects.values_list("pk", flat=True))
        yield
        rows = AuditEvent.objects.exclude(pk__in=known).order_by("pk")
        assert [row.action for row in rows] == list(actions)
        assert {row.actor for row in rows} <= {audit.name_of(by)}
        assert {row.client_id for row in rows} <= {client.pk if client else None}

    return check


@pytest.fixture
def in_diary(cast):
    """Plan a session of Cleo's, so many days after the first."""

    def plan(days=0):
        return course.plan_session(
            by=cast.alice, episode=cast.cleo_care, starts_at=LAST_TUESDAY + timedelta(days=days)
        )

    return plan


@pytest.fixture
def held(cast, in_diary):
    """Hold a session of Cleo's, so many days after the first."""

    def hold(days=0):
        return course.hold_session(by=cast.alice, session=in_diary(days))

    return hold
