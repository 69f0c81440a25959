"""A real Chromium for the journeys, driven by Playwright against a real server.

Where there is no Chromium the tests that ask for one are skipped, with the reason; with
KITH_REQUIRE_BROWSER=1 they fail instead, so that a continuous run cannot miss them.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.servers import running

DESKTOP = {"width": 1280, "height": 900}
MOBILE = {"width": 360, "height": 740}
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--no-sandbox",  # continuous runs are root in a container, where Chromium has no sandbox
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PATIENCE = 15_000  # milliseconds a step may take: generous, since a loaded machine is not a fault


def chromium() -> str | None:
    """The browser to drive, if there is one."""
    named = os.environ.get("KITH_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def pytest_report_header():
    return f"browser: {chromium() or 'none, so its tests are skipped (apt install chromium)'}"


def unavailable(reason: str):
    """Skip, or fail where a browser was promised."""
    if os.environ.get("KITH_REQUIRE_BROWSER") == "1":
        pytest.fail(f"KITH_REQUIRE_BROWSER=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run."""
    path = chromium()
    if path is None:
        unavailable("there is no Chromium here; on Debian: apt install chromium libatomic1")
    from playwright.sync_api import Error, sync_playwright

    try:
        driver = sync_playwright().start()
    except Error as error:
        unavailable(f"the browser's driver does not start; apt install libatomic1 ({error})")
    try:
        one = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield one
        one.close()
    finally:
        driver.stop()


@pytest.fixture
def new_page(browser):
    """Make pages, each in a profile of its own; what the browser complains of fails the test."""
    contexts, complaints = [], []

    def make(viewport=DESKTOP, **options):
        context = browser.new_context(
            viewport=viewport, locale="en-GB", timezone_id="Europe/London", **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.complaints = complaints
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, f"the browser complained: {complaints}"


@pytest.fixture
def page(new_page):
    """A page on a desktop."""
    return new_page()


@pytest.fixture
def mobile(new_page):
    """A page on a small telephone, with touch."""
    return new_page(MOBILE, has_touch=True, is_mobile=True)


@pytest.fixture(scope="session")
def live_process(django_db_setup, django_db_blocker):
    """`kith serve` on the tests' own database: what a test commits, the server shows."""
    from django.db import connection

    environment = {"KITH_DATA": os.environ["KITH_DATA"], "KITH_STATIC": "plain"}
    if connection.vendor == "postgresql":
        base, _, _ = os.environ["KITH_DATABASE_URL"].rpartition("/")
        environment["KITH_DATABASE_URL"] = f"{base}/{connection.settings_dict['NAME']}"
    with running("serve", "--no-migrate", environment=environment) as (url, _):
        yield url


@pytest.fixture
def live(transactional_db, live_process):
    """The address of a real server that sees what this test writes."""
    return live_process


@pytest.fixture
def sign_in_as(live):
    """Put somebody's session into a page, without the sign-in form: `sign_in_as(page, alice)`."""
    from django.conf import settings
    from django.test import Client

    def put(page, person):
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live}]
        )
        return page

    return put


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory):
    """`kith demo` as a newcomer starts it, with the invented clinic: address only, read-mostly."""
    data = tmp_path_factory.mktemp("demo")
    # An empty value counts as absent: the demo keeps its own SQLite file whatever the tests use.
    environment = {"KITH_DATA": str(data), "KITH_DATABASE_URL": ""}
    with running("demo", environment=environment, seconds=180) as (url, _):
        yield url


@pytest.fixture
def screenshot(request):
    """Keep a picture below var/screenshots for people to judge: `screenshot(page, "today")`."""

    def keep(page, name):
        folder = Path(request.config.rootpath) / "var" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return keep
