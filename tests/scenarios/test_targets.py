"""The plan's targets: read as written, judged draw by draw, never multiplied."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.proportion import proportion_confint

from calibration.county import SHIPPED
from calibration.errors import DataError
from model.indicators import BY_CODE
from scenarios.probability import (
    effective_size,
    estimate,
    jeffreys,
    of_twenty,
    percent_text,
    weighted_quantile,
    wilson,
)
from scenarios.targets import (
    Target,
    TargetResult,
    conflicts,
    evaluate,
    evaluate_all,
    joint_probability,
    load_targets,
    never_met,
)

YEARS = tuple(range(2017, 2028))
TARGETS = {target.id: target for target in load_targets(SHIPPED)}
PLAN = (Path(__file__).parent / "plan_2023_26.txt").read_text(encoding="utf-8")


def series(**by_year: float | list[float]) -> np.ndarray:
    """Values [draws, years]: y2027=[1, 2] for two draws, everything else zero."""
    draws = max(len(np.atleast_1d(value)) for value in by_year.values())
    values = np.zeros((draws, len(YEARS)))
    for name, value in by_year.items():
        values[:, YEARS.index(int(name[1:]))] = value
    return values


# What the plan says.


def test_every_target_of_the_plan_is_there_once() -> None:
    wanted = {f"T{n}" for n in range(1, 24) if n not in (2, 21)}
    wanted |= {"T2a", "T2b", "T21a", "T21b", "O1", "O2", "O3"}
    assert set(TARGETS) == wanted
    assert sum(target.testable for target in TARGETS.values()) == 25
    assert sum(target.counted for target in TARGETS.values()) == 24


def test_wording_is_the_plans_own() -> None:
    for target in TARGETS.values():
        for piece in target.wording.split("……"):
            assert piece in PLAN, target.id


def test_what_is_outside_the_model_says_why() -> None:
    for target in TARGETS.values():
        assert bool(target.reason_zh and target.reason_en) == (not target.testable)


def test_headline_set_is_the_plans_main_objectives() -> None:
    headline = [target.id for target in TARGETS.values() if target.headline]
    assert headline == ["T1", "T2a", "T3", "T4", "T5", "T6", "T7", "T8"]
    assert all(TARGETS[name].clause == "一(二)" for name in headline)


def test_values_are_in_the_indicators_unit() -> None:
    for target in TARGETS.values():
        if target.testable:
            assert target.unit == BY_CODE[target.indicator].unit, target.id
    assert (TARGETS["T1"].op, TARGETS["T1"].value) == (">", 250_000)
    assert (TARGETS["T6"].op, TARGETS["T6"].value) == (">=", 150)
    assert (TARGETS["T22"].op, TARGETS["T22"].value) == (">", 10_000)
    assert TARGETS["T10"].years == (2023, 2024, 2025, 2026, 2027)


# Faults of the file.


def broken(tmp_path: Path, old: str, new: str) -> list[str]:
    """Problems of the shipped file after one replacement."""
    text = (SHIPPED / "targets.csv").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "targets.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_targets(path)
    return caught.value.problems


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("point,revenue_above_scale,", "point,revenue_above_scal,", ":2:7:", "revenue_above_scale"),
        ("万元,>,250000", "亿元,>,250000", ":2:10:", "单位"),
        ("万元,>,250000", "万元,=>,250000", ":2:11:", ">="),
        ("万元,>,250000", "万元,>,25亿", ":2:12:", "不是数"),
        (",2027,2022,1,1,“突破”", ",2007,2022,1,1,“突破”", ":2:14:", "2017"),
        (",2027,2022,1,1,“突破”", ",2027,2027,1,1,“突破”", ":2:15:", "基期"),
        (",2027,2022,1,1,“突破”", ",2027,2022,yes,1,“突破”", ":2:16:", "headline"),
        ("T2b,一(二)", "T2a,一(二)", ":4:1:", "重复"),
        ("cumulative,small_parks_in_service", "cumulative,projects_landed", ":11:6:", "存量"),
        ("approx,0.1,0.005", "approx,0.1,", ":5:13:", "tolerance"),
    ],
)
def test_a_fault_is_named_by_line_and_column(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    problems = broken(tmp_path, old, new)
    assert len(problems) == 1
    assert place in problems[0] and said in problems[0]
    assert "允许" in problems[0] and "改法" in problems[0]


def test_a_target_outside_needs_its_reason(tmp_path: Path) -> None:
    reason = TARGETS["O1"].reason_zh
    (problem,) = broken(tmp_path, reason, "")
    assert ":27:20:" in problem and "reason_zh" in problem


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    text = (SHIPPED / "targets.csv").read_text(encoding="utf-8")
    text = text.replace("万元,>,250000", "万元,>,x").replace("2023-2027", "2027-2023")
    path = tmp_path / "targets.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_targets(path)
    lines = [int(problem.split(":")[1]) for problem in caught.value.problems]
    assert len(lines) == 8 and lines == sorted(lines)


def test_a_file_saved_by_a_chinese_excel_reads_the_same(tmp_path: Path) -> None:
    text = (SHIPPED / "targets.csv").read_text(encoding="utf-8")
    path = tmp_path / "targets.csv"
    path.write_bytes(text.replace("250000", "250,000".join('""')).encode("gb18030"))
    assert load_targets(path)[0] == TARGETS["T1"]


# One target, judged.


def test_tupo_is_strictly_above_and_yishang_includes_the_number() -> None:
    above = evaluate(TARGETS["T1"], series(y2027=[250_000, 250_001]), YEARS)
    assert above.passed.tolist() == [False, True]
    at_least = evaluate(TARGETS["T6"], series(y2025=[150, 149.9]), YEARS)
    assert at_least.passed.tolist() == [True, False]


def test_about_is_a_band_with_both_edges() -> None:
    values = series(y2025=[0.095, 0.105, 0.0949, 0.1051, 0.1])
    result = evaluate(TARGETS["T3"], values, YEARS)
    assert result.passed.tolist() == [True, True, False, False, True]
    assert (result.missed_low, result.missed_high) == (1, 1)


def test_direction_has_two_readings() -> None:
    steady = {f"y{year}": 0.02 + 0.001 * (year - 2022) for year in range(2022, 2028)}
    dip = steady | {"y2025": 0.0}
    values = np.concatenate([series(**steady), series(**dip)])
    assert evaluate(TARGETS["T2a"], values, YEARS).passed.tolist() == [True, True]
    strict = evaluate(TARGETS["T2b"], values, YEARS)
    assert strict.passed.tolist() == [True, False]
    assert strict.by_year[2025].hits == 1 and strict.by_year[2026].hits == 2


def test_no_change_is_no_rise() -> None:
    flat = np.full((3, len(YEARS)), 0.02)
    assert not evaluate(TARGETS["T2a"], flat, YEARS).passed.any()


def test_every_year_means_every_year_not_the_mean() -> None:
    uneven = series(y2023=[30, 3], y2024=[30, 3], y2025=[30, 3], y2026=[30, 3], y2027=[0, 3])
    result = evaluate(TARGETS["T10"], uneven, YEARS)
    assert result.passed.tolist() == [False, True]
    assert [result.by_year[year].hits for year in (2023, 2027)] == [2, 1]
    assert result.decisive.tolist() == [0, 3]


def test_cumulative_is_the_stock_at_the_end_of_the_year() -> None:
    result = evaluate(TARGETS["T18"], series(y2026=[12, 0], y2027=[9, 10]), YEARS)
    assert result.passed.tolist() == [False, True]


def test_failed_and_valueless_draws_are_left_out_and_counted() -> None:
    values = series(y2027=[300_000.0, 0.0, 0.0, 300_000.0])
    values[1] = np.nan
    values[2, -1] = np.nan
    result = evaluate(TARGETS["T1"], values, YEARS)
    assert (result.failed, result.undefined) == (1, 1)
    assert result.probability is not None
    assert (result.probability.hits, result.probability.n) == (2, 2)
    assert not result.passed[1] and not result.passed[2]


def test_a_run_that_ends_too_early_says_so() -> None:
    result = evaluate(TARGETS["T1"], np.ones((4, 9)), range(2017, 2026))
    assert result.not_covered and not result.tested and result.probability is None


def test_no_target_is_dropped() -> None:
    codes = {target.indicator for target in TARGETS.values() if target.testable}
    values = {code: np.ones((3, len(YEARS))) for code in codes}
    results = evaluate_all(list(TARGETS.values()), values, YEARS)
    assert [result.target.id for result in results] == list(TARGETS)
    assert [r.target.id for r in results if not r.tested] == ["O1", "O2", "O3"]


def test_shortfall_is_the_median_gap_of_those_that_miss() -> None:
    result = evaluate(TARGETS["T6"], series(y2025=[140, 130, 100, 200, 500]), YEARS)
    assert result.shortfall == pytest.approx(20)
    met = evaluate(TARGETS["T6"], series(y2025=[150, 200]), YEARS)
    assert met.shortfall is None
    band = evaluate(TARGETS["T3"], series(y2025=[0.085, 0.1]), YEARS)
    assert band.shortfall == pytest.approx(0.01)


def test_growth_needed_stands_beside_growth_seen() -> None:
    result = evaluate(TARGETS["T1"], series(y2022=[125_000], y2027=[250_000]), YEARS)
    assert result.growth_needed == pytest.approx(2 ** (1 / 5) - 1)
    assert result.growth_seen == pytest.approx(2 ** (1 / 5) - 1)
    shrunk = evaluate(TARGETS["T1"], series(y2022=[125_000], y2027=[-5]), YEARS)
    assert shrunk.growth_seen == pytest.approx(-1)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="years"):
        evaluate(TARGETS["T1"], np.ones((3, 4)), YEARS)


# Many targets, judged together.

cells = arrays(np.float64, (40, len(YEARS)), elements=st.floats(0, 10, width=32))
goals = st.floats(0, 10)


def every_year(value: float) -> Target:
    return replace(TARGETS["T10"], value=value)


@given(cells, goals)
def test_all_years_are_never_likelier_than_one_year(values: np.ndarray, goal: float) -> None:
    result = evaluate(every_year(goal), values, YEARS)
    assert result.probability is not None
    assert all(result.probability.value <= year.value for year in result.by_year.values())


@given(cells, st.lists(goals, min_size=2, max_size=5))
def test_a_joint_probability_lies_within_frechets_bounds(
    values: np.ndarray, wanted: list[float]
) -> None:
    results = [
        evaluate(replace(TARGETS["T18"], id=f"x{i}", value=goal), np.roll(values, i, axis=0), YEARS)
        for i, goal in enumerate(wanted)
    ]
    joint = joint_probability(results).probability
    singles = [result.probability.value for result in results if result.probability]
    assert joint is not None
    assert joint.value <= min(singles) + 1e-12
    assert joint.value >= sum(singles) - (len(singles) - 1) - 1e-12


def test_a_joint_probability_is_counted_not_multiplied() -> None:
    half = series(y2027=[9, 9, 11, 11])
    same = [evaluate(replace(TARGETS["T18"], id=name), half, YEARS) for name in "ab"]
    joint = joint_probability(same).probability
    assert joint is not None and joint.value == 0.5
    opposite = [same[0], evaluate(TARGETS["T18"], half[::-1], YEARS)]
    apart = joint_probability(opposite)
    assert apart.probability is not None and apart.probability.hits == 0
    assert (apart.expected, apart.most) == (1.0, 1)


def test_draws_without_one_of_the_values_are_left_out_of_the_joint() -> None:
    whole = series(y2027=[11, 11, 9])
    gap = whole.copy()
    gap[0, -1] = np.nan
    results = [evaluate(TARGETS["T18"], values, YEARS) for values in (whole, gap)]
    joint = joint_probability(results)
    assert joint.excluded == 1
    assert joint.probability is not None and joint.probability.n == 2


def test_what_was_not_tested_is_refused_by_name() -> None:
    outside = evaluate(TARGETS["O1"], np.ones((3, len(YEARS))), YEARS)
    with pytest.raises(ValueError, match="O1"):
        joint_probability([outside])
    with pytest.raises(ValueError, match="at least one"):
        joint_probability([])


def test_opposites_conflict_most_and_unrelated_ones_do_not() -> None:
    random = np.random.default_rng(3)
    up, other = random.uniform(8, 12, 2000), random.uniform(8, 12, 2000)
    results = [
        evaluate(replace(TARGETS["T18"], id=name), series(y2027=list(values)), YEARS)
        for name, values in {"up": up, "down": 20 - up, "other": other}.items()
    ]
    first, *rest = conflicts(results)
    assert (first.first, first.second) == ("up", "down")
    assert first.clear and first.both.hits == 0 and first.lift == 0
    assert first.phi == pytest.approx(-1, abs=0.01)
    assert first.rank_correlation == pytest.approx(-1)
    assert first.product == pytest.approx(0.25, abs=0.02)
    assert not any(pair.clear for pair in rest)


def test_a_target_never_met_still_shows_how_its_margin_pulls() -> None:
    level = np.linspace(1, 9, 100)
    never = evaluate(replace(TARGETS["T18"], id="never"), series(y2027=list(level)), YEARS)
    other = evaluate(TARGETS["T18"], series(y2027=list(15 - level)), YEARS)
    (pair,) = conflicts([never, other])
    assert pair.phi is None and pair.lift is None
    assert pair.rank_correlation == pytest.approx(-1) and pair.clear


# Years that no draw meets.


def said(result: TargetResult, begins: str, lang: str = "zh") -> str:
    """The sentence beside a target, values as they are."""
    return never_met(result, begins, lang, "{:g}".format)


def landed(**by_year: float | list[float]) -> TargetResult:
    """Three major projects a year, with everything met but the years given."""
    usual = {f"y{year}": [5.0, 5.0] for year in TARGETS["T10"].years}
    return evaluate(TARGETS["T10"], series(**{**usual, **by_year}), YEARS)


def test_a_year_that_no_draw_meets_is_said_with_the_start_of_the_policy() -> None:
    result = landed(y2023=[0.0, 2.0])
    assert result.never == {2023: 2.0}
    assert said(result, "2023Q2") == (
        "2023年0/2次达到,最接近2,政策从2023Q2才开始;因此没有一次年年达到"
    )
    assert said(result, "2023Q2", "en") == (
        "2023: 0/2 draws, 2 at nearest, policy begins 2023Q2; so never in all years"
    )


def test_the_start_of_the_policy_explains_only_years_it_does_not_cover() -> None:
    late = landed(y2023=[0.0, 2.0], y2024=[1.0, 1.0], y2025=[2.0, 0.0])
    assert said(late, "2025Q1", "en") == (
        "2023: 0/2 draws, 2 at nearest, policy begins 2025Q1; "
        "2024: 0/2 draws, 1 at nearest, policy begins 2025Q1; "
        "2025: 0/2 draws, 2 at nearest; so never in all years"
    )
    assert "policy" not in said(late, "", "en")


def test_a_year_that_some_draw_meets_is_not_said_to_be_out_of_reach() -> None:
    apart = landed(y2023=[3.0, 0.0], y2024=[0.0, 3.0])
    assert apart.never == {} and apart.probability is not None and apart.probability.hits == 0
    assert said(apart, "2023Q2") == said(landed(), "2023Q2") == ""


def test_the_nearest_is_nearest_on_either_side() -> None:
    about = evaluate(TARGETS["T3"], series(y2025=[0.02, 0.12, 0.19]), YEARS)
    assert about.never == {2025: 0.12}
    assert said(about, "2023Q2") == "2025年0/3次达到,最接近0.12"
    rises = evaluate(TARGETS["T2a"], series(y2022=[0.02, 0.03], y2027=[0.01, 0.029]), YEARS)
    assert rises.never == {2027: pytest.approx(-0.001)}


def test_nothing_is_said_of_what_was_not_judged() -> None:
    empty = evaluate(TARGETS["T10"], np.full((3, len(YEARS)), np.nan), YEARS)
    outside = evaluate(TARGETS["O1"], np.zeros((3, len(YEARS))), YEARS)
    assert said(empty, "2023Q2") == said(outside, "2023Q2") == ""


# Probabilities and how they are said.


@given(st.integers(1, 5000), st.data())
def test_wilson_and_jeffreys_are_the_textbooks(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    low, high = proportion_confint(k, n, method="wilson")
    assert wilson(k / n, n) == pytest.approx((low, high), abs=1e-9)
    if 0 < k < n:
        low, high = proportion_confint(k, n, method="jeffreys")
        assert jeffreys(k / n, n) == pytest.approx((low, high), abs=1e-9)


@given(st.integers(1, 3000), st.data())
def test_never_nought_or_a_hundred_percent(n: int, data: st.DataObject) -> None:
    k = data.draw(st.one_of(st.sampled_from((0, 1, n - 1, n)), st.integers(0, n)))
    found = estimate(np.arange(n) < k)
    text = percent_text(found)
    assert not text.startswith(("0 %", "0.0 %", "100 %", "100.0 %"))
    assert of_twenty(found) not in ("0", "20")
    if k in (0, n):
        assert text.endswith(f"({k}/{n})") and text[0] in "<>"


@pytest.mark.parametrize(
    ("hits", "draws", "text", "twenty"),
    [
        (0, 200, "<1 % (0/200)", "<1"),
        (0, 20, "<10 % (0/20)", "<1"),
        (200, 200, ">99 % (200/200)", ">19"),
        (1, 1000, "<1 % (1/1000)", "<1"),
        (650, 1000, "65 % ±4", "13"),
        (13, 40, "30 % ±20", "6"),
        (32_541, 100_000, "33 % ±1", "7"),
        (325_413, 1_000_000, "32.5 % ±0.1", "7"),
    ],
)
def test_no_more_digits_than_the_error_carries(
    hits: int, draws: int, text: str, twenty: str
) -> None:
    found = estimate(np.arange(draws) < hits)
    assert percent_text(found) == text
    assert of_twenty(found) == twenty


def test_no_draws_no_probability() -> None:
    assert estimate(np.zeros(0, bool)) is None
    assert (percent_text(None), of_twenty(None)) == ("-", "-")


@given(arrays(np.float64, 30, elements=st.floats(-1e6, 1e6)))
def test_equal_weights_change_nothing(values: np.ndarray) -> None:
    levels = [0.05, 0.5, 0.9]
    expected = np.quantile(values, levels, method="hazen")
    assert weighted_quantile(values, levels) == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert weighted_quantile(values, levels, np.full(30, 7.0)) == pytest.approx(expected, abs=1e-6)


def test_weights_move_the_probability_and_shrink_the_effective_number() -> None:
    weights = np.array([8.0, 1.0, 1.0])
    found = estimate(np.array([True, False, False]), weights)
    assert found is not None
    assert found.value == pytest.approx(0.8)
    assert found.ess == pytest.approx(100 / 66)
    assert found.high - found.low > 0.5


def test_draws_that_share_parameters_count_as_one() -> None:
    clusters = np.array([1, 1, 1, 1, 2, 2, 2, 2])
    assert effective_size(np.ones(8)) == pytest.approx(8)
    assert effective_size(np.ones(8), clusters) == pytest.approx(2)
    wide = estimate(np.arange(8) < 4, clusters=clusters)
    narrow = estimate(np.arange(8) < 4)
    assert wide is not None and narrow is not None
    assert wide.error > narrow.error


def test_a_weighted_target_follows_its_weights() -> None:
    values = series(y2027=[300_000, 200_000])
    result = evaluate(TARGETS["T1"], values, YEARS, weights=np.array([3.0, 1.0]))
    assert result.probability is not None and math.isclose(result.probability.value, 0.75)
