"""Wording that a clinic may use, loaded by those who look after it.

Here: who may, one clinic at a time, and the trail. Not here: what a file may say and whether it
fits (core.instruments.loading). The words lie in one folder for everybody whom this Kith serves:
where it serves several clinics only the machine's own command loads them, as a licence is one's.
"""

from kith.core import catalogue
from kith.core.errors import RefusedError
from kith.core.instruments.clinic import ClinicFolder
from kith.core.instruments.loading import taken_in
from kith.core.instruments.model import Instrument, Loaded
from kith.record import audit, clock
from kith.record.models import Staff
from kith.record.writing import change, permit_housekeeping


def may_load() -> bool:
    """Return whether a page can load wording here: it would hold for every clinic that is run."""
    served = Staff.objects.filter(is_active=True).values("organisation").distinct()
    return catalogue.clinic_folder() is not None and served.count() == 1


@change
def load_wording(
    *, by: Staff, instrument: str, file: str, data: bytes, permission: str
) -> Instrument:
    """Check wording against its definition and keep it; DefinitionError says what is wrong."""
    folder = _folder(by)
    if not permission.strip():
        raise RefusedError("Say on what ground the clinic may use these words.", "permission")
    definition = catalogue.definition(instrument)
    loaded = Loaded(
        by=by.name, on=clock.today().isoformat(), file=file, permission=permission.strip()
    )
    words = taken_in(definition, data, loaded)
    audit.write(
        by, "wording.loaded", by.organisation, instrument=definition.id, file=file,
        permission=permission.strip(),
    )  # fmt: skip
    try:
        folder.keep(words)
    except OSError as error:
        raise RefusedError(f"The words could not be kept: {error.strerror}.") from error
    return catalogue.instrument(definition.id, definition.version)


@change
def unload_wording(*, by: Staff, instrument: str) -> None:
    """Take loaded wording away again. Answers given to it stay."""
    folder = _folder(by)
    definition = catalogue.definition(instrument)
    audit.write(by, "wording.unloaded", by.organisation, instrument=definition.id)
    if not folder.forget(definition):
        raise RefusedError(f"No wording of {definition.short_name} was loaded here.")


def _folder(by: Staff) -> ClinicFolder:
    permit_housekeeping(by, by.organisation)
    folder = catalogue.clinic_folder()
    if folder is None or not may_load():
        raise RefusedError(
            "This Kith serves several clinics, and a licence is one clinic's. Whoever runs it "
            "loads wording with: kith instruments load FILE."
        )
    return folder
