"""Regression adjustment: what forecasts would have been, had each draw met the observations.

Local-linear adjustment of Beaumont, Zhang & Balding ("Approximate Bayesian computation in
population genetics", Genetics 162, 2002): draws near the observed summaries get Epanechnikov
weights, the quantities are regressed on the summaries' residuals with these weights, and each
draw is moved along the plane to residual zero.

It stands in for a likelihood.  So the draws must come from the prior (or carry the weights that
lead back to it), and simulated summaries must include the error of observation.  Draws that were
already conditioned on the same numbers would be conditioned twice, and come out too sure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.errors import DataError
from calibration.faults import Words
from calibration.importance import effective_size


class AdjustmentError(DataError):
    """Draws or summaries that no adjustment can be made from."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(self.lines("zh"))

    def lines(self, lang: str = "zh") -> list[str]:
        """The one line in `lang`."""
        return [self.words.text(lang)]


@dataclass(frozen=True)
class Adjusted:
    """`kept` int64[m] rows near the observation with `weights` float64[m] (sum 1); `plain` and
    `adjusted` float64[m, q] quantities of these rows.

    `slopes` float64[k, q] of the quantities (of their logs where positive) by summary;
    `explained` float64[q] weighted R squared; `outside` bool[k] summaries observed beyond every
    kept draw, where the plane is carried further than any draw supports.
    """

    kept: np.ndarray
    weights: np.ndarray
    plain: np.ndarray
    adjusted: np.ndarray
    slopes: np.ndarray
    explained: np.ndarray
    bandwidth: float
    outside: np.ndarray

    @property
    def ess(self) -> float:
        """Effective size of the weights."""
        return effective_size(self.weights)


def adjust(
    quantities: np.ndarray,
    summaries: np.ndarray,
    observed: np.ndarray,
    *,
    share: float,
    weights: np.ndarray | None = None,
    positive: np.ndarray | None = None,
) -> Adjusted:
    """Adjust quantities [n, q] for residuals of summaries [n, k] against `observed` [k].

    `share` in (0, 1] is the weight of draws within the bandwidth, `weights` [n] those of the
    draws (equal by default); quantities marked `positive` bool[q] are adjusted in logs, so that
    they stay positive.  Distances are scaled by median absolute deviations.  Raises
    AdjustmentError when a summary never varies and misses the observation, or when too few
    draws are near, ValueError for arrays that do not fit together.
    """
    logs = np.zeros(quantities.shape[1], bool) if positive is None else np.asarray(positive, bool)
    base = np.full(len(quantities), 1.0) if weights is None else np.asarray(weights, float)
    _check(quantities, summaries, observed, base, logs, share)
    residuals = (summaries - observed) / _scales(summaries, observed)
    distance = np.sqrt(np.sum(residuals**2, axis=1))
    bandwidth = _bandwidth(distance, base / base.sum(), share)
    kernel = base * np.clip(1.0 - (distance / bandwidth) ** 2, 0.0, None)
    kept = np.flatnonzero(kernel > 0.0)
    near, local = residuals[kept], kernel[kept] / kernel[kept].sum()
    needed = summaries.shape[1] + 2
    if effective_size(local) < 2 * needed:
        raise AdjustmentError(_too_few(effective_size(local), 2 * needed))
    plain = quantities[kept]
    working = np.where(logs, np.log(np.where(logs, plain, 1.0)), plain)
    slopes, explained = _plane(working, near, local)
    shifted = working - near @ slopes
    adjusted = np.where(logs, np.exp(np.where(logs, shifted, 0.0)), shifted)
    outside = (near.min(axis=0) > 0.0) | (near.max(axis=0) < 0.0)
    slopes = slopes / _scales(summaries, observed)[:, None]
    return Adjusted(kept, local, plain, adjusted, slopes, explained, bandwidth, outside)


def _check(
    quantities: np.ndarray,
    summaries: np.ndarray,
    observed: np.ndarray,
    weights: np.ndarray,
    logs: np.ndarray,
    share: float,
) -> None:
    """Raise ValueError for arrays or a share that cannot work."""
    n = len(quantities)
    if summaries.shape != (n, len(observed)) or weights.shape != (n,):
        raise ValueError(f"{n} draws, summaries {summaries.shape}, weights {weights.shape}")
    if logs.shape != (quantities.shape[1],):
        raise ValueError(f"positive has shape {logs.shape}, quantities {quantities.shape}")
    if not 0.0 < share <= 1.0:
        raise ValueError(f"share {share} is not in (0, 1]")
    for name, values in (
        ("quantities", quantities),
        ("summaries", summaries),
        ("weights", weights),
    ):
        if not np.isfinite(values).all():
            raise ValueError(f"{name} has values that are not finite; leave failed draws out")
    if (weights < 0.0).any() or weights.sum() <= 0.0:
        raise ValueError("weights must not be negative, and not all zero")
    if (quantities[:, logs] <= 0.0).any():
        raise ValueError("a quantity marked positive is not")


def _scales(summaries: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Scale [k] of each summary: median absolute deviation, else standard deviation.

    A summary that never varies and equals the observation is left at 1: it says nothing.
    """
    scale = np.median(np.abs(summaries - np.median(summaries, axis=0)), axis=0)
    scale = np.where(scale > 0.0, scale, summaries.std(axis=0))
    stuck = (np.ptp(summaries, axis=0) == 0.0) & (summaries[0] != observed)
    if stuck.any():
        column = int(np.argmax(stuck))
        raise AdjustmentError(_never_varies(column, summaries[0, column], observed[column]))
    return np.where(np.ptp(summaries, axis=0) > 0.0, scale, 1.0)


def _bandwidth(distance: np.ndarray, weights: np.ndarray, share: float) -> float:
    """Distance within which draws of weight `share` lie; a little more than the furthest."""
    order = np.argsort(distance, kind="stable")
    reached = np.searchsorted(np.cumsum(weights[order]), share * (1.0 - 1e-12))
    furthest = float(distance[order][min(int(reached), len(order) - 1)])
    return furthest * (1.0 + 1e-9) if furthest > 0.0 else 1.0


def _plane(
    values: np.ndarray, residuals: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Weighted least squares of values [m, q] on residuals [m, k]: slopes [k, q], R squared [q].

    Summaries that repeat each other share the slope (smallest-norm solution).
    """
    centre = values - weights @ values
    design = residuals - weights @ residuals
    root = np.sqrt(weights)[:, None]
    slopes = np.linalg.lstsq(design * root, centre * root, rcond=1e-10)[0]
    total = weights @ centre**2
    left = weights @ (centre - design @ slopes) ** 2
    return slopes, np.where(total > 0.0, 1.0 - left / np.where(total > 0.0, total, 1.0), 0.0)


def _too_few(ess: float, needed: int) -> Words:
    """What to do when too few draws are near the observation."""
    return Words(
        f"观测附近的有效样本数 {ess:.1f} 少于回归所需的 {needed}; 允许: 不少于 {needed}; "
        "改法: 增加运行次数, 提高选取比例, 或减少统计量",
        f"effective size {ess:.1f} near the observation is under the {needed} that the regression "
        f"needs; allowed: {needed} or more; fix: more runs, a larger share, or fewer summaries",
    )


def _never_varies(column: int, simulated: float, observed: float) -> Words:
    """What to do about a summary that is the same in all draws and not as observed."""
    return Words(
        f"第 {column + 1} 个统计量在所有抽取中都是 {simulated:g}, 观测是 {observed:g}; "
        "允许: 随抽取变化; 改法: 核对观测的单位和年份, 或去掉该观测",
        f"summary {column + 1} is {simulated:g} in every draw, observed is {observed:g}; allowed: "
        "one that varies; fix: check unit and year of the observation, or leave it out",
    )
