"""The agreed areas as the page shows them: their details and how these changed, and their work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from kith.core import problem_areas
from kith.core.offered_areas import area_in
from kith.core.problem_areas import ProblemArea as Area
from kith.core.problem_areas import Stage
from kith.web.clinic.problem_area_forms import DetailForm, label_of
from kith.web.clinic.rooms import Room
from kith.web.clinic.visits import Numbered

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

    from kith.record.models import ProblemArea


@dataclass(frozen=True)
class Strategy:
    """One step of the work, and the sessions in which it was worked on."""

    id: str
    title: str
    why: str
    source: str
    verified: bool
    sessions: Sequence[int]

    @property
    def done(self) -> bool:
        """Whether it was worked on at all."""
        return bool(self.sessions)


@dataclass(frozen=True)
class Change:
    """One dated change of a detail."""

    on: date
    what: "Words"
    was: str
    now: str


@dataclass(frozen=True)
class Chosen:
    """An agreed area with everything that belongs to its work."""

    row: "ProblemArea"
    area: Area
    strategies: Sequence[Strategy]
    details: "Sequence[tuple[Words, str]]"
    changes: Sequence[Change]
    stage: Stage | None
    form: DetailForm
    set_aside: Sequence[tuple[str, str]]

    @property
    def next(self) -> str:
        """The first strategy that was not worked on yet."""
        return next((one.id for one in self.strategies if not one.done), "")


def chosen_areas(
    room: Room,
    rows: "Sequence[ProblemArea]",
    visits: Sequence[Numbered],
    shown: Mapping[str, Any],
) -> list[Chosen]:
    """Return what is agreed now, the main area first."""
    current = sorted((row for row in rows if row.left_on is None), key=lambda row: row.rank)
    found = []
    for row in current:
        form = (
            shown["detail"]
            if shown.get("detail_of") == row.pk
            else DetailForm(area=row.area, initial=row.details, prefix=str(row.pk))
        )
        found.append(_chosen(room, row, visits, form))
    return found


def _chosen(room: Room, row: "ProblemArea", visits: Sequence[Numbered], form: DetailForm) -> Chosen:
    return Chosen(
        row=row,
        area=area_in(room.course.protocol, row.area),
        strategies=_strategies(room, row.area, visits),
        details=[
            (label_of(row.area, name), _words(row.details.get(name, ""))) for name in form.detail
        ],
        changes=_changes(row),
        stage=problem_areas.stages().get(row.details.get("stage", "")),
        form=form,
        set_aside=[
            (area_in(room.course.protocol, key).name, why) for key, why in row.set_aside.items()
        ],
    )


def _strategies(room: Room, area: str, visits: Sequence[Numbered]) -> list[Strategy]:
    """The strategies of the area in their order, with the sessions of each."""
    protocol = room.course.protocol
    vocabulary = protocol.vocabulary
    found = []
    for key in vocabulary.areas[area].strategies:
        term = vocabulary.strategies[key]
        worked = [one.number for one in visits if one.number and key in one.session.strategies]
        source = protocol.cite(term)
        found.append(Strategy(key, term.title, term.why, source, term.verified, worked))
    return found


def _changes(row: "ProblemArea") -> list[Change]:
    """How the details moved, the newest first; what was there from the start is left out."""
    changes = [
        Change(
            date.fromisoformat(each["on"]),
            label_of(row.area, each["what"]),
            _words(each["from"]),
            _words(each["to"]),
        )
        for each in row.details.get("history", [])
        if each["from"]
    ]
    return list(reversed(changes))


def _words(value: str) -> str:
    """A stage by its name; anything else as it was written."""
    named = problem_areas.stages().get(value)
    return named.title if named else value


def earlier_choices(room: Room, rows: "Sequence[ProblemArea]") -> "list[tuple[Area, ProblemArea]]":
    """Return the areas that were the focus once, the newest first."""
    protocol = room.course.protocol
    return [(area_in(protocol, row.area), row) for row in rows if row.left_on is not None]
