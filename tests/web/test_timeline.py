"""The room *Timeline*: life events, the picture and its table, what came before, anniversaries."""

import re
from datetime import date, timedelta

import pytest

from kith.core.timeline import Event, EventKind, Precision, When
from kith.record import clock
from kith.record.models import LifeEvent
from kith.record.services import assessment, course, measures
from kith.record.services import interpersonal as service
from kith.web.charts import Held, Point, Threshold
from kith.web.charts_timeline import LifeLine, Series, padded

QUERIES = 24
TYPED = {
    "title": "Ann moved out",
    "on_day": "",
    "on_month": "1",
    "on_year": "2026",
    "kind": "separation",
    "valence": "bad",
    "notes": "",
}


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def address(cast):
    return f"/episodes/{cast.cleo_care.pk}/timeline/"


def happened(cast, title="Ann moved out", on=date(2025, 8, 10), precision="day", **more):
    details = {"title": title, "kind": "separation", "on": on, "precision": precision}
    return service.record_event(
        by=cast.alice,
        episode=cast.cleo_care,
        details={**details, "valence": "bad", **more},
        people=[],
    )


def began(cast, on=date(2025, 10, 1)):
    assessment.save_assessment(
        by=cast.alice,
        episode=cast.cleo_care,
        expected_version=0,
        found={"onset_on": on, "onset_precision": "month"},
    )


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def card(page, name):
    """What stands in one card of the page."""
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


class TestLifeEvents:
    def test_it_says_what_to_do_where_there_is_none(self, signed_in, address):
        page = text(signed_in.get(address))
        assert "Nothing is on the timeline yet." in page
        assert "No life event yet." in page

    @pytest.mark.parametrize(
        ("day", "month", "year", "known"),
        [
            ("", "", "2019", (date(2019, 1, 1), "year")),
            ("", "winter_start", "2019", (date(2019, 1, 1), "season")),
            ("", "spring", "2019", (date(2019, 3, 1), "season")),
            ("", "winter_end", "2019", (date(2019, 12, 1), "season")),
            ("", "5", "2019", (date(2019, 5, 1), "month")),
            ("7", "5", "2019", (date(2019, 5, 7), "day")),
        ],
    )
    def test_a_date_is_kept_as_exactly_as_it_is_known(
        self, signed_in, address, day, month, year, known
    ):
        when = {"on_day": day, "on_month": month, "on_year": year}
        answer = signed_in.post(f"{address}add/", TYPED | when, follow=True)
        assert "“Ann moved out” is on the timeline." in text(answer)
        event = LifeEvent.objects.get()
        assert (event.on, event.precision) == known
        # and is shown again as it was typed
        page = text(signed_in.get(f"{address}{event.pk}/"))
        assert f'name="on_year" value="{year}"' in page
        if month:
            assert f'<option value="{month}" selected>' in page

    def test_it_is_kept_with_its_people(self, signed_in, address, cast):
        (ann,) = service.add_people(by=cast.alice, episode=cast.cleo_care, labels=["Ann"])
        signed_in.post(f"{address}add/", TYPED | {"people": [ann.pk]})
        assert list(LifeEvent.objects.get().people.all()) == [ann]
        assert "January 2026 · Separation or divorce · hard" in text(signed_in.get(address))

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"title": " "}, "This field is required"),
            ({"kind": ""}, "This field is required"),
            ({"valence": ""}, "This field is required"),
            ({"on_month": "", "on_year": ""}, "Enter when it was. The year alone will do."),
            ({"on_year": "2027"}, "January 2027 lies in the future"),
            ({"on_year": "1989"}, "before the date of birth, 17 May 1990"),
            ({"on_year": ""}, "Enter the year as well"),
            ({"on_year": "26"}, "Write the year with four figures"),
            ({"on_day": "31", "on_month": "4", "on_year": "2025"}, "There is no 31 April 2025"),
            ({"on_day": "3", "on_month": ""}, "Enter the month as well"),
            ({"on_day": "3", "on_month": "summer"}, "A season has no day"),
            ({"people": ["999"]}, "999 is not one of the available choices"),
        ],
    )
    def test_it_says_what_is_wrong_and_keeps_what_was_typed(
        self, signed_in, address, wrong, message
    ):
        answer = signed_in.post(f"{address}add/", TYPED | {"notes": "My own words"} | wrong)
        assert answer.status_code == 422
        assert message in text(answer)
        assert "My own words" in text(answer)
        assert not LifeEvent.objects.exists()

    def test_it_can_be_corrected(self, signed_in, address, cast):
        event = happened(cast)
        answer = signed_in.post(f"{address}{event.pk}/", TYPED | {"title": "Ann left"}, follow=True)
        assert "The life event is corrected." in text(answer)
        assert LifeEvent.objects.get().title == "Ann left"

    def test_a_wrong_correction_changes_nothing(self, signed_in, address, cast):
        event = happened(cast)
        answer = signed_in.post(f"{address}{event.pk}/", TYPED | {"on_year": "2030"})
        assert answer.status_code == 422
        assert LifeEvent.objects.get().on == date(2025, 8, 10)

    def test_it_is_taken_off_only_after_asking(self, signed_in, address, cast):
        event = happened(cast)
        page = text(signed_in.get(f"{address}{event.pk}/remove/"))
        assert "Take this life event off the timeline?" in page
        assert LifeEvent.objects.get().removed_on is None
        answer = signed_in.post(f"{address}{event.pk}/remove/", follow=True)
        assert "“Ann moved out” is off the timeline." in text(answer)
        assert "No life event yet." in text(answer)


class TestBeforeTheOnset:
    def test_without_an_onset_it_says_where_to_enter_it(self, signed_in, address, cast):
        happened(cast)
        page = card(text(signed_in.get(address)), "candidates")
        assert "When the start of the symptoms is known" in page
        assert f"/episodes/{cast.cleo_care.pk}/assessment/" in page

    def test_what_came_shortly_before_is_offered_and_never_called_a_cause(
        self, signed_in, address, cast
    ):
        began(cast)
        happened(cast)
        happened(cast, "Moved house", date(2019, 1, 1))
        happened(cast, "Left the choir", date(2025, 9, 1), "season")
        page = card(text(signed_in.get(address)), "candidates")
        assert "The symptoms began in October 2025." in page
        assert "Ann moved out" in page
        assert "before the onset" in page
        assert "the dates are not exact enough to be sure" in page
        assert "Moved house" not in page
        assert "To talk about, not causes." in page

    def test_the_rule_stands_beside_it_with_its_source(self, signed_in, address, cast):
        page = card(text(signed_in.get(address)), "candidates")
        assert "three months is Kith" in page
        assert "The width of three months is not from a source." in page
        assert "Source not confirmed" in page

    def test_where_nothing_lies_there_it_says_to_ask_again(self, signed_in, address, cast):
        began(cast)
        assert "Ask again" in card(text(signed_in.get(address)), "candidates")


class TestAnniversaries:
    def test_those_of_the_next_weeks_are_shown(self, signed_in, address, cast):
        happened(cast, "Mum died", date(2024, 3, 20), kind="death")
        happened(cast, "Married", date(2018, 10, 1))
        page = card(text(signed_in.get(address)), "anniversaries")
        assert "Mum died: 2 years on 20 March 2026" in page
        assert "Married" not in page

    def test_it_says_where_there_is_none(self, signed_in, address):
        assert "None in the next 6 weeks." in text(signed_in.get(address))


class TestThePicture:
    def test_it_shows_events_scores_sessions_and_the_onset(self, signed_in, address, cast):
        began(cast)
        happened(cast)
        answers = dict.fromkeys(
            ("interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration",
             "movement"), 2,
        ) | {"self_harm": 0}  # fmt: skip
        measures.enter_response(
            by=cast.alice,
            episode=cast.cleo_care,
            instrument="phq9",
            answers=answers,
            mode="paper",
            given_on=clock.today(),
        )
        session = course.plan_session(
            by=cast.alice, episode=cast.cleo_care, starts_at=clock.now() - timedelta(hours=1)
        )
        course.hold_session(by=cast.alice, session=session)
        page = card(text(signed_in.get(address)), "picture")
        assert "1 life event, onset in October 2025, 1 score of PHQ-9, 1 session." in page
        for words in ("Session 1", "PHQ-9 16", "The symptoms began", "Ann moved out"):
            assert f"<td>{words}" in page, words

    def test_its_stretch_can_be_chosen(self, signed_in, address, cast):
        began(cast)
        happened(cast, "Born in Leeds", date(1990, 5, 17))
        around, everything = (
            card(text(signed_in.get(address + query)), "picture") for query in ("", "?view=all")
        )
        assert "1 life event lies outside this stretch." in around
        assert "outside this stretch" not in everything
        assert 'aria-current="page">All of life' in everything

    @pytest.mark.parametrize("view", ["", "?view=all", "?view=course", "?view=nonsense"])
    def test_every_stretch_can_be_drawn_from_one_event_alone(self, signed_in, address, cast, view):
        happened(cast)
        assert signed_in.get(address + view).status_code == 200

    def test_markup_in_a_title_stays_text(self, signed_in, address, cast):
        happened(cast, "<b>x</b>")
        assert "<b>x</b>" not in signed_in.get(address + "?view=all").content.decode()


class TestDrawing:
    @pytest.fixture
    def line(self):
        return LifeLine(
            first=date(2024, 1, 1),
            last=date(2026, 3, 31),
            title="The timeline of Cleo",
            today=date(2026, 3, 2),
            onset=When(date(2025, 10, 1), Precision.MONTH),
            window_from=date(2025, 7, 1),
            events=[
                event("Old", date(2001, 1, 1), Precision.YEAR),
                event("Left", date(2025, 9, 1), Precision.SEASON),
                event("Wed", date(2025, 5, 4), Precision.DAY, "good"),
            ],
            sessions=[Held(date(2026, 3, 1), 1), Held(date(2026, 3, 2))],
            series=Series(
                "PHQ-9",
                0,
                27,
                "more symptoms",
                [[Point(date(2026, 1, 5), 19.0, "moderate")], [Point(date(2026, 3, 1), 9.0)]],
                [Threshold(10, "caseness")],
            ),
        )

    def test_what_lies_outside_is_counted(self, line):
        assert [each.letter for each in line.lettered] == ["A", "B"]
        assert line.outside == 1

    def test_it_names_directions_thresholds_and_gaps_stay_open(self, line):
        assert "PHQ-9: ↑ higher = more symptoms" in line.svg
        assert "10 caseness" in line.svg
        # two runs, three widths: no line joins what a gap parts
        assert line.svg.count("<polyline") == 6

    def test_how_it_was_is_a_shape_and_an_unsure_date_a_bar(self, line):
        assert 'class="event-flag open"' in line.svg  # good: an open circle
        assert 'class="unsure"' in line.svg

    def test_flags_in_one_lane_never_overlap(self):
        events = [event(f"Event {n}", date(2020, 1, 1), Precision.YEAR) for n in range(40)]
        line = LifeLine(first=date(2019, 1, 1), last=date(2026, 1, 1), title="Many", events=events)
        full = line.svg.partition('<div class="wide">')[0]
        places = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="16"', full)
        assert len(places) == len(set(places)) == 40

    def test_letters_go_on_after_z(self):
        events = [event(f"E{n}", date(2020, 1, 1), Precision.DAY) for n in range(28)]
        line = LifeLine(first=date(2019, 1, 1), last=date(2026, 1, 1), title="x", events=events)
        assert [each.letter for each in line.lettered][-2:] == ["AA", "BB"]

    @pytest.mark.parametrize(
        ("first", "last", "labels"),
        [
            (date(2026, 1, 10), date(2026, 4, 10), ["Feb 2026", "Mar", "Apr"]),
            (date(1990, 1, 1), date(2026, 1, 1), ["1990", "1995", "2000"]),
            (date(1930, 1, 1), date(2026, 1, 1), ["1930", "1940", "1950"]),
        ],
    )
    def test_the_axis_has_months_or_years_as_there_is_room(self, first, last, labels):
        drawn = LifeLine(first=first, last=last, title="x", events=[]).svg
        full = drawn.partition('<div class="wide">')[0]
        assert re.findall(r'text-anchor="middle">([A-Z]?[a-z]*\s?\d*)</text>', full)[:3] == labels

    def test_a_picture_is_never_narrower_than_two_months(self):
        first, last = padded(date(2026, 3, 1), date(2026, 3, 2))
        assert (last - first).days >= 60


def event(title, on, precision, valence="bad"):
    return Event(title, title, When(on, precision), EventKind.MOVE, valence)


class TestTheStep:
    def test_it_is_put_on_record_that_the_timeline_is_drawn(self, signed_in, address, cast):
        step = f"/episodes/{cast.cleo_care.pk}/course/step/"
        answer = signed_in.post(step, {"step": "timeline_drawn", "next": "timeline"}, follow=True)
        assert "The timeline has been drawn: 2 March 2026" in text(answer)


class TestWhoMay:
    @pytest.mark.parametrize("who", ["charlie", "ada", "olga"])
    def test_nobody_else_finds_it(self, client, cast, address, who):
        event_pk = happened(cast).pk
        client.force_login(getattr(cast, who))
        for path in ("", f"{event_pk}/", f"{event_pk}/remove/"):
            assert client.get(address + path).status_code == 404
        for path in ("add/", f"{event_pk}/", f"{event_pk}/remove/"):
            assert client.post(address + path, TYPED).status_code == 404
        assert LifeEvent.objects.get().removed_on is None

    def test_after_the_end_it_is_read_and_not_changed(self, signed_in, address, cast):
        happened(cast)
        course.end_episode(
            by=cast.alice,
            episode=cast.cleo_care,
            disposition="dropped_out",
            words="She stopped coming after the first meeting.",
        )
        page = text(signed_in.get(address))
        assert "Ann moved out" in page
        assert "Put it on the timeline" not in page
        assert signed_in.post(f"{address}add/", TYPED).status_code == 422


class TestCost:
    @pytest.mark.parametrize("size", [1, 40])
    def test_it_asks_the_database_as_often_for_forty_as_for_one(
        self, signed_in, address, cast, size, django_assert_max_num_queries
    ):
        began(cast)
        for number in range(size):
            happened(cast, f"Event {number}", date(2025, 1, 1) + timedelta(days=number))
        with django_assert_max_num_queries(QUERIES):
            signed_in.get(address)
