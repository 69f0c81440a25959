"""The whole of one client's course, ready to be written into the record.

Here: the shape of a tale, whether told word for word in a file or drawn up from phrases (compose).
Not here: dates. A tale counts in weeks and months back from the day on which it is written.
"""

from typing import Literal

from kith.demo.material import Happening, Shape, Someone
from kith.demo.needs import Aside, Needs, Pattern, Rhythm, Told


class Attempt(Shape):
    """Something to try, and what had come of it at the next meeting."""

    text: str
    outcome: str = ""
    state: Literal["open", "done", "dropped"] = "done"


class Risk(Shape):
    """A review of risk."""

    found: str
    agreed: str
    protective: str = ""
    care: str = "as_planned"
    next_days: int = 7


class Lost(Shape):
    """A week without a session: `-` is the clinic's holiday, for which nothing was planned."""

    how: Literal["cancelled", "absent", "called_off", "-"]
    reason: str = ""


class Asked(Shape):
    """What the client answers before a session."""

    phq9: int = 0
    gad7: int = 0
    self_harm: int = 0
    goals: tuple[int, ...] = ()
    comment: str = ""  # what the client added


class Meeting(Asked):
    """One session held: what the client answered before it, and what was done."""

    opening: str = ""
    mood: str = ""
    event: str = ""
    link: str = ""
    techniques: tuple[str, ...] = ()
    strategies: tuple[str, ...] = ()
    tasks: tuple[Attempt, ...] = ()
    note: str
    next_time: str = ""
    medium: Literal["room", "video", "phone"] = "room"
    before: tuple[Lost, ...] = ()  # the weeks lost since the session before
    review: Risk | None = None
    words: dict[str, str] = {}  # what is noted of a step that was reached
    leaves: tuple[str, ...] = ()  # steps of the agenda that were not reached
    describes: dict[str, str] = {}  # what changes in the problem area: the stage, ...
    unanswered: bool = False
    unsigned: bool = False


class Findings(Shape):
    """The assessment. `diagnosis` is an id of kith.core.diagnoses."""

    complaint: str
    diagnosis: str = "single_moderate"
    onset_months: float
    earlier_episodes: int = 0
    history: str
    treatments: str
    medication: str
    substances: str
    strengths: str
    cautions: dict[str, str] = {}  # those answered yes, with words
    decision: Literal["proceed", "conditions", "refer"] = "proceed"
    decision_reason: str


class Ties(Shape):
    """How it is with people on the whole."""

    before: Literal["enough", "few"] = "enough"
    lonely_now: bool = True
    withdrew: bool = True
    words: str = ""


class Focus(Shape):
    """A problem area as it was agreed."""

    area: str
    reasons: str
    person: str = ""
    details: dict[str, str] = {}


class Agreed(Shape):
    """The contract, in what differs from client to client."""

    sessions: int = 16
    goals: tuple[str, ...]
    afterwards: str = ""


class Plan(Shape):
    """The safety plan, and the session in which it was made."""

    session: int
    steps: dict[str, tuple[str, ...]]
    obstacles: dict[str, str] = {}
    people: tuple[str, ...] = ()


class More(Shape):
    """An extension of the contract, agreed in a session."""

    session: int
    sessions: int
    reason: str


class Close(Shape):
    """How the course ended."""

    disposition: str
    agreed: str = ""  # what was agreed for afterwards
    words: str
    letter: str = ""
    letter_signed: bool = True


class Letter(Shape):
    """Somebody's name and address on a letter."""

    name: str
    address: str


class Tale(Shape):
    """One client from the referral on."""

    given: str
    family: str
    known_as: str = ""
    pronouns: str
    age: int
    email: str = ""
    phone: str = ""
    address: str = ""
    emergency_contact: str = ""
    contact_wishes: str = ""
    source: Literal["gp", "self", "hospital", "other"] = "gp"
    referrer: Letter | None = None
    reason: str
    waited: int = 3  # weeks from the referral to the first session
    protocol: str = "ipt-standard-16"
    findings: Findings
    ties: Ties = Ties()
    people: tuple[Someone, ...]
    events: tuple[Happening, ...]
    focus: tuple[Focus, ...] = ()
    set_aside: dict[str, str] = {}
    formulation: str = ""
    client_says: str = ""
    agreed: Agreed
    meetings: tuple[Meeting, ...] = ()
    after: tuple[Lost, ...] = ()  # the weeks lost since the last session
    coming: Asked | None = None  # the answers for the next session, if there are any
    weeks_since: int = 1  # from the last session, and what was lost after it, to the next
    plan: Plan | None = None
    more: More | None = None
    staying_well: dict[str, tuple[str, ...]] = {}  # the answers of the plan, by question
    close: Close | None = None
    now: Literal["", "answered", "begun", "sent", "open_alert", "alert_taken", "no_date"] = ""
    on_paper: bool = False  # the questions are answered in the waiting room, not by link
    therapist: str = ""  # the key of a colleague; empty: whoever is next
    first_today: bool = False
    by_protocol: bool = False  # measures, strategies and spacing as the protocol asks for them
    totals: dict[str, tuple[float, ...]] = {}  # by instrument and session; -1: not asked
    not_before: dict[str, int] = {}  # steps that a later session reached than the agenda proposed
    settled: dict[int, str] = {}  # what was done about an alert, by session
    needs: Needs = Needs()
    asides: tuple[Aside, ...] = ()
    pattern: Pattern | None = None
    told: tuple[Told, ...] = ()
    rhythm: Rhythm | None = None
    goodbye: str = ""  # the letter to the client
    goodbye_in: int = 0  # the session in which it is read together
    worth: str = ""  # what is worth reading, for the list of who can sign in

    @property
    def lost(self) -> int:
        """The weeks without a session."""
        return sum(len(one.before) for one in self.meetings) + len(self.after)
