"""A course's parts, drawn up for pages: phases, review, ending, meetings, conditions.

Here: from ledger to views. Not here: their shapes (views.py), and the rules that they tell of.
"""

from datetime import date

from kith.core.protocols.agenda import meeting_items
from kith.core.protocols.contacts import timing
from kith.core.protocols.due import usual_range
from kith.core.protocols.ledger import Ledger
from kith.core.protocols.parts import Meeting
from kith.core.protocols.refusals import ending_blockers
from kith.core.protocols.terms import Term
from kith.core.protocols.views import (
    ConditionView,
    Ending,
    EndingTask,
    MeetingView,
    PhaseView,
    Reasoned,
    ReviewView,
)


def said(ledger: Ledger, name: str, term: Term) -> Reasoned:
    """A term as a page shows it."""
    return Reasoned(name, term.title, term.why, ledger.protocol.cite(term), term.verified)


def phase(ledger: Ledger, number: int) -> PhaseView:
    """One phase on the course's line."""
    one = ledger.protocol.phases[number]
    first, last = usual_range(ledger, one)
    begun = len(ledger.entries)
    entry = ledger.entries[number] if number < begun else None
    until = ledger.entries[number + 1].held if number + 1 < begun else ledger.held
    is_here = number + 1 == begun and ledger.ended is None
    term = ledger.protocol.vocabulary.phases[one.id]
    return PhaseView(
        id=one.id,
        title=term.title,
        why=term.why,
        first=first,
        last=last,
        state="current" if is_here else "done" if entry else "next",
        held=until - entry.held if entry else 0,
        entered_on=entry.on if entry else None,
    )


def review(ledger: Ledger) -> ReviewView | None:
    """The half-way review; None if the protocol has none."""
    rule = ledger.protocol.review
    if rule is None:
        return None
    term = ledger.protocol.vocabulary.milestones[rule.milestone]
    done = rule.milestone in ledger.reached
    return ReviewView(
        id=rule.milestone,
        title=term.title,
        why=rule.why,
        source=ledger.protocol.cite(rule),
        verified=rule.verified,
        session=rule.session,
        instrument=rule.instrument,
        scale=rule.scale,
        done=done,
        due=not done and not ledger.ended and ledger.number >= rule.session,
    )


def ending(ledger: Ledger) -> Ending:
    """The countdown, the tasks of ending, what still blocks the end, and the ways to end."""
    protocol = ledger.protocol
    terms = protocol.vocabulary.milestones
    last = [task.milestone for task in protocol.phases[-1].tasks]
    tasks = tuple(
        EndingTask(
            id=name,
            title=terms[name].title,
            why=terms[name].why,
            source=protocol.cite(terms[name]),
            verified=terms[name].verified,
            done=name in ledger.reached,
            required=name in protocol.ending.required,
        )
        for name in dict.fromkeys((*last, *protocol.ending.required))
    )
    ways = [said(ledger, name, term) for name, term in protocol.dispositions.items()]
    near = ledger.left <= protocol.ending.countdown_from
    blockers = () if ledger.ended else ending_blockers(ledger)
    return Ending(ledger.left, near, tasks, blockers, tuple(ways))


def meetings(ledger: Ledger, today: date) -> tuple[MeetingView, ...]:
    """The contacts beside the numbered sessions."""
    return tuple(_meeting(ledger, one, today) for one in ledger.protocol.meetings)


def _meeting(ledger: Ledger, one: Meeting, today: date) -> MeetingView:
    dates, stands = ledger.meetings.get(one.id, ()), timing(ledger, one, today)
    return MeetingView(
        id=one.id,
        title=one.title,
        why=one.why,
        source=ledger.protocol.cite(one),
        verified=one.verified,
        kind=one.kind,
        when=one.when,
        held=len(dates),
        dates=dates,
        count=one.most,
        required=one.required,
        next_on=stands.next_on,
        due=stands.due,
        overdue=stands.late,
        minutes=one.minutes,
        items=meeting_items(ledger, one),
    )


def conditions(ledger: Ledger) -> tuple[ConditionView, ...]:
    """What must be on record, met or not."""
    terms = ledger.protocol.vocabulary.conditions
    return tuple(
        ConditionView(
            id=one.id,
            title=terms[one.id].title,
            why=one.why,
            source=ledger.protocol.cite(one),
            verified=one.verified,
            met_on=ledger.met.get(one.id),
            before=one.before,
            record=terms[one.id].record,
        )
        for one in ledger.protocol.conditions
    )
