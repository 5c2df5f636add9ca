"""The univariate benchmarks: drift, AR(1), damped ETS and local linear trend on log levels.

Each is a grid of state-space models of statsmodels (`state_space`), weighted by likelihood and
prior, so that what a short series does not say about smoothing or persistence stays open.  The
innovation variance is integrated out, which makes every forecast a mixture of t distributions.
With few years the prior decides, and `Known.lent` lends a spread; without it, the t
distribution gets three degrees of freedom at least, below which its CRPS is ruled by outliers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.backtest.forecasting import Forecast, Known
from calibration.backtest.state_space import GRIDS, Linear, linear_forms

LEAST_FREEDOM = 3.0
NO_HISTORY = ("已知年份不足", "too few known years")


@dataclass(frozen=True)
class StateSpaceBenchmark:
    """One family of `state_space.GRIDS` as a forecaster; `code` names it."""

    code: str

    def forecast(
        self, known: Known, horizons: int, members: int, rng: np.random.Generator
    ) -> Forecast:
        """Sample paths of every series by itself; one member is one path over the years."""
        cases, count, _ = known.values.shape
        drawn = np.full((cases, count, horizons, members), np.nan)
        notes: dict[int, tuple[str, str]] = {}
        # A generator a series: what one series lacks must not move another.
        for series, own in enumerate(rng.spawn(count)):
            values = known.values[:, series]
            seen = ~np.isnan(values[0])
            lent = (0.0, 0.0)
            if known.lent is not None:
                lent = (float(known.lent.spread[series]), known.lent.years)
            if not _forecastable(int(seen.sum()), lent[1]):
                notes[series] = NO_HISTORY
                continue
            forms = linear_forms(self.code, tuple(map(bool, seen)), horizons)
            prior = np.array(GRIDS[self.code].prior)
            drawn[:, series] = _sample(forms, prior, values[:, seen], lent, members, own)
        return Forecast(drawn, notes)


def _forecastable(known: int, lent_years: float) -> bool:
    """Level and slope take two years; the spread must come from a third or be lent."""
    return known >= 3 or (known == 2 and lent_years > 0.0)


def _sample(
    forms: tuple[Linear, ...],
    prior: np.ndarray,
    values: np.ndarray,
    lent: tuple[float, float],
    members: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Members f8[cases, H, m] from known log levels f8[cases, k]."""
    weights, means, scales, freedom = posterior(forms, prior, values, lent)
    # One stratum a member, so that the mixture is hit as evenly as its weights allow.
    strata = (np.arange(members) + rng.random((len(values), members))) / members
    picks = _picked(weights, strata)
    case = np.arange(len(values))[:, None]
    roots = np.stack([np.linalg.cholesky(form.covariance) for form in forms])
    normal = rng.standard_normal((*picks.shape, roots.shape[1]))
    shape = np.einsum("cmij,cmj->cmi", roots[picks], normal)
    width = np.sqrt(scales[case, picks] * freedom / rng.chisquare(freedom, picks.shape))
    paths = means[case, picks] + width[..., None] * shape
    return np.asarray(paths.transpose(0, 2, 1))


def posterior(
    forms: tuple[Linear, ...], prior: np.ndarray, values: np.ndarray, lent: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Weights f8[cases, J] of the models, forecast means f8[cases, J, H], innovation variances
    f8[cases, J] and the degrees of freedom of the t distributions.

    The marginal likelihood of a model with its variance integrated out under a scaled inverse
    chi-square prior (`lent`: spread and what it is worth in years) is proportional to
    |F|^(-1/2) (n0 s0^2 + SS)^(-n/2).
    """
    spread, years = lent
    sums = np.stack([np.sum((values @ form.residuals.T) ** 2, axis=1) for form in forms], axis=1)
    freedom = forms[0].freedom + years
    total = sums + years * spread**2
    # A series that never moved (a rounded figure) still has a likelihood.
    total = np.maximum(total, 1e-16)
    log_det = np.array([form.log_det for form in forms])
    log_weights = np.log(prior) - 0.5 * log_det - 0.5 * freedom * np.log(total)
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    means = np.stack([values @ form.forecast.T for form in forms], axis=1)
    return (
        weights / weights.sum(axis=1, keepdims=True),
        means,
        total / freedom,
        max(freedom, LEAST_FREEDOM),
    )


def _picked(weights: np.ndarray, uniforms: np.ndarray) -> np.ndarray:
    """Index i8[cases, m] of the model each member comes from."""
    edges = np.cumsum(weights, axis=1)
    found = (uniforms[:, :, None] > edges[:, None, :]).sum(axis=2)
    return np.minimum(found, weights.shape[1] - 1)


UNIVARIATE: tuple[StateSpaceBenchmark, ...] = tuple(StateSpaceBenchmark(code) for code in GRIDS)
