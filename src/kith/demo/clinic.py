"""The invented clinic as a whole: everybody in it, put into an empty record.

Here: who comes when and to whom, and what is loaded. The same seed and the same day give the same
clinic; whenever it is loaded, its last day is that day.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils import timezone

from kith.demo import calendar, course, groups, house, library
from kith.demo.chart import Chart, Place
from kith.demo.compose import compose
from kith.demo.house import House
from kith.demo.material import areas, practice, read
from kith.demo.tale import Tale
from kith.record import clock

SEED = 1984
IN_FULL = ("samuel", "margaret")  # the tales told word for word
HOURS = (
    time(9, 0),
    time(10, 15),
    time(11, 30),
    time(13, 30),
    time(14, 45),
    time(16, 0),
    time(8, 0),
)
ROLES = {
    "therapist": "Therapist",
    "supervisor": "Supervisor",
    "lead": "Service lead",
    "administrator": "Administrator",
}

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class SignIn:
    """How one colleague signs in."""

    role: str
    name: str
    email: str
    pass_phrase: str


@dataclass(frozen=True)
class Loaded:
    """What was put into the record."""

    clients: int
    sessions: int
    ended: int


def sign_ins() -> list[SignIn]:
    """Who can sign in, and with what."""
    return [
        SignIn(ROLES[one.role], one.name, one.email, one.pass_phrase) for one in practice().staff
    ]


def load(progress: Progress, *, seed: int = SEED, only: int | None = None) -> Loaded:
    """Put the clinic into an empty record: all of it, or `only` the first so many clients."""
    now = clock.now()
    told = [*tales(seed), *library.tales(seed)][:only]
    with clock.at(now - timedelta(days=500)):
        home = house.build()
    charts = [
        _chart(home, tale, place, seed)
        for tale, place in zip(told, _places(home, told), strict=True)
    ]
    charts.sort(key=lambda chart: (chart.referred, chart.tale.family))
    circles = [] if only else _circles(home, seed)
    written = [*charts, *(chart for circle in circles for chart in circle.charts)]
    for done, chart in enumerate(charts):
        progress(done, len(written), "clients")
        course.write(chart)
    done = len(charts)
    for circle in circles:
        progress(done, len(written), "clients")
        groups.write(circle)
        done += len(circle.charts)
    progress(done, done, "clients")
    return Loaded(
        clients=done,
        sessions=sum(chart.held for chart in written),
        ended=sum(chart.ended for chart in written),
    )


def _circles(home: House, seed: int) -> list[groups.Circle]:
    today = timezone.localtime(clock.now()).date()
    return [groups.gather(home, one, seed, today) for one in groups.tales()]


def tales(seed: int = SEED) -> list[Tale]:
    """Everybody's tale: the two told in full, then those drawn up from their outlines."""
    whole = [read(name, Tale) for name in IN_FULL]
    outlines = [one for file in areas().values() for one in file.clients]
    return [*whole, *(compose(one, random.Random(f"{seed} {one.name}")) for one in outlines)]


def worth_reading(seed: int = SEED) -> list[tuple[str, str]]:
    """Who has a course that is worth reading, and why, in the order in which to read them."""
    told = [*tales(seed), *library.tales(seed)]
    people = [(f"{one.given} {one.family}", one.worth) for one in told if one.worth]
    return [*people, *((one.name, one.worth) for one in groups.tales() if one.worth)]


def clinic_days(today: date) -> list[date]:
    """Today and the next four working days: each client has one of them each week."""
    ahead = [today + timedelta(days=number) for number in range(1, 7)]
    return [today, *(day for day in ahead if day.weekday() < 5)][:5]


def _places(home: House, told: list[Tale]) -> list[Place]:
    """Who sees whom, and when: everybody a different hour of the week."""
    today = timezone.localtime(clock.now()).date()
    days, turns = clinic_days(today), dict.fromkeys(home.therapists, 0)
    places = []
    for number, tale in enumerate(told):
        key = tale.therapist or home.therapists[number % len(home.therapists)]
        turn = turns[key]
        turns[key] += 1
        places.append(
            Place(
                therapist=home.staff[key],
                supervisor=home.of("supervisor"),
                lead=home.of("lead"),
                team=home.team_of(key),
                room=practice().place.format(room=home.therapists.index(key) + 2),
                next_day=today if tale.first_today else days[turn % len(days)],
                hour=HOURS[turn // len(days) % len(HOURS)],
            )
        )
    return places


def _chart(home: House, tale: Tale, place: Place, seed: int) -> Chart:
    lots = random.Random(f"{seed} {tale.given} {tale.family}")
    first = calendar.first_day(tale, place.next_day)
    referred = first - timedelta(days=7 * tale.waited + lots.randrange(5))
    return Chart(
        tale=tale, place=place, lots=lots, now=clock.now(), referred=referred, first_day=first
    )
