"""The county as it was known at an origin: nothing that happened later is left in it.

An origin is the end of a year, as told by what is published of that year in the next spring.
Two spellings of "known then" are used.  `masked` keeps the fitted drivers and the priors and
only hides what came later: right for synthetic counties, whose truth follows the same fits.
`refitted` also estimates the drivers anew from the record up to the origin: right for the
county itself.  The priors of the model's parameters were written in view of the whole record,
except the growth of the rest of the economy, whose prior is taken from the refit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import hypot
from pathlib import Path

from calibration.backtest.driver_refits import refit_drivers
from calibration.observations import Observation
from model.spec import CountySpec, DriverModel
from model.units import quarters_until

# The driver whose mean is a parameter of the model, and the parameter's code.
_REST = "rest_growth"
# What the county may differ from its city in mean growth (sd), as its declared prior has it.
_APART = 0.015


def masked(spec: CountySpec, origin: int) -> CountySpec:
    """The county with observed drivers, dated events and known projects up to the origin only.

    A project counts as known once it is in operation: when its plans became public is not on
    record.
    """
    end = quarters_until(origin)
    return replace(
        spec,
        drivers=tuple(_seen_until(driver, origin) for driver in spec.drivers),
        events=tuple(event for event in spec.events if event.quarter < end),
        known_projects=tuple(p for p in spec.known_projects if p.commission_quarter < end),
        digest=f"{spec.digest}@{origin}",
    )


def refitted(
    spec: CountySpec, history: Sequence[Observation], folder: Path, origin: int
) -> CountySpec:
    """The county of `folder` with drivers estimated from the record up to the origin only.

    Raises DataError when the driver files of the county are at fault.
    """
    record = known_at(history, origin)
    known = masked(spec, origin)
    drivers = refit_drivers(spec, record, history, folder)
    rest = next((driver for driver in drivers if driver.code == _REST), None)
    priors = dict(spec.priors)
    if rest is not None and rest.observed:
        shipped = priors[_REST]
        priors[_REST] = replace(shipped, first=rest.mu, second=hypot(rest.mu_sd, _APART))
    return replace(known, drivers=drivers, priors=priors)


def known_at(history: Sequence[Observation], origin: int) -> list[Observation]:
    """Rows of the record about years up to the origin."""
    return [row for row in history if row.year <= origin]


def rougher(spec: CountySpec, factor: float) -> CountySpec:
    """The county in a world whose drivers move `factor` times as widely as the fits say.

    Years that are observed stay as they are.
    """
    drivers = tuple(replace(d, sigma=d.sigma * factor) for d in spec.drivers)
    return replace(spec, drivers=drivers, digest=f"{spec.digest}*{factor:g}")


def _seen_until(driver: DriverModel, origin: int) -> DriverModel:
    """A driver without the values observed after the origin."""
    return replace(
        driver,
        observed={year: item for year, item in driver.observed.items() if year <= origin},
    )
