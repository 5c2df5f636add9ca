"""Sobol indices and elementary effects against functions whose answer is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from SALib.analyze import morris
from SALib.analyze import sobol as salib
from SALib.sample import morris as morris_sample
from SALib.test_functions import Sobol_G

from scenarios.resampling import Interval
from scenarios.sensitivity.designs import HIGH, LEVELS, LOW, generator, saltelli, trajectories
from scenarios.sensitivity.effects import effects, elementary_effects, ranked
from scenarios.sensitivity.indices import (
    CONSTANT,
    NO_VALUE,
    RARE,
    Indices,
    Untold,
    block_parts,
    pooled,
    sobol,
)

A, B = 7.0, 0.1
ISHIGAMI = ("x1", "x2", "x3", "idle")
# Ishigami & Homma 1990: parts of the variance.
V1 = (1 + B * np.pi**4 / 5) ** 2 / 2
V2 = A**2 / 8
V13 = 8 * B**2 * np.pi**8 / 225
V = V1 + V2 + V13
# Sobol's G: the smaller its coefficient, the more an input matters.
G = (0.0, 1.0, 9.0, 99.0)


def ishigami(u: np.ndarray) -> np.ndarray:
    x = (2 * u[:, :3] - 1) * np.pi
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def with_luck(u: np.ndarray, block: int) -> np.ndarray:
    """Ishigami with noise of its own size that every run of a block shares."""
    luck = np.random.default_rng([1, block]).normal(size=2)
    # Part of the luck shifts everything, part of it meets the inputs that act.
    return ishigami(u) * (1 + 0.3 * luck[0]) + np.sqrt(V) * luck[1]


def inside(found: Interval, truth: float, slack: float = 0.0) -> bool:
    return found.low - slack <= truth <= found.high + slack


def one(found: list[Indices | Untold]) -> Indices:
    assert isinstance(found[0], Indices)
    return found[0]


def test_ishigami_under_noise_shared_within_blocks_has_its_known_indices():
    found = one(sobol(with_luck, ISHIGAMI, 256, 10, (0,)))
    first = {"x1": V1 / V, "x2": V2 / V, "x3": 0.0, "idle": 0.0}
    total = {"x1": (V1 + V13) / V, "x2": V2 / V, "x3": V13 / V, "idle": 0.0}
    for code in ISHIGAMI:
        assert inside(found.first[code], first[code]), code
        assert inside(found.total[code], total[code]), code
        assert found.first[code].error < 0.05 and found.total[code].error < 0.05
    assert inside(found.second["x1", "x3"], V13 / V)
    assert found.second["x1", "x3"].clear
    assert not found.second["x1", "x2"].clear and not found.second["x2", "x3"].clear
    assert inside(found.rest, V13 / V)


def test_an_input_that_does_nothing_has_exactly_nothing_but_with_luck_of_each_run_nearly_all():
    found = one(sobol(with_luck, ISHIGAMI, 64, 5, (4,)))
    assert found.total["idle"] == Interval(0.0, 0.0, 0.0, 0.0) == found.first["idle"]
    rng = np.random.default_rng(5)
    apart = one(
        sobol(lambda u, _: ishigami(u) + 3 * np.sqrt(V) * rng.normal(size=len(u)), ISHIGAMI, 64, 5)
    )
    assert apart.total["idle"].value > 0.8


def g_of(u: np.ndarray) -> np.ndarray:
    """Sobol's G of all columns but the last, which does nothing."""
    return np.asarray(Sobol_G.evaluate(np.ascontiguousarray(u[:, :-1]), np.array(G)))


def g_truth(noise: float) -> tuple[np.ndarray, np.ndarray]:
    """First-order and total indices with the idle input; `noise` is its variance over that of G.

    Noise of each run by itself meets every difference of two runs: it takes its share of each
    first index and comes on top of each total one.
    """
    first = np.append(Sobol_G.sensitivity_index(np.array(G)), 0.0)
    total = np.append(Sobol_G.total_sensitivity_index(np.array(G)), 0.0)
    return first / (1 + noise), (total + noise) / (1 + noise)


G_VARIANCE = float(np.prod([1 + 1 / (3 * (1 + a) ** 2) for a in G]) - 1)
G_NAMES = ("x0", "x1", "x2", "x3", "idle")


@pytest.mark.parametrize("noise", [0.25, 1.0])
def test_sobol_g_under_noise_of_each_run_has_its_known_indices(noise: float):
    """Each of 30 seeds gives ten intervals of 95 %: coverage is judged, not each by itself.

    The idle input's first interval must hold zero as often as the others hold their truth: its
    runs differ by noise alone.
    """
    first, total = g_truth(noise)
    hits, errors = [], []
    for seed in range(30):
        rng = np.random.default_rng([7, seed])

        def noisy(u: np.ndarray, _: int, rng: np.random.Generator = rng) -> np.ndarray:
            return g_of(u) + np.sqrt(noise * G_VARIANCE) * rng.normal(size=len(u))

        found = one(sobol(noisy, G_NAMES, 128, 8, (seed,)))
        hits.append([inside(found.first[c], first[i]) for i, c in enumerate(G_NAMES)]
                    + [inside(found.total[c], total[i]) for i, c in enumerate(G_NAMES)])  # fmt: skip
        errors.append([found.first[c].value - first[i] for i, c in enumerate(G_NAMES)]
                      + [found.total[c].value - total[i] for i, c in enumerate(G_NAMES)])  # fmt: skip
    # 300 intervals, those of a seed not independent; 30 of one input: 3 standard errors below.
    assert np.mean(hits) >= 0.9 and (np.mean(hits, axis=0) >= 0.83).all()
    # No bias: the mean over seeds is within 3.5 of its own standard errors.
    bias = np.mean(errors, axis=0) / (np.std(errors, axis=0, ddof=1) / np.sqrt(30))
    assert (np.abs(bias) < 3.5).all()


def test_sobol_g_under_luck_shared_within_blocks_has_its_known_indices():
    """The luck of a block makes G larger or smaller as it does a county: indices are those of G."""

    def lucky(u: np.ndarray, block: int) -> np.ndarray:
        luck = np.random.default_rng([2, block]).normal(size=2)
        return g_of(u) * (1 + 0.5 * luck[0]) + luck[1]

    first, total = g_truth(0.0)
    hits = []
    for seed in range(30):
        found = one(sobol(lucky, G_NAMES, 128, 8, (seed,)))
        assert found.total["idle"] == found.first["idle"] == Interval(0.0, 0.0, 0.0, 0.0)
        hits.append([inside(found.first[c], first[i]) for i, c in enumerate(G_NAMES[:-1])]
                    + [inside(found.total[c], total[i]) for i, c in enumerate(G_NAMES[:-1])])  # fmt: skip
    assert np.mean(hits) >= 0.9 and (np.mean(hits, axis=0) >= 0.83).all()


def test_what_was_never_seen_is_not_sure_to_be_nothing():
    """An input that decides a target in few runs: its share alone is never seen, yet not zero."""

    def met(u: np.ndarray, _: int) -> np.ndarray:
        return (u[:, 0] + 0.02 * (u[:, 1] - 0.5) > 0.5).astype(float)

    # P(met | x1) = 0.5 + 0.02 (x1 - 0.5): the variance of its mean, of 1 / 4.
    truth = 0.02**2 / 12 * 4
    hits, zeros = [], 0
    for seed in range(40):
        found = one(sobol(met, ("base", "little", "idle"), 32, 4, (seed,)))
        share = found.first["little"]
        assert found.first["idle"] == Interval(0.0, 0.0, 0.0, 0.0)
        # Where it decided no run at all it is told as nothing, which it was.
        if found.total["little"].value > 0.0:
            zeros += share.value == 0.0
            hits.append(inside(share, truth) and share.low <= 0.0 < share.high)
    assert zeros > 10 and np.mean(hits) >= 0.9


def test_seed_0_decides_as_any_other_seed_does():
    designs = [saltelli(ISHIGAMI, 8, generator(seed, 0)) for seed in (0, 0, 1)]
    assert np.array_equal(designs[0], designs[1]) and not np.array_equal(designs[0], designs[2])
    walks = [trajectories(3, 4, generator(seed, 0)) for seed in (0, 0, 1)]
    assert np.array_equal(walks[0], walks[1]) and not np.array_equal(walks[0], walks[2])


def test_luck_as_an_input_takes_its_share_of_the_variance():
    share = 0.5

    def whole(u: np.ndarray, _: int) -> np.ndarray:
        noise = np.sqrt(12 * V * share) * (u[:, 4] - 0.5)
        return ishigami(u[:, :4]) + noise

    labels = ("known", "known", "known", "idle", "luck")
    found = one(sobol(whole, labels, 512, 8))
    assert found.inputs == ("known", "idle", "luck")
    assert inside(found.first["known"], 1 / (1 + share))
    assert inside(found.first["luck"], share / (1 + share))
    assert inside(found.total["luck"], share / (1 + share))
    assert found.total["idle"].value == 0.0


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    hits = []
    for seed in range(60):
        found = one(sobol(with_luck, ISHIGAMI, 64, 8, (seed,)))
        total = inside(found.total["x1"], (V1 + V13) / V), inside(found.total["x3"], V13 / V)
        hits.append((*total, inside(found.first["x1"], V1 / V), inside(found.rest, V13 / V)))
    # 60 tries of 95 %: three standard errors below is .866.
    assert (np.mean(hits, axis=0) >= 0.85).all()


def test_the_mean_of_a_block_does_not_matter_and_one_missing_value_spoils_nothing():
    def shifted(u: np.ndarray, block: int) -> np.ndarray:
        return with_luck(u, block) + 1e6

    def holed(u: np.ndarray, block: int) -> np.ndarray:
        y = with_luck(u, block)
        y[7::97] = np.nan
        return y

    plain = one(sobol(with_luck, ISHIGAMI, 128, 6))
    moved = one(sobol(shifted, ISHIGAMI, 128, 6))
    torn = one(sobol(holed, ISHIGAMI, 128, 6))
    assert np.isclose(moved.total["x1"].value, plain.total["x1"].value, atol=1e-6)
    assert torn.used < torn.points == 128 * 6
    assert inside(torn.total["x1"], (V1 + V13) / V) and torn.total["idle"].value == 0.0


def test_what_never_varies_or_hardly_ever_or_has_no_value_is_said_to_be_so():
    def at(y: Callable[[np.ndarray, int], np.ndarray]) -> Indices | Untold:
        return sobol(y, ("a", "b"), 8, 6)[0]

    reasons = [
        at(lambda u, _: np.ones(len(u))),
        at(lambda u, block: u[:, 0] * (block == 2)),
        at(lambda u, _: np.where(u[:, 0] < 0.8, np.nan, u[:, 1])),
    ]
    assert [item.reason for item in reasons if isinstance(item, Untold)] == [
        CONSTANT, RARE, NO_VALUE,
    ]  # fmt: skip
    # Half of the blocks without any variance are no obstacle.
    assert isinstance(at(lambda u, block: u[:, 0] * (block % 2)), Indices)


def salib_both_ways(y: np.ndarray, name: str) -> np.ndarray:
    """SALib's index times its variance, the mean of both ways to see A and B."""
    problem = {"num_vars": 4, "names": list(ISHIGAMI), "bounds": [[0, 1]] * 4}
    rows = y.reshape(-1, 10)
    swapped = np.concatenate([rows[:, 9:], rows[:, 5:9], rows[:, 1:5], rows[:, :1]], axis=1)
    both = (y, swapped.ravel())
    ways = [salib.analyze(problem, one, num_resamples=2, seed=1)[name] for one in both]
    return np.mean(ways, axis=0) * np.r_[rows[:, 0], rows[:, 9]].var()


def test_total_and_second_order_parts_are_salibs_own_seen_from_both_sides():
    y = with_luck(saltelli(ISHIGAMI, 64, generator(1)), 0)
    parts = block_parts(y, 4)
    assert np.allclose(parts.parts[4:8] / parts.used, salib_both_ways(y, "ST"), rtol=1e-9)
    second = salib_both_ways(y, "S2")[np.triu_indices(4, 1)]
    assert np.allclose(parts.parts[8:] / parts.used, second, atol=1e-9 * parts.variance)


def test_first_order_parts_come_to_salibs_with_many_points_and_are_surer_with_few():
    many = with_luck(saltelli(ISHIGAMI, 8192, generator(1)), 0)
    parts = block_parts(many, 4)
    wanted = salib_both_ways(many, "S1")
    assert np.allclose(
        parts.parts[:4] / parts.used, wanted, atol=0.005 * parts.variance / parts.used
    )
    left = []
    for seed in range(60):
        few = ishigami(saltelli(ISHIGAMI, 16, generator(seed, 9)))
        ours = block_parts(few, 4)
        base = np.r_[few[::10], few[9::10]].var()
        theirs = salib_both_ways(few, "S1") / base
        left.append((1 - ours.parts[:4].sum() / ours.variance, 1 - theirs.sum()))
    spreads = np.std(left, axis=0)
    assert spreads[0] < 0.7 * spreads[1]


def test_no_first_order_share_is_further_from_zero_than_the_total_one():
    """However few the points: an input that does next to nothing has no share of minus a fifth."""
    seen = 0
    for seed in range(40):
        rng = np.random.default_rng([3, seed])

        def noisy(u: np.ndarray, _: int, rng: np.random.Generator = rng) -> np.ndarray:
            return g_of(u) + 0.3 * rng.normal(size=len(u))

        found = one(sobol(noisy, G_NAMES, 4, 3, (seed,)))
        for code in G_NAMES:
            seen += found.first[code].value < 0.0
            assert abs(found.first[code].value) <= found.total[code].value + 1e-12
    # It does happen: the estimate is not cut off at zero, which would be a bias.
    assert seen > 20


def test_too_few_blocks_and_points_that_are_no_power_of_two_are_refused():
    with pytest.raises(ValueError, match="blocks"):
        sobol(with_luck, ISHIGAMI, 8, 2)
    with pytest.raises(ValueError, match="power of two"):
        sobol(with_luck, ISHIGAMI, 12, 4)
    with pytest.raises(ValueError, match="blocks"):
        pooled([], ISHIGAMI)


# Screening.


def trajectory_values(count: int, blocks: int) -> list[np.ndarray]:
    """Elementary effects of 2 a - 3 b + 0 c with noise that trajectories share."""
    found = []
    for block in range(blocks):
        at = trajectories(3, count, generator(0, block))
        y = 2 * at[..., 0] - 3 * at[..., 1] + float(block)
        found.append(elementary_effects(at, np.stack([y, np.zeros_like(y)], axis=2)))
    return found


def test_effects_of_a_straight_line_are_its_slopes_over_the_range():
    found = effects(trajectory_values(5, 4), ("a", "b", "c"))
    line = found[0]
    assert line is not None
    span = HIGH - LOW
    for code, slope in (("a", 2.0), ("b", -3.0), ("c", 0.0)):
        assert np.isclose(line[code].mean.value, slope * span)
        assert np.isclose(line[code].size.value, abs(slope) * span)
    assert [line[code].sign for code in "abc"] == [1, -1, 0]
    assert line["a"].sd < 1e-9
    assert list(ranked(found, ("a", "b", "c"))) == ["b", "a", "c"]


def test_effects_agree_with_salibs_analyser():
    rng = generator(5)
    at = trajectories(3, 20, rng)
    y = ishigami((at.reshape(-1, 3) - LOW) / (HIGH - LOW)).reshape(20, 4, 1)
    found = elementary_effects(at, y)[:, :, 0]
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[LOW, HIGH]] * 3}
    wanted = morris.analyze(
        problem, at.reshape(-1, 3), y.reshape(-1), 10, num_levels=LEVELS, seed=1
    )
    assert np.allclose(found.mean(axis=0), wanted["mu"])
    assert np.allclose(np.abs(found).mean(axis=0), wanted["mu_star"])
    assert morris_sample.sample(problem, 2, seed=1).shape == (8, 3)


def test_screening_survives_missing_values_and_says_when_there_are_none():
    blocks = trajectory_values(4, 3)
    blocks[0][0, 1] = np.nan
    assert effects(blocks, ("a", "b", "c"))[0] is not None
    blocks[1][:] = np.nan
    found = effects(blocks, ("a", "b", "c"))
    assert found == [None, None]
    assert set(ranked(found, ("a", "b", "c")).values()) == {0.0}
