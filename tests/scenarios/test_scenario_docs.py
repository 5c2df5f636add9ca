"""The page about scenario files shows what the program reads."""

from __future__ import annotations

import re
from pathlib import Path

from scenarios.loader import load_scenario
from scenarios.problems import Report
from scenarios.schema import Draft, Limits, _Reader

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scenarios.md"


def test_the_example_of_the_page_is_a_scenario(write, spec):
    text = PAGE.read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(schema_version.*?)```", text, re.DOTALL)
    scenario = load_scenario(write(text=example), spec)
    assert scenario.levers["upgrade_subsidy"] == {2023: 0.25}


def test_every_key_is_on_the_page_in_both_languages(spec):
    text = PAGE.read_text(encoding="utf-8")
    for key in _Reader(Draft("x", "x"), Report("x"), Limits.of(spec)).keys:
        assert text.count(f"`{key}`") >= 2, key
