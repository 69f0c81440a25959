"""The drawing of the circles: radii, places, and nothing over anything else."""

from itertools import combinations
from math import hypot
from time import perf_counter

import pytest

from kith.core.circles import DOT, LONGEST, picture, radii, ring_at, shown
from kith.core.network import Person


def people(count, ring=None, angle=None, label="Somebody {}"):
    return [
        Person(str(n), label.format(n), ring=ring or n % 4 + 1, angle=angle) for n in range(count)
    ]


def overlap(one, other):
    left, top, right, bottom = one.box
    left2, top2, right2, bottom2 = other.box
    return left < right2 and left2 < right and top < bottom2 and top2 < bottom


def test_inner_circles_are_widened():
    assert radii() == (21.88, 32.77, 41.85, 50.0)
    assert radii(1, 10) == (10,)
    assert radii(3, 60)[-1] == 60


CROWDS = {
    "nobody": [],
    "one": people(1),
    "fourteen": people(14),
    "forty": people(40),
    "two hundred": people(200),
    "forty very close": people(40, ring=1),
    "sixty dragged to one spot": people(60, ring=2, angle=90.0),
    "long names": people(30, label="Maximiliane-Charlotte von {}"),
    "wide letters": people(20, label="家族の友人たちと仲間{}"),
    "right to left": people(20, label="אחותי {}"),
    "signs": people(12, label="👩‍👧 <b>{}</b>\n&"),
}


@pytest.mark.parametrize("crowd", CROWDS.values(), ids=CROWDS)
def test_no_sign_and_no_label_covers_another(crowd):
    drawn = picture(crowd)
    assert len(drawn.places) == len(crowd)
    assert not [pair for pair in combinations(drawn.places, 2) if overlap(*pair)]
    for place in drawn.places:
        assert all(abs(edge) <= drawn.size for edge in place.box)


@pytest.mark.parametrize("crowd", CROWDS.values(), ids=CROWDS)
def test_everybody_stands_wholly_in_their_own_circle(crowd):
    drawn = picture(crowd)
    for place in drawn.places:
        away = hypot(place.x, place.y)
        inner = drawn.radii[place.ring - 2] if place.ring > 1 else 0
        assert inner + DOT - 0.1 <= away <= drawn.radii[place.ring - 1] - DOT + 0.1
        assert ring_at(place.x, place.y, drawn.radii) == place.ring


def test_the_same_people_are_always_drawn_alike():
    crowd = people(40)
    assert picture(crowd) == picture(list(reversed(crowd))) == picture(crowd)


def test_forty_people_take_less_than_fifty_milliseconds():
    crowd = people(40)
    times = []
    for _ in range(5):
        start = perf_counter()
        picture(crowd)
        times.append(perf_counter() - start)
    assert min(times) < 0.05


@pytest.mark.parametrize("angle", [0.0, 90.0, 271.5, 359.9, -90.0, 450.0])
def test_a_person_keeps_the_angle_the_client_gave(angle):
    (place,) = picture([Person("1", "Ann", ring=2, angle=angle)]).places
    assert place.angle == pytest.approx(angle % 360, abs=0.01)


def test_angles_go_clockwise_from_the_top():
    top, right = picture(
        [Person("1", "Ann", ring=4, angle=0.0), Person("2", "Bo", ring=4, angle=90.0)]
    ).places
    assert top.x == pytest.approx(0)
    assert top.y < 0
    assert right.x > 0
    assert right.y == pytest.approx(0)


def test_of_two_on_one_spot_both_stay_near_it():
    crowd = [Person("1", "Ann", ring=3, angle=90.0), Person("2", "Bo", ring=3, angle=90.0)]
    for place in picture(crowd).places:
        assert abs(place.angle - 90) <= 30


def test_people_without_a_circle_stand_beside_the_picture():
    drawn = picture([Person("1", "Ann"), Person("2", "Bo", ring=1)])
    assert drawn.unplaced == ("1",)
    assert [place.id for place in drawn.places] == ["2"]


def test_a_wish_is_drawn_in_the_wished_circle():
    drawn = picture(
        [
            Person("1", "Ann", ring=3, wished_ring=1, angle=45.0),
            Person("2", "Bo", ring=3, wished_ring=3, angle=225.0),
            Person("3", "Cy", ring=3, angle=135.0),
        ]
    )
    wished = {place.id: place.wished for place in drawn.places}
    assert ring_at(*wished["1"], drawn.radii) == 1
    assert wished["2"] is None
    assert wished["3"] is None


def test_with_three_circles_the_outermost_takes_those_further_out():
    drawn = picture([Person("1", "Ann", ring=4, wished_ring=4)], rings=3)
    assert len(drawn.radii) == 3
    assert drawn.places[0].ring == 3


@pytest.mark.parametrize(
    ("label", "drawn"),
    [
        ("Ann", "Ann"),
        ("  Ann \n Lee ", "Ann Lee"),
        ("A" * LONGEST, "A" * LONGEST),
        ("The whole choir of Ash", "The whole choir…"),
    ],
)
def test_a_label_is_one_short_line(label, drawn):
    assert shown(label) == drawn


@pytest.mark.parametrize(("x", "y", "ring"), [(0, 0, 1), (0, 30, 2), (-50, 0, 4), (400, 300, 4)])
def test_a_point_outside_belongs_to_the_outermost_circle(x, y, ring):
    assert ring_at(x, y, radii()) == ring
