"""With `--json` a command that fails still prints one document, which says what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from shengsi.cli import app
from shengsi.text import set_language
from tests.shengsi.test_common_flags import COMMANDS

runner = CliRunner()

# Of each command a mistake that only its own work can find, with the exit code.
MISTAKES: dict[str, tuple[list[str], int]] = {
    "forecast": (["-s", "plann"], 3),
    "run": (["-s", "plann"], 3),
    "compare": (["nope"], 2),
    "attribute": (["--target", "T99"], 2),
    "calibrate": (["--resume", "nope"], 3),
    "backtest": (["--origins", "1999"], 2),
    "update": (["--accounts", "nope.xlsx"], 3),
    "targets check": (["nope"], 2),
    "scenario show": (["plann"], 3),
    "scenario diff": (["plan", "plann"], 3),
    "scenario new": (["mine", "--extends", "plann"], 3),
    "scenario levers": (["--group", "nope"], 2),
    "data template": (["nope"], 2),
    "runs show": (["nope"], 2),
    "runs verify": (["nope"], 2),
    "runs resume": (["nope"], 2),
    "docs": ([], 2),
}


@pytest.fixture(autouse=True)
def an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHENGSI_LANG", raising=False)
    yield
    set_language("zh")


def the_problems(result: Result, code: int) -> list[str]:
    """Problems of the one document; the same lines are on stderr."""
    assert result.exit_code == code, result.output
    document = json.loads(result.stdout)
    assert document["ok"] is False and document["exit_code"] == code
    assert document["problems"] == result.stderr.splitlines() != []
    return [str(line) for line in document["problems"]]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_line_that_cannot_be_read_gives_a_document(name: str) -> None:
    result = runner.invoke(app, [*name.split(), "--json", "--nothing"])
    (problem,) = the_problems(result, 2)
    assert "--nothing" in problem


@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mistake_that_the_command_finds_gives_a_document(name: str, lang: str) -> None:
    words, code = MISTAKES[name]
    result = runner.invoke(app, [*name.split(), *words, "--json", "--lang", lang])
    problems = the_problems(result, code)
    assert lang == "zh" or all(line.isascii() for line in problems), problems


def test_a_number_out_of_range_gives_a_document() -> None:
    (problem,) = the_problems(runner.invoke(app, ["forecast", "-n", "0", "--json"]), 2)
    assert "--draws" in problem


def test_a_file_that_is_there_already_gives_a_document() -> None:
    words = ["scenario", "new", "mine", "--json"]
    assert runner.invoke(app, words).exit_code == 0
    (problem,) = the_problems(runner.invoke(app, words), 1)
    assert "mine.yaml" in problem and "--force" in problem


def test_an_interruption_gives_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scenarios.loader.load_library", stop)
    assert the_problems(runner.invoke(app, ["scenario", "list", "--json"]), 130) == ["已中断"]


def test_an_unknown_language_in_the_environment_gives_a_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHENGSI_LANG", "fr")
    (problem,) = the_problems(runner.invoke(app, ["scenario", "list", "--json"]), 2)
    assert "SHENGSI_LANG = fr" in problem


def test_a_command_with_its_own_document_about_faults_prints_no_second_one() -> None:
    for words in (["scenario", "validate", "plann"], ["data", "check", "nope.xlsx"]):
        result = runner.invoke(app, [*words, "--json"])
        assert result.exit_code == 3
        document = json.loads(result.stdout)
        assert document["valid"] is False and "ok" not in document


def test_what_fails_after_the_document_does_not_print_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from shengsi.commands import scenario

    printed = scenario.emit_json

    def print_and_fail(document: object) -> None:
        printed(document)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scenario, "emit_json", print_and_fail)
    result = runner.invoke(app, ["scenario", "list", "--json"])
    assert result.exit_code == 1 and "磁盘已满" in result.stderr
    assert isinstance(json.loads(result.stdout), list)


def test_without_json_nothing_but_stderr_is_written() -> None:
    result = runner.invoke(app, ["forecast", "-s", "plann"])
    assert result.exit_code == 3 and result.stdout == "" and "plann" in result.stderr
