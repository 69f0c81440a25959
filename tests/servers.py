"""Real servers for tests: a `kith` process that answers on a free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def kith(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end; never raises for an exit code, which is the test's business."""
    return subprocess.run(
        [sys.executable, "-m", "kith", *arguments],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
        cwd=ROOT,
    )


@contextmanager
def running(
    *arguments: str, environment: Mapping[str, str], seconds: float = 60
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start `kith ARGUMENTS --port N`, wait until it is healthy; yields its address and process."""
    port = free_port()
    log = Path(environment["KITH_DATA"]) / f"server-{port}.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "kith", *arguments, "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **environment},
            cwd=ROOT,
            start_new_session=True,  # a group of its own, so that a test can kill all of it at once
        )
    try:
        wait_until_healthy(f"http://localhost:{port}", process, log, seconds)
        yield f"http://localhost:{port}", process
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_healthy(url: str, process: subprocess.Popen[str], log: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    answer = "nothing"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310  # our own
                return
        except urllib.error.HTTPError as error:
            with error:
                answer = error.read().decode()
        except (urllib.error.URLError, OSError) as error:
            answer = str(error)
        time.sleep(0.05)
    raise AssertionError(f"no healthy server at {url}: {answer}\n{log.read_text()[-4000:]}")
