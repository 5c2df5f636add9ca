"""Options of `shengsi calibrate` that do not go together, and a calibration that runs out of runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration.posterior import read_posterior
from shengsi.cli import app
from shengsi.text import set_language

runner = CliRunner()
SMALL = ("-n", 100, "--start", 512, "--seed", 5, "--no-report", "-q")
REFUSED = {
    "a report makes no pairs": ("--report", "-n", "100"),
    "a report takes no accounts": ("--report", "--accounts", "own.xlsx"),
    "a report takes no start": ("--report", "--start", "131072"),
    "a report takes no budget": ("--report", "--budget", "600000"),
    "a report is of what is there": ("--report", "--cautious"),
    "what goes on keeps its caution": ("--resume", "folder", "--cautious"),
    "a posterior is for a report": ("--posterior", "mine"),
    "a prior check reports nothing": ("--prior-check", "--report"),
    "a prior check takes no accounts": ("--prior-check", "--accounts", "own.xlsx"),
    "what goes on keeps its pairs": ("--resume", "folder", "-n", "100"),
    "what goes on keeps its seed": ("--resume", "folder", "--seed", "2023"),
    "fewer prior runs than pairs": ("--start", "100", "-n", "200"),
    "a budget that the start uses up": ("--start", "1024", "-n", "100", "--budget", "1000"),
    "the same in a rehearsal": ("--budget", "1000", "--dry-run"),
}


@pytest.fixture(autouse=True)
def chinese_again():
    yield
    set_language("zh")


def run(*words: object, code: int = 0):
    result = runner.invoke(app, ["calibrate", *map(str, words)])
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_an_option_without_effect_is_refused_in_one_line(words: tuple[str, ...], lang: str):
    said = run(*words, "--lang", lang, code=2).stderr
    assert said.count("\n") == 1 and said.encode("gbk")
    assert any("\u4e00" <= char <= "\u9fff" for char in said) == (lang == "zh")


def test_a_rehearsed_report_writes_nothing(tmp_path: Path):
    out = tmp_path / "report"
    assert "1999 对" in run("--report", "--dry-run", "-q", "-o", out).stdout
    said = json.loads(run("--report", "--dry-run", "-q", "--json", "-o", out).stdout)
    assert said["dry_run"] and said["pairs"] == 1999 and not out.exists()


def test_a_calibration_out_of_runs_says_where_and_goes_on_with_more(tmp_path: Path):
    said = run(*SMALL, "--budget", 1000, "-o", tmp_path, "--lang", "en", code=1).stderr
    (partial,) = tmp_path.glob("*.partial")
    assert said.count("\n") == 1 and "unexpected" not in said and "stage 1, temperature" in said
    assert f"--resume {partial} --budget" in said
    assert not any("\u4e00" <= char <= "\u9fff" for char in said)
    again = run("--resume", partial, "-q", "--no-report", code=1).stderr
    assert "第 1 步、温度" in again and "运行上限" in again and partial.is_dir()
    assert "允许" in run("--resume", partial, "--budget", 900, code=2).stderr
    words = ("--resume", partial, "--budget", 20_000, "-q", "--no-report", "--json")
    found = json.loads(run(*words).stdout)
    whole = json.loads(run(*SMALL, "--budget", 20_000, "-o", tmp_path, "--json").stdout)
    first, second = (read_posterior(Path(item["folder"])) for item in (found, whole))
    assert first.to_bytes() == second.to_bytes()
    refused = run("--resume", found["folder"], code=2)
    assert "已经做完" in refused.stderr and refused.stderr.count("\n") == 1
    assert read_posterior(Path(found["folder"])).to_bytes() == second.to_bytes()
