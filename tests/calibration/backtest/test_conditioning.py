"""The model as a forecaster: exact where an exact answer is known, and honest where it is not."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.backtest.conditioning import SemiAutomatic, nearest_moved, weighted
from calibration.backtest.forecasting import Known
from calibration.backtest.reliability import rank_test
from calibration.backtest.scores import covered, fair_crps, pit
from calibration.importance import WeightError
from calibration.regression_adjustment import adjust


def gaussian_runs(rng, n):
    """Two series over four known and two later years: a level, a slope, errors."""
    level, slope = rng.normal(size=(2, n, 2))
    time = np.arange(6)
    exact = level[:, :, None] + 0.2 * slope[:, :, None] * time
    return exact + 0.1 * rng.normal(size=exact.shape)


def exact_posterior(accounts):
    """Mean and variance of the later years of one series given its known years."""
    time = np.arange(6)
    covariance = 1.0 + 0.04 * np.outer(time, time) + 0.01 * np.eye(6)
    reach = covariance[4:, :4] @ np.linalg.inv(covariance[:4, :4])
    return reach @ accounts, covariance[4:, 4:] - reach @ covariance[:4, 4:]


def test_a_linear_gaussian_county_is_forecast_exactly():
    rng = np.random.default_rng(1)
    runs, truths = gaussian_runs(rng, 20_000), gaussian_runs(rng, 30)
    model = SemiAutomatic(runs[:, :, :4], runs[:, :, 4:])
    drawn = model.forecast(Known(truths[:, :, :4], range(2017, 2021)), 2, 400, rng).members
    for case, series in np.ndindex(30, 2):
        mean, variance = exact_posterior(truths[case, series, :4])
        sd = np.sqrt(np.diag(variance))
        found = drawn[case, series]
        assert found.mean(axis=1) == pytest.approx(mean, abs=0.25 * sd.max())
        assert found.std(axis=1) == pytest.approx(sd, rel=0.2)
    ends = drawn.mean(axis=-1) - np.stack(
        [[exact_posterior(t[:4])[0] for t in truth] for truth in truths]
    )
    assert np.abs(ends.mean()) < 0.01


def test_its_ranks_are_uniform_and_half_the_width_is_caught():
    rng = np.random.default_rng(2)
    runs, truths = gaussian_runs(rng, 6000), gaussian_runs(rng, 400)
    model = SemiAutomatic(runs[:, :, :4], runs[:, :, 4:])
    drawn = model.forecast(Known(truths[:, :, :4], range(2017, 2021)), 2, 200, rng).members
    came = truths[:, :, 4:]
    who = np.repeat(np.arange(400), 4)
    uniforms = rng.random(came.shape)
    assert rank_test(pit(drawn, came, uniforms).ravel(), who).p > 0.01
    centre = np.median(drawn, axis=-1, keepdims=True)
    for factor in (0.5, 2.0):
        wrong = centre + factor * (drawn - centre)
        assert rank_test(pit(wrong, came, uniforms).ravel(), who).p < 1e-6
        assert fair_crps(wrong, came).mean() > 1.02 * fair_crps(drawn, came).mean()
    assert covered(drawn, came, 0.8).mean() == pytest.approx(0.8, abs=0.03)


def test_it_agrees_with_the_regression_adjustment_of_calibration():
    rng = np.random.default_rng(3)
    statistic = rng.normal(size=5000)
    quantity = np.sin(statistic) + 0.2 * rng.normal(size=5000)
    found = nearest_moved(statistic, quantity, np.array([0.7]), 400)[0]
    told = adjust(quantity[:, None], statistic[:, None], np.array([0.7]), share=0.08)
    assert found.mean() == pytest.approx(told.weights @ told.adjusted[:, 0], abs=0.03)
    assert found.std() == pytest.approx(0.2, rel=0.1)


def test_at_the_end_of_what_the_runs_reach_the_line_carries_on():
    statistic = np.linspace(0.0, 1.0, 1001)
    found = nearest_moved(statistic, 3.0 * statistic, np.array([0.5, 1.2]), 50)
    assert found[0] == pytest.approx(np.full(50, 1.5)) and found[1] == pytest.approx(
        np.full(50, 3.6)
    )


def test_runs_that_never_vary_are_not_divided_by():
    found = nearest_moved(np.zeros(20), np.arange(20.0), np.array([0.0]), 10)
    assert np.isfinite(found).all()


def test_accounts_of_other_years_or_without_a_number_are_refused():
    rng = np.random.default_rng(4)
    runs = gaussian_runs(rng, 500)
    model = SemiAutomatic(runs[:, :, :4], runs[:, :, 4:])
    holed = runs[:3, :, :4].copy()
    holed[:, 0, 2] = np.nan
    with pytest.raises(ValueError, match="not those of the runs"):
        model.forecast(Known(holed, range(2017, 2021)), 2, 20, rng)
    with pytest.raises(ValueError, match="not those of the runs"):
        model.forecast(Known(runs[:3, :, :3], range(2017, 2020)), 2, 20, rng)
    broken = runs.copy()
    broken[0, 0, 0] = np.nan
    with pytest.raises(ValueError, match="finite"):
        SemiAutomatic(broken[:, :, :4], broken[:, :, 4:])


def test_weights_that_a_few_runs_carry_are_refused_and_others_used():
    rng = np.random.default_rng(5)
    runs = rng.normal(size=5000)
    index, weights = weighted(-0.5 * ((runs - 0.5) / 0.5) ** 2, 1000, 0.5)
    # Prior N(0, 1), one observation of .5 with error .5: N(.4, .2).
    assert runs[index].mean() == pytest.approx(0.4, abs=0.05)
    assert runs[index].var() == pytest.approx(0.2, rel=0.1)
    assert weights.ess > 1000
    with pytest.raises(WeightError):
        weighted(-0.5 * ((runs - 0.5) / 0.001) ** 2, 1000, 0.5)
