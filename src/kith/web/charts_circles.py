"""The closeness circles as SVG, from the geometry of `kith.core.circles`.

Here: how a person is drawn. Not here: where anybody stands, and who is shown.
"""

from collections.abc import Iterator, Sequence
from html import escape
from math import cos, hypot, radians, sin

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kith.core.circles import DOT, SELF, TEXT, Picture, Place, picture
from kith.core.network import CIRCLES, CONFIDANT_FROM, CONFLICT_FROM, Kind, Person, circle_name
from kith.web import svg

SIGN = DOT - 1
LARGE = 215.0
TOUCH = 5.0  # how far beyond the sign and its name a finger may land
FLAME = "m{x} {y}c2.6 3 3.6 4.6 3.6 6.6a3.6 3.6 0 0 1-7.2 0c0-2 1-3.6 3.6-6.6Z"
Box = tuple[float, float, float, float]  # left, top, right, bottom


def closeness_circles(
    people: Sequence[Person], *, title: str, key: str = "circles", ties: bool = False
) -> SafeString:
    """The map of the people who have a circle. `key`: one for each map on a page.

    With `ties`, lines from the middle show who is confided in and where there is conflict.
    """
    drawn = picture(people)
    by_id = {person.id: person for person in people}
    standing = [(place, by_id[place.id]) for place in drawn.places]
    half = drawn.size + 4
    layers = [
        *_rings(drawn),
        *(line for place, person in standing for line in _ties(place, person) if ties),
        _middle(),
        *_ring_names(drawn),
        *(line for place, _person in standing for line in _wish(place)),
        *(_person(place, person) for place, person in standing),
    ]
    box = (-half, -half, 2 * half, 2 * half)
    drawing = svg.picture(layers, box=box, title=title, words=describe(people), key=key)
    # beyond this the names would be too small on a phone, and the map scrolls instead
    if half <= LARGE:
        return svg.safe(svg.tag("div", drawing, class_="map", data_size="usual"))
    scrolls = {"tabindex": 0, "role": "region", "aria_label": title}
    return svg.safe(svg.tag("div", drawing, class_="map", data_size="large", **scrolls))


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


def _middle() -> str:
    me = svg.text(_("me"), 0, 4, "self-name", "middle")
    return svg.tag("g", svg.tag("circle", cx=0, cy=0, r=SELF, class_="self"), me)


def _ties(place: Place, person: Person) -> Iterator[str]:
    """An unbroken line for confiding, a broken one beside it for conflict."""
    if not person.here:
        return
    away = hypot(place.x, place.y) or 1
    across, along = -place.y / away, place.x / away
    kinds = {
        "confiding": (person.confiding or 0) >= CONFIDANT_FROM,
        "conflict": (person.conflict or 0) >= CONFLICT_FROM,
    }
    for kind, shift in (("confiding", 1.5), ("conflict", -1.5)):
        if kinds[kind]:
            x, y = across * shift, along * shift
            ends = {"x1": x, "y1": y, "x2": place.x + x, "y2": place.y + y}
            yield svg.tag("line", **ends, class_="tie", data_kind=kind)


def _wish(place: Place) -> Iterator[str]:
    """From where somebody stands to where they are wished."""
    if place.wished:
        x, y = place.wished
        yield svg.line(place.x, place.y, x, y, "wish")
        yield svg.tag("circle", cx=x, cy=y, r=4, class_="wish")


def _ring_names(drawn: Picture) -> Iterator[str]:
    """Each circle's name just inside its line, where nobody stands; first choice at the bottom."""
    taken = [place.box for place in drawn.places]
    for circle, radius in zip(CIRCLES, drawn.radii, strict=False):
        half = svg.width(circle.name, 5.2) / 2 + 4
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
    left, top, right, bottom = place.box
    touch = svg.tag(
        "rect",
        x=left - TOUCH,
        y=top - TOUCH,
        width=right - left + 2 * TOUCH,
        height=bottom - top + 2 * TOUCH,
        rx=8,
        class_="touch",
    )
    name = "name gone" if person.gone else "name"
    return svg.tag(
        "g",
        svg.tag("title", escape(_said(person))),
        touch,
        *_sign(place.x, place.y, person),
        svg.text(place.label, place.x, place.y + DOT + TEXT - 2, name, "middle"),
        data_person=person.id,
        data_name=person.label,
        data_ring=person.ring,
        data_angle=place.angle,
        data_x=place.x,
        data_y=place.y,
    )


def _said(person: Person) -> str:
    """One person in words: Ann (sister), close; wished very close."""
    kind = _("has died") if person.gone else _("contact lost") if person.lost else ""
    words = ", ".join(filter(None, [person.named, kind, person.place]))
    if person.wished_ring in {None, person.ring}:
        return words
    wished = _("wished %(circle)s") % {"circle": circle_name(person.wished_ring)}
    return f"{words}; {wished}"


def signs(people: Sequence[Person]) -> list[tuple[SafeString, str]]:
    """The signs that a map of these people uses, each with what it means, for the map's key."""
    drawn = [person for person in people if person.ring is not None]
    examples = [
        (Person("", "", kind=Kind.PERSON), _("a person")),
        (Person("", "", kind=Kind.PET), _("an animal")),
        (Person("", "", kind=Kind.GROUP), _("a group")),
        (Person("", "", deceased=True), _("has died")),
        (Person("", "", lost=True), _("contact is lost")),
    ]
    used = {_kind(person) for person in drawn}
    found = [(_key(*_sign(0, 0, one)), words) for one, words in examples if _kind(one) in used]
    if any(person.wished_ring not in {None, person.ring} for person in drawn):
        wish = svg.line(-7, 0, 3, 0, "wish"), svg.tag("circle", cx=5, cy=0, r=3.5, class_="wish")
        found.append((_key(*wish), _("where the client wishes somebody")))
    return found


def tie_signs() -> list[tuple[SafeString, str]]:
    """The lines of a map drawn with ties."""
    kinds = (("confiding", _("confided in")), ("conflict", _("a good deal of conflict")))
    return [
        (_key(svg.tag("line", x1=-8, y1=0, x2=8, y2=0, class_="tie", data_kind=kind)), words)
        for kind, words in kinds
    ]


def _kind(person: Person) -> str:
    return "gone" if person.gone else "lost" if person.lost else person.kind


def _key(*parts: str) -> SafeString:
    return svg.safe(svg.tag("svg", *parts, viewBox="-9 -9 18 18", aria_hidden="true"))


def _sign(x: float, y: float, person: Person) -> Iterator[str]:
    """A shape for each kind, so that the map reads in black and white.

    A round sign is a person, a square one an animal, two round ones a group; a flame stands for
    somebody who has died, a broken edge for contact that was lost.
    """
    if person.gone:
        yield svg.tag("circle", cx=x, cy=y, r=SIGN + 1, class_="mark gone")
        yield svg.tag("path", d=FLAME.format(x=x, y=round(y - 5.6, 1)), class_="flame")
        return
    edge = "mark broken" if person.lost else "mark"
    if person.kind == Kind.GROUP:
        yield svg.tag("circle", cx=x + 3, cy=y, r=SIGN - 1, class_=edge)
        yield svg.tag("circle", cx=x - 3, cy=y, r=SIGN - 1, class_=edge)
    elif person.kind == Kind.PET:
        yield _square(x, y, SIGN - 0.5, edge)
    else:
        yield svg.tag("circle", cx=x, cy=y, r=SIGN, class_=edge)


def _square(x: float, y: float, half: float, class_: str) -> str:
    return svg.tag(
        "rect", x=x - half, y=y - half, width=2 * half, height=2 * half, rx=2, class_=class_
    )
