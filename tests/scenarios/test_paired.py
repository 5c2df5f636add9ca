"""Differences within draws: medians under resampling, intervals of rare changes, draws to settle."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from scenarios.paired import (
    BALANCED,
    BEYOND,
    DECIDED,
    IDENTICAL,
    MORE,
    UNMOVED,
    ZERO,
    Supply,
    _two_digits,
    chance_interval,
    column_intervals,
    means,
    medians,
    settle,
)
from scenarios.probability import apart, effective_size, estimate, weighted_quantile
from scenarios.resampling import Interval, resamples

NAN = float("nan")


def difference(changes: np.ndarray, clusters: np.ndarray | None = None) -> Interval:
    """Mean difference of draws of equal weight, as `compare` finds it."""
    weights = np.ones(len(changes))
    sample = resamples(weights, clusters, 500)
    (found,) = column_intervals(sample.means(changes[:, None]))
    return chance_interval(found, changes, weights, clusters)


@settings(deadline=None, max_examples=60)
@given(some.integers(1, 12), some.integers(0, 1000))
def test_medians_and_means_of_resamples_are_those_of_what_was_drawn(n: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    values = random.integers(0, 6, (n, 3)).astype(float)
    weights = random.uniform(0.1, 3.0, n)
    valid = random.uniform(size=(n, 3)) < 0.8
    sample = resamples(weights, random.integers(0, 4, n), 20, seed)
    of_half, of_all = medians(sample, values, valid), means(sample, values, valid)
    for row, weight in enumerate([sample.base, *sample.again]):
        for column in range(3):
            if row and sample.lone(valid[:, column]):
                # One lineage is always itself: it has no error to tell, rather than none.
                assert np.isnan(of_half[row, column]) and np.isnan(of_all[row, column])
                continue
            drawn = valid[:, column] & (weight > 0)
            wanted = weighted_quantile(values[drawn, column], [0.5], weight[drawn])[0]
            assert of_half[row, column] == pytest.approx(wanted, nan_ok=True)
            if drawn.any():
                mean = np.average(values[drawn, column], weights=weight[drawn])
                assert of_all[row, column] == pytest.approx(mean)
            else:
                assert np.isnan(of_all[row, column])


@pytest.mark.parametrize("lineages", [3, 40, 700])
def test_medians_of_many_draws_are_found_wherever_resamples_take_them(lineages: int) -> None:
    random = np.random.default_rng(lineages)
    level = random.normal(size=lineages)
    clusters = random.integers(0, lineages, 700)
    values = np.stack([level[clusters] + 0.1 * random.normal(size=700), random.normal(size=700)], 1)
    weights = random.uniform(0.5, 2.0, 700)
    sample = resamples(weights, clusters, 60)
    found = medians(sample, values, np.ones(values.shape, bool))
    for row, weight in enumerate([sample.base, *sample.again]):
        for column in range(2):
            drawn = weight > 0
            wanted = weighted_quantile(values[drawn, column], [0.5], weight[drawn])[0]
            assert found[row, column] == pytest.approx(wanted)


def test_a_handful_of_changed_draws_is_no_proof() -> None:
    for gained, clear in ((0, False), (4, False), (9, True)):
        changes = np.zeros(1000)
        changes[:gained] = 1.0
        found = difference(changes)
        assert found.value == pytest.approx(gained / 1000)
        assert found.clear is clear
        assert found.low < found.value < found.high


def test_no_draw_changed_leaves_a_bound_on_either_side() -> None:
    found = difference(np.zeros(400))
    assert found.value == 0.0 and -0.01 < found.low < 0.0 < found.high < 0.01


def test_many_changes_keep_the_interval_of_the_bootstrap() -> None:
    random = np.random.default_rng(1)
    changes = random.choice([-1.0, 0.0, 1.0], 2000, p=[0.1, 0.6, 0.3])
    weights = np.ones(2000)
    (plain,) = column_intervals(resamples(weights).means(changes[:, None]))
    wide = chance_interval(plain, changes, weights)
    assert wide.high - wide.low == pytest.approx(plain.high - plain.low, rel=0.05)


def test_draws_of_one_lineage_that_answer_alike_count_as_one() -> None:
    answers = np.random.default_rng(2).choice([-1.0, 0.0, 1.0], 40, p=[0.2, 0.4, 0.4])
    copied = np.repeat(answers, 25)
    lineage = np.repeat(np.arange(40), 25)
    apart, together = difference(copied), difference(copied, lineage)
    assert together.high - together.low > 4 * (apart.high - apart.low)


def test_draws_to_settle_grow_with_the_square_of_the_error_over_the_difference() -> None:
    changes = np.tile([1.0, 0.0, 0.0, -1.0, 1.0], 200)
    undecided = Interval(0.02, -0.02, 0.06, 0.02)
    found = settle(undecided, changes, False)
    assert (found.why, found.draws, found.histories) == (MORE, 4000, None)
    assert settle(Interval(-0.02, -0.06, 0.02, 0.02), changes, False).draws == 4000


@pytest.mark.parametrize(
    ("found", "changes", "same", "why"),
    [
        (Interval(0.1, 0.05, 0.2, 0.04), [0.0, 1.0], False, DECIDED),
        (Interval(0.0, 0.0, 0.0, 0.0), [0.0, 0.0], True, IDENTICAL),
        (Interval(0.0, -0.01, 0.01, 0.0), [0.0, 0.0], False, UNMOVED),
        (Interval(0.0, 0.0, 0.3, 0.1), [0.0, 0.0, 1.0], False, ZERO),
        (Interval(0.0, -0.3, 0.3, 0.1), [-1.0, 1.0, 2.0, -2.0], False, BALANCED),
        (Interval(0.5, NAN, NAN, NAN), [0.5], False, BALANCED),
    ],
)
def test_it_is_said_when_more_draws_cannot_tell(
    found: Interval, changes: list[float], same: bool, why: str
) -> None:
    assert settle(found, np.array(changes), same, median=True).why == why


def test_a_probability_that_rises_as_often_as_it_falls_is_balanced() -> None:
    found = Interval(0.0, -0.1, 0.1, 0.05)
    assert settle(found, np.array([1.0, -1.0, 0.0, 0.0]), False).why == BALANCED


def test_the_foretold_number_of_draws_does_settle_it_and_fewer_do_not() -> None:
    pattern = np.array([1.0] * 12 + [-1.0] * 10 + [0.0] * 78)
    few = np.tile(pattern, 5)
    foretold = settle(difference(few), few, False)
    assert foretold.why == MORE and foretold.draws is not None
    for share, clear in ((0.7, False), (1.3, True)):
        draws = np.tile(pattern, round(share * foretold.draws / 100))
        assert difference(draws).clear is clear


def test_a_posterior_is_worth_all_its_histories_when_all_pairs_are_drawn() -> None:
    supply = Supply(pairs=1999, histories=922.5)
    assert supply.draws_for(922.5) == pytest.approx(1999)
    assert supply.draws_for(1.0) == pytest.approx(1.0)
    assert supply.draws_for(923.0) == math.inf
    assert supply.draws_for(600.0) > 600.0
    assert Supply(500, 500.0).draws_for(321.0) == pytest.approx(321.0)
    assert Supply(1, 1.0).draws_for(1.0) == 1.0 and Supply(1, 1.0).draws_for(2.0) == math.inf


@pytest.mark.parametrize("each", [2, 4])
def test_pairs_taken_at_random_are_worth_as_many_histories_as_foretold(each: int) -> None:
    """1200 pairs in lineages of `each`, taken without replacement."""
    pairs, random = 1200, np.random.default_rng(7)
    supply = Supply(pairs, pairs / each)
    for n in (60, 300, 900):
        worth = [
            effective_size(np.ones(n), random.permutation(pairs)[:n] // each) for _ in range(40)
        ]
        assert supply.draws_for(float(np.mean(worth))) == pytest.approx(n, rel=0.02)


def test_what_more_pairs_than_histories_cannot_settle_is_over_the_posterior() -> None:
    """100 of 1000 pairs in 250 histories, of which an interval is to shrink by a known factor."""
    supply = Supply(pairs=1000, histories=250.0)
    changes = np.tile([1.0, -1.0], 50)
    lineages = np.arange(100)
    for histories, why in ((249.0, MORE), (251.0, BEYOND)):
        factor = np.sqrt(histories / 100)
        undecided = Interval(0.1, 0.1 - 0.1 * factor, 0.1 + 0.1 * factor, 0.05)
        found = settle(undecided, changes, False, False, supply, lineages)
        assert found.why == why
        assert settle(undecided, changes, False).draws == _two_digits(histories)
    assert found.draws is None and found.histories == 260
    near = Interval(0.1, 0.1 - 0.1 * np.sqrt(2.0), 0.3, 0.05)
    more = settle(near, changes, False, False, supply, lineages)
    # Twice as many histories take more than twice as many draws.
    assert more.draws is not None and 400 < more.draws < 1000 and more.histories == 200


def test_all_pairs_drawn_leave_nothing_that_more_draws_would_settle() -> None:
    """A posterior of 400 pairs, two a history: drawing them all over again tells nothing new."""
    supply, pattern = Supply(400, 200.0), np.tile([1.0, 0.0, 0.0, -1.0, 1.0], 40)
    undecided = Interval(0.2, -0.001, 0.4, 0.1)
    for times in (2, 5):
        changes, lineages = np.repeat(pattern, times), np.repeat(np.arange(200), times)
        found = settle(undecided, changes, False, False, supply, lineages)
        assert (found.why, found.draws) == (BEYOND, None)
        assert found.histories is not None and found.histories > 200


def test_foretold_draws_of_a_posterior_settle_it_and_fewer_do_not() -> None:
    """Lineages of two that answer alike, taken in a random order."""
    pattern = np.array([1.0] * 12 + [-1.0] * 9 + [0.0] * 79)
    random = np.random.default_rng(3)
    answers = random.permutation(np.tile(pattern, 15))
    lineages = random.permutation(np.repeat(np.arange(1500), 2))
    supply = Supply(3000, 1500.0)
    few = np.tile(pattern, 5)
    foretold = settle(difference(few), few, False, False, supply, np.arange(500))
    assert foretold.why == MORE and foretold.draws is not None
    assert foretold.histories is not None and foretold.draws > 1.2 * foretold.histories
    for share, clear in ((0.5, False), (1.5, True)):
        taken = lineages[: round(share * foretold.draws)]
        found = difference(answers[taken] - answers[taken].mean() + pattern.mean(), taken)
        assert found.clear is clear


def test_no_interval_of_a_probability_reaches_beyond_a_hundred_points() -> None:
    changes = np.ones(150)
    for values in (changes, changes * (1 + 2e-16), -changes):
        found = difference(values)
        assert abs(found.value) == pytest.approx(1.0)
        assert -1.0 <= found.low <= found.high <= 1.0 + 1e-15
        assert 0.01 < found.high - found.low < 0.06


def test_the_interval_of_a_difference_of_two_sets_of_draws_is_newcombes() -> None:
    """His example: 56/70 and 48/80 differ by .2000, between .0524 and .3339."""
    one = estimate(np.arange(70) < 56)
    other = estimate(np.arange(80) < 48)
    assert one is not None and other is not None
    found = apart(one, other)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
