"""Local trends beside the forms that the engine runs.

Three structural models of the log level L, by statsmodels' UnobservedComponents:

* local level with drift: L_t = m_t + e_t, m_t = m_{t-1} + drift + h_t,
* local linear trend: the drift b_t itself is a random walk, b_t = b_{t-1} + z_t,
* damped trend: L_t = L_{t-1} + b_t + h_t with b_t = phi b_{t-1} + z_t, a drift that dies out.

(Harvey 1989, ch. 2; Durbin & Koopman 2012, ch. 3.)  Start values of states are diffuse and the
likelihood is that of the second and later changes given the first, the same years as for the
forms in `calibration.driver_fits`, so that their AICc can be compared.  Each has three
parameters; variances on the edge, at zero, count in full.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
from statsmodels.tsa.statespace.structural import UnobservedComponents

from calibration.driver_fits import TIE, aicc

# Parameters of each, the scale of all variances included.
_PARAMETERS = 3
_ITERATIONS = 800
# Variances at the starts of the search, in units of the variance of the changes.
_SMALL, _LARGE = 0.05, 0.6
# In the same unit: less is none, where the search merely stopped.
_NO_VARIANCE = 1e-6
NAMES = {
    "level_drift": ("水平带漂移", "local level with drift"),
    "linear_trend": ("局部线性趋势", "local linear trend"),
    "damped_trend": ("阻尼趋势", "damped trend"),
}
# What running another form instead means for the forecast.
INSTEAD = {
    "level_drift": (
        "引擎没有次年即回吐的波动,代以逐年累积的波动,远期偏宽",
        "the engine has no swings that are undone the year after and accumulates them: "
        "too wide in later years",
    ),
    "linear_trend": (
        "增速成了随机游走,引擎的惯性小于1,远期偏窄",
        "growth would be a random walk; persistence in the engine is below one: "
        "too narrow in later years",
    ),
    "damped_trend": (
        "引擎的增速回到拟合均值而不回到零",
        "growth in the engine returns to the fitted mean, not to zero",
    ),
}


@dataclass(frozen=True)
class Trend:
    """A local trend at its maximum likelihood.

    `parameters` holds standard deviations of the disturbances in log points (`irregular`,
    `level`, `slope`), the yearly `drift`, or the persistence `phi` of the drift.  AICc is
    infinite when no search converged.
    """

    form: str
    aicc: float
    parameters: Mapping[str, float]

    @property
    def admitted(self) -> bool:
        """Whether it is what its name says: converged, and a damped drift does not alternate."""
        return math.isfinite(self.aicc) and self.parameters.get("phi", 1.0) > 0.0


def fit_trends(changes: np.ndarray, iterations: int = _ITERATIONS) -> list[Trend]:
    """The three local trends for consecutive annual log changes [n]."""
    return list(_fit_trends(tuple(changes.tolist()), iterations))


@lru_cache(maxsize=64)
def _fit_trends(values: tuple[float, ...], iterations: int) -> tuple[Trend, ...]:
    """The same for hashable changes; parameters and writer ask for them in turn."""
    scale = float(np.std(values, ddof=1))
    changes = np.array(values) / scale
    levels = np.concatenate([[0.0], np.cumsum(changes)])
    years = np.arange(len(levels), dtype=float)
    drift = float(changes.mean())
    pairs = list(product((_SMALL, _LARGE), repeat=2))
    return (
        _best(
            "level_drift",
            ("irregular", "level", "drift"),
            lambda: UnobservedComponents(levels, "llevel", exog=years),
            [(*pair, drift) for pair in pairs],
            scale,
            iterations,
        ),
        _best(
            "linear_trend",
            ("irregular", "level", "slope"),
            lambda: UnobservedComponents(levels, "lltrend"),
            [(first, second, _SMALL) for first, second in pairs] + [(_SMALL, _SMALL, _LARGE)],
            scale,
            iterations,
        ),
        _best(
            "damped_trend",
            ("level", "slope", "phi"),
            lambda: UnobservedComponents(changes, irregular=True, autoregressive=1),
            [(*pair, phi) for pair, phi in zip(pairs, (0.3, 0.8, 0.3, 0.8), strict=True)],
            scale,
            iterations,
        ),
    )


def _best(
    form: str,
    names: Sequence[str],
    build: Callable[[], Any],
    starts: Sequence[tuple[float, ...]],
    scale: float,
    iterations: int,
) -> Trend:
    """The most likely of the searches that converged; parameters in log points.

    Models of the level (which start diffuse) are conditioned on its first two values, the
    model of the changes on the first change: one and the same condition.
    """
    found = []
    for start in starts:
        model = build()
        model.loglikelihood_burn = 1 if form == "damped_trend" else 2
        # Without derivatives: variances at zero, where they vanish, are the rule in short series.
        result = model.fit(
            start, method="nm", maxiter=iterations, maxfun=iterations, xtol=1e-4, ftol=1e-8, disp=0,
            cov_type="none", warn_convergence=False,
        )  # fmt: skip
        if result.mle_retvals["converged"]:
            found.append(result)
    if not found:
        return Trend(form, math.inf, {})
    best = max(found, key=lambda result: float(result.llf))
    n = len(model.endog) - model.loglikelihood_burn
    parameters = {
        name: _in_log_points(name, float(value), scale)
        for name, value in zip(names, best.params, strict=True)
    }
    score = aicc(float(best.llf) - n * math.log(scale), _PARAMETERS, n)
    return Trend(form, score, parameters)


def _in_log_points(name: str, value: float, scale: float) -> float:
    """A parameter of the scaled changes: variances as standard deviations, phi as it is."""
    if name == "phi":
        return value
    if name == "drift":
        return scale * value
    return scale * math.sqrt(value) if value > _NO_VARIANCE else 0.0


def better_trend(changes: np.ndarray, score: float) -> Trend | None:
    """The local trend that beats a form of AICc `score` by more than a tie, if there is one."""
    trends = [trend for trend in fit_trends(changes) if trend.admitted]
    best = min(trends, key=lambda trend: trend.aicc, default=None)
    return best if best is not None and best.aicc < score - TIE else None


def trend_note(trend: Trend, score: float, lang: int) -> str:
    """What is said when a local trend is better than the form of AICc `score` that is run."""
    name, instead = NAMES[trend.form][lang], INSTEAD[trend.form][lang]
    if lang == 0:
        return f"{name}更合(AICc {trend.aicc:.1f},所用形式 {score:.1f}),引擎不能运行: {instead}"
    return (
        f"a {name} fits better (AICc {trend.aicc:.1f} against {score:.1f} of the form used) "
        f"but is not run: {instead}"
    )
