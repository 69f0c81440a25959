"""Two people write in one place at once, each in a browser: the second is told, nothing is lost."""

import pytest
from django.urls import reverse

from kith.record import clock
from kith.record.models import Note, Session
from kith.record.services import course
from tests.cast import build


@pytest.fixture
def cast(live):
    return build()


@pytest.fixture
def session(cast):
    with clock.at(clock.now()):
        planned = course.plan_session(
            by=cast.alice, episode=cast.cleo_care, starts_at=clock.now().replace(microsecond=0)
        )
        return course.hold_session(by=cast.alice, session=planned)


@pytest.fixture
def open_session(new_page, live, sign_in_as, cast, session):
    """The session's page in a browser of somebody's own."""

    def show(person, **options):
        page = sign_in_as(new_page(**options), person)
        page.goto(live + reverse("session", args=[cast.cleo_care.pk, session.pk]))
        return page

    return show


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def let_pass(page):
    """Forget the browser's own word on the 409, which is the point."""
    page.complaints[:] = [one for one in page.complaints if "409" not in one]


def test_a_therapist_and_a_supervisor_write_down_one_session(cast, session, open_session):
    alice, bob = (open_session(one, java_script_enabled=False) for one in (cast.alice, cast.bob))
    bob.get_by_label("Mood", exact=True).fill("Brighter, says Bob.")
    press(bob, "Save the work")
    alice.get_by_label("Mood", exact=True).fill("Tired, says Alice.")
    alice.get_by_label("What happened with people").fill("A quarrel with Ann.")
    press(alice, "Save the work")
    told = alice.locator("#conflict").inner_text()
    for words in ("Bob", "Brighter, says Bob.", "Tired, says Alice.", "A quarrel with Ann."):
        assert words in told
    alice.get_by_label("Mood", exact=True).fill("Tired in the morning, brighter at noon.")
    press(alice, "Save the work")
    kept = Session.objects.get(pk=session.pk)
    assert kept.mood == "Tired in the morning, brighter at noon."
    assert kept.event == "A quarrel with Ann."
    let_pass(alice)


def test_a_therapist_writes_one_note_in_two_windows(cast, session, open_session):
    clinic, home = open_session(cast.alice), open_session(cast.alice)
    clinic.get_by_label("Note", exact=True).fill("Written at the clinic.")
    clinic.locator("#note .autosave").get_by_text("Saved at").wait_for()
    home.get_by_label("Note", exact=True).fill("Written at home.")
    theirs = home.locator("#note .autosave textarea")
    theirs.wait_for()
    assert theirs.input_value() == "Written at the clinic."
    assert home.get_by_label("Note", exact=True).input_value() == "Written at home."
    assert Note.objects.get(session=session).text == "Written at the clinic."
    home.get_by_label("Note", exact=True).fill("Written at the clinic. Added at home.")
    home.locator("#note .autosave textarea").wait_for()
    home.get_by_role("button", name="Save mine over it").click()
    home.locator("#note .autosave").get_by_text("Saved at").wait_for()
    assert Note.objects.get(session=session).text == "Written at the clinic. Added at home."
    let_pass(home)
