"""The record: what it says, what it refuses, and how a run is held to it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from calibration.errors import DataError
from calibration.history import (
    COLUMNS,
    GRADE_ERRORS,
    GRADES,
    Observation,
    load_history,
    observe,
    standardised_gap,
)

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "calibration" / "counties" / "shengsi" / "history.csv"
GOOD = {
    "variable": "county_gdp",
    "year": "2021",
    "quarter": "",
    "value": "122.65",
    "unit": "亿元",
    "basis": "nominal",
    "grade": "published",
    "use": "fit",
    "indicator": "gdp",
    "operator": "level",
    "error": "",
    "source_title": "统计公报",
    "source_url": "",
    "note": "",
}


@pytest.fixture(scope="module")
def history() -> list[Observation]:
    return load_history(SHIPPED)


def write(path: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    """A history file of GOOD rows with the given cells changed (span as an extra column)."""
    columns = [*COLUMNS, "span"]
    lines = [",".join(columns)]
    lines += [",".join(({"span": ""} | GOOD | row)[name] for name in columns) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def one(tmp_path: Path, **cells: str) -> Observation:
    (found,) = load_history(write(tmp_path / "history.csv", cells))
    return found


def faults(path: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        load_history(path)
    return caught.value.problems


def test_every_number_carries_a_grade_and_a_source(history: list[Observation]) -> None:
    assert all(o.source_title and o.grade in GRADES for o in history)
    assert all(o.note for o in history if o.grade == "rejected")


def test_every_number_knows_its_line(history: list[Observation]) -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    for o in history[:50]:
        assert o.origin is not None and o.origin.file == "history.csv"
        line, _, column = o.origin.place.partition(":")
        assert lines[int(line) - 1].startswith(f"{o.variable},{o.year},") and column == "4"


def test_the_record_ends_with_2022(history: list[Observation]) -> None:
    assert max(o.year for o in history) == 2022


def test_a_rejected_number_is_never_used(history: list[Observation]) -> None:
    rejected = [o for o in history if o.grade == "rejected"]
    assert ("gdp", 2013) in {(o.variable, o.year) for o in rejected}
    assert {o.use for o in rejected} == {"no"}


# Series of other places, of the world's prices, and of years long past.
ELSEWHERE = (
    "zhoushan_", "zhejiang_", "national_", "daishan_", "dongtou_", "dinghai_", "putuo_",
    "wenzhou_", "price_",
)  # fmt: skip


def test_a_county_number_of_the_models_years_that_is_not_used_says_why(
    history: list[Observation],
) -> None:
    idle = [
        o
        for o in history
        if o.year >= 2017 and o.use in ("context", "no") and not o.variable.startswith(ELSEWHERE)
    ]
    assert len(idle) > 30
    for o in idle:
        assert any("\u4e00" <= char <= "\u9fff" for char in o.note), (o.variable, o.year)


def test_a_plan_target_is_not_an_observation(history: list[Observation]) -> None:
    targets = [o for o in history if "target" in o.variable]
    assert targets
    assert {o.use for o in targets} == {"no"}


def test_the_few_numbers_that_hold_the_county_are_in_model_units(
    history: list[Observation],
) -> None:
    fit = {(o.indicator, o.operator, o.year): o for o in history if o.use == "fit"}
    assert fit["revenue_above_scale_q1", "q1_level", 2020].value == pytest.approx(10_000)
    assert fit["revenue_above_scale_q1", "q1_growth", 2020].value == pytest.approx(-0.328)
    assert fit["gdp", "level", 2021].value == pytest.approx(1_226_500)
    assert fit["industrial_va", "upper_bound", 2017].value == pytest.approx(159_100)


def test_the_preliminary_gdp_of_2017_is_held_loosely(history: list[Observation]) -> None:
    gdp = {o.year: o for o in history if o.indicator == "gdp" and o.operator == "level"}
    assert gdp[2017].error >= 4 * gdp[2021].error


def test_fit_years_can_be_computed_by_a_run_that_starts_in_2017(
    history: list[Observation],
) -> None:
    years = list(range(2017, 2023))
    run = np.full((3, len(years)), 1.0)
    for o in history:
        if o.use == "fit":
            assert observe(o, {o.indicator: run}, years).shape == (3,)


@pytest.mark.parametrize(
    ("value", "unit", "expected", "model_unit"),
    [
        ("1", "亿元", 10_000, "万元"),
        ("6.71", "万人", 67_100, "人"),
        ("-32.8", "%", -0.328, "比例"),
        ("108.1", "prev year=100", 0.081, "比例"),
        ("10.99", "亿千瓦时", 109_900, "万千瓦时"),
    ],
)
def test_units_are_converted_by_one_table(
    tmp_path: Path, value: str, unit: str, expected: float, model_unit: str
) -> None:
    found = one(tmp_path, value=value, unit=unit, use="context", operator="level")
    if model_unit == "比例":
        found = one(tmp_path, value=value, unit=unit, use="context", operator="growth")
    assert found.value == pytest.approx(expected)
    assert (found.unit, found.published_unit) == (model_unit, unit)


def test_the_grade_gives_the_error_unless_the_row_states_one(tmp_path: Path) -> None:
    assert one(tmp_path, grade="secondary").error == GRADE_ERRORS["secondary"]
    assert one(tmp_path, grade="secondary", error="0.3").error == 0.3


def test_an_error_is_relative_for_amounts_and_in_points_for_growth(tmp_path: Path) -> None:
    assert one(tmp_path, value="100", error="0.1").sd == pytest.approx(100_000)
    growth = one(tmp_path, value="-5", unit="%", operator="growth", error="0.01")
    assert growth.sd == pytest.approx(0.01)


YEARS = [2019, 2020, 2021]
RUN = {
    "gdp": np.array([[100.0, 110.0, 121.0], [200.0, 200.0, 100.0]]),
    "industrial_va": np.array([[10.0, 11.0, 12.1], [20.0, 30.0, 5.0]]),
}


@pytest.mark.parametrize(
    ("operator", "cells", "expected"),
    [
        ("level", {}, [121.0, 100.0]),
        ("growth", {"unit": "%"}, [0.1, -0.5]),
        ("mean_growth", {"unit": "%", "span": "2"}, [0.1, 0.5**0.5 - 1.0]),
        ("ratio", {"unit": "%", "indicator": "industrial_va/gdp"}, [0.1, 0.05]),
    ],
)
def test_each_operator_reads_the_run_as_the_bulletin_would(
    tmp_path: Path, operator: str, cells: dict[str, str], expected: list[float]
) -> None:
    found = one(tmp_path, operator=operator, **cells)
    np.testing.assert_allclose(observe(found, RUN, YEARS), expected)


def test_an_upper_bound_counts_only_what_exceeds_it(tmp_path: Path) -> None:
    bound = one(tmp_path, operator="upper_bound", value="100", error="0.1")
    gap = standardised_gap(bound, np.array([500_000.0, 1_200_000.0]))
    np.testing.assert_allclose(gap, [0.0, np.log(1.2) / bound.log_sd])


def test_a_lower_bound_counts_only_what_falls_short(tmp_path: Path) -> None:
    bound = one(tmp_path, operator="lower_bound", value="100", error="0.1")
    gap = standardised_gap(bound, np.array([500_000.0, 1_200_000.0]))
    np.testing.assert_allclose(gap, [np.log(0.5) / bound.log_sd, 0.0])


def test_growth_over_a_year_before_the_run_is_refused_by_name(tmp_path: Path) -> None:
    found = one(tmp_path, year="2019", operator="growth", unit="%")
    with pytest.raises(ValueError, match=r"needs 2018.*2019\.\.2021"):
        observe(found, RUN, YEARS)


def test_an_indicator_that_the_run_lacks_is_named(tmp_path: Path) -> None:
    found = one(tmp_path, indicator="resident_population", unit="人", value="67000")
    with pytest.raises(ValueError, match="resident_population"):
        observe(found, RUN, YEARS)


def test_a_file_saved_by_a_chinese_excel_reads_the_same(tmp_path: Path) -> None:
    utf = load_history(write(tmp_path / "a.csv", {}))
    assert load_history(write(tmp_path / "b.csv", {}, encoding="gbk")) == utf
    assert load_history(write(tmp_path / "c.csv", {}, encoding="utf-8-sig")) == utf


def test_full_width_digits_and_thousands_separators_are_read_as_meant(tmp_path: Path) -> None:
    assert one(tmp_path, value="１２２．６５").value == pytest.approx(1_226_500)
    assert one(tmp_path, value='"1,226,500"', unit="万元").value == pytest.approx(1_226_500)


def test_all_faults_come_at_once_in_file_order_with_line_and_column(tmp_path: Path) -> None:
    path = write(
        tmp_path / "history.csv",
        {"grade": "publised"},
        {"year": "2020", "value": "约八"},
        {"year": "2019", "unit": "万人"},
        {"year": "2018", "indicator": "gpd"},
    )
    found = faults(path)
    assert [line.removeprefix(f"{path}:").split(": ")[0] for line in found] == [
        "2:7",
        "3:4",
        "4:5",
        "5:9",
    ]
    assert "是否想写 published?" in found[0]
    assert "亿元" in found[2] and "是否想写 gdp?" in found[3]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"value": ""}, "不是数"),
        ({"value": "30%"}, "单位写在单位列"),
        ({"year": "20021"}, "超出范围"),
        ({"year": "2021.5"}, "不是整数"),
        ({"quarter": "5"}, "超出范围"),
        ({"unit": "亿"}, "是否想写"),
        ({"source_title": ""}, "出处"),
        ({"grade": "rejected"}, "剔除"),
        ({"operator": "mean_growth", "unit": "%"}, "span"),
        ({"operator": "growth"}, "增速的单位"),
    ],
)
def test_a_faulty_cell_is_explained(tmp_path: Path, cells: dict[str, str], said: str) -> None:
    (found,) = faults(write(tmp_path / "history.csv", cells))
    assert said in found


def test_one_period_given_twice_is_refused(tmp_path: Path) -> None:
    (found,) = faults(write(tmp_path / "history.csv", {}, {"value": "120"}))
    assert ":3:4:" in found and "120亿元" in found and "history.csv:2:4" in found


def test_a_misspelt_column_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "history.csv", {})
    path.write_text(path.read_text(encoding="utf-8").replace("grade", "级别"), encoding="utf-8")
    found = faults(path)
    assert any("缺少列 等级" in line for line in found)
    assert any('多出列 "级别"' in line for line in found)


def test_a_missing_or_unreadable_file_is_a_data_error(tmp_path: Path) -> None:
    assert "找不到文件" in faults(tmp_path / "none.csv")[0]
    (tmp_path / "bad.csv").write_bytes(b"\xff\xff\xff\xff")
    assert "编码" in faults(tmp_path / "bad.csv")[0]


def test_a_line_with_a_stray_comma_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "history.csv", {"note": "甲,乙"})
    assert ":2:" in faults(path)[0] and "逗号" in faults(path)[0]


def test_the_counts_in_the_documentation_are_those_of_the_file(
    history: list[Observation],
) -> None:
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    for grade, count in Counter(o.grade for o in history).items():
        assert text.count(f"| {grade} | {count} |") == 2, grade
    for use, count in Counter(o.use for o in history).items():
        assert text.count(f"| {use} | {count} |") == 2, use
