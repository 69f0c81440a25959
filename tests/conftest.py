"""What every test stands on: a data folder of its own, a database, a browser,
and the cast (tests/cast.py).

Here belong fixtures that more than one folder needs. What one page or one service needs stays in
its own test file.
"""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest

from kith.site import start

# Before Django reads its settings: every process of a test run has a data folder of its own.
DATA = Path(tempfile.mkdtemp(prefix="kith-tests-")).resolve()
FOR_TESTS = {
    "KITH_DATABASE_URL",
    "KITH_REQUIRE_BROWSER",
    "KITH_CHROMIUM",
    "KITH_PG_BIN",
    "KITH_KILLS",
}
for name in {name for name in os.environ if name.startswith("KITH_")} - FOR_TESTS:
    del os.environ[name]
os.environ["KITH_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "kith.site.settings"
# The browser's driver runs an event loop in this thread; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

start.set_up()
# A worker of xdist inherits the environment, and would read the settings before this file.
del os.environ["DJANGO_SETTINGS_MODULE"]
pytest_plugins = ["tests.browser", "tests.cast"]  # read after this file, so with Django set up


def pytest_configure(config):
    from django.conf import settings
    from django.contrib.auth.hashers import ScryptPasswordHasher

    assert settings.DATA == DATA, (
        "the settings were read before this file: tests would use real data"
    )
    # A quick hash that the real hasher still verifies, so that a real server can sign people in.
    ScryptPasswordHasher.work_factor = 2
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, not memory: what runs must be what is shipped, and a real server can share it.
        database.setdefault("TEST", {})["NAME"] = str(database["NAME"])
    lift_audit_guard_for_flush()
    close_network()


def pytest_unconfigure(config):
    shutil.rmtree(DATA, ignore_errors=True)


def pytest_collection_modifyitems(config, items):
    """Leave the drills out unless they are asked for (`./kith drill tests`)."""
    if "drill" not in config.option.markexpr:
        drills = [item for item in items if item.get_closest_marker("drill")]
        config.hook.pytest_deselected(items=drills)
        items[:] = [item for item in items if item not in drills]


def pytest_report_header(config):
    from django.conf import settings

    return f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"


def lift_audit_guard_for_flush():
    """Let Django empty the tables after a test that commits.

    The audit trail refuses that, as it must; its guard comes back with the post_migrate signal
    that a flush sends.
    """
    from django.db import connection

    lift = {
        "sqlite": [f"drop trigger if exists audit_no_{op}" for op in ("update", "delete")],
        "postgresql": ["drop trigger if exists audit_append_only on record_auditevent"],
    }[connection.vendor]
    operations = type(connection.ops)
    original = operations.execute_sql_flush
    operations.execute_sql_flush = lambda self, sql: original(self, [*lift, *sql] if sql else sql)


def close_network():
    """Tests reach this machine only: a call to anywhere else is a fault of the program."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = address[0]
            assert host in {"127.0.0.1", "::1", "localhost"}, f"a test called out to {host}"
        return connect(self, address)

    socket.socket.connect = guarded


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Each worker of xdist has a data folder of its own; PostgreSQL needs a name for each."""
    from django.conf import settings

    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker and "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_kith_{worker}"
