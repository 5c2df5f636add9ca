"""Toys whose posterior is known exactly: conjugate normal, skewed, and one with inner chance.

The first has a normal posterior in three correlated parameters, the second a gamma, the third a
simulator with noise of its own, whose posterior is an integral done on a grid.  Each is written
for the sampler as a log-likelihood over (u, seed), and says what is exactly true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import stats
from scipy.special import ndtri

from calibration.weighted import weighted_quantiles

# What is compared: mean, standard deviation and these quantiles.
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
STATISTICS = ("mean", "sd", *(f"q{round(100 * level):02d}" for level in LEVELS))
# Three parameters, standard normal before the data, seen through four sums with error .5.
SUMS = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -0.7], [0.3, 0.0, 1.0], [1.0, 1.0, 1.0]])
SUMS_SEEN, SUMS_ERROR = np.array([1.0, -2.0, 0.5, 1.5]), 0.5
# Counts of a Poisson whose rate is Gamma(2, 1) before.
COUNTS_SEEN, RATE_SHAPE = np.array([0, 1, 0]), 2.0
# A standard normal parameter plus exponential chance of mean 1, seen with error .3.
NOISY_SEEN, NOISY_ERROR = 2.5, 0.3


@dataclass(frozen=True)
class Toy:
    """A likelihood over (u, seed) with `parameters` named; `values` takes u [n, d] to them.

    `exact` float64[d, 7] holds the posterior's STATISTICS.
    """

    name: str
    parameters: tuple[str, ...]
    loglik: Callable[[np.ndarray, np.ndarray], np.ndarray]
    values: Callable[[np.ndarray], np.ndarray]
    exact: np.ndarray


def _normal_loglik(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    theta = ndtri(u)
    total = np.zeros(len(u))
    # Written out: a matrix product may round differently for another number of rows.
    for row, seen in zip(SUMS, SUMS_SEEN, strict=True):
        total -= 0.5 * ((seen - (row * theta).sum(axis=1)) / SUMS_ERROR) ** 2
    return total


def _counts_loglik(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    rate = _rate(u)[:, 0]
    return np.asarray(stats.poisson.logpmf(COUNTS_SEEN[:, None], rate).sum(axis=0))


def _rate(u: np.ndarray) -> np.ndarray:
    return np.asarray(stats.gamma.ppf(u, RATE_SHAPE))


def _noisy_loglik(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    chance = -np.log((seeds.astype(float) + 0.5) / 2.0**63)
    return np.asarray(stats.norm.logpdf(NOISY_SEEN, ndtri(u[:, 0]) + chance, NOISY_ERROR))


def _normal_exact() -> np.ndarray:
    covariance = np.linalg.inv(np.eye(3) + SUMS.T @ SUMS / SUMS_ERROR**2)
    mean = covariance @ SUMS.T @ SUMS_SEEN / SUMS_ERROR**2
    sd = np.sqrt(np.diag(covariance))
    return np.column_stack([mean, sd, mean[:, None] + sd[:, None] * ndtri(LEVELS)])


def _counts_exact() -> np.ndarray:
    # Gamma(2 + 1, rate 1 + 3) after counts that add up to 1 in three trials.
    after = stats.gamma(RATE_SHAPE + COUNTS_SEEN.sum(), scale=1.0 / (1.0 + len(COUNTS_SEEN)))
    return np.array([[after.mean(), after.std(), *after.ppf(LEVELS)]])


def _noisy_exact() -> np.ndarray:
    theta, noise = np.linspace(-6.0, 6.0, 2401), np.linspace(0.0, 20.0, 4001)
    likelihood = stats.norm.pdf(NOISY_SEEN, theta[:, None] + noise, NOISY_ERROR)
    density = np.trapezoid(likelihood * np.exp(-noise), noise, axis=1) * stats.norm.pdf(theta)
    density /= density.sum()
    mean = float(density @ theta)
    sd = float(np.sqrt(density @ (theta - mean) ** 2))
    # Each point stands for a cell that ends half a step above it.
    ends = theta + 0.5 * (theta[1] - theta[0])
    return np.array([[mean, sd, *np.interp(LEVELS, np.cumsum(density), ends)]])


@cache
def toys() -> tuple[Toy, ...]:
    """The three toys with their exact posteriors."""
    return (
        Toy("normal", ("a", "b", "c"), _normal_loglik, ndtri, _normal_exact()),
        Toy("counts", ("rate",), _counts_loglik, _rate, _counts_exact()),
        Toy("noisy", ("theta",), _noisy_loglik, ndtri, _noisy_exact()),
    )


def statistics(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """STATISTICS of weighted draws values [n, d], weights [n] (sum 1): float64[d, 7]."""
    mean = weights @ values
    sd = np.sqrt(weights @ (values - mean) ** 2)
    points = weighted_quantiles(values, list(LEVELS), weights)
    return np.column_stack([mean, sd, points.T])


def over_runs(found: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Mean over independent runs, and its standard error: two float64[d, 7]."""
    stacked = np.stack(found)
    return stacked.mean(axis=0), stacked.std(axis=0, ddof=1) / np.sqrt(len(found))
