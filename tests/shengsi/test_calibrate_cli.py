"""`shengsi calibrate --prior-check` as an analyst uses it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration.county import SHIPPED, load_shipped
from calibration.history import load_history
from calibration.posterior import read_posterior
from calibration.prior_predictive import PriorCheck, check_prior, load_context
from shengsi.cli import app
from shengsi.prior_check import COLUMNS, check_csv, check_document, check_text, percent
from shengsi.prior_figure import check_png
from shengsi.text import set_language, texts
from tests.shengsi.sound import check_verified

runner = CliRunner()


@pytest.fixture(autouse=True)
def chinese_again():
    yield
    set_language("zh")


@pytest.fixture(scope="module")
def check() -> PriorCheck:
    record = load_history(SHIPPED / "history.csv")
    return check_prior(load_shipped(), record, load_context(SHIPPED / "prior_context.csv"), 40, 1)


def run(*words: object, code: int = 0):
    result = runner.invoke(app, ["calibrate", *map(str, words)])
    assert result.exit_code == code, result.output
    return result


def test_a_plan_of_the_calibration_names_every_observation_and_writes_nothing(tmp_path: Path):
    result = run("--dry-run", "-o", tmp_path / "out")
    assert "7 个观测" in result.stdout and "地区生产总值 2021 = 122.65亿元" in result.stdout
    assert not (tmp_path / "out").exists()
    assert "7 observations" in run("--dry-run", "--lang", "en").stdout
    assert run("-n", 20, code=2).stderr.count("\n") == 1


def test_a_small_calibration_leaves_a_posterior_that_forecasts_take(tmp_path: Path):
    words = ("--start", 512, "-n", 100, "--seed", 3, "--no-report", "-q", "-o", tmp_path)
    said = json.loads(run(*words, "--json").stdout)
    folder = Path(said["folder"])
    assert said["status"] == "complete" and said["parameter_sets"] > 50
    assert said["lineages"] >= said["ess"] < said["floor"] == 50
    assert f"only {said['ess']:.0f} independent histories" in said["few"]["en"]
    assert len(said["observations"]) == 7 and said["observations"][0]["origin"]
    assert (folder / "observations.csv").is_file() and not list(tmp_path.glob("*.partial"))
    assert len(read_posterior(folder)) == said["pairs"]
    check_verified(folder, "calibrate", "posterior.parquet")
    assert "--resume" in runner.invoke(app, ["calibrate", "--help"]).stdout
    assert "不是校准的文件夹" in run("--resume", tmp_path, code=3).stderr


def test_the_check_prints_both_tables_and_writes_table_and_figure(tmp_path: Path):
    out = tmp_path / "check"
    text = run("--prior-check", "-n", 20, "--seed", 1, "-o", out, "-q").stdout
    assert "20 次抽样(失败 0),种子 1" in text and "规上工业一季度营业收入 2020" in text
    assert "旁证" in text and "洞头区2015年" in text and str(out) in text
    assert sorted(path.name for path in out.iterdir()) == ["prior_check.csv", "prior_check.png"]
    assert (out / "prior_check.png").read_bytes().startswith(b"\x89PNG")


def test_json_is_one_document_and_nothing_else(tmp_path: Path):
    words = ("--prior-check", "-n", 20, "--seed", 1, "-o", tmp_path, "--json", "--no-progress")
    document = json.loads(run(*words).stdout)
    assert document["draws"] == 20 and document["failed"] == 0
    assert len(document["observations"]) == 7 and len(document["context"]) > 5
    first = document["observations"][0]
    assert first["indicator"] == "revenue_above_scale_q1" and first["observed"] == 10_000.0
    assert first["p05"] <= first["p50"] <= first["p95"]
    assert document["context"][0]["verdict"] is None


def test_an_existing_check_is_kept_unless_forced(tmp_path: Path):
    words = ("--prior-check", "-n", 5, "-q", "-o", tmp_path)
    run(*words)
    before = (tmp_path / "prior_check.csv").read_bytes()
    refused = run(*words, code=2)
    assert "已经存在" in refused.stderr and "--force" in refused.stderr
    run(*words, "--force")
    assert (tmp_path / "prior_check.csv").read_bytes() == before


def test_dry_run_writes_nothing(tmp_path: Path):
    out = tmp_path / "check"
    text = run("--prior-check", "-n", 7, "--dry-run", "-o", out).stdout
    assert "将运行 7 次先验抽样" in text and "7 个观测" in text
    document = json.loads(run("--prior-check", "--dry-run", "--json", "-o", out).stdout)
    assert document["dry_run"] and document["fit"] == 7
    assert not out.exists()


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    words = ("--prior-check", "-n", 5, "-q", "-o", tmp_path / "file" / "check")
    result = run(*words, code=1)
    assert "无法写入" in result.stderr and result.stderr.count("\n") == 1


def test_csv_opens_in_excel_and_has_every_row(check: PriorCheck):
    data = check_csv(check)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(check.fit) + len(check.context)
    assert {row["kind"] for row in rows} == {"fit", "context"}
    assert all(row["source"] and row["seed"] == "1" for row in rows)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_said_prints_on_a_gbk_terminal(check: PriorCheck, lang: str):
    text = check_text(check, lang)
    text.encode("gbk")
    assert "nan" not in text.split() and "None" not in text
    for pair in texts("calibrate").values():
        "".join(pair).encode("gbk")
    if lang == "en":
        assert not any("\u4e00" <= char <= "\u9fff" for char in text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_figure_has_a_glyph_for_every_character(check: PriorCheck, lang: str):
    # A missing glyph is a warning, and warnings are errors here.
    assert len(check_png(check, lang, "2023-04-01")) > 20_000


def test_the_figure_is_the_same_bytes_again(check: PriorCheck):
    assert check_png(check, "zh", "2023-04-01") == check_png(check, "zh", "2023-04-01")


def test_small_shares_are_not_called_nothing(check: PriorCheck):
    assert percent(0.0) == "0%" and percent(1.0) == "100%"
    assert percent(0.004) == "0.4%" and percent(0.996) == "99.6%" and percent(0.5) == "50%"
    assert check_document(check)["within_2sd_of_all"] == check.together
