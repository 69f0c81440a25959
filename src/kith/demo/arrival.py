"""A client arrives: the referral is taken, a therapist named, the course opened."""

from datetime import date, timedelta

from kith.demo.chart import Chart
from kith.record.services import intake


def arrive(chart: Chart) -> None:
    """Register the client and open the course, a day or two after the letter came."""
    tale, place = chart.tale, chart.place
    sender = tale.referrer
    day = chart.referred + timedelta(days=chart.lots.choice((0, 1, 1, 2)))
    with chart.on(day, 9, chart.lots.randrange(5, 55)):
        chart.episode = intake.take_in(
            by=place.lead,
            particulars=intake.Particulars(
                given_name=tale.given,
                family_name=tale.family,
                known_as=tale.known_as,
                pronouns=tale.pronouns,
                born_on=_born(chart),
                email=tale.email,
                phone=tale.phone,
                address=tale.address,
                emergency_contact=tale.emergency_contact,
                contact_wishes=tale.contact_wishes,
            ),
            although_known=False,
            team=place.team,
            therapist=place.therapist,
            supervisor=place.supervisor,
            protocol=tale.protocol,
            request=intake.Request(
                received_on=chart.referred,
                source=tale.source,
                referrer=sender.name if sender else "",
                referrer_address=sender.address if sender else "",
                reason=tale.reason,
            ),
        )


def _born(chart: Chart) -> date:
    """A birthday that makes the client as old as the tale says on the day of the referral."""
    birthday = chart.referred - timedelta(days=chart.lots.randrange(5, 360))
    return date(birthday.year - chart.tale.age, birthday.month, min(birthday.day, 28))
