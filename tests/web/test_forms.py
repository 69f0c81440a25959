"""How a form meets a service: refusals at their fields, both texts of a conflict, what is read."""

import pytest
from django import forms
from django.http import QueryDict

from kith.core.errors import AnswersError, NotYetError, Problem, RefusedError
from kith.web.forms import Beside, as_read, both_texts, save, with_version, wrong


class Letters(forms.Form):
    """A form with a field of each kind that pages compare and read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label="Text", widget=forms.Textarea)
    way = forms.ChoiceField(label="Way", choices=[("a", "By post"), ("b", "By hand")])
    parts = forms.MultipleChoiceField(
        label="Parts", choices=[("1", "One"), ("2", "Two")], required=False
    )


def typed(**more):
    said = QueryDict(mutable=True)
    for name, value in ({"version": "1", "text": "Mine", "way": "a"} | more).items():
        said.setlist(name, value if isinstance(value, list) else [value])
    return said


@pytest.fixture
def form():
    one = Letters(typed())
    assert one.is_valid()
    return one


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("error", "field", "said"),
    [
        (RefusedError("Too short.", "text"), "text", "Too short."),
        (RefusedError("Not today.", "weather"), "__all__", "Not today."),
        (RefusedError("Not today."), "__all__", "Not today."),
        (NotYetError("Ending", ["Say goodbye"]), "__all__",
         "Ending is not possible yet. First: Say goodbye."),
        (AnswersError([Problem("way", "No such way.")]), "way", "No such way."),
        (AnswersError([Problem("item9", "Out of range.")]), "__all__", "Out of range."),
    ],
)  # fmt: skip
def test_what_the_record_refuses_stands_at_its_field(form, error, field, said):
    def refuse():
        raise error

    assert save(form, refuse) is None
    assert form.errors == {field: [said]}


def test_what_the_record_takes_is_handed_back(form):
    assert save(form, lambda: "kept") == "kept"
    assert not form.errors


def test_a_fault_is_not_taken_for_a_refusal(form):
    def fail():
        raise KeyError

    with pytest.raises(KeyError):
        save(form, fail)


def test_everything_wrong_fits_on_one_line():
    form = Letters(typed(text="", way="c"))
    form.is_valid()
    form.add_error(None, "Not today.")
    assert wrong(form) == (
        "Text: This field is required. "
        "Way: Select a valid choice. c is not one of the available choices. Not today."
    )


# ---------------------------------------------------------------- two people at once


def test_both_texts_are_those_fields_in_which_they_differ():
    form = Letters(typed(text="Mine\r\ntoo", parts=["1", "2"]))
    theirs = {"version": 2, "text": "Theirs", "way": "b", "parts": ["1"], "other": "x"}
    assert [(row.label, row.theirs, row.mine) for row in both_texts(form, theirs)] == [
        ("Text", "Theirs", "Mine\ntoo"),
        ("Way", "By hand", "By post"),
        ("Parts", "One", "One\nTwo"),
    ]


def test_the_same_words_are_no_difference():
    form = Letters(typed(text="Mine\r\n", parts=[]))
    assert both_texts(form, {"text": "Mine", "way": "a", "parts": []}) == []


def test_what_is_empty_on_one_side_is_shown_as_empty():
    (row,) = both_texts(Letters(typed(text="")), {"text": "Theirs"})
    assert (row.theirs, row.mine) == ("Theirs", "")


def test_the_next_save_is_made_knowing_the_other_version():
    said = typed()
    fresh = with_version(said, 7)
    assert (fresh["version"], fresh["text"]) == ("7", "Mine")
    assert said["version"] == "1"


# ---------------------------------------------------------------- reading


def test_whoever_may_not_write_reads_what_is_filled_in():
    form = Letters(initial={"version": 3, "text": "Kept", "way": "b", "parts": []})
    assert as_read(form) == [("Text", "Kept"), ("Way", "By hand")]


def test_forms_beside_each_other_have_ids_of_their_own():
    class Note(Beside):
        called = "note"
        text = forms.CharField()

    assert 'id="note_text"' in str(Note()["text"])
    assert 'name="text"' in str(Note()["text"])
    assert 'id="x_text"' in str(Note(auto_id="x_%s")["text"])
