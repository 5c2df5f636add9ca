"""`--set` changes one value and complains like a file does."""

from __future__ import annotations

import pytest

from scenarios.loader import load_scenario
from scenarios.overrides import apply_overrides
from scenarios.problems import ScenarioError


@pytest.fixture(scope="module")
def plan(spec):
    return load_scenario("plan", spec)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("upgrade_subsidy=0.2", {2023: 0.2}),
        ("levers.upgrade_subsidy = 0.2", {2023: 0.2}),
        ("upgrade_subsidy=2025:0.2", {2023: 0.15, 2025: 0.2}),
        ("upgrade_subsidy=2024:0.2,2026:0.3", {2023: 0.15, 2024: 0.2, 2026: 0.3}),
        ("upgrade_subsidy=2024:0.2;2026:0.3", {2023: 0.15, 2024: 0.2, 2026: 0.3}),
        ("upgrade_subsidy={2024: 0.2}", {2023: 0.15, 2024: 0.2}),
        ('upgrade_subsidy={value: 20, unit: "%"}', {2023: 0.2}),
    ],
)
def test_a_lever_is_set(plan, spec, text, path):
    changed = apply_overrides(plan, [text], spec)
    assert changed.levers["upgrade_subsidy"] == path
    assert changed.id == plan.id
    assert changed.digest != plan.digest
    assert text in changed.name_zh and text in changed.name_en
    assert changed.origin["levers.upgrade_subsidy"] == (f"--set {text}", 0)


def test_an_assumption_is_set_with_or_without_its_section(plan, spec):
    for text in ("growth_shift=-0.02", "assumptions.growth_shift=-0.02"):
        changed = apply_overrides(plan, [text], spec)
        assert changed.assumptions == {"growth_shift": {2023: -0.02}}


def test_nothing_set_changes_nothing(plan, spec):
    assert apply_overrides(plan, [], spec) is plan
    assert "upgrade_subsidy" in plan.levers and plan.assumptions == {}


@pytest.mark.parametrize(
    ("text", "said", "usage"),
    [
        ("upgrade_subsidy", "应写成 杠杆=值", True),
        ("=3", "应写成 杠杆=值", True),
        ("upgrade_subsidy=", "应写成 杠杆=值", True),
        ("upgrade_subsidy={2024", "YAML 写法有误", True),
        ("upgrade_subsidy=1.5", "levers.upgrade_subsidy = 1.5 超出 [0, 0.5]", False),
        ("upgrade_subsidy=15%", "是否想写 0.15?", False),
        ("upgrade_subsidi=0.1", "是否想写 upgrade_subsidy?", False),
        ("assumptions.growth=0.1", "没有外部假设 growth", False),
        ("park_land=100", "要写明园区", False),
        ("upgrade_subsidy=2035:0.1", "年份 2035 不在 2023-2030", False),
        ("park_land_mazhu=10", "少于之前的 60", False),
    ],
)
def test_a_wrong_setting_is_named(plan, spec, text, said, usage):
    with pytest.raises(ScenarioError) as caught:
        apply_overrides(plan, [text], spec)
    (line,) = caught.value.lines()
    assert line.startswith(f"--set {text}: ")
    assert said in line
    assert caught.value.usage is usage


def test_all_wrong_settings_are_named_together(plan, spec):
    with pytest.raises(ScenarioError) as caught:
        apply_overrides(plan, ["x=1", "upgrade_subsidy=9", "upgrade_subsidy=8"], spec)
    assert len(caught.value.lines()) == 4, "an unknown lever, two ranges, one set twice"
