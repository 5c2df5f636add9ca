"""Units: one registry, both languages, and no Chinese unit in an English table."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from calibration.county import SHIPPED, load_shipped
from calibration.history import load_history
from calibration.observations import UNITS
from calibration.prior_predictive import load_context
from calibration.roster_columns import COLUMNS
from model.assumptions import ASSUMPTIONS
from model.indicators import INDICATORS
from model.parameters import PARAMETERS
from model.unit_names import COUNTS, UNIT_NAMES, unit_name
from scenarios.loader import load_scenario
from scenarios.targets import load_targets
from scenarios.units import CONVERSIONS, allowed_units, convert, shown_units
from shengsi.cli import app
from shengsi.display import SCALES, shown
from shengsi.text import set_language

runner = CliRunner()
CHINESE = re.compile("[\u4e00-\u9fff]")
SPEC = load_shipped()


@pytest.fixture(autouse=True)
def chinese_again(monkeypatch):
    monkeypatch.delenv("SHENGSI_LANG", raising=False)
    yield
    set_language("zh")


def used_units():
    """Every unit that some registry or county file names and the front door shows."""
    items = (*INDICATORS, *PARAMETERS, *ASSUMPTIONS, *SPEC.levers.values(), *load_targets(SHIPPED))
    units = {item.unit for item in items}
    units |= {item.unit for item in load_history(SHIPPED / "history.csv") if item.use == "fit"}
    units |= {item.unit for item in load_context(SHIPPED / "prior_context.csv")}
    return sorted(units | {code for pair in SCALES.values() for _, code, _ in pair})


@pytest.mark.parametrize("unit", used_units())
def test_every_unit_that_is_shown_is_registered(unit):
    assert unit_name(unit) == unit
    assert not CHINESE.search(unit_name(unit, "en"))


@pytest.mark.parametrize("unit", UNITS)
def test_a_published_number_has_its_unit_in_english(unit):
    item = replace(
        load_history(SHIPPED / "history.csv")[0], published_value=3.5, published_unit=unit
    )
    assert item.published == f"3.5{unit}"
    assert item.published_en.startswith("3.5") and not CHINESE.search(item.published_en)


def test_units_print_on_a_gbk_terminal():
    for zh, en in UNIT_NAMES.items():
        zh.encode("gbk")
        assert en.isascii()
    assert set(COUNTS) <= set(UNIT_NAMES)


def test_an_unregistered_unit_is_an_error():
    with pytest.raises(KeyError):
        unit_name("里")


def test_roster_columns_name_their_units_by_the_registry():
    for column in COLUMNS:
        if column.unit.zh and column.unit.zh != "0-3":
            assert column.unit.en == unit_name(column.unit.zh, "en")


@pytest.mark.parametrize(
    ("unit", "value", "zh", "en"),
    [
        ("万元", 275_709.5, "27.57亿元", "2,757 m yuan"),
        ("万元/人", 47.5, "48万元/人", "475 k yuan/person"),
        ("万元/亩", 12.0, "12万元/亩", "120 k yuan/mu"),
        ("比例", 0.25, "25%", "25%"),
        ("亩", 160.0, "160亩", "160 mu"),
        ("家", 7.0, "7家", "7"),
        ("件/万人", 6.0, "6件/万人", "6"),
    ],
)
def test_a_number_with_its_unit_in_each_language(unit, value, zh, en):
    digits = 2 if unit == "比例" else 0
    assert shown(unit, digits, "zh").text(value) == zh
    assert shown(unit, digits, "en").text(value) == en


@pytest.mark.parametrize("unit", COUNTS)
def test_a_column_of_counts_is_headed_in_english(unit):
    label = shown(unit, 0, "en").label
    assert label and label.isascii()


@pytest.mark.parametrize(
    "words",
    [
        ["scenario", "levers"],
        ["scenario", "show", "plan", "--resolved"],
        ["scenario", "show", "stress_combined"],
        ["scenario", "diff", "no_plan", "stress_combined"],
        ["targets", "list"],
        ["data", "template", "-o", "roster.csv"],
        ["run", "--enterprises", "-e", "mussel-0", "--years", "2018"],
    ],
)
def test_no_chinese_unit_in_an_english_table(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = runner.invoke(app, [*words, "--lang", "en"])
    assert result.exit_code == 0, result.output
    cells = re.split(r"\s{2,}|[()\n]", result.stdout + result.stderr)
    assert not {cell for cell in cells if cell in UNIT_NAMES and CHINESE.search(cell)}


def test_no_chinese_at_all_in_a_new_english_scenario(tmp_path):
    words = ["scenario", "new", "mine", "-o", str(tmp_path), "--lang", "en"]
    assert runner.invoke(app, words).exit_code == 0
    assert not CHINESE.search((tmp_path / "mine.yaml").read_text(encoding="utf-8"))


# What is shown can be typed.


@pytest.mark.parametrize("unit", sorted(unit for unit in CONVERSIONS if unit))
def test_a_scenario_may_name_the_unit_that_either_language_shows(unit):
    for lang in ("zh", "en"):
        name = unit_name(unit, lang)
        assert name in allowed_units(unit)
        assert convert(0.25, name, unit) == 0.25


def test_an_english_unit_in_a_scenario_file(tmp_path):
    path = tmp_path / "mine.yaml"
    body = (
        "park_land_mazhu: {value: 60, unit: mu}\n  remediation_rate: {value: .2, unit: ratio/year}"
    )
    text = f"schema_version: 1\nname_zh: 甲\nextends: no_plan\nlevers:\n  {body}\n"
    path.write_text(text, encoding="utf-8")
    found = load_scenario(path, SPEC)
    assert list(found.levers["park_land_mazhu"].values())[-1] == 60
    assert list(found.levers["remediation_rate"].values())[-1] == 0.2


@pytest.mark.parametrize("unit", sorted(CONVERSIONS))
def test_units_offered_in_english_are_english(unit):
    zh, en = shown_units(unit)
    assert zh and en and not CHINESE.search(en)
