"""The clinic itself: its help lines, its teams, and who signs in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kith.demo.material import Practice, practice
from kith.record.services import intake, library

if TYPE_CHECKING:
    from kith.record.models import Organisation, Staff, Team


@dataclass(frozen=True)
class House:
    """The clinic as it was stored: staff and teams by their keys."""

    organisation: "Organisation"
    teams: "dict[str, Team]"
    staff: "dict[str, Staff]"

    @property
    def therapists(self) -> list[str]:
        """The keys of those who see clients, in the order of the file."""
        return [one.key for one in practice().staff if one.role == "therapist"]

    def of(self, role: str) -> "Staff":
        """The first colleague with this role."""
        return self.staff[next(one.key for one in practice().staff if one.role == role)]

    def team_of(self, key: str) -> "Team":
        """The team of a therapist."""
        return self.teams[next(one.teams[0] for one in practice().staff if one.key == key)]


def build() -> House:
    """Store the clinic, its teams and its staff."""
    given: Practice = practice()
    organisation = intake.add_organisation(
        name=given.name, crisis_lines=list(given.crisis_lines), contact=given.contact
    )
    teams = {
        key: intake.add_team(organisation=organisation, name=name)
        for key, name in given.teams.items()
    }
    staff = {
        one.key: intake.add_staff(
            organisation=organisation,
            email=one.email,
            name=one.name,
            role=one.role,
            pass_phrase=one.pass_phrase,
            teams=[teams[team] for team in one.teams],
        )
        for one in given.staff
    }
    built = House(organisation, teams, staff)
    for pack in given.packs:
        library.accept_pack(by=built.of("lead"), instrument=pack)
    return built
