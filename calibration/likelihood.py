"""How likely the record is under a run: one density for each way a number can be held to it.

A positive amount is published with an error that is a share of it, so it is compared in logs:
ln(observed) ~ N(ln(modelled), s), with s such that the relative standard deviation is the row's
error.  Growth rates are compared in fractions with a normal error, counts with a normal error
and rounding to whole numbers, bounds by the chance that the error alone explains what lies
beyond them.  Indicators that may be negative are compared in amounts.

The errors are normal, not heavy-tailed: with a dozen observations a heavy tail would let the run
pass quietly over the one that disagrees.  What is doubtful gets a worse grade or a wider error
in its own row, where it can be seen.

`simulate_observations` draws from exactly these densities, so that known truths can be
observed as the county is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from calibration.history import GROWTHS, UNITS, Observation, observe

BOUNDS = ("lower_bound", "upper_bound")
_ROOT_TWO_PI = math.sqrt(2.0 * math.pi)


def log_likelihood(obs: Observation, modelled: np.ndarray) -> np.ndarray:
    """Log density (of a count or a bound: log probability) of one observation [draws].

    It is multiplied by the observation's `power`: 1, or less where it was let in only in part.
    `modelled` [draws] in the unit of `obs.value`, as `calibration.history.observe` gives it;
    -inf, never NaN, where it is not finite or cannot be (a positive amount at or below zero).
    Raises ValueError for an observation without an error.
    """
    _check_error(obs)
    modelled = np.asarray(modelled, np.float64)
    possible = np.isfinite(modelled)
    if obs.operator == "count":
        possible &= modelled >= 0.0
    elif obs.in_logs and obs.operator != "upper_bound":
        possible &= modelled > 0.0
    found = np.full(modelled.shape, -np.inf)
    # Values so far off that their squares overflow come out as -inf, as they should.
    with np.errstate(over="ignore"):
        found[possible] = obs.power * _density(obs, modelled[possible])
    return found


def log_likelihood_by_observation(
    observations: Sequence[Observation], series: Mapping[str, np.ndarray], years: Sequence[int]
) -> np.ndarray:
    """Log-likelihoods [draws, observations]; `series` [draws, years] by indicator code.

    Raises ValueError when a run lacks a year or an indicator that an observation needs.
    """
    columns = [log_likelihood(obs, observe(obs, series, years)) for obs in observations]
    if not columns:
        return np.zeros((_draws(series), 0))
    return np.stack(columns, axis=1)


def log_likelihood_of(
    observations: Sequence[Observation], series: Mapping[str, np.ndarray], years: Sequence[int]
) -> np.ndarray:
    """Joint log-likelihood [draws] of independent observations, 0 when there are none.

    Raises ValueError as `log_likelihood_by_observation`.
    """
    total = np.zeros(_draws(series))
    # Term after term, in the order of the observations: the same bits however draws are chunked.
    for obs in observations:
        total += log_likelihood(obs, observe(obs, series, years))
    return total


def simulate_observations(
    observations: Sequence[Observation],
    series: Mapping[str, np.ndarray],
    years: Sequence[int],
    rng: np.random.Generator,
) -> np.ndarray:
    """What would be published if each draw were the truth: [draws, observations] in model units.

    The error is drawn from the density of `log_likelihood`.  For a bound it is the noisy level
    that would have been held against it, see `with_values`.  NaN where a draw failed or has no
    positive amount to publish: such a draw cannot be a truth, and no posterior given the
    published amounts ever holds it.
    """
    errors = rng.standard_normal((_draws(series), len(observations)))
    published = np.empty(errors.shape)
    for at, obs in enumerate(observations):
        _check_error(obs)
        modelled = observe(obs, series, years)
        told = np.isfinite(modelled) & ((modelled > 0.0) | (not obs.in_logs))
        published[:, at] = np.nan
        published[told, at] = _published(obs, modelled[told], errors[told, at])
    return published


def with_values(
    observations: Sequence[Observation], values: Sequence[float] | np.ndarray
) -> list[Observation]:
    """The same observations with other values [observations], such as simulated ones.

    A bound keeps its own value and tells only on which side of it the new one lies: upper where
    not above, lower where above.  A signed amount keeps its absolute error.  Raises ValueError
    for a value that is not finite.
    """
    return [_with_value(obs, float(value)) for obs, value in zip(observations, values, strict=True)]


def _with_value(obs: Observation, value: float) -> Observation:
    if not math.isfinite(value):
        raise ValueError(f"{obs.variable} {obs.year}: {value} cannot be observed")
    if obs.operator in BOUNDS:
        return replace(obs, operator="upper_bound" if value <= obs.value else "lower_bound")
    _, factor, offset = UNITS[obs.published_unit]
    published = (value - offset) / factor
    relative_to_value = obs.in_logs or obs.operator in GROWTHS or obs.operator == "count"
    error = obs.error if relative_to_value or value == 0.0 else obs.sd / abs(value)
    return replace(obs, value=value, published_value=published, error=error)


def _draws(series: Mapping[str, np.ndarray]) -> int:
    """Number of draws; ValueError when there is no series to count them by."""
    for values in series.values():
        return len(values)
    raise ValueError("no series: the number of draws is unknown")


def _check_error(obs: Observation) -> None:
    """Without an error a density has no width."""
    if not (math.isfinite(obs.sd) and obs.sd > 0.0):
        raise ValueError(
            f"{obs.variable} {obs.year}: standard deviation {obs.sd:g} of {obs.value:g}"
        )


def _density(obs: Observation, modelled: np.ndarray) -> np.ndarray:
    """Log density at possible values of a run."""
    if obs.operator in BOUNDS:
        return _log_normal(_room(obs, modelled))
    if obs.operator == "count":
        return _log_count(obs, modelled)
    if obs.in_logs:
        gap = (math.log(obs.value) - np.log(modelled)) / obs.log_sd
        return np.asarray(-0.5 * gap**2 - math.log(obs.log_sd * obs.value * _ROOT_TWO_PI))
    gap = (obs.value - modelled) / obs.sd
    return np.asarray(-0.5 * gap**2 - math.log(obs.sd * _ROOT_TWO_PI))


def _room(obs: Observation, modelled: np.ndarray) -> np.ndarray:
    """How many standard deviations a run lies on the right side of a bound."""
    side = 1.0 if obs.operator == "upper_bound" else -1.0
    if not obs.in_logs:
        return side * (obs.value - modelled) / obs.sd
    with np.errstate(divide="ignore"):
        logs = np.log(np.maximum(modelled, 0.0))
    return side * (math.log(obs.value) - logs) / obs.log_sd


def _count_sd(obs: Observation, modelled: np.ndarray) -> np.ndarray:
    """Standard deviation of a count: a share of what is true, at least of one."""
    return obs.error * np.maximum(modelled, 1.0)


def _log_count(obs: Observation, modelled: np.ndarray) -> np.ndarray:
    """Log probability that a count with its error rounds to what was published.

    A published zero stands for everything below a half.
    """
    sd = _count_sd(obs, modelled)
    high = (obs.value + 0.5 - modelled) / sd
    if obs.value <= 0.0:
        return _log_normal(high)
    low = (obs.value - 0.5 - modelled) / sd
    # Seen from its nearer tail, where the difference of two probabilities keeps its digits.
    mirrored = low > 0.0
    high, low = np.where(mirrored, -low, high), np.where(mirrored, -high, low)
    upper, lower = _log_normal(high), _log_normal(low)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = upper + np.log1p(-np.exp(lower - upper))
    return np.where(np.isnan(found), -np.inf, found)


def _published(obs: Observation, modelled: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """A run's value with its error added, by standard normal errors [draws]."""
    if obs.operator == "count":
        return np.maximum(np.rint(modelled + _count_sd(obs, modelled) * errors), 0.0)
    if obs.in_logs:
        return np.asarray(modelled * np.exp(obs.log_sd * errors))
    return np.asarray(modelled + obs.sd * errors)


def _log_normal(z: np.ndarray) -> np.ndarray:
    """Log of the standard normal distribution function."""
    # Only bounds and counts need it, and it is longer to load than most of the rest.
    from scipy.special import log_ndtr

    return np.asarray(log_ndtr(z))
