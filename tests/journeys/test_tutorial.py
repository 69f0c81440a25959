"""The tutorial works as it is written: a newcomer does what it says, in a real browser."""

import re

import pytest

from tests.browser import MOBILE
from tests.journeys import tutorial
from tests.journeys.pdf_text import words_of
from tests.journeys.reader import Reader

TEXT = tutorial.DOCUMENT.read_text("utf-8")
STEPS = tutorial.steps(TEXT)


@pytest.fixture
def reader(demo_site, new_page):
    """Somebody who has never seen Kith: a window of their own, and the client's on a phone."""
    private = new_page(MOBILE, java_script_enabled=False, has_touch=True, is_mobile=True)
    return Reader(demo_site, own=new_page(), private=private)


def test_a_newcomer_takes_a_client_from_referral_to_letter(reader):
    for step in STEPS:
        reader.follow(step)
    answer = reader.files["As PDF"]
    assert answer.headers["content-type"] == "application/pdf"
    letter = words_of(answer.body())
    for words in (
        "Riverside Psychological Therapies",
        "Dear Dr Low,",
        "Thank you for referring Nell Hart",
        "12 sessions of interpersonal psychotherapy",
        "Depressive symptoms (PHQ-9): from 17",
        "Not answering the telephone",
        "Signed in Kith on",
        "Hannah Whitlock",
    ):
        assert words in letter
    assert "DRAFT" not in letter


def test_its_steps_are_numbered_one_after_the_other():
    assert [step.number for step in STEPS] == list(range(1, len(STEPS) + 1))


def test_it_asks_for_something_in_every_step():
    assert [step.number for step in STEPS if not step.acts] == []


def test_it_says_nothing_bold_outside_its_steps():
    before = TEXT.partition("\n## ")[0]
    assert re.findall(r"\*\*([^*]+)\*\*", before) == ["bold", "About days."]


@pytest.mark.parametrize(
    ("line", "acts"),
    [
        ("Press **Save**.", [("press", "Save", "")]),
        ("press **Sign in** beside “Hannah”.", [("press", "Sign in", "Hannah")]),
        ("**Name**: `Nell`", [("fill", "Name", "Nell")]),
        ("**Course**: **Twelve**", [("pick", "Course", "Twelve")]),
        ("**Year**: *5 months ago*", [("date", "Year", "5 months ago")]),
        ("Tick **A**, **B** and **C**.", [("tick", "A", ""), ("tick", "B", ""), ("tick", "C", "")]),
        ("You see “A” and “B”: words.", [("see", "A", ""), ("see", "B", "")]),
        ("Two times: press **On**.", [("press", "On", ""), ("press", "On", "")]),
        ("Copy the address in **The link**.", [("copy", "The link", "")]),
        ("Open the address.", [("open", "address", "")]),
        ("Read it, and “quote” `code`.", []),
    ],
)
def test_its_words_are_read_as_a_person_reads_them(line, acts):
    assert [(one.verb, one.name, one.value) for one in tutorial.acts(line)] == acts


def test_what_is_bold_and_cannot_be_done_is_a_fault_of_the_tutorial():
    with pytest.raises(AssertionError, match="nothing can be done"):
        tutorial.acts("Then consider **Save**.")
