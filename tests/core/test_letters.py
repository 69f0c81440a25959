"""The draft of the letter: what each fact adds, and that nothing is said that is not known."""

from dataclasses import replace

import pytest

from kith.core import letters
from kith.core.ending import Gains, Line

BARE = letters.Facts(client="Cleo Marsh", first_name="Cleo", received_on="23 February 2026")
THANKS = "Thank you for referring Cleo Marsh, whose referral reached us on 23 February 2026."
CLOSE = "Please get in touch if anything in this letter raises a question."
NOT_BEGUN = "The treatment has not begun yet."


def gained(symptoms=(), goals=(), ties=()):
    several = [tuple(Line(words) for words in some) for some in (symptoms, goals, ties)]
    return Gains(*several, work=(Line("Tried: ring Ann."),), events=())


def paragraphs(**known):
    return letters.draft(replace(BARE, **known)).split("\n\n")


def test_a_letter_of_nothing_known_says_only_who_and_that_nothing_began():
    assert paragraphs() == [THANKS, NOT_BEGUN, CLOSE]


def test_nobody_is_thanked_for_a_client_who_came_alone():
    assert paragraphs(came_alone=True)[0] == (
        "I am writing about Cleo Marsh, who asked us for help on 23 February 2026."
    )


@pytest.mark.parametrize(
    ("known", "paragraph"),
    [
        ({"diagnosis": "Depressive episode, first, moderate", "codes": "ICD-11 6A70.1"},
         "Diagnosis: Depressive episode, first, moderate (ICD-11 6A70.1)."),
        ({"diagnosis": "Adjustment disorder."}, "Diagnosis: Adjustment disorder."),
        ({"onset": "in May 2025"}, "The present episode began in May 2025."),
        ({"medication": "Sertraline 50 mg\nsince January."},
         "Medication: Sertraline 50 mg since January."),
        ({"diagnosis": "Dysthymia", "onset": "in 2019", "medication": "none"},
         "Diagnosis: Dysthymia. The present episode began in 2019. Medication: none."),
    ],
)  # fmt: skip
def test_findings_are_told_as_they_were_noted(known, paragraph):
    assert paragraphs(**known)[1] == paragraph


@pytest.mark.parametrize("medication", ["", "  ", "\n"])
def test_no_word_is_lost_on_medication_that_is_not_known(medication):
    assert paragraphs(medication=medication) == [THANKS, NOT_BEGUN, CLOSE]


IPT = "of interpersonal psychotherapy (IPT)."
ON = "1 July 2026"


@pytest.mark.parametrize(
    ("known", "paragraph"),
    [
        ({"held": 1}, f"So far Cleo has come to 1 session {IPT}"),
        ({"held": 8, "agreed": 16}, f"So far Cleo has come to 8 of the 16 agreed sessions {IPT}"),
        ({"held": 16, "agreed": 16, "ended": ON}, f"Cleo came to 16 sessions {IPT}"),
        ({"held": 11, "agreed": 16, "ended": ON},
         f"Cleo came to 11 of the 16 agreed sessions {IPT}"),
        ({"held": 3, "missed": 1},
         f"So far Cleo has come to 3 sessions {IPT} 1 appointment did not take place."),
        ({"held": 3, "missed": 2},
         f"So far Cleo has come to 3 sessions {IPT} 2 appointments did not take place."),
        ({"held": 3, "focus": ["grief after a death (grief)"]},
         f"So far Cleo has come to 3 sessions {IPT} The focus is grief after a death (grief)."),
        ({"held": 16, "ended": ON, "focus": ["grief", "a change of role"]},
         f"Cleo came to 16 sessions {IPT} The focus was grief and a change of role."),
    ],
)  # fmt: skip
def test_the_treatment_is_told_as_it_stands(known, paragraph):
    assert paragraphs(**known)[1] == paragraph


def test_an_ended_referral_without_a_session_says_nothing_of_treatment():
    assert paragraphs(ended=ON) == [THANKS, "The treatment ended on 1 July 2026.", CLOSE]


def test_changes_are_points_and_leave_out_the_people_in_the_clients_life():
    found = paragraphs(
        held=8, gains=gained(["PHQ-9: from 19 to 11."], ["Goal: rest."], ["Ben moved nearer."])
    )
    assert found[2] == "What has changed since the start:\n- PHQ-9: from 19 to 11.\n- Goal: rest."
    assert "Ben" not in "".join(found)
    assert "ring Ann" not in "".join(found)


def test_without_scores_and_goals_nothing_is_said_of_change():
    assert len(paragraphs(held=8, gains=gained(ties=["Ben moved nearer."]))) == 3


@pytest.mark.parametrize(
    ("known", "paragraph"),
    [
        ({"warning_signs": ["staying in bed"]},
         "We went through early signs of a return: staying in bed."),
        ({"warning_signs": ["staying in bed.", " ", "not eating"],
          "come_back": "two bad weeks in a row."},
         ("We went through early signs of a return: staying in bed and not eating. "
          "Cleo would come back when: two bad weeks in a row.")),
    ],
)  # fmt: skip
def test_warning_signs_are_passed_on(known, paragraph):
    assert paragraphs(**known)[2] == paragraph


def test_when_to_come_back_alone_says_nothing():
    assert paragraphs(come_back="two bad weeks", warning_signs=[" "]) == [THANKS, NOT_BEGUN, CLOSE]


@pytest.mark.parametrize(
    ("known", "paragraph"),
    [
        ({"agreed_next": "One session a month until autumn."}, "One session a month until autumn."),
        ({"ended": ON}, "The treatment ended on 1 July 2026."),
        ({"ended": ON, "agreed_next": "Nothing more is needed"},
         "The treatment ended on 1 July 2026. Nothing more is needed."),
        ({"ended": ON, "left_early": True},
         "The treatment ended on 1 July 2026: Cleo left before the agreed end."),
    ],
)  # fmt: skip
def test_how_it_goes_on_comes_last(known, paragraph):
    assert paragraphs(**known)[-2] == paragraph


@pytest.mark.parametrize("words", ["at the end", "ended", "came to", "The focus was"])
def test_a_course_that_goes_on_is_never_told_as_over(words):
    known = replace(
        BARE, held=8, agreed=16, focus=["grief"], gains=gained(["PHQ-9: 11 (moderate)."]),
        agreed_next="We go on as agreed.",
    )  # fmt: skip
    assert words not in letters.draft(known)


@pytest.mark.parametrize(
    ("ended", "line"),
    [("", "Progress of treatment: Cleo Marsh"), (ON, "Summary of treatment: Cleo Marsh")],
)
def test_the_subject_says_whether_it_is_over(ended, line):
    assert letters.subject(replace(BARE, ended=ended)) == line


# ---------------------------------------------------------------- the letter to the client

WE_MET = "We have met 16 times since you came on 23 February 2026."
SAD = "It can feel sad or strange to stop. To be sad at an ending is not the illness coming back."
THANK_YOU = "Thank you for the work you have done."


def to_client(**known):
    return letters.draft_to_client(replace(BARE, **known)).split("\n\n")


@pytest.mark.parametrize(
    ("known", "opening"),
    [
        ({}, "We have not met yet."),
        ({"held": 1}, "We have met once since you came on 23 February 2026."),
        ({"held": 16}, WE_MET),
        ({"held": 16, "plain_focus": ["a death", "a change"]},
         f"{WE_MET} We chose to work on a death and a change."),
        ({"held": 16, "pattern": "You expect to be left."},
         f"{WE_MET} Together we found words for what keeps coming back between you and others."),
    ],
)  # fmt: skip
def test_a_letter_to_the_client_looks_back_on_what_was_done_together(known, opening):
    assert to_client(**known)[0] == opening


def test_a_letter_to_the_client_tells_the_pattern_gains_and_signs_in_the_second_person():
    said = to_client(
        held=16,
        pattern="You expect to be left.",
        gains=gained(["PHQ-9 fell from 19 to 6"], ["See Ann again: 2 to 8"]),
        warning_signs=["not answering the telephone."],
        come_back="two bad weeks in a row.",
        agreed_next="We meet once more in June.",
        diagnosis="Depressive episode",
        codes="ICD-11 6A70.1",
    )
    assert said[1:] == [
        "You expect to be left.",
        (
            "What has changed since we began, by your own answers:\n"
            "- PHQ-9 fell from 19 to 6\n- See Ann again: 2 to 8"
        ),
        SAD,
        (
            "You named early signs to look out for: not answering the telephone. Come back when: "
            "two bad weeks in a row."
        ),
        "We meet once more in June.",
        THANK_YOU,
    ]
    assert "6A70" not in " ".join(said)


def test_a_bare_letter_to_the_client_says_no_more_than_is_known():
    assert to_client(held=3)[1:] == [SAD, THANK_YOU]
    assert letters.subject_to_client(BARE) == "Our work together, Cleo"


def test_the_therapy_is_called_what_it_is():
    said = paragraphs(held=3, therapy="Dynamic interpersonal therapy")
    assert "So far Cleo has come to 3 sessions of Dynamic interpersonal therapy." in said[1]
