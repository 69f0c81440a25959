"""Every page of a record opens for every protocol that Kith ships, from the first day to the last.

Whether a page says the right thing stands in the page's own test. Here: that none fails, that no
course has a room it has no use for, and that the forms are those of its protocol.
"""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.record import clock
from kith.record.facts import course_of
from kith.record.models import Meeting, Session
from kith.record.services import course
from kith.web.header import ROOMS
from tests import courses
from tests.cast import NOW

PROTOCOLS = [one.id for one in catalogue.protocols()]
BESIDE = ("medication", "contacts", "baby", "body", "meetings", "medication")


def test_there_are_protocols_to_try():
    assert len(PROTOCOLS) >= 25


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_page_opens_at_every_stage(client, cast, protocol):
    client.force_login(cast.alice)
    care = courses.open_course(cast, protocol)
    opens_everywhere(client, care)

    courses.meet_conditions(cast, care)
    courses.hold_meetings(cast, care, "before")
    courses.agree(cast, care)
    last = courses.carry(cast, care, 2)
    with clock.at(last + timedelta(days=1)):
        course.plan_session(by=cast.alice, episode=care, starts_at=clock.now() + timedelta(days=3))
        opens_everywhere(client, care)
        drop_planned(cast, care)

        ended = courses.end(cast, care)
    with clock.at(last + timedelta(days=30)):
        courses.hold_meetings(cast, ended, "after")
        opens_everywhere(client, ended)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_course_can_be_carried_to_its_last_session(client, cast, protocol):
    client.force_login(cast.alice)
    care = courses.open_course(cast, protocol)
    courses.meet_conditions(cast, care)
    courses.hold_meetings(cast, care, "before")
    least = catalogue.protocol(protocol).sessions.least
    courses.agree(cast, care, least)

    last = courses.carry(cast, care, least)

    with clock.at(last + timedelta(hours=2)):
        here = course_of(care)
        assert here.session_number == least
        assert not here.may_hold_session
        assert here.irregularities == ()
        for room in ("episode", "course", "ending"):
            assert opens(client, f"/episodes/{care.pk}/{path(room)}") == 200, room


def opens_everywhere(client, care):
    """Every room of the record, every session and every meeting."""
    shown = client.get(f"/episodes/{care.pk}/").content.decode()
    rooms = [room for room in ROOMS if f'/episodes/{care.pk}/{path(room)}"' in shown]
    assert {"episode", "course", "contract", "ending"} <= set(rooms)
    assert ("problem_area" in rooms) == (course_of(care).focus_kind == "areas")
    addresses = [f"/episodes/{care.pk}/{path(room)}" for room in ("problem_area", *rooms, *BESIDE)]
    for kind, model in (("sessions", Session), ("meetings", Meeting)):
        numbers = model.objects.filter(episode=care).values_list("pk", flat=True)
        addresses += [f"/episodes/{care.pk}/{kind}/{one}/" for one in numbers]
    failed = [one for one in addresses if opens(client, one) != 200]
    assert failed == []


def opens(client, address):
    return client.get(address).status_code


def path(room):
    return "" if room == "episode" else f"{room.replace('_', '-')}/"


def drop_planned(cast, care):
    for one in Session.objects.filter(episode=care, state="planned"):
        course.miss_session(by=cast.alice, session=one, state="called_off", reason="A holiday")


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
