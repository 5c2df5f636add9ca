"""Observations on the scale they are scored on: logs of positive amounts, else as they are.

Errors and likelihood are those of `calibration.likelihood`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from calibration.likelihood import simulate_observations
from calibration.observations import GROWTHS, Observation


def on_scale(obs: Observation, values: np.ndarray) -> np.ndarray:
    """Values of an observation on its scale; NaN where that has none."""
    if not obs.in_logs:
        return np.where(np.isfinite(values), values, np.nan)
    positive = np.isfinite(values) & (values > 0.0)
    return np.log(np.where(positive, values, np.nan))


def off_scale(obs: Observation, value: float) -> float:
    """The number itself from its scale."""
    return float(np.exp(value)) if obs.in_logs else value


def is_growth(obs: Observation) -> bool:
    """Whether it is a rate of growth, in fractions."""
    return obs.operator in GROWTHS


def scale_error(obs: Observation) -> float:
    """One standard deviation of the error of an observation on its scale."""
    return obs.log_sd if obs.in_logs else obs.sd


def simulate_on_scale(
    observations: Sequence[Observation],
    series: Mapping[str, np.ndarray],
    years: Sequence[int],
    rng: np.random.Generator,
) -> np.ndarray:
    """What would be published of every run, f8[draws, observations], each on its scale."""
    told = simulate_observations(observations, series, years, rng)
    columns = [on_scale(obs, told[:, at]) for at, obs in enumerate(observations)]
    return np.stack(columns, axis=1) if columns else told
