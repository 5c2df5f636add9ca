"""The county's own record: forecast from every origin, by nothing but what was known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.backtest.county_record import (
    backtest_county,
    known_levels,
    origins_of,
    target_code,
)
from calibration.backtest.observing import off_scale, on_scale, scale_error, simulate_on_scale
from calibration.backtest.series_file import load_series
from calibration.county import SHIPPED, load_shipped
from calibration.history import load_history

FORECAST = ["median", "low50", "high50", "low80", "high80", "low95", "high95"]
KEYS = ["series", "origin", "method"]


@pytest.fixture(scope="module")
def history():
    return load_history(SHIPPED / "history.csv")


def run(history, draws):
    series = load_series(SHIPPED / "backtest_series.csv", history)
    return backtest_county(load_shipped(), history, SHIPPED, series, draws, 1)


@pytest.fixture(scope="module")
def found(history):
    return run(history, 300)


def test_every_number_is_forecast_from_every_origin_before_it(found, history):
    fit = [row for row in history if row.use == "fit"]
    assert origins_of(fit) == [2017, 2018, 2019, 2020] and origins_of([]) == []
    model = found.cases[found.cases["method"] == "model"]
    bounds = {target_code(row) for row in fit if row.operator.endswith("_bound")}
    for row in fit:
        origins = set(model[model["series"] == target_code(row)]["origin"])
        due = {year for year in range(2017, 2021) if year < row.year}
        assert origins == (set() if target_code(row) in bounds else due)
    assert found.known == {2017: 2, 2018: 2, 2019: 2, 2020: 5}
    assert not found.unused and min(found.ess.values()) > 100
    # Six numbers leave too few of 300 runs for weights: there they are regressed on.
    assert found.ess.keys() == {2017, 2018, 2019}


def test_growth_is_scored_in_fractions_and_amounts_in_logs(found):
    observed = found.cases.groupby("series")["observed"].first()
    assert observed["above_scale_gross_output_q1_growth_2020"] == pytest.approx(-0.328)
    assert observed["gdp_2021"] == pytest.approx(np.log(1_226_500))


def test_a_later_number_changes_no_forecast_by_one_bit(history):
    later = [
        replace(row, value=0.7 * row.value) if row.year > 2019 and row.use != "no" else row
        for row in history
    ]
    other = run(later, 300).cases.set_index(KEYS)
    plain = run(history, 300).cases.set_index(KEYS)
    early = plain[plain.index.get_level_values("origin") <= 2019]
    assert len(early) > 40
    assert (other.loc[early.index][FORECAST] == early[FORECAST]).all(axis=None)
    assert (other.loc[early.index]["observed"] != early["observed"]).all()
    late = plain.index.get_level_values("origin") == 2020
    assert not other.loc[plain.index[late]][FORECAST].equals(plain[late][FORECAST])


@pytest.mark.slow
def test_weights_and_regression_agree_on_where_the_forecast_lies(history, found):
    many = run(history, 4000)
    assert many.ess[2020] > 100

    def late(cases):
        return cases[(cases["origin"] == 2020) & (cases["method"] == "model")]

    few, other = late(found.cases), late(many.cases)
    assert list(few["series"]) == list(other["series"])
    width = (other["high80"] - other["low80"]).to_numpy()
    assert (np.abs(few["median"].to_numpy() - other["median"]) < 0.35 * width).all()


def test_with_too_few_runs_for_either_the_model_is_left_out_and_says_so(history):
    few = run(history, 60)
    assert set(few.unused) == {2020} and not few.ess
    zh, en = few.unused[2020]
    assert "允许" in zh and "allowed" in en
    late = few.cases[few.cases["origin"] == 2020]
    assert "model" not in set(late["method"]) and "drift" in set(late["method"])


def test_a_county_with_accounts_of_its_own_is_forecast_number_by_number(history):
    gdp = next(row for row in history if row.variable == "gdp" and row.year == 2021)
    own = [
        replace(gdp, year=year, value=1.0e6 * 1.06 ** (year - 2017), operator="level")
        for year in range(2017, 2022)
    ]
    rest = [row for row in history if row.use != "fit"]
    dense = run([*own, *rest], 300)
    assert set(dense.targets) == {f"gdp_{year}" for year in range(2017, 2022)}
    assert dense.known == {2017: 1, 2018: 2, 2019: 3, 2020: 4}
    model = dense.cases[dense.cases["method"] == "model"]
    assert len(model) == 10 and set(model["horizon"]) == {1, 2, 3, 4}
    assert {"drift", "ar1"} <= set(dense.cases[dense.cases["origin"] == 2020]["method"])


def test_benchmarks_see_the_levels_on_record_and_nothing_rejected(history):
    assert sorted(known_levels("gdp", history, 2020)) == [2001, 2011, 2017]
    assert sorted(known_levels("gdp", history, 2021)) == [2001, 2011, 2017, 2021]
    assert known_levels("revenue_above_scale_q1", history, 2021).keys() == {2020} - {2020}


def test_numbers_without_a_history_have_no_benchmark(found):
    methods = found.cases.groupby("series")["method"].unique()
    assert set(methods["above_scale_gross_output_q1_2020"]) == {"prior", "model"}
    assert {"drift", "ets", "trend"} <= set(methods["gdp_2021"])
    assert "var" not in set(methods["gdp_2021"])


def test_what_is_simulated_errs_as_the_record_states(history):
    level = next(row for row in history if target_code(row) == "gdp_2017" and row.use == "fit")
    growth = next(row for row in history if row.variable == "gdp_real_growth_avg_2018_2021")
    runs = {"gdp": np.tile(np.linspace(1e6, 1.4e6, 5), (20_000, 1))}
    rng = np.random.default_rng(1)
    drawn = simulate_on_scale([level, growth], runs, range(2017, 2022), rng)
    assert drawn[:, 0].mean() == pytest.approx(np.log(1e6), abs=0.003)
    assert drawn[:, 0].std() == pytest.approx(scale_error(level), rel=0.03)
    assert scale_error(level) == pytest.approx(0.10, rel=0.01) and scale_error(growth) == 0.02
    assert drawn[:, 1].mean() == pytest.approx(1.4**0.25 - 1.0, abs=0.001)
    assert drawn[:, 1].std() == pytest.approx(0.02, rel=0.03)


def test_numbers_come_back_from_their_scale_and_what_has_none_is_missing(history):
    level = next(row for row in history if target_code(row) == "gdp_2017" and row.use == "fit")
    growth = next(row for row in history if row.operator == "q1_growth" and row.use == "fit")
    for row in (level, growth):
        assert off_scale(row, float(on_scale(row, np.array(row.value)))) == pytest.approx(row.value)
    assert list(np.isnan(on_scale(growth, np.array([0.1, np.inf, np.nan])))) == [False, True, True]
    assert list(np.isnan(on_scale(level, np.array([1.0, 0.0, -1.0])))) == [False, True, True]
