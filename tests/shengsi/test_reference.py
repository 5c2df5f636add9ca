"""The reference pages say what the registries say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration.county import load_shipped
from shengsi.cli import app
from shengsi.reference import PAGES, build_pages, differing_pages, markdown_table

ROOT = Path(__file__).resolve().parents[2]
runner = CliRunner()


def test_the_pages_in_the_repository_are_those_of_the_registries():
    stale = differing_pages(ROOT / "docs" / "reference", load_shipped())
    assert stale == [], "run: shengsi docs"


def test_every_lever_assumption_and_scenario_is_on_its_page():
    spec = load_shipped()
    pages = build_pages(spec)
    assert all(f"| `{code}` |" in pages["levers.md"] for code in spec.levers)
    assert "| `price_shift_ore` |" in pages["assumptions.md"]
    assert "| `plan_half` |" in pages["scenarios.md"]
    assert set(pages) == set(PAGES)


def test_writing_and_checking(tmp_path):
    folder = tmp_path / "reference"
    missing = runner.invoke(app, ["docs", "--check", "-o", str(folder)])
    assert missing.exit_code == 1
    assert len(missing.stderr.splitlines()) == len(PAGES)
    assert runner.invoke(app, ["docs", "-o", str(folder)]).exit_code == 0
    assert runner.invoke(app, ["docs", "--check", "-o", str(folder)]).exit_code == 0
    (folder / "levers.md").write_text("else", encoding="utf-8")
    assert runner.invoke(app, ["docs", "--check", "-o", str(folder)]).exit_code == 1


def test_pages_of_others_are_overwritten_only_when_forced(tmp_path):
    (tmp_path / "targets.md").write_text("mine", encoding="utf-8")
    refused = runner.invoke(app, ["docs", "-o", str(tmp_path)])
    assert refused.exit_code == 1
    assert refused.stderr == f"错误:{tmp_path / 'targets.md'} 已经存在;加 --force 覆盖\n"
    assert [path.name for path in tmp_path.iterdir()] == ["targets.md"]
    forced = runner.invoke(app, ["docs", "-o", str(tmp_path), "--force", "--json"])
    assert forced.exit_code == 0
    assert sorted(json.loads(forced.stdout)["written"]) == sorted(map(str, tmp_path.iterdir()))
    checked = runner.invoke(app, ["docs", "--check", "-o", str(tmp_path), "--json"])
    assert json.loads(checked.stdout) == {"same": True, "differs": []}


def test_without_a_docs_folder_one_must_be_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = runner.invoke(app, ["docs"])
    assert result.exit_code == 2
    assert "-o" in result.stderr


@pytest.mark.parametrize("cell", ["a|b", "a\nb", ""])
def test_a_cell_cannot_break_the_table(cell):
    lines = markdown_table(["x"], [[cell]]).splitlines()
    assert len(lines) == 3
    assert lines[2] in (r"| a\|b |", "| a b |", "| - |")
