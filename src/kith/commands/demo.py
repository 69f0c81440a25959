"""Try Kith with an invented clinic.

Makes the database in var/, fills it with a year of an invented clinic's work, starts the server
and prints the address and who can sign in. What you do there is kept for the next time; --fresh
starts over.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from kith.commands import serve
from kith.commands.terminal import FailedError, Progress, say, table

if TYPE_CHECKING:
    import argparse

EXAMPLES = """\
  kith demo
  kith demo --port 9000
  kith demo --fresh            forget what was done in the demo
  kith demo --host 0.0.0.0     let other machines on this network look"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether to start over."""
    serve.add_address(parser)
    parser.add_argument(
        "--fresh", action="store_true", help="start over with a new invented clinic"
    )


def run(args: argparse.Namespace) -> int:
    """Prepare what is missing, then serve."""
    os.environ.setdefault("KITH_STATIC", "hashed")
    if args.host in {"0.0.0.0", "::"}:  # noqa: S104  # asked for by name
        os.environ.setdefault("KITH_HOSTS", ",".join(names_of_this_machine()))
    from kith.site import invented, server, start

    address = serve.free_address(args)
    start.set_up()
    was_interrupted = invented.is_invented() and not invented.is_complete()
    if args.fresh or was_interrupted:
        forget()
    say("Preparing the database ...")
    start.prepare_database()
    start.prepare_static_files()
    fill()
    start.check()
    server.serve(address, workers=1, threads=4, ready=announce)
    return 0


def forget() -> None:
    """Remove the demo's database; never one that the demo did not fill."""
    from django.conf import settings

    from kith.site import invented

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        raise FailedError("--fresh is for the built-in database; make PostgreSQL's anew yourself.")
    file = Path(database["NAME"])
    if file.exists() and not invented.is_invented():
        raise FailedError(
            f"{file} was not made by the demo, so it stays. "
            "For a demo beside it: KITH_DATA=another-folder kith demo"
        )
    for part in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        part.unlink(missing_ok=True)
    invented.mark().unlink(missing_ok=True)


def fill() -> None:
    """Load the invented clinic into an empty database; leave a demo's, refuse a real clinic's."""
    from django.contrib.auth import get_user_model

    from kith.site import invented

    has_people = get_user_model()._default_manager.exists()
    if has_people and invented.is_complete():
        return
    if has_people:
        raise FailedError(
            "There are people in this database already, so the invented clinic stays out of it. "
            "For a demo beside it: KITH_DATA=another-folder kith demo"
        )
    from kith.demo import clinic

    invented.mark().write_text("loading\n", encoding="utf-8")
    progress = Progress("Filling the invented clinic")
    clinic.load(progress)
    progress.close()
    invented.mark().write_text(f"{invented.COMPLETE}\n", encoding="utf-8")


def announce(url: str) -> None:
    """The address, and who can sign in with what."""
    from kith.demo import clinic

    rows = [(one.role, one.name, one.email, one.pass_phrase) for one in clinic.sign_ins()]
    print(f"\nKith is ready: {url}\n")
    print(table(("Role", "Name", "E-mail", "Pass phrase"), rows))
    print("\nWorth reading:\n")
    print(table(("Who", "What"), clinic.worth_reading()))
    print("\nEverybody in it is invented. Stop with Ctrl-C; your work in it is kept.", flush=True)


def names_of_this_machine() -> list[str]:
    """What another machine may call this one."""
    name = socket.gethostname()
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(name, None)}
    except OSError:
        found = set()
    return [name, *sorted(f"[{one}]" if ":" in one else one for one in found)]
