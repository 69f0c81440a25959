"""What stands beside the sessions, written into the record: people, medicine, body, conditions.

Here: when each of them is put on record. Which of them must come before a session or the contract
is the protocol's business: what came too late is refused by the services.
"""

from datetime import date, timedelta
from decimal import Decimal

from kith.demo.chart import Chart, later
from kith.record import clock
from kith.record.facts import protocol_of
from kith.record.services import conditions, contacts, medication

WEEK = timedelta(days=7)


def prepare(chart: Chart) -> None:
    """Before the first session: who is around, what is taken, and what must be met by then."""
    needs = chart.tale.needs
    with chart.on(chart.referred + timedelta(days=3), 10, chart.lots.randrange(50)):
        for one in needs.around:
            details = one.model_dump(exclude={"consents"})
            if one.consents:
                details["consent_on"] = clock.today()
            contacts.record_contact(by=chart.by, episode=chart.episode, details=details)
        _record_baby(chart)
        for number, taken in enumerate(needs.medicines):
            chart.medicines[number] = medication.add(
                by=chart.by,
                episode=chart.episode,
                started_on=chart.back(taken.months),
                dose=taken.dose,
                details=taken.model_dump(include={"name", "purpose", "prescriber", "adherence"}),
            )
        _meet_conditions(chart, "session")


def go_on(chart: Chart, number: int, day: date) -> None:
    """On the day of a session: weight, review, doses; on the first, what the contract needs."""
    needs = chart.tale.needs
    with chart.on(day, *later(chart.place.hour, 2)):
        for look in needs.looks:
            if look.session == number:
                weeks = look.next_weeks
                conditions.review_medically(
                    by=chart.by,
                    episode=chart.episode,
                    on=clock.today() - timedelta(days=1),
                    reviewer=look.reviewer,
                    found=look.found,
                    next_on=clock.today() + weeks * WEEK if weeks else None,
                )
        _weigh(chart, number)
        _medicate(chart, number)
        if number == 1:
            _meet_conditions(chart, "contract", "")


def _record_baby(chart: Chart) -> None:
    child = chart.tale.needs.child
    if child is None:
        return
    day = chart.referred - timedelta(days=round(7 * child.weeks))
    details = child.model_dump(exclude={"weeks"})
    details["born_on" if child.weeks >= 0 else "due_on"] = day
    contacts.record_baby(by=chart.by, episode=chart.episode, details=details)


def _weigh(chart: Chart, number: int) -> None:
    body = chart.tale.needs.body
    if body and number in body.weights:
        conditions.weigh(
            by=chart.by,
            episode=chart.episode,
            on=clock.today(),
            height_cm=Decimal(str(body.height_cm)),
            weight_kg=Decimal(str(body.weights[number])),
        )


def _medicate(chart: Chart, number: int) -> None:
    for which, taken in enumerate(chart.tale.needs.medicines):
        for change in taken.changes:
            if change.session == number:
                medication.change_dose(
                    by=chart.by,
                    medication=chart.medicines[which],
                    on=clock.today() - timedelta(days=2),
                    dose=change.dose,
                    reason=change.reason,
                )
        if taken.stopped and taken.stopped == number:
            medication.stop(
                by=chart.by,
                medication=chart.medicines[which],
                on=clock.today() - timedelta(days=2),
                because=taken.stopped_because,
            )


def _meet_conditions(chart: Chart, *before: str) -> None:
    asked = protocol_of(chart.episode).conditions
    said = chart.tale.needs.conditions
    for one in asked:
        if one.before in before and one.id in said:
            conditions.meet(
                by=chart.by,
                episode=chart.episode,
                condition=one.id,
                on=clock.today(),
                words=said[one.id],
            )
