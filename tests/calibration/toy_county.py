"""A county of two parameters and two strokes of luck, whose posterior is known exactly.

GDP and above-scale revenue are lognormal: their logs are linear in (theta1, theta2, luck,
future), all standard normal before any number, so that numbers with lognormal errors leave a
Gaussian.  The last is the later part of a seed and acts from 2023 on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from scipy import stats
from scipy.special import ndtri

from calibration.conditioning import CountyRuns
from calibration.observations import Observation
from model.randomness import HISTORY_BITS
from model.units import FIRST_YEAR

GOAL = 250_000.0


class ToyRuns(CountyRuns):
    """Runs of the toy county, in the form of those of a real one."""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return ("chi", "lumpiness")

    def draws(self, u: np.ndarray, seeds: np.ndarray):  # type: ignore[override]
        return u, seeds

    def series(self, draws, policy, codes: Sequence[str]) -> dict[str, np.ndarray]:  # type: ignore
        u, seeds = draws
        past = seeds & ((1 << HISTORY_BITS) - 1)
        luck = ndtri((past.astype(float) + 0.5) / 2.0**HISTORY_BITS)
        future = ndtri(((seeds >> HISTORY_BITS).astype(float) + 0.5) / 2.0 ** (63 - HISTORY_BITS))
        latent = np.column_stack([ndtri(u), luck, future])
        years = range(FIRST_YEAR, FIRST_YEAR + policy.quarters // 4)
        found = {}
        for code in codes:
            logs = [
                sum(w * x for w, x in zip(row(code, year)[1], latent.T, strict=True))
                + row(code, year)[0]
                for year in years
            ]
            found[code] = np.exp(np.stack(logs, axis=1))
        if self.progress is not None:
            self.progress(len(u))
        return found


def row(code: str, year: int) -> tuple[float, tuple[float, float, float, float]]:
    """Log of an indicator at the middle, and its slopes in (theta1, theta2, luck, future)."""
    age, ahead = year - FIRST_YEAR, float(year >= 2023)
    if code == "gdp":
        return math.log(1.2e6) + 0.02 * age, (0.10, 0.01 * age, 0.03, 0.02 * ahead)
    if code == "revenue_above_scale":
        return math.log(1.8e5) + 0.02 * age, (0.0, 0.25, 0.10, 0.12 * ahead)
    return 0.0, (0.0, 0.0, 0.0, 0.0)


def number(code: str, year: int, value: float, error: float, **other) -> Observation:
    """A synthetic number (示例数据) in 万元."""
    given = dict(
        variable=code, indicator=code, year=year, value=value, unit="万元", error=error,
        published_value=value, published_unit="万元", quarter=None, basis="", grade="derived",
        use="fit", operator="level", span=1, source_title="示例数据", source_url="", note="",
    )  # fmt: skip
    return Observation(**{**given, **other})


def exact(numbers: Sequence[Observation]) -> tuple[np.ndarray, np.ndarray]:
    """Mean [4] and covariance [4, 4] of (theta1, theta2, luck, future) given numbers."""
    precision, pull = np.eye(4), np.zeros(4)
    for item in numbers:
        middle, slopes = row(item.indicator, item.year)
        slope = np.array(slopes)
        precision = precision + np.outer(slope, slope) / item.log_sd**2
        pull = pull + slope * (math.log(item.value) - middle) / item.log_sd**2
    covariance = np.linalg.inv(precision)
    return covariance @ pull, covariance


def chance(numbers: Sequence[Observation]) -> float:
    """Probability that above-scale revenue exceeds GOAL in 2027, given numbers."""
    mean, covariance = exact(numbers)
    middle, slopes = row("revenue_above_scale", 2027)
    slope = np.array(slopes)
    sd = math.sqrt(slope @ covariance @ slope)
    return float(stats.norm.sf(math.log(GOAL), middle + slope @ mean, sd))
