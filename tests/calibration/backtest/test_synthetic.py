"""Synthetic counties: intervals that cover as they say in the model's own world, and not else."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.backtest.cases import METHODS, hits
from calibration.backtest.reliability import rank_test, share_in_clusters, wilson
from calibration.backtest.summary import cells, pooled, standing, summary_rows, whole
from calibration.backtest.synthetic import (
    ACCOUNTS,
    OWN,
    ROUGH,
    backtest_synthetic,
    typical_spread,
)
from calibration.county import load_shipped


@pytest.fixture(scope="module")
def found():
    return backtest_synthetic(load_shipped(), [2020], 3, 120, 1500, 7, jobs=2)


def model_of(found, part=OWN):
    frame = found.cases
    return frame[(frame["part"] == part) & (frame["method"] == "model")]


def test_every_method_forecasts_every_county(found):
    counts = found.cases.groupby(["part", "method"]).size()
    assert set(counts.index.get_level_values("method")) == set(METHODS)
    assert (counts == 120 * len(ACCOUNTS) * 3).all()
    assert found.truths == {2020: 120}
    assert found.draws[2020] + found.left_out[2020] == 1500
    # Plain importance weights would leave hardly one run: why they are not used here.
    assert found.plain_ess[2020] < 5


def test_in_the_models_own_world_its_intervals_cover_as_they_say(found):
    model = model_of(found)
    for share in (0.5, 0.8, 0.95):
        rate = share_in_clusters(hits(model, share), model["cluster"].to_numpy())
        assert rate.low - 0.01 <= share <= rate.high + 0.01
    assert rank_test(model["pit"].to_numpy(), model["cluster"].to_numpy()).p > 0.005


def test_an_interval_of_half_the_width_is_caught(found):
    model = model_of(found)
    centre = model["median"]
    low = centre - 0.5 * (centre - model["low80"])
    high = centre + 0.5 * (model["high80"] - centre)
    inside = ((model["observed"] >= low) & (model["observed"] <= high)).to_numpy(float)
    assert share_in_clusters(inside, model["cluster"].to_numpy()).high < 0.7


def test_in_a_rougher_world_the_model_is_found_too_sure(found):
    cell = whole(found.cases, ROUGH, 1)
    assert cell.coverage[0.8].high < 0.8 and cell.ranks.p < 0.001
    own = whole(found.cases, OWN, 1)
    assert cell.skill.crps["model"] > 1.2 * own.skill.crps["model"]


def test_conditioning_gains_much_over_the_prior_and_the_tables_say_who_wins(found):
    table = cells(found.cases, OWN, 1)
    assert [(c.series, c.horizon) for c in table] == [(s, h) for s in ACCOUNTS for h in (1, 2, 3)]
    assert all(c.skill.crps["model"] < c.skill.crps["prior"] for c in table)
    counted = standing(table)
    assert counted.wins + counted.loses + counted.open + counted.few == len(table)
    assert {c.horizon for c in pooled(found.cases, OWN, 1)} == {0}
    rows = summary_rows(table)
    assert rows[0]["verdict"] in ("wins", "loses", "open")
    assert rows[0]["cases"] == 120 and rows[0]["clusters"] == 120


def test_the_same_bytes_on_any_number_of_threads():
    spec = load_shipped()
    one, two = (backtest_synthetic(spec, [2019], 1, 10, 300, 3, jobs=jobs).cases for jobs in (1, 2))
    assert one.equals(two)


def test_an_origin_without_two_growth_rates_is_refused():
    with pytest.raises(ValueError, match="2019"):
        backtest_synthetic(load_shipped(), [2018], 1, 10, 300, 3)


def test_the_spread_lent_to_benchmarks_is_the_typical_one():
    rng = np.random.default_rng(1)
    paths = np.cumsum(rng.normal(size=(4000, 2, 9)) * np.array([0.05, 0.2])[:, None], axis=2)
    assert typical_spread(paths) == pytest.approx([0.05, 0.2], rel=0.08)


@pytest.mark.slow
def test_full_size_every_series_and_horizon_covers_within_binomial_error():
    found = backtest_synthetic(load_shipped(), [2019, 2022], 5, 400, 10_000, 11, jobs=2)
    model = model_of(found)
    outside = 0
    groups = model.groupby(["series", "origin", "horizon"])
    for _, rows in groups:
        for share in (0.5, 0.8, 0.95):
            inside = hits(rows, share).sum()
            low, high = wilson(inside, len(rows), level=0.99)
            outside += not low <= share <= high
    # Of 180 intervals at 99 %, two are expected outside; cells of a county are not independent.
    assert groups.ngroups == 60 and outside <= 10
    for share in (0.5, 0.8, 0.95):
        rate = share_in_clusters(hits(model, share), model["cluster"].to_numpy())
        assert abs(rate.value - share) < 0.02
    assert rank_test(model["pit"].to_numpy(), model["cluster"].to_numpy()).p > 0.001
    wrong = model["pit"].to_numpy()
    narrowed = np.clip(0.5 + 2.0 * (wrong - 0.5), 0.001, 0.999)
    assert rank_test(narrowed, model["cluster"].to_numpy()).p < 1e-6
