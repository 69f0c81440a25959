"""The form of a case in a file: every key it may have, so that a misspelt one is refused.

Here: names and types, as in the `facts` of the published vignettes; null is "not known". Not here:
what the entries mean (case_file).
"""

from typing import Any

from pydantic import BaseModel, ConfigDict


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Timed(_Form):
    """Something with a time against the onset or against the first meeting."""

    months_before_onset: float | None = None
    months_before_presentation: float | None = None
    known_at: str | None = None


class PersonEntry(_Form):
    """One person of the inventory."""

    label: str | None = None
    relationship: str | None = None
    age: float | str | None = None
    lives_with: bool | str | None = None
    closeness: str | None = None
    contact: str | None = None
    support_received: str | None = None
    support_given: str | None = None
    conflict: str | bool | None = None
    expectations_met: str | bool | None = None
    nonreciprocal: bool | None = None
    deceased: bool | None = None
    died_months_before_onset: float | None = None
    died_months_before_presentation: float | None = None
    death_kind: str | None = None
    estranged: bool | None = None
    known_at: str | None = None
    note: str | None = None


class EventEntry(Timed):
    """One life event."""

    kind: str | None = None
    description: str | None = None
    valence: str | None = None


class ChangeEntry(Timed):
    """One change of role."""

    kind: str | None = None
    old_role: str | None = None
    new_role: str | None = None
    wanted: bool | None = None
    loss_of_old_role_felt: bool | None = None
    new_role_felt_unmanageable: bool | None = None
    note: str | None = None


class BereavementEntry(_Form):
    """How the mourning has gone."""

    bereaved: bool | None = None
    reactions: tuple[str, ...] | None = ()
    known_at: str | None = None
    note: str | None = None


class NetworkEntry(_Form):
    """How it is with people on the whole."""

    size: float | str | None = None
    loneliness: bool | None = None
    isolated_now: bool | None = None
    withdrawal_since_onset: bool | None = None
    longstanding_few_relationships: bool | None = None
    confidant: bool | None = None
    known_at: str | None = None
    note: str | None = None


class EpisodeEntry(_Form):
    """When the episode began."""

    onset_months_before_presentation: float | None = None
    history: str | None = None


class CaseEntry(_Form):
    """The `facts` of a vignette."""

    disorder: str | None = None
    adaptation: str | None = None
    age: float | None = None
    sex: str | None = None
    marital_status: str | None = None
    occupation: str | None = None
    episode: EpisodeEntry | None = None
    people: tuple[PersonEntry, ...] | None = ()
    life_events: tuple[EventEntry, ...] | None = ()
    bereavement: BereavementEntry | None = None
    role_changes: tuple[ChangeEntry, ...] | None = ()
    network: NetworkEntry | None = None
    instruments: tuple[Any, ...] | None = ()
    other: Any = None
