"""A whole session by keyboard alone, in a real browser; and where it stands on a small screen."""

import pytest

from kith.record import clock
from kith.record.models import Milestone, Note, Session, Task
from kith.record.services import course
from tests.cast import build

STEPS = 120  # presses of Tab that reach anything on the page


@pytest.fixture
def desk(new_page, live, sign_in_as):
    """Open the workspace of Cleo's session as Alice, on a screen of some width."""
    cast = build()
    session = course.plan_session(
        by=cast.alice, episode=cast.cleo_care, starts_at=clock.now().replace(microsecond=0)
    )

    def visit(width=1280, height=900):
        page = sign_in_as(new_page({"width": width, "height": height}), cast.alice)
        page.goto(f"{live}/episodes/{cast.cleo_care.pk}/sessions/{session.pk}/")
        return page

    return visit


def focused(page):
    """What has the keyboard: its label or text, and whether that can be seen."""
    return page.evaluate(
        """() => { const one = document.activeElement, box = one.getBoundingClientRect();
        return { name: one.labels?.[0]?.innerText ?? one.innerText ?? "", tag: one.tagName,
        outline: getComputedStyle(one).outlineStyle, shown: box.width > 0 && box.height > 0 }; }"""
    )


def tab_to(page, name):
    """Press Tab until something of this name has the keyboard."""
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        at = focused(page)
        assert at["shown"], at
        if at["name"].strip().startswith(name):
            assert at["outline"] != "none", at
            return
    raise AssertionError(f"the keyboard never reaches {name}")


def test_a_session_is_done_without_a_mouse(desk):
    page = desk()
    page.keyboard.press("Tab")
    assert focused(page)["name"] == "Skip to the main content"
    page.keyboard.press("Enter")
    tab_to(page, "It took place")
    page.keyboard.press("Enter")
    page.get_by_text("Recorded as held.").wait_for()
    tab_to(page, "Why?")
    page.keyboard.press("Enter")
    assert page.locator("#agenda details[open]").count() == 1
    tab_to(page, "Name the illness")
    page.keyboard.press("Space")
    tab_to(page, "How have things been")
    page.keyboard.type("Worse on Sunday.")
    tab_to(page, "Encouraging feeling")
    page.keyboard.press("Space")
    tab_to(page, "Save the work")
    page.keyboard.press("Enter")
    page.get_by_text("The work is saved.").wait_for()
    tab_to(page, "What will be tried")
    page.keyboard.type("Ring Ann.")
    page.keyboard.press("Enter")
    page.get_by_text("The task is written down").wait_for()
    tab_to(page, "Note")
    page.keyboard.type("She was calm.")
    tab_to(page, "Sign the note")
    page.keyboard.press("Enter")
    page.get_by_text("The note is signed.").wait_for()

    kept = Session.objects.get()
    assert (kept.state, kept.opening, kept.techniques) == ("held", "Worse on Sunday.", ["affect"])
    assert Milestone.objects.get().name == "illness_named"
    assert Task.objects.get().text == "Ring Ann."
    assert Note.objects.get().text == "She was calm."


def test_the_agenda_stays_in_view_beside_the_work_on_a_wide_screen(desk):
    page = desk()
    page.locator("#note").scroll_into_view_if_needed()
    agenda = page.locator("#agenda").bounding_box()
    assert 0 <= agenda["y"] < 100
    assert not page.locator("nav.jump").is_visible()


def test_on_a_telephone_a_row_of_links_leads_to_each_part(desk):
    page = desk(390, 844)
    links = page.locator("nav.jump a")
    assert links.all_inner_texts() == ["Agenda", "Work", "Tasks", "Note", "Next"]
    page.locator("#note").scroll_into_view_if_needed()
    assert links.first.is_visible()  # it goes along
    links.nth(1).click()
    top, bar = page.locator("#worked"), links.first.bounding_box()["height"]
    for _ in range(40):  # it glides there
        if bar <= top.bounding_box()["y"] < 3 * bar:
            break
        page.wait_for_timeout(50)
    assert bar <= top.bounding_box()["y"] < 3 * bar
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
