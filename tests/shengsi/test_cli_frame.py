"""The front door: help, languages, usage errors, exit codes, terminals and pipes."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from calibration.errors import DataError
from shengsi.cli import app
from shengsi.commands import HIDDEN, command_names
from shengsi.failures import describe
from shengsi.options import path_of, year_span
from shengsi.text import set_language

runner = CliRunner()
# Every option of these must be explained in both languages.
HEAVY = ("numba", "pandas", "scipy", "matplotlib", "mesa", "numpy", "rich", "ruamel")


@pytest.fixture(autouse=True)
def chinese_again(monkeypatch):
    monkeypatch.delenv("SHENGSI_LANG", raising=False)
    yield
    set_language("zh")


def shell(*words, **env):
    """Run the program as a shell does; the result has text in UTF-8 unless told otherwise."""
    encoding = env.get("PYTHONIOENCODING", "utf-8")
    return subprocess.run(
        [sys.executable, "-m", "shengsi.cli", *words],
        capture_output=True,
        encoding=encoding,
        env={**os.environ, "PYTHONIOENCODING": encoding, **env},
        timeout=120,
        check=False,
    )


def test_help_is_chinese_by_default_and_english_on_request():
    chinese = runner.invoke(app, ["--help"])
    english = runner.invoke(app, ["--help", "--lang", "en"])
    assert chinese.exit_code == english.exit_code == 0
    assert "用法: shengsi" in chinese.stdout and "情景:列表" in chinese.stdout
    assert "Usage: shengsi" in english.stdout and "scenarios: list" in english.stdout


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_language_may_be_named_anywhere(place):
    words = ["scenario", "list"]
    words[place:place] = ["--lang", "en"]
    result = runner.invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "starts from" in result.stdout


def test_the_language_may_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("SHENGSI_LANG", "en")
    assert "Usage: shengsi" in runner.invoke(app, ["--help"]).stdout
    assert "用法" in runner.invoke(app, ["--lang", "zh", "--help"]).stdout
    monkeypatch.setenv("SHENGSI_LANG", "fr")
    wrong = runner.invoke(app, ["--help"])
    assert wrong.exit_code == 2
    assert "SHENGSI_LANG = fr" in wrong.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", command_names())
def test_every_command_explains_itself_in_both_languages(name, lang):
    result = runner.invoke(app, [name, "--help", "--lang", lang])
    assert result.exit_code == 0, result.output
    assert "@" not in result.stdout
    lines = result.stdout.splitlines()
    assert lines[2].strip(), "what the command does"
    has_chinese = any("\u4e00" <= char <= "\u9fff" for char in lines[2])
    assert has_chinese == (lang == "zh"), lines[2]


def test_hidden_commands_work_but_are_not_listed():
    listed = runner.invoke(app, ["--help"]).stdout
    for name in HIDDEN:
        assert f"  {name} " not in listed
        assert name in command_names()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["scenaro"], "错误:没有命令 scenaro。是否想用 scenario?(用法: shengsi --help)"),
        (["scenario", "lst"], "错误:没有命令 lst。是否想用 list?(用法: shengsi scenario --help)"),
        (
            ["scenario", "show", "plan", "--reslved"],
            "错误:没有选项 --reslved。是否想用 --resolved?(用法: shengsi scenario show --help)",
        ),
        (["scenario", "show"], "错误:缺少 NAME|FILE(用法: shengsi scenario show --help)"),
        (["scenario", "diff", "a"], "错误:缺少 NAME|FILE(用法: shengsi scenario diff --help)"),
        (
            ["scenario", "show", "plan", "more"],
            "错误:多出的参数:more(用法: shengsi scenario show --help)",
        ),
        (
            ["scenario", "show", "plan", "--set"],
            "错误:选项 --set 后面要有值",
        ),
        (
            ["scenario", "list", "--lang", "fr"],
            "错误:--lang 的值不对:可取:'zh', 'en'(用法: shengsi scenario list --help)",
        ),
        (
            ["scenario", "list", "--json=1"],
            "错误:选项 --json 后面不能有值",
        ),
        (["--nothing"], "错误:没有选项 --nothing(用法: shengsi --help)"),
    ],
)
def test_a_usage_error_is_one_line_and_code_2(words, said):
    result = runner.invoke(app, words)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [said]
    assert result.stdout == ""


def writing_commands():
    """Words of every command, subcommands included, that takes -o."""
    found = []

    def look(command, words):
        if any("-o" in param.opts for param in command.params):
            found.append(words)
        for name, child in getattr(command, "commands", {}).items():
            look(child, [*words, name])

    for name in command_names():
        module = importlib.import_module(f"shengsi.commands.{name}")
        look(typer.main.get_command(module.app), [name])
    return found


def test_a_dozen_commands_at_least_write_somewhere():
    assert len(writing_commands()) >= 12 and ["forecast"] in writing_commands()


@pytest.mark.parametrize("empty", [["-o", ""], ["--out="], ["-o", " "]])
@pytest.mark.parametrize("command", writing_commands(), ids=" ".join)
def test_an_empty_folder_is_a_usage_error_of_one_line(command, empty, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = runner.invoke(app, [*command, *empty])
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "错误:--out 的值不对:是空的;写出文件夹或文件,当前文件夹写 ."
        f"(用法: shengsi {' '.join(command)} --help)"
    ]
    assert result.stdout == "" and not list(tmp_path.iterdir())


def test_an_empty_file_is_a_usage_error_too():
    result = runner.invoke(app, ["forecast", "--roster", "", "--lang", "en"])
    assert result.exit_code == 2
    assert result.stderr.startswith("error: bad value for --roster: it is empty; ")


def test_the_current_folder_may_be_named():
    assert path_of(".") == Path()


def test_a_usage_error_follows_the_language():
    result = runner.invoke(app, ["scenaro", "--lang", "en"])
    assert result.stderr == (
        "error: there is no command scenaro. Did you mean scenario? (see shengsi --help)\n"
    )


@pytest.mark.parametrize("words", [[], ["scenario"]])
def test_no_command_shows_help_and_is_a_usage_error(words):
    result = runner.invoke(app, words)
    assert result.exit_code == 2
    assert "用法" in result.stderr and result.stdout == ""


def test_version():
    result = runner.invoke(app, ["--version"])
    assert result.exit_code == 0
    assert result.stdout.startswith("shengsi 0.")


@pytest.mark.parametrize(
    ("text", "years"),
    [
        (None, range(2017, 2028)),
        ("2030", range(2017, 2031)),
        ("2023-2027", range(2023, 2028)),
        ("2025-2025", range(2025, 2026)),
    ],
)
def test_years(text, years):
    assert year_span(text, 2017, 2027) == years


@pytest.mark.parametrize(
    "text", ["", "2031", "2016-2020", "2027-2023", "2023-2024-2025", "soon", "二〇二三"]
)
def test_wrong_years_are_a_usage_error(text):
    with pytest.raises(typer.BadParameter) as caught:
        year_span(text, 2017, 2027)
    code, lines = describe(caught.value)
    assert code == 2
    assert "--years" in lines[0] and "2017" in lines[0] and "2030" in lines[0]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (FileNotFoundError(2, "No such file", "x.csv"), 1, "错误:x.csv:没有这个文件或文件夹"),
        (PermissionError(13, "Permission denied", "out"), 1, "错误:out:没有权限"),
        (OSError(28, "No space left on device"), 1, "错误:读写失败(磁盘已满)"),
        (typer.BadParameter("path 'x.csv' is not readable."), 2, "x.csv 没有读取权限"),
        (MemoryError(), 1, "内存不足"),
        (ZeroDivisionError("division\nby zero"), 1, "意外错误 ZeroDivisionError: division by zero"),
    ],
)
def test_an_exception_becomes_one_line(error, code, said):
    found, lines = describe(error)
    assert found == code
    assert len(lines) == 1 and said in lines[0]


def test_starting_up_imports_nothing_heavy():
    words = "import sys; sys.argv = ['shengsi', '--help']\nfrom shengsi.cli import app\n"
    words += f"app(standalone_mode=False)\nprint([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, encoding="utf-8", check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_is_there_within_half_a_second_of_python_itself():
    def seconds(*words: str) -> float:
        tries = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run([sys.executable, *words], capture_output=True, check=True)
            tries.append(time.perf_counter() - start)
        return min(tries)

    assert seconds("-m", "shengsi.cli", "--help") - seconds("-c", "pass") < 0.5


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_every_terminal_can_show_the_tables(encoding):
    done = shell("scenario", "levers", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert "upgrade_subsidy" in done.stdout
    assert ("技术改造补助率" in done.stdout) == (encoding != "ascii")
    document = json.loads(shell("scenario", "list", "--json", PYTHONIOENCODING=encoding).stdout)
    assert document[1]["name_zh"] == "方案实施"


def test_a_reader_that_stops_reading_is_no_error():
    command = f"{sys.executable} -m shengsi.cli scenario levers --json | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert done.stdout.splitlines() == ["[", "0"]
    assert done.stderr == ""


def test_no_traceback_unless_asked_for(tmp_path):
    taken = tmp_path / "file"
    taken.write_text("x", encoding="utf-8")
    words = ["scenario", "new", "mine", "-o", str(taken / "below")]
    plain = shell(*words)
    assert plain.returncode == 1
    assert len(plain.stderr.splitlines()) == 1
    assert "Traceback" in shell(*words, "-v").stderr


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, ["已中断"]),
        (DataError(["a.csv:1:1: x", "a.csv:2:1: y"]), 3, ["a.csv:1:1: x", "a.csv:2:1: y"]),
        (RuntimeError("boom"), 1, ["意外错误 RuntimeError: boom;加 -v 看调用栈"]),
    ],
)
def test_what_a_command_raises_becomes_lines_and_a_code(monkeypatch, error, code, said):
    def fail(*_):
        raise error

    monkeypatch.setattr("scenarios.loader.load_library", fail)
    result = runner.invoke(app, ["scenario", "list"])
    assert result.exit_code == code
    assert result.stderr.splitlines() == said
    assert result.stdout == ""
