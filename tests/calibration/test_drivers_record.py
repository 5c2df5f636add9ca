"""The record of the driver fits: what it says is what a refit gives, in both languages."""

from __future__ import annotations

import math
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration import driver_record
from calibration.county import SHIPPED
from calibration.driver_checks import Candidate, Compared, power, residuals
from calibration.driver_fits import Change, Fit, fit_series
from calibration.driver_page import fill_page
from calibration.driver_record import DriverRecord, DriverRecords, gather
from calibration.driver_sections import choice, section
from tests.calibration.test_drivers_trends import as_changes, made_up

PAGE = Path(__file__).resolve().parents[2] / "docs" / "drivers.md"


@pytest.fixture(scope="module")
def records() -> DriverRecords:
    return gather()


@pytest.fixture(scope="module")
def ore(records: DriverRecords) -> DriverRecord:
    return next(item for item in records.fitted if item.first.spec.code == "price_ore")


def test_the_page_says_what_a_refit_gives(records: DriverRecords) -> None:
    """`python -m calibration.driver_record` rewrites it."""
    old = PAGE.read_text(encoding="utf-8")
    assert fill_page(old, records) == old


def test_every_driver_is_on_the_page_in_both_languages(records: DriverRecords) -> None:
    text = PAGE.read_text(encoding="utf-8")
    chinese, english = text.split("# Record of the driver fits")
    items = [*(m for r in records.fitted for m in r.members), *records.assumed]
    for item in items:
        assert item.spec.name_zh in chinese and f"`{item.spec.code}`" in chinese
        assert item.spec.name_en in english and f"`{item.spec.code}`" in english
    for season in records.seasons:
        assert season.name_zh in chinese and season.name_en in english
    tables = "\n".join(line for line in text.splitlines() if line.startswith("|"))
    assert not re.search(r"\b(nan|inf|None|True|False)\b", tables)


def test_the_english_half_has_no_chinese() -> None:
    english = PAGE.read_text(encoding="utf-8").split("# Record of the driver fits")[1]
    body = english.split("<!-- drivers:sources -->")[0]
    assert not re.findall(r"[一-鿿]", body)


def test_drivers_of_one_series_share_a_record(records: DriverRecords) -> None:
    together = [tuple(m.spec.code for m in r.members) for r in records.fitted]
    assert ("price_equipment", "price_minerals", "price_investment") in together
    assert len(records.assumed) == 4


def test_a_tie_is_said_to_be_one(ore: DriverRecord) -> None:
    assert "平手" in choice(ore, 0) and "tie" in choice(ore, 1)


def test_a_trend_that_wins_is_said_on_the_page(ore: DriverRecord) -> None:
    assert ore.compared is not None
    strange = Candidate("linear_trend", -99.0, False, True, {"slope": 0.1})
    forms = (*(c for c in ore.compared.candidates if c.form != "linear_trend"), strange)
    won = replace(ore, compared=replace(ore.compared, candidates=forms))
    assert "引擎不能运行" in choice(won, 0) and "is not run" in choice(won, 1)


def test_a_record_tells_its_evidence_and_what_the_engine_takes(
    records: DriverRecords, ore: DriverRecord
) -> None:
    text = section(ore, records, 1)
    for change in ore.first.changes:
        assert f"{change.last} {change.value:.3g}".replace("-0 ", "0 ") in text
    assert "| 2022 |" in text and "0.05" in text
    assert "Ljung-Box" in text and "Shapiro-Wilk" in text


def test_a_failed_check_is_said(records: DriverRecords) -> None:
    found = next(r for r in records.fitted if r.first.spec.code == "general_budget")
    assert "Failed: residuals of `zhoushan_general_public_budget_revenue`" in section(
        found, records, 1
    )


def test_seasons_average_one_and_name_their_grade(records: DriverRecords) -> None:
    for season in records.seasons:
        assert sum(season.factors) == pytest.approx(4.0)
        assert season.grade and season.source


def test_a_blend_shows_its_parts_and_short_drivers_an_older_record(records: DriverRecords) -> None:
    by_code = {r.first.spec.code: r for r in records.fitted}
    assert {p.variable for p in by_code["price_food"].parts} >= {"price_fishmeal"}
    (older,) = by_code["rest_growth"].beside
    assert older.variable == "zhoushan_gdp" and older.changes[-1].last <= 2012


def test_residuals_of_the_right_process_are_standard_normal() -> None:
    changes = as_changes(made_up("ar1", 3, 300), 1717)
    values = np.array([change.value for change in changes])
    found = residuals(changes, fit_series(values, 1717, 2016, reverting=False))
    assert len(found.values) == 299
    assert found.values.mean() == pytest.approx(0.0, abs=0.15)
    assert found.values.std() == pytest.approx(1.0, abs=0.1)
    assert min(found.ljung_box.values()) > 0.05 and set(found.ljung_box) == {2, 3}


def white(sigma: float, mu: float = 0.0) -> Fit:
    return Fit(
        mu=mu, mu_sd=0.0, phi=0.0, phi_sd=0.0, kappa=0.0, lbar=0.0, sigma=sigma,
        log_sigma_sd=0.1, n_obs=9, reason="", form="white",
    )  # fmt: skip


def test_residuals_show_memory_and_heavy_tails_that_a_fit_left_out() -> None:
    persistent = residuals(as_changes(made_up("ar1", 3, 200), 1817), white(0.04, 0.03))
    assert persistent.ljung_box[1] < 0.001
    one_off = 0.01 * np.random.default_rng(1).standard_normal(30)
    one_off[4] = 0.2
    found = residuals(as_changes(one_off, 1990), white(0.01))
    assert found.shapiro < 0.001 and found.largest == (1994, pytest.approx(20.0))


def test_residuals_of_reverting_levels_start_from_the_level_before() -> None:
    fit = replace(white(0.1), kappa=0.5, lbar=0.2, form="reverting")
    changes = as_changes(np.array([0.1, 0.3, -0.2]), 2016)
    # Levels before the changes: -.4, -.3, 0.
    wanted = [0.1 - 0.5 * 0.6, 0.3 - 0.5 * 0.5, -0.2 - 0.5 * 0.2]
    assert residuals(changes, fit).values * 0.1 == pytest.approx(wanted)


def test_spells_are_whitened_before_they_are_judged() -> None:
    """A mean over four years swings half as much as a year."""
    spell = Change(2011, 2014, 0.05, 0.0, "published", "公报", "")
    found = residuals([spell], replace(white(0.1), form="mean"))
    assert found.values == pytest.approx([0.05 / (0.1 / 2.0)])
    assert not found.ljung_box and math.isnan(found.shapiro)


def test_more_years_see_more() -> None:
    few, many = power(10), power(60)
    assert few[0] < 0.3 < 0.8 < many[0]
    assert few[1] < 0.35 < many[1]


def test_the_best_form_is_one_that_may_win() -> None:
    bad = Candidate("damped_trend", -50.0, False, False, {"phi": -0.4})
    good = Candidate("white", -10.0, True, True, {"sigma": 0.1})
    series = Compared("x", (), white(0.1), (bad, good))
    assert series.best == good and not series.trend_wins and math.isinf(series.trend_gap)


def test_the_command_rewrites_and_compares(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    page = tmp_path / "drivers.md"
    few = ["-n", "20", "-o", str(page)]
    assert driver_record.main(few) == 0
    assert page.read_text(encoding="utf-8").startswith("# 外部驱动的拟合记录")
    assert driver_record.main([*few, "--check"]) == 0
    page.write_text(page.read_text(encoding="utf-8").replace("proxy", "guess", 1), encoding="utf-8")
    assert driver_record.main([*few, "--check"]) == 1
    out = capsys.readouterr().out
    assert "不同 / differs" in out and out.encode("gbk")
    assert "guess" in page.read_text(encoding="utf-8")


def test_wrong_input_is_said_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as stopped:
        driver_record.main(["-o", str(tmp_path / "nowhere" / "x.md")])
    assert stopped.value.code == 2
    with pytest.raises(SystemExit):
        driver_record.main(["-n", "1"])
    county = tmp_path / "county"
    shutil.copytree(SHIPPED, county)
    table = county / "driver_specs.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",proxy,", ",rumour,", 1), "utf-8")
    page = tmp_path / "x.md"
    assert driver_record.main(["--county", str(county), "-o", str(page)]) == 3
    assert "driver_specs.csv:2:6" in capsys.readouterr().err and not page.exists()
