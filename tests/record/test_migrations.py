"""From nothing to a working record, on both engines, as `kith migrate` does it."""

import os
import subprocess
import sys

import pytest

from tests.postgres import NoPostgresError, cluster

CHECK = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
call_command("migrate", check_unapplied=True, verbosity=0)
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
from kith.record.services import intake
intake.add_organisation(
    name="Lakeside", crisis_lines=[{"name": "Samaritans", "number": "116 123"}], contact=""
)
try:
    with connection.cursor() as cursor:
        cursor.execute("delete from record_auditevent")
except Exception as error:
    print(connection.vendor, error)
"""


def from_nothing(tmp_path, **env):
    """Migrate an empty database in a program of its own; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CHECK],
        check=False,
        capture_output=True,
        text=True,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("KITH_")},
            "DJANGO_SETTINGS_MODULE": "kith.site.settings",
            "KITH_DATA": str(tmp_path),
            **env,
        },
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_sqlite_is_made_from_nothing_and_guarded(tmp_path):
    assert from_nothing(tmp_path) == "sqlite the audit trail is append-only\n"
    assert (tmp_path / "kith.sqlite3").exists()


def test_postgresql_is_made_from_nothing_and_guarded(tmp_path):
    try:
        with cluster() as one:
            said = from_nothing(tmp_path, KITH_DATABASE_URL=one.url)
    except NoPostgresError as why:
        pytest.skip(str(why))

    assert said.startswith("postgresql the audit trail is append-only\n")
