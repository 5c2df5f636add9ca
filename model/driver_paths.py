"""The world outside over one draw: every driver, every quarter, from its fitted process."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import numpy as np

from model import randomness as rng
from model.assumptions import PRICE_SERIES
from model.behaviour.common import clamp
from model.behaviour.drivers import ONCE, driver_year
from model.kernel import kernel
from model.randomness import LATER_QUARTER, normal, quarter_key
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
COEFFICIENTS = (
    *("mu", "mu_sd", "phi", "phi_sd", "kappa", "kappa_sd", "lbar", "sigma", "log_sigma_sd"),
)
DRIVER_MODEL = np.dtype([("identity", "i8"), *((name, "f8") for name in COEFFICIENTS)])
# A year of a driver on record: `value` is NaN where there is none; `spell` is -1, or the column of
# the first of the years of which only the total is known, whose swing about their mean is `swing`.
KNOWN_YEAR = np.dtype([("value", "f8"), ("error", "f8"), ("swing", "f8"), ("spell", "i8")])
EVENT = np.dtype([("quarter", "i8"), ("mean", "f8"), ("sd", "f8")])


def driver_tables(spec: CountySpec, years: int) -> tuple[np.ndarray, np.ndarray]:
    """DRIVER_MODEL[n] and the years on record KNOWN_YEAR[n, years + 2].

    Column 0 is 2016, the year before the start.  Drivers fitted to one and the same series
    share an identity, hence their shocks.  Raises KeyError when the county lacks a driver.
    """
    by_code = {model.code: model for model in spec.drivers}
    table = np.zeros(len(DRIVER_CODES), DRIVER_MODEL)
    known = np.zeros((len(DRIVER_CODES), years + 2), KNOWN_YEAR)
    for index, code in enumerate(DRIVER_CODES):
        model = by_code[code]
        for name in COEFFICIENTS:
            table[name][index] = getattr(model, name)
        known[index] = known_years(model, years + 2)
        earlier = (i for i in range(index) if _same_series(by_code[DRIVER_CODES[i]], model))
        table["identity"][index] = next(earlier, index)
    # The mean growth of the rest of the economy is a parameter of the county, drawn with its error.
    table["mu_sd"][_REST] = 0.0
    return table, known


def known_years(model: DriverModel, columns: int) -> np.ndarray:
    """KNOWN_YEAR[columns] of one driver, from 2016 on.

    Swings in a spell are drawn independently and then made to add up to nothing, which takes
    1/n of their variance away; `swing` is what it is before that.
    """
    row = np.zeros(columns, KNOWN_YEAR)
    row["value"], row["spell"] = np.nan, -1
    start = FIRST_YEAR - 1
    inside = {year: item for year, item in model.observed.items() if 0 <= year - start < columns}
    for year, item in inside.items():
        at = row[year - start : year - start + 1]
        at["value"], at["error"] = item.value, item.error
        together = [y for y, other in inside.items() if other.spell == item.spell]
        if item.spell is not None and len(together) > 1:
            at["spell"] = min(together) - start
            at["error"] = item.mean_error
            left = max(0.0, item.error**2 - item.mean_error**2)
            at["swing"] = math.sqrt(left / (1.0 - 1.0 / len(together)))
    return row


def _same_series(one: DriverModel, other: DriverModel) -> bool:
    """Whether two drivers were fitted to the same observations.

    How near the series is to what it stands for may differ: one and the same price index speaks
    better for machines than for cement.
    """
    process = [f.name for f in fields(DriverModel) if f.name not in ("code", "observed")]
    values = [{year: item.value for year, item in d.observed.items()} for d in (one, other)]
    same = all(getattr(one, name) == getattr(other, name) for name in process)
    return bool(values[0]) and values[0] == values[1] and same


def event_table(spec: CountySpec) -> np.ndarray:
    """EVENT[m] of the county's dated shocks."""
    return np.array([(e.quarter, e.mean, e.sd) for e in spec.events], EVENT)


@kernel
def key_of_year(key: Any, later: Any, y: Any) -> Any:
    """Key of the chance of year column `y`: its change sets in two quarters before the year."""
    if 4 * (y - 2) + 2 >= LATER_QUARTER:
        return later
    return key


@kernel
def value_on_record(known: Any, y: Any, key: Any, later: Any, who: Any) -> Any:
    """A driver's value in year column `y`, which is on record, with its error."""
    it = known[y]
    own = normal(quarter_key(key_of_year(key, later, y), 4 * y), who, rng.DRIVER)
    if it.spell < 0:
        return it.value + it.error * own
    total, years = 0.0, 0
    for other in range(len(known)):
        if known[other].spell == it.spell:
            now = key_of_year(key, later, other)
            total += normal(quarter_key(now, 4 * other), who, rng.DRIVER)
            years += 1
    shared = normal(quarter_key(key, 4 * it.spell), who, rng.DRIVER_SPELL)
    return it.value + it.error * shared + it.swing * (own - total / years)


@kernel
def annual_path(index: Any, model: Any, known: Any, p: Any, key: Any, later: Any, path: Any) -> Any:
    """Annual values of one driver into `path` [years + 2], column 0 being 2016.

    The log level is measured from 2017.  The mean growth of the rest of the economy is a
    parameter of the ensemble, so its estimate in the fit is not used again.  `later` is the
    key of all chance from LATER_QUARTER on.
    """
    mu = model.mu
    if index == _REST:
        mu = p.rest_growth
    before, level = mu, 0.0
    for y in range(len(path)):
        if math.isnan(known[y].value):
            now = key_of_year(key, later, y)
            value = driver_year(key, now, y, model, mu, before, level)
        else:
            value = value_on_record(known, y, key, later, rng.DRIVER_BASE + model.identity)
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
    known: Any,
    events: Any,
    p: Any,
    key: Any,
    later: Any,
    drivers: Any,
    prices: Any,
) -> Any:
    """Fill DRIVER[T] and prices f8[T, series] for the draw of `key`, `later` from LATER_QUARTER."""
    quarters = len(drivers)
    path = np.zeros(known.shape[1])
    for index in range(len(models)):
        model = models[index]
        annual_path(index, model, known[index], p, key, later, path)
        for t in range(quarters):
            rate = annual_rate(path, t)
            if index < N_PRICES:
                prices[t, index] = rate / 4.0
            else:
                set_driver(drivers[t], index - N_PRICES, rate, path[t // 4 + 1])
    for t in range(quarters):
        drivers[t].activity = 1.0
    for j in range(len(events)):
        if events[j].quarter < quarters:
            now = key if events[j].quarter < LATER_QUARTER else later
            z = normal(quarter_key(now, ONCE), rng.DRIVER_BASE + 500 + j, rng.EVENT)
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
