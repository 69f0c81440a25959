"""The caseload of 500 clients beside the same rows in bare Django with Jinja2.

Kith reads every course's facts, replays it, draws a trend and says the change by its rule; the
bare page reads the same 500 episodes with client and therapist and prints a table of four columns.
Both answer through Django's whole stack, signed in, on SQLite, turn about; CPU time is compared.

Run: ./kith bench caseload_page    (about a minute, most of it building the clinic)
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
CLIENTS = 500
SESSIONS = 8
ROUNDS = 12
DONE = (
    "diagnosis_reviewed", "illness_named", "sick_role_given", "medication_reviewed",
    "inventory_mapped", "timeline_drawn", "problem_area_agreed", "formulation_agreed",
    "contract_agreed", "risk_baseline",
)  # fmt: skip

os.environ["KITH_DATA"] = tempfile.mkdtemp(prefix="kith-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "kith.site.settings"

import django

django.setup()

from django.contrib.auth.decorators import login_required
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import path
from django.utils import timezone
from jinja2 import Environment

from kith.record import models
from kith.record.services import intake
from kith.site import wsgi  # noqa: F401 - as the server runs: what is loaded is set aside
from kith.web import urls

BARE = Environment(autoescape=True).from_string(
    "<!doctype html><title>Clients</title><table>{% for e in rows %}<tr><td>{{ e.client }}</td>"
    "<td>{{ e.client.code }}</td><td>{{ e.therapist }}</td><td>{{ e.opened_on }}</td></tr>"
    "{% endfor %}</table>"
)


@login_required
def bare(request):
    """The peer: the same episodes, one query, one loop."""
    rows = models.Episode.objects.filter(
        organisation=request.user.organisation_id, ended_on=None
    ).select_related("client", "therapist")
    return HttpResponse(BARE.render(rows=rows))


def main() -> None:
    """Build, measure, print."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    lead = build()
    urls.urlpatterns.append(path("bare/", bare))
    browser = Browser(HTTP_HOST="localhost")
    browser.force_login(lead)
    pages = {"Kith's caseload": "/clients/", "bare Django + Jinja2": "/bare/"}
    for address in pages.values():
        assert browser.get(address).status_code == 200
    page = browser.get("/clients/")
    spent: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, address in pages.items():
            before = time.process_time()
            browser.get(address)
            spent[name].append(1000 * (time.process_time() - before))
    print(f"{CLIENTS} clients, {SESSIONS} sessions and PHQ-9 each; {len(page.content):,} bytes;")
    print(f"CPU per request, median of {ROUNDS} turns:")
    medians = {name: statistics.median(times) for name, times in spent.items()}
    for name, median in medians.items():
        print(f"  {name:22} {median:7.1f} ms")
    ours, theirs = medians.values()
    print(f"  ratio                  {ours / theirs:7.1f}")


def build() -> "models.Staff":
    """A service lead's 500 open courses in the middle phase."""
    clinic = intake.add_organisation(
        name="Bench",
        crisis_lines=[{"name": "Samaritans", "number": "116 123", "hours": "", "text": ""}],
        contact="",
    )
    team = models.Team.objects.create(organisation=clinic, name="One")
    lead = models.Staff.objects.create(
        organisation=clinic, email="lead@example.org", name="Lead", role="lead"
    )
    start = date.today() - timedelta(days=7 * (SESSIONS + 1))
    rows: dict[type, list] = {}
    for number in range(CLIENTS):
        person = models.Client.objects.create(
            organisation=clinic,
            code=f"K-{number}",
            given_name=f"Given{number}",
            family_name=f"Family{number % 97}",
            born_on=date(1980, 1, 1),
        )
        referral = models.Referral.objects.create(
            organisation=clinic, client=person, team=team, received_on=start, source="gp"
        )
        care = models.Episode.objects.create(
            organisation=clinic,
            client=person,
            team=team,
            therapist=lead,
            referral=referral,
            protocol="ipt-standard-16",
            protocol_version=1,
            opened_on=start,
        )
        common = {"organisation": clinic, "episode": care}
        for week in range(SESSIONS):
            on = start + timedelta(days=7 * week)
            at = timezone.make_aware(timezone.datetime(on.year, on.month, on.day, 9))
            rows.setdefault(models.Session, []).append(
                models.Session(**common, starts_at=at, state="held")
            )
            rows.setdefault(models.Response, []).append(
                models.Response(
                    **common,
                    instrument="phq9",
                    instrument_version=1,
                    answers={},
                    scores={},
                    total=18 - week,
                    band="moderate",
                    mode="link",
                    given_on=on,
                    submitted_at=at,
                )
            )
        rows.setdefault(models.Contract, []).append(
            models.Contract(
                **common,
                number=1,
                sessions=16,
                starts_on=start,
                ends_on=start + timedelta(days=105),
                goals=["One"],
                agreed_on=start,
                by=lead,
            )
        )
        rows.setdefault(models.PhaseStart, []).append(
            models.PhaseStart(**common, phase="middle", on=start + timedelta(days=22), by=lead)
        )
        for step in DONE:
            rows.setdefault(models.Milestone, []).append(
                models.Milestone(**common, name=step, on=start, by=lead)
            )
    for model, several in rows.items():
        model._default_manager.bulk_create(several, batch_size=500)
    return lead


if __name__ == "__main__":
    main()
