"""What a course needs beside its sessions, as a file of the library's clients says it.

Here: the shapes: conditions, medicine, people around, weight, meetings beside the sessions, a focus
that is no problem area, the rhythm diary. Not here: how it is written into the record (around,
asides, pattern, pages). Days are counted, as in every tale: nothing here is a date.
"""

from kith.demo.material import Shape


class NewDose(Shape):
    """A change that the prescriber made, and the session before which it was written down."""

    session: int
    dose: str
    reason: str


class Medicine(Shape):
    """A medicine that was taken when the client came."""

    name: str
    dose: str
    purpose: str = ""
    prescriber: str = ""
    months: float = 6  # before the referral
    adherence: str = ""
    changes: tuple[NewDose, ...] = ()
    stopped: int = 0  # the session before which it was stopped
    stopped_because: str = ""


class Around(Shape):
    """Somebody around the client whom the course has to do with."""

    kind: str
    name: str
    relation: str = ""
    place: str = ""
    reach: str = ""
    consents: bool = False
    role: str = ""
    shared: str = ""
    confidential: str = ""
    notes: str = ""


class Child(Shape):
    """A baby. `weeks`: of age at the referral; negative: the weeks until it is due."""

    weeks: float
    name: str = ""
    feeding: str = ""
    sleep: str = ""
    notes: str = ""


class Body(Shape):
    """Height, and the weight by the session before which it was taken."""

    height_cm: float
    weights: dict[int, float]


class Look(Shape):
    """A medical review, before a session, and in how many weeks the next one comes."""

    session: int = 1
    reviewer: str
    found: str
    next_weeks: int = 0


class Needs(Shape):
    """Everything that stands beside the sessions of one course."""

    conditions: dict[str, str] = {}
    medicines: tuple[Medicine, ...] = ()
    around: tuple[Around, ...] = ()
    child: Child | None = None
    body: Body | None = None
    looks: tuple[Look, ...] = ()


class Aside(Shape):
    """A meeting beside the sessions: so many days after a session, or before the first one."""

    kind: str
    after: int = 0  # the session; 0: before the first
    days: int = 2
    came: str
    note: str
    leaves: tuple[str, ...] = ()


class Pattern(Shape):
    """A focus that is put together from parts: written after a session, agreed in a later one."""

    written: int
    agreed: int
    first: dict[str, str]  # as it was drafted
    parts: dict[str, str]  # as it was agreed
    words: str = ""
    client_says: str = ""


class Told(Shape):
    """An episode with somebody, as the client told it in a session."""

    session: int
    text: str
    feeling: str = ""
    person: str = ""
    shows: bool = False


class Stretch(Shape):
    """Some weeks of the rhythm diary that were alike. Spread, and nights, are in minutes."""

    weeks: int
    spread: int
    night: int
    mood: float = 0
    gaps: float = 0.08  # the share of entries that nobody wrote down
    by_client: bool = False  # day by day through the link, not from the sheet


class Short(Shape):
    """Two nights that were far too short: what a person must hear of the same day."""

    week: int
    night: int
    found: str
    agreed: str
    settled: str


class Aim(Shape):
    """A time that was agreed to move to, in a session."""

    session: int
    anchor: str
    at: str  # "7:15"
    step: int


class Rhythm(Shape):
    """The rhythm diary of a course, begun in a session."""

    begun: int = 2
    times: dict[str, str]  # where the five activities come to lie, "7:15"
    stretches: tuple[Stretch, ...]
    short: Short | None = None
    aims: tuple[Aim, ...] = ()
