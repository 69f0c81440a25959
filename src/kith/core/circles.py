"""The picture of the closeness circles: how wide the circles are, where each person stands.

Here: geometry, the same for the same people every time. Not here: SVG, colours, and what the
circles mean (network). Units are those of the drawing: the picture grows until nothing overlaps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin, sqrt
from unicodedata import east_asian_width

from kith.core.network import CIRCLES, Person

DOT = 7.0  # radius of the sign of a person
TEXT = 12.0  # height of a label
LETTER = 6.6  # width of an ordinary letter of a label
LONGEST = 16  # letters of a label; the rest is cut, the whole name stays in the table
ROOM = 2.0  # free space round each person
SELF = 16.0  # half the side of the client's own sign, in the middle
SMALLEST = 150.0  # radius of a picture with few people
STEPS = 72  # angles tried on each lane
GROWTH = 1.1
_TURN = 360.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where one person is drawn. Angles are degrees clockwise from the top."""

    id: str
    label: str
    ring: int
    angle: float
    x: float
    y: float
    width: float
    wished: tuple[float, float] | None = None

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the sign with its label, which stands below it."""
        half = self.width / 2
        return self.x - half, self.y - DOT, self.x + half, self.y + DOT + TEXT


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole drawing, its middle at 0, 0."""

    radii: tuple[float, ...]
    places: tuple[Place, ...]
    unplaced: tuple[str, ...]

    @property
    def size(self) -> float:
        """Half the side of the drawing, labels included."""
        edges = [max(abs(edge) for edge in place.box) for place in self.places]
        return round(max([self.radii[-1], *edges]) + ROOM, 2)


def radii(rings: int = len(CIRCLES), outermost: float = 50.0) -> tuple[float, ...]:
    """The radius of each circle: three parts equal area and one part equal step.

    Equal steps alone leave no room in the middle, where the people who matter most stand.
    """
    return tuple(
        round(outermost * (3 * sqrt(ring / rings) + ring / rings) / 4, 2)
        for ring in range(1, rings + 1)
    )


def picture(people: Sequence[Person], rings: int = len(CIRCLES)) -> Picture:
    """Everybody in their circle, no two signs or labels over each other.

    People keep the angle the client gave them as nearly as there is room.
    """
    placed = sorted(
        (person for person in people if person.ring is not None),
        key=lambda person: (person.angle is None, person.ring, person.label, person.id),
    )
    unplaced = tuple(person.id for person in people if person.ring is None)
    outermost = _first_guess(placed)
    while True:
        circles = radii(rings, outermost)
        places = _arrange(placed, circles)
        if places is not None:
            return Picture(circles, tuple(places), unplaced)
        outermost *= GROWTH


def shown(label: str) -> str:
    """The label as drawn: one line, cut where it is too long."""
    text = " ".join(label.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _width(text: str) -> float:
    wide = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    return max(2 * DOT, wide * LETTER)


def _first_guess(people: Sequence[Person]) -> float:
    """A radius at which the labels of the fullest ring would fill two thirds of its area."""
    need = SMALLEST
    whole = radii(outermost=1.0)
    for circle in CIRCLES:
        labels = [shown(p.label) for p in people if p.ring == circle.number]
        area = sum((_width(text) + ROOM) * (2 * DOT + TEXT + ROOM) for text in labels)
        inner = whole[circle.number - 2] if circle.number > 1 else 0.0
        share = pi * (whole[circle.number - 1] ** 2 - inner**2)
        need = max(need, sqrt(1.5 * area / share))
    return need


def _arrange(people: Sequence[Person], circles: Sequence[float]) -> list[Place] | None:
    """A place for everybody, or None if somebody finds no room at this size."""
    places: list[Place] = []
    taken = [(-SELF, -SELF, SELF, SELF)]
    for person in people:
        place = _first_free(person, _wanted_angle(person, people), circles, taken)
        if place is None:
            return None
        places.append(place)
        taken.append(place.box)
    return places


def _wanted_angle(person: Person, people: Sequence[Person]) -> float:
    """Where the client put the person; else evenly round the ring, each ring turned a little."""
    if person.angle is not None:
        return person.angle % _TURN
    ring = person.ring or 1
    row = [other.id for other in people if other.ring == ring and other.angle is None]
    return (row.index(person.id) / len(row) * _TURN + 40.0 * (ring - 1)) % _TURN


def _first_free(
    person: Person,
    wanted: float,
    circles: Sequence[float],
    taken: Sequence[tuple[float, float, float, float]],
) -> Place | None:
    """The free place nearest to the wanted angle, in the middle of the ring if that is free."""
    ring = min(person.ring or 1, len(circles))
    label = shown(person.label)
    width = _width(label)
    lanes = _lanes(ring, circles)
    for step in range(STEPS):
        turn = (step + 1) // 2 * (_TURN / STEPS) * (1 if step % 2 else -1)
        angle = (wanted + turn) % _TURN
        for lane in lanes:
            x, y = _point(angle, lane)
            place = Place(person.id, label, ring, round(angle, 2), x, y, width)
            if not _hits(place.box, taken):
                return _with_wish(place, person, circles)
    return None


def _with_wish(place: Place, person: Person, circles: Sequence[float]) -> Place:
    if person.wished_ring is None or person.wished_ring == person.ring:
        return place
    ring = min(person.wished_ring, len(circles))
    wished = _point(place.angle, _lanes(ring, circles)[0])
    return Place(
        place.id, place.label, place.ring, place.angle, place.x, place.y, place.width, wished
    )


def _lanes(ring: int, circles: Sequence[float]) -> tuple[float, ...]:
    """Distances from the middle at which a sign lies inside its ring: half-way first."""
    inner = circles[ring - 2] if ring > 1 else SELF
    low, high = inner + DOT, circles[ring - 1] - DOT
    more = max(1, int((high - low) / (2 * (2 * DOT + TEXT + ROOM))))
    pairs = [side * step / more for step in range(1, more + 1) for side in (1, -1)]
    return tuple((low + high) / 2 + (high - low) / 2 * share for share in (0.0, *pairs))


def _point(angle: float, distance: float) -> tuple[float, float]:
    turn = radians(angle)
    return round(distance * sin(turn), 2), round(-distance * cos(turn), 2)


def _hits(
    box: tuple[float, float, float, float],
    taken: Sequence[tuple[float, float, float, float]],
) -> bool:
    left, top, right, bottom = box
    left, top, right, bottom = left - ROOM, top - ROOM, right + ROOM, bottom + ROOM
    return any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
        for other in taken
    )


def ring_at(x: float, y: float, circles: Sequence[float]) -> int:
    """The ring in which a point lies; the outermost for a point outside the picture."""
    away = hypot(x, y)
    return next((n for n, radius in enumerate(circles, 1) if away <= radius), len(circles))
