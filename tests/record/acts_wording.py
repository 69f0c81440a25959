"""The changes of wording, each ready to be tried by anybody: in a clinic that has Kith to itself.

Joined to the other acts in acts.py. The words lie in a folder of their own, gone after the act.
"""

import tempfile
from contextlib import contextmanager
from pathlib import Path

from kith.core import catalogue
from kith.core.instruments.loading import taken_in
from kith.core.instruments.model import Loaded
from kith.record.models import Staff
from kith.record.services import wording
from tests.wording import toml_for

CSI4 = "csi4"


@contextmanager
def own_folder():
    """A folder of the clinic's own wording, empty; afterwards the one before it."""
    before = catalogue.clinic_folder()
    with tempfile.TemporaryDirectory() as folder:
        yield catalogue.use_clinic(Path(folder))
    catalogue.use_clinic(before.path)


def alone(w):
    """Nobody works at the other clinic any more."""
    Staff.objects.exclude(organisation=w.cast.clinic).update(is_active=False)


def load_wording(w, by):
    alone(w)
    with own_folder():
        return wording.load_wording(
            by=by, instrument=CSI4, file="csi4.toml", data=toml_for(CSI4), permission="Licence 7"
        )


def unload_wording(w, by):
    alone(w)
    with own_folder() as folder:
        definition = catalogue.definition(CSI4)
        folder.keep(taken_in(definition, toml_for(CSI4), Loaded(file="csi4.toml")))
        wording.unload_wording(by=by, instrument=CSI4)


ACTS = {"wording.load_wording": load_wording, "wording.unload_wording": unload_wording}
