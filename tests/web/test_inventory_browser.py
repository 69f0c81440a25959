"""The inventory, the timeline and the problem area in a real browser: moving people, and axe."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from kith.record.models import Closeness
from kith.record.services import agreements, assessment
from kith.record.services import interpersonal as service
from tests.browser import DESKTOP
from tests.cast import build

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def house(live):
    """The cast today, with Ann near, Tom in the second circle, and a grandmother who died."""
    cast = build()
    by, care = cast.alice, cast.cleo_care
    ann, tom, rose = service.add_people(by=by, episode=care, labels=["Ann", "Tom", "Rose"])
    for person, ring in ((ann, 3), (tom, 2), (rose, 1)):
        service.place_person(by=by, episode=care, person=person, ring=ring, wished_ring=1)
    service.describe_person(
        by=by,
        episode=care,
        person=rose,
        details={"died_on": date(2024, 8, 1), "died_precision": "month", "mourning": "delayed"},
    )
    service.describe_person(
        by=by, episode=care, person=tom, details={"conflict": 3, "match": "mismatched"}
    )
    service.record_event(
        by=by,
        episode=care,
        details={
            "title": "Rose died",
            "kind": "death",
            "on": date(2024, 8, 1),
            "precision": "month",
            "valence": "bad",
        },
        people=[rose],
    )
    assessment.save_assessment(
        by=by,
        episode=care,
        expected_version=0,
        found={"onset_on": date(2024, 10, 1), "onset_precision": "month"},
    )
    choice = agreements.Choice(
        area="role_dispute",
        reasons="The quarrels began with the symptoms.",
        person=tom,
        details={"stage": "impasse"},
    )
    agreements.agree_problem_areas(by=by, episode=care, choices=[choice], set_aside={})
    return cast


@pytest.fixture
def opened(house, live, new_page, sign_in_as):
    """Open a room of Cleo's record as Alice."""

    def call(room, viewport=DESKTOP, **options):
        page = sign_in_as(new_page(viewport, **options), house.alice)
        page.goto(f"{live}/episodes/{house.cleo_care.pk}/{room}")
        return page

    return call


def drawn(page, name):
    return page.locator(f'[data-person][data-name="{name}"]')


def save(page):
    page.get_by_role("button", name="Save the circles").click()
    page.wait_for_selector("#notices .notice")


def stored():
    rows = Closeness.objects.values_list("person__label", "ring")
    return dict(rows)


def by_mouse(page):
    ann = drawn(page, "Ann")
    ann.scroll_into_view_if_needed()
    box = ann.bounding_box()
    middle = page.locator(".circles .self").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10)
    page.mouse.down()
    # as near to the middle as its own sign, on the side where Ann stands
    page.mouse.move(middle["x"] + middle["width"] / 2, middle["y"] - 12, steps=8)
    page.mouse.up()


def by_keys(page):
    drawn(page, "Ann").focus()
    for _step in range(2):
        page.keyboard.press("ArrowUp")


def by_list(page):
    page.get_by_label("Now: Ann").select_option("very close")


@pytest.mark.parametrize(
    ("move", "options"),
    [(by_mouse, {}), (by_keys, {}), (by_list, {}), (by_list, {"java_script_enabled": False})],
    ids=["mouse", "keyboard", "list", "without JavaScript"],
)
def test_every_way_of_moving_somebody_stores_the_same(opened, move, options):
    page = opened("inventory/", **options)
    move(page)
    save(page)
    assert stored() == {"Ann": 1, "Tom": 2, "Rose": 1}


def test_it_says_who_is_moved_and_not_saved_yet(opened):
    page = opened("inventory/")
    by_keys(page)
    assert drawn(page, "Ann").get_attribute("aria-valuetext") == "very close"
    assert page.get_by_label("Now: Ann").input_value() == "1"
    assert "Moved, not saved yet: Ann" in page.locator(".moved").inner_text()
    page.get_by_label("Now: Tom").select_option("far")
    assert drawn(page, "Tom").get_attribute("aria-valuetext") == "far"
    assert stored()["Ann"] == 3


def test_a_drag_that_ends_outside_ends_in_the_outermost_circle(opened):
    page = opened("inventory/")
    tom = drawn(page, "Tom")
    tom.scroll_into_view_if_needed()
    box = tom.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(5, 5, steps=5)
    page.mouse.up()
    assert tom.get_attribute("aria-valuetext") == "far"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    "room",
    [
        "inventory/",
        "inventory/?ties=1",
        "timeline/",
        "timeline/?view=all",
        "problem-area/",
        "problem-area/choose/?area=grief&second=role_dispute",
    ],
)
def test_no_page_breaks_a_rule_of_access_or_runs_over(opened, room, viewport):
    page = opened(room, viewport)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_pages_of_one_person_and_one_event_break_no_rule(opened, house):
    person = house.cleo.people.get(label="Tom")
    event = house.cleo.events.get()
    for room in (f"inventory/{person.pk}/", f"timeline/{event.pk}/"):
        page = opened(room, PHONE)
        found = Axe().run(page).response["violations"]
        assert [rule["id"] for rule in found] == []
