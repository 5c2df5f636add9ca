"""Whether draws meet a target: yes or no per draw first, only then a summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from scenarios.probability import Estimate, estimate, weighted_quantile
from scenarios.targets.target import Target

# A sum of decimals may miss the edge of a tolerance band by its binary rounding.
_ROUND_OFF = 1e-9


@dataclass(frozen=True)
class TargetResult:
    """A target against the draws of one scenario.

    Arrays have one entry per draw: `passed` and `valid` bool, `decisive` float, the value that
    decides (unit of the target: the value of the year; the worst year of an every-year target;
    the change, or the smallest yearly change, of a direction).
    `failed` counts draws whose run broke off, `undefined` draws whose indicator has no value;
    both are left out of every number here.  `shortfall` is the median gap among the draws that
    miss, `missed_low` and `missed_high` how many miss on either side.  `never` has the years that
    no draw meets, each with the value that comes nearest.  Growth is a yearly rate
    from the baseline year, the median over draws, where a rate makes sense.
    """

    target: Target
    passed: np.ndarray
    valid: np.ndarray
    decisive: np.ndarray
    failed: int = 0
    undefined: int = 0
    probability: Estimate | None = None
    by_year: Mapping[int, Estimate] = field(default_factory=dict)
    median: float | None = None
    low80: float | None = None
    high80: float | None = None
    shortfall: float | None = None
    missed_low: int = 0
    missed_high: int = 0
    never: Mapping[int, float] = field(default_factory=dict)
    growth_needed: float | None = None
    growth_seen: float | None = None
    not_covered: bool = False

    @property
    def tested(self) -> bool:
        """Whether there is at least one draw to judge by."""
        return self.probability is not None

    @property
    def margin(self) -> np.ndarray:
        """Signed distance float[draws] to the edge of the target, positive when met."""
        return _margin(self.target, self.decisive)

    def flags_only(self) -> TargetResult:
        """The same without the values of the draws: two bytes a draw are left."""
        return replace(self, decisive=np.zeros(0))


def evaluate(
    target: Target,
    values: np.ndarray,
    years: Sequence[int],
    weights: np.ndarray | None = None,
    clusters: np.ndarray | None = None,
    failed: np.ndarray | None = None,
) -> TargetResult:
    """Judge `target` on its indicator's `values` float[draws, years].

    `weights` float[draws] and `clusters` int[draws] as in :mod:`scenarios.probability`;
    `failed` bool[draws] marks runs that broke off (default: no finite value in any year).
    A target outside the model, or beyond the last year, comes back untested.
    Raises ValueError when the shapes do not agree.
    """
    if values.ndim != 2 or values.shape[1] != len(years):
        raise ValueError(f"values {values.shape} do not fit {len(years)} years")
    draws = len(values)
    broken = ~np.isfinite(values).any(axis=1) if failed is None else np.asarray(failed, bool)
    covered = set(target.years_needed) <= set(years)
    if not target.testable or not covered:
        none = np.zeros(draws, bool)
        blank = np.full(draws, np.nan)
        return TargetResult(
            target, none, none, blank, int(broken.sum()), not_covered=target.testable
        )
    at = {year: values[:, index] for index, year in enumerate(years)}
    valid = ~broken & np.isfinite(np.stack([at[y] for y in target.years_needed])).all(axis=0)
    steps = _steps(target, at)
    decisive = np.where(valid, np.min(list(steps.values()), axis=0), np.nan)
    hits = {year: _meets(target, step) & valid for year, step in steps.items()}
    passed = np.logical_and.reduce(list(hits.values()))
    weight = np.ones(draws) if weights is None else np.asarray(weights, float)
    return TargetResult(
        target=target,
        passed=passed,
        valid=valid,
        decisive=decisive,
        failed=int(broken.sum()),
        undefined=int((~valid & ~broken).sum()),
        probability=_share(passed, valid, weight, clusters),
        by_year=_by_year(hits, valid, weight, clusters),
        never={
            year: _nearest(target, steps[year][valid])
            for year, hit in hits.items()
            if valid.any() and not hit.any()
        },
        **_summary(target, decisive, passed, valid, weight),
        **_growth(target, at, valid, weight),
    )


def evaluate_all(
    targets: Sequence[Target],
    values: Mapping[str, np.ndarray],
    years: Sequence[int],
    weights: np.ndarray | None = None,
    clusters: np.ndarray | None = None,
    failed: np.ndarray | None = None,
) -> list[TargetResult]:
    """Every target on `values`, float[draws, years] by indicator code; none is dropped."""
    draws = len(next(iter(values.values())))
    blank = np.full((draws, len(years)), np.nan)
    return [
        evaluate(
            target,
            values[target.indicator] if target.testable else blank,
            years,
            weights,
            clusters,
            np.zeros(draws, bool) if failed is None and not target.testable else failed,
        )
        for target in targets
    ]


def _steps(target: Target, at: Mapping[int, np.ndarray]) -> dict[int, np.ndarray]:
    """Value [draws] of each year that is compared: a change for a direction."""
    if target.kind != "direction":
        return {year: at[year] for year in target.years}
    before = (target.baseline_year, *target.years[:-1])
    return {year: at[year] - at[old] for year, old in zip(target.years, before, strict=True)}


def _meets(target: Target, value: np.ndarray) -> np.ndarray:
    """Whether each value [draws] meets the comparison; NaN never does."""
    if target.op == "approx":
        edge = target.tolerance + _ROUND_OFF * abs(target.value)
        return np.asarray(np.abs(value - target.value) <= edge)
    if target.op == "rises":
        return np.asarray(value > 0)
    return np.asarray(value > target.value if target.op == ">" else value >= target.value)


def _margin(target: Target, decisive: np.ndarray) -> np.ndarray:
    """Signed distance [draws] to the edge of the target, positive inside."""
    if target.op == "approx":
        return np.asarray(target.tolerance - np.abs(decisive - target.value))
    return decisive if target.op == "rises" else decisive - target.value


def _nearest(target: Target, values: np.ndarray) -> float:
    """Of the values [draws] of a year the one that comes nearest to the target."""
    return float(values[np.argmax(_margin(target, values))])


def _share(
    hits: np.ndarray, valid: np.ndarray, weight: np.ndarray, clusters: np.ndarray | None
) -> Estimate | None:
    return estimate(hits[valid], weight[valid], None if clusters is None else clusters[valid])


def _by_year(
    hits: Mapping[int, np.ndarray],
    valid: np.ndarray,
    weight: np.ndarray,
    clusters: np.ndarray | None,
) -> dict[int, Estimate]:
    """Probability of each year alone, for targets of several years."""
    if len(hits) < 2:
        return {}
    found = {year: _share(hit, valid, weight, clusters) for year, hit in hits.items()}
    return {year: share for year, share in found.items() if share is not None}


def _summary(
    target: Target,
    decisive: np.ndarray,
    passed: np.ndarray,
    valid: np.ndarray,
    weight: np.ndarray,
) -> dict[str, Any]:
    """Median, 80 % interval, and the shortfall of the draws that miss."""
    missed = valid & ~passed
    low, mid, high = weighted_quantile(decisive[valid], [0.1, 0.5, 0.9], weight[valid])
    goal = 0.0 if target.op == "rises" else target.value
    gap = np.abs(decisive - goal) - target.tolerance
    return {
        "median": _number(mid),
        "low80": _number(low),
        "high80": _number(high),
        "shortfall": _number(weighted_quantile(gap[missed], [0.5], weight[missed])[0]),
        "missed_low": int((missed & (decisive <= goal)).sum()),
        "missed_high": int((missed & (decisive > goal)).sum()),
    }


def _growth(
    target: Target, at: Mapping[int, np.ndarray], valid: np.ndarray, weight: np.ndarray
) -> dict[str, Any]:
    """Yearly growth needed and seen from the baseline to the year of a level or a ratio."""
    base = at.get(target.baseline_year)
    if target.kind not in ("point", "approx") or base is None or target.value <= 0:
        return {}
    use = valid & np.isfinite(base) & (base > 0)
    span = target.years[-1] - target.baseline_year
    start, end = base[use], np.maximum(at[target.years[-1]][use], 0.0)
    needed = (target.value / start) ** (1 / span) - 1
    seen = (end / start) ** (1 / span) - 1
    return {
        "growth_needed": _number(weighted_quantile(needed, [0.5], weight[use])[0]),
        "growth_seen": _number(weighted_quantile(seen, [0.5], weight[use])[0]),
    }


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
