"""The closeness circles as SVG, from the geometry of `kith.core.circles`.

Here: how a person is drawn. Not here: where anybody stands, and who is shown.
"""

from collections.abc import Iterator, Sequence
from html import escape
from math import cos, radians, sin

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kith.core.circles import DOT, SELF, TEXT, Picture, Place, picture
from kith.core.network import CIRCLES, Kind, Person
from kith.web import svg

SIGN = DOT - 1
Box = tuple[float, float, float, float]  # left, top, right, bottom


def closeness_circles(people: Sequence[Person], *, title: str, key: str = "circles") -> SafeString:
    """The map of the people who have a circle. `key`: one for each map on a page."""
    drawn = picture(people)
    by_id = {person.id: person for person in people}
    half = drawn.size + 4
    layers = [
        *_rings(drawn),
        *_ring_names(drawn),
        *(_person(place, by_id[place.id]) for place in drawn.places),
    ]
    box = (-half, -half, 2 * half, 2 * half)
    return svg.safe(svg.picture(layers, box=box, title=title, words=describe(people), key=key))


def describe(people: Sequence[Person]) -> str:
    """Who stands in which circle, a sentence for each."""
    said = []
    for circle in CIRCLES:
        names = ", ".join(person.label for person in people if person.ring == circle.number)
        said.append(f"{circle.name.capitalize()}: {names or _('nobody')}.")
    return " ".join(said)


def _rings(drawn: Picture) -> Iterator[str]:
    for radius in reversed(drawn.radii):
        yield svg.tag("circle", cx=0, cy=0, r=radius, class_="ring")
    yield svg.tag("circle", cx=0, cy=0, r=SELF, class_="self")
    yield svg.text(_("me"), 0, 4, "self-name", "middle")


def _ring_names(drawn: Picture) -> Iterator[str]:
    """Each circle's name just inside its line, where nobody stands; first choice at the bottom."""
    taken = [place.box for place in drawn.places]
    for circle, radius in zip(CIRCLES, drawn.radii, strict=False):
        half = svg.width(circle.name, 5.2) / 2
        spots = [(turn * side) for turn in range(0, 180, 6) for side in (1, -1)]
        at = [_spot(radius - 8, 180 + turn) for turn in spots]
        boxes = [(x - half, y - 6, x + half, y + 4) for x, y in at]
        free = [n for n, box in enumerate(boxes) if not _meets(box, taken)]
        x, y = at[free[0] if free else 0]
        taken.append((x - half, y - 6, x + half, y + 4))
        yield svg.text(circle.name, x, y + 3, "ring-name", "middle")


def _spot(radius: float, angle: float) -> tuple[float, float]:
    """A point at a distance from the middle, degrees clockwise from the top."""
    return radius * sin(radians(angle)), -radius * cos(radians(angle))


def _meets(box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    return any(
        left < each[2] and each[0] < right and top < each[3] and each[1] < bottom for each in taken
    )


def _person(place: Place, person: Person) -> str:
    parts = [svg.tag("title", escape(person.label))]
    if place.wished:
        parts.append(svg.line(place.x, place.y, *place.wished, "wish"))
        parts.append(svg.tag("circle", cx=place.wished[0], cy=place.wished[1], r=3, class_="wish"))
    parts.extend(_sign(place.x, place.y, person))
    parts.append(svg.text(place.label, place.x, place.y + DOT + TEXT - 2, "name", "middle"))
    return svg.tag("g", *parts, data_person=person.id)


def _sign(x: float, y: float, person: Person) -> Iterator[str]:
    """A shape for each kind, so that the map reads in black and white.

    A round sign is a person, a square one a pet, two squares a group; a bar through it says that
    the person has died, a broken edge that contact was lost.
    """
    edge = "mark broken" if person.lost else "mark"
    if person.kind == Kind.PERSON:
        yield svg.tag("circle", cx=x, cy=y, r=SIGN, class_=edge)
    else:
        yield _square(x, y, SIGN, edge)
    if person.kind == Kind.GROUP:
        yield _square(x, y, SIGN / 2, edge)
    if person.deceased:
        yield svg.line(x - SIGN, y + SIGN, x + SIGN, y - SIGN, "mark-line")


def _square(x: float, y: float, half: float, class_: str) -> str:
    return svg.tag("rect", x=x - half, y=y - half, width=2 * half, height=2 * half, class_=class_)
