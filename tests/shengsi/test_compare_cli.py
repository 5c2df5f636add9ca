"""`shengsi compare` at the command line: what it prints and writes, runs used again, wrong input."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from scenarios import forecast as job
from scenarios.resampling import Interval
from scenarios.runs import list_runs
from shengsi.cli import app
from shengsi.compare_settings import ROWS, ROWS_EACH, path_text
from shengsi.display import shown
from shengsi.interval_text import (
    change_interval,
    change_text,
    error_text,
    interval_text,
    points,
)
from shengsi.tables import text_width
from shengsi.text import set_language, texts
from tests.scenarios.measures_engine import additive, engine, lucky
from tests.shengsi.sound import check_verified

runner = CliRunner()
QUICK = ("-n", "40", "--prior", "-q")
Shengsi = Callable[..., Result]


@pytest.fixture
def shengsi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shengsi]:
    """`shengsi(*words)` in an empty folder, on an engine that answers to measures."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHENGSI_LANG", raising=False)
    monkeypatch.setattr(job, "_engine", lambda: engine(lucky))

    def call(*words: str, code: int = 0) -> Result:
        result = runner.invoke(app, [str(word) for word in words])
        assert result.exit_code == code, result.output
        return result

    yield call
    set_language("zh")


def results(name: str = "compare") -> list[Path]:
    """Folders of analyses, oldest first."""
    found = sorted(Path("outputs").glob(f"*_{name}_*"))
    return [path for path in found if "_run_" not in path.name]


def table(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_plan_late_by_half_and_beyond_are_compared_when_nothing_is_named(
    shengsi: Shengsi,
) -> None:
    out = shengsi("compare", *QUICK).stdout
    assert "4 个情景对 无规划" in out and "注:参数取自先验,未经校准" in out
    for name in ("A  方案实施", "B  方案推迟一年", "C  方案打对折", "D  加强方案"):
        assert name in out
    assert "更好" in out and "分辨不出" in out and "无一次不同" in out
    (folder,) = results()
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json", "report.txt", "changes.csv", "changes.png", "differences.csv",
        "differences.png", "best.csv", "settings.csv",
    }  # fmt: skip
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["kind"] == "compare" and manifest["options"]["base"] == "no_plan"
    check_verified(folder, "compare", "changes.csv")
    assert "compare_run" in manifest["run"]
    report = (folder / "report.txt").read_text(encoding="utf-8")
    assert out.startswith(report.rstrip("\n"))


def test_tables_hold_every_target_indicator_year_and_setting(shengsi: Shengsi) -> None:
    words = ("-s", "plan", "-s", "stress_credit", "--indicator", "gdp", "--no-figures")
    document = json.loads(shengsi("compare", *QUICK, *words, "--json").stdout)
    folder = Path(document["results"])
    changes = table(folder / "changes.csv")
    assert {row["scenario"] for row in changes} == {"plan", "stress_credit"}
    tested = {item["target"] for item in document["comparisons"][0]["targets"]}
    assert {row["target"] for row in changes} == tested and len(tested) > 20
    one = next(item for item in document["comparisons"][0]["targets"] if item["target"] == "T1")
    row = next(row for row in changes if (row["scenario"], row["target"]) == ("plan", "T1"))
    assert float(row["change"]) == pytest.approx(one["change"]["value"])
    assert float(row["low95"]) == pytest.approx(one["change"]["low95"])
    assert {row["year"] for row in table(folder / "differences.csv")} == set(
        map(str, range(2023, 2028))
    )
    settings = table(folder / "settings.csv")
    assert {row["kind"] for row in settings if row["scenario"] == "plan"} == {"lever"}
    assert {row["kind"] for row in settings if row["scenario"] == "stress_credit"} == {
        "lever", "assumption",
    }  # fmt: skip
    assert document["comparisons"][0]["policy_only"] is True
    assert document["comparisons"][1]["policy_only"] is False
    assert all("prior" in row["parameters_en"] for row in changes)


def test_the_plan_and_half_the_plan_are_told_apart_by_values(shengsi: Shengsi) -> None:
    words = ("compare", *QUICK, "-s", "plan", "-s", "plan_half", "--no-figures")
    out = shengsi(*words, "--lang", "en").stdout
    rows = [line for line in out.splitlines() if line.startswith("  shortening of app")]
    assert [re.split(r"  +", row.strip())[1:] for row in rows] == [
        ["ratio", "0", "0.25"], ["ratio", "0", "0.125"],
    ]  # fmt: skip
    shown = out[out.index("scenario / lever") : out.index("the 6 that differ most")]
    assert "A plan: levers: 44" in shown and "B plan by half: levers: 44" in shown
    assert shown.count("\n") == 2 + 2 * (1 + ROWS // 2)
    assert out.index("better") < out.index("scenario / lever")
    document = json.loads(shengsi(*words, "--json").stdout)
    plan, half = document["comparisons"]
    assert [item["code"] for item in plan["settings"]] == [*plan["levers"], *plan["assumptions"]]
    beds = [
        next(item for item in one["settings"] if item["code"] == "dormitory_beds")
        for one in (plan, half)
    ]
    assert [item["scenario"]["2027"] for item in beds] == [300.0, 150.0]
    assert beds[0]["base"]["2027"] == 0.0 and beds[0]["name_en"] == "dormitory beds, cumulative"


@pytest.mark.parametrize(
    ("values", "shown", "text"),
    [
        ((0.3, 0.3, 0.3, 0.3, 0.3), (2024,), "0.3"),
        ((0.0, 0.01, 0.01, 0.01, 0.0), (2024, 2025, 2026), "2024-2026 0.01"),
        ((0.0, 0.0, -0.3, 0.0, 0.0), (2025,), "2025 -0.3"),
        ((0.0, 75.0, 150.0, 225.0, 300.0), (2024, 2025, 2026, 2027), "2024-2027 75..300"),
        ((0.0, 75.0, 150.0, 0.0, 0.0), (2024, 2025), "2024 75, 2025 150"),
        ((1.0, 2.0, 3.0, 2.0, 1.0), (2023, 2024, 2025, 2026, 2027),
         "2023-2025 1..3, 2026 2, 2027 1"),
        ((1.0, 2.0, 1.0, 2.0, 2.0), (2023, 2024, 2025, 2026, 2027),
         "2023 1, 2024 2, 2025 1, 2026-2027 2"),
        ((5.0, 1.0, 9.0, 1.0, 7.0), (2023, 2025, 2027), "2023 5, 2025 9, 2027 7"),
        ((0.0, 12_345.0, 12_345.0, 12_345.0, 0.0), (2024, 2025, 2026), "2024-2026 12345"),
    ],
)  # fmt: skip
def test_a_path_says_what_it_is_in_the_years_that_differ(
    values: tuple[float, ...], shown: tuple[int, ...], text: str
) -> None:
    assert path_text(values, range(2023, 2028), shown) == text


@pytest.mark.parametrize(("base", "other"), [("plan", "stress_credit"), ("stress_credit", "plan")])
def test_a_shock_that_passes_is_told_with_its_years(
    shengsi: Shengsi, base: str, other: str
) -> None:
    """The interest rate is up in 2024-26 and back in 2027: first and last year are alike."""
    words = ("-s", other, "--base", base, "--no-figures")
    out = shengsi("compare", *QUICK, *words).stdout
    rows = [re.split(r"  +", line.strip()) for line in out.splitlines()]
    stressed = 3 if other == "stress_credit" else 2
    for name, calm, shock in (("贷款利率附加", "0", "0.01"), ("信贷额度倍数", "1", "0.7")):
        row = next(row for row in rows if row[0] == name)
        assert row[stressed] == f"2024-2026 {shock}" and row[5 - stressed] == calm
    assert "外部假设2项(贷款利率附加、信贷额度倍数)" in out
    results_of = out[: out.index("结果:")]
    assert "interest_shift" not in results_of and "credit_multiplier" not in results_of


def test_names_stand_where_codes_would_not_be_understood(shengsi: Shengsi) -> None:
    words = ("-s", "only_quality", "-s", "stress_weak_demand", "--no-figures", "--lang", "en")
    out = shengsi("compare", *QUICK, *words).stdout
    for code in ("quality_brand", "standards_support", "growth_shift", "demand_shift"):
        assert code not in out
    for name in ("quality and brand", "extra growth, rest of economy"):
        assert name in out


def test_all_scenarios_have_few_settings_each_below_the_results(shengsi: Shengsi) -> None:
    out = shengsi("compare", *QUICK, "-s", "all").stdout
    table_of = out[out.index("情景 / 杠杆或假设") : out.index("每个情景列出")]
    titles = [line for line in table_of.splitlines() if re.match(r"[A-Z] ", line)]
    assert len(titles) == 24
    listed = [line for line in table_of.splitlines() if re.match(r"  \S.*  \S", line)]
    assert 24 < len(listed) <= 24 * ROWS_EACH
    for text in (
        out,
        shengsi("compare", *QUICK, "-s", "all", "--lang", "en", "--no-figures").stdout,
    ):
        report = text[: text.rindex("\n\n")]
        assert max(map(text_width, report.splitlines())) <= 120
    assert out.index("主要目标") < out.index("情景 / 杠杆或假设")
    folder = results()[0]
    drawn = {path.name for path in folder.glob("*.png")}
    pages = [
        f"{name}{page}.png" for name in ("changes", "differences") for page in ("", "_2", "_3")
    ]
    assert drawn == set(pages)


def test_without_a_target_due_no_changes_are_drawn_and_it_is_said(shengsi: Shengsi) -> None:
    words = ("-s", "plan", "--years", "2023-2024")
    found = shengsi("compare", *QUICK, *words)
    assert "到 2024 年没有目标能检验" in found.stdout and found.stderr == ""
    assert "±" not in found.stdout.split("主要指标")[0]
    (folder,) = results()
    assert {path.name for path in folder.glob("*.png")} == {"differences.png"}
    assert table(folder / "changes.csv") == []
    one = shengsi("compare", *QUICK, *words, "--lang", "en", "--no-figures").stdout
    assert one.startswith("1 scenario against no plan")
    assert "No target can be tested by 2024" in one


def test_a_scenario_with_one_small_difference_has_its_row(shengsi: Shengsi) -> None:
    Path("small.yaml").write_text(
        "schema_version: 1\nname_zh: 略增\nextends: no_plan\nlevers:\n  plot_ratio_cap: 1.21\n",
        encoding="utf-8",
    )
    out = shengsi("compare", *QUICK, "-s", "plan", "-s", "small.yaml", "--no-figures").stdout
    assert any(
        line.startswith("  工业容积率上限") and line.endswith("1.21") for line in out.splitlines()
    )
    out.encode("gbk")


def test_another_world_is_warned_of_and_the_same_policy_is_exactly_zero(shengsi: Shengsi) -> None:
    Path("copy.yaml").write_text(
        "schema_version: 1\nname_zh: 抄本\nextends: plan\n", encoding="utf-8"
    )
    words = ("-s", "copy.yaml", "-s", "stress_credit", "--base", "plan", "--no-figures")
    out = shengsi("compare", *QUICK, *words).stdout
    assert "A:全部取值与对照相同,只是名称不同,各项差别恰为零" in out.replace("\n", "")
    assert "注意:B 的外部假设也与对照不同" in out
    assert "再多也是零" in out and "恰为零" in out


def test_a_lever_set_by_hand_is_compared_with_the_plan_as_it_is(shengsi: Shengsi) -> None:
    words = ("-s", "plan", "--base", "plan", "--set", "talent_award=0", "--no-figures", "--json")
    document = json.loads(shengsi("compare", *QUICK, *words).stdout)
    (only,) = document["comparisons"]
    assert only["scenario"] == "plan_set" and only["levers"] == ["talent_award"]
    gap = next(
        item
        for item in only["differences"]
        if (item["indicator"], item["year"]) == ("revenue_above_scale", 2027)
    )
    assert gap["verdict"] == "lower" and gap["median"]["high95"] < 0


def test_a_finished_run_is_read_by_name_and_nothing_is_run(shengsi: Shengsi) -> None:
    shengsi("forecast", *QUICK, "-s", "no_plan", "-s", "plan", "-s", "plan_half", "--no-figures")
    for name in ("latest", str(list_runs(Path("outputs"))[0].folder)):
        document = json.loads(shengsi("compare", name, "--no-figures", "--json", "-q").stdout)
        assert [item["scenario"] for item in document["comparisons"]] == ["plan", "plan_half"]
    words = ("--base", "plan", "-s", "plan_half", "--years", "2025-2026")
    document = json.loads(shengsi("compare", "latest", *words, "--no-figures", "--json").stdout)
    assert document["base"] == "plan" and document["years_compared"] == [2025, 2026]
    assert len(list_runs(Path("outputs"))) == 1


def test_an_equal_run_is_used_again_and_said(shengsi: Shengsi) -> None:
    words = ("compare", "-n", "40", "--prior", "-s", "plan", "--no-progress", "--no-figures")
    shengsi(*words)
    again = shengsi(*words)
    assert "取用已有的运行" in again.stderr
    assert len(list_runs(Path("outputs"))) == 1 and len(results()) == 2
    shengsi(*words, "--seed", "7")
    assert len(list_runs(Path("outputs"))) == 2


def test_the_same_question_gives_the_same_bytes(shengsi: Shengsi) -> None:
    words = ("compare", *QUICK, "-s", "plan", "--no-figures")
    shengsi(*words)
    shengsi(*words)
    one, other = results()
    assert one.name.split("_")[-1].split("-")[0] == other.name.split("_")[-1].split("-")[0]
    for path in one.iterdir():
        if path.name != "manifest.json":
            assert path.read_bytes() == (other / path.name).read_bytes(), path.name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_said_prints_on_a_gbk_terminal(shengsi: Shengsi, lang: str) -> None:
    out = shengsi("compare", *QUICK, "--no-figures", "--lang", lang).stdout
    out.encode("gbk")
    assert "nan" not in out.lower().split() and "None" not in out
    for pair in texts("compare").values():
        "".join(pair).encode("gbk")
    if lang == "en":
        assert not any("\u4e00" <= char <= "\u9fff" for char in out)
    lines = out.splitlines()[: -len(("run", "results"))]
    assert max(map(text_width, lines)) <= 120
    assert not any(line.startswith(" ") and line[1:2].isupper() for line in lines)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_have_a_glyph_for_every_character(shengsi: Shengsi, lang: str) -> None:
    # A missing glyph is a warning, and warnings are errors here.
    shengsi("compare", *QUICK, "-s", "plan", "-s", "stress_credit", "--lang", lang)
    for name in ("changes.png", "differences.png"):
        assert (results()[-1] / name).stat().st_size > 20_000


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (("nope",), 2, "nope"),
        (("-s", "plann"), 3, "plann"),
        (("--base", "plann"), 3, "plann"),
        (("-s", "no_plan"), 2, "no_plan"),
        (("--indicator", "gdpp"), 2, "gdpp"),
        (("--years", "2018-2020"), 2, "2023"),
        (("--set", "nothing=1"), 3, "nothing"),
        (("--prior", "--posterior", "x"), 2, "--posterior"),
    ],
)
def test_wrong_input_is_one_line(
    shengsi: Shengsi, words: tuple[str, ...], code: int, named: str
) -> None:
    found = shengsi("compare", "-n", "8", *words, "-q", code=code)
    assert found.stdout == "" and len(found.stderr.splitlines()) == 1 and named in found.stderr


@pytest.mark.parametrize(
    "idle", [("-n", "5"), ("--seed", "1"), ("--set", "rnd_support=0.1"), ("--prior",)]
)
def test_options_that_make_a_run_are_refused_where_one_is_named(
    shengsi: Shengsi, idle: tuple[str, ...]
) -> None:
    found = shengsi("compare", "latest", *idle, code=2)
    assert "latest" in found.stderr


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(shengsi: Shengsi) -> None:
    out = shengsi("compare", "--prior", "-n", "50", "--dry-run").stdout
    assert "情景 5 个 x 抽样 50 次" in out and not Path("outputs").exists()
    assert "无规划(no_plan) 与 方案实施(plan), " in out
    document = json.loads(shengsi("compare", "--prior", "-s", "plan", "--dry-run", "--json").stdout)
    assert document["dry_run"] is True and document["scenarios"] == ["plan"]
    shengsi("forecast", *QUICK, "-s", "no_plan", "-s", "plan", "--no-figures")
    before = sorted(Path("outputs").iterdir())
    said = shengsi("compare", "latest", "--dry-run").stdout
    assert "取用运行" in said and "无规划(no_plan) 与 方案实施(plan);" in said
    assert sorted(Path("outputs").iterdir()) == before


def test_a_single_draw_has_no_interval_and_still_prints(
    shengsi: Shengsi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "_engine", lambda: engine(additive))
    words = ("compare", "--prior", "-n", "1", "-s", "plan", "-q")
    out = shengsi(*words).stdout
    assert "nan" not in out.lower().split()
    json.loads(shengsi(*words, "--json").stdout)


def test_numbers_carry_no_more_digits_than_their_interval() -> None:
    unit = points("zh")
    assert interval_text(Interval(0.337, 0.281, 0.391, 0.03), unit) == "+34 [+28,+39]"
    assert interval_text(Interval(-0.06, -0.09, -0.032, 0.015), unit) == "-6.0 [-9.0,-3.2]"
    assert interval_text(Interval(0.0, 0.0, 0.0, 0.0), unit) == "0"
    assert error_text(Interval(0.337, 0.281, 0.391, 0.03), unit) == "+34 ±6"
    nan = float("nan")
    assert interval_text(Interval(0.2, nan, nan, nan), unit) == "+20 [-]"
    assert interval_text(Interval(nan, nan, nan, nan), unit) == "-"
    money = shown("万元", 0, "zh", change=True)
    assert (
        interval_text(Interval(51_300.0, 48_000.0, 55_000.0, 1.0), money) == "+5.13 [+4.80,+5.50]"
    )


@pytest.mark.parametrize(
    ("found", "short", "full"),
    [
        (Interval(1.0, 0.979, 1.0, 0.01), ">+97", ">+97"),
        (Interval(-1.0, -1.0, -0.985, 0.01), "<-98", "<-98"),
        (Interval(1.0, -0.31, 1.0, 0.4), ">-31", ">-31"),
        (Interval(1.0, float("nan"), float("nan"), float("nan")), "-", "-"),
        (Interval(0.9, 0.78, 0.97, 0.05), "+90 [+78,+97]", "+90 [+78,+97]"),
        (Interval(0.5, 0.42, 0.57, 0.05), "+50 ±8", "+50 [+42,+57]"),
    ],
)
def test_a_change_of_every_draw_is_a_bound_and_no_error_passes_a_hundred_points(
    found: Interval, short: str, full: str
) -> None:
    assert change_text(found, "zh") == short
    assert change_interval(found, "zh") == full
