"""One scenario against another on the same draws: every difference with its interval and verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.county import load_county
from scenarios.paired import Settle, chance_interval, column_intervals, medians, settle
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
        self._pairs = None if sizes is None else int(sizes["pairs"])

    def versus(self, name: str, side: Side, base: Scenario, other: Scenario) -> Versus:
        """One scenario against the base."""
        same = base.digest == other.digest
        return Versus(
            scenario=name,
            same=same,
            levers=tuple(differing_levers(base, other, self._spec)),
            assumptions=tuple(differing_assumptions(base, other)),
            indicators=tuple(
                item for code in self._indicators for item in self._differences(code, side, same)
            ),
            targets=tuple(
                self._change(self._base.result(goal.id), side.result(goal.id), same)
                for goal in self._goals
            ),
        )

    def _differences(self, code: str, side: Side, same: bool) -> list[Difference]:
        """One indicator in every year."""
        gaps = side.values[code] - self._base.values[code]
        whole = side.whole & self._base.whole
        found = []
        for at, year in enumerate(self._years):
            valid = whole & np.isfinite(gaps[:, at])
            gap = np.where(valid, gaps[:, at], 0.0)[:, None]
            (median,) = column_intervals(medians(self._sample, gap, valid))
            (mean,) = column_intervals(self._sample.means(gap, valid))
            known = gap[valid, 0]
            found.append(
                Difference(
                    indicator=code,
                    year=year,
                    median=median,
                    mean=mean,
                    higher=int((known > 0).sum()),
                    lower=int((known < 0).sum()),
                    draws=len(known),
                    excluded=len(valid) - len(known),
                    verdict=_verdict(median, same, (HIGHER, LOWER)),
                    settle=settle(median, known, self._pairs, same, median=True),
                )
            )
        return found

    def _change(self, before: TargetResult, after: TargetResult, same: bool) -> TargetChange:
        """One target."""
        valid = before.valid & after.valid
        gap = np.where(valid, after.passed.astype(float) - before.passed, 0.0)
        (change,) = column_intervals(self._sample.means(gap[:, None], valid))
        weights = self._weights[valid]
        clusters = None if self._clusters is None else self._clusters[valid]
        if not same:
            change = chance_interval(change, gap[valid], weights, clusters)
        shares = [estimate(side.passed[valid], weights, clusters) for side in (before, after)]
        known = shares[0] or _NOTHING, shares[1] or _NOTHING
        return TargetChange(
            target=before.target,
            before=known[0],
            after=known[1],
            change=change,
            gained=int((gap > 0).sum()),
            lost=int((gap < 0).sum()),
            draws=int(valid.sum()),
            excluded=int((~valid).sum()),
            verdict=_verdict(change, same, (BETTER, WORSE)),
            settle=settle(change, gap[valid], self._pairs, same),
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
