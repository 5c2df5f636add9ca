"""`shengsi attribute` at the command line: what it prints and writes, wrong input."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scenarios.resampling import Interval
from scenarios.runs import list_runs, verify_run
from shengsi.attribute_tables import change_words
from shengsi.portfolio_words import points as portfolio_points
from shengsi.text import texts
from tests.scenarios.measures_engine import BRINGS
from tests.shengsi.sound import check_verified
from tests.shengsi.test_compare_cli import Shengsi, results, shengsi, table

__all__ = ["shengsi"]
QUICK = ("-n", "40", "--prior", "-q")


def test_every_action_has_its_share_and_shares_add_up(shengsi: Shengsi) -> None:
    document = json.loads(shengsi("attribute", *QUICK, "--target", "T1", "--json").stdout)
    assert document["combinations"] == 128 and document["whole"] == "plan"
    target, revenue = document["quantities"]
    assert (target["id"], revenue["id"], revenue["year"]) == ("T1", "revenue_above_scale", 2027)
    for item in (target, revenue):
        assert {share["player"] for share in item["shares"]} == set(BRINGS)
        assert len(item["pairs"]) == 21
        total = sum(share["share"]["value"] for share in item["shares"])
        whole = item["all_on"]["value"] - item["without"]["value"]
        assert total == pytest.approx(whole) == pytest.approx(item["whole"]["value"])
        alone = sum(share["alone"]["value"] for share in item["shares"])
        assert item["singly"]["value"] == pytest.approx(alone)
    folder = Path(document["results"])
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json", "report.txt", "shares.csv", "pairs.csv", "levels.csv", "T1_2027.png",
        "revenue_above_scale_2027.png",
    }  # fmt: skip
    rows = [row for row in table(folder / "shares.csv") if row["id"] == "T1"]
    assert sum(float(row["share"]) for row in rows) == pytest.approx(target["whole"]["value"])
    assert {row["clear"] for row in table(folder / "pairs.csv")} == {"0", "1"}
    check_verified(folder, "attribute", "T1_2027.png")


def test_the_run_is_small_sound_not_the_latest_and_used_again(shengsi: Shengsi) -> None:
    shengsi("forecast", *QUICK, "-s", "no_plan", "-s", "plan", "--no-figures")
    latest = Path("outputs/latest").read_text(encoding="utf-8")
    words = ("attribute", "-n", "40", "--prior", "--no-progress", "--no-figures")
    shengsi(*words, "--target", "T1")
    again = shengsi(*words, "--target", "T5,T8", "--indicator", "gdp:2025")
    assert "取用已有的运行" in again.stderr and "地区生产总值 2025:中位数" in again.stdout
    # Runs of one second are listed by name, so they are told apart by what they hold.
    runs = sorted(list_runs(Path("outputs")), key=lambda item: item.scenarios)
    assert [item.scenarios for item in runs] == [2, 128]
    assert verify_run(runs[1].folder) == []
    assert Path("outputs/latest").read_text(encoding="utf-8") == latest
    # Any target can be judged on it, and all scenarios be listed.
    shengsi("targets", "check", runs[1].name, "-s", "set_1111111", "-q")


def test_the_pair_that_works_together_is_named(shengsi: Shengsi) -> None:
    out = shengsi("attribute", *QUICK, "--no-figures").stdout
    assert "7项行动" in out and "空间腾换 + 招大做强" in out
    assert out.index("招大做强 ") < out.index("创新强工 ")
    assert "注:参数取自先验,未经校准" in out and "份额是 Shapley 值" in out
    assert "合计" in out


def test_within_an_action_levers_are_the_players(shengsi: Shengsi) -> None:
    words = ("attribute", *QUICK, "--within", "digital", "--no-figures", "--json")
    on, off = (json.loads(shengsi(*words, *extra).stdout) for extra in ((), ("--alone",)))
    for document, others in ((on, True), (off, False)):
        codes = [player["code"] for player in document["players"]]
        assert codes == ["industry_brain", "digital_subsidy", "industrial_internet"]
        assert document["others_on"] is others and document["combinations"] == 8
        shares = {s["player"]: s["share"]["value"] for s in document["quantities"][1]["shares"]}
        # The made-up county answers to this lever alone.
        assert shares["digital_subsidy"] > 0 == shares["industry_brain"]


def test_many_levers_are_sampled_with_their_error(shengsi: Shengsi) -> None:
    words = ("attribute", *QUICK, "--within", "space", "--orders", "3", "--no-figures")
    out = shengsi(*words).stdout
    assert "次序误差" in out and "抽取 3 个次序及其倒序" in out.replace("\n", "")
    document = json.loads(shengsi(*words, "--json").stdout)
    assert document["orders"] == 3 and document["combinations"] < 100
    assert all(s["order_error"] is not None for s in document["quantities"][0]["shares"])


def test_every_combination_can_be_asked_for(shengsi: Shengsi) -> None:
    words = ("attribute", *QUICK, "--within", "space", "--orders", "0", "--dry-run", "--json")
    assert json.loads(shengsi(*words).stdout)["sets"] == 2**11
    # Where all are run in any case it is no contradiction.
    assert json.loads(shengsi("attribute", *QUICK, *words[-4:]).stdout)["sets"] == 2**7


def test_under_stress_the_outside_world_is_that_of_the_scenario(shengsi: Shengsi) -> None:
    out = shengsi("attribute", *QUICK, "-s", "stress_credit", "--no-figures").stdout
    assert "外部假设在所有组合中都取" in out


def test_what_a_scenario_leaves_alone_is_no_player(shengsi: Shengsi) -> None:
    words = ("attribute", *QUICK, "-s", "without_digital", "--no-figures")
    document = json.loads(shengsi(*words, "--json").stdout)
    assert document["combinations"] == 64 and document["unchanged"] == ["digital"]
    assert "不参与:数字赋能" in shengsi(*words).stdout


def test_what_every_draw_owes_to_a_measure_is_a_bound(shengsi: Shengsi) -> None:
    """A target met in every draw with an action and in none without is never 100 points exactly."""
    up, down = Interval(1.0, 0.96, 1.0, 0.01), Interval(-1.0, -1.0, -0.95, 0.01)
    item: Any = SimpleNamespace(kind="target")
    assert change_words(item, up, "zh") == portfolio_points(up) == ">+96"
    assert change_words(item, down, "en") == portfolio_points(down) == "<-95"


def test_where_no_draw_moves_it_is_said(shengsi: Shengsi) -> None:
    out = shengsi("attribute", *QUICK, "--target", "T12", "--no-figures").stdout
    assert "没有一次因任何组合而不同" in out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_said_prints_on_a_gbk_terminal(shengsi: Shengsi, lang: str) -> None:
    # Figures too: a missing glyph is a warning, and warnings are errors here.
    out = shengsi("attribute", *QUICK, "--lang", lang).stdout
    out.encode("gbk")
    assert "nan" not in out.lower().split() and "None" not in out
    for pair in texts("attribute").values():
        "".join(pair).encode("gbk")
    if lang == "en":
        assert not any("\u4e00" <= char <= "\u9fff" for char in out)
    assert (results("attribute")[-1] / "T1_2027.png").stat().st_size > 20_000


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (("--target", "T99"), 2, "T99"),
        (("--target", "O1"), 2, "O1"),
        (("--target", "T1", "--years", "2025"), 2, "2025"),
        (("--indicator", "gdpp"), 2, "gdpp"),
        (("--indicator", "gdp:2016"), 2, "gdp:2016"),
        (("--alone",), 2, "--within"),
        (("--orders", "5"), 2, "--orders"),
        (("--within", "space", "--orders", "1"), 2, "--orders"),
        (("--within", "digital", "-s", "only_policy"), 2, "digital"),
        (("-s", "plann"), 3, "plann"),
        (("-s", "no_plan"), 2, "no_plan"),
        (("--base", "plann"), 3, "plann"),
        (("--years", "2019"), 2, "2019"),
        (("--set", "nothing=1"), 3, "nothing"),
    ],
)
def test_wrong_input_is_one_line(
    shengsi: Shengsi, words: tuple[str, ...], code: int, named: str
) -> None:
    found = shengsi("attribute", "-n", "8", "--prior", *words, "-q", code=code)
    assert found.stdout == "" and len(found.stderr.splitlines()) == 1 and named in found.stderr


def test_a_dry_run_tells_how_much_it_is_and_writes_nothing(shengsi: Shengsi) -> None:
    out = shengsi("attribute", "--prior", "--dry-run").stdout
    assert "组合 128 个 x 抽样 1000 次" in out and not Path("outputs").exists()
    words = ("attribute", "--prior", "--dry-run", "--json")
    document = json.loads(shengsi(*words).stdout)
    assert document["sets"] == 128 and 10_000_000 < document["bytes"] < 200_000_000
