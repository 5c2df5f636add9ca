"""The same forecast by every way: they agree where they should, and say so where they do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from calibration.forecast_comparison import ADJUSTED, PLAIN, PRIOR, Comparison, Goal
from calibration.forecast_ways import ForecastRuns, compare
from calibration.history import Observation
from calibration.posterior import Posterior

YEARS = range(2017, 2028)
CENTRE, WIDTH, GROWTH = 8.0, 0.3, 0.2
GOAL = Goal("T", "目标", "goal", "gdp", 2027, float(np.exp(8.4)), strict=True)
CODES = ("gdp", "industrial_va")
SEEN = Observation(
    variable="gdp", year=2019, quarter=None, value=3_600.0, unit="万元", published_value=3_600.0,
    published_unit="万元", basis="", grade="published", use="fit", indicator="gdp",
    operator="level", error=0.1, span=1, source_title="", source_url="", note="",
)  # fmt: skip


def runs(z: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """GDP at one level until 2026, a little luck in 2027; industry is unrelated to it."""
    rng = np.random.default_rng(seed)
    logs = np.repeat((CENTRE + WIDTH * z)[:, None], len(YEARS), axis=1)
    logs[:, -1] += GROWTH + 0.05 * rng.standard_normal(len(z))
    return {
        "gdp": np.exp(logs),
        "industrial_va": rng.standard_normal((len(z), len(YEARS))) + 5.0,
    }


def exact(seen: Observation) -> tuple[float, float]:
    """Mean and standard deviation of z given one level."""
    share = (WIDTH / seen.log_sd) ** 2
    return share / (1 + share) * (np.log(seen.value) - CENTRE) / WIDTH, (1 + share) ** -0.5


def compared(
    posterior_of: Observation = SEEN, told: tuple[Observation, ...] = (SEEN,), n: int = 8_192
) -> Comparison:
    """Ways compared: the sampler conditioned on `posterior_of`, the adjustment on `told`."""
    mean, sd = exact(posterior_of)
    z = mean + sd * np.random.default_rng(1).standard_normal(2_000)
    posterior = Posterior(("a",), ndtr(z)[:, None], np.arange(2_000), np.full(2_000, 1 / 2_000),
                          np.zeros(2_000), told)  # fmt: skip
    prior = runs(np.random.default_rng(2).standard_normal(n), 3)
    return compare(GOAL, CODES, posterior, ForecastRuns(runs(z, 4), prior, YEARS), seed=5)


@pytest.fixture(scope="module")
def agreeing() -> Comparison:
    return compared()


def test_both_ways_give_the_exact_answer(agreeing: Comparison):
    mean, sd = exact(SEEN)
    centre, spread = CENTRE + GROWTH + WIDTH * mean, np.hypot(WIDTH * sd, 0.05)
    chance = 1.0 - ndtr((8.4 - centre) / spread)
    gdp = agreeing.quantities[0]
    for way in (PLAIN, ADJUSTED):
        told, p = gdp.by_way[way], agreeing.chances[way]
        assert told.interval[1] == pytest.approx(np.exp(centre), abs=4.0 * told.error[1])
        assert told.width == pytest.approx(2.0 * np.exp(centre) * np.sinh(1.2816 * spread), rel=0.1)
        assert p.value == pytest.approx(chance, abs=4.0 * p.error)
    assert agreeing.differing == [] and not agreeing.goal_differs
    assert agreeing.chances[PRIOR].value == pytest.approx(
        1.0 - ndtr((8.4 - CENTRE - GROWTH) / np.hypot(WIDTH, 0.05)), abs=0.02
    )
    assert agreeing.near == pytest.approx(0.05 * 8_192, abs=2) and agreeing.why_not is None


def test_what_the_observations_say_nothing_of_hardly_moves(agreeing: Comparison):
    gdp, industry = agreeing.quantities
    assert industry.hardly_moved and not gdp.hardly_moved
    assert gdp.narrowed > 0.4 > 0.1 > abs(industry.narrowed)


def test_a_sampler_that_went_astray_is_found_out():
    found = compared(posterior_of=replace(SEEN, value=3_000.0))
    assert found.differing == ["gdp"] and found.goal_differs


def test_a_bound_enters_by_its_likelihood_and_not_as_a_number_to_be_met(agreeing: Comparison):
    far = replace(SEEN, operator="upper_bound", value=90_000.0, year=2020)
    bounded = compared(told=(SEEN, far))
    told, same = (found.quantities[0].by_way[ADJUSTED] for found in (bounded, agreeing))
    assert told.interval == pytest.approx(same.interval)
    near = compared(told=(SEEN, replace(far, value=3_200.0, error=0.02)))
    assert near.quantities[0].by_way[ADJUSTED].interval[2] < same.interval[2]


def test_too_few_runs_near_the_observation_are_named_not_hidden():
    found = compared(n=64)
    assert ADJUSTED not in found.chances and found.near == 0
    assert "有效样本数" in found.why_not.text("zh") and "fix:" in found.why_not.text("en")
    assert ADJUSTED not in found.quantities[0].by_way and not found.goal_differs


def test_an_observation_beyond_every_run_is_said_to_be_carried_too_far():
    found = compared(told=(replace(SEEN, value=60_000.0),))
    assert [item.value for item in found.outside] == [60_000.0]


def test_without_observations_there_is_nothing_to_adjust():
    found = compared(told=())
    assert set(found.chances) == {PRIOR, PLAIN} and found.why_not is None


def test_runs_that_broke_off_are_counted_and_left_out():
    z = np.random.default_rng(1).standard_normal(500)
    series, prior = runs(z, 4), runs(np.random.default_rng(2).standard_normal(2_048), 3)
    for values, rows in ((series, 3), (prior, 7)):
        for code in CODES:
            values[code][:rows, -2:] = np.nan
    posterior = Posterior(("a",), ndtr(z)[:, None], np.arange(500), np.full(500, 1 / 500),
                          np.zeros(500), (SEEN,))  # fmt: skip
    found = compare(GOAL, CODES, posterior, ForecastRuns(series, prior, YEARS), seed=5)
    assert (found.failed, found.prior_failed) == (3, 7)
    assert found.chances[PLAIN].n == 497 and found.chances[PRIOR].n == 2_041
    for code in CODES:
        series[code][:] = np.nan
    with pytest.raises(ValueError, match="broke off"):
        compare(GOAL, CODES, posterior, ForecastRuns(series, prior, YEARS), seed=5)


def test_a_goal_may_include_its_own_value():
    values = np.array([GOAL.value, GOAL.value + 1.0])
    assert GOAL.met(values).tolist() == [False, True]
    assert replace(GOAL, strict=False).met(values).tolist() == [True, True]
