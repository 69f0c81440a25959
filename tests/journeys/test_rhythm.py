"""A course of social rhythm therapy in a real browser: a client, a phone, a diary, and the clinic.

The clock moves: the client keeps the diary night by night, and the clinic looks in when it would.
The sessions between those that are looked at are held by the services that the pages call.
"""

import re

import pytest

from kith.record.facts import course_of
from kith.record.models import DiaryDay, Episode
from tests import courses
from tests.browser import MOBILE

DAYS = range(1, 15)
SHORT = {12, 13}  # on these mornings the client had hardly slept
LATE = {3, 9}  # on these days bed time came after midnight


@pytest.fixture
def phone(new_page):
    """The client's own: small, by touch, and without script."""
    return new_page(MOBILE, java_script_enabled=False, has_touch=True, is_mobile=True)


def test_a_course_runs_from_referral_to_the_end_beside_a_diary_on_a_phone(site, alice, phone):
    alice.take_in("Robin", "Vale")
    social_rhythm_therapy_is_chosen(alice)
    care = Episode.objects.get(client__family_name="Vale")
    conditions_are_met(alice)
    first_session(alice)
    address = diary_is_begun(site, alice)
    keep_the_diary(site, phone, address)
    clinic_sees_score_and_chart(site, alice)
    alert_is_settled(alice)
    with site.now():
        alice.carry_on(care, 4)
        courses.agree_focus(alice.house, care)
    contract_is_agreed(alice)
    phase_is_left_by_judgement(site, alice)
    with site.now():
        alice.carry_on(care, 24)
    alice.enter("PHQ-9")
    alice.end_the_course()

    care.refresh_from_db()
    assert (care.protocol, care.disposition) == ("ipsrt", "ended")
    with site.now():
        assert course_of(care).irregularities == ()
    phone.goto(address)
    phone.get_by_role("heading", name="This link is closed").wait_for()
    phone.complaints.clear()  # the browser complains of a 410, which is the point


def social_rhythm_therapy_is_chosen(alice):
    alice.room("Assessment")
    alice.pick("Diagnosis", "Bipolar disorder, type I")
    alice.press("Keep the assessment")
    alice.press("Which form of IPT fits")
    alice.pick("Takes medication", "Yes")
    alice.press("Keep, and list again")
    card = alice.page.locator("#ipsrt")
    assert "Evidence: promising" in card.inner_text()
    card.get_by_text("Choose this one").click()
    card.get_by_label("Why this one").fill("Two episodes after nights without sleep.")
    with alice.page.expect_navigation():
        card.get_by_role("button", name="The course follows this").click()
    alice.see("The course follows this protocol from now on.")
    alice.see("Maintenance phase")


def conditions_are_met(alice):
    alice.room("Conditions")
    alice.press("Put it on record", beside="Medication list recorded")
    alice.fill("Medicine", "Lithium")
    alice.fill("Dose", "800 mg at night")
    alice.press("Put it on the list")
    alice.room("Conditions")
    alice.press("Put it on record", beside="Prescriber named")
    alice.press("Prescriber")
    alice.fill("Name", "Dr Moor")
    alice.fill("How to reach them", "020 7946 0222")
    alice.press("Save")
    alice.room("Conditions")
    alice.press("Say in words that it is met")
    alice.fill("How it is met", "Lithium since 2022, reviewed by Dr Moor in February.")
    alice.press("Put it on record", beside="How it is met")
    alice.see("Lithium since 2022")


def first_session(alice):
    alice.room("Safety")
    alice.press("Write a review of risk")
    alice.review_risk()
    alice.meet()
    alice.see("Session 1 of 43")
    alice.tick("Ask about both poles")
    alice.press("Save the work")


def diary_is_begun(site, alice):
    site.wait(days=6)
    alice.room("Rhythm")
    alice.press("Make the client's link")
    alice.copy("The link")
    return alice.copied


def keep_the_diary(site, phone, address):
    """Day after day at half past midnight, when the day before still goes on; until a Sunday."""
    site.wait(hours=14, minutes=30)
    phone.goto(address)
    for day in DAYS:
        phone.reload()
        phone.get_by_text("It is past midnight").wait_for()
        enter(phone, "Out of bed", "04:50" if day in SHORT else "07:15")
        enter(phone, "Dinner", "19:00")
        if day in LATE:
            touch(phone, "link", "Answer", "To bed")
            touch(phone, "button", "Just now, 00:30")
        else:
            enter(phone, "To bed", "23:10")
        touch(phone, "link", "Answer", "Last night")
        phone.get_by_label("Or just the hours I slept").fill("4" if day in SHORT else "7.5")
        touch(phone, "button", "Keep it")
        site.wait(days=1)
    assert DiaryDay.objects.count() == len(DAYS)
    assert DiaryDay.objects.order_by("on")[2].entries["bed"]["at"] == 30
    touch(phone, "link", "How regular my days are")
    phone.get_by_text("Your number is").first.wait_for()


def enter(phone, what, at):
    """As usual with one touch, where that is what it was; else the time."""
    if phone.get_by_role("button", name=about(f"As usual, {at}", what)).count():
        touch(phone, "button", f"As usual, {at}", what)
        return
    touch(phone, "link", "Answer", what)
    phone.locator("input[name=at]").fill(at)
    phone.get_by_label("I was alone", exact=True).check()
    touch(phone, "button", "Keep it")


def touch(phone, role, name, what=""):
    with phone.expect_navigation():
        phone.get_by_role(role, name=about(name, what)).click()


def about(name, what):
    """What a screen reader says of a control, which stands beside what it is about."""
    return re.compile(rf"^{re.escape(name)}\b.*{re.escape(what)}")


def clinic_sees_score_and_chart(site, alice):
    site.wait(hours=9)
    alice.room("Rhythm")
    alice.press("The week before")
    alice.see("7 of 7 days are kept.")
    alice.see("Regularity: 6")
    alice.page.locator("#picture svg").locator("visible=true").first.wait_for()
    alice.see("00:30")


def alert_is_settled(alice):
    alice.room("Rhythm")
    with alice.page.expect_navigation():
        alice.page.locator("#alerts").get_by_role("link").first.click()
    alice.see("Call the client today, and the prescriber in the same week")
    address = alice.page.url
    alice.press("I take this on")
    alice.press("Ask directly, and write the review of risk")
    alice.review_risk()
    alice.page.goto(address)
    alice.fill(
        "What was found and what was done",
        "Rang her, and Dr Moor; she sleeps at her sister's this week.",
    )
    alice.press("Settle")
    alice.see("The alert is settled.")
    alice.press("Robin Vale")


def contract_is_agreed(alice):
    alice.room("Contract")
    alice.fill("Number of sessions", "24")
    alice.fill("First goal", "In bed before midnight, also on weekends")
    alice.press("We agree on this")
    alice.see("24 sessions of")


def phase_is_left_by_judgement(site, alice):
    alice.room("Sessions")
    alice.press("Begin the phase: Intermediate phase")
    alice.see("The next phase has begun.")
    site.wait(days=7)
    alice.meet()
    alice.see("Session 5 of 24")
    alice.see("Read the rhythm diary together")
    alice.tick("Choose the anchor that wanders most")
    alice.press("Save the work")
