"""`shengsi backtest` as an analyst uses it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from calibration.backtest.job import Backtest, Options, run_backtest
from calibration.county import SHIPPED, load_shipped
from calibration.history import load_history
from shengsi.backtest_figures import ranks_png, synthetic_png
from shengsi.backtest_files import frame_csv, options_digest, summary_document, write_backtest
from shengsi.backtest_origin_figures import county_png, drivers_png
from shengsi.backtest_tables import backtest_text, county_rows, origins_text
from shengsi.backtest_words import percent_span, points
from shengsi.cli import app
from shengsi.progress import ForecastProgress
from shengsi.text import set_language, texts
from tests.shengsi.sound import check_verified

runner = CliRunner()
SMALL = Options(origins=(2019, 2020), horizons=2, truths=45, draws=600, seed=3)


@pytest.fixture(autouse=True)
def chinese_again():
    yield
    set_language("zh")


@pytest.fixture(scope="module")
def result() -> Backtest:
    watch = lambda name: ForecastProgress(name, quiet=True)  # noqa: E731
    record = load_history(SHIPPED / "history.csv")
    return run_backtest(load_shipped(), SHIPPED, record, SMALL, 2, watch)


def run(*words: object, code: int = 0):
    found = runner.invoke(app, ["backtest", *map(str, words)])
    assert found.exit_code == code, found.output
    return found


def test_dry_run_says_what_would_be_done_and_writes_nothing(tmp_path: Path):
    out = tmp_path / "out"
    text = run("--dry-run", "-o", out).stdout
    assert "起点 2019-2022" in text and "81,600 次" in text and str(out) in text
    assert "合成县 200 个" in text
    for part in ("county", "drivers"):
        said = run("--dry-run", "--part", part, "-o", out).stdout
        assert "合成县" not in said and "起点" not in said
        assert ("最远 5 年" in said) == (part == "drivers")
        assert "synthetic" not in run("--dry-run", "--part", part, "--lang", "en").stdout
    document = json.loads(run("--dry-run", "--json", "--part", "drivers", "-o", out).stdout)
    assert document["dry_run"] and document["runs"] == {"drivers": 0}
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--origins", "2016"), "应为 2019 到 2025 之间的年份"),
        (("--origins", "2022-2020"), "--origins"),
        (("--origins", "二〇二〇"), "--origins"),
        (("--origins", "2028", "--horizons", "3"), "2019 到 2027"),
        (("--horizons", "0"), "--horizons"),
        (("--truths", "1"), "--truths"),
        (("-n", "100"), "至少 500 次"),
        (("--part", "county", "--part", "cities"), "synthetic"),
    ],
)
def test_what_cannot_work_is_one_line_and_code_2(words, said):
    found = run(*words, code=2)
    assert said in found.stderr and len(found.stderr.splitlines()) == 1
    assert found.stdout == ""


def test_the_quickest_part_runs_prints_and_leaves_a_sound_folder(tmp_path: Path):
    words = ("--part", "county", "-n", 60, "--seed", 4, "-o", tmp_path, "-q")
    text = run(*words).stdout
    assert "三、本县:4 个起点,5 个后来公布的数" in text and "起点 2020:模型未能按已知数加权" in text
    (folder,) = tmp_path.iterdir()
    assert str(folder) in text and "_backtest_" in folder.name
    names = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    assert names == [
        "cases.parquet", "county.csv", "figures/county.png", "figures/ranks.png", "manifest.json",
        "observations.csv", "summary.csv",
    ]  # fmt: skip
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["status"] == "complete" and manifest["options"]["draws"] == 60
    assert set(manifest["files"]) == set(names) - {"manifest.json"}
    check_verified(folder, "backtest", "summary.csv")
    document = json.loads(run(*words, "--json").stdout)
    assert document["options"]["parts"] == ["county"]
    assert len(document["county"]) == 15 and document["county"][0]["scores"]["model"] > 0
    assert len(list(tmp_path.iterdir())) == 2


def test_own_accounts_take_the_place_of_the_shipped_numbers(tmp_path: Path):
    own = tmp_path / "accounts.csv"
    head = "indicator,year,value,unit,grade,use,operator,source_title\n"
    rows = [
        f"gdp,{y},{105 + 5 * (y - 2017)},亿元,published,fit,level,年鉴\n"
        for y in (2017, 2018, 2019)
    ]
    own.write_text(head + "".join(rows), encoding="utf-8")
    words = ("--part", "county", "-n", 120, "-o", tmp_path / "out", "--no-figures", "--no-progress")
    found = run(*words, "--accounts", own)
    assert "地区生产总值 2018 (亿元)" in found.stdout and "账目" in found.stderr
    (folder,) = (tmp_path / "out").iterdir()
    table = (folder / "observations.csv").read_text(encoding="utf-8-sig")
    assert "accounts.csv" in table
    own.write_text(head + "gdp,2018,many,亿元,published,fit,level,年鉴\n", encoding="utf-8")
    wrong = run(*words, "--accounts", own, code=3)
    assert "accounts.csv:2:3" in wrong.stderr


def test_files_are_the_same_bytes_again_and_nothing_is_overwritten(tmp_path: Path, result):
    words = (
        result,
        load_shipped(),
        b"observations",
        tmp_path,
        ["shengsi"],
        "2026-01-05T08:30:00Z",
        "zh",
    )
    first, second = write_backtest(*words), write_backtest(*words)
    assert (
        first.name
        == f"20260105T083000Z_backtest_{options_digest(SMALL, load_shipped(), b'observations')}"
    )
    assert second.name == f"{first.name}-2"
    for path in first.rglob("*"):
        if path.is_file() and path.name != "manifest.json":
            assert path.read_bytes() == (second / path.relative_to(first)).read_bytes()
    assert not list(tmp_path.glob("*.partial"))
    cases = pd.read_parquet(first / "cases.parquet")
    assert len(cases) == len(result.cases) and set(cases["part"]) == {
        "synthetic", "rough", "county", "drivers",
    }  # fmt: skip


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    words = ("--part", "county", "-n", 200, "-q", "--no-figures", "-o", tmp_path / "file" / "below")
    found = run(*words, code=1)
    assert "无法写入" in found.stderr and len(found.stderr.splitlines()) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_said_prints_on_a_gbk_terminal(result: Backtest, lang: str):
    text = backtest_text(result, lang)
    text.encode("gbk")
    assert "nan" not in text.lower().split() and "None" not in text
    for pair in texts("backtest").values():
        "".join(pair).encode("gbk")
    if lang == "en":
        assert not any("\u4e00" <= char <= "\u9fff" for char in text)


def test_the_tables_say_where_the_model_loses(result: Backtest):
    text = backtest_text(result, "zh")
    lost = result.standing("drivers").lost
    assert lost, "the drivers lose somewhere on the shipped series"
    assert "模型输给基准:" in text
    farther = [row for row in county_rows(result) if row["best"]]
    worse = sum(row["scores"]["model"] > row["scores"][row["best"]] for row in farther)
    assert f"远 {worse} 次" in text and worse > 0
    assert text.count("不作检验") == 2 and "几乎没有分辨力" in text


def test_summary_opens_in_excel_and_has_every_cell(result: Backtest):
    rows = summary_document(result)
    assert {row["part"] for row in rows} == {"synthetic", "rough", "county", "drivers"}
    cells = [r for r in rows if r["part"] == "synthetic" and r["series"] and r["horizon"]]
    assert len(cells) == 6 * 2
    data = frame_csv(result.cases, "county")
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert {row["method"] for row in table} >= {"model", "prior", "walk", "trend"}
    assert {row["origin"] for row in table} == {"2017", "2018", "2019", "2020"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_have_a_glyph_for_every_character_and_show_every_origin(result, lang):
    # A missing glyph is a warning, and warnings are errors here.
    for draw in (synthetic_png, ranks_png, county_png, drivers_png):
        assert len(draw(result, lang, "2026-01-05")) > 20_000


def test_a_figure_without_forecasts_is_refused():
    empty = Backtest(Options(parts=("synthetic",)))
    for draw in (county_png, drivers_png):
        with pytest.raises(ValueError, match="no forecasts"):
            draw(empty, "zh", "2026-01-05")


def test_numbers_are_short_and_missing_ones_a_dash():
    nan = float("nan")
    assert percent_span(0.8, 0.77, 0.832) == "80 [77,83]" and percent_span(nan, nan, nan) == "-"
    assert percent_span(0.5, nan, nan) == "50"
    assert points(0.1234) == "12.3" and points(0.0058) == "0.58" and points(None) == "-"
    assert origins_text((2019, 2020, 2021)) == "2019-2021" and origins_text((2020,)) == "2020"
    with pytest.raises(ValueError, match="origins must be within"):
        Options(origins=(2018,))
