"""Somebody who does in a browser what the tutorial says, and no more."""

import re
from datetime import date, time, timedelta

from django.utils import timezone

from kith.record import clock
from tests.journeys.tutorial import Step

SCOPES = "li, tr, fieldset, .field, .card, .asked, .place, .spread"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


class Reader:
    """Acts on what it sees: visible buttons, links, fields and words."""

    def __init__(self, site, own, private):
        self.site, self.own, self.private = site, own, private
        self.page = own
        self.copied = ""
        self.files = {}

    def follow(self, step: Step):
        """Do every act of a step, in the window that it speaks of."""
        self.page = self.private if step.is_private else self.own
        for act in step.acts:
            try:
                getattr(self, act.verb)(act.name, *([act.value] if act.value else []))
            except Exception as error:
                error.add_note(f"in step {step.number} of the tutorial: {act}")
                error.add_note(self.page.locator("main").aria_snapshot()[:6000])
                raise

    # ------------------------------------------------------------ acts

    def open(self, what):
        self.page.goto(self.site if what == "address" else self.copied)

    def copy(self, label):
        self.copied = self._field(label).input_value()

    def see(self, words):
        self.page.get_by_text(words).locator("visible=true").first.wait_for()

    def press(self, name, beside=""):
        here = self._beside(name, beside) if beside else self.page
        control = self._pressable(here, name)
        address = control.get_attribute("href") or ""
        if address.endswith("/pdf/"):  # a browser without a window saves it instead of showing it
            self.files[name] = self.page.request.get(self.site + address)
        elif control.evaluate("one => one.tagName") == "SUMMARY":
            control.click()
        else:
            with self.page.expect_navigation():
                control.click()
            assert self.page.locator("#errors").all_inner_texts() == []

    def choose(self, name):
        self._first(self._named(self.page, "radio", name)).check()

    def tick(self, name):
        self._first(self._named(self.page, "checkbox", name)).check()

    def fill(self, label, words):
        self._field(label).fill(words)

    def pick(self, label, choice):
        group = self._named(self.page, "group", label).locator("visible=true")
        if group.count():
            boxes = [self._named(group.first, role, choice) for role in ("radio", "checkbox")]
            self._first(boxes[0].or_(boxes[1])).check()
            return
        field = self._field(label)
        options = field.locator("option").all_inner_texts()
        field.select_option(label=next(one for one in options if one.startswith(choice)))

    def date(self, label, words):
        field, on = self._field(label), day(words)
        match field.get_attribute("type"):
            case "date":
                field.fill(f"{on:%Y-%m-%d}")
            case "datetime-local":
                field.fill(f"{on:%Y-%m-%d}T{hour(words):%H:%M}")
            case "number":
                field.fill(str(on.year))
            case _:
                field.select_option(label=MONTHS[on.month - 1])

    # ------------------------------------------------------------ finding

    def _pressable(self, here, name):
        """A button, a link or the head of a part that opens: of this name, or beginning with it."""
        begins = re.compile(rf"^\s*{re.escape(name)}")
        for words in (re.compile(rf"{begins.pattern}\s*$"), begins):
            found = here.locator("summary", has_text=words)
            for role in ("button", "link"):
                found = found.or_(here.get_by_role(role, name=words))
            if found.locator("visible=true").count():
                break
        return self._first(found)

    def _beside(self, name, words):
        """The smallest part of the page that holds both the words and the control."""
        control = self.page.locator("button, a, summary", has_text=name)
        return self.page.locator(SCOPES).filter(has_text=words).filter(has=control).last

    def _field(self, label):
        found = self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}"))
        return self._first(found.and_(self.page.locator("input, textarea, select")))

    def _named(self, here, role, name):
        exact = here.get_by_role(role, name=name, exact=True)
        begins = re.compile(rf"^{re.escape(name)}")
        return exact if exact.count() else here.get_by_role(role, name=begins)

    def _first(self, found):
        return found.locator("visible=true").first


def day(words: str) -> date:
    """The day that words such as "13 weeks ago" or "14 May 1991" stand for, today."""
    if words == "tomorrow":
        return clock.today() + timedelta(days=1)
    if match := re.match(r"(\d+) (week|month)s ago", words):
        return clock.today() - timedelta(days=int(match[1]) * {"week": 7, "month": 30}[match[2]])
    number, month, year = words.split()
    return date(int(year), MONTHS.index(month) + 1, int(number))


def hour(words: str) -> time:
    """The time in words such as "11 weeks ago at 09:00"; before nine, one that has come already."""
    return min(
        time.fromisoformat(words.rsplit(maxsplit=1)[-1]), timezone.localtime(clock.now()).time()
    )
