"""Shortfalls and required growth against what can be worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.spec import CountySpec
from scenarios.files import RunError
from scenarios.forecast import forecast
from scenarios.loader import load_scenario
from scenarios.run import Run
from scenarios.target_gaps import Gap, target_gaps
from scenarios.target_pace import LEVELS, MEDIAN, NO_BASE, _mean, on_record
from scenarios.targets import load_targets
from shengsi.gap_figure import histogram
from shengsi.gap_files import gaps_document
from shengsi.gap_text import gaps_text
from tests.scenarios.known_engine import engine

DRAWS = 200


def even_revenue(parameters: object, draw: int) -> float:
    """From 2.0 billion upward in steps of half a million: half of 200 draws miss 2.5 billion."""
    return 200_000.0 + 500.0 * draw


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, spec: CountySpec) -> Run:
    """Revenue of 2027 in even steps; the share of industry grows by 4 % a year from 5 % on."""
    made = engine(even_revenue, lambda year: 0.05 * 1.04**year)
    out = tmp_path_factory.mktemp("gaps")
    return forecast(spec, [load_scenario("plan", spec)], DRAWS, 3, out=out, engine=made)


def gap_of(run: Run, target: str) -> Gap:
    return target_gaps(run, "plan", [target], replicates=200).gaps[0]


def test_the_shortfall_has_the_quantiles_of_the_draws_that_miss(run: Run) -> None:
    """101 draws miss (25 exactly is no 突破): gaps 0, 0.5m, ... 50m yuan."""
    gap = gap_of(run, "T1")
    assert gap.missed.hits == 101
    exact = np.quantile(500.0 * np.arange(101), LEVELS, method="hazen")
    assert [item.value for item in gap.shortfall] == pytest.approx(exact)
    assert gap.shortfall[MEDIAN].value == pytest.approx(gap.result.shortfall)


def test_every_quantile_lies_in_its_interval_and_wider_with_fewer_draws(run: Run) -> None:
    gap = gap_of(run, "T1")
    assert all(item.low <= item.value <= item.high for item in gap.shortfall)
    middle = gap.shortfall[MEDIAN]
    # The median of n even draws over a width w errs by about w / (2 sqrt(n)).
    assert middle.sd == pytest.approx(50_000 / (2 * 101**0.5), rel=0.35)


def test_growth_needed_is_the_rate_that_leads_to_the_target(run: Run) -> None:
    """The share is .05 x 1.04^5 in 2022; T3 asks for .10 in 2025, three years on."""
    pace = gap_of(run, "T3").pace
    assert pace is not None and pace.kind == "rate"
    assert (pace.first_year, pace.base_year, pace.due) == (2017, 2022, 2025)
    base = 0.05 * 1.04**5
    assert pace.base.median.value == pytest.approx(base)
    assert pace.needed.median.value == pytest.approx((0.10 / base) ** (1 / 3) - 1)
    assert pace.ahead.median.value == pytest.approx(0.04)
    assert pace.before.median.value == pytest.approx(0.04)
    assert pace.before.low80 == pytest.approx(0.04) == pace.before.high80


def test_it_is_what_targets_check_says(run: Run) -> None:
    for gap in target_gaps(run, replicates=20).gaps:
        if gap.pace is not None and gap.pace.kind == "rate":
            assert gap.pace.needed.median.value == pytest.approx(gap.result.growth_needed)
            assert gap.pace.ahead.median.value == pytest.approx(gap.result.growth_seen)


def test_the_draws_that_miss_have_their_own_growth_needed_and_seen(run: Run) -> None:
    gap = gap_of(run, "T1")
    assert gap.pace is not None and gap.pace.missing is not None
    values = run.values("plan", ["revenue_above_scale"], [2022, 2027])["revenue_above_scale"]
    base, due = values[:101].T  # the first 101 draws miss
    needed, ahead = gap.pace.missing
    assert needed.median.value == pytest.approx(np.median((250_000.0 / base) ** 0.2 - 1.0))
    assert ahead.median.value == pytest.approx(np.median((due / base) ** 0.2 - 1.0))
    assert needed.median.value >= ahead.median.value
    # All of a target that nobody meets miss it.
    everybody = gap_of(run, "T3").pace
    assert everybody is not None and everybody.missing is not None
    assert everybody.missing[1].median.value == everybody.ahead.median.value


def test_of_a_stock_it_is_what_must_be_added_a_year(run: Run) -> None:
    pace = gap_of(run, "T18").pace
    assert pace is not None and pace.kind == "added"
    assert pace.needed.median.value == pytest.approx((10 - pace.base.median.value) / 5, abs=0.2)


def test_an_every_year_target_has_the_number_of_a_year_beside_the_mean_of_its_years(
    run: Run,
) -> None:
    gap = gap_of(run, "T10")
    pace = gap.pace
    assert pace is not None and pace.kind == "yearly"
    values = run.values("plan", ["projects_landed"])["projects_landed"]
    ahead = np.array([values[:, run.years.index(year)] for year in range(2023, 2028)]).mean(axis=0)
    before = np.array([values[:, run.years.index(year)] for year in range(2017, 2023)]).mean(axis=0)
    assert pace.needed.low80 == pace.needed.median.value == 3.0
    assert pace.ahead.median.value == pytest.approx(np.median(ahead))
    assert pace.before.median.value == pytest.approx(np.median(before))


def test_a_year_without_a_value_is_left_out_of_the_mean_before_the_plan() -> None:
    at = {2021: np.array([np.nan, np.nan]), 2022: np.array([0.2, np.nan])}
    assert _mean(at, (2021, 2022)).tolist()[0] == 0.2
    assert np.isnan(_mean(at, (2021, 2022))[1])


def test_a_direction_has_its_yearly_change_and_must_rise(run: Run) -> None:
    for target in ("T2a", "T2b"):
        pace = gap_of(run, target).pace
        assert pace is not None and pace.kind == "change"
        share = run.values("plan", ["manufacturing_va_share"])["manufacturing_va_share"]
        change = (share[:, run.years.index(2027)] - share[:, run.years.index(2022)]) / 5
        assert pace.needed.median.value == 0.0
        assert pace.ahead.median.value == pytest.approx(np.median(change))


def test_every_target_has_a_row_or_a_reason_by_name(tmp_path: Path, spec: CountySpec) -> None:
    """No industry at all: no rate starts from nothing, and that is said of T3 by name."""
    made = engine(even_revenue, lambda year: 0.0)
    run = forecast(spec, [load_scenario("plan", spec)], 20, 3, out=tmp_path, engine=made)
    found = target_gaps(run, replicates=20)
    assert all((gap.pace is None) == bool(gap.no_pace) for gap in found.gaps)
    reasons = {gap.target.id: gap.no_pace for gap in found.gaps if gap.no_pace}
    assert reasons["T3"] == NO_BASE
    text = gaps_text(target_gaps(run, "plan", ["T3"], replicates=20), "en")
    assert "T3: nothing is given a year: no draw is above zero" in text
    document = gaps_document(found, None)["gaps"]
    three = next(item for item in document if item["target"]["id"] == "T3")
    assert three["growth"] is None and three["no_growth"]["code"] == NO_BASE
    assert all(item["growth"] or item["no_growth"]["reason_en"] for item in document)


def test_a_target_with_two_sides_says_how_many_are_too_high(tmp_path: Path, spec) -> None:
    made = engine(even_revenue, lambda year: 0.12)
    run = forecast(spec, [load_scenario("plan", spec)], 20, 3, out=tmp_path, engine=made)
    gap = gap_of(run, "T3")
    assert gap.above is not None and gap.above.hits == 20
    assert gap.shortfall[MEDIAN].value == pytest.approx(0.015)
    assert gap_of(run, "T1").above is None


def test_a_target_that_every_draw_meets_has_no_shortfall(tmp_path: Path, spec) -> None:
    made = engine(lambda parameters, draw: 300_000.0)
    run = forecast(spec, [load_scenario("plan", spec)], 20, 3, out=tmp_path, engine=made)
    gap = gap_of(run, "T1")
    assert gap.shortfall == () and gap.missed.hits == 0 and len(gap.decisive) == len(LEVELS)


def test_few_lineages_widen_the_intervals(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neighbouring draws of one lineage: ten groups of twenty, each at one end or in between."""
    alone = gap_of(run, "T1").shortfall[MEDIAN]
    monkeypatch.setitem(run.__dict__, "clusters", np.arange(DRAWS) // 20)
    grouped = gap_of(run, "T1").shortfall[MEDIAN]
    assert grouped.value == alone.value and grouped.sd > 1.5 * alone.sd


def test_targets_outside_the_model_are_named_as_untested(run: Run) -> None:
    found = target_gaps(run, replicates=20)
    assert found.untested == ("O1", "O2", "O3")
    wanted = [goal.id for goal in load_targets(run.county_folder) if goal.testable]
    assert [gap.target.id for gap in found.gaps] == wanted


def test_growth_on_record_stands_beside_it(run: Run) -> None:
    seen = gap_of(run, "T1").all_seen
    assert len(seen) == 5 and all(item.target == "T1" for item in seen)
    assert gap_of(run, "T4").all_seen == ()


def test_own_accounts_give_the_last_yearon_record(run: Run) -> None:
    """Revenue of 1.6 and 1.8 billion in 2020 and 2022: 2.5 in 2027 needs 6.8 % a year."""
    from dataclasses import replace

    from calibration.history import load_history

    history = load_history(run.county_folder / "history.csv")
    like = next(obs for obs in history if obs.use == "fit" and obs.operator == "level")
    record = [
        replace(like, variable="own", indicator="revenue_above_scale", year=year, value=value)
        for year, value in ((2020, 160_000.0), (2022, 180_000.0))
    ]
    goal = next(goal for goal in load_targets(run.county_folder) if goal.id == "T1")
    found = on_record(goal, record)
    assert found is not None and found.year == 2022
    assert found.needed == pytest.approx((25 / 18) ** 0.2 - 1)
    assert found.seen is not None and found.seen.rate == pytest.approx((18 / 16) ** 0.5 - 1)
    assert on_record(goal, [obs for obs in history if obs.use == "fit"]) is None


def test_what_is_not_there_is_refused(run: Run) -> None:
    for scenario, targets in (("no_plan", None), ("plan", ["T99"])):
        with pytest.raises(RunError) as caught:
            target_gaps(run, scenario, targets)
        assert caught.value.code == 2


def test_bars_divide_at_the_target_and_hold_all_draws(run: Run) -> None:
    """Half of the draws lie below 2.5 billion, and no bar has both."""
    gap = gap_of(run, "T1")
    edges, met, missed = histogram(gap, run.weights)
    assert np.isclose(edges, gap.goal).any() and (np.diff(edges) > 0).all()
    assert met.sum() == pytest.approx(99 / 200) and missed.sum() == pytest.approx(101 / 200)
    # The draw of exactly 25 is no 突破: it lies in the first bar of the other side.
    assert ((met > 0) & (missed > 0)).sum() <= 1
