"""A course of every protocol that Kith ships runs on its pages, from the first day to the last.

Whether a page says the right thing stands in the page's own test. Here: that a therapist comes
through by forms and buttons, that no page fails on the way, that no course has a room it has no
use for, and that the forms are those of its protocol.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from kith.core import catalogue
from kith.record import clock
from kith.record.facts import course_of
from kith.record.models import Episode, Meeting, Session
from kith.web.header import ROOMS
from tests import courses
from tests.cast import NOW
from tests.web.hands import Hands

pytestmark = pytest.mark.once  # every form and page, whatever keeps the rows

PROTOCOLS = [one.id for one in catalogue.protocols()]
OF_ITS_OWN = {"episode", "conditions", "measures", "course", "contract", "ending", "meetings"}
"""The rooms in which each protocol says something else, beside its focus; the others are the same
for all, and are opened once."""
BESIDE = {"medication", "contacts", "baby", "body", "meetings", "problem_area"}


def test_there_are_protocols_to_try():
    assert len(PROTOCOLS) >= 25


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_course_runs_on_its_pages_from_the_referral_to_what_follows_the_end(cast, protocol):
    """Conditions, meetings, sessions, phases, measures, focus, contract, ending, letters."""
    hands = Hands(cast.alice, cast.bob, protocol)
    care = hands.care
    opens(hands)
    hands.meet_conditions()
    hands.hold_meetings("before")
    assert hands.course.session_blockers == ()

    at, total = NOW, hands.protocol.sessions.least
    while (here := hands.course).session_number < total:
        at += timedelta(days=here.every_days)
        number = here.session_number + 1
        hands.hold_session(at, fully=number in {1, 2, total // 2, total})
        if number == total // 2:
            with clock.at(at + timedelta(days=1)):
                opens(hands)
    with clock.at(at + timedelta(hours=2)):
        last = hands.course
        assert last.phase.id == hands.protocol.phases[-1].id
        assert (last.irregularities, last.may_hold_session) == ((), False)
        hands.end()
        assert Episode.objects.get(pk=care.pk).disposition == next(iter(last.protocol.dispositions))
        for to in ("referrer", "client"):
            hands.write_letter(to)
    with clock.at(at + timedelta(days=40)):
        hands.hold_meetings("after")
        assert hands.course.irregularities == ()
        assert all(one.held for one in hands.course.boosters)
        opens(hands, everything=True)


def opens(hands, *, everything=False):
    """The rooms of the record, the last session and each meeting."""
    care = hands.care
    shown = hands.get("episode")
    rooms = {room for room in ROOMS if f'/episodes/{care.pk}/{path(room)}"' in shown}
    assert {"course", "contract", "ending", "letter"} <= rooms
    assert ("problem_area" in rooms) == (hands.protocol.focus.kind == "areas")
    assert ("focus" in rooms) == (hands.protocol.focus.kind in {"pattern", "schema"})
    for room in rooms | BESIDE if everything else (rooms | BESIDE) & OF_ITS_OWN:
        hands.get(room)
    for one in Session.objects.filter(episode=care).order_by("-starts_at")[:1]:
        hands.get("session", one.pk)
    if hands.group:
        assert hands.browser.get(reverse("group", args=[hands.group])).status_code == 200
    if everything:
        for one in Meeting.objects.filter(episode=care):
            hands.get("meeting", one.pk)


def path(room):
    return "" if room == "episode" else f"{room.replace('_', '-')}/"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_ending_offers_the_ways_of_the_protocol_and_no_other(client, cast, protocol):
    client.force_login(cast.alice)
    care = courses.open_course(cast, protocol)
    ways = catalogue.protocol(protocol).dispositions

    page = client.get(f"/episodes/{care.pk}/ending/").content.decode()

    for key, way in ways.items():
        assert (f'value="{key}"' in page) == (way.ending != "not_required"), key


def test_it_offers_the_next_session_in_the_rhythm_of_the_protocol(client, cast):
    client.force_login(cast.alice)
    care = courses.open_course(cast, "ipt-m-36")
    courses.meet_conditions(cast, care)
    courses.agree(cast, care)
    courses.hold_session(cast, care, NOW - timedelta(hours=1))
    days = course_of(care).every_days
    assert days > 20

    page = client.get(f"/episodes/{care.pk}/course/").content.decode()

    expected = NOW - timedelta(hours=1) + timedelta(days=days)
    assert f'value="{expected:%Y-%m-%d}T' in page
