"""Questions sent and answered, and what follows an answer that a person must see.

Here: links, answers, alerts acknowledged and settled. Not here: what the answers add up to
(scores), nor any judgement: an alert is raised by the service that stores the answer.
"""

from collections.abc import Mapping
from datetime import date, time, timedelta

from kith.demo import scores
from kith.demo.chart import Chart, later
from kith.demo.tale import Asked, Meeting, Risk
from kith.record import access, clock
from kith.record.services import measures, safety

Answers = Mapping[str, int | None]


def ask_and_answer(chart: Chart, meeting: Meeting, day: date) -> None:
    """Ask what the next session needs, by link or on paper, and see to what it raises."""
    asked = answers_to(chart, meeting)
    if chart.tale.on_paper:
        _answer_on_paper(chart, asked, meeting.comment, day)
    else:
        _answer_by_link(chart, asked, meeting.comment, day)


def _answer_by_link(chart: Chart, asked: Mapping[str, Answers], comment: str, day: date) -> None:
    """A link goes out two days before a session; the client answers the day before."""
    lots = chart.lots
    with chart.on(day - timedelta(days=2), 9, lots.randrange(60)):
        token = send(chart, list(asked))
    hour, minute = lots.randrange(9, 20), lots.randrange(55)
    with chart.on(day - timedelta(days=1), hour, minute):
        answer(chart, token, asked, comment)
    if chart.alerts:
        with chart.on(day - timedelta(days=1), *later(time(hour, minute), lots.randrange(4, 13))):
            acknowledge(chart)


def _answer_on_paper(chart: Chart, asked: Mapping[str, Answers], comment: str, day: date) -> None:
    """The client fills in the sheets in the waiting room; they are entered before the session."""
    with chart.on(day, *later(chart.place.hour, -10)):
        for instrument, answers in asked.items():
            enter(chart, instrument, answers, "paper", comment if instrument == "phq9" else "")
        acknowledge(chart)


def answers_to(chart: Chart, meeting: Asked) -> dict[str, Answers]:
    """What this client answers to each questionnaire before this session."""
    known = scores.Scores(meeting.phq9, meeting.gad7, meeting.self_harm)
    found: dict[str, Answers] = {
        "phq9": scores.phq9_answers(chart.lots, known),
        "gad7": scores.gad7_answers(chart.lots, known),
    }
    if meeting.goals:
        found["goals"] = {f"goal_{n}": value for n, value in enumerate(meeting.goals, start=1)}
    return found


def send(chart: Chart, instruments: list[str]) -> str:
    """Make a link; returns its token."""
    _, token = measures.send_measures(
        by=chart.by, episode=chart.episode, instruments=instruments, days=14
    )
    return token


def answer(
    chart: Chart,
    token: str,
    asked: Mapping[str, Answers],
    comment: str = "",
    *,
    only: int | None = None,
) -> None:
    """Answer what a link asks; with `only`, the client stops after so many answers."""
    link = access.invitation(token)
    assert link is not None, "the link was made a moment ago"  # noqa: S101
    for one in access.assignments(link):
        given = dict(list(asked[one.instrument].items())[:only])
        chart.alerts += measures.save_answers(by=link, assignment=one, answers=given)
        if only is not None:
            return
        measures.submit_response(
            by=link, assignment=one, comment=comment if one.instrument == "phq9" else ""
        )


def screen(chart: Chart, meeting: Meeting) -> None:
    """Ask the screening questions about suicide aloud, in the first session."""
    wished = int(meeting.self_harm > 0)
    answers = {"wished_dead": wished, "better_off": 0, "thoughts": 0, "ever_tried": 0}
    if wished:
        answers["now"] = 0
    enter(chart, "asq", answers, "interview")


def enter(chart: Chart, instrument: str, answers: Answers, mode: str, comment: str = "") -> None:
    """Put answers given on paper or aloud into the record."""
    response = measures.enter_response(
        by=chart.by,
        episode=chart.episode,
        instrument=instrument,
        answers=answers,
        mode=mode,
        given_on=clock.today(),
        comment=comment,
    )
    if any(answers.get(item) for item in ("self_harm", "wished_dead")):
        chart.alerts += list(access.alerts(chart.by).filter(response=response))


def acknowledge(chart: Chart) -> None:
    """The therapist takes the alerts on."""
    for alert in chart.alerts:
        measures.acknowledge_alert(by=chart.by, alert=alert)


def review(chart: Chart, risk: Risk, because: str = "") -> None:
    """Write the review of risk, and settle the alerts that waited for it."""
    shared = chart.place.supervisor.name if risk.care != "as_planned" else ""
    safety.review_risk(
        by=chart.by,
        episode=chart.episode,
        found=risk.found,
        protective=risk.protective,
        agreed=risk.agreed,
        care=risk.care,
        shared_with=shared,
        next_on=clock.today() + timedelta(days=risk.next_days),
    )
    acknowledge(chart)
    for alert in chart.alerts:
        measures.settle_alert(
            by=chart.by, alert=alert, because=because or f"Asked in the session. {risk.found}"
        )
    chart.alerts.clear()


def settle_rest(chart: Chart, calm: Risk, because: str) -> None:
    """Settle what still waits: a rule that a score has met, looked at in the session."""
    if any(alert.level == "urgent" for alert in chart.alerts):
        review(chart, calm, because)
    for alert in chart.alerts:
        why = because or f"Looked at together in the session. {alert.why}. Told in supervision."
        measures.settle_alert(by=chart.by, alert=alert, because=why)
    chart.alerts.clear()


def leave_now(chart: Chart) -> None:
    """Leave the questions for the next session as they stand on the day of loading."""
    state, next_day = chart.tale.now, chart.place.next_day
    coming = chart.tale.coming
    if coming is None:
        return
    asked = answers_to(chart, coming)
    if state == "open_alert":
        _answer_lately(chart, asked)
        return
    if state not in {"answered", "begun", "sent", "alert_taken"}:
        return
    today = chart.now.date()
    sent_on = min(next_day - timedelta(days=2), today - timedelta(days=1))
    with chart.on(sent_on, 9, chart.lots.randrange(60)):
        token = send(chart, list(asked))
    if state == "sent":
        return
    with chart.on(today - timedelta(days=1), 18, chart.lots.randrange(50)):
        answer(chart, token, asked, coming.comment, only=4 if state == "begun" else None)
        if state == "alert_taken":
            acknowledge(chart)


def _answer_lately(chart: Chart, asked: Mapping[str, Answers]) -> None:
    """The client has answered within the hour, and nobody has seen it yet."""
    with clock.at(chart.now - timedelta(days=1, hours=3)):
        token = send(chart, list(asked))
    with clock.at(chart.now - timedelta(minutes=11)):
        answer(chart, token, asked)
