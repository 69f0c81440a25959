"""`kith serve` as a clinic runs it: prepared by itself, quick to stop, nothing lost between."""

import gzip
import os
import re
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.servers import ROOT, kith, running


def get(url, **headers):
    request = urllib.request.Request(url, headers=headers)  # noqa: S310  # our own server
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # our own server
        return answer.headers, answer.read()


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """The environment of a new clinic: a data folder, and nothing else."""
    return {"KITH_DATA": str(tmp_path_factory.mktemp("clinic")), "KITH_DATABASE_URL": ""}


@pytest.fixture(scope="module")
def server(clinic):
    """Its address, with static files as a clinic has them."""
    with running("serve", environment=clinic) as (url, _):
        yield url


def test_it_names_its_files_by_their_content_and_lets_browsers_keep_them(server):
    _, page = get(f"{server}/accounts/login/")
    names = re.findall(r'(?:href|src)="(/static/[^"#]+)', page.decode())
    assert names
    for name in names:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", name), f"{name} is not named by its content"
        headers, _ = get(server + name)
        assert "immutable" in headers["Cache-Control"]


def test_it_sends_compressed_files_to_browsers_that_take_them(server):
    _, page = get(f"{server}/accounts/login/")
    sheet = re.search(r'"(/static/[^"]+\.css)"', page.decode()).group(1)
    headers, packed = get(server + sheet, **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert b"{" in gzip.decompress(packed)


def test_it_keeps_the_data_to_its_owner(server, clinic):
    assert Path(clinic["KITH_DATA"], "secret.key").stat().st_mode & 0o077 == 0


def test_it_stops_at_once_when_told_and_starts_again_on_the_same_data(tmp_path):
    environment = {"KITH_DATA": str(tmp_path), "KITH_DATABASE_URL": ""}
    with running("serve", environment=environment) as (_, process):
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
        assert time.monotonic() - start < 10
    added = subprocess.run(
        [
            *("./kith", "user", "add", "--organisation", "Seaside", "--help-line", "Aid=116 123"),
            *("--name", "Nora", "--email", "nora@example.org", "--role", "lead"),
            "--pass-phrase-stdin",
        ],
        input="a calm and quiet lamp\n",
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        cwd=ROOT,
        check=False,
    )
    assert added.returncode == 0, added.stderr
    with running("serve", environment=environment):
        assert "nora@example.org" in kith("user", "list", **environment).stdout


@pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite's own")
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_the_built_in_database_survives_a_loss_of_power(db, pragma, value):
    with connection.cursor() as cursor:
        cursor.execute(f"pragma {pragma}")
        assert cursor.fetchone()[0] == value


def test_reading_a_page_opens_no_transaction():
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS")
