"""Scores, bands, missing answers, results and alerts, as tables."""

from fractions import Fraction
from itertools import combinations, product

import pytest

from kith.core import catalogue
from kith.core.errors import AnswersError
from kith.core.instruments import scoring
from kith.core.instruments.model import Instrument
from kith.core.instruments.scoring import Score


def answers_of(instrument, words):
    values = [None if word == "-" else int(word) for word in words.split()]
    return dict(zip((item.id for item in instrument.scored), values, strict=True))


def rows(table):
    """The rows of a table after its head, cell by cell, `-` for nothing."""
    lines = table.strip().splitlines()[1:]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


PHQ9 = """
                     | answers           | total | band              | missing | alerts
    nothing          | 0 0 0 0 0 0 0 0 0 | 0     | none-minimal      | 0       |
    top of minimal   | 1 1 1 1 0 0 0 0 0 | 4     | none-minimal      | 0       |
    foot of mild     | 1 1 1 1 1 0 0 0 0 | 5     | mild              | 0       |
    top of mild      | 3 3 3 0 0 0 0 0 0 | 9     | mild              | 0       |
    foot of moderate | 2 2 2 2 2 0 0 0 0 | 10    | moderate          | 0       |
    top of moderate  | 3 3 3 3 2 0 0 0 0 | 14    | moderate          | 0       |
    caseness and on  | 3 3 3 3 3 0 0 0 0 | 15    | moderately severe | 0       |
    top of that      | 3 3 3 3 3 3 1 0 0 | 19    | moderately severe | 0       |
    foot of severe   | 3 3 3 3 3 3 2 0 0 | 20    | severe            | 0       |
    everything       | 3 3 3 3 3 3 3 3 3 | 27    | severe            | 0       | self_harm
    only item 9      | 0 0 0 0 0 0 0 0 1 | 1     | none-minimal      | 0       | self_harm
    one missing      | 1 1 1 1 1 1 1 1 - | 9     | mild              | 1       |
    two missing      | 1 1 1 1 1 1 1 - - | 9     | mild              | 2       |
    half goes up     | 1 1 1 1 0 0 0 0 - | 5     | mild              | 1       |
    half goes up, 13 | 3 3 3 3 0 0 0 0 - | 14    | moderate          | 1       |
    half goes up, 22 | 3 3 3 3 3 3 2 0 - | 23    | severe            | 1       |
    down to whole    | 1 0 0 0 0 0 0 - - | 1     | none-minimal      | 2       |
    three missing    | 1 1 1 1 1 1 - - - | -     | -                 | 3       |
    no answer at all | - - - - - - - - - | -     | -                 | 9       |
    alert, no total  | - - - - - - - - 2 | -     | -                 | 8       | self_harm
    item 9 open      | 3 3 3 3 3 3 3 3 - | 27    | severe            | 1       |
"""


@pytest.mark.parametrize("row", rows(PHQ9), ids=lambda row: row[0])
def test_phq9(row):
    _, words, total, band, missing, alerts = row
    phq9 = catalogue.instrument("phq9")
    found = scoring.evaluate(phq9, answers_of(phq9, words))
    expected = Score(
        None if total == "-" else int(total), None if band == "-" else band, int(missing)
    )
    assert found.scores == {"total": expected}
    assert [alert.item for alert in found.alerts] == alerts.split()


SYNDROMES = """
                               | answers           | syndrome
    five, one of them core     | 2 0 2 2 2 2 0 0 0 | major
    five without a core one    | 1 1 2 2 2 2 2 0 0 | none
    item 9 counts from 1 on    | 2 0 2 2 2 0 0 0 1 | major
    item 3 does not            | 2 0 1 2 2 0 0 0 1 | other
    two                        | 0 3 0 3 0 0 0 0 0 | other
    four                       | 2 2 2 2 0 0 0 0 0 | other
    a core one alone           | 3 1 1 1 1 1 1 1 0 | none
    one answer missing         | 3 3 3 3 3 3 3 3 - | -
"""


@pytest.mark.parametrize("row", rows(SYNDROMES), ids=lambda row: row[0])
def test_phq9_syndromes(row):
    _, words, syndrome = row
    phq9 = catalogue.instrument("phq9")
    found = scoring.results(phq9, answers_of(phq9, words))
    assert (found["syndrome"].id or "-") == syndrome


ASQ = """
                            | answers   | screen         | alerts
    no to all               | 0 0 0 0 - | negative       |
    one yes, not now        | 0 1 0 0 0 | positive       | better_off
    one refused, not now    | 0 0 2 0 0 | positive       | thoughts
    one yes, and now        | 0 0 0 1 1 | acute_positive | ever_tried now
    one yes, now refused    | 1 0 0 0 2 | acute_positive | wished_dead now
    one yes, now left open  | 1 0 0 0 - | acute_positive | wished_dead
    two yes, and now        | 1 0 1 0 1 | acute_positive | wished_dead thoughts now
    first left open         | - 0 0 0 - | -              |
    yes, the others open    | - - 1 - - | -              | thoughts
    yes and now, one open   | 1 - 0 0 1 | -              | wished_dead now
"""


@pytest.mark.parametrize("row", rows(ASQ), ids=lambda row: row[0])
def test_asq(row):
    _, words, screen, alerts = row
    asq = catalogue.instrument("asq")
    found = scoring.evaluate(asq, answers_of(asq, words))
    assert (found.results["screen"].id or "-") == screen
    assert [alert.item for alert in found.alerts] == alerts.split()
    assert {alert.level for alert in found.alerts} <= {"urgent"}
    assert found.scores == {}


PRORATED = [("phq9", 9), ("gad7", 7)]


@pytest.mark.parametrize(("name", "length"), PRORATED)
@pytest.mark.parametrize("missing", [1, 2])
def test_every_prorated_sum_is_the_exact_fraction_rounded_half_up(name, length, missing):
    instrument = catalogue.instrument(name)
    items = [item.id for item in instrument.scored]
    for total in range(3 * (length - missing) + 1):
        given = [3] * (total // 3) + [total % 3] * (total % 3 > 0)
        given += [0] * (length - missing - len(given))
        exact = Fraction(total * length, length - missing)
        expected = int(exact + Fraction(1, 2))
        for gaps in combinations(range(length), missing):
            rest = iter(given)
            answers = {
                item: None if place in gaps else next(rest) for place, item in enumerate(items)
            }
            assert scoring.score(instrument, answers)["total"].value == expected


REVERSED = {
    "id": "mixed",
    "version": 1,
    "name": "Mixed",
    "short_name": "Mixed",
    "measures": "everything the model can express",
    "respondent": "client",
    "recall": "now",
    "licence": {
        "text": "free", "class": "FULL", "basis": "ours", "credit": "Kith", "verified": True,
    },
    "sources": [{"id": "us", "cite": "Kith", "verified": True}],
    "options": [{"value": value, "text": str(value)} for value in (1, 2, 3, 4, 5)],
    "items": [
        {"id": "a", "text": "A", "label": "a"},
        {"id": "b", "text": "B", "label": "b"},
        {"id": "c", "text": "C", "label": "c"},
        {"id": "d", "text": "D", "label": "d", "ask_when": {"items": ["c"], "at_least": 4}},
    ],
    "scales": {
        "turned": {
            "name": "T", "items": ["a", "b"], "reversed": ["b"], "range": [2, 10],
            "higher_is": "worse",
            "missing": {"allowed": 1, "decimals": 2, "source": "us", "verified": True},
        },
        "average": {
            "name": "M", "items": ["a", "b", "c"], "method": "mean", "decimals": 2,
            "range": [1.0, 5.0], "higher_is": "better",
            "missing": {"allowed": 1, "source": "us", "verified": True},
        },
        "skipping": {
            "name": "S", "items": ["c", "d"], "range": [2, 10], "higher_is": "worse",
        },
    },
    "examples": [{"answers": "1 1 1 -", "source": "by hand"}],
}  # fmt: skip

MIXED = """
                              | answers | turned | average | skipping
    reversed: 5 counts as 1   | 1 5 1 - | 2      | 1 5 1   | 1
    reversed: 1 counts as 5   | 5 1 1 - | 10     | 5 1 1   | 1
    one of two missing        | 2 - 1 - | 4.0    | 2 1     | 1
    only the reversed one     | - 2 1 - | 8.0    | 2 1     | 1
    both missing              | - - 1 - | -      | -       | 1
    shown and answered        | 1 1 4 2 | 6      | 1 1 4   | 6
    shown and left open       | 1 1 4 - | 6      | 1 1 4   | -
"""


@pytest.mark.parametrize("row", rows(MIXED), ids=lambda row: row[0])
def test_reversed_items_means_subscales_and_skipped_items(row):
    _, words, turned, averaged, skipping = row
    mixed = Instrument.model_validate(REVERSED)
    scores = scoring.evaluate(mixed, answers_of(mixed, words)).scores
    assert scores["turned"].value == (None if turned == "-" else float(turned))
    parts = [int(part) for part in averaged.replace("-", "").split()]
    exact = Fraction(sum(parts), len(parts)) if parts else None
    rounded = exact if exact is None else float(int(exact * 100 + Fraction(1, 2))) / 100
    assert scores["average"].value == rounded
    assert scores["skipping"].value == (None if skipping == "-" else int(skipping))


def test_a_hidden_item_is_neither_missing_nor_accepted():
    mixed = Instrument.model_validate(REVERSED)
    assert scoring.score(mixed, {"a": 1, "b": 1, "c": 1})["skipping"] == Score(1, None, 0)
    assert scoring.score(mixed, {"a": 1, "b": 1, "c": 5})["skipping"] == Score(None, None, 1)
    with pytest.raises(AnswersError, match=r"item 4 \(d\) is not asked"):
        scoring.check(mixed, {"a": 1, "b": 1, "c": 1, "d": 3})


def test_the_difficulty_question_is_asked_once_any_problem_is_there():
    phq9 = catalogue.instrument("phq9")
    none = dict.fromkeys((item.id for item in phq9.scored), 0)
    assert "difficulty" not in [item.id for item in scoring.asked(phq9, none)]
    assert "difficulty" in [item.id for item in scoring.asked(phq9, none | {"sleep": 1})]
    scoring.check(phq9, none | {"sleep": 1, "difficulty": 3})
    with pytest.raises(AnswersError, match="difficulty"):
        scoring.check(phq9, none | {"difficulty": 0})


def test_the_difficulty_answer_never_changes_the_total():
    phq9 = catalogue.instrument("phq9")
    ones = dict.fromkeys((item.id for item in phq9.scored), 1)
    totals = {
        scoring.score(phq9, ones | {"difficulty": value})["total"].value
        for value in (None, 0, 1, 2, 3)
    }
    assert totals == {9}


def test_an_open_critical_question_is_named_and_never_filled_in():
    phq9 = catalogue.instrument("phq9")
    answers = dict.fromkeys((item.id for item in phq9.scored), 3) | {"self_harm": None}
    assert scoring.alerts(phq9, answers) == []
    assert [item.id for item in scoring.critical_unanswered(phq9, answers)] == ["self_harm"]
    answers["self_harm"] = 0
    assert scoring.critical_unanswered(phq9, answers) == []


REFUSED = [
    ("too high", {"sleep": 4}, r"item 3 \(sleep\): 4 is not allowed; allowed: 0, 1, 2, 3 or null"),
    ("below zero", {"sleep": -1}, r"item 3 \(sleep\): -1 is not allowed"),
    ("true is not 1", {"interest": True}, r"item 1 \(interest\): true is not allowed"),
    ("false is not 0", {"interest": False}, r"item 1 \(interest\): false is not allowed"),
    ("1.0 is not 1", {"mood": 1.0}, r"item 2 \(mood\): 1.0 is not allowed"),
    ("words", {"mood": "two"}, r'item 2 \(mood\): "two" is not allowed'),
    ("a list", {"mood": [1]}, r"item 2 \(mood\): a list or an object is not allowed"),
    ("huge", {"mood": 10**5000}, r"item 2 \(mood\): so large a number is not allowed"),
    ("unknown item", {"appetit": 1}, r'"appetit" is no question of PHQ-9; there are: interest'),
    ("unknown, open", {"appetit": None}, r'"appetit" is no question of PHQ-9'),
]


@pytest.mark.parametrize(("answers", "message"), [case[1:] for case in REFUSED],
                         ids=[case[0] for case in REFUSED])  # fmt: skip
def test_answers_that_do_not_fit_are_refused_by_item(answers, message):
    with pytest.raises(AnswersError, match=message) as caught:
        scoring.evaluate(catalogue.instrument("phq9"), answers)
    assert [problem.item for problem in caught.value.problems] == list(answers)


def test_every_problem_is_told_at_once():
    with pytest.raises(AnswersError) as caught:
        scoring.check(catalogue.instrument("gad7"), {"nervous": 7, "worry": "x", "afraid": 1})
    assert [problem.item for problem in caught.value.problems] == ["nervous", "worry"]
    assert "; " in str(caught.value)


def test_rounding_is_half_up_and_exact():
    for numerator, denominator, decimals in product(range(200), range(1, 12), (0, 1, 2)):
        exact = Fraction(numerator, denominator)
        expected = int(exact * 10**decimals + Fraction(1, 2))
        found = scoring.rounded_half_up(numerator, denominator, decimals)
        assert found == (expected / 10**decimals if decimals else expected)
