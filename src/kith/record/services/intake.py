"""Coming in: a client is registered, a referral taken, an episode of care opened; staff join."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kith.core import catalogue
from kith.core.errors import RefusedError, UnknownDefinitionError
from kith.core.protocols.model import Protocol
from kith.record import access, audit, clock
from kith.record.models import Client, Episode, Organisation, Referral, Role, Staff, Team
from kith.record.writing import (
    change,
    check_carers,
    checked,
    may_take_in,
    permit_housekeeping,
    unless_taken,
)

FIRST_CODE = 1001
OLDEST = 120


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What is known of a client when the referral arrives."""

    given_name: str
    family_name: str
    born_on: date
    known_as: str = ""
    pronouns: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    emergency_contact: str = ""
    contact_wishes: str = ""


@dataclass(frozen=True, kw_only=True)
class Request:
    """The referral itself."""

    received_on: date
    source: str
    referrer: str = ""
    referrer_address: str = ""
    reason: str = ""


# ---------------------------------------------------------------- clients


@change
def register_client(*, by: Staff, particulars: Particulars, although_known: bool = False) -> Client:
    """Add a client. A person of the same name and birthday is refused unless `although_known`."""
    _permit_intake(by)
    # held, so that two clients never get one number and twins are seen
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation_id)
    client = Client(organisation=organisation, **_stripped(particulars))
    client.code = f"K-{FIRST_CODE + Client.objects.filter(organisation=organisation).count()}"
    _check_client(client)
    same = Client.objects.filter(
        organisation=organisation,
        family_name__iexact=client.family_name,
        given_name__iexact=client.given_name,
        born_on=client.born_on,
    ).first()
    if same and not although_known:
        raise RefusedError(
            f"{same} with this date of birth is already here as {same.code}. If it is the same "
            "person, ask whoever looks after them, or the service lead, to open a new course. If "
            "it is somebody else, tick the box below and save again.",
            "although_known",
        )
    client.save()
    audit.write(by, "client.registered", client, client=client.pk)
    return client


@change
def correct_client(*, by: Staff, client: Client, particulars: Particulars) -> Client:
    """Change what is known of a client, keeping the earlier words in the trail."""
    if not access.clients(by).filter(pk=client.pk).exists():
        raise RefusedError("Only the people who look after this client can change the record.")
    client = Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    changed = {}
    for field, value in _stripped(particulars).items():
        if (before := getattr(client, field)) != value:
            changed[field] = str(before)
            setattr(client, field, value)
    _check_client(client)
    if changed:
        client.save(update_fields=list(changed))
        audit.write(by, "client.corrected", client, client=client.pk, before=changed)
    return client


def _permit_intake(by: Staff) -> None:
    if not may_take_in(by):
        raise RefusedError("An administrator looks after staff and settings, not clients.")


def _stripped(given: Particulars | Request) -> dict[str, object]:
    return {
        field: value.strip() if isinstance(value, str) else value
        for field, value in asdict(given).items()
    }


def _check_client(client: Client) -> None:
    checked(client)
    if client.born_on >= clock.today():
        raise RefusedError("The date of birth must lie in the past.", "born_on")
    if client.born_on.year < clock.today().year - OLDEST:
        raise RefusedError(f"The date of birth is more than {OLDEST} years ago.", "born_on")


# ---------------------------------------------------------------- episodes


@change
def open_episode(
    *,
    by: Staff,
    client: Client,
    team: Team,
    therapist: Staff,
    protocol: str,
    request: Request,
    supervisor: Staff | None = None,
) -> Episode:
    """Take a referral and open the episode; it pins the protocol's newest version for life."""
    _permit_intake(by)
    _check_house(by, client, team)
    check_carers(by, team, therapist, supervisor)
    _check_arrival(request, client)
    definition = _newest(protocol)
    referral = checked(
        Referral(organisation=team.organisation, client=client, team=team, **_stripped(request))
    )
    episode = checked(
        Episode(
            organisation=team.organisation,
            client=client,
            team=team,
            therapist=therapist,
            supervisor=supervisor,
            protocol=definition.id,
            protocol_version=definition.version,
            opened_on=clock.today(),
        )
    )
    with unless_taken(
        f"{client} already has an open course of care in {team}. End that one first, or go on "
        "with it.",
        "team",
    ):
        referral.save()
        episode.referral = referral
        episode.save()
    audit.write(by, "referral.taken", referral, client=client.pk)
    audit.write(by, "episode.opened", episode, client=client.pk, protocol=definition.id)
    return episode


@change
def take_in(
    *,
    by: Staff,
    particulars: Particulars,
    although_known: bool,
    team: Team,
    therapist: Staff,
    protocol: str,
    request: Request,
    supervisor: Staff | None = None,
) -> Episode:
    """Register a client and open the first episode: both, or neither."""
    client = register_client(by=by, particulars=particulars, although_known=although_known)
    return open_episode(
        by=by,
        client=client,
        team=team,
        therapist=therapist,
        supervisor=supervisor,
        protocol=protocol,
        request=request,
    )


def _check_house(by: Staff, client: Client, team: Team) -> None:
    if {by.organisation_id, client.organisation_id} != {team.organisation_id}:
        raise RefusedError("Client, team and therapist must belong to the same organisation.")
    if by.role != Role.LEAD and not by.teams.filter(pk=team.pk).exists():
        raise RefusedError(
            f"You do not work in {team}. Choose one of your own teams, or ask the service lead.",
            "team",
        )


def _check_arrival(request: Request, client: Client) -> None:
    if request.received_on > clock.today():
        raise RefusedError("A referral cannot arrive after today.", "received_on")
    if request.received_on < client.born_on:
        raise RefusedError("The referral cannot be older than the client.", "received_on")


def _newest(protocol: str) -> Protocol:
    try:
        return catalogue.protocol(protocol)
    except UnknownDefinitionError as error:
        raise RefusedError(str(error), "protocol") from error


# ---------------------------------------------------------------- the house and its staff


@change
def add_organisation(
    *, name: str, crisis_lines: list[dict[str, str]], contact: str
) -> Organisation:
    """Create the organisation that owns the record, with the help numbers its clients see."""
    if not crisis_lines:
        raise RefusedError("Give at least one help line: clients see it on every page.")
    if not all(
        line.get("name", "").strip() and line.get("number", "").strip() for line in crisis_lines
    ):
        raise RefusedError("Each help line needs a name and a number.", "crisis_lines")
    organisation = checked(
        Organisation(name=name.strip(), crisis_lines=crisis_lines, contact=contact.strip())
    )
    with unless_taken(f"There is an organisation called {organisation} already.", "name"):
        organisation.save()
    audit.write(None, "organisation.added", organisation)
    return organisation


@change
def add_team(*, organisation: Organisation, name: str, by: Staff | None = None) -> Team:
    """Create a team. Without `by`, from the command line of the machine itself."""
    permit_housekeeping(by, organisation)
    team = checked(Team(organisation=organisation, name=name.strip()))
    with unless_taken(f"There is a team called {team} already.", "name"):
        team.save()
    audit.write(by, "team.added", team)
    return team


def add_staff(
    *,
    organisation: Organisation,
    email: str,
    name: str,
    role: str,
    pass_phrase: str,
    teams: Sequence[Team],
    by: Staff | None = None,
) -> Staff:
    """Let somebody sign in. Refuses a weak pass phrase, saying what is weak about it."""
    permit_housekeeping(by, organisation)
    person = Staff(
        organisation=organisation, email=email.strip().lower(), name=name.strip(), role=role
    )
    try:
        validate_password(pass_phrase, person)
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages), "pass_phrase") from error
    if any(team.organisation_id != organisation.pk for team in teams):
        raise RefusedError("A team of another organisation cannot be joined.", "teams")
    # hashing takes a tenth of a second on purpose: not while the database waits for it
    person.set_password(pass_phrase)
    checked(person)
    return _store_staff(by, person, teams)


@change
def _store_staff(by: Staff | None, person: Staff, teams: Sequence[Team]) -> Staff:
    with unless_taken(f"Somebody signs in as {person.email} already.", "email"):
        person.save()
    person.teams.set(teams)
    audit.write(by, "staff.added", person, role=person.role)
    return person
