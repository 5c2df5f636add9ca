"""`shengsi update` as a planner uses it, on a small posterior and invented accounts (示例数据)."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration import update as update_module
from calibration.calibrate import calibrate
from calibration.conditioning import CountyRuns, usable
from calibration.county import SHIPPED, load_shipped
from calibration.faults import Words
from calibration.history import load_history
from calibration.importance import WeightError
from calibration.particles import Settings
from calibration.posterior import Posterior, read_posterior
from model.policy import build_policy
from shengsi.cli import app
from shengsi.text import set_language, texts
from shengsi.update_credits import points_text
from shengsi.update_documents import CREDIT_COLUMNS, NUMBER_COLUMNS, UPDATE_COLUMNS
from tests.shengsi.sound import check_verified

runner = CliRunner()
SETTINGS = Settings(seed=5, start=256, particles=64, budget=40_000, ess_floor=32.0)
HEADER = "指标,年份,数值,单位,等级,用途,算子,误差,出处"
FILES = [
    "accounts.csv", "credit.csv", "manifest.json", "numbers.csv", "observations.csv",
    "posterior.parquet", "report.txt", "update.csv",
]  # fmt: skip


@pytest.fixture(autouse=True)
def chinese_again():
    yield
    set_language("zh")


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    observations, _ = usable(load_history(SHIPPED / "history.csv"), 2022)
    runs = CountyRuns(load_shipped(), tuple(observations), jobs=2)
    return calibrate(runs, SETTINGS, notes={"roster": False, "accounts": False})


@pytest.fixture(scope="module")
def middle(posterior: Posterior) -> dict[str, float]:
    """What the pairs expect of 2023, in 亿元: medians."""
    runs = CountyRuns(load_shipped(), (), jobs=2)
    policy = build_policy(runs.spec, runs.spec.plan, last_year=2023)
    codes = ("gdp", "revenue_above_scale")
    found = runs.series(runs.draws(posterior.u, posterior.seeds), policy, codes)
    return {code: float(np.median(found[code][:, -1])) / 1e4 for code in codes}


@pytest.fixture
def old(posterior: Posterior, tmp_path: Path) -> Path:
    path = tmp_path / "old.parquet"
    path.write_bytes(posterior.to_bytes())
    return path


def write(folder: Path, *rows: str, name: str = "2023.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def gdp(value: float, error: float = 0.5, year: int = 2023, use: str = "对照") -> str:
    return f"地区生产总值,{year},{value:.6g},亿元,推算,{use},水平,{error},示例数据"


def revenue(value: float, error: float = 0.8) -> str:
    return f"规上工业营业收入,2023,{value:.6g},亿元,推算,对照,水平,{error},示例数据"


def run(*words: object, code: int = 0):
    result = runner.invoke(app, ["update", *map(str, words)])
    assert result.exit_code == code, result.output
    return result


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def test_a_report_is_printed_and_everything_lies_in_a_new_folder(
    old: Path, middle: dict[str, float], tmp_path: Path
) -> None:
    before = old.read_bytes()
    accounts = write(tmp_path, gdp(middle["gdp"]), revenue(0.7 * middle["revenue_above_scale"]))
    words = ("--accounts", accounts, "--posterior", old, "-o", tmp_path / "out", "-j", 2)
    result = run(*words)
    (folder,) = (tmp_path / "out").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert "_update_" in folder.name and str(folder) in result.stdout
    text = result.stdout
    assert "新增 2 个数" in text and "示例数据" in text and "T1 规上企业营业收入" in text
    assert (folder / "report.txt").read_text("utf-8").strip() in text
    assert old.read_bytes() == before
    new = read_posterior(folder)
    assert [obs.year for obs in new.observations[-2:]] == [2023, 2023]
    check_verified(folder, "update", "report.txt")
    assert new.manifest["update"]["method"] == "weights" and new.manifest["update"]["example"]
    tables = {name: rows(folder / name) for name in ("update.csv", "credit.csv", "numbers.csv")}
    for name, columns in (
        ("update.csv", UPDATE_COLUMNS), ("credit.csv", CREDIT_COLUMNS),
        ("numbers.csv", NUMBER_COLUMNS),
    ):  # fmt: skip
        assert tuple(tables[name][0]) == columns and tables[name][0]["example"] == "1"
    for row in tables["update.csv"]:
        credits = [float(c["credit"]) for c in tables["credit.csv"] if c["target"] == row["target"]]
        assert sum(credits) == pytest.approx(float(row["change"]), abs=1e-9)
    # Never overwritten: the same again is another folder with the same results.
    run(*words)
    first, second = sorted((tmp_path / "out").iterdir())
    assert first.name[-8:] == folder.name[-8:] or second.name.endswith("-2")
    for name in set(FILES) - {"manifest.json"}:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_json_is_one_document_and_nothing_else(
    old: Path, middle: dict[str, float], tmp_path: Path
) -> None:
    accounts = write(tmp_path, gdp(middle["gdp"]))
    result = run("--accounts", accounts, "--posterior", old, "-o", tmp_path, "--json", "-q")
    found = json.loads(result.stdout)
    assert result.stderr == "" and found["method"] == "weights" and found["example"]
    assert {"T1", "T3", "T4"} <= {row["target"] for row in found["targets"]}
    (number,) = found["numbers"]
    assert number["number"] == "A" and number["change"] == "added" and 0 < number["position"] < 1
    assert found["histories"]["after"] <= 1.1 * found["histories"]["before"]
    assert found["credits_kind"] == "share" and {r["kind"] for r in found["credits"]} == {"share"}
    assert {row["credit_kind"] for row in found["targets"] if row["moved_by"]} <= {"share"}
    # A single number has all the credit.
    assert all(row["credit"] == pytest.approx(target["change"])
               for row, target in zip(found["credits"], found["targets"], strict=True))  # fmt: skip


def test_sharp_numbers_are_told_apart_with_moves_and_said_in_english(
    old: Path, middle: dict[str, float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_module, "HISTORIES", 2.0)
    accounts = write(
        tmp_path,
        gdp(0.95 * middle["gdp"], 0.03),
        revenue(0.7 * middle["revenue_above_scale"], 0.2),
    )
    words = ("--accounts", accounts, "--posterior", old, "-o", tmp_path / "out", "--lang", "en")
    result = run(*words, "--no-progress")
    said = " ".join(result.stdout.split())
    assert "tempered in steps" in said and "above-scale revenue 2023" in said
    assert "Credit: the numbers are let in one after the other" in result.stdout
    assert not any("\u4e00" <= char <= "\u9fff" for char in result.stdout.replace("亿元", ""))
    (folder,) = (tmp_path / "out").iterdir()
    assert read_posterior(folder).manifest["update"]["method"] == "moves"
    without = run(*words, "--credit", 0, "-q")
    assert "not looked for (--credit 0)" in without.stdout


def test_dry_run_says_what_is_new_and_writes_nothing(
    old: Path, middle: dict[str, float], tmp_path: Path, posterior: Posterior
) -> None:
    known = next(o for o in posterior.observations if o.variable == "gdp" and o.year == 2021)
    accounts = write(
        tmp_path,
        gdp(middle["gdp"]),
        gdp(known.value * 1.02e-4, known.error, 2021),
    )
    words = ("--accounts", accounts, "--posterior", old, "-o", tmp_path / "out", "--dry-run")
    text = run(*words).stdout
    assert "新增 1,改数 1,停用 0" in text and "改数 地区生产总值 2021" in text
    found = json.loads(run(*words, "--json").stdout)
    assert found["dry_run"] and [n["change"] for n in found["numbers"]] == ["added", "revised"]
    assert not (tmp_path / "out").exists()


# What goes wrong: one line each, exit 3, and nothing written.


def refused(old: Path, tmp_path: Path, *given: str, lang: str = "zh", code: int = 3) -> str:
    accounts = write(tmp_path, *given)
    words = ("--accounts", accounts, "--posterior", old, "-o", tmp_path / "out", "--lang", lang)
    result = run(*words, "-q", code=code)
    assert result.stdout == "" and not (tmp_path / "out").exists()
    (line,) = result.stderr.strip().splitlines()
    line.encode("gbk")
    return line


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_nothing_can_be_trusted_another_command_is_named_that_can_be_told_more(
    old: Path, tmp_path: Path, middle: dict[str, float], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """An update has no --start or --budget of its own to offer."""

    def collapsed(*_: object, **__: object) -> None:
        raise WeightError(Words("只剩 4.2 段", "4.2 are left"), 4.2, float("nan"))

    monkeypatch.setattr("calibration.update.update", collapsed)
    line = refused(old, tmp_path, gdp(middle["gdp"]), lang=lang, code=1)
    assert "shengsi calibrate --accounts" in line and "4.2" in line


def test_dates_in_the_future(old: Path, tmp_path: Path) -> None:
    assert "还没有到" in refused(old, tmp_path, gdp(150, year=2029).replace("2029", "2030"))


def test_a_unit_that_is_off_by_ten_thousand(old: Path, tmp_path: Path) -> None:
    line = refused(old, tmp_path, gdp(1_400_000))
    assert "2023.csv:2:" in line and "10^4" in line
    assert "10^4" in refused(old, tmp_path, gdp(1_400_000), lang="en")


def test_rows_that_contradict_each_other(old: Path, tmp_path: Path) -> None:
    assert "矛盾" in refused(old, tmp_path, gdp(140, 0.01), gdp(160, 0.01))


def test_no_rows_and_no_number_to_be_held_to(old: Path, tmp_path: Path) -> None:
    assert "没有" in refused(old, tmp_path)
    assert "没有用于对照" in refused(old, tmp_path, gdp(140, use="了解"))


def test_nothing_new(old: Path, tmp_path: Path, posterior: Posterior) -> None:
    known = next(o for o in posterior.observations if o.variable == "gdp" and o.year == 2021)
    row = gdp(122.65, known.error, 2021)
    assert "没有带来新的信息" in refused(old, tmp_path, row)


def test_a_number_that_no_pair_and_no_prior_run_reaches(old: Path, tmp_path: Path) -> None:
    line = refused(old, tmp_path, gdp(20_000, 0.02).replace("亿元", "亿元"), lang="zh")
    assert "gdp 2023" in line or "地区生产总值" in line


def test_a_single_row_is_said_to_hold_one_thing(
    old: Path, middle: dict[str, float], tmp_path: Path
) -> None:
    accounts = write(tmp_path, gdp(middle["gdp"]))
    result = run("--accounts", accounts, "--posterior", old, "--dry-run")
    assert "只有一个用于对照" in result.stderr


def test_a_posterior_that_is_missing_damaged_or_of_another_county(
    old: Path, tmp_path: Path, posterior: Posterior
) -> None:
    assert "找不到后验" in refused(tmp_path / "none.parquet", tmp_path, gdp(140))
    old.write_bytes(old.read_bytes()[:-40])
    assert "损坏" in refused(old, tmp_path, gdp(140))
    old.write_bytes(replace(posterior, log_likelihood=posterior.log_likelihood + 1.0).to_bytes())
    assert "不符" in refused(old, tmp_path, gdp(140))


def test_a_folder_that_cannot_be_written_is_one_line(
    old: Path, middle: dict[str, float], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    accounts = write(tmp_path, gdp(middle["gdp"]))
    words = ("--accounts", accounts, "--posterior", old, "-o", tmp_path / "file" / "out", "-q")
    result = run(*words, code=1)
    assert "无法写入" in result.stderr and result.stderr.count("\n") == 1


def test_an_interruption_leaves_nothing_behind(
    old: Path, middle: dict[str, float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*words: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scenarios.update_effects.play", stop)
    accounts = write(tmp_path, gdp(middle["gdp"]))
    words = ("--accounts", accounts, "--posterior", old, "-o", tmp_path / "out")
    result = run(*words, "-q", code=130)
    assert "旧后验没有改动" in result.stderr and not (tmp_path / "out").exists()


def test_accounts_are_required(tmp_path: Path) -> None:
    assert "--accounts" in run(code=2).stderr


@pytest.mark.parametrize(
    ("value", "sd", "said"),
    [
        (0.123, 0.02, "+12 ±4"),
        (-0.034, 0.04, "-3 ±8"),
        (0.21, 0.07, "+20 ±15"),
        (-0.005, 0.0022, "-0.5 ±0.5"),
        (0.0004, 0.006, "0 ±2"),
        (0.0, 0.0, "0 ±0.0"),
    ],
)
def test_changes_carry_no_more_digits_than_their_error(value: float, sd: float, said: str) -> None:
    assert points_text(value, sd) == said


def test_everything_said_prints_on_a_gbk_terminal() -> None:
    for pair in texts("update").values():
        assert "".join(pair).encode("gbk")
