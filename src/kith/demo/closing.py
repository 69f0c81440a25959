"""The end of a course, and the letter to whoever referred the client."""

from kith.core import catalogue
from kith.core.instruments.change import reliable_change
from kith.demo.chart import Chart
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


def _scores(chart: Chart) -> list[dict[str, str]]:
    first, last = chart.tale.meetings[0], chart.tale.meetings[-1]
    rows = []
    for name in ("phq9", "gad7"):
        instrument = catalogue.instrument(name)
        was, now = getattr(first, name), getattr(last, name)
        change = reliable_change(instrument.scales["total"], was, now)
        rows.append(
            {
                "measure": f"{instrument.short_name} ({instrument.measures})",
                "first": str(was),
                "last": str(now),
                "change": _VERDICT.get(change.verdict, change.verdict) if change else "",
            }
        )
    return rows
