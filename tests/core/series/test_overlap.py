"""Non-overlap: the published examples, every order gone through, and what must always hold."""

from itertools import combinations, permutations

import pytest

from kith.core.series.overlap import overlap, rising, variance_between, variance_within

# The example of the vignette of SingleCaseES (Pustejovsky & Swan), after Parker, Vannest & Davis
# 2011, and of its page for Tau_U: NAP 0.9166667, interval 0.5973406 to 0.9860176, Tau-U 0.7380952.
A = (20, 20, 26, 25, 22, 23)
B = (28, 25, 24, 27, 30, 30, 29)


def test_nap_and_its_interval_are_those_published():
    found = overlap(A, B, "better")
    assert found.nap.value == pytest.approx(0.9166667, abs=1e-7)
    # R stops looking for the ends of the interval once it is as near as this.
    assert found.nap.low == pytest.approx(0.5973406, abs=1e-4)
    assert found.nap.high == pytest.approx(0.9860176, abs=1e-4)
    assert (found.better, found.worse, found.tied, found.pairs) == (38, 3, 1, 42)


def test_tau_u_is_the_one_published():
    found = overlap(A, B, "better")
    assert found.tau == pytest.approx(5 / 6)
    assert found.trend_before == 4
    assert found.tau_u == pytest.approx(0.7380952, abs=1e-7)


def test_the_series_of_the_paper_on_tau_u():
    """Data of Parker, Vannest, Davis & Sauber 2011, as the package `scan` names it.

    The paper itself could not be read: the figures here follow from its definition by counting.
    """
    found = overlap((2, 3, 5, 3), (4, 5, 5, 7, 6), "better", least=1)
    assert (found.better, found.worse, found.tied, found.trend_before) == (17, 1, 2, 3)
    assert found.tau == pytest.approx(0.80)
    assert found.tau_u == pytest.approx(0.65)


def test_two_steady_rises_are_discounted_as_published():
    """Tarlow 2017 by way of the tests of SingleCaseES: Tau 1, Tau-U 0.6."""
    found = overlap((1, 2, 3, 4, 5), (6, 7, 8, 9, 10), "better")
    assert found.tau == 1
    assert found.tau_u == pytest.approx(0.6)


# ---- against an independent way: every order gone through


def spread(found):
    return sum(one * one for one in found) / len(found)


@pytest.mark.parametrize("found", [(1, 2, 3, 4, 5, 6, 7), (1, 1, 2, 3, 3, 3, 7), (1, 1, 1, 2)])
def test_the_variance_between_sides_is_that_of_every_way_to_divide(found):
    m = len(found) // 2
    ways = []
    for chosen in combinations(range(len(found)), m):
        one = [found[k] for k in chosen]
        other = [found[k] for k in range(len(found)) if k not in chosen]
        ways.append(sum((b > a) - (b < a) for a in one for b in other))
    assert sum(ways) == 0
    assert variance_between(found[:m], found[m:]) == pytest.approx(spread(ways))


@pytest.mark.parametrize("found", [(1, 2, 3, 4, 5), (1, 2, 2, 3, 3, 3), (4, 4, 4)])
def test_the_variance_of_a_trend_is_that_of_every_order(found):
    assert variance_within(found) == pytest.approx(spread([rising(p) for p in permutations(found)]))


def test_the_variances_of_tau_u_add_up():
    """Over every order of seven different scores, four of them before the event."""
    ways = []
    for order in permutations(range(7)):
        before, after = order[:4], order[4:]
        between = sum((b > a) - (b < a) for a in before for b in after)
        ways.append(between - rising(before))
    whole = variance_between(range(4), range(4, 7)) + variance_within(range(4))
    assert spread(ways) == pytest.approx(whole)


def test_the_p_value_is_near_the_exact_one():
    found = overlap((4, 2, 7, 5, 1), (9, 6, 11, 8, 12), "better")
    ranks = sorted((4, 2, 7, 5, 1, 9, 6, 11, 8, 12))
    s = found.better - found.worse
    ways = []
    for chosen in combinations(ranks, 5):
        other = [one for one in ranks if one not in chosen]
        ways.append(abs(sum((b > a) - (b < a) for a in chosen for b in other)) >= abs(s))
    assert found.tau_p == pytest.approx(sum(ways) / len(ways), abs=0.01)


# ---- direction


def test_better_follows_the_scale():
    before, after = (18, 17, 19, 20, 16), (9, 8, 11, 10, 12)
    assert overlap(before, after, "worse").nap.value == 1
    assert overlap(before, after, "better").nap.value == 0
    assert overlap(before, after, "neither").nap.value == 0
    assert overlap(before, after, "worse").tau_u == -overlap(before, after, "better").tau_u


# ---- too few


@pytest.mark.parametrize(("before", "after"), [((), ()), ((1, 2, 3, 4), (1,) * 9), ((1,) * 9, ())])
def test_too_few_scores_give_no_figure(before, after):
    found = overlap(before, after, "worse")
    assert not found.is_enough
    assert found.needs
    assert (found.nap, found.tau, found.tau_u) == (None, None, None)


# ---- what must always hold

PAIRS = [
    (A, B),
    ((5, 5, 5, 5, 5), (5, 5, 5, 5, 5, 5)),
    ((1, 9, 2, 8, 3), (4, 4, 4, 7, 1, 0)),
    ((12, 11, 10, 9, 8, 7), (6, 5, 4, 3, 2, 1)),
]


@pytest.mark.parametrize(("before", "after"), PAIRS)
@pytest.mark.parametrize(("by", "add"), [(1, 50), (0.1, 0), (7, -3)])
def test_units_do_not_matter(before, after, by, add):
    def moved(found):
        return [by * v + add for v in found]

    assert overlap(moved(before), moved(after), "worse") == overlap(before, after, "worse")


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_scale_turned_round_turns_the_direction_round(before, after):
    turned = overlap([-v for v in before], [-v for v in after], "better")
    assert turned == overlap(before, after, "worse")


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_sides_exchanged_are_the_complement(before, after):
    one, two = overlap(before, after, "better"), overlap(after, before, "better")
    assert one.nap.value == pytest.approx(1 - two.nap.value)
    assert one.nap.low == pytest.approx(1 - two.nap.high)
    assert one.tau_p == pytest.approx(two.tau_p)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_every_share_lies_where_shares_lie(before, after):
    found = overlap(before, after, "worse")
    assert 0 <= found.nap.low <= found.nap.value <= found.nap.high <= 1
    assert -1 <= found.tau <= 1
    assert 0 <= found.tau_p <= 1
    assert 0 <= found.tau_u_p <= 1


def test_scores_that_are_all_the_same_say_nothing():
    found = overlap([6] * 5, [6] * 5, "worse")
    assert (found.nap.value, found.tau, found.tau_u) == (0.5, 0, 0)
    assert (found.tau_p, found.tau_u_p) == (1, 1)
