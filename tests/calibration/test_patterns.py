"""Stylised facts: each statistic on traces whose answer is known, then on the model."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from calibration import pattern_statistics as statistics
from calibration import patterns
from calibration.county import load_shipped
from calibration.pattern_list import PATTERNS
from calibration.pattern_types import EDGE, HIT, MISSED, SHOWN, Evidence, Measured, Pattern
from calibration.traces import PLANT_YEAR, SPELL, Reform, Traces, put_in_place, trace
from model.draws import Draws
from model.policy import build_policy
from model.quarter import quarter
from model.randomness import luck_of
from model.records import OPERATING
from model.spec import CountySpec
from model.start import begin, origin_of
from model.world import allocate, enterprise_slots

# What twelve draws gave when this was written.  A change of behaviour moves these numbers:
# rewrite docs/patterns.md, look at its table, and only then put the new ones here.
FROZEN = {
    "investment_rate": (0.09, 0.02),
    "inaction": (0.08, 0.04),
    "spikes": (0.16, 0.04),
    "serial_correlation": (0.16, 0.12),
    "growth_exponent": (1.35, 0.35),
    "growth_spread": (0.15, 0.03),
    "tail_exponent": (2.4, 0.4),
    "median_life": (12.0, 2.5),
}


@pytest.fixture(scope="module")
def spec() -> CountySpec:
    return load_shipped()


@pytest.fixture(scope="module")
def evidence(spec: CountySpec) -> Evidence:
    return patterns.gather(spec, draws=12, seed=3)


def plant_years(count: int, **columns: object) -> np.ndarray:
    """Rows of mature enterprises of one draw in 2022, columns overridden."""
    rows = np.zeros(count, PLANT_YEAR)
    rows["uid"] = np.arange(count)
    rows["year"], rows["age"], rows["whole"] = 2022, 40, True
    rows["capital"], rows["revenue"] = 100.0, 1000.0
    for name, values in columns.items():
        rows[name] = values
    return rows


def traces(years: np.ndarray, spells: np.ndarray | None = None, draws: int = 1) -> Traces:
    return Traces(years, np.zeros(0, SPELL) if spells is None else spells, draws)


def grown(rate: np.ndarray, size: np.ndarray | float = 1000.0) -> Traces:
    """Enterprises that grew by a log rate from 2021 to 2022."""
    before = plant_years(len(rate), year=2021, revenue=size)
    return traces(np.concatenate([before, plant_years(len(rate), revenue=size * np.exp(rate))]))


def adopting(share: np.ndarray, count: int = 4000) -> Traces:
    """Enterprises of which a given share has reached level 1, year by year from 2017."""
    order = np.arange(count) / count
    rows = [
        plant_years(count, year=2017 + index, z=(order < value).astype(int))
        for index, value in enumerate(share)
    ]
    return traces(np.concatenate(rows))


def test_rates_inaction_and_spikes_are_shares_of_plant_years():
    rows = plant_years(40, investment=np.repeat([0.0, 5.0, 15.0, 40.0], 10))
    found = traces(rows)
    assert statistics.mean_rate(found) == pytest.approx(0.15)
    assert statistics.inaction(found) == pytest.approx(0.25)
    assert statistics.spikes(found) == pytest.approx(0.25)
    assert statistics.negative(found) == 0.0


@pytest.mark.parametrize(
    "column, value", [("age", 4), ("whole", False), ("origin", 3), ("year", 2018), ("capital", 0)]
)
def test_young_closed_known_and_early_plants_are_left_out(column: str, value: float):
    assert len(statistics.mature(plant_years(3, **{column: value}))) == 0


def test_serial_correlation_pairs_an_enterprise_with_its_own_last_year():
    chance = np.random.default_rng(1)
    first = chance.uniform(0, 40, 500)
    before = plant_years(500, year=2021, investment=first)
    after = plant_years(500, year=2022, investment=first)
    shuffled = np.random.default_rng(2).permutation(np.concatenate([before, after]))
    assert statistics.serial_correlation(traces(shuffled)) == pytest.approx(1.0)
    gap = plant_years(500, year=2023, investment=first)
    assert math.isnan(statistics.serial_correlation(traces(np.concatenate([before, gap]))))


@pytest.mark.parametrize("kind, exponent", [("laplace", 1.0), ("normal", 2.0)])
def test_the_exponent_tells_a_tent_from_a_bell(kind: str, exponent: float):
    found = grown(getattr(np.random.default_rng(5), kind)(0.02, 0.2, 20_000))
    assert statistics.subbotin_exponent(found) == pytest.approx(exponent, abs=0.06)
    assert (statistics.laplace_advantage(found) > 0) == (kind == "laplace")
    assert statistics.growth_spread(found) == pytest.approx(
        0.2 * (math.sqrt(2) if kind == "laplace" else 1.0), rel=0.03
    )


def test_mixing_calm_and_wild_draws_does_not_look_like_a_tent():
    chance = np.random.default_rng(6)
    parts = []
    for draw, spread in enumerate((0.05, 0.4)):
        part = grown(chance.normal(0.0, spread, 5_000)).years
        part["draw"] = draw
        parts.append(part)
    mixed = traces(np.concatenate(parts), draws=2)
    assert statistics.subbotin_exponent(mixed) == pytest.approx(2.0, abs=0.1)


def test_spread_of_growth_falls_with_size_as_it_was_made_to():
    chance = np.random.default_rng(7)
    size = np.exp(chance.uniform(4, 10, 40_000))
    found = grown(chance.laplace(size=40_000) * 0.3 * (size / 100.0) ** -0.2, size)
    assert statistics.spread_by_size(found) == pytest.approx(-0.2, abs=0.02)


def test_a_cell_of_few_enterprises_says_nothing_about_growth():
    assert len(statistics.growth(grown(np.zeros(9)))[0]) == 0
    assert len(statistics.growth(grown(np.zeros(10)))[0]) == 10


def test_tail_exponent_of_a_pareto_sample_is_one_more_than_its_index():
    chance = np.random.default_rng(8)
    pareto = traces(plant_years(50_000, revenue=chance.pareto(1.3, 50_000) + 1.0))
    assert statistics.tail_exponent(pareto, 2022) == pytest.approx(2.3, abs=0.05)
    assert statistics.pareto_advantage(pareto, 2022) == pytest.approx(0.0, abs=2e-3)
    thin = traces(plant_years(50_000, revenue=chance.lognormal(0.0, 0.4, 50_000)))
    assert statistics.pareto_advantage(thin, 2022) < -0.01


def test_an_s_curve_is_told_from_a_straight_line():
    time = np.arange(11) - 5.0
    curve = adopting(0.6 / (1.0 + np.exp(-0.8 * time)))
    line = adopting(np.linspace(0.1, 0.6, 11))
    assert statistics.logistic_advantage(curve, 1) > 10.0
    assert statistics.logistic_advantage(line, 1) < 0.0


def test_newcomers_do_not_bend_the_adoption_path():
    path = adopting(np.linspace(0.1, 0.6, 11)).years
    entrants = plant_years(4_000, year=2027, uid=np.arange(10_000, 14_000), origin=2)
    _, share = statistics.adoption_path(traces(np.concatenate([path, entrants])), 1)
    assert share[-1] == pytest.approx(0.6, abs=1e-3)


def test_response_and_the_part_of_it_in_spikes():
    base = traces(plant_years(100, year=2020, investment=10.0))
    rows = plant_years(100, year=2020, investment=10.0)
    rows["investment"][:10] = 40.0
    assert statistics.response(base, traces(rows), 2019, 2022) == pytest.approx(0.3)
    # All of the ten are spikes now: 400 of investment in spikes, 300 of it new.
    assert statistics.spike_share(base, traces(rows), 2019, 2022) == pytest.approx(400 / 300)


def test_survival_counts_late_arrivals_only_from_their_arrival_on():
    entry = np.array([0, 0, 0, 6])
    leave = np.array([4, 8, 12, 8])
    closed = np.array([True, True, False, False])
    ages, alive = statistics.survival(entry, leave, closed)
    # At age 4 three are at risk, at age 8 three again: the late one has joined.
    assert ages.tolist() == [4, 8]
    assert alive == pytest.approx([2 / 3, 2 / 3 * 2 / 3])


def test_median_life_of_a_constant_hazard():
    chance = np.random.default_rng(9)
    spells = np.zeros(40_000, SPELL)
    life = np.ceil(chance.exponential(4 * 10.0 / math.log(2), 40_000)).astype(int)
    spells["leave"] = np.minimum(life, 44)
    spells["closed"] = life <= 44
    found = traces(plant_years(0), spells)
    assert statistics.median_life(found) == pytest.approx(10.0, abs=0.3)
    spells["closed"] = False
    assert math.isnan(statistics.median_life(found))


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda item: item.code)
def test_too_few_traces_give_nan_and_not_a_number(pattern: Pattern):
    empty = traces(plant_years(0), draws=0)
    assert math.isnan(pattern.measure(Evidence(empty, empty)))


@pytest.mark.parametrize(
    "low, high, verdict",
    [(0.1, 0.2, HIT), (0.05, 0.15, EDGE), (0.31, 0.4, MISSED)],
)
def test_verdict_is_about_the_whole_interval(low: float, high: float, verdict: str):
    pattern = Pattern("x", ("甲", "x"), ("", ""), 0.08, 0.3, "", lambda _: 0.0)
    assert Measured(pattern, 0.15, low, high, math.nan, math.nan).verdict == verdict
    shown = Pattern("x", ("甲", "x"), ("", ""), math.nan, math.nan, "", lambda _: 0.0)
    assert Measured(shown, 0.15, low, high, math.nan, math.nan).verdict == SHOWN


def test_what_has_no_interval_is_not_judged():
    pattern = Pattern("x", ("甲", "x"), ("", ""), 0.08, 0.3, "", lambda _: 0.0)
    assert Measured(pattern, 0.15, *[math.nan] * 4).verdict == SHOWN


def test_traced_investment_is_what_the_record_adds_up(spec: CountySpec):
    """Quarter by quarter, at constant prices, for every enterprise that stays in operation."""
    policy = build_policy(spec, spec.plan)
    world = allocate(spec, policy, enterprise_slots(spec, policy.quarters))
    world.p[:] = spec.prior_means()
    key, later = map(np.uint64, luck_of(np.int64(4), np.int64(0)))
    begin(world, origin_of(spec, policy.quarters), key, later)
    world.drivers["investment_price"] = 0.0
    compared = 0
    for t in range(policy.quarters):
        n = int(world.county["n"][0])
        before = world.firms[:n].copy()
        quarter(world, key, t)
        after = world.firms[:n]
        stays = (before["status"] == OPERATING) & (after["status"] == OPERATING)
        # The year's sum is cleared at its end, so the fourth quarter cannot be compared.
        if t % 4 < 3:
            added = (after["invest_year"] - before["invest_year"])[stays]
            np.testing.assert_allclose(put_in_place(before, after, 1.0)[stays], added, atol=1e-6)
            compared += int(np.count_nonzero(added > 0))
    assert compared > 500


def test_a_reform_changes_nothing_before_its_year(spec: CountySpec):
    draws, policy = Draws.from_prior(spec, 2, 1), build_policy(spec, last_year=2022)
    base = trace(spec, draws, policy)
    reform = trace(spec, draws, policy, Reform(2020, 0.12))
    early = base.years["year"] < 2020
    assert (base.years[early] == reform.years[reform.years["year"] < 2020]).all()
    assert base.years["investment"].sum() != reform.years["investment"].sum()
    nothing = trace(spec, draws, policy, Reform(2020, 0.0))
    assert (nothing.years == base.years).all() and (nothing.spells == base.spells).all()


def test_parts_of_the_traces_are_the_draws_alone(spec: CountySpec):
    draws, policy = Draws.from_prior(spec, 3, 1), build_policy(spec, last_year=2020)
    whole = trace(spec, draws, policy)
    alone = trace(spec, draws[1:2], policy)
    part = whole.part(1, 2)
    for name in ("uid", "year", "investment", "revenue"):
        assert (part.years[name] == alone.years[name]).all()
    assert (part.spells["leave"] == alone.spells["leave"]).all()
    assert whole.failed == 0


def test_patterns_of_the_shipped_county_are_where_they_were(evidence: Evidence):
    measured = {item.pattern.code: item for item in patterns.measure(evidence)}
    assert set(FROZEN) <= set(measured)
    for code, (value, tolerance) in FROZEN.items():
        assert measured[code].value == pytest.approx(value, abs=tolerance), code
    assert measured["subsidy_response"].value > 0.0


def test_a_larger_cost_cut_calls_for_more_investment(spec: CountySpec, evidence: Evidence):
    none = patterns.gather(spec, draws=12, seed=3, cut=0.0)
    assert statistics.response(none.base, none.reform, 2019, 2022) == 0.0
    assert (none.base.years == evidence.base.years).all()


def test_the_page_names_every_pattern_in_both_languages(tmp_path, capsys):
    out = tmp_path / "patterns.md"
    assert patterns.main(["-n", "4", "--seed", "1", "-o", str(out)]) == 0
    text = out.read_text(encoding="utf-8")
    chinese, english = text.split("# Patterns of enterprises")
    for pattern in PATTERNS:
        assert f"| {pattern.name[0]} |" in chinese
        assert f"| {pattern.name[1]} |" in english
    assert "4 个先验抽样(种子 1)" in chinese and "4 prior draws (seed 1)" in english
    assert not re.search(r"\b(nan|inf|None)\b", text)
    assert capsys.readouterr().out.strip() == str(out)
    again = tmp_path / "again.md"
    patterns.main(["-n", "4", "--seed", "1", "-o", str(again)])
    assert again.read_bytes() == out.read_bytes()
