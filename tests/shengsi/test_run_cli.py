"""`shengsi run`: one draw as a planner reads it, and one enterprise as it decided."""

from __future__ import annotations

import csv
import errno
import itertools
import json
import subprocess
import sys
import warnings

import pytest
from typer.testing import CliRunner

from calibration.county import SHIPPED
from calibration.posterior import read_posterior
from model.ensemble import run_ensemble
from model.indicators import CODES
from model.spec import shipped_county
from scenarios.loader import load_scenario
from scenarios.sampling import draws_for
from scenarios.scenario import scenario_policy
from shengsi.cli import app
from shengsi.text import set_language
from shengsi.trace_files import drawable, file_part

runner = CliRunner()


@pytest.fixture(autouse=True)
def chinese_again():
    yield
    set_language("zh")


def run(*words, code=0):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = runner.invoke(app, ["run", "--prior", *map(str, words)])
    assert result.exit_code == code, result.output
    return result


def read(path):
    """Rows of a CSV that Excel opens as UTF-8."""
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_county_by_year_on_the_terminal_and_in_files(tmp_path):
    result = run("-s", "plan", "-o", tmp_path)
    lines = result.stdout.splitlines()
    assert "方案实施" in lines[0] and "种子 2023" in lines[0] and "未经校准" in lines[0]
    assert "2027 年规上工业营业收入" in lines[1] and "一次抽样" in lines[1]
    assert lines[3].split() == ["指标", "单位", *map(str, range(2022, 2028))]
    assert any(line.startswith("地区生产总值") for line in lines)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["county.csv", "county.png"]
    assert (tmp_path / "county.png").read_bytes().startswith(b"\x89PNG")
    assert "--enterprise" in result.stderr


def test_it_is_that_draw_of_a_forecast(tmp_path):
    run("-s", "plan_half", "--seed", 5, "--draw", 2, "-o", tmp_path)
    spec = shipped_county()
    scenario = load_scenario("plan_half", spec)
    draws = draws_for(spec, scenario.uncertainty, 3, 5)
    (block,) = run_ensemble(spec, draws, [scenario_policy(scenario, spec)])
    rows = read(tmp_path / "county.csv")
    assert [int(row["year"]) for row in rows] == list(range(2017, 2028))
    for row, values in zip(rows, block.values[2, 0], strict=True):
        assert [float(row[code]) for code in CODES] == values.tolist()
        assert (row["scenario"], row["seed"], row["draw"]) == ("plan_half", "5", "2")


def test_a_draw_of_the_posterior_lives_the_history_on_record(tmp_path):
    words = ["run", "-s", "plan", "--draw", "3", "-o", str(tmp_path), "-q"]
    result = runner.invoke(app, words)
    assert result.exit_code == 0 and "校准后验" in result.stdout.splitlines()[0]
    posterior = read_posterior(SHIPPED)
    draws = posterior.draws(shipped_county(), 4, 2023)
    (block,) = run_ensemble(
        shipped_county(),
        draws,
        [scenario_policy(load_scenario("plan", shipped_county()), shipped_county())],
    )
    found = [float(row["gdp"]) for row in read(tmp_path / "county.csv")]
    assert found == block.values[3, 0, :, CODES.index("gdp")].tolist()


def test_one_enterprise_is_told_quarter_by_quarter(tmp_path):
    result = run("-e", "MUSSEL-3", "--years", "2023-2024", "-o", tmp_path)
    assert "贻贝加工企业 mussel-3" in result.stdout
    told = [line[:6] for line in result.stdout.splitlines() if line[4:5] == "Q"]
    assert told == [f"{year}Q{q}" for year in (2023, 2024) for q in (1, 2, 3, 4)]
    rows = read(tmp_path / "enterprise_mussel-3.csv")
    assert [row["quarter"] for row in rows][-1] == "2024Q4"
    assert {row["code"] for row in rows} == {"mussel-3"}
    assert (tmp_path / "enterprise_mussel-3.png").is_file()


def test_english_is_english_throughout(tmp_path):
    result = run("-e", "wind_2", "--lang", "en", "-o", tmp_path)
    assert result.stdout.isascii()
    assert "clean power, known project wind_2" in result.stdout


def test_an_unknown_enterprise_is_a_usage_error_with_near_ones(tmp_path):
    result = run("-e", "mussel-99", "-o", tmp_path, code=2)
    assert "mussel-9" in result.stderr and "enterprises.csv" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_all_enterprises_go_to_a_file_when_asked(tmp_path):
    run("--enterprises", "--years", "2018", "-o", tmp_path)
    rows = read(tmp_path / "enterprises.csv")
    assert len({row["code"] for row in rows}) > 50
    assert {row["quarter"] for row in rows} == {
        f"{y}Q{q}" for y in (2017, 2018) for q in range(1, 5)
    }
    assert not any(cell in ("nan", "None", "NaN") for row in rows for cell in row.values())


def test_json_is_one_document(tmp_path):
    document = json.loads(run("-e", "ore-0", "--json", "-o", tmp_path).stdout)
    assert document["scenario"] == "plan" and document["draw"] == 0
    assert set(document["indicators"]) == set(CODES)
    assert document["indicators"]["gdp"]["2027"] > 0
    assert document["enterprise"]["code"] == "ore-0"
    assert len(document["enterprise"]["quarters"]) == len(document["enterprise"]["story"]["en"])


def test_a_lever_set_on_the_command_line_acts(tmp_path):
    run("-s", "no_plan", "--set", "attraction_effort=3", "-o", tmp_path / "a")
    run("-s", "no_plan", "-o", tmp_path / "b")
    more, less = read(tmp_path / "a" / "county.csv"), read(tmp_path / "b" / "county.csv")
    assert more[5] == less[5]
    assert more[-1]["projects_arrived"] != less[-1]["projects_arrived"]
    run("--set", "attraction_effort=99", "-o", tmp_path / "c", code=3)
    run("--set", "attraction_effort", "-o", tmp_path / "c", code=2)


def test_other_content_is_not_overwritten_unless_forced(tmp_path):
    run("-o", tmp_path)
    kept = (tmp_path / "county.csv").read_bytes()
    run("-o", tmp_path)
    result = run("-o", tmp_path, "--draw", 1, code=1)
    assert "--force" in result.stderr
    assert (tmp_path / "county.csv").read_bytes() == kept
    run("-o", tmp_path, "--draw", 1, "--force")
    assert (tmp_path / "county.csv").read_bytes() != kept


def test_two_scenarios_are_one_too_many(tmp_path):
    result = run("-s", "plan", "-s", "no_plan", "-o", tmp_path / "out", code=2)
    assert len(result.stderr.splitlines()) == 1 and result.stdout == ""
    assert "run 一次只看一个情景,这里有 plan, no_plan" in result.stderr
    english = run("-s", "plan", "-s", "no_plan", "--lang", "en", code=2)
    assert "run takes one scenario, not plan, no_plan" in english.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("there", [False, True])
def test_a_full_disk_leaves_no_half_set_of_files(tmp_path, monkeypatch, there):
    folder = tmp_path / "out"
    if there:
        run("-o", folder)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    written = []

    def full(handle):
        written.append(handle)
        if len(written) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("scenarios.files.os.fsync", full)
    result = run("--draw", 1, "--force", "-o", folder, code=1)
    assert result.stderr.splitlines() == [
        f"错误:{folder}: 无法写入(磁盘已满); 请用 -o 换一个可写的文件夹"
    ]
    assert result.stdout == ""
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before
    assert folder.exists() == there


def test_every_table_and_file_says_where_the_parameters_come_from(tmp_path):
    result = run("-e", "mussel-0", "--enterprises", "--years", "2018", "-o", tmp_path)
    assert result.stdout.count("\n注:参数取自先验,未经校准\n") == 2
    for name in ("county.csv", "enterprise_mussel-0.csv", "enterprises.csv"):
        for row in read(tmp_path / name):
            assert row["parameters_zh"] == "参数取自先验,未经校准"
            assert row["parameters_en"] == "parameters from priors, not calibrated"


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "outputs/trace/plan-" in run("--dry-run").stdout
    assert not list(tmp_path.iterdir())


def test_a_roster_can_be_traced_by_its_own_ids(tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text("id,name,sector,revenue_wan_yuan\n甲/01,甲,mussel,3500\n", encoding="utf-8")
    result = run("--roster", file, "-e", "甲/01", "-o", tmp_path / "out")
    assert "甲/01" in result.stdout
    assert (tmp_path / "out" / "enterprise_甲_01.csv").is_file()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_titles_of_the_panels_do_not_run_into_each_other(tmp_path, monkeypatch, lang):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    spans = []
    print_png = FigureCanvasAgg.print_png

    def look(canvas, *words, **more):
        print_png(canvas, *words, **more)
        for axes in canvas.figure.axes:
            left = axes._left_title.get_window_extent(canvas.get_renderer())
            spans.append((axes.get_subplotspec().rowspan.start, left.x0, left.x1))

    monkeypatch.setattr(FigureCanvasAgg, "print_png", look)
    run("-o", tmp_path, "--lang", lang)
    assert len(spans) >= 10
    for (row, _, end), (below, start, _) in itertools.pairwise(spans):
        assert row != below or end < start


def test_it_prints_on_a_gbk_terminal(tmp_path):
    words = [sys.executable, "-m", "shengsi.cli", "run", "-e", "mussel-0", "-o", str(tmp_path)]
    done = subprocess.run(
        words, capture_output=True, check=True, env={"PYTHONIOENCODING": "gbk", **_environment()}
    )
    assert "方案实施" in done.stdout.decode("gbk") and b"?" not in done.stdout


def _environment() -> dict[str, str]:
    import os

    return {k: v for k, v in os.environ.items() if k != "PYTHONIOENCODING"}


def test_file_names_and_figure_titles_survive_odd_ids():
    assert file_part("9133/甲 1") == "9133_甲_1"
    assert drawable("甲\U0001f600a") == "甲?a"
