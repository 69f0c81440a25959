"""What is said of a series around an event: what went together, in which direction, and why not."""

import pytest

from kith.core.series import words
from kith.core.timeline import Precision, When

STEP = (20, 19, 21, 18, 20, 19, 14, 13, 15, 12, 14, 11)
SLOPE = (20, 18.5, 17, 17.5, 16, 14.5, 14, 13.5, 11, 11.5, 10, 8.5, 8, 7.5)
CAUSAL = ("because", "caused", "due to", "led to", "effect of", "improved by", "thanks to")


@pytest.fixture
def read(weekly, between):
    def made(*found, at=6, higher_is="worse"):
        return words.read(weekly(*found), When(between(at)), higher_is)

    return made


def said(reading):
    return " ".join([*reading.sentences, *reading.of_the_series])


def test_it_says_levels_difference_interval_and_number(read):
    assert said(read(*STEP)).startswith(
        "In the 12 weeks before, the mean of 6 scores is 19.5; in the 12 weeks after, of 6 scores, "
        "13.2: 6.3 lower (95% interval 4.7 to 8.0), for the better."
    )


@pytest.mark.parametrize(
    ("higher_is", "ending"),
    [("worse", "for the better."), ("better", "for the worse."), ("neither", "8.0).")],
)
def test_the_direction_is_the_scales_own(read, higher_is, ending):
    assert read(*STEP, higher_is=higher_is).sentences[0].endswith(ending)


def test_a_scale_that_is_neither_knows_higher_and_no_better(read):
    told = said(read(*STEP, higher_is="neither"))
    assert "the one after is higher" in told
    assert "better" not in told


def test_a_slope_that_ran_on_is_named(read):
    told = said(read(*SLOPE, at=7))
    assert "One slope runs through all of them" in told
    assert "so a step at the event is not plain" in told


def test_an_interval_that_holds_both_has_no_direction(read):
    told = read(9, 7, 8, 9, 6, 8, 7, 9, 8, 7, 9, 8).sentences[0]
    assert "it could be either" in told
    assert "for the" not in told


def test_other_places_are_counted(read):
    assert "no other gives so large a difference" in said(read(*STEP))
    assert "give as large a difference as this one, or a larger" in said(read(*SLOPE, at=9))


def test_pairs_and_ties_are_counted(read):
    assert "In 36 of 36 pairs" in said(read(*STEP))
    assert "in 36 the two are the same" in said(read(*[4] * 12))


def test_a_change_found_without_the_event_is_set_beside_it(read):
    assert "The event lies in that stretch." in said(read(*STEP))
    assert "no change of level stands out" in said(read(9, 7, 8, 9, 6, 8, 7, 9, 8, 7, 9, 8))
    early, late = (said(read(*[20] * 7, *[12, 11, 13, 12, 11, 12, 13], at=at)) for at in (2, 12))
    assert "The event lies before that stretch." in early
    assert "The event lies after that stretch." in late


def test_too_few_scores_say_what_is_needed_and_why(read):
    reading = read(12, 11, 10, 9, at=2)
    assert not reading.is_enough
    assert said(reading).startswith(
        "Too few scores for a reading. It would need 3 more scores before the event and 3 more "
        "scores after the event."
    )
    assert "chance alone moves the figures too far" in said(reading)
    assert [figure.what for figure in reading.figures] == ["Scores before, after"]


def test_an_unsure_date_says_which_scores_count_on_neither_side(weekly):
    known = weekly(*range(20))
    reading = words.read(known, When(known[8].on, Precision.MONTH), "worse")
    assert "5 scores of that time are on neither side." in said(reading)
    exact = words.read(known, When(known[8].on), "worse")
    assert "1 score of that day is on neither side." in said(exact)


@pytest.mark.parametrize("found", [STEP, SLOPE, [4] * 12, [5] * 6 + [9] * 6, (1, 2)])
@pytest.mark.parametrize("higher_is", ["worse", "better", "neither"])
def test_nothing_is_ever_called_a_cause(read, found, higher_is):
    told = said(read(*found, higher_is=higher_is)).lower()
    for word in CAUSAL:
        assert word not in told, word
    assert "does not say that the event changed them" in words.CAUTION


def test_every_figure_has_its_definition_and_every_definition_its_source(read):
    named = " ".join(one.term for one in words.DEFINITIONS)
    for figure in read(*STEP).figures:
        if "interval" in figure.interval or figure.what in {"NAP", "Tau", "Tau-U"}:
            assert figure.what.split(",")[0] in named
    assert all(one.source and one.words for one in words.DEFINITIONS)


def test_the_table_says_the_same_figures(read):
    table = {one.what: (one.found, one.interval) for one in read(*STEP).figures}
    assert table["Difference"] == ("−6.3", "−8.0 to −4.7")  # noqa: RUF001 - a true minus
    assert table["Places with as large a difference"] == ("1 of 7", "")
    assert table["NAP"][0] == "1.00"
    flat = {one.what: (one.found, one.interval) for one in read(*[4] * 12).figures}
    assert flat["Difference"] == ("0.0", "none: nothing varies")
