"""From rows to what core says of an ending: first and last scores, goals, circles, work. Reads."""

from collections import Counter
from datetime import date
from itertools import takewhile

from kith.core import catalogue, ending
from kith.core.network import Map
from kith.core.timeline import When
from kith.record import clock, inventory
from kith.record.models import (
    Assessment,
    Contract,
    Episode,
    Milestone,
    Response,
    Session,
    Task,
)

MEASURES = ("phq9", "gad7", "wsas")


def course_that_ends(episode: Episode) -> ending.Course:
    """Return what the record holds of the course, for the gains and the letter."""
    maps = inventory.maps_of(episode)
    sessions = Session.objects.filter(episode=episode, state=Session.State.HELD)
    worked = Counter(
        name for names in sessions.values_list("strategies", flat=True) for name in set(names)
    )
    tried = Task.objects.filter(episode=episode, state=Task.State.DONE)
    opened = When(episode.opened_on)
    return ending.Course(
        measures=measured(episode),
        goals=_goals(episode),
        first_map=_first_whole(episode, maps),
        last_map=maps[-1] if len(maps) > 1 else None,
        strategies=dict(worked),
        tried=list(tried.order_by("settled_on").values_list("text", flat=True)),
        events=[
            one
            for one in inventory.events_of(episode)
            if one.valence == "good" and one.when.latest >= opened.earliest
        ],
    )


def _first_whole(episode: Episode, maps: list[Map]) -> Map | None:
    """Return the map as it stood when everybody had been named: that may take some sessions."""
    mapped = Milestone.objects.filter(episode=episode, name="inventory_mapped").first()
    whole = [one for one in maps if mapped and one.on <= mapped.on]
    return whole[-1] if whole else next(iter(maps), None)


def measured(episode: Episode) -> list[ending.Measured]:
    """Return the first and the last total of each outcome measure that was answered."""
    found = []
    for name in MEASURES:
        totals = [
            (version, float(total or 0))
            for version, total in Response.objects.filter(
                episode=episode, instrument=name, total__isnull=False
            )
            .order_by("given_on", "pk")
            .values_list("instrument_version", "total")
        ]
        if totals:
            definition = catalogue.instrument(name, totals[-1][0])
            first = totals[0][1] if len(totals) > 1 else None
            found.append(ending.Measured(definition, first, totals[-1][1]))
    return found


def _goals(episode: Episode) -> list[ending.Goal]:
    """Return the goals of the contract with the client's first and last rating of each.

    Ratings belong to a place in the list: one given before a goal stood there is of another goal.
    """
    contracts = list(Contract.objects.filter(episode=episode).order_by("-number"))
    if not contracts:
        return []
    ratings = list(
        Response.objects.filter(episode=episode, instrument="goals")
        .order_by("given_on", "pk")
        .values_list("given_on", "answers")
    )
    items = [one.id for one in catalogue.instrument("goals").scored]
    found = []
    for place, (item, text) in enumerate(zip(items, contracts[0].goals, strict=False)):
        since = _since(contracts, place)
        given = [said[item] for on, said in ratings if on >= since and said.get(item) is not None]
        first = given[0] if len(given) > 1 else None
        found.append(ending.Goal(text, first, given[-1] if given else None))
    return found


def _since(contracts: list[Contract], place: int) -> date:
    """Return the day since which a goal of the newest contract has stood in its place."""
    goal = contracts[0].goals[place]
    same = takewhile(lambda one: one.goals[place : place + 1] == [goal], contracts)
    return min(one.agreed_on for one in same)


def history_of(episode: Episode) -> ending.History:
    """Return what bears on the question of maintenance."""
    assessment = Assessment.objects.filter(episode=episode).first()
    onset = inventory.onset_of(episode)
    earlier = assessment.earlier_episodes if assessment else None
    return ending.History(
        episodes=None if earlier is None else earlier + 1,
        months_ill=None if onset is None else (clock.today() - onset.latest).days // 30,
        age=episode.client.age_on(clock.today()),
    )
