"""The web server of an installation: granian with one worker, and a word when it is ready."""

from __future__ import annotations

import socket
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # what a browser here can reach instead


class PortError(Exception):
    """The address cannot be listened on."""


@dataclass(frozen=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """What a person on this machine types. Passkeys work on the name localhost only."""
        host = LOOPBACK.get(self.host, self.host)
        if host in {"127.0.0.1", "::1"}:
            host = "localhost"
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def probe(self) -> str:
        """Where this machine asks whether the server is well."""
        host = LOOPBACK.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/healthz"

    def check(self) -> None:
        """PortError if somebody else listens there, or nobody may."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((self.host, self.port))
            except OSError as error:
                raise PortError(
                    f"cannot listen on {self.host} port {self.port} ({error.strerror}). "
                    f"Is Kith running already? Another port: --port {self.port + 1}"
                ) from error


def serve(address: Address, *, workers: int, threads: int, ready: Callable[[str], None]) -> None:
    """Serve until told to stop; `ready` gets the address once /healthz answers."""
    from granian import Granian  # noqa: PLC0415  # heavy, and of no use to other commands
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    # Threads enough to keep both cores busy; more would only queue for SQLite's one write lock.
    server = Granian(
        "kith.site.wsgi:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        workers_kill_timeout=10,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    )
    threading.Thread(target=_announce, args=(address, ready), daemon=True).start()
    server.serve()


def _announce(address: Address, ready: Callable[[str], None]) -> None:
    """Ask until the server is well, then say so; say what is wrong if it is not after a while."""
    problem = ""
    for _ in range(600):
        try:
            # The address is our own and its scheme is fixed above.
            with urllib.request.urlopen(address.probe, timeout=5):  # noqa: S310
                ready(address.url)
                return
        except urllib.error.HTTPError as error:
            with error:
                problem = error.read().decode(errors="replace")
        except OSError as error:
            problem = str(error)
        time.sleep(0.1)
    ready(f"{address.url}, which is not well: {problem}")
