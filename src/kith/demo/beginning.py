"""The first sessions: risk, diagnosis, people, events, focus, formulation, contract.

Here: one function for each task of the initial phase that is more than a tick. Which of them a
session holds, the protocol's agenda says (course).
"""

from datetime import timedelta

from kith.core.diagnoses import diagnoses
from kith.core.suitability import cautions
from kith.demo import asking
from kith.demo.chart import Chart
from kith.demo.material import Someone
from kith.demo.tale import Findings, Meeting, Risk
from kith.record import clock
from kith.record.facts import protocol_of
from kith.record.services import agreements, assessment, interpersonal

EVERYBODY = 4  # who is named up to this session belongs to the first inventory
NO_THOUGHTS = Risk(
    found="Asked directly: no thoughts of death or of self-harm, now or in the past months.",
    protective="People at home, and wanting to be well.",
    agreed="To be asked again as the questionnaires come in. Help numbers gone through.",
    next_days=14,
)
CONFIDENTIAL = (
    "What is said stays in the team. Only where somebody's safety is in danger is more shared, and "
    "you would be told first wherever that is possible."
)
CRISIS = (
    "Between sessions nobody watches the answers. In a crisis: the help numbers on every page, "
    "the doctor, or the emergency department."
)
MISSED = "Cancel a day before if you can. A missed session is not taken from the number agreed."


def assess(chart: Chart) -> None:
    """Write down what the first session found, and the decision to go ahead."""
    found = chart.tale.findings
    named = diagnoses()[found.diagnosis]
    assessment.save_assessment(
        by=chart.by,
        episode=chart.episode,
        expected_version=0,
        found={
            "complaint": found.complaint,
            "icd11": named.icd11,
            "icd10": named.icd10,
            "diagnosis": named.title,
            "onset_on": chart.back(found.onset_months).replace(day=1),
            "onset_precision": "month",
            "earlier_episodes": found.earlier_episodes,
            "history": found.history,
            "treatments": found.treatments,
            "medication": found.medication,
            "substances": found.substances,
            "strengths": found.strengths,
            "cautions": _cautions(found),
            "decision": found.decision,
            "decision_reason": found.decision_reason,
        },
    )


def _cautions(found: Findings) -> dict[str, dict[str, str]]:
    answers = {}
    for one in cautions():
        words = found.cautions.get(one.id, "")
        answers[one.id] = {"answer": "yes" if words else "no", "words": words}
    return answers


def risk_baseline(chart: Chart, meeting: Meeting) -> None:
    """Ask everybody about suicide, and write down what was found."""
    asking.screen(chart, meeting)
    asking.review(chart, meeting.review or NO_THOUGHTS)


def name_people(chart: Chart, *, everybody: bool = False) -> None:
    """Name the people who come up in this session, and put them into the circles."""
    told = [
        one
        for one in chart.tale.people
        if one.label not in chart.people
        and (one.named_in <= chart.held or (everybody and one.named_in <= EVERYBODY))
    ]
    if not told:
        return
    added = interpersonal.add_people(
        by=chart.by,
        episode=chart.episode,
        labels=[one.label for one in told],
        relations={one.label: one.relation for one in told},
    )
    for one, person in zip(told, added, strict=True):
        chart.people[one.label] = person
        if details := _known(chart, one):
            interpersonal.describe_person(
                by=chart.by, episode=chart.episode, person=person, details=details
            )
    interpersonal.place_people(
        by=chart.by,
        episode=chart.episode,
        moves=[
            interpersonal.Move(
                person=chart.people[one.label],
                to=interpersonal.Spot(ring=one.ring, wished_ring=one.wished),
            )
            for one in told
            if one.ring
        ],
    )


def _known(chart: Chart, one: Someone) -> dict[str, object]:
    details: dict[str, object] = dict(one.known)
    if one.kind != "person":
        details["kind"] = one.kind
    if one.died is not None:
        details |= {"died_on": chart.back(one.died), "died_precision": "month"}
        details["mourning"] = one.mourning
    if one.since is not None:
        details |= {"trouble_since": chart.back(one.since), "trouble_precision": "month"}
    return details


def move_people(chart: Chart) -> None:
    """Write down who came nearer or went further since, and what else changed."""
    moves = []
    for one in chart.tale.people:
        person = chart.people.get(one.label)
        if person is None:
            continue
        moves += [
            interpersonal.Move(
                person=person,
                to=interpersonal.Spot(ring=ring, wished_ring=one.wished and min(one.wished, ring)),
            )
            for when, ring in one.moves
            if when == chart.held
        ]
        for when, details in one.changes:
            if when == chart.held:
                interpersonal.describe_person(
                    by=chart.by, episode=chart.episode, person=person, details=details
                )
    if moves:
        interpersonal.place_people(by=chart.by, episode=chart.episode, moves=moves)


def draw_timeline(chart: Chart) -> None:
    """Put what happened on the timeline, beside the symptoms."""
    told = [one for one in chart.tale.events if chart.back(one.months) <= clock.today()]
    for one in told:
        record_event(chart, one.title)
    ties = chart.tale.ties
    interpersonal.describe_company(
        by=chart.by,
        episode=chart.episode,
        details={
            "before": ties.before,
            "lonely_now": ties.lonely_now,
            "withdrew": ties.withdrew,
            "words": ties.words,
        },
    )


def tell_news(chart: Chart, since: timedelta) -> None:
    """Put on the timeline what has happened since the session before."""
    today = clock.today()
    for one in chart.tale.events:
        if today - since < chart.back(one.months) <= today:
            record_event(chart, one.title)


def record_event(chart: Chart, title: str) -> None:
    """Write one life event."""
    one = next(event for event in chart.tale.events if event.title == title)
    interpersonal.record_event(
        by=chart.by,
        episode=chart.episode,
        details={
            "title": one.title,
            "kind": one.kind,
            "on": chart.back(one.months),
            "precision": one.precision,
            "valence": one.valence,
            "notes": one.notes,
        },
        people=[chart.people[label] for label in one.people if label in chart.people],
    )


def choose_focus(chart: Chart) -> None:
    """Agree on the problem area, and say why the others are set aside."""
    agreements.agree_problem_areas(
        by=chart.by,
        episode=chart.episode,
        choices=[
            agreements.Choice(
                area=one.area,
                reasons=one.reasons,
                person=chart.people.get(one.person),
                details=one.details,
            )
            for one in chart.tale.focus
        ],
        set_aside={str(area): words for area, words in chart.tale.set_aside.items()},
    )


def formulate(chart: Chart) -> None:
    """Say the understanding aloud, and agree on it."""
    written = agreements.save_formulation(
        by=chart.by, episode=chart.episode, expected_version=0, text=chart.tale.formulation
    )
    agreements.share_formulation(
        by=chart.by, formulation=written, view="agreed", words=chart.tale.client_says
    )


def contract(chart: Chart) -> None:
    """Agree on the number of sessions, the goals and the rest."""
    agreed, day = chart.tale.agreed, clock.today()
    usual = protocol_of(chart.episode).sessions
    sessions = agreed.sessions or usual.total
    ahead = timedelta(days=usual.every_days) * (sessions - chart.held + 1)
    agreements.agree_contract(
        by=chart.by,
        episode=chart.episode,
        terms=agreements.Terms(
            sessions=sessions,
            starts_on=max(chart.referred, day - timedelta(days=7 * max(0, chart.held - 1))),
            ends_on=day + ahead,
            goals=agreed.goals,
            every_days=usual.every_days,
            minutes=usual.minutes[0] if chart.tale.by_protocol else 50,
            place=chart.place.room,
            missed_sessions=MISSED,
            confidentiality=CONFIDENTIAL,
            in_a_crisis=CRISIS,
            afterwards=agreed.afterwards,
        ),
    )
