"""The cheapest portfolio of a county whose answer is known, and what is said where there is none.

In the toy county revenue is 230 000 plus the effects of levers plus luck with a spread of 10 000
(see toy_engine); T1 asks for more than 250 000.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product
from statistics import NormalDist

import numpy as np
import pytest

from calibration.county import load_shipped
from model.indicators import CODES
from scenarios.files import RunError
from scenarios.portfolio.answer import BUDGET, LEVER, MET, MONEY, Question
from scenarios.portfolio.check import change_of
from scenarios.portfolio.search import find_portfolio, front_of
from scenarios.portfolio.trial import Sample
from scenarios.resampling import resamples
from tests.scenarios.portfolio.toy_engine import EFFECTS, SPREAD, START, toy_engine

SPEC = load_shipped()
ASKED = Question(("T1",), 0.7, levers=tuple(EFFECTS), evaluations=160, search_draws=400, draws=1500)


def truth(levers):
    """Exact probability of T1 with lever values."""
    return truth_at(levers, 0.0)


def truth_at(levers, shift):
    """Exact probability of T1 with lever values where revenue is `shift` higher."""
    gain = sum(
        unit * (levers[code][2023] - SPEC.no_plan[code][2023]) for code, unit in EFFECTS.items()
    )
    return NormalDist().cdf((START + gain + shift - 250_000.0) / SPREAD)


@pytest.fixture(scope="module")
def found():
    return find_portfolio(SPEC, ASKED, engine=toy_engine())


def exact_cost(found, point):
    """What a point costs: declared, and 4000 a year for a unit of the subsidy."""
    levers = found.space.levers(point)
    subsidy = levers["upgrade_subsidy"][2023] - SPEC.no_plan["upgrade_subsidy"][2023]
    prices = {"quality_brand": 200.0, "product_upgrading": 250.0, "key_tech_support": 400.0}
    years = 4.75
    declared = sum(
        years * price * (levers[code][2023] - SPEC.no_plan[code][2023])
        for code, price in prices.items()
    )
    # The toy pays from its last quarter of every year on, 2023 included.
    return declared + 5 * 4_000.0 * subsidy


def test_the_cheapest_portfolio_is_the_one_that_trying_all_of_them_finds(found):
    every = list(product(*(range(top + 1) for top in found.space.tops)))
    good = [p for p in every if truth(found.space.levers(p)) >= 0.7]
    best = min(good, key=lambda point: exact_cost(found, point))
    assert found.chosen.point == best
    assert found.confirmed.cost == pytest.approx(exact_cost(found, best))


def test_what_is_said_of_the_answer_holds_the_truth(found):
    exact = truth(found.confirmed.levers)
    share = found.confirmed.probability
    assert share.low <= exact <= share.high
    assert found.chosen_reaches
    assert found.no_plan.probability.low <= truth(SPEC.no_plan) <= found.no_plan.probability.high


def test_the_change_from_no_plan_is_paired_and_holds_the_truth(found):
    exact = truth(found.confirmed.levers) - truth(SPEC.no_plan)
    gain = found.over_no_plan
    assert gain.clear and gain.low <= exact <= gain.high
    both = found.confirmed.probability.value - found.no_plan.probability.value
    assert gain.value == pytest.approx(both)


def test_money_that_the_runs_pay_is_not_charged_twice():
    asked = replace(ASKED, at_least=0.5, levers=("upgrade_subsidy",), limit="beyond")
    engine = toy_engine({"upgrade_subsidy": 80_000.0})
    found = find_portfolio(SPEC, asked, engine=engine)
    value = found.confirmed.levers["upgrade_subsidy"][2023]
    assert found.confirmed.declared == 0.0
    assert found.confirmed.cost == pytest.approx(5 * 4_000.0 * (value - 0.05))
    assert found.confirmed.assumed_share == 0.0


def test_the_three_sets_of_draws_are_different_and_named(found):
    assert found.question.seeds == (2023, 2024, 2025)
    assert found.chosen.search.probability != found.chosen.probability.value
    assert found.chosen.probability.value != found.confirmed.probability.value


def test_what_the_search_thought_is_told_with_the_error_of_its_own_draws(found):
    searched = found.searched
    assert searched.value == pytest.approx(found.chosen.search.probability)
    assert searched.n == found.question.search_draws
    exact = truth(found.confirmed.levers)
    assert searched.low <= exact <= searched.high
    gap = found.optimism
    assert gap.value == pytest.approx(searched.value - found.confirmed.probability.value)
    # Two sets of draws of one portfolio: the gap is luck alone here, and its interval holds none.
    assert gap.low < 0.0 < gap.high
    # The draws it was chosen on are told apart from those that confirm it too.
    chosen = found.optimism_of_choice
    both = found.chosen.probability.value - found.confirmed.probability.value
    assert chosen.value == pytest.approx(both) and chosen.low < chosen.value < chosen.high


def test_the_front_rises_and_no_point_of_it_is_beaten(found):
    front = front_of(found.asked)
    scores = [found.asked[point] for point in front]
    assert [s.cost for s in scores] == sorted(s.cost for s in scores)
    assert all(a.probability < b.probability for a, b in pairwise(scores))
    for score in found.asked.values():
        assert any(s.cost <= score.cost and s.probability >= score.probability for s in scores)


def test_choosing_among_many_by_few_draws_looks_better_than_it_is():
    """Levers that do nothing but change the luck: the search believes in the luckiest."""
    gaps = []
    for seed in (1, 11, 21):
        asked = Question(
            ("T1",), 0.4, levers=("growth", "digital", "quality"), evaluations=150,
            search_draws=30, draws=1000, seed=seed,
        )  # fmt: skip
        found = find_portfolio(SPEC, asked, engine=toy_engine({}, chance=12_000.0))
        best = max(found.front, key=lambda item: item.search.probability)
        gaps.append(best.search.probability - best.probability.value)
    assert sum(gaps) / len(gaps) > 0.05


def test_out_of_reach_is_an_answer_with_the_likeliest_and_the_bounds_that_bind():
    engine = toy_engine({"quality_brand": 10_000.0, "product_upgrading": 1_000.0})
    asked = replace(ASKED, levers=("quality_brand", "product_upgrading"))
    found = find_portfolio(SPEC, asked, engine=engine)
    assert not found.chosen_reaches
    assert found.chosen.levers["quality_brand"] == {2023: 0.8}
    gains = {item.code: item for item in found.binding if item.kind == LEVER}
    assert gains["quality_brand"].binds
    assert gains["quality_brand"].path == {2023: 1.0}
    assert gains["quality_brand"].gain.value > 0
    assert found.dearer is None


def test_a_limit_does_not_bind_on_the_word_of_a_handful_of_draws():
    """A stride of the lever changes two of 300 draws, money none at all, which is no proof of none."""
    engine = toy_engine({"quality_brand": 6_000.0})
    asked = replace(ASKED, at_least=0.9, levers=("quality_brand",), draws=300)
    found = find_portfolio(SPEC, asked, engine=engine)
    assert [item.kind for item in found.binding] == [LEVER, MONEY] and found.judged == 2
    for item in found.binding:
        assert item.gain is not None and item.gain.low < 0.0 < item.gain.high
        assert not item.binds


def test_few_draws_that_change_make_an_interval_no_shorter_than_they_allow():
    again = resamples(np.ones(150))
    sample = Sample(None, None, 0)
    same, risen = np.zeros(150), np.zeros(150)
    risen[:4] = 1.0
    nothing = change_of(sample, again, same, same)
    few = change_of(sample, again, same, risen)
    assert nothing.value == 0.0 and nothing.low < -0.01 and nothing.high > 0.01
    assert few.value == pytest.approx(4 / 150) and not few.clear
    assert again.of(lambda weights: float(weights @ risen / weights.sum())).clear
    risen[:40] = 1.0
    assert change_of(sample, again, same, risen).clear


def test_a_draw_that_could_not_be_judged_changes_nothing():
    again = resamples(np.ones(150))
    one, other = np.zeros(150), np.ones(150)
    one[:50] = np.nan
    assert change_of(Sample(None, None, 0), again, one, other).value == 1.0


def test_a_budget_that_binds_says_what_the_goal_would_cost():
    found = find_portfolio(SPEC, replace(ASKED, budget=400.0), engine=toy_engine())
    assert not found.chosen_reaches
    assert found.confirmed.cost <= 400.0
    assert found.dearer is not None and found.dearer.cost > 400.0
    assert found.dearer.probability.value >= 0.7
    (budget,) = [item for item in found.binding if item.kind == BUDGET]
    assert budget.binds


def test_a_budget_that_is_enough_changes_nothing(found):
    rich = find_portfolio(SPEC, replace(ASKED, budget=1e6), engine=toy_engine())
    assert rich.chosen.point == found.chosen.point


def test_a_goal_already_met_costs_nothing():
    engine = toy_engine({"quality_brand": 1.0}, demand=0.0, start=290_000.0)
    found = find_portfolio(SPEC, ASKED, engine=engine)
    assert found.confirmed.cost == 0.0 and found.confirmed.lines == ()
    assert found.verdict == MET


def test_no_plan_is_taken_where_it_meets_the_goal_though_another_was_luckier_and_paid_less():
    """Every policy has luck of its own, and a lever saves money, so the search finds such sets."""
    engine = toy_engine(
        {"quality_brand": 1.0}, {"key_tech_support": -4_000.0}, start=260_000.0, chance=8_000.0
    )
    asked = replace(ASKED, at_least=0.6, search_draws=60, draws=300)
    found = find_portfolio(SPEC, asked, engine=engine)
    nothing = found.space.nothing
    assert max(found.asked.values(), key=lambda score: score.probability) != found.asked[nothing]
    assert min(score.cost for score in found.asked.values()) < 0
    assert [item.point for item in found.front].count(nothing) == 1
    assert found.chosen.point == nothing and found.moved == []
    assert found.confirmed.cost == 0.0
    assert found.confirmed.probability == found.no_plan.probability


def test_out_of_reach_no_lever_moves_that_gains_nothing():
    """No lever does anything but for the luck that a policy has of its own."""
    asked = replace(ASKED, at_least=0.9, search_draws=60, draws=300)
    found = find_portfolio(SPEC, asked, engine=toy_engine({}, start=246_000.0, chance=4_000.0))
    assert not found.chosen_reaches
    assert found.chosen.point == found.space.nothing and found.confirmed.cost == 0.0
    best = found.likeliest
    assert best is not None and best.probability.value > found.chosen.probability.value
    assert best in found.front and best.point != found.chosen.point


def test_out_of_reach_levers_that_gain_stay_and_those_that_do_not_are_put_back():
    engine = toy_engine({"quality_brand": 20_000.0}, chance=2_000.0)
    asked = replace(ASKED, at_least=0.9, search_draws=60, draws=300)
    found = find_portfolio(SPEC, asked, engine=engine)
    assert not found.chosen_reaches
    assert [line.code for line in found.confirmed.lines] == ["quality_brand"]
    assert found.moved == ["quality_brand"]
    assert found.over_no_plan.clear and found.over_no_plan.value > 0
    assert found.chosen in found.front and found.chosen.search is not None


def test_the_worst_of_the_stress_conditions_asks_for_more_than_the_mean_and_that_for_more_than_none():
    """Weak demand takes 3 % a year in the stress scenarios: 6 000 of revenue in the toy."""
    costs = []
    for robust in ("", "mean", "worst"):
        asked = replace(ASKED, robust=robust, evaluations=80, search_draws=200, draws=400)
        found = find_portfolio(SPEC, asked, engine=toy_engine(demand=200_000.0))
        assert found.chosen_reaches
        costs.append(found.confirmed.cost)
        assert len(found.conditions) == (7 if robust else 1)
    assert costs[0] < costs[1] < costs[2]


@pytest.mark.parametrize("robust", ["worst", "mean"])
def test_every_outside_condition_has_its_probability_and_the_lowest_is_named(robust):
    asked = replace(ASKED, robust=robust, evaluations=60, search_draws=100, draws=400)
    found = find_portfolio(SPEC, asked, engine=toy_engine(demand=200_000.0))
    item = found.confirmed
    assert [each.condition for each in item.under] == list(found.conditions)
    shares = [each.probability.value for each in item.under]
    lowest = min(shares)
    assert lowest < max(shares) and item.worst.probability.value == lowest
    expected = lowest if robust == "worst" else sum(shares) / len(shares)
    assert item.probability.value == pytest.approx(expected)
    for each in item.under:
        change = each.over_worst
        assert change.value == pytest.approx(each.probability.value - lowest)
        assert change.low <= change.value <= change.high
        shift = each.condition.assumptions.get("demand_shift", {2023: 0.0})
        exact = truth_at(item.levers, 200_000.0 * shift[max(shift)])
        assert each.probability.low <= exact <= each.probability.high
    assert len(found.plan.under) == len(found.no_plan.under) == len(found.conditions)


def test_one_outside_condition_is_not_told_twice(found):
    assert found.confirmed.under == () and found.confirmed.worst is None


def test_applications_refused_have_an_interval():
    found = find_portfolio(SPEC, replace(ASKED, draws=300), engine=refusing(toy_engine()))
    refused = found.confirmed.refused
    assert refused.low < refused.value < refused.high
    assert refused.low < 5 * 3.0 < refused.high


def refusing(engine):
    """An engine that refuses two or four applications a year in every other draw, three on average."""

    def play(*words, **more):
        for block in engine(*words, **more):
            odd = np.arange(block.start, block.stop) % 2
            block.values[..., CODES.index("subsidies_refused")] = 2.0 + 2.0 * odd[:, None, None]
            yield block

    return play


def test_a_lever_that_is_set_stays_and_its_cost_is_counted(found):
    asked = replace(ASKED, sets=("quality_brand=0.5",))
    fixed = find_portfolio(SPEC, asked, engine=toy_engine())
    assert fixed.confirmed.levers["quality_brand"] == {2023: 0.5}
    assert "quality_brand" not in [ladder.code for ladder in fixed.space.ladders]
    line = next(item for item in fixed.confirmed.lines if item.code == "quality_brand")
    assert line.amount == pytest.approx(0.3 * 200 * 4.75)


def test_targets_that_cannot_be_judged_are_refused():
    for ids in (("T99",), ("O1",), ()):
        with pytest.raises(RunError) as caught:
            find_portfolio(SPEC, replace(ASKED, targets=ids), engine=toy_engine())
        assert caught.value.code == 2
    with pytest.raises(RunError):
        find_portfolio(SPEC, replace(ASKED, last_year=2025), engine=toy_engine())


def test_runs_that_break_off_are_left_out_and_counted():
    found = find_portfolio(SPEC, ASKED, engine=toy_engine(broken=7))
    assert found.confirmed.unjudged == sum(draw % 7 == 0 for draw in range(1500))
    assert found.confirmed.probability.n == 1500 - found.confirmed.unjudged
