"""Coming in: a client is registered, a referral taken, an episode of care opened; staff join."""

from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kith.core import catalogue
from kith.core.errors import RefusedError
from kith.record import audit, clock
from kith.record.models import Client, Episode, Organisation, Referral, Role, Staff, Team
from kith.record.writing import change


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


@change
def register_client(*, by: Staff, particulars: Particulars, although_known: bool = False) -> Client:
    """Add a client. A person of the same name and birthday is refused unless `although_known`."""
    if particulars.born_on >= clock.today():
        raise RefusedError("The date of birth must lie in the past.", "born_on")
    if particulars.born_on.year < clock.today().year - 120:
        raise RefusedError("The date of birth is more than 120 years ago.", "born_on")
    same = Client.objects.filter(
        organisation=by.organisation_id,
        family_name__iexact=particulars.family_name,
        given_name__iexact=particulars.given_name,
        born_on=particulars.born_on,
    ).first()
    if same and not although_known:
        raise RefusedError(
            f"{same} with this date of birth is already here as {same.code}. If this is another "
            "person, tick the box below and save again.",
            "although_known",
        )
    organisation = Organisation.objects.select_for_update().get(pk=by.organisation_id)
    number = 1001 + Client.objects.filter(organisation=organisation).count()
    client = Client.objects.create(
        organisation=organisation, code=f"K-{number}", **asdict(particulars)
    )
    audit.write(by, "client.registered", client, client=client.pk)
    return client


@change
def correct_client(*, by: Staff, client: Client, particulars: Particulars) -> Client:
    """Change what is known of a client, keeping the earlier words in the trail."""
    changed = {}
    for field, value in asdict(particulars).items():
        if (before := getattr(client, field)) != value:
            changed[field] = str(before)
            setattr(client, field, value)
    if particulars.born_on >= clock.today():
        raise RefusedError("The date of birth must lie in the past.", "born_on")
    if changed:
        client.save(update_fields=list(changed))
        audit.write(by, "client.corrected", client, client=client.pk, before=changed)
    return client


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
    _check_opening(by, client, team, therapist, request)
    definition = catalogue.protocol(protocol)
    referral = Referral.objects.create(
        organisation=team.organisation, client=client, team=team, **asdict(request)
    )
    episode = Episode.objects.create(
        organisation=team.organisation,
        client=client,
        team=team,
        therapist=therapist,
        supervisor=supervisor,
        referral=referral,
        protocol=definition.id,
        protocol_version=definition.version,
        opened_on=clock.today(),
    )
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


def _check_opening(
    by: Staff, client: Client, team: Team, therapist: Staff, request: Request
) -> None:
    houses = {by.organisation_id, client.organisation_id, team.organisation_id}
    if houses != {therapist.organisation_id}:
        raise RefusedError("Client, team and therapist must belong to the same organisation.")
    if by.role == Role.ADMINISTRATOR:
        raise RefusedError("An administrator looks after staff and settings, not clients.")
    if request.received_on > clock.today():
        raise RefusedError("A referral cannot arrive after today.", "received_on")
    if request.received_on < client.born_on:
        raise RefusedError("The referral cannot be older than the client.", "received_on")
    if not therapist.teams.filter(pk=team.pk).exists():
        raise RefusedError(f"{therapist} does not work in {team}.", "therapist")
    if Episode.objects.filter(client=client, team=team, ended_on__isnull=True).exists():
        raise RefusedError(
            f"{client} already has an open course of care in {team}. End that one first, or go on "
            "with it.",
            "team",
        )


@change
def add_organisation(
    *, name: str, crisis_lines: list[dict[str, str]], contact: str
) -> Organisation:
    """Create the organisation that owns the record, with the help numbers its clients see."""
    if not crisis_lines:
        raise RefusedError("Give at least one help line: clients see it on every page.")
    organisation = Organisation.objects.create(
        name=name, crisis_lines=crisis_lines, contact=contact
    )
    audit.write(None, "organisation.added", organisation)
    return organisation


@change
def add_team(*, organisation: Organisation, name: str, by: Staff | None = None) -> Team:
    """Create a team."""
    team = Team.objects.create(organisation=organisation, name=name)
    audit.write(by, "team.added", team)
    return team


def add_staff(
    *,
    organisation: Organisation,
    email: str,
    name: str,
    role: str,
    pass_phrase: str,
    teams: list[Team],
    by: Staff | None = None,
) -> Staff:
    """Let somebody sign in. Refuses a weak pass phrase, saying what is weak about it."""
    person = Staff(organisation=organisation, email=email.strip().lower(), name=name, role=role)
    try:
        person.full_clean(exclude=["password", "organisation"])
        validate_password(pass_phrase, person)
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages), "pass_phrase") from error
    # hashing takes a tenth of a second on purpose: not while the database waits for it
    person.set_password(pass_phrase)
    return _store_staff(by, person, teams)


@change
def _store_staff(by: Staff | None, person: Staff, teams: list[Team]) -> Staff:
    person.save()
    person.teams.set(teams)
    audit.write(by, "staff.added", person, role=person.role)
    return person
