"""What a set of lever values costs the public purse, lever by lever, over the years of the plan.

Counted from the value without the plan, in current 万元 without discounting, from the quarter in
which policy may first act to the end of the last year.  What the model pays itself comes from its
runs (:mod:`scenarios.portfolio.trial`), never from here, so that nothing is charged twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calibration.lever_costs import ONCE, LeverCost
from calibration.lever_values import START_YEAR
from model.spec import CountySpec
from model.units import FIRST_YEAR, POLICY_QUARTER
from scenarios.scenario import YearPath, yearly

ASSUMPTION = "assumption"


@dataclass(frozen=True)
class CostLine:
    """The declared cost of one moved lever, 万元 in all, within `low`..`high`; 0 without a price."""

    cost: LeverCost
    code: str
    amount: float
    low: float
    high: float


def year_shares(last_year: int) -> list[float]:
    """The part of each year 2023..`last_year` in which policy can act: three quarters of the first."""
    first = 1.0 - (POLICY_QUARTER - 4 * (START_YEAR - FIRST_YEAR)) / 4.0
    return [first, *[1.0] * (last_year - START_YEAR)]


def units_of(spec: CountySpec, cost: LeverCost, code: str, path: YearPath, last_year: int) -> float:
    """Units of a lever that are paid for: units times years, or units added by the last year."""
    years = range(START_YEAR, last_year + 1)
    kind = spec.levers[code].interpolation
    pairs = zip(yearly(path, kind, years), yearly(spec.no_plan[code], kind, years), strict=True)
    changes = [abs(value - without) for value, without in pairs]
    if cost.per == ONCE:
        return changes[-1]
    return float(
        sum(part * change for part, change in zip(year_shares(last_year), changes, strict=True))
    )


def cost_lines(
    spec: CountySpec,
    costs: Mapping[str, LeverCost],
    levers: Mapping[str, YearPath],
    last_year: int,
) -> tuple[CostLine, ...]:
    """Every lever that differs from its value without the plan, with its declared cost."""
    years = range(START_YEAR, last_year + 1)
    found = []
    for code, path in levers.items():
        kind = spec.levers[code].interpolation
        if yearly(path, kind, years) == yearly(spec.no_plan[code], kind, years):
            continue
        cost = costs[code]
        units = units_of(spec, cost, code, path, last_year) if cost.priced else 0.0
        prices = (cost.unit_cost, cost.low, cost.high)
        found.append(CostLine(cost, code, *(units * price for price in prices)))
    return tuple(found)


def declared_total(lines: Sequence[CostLine]) -> float:
    """Sum of the declared costs, 万元."""
    return float(sum(line.amount for line in lines))
