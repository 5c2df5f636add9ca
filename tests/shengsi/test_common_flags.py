"""Every command takes the same flags, and they mean the same everywhere."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from scenarios import forecast as job
from shengsi.cli import app
from shengsi.commands import command_names
from shengsi.text import set_language
from tests.scenarios.fake_engine import PART, fake_engine

runner = CliRunner()
# Every name of a flag, and its help: the same words say that it is the same flag.
COMMON = {
    ("--quiet", "-q"): "@opt.quiet",
    ("--no-progress",): "@opt.no_progress",
    ("--json",): "@opt.json",
    ("--lang",): "@opt.lang",
    ("--verbose", "-v"): "@opt.verbose",
}
# What writes nothing that a user keeps; every other command takes --force as well.
READERS = {
    *("scenario list", "scenario show", "scenario diff", "scenario validate", "scenario levers"),
    *("targets list", "targets check", "runs list", "runs show", "runs verify"),
    *("data check", "data sources", "doctor"),
}
# Short names mean the same wherever they are taken.
SHORT = {
    "-s": "--scenario", "-n": "--draws", "-j": "--jobs", "-o": "--out", "-q": "--quiet",
    "-v": "--verbose",
}  # fmt: skip


def every_command() -> Iterator[tuple[str, Any]]:
    """Name and command object of each command and subcommand, as their modules declare them."""
    for name in command_names():
        module = importlib.import_module(f"shengsi.commands.{name}")
        command = typer.main.get_command(module.app)
        children = getattr(command, "commands", None)
        if children is None:
            yield name, command
        else:
            yield from ((f"{name} {child}", item) for child, item in children.items())


COMMANDS = dict(every_command())


def options(command: Any) -> dict[str, Any]:
    """Options of a command by each of their names."""
    return {name: param for param in command.params for name in param.opts}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_the_common_flags(name: str) -> None:
    taken = options(COMMANDS[name])
    wanted = {flag for flags in COMMON for flag in flags}
    if name not in READERS:
        wanted.add("--force")
    assert wanted <= set(taken)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_common_flag_means_the_same_everywhere(name: str) -> None:
    taken = options(COMMANDS[name])
    for flags, said in COMMON.items():
        for flag in set(flags) & set(taken):
            assert taken[flag].help == said, flag
    for short, long in SHORT.items():
        if short in taken:
            assert long in taken[short].opts


def test_the_readers_are_commands() -> None:
    assert set(COMMANDS) >= READERS
    assert set(COMMANDS) >= set(WORDS)


# With all of them given at once: one JSON document, nothing beside it.

WORDS: dict[str, list[str]] = {
    "scenario list": [],
    "scenario show": ["plan"],
    "scenario diff": ["plan", "stress_credit"],
    "scenario validate": ["plan"],
    "scenario levers": [],
    "scenario new": ["mine", "--force"],
    "targets list": [],
    "targets check": [],
    "targets gap": ["--force"],
    "discover": ["--target", "T1", "--force"],
    "runs list": [],
    "runs show": [],
    "runs verify": [],
    "runs resume": ["latest", "--force"],
    "doctor": [],
    "docs": ["-o", "pages", "--force"],
    "run": ["-s", "no_plan", "--years", "2018", "--force"],
    "forecast": ["-s", "plan", "-n", "9", "--no-figures", "--force"],
    "compare": ["-s", "plan", "-n", "9", "--no-figures", "--force"],
    "attribute": ["--within", "digital", "-n", "9", "--no-figures", "--force"],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder with one finished run, on the made-up engine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHENGSI_LANG", raising=False)
    monkeypatch.setattr(job, "_engine", lambda: fake_engine)
    monkeypatch.setattr(job, "usual_part_draws", lambda *_: PART)
    words = ["forecast", "-s", "no_plan", "-n", "9", "--no-figures", "-q"]
    assert runner.invoke(app, words).exit_code == 0
    yield tmp_path
    set_language("zh")


@pytest.mark.parametrize("name", WORDS)
def test_with_all_common_flags_there_is_one_document_and_nothing_beside_it(
    folder: Path, name: str
) -> None:
    flags = ["-q", "--no-progress", "--json", "--lang", "en", "-v"]
    result = runner.invoke(app, [*name.split(), *WORDS[name], *flags])
    assert result.exit_code == 0, result.output
    json.loads(result.stdout)
    assert result.stderr == ""
