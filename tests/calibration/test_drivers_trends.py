"""Local trends beside the forms the engine runs: found where they are, refused where they are not."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from calibration.driver_checks import Compared, compare
from calibration.driver_fits import Change, aicc, form_scores
from calibration.driver_trends import Trend, better_trend, fit_trends, trend_note
from calibration.drivers import DriverSpec, _fit, fit_each
from calibration.history import load_history
from tests.calibration.test_drivers import COUNTY

SEEDS = range(4)
# Years that it takes to tell the form; a drift that wanders shows itself late.
YEARS = {"ar1": 60, "reverting": 60, "level_drift": 60, "linear_trend": 150}


def made_up(form: str, seed: int, years: int | None = None) -> np.ndarray:
    """Annual changes of a series whose form is known."""
    years = years or YEARS[form]
    rng = np.random.default_rng(seed)
    noise, other = 0.03 * rng.standard_normal((2, years + 1))
    if form == "linear_trend":
        return 0.03 + np.cumsum(0.3 * other[1:]) + noise[1:]
    if form == "level_drift":
        return 0.03 + 0.5 * other[1:] + np.diff(2.0 * noise)
    changes, level, last = np.empty(years), 0.0, 0.0
    for year in range(years):
        last = 0.75 * last if form == "ar1" else -0.5 * level
        last += noise[year]
        level += last
        changes[year] = last
    return changes + (0.03 if form == "ar1" else 0.0)


def as_changes(values: np.ndarray, first: int = 1870) -> list[Change]:
    """Single years without a gap."""
    return [
        Change(first + at, first + at, float(value), 0.0, "published", "年鉴", "")
        for at, value in enumerate(values)
    ]


@pytest.mark.parametrize("form", list(YEARS))
def test_the_form_of_a_long_series_is_found_most_of_the_time(form: str) -> None:
    reverting = form == "reverting"
    found = Counter(
        compare(form, as_changes(made_up(form, seed)), reverting).best.form for seed in SEEDS
    )
    assert found[form] >= 3, found


def test_a_trend_is_seldom_seen_where_there_is_none() -> None:
    seen = 0
    for seed in range(6):
        noise = 0.03 + 0.05 * np.random.default_rng(seed).standard_normal(14)
        score = form_scores(noise, 2009, 2017, False)["white"]
        seen += better_trend(noise, score) is not None
    assert seen <= 1


def log_density(values: np.ndarray, covariance: np.ndarray) -> float:
    """Logarithm of a normal density with mean zero."""
    _, log_det = np.linalg.slogdet(covariance)
    quadratic = values @ np.linalg.solve(covariance, values)
    return float(-0.5 * (len(values) * math.log(2.0 * math.pi) + log_det + quadratic))


def given_the_first(values: np.ndarray, covariance: np.ndarray) -> float:
    """Log density of all values after the first, given the first."""
    return log_density(values, covariance) - log_density(values[:1], covariance[:1, :1])


@pytest.mark.parametrize("seed", [1, 2])
def test_trends_are_judged_by_the_density_of_the_same_years(seed: int) -> None:
    """AICc of each trend from the covariance of its changes, written out."""
    changes = made_up("level_drift", seed, 14)
    level, linear, damped = fit_trends(changes)
    steps = np.eye(15)[1:] - np.eye(15)[:-1]
    years = np.arange(14)

    def noise(trend: Trend) -> np.ndarray:
        p = trend.parameters
        return p["irregular"] ** 2 * steps @ steps.T + p["level"] ** 2 * np.eye(14)

    walk = np.minimum.outer(years, years)
    p, q = linear.parameters, damped.parameters
    lasting = q["phi"] ** np.abs(np.subtract.outer(years, years)) / (1.0 - q["phi"] ** 2)
    # The linear trend knows nothing of its drift at the start: a variance of 10.
    expected = (
        (level, given_the_first(changes - level.parameters["drift"], noise(level))),
        (linear, given_the_first(changes, noise(linear) + p["slope"] ** 2 * walk + 10.0)),
        (
            damped,
            given_the_first(changes, q["level"] ** 2 * np.eye(14) + q["slope"] ** 2 * lasting),
        ),
    )
    for trend, density in expected:
        assert trend.aicc == pytest.approx(aicc(density, 3, 13), abs=0.02), trend.form


def test_a_trend_without_its_noise_is_a_form_of_the_engine() -> None:
    """Levels that drift without being undone are white noise, one parameter dearer."""
    changes = as_changes(np.array([0.02, -0.01, 0.03, 0.05, -0.04, 0.01, 0.03, 0.06, -0.02, 0.01]))
    values = np.array([change.value for change in changes])
    level = fit_trends(values + np.cumsum(values))[0]
    assert level.parameters["irregular"] == 0.0
    white = form_scores(values + np.cumsum(values), 2013, 2017, False)["white"]
    assert level.aicc - white == pytest.approx(aicc(0.0, 3, 9) - aicc(0.0, 2, 9), abs=0.01)


def test_a_search_that_stops_early_is_no_candidate() -> None:
    trends = fit_trends(made_up("ar1", 1, 14), iterations=3)
    assert all(math.isinf(trend.aicc) and not trend.admitted for trend in trends)


def test_a_drift_that_alternates_is_not_damped() -> None:
    assert not Trend("damped_trend", 1.0, {"phi": -0.3}).admitted
    assert Trend("damped_trend", 1.0, {"phi": 0.3}).admitted


def spec(reverting: bool = False) -> DriverSpec:
    return DriverSpec("price", "价格", "price", "log/年", "growth", "proxy", reverting, {}, "说明")


def test_a_better_trend_is_named_and_the_engine_keeps_its_own_form() -> None:
    changes = as_changes(made_up("linear_trend", 0))
    fit = _fit(spec(), changes, [])
    assert fit.form in ("white", "ar1") and 0.0 <= fit.phi <= 0.95
    assert "引擎不能运行" in fit.reason
    assert "趋势更合" in fit.reason


def test_a_better_trend_of_the_companion_is_named_too() -> None:
    companion = as_changes(made_up("level_drift", 0))
    fit = _fit(spec(), as_changes(np.array([0.03]), 2021), companion)
    assert fit.form == "mean"
    assert "水平带漂移更合" in fit.reason


@pytest.mark.parametrize("form", ["level_drift", "linear_trend", "damped_trend"])
def test_what_is_lost_by_not_running_a_trend_is_said_in_both_languages(form: str) -> None:
    trend = Trend(form, -30.0, {})
    chinese, english = trend_note(trend, -25.0, 0), trend_note(trend, -25.0, 1)
    assert "-30.0" in chinese and "-25.0" in chinese and "引擎" in chinese
    assert "-30.0" in english and "-25.0" in english and "not run" in english


def test_series_with_gaps_are_not_compared() -> None:
    values = as_changes(np.full(9, 0.01))
    with pytest.raises(ValueError, match="gaps"):
        compare("price", [*values[:4], *values[5:]], reverting=False)


def test_no_trend_beats_a_form_of_the_shipped_county() -> None:
    """Should one do so after new data, the note of drivers.csv and the page must name it."""
    for item in fit_each(load_history(COUNTY / "history.csv"), COUNTY):
        assert "引擎不能运行" not in item.fit.reason, item.spec.code


def test_ties_and_wins_are_told_apart() -> None:
    series = compare("price", as_changes(made_up("linear_trend", 0)), reverting=False)
    assert series.trend_wins and series.trend_gap < -2.0 and not series.best.runs
    tied = [
        replace(c, aicc=0.0 if c.form == series.fit.form else -1.0 if not c.runs else 9.0)
        for c in series.candidates
    ]
    near = Compared(series.variable, series.changes, series.fit, tuple(tied))
    assert not near.trend_wins and near.trend_gap == -1.0
