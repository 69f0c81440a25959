"""A course of dynamic interpersonal therapy in a real browser, from referral to the last goodbye.

One focus instead of a problem area, an agenda and strategies of its own, a letter to the client.
The sessions between those that are looked at are held by the services that the pages call.
"""

from kith.record.facts import course_of
from kith.record.models import Episode
from tests.journeys.pdf_text import words_of

FOCUS = {
    "In these moments with others, who is the client": "somebody who is always too much",
    "And who is the other, then?": "somebody who will turn away",
    "Which feeling runs between the two?": "shame, with anger under it",
    "What does holding on to it keep away?": "asking, and being refused",
    "In words that you would both use": "I make myself small before anybody can send me away.",
}


def test_a_course_keeps_to_its_focus_and_ends_with_a_letter(site, alice):
    alice.take_in("Nell", "Hart", "Dynamic interpersonal therapy, 16 sessions", "Promising")
    care = Episode.objects.get(client__family_name="Hart")
    focus_is_written_and_agreed(alice)
    contract_is_agreed(alice)
    first_session(alice)
    with site.now():
        alice.carry_on(care, 4)
    middle_phase_has_strategies_of_its_own(site, alice)
    with site.now():
        alice.carry_on(care, 14)
    goodbye_letter(alice)
    with site.now():
        alice.carry_on(care, 16)
    for questionnaire in ("PHQ-9", "GAD-7"):
        alice.enter(questionnaire)
    alice.end_the_course()

    care.refresh_from_db()
    assert (care.protocol, care.disposition) == ("dit-16", "ended")
    with site.now():
        assert course_of(care).irregularities == ()


def focus_is_written_and_agreed(alice):
    assert not alice.page.get_by_role("link", name="Problem area").count()
    alice.room("Contract")
    alice.see("Interpersonal-affective focus recorded")  # the contract waits for it
    alice.room("Focus")
    alice.fill("What happened, with whom", "Rang her sister, and hung up before she answered.")
    alice.press("Keep it", beside="What happened, with whom")
    for ask, words in FOCUS.items():
        alice.fill(ask, words)
    alice.press("Keep it", beside="In words that you would both use")
    alice.see("you tend to feel like somebody who is always too much")
    alice.choose("Agrees: this is how it is")
    alice.press("Record it")
    alice.see("Agreed on 2 March 2026")


def contract_is_agreed(alice):
    alice.room("Contract")
    alice.see("16 sessions; between 16 and 16 can be agreed at the outset.")
    alice.fill("First goal", "Ask her sister for something small")
    alice.press("We agree on this")
    alice.see("The contract in force")


def first_session(alice):
    alice.room("Safety")
    alice.press("Write a review of risk")
    alice.review_risk()
    alice.meet()
    alice.see("Session 1 of 16")
    alice.tick("Let the client begin, and listen for the pattern")
    alice.tick("Put the problem in terms of people")
    alice.fill("How have things been since we last met?", "Small, all week.")
    alice.press("Save the work")
    alice.see("Small, all week.")


def middle_phase_has_strategies_of_its_own(site, alice):
    site.wait(days=7)
    alice.meet()
    alice.see("Session 5 of 16")
    alice.see("Middle phase")
    alice.see("Ask whether it is happening here too")
    alice.tick("See the focus at work with somebody now")
    alice.press("Save the work")
    alice.room("Focus")
    alice.see("worked in session 5")


def goodbye_letter(alice):
    alice.room("Letter")
    alice.press("Draft a letter to the client")
    box = alice.page.get_by_label("Letter", exact=True)
    drafted = box.input_value()
    assert FOCUS["In words that you would both use"] in drafted
    box.fill(f"{drafted}\n\nYou rang her, and waited until she answered.")
    alice.press("Sign the letter")
    alice.see("You rang her, and waited until she answered.")
    alice.press("As PDF")
    assert "You rang her, and waited" in words_of(alice.files["As PDF"].body())
