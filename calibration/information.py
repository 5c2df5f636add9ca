"""Which further series would sharpen a forecast most: the expected value of data not yet had.

Preposterior analysis (Raiffa & Schlaifer 1961) by re-weighting: each pair of the posterior in turn
is taken for the truth, the series that would then be published is drawn with its error, and the
other pairs are re-weighted by it.  What the series is worth is the share of the variance of a
quantity that is expected to go:

    gain = 1 - E[Var(quantity | series)] / Var(quantity)

Re-weighting by five years of one series at errors of a few percent leaves two or three of
thousands of pairs, and says nothing.  So a series is first reduced to the one number in it that
predicts the quantity best: the linear predictor b, b = (C + S)^-1 c, with C and c the covariances
of the noiseless series with itself and with the quantity, S the variances of the errors.  The
likelihood of that number is exact, normal with variance b'Sb.  Nothing is lost where all is
normal and linear; otherwise what is found is a lower bound.  The predictor is made from one half
of the parameter sets and used on the other, and the other way round, so that chance does not pass
for information.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.importance import PARETO_LIMIT, pareto_shape, systematic
from calibration.jackknife import grouped, spread
from calibration.offered_series import Series
from calibration.posterior import Posterior
from calibration.proposals import Address
from calibration.sampler_record import error_factor

# Pairs taken at most: the work grows with their square.
PAIRS = 2_000
# A synthetic series needs this effective size to be believed; so many of them must have it.
ENOUGH, BELIEVED = 10.0, 0.5
# Weight below which a truth has no company.
_NOTHING = 1e-12
# Synthetic series whose weights' tail is measured, in each half.
_TAILS = 50
_THIN, _NOISE = 103, 3
_CLEAR = 2.0


@dataclass(frozen=True)
class Gain:
    """Share of a quantity's variance that a series is expected to take away.

    `value` and `error` (one standard error) are None when the weights are too heavy to tell, and
    when the quantity is the same in all pairs;
    `ess` is the median effective size after re-weighting, `trusted` the share of synthetic
    series whose weights can be believed.
    """

    value: float | None
    error: float | None
    ess: float
    trusted: float

    @property
    def clear(self) -> bool:
        """Whether it is more than nothing by more than chance."""
        return self.value is not None and self.value > _CLEAR * (self.error or 0.0)


@dataclass(frozen=True)
class Information:
    """What one series is worth: for the probability of the goal and for the (log) quantity.

    `moves` is how far the probability would typically move, one standard deviation; `direct_ess`
    the effective size when all years are re-weighted at once, which is why they are not.
    """

    indicator: str
    years: tuple[int, ...]
    goal: Gain
    quantity: Gain
    moves: float | None
    direct_ess: float


def value_of_information(
    posterior: Posterior,
    offered: Sequence[Series],
    met: np.ndarray,
    quantity: np.ndarray,
    seed: int,
) -> list[Information]:
    """What each series is worth, for the goal `met` bool[pairs] and the `quantity` [pairs].

    Most for the goal first; what cannot be told comes last.
    """
    rows, weights = _thinned(posterior, seed)
    group = grouped(posterior.lines)[rows]
    factor = error_factor(posterior)
    hits, values = met[rows].astype(float), quantity[rows]
    chance = float(weights @ hits)
    found = []
    for item in offered:
        modelled = item.modelled[rows]
        goal, other = (
            expected_gain(modelled, item.sd, y, weights, group, seed, factor)
            for y in (hits, values)
        )
        moves = None
        if goal.value is not None:
            moves = float(np.sqrt(max(0.0, goal.value) * chance * (1.0 - chance)))
        direct = _direct_size(modelled, item.sd, weights, seed)
        found.append(Information(item.indicator, item.years, goal, other, moves, direct))
    return sorted(found, key=_rank)


def _rank(item: Information) -> tuple[bool, float, float]:
    """Order of a table: told ones by their worth, the rest last."""
    value, other = item.goal.value, item.quantity.value
    return value is None, -(value or 0.0), -(other or 0.0)


def _thinned(posterior: Posterior, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the pairs to work with, and their weights (sum 1)."""
    if len(posterior) <= PAIRS:
        return np.arange(len(posterior)), posterior.weights
    offset = float(Address(seed, _THIN).uniforms(0, 1)[0, 0])
    rows, counts = np.unique(systematic(posterior.weights, PAIRS, offset), return_counts=True)
    return rows, counts / PAIRS


def expected_gain(
    modelled: np.ndarray,
    sd: np.ndarray,
    quantity: np.ndarray,
    weights: np.ndarray,
    group: np.ndarray,
    seed: int,
    factor: float = 1.0,
) -> Gain:
    """Expected share of the variance of `quantity` [n] that a series takes away.

    `modelled` [n, k] is the series without error, `sd` [k] that of its errors; pairs of one
    `group` int64[n] stay together.  `factor` multiplies the standard error.
    """
    if np.ptp(quantity) == 0.0:
        return Gain(None, None, float(1.0 / np.sum(weights**2)), 1.0)
    noise = np.random.default_rng([seed, _NOISE]).standard_normal(modelled.shape) * sd
    half = group % 2
    parts = []
    for side in (0, 1):
        here = half == side
        direction = _predictor(modelled[~here], sd, quantity[~here], weights[~here])
        parts.append(
            _half(
                modelled[here] @ direction,
                noise[here] @ direction,
                float(np.sqrt(np.sum((direction * sd) ** 2))),
                quantity[here],
                weights[here] / weights[here].sum(),
                group[here],
            )
        )
    trusted = min(part.trusted for part in parts)
    ess = float(np.mean([part.ess for part in parts]))
    if trusted < BELIEVED:
        return Gain(None, None, ess, trusted)
    value = float(np.mean([part.value for part in parts]))
    error = 0.5 * float(np.hypot(parts[0].error, parts[1].error))
    return Gain(value, error * factor, ess, trusted)


def _predictor(
    modelled: np.ndarray, sd: np.ndarray, quantity: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Coefficients [k] of the best linear predictor of a quantity from the noisy series."""
    weight = weights / weights.sum()
    gap = modelled - weight @ modelled
    covariance = np.einsum("n,ni,nj->ij", weight, gap, gap) + np.diag(sd**2)
    with_quantity = np.einsum("n,ni,n->i", weight, gap, quantity - weight @ quantity)
    return np.asarray(np.linalg.solve(covariance, with_quantity))


@dataclass(frozen=True)
class _Part:
    """What one half says."""

    value: float
    error: float
    ess: float
    trusted: float


def _half(
    modelled: np.ndarray,
    noise: np.ndarray,
    sd: float,
    quantity: np.ndarray,
    weights: np.ndarray,
    group: np.ndarray,
) -> _Part:
    """Gain from one number `modelled` [n] per pair, published as modelled + noise.

    Each pair is the truth once and is judged by the pairs of the other groups, never by itself
    or by a copy.
    """
    numbers, at = np.unique(group, return_inverse=True)
    own = np.eye(len(numbers))[at.reshape(-1)]
    kernel = _kernel(modelled + noise, modelled, sd)
    # Sums of 1, y and y^2 by group of the pairs [4, truths, groups], and of squared weights.
    sums = np.stack(
        [kernel @ (own * (weights * quantity**power)[:, None]) for power in (0, 1, 2)]
        + [kernel**2 @ (own * (weights**2)[:, None])]
    )
    sums *= 1.0 - own
    whole = sums.sum(axis=2)
    without = [
        _expected(whole - sums[:, :, g], weights * (1.0 - own[:, g]), quantity)
        for g in range(len(numbers))
    ]
    size = whole[0] ** 2 / np.maximum(whole[3], _NOTHING)
    return _Part(
        _expected(whole, weights, quantity),
        float(spread(np.array(without)[:, None])[0]),
        float(np.median(size)),
        _trusted(kernel, own, weights, size),
    )


def _kernel(published: np.ndarray, modelled: np.ndarray, sd: float) -> np.ndarray:
    """Likelihood [truths, pairs] of each published number under each pair, by row up to a factor."""
    gap = (published[:, None] - modelled[None, :]) / sd
    gap *= gap
    gap -= gap.min(axis=1, keepdims=True)
    return np.asarray(np.exp(-0.5 * gap))


def _expected(sums: np.ndarray, weights: np.ndarray, quantity: np.ndarray) -> float:
    """Gain from sums [4, truths] of weights, with y, with y^2, and of squared weights.

    Variances are those of a sample (divided by 1 - sum of squared weights).  A truth that not
    even two pairs share counts as though nothing had been learnt from it.
    """
    share = weights / weights.sum()
    mean = float(share @ quantity)
    before = float(share @ (quantity - mean) ** 2) / (1.0 - float(np.sum(share**2)))
    if before == 0.0:
        return 0.0
    reached = sums[0] > _NOTHING
    total, first, second, squares = (np.where(reached, part, 1.0) for part in sums)
    lost = np.where(reached, squares / total**2, 1.0)
    inner = second / total - (first / total) ** 2
    after = np.where(lost < 0.5, inner / (1.0 - np.minimum(lost, 0.5)), before)
    return 1.0 - float(share @ after) / before


def _trusted(kernel: np.ndarray, own: np.ndarray, weights: np.ndarray, size: np.ndarray) -> float:
    """Share of some synthetic series, spread over all, with enough weight and no heavy tail."""
    rows = np.linspace(0, len(kernel) - 1, min(_TAILS, len(kernel))).astype(int)
    fine = []
    for row in rows:
        others = own[:, own[row].argmax()] == 0.0
        with np.errstate(divide="ignore"):
            logs = np.log(kernel[row, others] * weights[others])
        fine.append(size[row] >= ENOUGH and pareto_shape(logs) <= PARETO_LIMIT)
    return float(np.mean(fine))


def _direct_size(modelled: np.ndarray, sd: np.ndarray, weights: np.ndarray, seed: int) -> float:
    """Median effective size after re-weighting by all years at once, over some synthetic series."""
    rows = np.linspace(0, len(modelled) - 1, min(_TAILS, len(modelled))).astype(int)
    noise = np.random.default_rng([seed, _NOISE]).standard_normal(modelled.shape) * sd
    sizes = []
    for row in rows:
        gap = np.sum(((modelled[row] + noise[row] - modelled) / sd) ** 2, axis=1)
        gap[row] = np.inf
        likelihood = weights * np.exp(-0.5 * (gap - gap.min()))
        sizes.append(float(likelihood.sum() ** 2 / np.sum(likelihood**2)))
    return float(np.median(sizes))
