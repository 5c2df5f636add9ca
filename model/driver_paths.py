"""The world outside over one draw: every driver, every quarter, from its fitted process."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from model import randomness as rng
from model.assumptions import PRICE_SERIES
from model.behaviour.common import clamp
from model.behaviour.drivers import ONCE, driver_year
from model.kernel import kernel
from model.randomness import normal, quarter_key
from model.spec import CountySpec, DriverModel
from model.units import FIRST_YEAR

# Order in which the compiled code knows the drivers; prices come first.
DRIVER_CODES: tuple[str, ...] = (
    *(f"price_{code}" for code in PRICE_SERIES),
    "growth",
    "rest_growth",
    "interest",
    "price_investment",
    "wage",
    "population",
    "harvest",
    "general_budget",
    "land_revenue",
)
N_PRICES = len(PRICE_SERIES)
_REST = DRIVER_CODES.index("rest_growth")
DRIVER_MODEL = np.dtype(
    [("identity", "i8")]
    + [
        (n, "f8")
        for n in ("mu", "mu_sd", "phi", "phi_sd", "kappa", "lbar", "sigma", "log_sigma_sd")
    ]
)
EVENT = np.dtype([("quarter", "i8"), ("mean", "f8"), ("sd", "f8")])


def driver_tables(spec: CountySpec, years: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """DRIVER_MODEL[n], and observed values and errors f8[n, years + 1] (NaN: to simulate).

    Column 0 is 2016, the year before the start.  Drivers fitted to one and the same series
    share an identity, hence their shocks.  Raises KeyError when the county lacks a driver.
    """
    by_code = {model.code: model for model in spec.drivers}
    table = np.zeros(len(DRIVER_CODES), DRIVER_MODEL)
    observed = np.full((len(DRIVER_CODES), years + 2), np.nan)
    error = np.zeros_like(observed)
    for index, code in enumerate(DRIVER_CODES):
        model = by_code[code]
        table[index] = (
            index,
            model.mu,
            model.mu_sd,
            model.phi,
            model.phi_sd,
            model.kappa,
            model.lbar,
            model.sigma,
            model.log_sigma_sd,
        )
        for year, value in model.observed.items():
            if FIRST_YEAR - 1 <= year <= FIRST_YEAR + years:
                observed[index, year - FIRST_YEAR + 1] = value
                error[index, year - FIRST_YEAR + 1] = model.observed_error.get(year, 0.0)
        for earlier in range(index):
            if _same_series(by_code[DRIVER_CODES[earlier]], model):
                table["identity"][index] = earlier
                break
    return table, observed, error


def _same_series(one: DriverModel, other: DriverModel) -> bool:
    """Whether two drivers were fitted to the same observations."""
    return bool(one.observed) and replace(one, code="") == replace(other, code="")


def event_table(spec: CountySpec) -> np.ndarray:
    """EVENT[m] of the county's dated shocks."""
    return np.array([(e.quarter, e.mean, e.sd) for e in spec.events], EVENT)


@kernel
def annual_path(
    index: Any, model: Any, observed: Any, error: Any, p: Any, key: Any, path: Any
) -> Any:
    """Annual values of one driver into `path` [years + 2], column 0 being 2016.

    The log level is measured from 2017.  The mean growth of the rest of the economy is a
    parameter of the ensemble, so its estimate and error in the fit are not used again.
    """
    mu = model.mu
    if index == _REST:
        mu = p.rest_growth
    before, level = mu, 0.0
    for y in range(len(path)):
        if math.isnan(observed[y]):
            value = driver_year(key, model.identity, y, model, mu, before, level)
        else:
            noise = normal(quarter_key(key, 4 * y), rng.DRIVER_BASE + model.identity, rng.DRIVER)
            value = observed[y] + error[y] * noise
        path[y] = value
        before = value
        if y >= 2:
            level += value
    return 0


@kernel
def annual_rate(path: Any, t: Any) -> Any:
    """Annual log change that is under way in quarter `t`.

    The change of a year's average over the year before runs from mid-year to mid-year: the
    first two quarters of year y carry y's change, the last two that of y + 1.  Nothing changes
    before mid-2017, the base.
    """
    if t < 2:
        return 0.0
    return path[(t + 2) // 4 + 1]


@kernel
def driver_paths(
    models: Any,
    observed: Any,
    errors: Any,
    events: Any,
    p: Any,
    key: Any,
    drivers: Any,
    prices: Any,
) -> Any:
    """Fill DRIVER[T] and prices f8[T, series] for the draw of `key`."""
    quarters = len(drivers)
    path = np.zeros(observed.shape[1])
    for index in range(len(models)):
        model = models[index]
        annual_path(index, model, observed[index], errors[index], p, key, path)
        for t in range(quarters):
            rate = annual_rate(path, t)
            if index < N_PRICES:
                prices[t, index] = rate / 4.0
            else:
                set_driver(drivers[t], index - N_PRICES, rate, path[t // 4 + 1])
    for t in range(quarters):
        drivers[t].activity = 1.0
    once = quarter_key(key, ONCE)
    for j in range(len(events)):
        if events[j].quarter < quarters:
            z = normal(once, rng.DRIVER_BASE + 500 + j, rng.EVENT)
            factor = clamp(events[j].mean + events[j].sd * z, 0.05, 1.2)
            drivers[events[j].quarter].activity = factor


@kernel
def set_driver(driver: Any, place: Any, rate: Any, this_year: Any) -> Any:
    """Put one driver's quarter in its field, in the order of DRIVER_CODES after the prices."""
    if place == 0:
        driver.growth = this_year
    elif place == 1:
        driver.rest_growth = rate
    elif place == 2:
        driver.interest = this_year
    elif place == 3:
        driver.investment_price = rate / 4.0
    elif place == 4:
        driver.wage = rate / 4.0
    elif place == 5:
        driver.population = rate / 4.0
    elif place == 6:
        driver.harvest = rate / 4.0
    elif place == 7:
        driver.general_budget = rate / 4.0
    else:
        driver.land_revenue = rate / 4.0
