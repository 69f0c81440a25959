"""A focus that is no problem area: the told episodes, the draft, and what was agreed."""

from kith.demo.chart import Chart
from kith.record import access, clock
from kith.record.services import focus


def tell(chart: Chart) -> None:
    """Keep the episodes that were told in this session."""
    told = [one for one in chart.tale.told if one.session == chart.held]
    if not told:
        return
    held = access.sessions(chart.by).filter(episode=chart.episode, state="held")
    session = held.order_by("starts_at").last()
    for one in told:
        focus.tell(
            by=chart.by,
            episode=chart.episode,
            text=one.text,
            told_on=clock.today(),
            feeling=one.feeling,
            person=chart.people.get(one.person),
            session=session,
            shows_focus=one.shows,
        )


def write(chart: Chart) -> None:
    """Draft the focus, and agree on it, in the sessions in which that was done."""
    known = chart.tale.pattern
    if known is None:
        return
    if known.written == chart.held:
        chart.focus = focus.save_focus(
            by=chart.by, episode=chart.episode, expected_version=0, parts=known.first
        )
    if known.agreed == chart.held:
        written = chart.focus
        chart.focus = focus.save_focus(
            by=chart.by,
            episode=chart.episode,
            expected_version=written.version if written else 0,
            parts=known.parts,
            words=known.words,
        )
        focus.share_focus(
            by=chart.by,
            focus=chart.focus,
            expected_version=chart.focus.version,
            view="agreed",
            words=known.client_says,
        )
