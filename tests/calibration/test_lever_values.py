"""The county's table of levers says what the plan says, and a spoiled table is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from calibration.county import load_shipped
from calibration.errors import DataError
from calibration.lever_values import (
    GROUPS,
    county_lever_file,
    lever_pattern,
    load_lever_values,
    parse_points,
)
from model.levers import LEVERS

COUNTY = load_shipped()
ITEMS = {
    "park": [item.code for item in COUNTY.park_items],
    "sector": [item.code for item in COUNTY.sector_items],
}


@pytest.fixture(scope="module")
def rows():
    return load_lever_values(county_lever_file("shengsi"), ITEMS)


def test_every_lever_of_the_registry_has_its_row(rows):
    expected = sum({"": 1, "park": 8, "sector": 9}[lever.per] for lever in LEVERS)
    assert len(rows) == expected
    assert {row.group for row in rows.values()} == set(GROUPS)


def test_numbers_that_the_plan_states_are_taken_from_it(rows):
    stated = {
        "fund_share": 0.005,
        "industrial_land_share": 0.30,
        "energy_threshold": 0.52,
        "talent_housing": 1.5,
        "talent_award": 10.0,
    }
    published = {code: row.plan[2023] for code, row in rows.items() if row.grade == "published"}
    assert published == stated


def test_every_clause_that_is_a_means_has_a_lever(rows):
    clauses = {row.clause for row in rows.values()}
    assert {f"二{n}" for n in range(1, 21)} <= clauses
    assert {f"三({n})" for n in "一二三四五"} <= clauses


def test_values_lie_within_the_registry_and_the_plan_moves_levers(rows):
    for code, row in rows.items():
        lever = lever_pattern(code)
        for path in (row.no_plan, row.plan, row.ambitious):
            assert all(lever.minimum <= value <= lever.maximum for value in path.values()), code
    unmoved = [code for code, row in rows.items() if row.plan == row.no_plan]
    assert unmoved == ["chain_weight_mussel", "chain_weight_ore", "chain_weight_minerals"]


def test_ambitious_goes_at_least_as_far_as_the_plan(rows):
    for code, row in rows.items():
        end = [max(path.items())[1] for path in (row.no_plan, row.plan, row.ambitious)]
        assert abs(end[2] - end[0]) >= abs(end[1] - end[0]), code


def test_every_value_has_a_source_and_a_note(rows):
    assert all(row.source and row.note for row in rows.values())


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("0.1", {2023: 0.1}),
        ("2023:0.1;2025:0.2", {2023: 0.1, 2025: 0.2}),
        ("2023:0.1;2023:0.2", None),
        ("2023:0.1;", None),
        ("much", None),
        ("nan", None),
        ("", None),
    ],
)
def test_a_path_in_a_cell(text, points):
    assert parse_points(text) == points


def _spoiled(tmp_path: Path, old: str, new: str) -> list[str]:
    text = county_lever_file("shengsi").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "levers.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_lever_values(path, ITEMS)
    return caught.value.problems


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "fund_share,policy,三(一),0,0.005",
            "fund_share,policy,三(一),0,0.5",
            "plan = 0.5 超出范围",
        ),
        ("remediation_rate,space", "remediation_rat,space", "是否想写 remediation_rate"),
        ("remediation_rate,space", "remediation_rate,spac", "是否想写 space"),
        ("2024:50;2025:150", "2024:500;2025:150", "累计量却减少了"),
        ("2023:0;2024:50", "2024:50", "年份"),
        ("0.12,0.3,0.4,published", "0.12,0.3,0.4,sure", 'grade = "sure" 不认识'),
        ("0.12,0.3,0.4,published", "0.12,三成,0.4,published", "不是数"),
        ("park_land_tanhu,", "park_land_atlantis,", "园区或行业不存在"),
        ("talent_award,policy", "talent_housing,policy", "重复"),
    ],
)
def test_a_spoiled_row_is_named_with_its_line(tmp_path, old, new, said):
    problems = _spoiled(tmp_path, old, new)
    assert any(said in line for line in problems), problems
    assert all(":" in line and "改法" in line for line in problems)


def test_all_faults_are_reported_together(tmp_path):
    text = county_lever_file("shengsi").read_text(encoding="utf-8")
    for old, new in (("0.03,0.15,0.25", "0.03,9,0.25"), ("1,1.8,2.5", "1,x,2.5")):
        text = text.replace(old, new, 1)
    path = tmp_path / "levers.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_lever_values(path, ITEMS)
    assert len(caught.value.problems) == 2


def test_an_unknown_county_is_named():
    with pytest.raises(DataError, match="atlantis"):
        county_lever_file("atlantis")
