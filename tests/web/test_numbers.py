"""Answers that are typed as numbers, and ends in words: of ranges too wide to choose from."""

import pytest

from kith.core import catalogue
from kith.web import questions
from tests.core.instruments.made import item, made, scale

COUNTS = made(
    [item("days", range=[0, 28]), item("hours", range=[0, 10], step=0.5),
     item("pain", range=[0, 10], ends=["none", "worst"])],
    short="Counts", scales={"total": scale(0, 28, items=["days"])},
)  # fmt: skip
DAYS, HOURS, PAIN = COUNTS.items

TYPED = [
    (DAYS, "7", 7), (DAYS, " 28 ", 28), (DAYS, "", None), (DAYS, "07", 7),
    (HOURS, "2.5", 2.5), (HOURS, "2,5", 2.5), (HOURS, "3", 3), (HOURS, "0", 0),
]  # fmt: skip


@pytest.mark.parametrize(("one", "typed", "value"), TYPED)
def test_a_number_is_read_as_it_is_typed(one, typed, value):
    form = questions.QuestionForm(COUNTS, one, {"answer": typed})
    assert form.is_valid(), form.errors
    assert form.value == value
    assert type(form.value) is type(value)


WRONG = [(DAYS, "29"), (DAYS, "-1"), (DAYS, "2.5"), (DAYS, "two"), (HOURS, "2.25"), (DAYS, "1e1"),
         (DAYS, "nan"), (DAYS, "9" * 13)]  # fmt: skip


@pytest.mark.parametrize(("one", "typed"), WRONG)
def test_another_is_refused_with_what_is_allowed(one, typed):
    form = questions.QuestionForm(COUNTS, one, {"answer": typed})
    assert not form.is_valid()
    if len(typed) < 12:
        assert questions.scoring.choices(COUNTS, one) in form.errors["answer"][0]


def test_a_range_of_few_is_chosen_from_with_words_at_its_ends():
    form = questions.QuestionForm(COUNTS, PAIN, {"answer": "10"})
    labels = [label for _, label in form.fields["answer"].choices]
    assert labels[0] == "0 (none)"
    assert labels[10] == "10 (worst)"
    assert len(labels) == 12
    assert form.is_valid()
    assert form.value == 10


def test_what_was_passed_by_is_an_empty_field_again():
    chosen = questions.QuestionForm.chosen({"days": None}, DAYS)
    assert questions.QuestionForm(COUNTS, DAYS, initial=chosen)["answer"].value() is None


def test_staff_type_a_total_of_a_scale_that_is_sold():
    form = questions.AnswersForm(catalogue.instrument("bdiii"))
    (total, *_rest) = form.questions
    assert total.field.widget.input_type == "text"
    assert "0 to 63" in total.help_text


def test_own_goals_are_the_questions_of_the_pack_too():
    gbo = catalogue.instrument("gbo")
    put = questions.put_to(gbo, ["See friends", "Sleep"], {})
    assert len(put.items) == 2
    assert questions.title_of(put, put.items[1], ["See friends", "Sleep"]) == "Sleep"
