"""What the drawings show: read back from their own markup, as a program that sees shapes would."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from kith.core.circles import picture
from kith.core.network import Kind, Person
from kith.web import svg
from kith.web.charts import Event, Held, Point, ScoreChart, Threshold, sparkline
from kith.web.charts_circles import closeness_circles, describe
from kith.web.charts_course import Phase, Visit, course_line

BEGAN = date(2026, 1, 5)
PHASES = [Phase("Initial", 3), Phase("Middle", 12), Phase("Ending", 16)]


def week(n: float) -> date:
    return BEGAN + timedelta(days=round(7 * n))


def chart(values, **more) -> ScoreChart:
    points = [
        value if isinstance(value, Point) else Point(week(n), value)
        for n, value in enumerate(values)
    ]
    return ScoreChart(name="PHQ-9", lowest=0, highest=27, points=points, **more)


def drawings(one: ScoreChart) -> list[ET.Element]:
    """The wide and the narrow one."""
    return [box[0] for box in ET.fromstring(f"<p>{one.svg}</p>")]  # noqa: S314  # our own markup


def wide(one: ScoreChart) -> ET.Element:
    return drawings(one)[0]


def of_class(drawing: ET.Element, name: str) -> list[ET.Element]:
    return [each for each in drawing.iter() if name in each.get("class", "").split()]


def texts(drawing: ET.Element, name: str | None = None) -> list[str]:
    found = drawing.iter("text") if name is None else of_class(drawing, name)
    return [each.text for each in found if each.text]


class TestScoreChart:
    def test_it_draws_time_to_scale(self):
        points = [Point(week(n), 10) for n in (0, 1, 5)]
        one, two, three = (float(dot.get("cx")) for dot in of_class(wide(chart(points)), "dot"))
        assert (three - two) / (two - one) == pytest.approx(4, rel=0.01)

    def test_it_draws_a_higher_score_higher_up(self):
        low, high = (float(dot.get("cy")) for dot in of_class(wide(chart([3, 21])), "dot"))
        assert high < low

    @pytest.mark.parametrize(
        ("values", "runs"),
        [
            ([9, 8, 7], [3]),
            ([9, 8, None, 7, 6], [2, 2]),
            ([9, None, 7], []),
            ([None, 9, 8], [2]),
            ([9], []),
        ],
    )
    def test_it_leaves_gaps_open(self, values, runs):
        lines = of_class(wide(chart(values)), "line")
        assert [len(each.get("points").split()) for each in lines] == runs
        assert len(of_class(wide(chart(values)), "absent")) == values.count(None)

    def test_it_marks_a_point_by_shape_and_words(self):
        drawn = wide(chart([Point(week(0), 19, flag="item 9"), 12]))
        (diamond,) = of_class(drawn, "flagged")
        assert diamond.tag == "path"
        assert chart([Point(week(0), 19, flag="item 9"), 12]).flags == ["item 9"]

    def test_it_writes_the_direction_on_the_axis(self):
        assert texts(wide(chart([9], higher="more symptoms")), "direction") == [
            "↑ higher = more symptoms"
        ]

    def test_it_names_its_thresholds_where_the_margin_has_room(self):
        limits = [Threshold(10, "moderate"), Threshold(20, "severe as one service counts it")]
        one, other = drawings(chart([9, 8], thresholds=limits))
        assert texts(one, "threshold-name") == ["10 moderate", "20"]
        assert texts(other, "threshold-name") == ["10", "20"]

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ([], "No PHQ-9 score yet."),
            ([None], "No PHQ-9 score yet."),
            ([19], "PHQ-9 on 5 January 2026: 19 of 27."),
            ([19, 11], "PHQ-9 on 12 January 2026: 11 of 27. 8 lower than the first (19)."),
            ([9, 11], "PHQ-9 on 12 January 2026: 11 of 27. 2 higher than the first (9)."),
            ([9, 9], "PHQ-9 on 12 January 2026: 9 of 27. The same as at the first (9)."),
        ],
    )
    def test_it_says_the_last_value_in_words(self, values, words):
        assert chart(values).words == words

    def test_it_says_the_band_beside_the_last_value(self):
        assert "11 of 27 (moderate)." in chart([19, Point(week(1), 11, band="moderate")]).words

    def test_it_letters_life_events_in_the_order_of_time(self):
        events = [Event(week(3), "Choir"), Event(week(-2), "Moved")]
        one = chart([9, 8], events=events)
        assert [(each.letter, each.name) for each in one.lettered] == [
            ("A", "Moved"),
            ("B", "Choir"),
        ]
        for drawn in drawings(one):
            assert texts(drawn, "event-letter") == ["A", "B"]

    def test_it_keeps_an_old_life_event_off_the_axis_and_in_the_key(self):
        one = chart([9, 8], events=[Event(week(-60), "Father died")])
        assert texts(wide(one), "event-letter") == []
        assert [each.name for each in one.lettered] == ["Father died"]

    def test_it_never_writes_one_event_over_another(self):
        events = [Event(week(n / 7), f"Event number {n}") for n in range(8)]
        boxes = []
        for name in of_class(wide(chart([9, 8, 7], events=events)), "event-name"):
            x, y = float(name.get("x")), name.get("y")
            boxes.append((y, x, x + svg.width(name.text)))
        for n, (y, left, _right) in enumerate(boxes):
            assert all(left > right for other, _left, right in boxes[:n] if other == y)

    def test_it_numbers_sessions_and_rings_the_missed(self):
        sessions = [Held(week(0), 1), Held(week(1)), Held(week(2), 2)]
        drawn = wide(chart([9, 8, 7], sessions=sessions))
        assert [text for text in texts(drawn, "value") if text in {"1", "2"}] == ["1", "2"]
        assert len(of_class(drawn, "session-missed")) == 1

    def test_it_thins_numbers_where_there_is_no_room(self):
        sessions = [Held(week(n / 7), n + 1) for n in range(60)]
        narrow = drawings(chart([9, 8], sessions=sessions))[1]
        assert len(of_class(narrow, "session")) > 20

    def test_it_marks_today(self):
        assert "today" in texts(wide(chart([9, 8], today=week(2))))

    def test_it_says_the_same_as_a_table(self):
        one = chart(
            [Point(week(0), 19, band="moderate", flag="item 9"), None],
            events=[Event(week(-1), "Moved")],
            sessions=[Held(week(0), 1), Held(week(1))],
        )
        assert [(row.on, row.value, row.text) for row in one.rows] == [
            (week(-1), "", "Moved"),
            (week(0), "19", "Session 1; moderate; item 9"),
            (week(1), "no total", "Session not held"),
        ]

    def test_it_draws_nothing_from_nothing(self):
        assert chart([]).svg == ""

    def test_it_names_and_describes_both_drawings_under_ids_of_their_own(self):
        one = chart([19, 11], key="second")
        ids = re.findall(r'id="([^"]+)"', one.svg)
        assert len(ids) == len(set(ids)) == 4
        for drawn in drawings(one):
            assert drawn.get("role") == "img"
            assert drawn.find("title").text == "PHQ-9 over time"
            assert "2 scores, 0 sessions and 0 life events." in drawn.find("desc").text

    def test_it_escapes_what_people_write(self):
        one = chart([9], events=[Event(week(0), "<script>'\"&")])
        assert "<script" not in one.svg
        assert drawings(one)

    def test_it_carries_no_style(self):
        one = chart([9, 8], events=[Event(week(0), "Moved")], thresholds=[Threshold(10, "")])
        assert "style=" not in one.svg
        assert "fill=" not in one.svg


class TestAxis:
    @pytest.mark.parametrize(
        ("low", "high", "ticks"),
        [
            (0, 27, [0, 5, 10, 15, 20, 25]),
            (0, 6, [0, 1, 2, 3, 4, 5, 6]),
            (0, 21, [0, 5, 10, 15, 20]),
            (1, 4, [1, 2, 3, 4]),
            (20, 80, [20, 30, 40, 50, 60, 70, 80]),
            (0, 900, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]),
        ],
    )
    def test_it_counts_in_round_numbers(self, low, high, ticks):
        assert svg.Scale(low, high, 0, 100).ticks() == ticks

    def test_it_stands_still_where_all_values_are_one(self):
        assert svg.Scale(5, 5, 0, 100)(5) == 0

    @pytest.mark.parametrize(
        ("days", "first", "step"),
        [
            (28, date(2026, 1, 5), 7),
            (100, date(2026, 1, 5), 14),
            (200, date(2026, 2, 1), 28),
            (900, date(2026, 7, 1), 184),
            (4000, date(2027, 1, 1), 365),
        ],
    )
    def test_it_counts_weeks_then_months_then_years(self, days, first, step):
        ticks = svg.Days(date(2026, 1, 2), date(2026, 1, 2) + timedelta(days=days), 0, 700).ticks(9)
        assert ticks[0] == first
        assert (ticks[1] - ticks[0]).days >= step
        assert len(ticks) <= 10


class TestSparkline:
    def test_it_draws_the_trend_and_says_it(self):
        drawn = ET.fromstring(sparkline([19, None, 11], lowest=0, highest=27, words="19, 11"))  # noqa: S314
        assert drawn.get("aria-label") == "19, 11"
        assert len(drawn.find("polyline").get("points").split()) == 2

    @pytest.mark.parametrize("values", [[], [None]])
    def test_it_is_empty_without_a_score(self, values):
        assert sparkline(values, lowest=0, highest=27, words="") == ""

    def test_it_takes_one_score(self):
        assert "circle" in sparkline([9], lowest=0, highest=27, words="9")


class TestCourseLine:
    def line(self, visits, *, current="Initial", total=16):
        return course_line(phases=PHASES, visits=visits, total=total, current=current)

    def marks(self, line):
        return [" ".join(f"{dot.mark}:{dot.state}" for dot in each.dots) for each in line.segments]

    def test_it_plans_a_course_that_has_not_begun(self):
        line = self.line([])
        assert self.marks(line)[0] == "1:next 2:planned 3:planned"
        assert len(line.segments[1].dots) == 9
        assert line.words == "0 of 16 sessions held: Initial"

    def test_it_tells_done_current_and_ahead(self):
        visits = [Visit(week(n), n + 1) for n in range(5)]
        line = self.line(visits, current="Middle")
        assert [each.state for each in line.segments] == ["done", "current", "ahead"]
        assert self.marks(line)[1].startswith("4:held 5:held 6:next 7:planned")

    def test_it_shows_a_missed_session_where_it_fell(self):
        line = self.line([Visit(week(0), 1), Visit(week(1)), Visit(week(2), 2)])
        assert self.marks(line)[0] == "1:held –:missed 2:held 3:next"  # noqa: RUF001  # as drawn
        assert line.segments[0].dots[1].title == "Not held, 12 January 2026"

    def test_it_puts_a_session_into_the_phase_it_was_held_in(self):
        visits = [Visit(week(n), n + 1, phase="Initial") for n in range(4)]
        assert len(self.line(visits, current="Middle").segments[0].dots) == 4

    def test_it_never_plans_a_session_in_a_phase_that_is_over(self):
        line = self.line([Visit(week(0), 1), Visit(week(1), 2)], current="Middle")
        assert self.marks(line)[0] == "1:held 2:held"
        assert self.marks(line)[1].startswith("3:next")

    def test_it_adds_extended_sessions_to_the_last_phase(self):
        assert len(self.line([], total=18).segments[2].dots) == 6

    def test_it_links_a_session_to_its_page(self):
        line = self.line([Visit(week(0), 1, href="/s/1/")])
        assert line.segments[0].dots[0].href == "/s/1/"
        assert line.segments[0].dots[0].title == "Session 1, 5 January 2026"


class TestCircles:
    PEOPLE = (
        Person("a", "Maya", ring=1),
        Person("b", "Tom", ring=1, deceased=True),
        Person("c", "Choir", ring=3, kind=Kind.GROUP),
        Person("d", "Biscuit", ring=2, kind=Kind.PET),
        Person("e", "Jonas", ring=4, lost=True),
        Person("f", "Mum", ring=2, wished_ring=1),
        Person("g", "Not placed"),
    )

    @pytest.fixture
    def drawn(self):
        return ET.fromstring(closeness_circles(self.PEOPLE, title="Cleo's circles"))[0]  # noqa: S314

    def person(self, drawn, key):
        return next(each for each in drawn if each.get("data-person") == key)

    @pytest.mark.parametrize(
        ("key", "shapes"),
        [
            ("a", ["circle.mark"]),
            ("b", ["circle.mark gone", "path.flame"]),
            ("c", ["circle.mark", "circle.mark"]),
            ("d", ["rect.mark"]),
            ("e", ["circle.mark broken"]),
        ],
    )
    def test_it_gives_each_kind_a_shape(self, drawn, key, shapes):
        signs = [e for e in self.person(drawn, key) if e.tag in {"circle", "rect", "path"}]
        found = [f"{each.tag}.{each.get('class')}" for each in signs]
        assert [each for each in found if each != "rect.touch"] == shapes

    def test_it_draws_where_somebody_is_wished(self, drawn):
        assert [each.tag for each in of_class(drawn, "wish")] == ["line", "circle"]

    def test_it_draws_four_rings_and_leaves_out_who_has_no_place(self, drawn):
        assert len(of_class(drawn, "ring")) == 4
        assert "Not placed" not in texts(drawn, "name")

    def test_it_says_who_stands_where(self, drawn):
        assert drawn.find("desc").text.startswith("Very close: Maya, Tom. Close: Biscuit, Mum.")
        assert describe([]).startswith("Very close: nobody.")

    def test_it_writes_no_ring_name_over_a_person(self):
        crowd = [Person(str(n), f"Person {n}", ring=n % 4 + 1) for n in range(24)]
        drawn = ET.fromstring(closeness_circles(crowd, title="A crowd"))[0]  # noqa: S314
        boxes = [place.box for place in picture(crowd).places]
        names = of_class(drawn, "ring-name")
        assert len(names) == 4
        for name in names:
            x, y, half = float(name.get("x")), float(name.get("y")), len(name.text) * 2.5
            assert not any(
                b[0] < x + half and x - half < b[2] and b[1] < y and y - 8 < b[3] for b in boxes
            )
