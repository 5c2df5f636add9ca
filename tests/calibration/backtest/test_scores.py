"""Scores, ranks, intervals and skill against truths that are known exactly."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from calibration.backtest.reliability import rank_test, share_in_clusters, wilson
from calibration.backtest.scores import central, covered, fair_crps, pit, quantiles
from calibration.backtest.skill import FEW, LOSES, OPEN, WINS, skill


def brute_crps(members, observed):
    """The definition, member by member and pair by pair."""
    m = len(members)
    miss = sum(abs(x - observed) for x in members) / m
    pairs = sum(abs(a - b) for a in members for b in members)
    return miss - pairs / (2 * m * (m - 1))


def normal_crps(mean, sd, observed):
    """Closed form for a normal forecast (Gneiting & Raftery 2007)."""
    z = (observed - mean) / sd
    return sd * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))


def test_the_fair_score_is_its_definition():
    rng = np.random.default_rng(1)
    members, observed = rng.normal(size=(4, 3, 7)), rng.normal(size=(4, 3))
    members[0, 0, :3] = members[0, 0, 3]
    observed[0, 0] = members[0, 0, 3]
    found = fair_crps(members, observed)
    for at in np.ndindex(4, 3):
        assert found[at] == pytest.approx(brute_crps(members[at], observed[at]), abs=1e-12)


@pytest.mark.parametrize("m", [2, 5, 50])
def test_the_fair_score_of_few_members_is_that_of_the_whole_distribution(m):
    rng = np.random.default_rng(2)
    members = rng.normal(1.0, 2.0, size=(40_000, m))
    observed = np.full(40_000, 2.5)
    scores = fair_crps(members, observed)
    error = scores.std() / np.sqrt(len(scores))
    assert abs(scores.mean() - normal_crps(1.0, 2.0, 2.5)) < 4 * error


def test_the_truth_scores_better_than_half_or_double_its_width_or_a_shift():
    rng = np.random.default_rng(3)
    members, observed = rng.normal(size=(5000, 60)), rng.normal(size=5000)
    right = fair_crps(members, observed).mean()
    for wrong in (0.5 * members, 2.0 * members, members + 0.5):
        assert fair_crps(wrong, observed).mean() > right + 0.01


def test_a_single_member_has_no_fair_score():
    with pytest.raises(ValueError, match="two members"):
        fair_crps(np.zeros((3, 1)), np.zeros(3))


def test_a_forecast_that_was_not_made_has_no_score():
    members, observed = np.full((1, 5), np.nan), np.zeros(1)
    assert np.isnan(fair_crps(members, observed)).all()
    assert np.isnan(pit(members, observed, np.full(1, 0.5))).all()
    assert np.isnan(covered(members, observed, 0.8)).all()


@pytest.mark.parametrize("m", [3, 20])
def test_ranks_of_an_exact_forecaster_are_uniform_for_any_number_of_members(m):
    rng = np.random.default_rng(4)
    n = 20_000
    # Rounded, so that ties are frequent.
    drawn = np.round(rng.normal(size=(n, m + 1)), 1)
    ranks = pit(drawn[:, 1:], drawn[:, 0], rng.random(n))
    assert stats.kstest(ranks, "uniform").pvalue > 0.01


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
def test_intervals_of_an_exact_forecaster_cover_as_they_say_with_few_members(share):
    rng = np.random.default_rng(5)
    drawn = rng.standard_t(4, size=(40_000, 40))
    rate = covered(drawn[:, 1:], drawn[:, 0], share).mean()
    assert abs(rate - share) < 4 * np.sqrt(share * (1 - share) / 40_000)


def test_quantiles_are_those_of_numpy_at_the_same_positions():
    members = np.random.default_rng(6).normal(size=(5, 2, 30))
    levels = (0.001, 0.1, 0.5, 0.77, 0.999)
    expected = np.quantile(members, levels, axis=-1, method="weibull")
    assert quantiles(members, levels) == pytest.approx(expected)
    low, high = central(members, 0.8)
    assert (low < high).all()


def test_wilson_matches_statsmodels():
    from statsmodels.stats.proportion import proportion_confint

    for hits, n in ((0, 8), (3, 8), (8, 8), (160, 200)):
        assert wilson(hits, n) == pytest.approx(
            proportion_confint(hits, n, method="wilson"), abs=1e-12
        )
    assert np.isnan(wilson(0, 0)).all()


def test_copies_of_one_witness_do_not_narrow_an_interval():
    rng = np.random.default_rng(7)
    once = (rng.random(200) < 0.8).astype(float)
    alone = share_in_clusters(once, np.arange(200))
    copied = share_in_clusters(np.repeat(once, 30), np.repeat(np.arange(200), 30))
    assert copied.value == alone.value
    assert copied.high - copied.low == pytest.approx(alone.high - alone.low, rel=0.02)
    assert (copied.n, copied.clusters) == (6000, 200)


def test_intervals_of_coverage_hold_the_truth_at_their_rate():
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(400):
        level = rng.normal(size=(60, 1))
        hits = (0.7 * level + np.sqrt(0.51) * rng.normal(size=(60, 10)) < 0.8416).astype(float)
        found = share_in_clusters(hits.ravel(), np.repeat(np.arange(60), 10))
        held += found.low <= 0.8 <= found.high
    assert 0.91 <= held / 400 <= 0.98


def test_where_all_hit_the_interval_counts_clusters_and_nothing_is_nothing():
    sure = share_in_clusters(np.ones(50), np.repeat(np.arange(5), 10))
    assert sure.value == 1.0 and sure.low == pytest.approx(wilson(5, 5)[0])
    empty = share_in_clusters(np.array([np.nan]), np.zeros(1))
    assert empty.n == 0 and np.isnan(empty.value)


def counties(rng, clusters=80, each=12, width=1.0, shift=0.0):
    """Ranks of forecasts whose errors share a part within a county."""
    common, own = rng.normal(size=(clusters, 1)), rng.normal(size=(clusters, each))
    errors = np.sqrt(0.6) * common + np.sqrt(0.4) * own
    ranks = stats.norm.cdf((errors + shift) / width)
    return ranks.ravel(), np.repeat(np.arange(clusters), each)


def test_an_exact_forecaster_seldom_fails_the_test_of_ranks_though_counties_miss_together():
    rng = np.random.default_rng(9)
    values = [rank_test(*counties(rng)).p for _ in range(300)]
    assert np.mean(np.array(values) < 0.05) < 0.09
    # Taken one by one, the same ranks would be condemned most of the time.
    naive = [
        stats.chisquare(np.histogram(counties(rng)[0], 10, (0, 1))[0]).pvalue for _ in range(100)
    ]
    assert np.mean(np.array(naive) < 0.05) > 0.5


@pytest.mark.parametrize(("width", "shift"), [(0.5, 0.0), (2.0, 0.0), (1.0, 0.8)])
def test_half_or_double_width_or_bias_is_caught(width, shift):
    rng = np.random.default_rng(10)
    caught = [rank_test(*counties(rng, 200, 12, width, shift)).p < 0.01 for _ in range(20)]
    assert np.mean(caught) > 0.9


def test_a_few_origins_are_shown_but_not_tested():
    ranks, clusters = counties(np.random.default_rng(11), clusters=6)
    found = rank_test(ranks, clusters)
    assert np.isnan(found.p) and found.shares.sum() == pytest.approx(1.0)


def scores_of(rng, n=400, gain=1.0):
    """Scores of a model and two benchmarks in clusters of four."""
    base = rng.gamma(2.0, 1.0, size=n)
    return {
        "model": base * gain,
        "a": base * np.exp(0.1 * rng.normal(size=n) - 0.005),
        "b": base * 1.5,
    }, np.repeat(np.arange(n // 4), 4)


@pytest.mark.parametrize(("gain", "verdict"), [(0.8, WINS), (1.2, LOSES), (1.0, OPEN)])
def test_skill_says_who_wins(gain, verdict):
    found = skill(*scores_of(np.random.default_rng(15), gain=gain), "model", ("a", "b"), 1)
    assert found.best == "a" and found.verdict == verdict
    assert found.value == pytest.approx(1.0 - gain, abs=0.03)
    assert found.low < found.value < found.high
    assert found.behind == (found.value < 0.0)


def test_few_origins_get_no_verdict_and_very_few_no_interval():
    scores, clusters = scores_of(np.random.default_rng(13), n=32, gain=0.2)
    found = skill(scores, clusters, "model", ("a", "b"), 1)
    assert found.clusters == 8 and found.verdict == FEW and found.low > 0.0
    scores, clusters = scores_of(np.random.default_rng(13), n=16, gain=0.2)
    assert np.isnan(skill(scores, clusters, "model", ("a", "b"), 1).low)


def test_a_benchmark_that_sat_some_cases_out_is_not_the_best():
    scores, clusters = scores_of(np.random.default_rng(14))
    scores["a"][3] = np.nan
    scores["model"][7] = np.nan
    found = skill(scores, clusters, "model", ("a", "b", "never"), 1)
    assert found.best == "b" and found.n == 399
    alone = skill({"model": scores["model"]}, clusters, "model", ("a",), 1)
    assert alone.best == "" and np.isnan(alone.value)
