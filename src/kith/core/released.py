"""The lock on released data files: a definition that somebody was treated by never changes.

Here: the hashes of released instruments, pairings and protocols, and the comparison with the
files. Not here: what the files say. A correction is a new version in a new file.

The vocabulary that protocols share grows, so each of its terms is locked by itself, in `terms.toml`
and in every file of `terms/`: a course goes on reading the words it began with.
"""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kith.core.errors import RefusedError

CORE = Path(__file__).parent
FOLDERS = ("instruments/data", "instruments/packs", "instruments/pairings", "protocols/data")
TERMS = "protocols/terms.toml"
MORE_TERMS = "protocols/terms"
LOCK = "released.lock"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the files differ from the lock: paths below `kith/core`."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Every released file is there, byte for byte, and none waits to be released."""
        return not (self.changed or self.gone or self.new)


def digests(core: Path = CORE) -> dict[str, str]:
    """SHA-256 of every data file, by its path below `core`, and of every shared term."""
    files = (path for folder in FOLDERS for path in (core / folder).rglob("*") if path.is_file())
    found = {
        path.relative_to(core).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
    }
    for path in (core / TERMS, *sorted((core / MORE_TERMS).glob("*.toml"))):
        found |= _terms(core, path)
    return found


def _terms(core: Path, path: Path) -> dict[str, str]:
    """SHA-256 of each term of the shared vocabulary; where a source is found may be corrected."""
    vocabulary = tomllib.loads(path.read_text(encoding="utf-8"))
    file = path.relative_to(core).as_posix()
    return {
        f"{file}#{kind}.{name}": hashlib.sha256(
            json.dumps(term, sort_keys=True).encode()
        ).hexdigest()
        for kind, terms in vocabulary.items()
        for name, term in terms.items()
        if kind != "sources"
    }


def locked(core: Path = CORE) -> dict[str, str]:
    """The released files and their hashes, as the lock has them."""
    lock = core / LOCK
    lines = lock.read_text(encoding="utf-8").splitlines() if lock.exists() else []
    pairs = (line.split("  ", 1) for line in lines if line and not line.startswith("#"))
    return {name: digest for digest, name in pairs}


def compare(core: Path = CORE) -> Comparison:
    """The files against the lock."""
    now, then = digests(core), locked(core)
    return Comparison(
        changed=tuple(name for name in then if name in now and now[name] != then[name]),
        gone=tuple(name for name in then if name not in now),
        new=tuple(name for name in now if name not in then),
    )


def release(core: Path = CORE) -> tuple[str, ...]:
    """Add the new files to the lock; RefusedError if a released one has changed or is gone."""
    found = compare(core)
    if found.changed or found.gone:
        what = [f"{name} has changed" for name in found.changed]
        what += [f"{name} is gone" for name in found.gone]
        raise RefusedError(
            f"{'; '.join(what)}. Restore what was released; a correction is a new version in a "
            "new file, with its reason in a note."
        )
    now = digests(core)
    entries = locked(core) | {name: now[name] for name in found.new}
    lines = [f"{digest}  {name}\n" for name, digest in sorted(entries.items())]
    head = "# SHA-256 of every released definition. Written by tools/lock.py; never by hand.\n"
    (core / LOCK).write_text(head + "".join(lines), encoding="utf-8")
    return found.new
