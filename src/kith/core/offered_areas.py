"""The problem areas that one protocol offers: the four, the four under plainer names, and its own.

Counselling and lay groups call the areas by everyday words; some adaptations add an area. Here the
protocol's words are joined to what Kith knows about the four. For an added area no rule looks into
the record: therapist and client decide with its description before them.
"""

from collections.abc import Mapping
from dataclasses import replace

from kith.core import problem_areas
from kith.core.case import Facts
from kith.core.problem_areas import Consideration, ProblemArea, Signs
from kith.core.protocols.model import Protocol

LIKE: Mapping[str, str] = {
    "disagreements": "role_dispute",
    "life_changes": "role_transition",
    "loneliness": "interpersonal_deficits",
}
"""The everyday names, and the area that each stands for."""


HEALTHY_SELF = "loss_of_healthy_self"


def like(area: str) -> str:
    """Return the one of the four that an area is another name for, or the area itself."""
    return LIKE.get(area, area)


def area_in(protocol: Protocol, area: str) -> ProblemArea:
    """Return an area with the words of the protocol that offers it."""
    term = protocol.vocabulary.areas[area]
    known = {one.id: one for one in problem_areas.areas()}
    if (same := known.get(like(area))) is not None:
        return replace(same, id=area, term=term)
    signs = Signs(why=term.why, source=term.source, verified=term.verified, goals=(), listen_for=())
    return ProblemArea(area, term, term.title.lower(), (), signs)


def own_name(protocol: Protocol, area: str) -> str:
    """Return what a protocol calls an area of its own, in plain words; empty for the four."""
    four = {one.id for one in problem_areas.areas()}
    return "" if like(area) in four else area_in(protocol, area).plain


def consider(protocol: Protocol, facts: Facts) -> list[Consideration]:
    """Return the areas that the protocol offers with their reasons, the best supported first."""
    found = []
    for one in problem_areas.consider(facts):
        names = [area for area in protocol.problem_areas if like(area) == one.area.id]
        found += [replace(one, area=area_in(protocol, name)) for name in names]
    if HEALTHY_SELF in protocol.problem_areas:
        own_area = area_in(protocol, HEALTHY_SELF)
        found = _placed(found, problem_areas.consider_healthy_self(facts, own_area))
    judged = {one.area.id for one in found}
    own = [area_in(protocol, area) for area in protocol.problem_areas if area not in judged]
    return [*found, *(Consideration(area, (), (), 0.0, by_rule=False) for area in own)]


def _placed(found: list[Consideration], added: Consideration | None) -> list[Consideration]:
    """Put an added area after the best of the others that have as much support."""
    if added is None:
        return found
    place = sum(one.support >= added.support for one in found)
    return [*found[:place], added, *found[place:]]
