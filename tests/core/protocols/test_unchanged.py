"""Courses that began under an earlier Kith are told as they were: word for word, and line for line.

The digest below was taken before protocols could have meetings, conditions and other rhythms. Facts
are drawn by lot from everything that can happen, in any order, for the two released protocols.
"""

import hashlib
import json
import random
from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.core.protocols.engine import Fact, replay
from tests.core.protocols.stories import MONDAY

COURSES = 250
TOLD = {
    "ipt-standard-16": "f392ee0e66a276a8022eb5129220ee824b2c51c9d402f26e63515ec8f9359adc",
    "ipt-standard-12": "2129c1668058861df3f20b4c18e49aead40cb849b2ec8d1e366683c70800a8cb",
}
REASONED = ("id", "title", "why", "source", "verified")
SHOWN = {
    "due": (*REASONED, "kind", "since", "overdue"),
    "agenda": (*REASONED, "kind", "done", "carried_over"),
    "blockers": (*REASONED, "kind"),
    "warnings": REASONED,
    "phases": ("id", "title", "why", "first", "last", "state", "held", "entered_on"),
    "irregularities": ("fact", "reason"),
}
SAID = (
    "facts", "session_number", "total", "sessions_left", "has_contract", "missed_in_a_row",
    "reached", "strategies_worked", "ended_on", "disposition", "measures_for_next_session",
    "late_measures", "optional_measures", "why_no_session",
)  # fmt: skip


def lot(chance, things):
    return things[int(chance() * len(things))]


def invented(protocol, chance):
    """Facts of a course, and the day on which it is looked at."""
    kinds = {
        "session": [""] * 4,
        "missed": [""],
        "measure": ["phq9", "gad7", "asq", "goals", "wsas", "phq2"],
        "milestone": [*protocol.milestones, "laundry"],
        "area": [*protocol.problem_areas, "money"],
        "strategy": list(protocol.strategies)[::5],
        "phase": ["initial", "middle", "ending"],
        "contract": [""],
        "extension": ["", "a new loss"],
        "ended": [*protocol.dispositions, "vanished"],
    }
    common = ["session"] * 4 + ["measure"] * 4 + ["milestone"] * 4 + list(kinds)[:-1]
    facts = [
        Fact(MONDAY + timedelta(days=1), "milestone", name)
        for name in protocol.milestones
        if chance() < 0.6
    ]
    for _ in range(int(chance() * 60)):
        kind = lot(chance, common)
        amount = int(chance() * 20) if kind in {"contract", "extension"} else 0
        day = MONDAY + timedelta(days=int(chance() * 150))
        facts.append(Fact(day, kind, lot(chance, kinds[kind]), amount))
    if chance() < 0.2:
        day = MONDAY + timedelta(days=int(chance() * 200))
        facts.append(Fact(day, "ended", lot(chance, kinds["ended"]), reason=lot(chance, ["", "x"])))
    return facts, MONDAY + timedelta(days=int(chance() * 220))


def told(course):
    """Everything that a page would show."""
    shown = {
        name: [[str(getattr(one, key)) for key in keys] for one in getattr(course, name)]
        for name, keys in SHOWN.items()
    }
    said = {name: str(getattr(course, name)) for name in SAID}
    ending = course.ending
    ends = [ending.says, ending.near, [one.id for one in ending.blockers]]
    return [shown, said, ends, [(task.id, task.done) for task in ending.tasks]]


def digest(protocol):
    chance = random.Random(2026).random
    whole = hashlib.sha256()
    for _ in range(COURSES):
        facts, today = invented(protocol, chance)
        text = json.dumps(told(replay(protocol, facts, today=today)), default=str)
        whole.update(text.encode())
    return whole.hexdigest()


@pytest.mark.parametrize("name", TOLD)
def test_a_released_protocol_tells_the_same_of_the_same_facts(name):
    assert digest(catalogue.protocol(name, 1)) == TOLD[name]
