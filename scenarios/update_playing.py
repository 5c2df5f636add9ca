"""Pairs of an update under the plan: what they say of the targets, and what a number did to them.

Both posteriors live through the plan, pair by pair, and so do pairs that know only some of the
new numbers (`calibration.credit`).  How clear a change is goes by one rule, whatever it is of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from calibration.conditioning import CountyRuns, indicator_codes
from calibration.credit import Knowing, Known, known
from calibration.evidence import Evidence
from calibration.observations import observe
from calibration.posterior import Posterior
from model.policy import build_policy
from model.units import FIRST_YEAR, LAST_YEAR
from scenarios.probability import LEVEL, Estimate
from scenarios.targets import Target, TargetResult, evaluate_all

# Standard deviations from the middle to either end of an interval.
HALF = NormalDist().inv_cdf(0.5 + LEVEL / 2)
# A change in a probability that is only the rounding of sums of weights.
ROUNDING = 1e-9


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

    def known(self, count: int) -> Known:
        """Probabilities of the targets, and the influence of each of `count` lineages."""
        return known(self.flags("passed"), self.flags("valid"), self.weights, self.lines, count)


@dataclass(frozen=True)
class Share:
    """What one number adds to a probability, with one standard deviation of its Monte Carlo
    error; `clear` when it is larger than the error, all numbers looked at together."""

    value: float
    error: float
    clear: bool


def share_of(value: float, error: float, numbers: int) -> Share:
    """A number's part in a change, clear beyond the error of the largest among `numbers`."""
    z = NormalDist().inv_cdf(1 - (1 - LEVEL) / (2 * numbers))
    return Share(float(value), float(error), bool(abs(value) > max(z * error, ROUNDING)))


def with_bounds(spread: float, sides: Sequence[Estimate]) -> float:
    """One standard deviation of the error of a change between the two `sides`.

    None or all of the draws: their `spread` says nothing, the bound does.
    """
    bounds = [(side.error / HALF) ** 2 for side in sides if side.certain]
    return float(np.sqrt(spread**2 + sum(bounds)))


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
