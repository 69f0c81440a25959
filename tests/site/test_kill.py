"""A server killed in the middle of submissions loses nothing that it acknowledged.

`kith test` kills it a few times, `kith drill kill` two hundred times. Three clients answer and send
the PHQ-9 as fast as the server lets them; then every process of the server gets SIGKILL, and the
database is held against what the clients had been told.
"""

import contextlib
import http.client
import os
import random
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from kith.core import catalogue
from kith.record import clock
from kith.record.models import Alert, Assignment, AuditEvent, Response
from kith.record.services import measures
from tests.servers import running

KILLS = int(os.environ.get("KITH_KILLS") or 3)
CLIENTS = 3
LINKS = 8  # for each client and life of the server: more than there is time for
SEED = 20260302
ITEMS = [item.id for item in catalogue.instrument("phq9").items]

pytestmark = pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"],
    reason="PostgreSQL is a server of its own: killing Kith's cannot hurt its files",
)


@dataclass
class Told:
    """What the server acknowledged, by assignment."""

    answers: dict[int, dict[str, int]] = field(default_factory=dict)
    sent: set[int] = field(default_factory=set)

    @property
    def count(self):
        return sum(len(given) for given in list(self.answers.values())) + len(self.sent)


class Browser:
    """One client, whose answers are chosen by lot. A link's pages ask for no cookie."""

    def __init__(self, url, told, lots):
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        self.told, self.lots = told, lots

    def send(self, path, **form):
        """Send a form; returns the status once the whole answer has arrived."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", path, urlencode(form), headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status

    def fill_in(self, token, pk):
        for number, item in enumerate(ITEMS, 1):
            value = self.lots.randint(0, 3)
            status = self.send(f"/m/{token}/{pk}/{number}/", answer=value)
            assert status in {200, 303}, status  # the next question, or help first
            self.told.answers.setdefault(pk, {})[item] = value
        assert self.send(f"/m/{token}/{pk}/check/") == 303
        self.told.sent.add(pk)


def links(by, episode):
    """New links, sent while no server runs: (token, assignment) for each."""
    found = []
    with clock.at(timezone.now()):
        for _ in range(LINKS):
            invitation, token = measures.send_measures(by=by, episode=episode, instruments=["phq9"])
            found.append((token, invitation.assignments.get().pk))
    return found


def work(browser, chosen):
    """Fill in one link after another until the server is gone."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        for token, pk in chosen:
            browser.fill_in(token, pk)


def wait_for(told, count, threads):
    """Until so much has been acknowledged: a number of events, so that no machine is too slow."""
    while told.count < count and any(thread.is_alive() for thread in threads):
        time.sleep(0.001)


def one_life(cast, told, lots):
    """Start the server, let the clients work, kill it at a moment chosen by lot."""
    chosen = [links(cast.alice, cast.cleo_care) for _ in range(CLIENTS)]
    connection.close()
    environment = {"KITH_DATA": os.environ["KITH_DATA"], "KITH_STATIC": "plain"}
    with running("serve", "--no-migrate", environment=environment) as (url, process):
        browsers = [Browser(url, told, random.Random(lots.random())) for _ in chosen]
        threads = [
            threading.Thread(target=work, args=pair) for pair in zip(browsers, chosen, strict=True)
        ]
        for thread in threads:
            thread.start()
        wait_for(told, told.count + lots.randint(30, 90), threads)
        time.sleep(lots.uniform(0, 0.03))  # in the middle of whatever comes next
        os.killpg(process.pid, signal.SIGKILL)
        for thread in threads:
            thread.join()
        for browser in browsers:
            browser.connection.close()


def check(told):
    """Everything acknowledged is there, and nothing is there by halves."""
    with connection.cursor() as cursor:
        cursor.execute("pragma integrity_check")
        assert cursor.fetchone()[0] == "ok"
    for one in Assignment.objects.select_related("response").filter(pk__in=told.answers):
        expected = told.answers[one.pk]
        assert expected.items() <= one.draft.items()
        if expected.get("self_harm"):
            assert Alert.objects.filter(assignment=one, level="urgent").exists()
        if one.pk in told.sent:
            assert one.response.answers == one.draft
    saved = AuditEvent.objects.filter(action="answer.saved")
    assert saved.count() == sum(len(one.draft) for one in Assignment.objects.all())
    submitted = AuditEvent.objects.filter(action="response.submitted").count()
    assert submitted == Response.objects.count()
    assert submitted == Assignment.objects.filter(response__isnull=False).count()


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(transactional_db, cast, capsys):
    told, lots = Told(), random.Random(SEED)
    for number in range(1, KILLS + 1):
        one_life(cast, told, lots)
        check(told)
        if KILLS > 20:
            with capsys.disabled():
                sys.stderr.write(
                    f"\rkilled {number} of {KILLS}: {told.count} acknowledged, none lost"
                )
    assert told.sent, "no questionnaire was sent whole: this run proves nothing"
