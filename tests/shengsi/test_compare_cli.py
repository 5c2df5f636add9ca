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
from shengsi.compare_settings import ROWS, path_ends
from shengsi.display import shown
from shengsi.interval_text import error_text, interval_text, points
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
    row = next(line for line in out.splitlines() if line.startswith("shortening of app"))
    cells = re.split(r"  +", row)
    assert cells[2:] == ["0", "0.25", "0.125"]
    shown = out[out.index("lever or assumption") : out.index("more in settings.csv")]
    assert shown.count("\n") == 2 + ROWS
    document = json.loads(shengsi(*words, "--json").stdout)
    plan, half = document["comparisons"]
    assert [item["code"] for item in plan["settings"]] == [*plan["levers"], *plan["assumptions"]]
    beds = [
        next(item for item in one["settings"] if item["code"] == "dormitory_beds")
        for one in (plan, half)
    ]
    assert [item["scenario"]["2027"] for item in beds] == [300.0, 150.0]
    assert beds[0]["base"]["2027"] == 0.0 and beds[0]["name_en"] == "dormitory beds, cumulative"
    left = int(re.search(r"and (\d+) more in settings", out)[1])  # type: ignore[index]
    rows = table(Path(document["results"]) / "settings.csv")
    assert left + ROWS == len({row["code"] for row in rows})


def test_a_path_that_changes_has_its_ends() -> None:
    assert path_ends((0.0, 50.0, 300.0)) == "0 .. 300"
    assert path_ends((0.3, 0.3)) == "0.3" and path_ends((1.0, 2.0, 1.0)) == "1 .. 1"


def test_a_scenario_with_one_small_difference_has_its_row(shengsi: Shengsi) -> None:
    Path("small.yaml").write_text(
        "schema_version: 1\nname_zh: 略增\nextends: no_plan\nlevers:\n  plot_ratio_cap: 1.21\n",
        encoding="utf-8",
    )
    out = shengsi("compare", *QUICK, "-s", "plan", "-s", "small.yaml", "--no-figures").stdout
    assert any(
        line.startswith("工业容积率上限") and line.endswith("1.21") for line in out.splitlines()
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
    assert max(len(line) for line in out.splitlines()) <= 150


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
    document = json.loads(shengsi("compare", "--prior", "-s", "plan", "--dry-run", "--json").stdout)
    assert document["dry_run"] is True and document["scenarios"] == ["plan"]
    shengsi("forecast", *QUICK, "-s", "no_plan", "-s", "plan", "--no-figures")
    before = sorted(Path("outputs").iterdir())
    assert "取用运行" in shengsi("compare", "latest", "--dry-run").stdout
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
