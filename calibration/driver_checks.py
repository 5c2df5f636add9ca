"""How a fitted driver stands up: residuals, their tests, what the tests could see, and rivals.

Residuals are those of the process that the engine runs at the shipped coefficients, not of the
regression before its corrections: only the former says whether the engine is wrong.  Ljung-Box
(Ljung & Box 1978) looks for memory, Shapiro-Wilk (1965) for shocks that are not normal; the
Jarque-Bera test relies on large samples and is not used.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.stats import shapiro
from statsmodels.stats.diagnostic import acorr_ljungbox

from calibration.driver_evidence import Source, collect_changes
from calibration.driver_fits import (
    ENOUGH_YEARS,
    TIE,
    Change,
    Fit,
    fit_series,
    form_fits,
    form_scores,
    log_levels,
    spell_covariance,
)
from calibration.driver_trends import fit_trends
from calibration.drivers import is_consecutive
from calibration.history import Observation
from model.units import FIRST_YEAR

LAGS = (1, 2)
# Fewer residuals than this are listed but not tested.
ENOUGH_TO_TEST = 5
# The alternatives that the tests are tried on: autocorrelation, and shocks with heavy tails.
MEMORY, LEVEL = 0.5, 0.05


@dataclass(frozen=True)
class Residuals:
    """Standardised residuals (mean 0, sd 1 if the process is right) by last year of the change.

    `ljung_box` maps a lag to its p value and is empty for years with gaps, `shapiro` is the p
    value of normality; NaN when there are too few.
    """

    years: tuple[int, ...]
    values: np.ndarray
    ljung_box: Mapping[int, float]
    shapiro: float

    @property
    def largest(self) -> tuple[int, float]:
        """Year and value of the residual farthest from zero."""
        at = int(np.argmax(np.abs(self.values)))
        return self.years[at], float(self.values[at])


@dataclass(frozen=True)
class Candidate:
    """One form for a series; `runs` when the engine can run it, `admitted` when it may win."""

    form: str
    aicc: float
    runs: bool
    admitted: bool
    parameters: Mapping[str, float]


@dataclass(frozen=True)
class Compared:
    """A series of consecutive years, the forms tried on it, and the engine's choice."""

    variable: str
    changes: tuple[Change, ...]
    fit: Fit
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        """The admitted candidate with the lowest AICc, whether or not the engine runs it."""
        return min((c for c in self.candidates if c.admitted), key=lambda c: c.aicc)

    @property
    def trend_gap(self) -> float:
        """AICc of the best local trend less that of the form that is run; infinite if none."""
        chosen = next(c.aicc for c in self.candidates if c.form == self.fit.form)
        trends = [c.aicc for c in self.candidates if not c.runs and c.admitted]
        return min(trends, default=math.inf) - chosen

    @property
    def trend_wins(self) -> bool:
        """Whether a local trend beats the form that is run by more than a tie."""
        return self.trend_gap < -TIE


def compare(variable: str, changes: Sequence[Change], reverting: bool) -> Compared:
    """All forms on one series of consecutive years; ValueError for gaps."""
    if not is_consecutive(changes):
        raise ValueError(f"{variable}: years with gaps cannot be compared by AICc")
    values, first = np.array([change.value for change in changes]), changes[0].first
    fit = fit_series(values, first, FIRST_YEAR, reverting)
    scores = form_scores(values, first, FIRST_YEAR, reverting)
    own = [
        Candidate(form, scores[form], True, tried.admitted, _own_parameters(tried))
        for form, tried in form_fits(values, first, FIRST_YEAR, reverting).items()
    ]
    trends = [
        Candidate(t.form, t.aicc, False, t.admitted, t.parameters) for t in fit_trends(values)
    ]
    return Compared(variable, tuple(changes), fit, (*own, *trends))


def _own_parameters(fit: Fit) -> dict[str, float]:
    """Coefficients of a form that the engine runs."""
    named = {"ar1": ("phi",), "reverting": ("kappa", "lbar"), "white": ()}[fit.form]
    return {**{name: getattr(fit, name) for name in named}, "sigma": fit.sigma}


def parts(
    sources: Sequence[Source], history: Sequence[Observation], reverting: bool
) -> list[Compared]:
    """The single series of a blend, each by itself."""
    found = [(s.variable, collect_changes([s], history)) for s in sources if s.role == "blend"]
    return [compare(variable, changes, reverting) for variable, changes in found]


def beside(sources: Sequence[Source], history: Sequence[Observation]) -> list[Compared]:
    """Older records of the same variables, kept for information, that are long enough to fit.

    They do not enter the parameters; they show whether what had to be assumed is of the right
    order.
    """
    found = []
    for source in sources:
        rows = [
            row
            for row in history
            if (row.variable, row.use, row.operator) == (source.variable, "context", "level")
        ]
        rows.sort(key=lambda row: row.year)
        changes = [_change(a, b) for a, b in pairwise(rows) if b.year == a.year + 1]
        if len(changes) == len(rows) - 1 >= ENOUGH_YEARS:
            found.append(compare(source.variable, changes, reverting=False))
    return found


def _change(before: Observation, row: Observation) -> Change:
    """The log change between two levels in successive years."""
    value = math.log(row.value / before.value)
    return Change(row.year, row.year, value, 0.0, row.grade, row.source_title, row.source_url)


def residuals(changes: Sequence[Change], fit: Fit) -> Residuals:
    """Standardised residuals of a driver's process over its evidence, and their tests."""
    values = np.array([change.value for change in changes])
    years = tuple(change.last for change in changes)
    if fit.form == "mean":
        whitener = np.linalg.cholesky(spell_covariance(changes, fit.phi))
        found = np.linalg.solve(whitener, values - fit.mu) / fit.sigma
        return Residuals(years, found, {}, _shapiro(found))
    levels = log_levels(values, changes[0].first, FIRST_YEAR)
    before = np.concatenate([[levels[0] - values[0]], levels[:-1]])
    expected = fit.mu - fit.kappa * (before - fit.lbar)
    start = 0
    if fit.phi > 0.0:
        expected[1:] += fit.phi * (values[:-1] - fit.mu)
        start = 1
    found = (values - expected)[start:] / fit.sigma
    return Residuals(years[start:], found, _ljung_box(found, start), _shapiro(found))


def _ljung_box(values: np.ndarray, fitted: int) -> dict[int, float]:
    """p values by lag; `fitted` autocorrelations cost as many degrees of freedom and lags."""
    if len(values) < ENOUGH_TO_TEST:
        return {}
    lags = [lag + fitted for lag in LAGS]
    table = acorr_ljungbox(values, lags=lags, model_df=fitted)
    return dict(zip(lags, table["lb_pvalue"].tolist(), strict=True))


def _shapiro(values: np.ndarray) -> float:
    """p value of normality."""
    return float(shapiro(values).pvalue) if len(values) >= ENOUGH_TO_TEST else math.nan


@lru_cache(maxsize=16)
def power(n: int, samples: int = 400, seed: int = 2017) -> tuple[float, float]:
    """How often the tests at 5 % notice with n residuals that something is wrong.

    The first of an autocorrelation of one half (Ljung-Box, lag 1), the second of Laplace
    shocks (Shapiro-Wilk); shares of `samples` made-up series.
    """
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((samples, n + 20))
    heavy = rng.laplace(size=(samples, n))
    series = np.zeros_like(noise)
    for year in range(1, n + 20):
        series[:, year] = MEMORY * series[:, year - 1] + noise[:, year]
    memory = [_ljung_box(row[20:], 0)[1] < LEVEL for row in series]
    tails = [_shapiro(row) < LEVEL for row in heavy]
    return float(np.mean(memory)), float(np.mean(tails))
