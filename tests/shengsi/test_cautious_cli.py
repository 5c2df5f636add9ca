"""`--cautious` as a planner with years of sharp accounts uses it (示例数据: invented numbers)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration.let_in import share_let_in
from calibration.posterior import read_posterior
from shengsi.cli import app
from shengsi.text import set_language

runner = CliRunner()
SMALL = ("--start", 512, "-n", 100, "--seed", 5, "-q")
ROWS = [
    "指标,年份,数值,单位,等级,用途,算子,误差,出处",
    *(
        f"{name},{year},{value},{unit},公布,对照,{way},0.02,示例数据"
        for year, factor in ((2018, 1.0), (2019, 1.1))
        for name, value, unit, way in (
            ("规上工业营业收入", 13.0 * factor, "亿元", "水平"),
            ("工业增加值", 8.0 * factor, "亿元", "水平"),
            ("规上工业税收", 0.6 * factor, "亿元", "水平"),
            ("规上工业企业数", round(20 * factor), "家", "个数"),
        )
    ),
]


@pytest.fixture(autouse=True)
def chinese_again():
    yield
    set_language("zh")


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return path


def run(command: str, *words: object, code: int = 0):
    result = runner.invoke(app, [command, *map(str, words)])
    assert result.exit_code == code, result.output
    return result


def test_too_sharp_accounts_are_refused_and_the_refusal_names_the_option(
    accounts: Path, tmp_path: Path
) -> None:
    words = ("--accounts", accounts, *SMALL, "--no-report", "-o", tmp_path)
    said = run("calibrate", *words, code=1).stderr
    assert "--cautious" in said and said.count("\n") == 1 and said.encode("gbk")


def test_cautious_lets_them_in_in_part_and_everything_made_of_it_says_so(
    accounts: Path, tmp_path: Path
) -> None:
    words = ("--accounts", accounts, "--cautious", *SMALL, "--no-report", "-o", tmp_path / "out")
    said = run("calibrate", *words).stdout
    assert "数据只放进 " in said and "独立历史太少" in said and said.encode("gbk")
    (folder,) = (tmp_path / "out").iterdir()
    posterior = read_posterior(folder)
    power = share_let_in(posterior.observations)
    assert 0.0 < power < 1.0 and posterior.ess >= 25.0
    assert posterior.manifest["status"] == "histories"
    share = f"{100 * power:.2g}"
    assert f"放进 {share}%" in said
    words = ("--posterior", folder, "-s", "plan", "-n", 20, "-q", "--no-figures")
    words = (*words, "-o", tmp_path / "runs")
    forecast = run("forecast", *words, "--lang", "en").stdout
    assert f"data let in to {share} %, as if errors were" in forecast
    document = json.loads(run("forecast", *words, "--json").stdout)
    assert f"数据只放进{share}%" in json.dumps(document, ensure_ascii=False)


def test_it_changes_nothing_where_all_can_be_let_in(tmp_path: Path) -> None:
    found = []
    for extra in ((), ("--cautious",)):
        words = (*SMALL, "--no-report", "--json", "-o", tmp_path, *extra)
        said = json.loads(run("calibrate", *words).stdout)
        assert said["status"] == "complete" and said["numbers"]["let_in"] == 1.0
        found.append(read_posterior(Path(said["folder"])))
    assert found[0].u.tobytes() == found[1].u.tobytes()


def test_a_rehearsal_tells_that_it_would_be_cautious(accounts: Path, tmp_path: Path) -> None:
    words = ("--accounts", accounts, "--dry-run", "-q", "-o", tmp_path / "out")
    assert "50" in run("calibrate", *words, "--cautious").stdout.splitlines()[-1]
    assert json.loads(run("calibrate", *words, "--cautious", "--json").stdout)["cautious"] is True
    assert json.loads(run("calibrate", *words, "--json").stdout)["cautious"] is False


def update_words(accounts: Path, tmp_path: Path) -> tuple[object, ...]:
    """A small posterior, and the options that update it by the accounts."""
    said = json.loads(run("calibrate", *SMALL, "--no-report", "--json", "-o", tmp_path).stdout)
    return ("--accounts", accounts, "--posterior", said["folder"], "-q", "-o", tmp_path / "out")


@pytest.mark.slow
def test_an_update_by_too_many_sharp_numbers_is_refused_and_names_the_option(
    accounts: Path, tmp_path: Path
) -> None:
    words = update_words(accounts, tmp_path)
    refused = run("update", *words, "--credit", 0, "--lang", "en", code=1).stderr
    assert "--cautious" in refused and "the old one is as it was" in refused
    assert not list((tmp_path / "out").glob("*"))


def test_an_update_by_too_many_sharp_numbers_goes_on_cautiously(
    accounts: Path, tmp_path: Path
) -> None:
    words = update_words(accounts, tmp_path)
    done = run("update", *words, "--credit", 0, "--cautious", "--lang", "zh").stdout
    assert "全部的数" in done and "放宽到" in done
    (folder,) = (tmp_path / "out").iterdir()
    new = read_posterior(folder)
    assert share_let_in(new.observations) < 1.0 and new.manifest["update"]["method"] == "rerun"
    assert "data let in to" in json.dumps(
        json.loads(run("forecast", "--posterior", folder, "-s", "plan", "-n", 10, "-q", "--json", "--no-figures",
                       "-o", tmp_path / "runs").stdout)
    )  # fmt: skip
