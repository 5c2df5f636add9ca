"""Benchmarks are those of statsmodels, and recover the processes that they stand for."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.statespace.structural import UnobservedComponents
from statsmodels.tsa.vector_ar.var_model import VAR

from calibration.backtest.benchmarks import NO_HISTORY, UNIVARIATE, StateSpaceBenchmark, posterior
from calibration.backtest.forecasting import Known, Lent
from calibration.backtest.scores import covered, fair_crps
from calibration.backtest.state_space import GRIDS, linear_forms, read_off
from calibration.backtest.vector_benchmark import ALONE, ShrunkVar, fit

H = 5


def known_of(values, first=2000, lent=None):
    values = np.atleast_3d(np.asarray(values, float))
    return Known(values, range(first, first + values.shape[2]), lent)


def trending(n, seed=1):
    rng = np.random.default_rng(seed)
    return np.cumsum(0.05 + 0.04 * rng.normal(size=n))


def test_drift_has_the_textbook_variance():
    # Known drift error: h innovations and h^2 / n of the mean growth's.
    form = linear_forms("drift", (True,) * 9, H)[0]
    steps = np.arange(1, H + 1)
    assert np.diag(form.covariance) == pytest.approx(steps + steps**2 / 8.0)
    values = trending(9)
    mean = (values[-1] - values[0]) / 8.0
    assert form.forecast @ values == pytest.approx(values[-1] + steps * mean)
    assert np.sum((form.residuals @ values) ** 2) == pytest.approx(
        np.sum((np.diff(values) - mean) ** 2)
    )


PATTERNS = [(True,) * 8, (True, False, True, True, False, True, True), (True, True, True, False)]


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("code", list(GRIDS))
def test_forecasts_are_those_of_statsmodels_exact_diffuse_filter(code, pattern):
    values = np.where(pattern, trending(len(pattern)), np.nan)
    padded = np.concatenate([values, np.full(H, np.nan)])
    constants = []
    for point in (GRIDS[code].points[0], GRIDS[code].points[-1]):
        form = read_off(GRIDS[code].build, point, pattern, H)
        run = GRIDS[code].build(padded, point).ssm.filter()
        later = slice(len(pattern), None)
        assert form.forecast @ values[list(pattern)] == pytest.approx(run.forecasts[0, later])
        assert np.diag(form.covariance) == pytest.approx(run.forecasts_error_cov[0, 0, later])
        infinite = run.forecasts_error_diffuse_cov[0, 0]
        starting = infinite > 1e-8
        free = np.flatnonzero(np.append(pattern, [False] * H) & ~starting)
        variance = run.forecasts_error_cov[0, 0, free]
        assert form.freedom == len(free)
        squares = np.sum(run.forecasts_error[0, free] ** 2 / variance)
        assert np.sum((form.residuals @ values[list(pattern)]) ** 2) == pytest.approx(squares)
        constants.append(form.log_det - np.log(variance).sum() - np.log(infinite[starting]).sum())
    # Likelihoods agree up to a constant, the same for all parameters.
    assert np.ptp(constants) < 1e-6


@pytest.mark.parametrize("pattern", PATTERNS[:2])
def test_local_trend_is_statsmodels_forecast(pattern):
    values = np.where(pattern, trending(len(pattern)), np.nan)
    at = GRIDS["trend"].points[4]
    form = read_off(GRIDS["trend"].build, at, pattern, H)
    model = UnobservedComponents(values, "lltrend", use_exact_diffuse=True)
    expected = model.smooth([at[0], 1.0, at[1]]).get_forecast(H)
    assert form.forecast @ values[list(pattern)] == pytest.approx(expected.predicted_mean)
    assert np.diag(form.covariance) == pytest.approx(expected.var_pred_mean)


@pytest.mark.parametrize(
    "pattern", [(True,) * 7, (True, True, False, True, False, True, True, True)]
)
@pytest.mark.parametrize("point", [(0.3, 0.12, 0.8), (0.9, 0.09, 0.98)])
def test_damped_smoothing_is_least_squares_on_its_own_equations(pattern, point):
    """y_t = l + b phi(t) + errors that cumulate: generalised least squares, written out."""
    alpha, beta, phi = point
    n, known = len(pattern) + H, np.flatnonzero(pattern)
    damp = np.cumsum(phi ** np.arange(1, n + 1))
    design = np.column_stack([np.ones(n), damp])
    moves = np.eye(n)
    for t in range(n):
        for s in range(t):
            moves[t, s] = alpha + beta * np.sum(phi ** np.arange(1, t - s + 1))
    covariance = moves @ moves.T
    values = trending(n)
    future = np.arange(len(pattern), n)
    inner = np.linalg.inv(covariance[np.ix_(known, known)])
    x, y = design[known], values[known]
    information = np.linalg.inv(x.T @ inner @ x)
    start = information @ x.T @ inner @ y
    reach = covariance[np.ix_(future, known)] @ inner
    mean = design[future] @ start + reach @ (y - x @ start)
    lever = design[future] - reach @ x
    variance = (
        covariance[np.ix_(future, future)]
        - reach @ covariance[np.ix_(known, future)]
        + lever @ information @ lever.T
    )
    form = read_off(GRIDS["ets"].build, point, pattern, H)
    assert form.forecast @ y == pytest.approx(mean)
    assert form.covariance == pytest.approx(variance)
    rest = (y - x @ start) @ inner @ (y - x @ start)
    assert np.sum((form.residuals @ y) ** 2) == pytest.approx(rest)


def test_with_many_years_the_damped_benchmark_forecasts_as_statsmodels_ets_does():
    values = trending(40, seed=3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = ETSModel(values, error="add", trend="add", damped_trend=True).fit(disp=False)
    drawn = StateSpaceBenchmark("ets").forecast(
        known_of(values[None, None]), H, 4000, np.random.default_rng(1)
    )
    assert drawn.members[0, 0].mean(axis=1) == pytest.approx(fitted.forecast(H), abs=0.06)


def test_with_many_years_ar1_finds_the_persistence_that_statsmodels_finds():
    rng = np.random.default_rng(4)
    growth = np.zeros(60)
    for t in range(1, 60):
        growth[t] = 0.6 * growth[t - 1] + 0.03 * rng.normal()
    values = np.cumsum(0.04 + growth)
    forms = linear_forms("ar1", (True,) * 60, 1)
    weights, *_ = posterior(forms, np.array(GRIDS["ar1"].prior), values[None], (0.0, 0.0))
    found = weights[0] @ np.array([point[0] for point in GRIDS["ar1"].points])
    assert found == pytest.approx(AutoReg(np.diff(values), 1).fit().params[1], abs=0.12)


def test_without_shrinkage_the_var_is_statsmodels_var_and_with_all_of_it_a_drift():
    rng = np.random.default_rng(5)
    lags = np.array([[0.4, 0.2], [0.0, 0.3]])
    growth = np.zeros((400, 2))
    for t in range(1, 400):
        growth[t] = growth[t - 1] @ lags.T + rng.normal(size=2) * (0.02, 0.05)
    levels = np.cumsum(growth + 0.03, axis=0).T[None]
    free = fit(levels, tightness=1e6)
    expected = VAR(np.diff(levels[0]).T).fit(1)
    assert free.lags[0] == pytest.approx(expected.coefs[0], abs=0.01)
    assert np.sqrt(free.variance[0]) == pytest.approx(np.sqrt(np.diag(expected.sigma_u)), rel=0.02)
    tight = fit(levels, tightness=1e-6)
    assert np.abs(tight.lags).max() < 1e-6
    assert tight.mean[0] == pytest.approx((levels[0, :, -1] - levels[0, :, 0]) / 399)


def simulated(code, rng, cases, years):
    """Log levels f8[cases, years] of the process that a benchmark stands for."""
    shocks = 0.05 * rng.normal(size=(2, cases, years + 40))
    if code == "walk":
        return np.cumsum(shocks[0], axis=1)[:, -years:]
    if code == "drift":
        return np.cumsum(0.06 + shocks[0], axis=1)[:, -years:]
    if code in ("level", "ar1"):
        path = np.zeros((cases, years + 40))
        for t in range(1, years + 40):
            path[:, t] = 0.5 * path[:, t - 1] + shocks[0, :, t]
        return path[:, -years:] if code == "level" else np.cumsum(path + 0.03, axis=1)[:, -years:]
    if code == "trend":
        slope = np.cumsum(0.15 * shocks[1, :, -years:], axis=1)
        return np.cumsum(slope + shocks[0, :, -years:], axis=1)
    level, trend = np.zeros(cases), np.full(cases, 0.1)
    path = np.empty((cases, years))
    for t in range(years):
        error = shocks[0, :, t]
        path[:, t] = level + 0.9 * trend + error
        level, trend = level + 0.9 * trend + 0.6 * error, 0.9 * trend + 0.24 * error
    return path


@pytest.mark.parametrize("code", list(GRIDS))
def test_each_benchmark_covers_its_own_process(code):
    rng = np.random.default_rng(6)
    path = simulated(code, rng, 600, 20 + H)
    drawn = StateSpaceBenchmark(code).forecast(
        known_of(path[:, None, :20]), H, 200, np.random.default_rng(7)
    )
    for share in (0.5, 0.8, 0.95):
        rate = covered(drawn.members[:, 0], path[:, 20:], share).mean()
        assert abs(rate - share) < 0.05, (code, share, rate)


def test_the_benchmark_of_a_process_beats_the_others_on_it():
    rng = np.random.default_rng(8)
    for code in ("walk", "level", "ar1"):
        path = simulated(code, rng, 800, 15 + H)
        known = known_of(path[:, None, :15])
        scores = {
            one.code: fair_crps(
                one.forecast(known, H, 100, np.random.default_rng(9)).members[:, 0], path[:, 15:]
            ).mean()
            for one in UNIVARIATE
        }
        assert min(scores, key=lambda name: scores[name]) == code, scores


def test_the_shrunk_var_covers_a_var():
    rng = np.random.default_rng(10)
    lags = np.array([[0.3, 0.2], [0.0, 0.3]])
    growth = np.zeros((500, 2, 60))
    for t in range(1, 60):
        growth[:, :, t] = growth[:, :, t - 1] @ lags.T + 0.04 * rng.normal(size=(500, 2))
    path = np.cumsum(growth + 0.03, axis=2)[:, :, -30:]
    drawn = ShrunkVar().forecast(known_of(path[:, :, :25]), H, 200, np.random.default_rng(11))
    # Coefficients pulled towards zero understate how far growth carries; a few points are lost.
    assert covered(drawn.members[..., 0, :], path[..., 25], 0.8).mean() == pytest.approx(
        0.8, abs=0.05
    )
    assert covered(drawn.members[..., 4, :], path[..., 29], 0.8).mean() > 0.65


@pytest.mark.parametrize("benchmark_of", [*UNIVARIATE, ShrunkVar()], ids=lambda one: one.code)
def test_three_years_are_enough_when_others_lend_a_spread(benchmark_of):
    values = np.stack([trending(3, 1), trending(3, 2)])[None]
    lent = Lent(np.array([0.05, 0.05]), 2.0)
    drawn = benchmark_of.forecast(known_of(values, lent=lent), H, 50, np.random.default_rng(1))
    assert np.isfinite(drawn.members).all() and not drawn.notes
    assert drawn.members.shape == (1, 2, H, 50)


def test_what_cannot_be_forecast_is_missing_and_says_why():
    two = known_of(trending(2)[None, None])
    for benchmark_of in UNIVARIATE:
        drawn = benchmark_of.forecast(two, H, 10, np.random.default_rng(1))
        assert np.isnan(drawn.members).all() and drawn.notes == {0: NO_HISTORY}
    alone = ShrunkVar().forecast(known_of(trending(9)[None, None]), H, 10, np.random.default_rng(1))
    assert alone.notes == {0: ALONE} and np.isnan(alone.members).all()


def test_a_gap_in_the_record_widens_the_forecast_and_does_not_stop_it():
    whole = trending(12)
    holed = np.where(np.arange(12) % 3 == 1, np.nan, whole)
    holed[-1] = np.nan
    for code in ("drift", "trend"):
        widths = [
            np.ptp(
                StateSpaceBenchmark(code)
                .forecast(known_of(v[None, None]), H, 4000, np.random.default_rng(1))
                .members[0, 0, 0],
            )
            for v in (whole, holed)
        ]
        assert widths[1] > widths[0] > 0.0


def test_what_one_series_lacks_moves_no_other():
    full = np.stack([trending(9, 1), trending(9, 2), trending(9, 3)])[None]
    holed = full.copy()
    holed[0, 1] = np.nan
    for benchmark_of in UNIVARIATE:
        a = benchmark_of.forecast(known_of(full), H, 30, np.random.default_rng(1)).members
        b = benchmark_of.forecast(known_of(holed), H, 30, np.random.default_rng(1)).members
        assert (a[:, [0, 2]] == b[:, [0, 2]]).all() and np.isnan(b[:, 1]).all()


def test_a_series_in_other_units_is_forecast_the_same():
    values = np.stack([trending(9, 1), trending(9, 2)])[None]
    for benchmark_of in (*UNIVARIATE, ShrunkVar()):
        plain = benchmark_of.forecast(known_of(values), H, 30, np.random.default_rng(1)).members
        moved = benchmark_of.forecast(known_of(values + 9.2), H, 30, np.random.default_rng(1))
        assert moved.members - 9.2 == pytest.approx(plain, abs=1e-6)


def test_cases_of_one_kind_are_known_in_the_same_years():
    values = np.zeros((2, 1, 4))
    values[1, 0, 0] = np.nan
    with pytest.raises(ValueError, match="years that are known"):
        known_of(values)
    with pytest.raises(ValueError, match="for 5 years"):
        Known(np.zeros((1, 1, 4)), range(2000, 2005))
