"""The start of 2017: what every draw of a county starts from, and a world put there.

A world is blanked before a draw begins in it and copied where scenarios part; both touch only
the slots that are in use.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.behaviour.drivers import start_at_totals
from model.driver_paths import driver_paths, driver_tables, event_table
from model.kernel import kernel
from model.records import COUNTY, ENTERPRISE, GOVERNMENT, PROJECT
from model.roster import KNOWN, ROSTER, place_known, place_roster, start_county, synthesise
from model.spec import CountySpec
from model.world import engine_array


class Origin(NamedTuple):
    """What every draw of a county starts from.

    parks PARK[P], known KNOWN[n], roster ROSTER[n] (empty: synthetic), models
    DRIVER_MODEL[n], known_years KNOWN_YEAR[n, years + 2], events EVENT[n].
    """

    parks: np.ndarray
    known: np.ndarray
    roster: np.ndarray
    models: np.ndarray
    known_years: np.ndarray
    events: np.ndarray


def origin_of(spec: CountySpec, quarters: int, roster: np.ndarray | None = None) -> Origin:
    """The arrays a county's draws start from."""
    known = np.zeros(len(spec.known_projects), KNOWN)
    for row, project in zip(known, spec.known_projects, strict=True):
        row["sector"], row["commission"] = project.sector, project.commission_quarter
        row["capex_low"], row["capex_high"] = project.capex
        row["revenue_low"], row["revenue_high"] = project.revenue
        row["staff"], row["m"] = project.staff, project.site_mu
        row["va_rate"], row["ei"] = project.va_rate, project.energy_intensity
        row["delay_sd"], row["booked"] = project.delay_sd, project.booked_probability
    models, years = driver_tables(spec, quarters // 4)
    rows = np.zeros(0, ROSTER) if roster is None else roster
    arrays = (spec.parks, known, rows, models, years, event_table(spec))
    return Origin(*map(engine_array, arrays))


@kernel
def begin(w: Any, origin: Any, key: Any, later: Any) -> Any:
    """Put a world at the start of 2017: county, enterprises, known projects, drivers.

    `key` is the draw's luck, `later` that from LATER_QUARTER on, which drivers know ahead.
    """
    begin_apart(w, origin, key, key, later)


@kernel
def begin_apart(w: Any, origin: Any, key: Any, outside: Any, outside_later: Any) -> Any:
    """As `begin`, drivers having luck of their own: `outside`, then `outside_later`."""
    w.county[0] = np.zeros(1, COUNTY)[0]
    w.gov[0] = np.zeros(1, GOVERNMENT)[0]
    for k in range(len(w.parks)):
        w.parks[k] = origin.parks[k]
    start_county(w, key)
    if len(origin.roster) > 0:
        place_roster(w, origin.roster, key)
    else:
        synthesise(w, key)
    place_known(w, origin.known, key)
    measure_labour_and_harvest(w)
    driver_paths(
        origin.models,
        origin.known_years,
        origin.events,
        w.p[0],
        outside,
        outside_later,
        w.drivers,
        w.prices,
    )
    start_at_totals(w.county[0], w.drivers)


@kernel
def measure_labour_and_harvest(w: Any) -> Any:
    """Staff of 2017 (persons) and what its harvest can feed (万元 a year), with some headroom."""
    harvest = 0.0
    for i in range(w.county[0].n):
        firm = w.firms[i]
        w.county[0].labour_2017 += firm.l
        if w.sectors[firm.sector].harvest_limited == 1:
            harvest += firm.d
    w.county[0].harvest_capacity = w.p[0].harvest_headroom * harvest


@kernel
def copy_state(source: Any, target: Any) -> Any:
    """Copy all that changes from one world to another; slots beyond the source's are blanked."""
    blank_firm = np.zeros(1, ENTERPRISE)
    blank_project = np.zeros(1, PROJECT)
    used = max(source.county[0].n, target.county[0].n)
    for i in range(used):
        if i < source.county[0].n:
            target.firms[i] = source.firms[i]
        else:
            target.firms[i] = blank_firm[0]
    for j in range(source.county[0].n_live):
        target.live[j] = source.live[j]
    used = max(source.county[0].n_projects, target.county[0].n_projects)
    for j in range(used):
        if j < source.county[0].n_projects:
            target.projects[j] = source.projects[j]
        else:
            target.projects[j] = blank_project[0]
    for k in range(len(source.parks)):
        target.parks[k] = source.parks[k]
    for s in range(len(source.markets)):
        target.markets[s] = source.markets[s]
    for t in range(len(source.drivers)):
        target.drivers[t] = source.drivers[t]
        for series in range(source.prices.shape[1]):
            target.prices[t, series] = source.prices[t, series]
    target.gov[0] = source.gov[0]
    target.county[0] = source.county[0]


@kernel
def wipe(w: Any) -> Any:
    """Blank the slots that the last draw used."""
    blank_firm = np.zeros(1, ENTERPRISE)
    blank_project = np.zeros(1, PROJECT)
    for i in range(w.county[0].n):
        w.firms[i] = blank_firm[0]
    for j in range(w.county[0].n_projects):
        w.projects[j] = blank_project[0]
