"""What a protocol forbids: for each kind of fact, the reason why it may not be added.

Here: the rules that refuse, and what stands in the way of the next phase and of the end. Not here:
what is merely due or unusual (due.py).
"""

from collections.abc import Callable
from dataclasses import dataclass

from kith.core.errors import KithError, NotYetError, RefusedError
from kith.core.protocols.contacts import contract_blockers, is_over, session_blockers
from kith.core.protocols.facts import Fact
from kith.core.protocols.ledger import Ledger
from kith.core.protocols.views import Blocker, titles

# Answers may come late, a session that lay ahead was called off before the end, and records go on.
AFTER_THE_END = {"measure", "missed", "condition", "meeting"}
# What the focus of a course is called.
FOCUS = {
    "areas": "the problem area",
    "pattern": "the focus",
    "schema": "the schema",
    "themes": "the themes",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a fact is refused.

    What really happened `stands`: when a stored course is replayed, a session beyond the contract
    was held all the same. A fact that means nothing to the protocol does not stand.
    """

    error: KithError
    stands: bool


def refusal(ledger: Ledger, fact: Fact) -> Refusal | None:
    """Why this fact may not be added to the course; None if it may."""
    rule = _RULES.get(fact.kind)
    if rule is None:
        return Refusal(RefusedError(f"There is no kind of fact called {fact.kind}.", "kind"), False)
    if ledger.ended is not None and fact.kind not in AFTER_THE_END:
        text = f"The course ended on {_day(ledger.ended)}: nothing can be added but a measure."
        return Refusal(RefusedError(text), False)
    return rule(ledger, fact)


def phase_blockers(ledger: Ledger) -> tuple[Blocker, ...]:
    """What stands in the way of the next phase. Empty in the last one."""
    phase, protocol = ledger.phase, ledger.protocol
    leave = phase.leave
    if leave is None:
        return ()
    missing = [_task(ledger, name) for name in leave.milestones if name not in ledger.reached]
    by_count = phase.exit == "count"
    usual = by_count and ledger.number_in(phase) > phase.last + _room(ledger)
    if not usual and len(ledger.worked) < leave.strategies_worked:
        title = f"Work on {FOCUS[protocol.focus.kind]}"
        if by_count:
            title += f", or hold every session of the {_name(ledger, phase.id)}"
        why, source = leave.why, protocol.cite(leave)
        missing.append(Blocker(phase.id, title, why, source, leave.verified, "strategy"))
    return tuple(missing)


def ending_blockers(ledger: Ledger) -> tuple[Blocker, ...]:
    """What stands in the way of the end: phases, tasks of the ending, last measures."""
    protocol = ledger.protocol
    rule = protocol.ending
    ahead = protocol.phases[len(ledger.entries) :]
    found = [_blocker(ledger, phase.id) for phase in ahead]
    found += [_task(ledger, name) for name in rule.required if name not in ledger.reached]
    for measure in protocol.required_measures:
        name = measure.instrument
        missing = name in ledger.gaps or ledger.newest_answer(measure) is None
        if name in rule.measures and missing:
            title = f"Answer the {measure.title} for the last session"
            source, verified = protocol.cite(measure), measure.verified
            found.append(Blocker(name, title, measure.why, source, verified, "measure"))
    return tuple(found)


def no_session(ledger: Ledger) -> Refusal | None:
    """Why no further session can be held: none is left, or something must come first."""
    if ledger.used >= ledger.total:
        first = ["Extend the contract, with the reason"]
    elif not (first := titles(session_blockers(ledger))):
        return None
    what = f"Session {ledger.number} of {ledger.total}"
    return Refusal(NotYetError(what, first), True)


def _task(ledger: Ledger, name: str) -> Blocker:
    kept = ledger.protocol.kept  # the same for every course of the protocol
    if (found := kept.get(("task", name))) is None:
        term = ledger.protocol.vocabulary.milestones[name]
        source = ledger.protocol.cite(term)
        found = Blocker(name, term.title, term.why, source, term.verified, "milestone")
        kept["task", name] = found
    return found


def _blocker(ledger: Ledger, phase: str) -> Blocker:
    kept = ledger.protocol.kept
    if (found := kept.get(("phase", phase))) is None:
        term = ledger.protocol.vocabulary.phases[phase]
        title, source = f"Enter the {_name(ledger, phase)}", ledger.protocol.cite(term)
        found = Blocker(phase, title, term.why, source, term.verified, "phase")
        kept["phase", phase] = found
    return found


def _room(ledger: Ledger) -> int:
    """By how many sessions the present phase is longer, because a later one counts from the end."""
    after = ledger.protocol.phases[len(ledger.entries) :]
    moved = after and after[0].counts_from == "end" and ledger.phase.counts_from == "start"
    return ledger.shift if moved else 0


def _name(ledger: Ledger, phase: str) -> str:
    return ledger.protocol.title_of_phase(phase).lower()


def _day(fact: Fact) -> str:
    return f"{fact.on.day} {fact.on:%B %Y}"


def _unknown(kind: str, name: str, ledger: Ledger) -> Refusal:
    text = f"{ledger.protocol.short_name} has no {kind} called {name or '(no name)'}."
    return Refusal(RefusedError(text, "name"), False)


# ---------------------------------------------------------------- one rule for each kind of fact


def _session(ledger: Ledger, fact: Fact) -> Refusal | None:
    if ledger.sessions and fact.on == ledger.sessions[-1]:
        text = f"A session on {_day(fact)} is recorded already."
        return Refusal(RefusedError(text, "on"), True)
    return no_session(ledger)


def _free(ledger: Ledger, fact: Fact) -> Refusal | None:
    return None


def _milestone(ledger: Ledger, fact: Fact) -> Refusal | None:
    if fact.name not in ledger.protocol.milestones:
        return _unknown("task", fact.name, ledger)
    return None


def _condition(ledger: Ledger, fact: Fact) -> Refusal | None:
    if fact.name not in ledger.protocol.condition:
        return _unknown("condition", fact.name, ledger)
    return None


def _meeting(ledger: Ledger, fact: Fact) -> Refusal | None:
    meeting = ledger.protocol.meeting.get(fact.name)
    if meeting is None:
        return _unknown("meeting", fact.name, ledger)
    held = len(ledger.meetings.get(fact.name, ()))
    if meeting.most is not None and held >= meeting.most:
        times = "once" if held == 1 else f"{held} times"
        text = f"{meeting.title}: held {times} already, which is all that was planned."
        return Refusal(RefusedError(text, "name"), True)
    if meeting.when == "after" and not is_over(ledger):
        first = "Hold the sessions that are left, or end the course"
        return Refusal(NotYetError(meeting.title, [first]), True)
    if meeting.when != "after" and ledger.ended is not None:
        text = f"The course ended on {_day(ledger.ended)}: this meeting belongs before the end."
        return Refusal(RefusedError(text, "on"), False)
    return None


def _area(ledger: Ledger, fact: Fact) -> Refusal | None:
    if fact.name not in ledger.protocol.problem_areas:
        return _unknown("problem area", fact.name, ledger)
    most = ledger.protocol.focus.most
    if fact.name not in ledger.areas and len(ledger.areas) >= most:
        text = f"At most {most} problem areas are worked on at once: leave one first."
        return Refusal(RefusedError(text, "name"), True)
    return None


def _strategy(ledger: Ledger, fact: Fact) -> Refusal | None:
    if fact.name not in ledger.protocol.strategies:
        return _unknown("strategy", fact.name, ledger)
    return None


def _phase(ledger: Ledger, fact: Fact) -> Refusal | None:
    number = ledger.protocol.phase_numbers.get(fact.name)
    if number is None:
        return _unknown("phase", fact.name, ledger)
    here = len(ledger.entries) - 1
    if number == here == 0 and ledger.entries[0].on is None:
        return None
    if number <= here:
        text = f"The {_name(ledger, fact.name)} has begun already."
        return Refusal(RefusedError(text, "name"), False)
    what = f"Entering the {_name(ledger, fact.name)}"
    if number > here + 1:
        between = ledger.protocol.phases[here + 1].id
        return Refusal(NotYetError(what, [f"Enter the {_name(ledger, between)}"]), False)
    blockers = phase_blockers(ledger)
    return Refusal(NotYetError(what, titles(blockers)), True) if blockers else None


def _contract(ledger: Ledger, fact: Fact) -> Refusal | None:
    if refused := _number_agreed(ledger, fact):
        return refused
    blockers = contract_blockers(ledger)
    return Refusal(NotYetError("The contract", titles(blockers)), True) if blockers else None


def _number_agreed(ledger: Ledger, fact: Fact) -> Refusal | None:
    plan = ledger.protocol.sessions
    if fact.amount < 1:
        return Refusal(RefusedError("A contract has at least one session.", "sessions"), False)
    if ledger.contract is None:
        if plan.least <= fact.amount <= plan.most:
            return None
        span = str(plan.least) if plan.least == plan.most else f"{plan.least} to {plan.most}"
        text = f"{ledger.protocol.short_name} is agreed for {span} sessions, not {fact.amount}."
        return Refusal(RefusedError(text, "sessions"), True)
    if fact.amount > ledger.total:
        what = f"A contract of {fact.amount} sessions"
        return Refusal(NotYetError(what, ["Extend the contract, with the reason"]), False)
    if fact.amount < ledger.used:
        gone = "held" if ledger.used == ledger.held else "held or missed"
        text = f"{ledger.used} sessions have been {gone}: a contract cannot be for {fact.amount}."
        return Refusal(RefusedError(text, "sessions"), False)
    return None


def _extension(ledger: Ledger, fact: Fact) -> Refusal | None:
    if fact.amount < 1:
        text = "An extension adds at least one session."
        return Refusal(RefusedError(text, "sessions"), False)
    if ledger.protocol.extension.needs_reason and not (fact.name.strip() or fact.reason.strip()):
        text = "An extension is a new agreement: write down its reason."
        return Refusal(RefusedError(text, "reason"), True)
    return None


def _ended(ledger: Ledger, fact: Fact) -> Refusal | None:
    disposition = ledger.protocol.dispositions.get(fact.name)
    if disposition is None:
        error = _unknown("way of ending", fact.name, ledger).error
        return Refusal(error, True)
    if disposition.ending == "not_required":
        return None
    if disposition.ending == "or_reason" and fact.reason.strip():
        return None
    blockers = ending_blockers(ledger)
    return Refusal(NotYetError("Ending the course", titles(blockers)), True) if blockers else None


_RULES: dict[str, Callable[[Ledger, Fact], Refusal | None]] = {
    "session": _session,
    "missed": _free,
    "meeting": _meeting,
    "measure": _free,
    "condition": _condition,
    "milestone": _milestone,
    "area": _area,
    "strategy": _strategy,
    "phase": _phase,
    "contract": _contract,
    "extension": _extension,
    "ended": _ended,
}
