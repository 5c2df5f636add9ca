"""How high targets of size are set against each other, where no correlation can show it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from scenarios.targets import TargetResult, conflicts, evaluate, heights
from tests.scenarios.conftest import Shengsi
from tests.scenarios.test_targets import TARGETS, YEARS

GDP = 2_000_000.0
# Revenue over 2.5bn in 2027, and a share of value added in GDP of about 10 % in 2025.
REVENUE, SHARE = TARGETS["T1"], TARGETS["T3"]


def county(revenue: np.ndarray, rate: np.ndarray | float) -> dict[str, np.ndarray]:
    """Values [draws, years] of a county whose GDP stands still: share = rate · revenue / GDP."""
    flows = np.repeat(revenue[:, None], len(YEARS), axis=1)
    share = np.broadcast_to(np.asarray(rate), revenue.shape)[:, None] * flows / GDP
    return {REVENUE.indicator: flows, SHARE.indicator: share}


def judged(values: dict[str, np.ndarray]) -> list[TargetResult]:
    return [evaluate(goal, values[goal.indicator], YEARS) for goal in (REVENUE, SHARE)]


def test_arithmetic_shows_what_a_correlation_cannot() -> None:
    """Of 0.25 yuan a yuan, 10 % of 20bn asks for 8bn of revenue; 2.5bn makes 3.125 %."""
    values = county(np.linspace(100_000.0, 900_000.0, 401), 0.25)
    results = judged(values)
    (pair,) = conflicts(results)
    assert pair.phi is not None and pair.phi > 0
    share, revenue = heights(results, values, YEARS)
    assert (share.given, share.other, share.year) == ("T1", "T3", 2027)
    assert share.median == share.low80 == pytest.approx(0.03125)
    assert (revenue.given, revenue.other, revenue.year) == ("T3", "T1", 2025)
    assert revenue.median == revenue.high80 == pytest.approx(800_000.0)


def test_each_draw_has_its_own_proportion() -> None:
    random = np.random.default_rng(5)
    rate = random.uniform(0.2, 0.4, 4000)
    values = county(random.uniform(2e5, 9e5, 4000), rate)
    _, revenue = heights(judged(values), values, YEARS)
    asked = 0.1 * GDP / rate
    assert revenue.median == pytest.approx(np.median(asked), rel=1e-3)
    assert revenue.low80 == pytest.approx(np.quantile(asked, 0.1), rel=1e-3)
    assert revenue.high80 == pytest.approx(np.quantile(asked, 0.9), rel=1e-3)


def test_the_draws_that_meet_one_are_judged_by_the_other() -> None:
    values = county(np.array([2e5, 3e5, 8e5, 9e5]), 0.25)
    share, revenue = heights(judged(values), values, YEARS)
    assert share.chance is not None and (share.chance.hits, share.chance.n) == (1, 3)
    assert share.among == pytest.approx(0.1)
    assert revenue.chance is not None and (revenue.chance.hits, revenue.chance.n) == (1, 1)
    assert revenue.among == pytest.approx(8e5)


def test_weights_count() -> None:
    values = county(np.array([5e5, 5e5]), np.array([0.2, 0.4]))
    weights = np.array([1e-9, 1.0])
    share, _ = heights(judged(values), values, YEARS, weights)
    assert share.median == pytest.approx(0.05, rel=1e-3)


def test_a_target_that_no_draw_meets_still_asks() -> None:
    values = county(np.array([2e5, 2.1e5]), 0.25)
    share, revenue = heights(judged(values), values, YEARS)
    assert share.chance is None and share.among is None and share.median > 0
    assert revenue.chance is None


def test_a_draw_without_a_value_is_left_out_and_counted_so() -> None:
    values = county(np.array([5e5, np.nan, 0.0]), 0.25)
    share, _ = heights(judged(values), values, YEARS)
    assert share.draws == 1


def test_other_targets_are_not_compared() -> None:
    values = county(np.array([5e5, 6e5]), 0.25)
    again = replace(REVENUE, id="again")
    first = evaluate(REVENUE, values[REVENUE.indicator], YEARS)
    second = evaluate(again, values[REVENUE.indicator], YEARS)
    other = evaluate(TARGETS["T18"], np.ones((2, len(YEARS))), YEARS)
    late = evaluate(SHARE, values[SHARE.indicator][:, :5], YEARS[:5])
    assert heights([first, second, other, late], values, YEARS) == []


@pytest.mark.parametrize(
    ("lang", "said", "faint"),
    [
        ("zh", "T3(2025年)恰好达到时,T1 的指标为", "未超出抽样误差"),
        ("en", "with T3 (2025) met exactly the indicator of T1 is", "not beyond sampling error"),
    ],
)
def test_the_forecast_says_what_targets_ask_of_each_other(
    shengsi: Shengsi, lang: str, said: str, faint: str
) -> None:
    words = ("-s", "plan", "-n", "40", "--no-figures", "-q", "--lang", lang)
    _, out, _ = shengsi("forecast", *words)
    flat = " ".join(out.split())
    assert said in flat and faint in flat
    document = json.loads(shengsi("targets", "check", "--json")[1])
    asked = {(item["given"], item["other"]): item for item in document["heights"]}
    assert set(asked) == {("T1", "T3"), ("T3", "T1")}
    assert asked["T3", "T1"]["year"] == 2025
    shown = re.search(re.escape(said) + r" ?([\d,.]+)", flat)
    assert shown is not None
    factor = 1e-4 if lang == "zh" else 1e-2
    printed = float(shown[1].replace(",", ""))
    assert printed == pytest.approx(asked["T3", "T1"]["median"] * factor, rel=0.03)
