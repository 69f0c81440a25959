"""The agenda of a group's meeting, as the protocol plans it for the meeting of this number."""

from kith.core.protocols.model import Protocol
from kith.core.protocols.views import AgendaItem


def agenda_of(protocol: Protocol, number: int) -> list[AgendaItem]:
    """Return the lines for meeting `number`, without what belongs to a single member."""
    total = protocol.sessions.total
    within = min(max(number, 1), total)
    phase = next(one for one in protocol.phases if one.first <= within <= one.last)
    planned = protocol.agenda_items
    names = planned.get((phase.id, within)) or planned.get((phase.id, None), ())
    return [_line(protocol, name, within, total) for name in names]


def _line(protocol: Protocol, name: str, number: int, total: int) -> AgendaItem:
    known = protocol.vocabulary
    term = known.steps.get(name) or known.milestones[name]
    numbers = {"n": number, "total": total, "left": max(0, total - number)}
    title = term.title.format_map(numbers) if name in known.steps else term.title
    return AgendaItem(
        id=name,
        title=title,
        why=term.why,
        source=protocol.cite(term),
        verified=term.verified,
        kind="step" if name in known.steps else "milestone",
    )
