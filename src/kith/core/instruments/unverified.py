"""Which numbers of an instrument nobody has read in their source yet: pages and lists show them.

Here: the list, by key. Not here: how it is shown.
"""

from kith.core.instruments.consistency import parts_of
from kith.core.instruments.model import Cited, Codes, Instrument, Licence


def unverified(instrument: Instrument) -> list[str]:
    """The keys of everything that is taken from a source and marked `verified = false`."""
    return [
        key
        for key, part in parts_of("", instrument)
        if isinstance(part, Cited | Codes | Licence) and not part.verified
    ]
