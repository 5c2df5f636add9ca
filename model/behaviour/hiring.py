"""Event 6, hiring within the island's labour pool, and event 7, expectations."""

from __future__ import annotations

from typing import Any

from model.behaviour.common import (
    NOT_ZERO,
    clamp,
    effective_demand,
    revenue_4q,
    staff_at_full_use,
    support,
)
from model.kernel import kernel
from model.records import KNOWN_PROJECT

# Range of expected real growth (log a year): nobody plans for worse or better.  Assumption.
LEAST_EXPECTED, MOST_EXPECTED = -0.2, 0.25


@kernel
def labour_pool(county: Any, p: Any, lever: Any) -> Any:
    """Persons that industry can draw on: 2017's staff and a margin, with the population.

    headroom · L_2017 · N/N_2017 · (1 + housing_gain (housing - 1)) + bed_workers · beds: more with
    housing subsidies and dormitory beds, which bring people from outside.
    """
    residents = county.population / p.population_2017
    local = p.labour_headroom * county.labour_2017 * residents
    return local * (1.0 + p.housing_gain * (lever.talent_housing - 1.0)) + (
        p.bed_workers * county.beds
    )


@kernel
def fill_rate(free: Any, wanted: Any, p: Any) -> Any:
    """Share of the wanted hires that are filled: free / (free + matching · wanted).

    The tighter the pool the longer a vacancy; with matching of at least one never more are
    hired than are free.
    """
    if wanted <= 0.0:
        return 0.0
    return free / (free + p.matching * wanted)


@kernel
def ask_for_staff(firm: Any, sector: Any, p: Any) -> Any:
    """Hires wanted (persons) toward the staff that output asks for; shed the surplus slowly."""
    firm.want_staff = 0.0
    if firm.origin == KNOWN_PROJECT:
        return
    use = clamp(effective_demand(firm) / max(NOT_ZERO, firm.full), p.idle_staff, 1.0)
    gap = staff_at_full_use(firm, sector, p) * use - firm.l
    if gap > 0.0:
        firm.want_staff = p.hire_speed * gap
    else:
        firm.l += p.fire_speed * gap


@kernel
def hire(firm: Any, gov: Any, fill: Any, p: Any, lever: Any) -> Any:
    """Take on the share `fill` of the hires wanted; the award for young talent pays for R&D.

    The award (万元 per head) goes to the enterprise for the talent among its hires; what is
    paid raises R&D intensity, which then moves back to its own target.
    """
    hires = fill * firm.want_staff
    firm.l += hires
    heads = p.talent_share * hires
    if heads > 0.0 and lever.talent_award > 0.0:
        paid = support(gov, firm, lever.talent_award * heads)
        firm.rho += paid / max(p.above_scale_threshold, revenue_4q(firm))


@kernel
def expect(firm: Any, p: Any) -> Any:
    """Adaptive expectation of real demand growth (log a year): e + lambda (realised - e)."""
    learned = firm.e + p.learning * (4.0 * firm.step - firm.e)
    firm.e = clamp(learned, LEAST_EXPECTED, MOST_EXPECTED)
