"""The rhythm diary in a real browser: on a phone without script, by keyboard, and on paper."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from kith.core.rhythm import Day, Entry
from kith.record import rhythm
from kith.record.models import DiaryDay
from kith.record.services import diary
from tests.cast import build

PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}
# How far each activity of each day lay from its usual time; a steady week, then a loose one.
STEADY = (0, 10, -5, 15, 5, -10, 0)
LOOSE = (0, 90, -60, 120, -100, 45, 150)


@pytest.fixture
def house(live):
    """The cast today; Cleo has kept a diary for five weeks, with gaps."""
    cast = build()
    care = cast.cleo_care
    type(care.referral).objects.filter(pk=care.referral.pk).update(
        received_on=rhythm.today() - timedelta(days=60)
    )
    care.refresh_from_db()
    for n in range(34):
        on = rhythm.today() - timedelta(days=34 - n)
        if n % 11 == 6:
            continue
        away = (LOOSE if 13 < n < 21 else STEADY)[n % 7]
        entries = {
            "rise": Entry((430 + away) % 1440, 0),
            "contact": Entry((455 + away) % 1440, 1),
            "start": Entry((540 + away) % 1440, 2) if n % 7 < 5 else Entry(None),
            "dinner": Entry((1110 + away) % 1440, 2),
            "bed": Entry((1400 + 2 * away) % 1440, n % 4),
        }
        slept = 450 - abs(away)
        day = Day(on, entries, mood=(n % 5) - 2, slept=slept)
        diary.enter_day(by=cast.alice, episode=care, day=day, expected_version=0)
    diary.agree_target(by=cast.alice, episode=care, anchor="rise", at=400, step=15)
    return cast


@pytest.fixture
def address(house, live):
    """The client's standing link."""
    _, token = diary.make_link(by=house.alice, episode=house.cleo_care)
    return live + reverse("diary", args=[token])


def barriers(page):
    return [one["id"] for one in Axe().run(page).response["violations"]]


def is_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def go(page, role, name, **more):
    with page.expect_navigation():
        page.get_by_role(role, name=name, **more).click()


def test_a_client_keeps_a_day_on_a_phone_without_script(new_page, house, address):
    page = new_page(PHONE, java_script_enabled=False)
    page.goto(address)
    page.get_by_role("link", name="Go to yesterday").click()
    before = rhythm.today() - timedelta(days=1)
    page.get_by_role("link", name="Change (Out of bed)").click()
    page.get_by_label("When did you get out of bed?").fill("06:55")
    page.get_by_label("I was alone", exact=True).check()
    page.get_by_role("button", name="Keep it").click()
    assert "06:55. I was alone" in page.inner_text("dl")
    page.get_by_role("link", name="Change (Dinner)").click()
    page.get_by_role("button", name="No dinner today").click()
    page.get_by_role("link", name="Change (Last night)").click()
    page.get_by_label("Or just the hours I slept").fill("6.5")
    page.get_by_role("button", name="Keep it").click()
    assert "6 h 30 min" in page.inner_text("dl")
    page.get_by_role("link", name="Change (Mood)").click()
    page.get_by_label("-1 a bit low").check()
    page.get_by_role("button", name="Keep it").click()
    kept = rhythm.day_of(DiaryDay.objects.get(on=before))
    assert (kept.entries["rise"], kept.entries["dinner"]) == (Entry(415, 0), Entry(None))
    assert (kept.slept, kept.mood) == (390, -1)


def test_what_was_as_usual_is_one_touch_and_every_target_is_large(new_page, house, address):
    page = new_page(PHONE, java_script_enabled=False)
    page.goto(address)
    page.get_by_role("link", name="Answer (Out of bed)").click()
    page.get_by_role("button", name="Just now").click()
    assert DiaryDay.objects.get(on=rhythm.today()).entries["rise"]["at"] is not None
    for one in page.locator("main a, main button").all():
        box = one.bounding_box()
        if one.evaluate("(one) => !one.closest('p, li')") and box:
            assert box["height"] >= 44, one.inner_text()


@pytest.mark.parametrize("size", [SMALL, PHONE, WIDE], ids=["small", "phone", "wide"])
def test_the_client_s_pages_have_no_barrier(new_page, house, address, screenshot, size):
    page = new_page(size)

    def look(name):
        assert not barriers(page), name
        assert not is_wide(page), name
        screenshot(page, f"diary-{name}-{size['width']}")

    page.goto(address)
    look("today")
    go(page, "link", "Answer (First contact)")
    look("entry")
    go(page, "button", "Keep it")
    look("entry-error")
    page.goto(address)
    go(page, "link", "Answer (Last night)")
    look("night")
    go(page, "button", "Keep it")
    look("night-error")
    page.goto(address)
    go(page, "link", "Answer (Mood)")
    look("mood")
    page.goto(address)
    go(page, "link", "How regular my days are")
    look("picture")
    page.goto(address)
    go(page, "link", "Not today")
    look("not-today")
    page.goto(f"{address}1999-01-01/")
    look("missing")
    diary.close_link(by=house.alice, link=house.cleo_care.diary_links.last())
    page.goto(address)
    look("closed")
    page.complaints.clear()  # the browser complains of a 404, a 410 and 422s, which were the point


@pytest.mark.parametrize("size", [SMALL, PHONE, WIDE], ids=["small", "phone", "wide"])
def test_the_room_has_no_barrier(new_page, house, live, sign_in_as, screenshot, size):
    care = house.cleo_care
    diary.make_link(by=house.alice, episode=care)
    page = sign_in_as(new_page(size), house.alice)
    for name, rest in (
        ("rhythm", []),
        ("enter_day", [(rhythm.today() - timedelta(days=1)).isoformat()]),
        ("close_diary_link", [care.diary_links.last().pk]),
    ):
        page.goto(live + reverse(name, args=[care.pk, *rest]))
        assert not barriers(page), name
        assert not is_wide(page), name
        screenshot(page, f"{name}-{size['width']}")
    page.goto(live + reverse("rhythm", args=[care.pk]))
    go(page, "button", "Make a new link")
    assert not barriers(page)
    screenshot(page, f"rhythm-link-{size['width']}")


def test_the_picture_prints_in_black_and_white(new_page, house, live, sign_in_as, screenshot):
    page = sign_in_as(new_page(WIDE), house.alice)
    page.goto(live + reverse("rhythm", args=[house.cleo_care.pk]))
    page.emulate_media(media="print")
    screenshot(page, "rhythm-print")
    shown = page.evaluate(
        """() => [".wide .usual", ".wide .at", ".wide .night"].map((one) => {
          const style = getComputedStyle(document.querySelector(one));
          return [style.fill, style.stroke];
        })"""
    )
    for fill, stroke in shown:
        assert stroke != fill or "0, 0, 0" in fill or "oklab(0 " in fill


def test_a_therapist_writes_a_day_by_keyboard(new_page, house, live, sign_in_as):
    page = sign_in_as(new_page(WIDE), house.alice)
    on = rhythm.today() - timedelta(days=2)
    page.goto(live + reverse("enter_day", args=[house.cleo_care.pk, on.isoformat()]))
    page.get_by_label("Hours of sleep", exact=False).first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("5")
    with page.expect_navigation():  # the address before it looks much like the one after
        page.keyboard.press("Enter")
    assert DiaryDay.objects.get(on=on).slept == 300
