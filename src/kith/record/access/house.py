"""The clinic itself: staff, teams, the trail, the help lines."""

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from kith.core import catalogue
from kith.core.instruments.clinic import terms_hash
from kith.core.instruments.model import Instrument
from kith.record.access.whose import User, colleague_of
from kith.record.models import (
    AuditEvent,
    Organisation,
    PackAcceptance,
    Role,
    Staff,
    Team,
)


def staff(user: User) -> QuerySet[Staff]:
    """Return the colleagues of `user`: everybody active in the same organisation."""
    colleague = colleague_of(user)
    if colleague is None:
        return Staff.objects.none()
    return Staff.objects.filter(organisation=colleague.organisation_id, is_active=True)


def teams(user: User) -> QuerySet[Team]:
    """Return the teams into which `user` may take a client."""
    colleague = colleague_of(user)
    if colleague is None:
        return Team.objects.none()
    own = Team.objects.filter(organisation=colleague.organisation_id)
    return own if colleague.role in {Role.LEAD, Role.ADMINISTRATOR} else own.filter(staff=colleague)


def organisation(user: User) -> Organisation | None:
    """Return the organisation that `user` works for."""
    colleague = colleague_of(user)
    return colleague.organisation if colleague else None


def pack_acceptances(user: User) -> QuerySet[PackAcceptance]:
    """Return who accepted the terms of which pack for the organisation, withdrawn ones too."""
    colleague = colleague_of(user)
    if colleague is None:
        return PackAcceptance.objects.none()
    own = PackAcceptance.objects.filter(organisation=colleague.organisation_id)
    return own.select_related("by", "withdrawn_by")


def acceptance_of(organisation: Organisation, pack: Instrument) -> PackAcceptance | None:
    """Return the acceptance of a pack's terms, as they read now, that holds in an organisation."""
    return PackAcceptance.objects.filter(
        organisation=organisation, instrument=pack.id, terms=terms_hash(pack), withdrawn_at=None
    ).first()


def may_offer(organisation: Organisation, instrument: Instrument) -> bool:
    """Return whether an organisation may have an instrument answered: not a pack nobody accepted.

    Who runs the machine may have accepted a pack for all (`kith instruments accept`).
    """
    return catalogue.is_open(instrument) or acceptance_of(organisation, instrument) is not None


def offered(organisation: Organisation) -> list[Instrument]:
    """Return the instruments an organisation may have answered, in order of id.

    Not among them: what is worked out from the rhythm diary.
    """
    mine = PackAcceptance.objects.filter(organisation=organisation, withdrawn_at=None)
    accepted = set(mine.values_list("instrument", "terms"))
    packs = [one for one in catalogue.packs() if (one.id, terms_hash(one)) in accepted]
    found = {one.id: one for one in (*catalogue.instruments(), *packs)}
    return [found[name] for name in sorted(found) if found[name].entry != "diary"]


def audit_events(user: User) -> QuerySet[AuditEvent]:
    """Return the trail: all of it for a lead; for an administrator what touches no client."""
    colleague = colleague_of(user)
    if colleague is None or colleague.role not in {Role.LEAD, Role.ADMINISTRATOR}:
        return AuditEvent.objects.none()
    own = AuditEvent.objects.filter(organisation_id=colleague.organisation_id)
    if colleague.role == Role.ADMINISTRATOR:
        own = own.filter(client_id__isnull=True)
    return own.order_by("-at", "-pk")


def trail(user: User) -> QuerySet[AuditEvent]:
    """Return who did what on which row, the latest first, for leads and administrators.

    Who read what must be open to those who keep the clinic lawful; what was read or written is
    not theirs, so the words in `details` stay behind, but for the name of the page.
    """
    colleague = colleague_of(user)
    rows = AuditEvent.objects.defer("details").annotate(page=KT("details__page")).order_by("-pk")
    if colleague is None or colleague.role not in {Role.LEAD, Role.ADMINISTRATOR}:
        return rows.none()
    return rows.filter(organisation_id=colleague.organisation_id)


def crisis_lines() -> list[dict[str, str]]:
    """Return every clinic's help lines, each number once: for pages that belong to no clinic."""
    known = Organisation.objects.order_by("pk").values_list("crisis_lines", flat=True)
    by_number = {line["number"]: line for lines in known for line in lines}
    return list(by_number.values())
