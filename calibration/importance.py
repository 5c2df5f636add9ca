"""Importance weights: how many draws they are worth, whether they can be trusted, resampling.

The tail of the weights is fitted with a generalised Pareto distribution (Zhang & Stephens,
"A new and efficient estimation method for the generalized Pareto distribution", Technometrics
51, 2009) on as many of the largest weights as Pareto smoothed importance sampling takes (Vehtari
and others, JMLR 25, 2024).  Its shape k tells what the effective sample size cannot: above .7 the
few largest weights decide, and another run of the same size may say something else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.errors import DataError
from calibration.faults import Words

PARETO_LIMIT = 0.7
# The estimate of k is drawn towards .5 as if by ten further weights (as in PSIS).
_PRIOR_WEIGHTS, _PRIOR_SHAPE = 10, 0.5
_FEWEST_IN_TAIL = 5
# A fifth of these make a tail.
_FEWEST_FOR_FIT = 25
# Weights, relative to the largest, that differ by less are equal: what is left is rounding.
_ROUND_OFF = 1e-12


class UnreachableError(DataError):
    """No draw of the prior gives the observations any likelihood at all."""

    def __init__(self, draws: int) -> None:
        self.draws = draws
        self.words = Words(
            f"先验的 {draws} 次抽取没有一次能达到观测; 允许: 至少一次抽取的似然大于零; "
            "改法: 核对观测的单位、年份和误差, 或放宽先验",
            f"none of {draws} prior draws can reach the observations; allowed: at least one draw "
            "with a likelihood above zero; fix: check unit, year and error of the observations, "
            "or widen the priors",
        )
        super().__init__(self.lines("zh"))

    def lines(self, lang: str = "zh") -> list[str]:
        """The one line in `lang`."""
        return [self.words.text(lang)]


class WeightError(RuntimeError):
    """Weights that too few draws carry; `ess` and `pareto_k` say how bad it is."""

    def __init__(self, words: Words, ess: float, pareto_k: float) -> None:
        self.words, self.ess, self.pareto_k = words, ess, pareto_k
        super().__init__(words.text("zh"))

    def lines(self, lang: str = "zh") -> list[str]:
        """The one line in `lang`."""
        return [self.words.text(lang)]


@dataclass(frozen=True)
class Weights:
    """Normalised weights float64[n] (sum 1), what they are worth and the shape of their tail."""

    values: np.ndarray
    ess: float
    pareto_k: float


def normalised(log_weights: np.ndarray) -> np.ndarray:
    """Weights [n] that sum to 1 from log weights [n]; -inf is weight 0, one must be finite."""
    values = np.exp(log_weights - np.max(log_weights))
    return np.asarray(values / values.sum())


def effective_size(weights: np.ndarray) -> float:
    """Kish's effective sample size of weights [n] that sum to 1: between 1 and n."""
    return float(1.0 / np.sum(weights * weights))


def measured_weights(log_weights: np.ndarray) -> Weights:
    """Normalise log weights [n] and measure them, without judging."""
    values = normalised(log_weights)
    return Weights(values, effective_size(values), pareto_shape(log_weights))


def trusted_weights(log_weights: np.ndarray, ess_floor: float) -> Weights:
    """Normalise log weights [n]; for conditioning draws on more data in one step.

    Raises UnreachableError when all are -inf, WeightError when the effective sample size is
    under `ess_floor`, when fewer than 25 are above 0, or when the tail's shape is above .7.
    """
    alive = int(np.isfinite(log_weights).sum())
    if alive == 0:
        raise UnreachableError(len(log_weights))
    require_size(float(alive), _FEWEST_FOR_FIT)
    found = measured_weights(log_weights)
    require_size(found.ess, ess_floor, found.pareto_k)
    if found.pareto_k > PARETO_LIMIT:
        raise WeightError(_heavy_tail(found.pareto_k), found.ess, found.pareto_k)
    return found


def require_size(ess: float, floor: float, pareto_k: float = float("nan")) -> None:
    """Raise WeightError when an effective sample size is under the floor."""
    if ess >= floor:
        return
    words = Words(
        f"有效样本数 {ess:.1f} 低于下限 {floor:g}; 允许: 不低于下限; "
        "改法: 增加粒子数和运行预算, 分步退火重新运行, 或放宽误差过小的观测",
        f"effective sample size {ess:.1f} is under the floor of {floor:g}; allowed: the floor or "
        "more; fix: more particles and a larger budget, rerun with tempering instead of "
        "re-weighting, or widen observation errors that are too small",
    )
    raise WeightError(words, ess, pareto_k)


def _heavy_tail(k: float) -> Words:
    """What to do about weights whose tail is too heavy."""
    return Words(
        f"权重尾部过重: Pareto k = {k:.2f}; 允许: 不超过 {PARETO_LIMIT}; "
        "改法: 增加先验运行次数, 分步退火重新运行, 或核对与其余不符的观测",
        f"weights have too heavy a tail: Pareto k = {k:.2f}; allowed: at most {PARETO_LIMIT}; "
        "fix: more prior runs, rerun with tempering instead of re-weighting, or check the "
        "observation that contradicts the others",
    )


def pareto_shape(log_weights: np.ndarray) -> float:
    """Shape k of the upper tail of weights given by their logs [n] (-inf allowed).

    0 when no weight stands above the tail's threshold (weights bounded, as with equal ones), inf
    when too few do for a fit (under 25 draws, or a handful far above the rest).
    """
    finite = np.sort(log_weights[np.isfinite(log_weights)])
    count = int(min(0.2 * len(finite), 3.0 * np.sqrt(len(finite))))
    if count < _FEWEST_IN_TAIL:
        return float("inf")
    relative = np.exp(finite - finite[-1])
    excess = relative[-count:] - relative[-count - 1]
    excess = excess[excess > _ROUND_OFF]
    if len(excess) == 0:
        return 0.0
    return fit_pareto_shape(excess) if len(excess) >= _FEWEST_IN_TAIL else float("inf")


def fit_pareto_shape(excess: np.ndarray) -> float:
    """Shape k of a generalised Pareto distribution for sorted positive exceedances [m], m >= 5.

    The quasi-Bayesian estimate of Zhang & Stephens (their k with the opposite sign, so that
    heavy tails are positive), drawn towards .5 for small m as PSIS does.
    """
    m = len(excess)
    grid = 30 + int(np.sqrt(m))
    quartile = excess[int(m / 4 + 0.5) - 1]
    steps = 1.0 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))
    theta = 1.0 / excess[-1] + steps / (3.0 * quartile)
    shapes = np.log1p(-theta[:, None] * excess).mean(axis=1)
    profile = m * (np.log(-theta / shapes) - shapes - 1.0)
    best = float(np.sum(theta * normalised(profile)))
    shape = float(np.log1p(-best * excess).mean())
    return (m * shape + _PRIOR_WEIGHTS * _PRIOR_SHAPE) / (m + _PRIOR_WEIGHTS)


def systematic(weights: np.ndarray, n: int, offset: float) -> np.ndarray:
    """Indices i8[n], ascending, of a systematic resample of weights that sum to 1.

    `offset` is one uniform in (0, 1); index i comes floor or ceiling of n * weights[i] times.
    """
    edges = np.cumsum(weights)
    points = (np.arange(n) + offset) / n * edges[-1]
    return np.asarray(np.searchsorted(edges, points, side="right"), np.int64)
