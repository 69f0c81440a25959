"""Staff added from the command line of the machine Kith runs on, before or without a sign-in.

Here: one step that finds or makes the organisation and the teams, and adds the person. The parts
are `intake`'s; nothing is stored if one of them is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kith.core.errors import RefusedError
from kith.record import audit
from kith.record.models import Organisation, Role, Staff, Team
from kith.record.services import intake
from kith.record.writing import change, permit_housekeeping, together


@dataclass(frozen=True)
class House:
    """Where somebody works, by name; the help lines and contact are for a new organisation."""

    organisation: str = ""
    teams: tuple[str, ...] = ()
    help_lines: tuple[tuple[str, str], ...] = ()
    contact: str = ""


def enrol(*, house: House, email: str, name: str, role: str, pass_phrase: str) -> Staff:
    """Add somebody to an organisation, which is made if there is none of that name."""
    if role not in Role.values:
        raise RefusedError(f"{role} is not a role; there are: {', '.join(Role.values)}.", "role")
    with together():
        organisation = _organisation(house)
        return intake.add_staff(
            organisation=organisation,
            email=email,
            name=name,
            role=role,
            pass_phrase=pass_phrase,
            teams=[_team(organisation, team) for team in house.teams],
        )


def give_pass_phrase(*, person: Staff, pass_phrase: str, by: Staff | None = None) -> None:
    """Give somebody a new pass phrase; the old one and every open sign-in end with it."""
    permit_housekeeping(by, person.organisation)
    try:
        validate_password(pass_phrase, person)
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages), "pass_phrase") from error
    # hashing takes a tenth of a second on purpose: not while the database waits for it
    person.set_password(pass_phrase)
    _store_pass_phrase(by, person)


@change
def _store_pass_phrase(by: Staff | None, person: Staff) -> None:
    person.save(update_fields=["password"])
    audit.write(by, "staff.pass_phrase", person)


def staff_by_email(email: str) -> Staff:
    """Return who signs in with this address; RefusedError if nobody does."""
    found = Staff.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if found is None:
        raise RefusedError(f"Nobody signs in with {email.strip()}.", "email")
    return found


def staff_names() -> Sequence[tuple[str, str, str, str]]:
    """Name, e-mail, role and organisation of everybody who can sign in."""
    people = Staff.objects.filter(is_active=True).select_related("organisation")
    return [
        (one.name, one.email, Role(one.role).label, one.organisation.name)
        for one in people.order_by("organisation__name", "name")
    ]


def _organisation(house: House) -> Organisation:
    if house.organisation:
        found = Organisation.objects.filter(name=house.organisation).first()
        return found or intake.add_organisation(
            name=house.organisation,
            crisis_lines=[{"name": name, "number": number} for name, number in house.help_lines],
            contact=house.contact,
        )
    known = list(Organisation.objects.order_by("name")[:2])
    if len(known) != 1:
        raise RefusedError("Name the organisation: --organisation NAME.", "organisation")
    return known[0]


def _team(organisation: Organisation, name: str) -> Team:
    found = Team.objects.filter(organisation=organisation, name=name).first()
    return found or intake.add_team(organisation=organisation, name=name)
