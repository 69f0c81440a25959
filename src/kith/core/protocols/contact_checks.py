"""Whether what stands beside the numbered sessions fits: rhythm, meetings, conditions, the group.

Here: pairs of key and problem, as in checks.py. Not here: the shape (parts.py).
"""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kith.core.protocols.model import Protocol
    from kith.core.protocols.parts import Meeting

Found = Iterator[tuple[str, str]]

# Which keys say when a meeting is held: those it needs, and those it may have.
_TIMING: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "before": ((), ()),
    "during": (("first", "last"), ()),
    "regular": (("every_days",), ()),
    "needed": ((), ()),
    "after": ((), ("after_days",)),
}
_FOCUS_RECORDS = {"focus": "pattern", "schema": "schema"}


def contact_problems(protocol: "Protocol") -> Found:
    """What is wrong beside the sessions: the key in the file, and the reason."""
    return chain(_group(protocol), _cadence(protocol), _meetings(protocol), _conditions(protocol))


def contact_uses(protocol: "Protocol") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Which terms are referred to beside the sessions: the key, the kind of term, the names."""
    for number, condition in enumerate(protocol.conditions):
        yield f"conditions[{number}].id", "conditions", (condition.id,)


def _group(protocol: "Protocol") -> Found:
    if (protocol.group is None) != (protocol.format == "individual"):
        yield (
            "group",
            "says how many members and leaders, for group and mixed formats and only then",
        )
    if protocol.group and protocol.group.size[0] > protocol.group.size[1]:
        yield "group.size", "ends before it begins"


def _cadence(protocol: "Protocol") -> Found:
    most = protocol.sessions.most
    taken: dict[int, int] = {}
    for number, one in enumerate(protocol.cadence):
        key = f"cadence[{number}]"
        if one.last < one.first:
            yield f"{key}.last", f"comes before its first session, {one.first}"
        if one.last > most:
            yield f"{key}.last", f"is beyond the most sessions there can be, {most}"
        if one.minutes and one.minutes[0] > one.minutes[1]:
            yield f"{key}.minutes", "ends before it begins"
        for session in range(one.first, one.last + 1):
            if session in taken:
                yield f"{key}.first", f"session {session} is in cadence[{taken[session]}] already"
                break
            taken[session] = number


def _meetings(protocol: "Protocol") -> Found:
    known = {**protocol.vocabulary.steps, **protocol.vocabulary.milestones}
    seen: set[str] = set()
    for number, meeting in enumerate(protocol.meetings):
        key = f"meetings[{number}]"
        if meeting.id in seen:
            yield f"{key}.id", f"{meeting.id} stands twice"
        seen.add(meeting.id)
        yield from _timing(protocol, key, meeting)
        if meeting.minutes and meeting.minutes[0] > meeting.minutes[1]:
            yield f"{key}.minutes", "ends before it begins"
        for item in meeting.items:
            if item not in known:
                yield f"{key}.items", f"{item} is neither in steps nor in milestones of the terms"


def _timing(protocol: "Protocol", key: str, meeting: "Meeting") -> Found:
    needs, may = _TIMING[meeting.when]
    for name in ("first", "last", "every_days", "after_days"):
        given = getattr(meeting, name) is not None
        if name in needs and not given:
            yield f"{key}.{name}", f'is missing; a meeting with when = "{meeting.when}" needs it'
        elif given and name not in needs + may:
            yield f"{key}.{name}", f'means nothing for a meeting with when = "{meeting.when}"'
    if meeting.first and meeting.last:
        if meeting.last < meeting.first:
            yield f"{key}.last", f"comes before its first session, {meeting.first}"
        if meeting.last > protocol.sessions.total:
            yield f"{key}.last", f"is beyond the {protocol.sessions.total} sessions"


def _conditions(protocol: "Protocol") -> Found:
    seen: set[str] = set()
    for number, condition in enumerate(protocol.conditions):
        key = f"conditions[{number}].id"
        if condition.id in seen:
            yield key, f"{condition.id} stands twice"
        seen.add(condition.id)
        term = protocol.vocabulary.conditions.get(condition.id)
        if term is None:
            continue  # told with the names
        if term.record == "roster" and protocol.format == "individual":
            yield key, f"{condition.id} needs a group; the format is individual"
        kind = _FOCUS_RECORDS.get(term.record)
        if kind and protocol.focus.kind != kind:
            yield key, f"{condition.id} needs a focus of the kind {kind}"
