"""Fitting one driver: x_t = mu + phi (x_{t-1} - mu) - kappa (L_{t-1} - lbar) + sigma eps.

x is an annual log change, L the log level with 2017 = 0.  Three forms of it are used:

* white noise around a mean (kappa = 0; phi is 0, but drawn with the error of that 0),
* AR(1) growth (kappa = 0),
* a level that reverts (mu = phi = 0), for commodities.

Eight or more consecutive years choose among them by AICc on the same years; fewer, or years
with gaps and multi-year means, give only a mean, by generalised least squares.  All estimates
are in closed form, so a refit reproduces the shipped file on any machine.  Local trends, which
the engine does not run, are compared in `calibration.driver_trends`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import statsmodels.api as sm

# Below this many consecutive annual changes AICc cannot tell the forms apart.
ENOUGH_YEARS = 8
# Fewer separate changes than this do not say how widely a driver swings.
ENOUGH_SPELLS = 5
# A difference in AICc below two decides nothing (Burnham & Anderson 2002).
TIE = 2.0
# Persistence is kept away from one: a unit root would make forecasts explode.
MOST = 0.95


@dataclass(frozen=True)
class Change:
    """Mean annual log change over the years first..last, both included, with its provenance.

    `error` is one standard deviation of what the series may miss of the driver itself.
    """

    first: int
    last: int
    value: float
    error: float
    grade: str
    source_title: str
    source_url: str

    @property
    def years(self) -> range:
        """The calendar years it covers."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class Fit:
    """Parameters of one driver and their standard errors; `reason` says why this form."""

    mu: float
    mu_sd: float
    phi: float
    phi_sd: float
    kappa: float
    lbar: float
    sigma: float
    log_sigma_sd: float
    n_obs: int
    reason: str
    form: str = "mean"
    kappa_sd: float = 0.0

    @property
    def admitted(self) -> bool:
        """Whether persistence or pull came out with the sign that makes the form what it is."""
        return self.form not in ("ar1", "reverting") or self.phi > 0.0 or self.kappa > 0.0


def fit_series(changes: np.ndarray, first_year: int, base_year: int, reverting: bool) -> Fit:
    """Best of the three forms for consecutive annual log changes [n].

    The change at index 0 is that of `first_year`; levels are zero in `base_year`.
    `reverting` admits the level-reverting form and gives it ties: over a dozen years a random
    walk with drift would turn the chance slope between two noisy ends into a forecast trend.
    """
    forms = form_fits(changes, first_year, base_year, reverting)
    scores = form_scores(changes, first_year, base_year, reverting)
    admitted = {name: scores[name] for name, fit in forms.items() if fit.admitted}
    best = min(admitted, key=lambda name: admitted[name])
    if "reverting" in admitted and admitted["reverting"] - admitted[best] < TIE:
        best = "reverting"
    shown = ", ".join(f"{name} {score:.1f}" for name, score in scores.items())
    names = {"white": "白噪声", "ar1": "增速AR(1)", "reverting": "价位回归"}
    chosen = forms[best]
    return replace(
        chosen,
        phi_sd=forms["ar1"].phi_sd if best == "white" else chosen.phi_sd,
        sigma=chosen.sigma * widening(len(changes), 1 if best == "white" else 2),
        reason=f"{names[best]}; AICc: {shown}",
    )


def widening(n: int, coefficients: int) -> float:
    """Factor on the spread of shocks after a form was chosen on n years.

    The form that is chosen is the one that fits best, by chance too, so its residuals are smaller
    than its errors to come: the root of Akaike's (n + k) / (n - k) (final prediction error, 1969),
    the choice counted as one coefficient more.  With it 80 % intervals of made-up series hold
    about 80 % of what comes, without it some 70 (docs/drivers.md, coverage).
    """
    k = coefficients + 1
    return float(np.sqrt((n + k) / (n - k)))


def form_fits(
    changes: np.ndarray, first_year: int, base_year: int, reverting: bool
) -> dict[str, Fit]:
    """Each form that the engine runs, fitted to the same changes, without a reason."""
    forms = {"white": _white(changes), "ar1": _ar1(changes)}
    if reverting:
        forms["reverting"] = _reverting(changes, log_levels(changes, first_year, base_year))
    return forms


def log_levels(changes: np.ndarray, first_year: int, base_year: int) -> np.ndarray:
    """Log levels [n] at the end of each change [n], zero in `base_year`."""
    return np.asarray(np.cumsum(changes) - changes[: base_year - first_year + 1].sum())


def form_scores(
    changes: np.ndarray, first_year: int, base_year: int, reverting: bool
) -> dict[str, float]:
    """AICc of the forms that the engine runs, on the changes after the first."""
    levels = log_levels(changes, first_year, base_year)
    names = ("white", "ar1", "reverting") if reverting else ("white", "ar1")
    return {name: _aicc(name, changes, levels) for name in names}


def fit_spells(
    changes: Sequence[Change],
    phi: float,
    phi_sd: float,
    sigma: float | None = None,
    log_sigma_sd: float | None = None,
) -> Fit:
    """Mean growth from annual and multi-year mean changes by generalised least squares.

    Each change is a mean of annual values that follow an AR(1) with the given phi, so a
    ten-year mean weighs about ten years.  sigma comes from the residuals unless it is given,
    which it must be (ValueError) when there are fewer than ENOUGH_SPELLS changes.
    """
    if sigma is None and len(changes) < ENOUGH_SPELLS:
        raise ValueError(f"{len(changes)} changes do not give a spread: state sigma")
    values = np.array([change.value for change in changes])
    covariance = spell_covariance(changes, phi)
    result = sm.GLS(values, np.ones(len(values)), sigma=covariance).fit()
    spread = float(np.sqrt(result.scale)) if sigma is None else sigma
    mean_sd = spread * float(np.sqrt(result.normalized_cov_params[0, 0]))
    if log_sigma_sd is None:
        log_sigma_sd = 1.0 / np.sqrt(2.0 * (len(values) - 1))
    how = "残差" if sigma is None else "借用或假设"
    return Fit(
        mu=float(result.params[0]),
        mu_sd=mean_sd,
        phi=phi,
        phi_sd=phi_sd,
        kappa=0.0,
        lbar=0.0,
        sigma=spread,
        log_sigma_sd=float(log_sigma_sd),
        n_obs=len(values),
        reason=f"年数少或有缺口, 只估均值(广义最小二乘), 波动取自{how}",
    )


def spell_covariance(changes: Sequence[Change], phi: float) -> np.ndarray:
    """Covariance f8[n, n] of mean changes of an AR(1) with shocks of variance one."""
    years = sorted({year for change in changes for year in change.years})
    weights = np.array([[(year in c.years) / len(c.years) for year in years] for c in changes])
    lags = np.abs(np.subtract.outer(years, years))
    return np.asarray(weights @ (phi**lags / (1.0 - phi**2)) @ weights.T)


def _ols(name: str, changes: np.ndarray, levels: np.ndarray) -> sm.regression.linear_model.Results:
    """Regression of one form on the years 2..n, the same for all forms."""
    lagged = {"ar1": changes[:-1], "reverting": levels[:-1]}.get(name)
    ones = np.ones(len(changes) - 1)
    design = ones if lagged is None else np.column_stack([ones, lagged])
    return sm.OLS(changes[1:], design).fit()


def _aicc(name: str, changes: np.ndarray, levels: np.ndarray) -> float:
    """AICc of one form; the spread counts as a parameter."""
    result = _ols(name, changes, levels)
    return aicc(float(result.llf), len(result.params) + 1, len(changes) - 1)


def aicc(log_likelihood: float, k: int, n: int) -> float:
    """Akaike's criterion of k parameters corrected for few years n (Hurvich & Tsai 1989)."""
    return -2.0 * log_likelihood + 2.0 * k + 2.0 * k * (k + 1) / (n - k - 1)


def _unbiased(rho: float, n: int) -> float:
    """Autocorrelation corrected for its bias -(1 + 3 rho) / n (Kendall 1954)."""
    return float(min(rho + (1.0 + 3.0 * rho) / n, MOST))


def _white(changes: np.ndarray) -> Fit:
    """Mean and spread of all n changes."""
    n = len(changes)
    sigma = float(np.std(changes, ddof=1))
    return Fit(
        mu=float(changes.mean()),
        mu_sd=sigma / np.sqrt(n),
        phi=0.0,
        phi_sd=0.0,
        kappa=0.0,
        lbar=0.0,
        sigma=sigma,
        log_sigma_sd=1.0 / np.sqrt(2.0 * (n - 1)),
        n_obs=n,
        reason="",
        form="white",
    )


def _ar1(changes: np.ndarray) -> Fit:
    """AR(1) growth; phi is zero when the correlation found is not positive."""
    result = _ols("ar1", changes, changes)
    n, found = len(changes), float(result.params[1])
    phi = _unbiased(found, n - 1) if found > 0.0 else 0.0
    sigma = float(np.sqrt(result.scale))
    return Fit(
        mu=float(changes.mean()),
        mu_sd=sigma / (1.0 - phi) / np.sqrt(n),
        phi=phi,
        phi_sd=float(result.bse[1]),
        kappa=0.0,
        lbar=0.0,
        sigma=sigma,
        log_sigma_sd=1.0 / np.sqrt(2.0 * (n - 3)),
        n_obs=n,
        reason="",
        form="ar1",
    )


def _reverting(changes: np.ndarray, levels: np.ndarray) -> Fit:
    """A level that reverts to lbar; the error of lbar is carried by mu_sd = kappa * sd(lbar).

    kappa is zero when the level shows no pull.
    """
    result = _ols("reverting", changes, levels)
    n, pull = len(changes), -float(result.params[1])
    if pull <= 0.0:
        return replace(_white(changes), form="reverting")
    kappa = 1.0 - _unbiased(1.0 - pull, n - 1)
    sigma = float(np.sqrt(result.scale))
    return Fit(
        mu=0.0,
        mu_sd=kappa * sigma / (pull * np.sqrt(n)),
        phi=0.0,
        phi_sd=0.0,
        kappa=kappa,
        lbar=float(result.params[0]) / pull,
        sigma=sigma,
        log_sigma_sd=1.0 / np.sqrt(2.0 * (n - 3)),
        n_obs=n,
        reason="",
        form="reverting",
        kappa_sd=float(result.bse[1]),
    )
