"""The proposed agenda of the next session.

Here: which steps, which unfinished tasks, which strategies next. Not here: what was done in a
session (the record keeps that), and what is due outside sessions (due.py).
"""

from collections.abc import Iterator

from kith.core.protocols.due import open_tasks
from kith.core.protocols.ledger import Ledger
from kith.core.protocols.parts import Meeting
from kith.core.protocols.terms import Step, Term
from kith.core.protocols.views import AgendaItem

NEXT_STRATEGIES = 2  # as many as one session can work on


def agenda(ledger: Ledger) -> list[AgendaItem]:
    """The lines of the next session's agenda; none once the course has ended."""
    if ledger.ended is not None:
        return []
    items = list(_contact(ledger))
    names = _planned(ledger)
    carried = [task for task in _unfinished(ledger) if task not in names]
    steps = ledger.protocol.vocabulary.steps
    slots = {steps[name].then for name in names if name in steps}
    if "carried_over" not in slots:
        items += [_milestone(ledger, name, carried_over=True) for name in carried]
    for name in names:
        step = steps.get(name)
        if step is None:
            items.append(_milestone(ledger, name))
            continue
        items.append(_step(ledger, name, step))
        if step.then == "carried_over":
            items += [_milestone(ledger, task, carried_over=True) for task in carried]
        elif step.then == "strategies":
            items += [_strategy(ledger, strategy) for strategy in next_strategies(ledger)]
    return items


def next_strategies(ledger: Ledger) -> list[str]:
    """The strategies next in order: of phase and areas in turn, so that none is forgotten."""
    areas = ledger.protocol.vocabulary.areas
    rows = [ledger.phase.strategies]
    rows += [areas[area].strategies for area in ledger.areas if area in areas]
    waiting = [[name for name in row if name not in ledger.worked] for row in rows]
    turns = (
        one for turn in range(NEXT_STRATEGIES) for one in (row[turn : turn + 1] for row in waiting)
    )
    return list(dict.fromkeys(name for one in turns for name in one))[:NEXT_STRATEGIES]


def meeting_items(ledger: Ledger, meeting: Meeting) -> tuple[AgendaItem, ...]:
    """The lines of a meeting beside the sessions."""
    steps = ledger.protocol.vocabulary.steps
    return tuple(
        _step(ledger, name, steps[name]) if name in steps else _milestone(ledger, name)
        for name in meeting.items
    )


def _planned(ledger: Ledger) -> tuple[str, ...]:
    """The items the protocol plans for the next session, as the present phase counts."""
    phase, planned = ledger.phase, ledger.protocol.agenda_items
    number = ledger.number_in(phase)
    within = min(max(number, phase.first), phase.last)
    sessions = (number, None, within)  # one of these has an agenda: checked when the file is read
    return next(planned[phase.id, one] for one in sessions if (phase.id, one) in planned)


def _unfinished(ledger: Ledger) -> list[str]:
    """Tasks whose session is over, and the review once it is due."""
    return [task.milestone for task in open_tasks(ledger) if task.overdue or task.phase is None]


def _contact(ledger: Ledger) -> Iterator[AgendaItem]:
    rule = ledger.protocol.missed
    if ledger.missed_in_row >= rule.contact_after_missed:
        source = ledger.protocol.cite(rule)
        yield AgendaItem("missed", rule.title, rule.why, source, rule.verified, "contact")


def _step(ledger: Ledger, name: str, step: Step) -> AgendaItem:
    numbers = {"n": ledger.number, "total": ledger.total, "left": max(0, ledger.left - 1)}
    title = step.title.format_map(numbers)
    return AgendaItem(name, title, step.why, ledger.protocol.cite(step), step.verified)


def _milestone(ledger: Ledger, name: str, *, carried_over: bool = False) -> AgendaItem:
    term: Term = ledger.protocol.vocabulary.milestones[name]
    source, done = ledger.protocol.cite(term), name in ledger.reached
    return AgendaItem(
        name, term.title, term.why, source, term.verified, "milestone", done, carried_over
    )


def _strategy(ledger: Ledger, name: str) -> AgendaItem:
    term = ledger.protocol.strategies[name]
    source = ledger.protocol.cite(term)
    return AgendaItem(name, term.title, term.why, source, term.verified, "strategy")
