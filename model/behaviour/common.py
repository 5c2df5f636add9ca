"""Arithmetic that several behaviours share: capacity, funds, paying, government money."""

from __future__ import annotations

from typing import Any

from model import randomness as rng
from model.kernel import kernel
from model.randomness import uniform, whole_quarters
from model.records import GRADE_A, GRADE_D

# Bits of `act`, the trace of what an enterprise did in a quarter.
INVESTED = 1
SHORT_OF_FUNDS = 2
SHORT_OF_LAND = 4
UPGRADED = 8
RAISED_PLOT_RATIO = 16
GOT_PARCEL = 32
RELEASED_LAND = 64
WON_AWARD = 128
EXITED = 256
SUBSIDISED = 512
SUBSIDY_REFUSED = 1024
COMMISSIONED = 2048
INTENSIFIED = 4096
# A divisor is at least this, so that a ratio stays finite where there is nothing to divide by.
NOT_ZERO = 1e-9
# Quarters in which a new plant's demand grows, and the share that each that is left takes away: it
# begins with 20 %.  Assumption: two years to full sales.
RAMP_QUARTERS = 8
RAMP_STEP = 0.1


@kernel
def clamp(x: Any, low: Any, high: Any) -> Any:
    """x kept within [low, high]; NaN stays NaN, so that a failure is seen and not hidden."""
    if x < low:
        return low
    if x > high:
        return high
    return x


@kernel
def capacity(firm: Any, sector: Any, price: Any) -> Any:
    """Revenue at full capacity, 万元 a year at current prices: p k exp(a) / kappa."""
    return price * firm.tariff * firm.k * firm.tfp / sector.kappa


@kernel
def staff_at_full_use(firm: Any, sector: Any, p: Any) -> Any:
    """Persons needed to run all capital; automation levels and robots do without some of them.

    max(least_staff · L, L (1 - saving · z) - robot_labour · robots), L = staff_rate k / kappa being
    the staff of a manual plant.
    """
    manual = sector.staff_rate * firm.k / sector.kappa
    needed = manual * (1.0 - sector.labour_saving * firm.z) - p.robot_labour * firm.robots
    return max(p.least_staff * manual, needed)


@kernel
def effective_demand(firm: Any) -> Any:
    """Demand reached so far, 万元 a year: a new plant's grows from 20 % over its ramp."""
    return firm.d * (1.0 - RAMP_STEP * firm.ramp_left)


@kernel
def revenue_4q(firm: Any) -> Any:
    """Revenue of the latest four quarters, 万元."""
    return firm.revenue + firm.revenue_1 + firm.revenue_2 + firm.revenue_3


@kernel
def cash_buffer(firm: Any, p: Any) -> Any:
    """Cash that an enterprise keeps for running costs, 万元."""
    return p.cash_buffer * revenue_4q(firm)


@kernel
def credit_limit(firm: Any, county: Any, p: Any, lever: Any, assumption: Any) -> Any:
    """Debt that lenders allow, 万元: a share of capital, more with guarantees and good grade."""
    grade = 1.0
    if firm.grade == GRADE_A:
        grade = 1.0 + p.grade_credit
    elif firm.grade == GRADE_D:
        grade = 1.0 - p.grade_credit
    share = p.credit_limit * (1.0 + lever.guarantee) * assumption.credit_multiplier * grade
    return share * county.investment_price * (firm.k + firm.pending_k)


@kernel
def available(firm: Any, county: Any, p: Any, lever: Any, assumption: Any) -> Any:
    """Funds for a project now, 万元: cash above the buffer and credit still open."""
    own = max(0.0, firm.cash - cash_buffer(firm, p))
    credit = max(0.0, credit_limit(firm, county, p, lever, assumption) - firm.debt)
    return own + credit


@kernel
def spend(firm: Any, cost: Any, p: Any) -> Any:
    """Pay `cost` (万元) from cash above the buffer, the rest with new debt."""
    own = min(cost, max(0.0, firm.cash - cash_buffer(firm, p)))
    borrowed = cost - own
    firm.debt += borrowed
    firm.borrowed += borrowed
    firm.cash += borrowed - cost


@kernel
def building_time(uid: Any, sector: Any, lever: Any, key: Any) -> Any:
    """Quarters from decision to production: gestation · (1 - approval_speed), rounded by lot.

    One at least, whatever the speed of approval.
    """
    expected = max(1.0, sector.gestation * (1.0 - lever.approval_speed))
    return whole_quarters(expected, uniform(key, uid, rng.GESTATION))


@kernel
def support(gov: Any, firm: Any, amount: Any) -> Any:
    """Pay a subsidy (万元) to an enterprise, appropriation first, then the fund.

    Returns what was paid: all or nothing.  A refusal is counted; it is a result.
    """
    if amount <= 0.0:
        return 0.0
    if gov.budget + gov.fund < amount:
        gov.refused_year += 1.0
        firm.act = firm.act | SUBSIDY_REFUSED
        return 0.0
    from_budget = min(gov.budget, amount)
    gov.budget -= from_budget
    gov.budget_paid += from_budget
    gov.fund -= amount - from_budget
    gov.fund_paid += amount - from_budget
    gov.paid_year += amount
    firm.cash += amount
    firm.subsidies += amount
    firm.act = firm.act | SUBSIDISED
    return amount


@kernel
def running_support(gov: Any, county: Any, firm: Any, claim: Any) -> Any:
    """Pay interest or R&D support (万元) at the quarter's rate; returns what was paid.

    What is not paid is counted as the part of an application that was refused.
    """
    if claim <= 0.0:
        return 0.0
    gov.claims += claim
    amount = min(county.running_rate * claim, gov.running)
    gov.refused_year += 1.0 - amount / claim
    gov.running -= amount
    gov.running_paid += amount
    gov.paid_year += amount
    firm.cash += amount
    firm.subsidies += amount
    return amount


@kernel
def affordable(gov: Any, amount: Any) -> Any:
    """Whether government could pay `amount` (万元) now."""
    return gov.budget + gov.fund >= amount


@kernel
def buy_service(gov: Any, amount: Any) -> Any:
    """Pay works (万元) from the fund, then the appropriation; True when paid in full."""
    if amount <= 0.0:
        return True
    if gov.budget + gov.fund < amount:
        gov.refused_year += 1.0
        return False
    from_fund = min(gov.fund, amount)
    gov.fund -= from_fund
    gov.fund_paid += from_fund
    gov.fund_services += from_fund
    gov.budget -= amount - from_fund
    gov.budget_paid += amount - from_fund
    gov.budget_services += amount - from_fund
    gov.paid_year += amount
    return True
