"""Whether the database in use holds the invented clinic of `kith demo`, or a real one.

A mark beside the data says so. It belongs to one database: a real clinic's, used from the same
folder later, is not taken for the demo's.
"""

import hashlib
from pathlib import Path

from django.conf import settings

COMPLETE = "complete"


def mark() -> Path:
    """The file that stands beside a database which `kith demo` fills."""
    url = settings.DATABASE_URL
    which = f"-{hashlib.sha256(url.encode()).hexdigest()[:8]}" if url else ""
    return Path(settings.DATA) / f"demo-clinic{which}"


def is_invented() -> bool:
    """Whether everybody in this database is invented."""
    return mark().exists()


def is_complete() -> bool:
    """Whether the invented clinic was loaded to its end."""
    return is_invented() and mark().read_text(encoding="utf-8").strip() == COMPLETE
