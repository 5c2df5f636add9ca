"""One scenario against another on the same draws: every difference with its interval and verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.county import load_county
from scenarios.paired import (
    Settle,
    Supply,
    chance_interval,
    column_intervals,
    means,
    medians,
    settle,
)
from scenarios.probability import Estimate, estimate
from scenarios.resampling import Interval, Resamples
from scenarios.run import Run
from scenarios.scenario import Scenario, differing_assumptions, differing_levers
from scenarios.targets import Target, TargetResult

BETTER, WORSE, HIGHER, LOWER = "better", "worse", "higher", "lower"
UNCLEAR, SAME = "indistinguishable", "identical"


@dataclass(frozen=True)
class Difference:
    """One indicator in one year, scenario minus base, in the indicator's unit.

    `median` and `mean` are those of the differences of the draws; `higher` and `lower` count the
    draws that differ; `draws` have both values, `excluded` do not.  The verdict, HIGHER, LOWER,
    UNCLEAR or SAME, goes by the median.
    """

    indicator: str
    year: int
    median: Interval
    mean: Interval
    higher: int
    lower: int
    draws: int
    excluded: int
    verdict: str
    settle: Settle


@dataclass(frozen=True)
class TargetChange:
    """One target: its probability under the base and under the scenario, on the same draws.

    `gained` and `lost` count the draws that meet it under one of the two alone.  The verdict is
    BETTER, WORSE, UNCLEAR or SAME.
    """

    target: Target
    before: Estimate
    after: Estimate
    change: Interval
    gained: int
    lost: int
    draws: int
    excluded: int
    verdict: str
    settle: Settle


@dataclass(frozen=True)
class Versus:
    """One scenario against the base: `same` when both have the same values in everything.

    `levers` and `assumptions` name what differs; where `assumptions` do, the world differs too and
    the effect is not that of policy alone.
    """

    scenario: str
    same: bool
    levers: tuple[str, ...]
    assumptions: tuple[str, ...]
    indicators: tuple[Difference, ...]
    targets: tuple[TargetChange, ...]

    @property
    def judged(self) -> list[TargetChange | Difference]:
        """Everything that was judged."""
        return [*self.targets, *self.indicators]

    def target(self, name: str) -> TargetChange:
        """Change of one target; raises KeyError for one that was not tested."""
        for item in self.targets:
            if item.target.id == name:
                return item
        raise KeyError(name)

    def indicator(self, code: str, year: int) -> Difference:
        """Difference of one indicator in one year; raises KeyError for one not looked at."""
        for item in self.indicators:
            if (item.indicator, item.year) == (code, year):
                return item
        raise KeyError((code, year))


@dataclass(frozen=True)
class Side:
    """One scenario: values float[draws, years] by indicator, targets judged, draws not broken off."""

    values: Mapping[str, np.ndarray]
    results: Sequence[TargetResult]
    whole: np.ndarray

    def result(self, target: str) -> TargetResult:
        return next(item for item in self.results if item.target.id == target)


class Judge:
    """Judges scenarios against one base, on the same resamples."""

    def __init__(
        self,
        run: Run,
        sample: Resamples,
        base: Side,
        indicators: tuple[str, ...],
        years: tuple[int, ...],
        goals: Sequence[Target],
    ) -> None:
        self._sample, self._base, self._goals = sample, base, goals
        self._indicators, self._years = indicators, years
        self._weights, self._clusters = run.weights, run.clusters
        self._spec = load_county(run.county_folder)
        sizes = run.manifest.posterior
        self._supply = None if sizes is None else Supply(int(sizes["pairs"]), float(sizes["ess"]))

    def versus(self, name: str, side: Side, base: Scenario, other: Scenario) -> Versus:
        """One scenario against the base."""
        same = base.digest == other.digest
        return Versus(
            scenario=name,
            same=same,
            levers=tuple(differing_levers(base, other, self._spec)),
            assumptions=tuple(differing_assumptions(base, other)),
            indicators=tuple(self._differences(side, same)),
            targets=tuple(self._changes(side, same)),
        )

    def _differences(self, side: Side, same: bool) -> list[Difference]:
        """Every indicator in every year."""
        if not self._indicators:
            return []
        gaps = np.concatenate(
            [side.values[code] - self._base.values[code] for code in self._indicators], axis=1
        )
        valid = (side.whole & self._base.whole)[:, None] & np.isfinite(gaps)
        gaps = np.where(valid, gaps, 0.0)
        middles = column_intervals(medians(self._sample, gaps, valid))
        averages = column_intervals(means(self._sample, gaps, valid))
        cells = [(code, year) for code in self._indicators for year in self._years]
        return [
            self._difference(*cell, median, mean, gap, use, same)
            for cell, median, mean, gap, use in zip(
                cells, middles, averages, gaps.T, valid.T, strict=True
            )
        ]

    def _difference(
        self,
        code: str,
        year: int,
        median: Interval,
        mean: Interval,
        every: np.ndarray,
        valid: np.ndarray,
        same: bool,
    ) -> Difference:
        """One indicator in one year, of the `valid` draws among `every` one."""
        gaps, lineages = every[valid], self._lineages(valid)
        return Difference(
            indicator=code,
            year=year,
            median=median,
            mean=mean,
            higher=int((gaps > 0).sum()),
            lower=int((gaps < 0).sum()),
            draws=len(gaps),
            excluded=len(every) - len(gaps),
            verdict=_verdict(median, same, (HIGHER, LOWER)),
            settle=settle(median, gaps, same, True, self._supply, lineages),
        )

    def _lineages(self, valid: np.ndarray) -> np.ndarray | None:
        """Lineages of the valid draws; None where all draws are independent."""
        return None if self._clusters is None else self._clusters[valid]

    def _changes(self, side: Side, same: bool) -> list[TargetChange]:
        """Every target."""
        pairs = [(self._base.result(goal.id), side.result(goal.id)) for goal in self._goals]
        if not pairs:
            return []
        valid = np.stack([before.valid & after.valid for before, after in pairs], axis=1)
        gaps = np.stack([after.passed.astype(float) - before.passed for before, after in pairs], 1)
        found = column_intervals(means(self._sample, gaps, valid))
        return [
            self._change(*pair, change, use, same)
            for pair, change, use in zip(pairs, found, valid.T, strict=True)
        ]

    def _change(
        self,
        before: TargetResult,
        after: TargetResult,
        change: Interval,
        valid: np.ndarray,
        same: bool,
    ) -> TargetChange:
        """One target on its valid draws."""
        gap = after.passed[valid].astype(float) - before.passed[valid]
        weights = self._weights[valid]
        clusters = self._lineages(valid)
        if not same:
            change = chance_interval(change, gap, weights, clusters)
        shares = [estimate(side.passed[valid], weights, clusters) for side in (before, after)]
        return TargetChange(
            target=before.target,
            before=shares[0] or _NOTHING,
            after=shares[1] or _NOTHING,
            change=change,
            gained=int((gap > 0).sum()),
            lost=int((gap < 0).sum()),
            draws=len(gap),
            excluded=len(valid) - len(gap),
            verdict=_verdict(change, same, (BETTER, WORSE)),
            settle=settle(change, gap, same, False, self._supply, clusters),
        )


# No draw is valid in both: nothing is known of either.
_NOTHING = Estimate(0.0, 0.0, 1.0, 0, 0, 0.0)


def _verdict(found: Interval, same: bool, words: tuple[str, str]) -> str:
    """What a difference amounts to."""
    if same:
        return SAME
    if not found.clear:
        return UNCLEAR
    return words[0] if found.value > 0 else words[1]
