"""A client begins on one device and goes on with another: no mouse, no script, nothing lost."""

import pytest
from django.urls import reverse

from kith.core import catalogue
from kith.record.models import Alert, Response
from kith.record.services import measures
from tests.browser import DESKTOP, MOBILE
from tests.cast import build
from tests.journeys.keyboard import choose, move_to, press

PHQ9 = catalogue.instrument("phq9")
GIVEN = [2, 1, 3, 0, 2, 1, 0, 2, 1, 2]
"""An answer to each question, the ninth one above zero; the last asks how hard it all is."""


@pytest.fixture
def cast(live):
    """The cast today: the server lives in the present, not at the hour of the other tests."""
    return build()


@pytest.fixture
def address(cast, live):
    _, token = measures.send_measures(by=cast.alice, episode=cast.cleo_care, instruments=["phq9"])
    return live + reverse("portal", args=[token])


@pytest.fixture
def telephone(new_page):
    return new_page(MOBILE, java_script_enabled=False)


@pytest.fixture
def laptop(new_page):
    return new_page(DESKTOP, java_script_enabled=False)


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def answer(page, values):
    for value in values:
        choose(page, value)
        press(page, "Continue")


def test_a_client_goes_on_where_they_were_on_another_device(cast, address, telephone, laptop):
    telephone.goto(address)
    press(telephone, "Start")
    answer(telephone, GIVEN[:4])
    assert "Question 5 of 9" in telephone.locator("main").inner_text()

    laptop.goto(address)
    assert heading(laptop) == "Welcome back, Cleo"
    assert "4 of 9 answered" in laptop.locator("main").inner_text()
    press(laptop, "Go on where you were")
    assert heading(laptop) == PHQ9.items[4].text
    answer(laptop, GIVEN[4:9])
    assert heading(laptop) == "You are not alone with this"
    assert Alert.objects.get().owner == cast.alice
    press(laptop, "Continue")
    answer(laptop, GIVEN[9:])
    assert heading(laptop) == "Check your answers"

    # The telephone still shows the fifth question, and its owner changes their mind there.
    answer(telephone, [3])
    laptop.reload()
    press(laptop, "Send my answers")
    assert "Your answers are sent" in heading(laptop)
    [response] = Response.objects.filter(mode="link")
    given = [response.answers[item.id] for item in PHQ9.items]
    assert given == [*GIVEN[:4], 3, *GIVEN[5:]]

    # What was sent is not sent again, and not changed, from a page that was left open.
    move_to(telephone, "Back")
    telephone.keyboard.press("Enter")
    telephone.wait_for_load_state()
    assert "sent" in telephone.locator("main").inner_text()
    assert Response.objects.filter(mode="link").count() == 1
    telephone.complaints.clear()  # the browser complains of a 410, which is the point
