"""Broken definitions: each is refused with the file, the key and the reason."""

import pytest

from kith.core.catalogue import Catalogue
from kith.core.errors import DefinitionError

GOOD = """
id = "demo"
version = 1
name = "Demo"
short_name = "Demo"
measures = "a demonstration"
respondent = "client"
recall = "today"

[licence]
text = "free"
class = "FULL"
basis = "written for a test"
credit = "Kith"
verified = true

[[sources]]
id = "us"
cite = "Kith"
verified = true

[[options]]
value = 0
text = "No"
[[options]]
value = 1
text = "Yes"

[[items]]
id = "one"
text = "One?"
label = "one"
[[items]]
id = "two"
text = "Two?"
label = "two"

[scales.total]
name = "Total"
range = [0, 2]
higher_is = "worse"
[[scales.total.bandings]]
scheme = "Ours"
source = "us"
verified = true
bands = [{ from = 0, label = "low" }, { from = 2, label = "high" }]

[tallies]
yes = [{ items = ["one", "two"], at_least = 1 }]

[rules.any]
name = "Any"
source = "us"
verified = true
outcomes = [
  { id = "yes", label = "yes", when = { yes = { at_least = 1 } } }, { id = "no", label = "no" }
]

[[alerts]]
level = "urgent"
items = ["two"]
at_least = 1
why = "Two"
source = "us"
verified = true

[[examples]]
answers = "1 1"
scores = { total = { value = 2, band = "high" } }
results = { any = "yes" }
alerts = ["two"]
source = "by hand"
"""


def load(folder, text, name="demo.v1.toml"):
    (folder / "instruments").mkdir(exist_ok=True)
    (folder / "instruments" / name).write_text(text)
    return Catalogue([folder], shipped=False)


def test_the_good_file_is_good(tmp_path):
    assert load(tmp_path, GOOD).instrument("demo").short_name == "Demo"


CASE_AT_9 = '{ name = "case", at_least = 9, meaning = "m", source = "us", verified = true }'

# (what is wrong, text to replace, replacement, key, part of the reason)
BROKEN = [
    ("misspelt key", 'recall = "today"', 'recal = "today"', "recal", "misspelt"),
    ("missing key", 'recall = "today"\n', "", "recall", "is missing"),
    ("misspelt key in a scale", "higher_is", "higher_si", "scales.total.higher_si", "misspelt"),
    ("unknown respondent", '"client"', '"patient"', "respondent", "'client'"),
    ("version in quotes", "version = 1", 'version = "1"', "version", "integer"),
    ("version true", "version = 1", "version = true", "version", "integer"),
    ("version 0", "version = 1", "version = 0", "version", "greater than or equal to 1"),
    ("item twice", 'id = "two"', 'id = "one"', "items", "one occurs twice"),
    ("item with no label", 'label = "one"\n', "", "items[0].label", "is missing"),
    ("item with no wording", 'text = "One?"\n', "", "items[0].text", "one has no wording"),
    ("id not a word", 'id = "two"', 'id = "Two!"', "items[1].id", "pattern"),
    ("option value twice", "value = 1", "value = 0", "options", "0 occurs twice"),
    ("option without words", 'text = "Yes"\n', "", "options", "an answer without words"),
    ("no credit", 'credit = "Kith"\n', "", "licence.credit", "credit line"),
    ("words though withheld", 'text = "free"', 'text = "withheld"', "items[0]", "withholds"),
    ("unknown source", 'scheme = "Ours"\nsource = "us"', 'scheme = "Ours"\nsource = "them"',
     "scales.total.bandings[0].source", "them is no source"),
    ("range wrong", "range = [0, 2]", "range = [0, 3]", "scales.total.range", "0 to 2"),
    ("range not two", "range = [0, 2]", "range = [0]", "scales.total.range[1]", "is missing"),
    ("unknown item in a scale", "range = [0, 2]", 'range = [0, 2]\nitems = ["one", "three"]',
     "scales.total.items", "three is no scored item"),
    ("item twice in a scale", "range = [0, 2]", 'range = [0, 2]\nitems = ["one", "one"]',
     "scales.total.items", "one occurs twice"),
    ("reversed but not in it", "range = [0, 2]", 'range = [0, 2]\nreversed = ["three"]',
     "scales.total.reversed", "three is no item of this scale"),
    ("bands start too high", "from = 0", "from = 1", "scales.total.bandings[0].bands",
     "must start at 0"),
    ("bands fall", "from = 2", "from = 0", "scales.total.bandings[0].bands", "must rise"),
    ("band above the scale", "from = 2", "from = 3", "scales.total.bandings[0].bands",
     "above the scale"),
    ("band label twice", '"high" }]', '"low" }]', "scales.total.bandings[0].bands", "low occurs"),
    ("all may be missing", "range = [0, 2]",
     'range = [0, 2]\nmissing = { allowed = 2, source = "us", verified = true }',
     "scales.total.missing.allowed", "only 2 items"),
    ("missing rule unsourced", "range = [0, 2]",
     "range = [0, 2]\nmissing = { allowed = 1, verified = true }",
     "scales.total.missing.source", "is missing"),
    ("cut-off beyond the scale", "range = [0, 2]",
     f"range = [0, 2]\ncut_offs = [{CASE_AT_9}]", "scales.total.cut_offs[0].at_least", "outside"),
    ("reliable change of none", "range = [0, 2]",
     'range = [0, 2]\nreliable_change = { points = 0, source = "us", verified = true }',
     "scales.total.reliable_change.points", "greater than 0"),
    ("alert on no item", 'items = ["two"]', 'items = ["three"]', "alerts[0].items",
     "three is no item"),
    ("alert nobody can reach", 'items = ["two"]\nat_least = 1', 'items = ["two"]\nat_least = 2',
     "alerts[0].at_least", "divides no answers"),
    ("alert that always fires", 'items = ["two"]\nat_least = 1', 'items = ["two"]\nat_least = 0',
     "alerts[0].at_least", "divides no answers"),
    ("alert on no value", 'items = ["two"]\nat_least = 1', 'items = ["two"]\nvalues = [7]',
     "alerts[0].values", "7 is no answer"),
    ("alert with both", 'items = ["two"]\nat_least = 1',
     'items = ["two"]\nat_least = 1\nvalues = [1]', "alerts[0].at_least", "only one of them"),
    ("alert of no known level", 'level = "urgent"', 'level = "red"', "alerts[0].level", "urgent"),
    ("tally of no item", 'items = ["one", "two"]', 'items = ["one", "six"]', "tallies.yes[0].items",
     "six is no item"),
    ("outcome of no tally", "when = { yes =", "when = { yess =", "rules.any.outcomes[0].when",
     "yess is no tally"),
    ("no last outcome", ', { id = "no", label = "no" }', "", "rules.any.outcomes",
     "no conditions"),
    ("skip rule looks ahead", 'label = "one"',
     'label = "one"\nask_when = { items = ["two"], at_least = 1 }', "items[0].ask_when.items",
     "two is no earlier item"),
    ("example too short", 'answers = "1 1"', 'answers = "1"', "examples[0].answers",
     "1 answers for 2"),
    ("example out of range", 'answers = "1 1"', 'answers = "1 5"', "examples[0].answers",
     "5 is no answer to two"),
    ("example not answers", 'answers = "1 1"', 'answers = "1, 1"', "examples[0].answers",
     "pattern"),
    ("example of no scale", "scores = { total", "scores = { sum", "examples[0].scores",
     "sum is no scale"),
    ("another id than the file's", 'id = "demo"', 'id = "other"', "id", "named for demo"),
    ("another version", "version = 1", "version = 2", "version", "named for 1"),
    ("not TOML", "[licence]", "[licence", "", "not valid TOML"),
    ("nothing to score", GOOD[GOOD.index("[scales"):GOOD.index("[[alerts]]")], "", "scales",
     "nothing can be scored"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "reason"), [case[1:] for case in BROKEN],
                         ids=[case[0] for case in BROKEN])  # fmt: skip
def test_a_broken_file_is_refused_by_file_and_key(tmp_path, old, new, key, reason):
    assert old in GOOD
    with pytest.raises(DefinitionError) as caught:
        load(tmp_path, GOOD.replace(old, new, 1)).instrument("demo")
    assert caught.value.file == "demo.v1.toml"
    assert caught.value.key == key
    assert reason in caught.value.problem
    assert str(caught.value).startswith("demo.v1.toml")


def test_a_definition_cannot_be_changed_once_read(tmp_path):
    demo = load(tmp_path, GOOD).instrument("demo")
    with pytest.raises(ValueError, match="frozen"):
        demo.version = 2
    with pytest.raises(ValueError, match="frozen"):
        demo.scales["total"].name = "Sum"


def test_the_pieces_can_be_looked_up(tmp_path):
    demo = load(tmp_path, GOOD).instrument("demo")
    assert demo.item("two").label == "two"
    assert demo.source("us").cite == "Kith"
    assert [option.text for option in demo.options_of(demo.item("one"))] == ["No", "Yes"]
    for look in (demo.item, demo.source):
        with pytest.raises(KeyError):
            look("nothing")
