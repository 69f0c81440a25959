"""Random courses through every shipped protocol, and proof that the watcher would see a fault."""

import json
import random
import re

import pytest

from kith.core import catalogue
from kith.core.catalogue import SHIPPED, Catalogue
from kith.core.protocols import contacts, due, engine, refusals
from kith.core.protocols.engine import replay
from kith.core.protocols.ledger import Ledger
from kith.core.protocols.views import Blocker, Notice
from kith.core.protocols.walk import KEPT, START, WalkReport, walk
from tests.core.protocols.rich import rich

PROTOCOLS = catalogue.protocols()
IPT16 = catalogue.protocol("ipt-standard-16")
WALKS = 600


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda one: one.id)
def test_no_dead_end_nothing_forgotten_no_session_beyond_the_contract(protocol):
    """Some hundreds for each; `kith protocols walk --all` and `kith drill walk` go further."""
    report = walk(protocol, WALKS, random.Random(protocol.id))
    assert report.faulty == 0, str(report)
    assert report.walks == WALKS
    # The walks go everywhere: every way to end, extensions, sessions beyond the first contract,
    # meetings beside the sessions and after the end.
    assert report.endings.keys() == protocol.dispositions.keys()
    assert report.extensions > WALKS // 20
    assert report.sessions > 2 * WALKS
    assert report.steps > 15 * WALKS
    kinds = {meeting.when for meeting in protocol.meetings}
    assert (report.meetings > WALKS // 10) == bool(kinds)
    assert (report.boosters > WALKS // 10) == ("after" in kinds)


def test_the_same_lots_make_the_same_walks():
    first, second = (walk(IPT16, 50, random.Random(7)) for _ in range(2))
    assert first == second
    assert walk(IPT16, 50, random.Random(8)) != first


def test_progress_is_told_and_the_report_can_be_read_by_people_and_programs():
    told = []
    report = walk(IPT16, 400, random.Random(1), lambda done, total: told.append((done, total)))
    assert told[-1] == (400, 400)
    assert len(told) == 200
    assert str(report).startswith("400 walks, ")
    assert str(report).endswith("no fault")
    assert json.loads(json.dumps(report.as_dict()))["walks"] == 400


def test_protocols_with_other_rules_are_walked_too(tmp_path):
    """What is measured at points only, no review, no way to leave early."""
    text = (SHIPPED["protocols"] / "ipt-standard-12.v1.toml").read_text(encoding="utf-8")
    text = text.replace("required = false\n", "").replace('"referred_on", ', "")
    text = text.replace(', "dropped_out"]', "]").replace('"mid_review", "opening', '"opening')
    text = re.sub(r"\n\[review\]\n.*?(?=\n\[)", "", text, flags=re.DOTALL)
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "other.v1.toml").write_text(
        text.replace('"ipt-standard-12"', '"other"'), encoding="utf-8"
    )
    protocol = Catalogue([tmp_path]).protocol("other")
    report = walk(protocol, 1000, random.Random(3))
    assert report.faulty == 0, str(report)
    assert report.endings.keys() == {"ended", "maintenance", "recontracted"}


# ---------------------------------------------------------------- the watcher watches


def forgets_measures(monkeypatch):
    monkeypatch.setattr(due, "unanswered", lambda *_: iter(()))


def forgets_late_measures(monkeypatch):
    monkeypatch.setattr(Ledger, "answered", lambda *_: True)


def counts_a_session_twice(monkeypatch):
    monkeypatch.setattr(Ledger, "held", property(lambda ledger: 2 * len(ledger.sessions)))


def allows_any_session(monkeypatch):
    monkeypatch.setitem(refusals._RULES, "session", lambda *_: None)


def allows_any_phase(monkeypatch):
    monkeypatch.setitem(refusals._RULES, "phase", lambda *_: None)


def never_lets_a_phase_end(monkeypatch):
    blocker = Blocker("laundry", "Do the laundry", "Why not.", "Nobody", False)
    monkeypatch.setattr(refusals, "phase_blockers", lambda _: (blocker,))


def lists_nothing_as_due(monkeypatch):
    monkeypatch.setattr(due, "due", lambda *_: [])


def lets_a_course_end_at_once(monkeypatch):
    monkeypatch.setitem(refusals._RULES, "ended", lambda *_: None)
    monkeypatch.setattr(engine, "ending_blockers", lambda _: ())


def remembers_what_was_not_told(monkeypatch):
    monkeypatch.setattr(Ledger, "copy", forgetful)


def forgetful(ledger):
    """A copy that loses the first fact, so that telling it again gives another course."""
    twin = Ledger(ledger.protocol)
    for name in Ledger.__slots__:
        setattr(twin, name, getattr(ledger, name))
    twin.facts = ledger.facts[1:] if len(ledger.facts) == 3 else ledger.facts
    return twin


FAULTS = {
    forgets_measures: "was forgotten",
    forgets_late_measures: "was forgotten",
    counts_a_session_twice: "is not session|is not possible yet",
    allows_any_session: "a session  was allowed",
    allows_any_phase: "was allowed",
    never_lets_a_phase_end: "Do the laundry|is not possible yet",
    lists_nothing_as_due: "leaves out a measure",
    lets_a_course_end_at_once: "ended without",
    remembers_what_was_not_told: "told again|is not possible yet",
}


@pytest.mark.parametrize(
    ("plant", "seen"), FAULTS.items(), ids=lambda one: getattr(one, "__name__", "")
)
def test_a_planted_fault_is_seen(monkeypatch, plant, seen):
    plant(monkeypatch)
    report = walk(IPT16, 300, random.Random(5))
    assert report.faulty > 0
    assert len(report.faults) <= KEPT
    assert any(part in fault.problem for fault in report.faults for part in seen.split("|"))
    assert f"{report.faulty:,} walks went wrong" in str(report)
    assert json.loads(json.dumps(report.as_dict()))["faults"][0]["facts"]


# ---------------------------------------------------------------- beside the sessions

GROUP = rich()


def test_whatever_a_protocol_may_say_is_walked():
    report = walk(GROUP, 1500, random.Random(2))
    assert report.faulty == 0, str(report)
    assert report.meetings > 1500
    assert report.boosters > 300
    assert report.endings.keys() == GROUP.dispositions.keys()
    assert report.as_dict()["boosters"] == report.boosters


def test_so_is_a_protocol_where_missed_sessions_count():
    report = walk(rich(("counts = false", "counts = true")), 1000, random.Random(4))
    assert report.faulty == 0, str(report)


def test_so_is_one_that_wants_several_strategies_in_a_phase_left_by_judgement():
    leave = 'milestones = ["illness_named", "inventory_mapped"]'
    protocol = rich((leave, f"{leave}\nstrategies_worked = 3"))
    report = walk(protocol, 500, random.Random(4))
    assert report.faulty == 0, str(report)


def forgets_conditions(monkeypatch):
    monkeypatch.setattr(due, "unmet", lambda _: [])


def forgets_meetings(monkeypatch):
    monkeypatch.setattr(due, "timing", lambda *_: contacts.Timing())


def lets_a_session_come_first(monkeypatch):
    monkeypatch.setattr(refusals, "session_blockers", lambda _: ())


def lets_the_contract_come_first(monkeypatch):
    monkeypatch.setattr(refusals, "contract_blockers", lambda _: ())


def allows_any_meeting(monkeypatch):
    monkeypatch.setitem(refusals._RULES, "meeting", lambda *_: None)


def blocks_sessions_for_ever(monkeypatch):
    blocker = Blocker("good_weather", "Good weather", "Why not.", "Nobody", False, "condition")
    monkeypatch.setattr(contacts, "session_blockers", lambda _: (blocker,))
    monkeypatch.setattr(refusals, "session_blockers", lambda _: (blocker,))


def keeps_one_rhythm(monkeypatch):
    monkeypatch.setattr(engine.Course, "every_days", 2)


def calls_a_judged_phase_too_long(monkeypatch):
    notice = Notice("over_range", "Too long", "Why not.", "Nobody", False)
    monkeypatch.setattr(due, "notices", lambda _: [notice])


BESIDE = {
    forgets_conditions: "leaves out a condition",
    forgets_meetings: "leaves out a meeting|not due",
    lets_a_session_come_first: "a session  was allowed",
    lets_the_contract_come_first: "a contract  was allowed",
    allows_any_meeting: "a meeting .* was allowed",
    blocks_sessions_for_ever: "Good weather",
    keeps_one_rhythm: "does not come after 2 days",
    calls_a_judged_phase_too_long: "is called too long",
}


@pytest.mark.parametrize(
    ("plant", "seen"), BESIDE.items(), ids=lambda one: getattr(one, "__name__", "")
)
def test_a_fault_beside_the_sessions_is_seen(monkeypatch, plant, seen):
    plant(monkeypatch)
    report = walk(GROUP, 400, random.Random(5))
    assert report.faulty > 0
    assert any(re.search(seen, fault.problem) for fault in report.faults), str(report)


def test_a_fault_can_be_told_again_from_its_facts(monkeypatch):
    allows_any_session(monkeypatch)
    [fault, *_] = walk(IPT16, 300, random.Random(5)).faults
    course = replay(IPT16, fault.facts, today=START)
    assert course.session_number >= course.total


def test_an_empty_report_says_so():
    assert str(WalkReport("x")) == "0 walks, 0 steps, 0 sessions (): no fault"
