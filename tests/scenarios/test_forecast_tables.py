"""The tables of a forecast: every number of every target under every scenario, and its note."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scenarios import posterior_input
from tests.scenarios.conftest import Shengsi
from tests.scenarios.test_targets import TARGETS

SHIPPED_POSTERIOR = posterior_input.shipped_posterior
QUICK = ("-n", "40", "--no-figures", "-q")
PAIR = ("-s", "no_plan", "-s", "plan")
NOTE = {
    "zh": "注:参数取自先验,未经校准",
    "en": "note: parameters from priors, not calibrated",
}
HEAD = {
    "zh": ("目标 / 情景", "中位数", "80%区间", "达标概率±误差", "每20次", "未达时缺口"),
    "en": ("target / scenario", "median", "80 % interval", "P(target) ± error", "/20",
           "gap if missed"),
}  # fmt: skip


def cells(line: str) -> list[str]:
    """Cells of a table's line."""
    return [cell for cell in re.split(r"\s{2,}", line.strip()) if cell]


def tables(out: str) -> list[list[str]]:
    """Lines of each table: its header, the rule, and what follows up to its note or a blank."""
    lines = out.splitlines()
    found = []
    for at, line in enumerate(lines):
        if line and set(line) <= {"-", " "} and "--" in line:
            end = next(i for i, after in enumerate([*lines[at:], ""], at) if not after.strip())
            found.append(lines[at - 1 : end])
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_target_has_every_number_under_every_scenario(shengsi: Shengsi, lang: str) -> None:
    _, out, _ = shengsi("forecast", *QUICK, "--lang", lang)
    full = [table for table in tables(out) if tuple(cells(table[0])) == HEAD[lang]]
    assert full
    rows: dict[str, list[list[str]]] = {}
    for line in (line for table in full for line in table[2:]):
        if line.startswith("T"):
            title = line.split()[0]
            rows[title] = []
        elif line.startswith("  "):
            rows[title].append(cells(line))
    tested = {target.id for target in TARGETS.values() if target.testable}
    assert set(rows) == tested
    for found in rows.values():
        assert [row[0][:2] for row in found] == [f"{letter} " for letter in "ABCDEFGH"]
        assert all(len(row) == 6 for row in found)


def test_the_numbers_of_a_target_under_a_scenario_are_those_of_the_document(
    shengsi: Shengsi,
) -> None:
    _, out, _ = shengsi("forecast", *PAIR, *QUICK)
    document = json.loads(shengsi("targets", "check", "--json")[1])
    (result,) = [
        item
        for item in document["results"]
        if item["target"] == "T1" and item["scenario"] == "no_plan"
    ]
    at = out.splitlines().index("T1 规上企业营业收入突破25亿元  2027")
    row = cells(out.splitlines()[at + 1])
    assert row[0] == "A 无规划"
    assert float(row[1].removesuffix("亿元")) == pytest.approx(result["median"] / 1e4, abs=0.06)
    assert row[3] == result["probability"]["text"]
    assert row[4] == result["probability"]["of_twenty"]
    assert float(row[5].removesuffix("亿元")) == pytest.approx(result["shortfall"] / 1e4, abs=0.06)


def test_a_target_has_the_same_decimals_under_every_scenario(shengsi: Shengsi) -> None:
    _, out, _ = shengsi("forecast", *QUICK)
    lines = out.splitlines()
    for title in ("T1 ", "T4 ", "T7 ", "T23 "):
        at = next(i for i, line in enumerate(lines) if line.startswith(title) and "  20" in line)
        medians = [cells(line)[1] for line in lines[at + 1 : at + 9]]
        decimals = [re.search(r"(?:\.(\d+))?\D*$", text) for text in medians]
        assert len({len(found[1] or "") for found in decimals if found}) == 1, medians


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("words", [PAIR, PAIR[2:], ()])
def test_every_table_says_where_the_parameters_come_from(
    shengsi: Shengsi, words: tuple[str, ...], lang: str
) -> None:
    shengsi("forecast", *words, *QUICK)
    _, out, _ = shengsi("targets", "check", "--joint", "T1,T3", "--lang", lang)
    found = tables(out)
    assert len(found) >= 5
    for table in found:
        assert NOTE[lang] in table, table[0]


def test_what_every_table_says_follows_the_origin_of_the_draws(
    shengsi: Shengsi, tmp_path: Path
) -> None:
    own = "schema_version: 1\nname_zh: 中心\nextends: plan\nuncertainty: {parameters: mean}\n"
    (tmp_path / "centre.yaml").write_text(own, encoding="utf-8")
    _, out, _ = shengsi("forecast", "-s", "centre.yaml", *QUICK)
    assert "取自先验" not in out and out.count("注:参数固定在先验中心,未经校准") >= 4
    wide = "schema_version: 1\nname_zh: 宽\nextends: plan\nuncertainty: {parameters: prior, prior_width: 2}\n"
    (tmp_path / "wide.yaml").write_text(wide, encoding="utf-8")
    _, out, _ = shengsi("forecast", "-s", "wide.yaml", *QUICK)
    assert out.count("注:参数取自先验,未经校准;先验宽度为原来的2倍") >= 4


def test_a_forecast_from_the_posterior_says_so_below_every_table(
    shengsi: Shengsi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posterior_input, "shipped_posterior", SHIPPED_POSTERIOR)
    _, out, _ = shengsi("forecast", *PAIR, *QUICK)
    assert "取自先验" not in out
    for table in tables(out):
        assert "注:参数取自校准后验" in table, table[0]


def test_failed_draws_are_counted_in_the_table_for_each_scenario(shengsi: Shengsi) -> None:
    _, out, _ = shengsi("forecast", *PAIR, *QUICK)
    (joint,) = [table for table in tables(out) if cells(table[0])[:3] == ["情景", "抽样", "失败"]]
    assert [cells(line)[:3] for line in joint[2:4]] == [
        ["A 无规划", "40", "0"],
        ["B 方案实施", "40", "3"],
    ]
    assert "运行失败(次),已排除,见 failures.csv:B 3" in out


def test_a_long_name_is_cut_in_the_table_and_whole_in_the_legend(shengsi: Shengsi) -> None:
    sets = ("--set", "upgrade_subsidy=0.33", "--set", "attraction_effort=2")
    _, out, _ = shengsi("forecast", *PAIR, *QUICK, *sets)
    assert "B = 方案实施(改动 upgrade_subsidy=0.33, attraction_effort=2)(plan)" in out
    assert re.search(r"^  B 方案实施\(改动 upgrade_subsidy\S*\.\.\.  ", out, re.MULTILINE)
