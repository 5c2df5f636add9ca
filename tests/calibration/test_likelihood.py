"""The likelihood of the record: each operator's density against scipy, and what is simulated."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from calibration.county import SHIPPED
from calibration.history import Observation, load_history
from calibration.likelihood import (
    log_likelihood,
    log_likelihood_by_observation,
    log_likelihood_of,
    simulate_observations,
    with_values,
)
from calibration.observations import standardised_gap

YEARS = [2017, 2018, 2019, 2020, 2021]
MODELLED = np.array([60.0, 95.0, 100.0, 104.0, 180.0])


def observation(operator: str = "level", value: float = 100.0, **changes: object) -> Observation:
    """An observation of GDP in 2021 in 万元, changed."""
    growth = operator in ("growth", "mean_growth", "q1_growth")
    base = Observation(
        variable="gdp", year=2021, quarter=None, value=value,
        unit="比例" if growth or operator == "ratio" else "万元",
        published_value=value, published_unit="比例" if growth or operator == "ratio" else "万元",
        basis="", grade="derived", use="fit", indicator="gdp", operator=operator, error=0.1, span=1,
        source_title="", source_url="", note="",
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [0.02, 0.1, 0.25])
def test_a_level_is_lognormal_about_what_was_modelled(error: float) -> None:
    obs = observation(error=error)
    exact = stats.lognorm.logpdf(100.0, math.sqrt(math.log1p(error**2)), scale=MODELLED)
    np.testing.assert_allclose(log_likelihood(obs, MODELLED), exact, rtol=1e-12)


def test_an_interval_is_drawn_as_it_is_compared() -> None:
    """In logs, hence never below nought; of growth evenly about it."""
    wide = observation(error=0.8)
    low, high = wide.interval(2.0)
    assert low > 0.0 and low * high == pytest.approx(wide.value**2)
    assert standardised_gap(wide, np.array([low, high])) == pytest.approx([-2.0, 2.0])
    growth = observation("growth", 0.05)
    assert growth.interval(1.0) == (growth.value - growth.sd, growth.value + growth.sd)


def test_the_relative_error_of_a_level_is_the_one_of_its_grade() -> None:
    for error in (0.02, 0.25):
        obs = observation(error=error)
        spread = stats.lognorm(obs.log_sd)
        assert spread.std() / spread.mean() == pytest.approx(error)


@pytest.mark.parametrize("operator", ["growth", "mean_growth", "q1_growth"])
def test_growth_is_normal_in_fractions(operator: str) -> None:
    obs = observation(operator, value=0.05, error=0.02, span=4)
    modelled = np.array([-0.3, 0.04, 0.05, 0.2])
    exact = stats.norm.logpdf(0.05, modelled, 0.02)
    np.testing.assert_allclose(log_likelihood(obs, modelled), exact, rtol=1e-12)


@pytest.mark.parametrize("operator", ["ratio", "q1_level"])
def test_a_ratio_and_a_first_quarter_are_lognormal_too(operator: str) -> None:
    obs = observation(operator)
    exact = stats.lognorm.logpdf(100.0, obs.log_sd, scale=MODELLED)
    np.testing.assert_allclose(log_likelihood(obs, MODELLED), exact, rtol=1e-12)


def test_a_bound_is_the_chance_that_the_error_explains_what_lies_beyond() -> None:
    upper, lower = observation("upper_bound"), observation("lower_bound")
    gap = np.log(100.0 / MODELLED) / upper.log_sd
    np.testing.assert_allclose(log_likelihood(upper, MODELLED), stats.norm.logcdf(gap), rtol=1e-12)
    np.testing.assert_allclose(log_likelihood(lower, MODELLED), stats.norm.logcdf(-gap), rtol=1e-12)


def test_nothing_at_all_is_below_an_upper_bound_and_never_above_a_lower_one() -> None:
    assert log_likelihood(observation("upper_bound"), np.zeros(1))[0] == 0.0
    assert log_likelihood(observation("lower_bound"), np.zeros(1))[0] == -np.inf


def test_a_count_is_rounded_to_whole_enterprises() -> None:
    obs = observation("count", value=21.0, error=0.05)
    modelled = np.array([18.0, 20.0, 21.0, 24.0])
    spread = stats.norm(modelled, 0.05 * modelled)
    exact = np.log(spread.cdf(21.5) - spread.cdf(20.5))
    np.testing.assert_allclose(log_likelihood(obs, modelled), exact, rtol=1e-9)


@pytest.mark.parametrize("modelled", [0.0, 0.4, 3.0, 12.0])
def test_the_probabilities_of_all_counts_add_up_to_one(modelled: float) -> None:
    counts = [observation("count", value=float(k), error=0.3) for k in range(60)]
    total = sum(math.exp(log_likelihood(obs, np.array([modelled]))[0]) for obs in counts)
    assert total == pytest.approx(1.0, abs=1e-12)


def test_a_count_far_off_keeps_its_digits_in_the_tail() -> None:
    obs = observation("count", value=21.0, error=0.05)
    found = log_likelihood(obs, np.array([40.0, 4.0]))
    # The lowest edge that counts dominates so far out: P(> z) is about phi(z) / z.
    sure = np.array([stats.norm.logcdf((21.5 - 40.0) / 2.0), stats.norm.logsf((20.5 - 4.0) / 0.2)])
    np.testing.assert_allclose(found, sure, rtol=1e-2)


def test_an_indicator_that_may_be_negative_is_compared_in_amounts() -> None:
    obs = observation(value=-50.0, indicator="profit_above_scale")
    modelled = np.array([-60.0, 0.0, 40.0])
    exact = stats.norm.logpdf(-50.0, modelled, 5.0)
    np.testing.assert_allclose(log_likelihood(obs, modelled), exact, rtol=1e-12)


@pytest.mark.parametrize(
    "obs",
    [
        observation(),
        observation("growth", 0.05),
        observation("upper_bound"),
        observation("lower_bound"),
        observation("count", 21.0),
        observation(value=-50.0, indicator="profit_above_scale"),
    ],
    ids=lambda obs: f"{obs.operator} {obs.indicator}",
)
def test_a_failed_draw_has_no_likelihood_and_nothing_is_ever_undefined(obs: Observation) -> None:
    failed = log_likelihood(obs, np.array([np.nan, np.inf, -np.inf]))
    assert (failed == -np.inf).all()
    wild = log_likelihood(obs, np.array([-1e300, -1.0, 0.0, 1e-300, 1e20, 1e300]))
    assert not np.isnan(wild).any() and (wild < np.inf).all()


def test_a_positive_amount_cannot_come_from_none() -> None:
    assert (log_likelihood(observation(), np.array([0.0, -5.0])) == -np.inf).all()


def test_an_observation_without_an_error_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="gdp 2021"):
        log_likelihood(observation(error=0.0), MODELLED)
    with pytest.raises(ValueError, match="standard deviation 0 of 0"):
        log_likelihood(observation(value=0.0), MODELLED)


@pytest.fixture(scope="module")
def record() -> list[Observation]:
    return [o for o in load_history(SHIPPED / "history.csv") if o.use == "fit"]


def runs(record: list[Observation], draws: int) -> dict[str, np.ndarray]:
    """Series by indicator that wander about the size of what was observed."""
    rng = np.random.default_rng(3)
    size = {"gdp": 1.1e6, "resident_population": 6.7e4, "revenue_above_scale_q1": 1.1e4}
    found = {}
    for code in sorted({part for o in record for part in o.indicator.split("/")}):
        steps = rng.normal(0.0, 0.1, (draws, 6))
        found[code] = size.get(code, 1e5) * np.exp(np.cumsum(steps, axis=1))
    return found


def test_the_joint_likelihood_is_the_sum_and_a_failed_draw_loses_it_all(
    record: list[Observation],
) -> None:
    series, years = runs(record, 40), range(2017, 2023)
    for values in series.values():
        values[7] = np.nan
    joint = log_likelihood_of(record, series, years)
    each = log_likelihood_by_observation(record, series, years)
    assert each.shape == (40, len(record))
    np.testing.assert_allclose(joint, each.sum(axis=1))
    assert joint[7] == -np.inf and np.isfinite(np.delete(joint, 7)).all()


def test_the_likelihood_of_a_draw_does_not_depend_on_its_company(
    record: list[Observation],
) -> None:
    series, years = runs(record, 40), range(2017, 2023)
    whole = log_likelihood_of(record, series, years)
    parts = [
        log_likelihood_of(record, {code: v[a : a + 9] for code, v in series.items()}, years)
        for a in range(0, 40, 9)
    ]
    assert (np.concatenate(parts) == whole).all()


def test_without_observations_every_draw_is_as_likely(record: list[Observation]) -> None:
    series = runs(record, 5)
    assert (log_likelihood_of([], series, range(2017, 2023)) == 0.0).all()
    assert log_likelihood_by_observation([], series, range(2017, 2023)).shape == (5, 0)


def same_world(draws: int, **levels: float) -> dict[str, np.ndarray]:
    return {code: np.full((draws, len(YEARS)), level) for code, level in levels.items()}


def test_simulated_levels_have_the_distribution_of_the_likelihood() -> None:
    series = same_world(20_000, gdp=100.0)
    obs = observation(error=0.25)
    seen = simulate_observations([obs], series, YEARS, np.random.default_rng(0))[:, 0]
    exact = stats.lognorm(obs.log_sd, scale=100.0)
    assert stats.kstest(seen, exact.cdf).pvalue > 0.001


def test_simulated_growth_has_the_distribution_of_the_likelihood() -> None:
    series = same_world(20_000, gdp=100.0)
    series["gdp"][:, -1] = 105.0
    obs = observation("growth", 0.0, error=0.02)
    seen = simulate_observations([obs], series, YEARS, np.random.default_rng(1))[:, 0]
    assert stats.kstest(seen, stats.norm(0.05, 0.02).cdf).pvalue > 0.001


def test_simulated_counts_have_the_probabilities_of_the_likelihood() -> None:
    series = same_world(40_000, gdp=4.0)
    obs = observation("count", 9.0, error=0.4)
    seen = simulate_observations([obs], series, YEARS, np.random.default_rng(2))[:, 0]
    counts = np.arange(0.0, 12.0)
    chances = [math.exp(log_likelihood(replace(obs, value=k), np.array([4.0]))[0]) for k in counts]
    shares = [(seen == k).mean() for k in counts]
    np.testing.assert_allclose(shares, chances, atol=0.01)


def test_a_simulated_truth_beyond_the_bound_becomes_a_bound_from_the_other_side() -> None:
    obs = observation("upper_bound", 100.0)
    series = same_world(20_000, gdp=108.0)
    seen = simulate_observations([obs], series, YEARS, np.random.default_rng(4))
    changed = [with_values([obs], row)[0] for row in seen]
    assert {o.value for o in changed} == {100.0}
    held = np.mean([o.operator == "upper_bound" for o in changed])
    chance = math.exp(log_likelihood(obs, np.array([108.0]))[0])
    assert held == pytest.approx(chance, abs=4 * math.sqrt(chance * (1 - chance) / 20_000))


def test_what_cannot_be_published_is_missing() -> None:
    series = same_world(3, gdp=100.0)
    series["gdp"][0], series["gdp"][1] = np.nan, 0.0
    rng = np.random.default_rng(5)
    seen = simulate_observations([observation(), observation("growth", 0.1)], series, YEARS, rng)
    assert np.isnan(seen).tolist() == [[True, True], [True, True], [False, False]]
    with pytest.raises(ValueError, match="nan cannot be observed"):
        with_values([observation()], [np.nan])


def test_a_new_value_keeps_unit_and_error() -> None:
    obs = replace(observation(error=0.07), published_value=0.01, published_unit="亿元")
    (found,) = with_values([obs], [250.0])
    assert (found.value, found.published_value, found.error) == (250.0, 0.025, 0.07)
    loss = observation(value=-50.0, indicator="profit_above_scale")
    (found,) = with_values([loss], [-20.0])
    assert found.sd == pytest.approx(loss.sd)


def test_a_posterior_on_a_grid_covers_simulated_truths() -> None:
    """One unknown level under a known prior: the true value's rank in its posterior is uniform."""
    rng = np.random.default_rng(6)
    grid = np.exp(np.linspace(-4.0, 4.0, 801)) * 100.0
    chances = np.exp(-0.5 * np.linspace(-4.0, 4.0, 801) ** 2)
    shape = [observation(error=0.5), observation("upper_bound", 130.0, error=0.3)]
    truths = rng.choice(801, size=400, p=chances / chances.sum())
    series = {"gdp": np.repeat(grid[truths][:, None], len(YEARS), axis=1)}
    world = {"gdp": np.repeat(grid[:, None], len(YEARS), axis=1)}
    ranks = []
    for row, at in zip(simulate_observations(shape, series, YEARS, rng), truths, strict=True):
        weight = chances * np.exp(log_likelihood_of(with_values(shape, row), world, YEARS))
        weight /= weight.sum()
        ranks.append(weight[:at].sum() + rng.uniform() * weight[at])
    assert stats.kstest(ranks, "uniform").pvalue > 0.01


def test_the_shipped_record_can_be_simulated_and_observed_again(
    record: list[Observation],
) -> None:
    series, years = runs(record, 50), range(2017, 2023)
    seen = simulate_observations(record, series, years, np.random.default_rng(7))
    assert np.isfinite(seen).all()
    for draw in range(3):
        again = with_values(record, seen[draw])
        assert np.isfinite(log_likelihood_of(again, series, years)[draw])
