"""`shengsi doctor` tells a whole installation from a broken one."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from shengsi.cli import app
from shengsi.commands import doctor

runner = CliRunner()


def test_this_installation_is_whole(tmp_path):
    result = runner.invoke(app, ["doctor", "--json", "-o", str(tmp_path / "new" / "folder")])
    assert result.exit_code == 0, result.output
    checks = json.loads(result.stdout)
    assert all(check["ok"] for check in checks)
    assert len(checks) > 15
    assert not (tmp_path / "new").exists()


def test_a_missing_package_and_a_missing_font_are_problems(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no-such-package"))
    monkeypatch.setattr("shengsi.fonts.FONT_FILE", tmp_path / "none.ttf")
    result = runner.invoke(app, ["doctor"])
    assert result.exit_code == 1
    bad = [line for line in result.stdout.splitlines() if "有问题" in line]
    assert len(bad) == 2


def test_a_folder_that_cannot_be_written_is_a_problem(tmp_path):
    taken = tmp_path / "file"
    taken.write_text("x", encoding="utf-8")
    assert not doctor._outputs(taken / "below").ok
    assert not doctor._outputs(taken).ok
    result = runner.invoke(app, ["doctor", "-o", str(taken)])
    assert result.exit_code == 1 and "不可写;用 -o 另指定文件夹" in result.stdout


def test_a_check_that_fails_in_an_unforeseen_way_is_a_problem_and_not_a_crash():
    def broken() -> str:
        raise RuntimeError("no county is installed")

    check = doctor._guarded("doctor.county", broken)
    assert not check.ok
    assert "no county is installed" in check.detail


def test_the_county_is_named_in_the_language_of_the_reader(tmp_path):
    for lang, name in (("zh", "嵊泗县"), ("en", "Shengsi County")):
        result = runner.invoke(app, ["doctor", "-o", str(tmp_path), "--lang", lang])
        assert f" {name} " in result.stdout
    assert result.stdout.isascii()
