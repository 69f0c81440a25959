"""How the tests of the record look at it: what is stored, what is on the trail, what is refused."""

from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.apps import apps

from kith.record import audit, clock
from kith.record.models import AuditEvent
from kith.record.services import agreements, course, safety
from tests.cast import NOW, REFERRED

LAST_TUESDAY = datetime(2026, 2, 24, 10, 0, tzinfo=NOW.tzinfo)
"""The day after Cleo was referred: an hour at which sessions of these tests begin."""


def agree_area(by, care):
    choice = agreements.Choice(area="grief", reasons="Low since the death of the mother.")
    agreements.agree_problem_areas(by=by, episode=care, choices=[choice], set_aside={})


def agree_formulation(by, care):
    one = agreements.save_formulation(
        by=by, episode=care, expected_version=0, text="Low since the death of your mother."
    )
    agreements.share_formulation(by=by, formulation=one, view="agreed")


def agree_contract(by, care):
    terms = agreements.Terms(
        sessions=16,
        starts_on=REFERRED,
        ends_on=REFERRED + timedelta(weeks=20),
        goals=["See Ann again"],
    )
    agreements.agree_contract(by=by, episode=care, terms=terms)


def review_risk(by, care):
    safety.review_risk(
        by=by,
        episode=care,
        found="No thoughts of death.",
        agreed="Same time next week.",
        care="as_planned",
        next_on=clock.today() + timedelta(days=7),
    )


GROUNDS = {
    "problem_area_agreed": agree_area,
    "formulation_agreed": agree_formulation,
    "contract_agreed": agree_contract,
    "risk_baseline": review_risk,
}
"""What is done for the steps that follow from something else: `GROUNDS[step](by, care)`."""


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
