"""The pages around a course: conditions, medication, people, baby, body; and what is withdrawn."""

import re
from datetime import timedelta

import pytest

from kith.record.facts import course_of
from kith.record.models import (
    Baby,
    ConditionMet,
    Contact,
    Episode,
    MedicalReview,
    Medication,
    Weight,
)
from kith.record.services import contacts, medication
from tests import courses
from tests.cast import NOW, REFERRED, surround
from tests.web.reading import words

TODAY = NOW.date()


@pytest.fixture
def care(cast):
    """A course for an adolescent's guardian to consent to, and more."""
    return courses.open_course(cast, "ipt-a-12")


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


def at(care, path="conditions/"):
    return f"/episodes/{care.pk}/{path}"


def rooms(page):
    return re.findall(r'<nav class="rooms".*?</nav>', page.content.decode(), re.DOTALL)[0]


# ---------------------------------------------------------------- the conditions


def test_it_lists_every_condition_with_its_why_source_and_what_waits(alice, care):
    page = alice.get(at(care))
    said = words(page)
    for one in course_of(care).conditions:
        assert one.title in said
        assert one.why in said
    assert "needed before the next session" in said
    assert "Source not confirmed" in said


def test_a_condition_is_met_with_its_day_and_words(alice, cast):
    care = courses.open_course(cast, "ipc-6")
    answer = alice.post(
        at(care, "conditions/no_severe_depression/"), {"on": "2026-03-01", "words": "PHQ-9 at 11."}
    )
    assert answer.headers["Location"] == at(care)
    said = words(alice.get(at(care)))
    assert "PHQ-9 at 11." in said
    assert "Written by Alice" in said


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"on": "2026-03-09", "words": "PHQ-9 at 11."}, "still to come"),
        ({"on": "2026-03-01", "words": ""}, "This field is required"),
        ({"on": "in spring", "words": "PHQ-9 at 11."}, "Enter a valid date"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(alice, cast, typed, says):
    care = courses.open_course(cast, "ipc-6")
    answer = alice.post(at(care, "conditions/no_severe_depression/"), typed)
    assert answer.status_code == 422
    assert says in words(answer)
    assert typed["words"] in answer.content.decode()
    assert not ConditionMet.objects.exists()


def test_the_room_is_marked_while_something_holds_the_course_up(alice, cast, care):
    assert "room-mark" in rooms(alice.get(at(care, "")))
    courses.meet_conditions(cast, care)
    assert "room-mark" not in rooms(alice.get(at(care, "")))


def test_a_course_without_conditions_has_the_room_once_something_is_recorded(alice, cast):
    care = cast.cleo_care
    assert "Conditions" not in rooms(alice.get(at(care, "")))
    assert at(care) in alice.get(at(care, "")).content.decode()  # and yet a way to begin
    surround(cast.alice, care)
    assert "Conditions" in rooms(alice.get(at(care, "")))
    assert "asks for nothing beside its sessions" in words(alice.get(at(care)))


def test_for_somebody_under_age_it_asks_who_is_responsible(alice, cast, care):
    assert "is under age" not in words(alice.get(at(care)))
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(born_on=TODAY - timedelta(days=5400))
    assert "Dana is under age" in words(alice.get(at(care)))
    contacts.record_contact(
        by=cast.alice, episode=care, details={"kind": "guardian", "name": "Sam"}
    )
    assert "is under age" not in words(alice.get(at(care)))


def test_who_reads_only_sees_no_form(client, cast):
    care = courses.open_course(cast, "ipc-6")
    Episode.objects.filter(pk=care.pk).update(
        ended_on=TODAY, ended_by=cast.alice, disposition="dropped_out"
    )
    client.force_login(cast.alice)
    for path in ("conditions/", "medication/", "contacts/", "baby/", "body/"):
        page = client.get(at(care, path)).content.decode()
        assert '<form method="post"' not in page.split('<main id="main"')[1], path


def test_it_asks_the_database_as_often_for_many_as_for_one(
    alice, cast, care, django_assert_max_num_queries
):
    for number in range(12):
        medication.add(
            by=cast.alice, episode=care, started_on=REFERRED, dose="1 mg",
            details={"name": f"Medicine {number}"},
        )  # fmt: skip
        contacts.record_contact(
            by=cast.alice, episode=care, details={"kind": "family", "name": f"Cousin {number}"}
        )
    alice.get(at(care))
    with django_assert_max_num_queries(24):
        alice.get(at(care))


# ---------------------------------------------------------------- what stands around


def test_a_medicine_is_listed_changed_and_stopped(alice, cast):
    care = cast.cleo_care
    typed = {"name": "Lithium", "dose": "400 mg", "started_on": "2026-02-25", "purpose": "mood"}
    assert alice.post(at(care, "medication/"), typed).status_code == 302
    one = Medication.objects.get()
    page = at(care, f"medication/{one.pk}/")
    alice.post(page, {"act": "dose", "dose": "800 mg", "on": "2026-03-01", "reason": "Low level"})
    alice.post(page, {"act": "stop", "on": "2026-03-02", "because": "Kidneys"})
    said = words(alice.get(page))
    for expected in ("400 mg", "800 mg", "Low level", "Kidneys"):
        assert expected in said
    assert "changed once" in words(alice.get(at(care, "medication/")))
    assert "Lithium 800 mg" in words(alice.get(at(care, "timeline/")))


@pytest.mark.parametrize("act", ["dose", "stop", "describe"])
def test_an_empty_form_of_a_medicine_changes_nothing(alice, cast, act):
    surround(cast.alice, cast.cleo_care)
    one = Medication.objects.get()
    answer = alice.post(at(cast.cleo_care, f"medication/{one.pk}/"), {"act": act})
    assert answer.status_code == 422
    assert "This field is required" in words(answer)


@pytest.mark.parametrize("kind", Contact.Kind.values)
def test_somebody_of_each_kind_is_put_on_record_and_put_right(alice, cast, kind):
    care = cast.cleo_care
    alice.post(at(care, f"contacts/new/{kind}/"), {"name": "Sam", "reach": "020 7946 0123"})
    one = Contact.objects.get()
    assert (one.kind, one.name) == (kind, "Sam")
    alice.post(at(care, f"contacts/{one.pk}/"), {"name": "Sam Field", "reach": ""})
    said = words(alice.get(at(care, "contacts/")))
    assert "Sam Field" in said
    assert one.get_kind_display() in said


def test_a_kind_that_is_none_is_not_found(alice, cast):
    assert alice.get(at(cast.cleo_care, "contacts/new/neighbour/")).status_code == 404


def test_a_baby_is_counted_in_weeks_until_a_loss(alice, cast):
    care = cast.cleo_care
    due = TODAY + timedelta(weeks=16)
    assert alice.post(at(care, "baby/"), {"due_on": due.isoformat()}).status_code == 302
    assert "24 weeks pregnant" in words(alice.get(at(care, "")))
    one = Baby.objects.get()
    alice.post(
        at(care, f"baby/{one.pk}/"),
        {"due_on": due.isoformat(), "lost_on": TODAY.isoformat()},
    )
    for path in ("", "baby/", "conditions/"):
        said = words(alice.get(at(care, path)))
        assert "weeks pregnant" not in said
        assert "lost on" in said


def test_a_weight_at_the_floor_of_the_trials_is_pointed_out_with_its_source(alice, cast):
    care = cast.cleo_care
    typed = {"act": "weight", "on": "2026-03-02", "height_cm": "160", "weight_kg": "44"}
    assert alice.post(at(care, "body/"), typed).status_code == 302
    said = words(alice.get(at(care, "body/")))
    assert "17.2" in said
    assert "a doctor judges first" in said
    assert "Fairburn" in said


def test_a_review_that_is_overdue_is_marked(alice, cast):
    care = cast.cleo_care
    typed = {
        "act": "review", "on": "2026-01-05", "reviewer": "Dr Ash", "next_on": "2026-02-05",
    }  # fmt: skip
    alice.post(at(care, "body/"), typed)
    assert "next due" in words(alice.get(at(care)))
    assert MedicalReview.objects.get().reviewer == "Dr Ash"


@pytest.mark.parametrize("act", ["review", "weight"])
def test_an_empty_form_of_the_body_stores_nothing(alice, cast, act):
    answer = alice.post(at(cast.cleo_care, "body/"), {"act": act})
    assert answer.status_code == 422
    assert not Weight.objects.exists()


# ---------------------------------------------------------------- a mistake


KINDS = {
    "medicine": Medication, "contact": Contact, "baby": Baby, "review": MedicalReview,
    "weight": Weight,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_is_withdrawn_after_asking_why(alice, cast, kind):
    surround(cast.alice, cast.cleo_care)
    one = KINDS[kind].objects.get()
    page = at(cast.cleo_care, f"withdraw/{kind}/{one.pk}/")
    assert "Withdraw this from the record?" in words(alice.get(page))
    assert alice.post(page, {"because": ""}).status_code == 422

    assert alice.post(page, {"because": "The wrong client"}).status_code == 302

    one.refresh_from_db()
    assert one.withdrawn_because == "The wrong client"
    assert alice.get(page).status_code == 404


def test_what_is_of_another_client_is_not_found(alice, cast):
    surround(cast.charlie, cast.dana_care)
    for kind, model in KINDS.items():
        one = model.objects.get()
        assert alice.get(at(cast.cleo_care, f"withdraw/{kind}/{one.pk}/")).status_code == 404
    assert alice.get(at(cast.cleo_care, "withdraw/client/1/")).status_code == 404


# ---------------------------------------------------------------- in the session


def test_the_session_shows_the_medicine_where_the_protocol_asks_for_it(alice, cast):
    care = courses.open_course(cast, "ipt-d-16")
    courses.meet_conditions(cast, care)
    courses.hold_session(cast, care, NOW - timedelta(hours=1))
    session = care.sessions.get()
    assert "Lithium" in words(alice.get(at(care, f"sessions/{session.pk}/")))
