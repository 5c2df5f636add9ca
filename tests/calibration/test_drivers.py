"""Drivers: what the outside world did, what it may do, and what was not used to say so."""

from __future__ import annotations

import csv
import math
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.driver_evidence import collect_changes, load_sources, observed_rows
from calibration.driver_fits import Change, Fit, fit_series, fit_spells
from calibration.drivers import PARAMETERS, fit_drivers, main, observed_drivers
from calibration.errors import DataError
from calibration.history import Observation, load_history

COUNTY = Path(__file__).resolve().parents[2] / "calibration" / "counties" / "shengsi"


@pytest.fixture(scope="module")
def history() -> list[Observation]:
    return load_history(COUNTY / "history.csv")


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    return pd.read_csv(COUNTY / "drivers.csv", encoding="utf-8").set_index("code")


@pytest.fixture(scope="module")
def observed() -> pd.DataFrame:
    return pd.read_csv(COUNTY / "driver_observed.csv", encoding="utf-8")


def rows_of(name: str) -> list[dict[str, str]]:
    with (COUNTY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def change(first: int, last: int, value: float) -> Change:
    return Change(first, last, value, 0.0, "published", "公报", "")


def test_refitting_gives_the_shipped_parameters(
    history: list[Observation], shipped: pd.DataFrame
) -> None:
    fitted = fit_drivers(history, COUNTY).set_index("code")
    assert list(fitted.index) == list(shipped.index)
    np.testing.assert_allclose(
        fitted[list(PARAMETERS)].astype(float), shipped[list(PARAMETERS)], rtol=1e-6, atol=1e-12
    )
    assert (fitted["note"] == shipped["note"]).all()


def test_rereading_gives_the_shipped_observed_changes(
    history: list[Observation], observed: pd.DataFrame
) -> None:
    again = observed_drivers(history, COUNTY)
    keys = ["code", "year", "grade"]
    assert again[keys].to_numpy().tolist() == observed[keys].to_numpy().tolist()
    np.testing.assert_allclose(again["value"], observed["value"], rtol=1e-6)
    np.testing.assert_allclose(again["error"], observed["error"], rtol=1e-6, atol=1e-12)


def test_the_command_writes_both_files_of_a_county_folder(tmp_path: Path) -> None:
    for name in ("history.csv", "driver_specs.csv", "driver_sources.csv"):
        shutil.copy(COUNTY / name, tmp_path)
    main([str(tmp_path)])
    for name in ("drivers.csv", "driver_observed.csv"):
        assert (tmp_path / name).stat().st_size > 500


def test_no_driver_can_explode(shipped: pd.DataFrame) -> None:
    assert shipped["phi"].between(0, 1, inclusive="left").all()
    assert shipped["kappa"].between(0, 1, inclusive="left").all()
    assert (shipped["sigma"] > 0).all()


def test_every_driver_carries_parameter_uncertainty(shipped: pd.DataFrame) -> None:
    assert (shipped["mu_sd"] > 0).all()
    assert (shipped["log_sigma_sd"] > 0).all()


def test_what_has_no_series_is_called_an_assumption(shipped: pd.DataFrame) -> None:
    assumed = shipped[shipped["n_obs"] == 0]
    assert {"interest", "wage", "power", "land_revenue"} <= {
        code.removeprefix("price_") for code in assumed.index
    }
    assert set(assumed["grade"]) == {"assumption"}
    assert "assumption" not in set(shipped.loc[shipped["n_obs"] > 0, "grade"])


def test_nothing_after_2022_is_known(observed: pd.DataFrame) -> None:
    assert observed["year"].between(2016, 2022).all()


def test_years_known_only_from_memory_stay_open(observed: pd.DataFrame) -> None:
    known = set(observed.loc[observed["code"] == "growth", "year"])
    assert not known & {2018, 2019}


def test_city_accounts_are_not_chained_across_vintages(observed: pd.DataFrame) -> None:
    known = set(observed.loc[observed["code"] == "rest_growth", "year"])
    assert not known & {2017, 2019}


def test_observed_prices_are_those_published(
    history: list[Observation], observed: pd.DataFrame
) -> None:
    price = {o.year: o.value for o in history if o.variable == "price_iron_ore_cfr_62fe"}
    row = observed[(observed["code"] == "price_ore") & (observed["year"] == 2022)]
    assert row["value"].item() == pytest.approx(math.log(price[2022] / price[2021]))


def test_a_known_total_over_several_years_is_kept(
    history: list[Observation], observed: pd.DataFrame
) -> None:
    budget = {o.year: o.value for o in history if o.variable == "general_public_budget_revenue"}
    rows = observed[(observed["code"] == "general_budget") & observed["year"].between(2018, 2021)]
    assert rows["value"].sum() == pytest.approx(math.log(budget[2021] / budget[2017]))
    assert (rows["error"] > 0.03).all()
    assert set(rows["grade"]) == {"derived"}


def test_years_already_known_are_taken_out_of_a_longer_mean() -> None:
    found = list(observed_rows([change(2018, 2018, 0.10), change(2017, 2018, 0.08)], 0.02, 2017))
    assert [row["year"] for row in found] == [2017, 2018]
    assert [row["value"] for row in found] == pytest.approx([0.06, 0.10])


def test_evidence_for_the_fit_is_not_used_twice(history: list[Observation]) -> None:
    used = {row["variable"] for row in rows_of("driver_sources.csv")}
    fitted = {o.variable for o in history if o.use == "fit"}
    assert not used & fitted


def test_the_covid_quarter_rests_on_the_neighbours_alone(history: list[Observation]) -> None:
    (event,) = rows_of("driver_events.csv")
    growth = {o.variable: o.value for o in history if o.year == 2020 and o.operator == "growth"}
    seafood = growth["zhoushan_seafood_processing_output_q1_growth"]
    putuo = growth["putuo_above_scale_output_q1_growth"]
    dinghai = growth["dinghai_above_scale_output_q1_growth"]
    factors = np.array([1 + putuo, 1 + dinghai, 1 + seafood]) / 1.07
    weights = np.array([0.25, 0.25, 0.5])
    mean = weights @ factors
    assert float(event["mean"]) == pytest.approx(mean, abs=0.01)
    assert float(event["sd"]) == pytest.approx(
        math.sqrt(weights @ (factors - mean) ** 2), abs=0.015
    )
    assert (event["quarter"], event["code"], event["grade"]) == ("2020Q1", "activity", "proxy")


def test_a_ten_year_mean_weighs_about_ten_years() -> None:
    fit = fit_spells([change(2011, 2020, -0.01), change(2021, 2021, 0.045)], 0.0, 0.0, 0.01, 0.2)
    assert fit.mu == pytest.approx((10 * -0.01 + 0.045) / 11)
    assert fit.mu_sd == pytest.approx(0.01 / math.sqrt(11))


def test_two_facts_do_not_give_a_spread() -> None:
    with pytest.raises(ValueError, match="state sigma"):
        fit_spells([change(2020, 2020, 0.1), change(2021, 2021, 0.2)], 0.0, 0.0)


def simulate(phi: float, kappa: float, mu: float, n: int, seed: int) -> np.ndarray:
    noise = 0.05 * np.random.default_rng(seed).standard_normal(n)
    changes, level, last = np.empty(n), 0.0, mu
    for year in range(n):
        last = mu + phi * (last - mu) - kappa * level + noise[year]
        changes[year], level = last, level + last
    return changes


def fits(phi: float, kappa: float, reverting: bool) -> list[Fit]:
    """Fits to 20 made-up records of 200 years with mean growth of 5 % (0 if it reverts)."""
    mu = 0.0 if reverting else 0.05
    return [
        fit_series(simulate(phi, kappa, mu, 200, seed), 1990, 1990, reverting) for seed in range(20)
    ]


def test_persistent_growth_is_recognised() -> None:
    found = fits(0.7, 0.0, reverting=False)
    assert np.mean([fit.phi for fit in found]) == pytest.approx(0.7, abs=0.05)
    assert np.mean([fit.mu for fit in found]) == pytest.approx(0.05, abs=0.01)
    assert np.mean([fit.sigma for fit in found]) == pytest.approx(0.05, rel=0.05)


def test_the_stated_error_of_the_mean_is_the_one_it_makes() -> None:
    found = fits(0.7, 0.0, reverting=False)
    missed = np.sqrt(np.mean([((fit.mu - 0.05) / fit.mu_sd) ** 2 for fit in found]))
    assert 0.6 < missed < 1.5


def test_growth_without_memory_is_mostly_left_without() -> None:
    found = fits(0.0, 0.0, reverting=False)
    assert sum(fit.phi == 0.0 for fit in found) >= 15
    assert max(fit.phi for fit in found) < 0.3


def test_a_price_that_returns_to_its_level_is_recognised() -> None:
    found = fits(0.0, 0.4, reverting=True)
    assert np.mean([fit.kappa for fit in found]) == pytest.approx(0.4, abs=0.05)
    assert all(fit.phi == 0.0 for fit in found)


def test_a_price_that_drifts_away_is_not_called_home() -> None:
    drifting = simulate(0.0, 0.0, 0.2, 60, seed=4)
    assert fit_series(drifting, 1990, 1990, reverting=True).kappa == 0.0


@pytest.mark.parametrize("code", ["price_ore", "price_lng"])
def test_a_commodity_in_2030_may_halve_or_double_but_not_vanish(
    shipped: pd.DataFrame, observed: pd.DataFrame, code: str
) -> None:
    one, rng, n = shipped.loc[code], np.random.default_rng(7), 4000
    rows = observed[(observed["code"] == code) & (observed["year"] > 2017)]
    level = np.full(n, rows["value"].sum())
    mu = one["mu"] + one["mu_sd"] * rng.standard_normal(n)
    sigma = one["sigma"] * np.exp(one["log_sigma_sd"] * rng.standard_normal(n))
    for _ in range(8):
        level += mu - one["kappa"] * (level - one["lbar"]) + sigma * rng.standard_normal(n)
    low, high = np.exp(np.quantile(level, [0.1, 0.9]))
    assert 2.0 < high / low < 8.0


def test_a_source_that_the_record_lacks_is_named_with_its_line(tmp_path: Path) -> None:
    text = (COUNTY / "driver_sources.csv").read_text(encoding="utf-8")
    path = tmp_path / "driver_sources.csv"
    path.write_text(text.replace("price_lng_japan", "price_lng_jp"), encoding="utf-8")
    with pytest.raises(DataError, match=r"driver_sources\.csv:12:3: .*price_lng_jp"):
        load_sources(
            path,
            {row["code"] for row in rows_of("driver_specs.csv")},
            {row["variable"] for row in rows_of("history.csv")},
        )


def test_growth_uses_the_industrial_figure_where_both_are_known(
    history: list[Observation],
) -> None:
    specs = {row["code"] for row in rows_of("driver_specs.csv")}
    sources = load_sources(COUNTY / "driver_sources.csv", specs, {o.variable for o in history})
    changes = collect_changes([s for s in sources if s.code == "growth"], history)
    (known,) = [c.value for c in changes if c.first == c.last == 2020]
    assert known == pytest.approx(math.log(1.054))


def test_the_wind_farms_earn_between_the_two_tariffs_without_vat(
    history: list[Observation],
) -> None:
    projects = {row["id"]: row for row in rows_of("known_projects.csv")}
    design = {o.variable: o.value for o in history if "wind_design" in o.variable}
    for project, variable in (
        ("wind_2", "wind_design_generation_shengsi2"),
        ("wind_5_6", "wind_design_generation_shengsi5_6"),
    ):
        row, output = projects[project], design[variable]
        assert row["commission_quarter"] == "2021Q4"
        assert float(row["revenue_low_wan_yuan"]) == pytest.approx(output * 0.4153 / 1.13, rel=1e-4)
        assert float(row["revenue_high_wan_yuan"]) == pytest.approx(output * 0.85 / 1.13, rel=1e-4)


def test_what_was_not_found_about_the_lng_terminal_is_called_an_assumption() -> None:
    (row,) = [row for row in rows_of("known_projects.csv") if row["sector"] == "lng"]
    assert row["grade"] == "assumption"
    assert (row["commission_quarter"], row["delay_quarters_sd"]) == ("2025Q4", "3")
    assert (row["revenue_low_wan_yuan"], row["revenue_high_wan_yuan"]) == ("5000", "30000")
