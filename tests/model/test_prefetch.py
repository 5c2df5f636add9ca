"""The lines that are fetched ahead are those that hold the fields each pass reads."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

import model
from model.policy import build_policy
from model.prefetch import ACCOUNTING, DECIDING, GRADING, LINE, OFFERING
from model.records import ENTERPRISE
from model.world import allocate

SOURCES = Path(model.__file__).parent
# Only where a plant opens, a known project moves or an enterprise ends: once in many years.
SELDOM = {"pending_cost", "staff_plan", "delayed", "invest_year", "written_off", "left_over"}


def _functions() -> dict[str, ast.FunctionDef]:
    files = [*SOURCES.glob("behaviour/*.py"), *SOURCES.glob("agenda/*.py")]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    return {
        node.name: node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)
    }


def fields_read(name: str, functions: dict[str, ast.FunctionDef], left_out: set[str]) -> set[str]:
    """Fields of the enterprise that a function and all it calls touch."""
    found, waiting, seen = set(), [name], set(left_out)
    while waiting:
        current = waiting.pop()
        if current in seen or current not in functions:
            continue
        seen.add(current)
        for node in ast.walk(functions[current]):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "firm":
                found.add(node.attr)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                waiting.append(node.func.id)
    return found & set(ENTERPRISE.names or ())


@pytest.mark.parametrize(
    ("event", "lines", "left_out"),
    [
        ("commission_and_offer", OFFERING, {"clear_accounts"}),
        ("sell_and_account", ACCOUNTING, set()),
        ("decide", DECIDING, {"close"}),
        ("value_per_mu", GRADING, set()),
    ],
)
def test_what_a_pass_reads_of_every_enterprise_is_fetched_ahead(
    event: str, lines: Iterable[int], left_out: set[str]
) -> None:
    read = fields_read(event, _functions(), left_out)
    assert {"status"} < read
    missed = {name for name in read - SELDOM if _line(name) not in set(lines)}
    assert not missed
    assert {_line(name) for name in read} >= set(lines), "a line is fetched that nobody reads"


def _line(name: str) -> int:
    return int((ENTERPRISE.fields or {})[name][1]) // LINE


def test_a_record_is_whole_cache_lines_and_the_table_begins_on_one(spec) -> None:
    assert ENTERPRISE.itemsize % LINE == 0
    world = allocate(spec, build_policy(spec, spec.plan), 5)
    assert world.firms.ctypes.data % LINE == 0 and len(world.firms) == 5
    assert not world.firms.view("u1").any()
