"""The instruments an organisation uses: the terms of packs, accepted and taken back."""

from kith.core import catalogue
from kith.core.errors import RefusedError
from kith.core.instruments.clinic import is_pack, terms_hash
from kith.core.instruments.model import Instrument
from kith.record import access, audit, clock
from kith.record.models import Organisation, PackAcceptance, Staff
from kith.record.writing import change, checked, permit_housekeeping, unless_taken


@change
def accept_pack(*, by: Staff, instrument: str) -> PackAcceptance:
    """Accept the terms of a pack, as they read now, for the whole organisation."""
    permit_housekeeping(by, by.organisation)
    pack = _pack(instrument)
    if known := access.acceptance_of(by.organisation, pack):
        return known
    acceptance = checked(
        PackAcceptance(
            organisation=by.organisation,
            instrument=pack.id,
            instrument_version=pack.version,
            terms=terms_hash(pack),
            by=by,
            at=clock.now(),
        )
    )
    with unless_taken(f"The terms of {pack.short_name} are accepted already."):
        acceptance.save()
    audit.write(by, "pack.accepted", acceptance, instrument=pack.id, terms=acceptance.terms)
    return acceptance


@change
def withdraw_pack(*, by: Staff, instrument: str) -> None:
    """Take an acceptance back: the pack is not offered any more; what was answered stays."""
    permit_housekeeping(by, by.organisation)
    pack = _pack(instrument)
    open_ = PackAcceptance.objects.select_for_update(of=("self",)).filter(
        organisation=by.organisation, instrument=pack.id, withdrawn_at=None
    )
    if not open_:
        raise RefusedError(f"The terms of {pack.short_name} were not accepted here.")
    for acceptance in open_:
        acceptance.withdrawn_by, acceptance.withdrawn_at = by, clock.now()
        acceptance.save(update_fields=["withdrawn_by", "withdrawn_at"])
        audit.write(by, "pack.withdrawn", acceptance, instrument=pack.id)


def offered(organisation: Organisation, name: str) -> Instrument:
    """Return the newest definition; refuse a pack whose terms nobody has accepted here."""
    definition = catalogue.instrument(name)
    if not access.may_offer(organisation, definition):
        raise RefusedError(
            f"{definition.short_name} is for those who accepted its terms. Ask an administrator "
            "or the service lead.",
            "instruments",
        )
    return definition


def _pack(instrument: str) -> Instrument:
    pack = catalogue.instrument(instrument)
    if not is_pack(pack):
        raise RefusedError(f"{pack.short_name} has no terms to accept.", "instrument")
    return pack
