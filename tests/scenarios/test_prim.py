"""PRIM: a known box in noise is found, chance is not; weights, ties and lineages count."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from scenarios.box_search import FOUND, BoxSearch, halves, shares
from scenarios.draw_inputs import Input
from scenarios.prim import Box, Sample, choose, paste, peel, quality, whole
from scenarios.prim_search import find_box, quasi_p, screen, shorten

INPUTS = 40
# Cases in the box and beside it.
INSIDE, BESIDE = 0.9, 0.1


def truth(x: np.ndarray) -> np.ndarray:
    """The box of the truth: the fourth input low and the eighth high."""
    return (x[:, 3] < 0.4) & (x[:, 7] > 0.6)


def noise(n: int, seed: int, share: float = 0.3) -> Sample:
    """Draws whose answers have nothing to do with their inputs."""
    rng = np.random.default_rng([1, seed])
    return Sample(rng.uniform(size=(n, INPUTS)), rng.uniform(size=n) < share, np.ones(n))


def known(n: int, seed: int) -> Sample:
    """Draws that are cases in nine of ten in the box of the truth, in one of ten elsewhere."""
    rng = np.random.default_rng([2, seed])
    x = rng.uniform(size=(n, INPUTS))
    return Sample(x, rng.uniform(size=n) < np.where(truth(x), INSIDE, BESIDE), np.ones(n))


def ends(box: Box) -> dict[tuple[int, int], float]:
    return {limit: float(box.ends[limit]) for limit in box.limits}


def search(boxes: int = 3, density: float | None = None) -> BoxSearch:
    items = tuple(Input(f"x{i}", "", "", "", "", "") for i in range(INPUTS))
    return BoxSearch(items, 4, density, 10, 0, None, boxes)


@pytest.mark.parametrize("seed", range(4))
def test_a_known_box_is_found_among_forty_inputs(seed: int) -> None:
    found = ends(find_box(known(1500, seed), 4).box)
    assert set(found) == {(1, 3), (0, 7)}
    assert found[1, 3] == pytest.approx(0.4, abs=0.05)
    assert found[0, 7] == pytest.approx(0.6, abs=0.05)


def test_its_coverage_density_and_mass_are_those_of_the_truth() -> None:
    """Of a box as found all three follow from its limits: it meets the true one in an oblong."""
    made = known(2400, 9)
    first = halves(made, 0)
    found = search().run(made.part(first), made.part(~first))
    assert found.reason == FOUND and len(found.held) == 1
    box = found.held[0]
    limits = ends(box.box)
    assert set(limits) == {(1, 3), (0, 7)}
    mass = limits[1, 3] * (1.0 - limits[0, 7])
    common = min(limits[1, 3], 0.4) * (1.0 - max(limits[0, 7], 0.6))
    cases = INSIDE * common + BESIDE * (mass - common)
    every = INSIDE * 0.16 + BESIDE * 0.84
    exact = {"mass": mass, "density": cases / mass, "coverage": cases / every}
    for name, value in exact.items():
        share = getattr(box.shares, name)
        assert share.low <= value <= share.high, name
    assert exact == pytest.approx({"mass": 0.16, "density": 0.9, "coverage": 0.63}, abs=0.06)
    assert box.outside is not None and box.outside.value == pytest.approx(0.1, abs=0.03)
    assert all(limit.recurs > 0.9 and limit.quasi_p < 1e-6 for limit in box.limits)
    assert all(limit.low <= limit.value <= limit.high for limit in box.limits)


def test_two_boxes_are_found_one_after_the_other() -> None:
    rng = np.random.default_rng(5)
    x = rng.uniform(size=(2400, INPUTS))
    in_one = truth(x) | ((x[:, 20] > 0.85) & ~truth(x))
    made = Sample(x, rng.uniform(size=2400) < np.where(in_one, 0.95, 0.05), np.ones(2400))
    first = halves(made, 0)
    found = search().run(made.part(first), made.part(~first))
    limits = [{limit.input.code for limit in box.limits} for box in found.held]
    assert {"x20"} in limits and {"x3", "x7"} in limits
    assert found.together is not None and found.together.coverage is not None
    parts = [box.shares.coverage.value for box in found.held]
    assert found.together.coverage.value == pytest.approx(sum(parts))


def held_in_noise(seeds: range) -> int:
    """Searches that end with a box, of as many samples of pure noise."""
    count = 0
    for seed in seeds:
        made = noise(500, seed)
        first = halves(made, seed)
        count += len(search(boxes=1).run(made.part(first), made.part(~first)).held)
    return count


def test_of_pure_noise_no_box_is_confirmed() -> None:
    assert held_in_noise(range(5)) == 0


@pytest.mark.slow
def test_of_pure_noise_a_box_is_confirmed_as_seldom_as_the_interval_says() -> None:
    """One in forty at most: of eighty searches more than five in one of sixty such tests."""
    assert held_in_noise(range(100, 180)) <= 5


def test_noise_looks_good_where_it_was_found_and_not_where_it_is_counted() -> None:
    """The densest box in noise is far denser than its rate there, and nowhere else."""
    made = noise(1000, 3)
    first = halves(made, 0)
    looked, counted = made.part(first), made.part(~first)
    boxes = peel(looked)
    best = boxes[choose(boxes, looked, 0.99)]
    assert quality(best, looked).density > 0.7
    assert quality(best, counted).density < 0.5


def test_peeling_goes_down_to_the_least_mass_in_small_steps() -> None:
    made = known(1000, 1)
    masses = [quality(box, made).mass for box in peel(made, alpha=0.05, least=0.1)]
    assert masses[0] == 1.0 and 0.1 <= masses[-1] < 0.12
    steps = np.divide(masses[1:], masses[:-1])
    assert steps.min() > 0.9 and steps.max() < 1.0


def test_the_bookkeeping_of_a_peel_is_what_its_boxes_hold() -> None:
    """Every step takes away draws of one side of one input only."""
    made = known(300, 2)
    boxes = peel(made)
    for before, after in itertools.pairwise(boxes):
        moved = np.argwhere(before.ends != after.ends)
        assert len(moved) == 1
        assert not (after.holds(made.x) & ~before.holds(made.x)).any()


def test_tied_values_go_or_stay_together() -> None:
    """An input of yes and no is divided between its values, never within one."""
    rng = np.random.default_rng(8)
    x = np.column_stack([rng.integers(0, 2, 800), rng.uniform(size=800)]).astype(float)
    made = Sample(x, rng.uniform(size=800) < np.where(x[:, 0] == 1, 0.8, 0.1), np.ones(800))
    assert ends(find_box(made, 4).box) == {(0, 0): 0.5}


def test_a_weight_of_two_is_as_good_as_two_draws() -> None:
    made = known(400, 6)
    times = 1 + (np.arange(400) % 3 == 0)
    heavy = Sample(made.x, made.cases, times.astype(float))
    twice = Sample(*(np.repeat(part, times, axis=0) for part in (made.x, made.cases, made.weights)))
    one, many = peel(heavy), peel(twice)
    for a, b in zip(one, many, strict=True):
        assert np.array_equal(a.ends, b.ends)
        assert quality(a, heavy).density == pytest.approx(quality(b, twice).density)


def test_a_dense_box_is_asked_for() -> None:
    made = known(2000, 4)
    boxes = peel(made)
    found = [quality(box, made) for box in boxes]
    at = choose(boxes, made, 0.8)
    assert found[at].density >= 0.8
    assert found[at].coverage == max(item.coverage for item in found if item.density >= 0.8)
    densest = choose(boxes, made, 1.5)
    assert found[densest].density == max(item.density for item in found)


def test_pasting_takes_back_what_peeling_took_too_much() -> None:
    made = known(2000, 4)
    ends_ = whole(INPUTS).ends
    ends_[1, 3], ends_[0, 7] = 0.2, 0.8
    tight = Box(ends_)
    wide = paste(tight, made)
    assert quality(wide, made).density >= quality(tight, made).density
    assert quality(wide, made).coverage >= quality(tight, made).coverage


def test_a_limit_by_chance_has_a_large_quasi_p_and_a_real_one_a_small() -> None:
    made = known(2000, 4)
    real = whole(INPUTS).moved((1, 3), 0.4).moved((0, 7), 0.6)
    chance = real.moved((1, 20), 0.7)
    assert quasi_p(chance, (1, 20), made) > 0.01
    assert all(quasi_p(real, limit, made) < 1e-9 for limit in real.limits)


def test_draws_of_few_lineages_are_weaker_evidence() -> None:
    """The same draws, each taken ten times, prove as much as once, not ten times as much."""
    made = known(150, 11)
    box = whole(INPUTS).moved((1, 3), 0.4)
    copies = [np.repeat(part, 10, axis=0) for part in (made.x, made.cases, made.weights)]
    many = Sample(*copies, np.repeat(np.arange(150), 10))
    once, blind = quasi_p(box, (1, 3), made), quasi_p(box, (1, 3), Sample(*copies))
    assert blind < 0.01 * once
    assert 0.2 < quasi_p(box, (1, 3), many) / once < 5.0


def test_lineages_go_whole_to_one_half() -> None:
    made = noise(600, 1)
    clusters = np.arange(600) % 45
    weights = np.random.default_rng(1).uniform(0.1, 2.0, 600)
    sample = Sample(made.x, made.cases, weights, clusters)
    first = halves(sample, 7)
    assert not set(clusters[first]) & set(clusters[~first])
    assert weights[first].sum() == pytest.approx(weights.sum() / 2, rel=0.1)
    assert np.array_equal(first, halves(sample, 7))
    assert not np.array_equal(first, halves(sample, 8))


def test_a_lineage_that_a_resample_drew_twice_counts_as_two() -> None:
    made = noise(30, 1)
    sample = Sample(made.x, made.cases, made.weights, np.arange(30) // 3)
    times = np.repeat(np.array([2, 0, 1, 1, 1, 1, 1, 1, 1, 1]), 3)
    again = sample.again(times)
    assert len(again.cases) == 30 and again.clusters is not None
    assert sorted(np.bincount(again.clusters)) == [3] * 10


def test_inputs_that_tell_nothing_are_not_looked_at() -> None:
    made = known(1000, 3)
    assert {3, 7} <= set(screen(made).tolist())
    assert len(screen(made, 5)) == 5


def test_of_too_many_limits_those_go_that_matter_least() -> None:
    made = known(2000, 4)
    box = whole(INPUTS).moved((1, 3), 0.4).moved((0, 7), 0.6).moved((1, 20), 0.95)
    assert set(shorten(box, made, 2).limits) == {(1, 3), (0, 7)}


def test_an_empty_box_has_no_density() -> None:
    made = noise(50, 2)
    found = shares(np.zeros(50, bool), made)
    assert found.density is None
    assert found.coverage is not None and found.coverage.value == 0.0
