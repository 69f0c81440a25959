"""The clients whose courses follow the other protocols of the library: read, and drawn up.

Here: those told word for word, and those told in outline, for whom the common words of the file
stand in. Not here: groups (groups), nor the writing of anything into the record.
"""

import random
from functools import cache

from kith.demo import scores
from kith.demo.material import Happening, Outlook, Shape, Someone, filled, read, shared
from kith.demo.needs import Aside, Needs, Pattern, Rhythm, Told
from kith.demo.tale import Agreed, Close, Findings, Focus, Letter, Meeting, Plan, Tale, Ties

WHOLE: tuple[str, ...] = (
    "imogen",
    "daniel",
    "nadia",
    "leila",
)  # the courses told word for word


class Brief(Shape):
    """One client in outline: what is the client's own."""

    name: str
    known_as: str = ""
    pronouns: str
    age: int
    protocol: str = ""  # a member's is the group's
    therapist: str = ""
    source: str = "gp"
    reason: str
    complaint: str
    diagnosis: str
    onset_months: float = 5
    history: str
    treatments: str = ""
    medication: str = ""
    strengths: str = ""
    people: tuple[Someone, ...] = ()
    events: tuple[Happening, ...] = ()
    focus: tuple[Focus, ...] = ()
    set_aside: dict[str, str] = {}
    formulation: str = ""
    client_says: str = ""
    goals: tuple[str, ...] = ()
    sessions: int = 0  # agreed; 0: as many as the protocol plans
    start: int = 15  # the PHQ-9, or how heavy it is in its terms
    outlook: Outlook = "improves"
    notes: tuple[str, ...] = ()  # one for each session held
    openings: tuple[str, ...] = ()
    plan: Plan | None = None
    needs: Needs = Needs()
    asides: tuple[Aside, ...] = ()
    pattern: Pattern | None = None
    told: tuple[Told, ...] = ()
    rhythm: Rhythm | None = None
    totals: dict[str, tuple[float, ...]] = {}
    close: Close | None = None
    weeks_since: int = 1
    worth: str = ""


class Common(Shape):
    """Words that stand in where an outline is silent."""

    treatments: tuple[str, ...]
    medication: tuple[str, ...]
    substances: tuple[str, ...]
    strengths: tuple[str, ...]
    decision: str
    afterwards: str
    openings: tuple[str, ...]
    staying_well: dict[str, tuple[str, ...]]


class Outlines(Shape):
    """The file of those told in outline."""

    common: Common
    clients: tuple[Brief, ...]


@cache
def outlines() -> Outlines:
    """Everybody told in outline."""
    return read("library/clients", Outlines)


def tales(seed: int) -> list[Tale]:
    """Everybody of the library's protocols who is seen alone."""
    whole = [read(f"library/{name}", Tale) for name in WHOLE]
    return [
        *whole,
        *(drawn(one, random.Random(f"{seed} {one.name}")) for one in outlines().clients),
    ]


def drawn(one: Brief, lots: random.Random) -> Tale:
    """The tale of a client told in outline."""
    common = outlines().common
    given, family = one.name.split(" ", 1)
    row = scores.course(lots, one.start, one.outlook, max(12, len(one.notes) + 1))
    same = {name: getattr(one, name) for name in _SAME}
    return Tale.model_validate(
        {
            **same,
            "given": given,
            "family": family,
            "email": f"{given}.{family}@mail.example".lower().replace(" ", "").replace("'", ""),
            "phone": f"07700 900{lots.randrange(1000):03}",
            **_surroundings(one, lots),
            "waited": lots.randrange(2, 6),
            "findings": _findings(one, common, lots),
            "ties": Ties(lonely_now=lots.choice((True, True, False))),
            "agreed": Agreed(
                sessions=one.sessions, goals=one.goals or _A_GOAL, afterwards=common.afterwards
            ),
            "meetings": [
                _meeting(number, one, row[number], lots) for number in range(len(one.notes))
            ],
            "staying_well": common.staying_well,
            "by_protocol": True,
        }
    )


_A_GOAL = ("Feel like myself on most days",)
_SAME = (
    "known_as", "pronouns", "age", "protocol", "therapist", "source", "reason", "people", "events",
    "focus", "set_aside", "formulation", "client_says", "plan", "needs", "asides", "pattern",
    "told", "rhythm", "totals", "close", "weeks_since", "worth",
)  # fmt: skip


def _surroundings(one: Brief, lots: random.Random) -> dict[str, object]:
    around = shared().surroundings
    doctor, surgery = lots.choice(around["doctors"]).split(" | ")
    street = lots.choice(around["streets"])
    return {
        "referrer": Letter(name=doctor, address=surgery) if one.source == "gp" else None,
        "address": f"{lots.randrange(1, 120)} {street}, Marlbridge",
        "contact_wishes": lots.choice(around["wishes"]),
    }


def _findings(one: Brief, common: Common, lots: random.Random) -> Findings:
    return Findings(
        complaint=one.complaint,
        diagnosis=one.diagnosis,
        onset_months=one.onset_months,
        history=one.history,
        treatments=one.treatments or lots.choice(common.treatments),
        medication=one.medication or lots.choice(common.medication),
        substances=lots.choice(common.substances),
        strengths=one.strengths or lots.choice(common.strengths),
        decision_reason=filled(common.decision, {"name": one.known_as or one.name.split()[0]}),
    )


def _meeting(number: int, one: Brief, now: scores.Scores, lots: random.Random) -> Meeting:
    known = outlines().common.openings
    opening = one.openings[number] if number < len(one.openings) else lots.choice(known)
    return Meeting(phq9=now.phq9, gad7=now.gad7, opening=opening, note=one.notes[number])
