"""The client's pages and the rooms of measures, alerts and safety in a real browser."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from kith.core import catalogue
from kith.core import safety as steps
from kith.record import clock
from kith.record.models import Alert, Response
from kith.record.services import course, interpersonal, measures, safety
from tests.cast import build

PHQ9 = catalogue.instrument("phq9")
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def house(live):
    """The cast today: the server lives in the present, not at the hour of the other tests."""
    cast = build()
    care = cast.cleo_care
    for week in range(5):
        with clock.at(clock.now() - timedelta(weeks=5 - week)):
            session = course.plan_session(by=cast.alice, episode=care, starts_at=clock.now())
            course.hold_session(by=cast.alice, session=session)
            enter(cast, 3 if week < 2 else 2)
    [ann] = interpersonal.add_people(by=cast.alice, episode=care, labels=["Ann"])
    lines = {key: [step.prompts[0]] for key, step in steps.steps().items()}
    lines["professionals"] = ["Samaritans 116 123, day and night"]
    safety.agree_safety_plan(by=cast.alice, episode=care, steps=lines, people=[ann])
    safety.review_risk(
        by=cast.alice,
        episode=care,
        found="Passing thoughts when alone at night. No plan, and no means at home.",
        protective="Her children, and the choir on Thursdays.",
        agreed="Plan gone through together. A call on Wednesday.",
        care="closer_contact",
        shared_with="Bob",
        next_on=clock.today() + timedelta(days=3),
    )
    course.plan_session(by=cast.alice, episode=care, starts_at=clock.now() + timedelta(days=2))
    return cast


def enter(cast, value):
    measures.enter_response(
        by=cast.alice,
        episode=cast.cleo_care,
        instrument="phq9",
        answers={item.id: value if item.id != "self_harm" else 0 for item in PHQ9.scored},
        mode="paper",
        given_on=clock.today(),
    )


@pytest.fixture
def address(house, live):
    """A link as a client gets it."""
    _, token = measures.send_measures(
        by=house.alice, episode=house.cleo_care, instruments=["phq9", "gad7"]
    )
    return live + reverse("portal", args=[token])


def choose(page, label):
    page.get_by_label(label, exact=True).check()
    go(page, "button", "Continue")


def barriers(page):
    return [one["id"] for one in Axe().run(page).response["violations"]]


def go(page, role, name):
    """Press something that leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).click()


def wide(page):
    """Whether the page has to be pushed sideways."""
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_client_answers_on_a_phone_without_script(new_page, house, address):
    page = new_page(PHONE, java_script_enabled=False)
    page.goto(address)
    page.get_by_role("link", name="Start").click()
    for n, item in enumerate(PHQ9.scored[:8]):
        assert page.get_by_role("heading", level=1).inner_text() == item.text
        choose(page, ["Not at all", "Several days", "I would rather not answer this"][n % 3])
    page.get_by_role("link", name="Back").click()
    assert page.get_by_label("Several days", exact=True).is_checked()
    page.get_by_role("button", name="Continue").click()
    choose(page, "Several days")
    assert page.get_by_role("heading", level=1).inner_text() == "You are not alone with this"
    assert page.get_by_role("link", name="Call 116 123").first.get_attribute("href") == "tel:116123"
    assert Alert.objects.get().owner == house.alice
    page.get_by_role("link", name="Continue").click()
    choose(page, "Somewhat difficult")
    assert page.get_by_role("heading", level=1).inner_text() == "Check your answers"
    page.get_by_role("link", name=f"Change the answer to: {PHQ9.items[0].text}").click()
    choose(page, "Nearly every day")
    page.get_by_label("Is there anything you want to add?").fill("A hard week.")
    page.get_by_role("button", name="Send my answers").click()
    assert "Your answers are sent" in page.get_by_role("heading", level=1).inner_text()
    response = Response.objects.get(mode="link")
    assert response.answers["interest"] == 3
    assert response.comment == "A hard week."
    page.get_by_role("link", name="Not today").click()
    page.get_by_role("button", name="Put them aside").click()
    assert "All done" in page.get_by_role("heading", level=1).inner_text()
    page.goto(address)
    assert "You have finished here" in page.get_by_role("heading", level=1).inner_text()
    page.complaints.clear()  # the browser complains of a 410, which is the point


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_the_client_s_pages_have_no_barrier_that_axe_can_find(
    new_page, house, address, screenshot, size
):
    page = new_page(size)

    def look(name):
        assert not barriers(page), name
        assert not wide(page), name
        screenshot(page, f"portal-{name}-{size['width']}")

    page.goto(address)
    look("home")
    go(page, "link", "Start")
    look("question")
    go(page, "button", "Continue")
    look("question-error")
    for _ in range(8):
        choose(page, "More than half the days")
    choose(page, "Several days")
    look("stop")
    go(page, "link", "Continue")
    look("one-more")
    choose(page, "Very difficult")
    look("check")
    go(page, "button", "Send my answers")
    look("result")
    go(page, "link", "Open my safety plan")
    look("plan")
    page.goto(address + "not-today/")
    look("not-today")
    go(page, "button", "Put them aside")
    look("done")
    page.goto(address)
    look("over")
    page.goto(address.replace("/m/", "/m/x"))
    look("unknown")
    page.complaints.clear()  # the browser complains of every 410 and 404, which were the point


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_the_rooms_have_no_barrier_that_axe_can_find(
    new_page, house, live, sign_in_as, screenshot, size
):
    care = house.cleo_care
    invitation, _ = measures.send_measures(
        by=house.alice, episode=care, instruments=["phq9", "gad7"]
    )
    asked = invitation.assignments.order_by("position").first()
    for item, value in (("interest", 2), ("mood", 3), ("self_harm", 1)):
        measures.save_answer(by=invitation, assignment=asked, item=item, value=value)
    alert, response = Alert.objects.get(), Response.objects.order_by("pk").last()
    page = sign_in_as(new_page(size), house.alice)
    rooms = {
        "measures": [care.pk],
        "response": [care.pk, response.pk],
        "enter_response": [care.pk, "wsas"],
        "alerts": [],
        "alert": [alert.pk],
        "safety": [care.pk],
        "risk_review": [care.pk],
        "safety_plan": [care.pk],
        "safety_plan_version": [care.pk, 1],
    }
    for name, rest in rooms.items():
        page.goto(live + reverse(name, args=rest))
        assert not barriers(page), name
        assert not wide(page), name
        screenshot(page, f"{name}-{size['width']}")
    page.goto(live + reverse("measures", args=[care.pk]))
    page.get_by_role("button", name="Make the link").click()
    assert not barriers(page), "link"
    screenshot(page, f"link-{size['width']}")
