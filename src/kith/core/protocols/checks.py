"""Whether a protocol file is whole: every name it uses exists, and its sessions fit together.

Here: what the shape alone cannot say, as pairs of key and problem. Not here: the shape (model.py,
parts.py), what stands beside the sessions (contact_checks.py), and whether the instruments exist
(catalogue.py; a clinic may add its own).
"""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from kith.core.protocols.contact_checks import contact_problems, contact_uses

if TYPE_CHECKING:
    from kith.core.protocols.model import Protocol
    from kith.core.protocols.parts import Phase, PhaseTask, Watch

Found = Iterator[tuple[str, str]]


def problems(protocol: "Protocol") -> Found:
    """What is wrong with a protocol: the key in its file, and the reason."""
    return chain(
        _names(protocol),
        _claims(protocol),
        _eligibility(protocol),
        _counts(protocol),
        _focus(protocol),
        _measures(protocol),
        _watch(protocol),
        _ranges(protocol),
        _tasks(protocol),
        _leaving(protocol),
        _agendas(protocol),
        _gaps_in_agendas(protocol),
        contact_problems(protocol),
    )


def _names(protocol: "Protocol") -> Found:
    for key, kind, names in _uses(protocol):
        known = getattr(protocol.vocabulary, kind)
        for name in names:
            if name not in known:
                yield key, f"{name} is not in {kind} of the shared terms, nor of the file's own"


def _uses(protocol: "Protocol") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Which terms a protocol refers to: the key, the kind of term, the names."""
    yield "exclusions", "cautions", protocol.exclusions
    yield "cautions", "cautions", protocol.cautions
    for index, one in enumerate(protocol.indications):
        yield f"indications[{index}].circumstances", "circumstances", one.circumstances
    if protocol.eligibility:
        yield "eligibility.needs", "circumstances", protocol.eligibility.needs
        yield "eligibility.helps", "circumstances", protocol.eligibility.helps
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
        yield f"phases[{number}].strategies", "strategies", phase.strategies
    for number, measure in enumerate(protocol.measures):
        yield f"measures[{number}].after", "milestones", (measure.after,) if measure.after else ()
    yield from contact_uses(protocol)


def _claims(protocol: "Protocol") -> Found:
    """Nobody is promised more than the indications say."""
    statuses = {one.status for one in protocol.indications}
    if statuses == {"not_recommended"}:
        yield "indications", "none of them recommends it: it would be a protocol for nobody"
    said = {
        "name": protocol.name, "short_name": protocol.short_name, "summary": protocol.summary,
    }  # fmt: skip
    for key, text in said.items():
        if "established" in text.lower() and "established" not in statuses:
            yield key, "says that it is established, which no indication has as its status"


def _eligibility(protocol: "Protocol") -> Found:
    for name in protocol.exclusions:
        if name in protocol.cautions:
            yield "cautions", f"{name} is an exclusion already; it cannot be both"
    rule = protocol.eligibility
    if rule is None:
        return
    for name in rule.needs:
        if name in rule.helps:
            yield "eligibility.helps", f"{name} is needed already; it cannot be both"
    if rule.ages and rule.ages[0] > rule.ages[-1]:
        yield "eligibility.ages", "ends before it begins"


def _counts(protocol: "Protocol") -> Found:
    plan = protocol.sessions
    if not plan.least <= plan.total <= plan.most:
        yield "sessions.total", f"{plan.total} is not from least to most"
    if plan.minutes[0] > plan.minutes[1]:
        yield "sessions.minutes", "ends before it begins"
    if protocol.review and protocol.review.session > plan.total:
        yield "review.session", f"is beyond the {plan.total} sessions"
    if (protocol.replaces is None) != (not protocol.because):
        yield "because", "a version that replaces another says why, and only then"


def _focus(protocol: "Protocol") -> Found:
    focus = protocol.focus
    if focus.least > focus.most:
        yield "focus.most", "is smaller than focus.least"
    if focus.kind != "areas" and protocol.problem_areas:
        yield "problem_areas", f"must be empty where the focus is of the kind {focus.kind}"
    if focus.kind in {"pattern", "schema"} and (focus.least, focus.most) != (1, 1):
        yield "focus.least", f"a focus of the kind {focus.kind} is one: least = 1, most = 1"
    if focus.kind == "themes" and focus.most > 1:
        yield "focus.most", "is at most 1 where the sessions have themes"
    if focus.kind == "areas" and focus.least < 1:
        yield "focus.least", "is at least 1, unless the sessions have themes"


def _measures(protocol: "Protocol") -> Found:
    asked = [measure.instrument for measure in protocol.measures]
    for number, measure in enumerate(protocol.measures):
        key, instrument = f"measures[{number}]", measure.instrument
        if instrument in asked[:number]:
            yield f"{key}.instrument", f"{instrument} is asked for twice; join the two rules"
        if (measure.when == "every_days") != (measure.days is not None):
            yield f"{key}.days", 'says how many days apart, with when = "every_days" and only then'
        if measure.instead == instrument:
            yield f"{key}.instead", "must be another instrument"
    required = [measure.instrument for measure in protocol.required_measures]
    for instrument in protocol.ending.measures:
        if instrument not in required:
            yield "ending.measures", f"{instrument} is not a required measure"


def _watch(protocol: "Protocol") -> Found:
    seen: set[str] = set()
    for number, rule in enumerate(protocol.watch):
        key = f"watch[{number}]"
        if rule.id in seen:
            yield f"{key}.id", f"{rule.id} stands twice"
        seen.add(rule.id)
        given = [
            name for name in ("at_least", "at_most", "rise") if getattr(rule, name) is not None
        ]
        sizes = [name for name in ("hours", "nights", "fall") if getattr(rule, name) is not None]
        if rule.diary:
            yield from _watches_diary(rule, key, given, sizes)
        else:
            yield from _watches_scale(protocol, rule, key, given)
            if sizes:
                yield f"{key}.{sizes[0]}", "belongs to a rule that watches the diary"


def _watches_diary(rule: "Watch", key: str, given: list[str], sizes: list[str]) -> Found:
    if given or rule.instrument or rule.scale:
        yield key, "watches the diary or an instrument: make two rules of it"
    if not sizes:
        yield f"{key}.diary", "needs hours, nights or fall: how much is too much"
    if rule.diary == "short_sleep" and not (rule.hours and rule.nights):
        yield f"{key}.hours", "needs both: less sleep than how many hours, on how many nights"


def _watches_scale(protocol: "Protocol", rule: "Watch", key: str, given: list[str]) -> Found:
    answered = {name for one in protocol.measures for name in (one.instrument, one.instead)}
    if not rule.instrument or not rule.scale:
        yield f"{key}.instrument", "names an instrument and its scale, or the diary"
    elif rule.instrument not in answered:
        yield f"{key}.instrument", f"{rule.instrument} is not among the measures"
    if len(given) != 1:
        found = " and ".join(given) or "none"
        yield key, f"has exactly one of at_least, at_most and rise; here: {found}"


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
            yield from _task_meeting(protocol, key, task)
        if (phase.timing is None) != (not phase.tasks):
            problem = "says where the spread of the phase's tasks comes from, and only then"
            yield f"phases[{number}].timing", problem
    for name in protocol.ending.required:
        if name not in given:
            yield "ending.required", f"{name} is not a task of any phase"


def _task_meeting(protocol: "Protocol", key: str, task: "PhaseTask") -> Found:
    if task.meeting is None:
        return
    meeting = protocol.meeting.get(task.meeting)
    if meeting is None:
        yield key, f"{task.milestone}: there is no meeting called {task.meeting}"
    elif meeting.when == "after":
        problem = f"{task.meeting} comes after the sessions; list the task among its items"
        yield key, f"{task.milestone}: {problem}"


def _leaving(protocol: "Protocol") -> Found:
    given: set[str] = set()
    last = len(protocol.phases) - 1
    for number, phase in enumerate(protocol.phases):
        key = f"phases[{number}].leave"
        given.update(task.milestone for task in phase.tasks)
        if (phase.leave is None) != (number == last):
            yield key, "every phase but the last says what must be true before it is left"
        if phase.exit == "clinical" and number == last:
            yield f"phases[{number}].exit", "the last phase is left by ending the course"
        elif phase.exit == "clinical" and phase.leave and not phase.leave.milestones:
            problem = "a phase that is left by clinical judgement names what is judged"
            yield f"{key}.milestones", problem
        if phase.leave and phase.leave.strategies_worked > len(protocol.strategies):
            yield f"{key}.strategies_worked", "asks for more strategies than the protocol has"
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
                yield f"{key}.items", f"{item} is neither in steps nor in milestones of the terms"
            elif item in protocol.vocabulary.milestones and item not in protocol.milestones:
                yield f"{key}.items", f"{item} is not a task of this protocol: nobody could tick it"


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
