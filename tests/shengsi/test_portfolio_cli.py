"""`shengsi portfolio` as a planner uses it, on the toy county whose answer is known."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.main import get_command

from calibration.county import load_shipped
from scenarios import posterior_input
from scenarios.analyses import list_analyses
from scenarios.assessment import assess
from scenarios.files import RunError
from scenarios.forecast import forecast
from scenarios.loader import load_scenario
from scenarios.portfolio import setting
from scenarios.portfolio.evaluations import read_log
from scenarios.portfolio.search import JUDGED_ANEW
from scenarios.runs import list_runs, open_run
from shengsi.cli import app
from shengsi.text import set_language
from tests.scenarios.portfolio.toy_engine import toy_engine
from tests.shengsi.sound import check_verified

ROOT = Path(__file__).resolve().parents[2]
SMALL = (
    *("--targets", "T1", "--at-least", "0.7", "--levers", "quality_brand,product_upgrading"),
    *("--evaluations", "40", "--search-draws", "100", "-n", "300", "-j", "1", "-o", "out"),
)


@pytest.fixture
def shengsi(tmp_path, monkeypatch, capsys):
    """`shengsi(*words)` in an empty folder on the toy engine: (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHENGSI_LANG", raising=False)
    monkeypatch.setattr(setting, "_engine", toy_engine)
    monkeypatch.setattr(posterior_input, "shipped_posterior", lambda county: None)

    def call(*words):
        code = get_command(app).main(["portfolio", *words], standalone_mode=False)
        said = capsys.readouterr()
        set_language("zh")
        return code, said.out, said.err

    return call


def only_folder(out: Path) -> Path:
    (folder,) = list(out.iterdir())
    return folder


def test_the_answer_says_what_where_and_how_sure(shengsi):
    code, out, _ = shengsi(*SMALL)
    assert code == 0
    for said in (
        "最便宜的组合能否达到 70 %,分辨不出",
        "确认用的抽样",
        "赢家诅咒",
        "是设定",
        "质量与品牌提升",
        "未经校准",
    ):
        assert said in out, said
    out.encode("gbk")
    folder = only_folder(Path("out"))
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == [
        *("costs.csv", "evaluations.csv", "figures/front.csv", "figures/front.png", "front.csv"),
        *("levers.csv", "manifest.json", "portfolio.yaml", "report.txt"),
    ]
    assert (folder / "report.txt").read_text(encoding="utf-8").strip() in out
    check_verified(folder, "portfolio", "costs.csv")


def test_english_is_complete(shengsi):
    code, out, err = shengsi(*SMALL, "--lang", "en", "--no-figures")
    assert code == 0 and "cannot be told" in out and "winner's curse" in out.lower()
    assert not [line for line in (out + err).splitlines() if any("一" <= c <= "鿿" for c in line)]


def test_json_is_one_document_of_numbers(shengsi):
    code, out, _ = shengsi(*SMALL, "--json", "-q")
    told = json.loads(out)
    assert code == 0 and told["verdict"] == "unclear"
    assert told["reached"] is None and told["chosen_reaches"] is True
    assert told["moved"] == [item["lever"] for item in told["portfolio"]["levers"]]
    best = told["portfolio"]
    assert best["cost"] == pytest.approx(best["declared"] + best["paid"])
    assert best["probability"]["low95"] < best["probability"]["value"]
    assert best["assumed_share"] == pytest.approx(1.0)
    assert told["parameters"]["origin"] == "prior"
    assert Path(told["folder"]).is_dir()


def test_the_portfolio_is_a_scenario_and_its_forecast_gives_the_confirmed_number(shengsi, tmp_path):
    _, out, _ = shengsi(*SMALL, "--json", "-q")
    told = json.loads(out)
    spec = load_shipped()
    scenario = load_scenario(Path(told["scenario"]), spec)
    moved = {item["lever"]: item["path"] for item in told["portfolio"]["levers"]}
    for code in spec.levers:
        path = {int(year): value for year, value in moved.get(code, {}).items()}
        assert dict(scenario.levers[code]) == (path or dict(spec.no_plan[code]))
    run = forecast(spec, [scenario], 300, 2025, out=tmp_path / "runs", engine=toy_engine())
    share = assess(run, "portfolio").result("T1").probability
    assert share.value == told["portfolio"]["probability"]["value"]


def test_the_same_question_gives_the_same_bytes(shengsi):
    folders = []
    for name in ("one", "two"):
        shengsi(*SMALL, "-o", name, "--no-figures")
        folders.append(only_folder(Path(name)))
    for file in ("front.csv", "levers.csv", "evaluations.csv", "portfolio.yaml", "report.txt"):
        assert (folders[0] / file).read_bytes() == (folders[1] / file).read_bytes(), file
    assert folders[0].name.split("_")[2] == folders[1].name.split("_")[2]


def test_tables_say_where_parameters_come_from_and_what_grade_costs_have(shengsi):
    shengsi(*SMALL, "--no-figures")
    folder = only_folder(Path("out"))
    front = list(csv.DictReader(io.StringIO((folder / "front.csv").read_text("utf-8-sig"))))
    assert {row["set"] for row in front} == {"front", "no_plan", "plan", "portfolio"}
    assert all("未经校准" in row["parameters_zh"] for row in front)
    levers = list(csv.DictReader(io.StringIO((folder / "levers.csv").read_text("utf-8-sig"))))
    assert len(levers) == len(load_shipped().levers)
    assert all(row["grade"] and row["source"] for row in levers)


def test_out_of_reach_says_what_is_the_most_and_what_binds(shengsi):
    code, out, _ = shengsi(*SMALL, "--at-least", "0.99", "--bound", "quality_brand=0.5")
    assert code == 0
    assert "达不到 99 %" in out and "什么挡住了" in out and "挡住了" in out.split("什么挡住了")[1]


def test_a_budget_that_binds_is_said(shengsi):
    _, out, _ = shengsi(*SMALL, "--budget", "300")
    assert "预算挡住了:达到 70 % 最便宜的组合要" in out and "超预算" in out


def test_the_worst_case_names_its_conditions(shengsi):
    _, out, _ = shengsi(*SMALL, "--robust", "worst", "--no-figures")
    assert "7 种中最差的" in out and "方案遇多重冲击" in out
    assert "7 种外部条件中由“" in out and "<- 由它决定" in out and "[各种外部条件下]" in out
    out.encode("gbk")


def test_under_the_worst_case_every_condition_is_in_table_report_json_and_csv_alike(shengsi):
    words = (*SMALL, "--robust", "worst", "--no-figures", "--lang", "en")
    _, text, _ = shengsi(*words)
    folder = only_folder(Path("out"))
    _, out, _ = shengsi(*words, "--json", "-q", "-o", "again")
    told = json.loads(out)
    best = told["portfolio"]
    by_id = {item["condition"]: item for item in best["conditions"]}
    assert list(by_id) == told["conditions"] and len(by_id) == 7
    assert best["probability"]["value"] == by_id[best["worst"]]["probability"]["value"]
    assert told["chosen"]["conditions"] == [] and told["chosen"]["worst"] is None
    file = csv.DictReader(io.StringIO((folder / "conditions.csv").read_text("utf-8-sig")))
    rows = {row["condition"]: row for row in file if row["set"] == "portfolio"}
    for name, item in by_id.items():
        assert float(rows[name]["probability"]) == pytest.approx(item["probability"]["value"])
        assert rows[name]["name_en"] in text and "parameters" in rows[name]["parameters_en"]
    assert [name for name, row in rows.items() if row["worst"] == "1"] == [best["worst"]]
    said = " ".join(text.split())
    assert f"the one that decides is: {rows[best['worst']]['name_en']}" in said
    assert (folder / "report.txt").read_text(encoding="utf-8").strip() in text


def test_no_number_of_the_search_passes_for_one_with_an_error(shengsi):
    _, out, _ = shengsi(*SMALL, "--no-figures")
    assert "搜索(偏乐观,无误差)" in out and "拒付的申请,件[95%区间]" in out
    told = json.loads(shengsi(*SMALL, "--no-figures", "--json", "-q", "-o", "b")[1])
    assert set(told["portfolio"]["refused"]) == {"value", "low95", "high95", "standard_error"}


def test_a_dry_run_writes_nothing_and_refuses_what_the_search_would(shengsi):
    code, out, _ = shengsi(*SMALL, "--dry-run")
    assert code == 0 and "2 个杠杆" in out and not Path("out").exists()
    code, _, err = shengsi(*SMALL, "--targets", "T99", "--dry-run")
    assert code == 2 and "T99" in err
    code, out, _ = shengsi(*SMALL, "--dry-run", "--json")
    assert json.loads(out)["runs"] == 40 * 100 + JUDGED_ANEW * 300


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "没有目标"),
        (("--targets", "O1"), "O1"),
        (("--targets", "T1", "--at-least", "1.5"), "--at-least"),
        (("--targets", "T1", "--budget", "-1"), "--budget"),
        (("--targets", "T1", "--robust", "best"), "--robust"),
        (("--targets", "T1", "--bound", "nonsense=1"), "没有这个杠杆"),
        (("--targets", "T1", "--bound", "upgrade_subsidy"), "upgrade_subsidy"),
        (("--targets", "T1", "--levers", "nonsense"), "nonsense"),
        (("--targets", "T1", "--years", "2020"), "--years"),
        (
            ("--targets", "T1", "--set", "upgrade_subsidy=0.2", "--bound", "upgrade_subsidy=0.1"),
            "已由 --set 定住",
        ),
        (("--targets", "T1", "--bound", "upgrade_subsidy=0.01"), "已到或已过这个界"),
        (("--targets", "T1", "--bound", "approval_speed=0.45"), "--limit 已使它到不了这个界"),
        (
            ("--targets", "T1", "--levers", "digital", "--bound", "upgrade_subsidy=0.1"),
            "不在 --levers 之列",
        ),
        (("--resume", "nowhere"), "nowhere"),
        (("--resume", "nowhere", "--at-least", "0.5"), "--at-least"),
    ],
)
def test_wrong_input_is_one_line_and_exit_code_two(shengsi, words, said):
    code, out, err = shengsi(*words)
    assert code == 2 and out == ""
    assert said in err and len(err.strip().splitlines()) == 1
    assert not Path("outputs").exists()


def test_the_price_list_shows_every_lever_with_grounds(shengsi):
    code, out, _ = shengsi("--costs")
    assert code == 0
    out.encode("gbk")
    for said in ("guarantee", "1,500", "500 ~ 4,000", "设定", "嵊政办发〔2023〕26号"):
        assert said in out
    _, english, _ = shengsi("--costs", "--lang", "en")
    assert english.isascii() and "guarantee fees subsidised" in " ".join(english.split())
    told = json.loads(shengsi("--costs", "--json")[1])
    assert {row["lever"] for row in told["levers"]} == set(load_shipped().levers)


def test_a_stopped_search_says_how_to_go_on_and_ends_with_the_same_answer(shengsi, monkeypatch):
    shengsi(*SMALL, "-o", "whole", "--no-figures")
    whole = only_folder(Path("whole"))
    calls = []

    def stopping():
        engine = toy_engine()

        def play(*words, **more):
            calls.append(1)
            if len(calls) == 4:
                raise KeyboardInterrupt
            return engine(*words, **more)

        return play

    monkeypatch.setattr(setting, "_engine", stopping)
    code, _, err = shengsi(*SMALL, "-o", "stopped", "--no-figures")
    assert code == 130
    partial = only_folder(Path("stopped"))
    assert partial.name.endswith(".partial")
    assert f"shengsi portfolio --resume {partial}" in err
    kept = len((partial / "evaluations.jsonl").read_text().splitlines())
    assert kept > 0
    # It is no run, and no broken one.
    assert list_runs(Path("stopped")) == []
    (listed,) = list_analyses(Path("stopped"))
    assert (listed.kind, listed.finished) == ("portfolio", False)
    with pytest.raises(RunError, match=f"shengsi portfolio --resume {partial}") as told:
        open_run(str(partial), Path("stopped"))
    assert "没有做完的分析" in str(told.value)
    code, _, _ = shengsi("--resume", str(partial), "--no-figures")
    assert code == 0
    resumed = only_folder(Path("stopped"))
    for file in ("front.csv", "levers.csv", "evaluations.csv", "portfolio.yaml", "report.txt"):
        assert (whole / file).read_bytes() == (resumed / file).read_bytes(), file


def test_a_damaged_line_of_the_log_is_named(shengsi, tmp_path):
    log = tmp_path / "evaluations.jsonl"
    log.write_text('{"rungs": [0, 1], "probability": 0.5, "cost": 3.0}\nspoilt\n')
    with pytest.raises(RunError) as told:
        read_log(log)
    assert f"{log}:2" in told.value.text("zh") and "delete the line" in told.value.text("en")
    for probability, rungs in ((7.0, [0, 1]), (float("nan"), [0, 1]), (0.5, [9, 1]), (0.5, [0])):
        line = json.dumps({"rungs": rungs, "probability": probability, "cost": 3.0})
        log.write_text(f"{line}\n")
        with pytest.raises(RunError, match=f"{log}:1"):
            read_log(log, (2, 2))
    log.write_text('{"rungs": [2, 0], "probability": 0.5, "cost": -3.0}\n')
    assert list(read_log(log, (2, 2))) == [(2, 0)]


def test_a_search_is_not_resumed_with_other_data(shengsi, monkeypatch):
    def stopping():
        def play(*words, **more):
            raise KeyboardInterrupt

        return play

    with monkeypatch.context() as patch:
        patch.setattr(setting, "_engine", stopping)
        shengsi(*SMALL)
    partial = only_folder(Path("out"))
    state = json.loads((partial / "search.json").read_text(encoding="utf-8"))
    state["digest"] = "00000000"
    (partial / "search.json").write_text(json.dumps(state), encoding="utf-8")
    code, _, err = shengsi("--resume", str(partial))
    assert code == 1 and "已变" in err and partial.is_dir()


def test_ctrl_c_in_a_real_process_keeps_what_was_evaluated(tmp_path):
    words = ["portfolio", "--targets", "T1", "--prior", "-j", "1", "-o", "out", "-q",
             "--search-draws", "10", "-n", "20", "--evaluations", "100000"]  # fmt: skip
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from scenarios.portfolio import setting;"
        "from tests.scenarios.portfolio.toy_engine import toy_engine;"
        "setting._engine = toy_engine;"
        f"sys.argv = ['shengsi', *{words!r}];"
        "from shengsi.cli import main; main()"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        logs = list(tmp_path.glob("out/*.partial/evaluations.jsonl"))
        if logs and logs[0].stat().st_size > 0:
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "shengsi portfolio --resume out/" in err
