"""Ranks and coverage of forecasts that are known to be right, too sure or too wide."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from calibration.proof.ranks import LEVELS, WIDTHS, place, randomised_rank
from calibration.proof.verdicts import (
    bins_for,
    coverage,
    family,
    histogram,
    rejected,
    uniformity,
)

TRUTHS, DRAWS = 400, 1600


@pytest.fixture(scope="module")
def placed():
    """A normal truth seen with error 1, and weighted draws of its exact posterior N(y/2, 1/2)."""
    rng = np.random.default_rng(0)
    found = []
    for _ in range(TRUTHS):
        truth = rng.standard_normal()
        seen = truth + rng.standard_normal()
        prior = rng.standard_normal(DRAWS)
        weights = stats.norm.pdf(seen, prior, 1.0)
        weights /= weights.sum()
        size = 1.0 / np.sum(weights**2)
        found.append(place(prior, weights, size, truth, rng.uniform()))
    return found


def test_a_right_posterior_has_uniform_ranks_and_covers(placed) -> None:
    ranks = np.stack([item.rank for item in placed])
    assert not rejected(uniformity(ranks[:, [0]]))
    for at, level in enumerate(LEVELS):
        found = coverage(np.array([item.inside[0, at] for item in placed]), level)
        assert found.low <= found.share <= found.high and found.p > 0.05 and found.n == TRUTHS


@pytest.mark.parametrize("width", [0.5, 2.0])
def test_a_posterior_half_or_twice_as_wide_is_caught(placed, width: float) -> None:
    at = WIDTHS.index(width)
    assert rejected(uniformity(np.stack([item.rank for item in placed])[:, [at]]))
    found = coverage(np.array([item.inside[at, 1] for item in placed]), 0.8)
    assert found.p < 0.001 and (found.share < found.low) == (width < 1.0)


def test_widths_are_about_the_median() -> None:
    values = np.linspace(-1.0, 1.0, 2001)
    found = place(values, np.full(2001, 1 / 2001), 1e9, 0.2, 0.5)
    # Half as wide, the truth lies twice as far out in the forecast.
    assert found.rank == pytest.approx([0.6, 0.7, 0.55], abs=2e-3)
    assert found.inside[:, 0].tolist() == [True, True, True] and found.span == pytest.approx(
        1.6, abs=2e-3
    )


def test_ties_are_broken_at_random_and_the_truth_counts_as_one_of_them() -> None:
    values, weights = np.array([1.0, 2.0, 2.0, 3.0]), np.full(4, 0.25)
    assert [randomised_rank(values, weights, 4.0, 2.0, u) for u in (0.0, 1.0)] == [0.2, 0.8]
    assert randomised_rank(values, weights, 4.0, 9.0, 0.5) == 0.9


def test_many_tests_are_corrected_together() -> None:
    assert family(np.array([0.04, 0.01, 0.03])) == pytest.approx([0.06, 0.03, 0.06])
    assert rejected(np.array([0.01, 0.5, 0.5])) and not rejected(np.array([0.02, 0.5, 0.5]))
    rng = np.random.default_rng(8)
    false = [rejected(uniformity(rng.uniform(size=(100, 10)))) for _ in range(200)]
    assert np.mean(false) < 0.09


def test_a_histogram_needs_truths() -> None:
    assert (bins_for(25), bins_for(70), bins_for(200), bins_for(10_000)) == (5, 7, 20, 20)
    assert histogram(np.linspace(0.01, 0.99, 100)).tolist() == [10] * 10
    with pytest.raises(ValueError, match="25 are needed"):
        bins_for(24)
