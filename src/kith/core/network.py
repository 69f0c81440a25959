"""The interpersonal inventory as an ego network: who is in the client's life, and how near.

Here: people at one time, what follows from the map in words, what changed between two maps.
Not here: how the circles are drawn (circles). Everything derived is described, with its
definition, and never added up into a score of a person or of a client.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kith.core.errors import RefusedError
from kith.core.timeline import When


@dataclass(frozen=True, slots=True)
class Circle:
    """One of the circles round the client."""

    number: int
    name: str
    means: str


CIRCLES = (
    Circle(1, "very close", "The people you would turn to first, or miss most."),
    Circle(2, "close", "People you can count on, though not the very first."),
    Circle(3, "less close", "People who matter to you, at some distance."),
    Circle(4, "far", "People at the edge of your life now, or with whom contact was lost."),
)
CIRCLES_SOURCE = (
    "Convoy and closeness-circle methods; Popovic et al. 2003, Clin Psychol Psychother "
    "10:286-301 (actual and wished-for closeness). The wording is Kith's own."
)

# What the inventory asks about a tie, as words for 0 to 3.
AMOUNTS = ("none", "a little", "a good deal", "a great deal")
CONFIDES = ("nothing personal", "a little", "a good deal", "nearly everything")
CONFIDANT_FROM = 2
CONFLICT_FROM = 2

# The answers to "how has it changed since the symptoms began?" that can be counted.
CHANGES = {
    "same": "about the same",
    "closer": "closer",
    "further": "further apart",
    "new": "new since then",
    "lost": "contact lost since then",
}

RELATIONS = (
    "partner", "wife", "husband", "former partner", "mother", "father", "daughter", "son", "child",
    "sister", "brother", "grandmother", "grandfather", "grandchild", "aunt", "uncle", "cousin",
    "mother-in-law", "father-in-law", "friend", "neighbour", "colleague", "manager", "teacher",
    "doctor", "therapist", "pet",
)  # fmt: skip


class Kind(StrEnum):
    """What is drawn: each kind has its own shape."""

    PERSON = "person"
    GROUP = "group"
    PET = "pet"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the client's life, as the map of one day shows them. None: not asked yet."""

    id: str
    label: str
    relation: str = ""
    kind: Kind = Kind.PERSON
    ring: int | None = None
    wished_ring: int | None = None
    deceased: bool = False
    died: When | None = None
    lost: bool = False
    support_given: int | None = None
    support_received: int | None = None
    confiding: int | None = None
    conflict: int | None = None
    match: str = "unknown"  # matched, mismatched, unknown
    change_since_onset: str = ""  # a key of CHANGES, or the client's own words
    angle: float | None = None  # degrees, clockwise from the top; where the client put them

    def __post_init__(self) -> None:
        for field in ("ring", "wished_ring"):
            value = getattr(self, field)
            if value is not None and value not in range(1, len(CIRCLES) + 1):
                message = f"{self.label}: there is no circle {value}. Choose 1 (nearest) to 4."
                raise RefusedError(message, field)
        for field in ("support_given", "support_received", "confiding", "conflict"):
            value = getattr(self, field)
            if value is not None and value not in range(len(AMOUNTS)):
                raise RefusedError(f"{self.label}: {field} goes from 0 to 3.", field)

    @property
    def here(self) -> bool:
        """Alive, and in contact."""
        return not (self.deceased or self.died or self.lost)

    @property
    def gone(self) -> bool:
        """Has died."""
        return self.deceased or self.died is not None

    @property
    def named(self) -> str:
        """The label, with the relation where it adds something: Ann (sister)."""
        if not self.relation or self.relation.casefold() in self.label.casefold():
            return self.label
        return f"{self.label} ({self.relation})"

    @property
    def place(self) -> str:
        """The circle in words."""
        return circle_name(self.ring)


@dataclass(frozen=True, slots=True)
class Map:
    """The inventory as it stood on one day."""

    on: date
    people: tuple[Person, ...]


def circle_name(ring: int | None) -> str:
    """The circle's name; "not placed" for somebody without one."""
    return "not placed" if ring is None else CIRCLES[ring - 1].name


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words joined as a person says them: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


# ---- what follows from one map


@dataclass(frozen=True, slots=True)
class Derived:
    """Something that follows from the map: a description with its definition, not a measure."""

    id: str
    name: str
    words: str
    definition: str
    people: tuple[str, ...]


def _all(_: Person) -> bool:
    return True


def _wishes_nearer(person: Person) -> bool:
    return bool(person.ring and person.wished_ring and person.wished_ring < person.ring)


def _wishes_further(person: Person) -> bool:
    return bool(person.ring and person.wished_ring and person.wished_ring > person.ring)


def _unbalanced(person: Person) -> int:
    """Support given less support received; 0 where one of the two was not asked."""
    if person.support_given is None or person.support_received is None:
        return 0
    return person.support_given - person.support_received


# (id, name, definition, who belongs, whether only people who are here)
_Row = tuple[str, str, str, Callable[[Person], bool], bool]
_DERIVED: tuple[_Row, ...] = (
    ("size", "People in the map",
     "Everybody named who is alive and in contact.", _all, True),
    *((f"circle_{c.number}", f"In the circle “{c.name}”", c.means,
       lambda p, n=c.number: p.ring == n, True) for c in CIRCLES),
    ("unplaced", "Not placed",
     "Named, but not put into a circle; nobody has to be.", lambda p: p.ring is None, True),
    ("confidants", "People to confide in",
     "People with whom the client talks about a good deal of what is personal, or nearly all.",
     lambda p: (p.confiding or 0) >= CONFIDANT_FROM, True),
    ("mismatched", "Expectations that do not fit",
     "Ties in which the client expects one thing and the other person another.",
     lambda p: p.match == "mismatched", True),
    ("conflict", "Conflict",
     "Ties with a good deal of conflict, or a great deal.",
     lambda p: (p.conflict or 0) >= CONFLICT_FROM, True),
    ("gives_more", "Gives more than comes back",
     "Ties in which the support given is larger than the support received.",
     lambda p: _unbalanced(p) > 0, True),
    ("gets_more", "Gets more than is given",
     "Ties in which the support received is larger than the support given.",
     lambda p: _unbalanced(p) < 0, True),
    ("wished_nearer", "Wished nearer",
     "People whom the client would like to have in a nearer circle.", _wishes_nearer, False),
    ("wished_further", "Wished further away",
     "People whom the client would like to have in a circle further out.", _wishes_further, False),
    ("gained", "New since the onset",
     "People who came into the client's life since the symptoms began.",
     lambda p: p.change_since_onset == "new", True),
    ("died", "Have died", "People of the inventory who have died.", lambda p: p.gone, False),
)  # fmt: skip


_LOST_MEANS = (
    "People who died, or with whom contact was lost, since the symptoms began. A loss without a "
    "date counts only where the client said that it came after."
)


def describe(people: Iterable[Person], onset: When | None = None) -> list[Derived]:
    """What the map says, each with its definition and the people it is about."""
    everybody = list(people)
    rows: tuple[_Row, ...] = (
        *_DERIVED,
        ("lost", "Lost since the onset", _LOST_MEANS, lambda p: _lost_since(p, onset), False),
    )
    found = []
    for key, name, definition, belongs, here in rows:
        chosen = [p for p in everybody if belongs(p) and (p.here or not here)]
        words = listed([p.named for p in chosen]) or "nobody"
        words = f"{len(chosen)}: {words}" if chosen else words
        found.append(Derived(key, name, words, definition, tuple(p.id for p in chosen)))
    return found


def _lost_since(person: Person, onset: When | None) -> bool:
    if person.died is not None and onset is not None:
        return person.died.earliest >= onset.earliest
    return person.change_since_onset == "lost"


def has_no_confidant(people: Iterable[Person]) -> bool:
    """Whether confiding was asked about, and nobody here is confided in. False: not known."""
    asked = [p.confiding for p in people if p.here and p.confiding is not None]
    return bool(asked) and max(asked) < CONFIDANT_FROM


# ---- what changed between two maps


@dataclass(frozen=True, slots=True)
class MapChange:
    """One difference between two maps, as a sentence."""

    kind: str
    person: str
    words: str


def changes(before: Map, after: Map) -> list[MapChange]:
    """What changed from one map to a later one, nearest people first; deaths before all."""
    if after.on < before.on:
        raise RefusedError("The second map is older than the first. Swap the two dates.", "on")
    old = {person.id: person for person in before.people}
    new = {person.id: person for person in after.people}
    found: list[MapChange] = []
    for person in sorted(after.people, key=lambda p: (not p.gone, p.ring or 9, p.label, p.id)):
        if (was := old.get(person.id)) is not None:
            found += _differences(was, person)
        else:
            place = f", {circle_name(person.ring)}" if person.ring else ""
            found.append(MapChange("appeared", person.id, f"{person.named} is new{place}."))
    found += [
        MapChange("left", person.id, f"{person.named} is no longer in the inventory.")
        for person in before.people
        if person.id not in new
    ]
    return found


def _differences(was: Person, now: Person) -> list[MapChange]:
    """What changed in one tie."""
    if now.gone and not was.gone:
        return [MapChange("died", now.id, f"{now.named} has died.")]
    found = [_contact(was, now), _move(was, now), *_amounts(was, now), _fit(was, now)]
    return [MapChange(kind, now.id, f"{words}.") for kind, words in found if words]


_Said = tuple[str, str]


def _contact(was: Person, now: Person) -> _Said:
    if was.lost == now.lost:
        return "", ""
    if now.lost:
        return "out_of_contact", f"{now.named} is now out of contact"
    return "regained", f"{now.named} is back in contact"


def _move(was: Person, now: Person) -> _Said:
    if was.ring == now.ring:
        return "", ""
    then, since = circle_name(was.ring), circle_name(now.ring)
    if was.ring is None:
        return "placed", f"{now.named} was placed: {since}"
    if now.ring is None:
        return "unplaced", f"{now.named} has no circle any more; it was {then}"
    kind = "nearer" if now.ring < was.ring else "further"
    return kind, f"{now.named} moved from {then} to {since}"


_TIES: Mapping[str, tuple[str, Sequence[str]]] = {
    "confiding": ("Confiding in {}", CONFIDES),
    "conflict": ("Conflict with {}", AMOUNTS),
    "support_received": ("Support from {}", AMOUNTS),
    "support_given": ("Support for {}", AMOUNTS),
}


def _amounts(was: Person, now: Person) -> list[_Said]:
    found = []
    for field, (name, words) in _TIES.items():
        then, since = getattr(was, field), getattr(now, field)
        if then is None or since is None or then == since:
            continue
        kind = f"{field}_{'more' if since > then else 'less'}"
        found.append((kind, f"{name.format(now.named)}: from {words[then]} to {words[since]}"))
    return found


def _fit(was: Person, now: Person) -> _Said:
    if was.match == now.match or "unknown" in {was.match, now.match}:
        return "", ""
    fits = "now fits" if now.match == "matched" else "no longer fits"
    return now.match, f"What is expected on each side {fits}: {now.named}"
