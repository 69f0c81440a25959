"""A therapist's way through the clinic without a mouse: from signing in to a link for a client.

The session's own page has its test in tests/web/test_session_browser.py, a client's questions in
test_two_devices.py.
"""

from kith.record.models import Invitation
from tests.cast import PASS_PHRASE, build
from tests.journeys.keyboard import move_to, press, type_into


def test_a_therapist_signs_in_finds_a_client_and_sends_a_questionnaire(live, page):
    cast = build()
    page.goto(live)
    type_into(page, "E-mail", cast.alice.email)
    type_into(page, "Pass phrase", PASS_PHRASE)
    press(page, "Sign in")
    press(page, "Clients")
    move_to(page, "Skip to the main content")
    page.keyboard.press("Enter")
    type_into(page, "Name, code or therapist", "marsh")
    press(page, "Show")
    press(page, "Marsh, Cleo")
    press(page, "Measures")
    move_to(page, "PHQ-9")
    assert page.evaluate("document.activeElement.checked"), "what is due is ticked already"
    move_to(page, "Goals")
    page.keyboard.press("Space")
    press(page, "Make the link")
    assert page.get_by_label("The link", exact=True).is_visible()
    asked = Invitation.objects.get().assignments.order_by("position")
    assert list(asked.values_list("instrument", flat=True)) == ["phq9", "gad7", "goals"]
