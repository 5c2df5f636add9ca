"""Statistics of enterprise traces, each defined once; NaN where the traces are too few.

Mature enterprises: two years or more in operation when the year began (a new plant fills its
market over eight quarters), in operation all year, no known project, from 2019 on.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import least_squares, minimize, minimize_scalar
from scipy.special import gammaln, log_ndtr

from calibration.traces import KNOWN_PROJECT, Traces

FIRST_YEAR, MATURE, SPIKE, INACTION = 2019, 8, 0.20, 0.01
# Cells and samples smaller than these say nothing.
SMALLEST_CELL, SMALLEST_TAIL, SMALLEST_SAMPLE = 10, 5, 30
TAIL_SHARE = 0.10


def mature(years: np.ndarray, first_year: int = FIRST_YEAR) -> np.ndarray:
    """Rows PLANT_YEAR[k] of mature enterprises."""
    chosen = years["whole"] & (years["origin"] != KNOWN_PROJECT) & (years["age"] >= MATURE)
    return years[chosen & (years["year"] >= first_year) & (years["capital"] > 0.0)]


def rates(years: np.ndarray) -> np.ndarray:
    """Investment put in place in the year over capital at its start, maintenance included."""
    return np.asarray(years["investment"] / years["capital"])


def mean_rate(traces: Traces) -> float:
    """Mean investment rate over plant-years."""
    return _mean(rates(mature(traces.years)))


def inaction(traces: Traces) -> float:
    """Share of plant-years with less than 1 % of capital invested."""
    return _mean(rates(mature(traces.years)) < INACTION)


def spikes(traces: Traces) -> float:
    """Share of plant-years with more than 20 % of capital invested."""
    return _mean(rates(mature(traces.years)) > SPIKE)


def negative(traces: Traces) -> float:
    """Share of plant-years with negative investment (sales of capital)."""
    return _mean(rates(mature(traces.years)) < -INACTION)


def short_of_funds(traces: Traces) -> float:
    """Share of plant-years in which an investment was postponed for lack of funds."""
    return _mean(mature(traces.years)["short_of_funds"])


def utilisation(traces: Traces) -> float:
    """Mean over plant-years of capacity utilisation."""
    return _mean(mature(traces.years)["use"])


def serial_correlation(traces: Traces) -> float:
    """Correlation of an enterprise's investment rate with its own a year before."""
    rows, previous = following(mature(traces.years))
    if len(rows) < SMALLEST_SAMPLE:
        return math.nan
    return float(np.corrcoef(rates(rows), rates(previous))[0, 1])


def following(years: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows whose enterprise has a row in the year before as well, and those rows."""
    ordered = years[np.lexsort((years["year"], years["uid"], years["draw"]))]
    now, then = ordered[1:], ordered[:-1]
    pair = (now["draw"] == then["draw"]) & (now["uid"] == then["uid"])
    pair &= now["year"] == then["year"] + 1
    return now[pair], then[pair]


def _mean(values: np.ndarray) -> float:
    return float(np.mean(values)) if len(values) >= SMALLEST_SAMPLE else math.nan


def growth(traces: Traces) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log growth of revenue less its mean over draw, year and sector; log revenue before; draw.

    Cells of fewer than ten enterprises are left out: their mean would take the spread away.
    """
    now, then = following(mature(traces.years))
    sold = (now["revenue"] > 0.0) & (then["revenue"] > 0.0)
    now, then = now[sold], then[sold]
    rate = np.log(now["revenue"] / then["revenue"])
    cell = (now["draw"] * 10_000 + now["year"]) * 100 + now["sector"]
    _, member, count = np.unique(cell, return_inverse=True, return_counts=True)
    mean = np.bincount(member, rate) / count if len(count) else np.zeros(0)
    enough = count[member] >= SMALLEST_CELL
    return (rate - mean[member])[enough], np.log(then["revenue"])[enough], now["draw"][enough]


def growth_spread(traces: Traces) -> float:
    """Standard deviation of annual log growth."""
    values, _, _ = growth(traces)
    return float(np.std(values)) if len(values) >= SMALLEST_SAMPLE else math.nan


def standard_growth(traces: Traces) -> np.ndarray:
    """Growth over its standard deviation in its own draw.

    Without this the mixture of draws with wide and narrow noise would look like a fat tail.
    """
    values, _, draw = growth(traces)
    found = []
    for one in np.unique(draw):
        own = values[draw == one]
        if len(own) >= SMALLEST_SAMPLE and own.std() > 0.0:
            found.append(own / own.std())
    return np.concatenate(found) if found else np.zeros(0)


def subbotin_exponent(traces: Traces) -> float:
    """Maximum-likelihood exponent b of the Subbotin family: 1 is Laplace, 2 is normal."""
    values = standard_growth(traces)
    if len(values) < SMALLEST_SAMPLE:
        return math.nan
    size = np.abs(values - np.median(values))
    found = minimize_scalar(
        lambda b: -subbotin_likelihood(size, b), bounds=(0.2, 6.0), method="bounded"
    )
    return float(found.x)


def subbotin_likelihood(size: np.ndarray, b: float) -> float:
    """Mean log-likelihood of absolute deviations, the scale at its best for exponent b.

    Source: Bottazzi & Secchi (2002), density b / (2 s Gamma(1/b)) exp(-|x/s|^b).
    """
    scale = (b * np.mean(size**b)) ** (1.0 / b)
    return float(math.log(b / (2.0 * scale)) - gammaln(1.0 / b) - 1.0 / b)


def laplace_advantage(traces: Traces) -> float:
    """Mean log-likelihood of a Laplace less that of a normal distribution of growth."""
    values = standard_growth(traces)
    if len(values) < SMALLEST_SAMPLE:
        return math.nan
    # Each around its own best centre.
    laplace = subbotin_likelihood(np.abs(values - np.median(values)), 1.0)
    return laplace - subbotin_likelihood(np.abs(values - np.mean(values)), 2.0)


def spread_by_size(traces: Traces, bins: int = 10) -> float:
    """Slope of log standard deviation of growth on log revenue, over size deciles."""
    values, size, _ = growth(traces)
    if len(values) < bins * SMALLEST_SAMPLE:
        return math.nan
    groups = np.array_split(np.argsort(size, kind="stable"), bins)
    centre = np.array([size[group].mean() for group in groups])
    spread = np.array([values[group].std() for group in groups])
    return float(np.polyfit(centre, np.log(spread), 1)[0])


def tail_excess(traces: Traces, year: int) -> np.ndarray:
    """log(revenue / smallest of the tail) of the largest tenth of enterprises, by draw."""
    rows = traces.years[
        (traces.years["year"] == year)
        & traces.years["whole"]
        & (traces.years["origin"] != KNOWN_PROJECT)
        & (traces.years["revenue"] > 0.0)
    ]
    found = []
    for draw in np.unique(rows["draw"]):
        size = np.sort(rows["revenue"][rows["draw"] == draw])[::-1]
        count = max(SMALLEST_TAIL, round(TAIL_SHARE * len(size)))
        if len(size) > count:
            found.append(np.log(size[:count] / size[count]))
    return np.concatenate(found) if found else np.zeros(0)


def tail_exponent(traces: Traces, year: int) -> float:
    """Exponent of the density of revenue in the tail: 1 + Hill's estimator."""
    excess = tail_excess(traces, year)
    return 1.0 + 1.0 / float(np.mean(excess)) if len(excess) >= SMALLEST_TAIL else math.nan


def pareto_advantage(traces: Traces, year: int) -> float:
    """Mean log-likelihood of a Pareto tail less that of a log-normal one cut at the same place.

    The excess is exponential, or a normal cut at zero, which includes the first as a limit.
    """
    excess = tail_excess(traces, year)
    if len(excess) < SMALLEST_SAMPLE:
        return math.nan
    pareto = -math.log(float(np.mean(excess))) - 1.0
    start = np.array([float(np.mean(excess)), math.log(float(np.std(excess)))])
    best = minimize(
        lambda x: -_cut_normal(excess, x[0], math.exp(x[1])), start, method="Nelder-Mead"
    )
    return pareto + float(best.fun)


def _cut_normal(values: np.ndarray, mean: float, sd: float) -> float:
    """Mean log-likelihood of a normal distribution cut off below zero."""
    z = (values - mean) / sd
    body = -0.5 * float(np.mean(z * z)) - math.log(sd) - 0.5 * math.log(2.0 * math.pi)
    return body - float(log_ndtr(mean / sd))


def adoption_path(traces: Traces, level: int) -> tuple[np.ndarray, np.ndarray]:
    """Years and the share at an automation level or above, among a fixed set of enterprises.

    The set is the roster's enterprises that are still there when the run ends: entrants start
    low and would bend the path.
    """
    rows = traces.years[traces.years["whole"] & (traces.years["origin"] == 0)]
    years = np.unique(rows["year"])
    identity = rows["draw"] * (1 << 42) + rows["uid"]
    stayed = np.isin(identity, identity[rows["year"] == years[-1:]])
    rows = rows[stayed]
    share = [float(np.mean(rows["z"][rows["year"] == year] >= level)) for year in years]
    return years.astype(float), np.array(share)


def logistic_advantage(traces: Traces, level: int) -> float:
    """AICc of a straight line less that of a logistic curve with its own ceiling (at most 1).

    Above zero the S-curve describes the adoption path better, its third parameter paid for.
    """
    years, share = adoption_path(traces, level)
    if len(years) < 7 or share.min() <= 0.0 or share.max() >= 1.0:
        return math.nan
    time = years - years.mean()
    line = share - np.polyval(np.polyfit(time, share, 1), time)
    ceiling = 0.5 * (1.0 + float(share.max()))
    slope, middle = np.polyfit(time, np.log(share / (ceiling - share)), 1)
    fit = least_squares(
        lambda x: share - x[2] / (1.0 + np.exp(-(x[0] * time + x[1]))),
        [slope, middle, ceiling],
        bounds=([-10.0, -20.0, 1e-6], [10.0, 20.0, 1.0]),
    )
    return _aicc(line, 2) - _aicc(fit.fun, 3)


def _aicc(residuals: np.ndarray, parameters: int) -> float:
    """Akaike's criterion with its small-sample term (Hurvich & Tsai 1989), variance counted."""
    n, k = len(residuals), parameters + 1
    variance = max(float(np.mean(residuals**2)), 1e-14)
    return n * math.log(variance) + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0)


def response(base: Traces, reform: Traces, first_year: int, last_year: int) -> float:
    """Change of total investment by a reform, as a share, over the same enterprises' years."""
    before, after = (_invested(item, first_year, last_year)[0] for item in (base, reform))
    return after / before - 1.0 if before > 0.0 else math.nan


def spike_share(base: Traces, reform: Traces, first_year: int, last_year: int) -> float:
    """Share of the response that comes from plant-years with more than 20 % invested."""
    before, spiky_before = _invested(base, first_year, last_year)
    after, spiky_after = _invested(reform, first_year, last_year)
    return (spiky_after - spiky_before) / (after - before) if after != before else math.nan


def _invested(traces: Traces, first_year: int, last_year: int) -> tuple[float, float]:
    """Real investment of mature enterprises over the years, and the part of it in spikes."""
    rows = mature(traces.years, first_year)
    rows = rows[rows["year"] <= last_year]
    spiky = rates(rows) > SPIKE
    return float(rows["investment"].sum()), float(rows["investment"][spiky].sum())


def median_life(traces: Traces) -> float:
    """Median life in years (Kaplan-Meier), of the roster and of start-ups.

    Those that were there when the run began come under observation at the age they had then
    (left truncation); those still there when it ends are censored.
    """
    spells = traces.spells[np.isin(traces.spells["origin"], (0, 2))]
    if len(spells) < SMALLEST_SAMPLE:
        return math.nan
    ages, alive = survival(spells["entry"], spells["leave"], spells["closed"])
    below = np.flatnonzero(alive <= 0.5)
    return float(ages[below[0]]) / 4.0 if len(below) else math.nan


def survival(
    entry: np.ndarray, leave: np.ndarray, closed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Kaplan-Meier: ages of the closures and the share that survives each.

    At risk at an age are those who came under observation before it and are still there.
    """
    ages = np.unique(leave[closed])
    came, went = np.sort(entry), np.sort(leave)
    at_risk = np.searchsorted(came, ages) - np.searchsorted(went, ages)
    deaths = np.array([np.count_nonzero(leave[closed] == age) for age in ages])
    # A start-up may close as it is founded, at an age at which nobody is at risk.
    safe = at_risk > 0
    alive = np.cumprod(1.0 - deaths[safe] / at_risk[safe])
    return ages[safe], alive
