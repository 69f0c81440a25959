"""The invented clinic in the record: everybody, every stage, nothing that a protocol refuses."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone

from kith.core import catalogue, safety
from kith.core.protocols.engine import replay
from kith.demo import clinic
from kith.demo.material import AREAS
from kith.record import access, clock, facts
from kith.record.models import (
    Alert,
    Assignment,
    Client,
    Contract,
    EndingPlan,
    Episode,
    Extension,
    Invitation,
    Letter,
    LifeEvent,
    Note,
    Organisation,
    Person,
    ProblemArea,
    Response,
    RiskReview,
    SafetyPlan,
    Session,
    Staff,
)
from tests.demo.days import NOON

TODAY = NOON.date()


@pytest.fixture(scope="module")
def courses(loaded):
    episodes = list(Episode.objects.select_related("client", "therapist"))
    return [(one, course) for one in episodes for course in [facts.courses_of([one])[one.pk]]]


def test_it_is_as_large_as_a_clinic(loaded):
    told, steps = loaded
    assert 105 <= told.clients <= 120
    assert told.clients == Client.objects.count() == Episode.objects.count()
    assert told.sessions == Session.objects.filter(state="held").count()
    assert told.ended == Episode.objects.filter(ended_on__isnull=False).count()
    assert steps[0] == (0, told.clients, "clients")
    assert steps[-1] == (told.clients, told.clients, "clients")


def test_each_role_can_sign_in_with_what_is_printed(loaded):
    roles = Counter(one.role for one in clinic.sign_ins())
    assert roles == {"Therapist": 3, "Supervisor": 1, "Service lead": 1, "Administrator": 1}
    for one in clinic.sign_ins():
        assert Staff.objects.get(email=one.email).check_password(one.pass_phrase)


def test_clients_are_shown_help_that_answers_day_and_night(loaded):
    lines = [safety.CrisisLine(**line) for line in Organisation.objects.get().crisis_lines]
    assert safety.crisis_lines_lack(lines) == []
    assert {"116 123", "111", "999"} <= {line.number for line in lines}


def test_no_course_holds_what_its_protocol_forbids(courses):
    assert [
        (str(one), course.irregularities) for one, course in courses if course.irregularities
    ] == []


def test_every_course_could_have_been_entered_step_by_step(courses):
    for one, course in courses:
        replay(facts.protocol_of(one), course.facts, today=TODAY, strict=True)


def test_every_stage_of_a_course_is_there(courses):
    going_on = Counter(course.phase.id for one, course in courses if one.is_open)
    assert set(going_on) >= {"initial", "middle", "ending", "acute", "monthly", "skills"}
    held = {course.session_number for one, course in courses if one.is_open}
    assert {0, 1, 2, 3, 4} <= held, "referred, assessed, inventory, focus, contract"
    ended = Counter(one.disposition for one, _ in courses if not one.is_open)
    assert set(ended) == {"ended", "maintenance", "referred_on", "recontracted", "dropped_out"}


def test_every_protocol_of_the_library_has_a_course(courses):
    assert {one.id for one in catalogue.protocols()} == {one.protocol for one, _ in courses}


@pytest.mark.parametrize("area", AREAS)
def test_every_problem_area_is_worked_on_now_and_has_been_before(courses, area):
    agreed = ProblemArea.objects.filter(area=area, left_on__isnull=True).select_related("episode")
    assert any(one.episode.is_open for one in agreed)
    assert any(not one.episode.is_open for one in agreed)


def test_disputes_are_there_in_each_stage(loaded):
    stages = ProblemArea.objects.filter(area="role_dispute").values_list(
        "details__stage", flat=True
    )
    assert set(stages) == {"renegotiation", "impasse", "dissolution"}


def test_both_lengths_and_an_extension_are_there(courses):
    standard = Contract.objects.filter(episode__protocol__startswith="ipt-standard")
    assert set(standard.values_list("sessions", flat=True)) == {12, 14, 16}
    assert Extension.objects.exists()


def test_some_things_are_overdue_and_most_are_not(courses):
    late = [one for one, course in courses if course.overdue]
    assert 2 <= len(late) <= 12
    assert any(
        due.kind == "contact" for one, course in courses if one.is_open for due in course.due
    )


def test_one_urgent_alert_is_open_and_nobody_has_seen_it(loaded):
    unseen = Alert.objects.get(acknowledged_at__isnull=True)
    assert (unseen.level, unseen.item, unseen.settled_at) == ("urgent", "self_harm", None)
    assert clock.now() - unseen.raised_at < timedelta(hours=1)
    assert Alert.objects.filter(settled_at__isnull=True).count() == 2, "another one is taken on"


def test_every_other_alert_was_reviewed_before_it_was_settled(loaded):
    settled = Alert.objects.filter(settled_at__isnull=False)
    assert settled.count() > 20
    for alert in settled:
        assert alert.raised_at <= alert.acknowledged_at <= alert.settled_at
        reviews = RiskReview.objects.filter(episode=alert.episode)
        on_the_day = reviews.filter(on=timezone.localtime(alert.settled_at).date())
        assert on_the_day.exists() or alert.level == "review"
        assert len(alert.settled_because) > 40


def test_notes_are_signed_but_for_a_few(loaded):
    held = Session.objects.filter(state="held")
    assert Note.objects.count() == held.filter(group_meeting=None).count()
    assert 3 <= Note.objects.filter(signed_at__isnull=True).count() <= 6
    for note in Note.objects.filter(signed_at__isnull=False):
        assert note.signed_at > note.session.starts_at


def test_every_therapist_has_sessions_today_and_this_week(loaded):
    ahead = Session.objects.filter(state="planned").select_related("episode")
    days = Counter(
        (one.episode.therapist_id, timezone.localtime(one.starts_at).date()) for one in ahead
    )
    for therapist in Staff.objects.filter(role="therapist"):
        assert days[therapist.pk, TODAY] >= 1
        assert sum(number for (who, _), number in days.items() if who == therapist.pk) >= 8
    assert all(TODAY <= day <= TODAY + timedelta(days=7) for _, day in days)


def test_nobody_is_in_two_sessions_at_once(loaded):
    planned = Counter(
        Session.objects.filter(state="planned", group_meeting=None).values_list(
            "episode__therapist", "starts_at"
        )
    )
    assert set(planned.values()) == {1}


def test_links_are_there_that_nobody_opened_and_that_somebody_began(loaded):
    waiting = Invitation.objects.filter(finished_at__isnull=True)
    drafts = Assignment.objects.filter(invitation__in=waiting, response__isnull=True)
    assert any(one.draft for one in drafts)
    assert any(not any(each.draft for each in one.assignments.all()) for one in waiting)


def test_some_sessions_were_missed_for_every_kind_of_reason(loaded):
    missed = Session.objects.exclude(state__in=["held", "planned"])
    assert set(missed.values_list("state", flat=True)) == {"cancelled", "absent", "called_off"}
    assert not missed.filter(state_reason="").exists()


# ---------------------------------------------------------------- scores


@pytest.fixture(scope="module")
def series(loaded):
    """The PHQ-9 of each course, in the order of time."""
    found = {}
    rows = Response.objects.filter(instrument="phq9", episode__protocol__startswith="ipt-standard")
    rows = rows.order_by("given_on")
    for one in rows:
        found.setdefault(one.episode_id, []).append(one)
    return found


def test_clients_come_as_ill_as_clients_of_a_clinic_are(series):
    firsts = [int(one[0].total) for one in series.values()]
    assert min(firsts) >= 11
    assert max(firsts) <= 24
    assert 15 <= sum(firsts) / len(firsts) <= 18
    assert sum(12 <= one <= 22 for one in firsts) > 0.85 * len(firsts)


def test_most_get_better_some_do_not_and_a_few_get_worse(series):
    ended = Episode.objects.filter(
        pk__in=series, disposition__in=["ended", "maintenance", "recontracted"]
    )
    change = [int(series[one.pk][-1].total - series[one.pk][0].total) for one in ended]
    better = sum(one <= -6 for one in change)
    assert better / len(change) >= 0.6
    assert any(one > -6 for one in change)
    every = [int(one[-1].total - one[0].total) for one in series.values() if len(one) > 5]
    assert any(one > 0 for one in every)
    assert sum(every) / len(every) < -3


def test_thoughts_of_death_are_common_at_the_start_and_rare_later(series):
    def share(rows):
        return sum(one.answers["self_harm"] > 0 for one in rows) / len(rows)

    assert 0.2 <= share([one[0] for one in series.values()]) <= 0.5
    later = [one for rows in series.values() for one in rows[8:]]
    assert share(later) <= 0.05


def test_scores_go_up_and_down_on_their_way(series):
    long = [[int(one.total) for one in rows] for rows in series.values() if len(rows) >= 10]
    assert all(any(after > before for before, after in pairwise(row)) for row in long)


# ---------------------------------------------------------------- what is worth reading


@pytest.fixture(scope="module")
def margaret(loaded):
    return Episode.objects.get(client__family_name="Ellison")


def test_one_finished_course_can_be_read_from_the_first_word_to_the_letter(margaret):
    course = facts.course_of(margaret)
    assert (course.session_number, course.disposition) == (16, "ended")
    assert [phase.state for phase in course.phases] == ["done", "done", "done"]
    assert set(course.reached) == set(facts.protocol_of(margaret).milestones)
    for session in margaret.sessions.filter(state="held"):
        assert session.opening
        assert session.mood
        assert session.event
        assert session.techniques
        assert 3 <= session.note.text.count(". ") + 1 <= 12
    assert Person.objects.filter(client=margaret.client).count() >= 10
    assert LifeEvent.objects.filter(client=margaret.client).count() >= 6
    assert SafetyPlan.objects.filter(client=margaret.client).exists()
    assert EndingPlan.objects.get(episode=margaret).answers["signs"]
    assert Letter.objects.get(episode=margaret).signed_at


def test_one_course_is_in_its_middle_with_a_session_today(loaded):
    sam = Episode.objects.get(client__known_as="Sam")
    assert sam.therapist.email == clinic.sign_ins()[0].email
    course = facts.course_of(sam)
    assert (course.session_number, course.phase.id) == (8, "middle")
    session = sam.sessions.get(state="planned")
    assert timezone.localtime(session.starts_at).date() == TODAY
    assert course.measures_for_next_session == ()
    assert sam.tasks.filter(state="open").count() == 2


def test_each_role_sees_what_it_should(loaded):
    lead = Staff.objects.get(role="lead")
    assert access.episodes(lead).count() == Episode.objects.count()
    assert access.episodes(Staff.objects.get(role="administrator")).count() == 0
    for therapist in Staff.objects.filter(role="therapist"):
        assert access.episodes(therapist).filter(ended_on__isnull=True).count() >= 12


# ---------------------------------------------------------------- the same clinic every time


def content():
    """Names, dates and scores: what the clinic consists of."""
    sessions = Session.objects.order_by("episode__client__code", "starts_at")
    responses = Response.objects.order_by("episode__client__code", "given_on", "instrument")
    return (
        list(
            Client.objects.order_by("code").values_list(
                "code", "given_name", "family_name", "born_on"
            )
        ),
        list(sessions.values_list("episode__client__code", "starts_at", "state", "note__text")),
        list(responses.values_list("episode__client__code", "instrument", "given_on", "answers")),
    )


def load_a_few(at):
    """The content of a small part of the clinic, loaded at that moment and undone."""
    with clock.at(at), transaction.atomic():
        clinic.load(lambda *_: None, only=6)
        found = content()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_it_is_the_same_whenever_it_is_loaded_on_one_day():
    assert load_a_few(NOON) == load_a_few(NOON)
    assert load_a_few(NOON)[0] == load_a_few(NOON + timedelta(hours=4))[0]


@pytest.mark.django_db
@pytest.mark.parametrize("days", [4, 5, 26])
def test_its_last_day_is_the_day_it_is_loaded(days):
    at = NOON + timedelta(days=days)
    starts = [starts_at for _, starts_at, state, _ in load_a_few(at)[1] if state == "planned"]
    assert min(starts).date() == at.date(), "weekend, or the night the clocks change"
