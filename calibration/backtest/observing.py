"""Observations of a run: how likely the known ones are, what the later ones would have been.

Amounts err in proportion and are compared in logs, growth rates in fractions, with the normal
errors that the record states; a bound counts only beyond its side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from calibration.history import GROWTHS, Observation, observe, standardised_gap

BOUNDS = ("lower_bound", "upper_bound")


def log_likelihood_of(
    observations: Sequence[Observation], series: Mapping[str, np.ndarray], years: Sequence[int]
) -> np.ndarray:
    """Joint log-likelihood [draws], up to a constant, of independent observations.

    -inf where a run has no such number.  Raises ValueError when a run lacks a year or an
    indicator.
    """
    total = np.zeros(len(next(iter(series.values()))))
    for obs in observations:
        # A run without above-scale enterprises has no growth of their revenue.
        with np.errstate(divide="ignore", invalid="ignore"):
            modelled = observe(obs, series, years)
        gap = standardised_gap(obs, np.where(np.isfinite(modelled), modelled, np.inf))
        total = total - 0.5 * gap**2
    return total


def in_logs(obs: Observation) -> bool:
    """Whether forecasts of an observation are scored in logs: positive amounts are."""
    return obs.operator not in GROWTHS


def on_scale(obs: Observation, values: np.ndarray) -> np.ndarray:
    """Values of an observation on the scale they are scored on; NaN where that has none."""
    if not in_logs(obs):
        return np.where(np.isfinite(values), values, np.nan)
    positive = np.isfinite(values) & (values > 0.0)
    return np.log(np.where(positive, values, np.nan))


def scale_error(obs: Observation) -> float:
    """One standard deviation of the error of an observation on that scale."""
    return obs.error


def simulate_on_scale(
    obs: Observation,
    series: Mapping[str, np.ndarray],
    years: Sequence[int],
    rng: np.random.Generator,
) -> np.ndarray:
    """What would be published of every run [draws], on the scale that is scored."""
    with np.errstate(divide="ignore", invalid="ignore"):
        modelled = observe(obs, series, years)
    exact = on_scale(obs, modelled)
    return np.asarray(exact + scale_error(obs) * rng.standard_normal(exact.shape))
