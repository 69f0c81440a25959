"""What a protocol watches: short nights, regularity, silence and scores raise alerts, each once."""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.core.rhythm import Day, Entry
from kith.record import clock, rhythm
from kith.record.models import Alert, AuditEvent, DiaryDay, Episode
from kith.record.services import diary, measures
from tests.cast import NOW
from tests.watched import watched

__all__ = ["watched"]

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


def later(days=0):
    return clock.at(NOW + timedelta(days=days))


# ---------------------------------------------------------------- the diary


def alerts():
    return {one.watch: one for one in Alert.objects.order_by("pk")}


def nights(cast, episode, *hours, by=None):
    """Write the nights of so many days, the last of them today."""
    for n, one in enumerate(hours):
        on = TODAY - timedelta(days=len(hours) - 1 - n)
        row = DiaryDay.objects.filter(episode=episode, on=on).first()
        day = Day(on, slept=int(one * 60))
        version = row.version if row else 0
        diary.enter_day(by=by or cast.alice, episode=episode, day=day, expected_version=version)


def test_two_short_nights_make_an_alert_that_the_therapist_owns(cast, watched):
    nights(cast, watched, 5.5, 5.5)

    [alert] = alerts().values()
    assert (alert.watch, alert.level, alert.owner) == ("short_sleep", "review", cast.alice)
    assert alert.why.startswith("2 nights in a row under 6 hours of sleep")
    assert (alert.day.on, alert.response, alert.instrument) == (TODAY, None, "")


def test_the_stronger_rule_silences_the_milder_on_the_same_nights(cast, watched):
    nights(cast, watched, 4, 4)

    assert {name: one.level for name, one in alerts().items()} == {"very_short_sleep": "urgent"}


def test_one_more_short_night_changes_an_alert_that_nobody_has_seen(cast, watched):
    nights(cast, watched, 4, 4, 4)

    [alert] = alerts().values()
    assert alert.answer == "3"


def test_once_seen_a_further_night_makes_a_new_alert(cast, watched):
    with clock.at(NOW):
        nights(cast, watched, 4, 4)
    measures.acknowledge_alert(by=cast.alice, alert=Alert.objects.get())
    with later(1):
        day = Day(clock.today(), slept=240)
        diary.enter_day(by=cast.alice, episode=watched, day=day, expected_version=0)

    assert [one.answer for one in Alert.objects.order_by("pk")] == ["2", "3"]


def test_a_client_s_own_entry_raises_it_too(cast, watched):
    link, _ = diary.make_link(by=cast.alice, episode=watched)
    diary.save_night(by=link, on=YESTERDAY, slept=240)
    raised = diary.save_night(by=link, on=TODAY, slept=230)

    assert [one.watch for one in raised] == ["very_short_sleep"]
    actors = AuditEvent.objects.filter(action="alert.raised").values_list("actor", flat=True)
    assert list(actors) == [f"diary:{link.pk}"]


def test_a_night_that_nobody_wrote_down_raises_nothing(cast, watched):
    nights(cast, watched, 4)
    with later(2):
        diary.enter_day(
            by=cast.alice, episode=watched, day=Day(clock.today(), slept=240), expected_version=0
        )

    assert alerts() == {}


def keep_weeks(cast, episode, *weeks):
    """Keep whole weeks of getting up, the last day of them today. Returns nothing."""
    times = [one for week in weeks for one in week]
    with later(len(times) - 1):
        for n, one in enumerate(times):
            on = TODAY + timedelta(days=n)
            day = Day(on, {"rise": Entry(one)} if one else {}, mood=0)
            diary.enter_day(by=cast.alice, episode=episode, day=day, expected_version=0)


STEADY = [420] * 7
WILD = [300, 420, 540, 660, 780, 900, 480]


def test_a_fall_of_regularity_makes_an_alert_once(cast, watched):
    diary.begin(by=cast.alice, episode=watched)
    keep_weeks(cast, watched, STEADY, WILD)

    found = alerts()
    assert list(found) == ["rhythm_lost"]
    assert found["rhythm_lost"].item == (TODAY + timedelta(days=7)).isoformat()
    with later(14):
        day = Day(rhythm.today(), mood=1)
        diary.enter_day(by=cast.alice, episode=watched, day=day, expected_version=0)
    assert Alert.objects.count() == 1


def test_a_diary_that_was_left_is_told_when_it_is_taken_up_again(cast, watched):
    link, _ = diary.make_link(by=cast.alice, episode=watched)
    diary.save_mood(by=link, on=TODAY, mood=0)
    with later(6):
        diary.save_mood(by=link, on=rhythm.today(), mood=3)

    assert list(alerts()) == ["diary_left"]


def test_a_protocol_that_watches_nothing_raises_nothing(cast):
    nights(cast, cast.cleo_care, 0, 0)

    assert not Alert.objects.exists()


# ---------------------------------------------------------------- the watch on scores


def enter(cast, episode, instrument, value, days=0):
    """Answer every question with one value, but the one on self-harm with 0."""
    items = catalogue.instrument(instrument).scored
    return measures.enter_response(
        by=cast.alice,
        episode=episode,
        instrument=instrument,
        answers={one.id: 0 if one.id == "self_harm" else value for one in items},
        mode="paper",
        given_on=TODAY + timedelta(days=days),
    )


def phq9(cast, episode, value, days=0):
    return enter(cast, episode, "phq9", value, days)


def test_two_high_scores_in_a_row_make_an_alert(cast, watched):
    phq9(cast, watched, 3, days=-1)
    assert alerts() == {}
    last = phq9(cast, watched, 3)

    [alert] = alerts().values()
    assert (alert.watch, alert.instrument, alert.item) == ("low_mood", "phq9", "total")
    assert (alert.answer, alert.response) == ("24", last)
    assert alert.why == "PHQ-9 24 and 24: 20 or more, 2 times in a row"


def test_a_score_that_is_entered_late_is_read_in_its_place(cast, watched):
    phq9(cast, watched, 3)
    phq9(cast, watched, 1, days=-1)

    assert alerts() == {}


def test_answers_by_a_link_are_watched_as_well(cast, watched):
    phq9(cast, watched, 3, days=-1)
    sent, _ = measures.send_measures(by=cast.alice, episode=watched, instruments=["phq9"])
    asked = sent.assignments.get()
    scored = catalogue.instrument("phq9").scored
    answers = {one.id: 3 for one in scored if one.id != "self_harm"}
    measures.save_answers(by=sent, assignment=asked, answers={**answers, "self_harm": 0})
    measures.submit_response(by=sent, assignment=asked)

    assert list(alerts()) == ["low_mood"]


# ---------------------------------------------------------------- social rhythm therapy itself


@pytest.fixture
def ipsrt(cast):
    """Cleo's course, as social rhythm therapy for bipolar disorder."""
    own = Episode.objects.filter(pk=cast.cleo_care.pk)
    own.update(protocol="ipsrt", protocol_version=catalogue.protocol("ipsrt").version)
    return own.select_related("client", "therapist", "referral", "organisation").get()


def test_a_raised_mood_is_one_alert_with_the_protocols_action(cast, ipsrt):
    """The instrument and the protocol both watch this score: nobody is told twice."""
    response = enter(cast, ipsrt, "asrm", 2)

    [alert] = Alert.objects.all()
    assert (alert.watch, alert.level, alert.response) == ("raised_mood", "urgent", response)


def test_both_poles_are_watched(cast, ipsrt):
    enter(cast, ipsrt, "phq9", 1, days=-2)
    enter(cast, ipsrt, "phq9", 2, days=-1)
    enter(cast, ipsrt, "phq9", 2)
    nights(cast, ipsrt, 4, 4)

    found = {one.watch for one in Alert.objects.all()}
    assert found == {"mood_falling", "low_mood", "very_short_sleep"}


def test_a_steady_month_raises_nothing(cast, ipsrt):
    diary.begin(by=cast.alice, episode=ipsrt)
    with later(27):
        for n in range(28):
            on = TODAY + timedelta(days=n)
            day = Day(on, {"rise": Entry(420 + 5 * (n % 3))}, slept=440)
            diary.enter_day(by=cast.alice, episode=ipsrt, day=day, expected_version=0)
    enter(cast, ipsrt, "asrm", 1)

    assert not Alert.objects.exists()
