"""`shengsi update` where the posterior had to be found afresh (示例数据: invented numbers).

Each number is then told by itself: on the terminal, in the files, as JSON, in both languages.
"""

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
from calibration.evidence import weigh
from calibration.faults import Words
from calibration.history import load_history
from calibration.importance import WeightError
from calibration.observations import Observation
from calibration.particles import Settings
from calibration.posterior import Posterior
from calibration.update import Updated, update
from model.policy import build_policy
from scenarios.targets import load_targets
from scenarios.update_effects import Effects, effects, headlines
from shengsi.cli import app
from shengsi.text import set_language
from shengsi.update_documents import update_document
from shengsi.update_tables import update_text
from tests.calibration.toy_county import ToyRuns, number

runner = CliRunner()
SETTINGS = Settings(seed=5, start=256, particles=64, budget=40_000, ess_floor=32.0)
HEADER = "指标,年份,数值,单位,等级,用途,算子,误差,出处"
CODES = ("gdp", "revenue_above_scale")


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
def accounts(posterior: Posterior, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output as expected and known anyway, revenue lower than the pairs expect."""
    runs = CountyRuns(load_shipped(), (), jobs=2)
    policy = build_policy(runs.spec, runs.spec.plan, last_year=2023)
    found = runs.series(runs.draws(posterior.u, posterior.seeds), policy, CODES)
    gdp, revenue = (float(np.median(found[code][:, -1])) / 1e4 for code in CODES)
    rows = [
        f"地区生产总值,2023,{gdp:.6g},亿元,推算,对照,水平,0.2,示例数据",
        f"规上工业营业收入,2023,{0.7 * revenue:.6g},亿元,推算,对照,水平,0.5,示例数据",
    ]
    path = tmp_path_factory.mktemp("accounts") / "2023.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def run(*words: object):
    result = runner.invoke(app, ["update", *map(str, words)])
    assert result.exit_code == 0, result.output
    return result


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def test_each_number_is_told_by_itself_in_the_same_bytes_whatever_the_jobs(
    posterior: Posterior, accounts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        """Moves never leave histories enough, as with a dozen sharp numbers."""
        raise WeightError(Words("独立的历史只剩 3 段", "3 histories left"), 3.0, float("nan"))

    monkeypatch.setattr(update_module, "_enough", lambda *_: False)
    monkeypatch.setattr(update_module, "_require_histories", never)
    old = tmp_path / "old.parquet"
    old.write_bytes(posterior.to_bytes())
    words = ("--accounts", accounts, "--posterior", old, "-o", tmp_path / "out")
    document = json.loads(run(*words, "-j", 1, "--json", "-q").stdout)
    shown = run(*words, "-j", 2, "--no-progress")
    one, two = sorted((tmp_path / "out").iterdir())
    for name in ("update.csv", "credit.csv", "report.txt", "posterior.parquet"):
        assert (one / name).read_bytes() == (two / name).read_bytes(), name
    text = "".join(shown.stdout.split())
    assert shown.stdout.encode("gbk") and "从先验重新校准" in text
    assert "各数单独放进来时" in text and "合计不等于总变化" in text
    told = rows(one / "credit.csv")
    assert {row["kind"] for row in told} == {"alone"}
    assert {row["number"] for row in told} == {"A", "B"}
    assert all(row["credit"] and row["credit_sd"] and not row["untold_zh"] for row in told)
    assert document["method"] == "rerun" and document["credits_kind"] == "alone"
    assert document["credits_untold"]["zh"] == "独立的历史只剩 3 段"
    for written, found in zip(told, document["credits"], strict=True):
        assert found["kind"] == "alone" and written["credit"] == str(found["credit"])
    for row in document["targets"]:
        assert (row["credit_kind"] is None) == (row["moved_by"] is None)


# The same county's report without the county: both posteriors of the toy, moved to each number.


NEW = (number("gdp", 2023, 1.45e6, 0.02), number("revenue_above_scale", 2023, 1.9e5, 0.05))


def of_toy(given: tuple[Observation, ...], pairs: int = 1000) -> tuple[Updated, Effects]:
    """An update of the toy county as though it had been found afresh."""
    record = (number("gdp", 2017, 1.25e6, 0.05), number("revenue_above_scale", 2019, 2.0e5, 0.15))
    runs = ToyRuns(load_shipped(), record)
    old = calibrate(
        runs, Settings(seed=1, start=4096, particles=1000, budget=300_000, ess_floor=100)
    )
    done = update(old, runs, weigh(record, NEW), 7)
    fresh = replace(done, method="rerun", why=Words("够不着", "out of reach"), ancestors=None)
    fresh = replace(fresh, evidence=weigh(record, given))
    targets = headlines(load_targets(SHIPPED))
    return fresh, effects(old, fresh, runs, targets, pairs)


def test_the_number_that_by_itself_moved_it_is_named_in_report_table_and_document() -> None:
    updated, found = of_toy(NEW)
    said = " ".join(update_text(updated, found, 7, False, "en").split())
    assert "by itself B above-scale revenue 2023 moves it most that way (-" in said
    assert "T1 above-scale revenue over 2.5bn yuan by B above-scale revenue 2023 (-" in said
    document = update_document(updated, found, False)
    assert document["credits_kind"] == "alone"
    moved = next(row for row in document["targets"] if row["target"] == "T1")
    assert moved["moved_by"] == "B" and moved["credit_kind"] == "alone" and moved["credit"] < 0


def test_a_number_that_cannot_be_told_by_itself_is_listed_with_its_reason() -> None:
    far = number("revenue_above_scale", 2021, 2.2e6, 0.01)
    updated, found = of_toy((NEW[0], far))
    zh = "".join(update_text(updated, found, 7, False, "zh").split())
    assert "B规上工业营业收入2021单独说不出:运行预算用完" in zh and zh.encode("gbk")
    assert "A地区生产总值2023" in zh and "B单独说不出" in zh
    en = update_text(updated, found, 7, False, "en")
    assert "B above-scale revenue 2021 cannot be told by itself: the budget ran out" in en
    assert "(B cannot be told)" in " ".join(en.split())
    assert not any("\u4e00" <= char <= "\u9fff" for char in en)
    for row in update_document(updated, found, False)["credits"]:
        if row["number"] == "B":
            assert row["credit"] is None and row["kind"] == "alone"
            assert row["untold_zh"].startswith("运行预算用完") and row["untold_en"]
        else:
            assert row["credit"] is not None and row["untold_zh"] is None


def test_nothing_is_told_of_numbers_when_not_wanted() -> None:
    updated, found = of_toy(NEW, pairs=0)
    document = update_document(updated, found, False)
    assert document["credits_kind"] is None and document["credits"] == []
    assert "--credit 0" in document["credits_untold"]["en"]
    assert all(row["moved_by"] is None for row in document["targets"])
    said = update_text(updated, found, 7, False, "zh")
    assert "--credit 0" in said and "各数单独放进来时" not in said
