"""No typed word is lost, in a real browser against a real server: reload, time-out, sign-out."""

import pytest
from django.contrib.sessions.models import Session as SignedIn

from kith.record import clock
from kith.record.models import Note, Session
from kith.record.services import course
from tests.cast import PASS_PHRASE, build

OFFER = "What you typed here last was not saved"


@pytest.fixture
def cast(live):
    """The cast, stored where the server sees it."""
    return build()


@pytest.fixture
def session(cast):
    with clock.at(clock.now()):
        planned = course.plan_session(
            by=cast.alice, episode=cast.cleo_care, starts_at=clock.now().replace(microsecond=0)
        )
        return course.hold_session(by=cast.alice, session=planned)


@pytest.fixture
def desk(page, live, sign_in_as, cast, session):
    """Alice at the workspace of Cleo's session."""
    sign_in_as(page, cast.alice)
    page.address = f"{live}/episodes/{cast.cleo_care.pk}/sessions/{session.pk}/"
    page.goto(page.address)
    page.note = page.locator("#note textarea[name=text]")
    page.mood = page.locator("textarea[name=mood]")
    page.said = page.locator("#note .autosave")
    page.work_said = page.locator("#worked .autosave")
    yield page
    page.complaints[:] = [one for one in page.complaints if "Failed to load resource" not in one]


def time_out():
    SignedIn.objects.all().delete()


def sign_in(page, person):
    page.locator("#id_login").fill(person.email)
    page.locator("#id_password").fill(PASS_PHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()


def copies(page):
    return page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('kith:'))")


def test_typing_is_saved_and_ticks_too(desk, session):
    desk.note.fill("She was calm.")
    desk.said.get_by_text("Saved at").wait_for()
    desk.locator("#agenda input[value=close]").check()
    desk.mood.fill("Low")
    desk.work_said.get_by_text("Saved at").wait_for()
    assert Note.objects.get().text == "She was calm."
    kept = Session.objects.get(pk=session.pk)
    assert (kept.mood, kept.agenda_done) == ("Low", ["close"])
    assert copies(desk) == []
    desk.reload()
    assert desk.note.input_value() == "She was calm."
    assert desk.said.inner_text() == ""


def test_what_the_server_could_not_take_is_offered_after_a_reload(desk):
    desk.route("**/note/", lambda route: route.abort())
    desk.note.fill("Written while the network was gone.")
    desk.said.get_by_text("Not saved yet: kept in this tab").wait_for()
    desk.unroute("**/note/")
    desk.reload()
    desk.said.get_by_text(OFFER).wait_for()
    desk.said.get_by_role("button", name="Put it back").click()
    desk.said.get_by_text("Saved at").wait_for()
    assert Note.objects.get().text == "Written while the network was gone."
    assert copies(desk) == []


def test_a_time_out_while_typing_loses_nothing(desk, cast):
    time_out()
    desk.note.fill("Written after the time-out.")
    desk.said.get_by_text("You have been signed out").wait_for()
    desk.said.get_by_role("link", name="Sign in and go on").click()
    sign_in(desk, cast.alice)
    desk.wait_for_url(desk.address)
    desk.said.get_by_text(OFFER).wait_for()
    desk.said.get_by_role("button", name="Put it back").click()
    desk.said.get_by_text("Saved at").wait_for()
    assert Note.objects.get().text == "Written after the time-out."


def test_a_button_pressed_after_a_time_out_loses_nothing(desk, cast, session):
    time_out()
    desk.mood.fill("Low since Sunday")
    desk.locator("#agenda input[value=close]").check()
    desk.get_by_role("button", name="Save the work").click()
    sign_in(desk, cast.alice)
    desk.wait_for_url(desk.address)
    desk.work_said.get_by_text(OFFER).wait_for()
    assert desk.mood.input_value() == ""
    desk.work_said.get_by_role("button", name="Put it back").click()
    assert desk.mood.input_value() == "Low since Sunday"
    assert desk.locator("#agenda input[value=close]").is_checked()
    desk.get_by_role("button", name="Save the work").click()
    desk.get_by_text("The work is saved.").wait_for()
    assert Session.objects.get(pk=session.pk).agenda_done == ["close"]
    assert copies(desk) == []


def test_what_was_discarded_is_gone(desk):
    desk.route("**/note/", lambda route: route.abort())
    desk.note.fill("Not to be kept.")
    desk.said.get_by_text("Not saved yet").wait_for()
    desk.reload()
    desk.said.get_by_role("button", name="Discard it").click()
    assert copies(desk) == []
    desk.reload()
    assert desk.said.inner_text() == ""


def unsaved(desk):
    desk.route("**/note/", lambda route: route.abort())
    desk.note.fill("Alice's own words.")
    desk.said.get_by_text("Not saved yet").wait_for()
    assert len(copies(desk)) == 1


def test_signing_out_leaves_nothing_readable(desk):
    unsaved(desk)
    desk.locator(".bar-account summary").click()
    desk.get_by_role("button", name="Sign out").click()
    desk.get_by_role("heading", name="Sign in").wait_for()
    assert copies(desk) == []


def test_the_sign_in_page_keeps_what_its_owner_will_need(desk, live, cast):
    unsaved(desk)
    time_out()
    desk.goto(f"{live}/")
    assert len(copies(desk)) == 1
    sign_in(desk, cast.alice)
    desk.get_by_role("heading", name="Today", exact=True).wait_for()
    assert len(copies(desk)) == 1


def test_somebody_else_in_the_same_tab_finds_nothing(desk, live, cast):
    unsaved(desk)
    time_out()
    desk.goto(f"{live}/")
    sign_in(desk, cast.bob)
    desk.get_by_role("heading", name="Today", exact=True).wait_for()
    assert copies(desk) == []
    desk.goto(desk.address)
    assert "Alice's own words." not in desk.content()


def test_another_tab_never_sees_it(desk):
    unsaved(desk)
    other = desk.context.new_page()
    other.goto(desk.address)
    assert copies(other) == []
    assert other.evaluate("localStorage.length") == 0


def test_without_script_the_button_does_the_same(new_page, live, sign_in_as, cast, session):
    page = sign_in_as(new_page(java_script_enabled=False), cast.alice)
    page.goto(f"{live}/episodes/{cast.cleo_care.pk}/sessions/{session.pk}/")
    page.locator("#note textarea[name=text]").fill("She was calm.")
    page.get_by_role("button", name="Keep as a draft").click()
    assert Note.objects.get().text == "She was calm."


def test_a_button_pressed_while_typing_is_on_its_way_meets_no_conflict(desk):
    held_back = []
    desk.route(
        "**/note/", lambda route: route.continue_() if held_back else held_back.append(route)
    )
    desk.note.fill("She was")
    desk.wait_for_timeout(1300)
    assert len(held_back) == 1
    desk.note.fill("She was calm.")
    desk.get_by_role("button", name="Sign the note").click()
    held_back[0].continue_()
    desk.get_by_text("The note is signed.").wait_for()
    assert Note.objects.get().text == "She was calm."
