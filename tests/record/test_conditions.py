"""Conditions: what meets them, what waits for them, and how a mistake is taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from kith.core import catalogue
from kith.core.errors import NotYetError, RefusedError
from kith.record.facts import SHOWN_BY_THE_RECORD, course_of, courses_of, meets
from kith.record.models import ConditionMet, Weight
from kith.record.services import conditions, contacts, course, medication
from tests import courses
from tests.cast import NOW, REFERRED

TODAY = NOW.date()
ASKING = [one.id for one in catalogue.protocols() if one.conditions]


def view(care, condition):
    return next(one for one in course_of(care).conditions if one.id == condition)


@pytest.fixture
def care(cast):
    """A course of counselling, which asks that there be no severe depression."""
    return courses.open_course(cast, "ipc-6")


@pytest.fixture
def met(cast, care):
    return conditions.meet(
        by=cast.alice,
        episode=care,
        condition="no_severe_depression",
        on=TODAY,
        words="PHQ-9 at 11.",
    )


# ---------------------------------------------------------------- what meets them


@pytest.mark.parametrize("protocol", ASKING)
def test_every_condition_of_every_protocol_can_be_met(cast, protocol):
    care = courses.open_course(cast, protocol)

    courses.meet_conditions(cast, care)

    assert [one.id for one in course_of(care).conditions if not one.is_met] == []
    assert course_of(care).irregularities == ()


def test_nothing_is_met_until_somebody_says_so(cast, care, audited):
    assert view(care, "no_severe_depression").met_on is None

    with audited(cast.alice, cast.dana, "condition.met"):
        conditions.meet(
            by=cast.alice,
            episode=care,
            condition="no_severe_depression",
            on=REFERRED,
            words="  Works every day.  ",
        )

    assert view(care, "no_severe_depression").met_on == REFERRED
    assert ConditionMet.objects.get().words == "Works every day."


def test_a_supervisor_meets_the_condition_by_being_named(cast, care):
    assert view(care, "supervisor_named").is_met
    type(care).objects.filter(pk=care.pk).update(supervisor=None)
    assert not view(care, "supervisor_named").is_met


def test_consent_and_part_of_a_guardian_are_two_conditions(cast):
    care = courses.open_course(cast, "ipt-a-12")
    kept = contacts.record_contact(
        by=cast.alice, episode=care, details={"kind": "guardian", "name": "Sam Field"}
    )
    assert not view(care, "guardian_consent").is_met
    assert not view(care, "guardian_role").is_met

    contacts.record_contact(
        by=cast.alice, episode=care, contact=kept, details={"consent_on": REFERRED}
    )
    assert view(care, "guardian_consent").met_on == REFERRED
    assert not view(care, "guardian_role").is_met

    contacts.record_contact(
        by=cast.alice, episode=care, contact=kept, details={"role": "Joins sessions 1 and 12."}
    )
    assert view(care, "guardian_role").is_met


def test_a_client_who_takes_nothing_meets_the_list_in_words(cast):
    care = courses.open_course(cast, "ipt-d-16")
    conditions.meet(
        by=cast.alice, episode=care, condition="medication_list", on=TODAY, words="Takes nothing."
    )
    assert view(care, "medication_list").is_met


@pytest.mark.parametrize(
    ("protocol", "condition", "says"),
    [
        ("ipc-6", "weekly_phone_agreed", "has no condition called weekly_phone_agreed"),
        ("ipc-6", "supervisor_named", "not by a tick"),
        ("ipsrt", "prescriber_named", "not by a tick"),
        ("ipt-a-12", "guardian_consent", "not by a tick"),
    ],
)
def test_what_the_record_shows_cannot_be_said(cast, refused, protocol, condition, says):
    care = courses.open_course(cast, protocol)
    with refused(RefusedError, says):
        conditions.meet(
            by=cast.alice, episode=care, condition=condition, on=TODAY, words="It is so."
        )


@pytest.mark.parametrize(
    ("on", "words", "says", "field"),
    [
        (TODAY + timedelta(days=1), "It is so.", "still to come", "on"),
        (TODAY - timedelta(days=50 * 365), "It is so.", "before the client was born", "on"),
        (TODAY, " x ", "in a few words", "words"),
    ],
)
def test_a_condition_has_a_day_and_words(cast, care, refused, on, words, says, field):
    with refused(RefusedError, says, field):
        conditions.meet(
            by=cast.alice, episode=care, condition="no_severe_depression", on=on, words=words
        )


def test_it_is_met_once(cast, care, met, refused):
    with refused(RefusedError, "on record already"):
        conditions.meet(
            by=cast.alice,
            episode=care,
            condition="no_severe_depression",
            on=TODAY,
            words="Said again, otherwise.",
        )


# ---------------------------------------------------------------- what waits for them


def test_a_session_waits_for_its_conditions_and_names_them(cast, refused):
    care = courses.open_course(cast, "ipt-a-12")
    planned = course.plan_session(by=cast.alice, episode=care, starts_at=NOW)
    with refused(NotYetError, "consent"):
        course.hold_session(by=cast.alice, session=planned)

    courses.meet_conditions(cast, care)
    course.hold_session(by=cast.alice, session=planned)

    assert course_of(care).session_number == 1
    assert course_of(care).irregularities == ()


def test_a_contract_waits_for_its_conditions_met_on_the_same_day(cast):
    care = courses.open_course(cast, "ipt-ante-16")
    with pytest.raises(NotYetError):
        courses.agree(cast, care)
    courses.meet_conditions(cast, care)

    courses.agree(cast, care)

    assert course_of(care).has_contract
    assert course_of(care).irregularities == ()


# ---------------------------------------------------------------- a mistake


def test_a_mistake_is_withdrawn_with_a_reason_and_stays_readable(cast, met, care, audited):
    with audited(cast.alice, cast.dana, "entry.withdrawn"):
        conditions.withdraw(by=cast.alice, entry=met, because="The wrong client")

    met.refresh_from_db()
    assert (met.withdrawn_on, met.withdrawn_because) == (TODAY, "The wrong client")
    assert met.words == "PHQ-9 at 11."
    assert not view(care, "no_severe_depression").is_met


def test_after_that_it_can_be_met_anew(cast, met, care):
    conditions.withdraw(by=cast.alice, entry=met, because="The wrong day")
    conditions.meet(
        by=cast.alice,
        episode=care,
        condition="no_severe_depression",
        on=REFERRED,
        words="PHQ-9 at 11.",
    )
    assert view(care, "no_severe_depression").met_on == REFERRED


def test_nothing_is_withdrawn_twice_or_without_a_reason(cast, met, refused):
    with refused(RefusedError, "Say why", "because"):
        conditions.withdraw(by=cast.alice, entry=met, because=" no ")
    conditions.withdraw(by=cast.alice, entry=met, because="The wrong client")
    with refused(RefusedError, "already"):
        conditions.withdraw(by=cast.alice, entry=met, because="The wrong client")


# ---------------------------------------------------------------- body


def test_a_review_has_its_day_its_doctor_and_the_next(cast):
    review = conditions.review_medically(
        by=cast.alice,
        episode=cast.cleo_care,
        on=REFERRED,
        reviewer=" Dr Ash ",
        found="Potassium normal.",
        next_on=TODAY + timedelta(days=30),
    )
    assert (review.reviewer, review.on) == ("Dr Ash", REFERRED)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reviewer": " "}, "reviewer"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"next_on": REFERRED}, "next_on"),
        ({"next_on": TODAY + timedelta(days=800)}, "next_on"),
    ],
)
def test_a_review_without_sense_is_refused(cast, refused, given, field):
    whole = {"on": REFERRED, "reviewer": "Dr Ash", **given}
    with refused(RefusedError, field=field):
        conditions.review_medically(by=cast.alice, episode=cast.cleo_care, **whole)


@pytest.mark.parametrize(
    ("height", "weight", "field"),
    [("99", "60", "height_cm"), ("231", "60", "height_cm"), ("168", "19", "weight_kg"),
     ("168", "351", "weight_kg")],
)  # fmt: skip
def test_a_weight_that_cannot_be_is_refused(cast, refused, height, weight, field):
    with refused(RefusedError, "between", field):
        conditions.weigh(
            by=cast.alice,
            episode=cast.cleo_care,
            on=TODAY,
            height_cm=Decimal(height),
            weight_kg=Decimal(weight),
        )
    assert not Weight.objects.exists()


# ---------------------------------------------------------------- in bulk


def test_many_courses_are_read_in_as_many_queries_as_one(
    cast, care, met, django_assert_max_num_queries
):
    for protocol in ("ipt-standard-16",):
        medication.add(
            by=cast.alice, episode=care, started_on=REFERRED, dose="1", details={"name": protocol}
        )
    with django_assert_max_num_queries(3):
        courses_of([care, cast.cleo_care])


def test_every_kind_of_record_is_known_to_the_facts():
    said = {"words"} | SHOWN_BY_THE_RECORD | {"medication", "school", "partner"}
    unknown = {
        condition
        for protocol in catalogue.protocols()
        for condition in protocol.condition
        if not meets(protocol, condition) & said
    }
    assert unknown == set()
