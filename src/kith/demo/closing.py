"""The end of a course, and the letter to whoever referred the client."""

from collections.abc import Iterator

from kith.core import catalogue
from kith.core.instruments.change import reliable_change
from kith.demo.chart import Chart
from kith.demo.tale import Tale
from kith.record.services import course, ending, letters

_VERDICT = {
    "improved": "reliably better",
    "deteriorated": "reliably worse",
    "no reliable change": "no reliable change",
}


def plan_ahead(chart: Chart) -> None:
    """Write down early signs, and the plan for hard times."""
    ending.save_plan(by=chart.by, episode=chart.episode, answers=chart.tale.staying_well)


def agree_what_next(chart: Chart) -> None:
    """Write down what was agreed for the time after, once that is known."""
    end = chart.tale.close
    if end:
        ending.agree_disposition(
            by=chart.by,
            episode=chart.episode,
            disposition=end.disposition,
            words=end.agreed or end.words,
        )


def close(chart: Chart) -> None:
    """End the course and, where the tale has one, write the letter."""
    end = chart.tale.close
    assert end is not None, "asked for"  # noqa: S101
    course.end_episode(
        by=chart.by, episode=chart.episode, disposition=end.disposition, words=end.words
    )
    chart.ended = True
    if not end.letter:
        return
    sender = chart.tale.referrer
    letter = letters.start_letter(
        by=chart.by,
        episode=chart.episode,
        recipient=sender.name if sender else f"{chart.tale.given} {chart.tale.family}",
        address=sender.address if sender else chart.tale.address,
        subject="Interpersonal psychotherapy: how it went",
        text=end.letter,
        scores=_scores(chart),
    )
    if end.letter_signed:
        letters.sign_letter(by=chart.by, letter=letter, expected_version=letter.version)


def say_goodbye(chart: Chart) -> None:
    """The letter to the client, read together and signed in a session of the ending."""
    tale = chart.tale
    if not tale.goodbye or tale.goodbye_in != chart.held:
        return
    letter = letters.start_letter(
        by=chart.by,
        episode=chart.episode,
        to="client",
        recipient=f"{tale.given} {tale.family}",
        address=tale.address,
        subject="To take with you",
        text=tale.goodbye,
    )
    letters.sign_letter(by=chart.by, letter=letter, expected_version=letter.version)


def _scores(chart: Chart) -> list[dict[str, str]]:
    rows = []
    for name, was, now in _firsts_and_lasts(chart.tale):
        instrument = catalogue.instrument(name)
        change = reliable_change(instrument.scales["total"], was, now)
        rows.append(
            {
                "measure": f"{instrument.short_name} ({instrument.measures})",
                "first": f"{was:g}",
                "last": f"{now:g}",
                "change": _VERDICT.get(change.verdict, change.verdict) if change else "",
            }
        )
    return rows


def _firsts_and_lasts(tale: Tale) -> Iterator[tuple[str, float, float]]:
    if not tale.by_protocol:
        first, last = tale.meetings[0], tale.meetings[-1]
        yield "phq9", first.phq9, last.phq9
        yield "gad7", first.gad7, last.gad7
    for name, row in tale.totals.items():
        known = [one for one in row if one >= 0]
        if name != "goals" and len(known) > 1:
            yield name, known[0], known[-1]
