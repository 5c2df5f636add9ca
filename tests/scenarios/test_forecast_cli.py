"""`shengsi forecast`, `runs` and `targets` as a planner at a terminal meets them."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from model.indicators import HEADLINES
from scenarios import forecast as job
from scenarios.loader import library_ids
from scenarios.run import Run
from scenarios.runs import find_run
from shengsi.display import goal_text, letters, shown
from shengsi.fan_charts import draw_fans
from shengsi.fonts import FONT_FILE
from shengsi.tables import text_width
from shengsi.text import texts
from tests.scenarios.conftest import Shengsi
from tests.scenarios.fake_engine import LEVELS, fake_engine
from tests.scenarios.test_targets import TARGETS

QUICK = ("-n", "40", "--no-figures", "-q")
PAIR = ("-s", "no_plan", "-s", "plan")


def test_the_main_job_prints_the_target_table(shengsi: Shengsi) -> None:
    code, out, err = shengsi("forecast", *QUICK)
    assert code == 0 and err == ""
    assert out.startswith("情景 8 个;40 次抽样,种子 2023;参数取自先验,未经校准\n")
    for target in TARGETS.values():
        assert f"{target.id} " in out
    assert "全部 24 项同时达到" in out and "主要目标 8 项同时达到" in out
    assert "不在模型范围的目标" in out and TARGETS["O1"].reason_zh[:12] in out
    assert "stress_combined" in out
    assert "0 %" not in [line.strip() for line in out.splitlines()]
    folder = out.strip().splitlines()[-1].removeprefix("运行:")
    assert Path(folder).is_dir() and Path("outputs/latest").is_file()


def test_tables_fit_a_terminal_and_a_gbk_one(shengsi: Shengsi) -> None:
    for lang in ("zh", "en"):
        _, out, _ = shengsi("forecast", *QUICK, "--lang", lang)
        out.encode("gbk")
        assert max(text_width(line) for line in out.splitlines()) <= 120


def test_a_year_out_of_reach_is_said_below_the_table(
    shengsi: Shengsi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LEVELS, "industrial_land_grant_share", 0.01)
    _, out, _ = shengsi("forecast", *PAIR, *QUICK)
    table, _, rest = out.partition("没有一次抽样达到的年份(情景 方案实施):")
    assert "T23 " in table
    # A long sentence goes on in lines that are indented further.
    line = re.sub(r"\n {4}", "", rest).strip().splitlines()[0]
    assert line.startswith("T23:2023年0/37次达到,最接近") and "%,政策从2023Q2才开始" in line
    _, out, _ = shengsi("forecast", *PAIR, *QUICK, "--json")
    found = {(r["scenario"], r["target"]): r for r in json.loads(out)["results"]}
    assert "policy begins 2023Q2" in found["plan", "T23"]["note"]["en"]
    assert list(found["plan", "T23"]["never"]) == ["2023", "2024", "2025", "2026", "2027"]
    assert found["plan", "T9"]["note"] is None and found["plan", "T9"]["never"] == {}


def test_english_is_complete(shengsi: Shengsi) -> None:
    _, out, _ = shengsi("forecast", *QUICK, "--lang", "en")
    plain = "".join(line for line in out.splitlines() if not line.startswith("  O"))
    chinese = {char for char in plain if unicodedata.name(char, "").startswith("CJK")}
    assert not chinese


def test_json_is_one_document_and_nothing_else(shengsi: Shengsi) -> None:
    code, out, _ = shengsi("forecast", *PAIR, *QUICK, "--json")
    document = json.loads(out)
    assert code == 0
    assert document["draws"] == 40 and document["parameters"]["origin"] == "prior"
    assert [item["id"] for item in document["scenarios"]] == ["no_plan", "plan"]
    assert len(document["results"]) == 2 * 28
    outside = [item for item in document["results"] if item["status"] == "outside"]
    assert {item["target"] for item in outside} == {"O1", "O2", "O3"}
    joint = {(item["scenario"], item["set"]): item for item in document["joint"]}
    assert len(joint["plan", "all"]["ids"]) == 24
    assert joint["plan", "headline"]["ids"][0] == "T1"


def test_the_same_command_gives_the_same_numbers(shengsi: Shengsi) -> None:
    outs = []
    for jobs in ("1", "2"):
        _, out, _ = shengsi("forecast", *PAIR, *QUICK, "-j", jobs)
        outs.append(out.rpartition("运行:")[0])
    assert outs[0] == outs[1]


def test_progress_goes_to_stderr_a_line_for_the_first_draws_and_per_tenth(shengsi: Shengsi) -> None:
    _, out, err = shengsi("forecast", *PAIR, "-n", "100", "--no-figures")
    lines = [line for line in err.splitlines() if "100 每秒" in line]
    assert 8 <= len(lines) <= 12
    assert " 0/100 " in lines[0] and " 7/100 " in lines[1]
    assert "100% 100/100" in lines[-1] and "失败 6" in lines[-1]
    assert "每秒" not in out


def test_a_dry_run_says_what_it_would_do_and_does_nothing(shengsi: Shengsi) -> None:
    code, out, _ = shengsi("forecast", "--dry-run")
    assert code == 0 and not Path("outputs").exists()
    assert "1000 次 x 情景 8 个 x 44 季" in out and "MB" in out and "未经校准" in out
    _, out, _ = shengsi("forecast", "--dry-run", "--json", "-n", "10", "--years", "2030")
    plan = json.loads(out)
    assert (plan["last_year"], plan["quarters"], plan["draws"]) == (2030, 56, 10)


def test_years_beyond_the_plan_are_run_and_kept(shengsi: Shengsi) -> None:
    shengsi("forecast", *PAIR, *QUICK, "--years", "2030")
    assert Run(find_run("latest", Path("outputs"))).years[-1] == 2030


def test_targets_due_after_the_last_year_are_named(shengsi: Shengsi) -> None:
    code, out, _ = shengsi("forecast", *PAIR, *QUICK, "--years", "2025")
    assert code == 0
    whole = re.sub(r"\n {4}", " ", out)
    (ids,) = re.findall(r"^(.*)[::] ?目标年份在本次运行的年份之后,未检验", whole, re.MULTILINE)
    assert {"T1", "T10"} <= set(ids.split(", ")) and "T3" not in ids.split(", ")


def test_an_override_is_part_of_the_run(shengsi: Shengsi) -> None:
    shengsi("forecast", "-s", "plan", *QUICK, "--set", "upgrade_subsidy=0.33")
    run = Run(find_run("latest", Path("outputs")))
    assert "0.33" in (run.folder / "scenarios" / "plan.yaml").read_text(encoding="utf-8")
    assert "upgrade_subsidy=0.33" in run.work.scenarios[0].name_zh


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-s", "plann"), 3, "plan"),
        (("--set", "upgrade_subsidy=9"), 3, "upgrade_subsidy"),
        (("--set", "upgrade_subsidy"), 2, "upgrade_subsidy"),
        (("--years", "1999"), 2, "--years"),
        (("--years", "2020"), 2, "--years"),
        (("--name", "a/b"), 2, "--name"),
        (("-n", "0"), 2, "--draws"),
        (("-o", "blocked"), 1, "blocked"),
    ],
)
def test_what_is_wrong_is_one_line_and_an_exit_code(
    shengsi: Shengsi, words: tuple[str, ...], code: int, said: str
) -> None:
    Path("blocked").write_text("x", encoding="utf-8")
    found, out, err = shengsi("forecast", *QUICK, *words)
    assert found == code and out == ""
    assert len(err.strip().splitlines()) == 1 and said in err
    assert not Path("outputs").exists()


def test_interrupting_exits_with_130_and_the_way_on(
    shengsi: Shengsi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*words: Any, **more: Any) -> Any:
        for count, block in enumerate(fake_engine(*words, **more)):
            if count == 3:
                raise KeyboardInterrupt
            yield block

    monkeypatch.setattr(job, "_engine", lambda: stopped)
    code, out, err = shengsi("forecast", *PAIR, *QUICK, "-o", "elsewhere")
    assert code == 130 and out == ""
    assert "16/40 次抽样已保存" in err
    command = err.split("shengsi runs resume ")[1].split()[0]
    assert json.loads(shengsi("runs", "show", command, "--json")[1])["failed"] is None
    assert command.startswith("elsewhere/")
    monkeypatch.setattr(job, "_engine", lambda: fake_engine)
    code, out, _ = shengsi("runs", "resume", command, "-q")
    assert code == 0 and "全部 24 项同时达到" in out


def test_runs_are_listed_shown_and_verified(shengsi: Shengsi) -> None:
    assert "没有运行" in shengsi("runs", "list")[1]
    shengsi("forecast", *PAIR, *QUICK)
    name = find_run("latest", Path("outputs")).name
    assert name in shengsi("runs", "list")[1]
    listed = json.loads(shengsi("runs", "list", "--json")[1])["runs"][0]
    assert (listed["status"], listed["done"], listed["failed"]) == ("complete", 40, 3)
    assert "种子 2023" in shengsi("runs", "show")[1]
    assert json.loads(shengsi("runs", "show", name, "--json")[1])["seed"] == 2023
    code, out, _ = shengsi("runs", "verify", name)
    assert code == 0 and "一致" in out
    Path("outputs", name, "targets.csv").write_text("x", encoding="utf-8")
    code, out, _ = shengsi("runs", "verify", f"outputs/{name}")
    assert code == 1 and "targets.csv" in out
    code, out, _ = shengsi("runs", "verify", "--json")
    assert code == 1 and json.loads(out)["faults"] == [{"file": "targets.csv", "kind": "changed"}]


def test_resuming_a_finished_run_changes_nothing(shengsi: Shengsi) -> None:
    shengsi("forecast", *PAIR, *QUICK)
    code, out, err = shengsi("runs", "resume", "latest")
    assert code == 0 and "已经完成" in err and "T1" in out


@pytest.mark.parametrize("command", ["show", "verify", "resume"])
def test_an_unknown_run_is_a_usage_error(shengsi: Shengsi, command: str) -> None:
    code, _, err = shengsi("runs", command, "nothing")
    assert code == 2 and "nothing" in err and "runs list" in err


@pytest.mark.parametrize(
    "words",
    [("runs", "list"), ("runs", "show"), ("runs", "verify"), ("targets", "check")],
)
def test_a_file_in_place_of_the_folder_of_runs_is_a_usage_error(
    shengsi: Shengsi, words: tuple[str, ...]
) -> None:
    Path("taken").write_text("x", encoding="utf-8")
    assert shengsi(*words, "-o", "taken") == (2, "", "错误:taken: 这是文件,不是文件夹\n")
    english = shengsi(*words, "-o", "taken", "--lang", "en")
    assert english == (2, "", "error: taken: it is a file, not a folder\n")


def test_without_any_run_the_first_step_is_named(shengsi: Shengsi) -> None:
    for words in (("runs", "show"), ("targets", "check")):
        code, out, err = shengsi(*words, "-o", "nowhere")
        assert code == 2 and out == "" and len(err.splitlines()) == 1
        assert "nowhere: 还没有完成的运行; 先执行 shengsi forecast" in err


@pytest.mark.parametrize(
    ("damage", "said"),
    [(b"garbage", "损坏"), (b"PAR1" + bytes(40), "损坏"), (None, "缺失")],
)
def test_a_damaged_run_is_named_in_one_line(
    shengsi: Shengsi, damage: bytes | None, said: str
) -> None:
    shengsi("forecast", *PAIR, *QUICK)
    run = Run(find_run("latest", Path("outputs")))
    part = run.folder / "results.parquet" / "part-00001.parquet"
    part.unlink()
    if damage is not None:
        part.write_bytes(damage)
    code, out, err = shengsi("targets", "check")
    assert code == 3 and out == "" and len(err.splitlines()) == 1
    assert str(part) in err and said in err
    assert shengsi("runs", "verify")[0] == 1
    assert json.loads(shengsi("runs", "show", "--json")[1])["failed"] == 3


def test_targets_are_listed_with_clause_kind_and_wording(shengsi: Shengsi) -> None:
    code, out, _ = shengsi("targets", "list")
    assert code == 0
    for target in TARGETS.values():
        assert target.wording in out and target.clause in out
    assert "计数 24" in out and "模型外 3" in out
    out.encode("gbk")
    document = json.loads(shengsi("targets", "list", "--json")[1])
    assert [item["id"] for item in document["targets"]] == list(TARGETS)


def test_a_chosen_set_is_judged_jointly(shengsi: Shengsi) -> None:
    shengsi("forecast", *PAIR, *QUICK)
    code, out, _ = shengsi("targets", "check", "--joint", "T1,T3", "-s", "plan")
    assert code == 0
    *_, header, rule, row, note = out.splitlines()
    assert "T1, T3 同时达到" in header and set(rule) == {"-", " "} and row.startswith("方案实施")
    assert note == "注:参数取自先验,未经校准"
    _, out, _ = shengsi("targets", "check", "latest", "--joint", "T1, T3", "--json")
    document = json.loads(out)
    singles = {
        (item["scenario"], item["target"]): item["probability"] for item in document["results"]
    }
    for item in document["chosen"]:
        both = item["probability"]["value"]
        assert both <= min(singles[item["scenario"], name]["value"] for name in ("T1", "T3"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--joint", "T1,T99"), "T99"),
        (("--joint", "T1,O1"), "O1"),
        (("--joint", ","), "没有写目标"),
        (("--joint", ""), "没有写目标"),
        (("-s", "ambitious"), "no_plan"),
    ],
)
def test_a_set_that_cannot_be_judged_is_a_usage_error(
    shengsi: Shengsi, words: tuple[str, ...], said: str
) -> None:
    shengsi("forecast", *PAIR, *QUICK)
    code, out, err = shengsi("targets", "check", *words)
    assert code == 2 and out == "" and said in err


def test_the_whole_library_fits_the_screen_in_blocks(shengsi: Shengsi) -> None:
    names = library_ids()
    words = [word for name in names for word in ("-s", name)]
    code, out, _ = shengsi("forecast", *words, "-n", "10", "--no-figures", "-q")
    assert code == 0
    assert max(text_width(line) for line in out.splitlines()) <= 120
    assert all(f"({name})" in out for name in names)
    assert letters(28)[24:] == ["Y", "Z", "AA", "AB"]


# Figures.


def test_every_headline_has_a_fan_chart_and_its_numbers(shengsi: Shengsi) -> None:
    code, _, _ = shengsi("forecast", *PAIR, "-n", "30", "-q")
    run = Run(find_run("latest", Path("outputs")))
    assert code == 0 and run.work.figures == "zh"
    names = {path.name for path in (run.folder / "figures").iterdir()}
    assert names == {f"fan_{code}.{kind}" for code in HEADLINES for kind in ("png", "csv")}
    text = (run.folder / "figures" / "fan_gdp.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 2 * 11 and rows[0]["parameters_zh"] == "参数取自先验,未经校准"
    levels = [float(rows[-1][f"q{level:02d}"]) for level in (5, 10, 25, 50, 75, 90, 95)]
    assert levels == sorted(levels)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_have_whole_years_and_only_characters_of_the_font(
    shengsi: Shengsi, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    seen: list[str] = []
    years: list[str] = []
    print_png = FigureCanvasAgg.print_png

    def look(canvas: Any, *words: Any, **more: Any) -> None:
        print_png(canvas, *words, **more)
        seen.extend(text.get_text() for text in canvas.figure.findobj(Text))
        years.extend(tick.get_text() for tick in canvas.figure.axes[0].get_xticklabels())

    monkeypatch.setattr(FigureCanvasAgg, "print_png", look)
    shengsi("forecast", *PAIR, *QUICK)
    draw_fans(Run(find_run("latest", Path("outputs"))), lang)
    known = set(TTFont(FONT_FILE).getBestCmap())
    assert {char for text in seen for char in text if char != "\n"} <= set(map(chr, known))
    assert set(years) == {str(year) for year in range(2017, 2028)}
    joined = "\n".join(seen)
    for word in ("种子 2023", "未经校准") if lang == "zh" else ("seed 2023", "not calibrated"):
        assert word in joined
    assert not {"nan", "None", "True"} & set(joined.split())


# Small things.


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_everything_said_prints_on_a_gbk_terminal_in_both_languages() -> None:
    for prefix in ("forecast", "runs", "targets", "chart"):
        for key, (zh, en) in texts(prefix).items():
            assert zh and en, key
            zh.encode("gbk")
            en.encode("gbk")
            assert _fields(zh) == _fields(en), key


@pytest.mark.parametrize(
    ("target", "zh", "en"),
    [
        ("T1", ">25亿元", "> 2,500 m yuan"),
        ("T2a", "高于2022年", "above 2022"),
        ("T3", "10%±0.5百分点", "10%±0.5 pp"),
        ("T6", "≥150万元/亩", ">= 1,500 k yuan/mu"),
        ("T10", "≥3个", ">= 3 items"),
        ("T8", "≥5件/万人", ">= 5 per 10k people"),
        ("T20", "≥100%", ">= 100%"),
        ("O1", "-", "-"),
    ],
)
def test_a_goal_reads_as_the_plan_has_it(target: str, zh: str, en: str) -> None:
    assert goal_text(TARGETS[target], "zh") == zh
    assert goal_text(TARGETS[target], "en") == en


def test_a_number_shows_no_more_digits_than_it_varies() -> None:
    revenue = shown("万元", 0, "zh")
    assert revenue.text(275_709.5, 190_000) == "27.6亿元"
    assert revenue.text(275_709.5, 1_900_000) == "28亿元"
    assert shown("比例", 4, "zh").text(0.01487, 0.01) == "1.49%"
    assert shown("比例", 4, "zh", change=True).text(-0.00004, 0.01) == "0.00百分点"
    assert shown("个", 0, "zh").text(2.0, 3.0) == "2个"
    assert shown("万元").text(None) == "-" and shown("万元").text(float("nan")) == "-"
