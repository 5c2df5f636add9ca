"""Event 5, accounts: value added, wages, taxes, interest, cash; nothing appears or vanishes."""

from __future__ import annotations

from typing import Any

from model.behaviour.common import cash_buffer, credit_limit, running_support
from model.kernel import kernel
from model.records import GRADE_A, GRADE_D


@kernel
def land_tax_factor(grade: Any, p: Any) -> Any:
    """Differential land-use tax: graded A pays less, D more."""
    if grade == GRADE_A:
        return p.land_tax_a
    if grade == GRADE_D:
        return p.land_tax_d
    return 1.0


@kernel
def keep_accounts(firm: Any, sector: Any, county: Any, gov: Any, p: Any, lever: Any) -> Any:
    """Book the quarter (万元): what comes in, what goes out, what is owed.

    VA = nu · revenue; profit = VA - wages - VAT - land tax - R&D - interest - surcharge - wear, the
    first six in cash; cash += VA - costs - tax + support - dividends.  Interest subsidy and R&D
    support are paid at the rate that the appropriation allows.
    """
    firm.va = firm.nu * firm.revenue
    firm.wages = sector.wage * county.wage_index * firm.l / 4.0
    firm.vat = sector.vat_rate * firm.va
    firm.land_tax = p.land_tax * firm.m * land_tax_factor(firm.grade, p) / 4.0
    firm.rnd = firm.rho * firm.revenue
    firm.interest = (county.interest + p.credit_spread) * firm.debt / 4.0
    firm.energy = firm.ei * firm.va
    firm.surcharge = p.electricity_surcharge * firm.energy if firm.grade == GRADE_D else 0.0
    costs = firm.wages + firm.vat + firm.land_tax + firm.rnd + firm.interest + firm.surcharge
    worn = sector.depreciation * firm.k * county.investment_price / 4.0
    profit = firm.va - costs - worn
    tax_profit(firm, profit, p)
    firm.cash += firm.va - costs - firm.cit
    helped = running_support(gov, county, firm, lever.interest_subsidy * firm.debt / 4.0)
    paid = running_support(gov, county, firm, lever.rnd_support * firm.rnd)
    firm.rnd_share = paid / firm.rnd if firm.rnd > 0.0 else 0.0
    pay_dividends(firm, profit, p)
    add_to_year(firm, profit + helped + paid)


@kernel
def tax_profit(firm: Any, profit: Any, p: Any) -> Any:
    """Corporate income tax (万元) on the quarter's `profit`; a loss is carried forward.

    cit = rate · base+ and loss_carried = (-base)+, base = profit - super_deduction · R&D - losses
    carried; 15 % for 高新技术企业, else 25 % (Enterprise Income Tax Law, art. 4 and 28).
    """
    base = profit - p.super_deduction * firm.rnd - firm.loss_carried
    if base > 0.0:
        firm.loss_carried = 0.0
        firm.cit = (p.tax_rate_high if firm.high == 1 else p.tax_rate) * base
    else:
        firm.cit = 0.0
        firm.loss_carried = -base


@kernel
def pay_dividends(firm: Any, profit: Any, p: Any) -> Any:
    """Owners take min(cash above the buffer, payout · (profit - tax)), 万元, if both are positive."""
    spare = firm.cash - cash_buffer(firm, p)
    firm.dividends = 0.0
    if spare > 0.0 and profit > firm.cit:
        firm.dividends = min(spare, p.payout * (profit - firm.cit))
        firm.cash -= firm.dividends


@kernel
def add_to_year(firm: Any, profit: Any) -> Any:
    """Add the quarter to the calendar year (万元, persons, tce); `profit` has support in it."""
    firm.revenue_year += firm.revenue
    firm.va_year += firm.va
    firm.tax_year += firm.vat + firm.cit + firm.land_tax
    firm.rnd_year += firm.rnd
    firm.profit_year += profit
    firm.staff_year += firm.l / 4.0
    firm.energy_year += firm.energy


@kernel
def settle_debt(firm: Any, county: Any, p: Any, lever: Any, assumption: Any) -> Any:
    """Borrow what cash lacks, repay from cash above the buffer, and count insolvent quarters.

    An enterprise is insolvent in a quarter when debt exceeds its credit limit by more than
    the margin after it has paid its bills.
    """
    if firm.cash < 0.0:
        firm.borrowed -= firm.cash
        firm.debt -= firm.cash
        firm.cash = 0.0
    spare = firm.cash - cash_buffer(firm, p)
    if spare > 0.0 and firm.debt > 0.0:
        back = min(firm.debt, p.repayment * spare)
        firm.debt -= back
        firm.cash -= back
        firm.repaid += back
    if firm.debt > p.insolvency_margin * credit_limit(firm, county, p, lever, assumption):
        firm.insolvent += 1
    else:
        firm.insolvent = 0
