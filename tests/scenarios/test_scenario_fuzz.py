"""Whatever is in a file, the answer is a scenario or lines that say what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calibration.county import load_shipped
from scenarios.loader import load_scenario
from scenarios.overrides import apply_overrides
from scenarios.problems import ScenarioError
from scenarios.scenario import scenario_policy

# Not a fixture: hypothesis would print it with every example.
COUNTY = load_shipped()
KEYS = [
    "schema_version", "name_zh", "name_en", "description", "extends", "base", "switch_off",
    "switch_on", "scale", "delay_years", "levers", "assumptions", "uncertainty", "upgrade_subsidy",
    "park_land_mazhu", "chain_weight", "growth_shift", "2024", "path", "unit", "interpolation",
    "<<", "? [a]", "'2025'", "2031", "",
]  # fmt: skip
VALUES = [
    "1", "plan", "no_plan", "trial", "[space]", "[space, policy]", "0.5", "-1", "30%", "true", "~",
    ".nan", "2023-01-01", "{2023: 0.1, 2025: 0.2}", "{value: 30, unit: '%'}", "{}", "[]", "&a 1",
    "*a", "!!python/object:os.system 1", "|\n  text", "'open", "{a: [b", "1e400", "\u6d4b\u8bd5",
    "{path: {2023: 1}, interpolation: linear}", "\t", "# remark", "1_0", "0x1f",
]  # fmt: skip

lines = st.builds(
    lambda indent, key, value: f"{' ' * indent}{key}: {value}",
    st.sampled_from([0, 0, 0, 2, 2, 4]), st.sampled_from(KEYS), st.sampled_from(VALUES),
)  # fmt: skip
calm = settings(
    max_examples=300,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def _answer(path):
    """Load a file; on a fault every line is one line and has the file in it."""
    try:
        scenario = load_scenario(path, COUNTY)
    except ScenarioError as error:
        for lang in ("zh", "en"):
            said = error.lines(lang)
            assert said and all(line and "\n" not in line for line in said)
            assert all(line.startswith(f"{path}:") for line in said)
        return
    assert scenario_policy(scenario, COUNTY, 2030).quarters == 56


@calm
@given(st.lists(lines, max_size=8))
def test_any_arrangement_of_keys_and_values(tmp_path, body):
    path = tmp_path / "trial.yaml"
    path.write_text("schema_version: 1\nname_zh: x\n" + "\n".join(body) + "\n", encoding="utf-8")
    _answer(path)


@calm
@given(st.binary(max_size=80))
def test_any_bytes(tmp_path, data):
    path = tmp_path / "trial.yaml"
    path.write_bytes(data)
    _answer(path)


@calm
@given(st.text(max_size=60))
def test_any_text_as_the_value_of_a_lever(tmp_path, text):
    path = tmp_path / "trial.yaml"
    head = "schema_version: 1\nname_zh: x\nlevers:\n  upgrade_subsidy: "
    path.write_text(head + text.replace("\r", ""), encoding="utf-8", errors="replace")
    _answer(path)


@calm
@given(
    st.one_of(st.text(max_size=30), st.sampled_from(VALUES).map(lambda v: f"upgrade_subsidy={v}"))
)
def test_any_text_after_set(text):
    plan = load_scenario("plan", COUNTY)
    try:
        changed = apply_overrides(plan, [text], COUNTY)
    except ScenarioError as error:
        assert all("\n" not in line for line in error.lines())
    else:
        assert scenario_policy(changed, COUNTY).quarters == 44


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_any_part_of_the_plan_is_a_policy(load, spec, value):
    assert scenario_policy(load(f"extends: ambitious\nscale: {value}\n"), spec).quarters == 44
