"""Behaviours can be read one by one: short functions, explained, no number without a name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import model

PACKAGE = Path(model.__file__).parent
FILES = sorted((PACKAGE / "behaviour").glob("*.py"))
MODEL = sorted(PACKAGE.rglob("*.py"))
LONGEST = 39
# Nothing and all, quarters of a year; they are arithmetic and assume nothing.
ARITHMETIC = {0, 1, 4}
# Numbers of a law, named by the docstring; quartiles of a uniform; a quarter's index; per hundred.
OTHERS = {
    "high_tech_threshold": {0.03, 0.04, 0.05, 5_000, 20_000},
    "rare_shock": {0.25, 0.75, 2},
    "season_of": {2},
    "consider_upgrade": {100},
}


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions of a file, those within others and methods included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


@pytest.mark.parametrize("path", MODEL, ids=lambda path: path.stem)
def test_no_function_of_the_model_is_longer_than_a_page(path):
    long = {f.name: f.end_lineno - f.lineno + 1 for f in functions(path)}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_behaviour_says_what_it_does(path):
    assert [f.name for f in functions(path) if not ast.get_docstring(f)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_behaviour_assumes_is_a_parameter_or_has_a_name(path):
    for function in functions(path):
        numbers = {
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Constant) and type(node.value) in (int, float)
        }
        assert numbers - ARITHMETIC <= OTHERS.get(function.name, set()), function.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_named_number_is_explained_above_it(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in ast.parse("\n".join(lines)).body:
        if not isinstance(node, ast.Assign):
            continue
        above = node.lineno - 2
        # One comment may serve a run of constants.
        while lines[above] and not lines[above].startswith("#"):
            above -= 1
        assert lines[above].startswith("#"), lines[node.lineno - 1]
