"""A therapist at the pages of a course: what a reader does, and the ways every course takes."""

from datetime import timedelta

from tests import courses
from tests.journeys.reader import Reader


class Therapist(Reader):
    """Acts on what is on the page; lives at the moment of the site, and can let time pass."""

    def __init__(self, site, house, page):
        super().__init__(site.url, own=page, private=page)
        self.clock, self.house = site, house

    def room(self, name):
        """Go to a room of the record, by the header's own links."""
        with self.page.expect_navigation():
            self.page.locator("section.record").get_by_role("link", name=name).first.click()

    def take_in(self, given, family, course="", shown_as=""):
        """Register a client and open the course: the usual one, or one from under a heading."""
        self.page.goto(f"{self.site}/clients/new/")
        self.fill("Given name", given)
        self.fill("Family name", family)
        self.date("Date of birth", "14 May 1991")
        self.choose("General practitioner")
        if course:
            self.press(shown_as)
            self.pick("Course", course)
        self.press("Save")

    def meet(self):
        """Put a session of this hour into the diary, and hold it."""
        self.room("Sessions")
        self.fill("Day and time", f"{self.clock.moment:%Y-%m-%dT%H:%M}")
        self.press("Put it into the diary")
        self.press("It took place")

    def review_risk(self):
        """Write what was found, from wherever the page leads to it."""
        self.fill("What did you find?", "No thought of dying. Tired and irritable.")
        self.fill("What was agreed?", "Ring if it changes; the same time next week.")
        self.choose("Care as planned")
        self.fill("Next contact, by", f"{self.clock.moment + timedelta(days=7):%Y-%m-%d}")
        self.press("Keep the review")

    def enter(self, questionnaire):
        """Enter answers given on paper: hardly anything, on every scale."""
        self.room("Measures")
        self.press(f"Enter answers {questionnaire}")
        self.choose("On paper, by the client")
        for answer in self.page.locator("input[type=radio][value='0']").all():
            answer.check()
        self.page.locator("input[type=radio][value='1']").first.check()
        self.press("Put into the record")

    def carry_on(self, care, sessions):
        """Let the course go on by itself until so many sessions are held, and look in then."""
        at = courses.carry(self.house, care, sessions, since=self.clock.moment)
        self.clock.moment = at + timedelta(hours=2)

    def end_the_course(self):
        """Do what the ending's page asks for, and end the course as agreed."""
        self.room("Ending")
        for box in self.page.locator("#plan textarea").all():
            box.fill("Ring my sister")
        self.press("Keep the plan")
        self.choose("Ended as planned")
        self.fill("What was agreed", "A talk in three months.")
        self.press("Record what was agreed")
        while self.page.get_by_role("button", name="Done today").count():
            self.press("Done today")
        self.press("End the course as agreed")
        self.press("End the course")
        self.see("The course has ended.")
