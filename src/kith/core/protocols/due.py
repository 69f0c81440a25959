"""What is due in a course, what is late, and what is unusual, each with its rule.

Here: measures, tasks, the review, contact after missed sessions, conditions, meetings, the next
phase, the end of the contract. Not here: what is forbidden (refusals.py), and the next session's
agenda (agenda.py).
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from kith.core.protocols.contacts import timing, unmet
from kith.core.protocols.ledger import Ledger
from kith.core.protocols.parts import Measure, Phase
from kith.core.protocols.refusals import phase_blockers
from kith.core.protocols.views import Due, Notice, titles


class OpenTask(NamedTuple):
    """A task that is not done, and the sessions (counted from 1) at which it opens and is late."""

    milestone: str
    opens: int
    by: int
    phase: Phase | None
    overdue: bool


def usual_range(ledger: Ledger, phase: Phase) -> tuple[int, int]:
    """The sessions a phase usually takes, with the contract as it stands."""
    phases, shift = ledger.protocol.phases, ledger.shift
    delay = ledger.delay(phase)
    first = phase.first + (shift if phase.counts_from == "end" else 0) + delay
    number = ledger.protocol.phase_numbers[phase.id]
    last = ledger.total
    if number + 1 < len(phases):
        last = phase.last + (shift if phases[number + 1].counts_from == "end" else delay)
    return min(first, last) if delay else first, last


def open_tasks(ledger: Ledger) -> Iterator[OpenTask]:
    """The tasks that are due before or in the next session, or late."""
    reached = ledger.reached
    for phase in ledger.protocol.phases:
        if not phase.tasks or ledger.waits(phase):
            continue
        number = ledger.number_in(phase)
        for task in phase.tasks:
            if number >= task.opens and task.milestone not in reached:
                moved = ledger.number - number
                opens, by = task.opens + moved, task.by + moved
                yield OpenTask(task.milestone, opens, by, phase, number > task.by)
    review = ledger.protocol.review
    if review and ledger.number >= review.session and review.milestone not in reached:
        late = ledger.used >= review.session
        yield OpenTask(review.milestone, review.session, review.session, None, late)


def unanswered(ledger: Ledger, today: date, measures: tuple[Measure, ...]) -> Iterator[Measure]:
    """Those of the measures that the next session asks for and nobody has answered for it."""
    if ledger.ended is None and ledger.used < ledger.total:
        yield from ledger.lacking(measures, ledger.number, None, today)


def due(ledger: Ledger, today: date) -> list[Due]:
    """Everything that is due, what is late first."""
    beside = list(_meetings(ledger, today))  # boosters are due when the course has ended, too
    if ledger.ended is not None:
        return sorted(beside, key=lambda item: not item.overdue)
    items = [*_measures(ledger, today), *_tasks(ledger), *_contact(ledger, today)]
    items += [*_conditions(ledger), *beside, *_judgement(ledger), *_phase(ledger), *_end(ledger)]
    return sorted(items, key=lambda item: not item.overdue)


def notices(ledger: Ledger) -> list[Notice]:
    """What is unusual about where the course stands, though nothing forbids it."""
    if ledger.ended is not None:
        return []
    return [*_over_range(ledger), *_early(ledger)]


def _day_of(ledger: Ledger, session: int) -> date | None:
    """The day of a session, counted from 1; None if it has not been."""
    return ledger.used_on[session - 1] if 0 < session <= ledger.used else None


def _measures(ledger: Ledger, today: date) -> Iterator[Due]:
    protocol = ledger.protocol
    waiting = set(unanswered(ledger, today, protocol.required_measures))
    for measure in protocol.required_measures:
        gap = ledger.gaps.get(measure.instrument)
        if gap is None and measure not in waiting:
            continue
        title = f"{measure.title} for session {ledger.number}"
        if gap is not None:
            title = f"{measure.title}, not answered for session {ledger.used_on.index(gap) + 1}"
        since = gap or next(reversed(ledger.sessions), None)
        source, verified = protocol.cite(measure), measure.verified
        name, late, other = measure.instrument, gap is not None, measure.instead or ""
        yield Due(name, title, measure.why, source, verified, "measure", since, late, other)


def _tasks(ledger: Ledger) -> Iterator[Due]:
    protocol = ledger.protocol
    for task in open_tasks(ledger):
        term = protocol.vocabulary.milestones[task.milestone]
        source, verified = protocol.cite(term), term.verified
        since = _day_of(ledger, task.by if task.overdue else task.opens - 1)
        name, title = task.milestone, term.title
        if task.phase is None:
            why = f"{term.why} {protocol.review.why if protocol.review else ''}".strip()
            yield Due(name, title, why, source, verified, "review", since, task.overdue)
            continue
        why = f"{term.why} Usual in {_usual(ledger, task)}."
        yield Due(name, title, why, source, verified, "task", since, task.overdue)


def _usual(ledger: Ledger, task: OpenTask) -> str:
    """When a task is usually done, for people, and how sure that is."""
    span = f"session {task.by}" if task.opens == task.by else f"session {task.opens} to {task.by}"
    planned = {one.milestone: one for one in (task.phase.tasks if task.phase else ())}
    if meeting := planned[task.milestone].meeting:
        span = f"“{ledger.protocol.meeting[meeting].title}”, by session {task.by}"
    rule = task.phase.timing if task.phase else None
    unsure = "" if rule and rule.verified else ", which nobody has checked against a manual"
    return f"{span}{unsure}"


def _conditions(ledger: Ledger) -> Iterator[Due]:
    """What must be on record and is not; late once what it holds up has happened all the same."""
    protocol, waiting = ledger.protocol, unmet(ledger)
    if not waiting:
        return
    agreed = next((fact.on for fact in ledger.facts if fact.kind == "contract"), None)
    first = next(iter(ledger.sessions), None)
    happened = {"session": first, "contract": agreed, "": None}
    held_up = {"session": " Before the next session.", "contract": " Before the contract.", "": ""}
    for one in waiting:
        title, since = protocol.vocabulary.conditions[one.id].title, happened[one.before]
        why, source = f"{one.why}{held_up[one.before]}", protocol.cite(one)
        yield Due(
            one.id, title, why, source, one.verified, "condition", since, since is not None
        )  # fmt: skip


def _meetings(ledger: Ledger, today: date) -> Iterator[Due]:
    for one in ledger.protocol.meetings:
        stands = timing(ledger, one, today)
        if stands.due:
            source, verified = ledger.protocol.cite(one), one.verified
            since, late = stands.since, stands.late
            yield Due(one.id, one.title, one.why, source, verified, "meeting", since, late)


def _contact(ledger: Ledger, today: date) -> Iterator[Due]:
    rule = ledger.protocol.missed
    seen = [fact.on for fact in ledger.facts if fact.kind in {"session", "missed"}]
    silent = bool(seen) and (today - seen[-1]).days >= rule.contact_after_days
    if ledger.missed_in_row < rule.contact_after_missed and not silent:
        return
    source, last = ledger.protocol.cite(rule), seen[-1]
    yield Due("missed", rule.title, rule.why, source, rule.verified, "contact", last, silent)


def _judgement(ledger: Ledger) -> Iterator[Due]:
    """A phase left by clinical judgement asks for it once its guide of sessions is used up."""
    phase = ledger.phase
    if phase.exit == "count" or phase.leave is None:
        return
    _, last = usual_range(ledger, phase)
    blockers = phase_blockers(ledger)
    if ledger.used >= last and blockers:
        rule, cite = phase.leave, ledger.protocol.cite
        title = f"Judge whether the {ledger.protocol.title_of_phase(phase.id).lower()} is done"
        why = f"{rule.why} Not yet: {'; '.join(titles(blockers))}."
        since = _day_of(ledger, last)
        yield Due(phase.id, title, why, cite(rule), rule.verified, "judgement", since, False)


def _phase(ledger: Ledger) -> Iterator[Due]:
    """The next phase, once this one's usual sessions are held and nothing is in its way."""
    phase = ledger.phase
    _, last = usual_range(ledger, phase)
    ahead, judged = ledger.protocol.phases[len(ledger.entries) :], phase.exit == "clinical"
    if not ahead or (ledger.used < last and not judged) or phase_blockers(ledger):
        return
    term = ledger.protocol.vocabulary.phases[ahead[0].id]
    title, source = f"Enter the {term.title.lower()}", ledger.protocol.cite(term)
    since, late = _day_of(ledger, last), ledger.used > last and not judged
    if judged and phase.leave:  # whenever the work is judged to be done, early or late
        since = max(ledger.reached[name] for name in phase.leave.milestones)
    yield Due(ahead[0].id, title, term.why, source, term.verified, "phase", since, late)


def _end(ledger: Ledger) -> Iterator[Due]:
    if ledger.used < ledger.total:
        return
    rule = ledger.protocol.extension
    title = f"All {ledger.total} sessions are used: end the course, or extend it with a reason"
    source, since = ledger.protocol.cite(rule), _day_of(ledger, ledger.used)
    yield Due("contract", title, rule.why, source, rule.verified, "ending", since, False)


def _over_range(ledger: Ledger) -> Iterator[Notice]:
    phase = ledger.phase
    if phase.exit == "clinical":
        return
    first, last = usual_range(ledger, phase)
    ahead = len(ledger.protocol.phases) > len(ledger.entries)
    if ahead and ledger.used > last:
        name = ledger.protocol.title_of_phase(phase.id)
        title = f"{ledger.used} sessions {_gone(ledger)}, and still in the {name.lower()}"
        why = f"Its usual sessions are {first} to {last}. {phase.why}"
        yield Notice("over_range", title, why, ledger.protocol.cite(phase), phase.verified)


def _gone(ledger: Ledger) -> str:
    """What is said of the sessions that are over."""
    return "held" if ledger.used == ledger.held else "held or missed"


def _early(ledger: Ledger) -> Iterator[Notice]:
    phase, entry = ledger.phase, ledger.entries[-1]
    before = ledger.protocol.phases[len(ledger.entries) - 2] if len(ledger.entries) > 1 else phase
    if before.exit == "clinical":
        return
    first, last = usual_range(ledger, phase)
    if entry.used + 1 < first and ledger.used < last:
        name = ledger.protocol.title_of_phase(phase.id)
        title = f"{name} entered early, after session {entry.used}"
        why = f"It usually begins with session {first}. {phase.why}"
        yield Notice("early", title, why, ledger.protocol.cite(phase), phase.verified)
