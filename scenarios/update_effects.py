"""What a new year of accounts does: how targets moved, which number moved them, how new it was.

Both posteriors live through the plan, pair by pair, and so do pairs that know only some of the
new numbers (`calibration.credit`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from scipy.special import ndtr

from calibration.conditioning import CountyRuns, indicator_codes
from calibration.credit import Knowing, Known, credits, known, walk
from calibration.evidence import Change, Evidence
from calibration.faults import Words
from calibration.importance import UnreachableError, WeightError
from calibration.lineages import independent_size
from calibration.observations import BOUNDS, Observation, observe, standardised_gap
from calibration.particles import State
from calibration.posterior import Posterior
from calibration.update import Updated, settings_of
from model.policy import build_policy
from model.units import FIRST_YEAR, LAST_YEAR
from scenarios.probability import LEVEL, weighted_quantile
from scenarios.targets import Target, TargetResult, evaluate_all

# A new number below or above all but this share of what was expected is a surprise.
SURPRISE = 0.025
_QUANTILES = (0.1, 0.5, 0.9)
# Standard deviations from the middle to either end of an interval.
_HALF = NormalDist().inv_cdf(0.5 + LEVEL / 2)
# A change in a probability that is only the rounding of sums of weights.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Played:
    """Pairs under the plan: `weights` float64[n], `lines` int64[n] their lineages, `results` of
    the targets, `modelled` float64[n, changes] what they say to the numbers that changed."""

    weights: np.ndarray
    lines: np.ndarray
    results: tuple[TargetResult, ...]
    modelled: np.ndarray

    def flags(self, name: str) -> np.ndarray:
        """`passed` or `valid` of every target, bool[n, targets]."""
        return np.stack([getattr(result, name) for result in self.results], axis=1)


@dataclass(frozen=True)
class Share:
    """What one number adds to a probability, with one standard deviation of its Monte Carlo
    error; `clear` when it is larger than the error, all numbers looked at together."""

    value: float
    error: float
    clear: bool


@dataclass(frozen=True)
class Move:
    """A target before and after: `change` in its probability, one standard deviation `error`;
    `shares` by number, none where they were not looked for or cannot be told."""

    old: TargetResult
    new: TargetResult
    change: float
    error: float
    shares: tuple[Share, ...]

    @property
    def target(self) -> Target:
        """The target."""
        return self.old.target

    @property
    def clear(self) -> bool:
        """Whether the change is larger than its error at 95 %."""
        return abs(self.change) > max(_HALF * self.error, _ROUNDING)

    @property
    def mover(self) -> int | None:
        """Position of the number that moved it most, None when that cannot be told."""
        told = [at for at, share in enumerate(self.shares) if share.clear]
        return max(told, key=lambda at: abs(self.shares[at].value), default=None)


@dataclass(frozen=True)
class Expected:
    """A changed number beside what was expected of it: quantiles (10, 50, 90 %) of the pairs
    before and after, in its unit, and its `position` among what would have been published."""

    change: Change
    before: tuple[float, ...]
    after: tuple[float, ...]
    position: float

    @property
    def surprise(self) -> bool:
        """Whether the number lies in either tail."""
        return min(self.position, 1.0 - self.position) < SURPRISE


@dataclass(frozen=True)
class Effects:
    """All that an update did: `moves` by target, `numbers` by change, independent histories in
    the old and the new posterior; `untold` why no number has its share in the moves."""

    moves: tuple[Move, ...]
    numbers: tuple[Expected, ...]
    histories_before: float
    histories_after: float
    untold: Words | None = None


def headlines(targets: Sequence[Target]) -> list[Target]:
    """The plan's main objectives, among those that the model can judge."""
    return [target for target in targets if target.headline and target.testable]


def play(
    runs: CountyRuns,
    pairs: Posterior | Knowing,
    lines: np.ndarray,
    evidence: Evidence,
    targets: Sequence[Target],
) -> Played:
    """Run pairs through the plan; those of one lineage, by `lines` int64[n], count as one.

    `runs` gives county, roster and jobs.
    """
    spec = runs.spec
    last = max(LAST_YEAR, evidence.last_year, *(target.years[-1] for target in targets))
    goals = dict.fromkeys(target.indicator for target in targets)
    numbers = [change.obs for change in evidence.changes]
    codes = tuple(dict.fromkeys((*goals, *indicator_codes(numbers))))
    policy = build_policy(spec, spec.plan, last_year=last)
    series = runs.series(runs.draws(pairs.u, pairs.seeds), policy, codes)
    years = range(FIRST_YEAR, last + 1)
    results = evaluate_all(
        targets, {code: series[code] for code in goals}, years, pairs.weights, lines
    )
    modelled = np.stack([observe(obs, series, years) for obs in numbers], axis=1)
    return Played(pairs.weights, lines, tuple(results), modelled)


def effects(
    old: Posterior,
    updated: Updated,
    runs: CountyRuns,
    targets: Sequence[Target],
    pairs: int,
    on_step: Callable[[frozenset[int], State | None], None] | None = None,
) -> Effects:
    """Compare two posteriors, and tell by `pairs` (0: not at all) which number moved what.

    `runs` gives county, roster, jobs and progress of the runs under the plan.
    """
    new, evidence = updated.posterior, updated.evidence
    first = old.lines
    count = int(first.max()) + 1
    if updated.ancestors is not None:
        last = first[updated.ancestors]
    else:
        # Found afresh, the new pairs have nothing to do with the old ones.
        last = new.lines + count
        count = int(last.max()) + 1
    before = play(runs, old, first, evidence, targets)
    after = play(runs, new, last, evidence, targets)
    given = {frozenset[int](): _known(before, count), evidence.every: _known(after, count)}
    untold = _walk(given, old, updated, runs, targets, pairs, first, on_step)
    moves = _moves(before, after, given, len(evidence.changes) if untold is None else 0)
    numbers = [_expected(change, before, after, at) for at, change in enumerate(evidence.changes)]
    sizes = [independent_size(side.lines, side.weights) for side in (before, after)]
    return Effects(moves, tuple(numbers), sizes[0], sizes[1], untold)


def _known(played: Played, count: int) -> Known:
    flags = (played.flags("passed"), played.flags("valid"))
    return known(*flags, played.weights, played.lines, count)


def _walk(
    given: dict[frozenset[int], Known],
    old: Posterior,
    updated: Updated,
    runs: CountyRuns,
    targets: Sequence[Target],
    pairs: int,
    first: np.ndarray,
    on_step: Callable[[frozenset[int], State | None], None] | None,
) -> Words | None:
    """Add to `given` what is known given some of the numbers; why not, when that cannot be."""
    evidence, count = updated.evidence, len(given[frozenset()].influence)
    if len(evidence.changes) == 1:
        return None
    if updated.why is not None:
        return updated.why
    if pairs == 0:
        return Words("没有计算(--credit 0)", "not looked for (--credit 0)")
    quiet = replace(runs, progress=None)
    columns = replace(quiet, observations=evidence.all).by_observation
    settings = settings_of(old, updated.posterior.manifest["update"]["seed"])
    try:
        for step in walk(old, columns, evidence, settings, pairs, on_step):
            played = play(quiet, step, first[step.ancestors], evidence, targets)
            given[step.inside] = _known(played, count)
            if on_step is not None:
                on_step(step.inside, None)
    except (WeightError, UnreachableError) as error:
        return error.words
    return None


def _moves(
    before: Played, after: Played, given: dict[frozenset[int], Known], numbers: int
) -> tuple[Move, ...]:
    """Every target that pairs of both posteriors can be judged by; shares of `numbers`."""
    shares, errors = credits(numbers, given) if numbers else (np.zeros((0, 0)),) * 2
    first, last = given[frozenset()], max(given.items(), key=lambda item: len(item[0]))[1]
    spread = np.sqrt(np.sum((last.influence - first.influence) ** 2, axis=0))
    moves = []
    for at, (old, new) in enumerate(zip(before.results, after.results, strict=True)):
        if old.probability is None or new.probability is None:
            continue
        # None or all of the draws: their spread says nothing, the bound does.
        bounds = [(e.error / _HALF) ** 2 for e in (old.probability, new.probability) if e.certain]
        error = float(np.sqrt(spread[at] ** 2 + sum(bounds)))
        change = new.probability.value - old.probability.value
        told = zip(shares[:, at], errors[:, at], strict=True) if numbers else ()
        moves.append(Move(old, new, change, error, _shares(list(told))))
    return tuple(moves)


def _shares(told: Sequence[tuple[float, float]]) -> tuple[Share, ...]:
    """Credits for one target; clear beyond the error of the largest among all numbers."""
    if not told or not np.isfinite(told).all():
        return ()
    z = NormalDist().inv_cdf(1 - (1 - LEVEL) / (2 * len(told)))
    return tuple(Share(float(v), float(e), bool(abs(v) > max(z * e, _ROUNDING))) for v, e in told)


def _expected(change: Change, before: Played, after: Played, at: int) -> Expected:
    """One changed number beside what the pairs say to it."""
    values = before.modelled[:, at]
    whole = np.isfinite(values)
    weights = before.weights[whole]
    below = float(np.sum(weights * _below(change.obs, values[whole])) / weights.sum())
    return Expected(change, _quantiles(before, at), _quantiles(after, at), below)


def _quantiles(played: Played, at: int) -> tuple[float, ...]:
    """Quantiles of what the pairs say to one number."""
    values = played.modelled[:, at]
    whole = np.isfinite(values)
    found = weighted_quantile(values[whole], list(_QUANTILES), played.weights[whole])
    return tuple(map(float, found))


def _below(obs: Observation, modelled: np.ndarray) -> np.ndarray:
    """Chance [n] that less than the number would have been published, given each pair."""
    if obs.operator in BOUNDS:
        return np.asarray(modelled < obs.value, np.float64)
    return np.asarray(ndtr(-standardised_gap(obs, modelled)))
