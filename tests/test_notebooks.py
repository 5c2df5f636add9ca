"""Notebooks run from top to bottom, carry no outputs, speak both languages and stay public."""

from __future__ import annotations

import ast
import json
import math
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib
import pytest

from shengsi.public import public_names

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PUBLIC = set(public_names())
PACKAGES = {"model", "calibration", "scenarios", "shengsi"}
CHINESE, LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2}")
Scope = dict[str, Any]

by_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(autouse=True)
def quiet_figures() -> Iterator[None]:
    """Figures without a screen, closed afterwards; the language as it was."""
    from matplotlib import pyplot

    from shengsi.text import language, set_language

    before = language()
    with matplotlib.rc_context():
        pyplot.switch_backend("agg")
        yield
        pyplot.close("all")
    set_language(before)


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    """Cells of a kind, code or markdown."""
    book = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in book["cells"] if cell["cell_type"] == kind]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def shown(code: str, name: str, scope: Scope) -> Any:
    """Run a cell as a notebook does; the value of its last line if that is an expression."""
    tree = ast.parse(code, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), scope)
    if last is None:
        return None
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), name, "eval"), scope)


def declared() -> set[str]:
    """Packages that the project depends on by the name they are imported by."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[ <>=;\[]", text)[0] for text in project["dependencies"]}
    return {{"ruamel.yaml": "ruamel"}.get(name, name) for name in names}


def is_share(value: float) -> bool:
    return 0.0 <= value <= 1.0


def check_quick_start(scope: Scope) -> None:
    """The effect is paired; the story is of one enterprise, whose lots explain what it did."""
    assert len(scope["revenue"]) == len(scope["effect"]) == scope["draws"]
    assert scope["spread"]["paired"] < scope["spread"]["unpaired"]
    why = scope["why"]
    assert len(why) and set(scope["own"]["code"]) == {scope["code"]}
    tried = why.dropna(subset="invest_lot")
    assert len(tried) and tried["invest_hazard"].map(is_share).all()
    waited = tried["investment"] == "waited"
    assert (tried["invest_lot"] >= tried["invest_hazard"])[waited].all()
    assert (tried["invest_lot"] < tried["invest_hazard"])[~waited].all()


def check_fit(scope: Scope) -> None:
    """The posterior knows numbers, narrowed something, and left something to the prior."""
    assert len(scope["record"]) == len(scope["posterior"].observations) > 0
    contraction = scope["contraction"]
    assert (contraction["contraction"] < 1.0).all() and not contraction["prior_driven"].all()
    assert set(scope["prior_driven"]) < set(contraction["parameter"])
    assert all(map(is_share, scope["chances"].values()))
    assert scope["before"].work.origin == "prior" and scope["after"].work.origin == "posterior"


def check_compared(scope: Scope) -> None:
    """Every scenario is compared; chances are chances and those of being best add up."""
    found = scope["found"]
    assert list(found.scenarios) == scope["scenarios"]
    for versus in found.versus:
        for change in versus.targets:
            ends = change.before.value, change.after.value
            assert all(map(is_share, ends))
            assert change.change.value == pytest.approx(ends[1] - ends[0], abs=1e-12)
    best = scope["best"]
    assert best["P(best)"].groupby("id").sum().to_numpy() == pytest.approx(1.0)
    assert (best["low95"] <= best["P(best)"]).all() and (best["P(best)"] <= best["high95"]).all()
    assert [gap.result.target.id for gap in scope["gaps"].gaps] == ["T1", "T2a"]


def check_sensitivity(scope: Scope) -> None:
    """Four parts for every output, intervals around their values, a rest that closes the sum."""
    split = scope["split"]
    assert set(split["part"]) == {"policy", "parameters", "drivers", "enterprises"}
    for index in ("first", "total"):
        assert (split[f"{index}_low"] <= split[index]).all()
        assert (split[index] <= split[f"{index}_high"]).all()
    for code, firsts in split.groupby("output")["first"]:
        assert firsts.sum() + scope["found"].split[code].rest.value == pytest.approx(1.0)
    assert (scope["screening"][["mu_star", "sigma"]] >= 0.0).all(axis=None)
    assert is_share(scope["conditions"].rate.value)


def check_attribution(scope: Scope) -> None:
    """Shares add up to the whole effect; the portfolio's probability lies in its interval."""
    for name in ("chance", "amount"):
        item = scope[name]
        whole = item.all_on.value - item.without.value
        assert sum(share.share.value for share in item.shares) == pytest.approx(whole)
    assert scope["table"]["share"].sum() == pytest.approx(scope["chance"].whole.value)
    confirmed = scope["confirmed"]
    assert 0.0 <= confirmed.low <= confirmed.value <= confirmed.high <= 1.0
    assert scope["portfolio"].verdict in ("met", "missed", "unclear")
    assert scope["portfolio"].no_plan.cost == 0.0


def check_own(scope: Scope) -> None:
    """The fault is found, the numbers are let in, and example data are said to be such."""
    assert len(scope["faults"]) == 1 and "faulty.csv:" in scope["faults"][0]
    assert scope["evidence"].every and scope["updated"].method in ("weights", "moves", "rerun")
    assert scope["updated"].posterior.weights.sum() == pytest.approx(1.0)
    for move in scope["moved"].moves:
        assert is_share(move.old.probability.value) and is_share(move.new.probability.value)
    assert scope["roster"].examples == len(scope["roster"]) > 0
    assert scope["listed"].work.roster == "example" and scope["synthetic"].work.roster == ""
    levels = scope["last"].to_numpy()
    assert (levels[:, 1:] >= levels[:, :-1]).all() and math.isfinite(levels.sum())


CHECKS: dict[str, Callable[[Scope], None]] = {
    "01_quick_start": check_quick_start,
    "02_fit_to_history": check_fit,
    "03_scenarios_compared": check_compared,
    "04_sensitivity": check_sensitivity,
    "05_attribution_and_portfolio": check_attribution,
    "06_your_own_county": check_own,
}


def test_notebooks_are_numbered_without_a_gap_and_each_is_checked() -> None:
    assert [path.stem for path in NOTEBOOKS] == list(CHECKS)
    assert [int(name[:2]) for name in CHECKS] == list(range(1, len(CHECKS) + 1))


@by_notebook
def test_a_notebook_runs_and_its_results_are_sane(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scope: Scope = {}
    pictures = 0
    for cell in cells(path, "code"):
        value = shown(source(cell), path.name, scope)
        pictures += hasattr(value, "_repr_png_") or hasattr(value, "savefig")
    CHECKS[path.stem](scope)
    assert pictures > 0
    assert list(tmp_path.iterdir()) == [], "a notebook leaves nothing where it runs"


@by_notebook
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    for cell in cells(path, "code"):
        assert cell["outputs"] == [] and cell["execution_count"] is None


@by_notebook
def test_its_first_code_is_the_only_cell_of_parameters(path: Path) -> None:
    tags = [cell["metadata"].get("tags", []) for cell in cells(path, "code")]
    assert tags[0] == ["parameters"] and not any(tags[1:])
    body = ast.parse(source(cells(path, "code")[0])).body
    assert body and all(isinstance(line, ast.Assign) for line in body)
    assert all(ast.literal_eval(line.value) is not None for line in body)  # type: ignore[attr-defined]


@by_notebook
def test_headings_and_sections_are_in_both_languages(path: Path) -> None:
    headings = []
    for cell in cells(path, "markdown"):
        lines = source(cell).split("\n")
        headings += [line for line in lines if line.startswith("#")]
        said = [line for line in lines if line and not line.startswith("#")]
        assert any(map(CHINESE.search, said)), source(cell)
        assert any(LATIN.search(line) and not CHINESE.search(line) for line in said), source(cell)
    assert headings[0].startswith(f"# {path.stem[:2]} ")
    for heading in headings:
        chinese, _, english = heading.partition(" / ")
        assert CHINESE.search(chinese) and LATIN.search(english), heading
        assert not CHINESE.search(english), heading


@by_notebook
def test_it_uses_the_public_interface_and_declared_packages_alone(path: Path) -> None:
    allowed = PACKAGES | declared() | set(sys.stdlib_module_names)
    tree = ast.parse("\n".join(source(cell) for cell in cells(path, "code")))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module
            modules, names = [node.module], [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            modules, names = [alias.name for alias in node.names], []
        elif isinstance(node, ast.Attribute):
            modules, names = [], [node.attr]
        else:
            continue
        for module in modules:
            assert module.split(".")[0] in allowed, module
            if module.split(".")[0] in PACKAGES:
                assert {(module, name) for name in names} <= PUBLIC, (module, names)
        private = [name for name in [*names, *".".join(modules).split(".")] if name.startswith("_")]
        assert private == []


def test_the_table_of_notebooks_names_each() -> None:
    text = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    for half in text.split("\n---\n"):
        assert re.findall(r"\]\((\d\d_\w+)\.ipynb\)", half) == list(CHECKS)
