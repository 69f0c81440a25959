"""Run Kith for a clinic.

Brings the database up to date, collects the static files and starts the web server. Settings come
from KITH_ variables; docs/reference lists them. For a network, put a proxy with https in front and
set KITH_HTTPS=1 and KITH_HOSTS.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kith.commands.terminal import UnfitError, say

if TYPE_CHECKING:
    import argparse

    from kith.site.server import Address

EXAMPLES = """\
  kith serve
  KITH_HTTPS=1 KITH_HOSTS=kith.example.org kith serve --port 8080
  KITH_DATABASE_URL=postgresql://kith:...@db/kith kith serve --workers 2"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and with how much."""
    add_address(parser)
    parser.add_argument(
        "--workers", type=int, default=1, help="processes; more than one for PostgreSQL only (1)"
    )
    parser.add_argument("--threads", type=int, default=4, help="requests at once in each (4)")
    parser.add_argument(
        "--no-migrate", action="store_true", help="leave the database and the files as they are"
    )


def add_address(parser: argparse.ArgumentParser) -> None:
    """The two options that `demo` and `serve` share."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")


def run(args: argparse.Namespace) -> int:
    """Prepare, then serve until told to stop."""
    os.environ.setdefault("KITH_STATIC", "hashed")
    from kith.site import server, start

    address = free_address(args)
    start.set_up()
    if not args.no_migrate:
        say("Bringing the database up to date ...")
        start.prepare_database()
        start.prepare_static_files()
    start.check()
    server.serve(
        address,
        workers=args.workers,
        threads=args.threads,
        ready=lambda url: say(f"Kith is at {url}"),
    )
    return 0


def free_address(args: argparse.Namespace) -> Address:
    """Where to listen, looked at before any work is done: another Kith may be there already."""
    from kith.site.server import Address, PortError

    address = Address(args.host, args.port)
    try:
        address.check()
    except PortError as error:
        raise UnfitError(str(error)) from error
    return address
