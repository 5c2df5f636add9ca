"""The scenarios that come with the program."""

from __future__ import annotations

import pytest

from calibration.lever_values import GROUPS
from scenarios.loader import LIBRARY, library_ids, load_library, load_scenarios
from scenarios.scenario import differing_assumptions, differing_levers, scenario_policy

STRESS = ("mussel_price", "ore_price", "lng_delay", "credit", "weak_demand", "combined")


@pytest.fixture(scope="module")
def library(spec):
    return {item.id: item for item in load_library(spec)}


def test_all_promised_scenarios_are_there():
    promised = {"no_plan", "plan", "plan_delayed", "plan_half", "ambitious"}
    promised |= {f"{kind}_{group}" for kind in ("without", "only") for group in GROUPS}
    promised |= {f"stress_{name}" for name in STRESS}
    assert set(library_ids()) == promised
    assert library_ids()[:3] == ["no_plan", "plan", "without_space"]


def test_names_and_descriptions_are_in_both_languages_and_print_in_gbk(library):
    for item in library.values():
        assert item.name_zh and item.name_en
        assert item.description and item.description_en
        (item.name_zh + item.description).encode("gbk")
        (item.name_en + item.description_en).encode("ascii")
    assert len({item.name_zh for item in library.values()}) == len(library)


def test_every_scenario_is_a_policy_and_no_two_are_the_same(library, spec):
    assert len({item.digest for item in library.values()}) == len(library)
    for item in library.values():
        assert scenario_policy(item, spec, 2030).quarters == 56


def test_without_and_only_divide_the_plan(library, spec):
    nothing, plan = library["no_plan"], library["plan"]
    for group in GROUPS:
        off = differing_levers(plan, library[f"without_{group}"], spec)
        alone = differing_levers(nothing, library[f"only_{group}"], spec)
        assert off == alone
        assert {spec.lever_groups[code] for code in off} == {group}
    parts = [differing_levers(nothing, library[f"only_{group}"], spec) for group in GROUPS]
    together = [code for part in parts for code in part]
    assert sorted(together) == sorted(differing_levers(nothing, plan, spec))


def test_policy_scenarios_leave_the_world_alone_and_stress_leaves_policy_alone(library, spec):
    for item in library.values():
        if item.id.startswith("stress_"):
            assert differing_levers(library["plan"], item, spec) == []
            assert differing_assumptions(library["plan"], item)
        else:
            assert not item.assumptions


def test_the_combined_stress_is_the_single_ones_together(library):
    together = {}
    for name in STRESS[:-1]:
        together |= library[f"stress_{name}"].assumptions
    assert library["stress_combined"].assumptions == together


def test_numbers_of_the_plan_are_not_copied_into_the_files():
    for path in LIBRARY.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert "levers:" not in text, path.name
        assert path.read_bytes().isascii() or "name_zh" in text


def test_all_stands_for_the_whole_library(spec):
    assert [item.id for item in load_scenarios(["all"], spec)] == library_ids()
