"""Replays the facts of a course: Kith beside a bare Python loop with the rules written into it.

The peer counts sessions, follows phases, and knows which of two measures the next session lacks,
for standard IPT in 16 sessions only. It reads no definition, checks no blockers, names no sources.
What Kith costs above it is the price of reading the rules from a file and of refusing what they
forbid. Both run alternately (A B A B ...) in one process; medians are compared.

`python benchmarks/replay_course.py [--rounds 15] [--replays 2000]`
"""

import argparse
import statistics
import time
from datetime import date, timedelta

from kith.core import catalogue
from kith.core.protocols.engine import Fact, replay

START = date(2026, 1, 5)
TASKS = (
    "illness_named", "sick_role_given", "inventory_mapped", "timeline_drawn",
    "problem_area_agreed", "formulation_agreed", "contract_agreed", "risk_baseline",
)  # fmt: skip
RANK = {"contract": 0, "measure": 2, "milestone": 3, "session": 6, "phase": 8}


def peer(facts, today):
    """The bare loop: facts to session number, phase, and the measures the next session lacks."""
    session, phase, last = 0, "initial", None
    answered = {}
    reached = set()
    for fact in sorted(facts, key=lambda one: (one.on, RANK[one.kind])):
        if fact.kind == "session":
            session += 1
            last = fact.on
        elif fact.kind == "measure":
            answered[fact.name] = fact.on
        elif fact.kind == "milestone":
            reached.add(fact.name)
        elif fact.kind == "phase":
            phase = fact.name
    missing = [
        name for name in ("phq9", "gad7")
        if name not in answered or answered[name] <= last or (today - answered[name]).days > 14
    ]  # fmt: skip
    return session, phase, missing


def kith(protocol):
    """Kith's replay alone."""
    return lambda facts, today: replay(protocol, facts, today=today)


def kith_page(protocol):
    """Kith's replay and what a client's page shows of it."""

    def page(facts, today):
        course = replay(protocol, facts, today=today)
        return course.phases, course.due, course.agenda, course.blockers, course.warnings

    return page


def kith_row(protocol):
    """Kith's replay and what a line of the caseload shows of it."""

    def row(facts, today):
        course = replay(protocol, facts, today=today)
        return course.session_number, course.total, course.phase, course.measures_for_next_session

    return row


def short_course():
    """Seventeen facts: four sessions with a measure each, the initial tasks, the next phase."""
    facts = []
    for week in range(4):
        day = START + timedelta(weeks=week)
        facts += [Fact(day, "measure", "phq9"), Fact(day, "session")]
    day = START + timedelta(weeks=3)
    facts += [Fact(day, "milestone", name) for name in TASKS]
    return [*facts, Fact(day, "phase", "middle")]


def long_course():
    """A finished course of sixteen sessions, every measure and task recorded."""
    facts = [Fact(START, "contract", amount=16)]
    names = list(catalogue.protocol("ipt-standard-16").milestones)
    for week in range(16):
        day = START + timedelta(weeks=week)
        facts += [Fact(day, "measure", "phq9"), Fact(day, "measure", "gad7"), Fact(day, "session")]
        facts += [Fact(day, "milestone", name) for name in names[week * 3 : week * 3 + 3]]
    facts.append(Fact(START + timedelta(weeks=3), "phase", "middle"))
    facts.append(Fact(START + timedelta(weeks=11), "phase", "ending"))
    return facts


def microseconds(run, facts, today, replays):
    """The time for one replay, in microseconds."""
    start = time.perf_counter()
    for _ in range(replays):
        run(facts, today)
    return (time.perf_counter() - start) / replays * 1e6


def main():
    """Run all in turn on both courses, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--replays", type=int, default=2000)
    options = parser.parse_args()
    protocol = catalogue.protocol("ipt-standard-16")
    runs = {
        "bare loop": peer,
        "Kith, replay": kith(protocol),
        "Kith, caseload row": kith_row(protocol),
        "Kith, client's page": kith_page(protocol),
    }
    for facts in (short_course(), long_course()):
        today = facts[-1].on
        course = replay(protocol, facts, today=today)
        known = course.session_number, course.phase.id
        if peer(facts, today)[:2] != known:
            raise SystemExit(f"the two disagree: {peer(facts, today)} and {known}")
        times = {name: [] for name in runs}
        for _ in range(options.rounds):
            for name, run in runs.items():
                times[name].append(microseconds(run, facts, today, options.replays))
        bare = statistics.median(times["bare loop"])
        print(f"{len(facts)} facts, {options.rounds} rounds, alternating; median of each")
        for name, found in times.items():
            median = statistics.median(found)
            spread = f"{min(found):.1f} to {max(found):.1f}"
            print(f"{name:20} {median:7.1f} us ({spread})  x{median / bare:.1f}")


if __name__ == "__main__":
    main()
