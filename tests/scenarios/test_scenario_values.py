"""A planner writes a value; it is read as meant, or the line says what was probably meant."""

from __future__ import annotations

import math

import pytest

from model.levers import LEVERS
from scenarios.scalars import Limit, likely_slip
from scenarios.units import allowed_units, convert


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("0.15", {2023: 0.15}),
        ("{value: 15, unit: '%'}", {2023: 0.15}),
        ("{value: 0.15}", {2023: 0.15}),
        ("{2023: 0.1, 2025: 0.2}", {2023: 0.1, 2025: 0.2}),
        ("{2025: 0.2, 2023: 0.1}", {2023: 0.1, 2025: 0.2}),
        ("{2023: 0.1, 2024: 0.1, 2025: 0.2}", {2023: 0.1, 2025: 0.2}),
        ("{path: {2023: 10, 2025: 20}, unit: '%'}", {2023: 0.1, 2025: 0.2}),
        ("{2023: {value: 10, unit: '%'}, 2025: 0.2}", {2023: 0.1, 2025: 0.2}),
        (
            "{path: {2023: 0.1, 2025: 0.3}, interpolation: linear}",
            {2023: 0.1, 2024: 0.2, 2025: 0.3},
        ),
    ],
)
def test_forms_of_a_value(load, written, path):
    assert load(f"levers:\n  upgrade_subsidy: {written}\n").levers["upgrade_subsidy"] == path


@pytest.mark.parametrize(
    ("value", "given", "unit", "expected"),
    [
        (30, "%", "比例", 0.3),
        (2.8, "百分点", "比例/年", 0.028),
        (5, "‰", "比例", 0.005),
        (25, "基点/年", "比例/年", 0.0025),
        (150, "%", "倍", 1.5),
        (2, "公顷", "亩", 30.0),
        (100_000, "元/人", "万元/人", 10.0),
        (520, "千克标准煤/万元", "tce/万元", 0.52),
        (2, "年", "季", 8.0),
        (-42, "%", "log/年", math.log1p(-0.42)),
    ],
)
def test_units_are_converted(value, given, unit, expected):
    assert convert(value, given, unit) == expected


def test_a_fall_of_a_hundred_percent_has_no_logarithm():
    assert convert(-100, "%", "log/年") is None


def test_every_registry_unit_can_be_named_itself():
    for lever in LEVERS:
        if lever.unit:
            assert lever.unit in allowed_units(lever.unit)
            assert convert(0.5, lever.unit, lever.unit) == 0.5


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1.5", "4:20: levers.upgrade_subsidy = 1.5 超出 [0, 0.5](单位:比例)。是否想写 0.15?"),
        ("15", "4:20: levers.upgrade_subsidy = 15 超出 [0, 0.5](单位:比例)。是否想写 0.15?"),
        ("-0.1", "4:20: levers.upgrade_subsidy = -0.1 超出 [0, 0.5](单位:比例)。是否想写 0.1?"),
        ("30%", "4:20: levers.upgrade_subsidy = 30%:百分号不能直接写。是否想写 0.3?"),
        ("'0.3'", '4:20: levers.upgrade_subsidy = "0.3":数写成了文字。是否想写 0.3?'),
        ("0.3", None),
        ("1_0", "4:20: levers.upgrade_subsidy = 1_0:请写普通的十进制数"),
        ("0x1", "4:20: levers.upgrade_subsidy = 0x1:请写普通的十进制数"),
        ("true", "4:20: levers.upgrade_subsidy = true 不是数(是/否)"),
        ("null", "4:20: levers.upgrade_subsidy = null 不是数(空值)"),
        ("", "4:3: levers.upgrade_subsidy = null 不是数(空值)"),
        (".nan", "4:20: levers.upgrade_subsidy = .nan 不是有限的数"),
        ("-.inf", "4:20: levers.upgrade_subsidy = -.inf 不是有限的数"),
        ("nan", "4:20: levers.upgrade_subsidy = nan 不是有限的数"),
        ("1e999", "4:20: levers.upgrade_subsidy = 1e999 不是有限的数"),
        ("2023-01-01", "4:20: levers.upgrade_subsidy = 2023-01-01 不是数(日期)"),
        ("high", "4:20: levers.upgrade_subsidy = high 不是数(文字)"),
        ("[0.1]", "4:20: levers.upgrade_subsidy = [...] 不是数(列表)"),
        ("!!binary aGk=", "4:20: levers.upgrade_subsidy = aGk= 不是数(不支持的类型)"),
        ("{}", "4:20: levers.upgrade_subsidy 的路径是空的"),
        (
            "{value: 60, unit: '%'}",
            "4:28: levers.upgrade_subsidy = 60 % 超出 [0, 0.5](单位:比例)",
        ),
        (
            "{value: 3, unit: 亿元}",
            "4:37: levers.upgrade_subsidy 的单位 亿元 不能换算;可用:比例, %, 百分点, ‰",
        ),
        ("{unit: '%'}", "4:20: levers.upgrade_subsidy 应为数、{value: 数, unit: 单位} 或 {年份: 数}"),
        ("{2022: 0.1}", "4:21: levers.upgrade_subsidy:年份 2022 不在 2023-2030"),
        ("{2031: 0.1}", "4:21: levers.upgrade_subsidy:年份 2031 不在 2023-2030"),
        (
            "{'2024': 0.1}",
            '4:21: levers.upgrade_subsidy:年份应为整数,这里是 "2024"。是否想写 2024?',
        ),
        ("{2024年: 0.1}", '4:21: levers.upgrade_subsidy:年份应为整数,这里是 "2024年"。是否想写 2024?'),
        ("{2024: 0.1, 2024: 0.2}", "4:32: levers.upgrade_subsidy.2024 重复,第一次在第 4 行"),
        ("{2024: much}", "4:27: levers.upgrade_subsidy.2024 = much 不是数(文字)"),
        (
            "{path: {2023: 0.1}, interpolation: smooth}",
            "4:55: levers.upgrade_subsidy.interpolation = smooth 不认识;可取:step, linear",
        ),
        (
            "{path: {2023: 0.1}, interpolaton: linear}",
            "4:40: 不认识的键 levers.upgrade_subsidy.interpolaton;可用:path, unit, interpolation。"
            "是否想写 interpolation?",
        ),
        ("{path: 3}", "4:27: levers.upgrade_subsidy 应为 键: 值 的形式,这里是整数"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_at_its_place(complaints, load, written, said):
    body = f"levers:\n  upgrade_subsidy: {written}\n"
    if said is None:
        assert load(body)
    else:
        assert complaints(body) == [said]


def test_full_width_digits_are_named(complaints):
    (line,) = complaints("levers:\n  upgrade_subsidy: \uff10.\uff13\n")
    assert line.endswith("是否想写 0.3?")


def test_a_number_with_its_unit_is_offered_the_form_with_unit(complaints):
    (line,) = complaints("levers:\n  park_land_mazhu: 100亩\n")
    assert line.endswith("是否想写 {value: 100, unit: 亩}?")


def test_the_same_in_english(complaints):
    assert complaints("levers:\n  upgrade_subsidy: 1.5\n", lang="en") == [
        "4:20: levers.upgrade_subsidy = 1.5 is outside [0, 0.5] (unit: ratio). Did you mean 0.15?"
    ]


@pytest.mark.parametrize(
    ("value", "unit", "likely", "meant"),
    [
        (30, "比例", 0.3, "0.3"),
        (5, "比例", 0.005, "0.005"),
        (100_000, "万元/人", 10, "10"),
        (150, "倍", 1.5, "1.5"),
        (9, "倍", 1.5, ""),
        (250, "", 2.0, "2.5"),
    ],
)
def test_slips_are_guessed_only_near_the_planned_value(value, unit, likely, meant):
    high = {"比例": 0.9, "万元/人": 30, "倍": 2.5, "": 3.5}[unit]
    assert likely_slip(value, Limit("x", unit, 0.0, high, likely=likely)) == meant


def test_serviced_land_does_not_go_away(complaints):
    (line,) = complaints("levers:\n  park_land_mazhu: {2024: 100, 2026: 80}\n")
    assert line.startswith("4:38: levers.park_land_mazhu 是累计量,2026 年的 80 少于之前的 100")
    (line,) = complaints("levers:\n  park_land_mazhu: 30\n")
    assert "2023 年的 30 少于之前的 60" in line


def test_bounds_are_inclusive(load):
    scenario = load("levers:\n  upgrade_subsidy: 0.5\n  remediation_rate: 0\n")
    assert scenario.levers["upgrade_subsidy"] == {2023: 0.5}
    assert scenario.levers["remediation_rate"] == {2023: 0.0}
