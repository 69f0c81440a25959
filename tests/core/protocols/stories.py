"""Courses told in short: what the tests of the engine read and write.

A story has one line for each day, `week: what happened`; week 1 begins on Monday 5 January 2026,
and `3+2` is the Wednesday of week 3. The words of a day:

    session  missed          the session of the day
    phq9                     a measure, by its instrument
    !illness_named           a milestone
    @grief                   a problem area agreed
    *grief_feelings          a strategy worked on
    >middle                  a phase entered
    &booster                 a meeting beside the sessions
    ?medication_list         a condition met
    contract=16              the contract
    extend=2:reason          an extension; `extend=2:` has no reason
    end=ended                the end, by its disposition; `end=referred_on:reason`
"""

from datetime import date, timedelta
from itertools import pairwise

from kith.core import catalogue
from kith.core.protocols.engine import Fact, replay

MONDAY = date(2026, 1, 5)
SIGNS = {
    "!": "milestone", "@": "area", "*": "strategy", ">": "phase", "&": "meeting", "?": "condition",
}  # fmt: skip


def day(when):
    """The date of `3` or `3+2`."""
    week, _, more = str(when).partition("+")
    return MONDAY + timedelta(weeks=int(week) - 1, days=int(more or 0))


def fact(when, word):
    """One word of a story."""
    on = day(when)
    if word in {"session", "missed"}:
        return Fact(on, word)
    if word[0] in SIGNS:
        return Fact(on, SIGNS[word[0]], word[1:])
    if word.startswith("contract="):
        return Fact(on, "contract", amount=int(word.removeprefix("contract=")))
    if word.startswith("extend="):
        amount, _, reason = word.removeprefix("extend=").partition(":")
        return Fact(on, "extension", reason.replace("_", " "), int(amount))
    if word.startswith("end="):
        name, _, reason = word.removeprefix("end=").partition(":")
        return Fact(on, "ended", name, reason=reason.replace("_", " "))
    return Fact(on, "measure", word)


def facts(story):
    """The facts of a story."""
    lines = (line.strip().partition(":") for line in story.strip().splitlines() if line.strip())
    return [fact(when, word) for when, _, words in lines for word in words.split()]


def course(story, protocol="ipt-standard-16", *, today=None, strict=True):
    """Where the client of a story stands, on the day of the last fact if no other is named.

    A protocol is named by its id, or brought.
    """
    told = facts(story) if isinstance(story, str) else list(story)
    last = max((one.on for one in told), default=MONDAY)
    plan = catalogue.protocol(protocol) if isinstance(protocol, str) else protocol
    return replay(plan, told, today=today or last, strict=strict)


def diligent(protocol, until=None):
    """A client and a therapist who do everything in time, for as many sessions; then nothing."""
    plan = protocol if not isinstance(protocol, str) else catalogue.protocol(protocol)
    total = plan.sessions.total
    told = []
    for session in range(1, (until or total) + 1):
        on = day(session)
        told += [Fact(on, "measure", rule.instrument) for rule in plan.required_measures]
        for phase in plan.phases:
            for task in phase.tasks:
                if task.by == session:
                    told.append(Fact(on, "milestone", task.milestone))
        if plan.review and plan.review.session == session:
            told.append(Fact(on, "milestone", plan.review.milestone))
        told.append(Fact(on, "session"))
        told += [
            Fact(on, "phase", after.id)
            for phase, after in pairwise(plan.phases)
            if phase.last == session
        ]
    return told


def rows(table):
    """The rows of a table after its head, cell by cell."""
    lines = table.strip().splitlines()[1:]
    return [[cell.strip() for cell in line.split("|")] for line in lines]
