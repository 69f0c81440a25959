"""Columns say what one by one says, for every instrument and any answers: one definition for both.

Rows are drawn with gaps, with answers that are not allowed, with answers to questions that other
answers rule out; packs that nobody has accepted are among the instruments.
"""

import random
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kith.columns import scoring as columns
from kith.columns.general import General
from kith.core import catalogue
from kith.core.errors import AnswersError
from kith.core.instruments import scoring
from tests.core.instruments.made import MADE

SHIPPED = [*catalogue.instruments(), *catalogue.packs()]
ALL = [*SHIPPED, *MADE]
NAMES = [one.id for one in ALL]


ODD = (-1, 7, 77, 0.5)


def rows_of(instrument, lots):
    """Rows of four kinds: anything at all; allowed with gaps; lawful with gaps; whole and lawful.

    Lawful: no answer to a question that the answers before it rule out.
    """
    rows = []
    for _ in range(8):
        rows += [
            {item.id: drawn(instrument, item, lots, odd=0.05) for item in instrument.items},
            {item.id: drawn(instrument, item, lots) for item in instrument.items},
            lawful(instrument, lots, gaps=0.1),
            lawful(instrument, lots, gaps=0.01),
            lawful(instrument, lots, gaps=0),
        ]
    return rows


def drawn(instrument, item, lots, *, gaps=0.2, odd=0.0):
    chance = lots.random()
    if chance < odd:
        return lots.choice(ODD)
    return None if chance < odd + gaps else lots.choice(instrument.values_of(item))


def lawful(instrument, lots, *, gaps):
    row = {}
    answered = {name for choice in instrument.one_of for name in choice[1:]}
    for item in instrument.items:
        if item.id not in answered and item in scoring.asked(instrument, row):
            row[item.id] = drawn(instrument, item, lots, gaps=gaps)
    return row


def as_floats(instrument, rows):
    return {
        item.id: np.array(
            [np.nan if row.get(item.id) is None else row[item.id] for row in rows], np.float64
        )
        for item in instrument.items
    }


def said(instrument, row):
    """What one by one says of a row; nothing where it refuses."""
    try:
        return scoring.evaluate(instrument, row)
    except AnswersError:
        return None


def number(value):
    return None if np.isnan(value) else float(value)


def agree(instrument, rows, found):
    for place, row in enumerate(rows):
        one = said(instrument, row)
        assert found.rejected[place] == (one is None), row
        if one is None:
            assert not any(one[place] for one in found.alerts.values())
            continue
        for name, score in one.scores.items():
            value = number(found.scales[name].value[place])
            assert value == (None if score.value is None else float(score.value)), (name, row)
            assert found.scales[name].missing[place] == score.missing, (name, row)
        for name, result in one.results.items():
            outcome = found.results[name][place]
            outcomes = instrument.rules[name].outcomes
            assert (None if outcome < 0 else outcomes[outcome].id) == result.id, (name, row)
        calling = sorted(place_ for place_, _ in alerts_at(found, place))
        assert calling == sorted(alert.item for alert in one.alerts), row
        if instrument.circumplex:
            the_circle_agrees(one.circumplex, found.circumplex, place)


def alerts_at(found, place):
    return [key for key, rows in found.alerts.items() if rows[place]]


def the_circle_agrees(summary, columns_, place):
    for name, value in columns_.items():
        expected = asdict(summary)[name] if summary else None
        if expected is None:
            assert np.isnan(value[place])
        else:
            # A half at the fifth place may fall either way: cosines are no fractions.
            assert abs(value[place] - expected) <= 1.0001e-4 or abs(value[place] - expected) > 359


seeds = st.integers(0, 2**32 - 1)
relaxed = settings(max_examples=5, deadline=None)


@pytest.mark.parametrize("instrument", ALL, ids=NAMES)
@relaxed
@given(seed=seeds)
def test_the_general_way_says_what_one_by_one_says(instrument, seed):
    rows = rows_of(instrument, random.Random(seed))
    found = columns.score(instrument, as_floats(instrument, rows))
    agree(instrument, rows, found)
    assert not found.rejected[4::5].any(), "the rows that are whole and lawful are scored"


def bytes_of(instrument, rows):
    return {
        item.id: np.array(
            [255 if row.get(item.id) is None else row[item.id] for row in rows], np.uint8
        )
        for item in instrument.scored
    }


QUICK = [one for one in ALL if columns._scorer(one).is_quick]


def test_the_quick_way_is_taken_where_it_can_be():
    assert {"phq9", "gad7", "wsas"} <= {one.id for one in QUICK}
    assert "skips" not in {one.id for one in QUICK}


@pytest.mark.parametrize("instrument", QUICK, ids=[one.id for one in QUICK])
@relaxed
@given(seed=seeds)
def test_the_quick_way_says_what_one_by_one_says(instrument, seed):
    lots = random.Random(seed)
    share = lots.choice([0, 0.02, 0.2])
    rows = []
    for _ in range(40):
        row = {item.id: drawn(instrument, item, lots, gaps=share) for item in instrument.scored}
        if lots.random() < share:
            row[lots.choice(instrument.scored).id] = lots.choice([0, 6, 100, 254])
        rows.append(row)
    found = columns.score(instrument, bytes_of(instrument, rows), rules=False)
    for place, one in enumerate(rows):
        expected = said(instrument, one)
        assert found.rejected[place] == (expected is None)
        for name, score in (expected.scores if expected else {}).items():
            scale = found.scales[name]
            assert scale.missing[place] == score.missing
            assert scale.has_value[place] == (score.value is not None)
            assert score.value is None or float(scale.value[place]) == float(score.value)


@pytest.mark.parametrize("share", [0, 0.001, 0.05, 0.6])
def test_blocks_of_any_share_of_gaps_agree_with_the_general_way(share):
    """Two blocks and a bit, so that every path between them is taken."""
    phq9 = catalogue.instrument("phq9")
    lots = np.random.default_rng(9)
    rows = 2 * columns.BLOCK + 77
    table = {}
    for item in phq9.scored:
        column = lots.integers(0, 4, rows).astype(np.uint8)
        column[lots.random(rows) < share] = 255
        column[lots.random(rows) < share / 10] = 9
        table[item.id] = column
    quick = columns.score(phq9, table, rules=False)
    general = General(phq9).score(table, rules=False)
    assert np.array_equal(quick.rejected, general.rejected)
    value = np.where(quick.scales["total"].has_value, quick.scales["total"].value, np.nan)
    assert np.array_equal(value, general.scales["total"].value, equal_nan=True)
    assert np.array_equal(quick.scales["total"].missing, general.scales["total"].missing)
    assert quick.rows == general.rows == rows


def test_columns_that_are_not_the_instruments_are_refused():
    phq9 = catalogue.instrument("phq9")
    table = bytes_of(phq9, [dict.fromkeys((one.id for one in phq9.scored), 0)])
    with pytest.raises(ValueError, match=r"unknown: \['sleeep'\]"):
        columns.score(phq9, table | {"sleeep": table["sleep"]})
    with pytest.raises(ValueError, match=r"absent: \['sleep'\]"):
        columns.score(phq9, {name: one for name, one in table.items() if name != "sleep"})
