"""What further data are worth, against cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from calibration.history import Observation
from calibration.information import expected_gain, value_of_information
from calibration.jackknife import grouped
from calibration.offered_series import YEARS, candidates
from calibration.posterior import Posterior

N = 1_200
SD = np.array([0.5, 0.3, 0.8])
LOADINGS = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]])
WEIGHT, NOISE = np.array([1.0, 0.5]), 0.7


def linear_gaussian(seed: int, n: int = N) -> tuple[np.ndarray, np.ndarray]:
    """A series of three years from two standard normal causes, and a quantity they decide."""
    rng = np.random.default_rng(seed)
    causes = rng.standard_normal((n, 2))
    quantity = causes @ WEIGHT + NOISE * rng.standard_normal(n)
    return causes @ LOADINGS.T, quantity


def exact_gain() -> float:
    """Share of the quantity's variance that the noisy series explains: c'(C + S)^-1 c / var."""
    with_series = LOADINGS @ WEIGHT
    series = LOADINGS @ LOADINGS.T + np.diag(SD**2)
    variance = WEIGHT @ WEIGHT + NOISE**2
    return float(with_series @ np.linalg.solve(series, with_series) / variance)


def exact_gain_of_exceeding(limit: float) -> float:
    """The same for whether the (standardised) quantity exceeds `limit`."""
    r = np.sqrt(exact_gain())
    chance = ndtr(-limit)
    # The predictor is standard normal: average over its quantiles.
    seen = ndtri((np.arange(20_000) + 0.5) / 20_000)
    given = ndtr((r * seen - limit) / np.sqrt(1.0 - r * r))
    return float(np.var(given) / (chance * (1.0 - chance)))


def equal(n: int) -> np.ndarray:
    return np.full(n, 1.0 / n)


def groups(n: int) -> np.ndarray:
    return grouped(np.arange(n))


def test_the_worth_of_a_series_is_exact_where_all_is_normal_and_linear():
    series, quantity = linear_gaussian(3)
    found = expected_gain(series, SD, quantity, equal(N), groups(N), seed=1)
    assert 0.5 < exact_gain() < 0.7 and found.error < 0.04
    assert found.value == pytest.approx(exact_gain(), abs=3.0 * found.error)
    assert found.clear and found.trusted > 0.7 and found.ess > 100.0


def test_the_worth_for_a_yes_or_no_question_is_exact_too():
    series, quantity = linear_gaussian(4)
    limit = 0.4
    met = quantity > limit * np.sqrt(WEIGHT @ WEIGHT + NOISE**2)
    found = expected_gain(series, SD, met.astype(float), equal(N), groups(N), seed=1)
    exact = exact_gain_of_exceeding(limit)
    assert exact < exact_gain()
    assert found.value == pytest.approx(exact, abs=3.0 * found.error)


def test_the_stated_error_is_the_spread_from_one_sample_to_the_next():
    found = [
        expected_gain(*_with_sd(linear_gaussian(seed, 400)), equal(400), groups(400), seed)
        for seed in range(24)
    ]
    values, errors = [item.value for item in found], [item.error for item in found]
    assert np.mean(values) == pytest.approx(exact_gain(), abs=0.03)
    assert 0.5 < np.mean(errors) / np.std(values) < 2.0


def _with_sd(pair: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return pair[0], SD, pair[1]


def test_draws_with_weights_give_the_same_as_draws_without():
    series, quantity = linear_gaussian(5)
    twice = np.random.default_rng(0).uniform(size=N) < 0.5
    weights = np.where(twice, 2.0, 1.0)
    kept = np.repeat(np.arange(N), weights.astype(int))
    found = expected_gain(series, SD, quantity, weights / weights.sum(), groups(N), 1)
    again = expected_gain(series[kept], SD, quantity[kept], equal(len(kept)), groups(N)[kept], 1)
    assert found.value == pytest.approx(again.value, abs=2.0 * found.error)


def test_a_series_that_says_nothing_is_worth_nothing():
    series = np.random.default_rng(8).standard_normal((N, 3))
    _, quantity = linear_gaussian(6)
    found = expected_gain(series, SD, quantity, equal(N), groups(N), seed=1)
    assert abs(found.value) < 0.02 and not found.clear


def test_where_the_weights_are_too_heavy_it_says_that_it_cannot_tell():
    series, quantity = linear_gaussian(7)
    found = expected_gain(series, SD * 1e-4, quantity, equal(N), groups(N), seed=1)
    assert found.value is None and found.error is None and not found.clear
    assert found.trusted < 0.5 and found.ess < 10.0


def test_a_quantity_that_never_varies_has_nothing_to_sharpen():
    series, _ = linear_gaussian(7)
    found = expected_gain(series, SD, np.ones(N), equal(N), groups(N), seed=1)
    assert found.value is None and found.trusted == 1.0


def posterior_of(n: int, copies: int = 1) -> Posterior:
    u = np.repeat(np.random.default_rng(2).uniform(size=(n // copies, 2)), copies, axis=0)
    return Posterior(("a", "b"), u, np.arange(n), equal(n), np.zeros(n), ())


def series_of_indicators(n: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Revenue that tells much of the level, staff that tells little, a population that never moves."""
    rng = np.random.default_rng(11)
    level = rng.standard_normal(n)
    year = np.ones((1, 6))
    series = {
        "revenue_above_scale": np.exp(
            10.0 + 0.06 * level[:, None] * year + 0.03 * rng.standard_normal((n, 6))
        ),
        "staff_industry": np.exp(
            8.0 + 0.01 * level[:, None] * year + 0.06 * rng.standard_normal((n, 6))
        ),
        "resident_population": np.full((n, 6), 7e4),
        "firms_above_scale": np.rint(30.0 + 4.0 * rng.standard_normal((n, 6))),
        "profit_above_scale": 100.0 * rng.standard_normal((n, 6)),
    }
    return series, level


def test_series_are_listed_by_what_they_would_tell_of_the_goal():
    series, level = series_of_indicators(800)
    posterior = posterior_of(800)
    offered = candidates(series, range(2017, 2023), (), tuple(series))
    quantity = level + 0.5 * np.random.default_rng(1).standard_normal(800)
    found = value_of_information(posterior, offered, quantity > 0.5, quantity, seed=1)
    assert found[0].indicator == "revenue_above_scale" and found[0].goal.clear
    assert {item.indicator for item in found} == set(series) - {"resident_population"}
    chance = float(np.mean(quantity > 0.5))
    spread = np.sqrt(found[0].goal.value * chance * (1.0 - chance))
    assert found[0].moves == pytest.approx(spread, rel=1e-6)
    # Profit swings far beyond the error it is published with: no pair is near another.
    assert found[-1].indicator == "profit_above_scale" and found[-1].goal.value is None
    gains = [item.goal.value for item in found[:-1]]
    assert gains == sorted(gains, reverse=True)


def test_copies_of_one_parameter_set_do_not_pass_for_several():
    series, level = series_of_indicators(800)
    half = {code: np.repeat(values[:400], 2, axis=0) for code, values in series.items()}
    quantity = np.repeat(level[:400] + 0.5 * np.random.default_rng(1).standard_normal(400), 2)
    offered = candidates(half, range(2017, 2023), (), ("revenue_above_scale",))
    (copied,) = value_of_information(posterior_of(800, 2), offered, quantity > 0.5, quantity, 1)
    once = {code: values[::2] for code, values in half.items()}
    offered = candidates(once, range(2017, 2023), (), ("revenue_above_scale",))
    (single,) = value_of_information(posterior_of(400), offered, quantity[::2] > 0.5,
                                     quantity[::2], 1)  # fmt: skip
    assert copied.quantity.value == pytest.approx(
        single.quantity.value, abs=3.0 * single.quantity.error
    )
    assert copied.quantity.error > 0.7 * single.quantity.error


def observed(year: int, operator: str = "level") -> Observation:
    return Observation(
        variable="revenue", year=year, quarter=None, value=2e4, unit="万元", published_value=2.0,
        published_unit="亿元", basis="", grade="published", use="fit",
        indicator="revenue_above_scale", operator=operator, error=0.02, span=1, source_title="",
        source_url="", note="",
    )  # fmt: skip


def test_years_already_had_are_not_asked_for_again():
    series, _ = series_of_indicators(50)
    had = [observed(2019), observed(2021, "growth")]
    (revenue,) = candidates(series, range(2017, 2023), had, ("revenue_above_scale",))
    assert revenue.years == (2018, 2020, 2021, 2022) and revenue.in_logs
    assert revenue.modelled == pytest.approx(np.log(series["revenue_above_scale"][:, [1, 3, 4, 5]]))


def test_each_kind_of_series_has_the_error_it_would_be_published_with():
    series, _ = series_of_indicators(50)
    firms, profit = candidates(
        series, range(2017, 2023), (), ("firms_above_scale", "profit_above_scale")
    )
    assert firms.years == YEARS and not firms.in_logs and not profit.in_logs
    # Two percent of some thirty firms, and rounding.
    assert firms.sd == pytest.approx(np.hypot(0.6, np.sqrt(1 / 12)), abs=0.06)
    assert (profit.sd > 0.0).all() and profit.sd == pytest.approx(2.0, abs=0.6)
