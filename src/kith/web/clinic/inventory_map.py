"""What the inventory page shows of the map: the circles, what follows from them, how they moved.

Nothing here reads the record or decides; core says what follows, with its definitions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.core import network
from kith.core.network import Derived, Map, Person
from kith.record import inventory as reader
from kith.record.inventory import Inventory
from kith.web.charts_circles import closeness_circles, signs, tie_signs
from kith.web.clinic.rooms import Room
from kith.web.wording import iso, long_date

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

    from kith.record import models

# What follows from the map, in three groups.
GROUPS: "Sequence[tuple[Words, Sequence[str]]]" = (
    (
        gettext_lazy("Who is there"),
        ("size", "circle_1", "circle_2", "circle_3", "circle_4", "unplaced"),
    ),
    (
        gettext_lazy("How it is between them"),
        ("confidants", "gives_more", "gets_more", "mismatched", "conflict"),
    ),
    (
        gettext_lazy("What is wished, gained and lost"),
        ("wished_nearer", "wished_further", "gained", "lost", "died"),
    ),
)
# Whether anything was asked from which a fact follows; what was not asked is not "nobody".
_ASKED: Mapping[str, Callable[[Person], bool]] = {
    "confidants": lambda person: person.confiding is not None,
    "gives_more": lambda person: None not in {person.support_given, person.support_received},
    "gets_more": lambda person: None not in {person.support_given, person.support_received},
    "mismatched": lambda person: person.match != "unknown",
    "conflict": lambda person: person.conflict is not None,
    "wished_nearer": lambda person: person.wished_ring is not None,
    "wished_further": lambda person: person.wished_ring is not None,
    "gained": lambda person: bool(person.change_since_onset),
}


@dataclass(frozen=True)
class Fact:
    """Something that follows from the map, with the people it is about."""

    derived: Derived
    people: Sequence[Person]
    asked: bool

    @property
    def stands_out(self) -> bool:
        """Nobody to confide in is worth a look; nothing else is marked."""
        return self.derived.id == "confidants" and self.asked and not self.people


@dataclass(frozen=True)
class Day:
    """A day on which somebody was placed, and what had changed since the day before it."""

    on: date
    changes: Sequence[str]


def shown(room: Room, known: Inventory, on: str, *, ties: bool) -> dict[str, Any]:
    """Return the circles, on a day or now, with what follows from them and how they moved."""
    then = next((each for each in known.maps if iso(each.on) == on), None)
    people = then.people if then else known.people
    return {
        "people": {person.id: person for person in known.people},
        "circles": closeness_circles(people, title=_title(room, then), ties=ties),
        "ties": ties,
        "signs": [*signs(people), *(tie_signs() if ties else [])],
        "circle_word": network.circle_name,
        "circle_names": network.CIRCLES,
        "circle_source": network.CIRCLES_SOURCE,
        "then": then,
        "since": [each.words for each in network.changes(then, known.maps[-1])] if then else [],
        "days": _days(known.maps),
        "groups": _groups(room, known.people),
    }


def next_one(known: Inventory, later: str) -> "models.Person | None":
    """Return the next person who was never placed; those put off come last."""
    waiting = [row for row in known.rows if not known.places[row.pk]]
    put_off = set(later.split("-"))
    waiting.sort(key=lambda row: str(row.pk) in put_off)
    return waiting[0] if waiting else None


def _title(room: Room, then: Map | None) -> str:
    said = {"name": room.client.first_name, "on": long_date(then.on) if then else ""}
    return (
        _("The circles of %(name)s on %(on)s") % said
        if then
        else _("The circles of %(name)s") % said
    )


def _days(maps: Sequence[Map]) -> list[Day]:
    """Each day with what had changed in words, the newest first."""
    days = [
        Day(after.on, [change.words for change in network.changes(before, after)])
        for before, after in pairwise(maps)
    ]
    first = [Day(maps[0].on, [])] if maps else []
    return [*reversed(days), *first]


def _groups(room: Room, people: Sequence[Person]) -> "list[tuple[Words, list[Fact]]]":
    by_id = {person.id: person for person in people}
    derived = {each.id: each for each in network.describe(people, reader.onset_of(room.episode))}
    return [
        (
            name,
            [
                Fact(
                    derived[key],
                    [by_id[one] for one in derived[key].people],
                    key not in _ASKED or any(_ASKED[key](person) for person in people),
                )
                for key in keys
                if derived[key].people or key not in {"unplaced", "died", "lost", "gained"}
            ],
        )
        for name, keys in GROUPS
    ]
