"""What stands beside the numbered sessions: meetings, and conditions that must be on record.

Here: when a meeting is due, which conditions are met, and what they hold up. Not here: how a page
shows them (shown.py).
"""

from datetime import date, timedelta
from typing import NamedTuple

from kith.core.protocols.ledger import Ledger
from kith.core.protocols.parts import Condition, Meeting
from kith.core.protocols.views import Blocker


class Timing(NamedTuple):
    """Where a meeting stands: whether it is due, and late, since when, and when it comes next."""

    due: bool = False
    late: bool = False
    since: date | None = None
    next_on: date | None = None


def timing(ledger: Ledger, meeting: Meeting, today: date) -> Timing:
    """Where a meeting stands on a day."""
    held = ledger.meetings.get(meeting.id, ())
    if meeting.most is not None and len(held) >= meeting.most:
        return Timing()
    if meeting.when == "after":
        return _after(ledger, meeting, held, today)
    if ledger.ended is not None or meeting.when == "needed":
        return Timing()
    if meeting.when == "before":
        return _before(ledger, meeting, held)
    if meeting.when == "during":
        return _during(ledger, meeting, held)
    return _regular(ledger, meeting, held, today)


def _before(ledger: Ledger, meeting: Meeting, held: tuple[date, ...]) -> Timing:
    if ledger.sessions:
        late = meeting.required and not held
        return Timing(late, late, ledger.sessions[0] if late else None)
    return Timing(due=meeting.required or not held)


def _during(ledger: Ledger, meeting: Meeting, held: tuple[date, ...]) -> Timing:
    """Several of them are spread over their sessions, so that they are not all due at once."""
    first, last = meeting.first or 1, meeting.last or ledger.total
    opens = first + len(held) * ((last - first + 1) // (meeting.most or 1))
    number = ledger.number
    late = meeting.required and not held and number > last
    due = number >= opens and (number <= last or late)
    since = ledger.used_on[opens - 2] if due and 2 <= opens <= number else None
    return Timing(due, late, since)


def _regular(ledger: Ledger, meeting: Meeting, held: tuple[date, ...], today: date) -> Timing:
    since = held[-1] if held else ledger.sessions[0] if ledger.sessions else None
    if since is None or meeting.every_days is None:
        return Timing()
    following = since + timedelta(days=meeting.every_days)
    late = meeting.required and today >= following + timedelta(days=meeting.every_days)
    return Timing(today >= following, late, following, following)


def _after(ledger: Ledger, meeting: Meeting, held: tuple[date, ...], today: date) -> Timing:
    if not is_over(ledger):
        return Timing()
    before = held[-1:] or ledger.sessions[-1:]
    if ledger.ended is not None:
        way = ledger.protocol.dispositions.get(ledger.ended.name)
        if way is None or way.ending == "not_required":  # whoever left has no booster to come to
            return Timing()
        before = before or (ledger.ended.on,)
    if meeting.after_days is None or not before:
        return Timing(due=not held, since=before[0] if before else None)
    following = before[0] + timedelta(days=meeting.after_days)
    grace = timedelta(days=ledger.protocol.sessions.every_days)
    late = meeting.required and not held and today > following + grace
    return Timing(today >= following, late, following, following)


def is_over(ledger: Ledger) -> bool:
    """Whether the numbered sessions are over: what comes after them may be held."""
    return ledger.ended is not None or (ledger.left == 0 and ledger.held > 0)


def unmet(ledger: Ledger) -> list[Condition]:
    """The conditions that nothing on record meets yet."""
    return [one for one in ledger.protocol.conditions if one.id not in ledger.met]


def session_blockers(ledger: Ledger) -> tuple[Blocker, ...]:
    """What must be on record before the next session, and held before the first."""
    protocol = ledger.protocol
    asked = protocol.conditions_before("session")
    found = _unmet(ledger, asked) if asked else []
    if ledger.held == 0:
        found += [
            Blocker(
                meeting.id, meeting.title, meeting.why, protocol.cite(meeting), meeting.verified,
                "meeting",
            )
            for meeting in protocol.before_session_one
            if meeting.id not in ledger.meetings
        ]  # fmt: skip
    return tuple(found)


def contract_blockers(ledger: Ledger) -> tuple[Blocker, ...]:
    """What must be on record before the contract."""
    return tuple(_unmet(ledger, ledger.protocol.conditions_before("contract")))


def _unmet(ledger: Ledger, conditions: tuple[Condition, ...]) -> list[Blocker]:
    return [
        Blocker(
            one.id, ledger.protocol.vocabulary.conditions[one.id].title, one.why,
            ledger.protocol.cite(one), one.verified, "condition",
        )
        for one in conditions
        if one.id not in ledger.met
    ]  # fmt: skip
