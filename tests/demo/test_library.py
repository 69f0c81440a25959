"""The courses of the library's other protocols in the record, and those told word for word."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from kith.core import catalogue
from kith.demo import clinic
from kith.record import facts, rhythm
from kith.record.models import (
    Alert,
    Baby,
    ConditionMet,
    Dose,
    Episode,
    Group,
    GroupMeeting,
    InterpersonalFocus,
    Letter,
    Meeting,
    Narrative,
    ProblemArea,
    Response,
    Session,
)

pytestmark = pytest.mark.django_db

WHOLE = {
    "ipsrt": "Strand",
    "dit-16": "Fairchild",
    "mit-12m": "Ferrante",
    "ipt-ppd-12": "Marsh",
    "ipt-g-wilfley-20": "Strickland",
}


@pytest.fixture
def of(loaded):
    """The course of a client by the family name."""
    return lambda family: Episode.objects.select_related("client").get(client__family_name=family)


@pytest.mark.parametrize(("protocol", "family"), WHOLE.items())
def test_a_finished_course_passed_every_phase_and_ended_well(of, protocol, family):
    episode = of(family)
    course = facts.course_of(episode)
    assert (episode.protocol, course.disposition) == (protocol, "ended")
    assert [phase.state for phase in course.phases] == ["done"] * len(course.phases)
    assert course.irregularities == ()
    assert {*course.protocol.ending.required} <= set(course.reached)
    assert not any(one.met_on is None for one in course.conditions)


@pytest.mark.parametrize("family", ["Strand", "Fairchild", "Ferrante", "Marsh"])
def test_what_is_told_word_for_word_has_its_own_words_in_every_session(of, family):
    episode = of(family)
    notes = [one.note for one in episode.sessions.filter(state="held")]
    assert all(note.signed_at and len(note.text) > 120 for note in notes)
    assert len({note.text for note in notes}) == len(notes)
    assert Letter.objects.filter(episode=episode).exists() or family == "Ferrante"


def test_the_rhythm_of_months_became_steadier_and_mood_moved_at_both_poles(of):
    episode = of("Strand")
    diary = rhythm.kept(episode)
    whole = [week for week in diary.weeks(episode.ended_on) if week.score.exact is not None]
    assert len(whole) >= 24
    first = sum(week.score.exact for week in whole[:6]) / 6
    last = sum(week.score.exact for week in whole[-6:]) / 6
    assert last - first >= 1
    for instrument, highest in (("phq9", 14), ("asrm", 5)):
        totals = [int(one.total) for one in responses(episode, instrument)]
        assert max(totals) == highest
        assert totals[-1] < totals[0]
    assert Dose.objects.filter(medication__episode=episode).count() >= 5


def test_two_short_nights_were_seen_and_answered_on_the_day(of):
    episode = of("Strand")
    alert = Alert.objects.get(episode=episode, watch="very_short_sleep")
    assert alert.day is not None
    assert alert.level == "urgent"
    assert alert.settled_at - alert.raised_at < timedelta(hours=6)
    assert "prescriber" in alert.settled_because


def test_the_pattern_was_told_agreed_and_left_in_a_letter(of):
    episode = of("Fairchild")
    focus = InterpersonalFocus.objects.get(episode=episode)
    assert focus.agreed_on
    assert set(focus.parts) == {"self", "other", "affect", "defence"}
    assert Narrative.objects.filter(episode=episode).count() >= 5
    goodbye = Letter.objects.get(episode=episode, to="client")
    assert timezone.localtime(goodbye.signed_at).date() < episode.ended_on


def test_a_schema_led_from_the_first_stage_to_the_second(of):
    episode = of("Ferrante")
    focus = InterpersonalFocus.objects.get(episode=episode)
    entered = episode.phases.get(phase="mit_change")
    assert focus.agreed_on == entered.on
    assert focus.parts["healthy_image"]
    assert episode.sessions.filter(state="held").count() == 40


def test_a_mother_came_with_her_baby_and_the_partner_came_twice(of):
    episode = of("Marsh")
    assert Baby.objects.get(episode=episode).name == "Ada"
    assert Meeting.objects.filter(episode=episode, kind="partner", state="held").count() == 2
    totals = [int(one.total) for one in responses(episode, "epds")]
    assert (totals[0], totals[-1]) == (19, 5)


def test_a_group_met_twenty_times_and_ended_together(loaded):
    group = Group.objects.get(name="The Thursday group")
    assert group.closed_on
    meetings = GroupMeeting.objects.filter(group=group, held=True)
    assert meetings.count() == 20
    assert all(len(one.notes) > 100 for one in meetings)
    assert group.members.count() == 6
    assert all(one.episode.disposition == "ended" for one in group.members.all())
    alone = Meeting.objects.filter(episode__memberships__group=group, state="held")
    assert {one.kind for one in alone} == {"before_the_group", "half_way", "after_the_group"}


@pytest.mark.parametrize(
    ("name", "members", "held"),
    [
        ("The kitchen-table group", 6, 4),
        ("The first-year group", 8, 2),
        ("After school", 4, 5),
        ("Motives", 5, 3),
    ],
)
def test_other_groups_are_under_way_with_the_next_meeting_planned(loaded, name, members, held):
    group = Group.objects.get(name=name)
    assert group.members.count() == members
    assert GroupMeeting.objects.filter(group=group, held=True).count() == held
    planned = GroupMeeting.objects.get(group=group, held=False)
    assert Session.objects.filter(group_meeting=planned, state="planned").count() == members


def test_areas_that_one_protocol_alone_has_are_worked_on(loaded):
    own = {
        "loss_of_healthy_self",
        "complicated_pregnancy",
        "role_insecurity",
        "self_image",
        "therapeutic_role_transition",
        "life_changes",
        "loneliness",
        "disagreements",
    }
    assert own <= set(ProblemArea.objects.values_list("area", flat=True))


def test_a_booster_is_due_and_conditions_are_said_in_words(of):
    assert any(one.due for one in facts.course_of(of("Tanabe")).boosters)
    assert any(one.due for one in facts.course_of(of("Adomako")).boosters)
    assert ConditionMet.objects.filter(condition="weekly_phone_agreed").exists()


def test_the_list_of_what_is_worth_reading_names_those_who_are_there(loaded):
    named = {name for name, _ in clinic.worth_reading()}
    people = {str(one.client) for one in Episode.objects.select_related("client")}
    groups = set(Group.objects.values_list("name", flat=True))
    assert {"Imogen Strand", "Daniel Fairchild", "The Thursday group"} <= named
    assert named <= people | groups | {"Samuel Okoro-Hughes"}
    assert all(words for _, words in clinic.worth_reading())


PAGES = (
    "episode", "assessment", "measures", "inventory", "timeline", "formulation", "contract",
    "course", "ending", "safety", "letter", "conditions",
)  # fmt: skip


@pytest.mark.parametrize("family", [*WHOLE.values(), "Trelawney", "Oakes", "Duarte", "Sarpong"])
def test_every_page_of_a_special_record_answers(of, family):
    episode = of(family)
    browser = Browser()
    browser.force_login(episode.therapist)
    for page in PAGES:
        answer = browser.get(reverse(page, args=[episode.pk]))
        assert answer.status_code == 200, page
    last = episode.sessions.filter(state="held").last()
    assert browser.get(reverse("session", args=[episode.pk, last.pk])).status_code == 200


def test_every_instrument_of_a_course_is_one_its_protocol_asks_for(loaded):
    for protocol, instrument in set(
        Response.objects.values_list("episode__protocol", "instrument")
    ):
        known = {one.instrument for one in catalogue.protocol(protocol).measures}
        known |= {one.instead for one in catalogue.protocol(protocol).measures}
        assert instrument in known, f"{instrument} in {protocol}"


def responses(episode, instrument):
    return Response.objects.filter(episode=episode, instrument=instrument).order_by("given_on")
