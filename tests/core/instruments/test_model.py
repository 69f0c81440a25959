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
    ("a range and options", 'recall = "today"', 'recall = "today"\nrange = [0, 3]', "range",
     "either options or numbers"),
    ("an item with both", 'label = "one"',
     'label = "one"\nrange = [0, 3]\noptions = [{ value = 0, text = "N" }]', "items[0].range",
     "either options or a range"),
    ("steps that miss the end", 'label = "one"', 'label = "one"\nrange = [0, 3]\nstep = 2',
     "items[0].range", "do not lead from 0 to 3"),
    ("a range too fine", 'label = "one"', 'label = "one"\nrange = [0, 3]\nstep = 0.0001',
     "items[0].range", "more than 20,001"),
    ("a range that falls", 'label = "one"', 'label = "one"\nrange = [3, 0]', "items[0].range",
     "do not lead"),
    ("more to fit than items", 'id = "two"',
     'id = "two"\nask_when = { items = ["one"], at_least = 1, count = 2 }',
     "items[1].ask_when.count", "only 1 items"),
    ("second condition on nothing", 'id = "two"',
     'id = "two"\nask_when = [{ items = ["one"], at_least = 1 }, { items = ["x"], at_least = 1 }]',
     "items[1].ask_when[1].items", "x is no earlier item"),
    ("one of nothing", "[licence]", 'one_of = [["one", "six"]]\n[licence]', "one_of[0]",
     "six is no item"),
    ("group of nothing", "range = [0, 2]", 'range = [0, 2]\ngroups = [["one", "six"]]',
     "scales.total.groups[0]", "six is no scored item"),
    ("item in group and alone", "range = [0, 2]",
     'range = [0, 2]\nitems = ["one"]\ngroups = [["one", "two"]]', "scales.total.groups",
     "one occurs twice"),
    ("scale of nothing", "range = [0, 2]", 'range = [0, 2]\nscales = ["part"]',
     "scales.total.scales", "part is no scale"),
    ("scale of itself", "range = [0, 2]", 'range = [0, 2]\nscales = ["total"]',
     "scales.total.scales", "made of itself"),
    ("scale of scales and items", "range = [0, 2]",
     'range = [0, 2]\nscales = ["total"]\nitems = ["one"]', "scales.total.scales",
     "names no items"),
    ("weight of a stranger", "range = [0, 2]", "range = [0, 2]\nweights = { six = 2 }",
     "scales.total.weights", "six is no item of this scale"),
    ("range before it is doubled", "range = [0, 2]", "range = [0, 2]\nmultiply = 2",
     "scales.total.range", "0 to 4"),
    ("never a stranger", "range = [0, 2]", ('range = [0, 2]\nmissing = '
     '{ allowed = 1, never = ["six"], source = "us", verified = true }'),
     "scales.total.missing.never", "six is no item"),
    ("rhythm without days", "range = [0, 2]", 'range = [0, 2]\nmethod = "rhythm"',
     "scales.total.groups", "group of days"),
    ("a band from and above", "from = 2", "from = 2, above = 2",
     "scales.total.bandings[0].bands[1].from", "only one of them"),
    ("cut-off of two bounds", "range = [0, 2]", "range = [0, 2]\ncut_offs = [" + CASE_AT_9.replace(
        "at_least = 9", "at_least = 1, below = 2") + "]", "scales.total.cut_offs[0].at_least",
     "give one of"),
    ("cut-off that all meet", "range = [0, 2]", "range = [0, 2]\ncut_offs = [" + CASE_AT_9.replace(
        "at_least = 9", "at_most = 2") + "]", "scales.total.cut_offs[0].at_most", "outside"),
    ("cut-off twice for the same", "range = [0, 2]", "range = [0, 2]\ncut_offs = [" + ", ".join(
        [CASE_AT_9.replace("at_least = 9", 'at_least = 1, for = "women"')] * 2) + "]",
     "scales.total.cut_offs", "occurs twice"),
    ("cut-off for nobody known", "range = [0, 2]", "range = [0, 2]\ncut_offs = ["
     + CASE_AT_9.replace("at_least = 9", 'at_least = 1, for = "cats"') + "]",
     "scales.total.cut_offs[0].for", "women"),
    ("response of two kinds", "range = [0, 2]", ("range = [0, 2]\nresponse = "
     '{ reduction_percent = 50, reduction_points = 1, source = "us", verified = true }'),
     "scales.total.response.reduction_percent", "one of them"),
    ("response where higher is better", 'higher_is = "worse"', ('higher_is = "better"\nresponse = '
     '{ reduction_points = 1, source = "us", verified = true }'), "scales.total.response",
     "only where higher is worse"),
    ("change without good or bad", 'higher_is = "worse"', ('higher_is = "neither"\n'
     'reliable_change = { points = 1, source = "us", verified = true }'), "scales.total.higher_is",
     "for the better"),
    ("outcome of no scale", 'when = { yes = { at_least = 1 } } }',
     "scales = { sum = { at_least = 1 } } }", "rules.any.outcomes[0].scales", "sum is no scale"),
    ("alert on items and a scale", 'items = ["two"]\nat_least = 1',
     'items = ["two"]\nscale = "total"\nat_least = 1', "alerts[0].items", "only one of them"),
    ("alert on no scale", 'items = ["two"]\nat_least = 1', 'scale = "sum"\nat_least = 1',
     "alerts[0].scale", "sum is no scale"),
    ("alert beyond the scale", 'items = ["two"]\nat_least = 1', 'scale = "total"\nat_least = 3',
     "alerts[0].at_least", "outside the scale"),
    ("alert under the scale", 'items = ["two"]\nat_least = 1', 'scale = "total"\nat_most = -1',
     "alerts[0].at_most", "outside the scale"),
    ("alert on values of a scale", 'items = ["two"]\nat_least = 1',
     'scale = "total"\nvalues = [1]', "alerts[0].values", "at_least or at_most"),
    ("alert on no rule", 'items = ["two"]\nat_least = 1', 'rule = "some"\noutcomes = ["yes"]',
     "alerts[0].rule", "some is no rule"),
    ("alert on no outcome", 'items = ["two"]\nat_least = 1', 'rule = "any"\noutcomes = ["may"]',
     "alerts[0].outcomes", "may is no outcome"),
    ("alert on outcomes of items", 'items = ["two"]\nat_least = 1',
     'items = ["two"]\noutcomes = ["yes"]', "alerts[0].outcomes", "belong to a rule"),
    ("pack without terms", 'class = "FULL"', 'class = "PACK_NC"', "licence.terms", "accepts"),
    ("words of a class without", 'class = "FULL"', 'class = "SCORING"', "licence.text",
     "must be withheld"),
    ("circle of a stranger", "[tallies]", ('[circumplex]\nname = "C"\nsource = "us"\n'
     "verified = true\noctants = { total = 0, b = 90, c = 180 }\n[tallies]"),
     "circumplex.octants", "b is no scale"),
    ("circle of too few", "[tallies]", ('[circumplex]\nname = "C"\nsource = "us"\n'
     "verified = true\noctants = { total = 0 }\n[tallies]"), "circumplex.octants", "at least 3"),
    ("example on the circle without one", 'source = "by hand"',
     'circumplex = { angle = 1 }\nsource = "by hand"', "examples[0].circumplex", "angle is no"),
    ("example of no scheme", 'band = "high" }', 'band = "high", bands = { Theirs = "high" } }',
     "examples[0].scores.total.bands", "Theirs is no scheme"),
    ("example alert nowhere", 'alerts = ["two"]', 'alerts = ["scale:sum"]', "examples[0].alerts",
     "scale:sum is no item, scale or rule"),
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
