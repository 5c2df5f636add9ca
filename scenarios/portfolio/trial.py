"""Playing sets of lever values on common draws: which draws meet the targets, and what is paid.

All sets of a batch, under every outside condition, go through the engine in one call, so that they
meet the same parameters, prices and luck and share the history before policy begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.lever_values import START_YEAR
from model.indicators import CODES
from model.policy import build_policy
from model.spec import CountySpec
from model.units import FIRST_YEAR
from scenarios.forecast import Engine
from scenarios.loader import library_ids, load_scenario
from scenarios.probability import Estimate, clustered_size, estimate, wilson
from scenarios.sampling import draws_for, origin_of
from scenarios.scenario import Uncertainty, YearPath
from scenarios.targets import Target, evaluate

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from model.draws import Draws

# How the probability under several outside conditions is made one.
PLAIN, WORST, MEAN = "", "worst", "mean"
ROBUST = (WORST, MEAN)
PAID, REFUSED = "subsidies_paid", "subsidies_refused"
_MONEY = (PAID, REFUSED)


@dataclass(frozen=True)
class Condition:
    """An outside condition: the assumptions of a scenario, whatever its policy."""

    id: str
    name_zh: str
    name_en: str
    assumptions: Mapping[str, YearPath]

    def name(self, lang: str) -> str:
        """Its name in `zh` or `en`."""
        return self.name_en if lang == "en" else self.name_zh


@dataclass(frozen=True)
class Sample:
    """One set of draws; `clusters` int[n] are their lineages, None where all are independent."""

    draws: Draws
    clusters: np.ndarray | None
    seed: int

    def __len__(self) -> int:
        return len(self.draws)


@dataclass(frozen=True)
class Outcome:
    """A set of lever values on a sample, by condition [c] and draw [n].

    `each` bool[targets, c, n] whether a target is met, `valid` bool[c, n] whether all targets could
    be judged, `paid` float[c, n] what government pays in the years of the plan, 万元, `refused`
    float[c, n] applications that it could not pay.
    """

    each: np.ndarray
    valid: np.ndarray
    paid: np.ndarray
    refused: np.ndarray

    @property
    def met(self) -> np.ndarray:
        """Whether all targets are met in the same draw, bool[c, n]; False where not judged."""
        return np.asarray(self.each.all(axis=0) & self.valid)

    @property
    def unjudged(self) -> int:
        """Runs that broke off or have no value to judge."""
        return int((~self.valid).sum())


@dataclass(frozen=True)
class Trial:
    """What every set of lever values is put to: targets, conditions, years, engine."""

    spec: CountySpec
    targets: tuple[Target, ...]
    conditions: tuple[Condition, ...]
    last_year: int
    robust: str
    engine: Engine
    jobs: int = 1

    def play(self, sample: Sample, chosen: Sequence[Mapping[str, YearPath]]) -> list[Outcome]:
        """The outcomes of several sets of lever values on the same draws."""
        policies = [
            build_policy(self.spec, levers, condition.assumptions, self.last_year)
            for levers in chosen
            for condition in self.conditions
        ]
        values = self._values(sample, policies)
        width = len(self.conditions)
        return [
            self._judge({code: found[:, at : at + width] for code, found in values.items()})
            for at in range(0, len(policies), width)
        ]

    def _values(self, sample: Sample, policies: Sequence[Any]) -> dict[str, np.ndarray]:
        """Values float[n, policies, years] of the indicators that are looked at."""
        codes = list(dict.fromkeys([*(goal.indicator for goal in self.targets), *_MONEY]))
        columns = [CODES.index(code) for code in codes]
        years = self.last_year + 1 - FIRST_YEAR
        found = np.full((len(columns), len(sample), len(policies), years), np.nan)
        for block in self.engine(self.spec, sample.draws, policies, jobs=self.jobs):
            found[:, block.start : block.stop] = np.moveaxis(block.values[..., columns], 3, 0)
        return dict(zip(codes, found, strict=True))

    def _judge(self, values: Mapping[str, np.ndarray]) -> Outcome:
        """One set of lever values judged; `values` float[n, conditions, years] by indicator."""
        years = list(range(FIRST_YEAR, self.last_year + 1))
        results = [
            [
                evaluate(goal, values[goal.indicator][:, at], years)
                for at in range(len(self.conditions))
            ]
            for goal in self.targets
        ]
        money = {
            code: values[code][:, :, START_YEAR - FIRST_YEAR :].sum(axis=2).T for code in _MONEY
        }
        valid = np.array([[result.valid for result in row] for row in results]).all(axis=0)
        return Outcome(
            np.array([[result.passed for result in row] for row in results]),
            valid & np.isfinite(money[PAID]),
            money[PAID],
            money[REFUSED],
        )

    def probability(self, sample: Sample, outcome: Outcome, at: int | None = None) -> Estimate:
        """Probability that the targets (or only target number `at`) are met.

        Of several conditions that of the worst, or the mean over them, as `robust` says.
        """
        hits = outcome.met if at is None else outcome.each[at] & outcome.valid
        if self.robust == MEAN:
            return _mean_estimate(hits, outcome.valid, sample.clusters)
        found = [
            _estimate(hit, valid, sample.clusters)
            for hit, valid in zip(hits, outcome.valid, strict=True)
        ]
        return min(found, key=lambda item: item.value)

    def by_condition(self, sample: Sample, outcome: Outcome) -> list[tuple[Estimate, np.ndarray]]:
        """Under each condition the probability that all targets are met, and what each draw adds.

        The latter float[n], NaN where it could not be judged.
        """
        return [
            (_estimate(hit, valid, sample.clusters), np.where(valid, hit.astype(float), np.nan))
            for hit, valid in zip(outcome.met, outcome.valid, strict=True)
        ]

    def shares(self, sample: Sample, outcome: Outcome) -> np.ndarray:
        """What each draw adds to the probability: float[n], NaN where it could not be judged.

        Of several conditions the mean, or the answer under the worst of them.
        """
        if self.robust == MEAN:
            use = outcome.valid.all(axis=0)
            return np.where(use, outcome.met.mean(axis=0), np.nan)
        found = self.by_condition(sample, outcome)
        return min(found, key=lambda item: item[0].value)[1]

    def refused(self, outcome: Outcome) -> np.ndarray:
        """Applications that government could not pay in each draw, the mean of several conditions.

        float[n], NaN where no condition could be judged.
        """
        counted = outcome.valid.sum(axis=0)
        total = np.where(outcome.valid, outcome.refused, 0.0).sum(axis=0)
        return np.where(counted > 0, total / np.maximum(counted, 1), np.nan)

    def extra_paid(self, outcome: Outcome, without: Outcome) -> np.ndarray:
        """What the model pays above no plan in each draw, 万元 float[n]; NaN where not judged.

        Of several conditions the mean, or that in which most is paid on average.
        """
        extra = np.where(outcome.valid & without.valid, outcome.paid - without.paid, np.nan)
        if self.robust == MEAN:
            return np.asarray(extra.mean(axis=0))
        means = [float(np.nanmean(row)) if np.isfinite(row).any() else -np.inf for row in extra]
        return np.asarray(extra[int(np.argmax(means))])


def _estimate(hits: np.ndarray, valid: np.ndarray, clusters: np.ndarray | None) -> Estimate:
    """Probability over the draws that could be judged; nothing is known without any."""
    found = estimate(hits[valid], None, None if clusters is None else clusters[valid])
    return Estimate(0.0, 0.0, 1.0, 0, 0, 0.0) if found is None else found


def _mean_estimate(hits: np.ndarray, valid: np.ndarray, clusters: np.ndarray | None) -> Estimate:
    """Mean over conditions of bool[c, n].

    Draws that could be judged under every condition count; the interval is that of a yes-or-no
    answer in so many draws, which is cautious, since a mean of several varies less.
    """
    use = valid.all(axis=0)
    if not use.any():
        return Estimate(0.0, 0.0, 1.0, 0, 0, 0.0)
    shares = hits[:, use].mean(axis=0)
    size = clustered_size(shares, np.ones(len(shares)), None if clusters is None else clusters[use])
    value = float(shares.mean())
    low, high = wilson(value, size)
    return Estimate(value, low, high, int(hits[:, use].sum()), int(hits[:, use].size), size)


def stress_conditions(spec: CountySpec, base: Mapping[str, YearPath]) -> tuple[Condition, ...]:
    """The outside as assumed, and as it is in every stress scenario of the library."""
    stress = [load_scenario(name, spec) for name in library_ids() if name.startswith("stress_")]
    return (
        as_assumed(base),
        *(
            Condition(item.id, item.name_zh, item.name_en, {**base, **item.assumptions})
            for item in stress
        ),
    )


def as_assumed(assumptions: Mapping[str, YearPath]) -> Condition:
    """The outside as a scenario assumes it."""
    return Condition("base", "外部条件不变", "outside as assumed", dict(assumptions))


def sample_of(
    spec: CountySpec,
    uncertainty: Uncertainty,
    n: int,
    seed: int,
    posterior: Posterior | None,
) -> Sample:
    """The draws of `shengsi forecast -n N --seed SEED`, with the lineages of a posterior."""
    draws = draws_for(spec, uncertainty, n, seed, posterior)
    clusters = None
    if posterior is not None and origin_of(uncertainty, posterior) == "posterior":
        clusters = posterior.lines[posterior.taken(n, seed)]
    return Sample(draws, clusters, seed)
