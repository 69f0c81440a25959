"""Whether a protocol file is whole: every name it uses exists, and its sessions fit together.

Here: what the shape alone cannot say, as pairs of key and problem. Not here: the shape (model.py),
and whether the instruments exist (a test of the shipped files; a clinic may add its own).
"""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kith.core.protocols.model import Phase, Protocol

Found = Iterator[tuple[str, str]]


def problems(protocol: "Protocol") -> Found:
    """What is wrong with a protocol: the key in its file, and the reason."""
    return chain(
        _names(protocol),
        _counts(protocol),
        _measures(protocol),
        _ranges(protocol),
        _tasks(protocol),
        _leaving(protocol),
        _agendas(protocol),
        _gaps_in_agendas(protocol),
    )


def _names(protocol: "Protocol") -> Found:
    for key, kind, names in _uses(protocol):
        known = getattr(protocol.vocabulary, kind)
        for name in names:
            if name not in known:
                yield key, f"{name} is not in {kind} of terms.toml"


def _uses(protocol: "Protocol") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Which terms a protocol refers to: the key, the kind of term, the names."""
    yield "cautions", "cautions", protocol.cautions
    yield "problem_areas", "areas", protocol.problem_areas
    yield "techniques", "techniques", protocol.techniques
    yield "proscribed", "proscribed", protocol.proscribed
    yield "safety", "safety", protocol.safety
    yield "ending.required", "milestones", protocol.ending.required
    yield "ending.dispositions", "dispositions", protocol.ending.dispositions
    if protocol.review:
        yield "review.milestone", "milestones", (protocol.review.milestone,)
    if protocol.maintenance:
        yield "maintenance.offer_when", "maintenance", protocol.maintenance.offer_when
        yield "maintenance.steps", "maintenance", protocol.maintenance.steps
    for number, phase in enumerate(protocol.phases):
        yield f"phases[{number}].id", "phases", (phase.id,)
        tasks = tuple(task.milestone for task in phase.tasks)
        yield f"phases[{number}].tasks", "milestones", tasks
    for number, measure in enumerate(protocol.measures):
        yield f"measures[{number}].after", "milestones", (measure.after,) if measure.after else ()


def _counts(protocol: "Protocol") -> Found:
    plan = protocol.sessions
    if not plan.least <= plan.total <= plan.most:
        yield "sessions.total", f"{plan.total} is not from least to most"
    if protocol.focus.least > protocol.focus.most:
        yield "focus.most", "is smaller than focus.least"
    if protocol.review and protocol.review.session > plan.total:
        yield "review.session", f"is beyond the {plan.total} sessions"
    if (protocol.replaces is None) != (not protocol.because):
        yield "because", "a version that replaces another says why, and only then"


def _measures(protocol: "Protocol") -> Found:
    asked = [measure.instrument for measure in protocol.measures]
    for number, instrument in enumerate(asked):
        if instrument in asked[:number]:
            key = f"measures[{number}].instrument"
            yield key, f"{instrument} is asked for twice; join the two rules"
    required = [measure.instrument for measure in protocol.required_measures]
    for instrument in protocol.ending.measures:
        if instrument not in required:
            yield "ending.measures", f"{instrument} is not a required measure"


def _ranges(protocol: "Protocol") -> Found:
    expected = 1
    for number, phase in enumerate(protocol.phases):
        key = f"phases[{number}]"
        if any(phase.id == other.id for other in protocol.phases[:number]):
            yield f"{key}.id", f"{phase.id} stands twice"
        if phase.first != expected:
            yield f"{key}.first", f"must be {expected}, the session after the phase before it"
        if phase.last < phase.first:
            yield f"{key}.last", f"comes before its first session, {phase.first}"
        expected = phase.last + 1
    if expected != protocol.sessions.total + 1:
        last = len(protocol.phases) - 1
        yield f"phases[{last}].last", f"must be {protocol.sessions.total}, the last session"


def _tasks(protocol: "Protocol") -> Found:
    given: set[str] = set()
    for number, phase in enumerate(protocol.phases):
        key = f"phases[{number}].tasks"
        for task in phase.tasks:
            if not phase.first <= task.opens <= task.by <= phase.last:
                yield key, f"{task.milestone} must open and be done within the phase's sessions"
            if task.milestone in given:
                yield key, f"{task.milestone} is a task twice"
            given.add(task.milestone)
        if (phase.timing is None) != (not phase.tasks):
            problem = "says where the spread of the phase's tasks comes from, and only then"
            yield f"phases[{number}].timing", problem
    for name in protocol.ending.required:
        if name not in given:
            yield "ending.required", f"{name} is not a task of any phase"


def _leaving(protocol: "Protocol") -> Found:
    given: set[str] = set()
    last = len(protocol.phases) - 1
    for number, phase in enumerate(protocol.phases):
        key = f"phases[{number}].leave"
        given.update(task.milestone for task in phase.tasks)
        if (phase.leave is None) != (number == last):
            yield key, "every phase but the last says what must be true before it is left"
        if phase.leave and phase.leave.strategies_worked > len(protocol.strategies):
            yield f"{key}.strategies_worked", "asks for more strategies than its problem areas have"
        for name in phase.leave.milestones if phase.leave else ():
            if name not in given:
                yield f"{key}.milestones", f"{name} is not a task of this phase or one before it"


def _agendas(protocol: "Protocol") -> Found:
    known = {**protocol.vocabulary.steps, **protocol.vocabulary.milestones}
    phases = {phase.id: phase for phase in protocol.phases}
    seen: set[tuple[str, int | None]] = set()
    for number, agenda in enumerate(protocol.agendas):
        key, phase = f"agendas[{number}]", phases.get(agenda.phase)
        if phase is None:
            yield f"{key}.phase", f"there is no phase called {agenda.phase}"
        elif agenda.session and agenda.session not in _span(phase):
            yield f"{key}.session", f"is outside the phase {phase.id}"
        if (agenda.phase, agenda.session) in seen:
            yield f"{key}.session", "there are two agendas for the same session"
        seen.add((agenda.phase, agenda.session))
        for item in agenda.items:
            if item not in known:
                yield f"{key}.items", f"{item} is neither in steps nor in milestones of terms.toml"


def _gaps_in_agendas(protocol: "Protocol") -> Found:
    planned = protocol.agenda_items
    for phase in protocol.phases:
        if (phase.id, None) in planned:
            continue
        for session in _span(phase):
            if (phase.id, session) not in planned:
                yield "agendas", f"session {session} of the phase {phase.id} has no agenda"


def _span(phase: "Phase") -> range:
    return range(phase.first, phase.last + 1)
