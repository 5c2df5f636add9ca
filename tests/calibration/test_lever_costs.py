"""The price list of the levers: every lever has a row, and a spoiled file is named cell by cell."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from calibration.county import SHIPPED, load_shipped
from calibration.errors import DataError
from calibration.lever_costs import FILE_NAME, MIXED, OUTSIDE, RUNS, load_lever_costs

CODES = list(load_shipped().levers)


@pytest.fixture
def spoiled(tmp_path):
    """Complaints about the shipped file after `change` was made to its rows (without the path)."""

    def complain(change, lang="zh"):
        path = tmp_path / FILE_NAME
        with (SHIPPED / FILE_NAME).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        change(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        with pytest.raises(DataError) as caught:
            load_lever_costs(path, CODES)
        return [line.removeprefix(f"{path}:") for line in caught.value.lines(lang)]

    return complain


def row_of(rows, code):
    return next(row for row in rows if row[0] == code)


def test_every_lever_of_the_county_has_a_price_or_a_reason_for_none():
    costs = load_lever_costs(SHIPPED, CODES)
    assert list(costs) == CODES
    for code, cost in costs.items():
        assert cost.source and cost.note, code
        assert cost.grounds("en").isascii() and not cost.grounds("zh").isascii(), code
        assert (cost.unit_cost > 0) == (cost.kind in (MIXED, OUTSIDE)), code
        assert cost.low <= cost.unit_cost <= cost.high, code


def test_a_price_without_a_published_number_is_an_assumption_with_a_range():
    for code, cost in load_lever_costs(SHIPPED, CODES).items():
        if cost.priced and cost.grade == "assumption":
            assert cost.low < cost.unit_cost < cost.high, code


def test_every_lever_said_to_be_paid_in_the_runs_moves_what_the_runs_pay():
    """With money enough, each of them raised alone makes government pay more."""
    from model.draws import Draws
    from model.ensemble import run_ensemble
    from model.indicators import CODES as INDICATORS
    from model.policy import build_policy

    spec = load_shipped()
    costs = load_lever_costs(SHIPPED, CODES)
    rich = {"support_budget_share": 0.05, "fund_share": 0.05}
    draws = Draws.from_prior(spec, 6, 7)
    paying = [code for code in CODES if costs[code].in_runs]
    policies = [build_policy(spec, rich)]
    policies += [build_policy(spec, {**rich, code: spec.plan[code]}) for code in paying]
    blocks = list(run_ensemble(spec, draws, policies))
    paid = sum(
        block.values[..., INDICATORS.index("subsidies_paid")].sum((0, 2)) for block in blocks
    )
    for code, total in zip(paying, paid[1:], strict=True):
        assert total > paid[0], code


def test_one_row_prices_every_park_unless_a_park_has_its_own(tmp_path):
    path = tmp_path / FILE_NAME
    shutil.copy(SHIPPED / FILE_NAME, path)
    with path.open("a", encoding="utf-8") as file:
        file.write("park_land_tanhu,mixed,90,80,100,once,assumption,设定,离岛,assumed,an island\n")
    costs = load_lever_costs(tmp_path, CODES)
    assert costs["park_land_tanhu"].unit_cost == 90
    assert costs["park_land_mazhu"].unit_cost == costs["park_land_harbour"].unit_cost == 20


def test_a_lever_without_a_row_is_named_with_the_way_to_put_it_right(spoiled):
    (line,) = spoiled(lambda rows: rows.remove(row_of(rows, "guarantee")))
    assert "缺少杠杆 guarantee 的费用" in line
    assert "设定(assumption)" in line


@pytest.mark.parametrize(
    ("code", "column", "value", "said"),
    [
        ("guarantee", 2, "很多", "不是数"),
        ("guarantee", 2, "-5", "超出范围"),
        ("guarantee", 3, "2000", "不大于 1500"),
        ("guarantee", 4, "100", "不小于 1500"),
        ("guarantee", 5, "month", "year"),
        ("guarantee", 1, "sometimes", "不认识"),
        ("guarantee", 6, "guess", "不认识"),
        ("guarantee", 7, "", "source 为空"),
        ("upgrade_subsidy", 2, "5", "不该有 unit_cost"),
        ("guarantee", 0, "garantee", "guarantee"),
    ],
)
def test_a_faulty_cell_is_named_by_line_and_column(spoiled, code, column, value, said):
    place = {}

    def change(rows):
        row = row_of(rows, code)
        place["at"] = f"{rows.index(row) + 1}:{column + 1}:"
        row[column] = value

    lines = spoiled(change)
    assert any(line.startswith(place["at"]) and said in line for line in lines), lines


def test_complaints_are_in_english_too(spoiled):
    def change(rows):
        row_of(rows, "guarantee")[3] = "2000"

    (line,) = spoiled(change, "en")
    assert "at most 1500" in line and "allowed" in line


def test_what_the_model_pays_has_no_price_beside_it():
    costs = load_lever_costs(SHIPPED, CODES)
    for code in ("upgrade_subsidy", "rnd_support", "interest_subsidy", "remediation_rate"):
        assert costs[code].kind == RUNS and costs[code].unit_cost == 0


def test_a_county_without_the_file_says_which_file_is_missing(tmp_path: Path):
    with pytest.raises(DataError) as caught:
        load_lever_costs(tmp_path, CODES)
    assert FILE_NAME in caught.value.problems[0]
