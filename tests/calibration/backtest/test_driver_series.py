"""Outside series: read with their faults named, forecast by the drivers' own equation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.backtest.driver_refits import DECLARED_SPREAD, fit_changes
from calibration.backtest.driver_series import backtest_drivers
from calibration.backtest.series_file import load_series
from calibration.county import SHIPPED
from calibration.driver_fits import Change, Fit, fit_series
from calibration.driver_process import paths
from calibration.errors import DataError
from calibration.history import load_history
from model.behaviour.drivers import driver_year
from model.driver_paths import COEFFICIENTS, DRIVER_MODEL
from model.randomness import draw_key

HEAD = "code,name_zh,name_en,variable,times,first_year,last_year,group,reverting,lends,note\n"


@pytest.fixture(scope="module")
def history():
    return load_history(SHIPPED / "history.csv")


@pytest.fixture(scope="module")
def series(history):
    return load_series(SHIPPED / "backtest_series.csv", history)


def fit_of(**changes):
    plain = Fit(
        mu=0.05, mu_sd=0.0, phi=0.0, phi_sd=0.0, kappa=0.0, lbar=0.0, sigma=0.0, log_sigma_sd=0.0,
        n_obs=9, reason="",
    )  # fmt: skip
    return replace(plain, **changes)


def test_every_shipped_series_is_complete_and_positive(series):
    assert len(series) == 10
    assert all(np.isfinite(one.values).all() for one in series)
    assert all(len(one.values) == len(one.years) for one in series)
    assert [one.code for one in series if one.lends == "gdp"] == ["city_gdp"]


def test_growth_is_chained_and_shares_are_multiplied(history, series):
    ppi = next(one for one in series if one.code == "ppi")
    rates = {row.year: row.value for row in history if row.variable == "national_ppi"}
    assert ppi.values[0] == 0.0 and ppi.years[0] == 2012
    assert np.exp(np.diff(ppi.values)) - 1.0 == pytest.approx([rates[y] for y in ppi.years[1:]])
    city, secondary = (
        next(one for one in series if one.code == code) for code in ("city_gdp", "city_secondary")
    )
    share = np.exp(secondary.until(2004)[-1] - city.until(2004)[-1])
    assert share == pytest.approx(0.4306, abs=0.0001)


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        ("x,甲,X,no_such,,2000,2005,,no,,", ":2:4:", "no_such 缺少 2000"),
        ("x,甲,X,zhoushan_gdp,,2000,2040,,no,,", ":2:4:", "缺少 2023"),
        ("x,甲,X,zhoushan_gdp,no_share,2000,2005,,no,,", ":2:5:", "no_share 缺少"),
        ("x,甲,X,zhoushan_gdp,,2000,2005,,maybe,,", ":2:9:", "maybe"),
        ("x,甲,X,zhoushan_gdp,,soon,2005,,no,,", ":2:6:", "soon"),
    ],
)
def test_a_wrong_row_is_named_by_line_and_column(tmp_path, history, row, place, said):
    path = tmp_path / "backtest_series.csv"
    path.write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_series(path, history)
    assert len(caught.value.problems) == 1
    assert place in caught.value.problems[0] and said in caught.value.problems[0]


def test_a_county_without_the_file_has_no_such_series(tmp_path, history):
    assert load_series(tmp_path / "backtest_series.csv", history) == []


def test_without_chance_the_equation_is_followed_by_hand():
    path = paths(fit_of(phi=0.5), 0.15, 0.0, 3, 2, np.random.default_rng(1))
    assert path[:, 0] == pytest.approx([0.10, 0.075, 0.0625])
    pulled = paths(fit_of(mu=0.0, kappa=0.5, lbar=0.4), 0.0, 0.0, 2, 2, np.random.default_rng(1))
    assert pulled[:, 1] == pytest.approx([0.2, 0.1])


def test_paths_spread_as_the_compiled_driver_spreads():
    fit = fit_of(
        mu_sd=0.02,
        phi=0.4,
        phi_sd=0.2,
        kappa=0.1,
        kappa_sd=0.1,
        lbar=0.2,
        sigma=0.06,
        log_sigma_sd=0.3,
    )
    mine = paths(fit, 0.1, 0.05, 3, 4000, np.random.default_rng(2))
    model = np.zeros(1, DRIVER_MODEL)[0]
    for name in COEFFICIENTS:
        model[name] = getattr(fit, name)
    compiled = np.empty((3, 4000))
    for draw in range(4000):
        key, before, level = np.uint64(draw_key(7, draw)), 0.1, 0.05
        for year in range(3):
            before = driver_year(key, key, year, model, fit.mu, before, level)
            compiled[year, draw] = before
            level += before
    for step in range(3):
        assert mine[step].mean() == pytest.approx(compiled[step].mean(), abs=0.006)
        assert mine[step].std() == pytest.approx(compiled[step].std(), rel=0.08)
    height = np.sum(mine, axis=0).std(), np.sum(compiled, axis=0).std()
    assert height[0] == pytest.approx(height[1], rel=0.08)


def change(year, value):
    return Change(year, year, value, 0.0, "published", "", "")


def test_a_short_record_gets_a_mean_and_an_empty_one_a_declared_spread():
    values = 0.05 + 0.03 * np.sin(np.arange(9))
    nine = [change(2010 + i, float(v)) for i, v in enumerate(values)]
    whole = fit_changes(nine, [], False, {})
    assert whole == fit_series(values, 2010, 2017, False)
    five = fit_changes(nine[:5], [], False, {})
    assert five.mu == pytest.approx(values[:5].mean()) and five.phi == 0.0
    assert five.sigma == pytest.approx(values[:5].std(ddof=1))
    two = fit_changes(nine[:2], [], False, {})
    assert two.sigma == DECLARED_SPREAD and two.mu == pytest.approx(values[:2].mean())
    none = fit_changes([], [], False, {})
    assert (none.mu, none.mu_sd, none.sigma) == (0.0, DECLARED_SPREAD, DECLARED_SPREAD)
    lent = fit_changes(nine[:2], nine, False, {})
    assert lent.sigma == pytest.approx(whole.sigma)
    stated = fit_changes(nine[:5], [], False, {"phi": 0.3, "sigma": 0.08, "log_sigma_sd": 0.4})
    assert (stated.phi, stated.sigma, stated.log_sigma_sd) == (0.3, 0.08, 0.4)


def test_a_later_number_changes_no_earlier_forecast_by_one_bit(series):
    one = next(s for s in series if s.code == "city_budget")
    plain = backtest_drivers([one], 3, 5)
    moved = one.values.copy()
    moved[-1] += 0.3
    other = backtest_drivers([replace(one, values=moved)], 3, 5)
    forecast = [name for name in plain if name.startswith(("median", "low", "high"))]
    assert len(plain) == len(other) > 10
    assert (plain[forecast] == other[forecast]).all(axis=None)
    assert not plain["crps"].equals(other["crps"])


def test_every_origin_is_scored_at_every_year_that_came(series):
    one = next(s for s in series if s.code == "city_budget")
    found = backtest_drivers([one], 5, 5)
    model = found[found["method"] == "model"]
    assert set(zip(model["origin"], model["horizon"], strict=True)) == {
        (2020, 1),
        (2020, 2),
        (2021, 1),
    }
    assert "var" not in set(found["method"])
    assert not found[["crps", "pit"]].isna().any(axis=None)
