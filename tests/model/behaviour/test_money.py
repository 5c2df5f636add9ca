"""Event 5 by hand: the quarter's books, taxes, debts, credit and public money."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from model.behaviour import accounts, common
from tests.model.plain_parts import county, firm, government, levers, outside, parameters, play
from tests.model.plain_parts import sector as a_sector

exactly = pytest.approx


def book(one: SimpleNamespace, p: SimpleNamespace, **lever: float) -> SimpleNamespace:
    """Keep the books with wages of 4 a year a head; return what government has left."""
    gov = government(running=1_000.0)
    play(
        accounts.keep_accounts,
        firm=one,
        sector=a_sector(wage=4.0),
        county=county(running_rate=1.0),
        gov=gov,
        p=p,
        lever=levers(**lever),
    )
    return gov


def test_losses_are_carried_forward() -> None:
    """A loss of 10, a profit of 5 that it swallows, a profit of 20 of which 15 is taxed."""
    one, p = firm(l=10.0, nu=0.5, cash=100.0), parameters(tax_rate=0.25, tax_rate_high=0.15)
    one.revenue = 0.0
    book(one, p)
    assert (one.loss_carried, one.cit, one.cash) == exactly((10.0, 0.0, 90.0))
    one.revenue = 30.0
    book(one, p)
    assert (one.loss_carried, one.cit) == exactly((5.0, 0.0))
    one.revenue = 60.0
    book(one, p)
    assert (one.loss_carried, one.cit) == exactly((0.0, 3.75))
    one.high = 1
    book(one, p)
    assert one.cit == exactly(0.15 * 20.0)


def test_research_is_deducted_twice() -> None:
    """Profit 14 after 6 of R&D, 6 more deducted: 8 is taxed; half of the R&D comes back."""
    one = firm(l=10.0, nu=0.5, rho=0.1, revenue=60.0)
    gov = book(one, parameters(tax_rate=0.25, super_deduction=1.0), rnd_support=0.5)
    assert (one.rnd, one.cit, one.subsidies) == exactly((6.0, 2.0, 3.0))
    assert one.cash == exactly(30.0 - 10.0 - 6.0 - 2.0 + 3.0)
    assert (gov.running, gov.paid_year) == exactly((997.0, 3.0))
    assert one.rnd_share == exactly(0.5)


def test_support_for_research_that_is_refused() -> None:
    """At a rate of a fifth a fifth is paid and counts; at a rate of zero nothing does."""
    for rate, paid in ((0.2, 0.6), (0.0, 0.0)):
        one, gov = firm(nu=0.5, rho=0.1, revenue=60.0), government(running=1_000.0)
        state, lever = county(running_rate=rate), levers(rnd_support=0.5)
        play(accounts.keep_accounts, firm=one, county=state, gov=gov, lever=lever)
        assert (one.subsidies, one.rnd_share) == exactly((paid, paid / 6.0))
        assert gov.refused_year == exactly(1.0 - rate) and gov.claims == exactly(3.0)


def graded(grade: int) -> SimpleNamespace:
    """A quarter of an enterprise with debt, land, energy and depreciation."""
    one = firm(revenue=400.0, nu=0.25, l=20.0, debt=200.0, ei=0.5, grade=grade, m=10.0, k=300.0)
    tax = {"tax_rate": 0.25, "land_tax": 0.4, "land_tax_a": 0.5, "land_tax_d": 1.5}
    rest = {"credit_spread": 0.01, "electricity_surcharge": 0.04, "payout": 0.5}
    play(
        accounts.keep_accounts,
        firm=one,
        sector=a_sector(wage=4.0, vat_rate=0.06, depreciation=0.1),
        county=county(interest=0.05, wage_index=1.1, running_rate=1.0),
        gov=government(running=100.0),
        p=parameters(cash_buffer=0.01, **tax, **rest),
        lever=levers(interest_subsidy=0.02),
    )
    return one


def test_a_quarter_by_hand() -> None:
    """Every line of the books of a graded-D enterprise."""
    one = graded(3)
    lines = (one.va, one.wages, one.vat, one.land_tax, one.interest, one.surcharge, one.energy)
    assert lines == exactly((100.0, 22.0, 6.0, 1.5, 3.0, 2.0, 50.0))
    profit = 100.0 - 22.0 - 6.0 - 1.5 - 3.0 - 2.0 - 7.5
    cash = 100.0 - 34.5 - 0.25 * profit + 1.0
    assert (one.cit, one.subsidies) == exactly((0.25 * profit, 1.0))
    assert one.dividends == exactly(0.5 * 0.75 * profit)
    assert one.cash == exactly(cash - one.dividends)
    year = (one.revenue_year, one.va_year, one.tax_year, one.rnd_year, one.energy_year)
    assert year == exactly((400.0, 100.0, 7.5 + 0.25 * profit, 0.0, 50.0))


@pytest.mark.parametrize(
    ("grade", "tax", "surcharge"), [(0, 0.5, 0.0), (1, 1.0, 0.0), (2, 1.0, 0.0), (3, 1.5, 2.0)]
)
def test_what_a_grade_costs(grade: int, tax: float, surcharge: float) -> None:
    """Half of the land-use tax for A, half more and dearer electricity for D."""
    one = graded(grade)
    assert (one.land_tax, one.surcharge) == exactly((tax, surcharge))


def test_dividends_leave_the_buffer() -> None:
    """No more is paid out than is above the buffer; nothing from a loss."""
    p = parameters(payout=0.9, cash_buffer=0.4)
    one = firm(revenue=100.0, nu=0.5)
    book(one, p)
    assert (one.dividends, one.cash) == exactly((10.0, 40.0))
    losing = firm(l=60.0, nu=0.5, revenue=100.0, cash=500.0)
    book(losing, p)
    assert losing.dividends == 0.0 and losing.cash == exactly(490.0)


def test_research_adds_up_over_the_year() -> None:
    """Two quarters of R&D at a tenth of 60."""
    one = firm(rho=0.1, nu=0.5, revenue=60.0)
    for _ in range(2):
        book(one, parameters())
    assert one.rnd_year == exactly(12.0)


def test_profit_and_staff_of_the_year() -> None:
    """Two quarters: 30 of value added less 10, 6 and 2; support of 3 and 2; each time."""
    one, gov = firm(l=10.0, nu=0.5, rho=0.1, revenue=60.0, k=80.0), government(running=100.0)
    one.debt = 400.0
    maker = a_sector(wage=4.0, depreciation=0.1)
    lever = levers(rnd_support=0.5, interest_subsidy=0.02)
    for _ in range(2):
        play(accounts.keep_accounts, firm=one, sector=maker, gov=gov,
             county=county(running_rate=1.0), lever=lever)  # fmt: skip
    assert (one.profit_year, one.staff_year) == exactly((2 * 17.0, 5.0))


def test_debts_are_settled() -> None:
    """Missing cash is borrowed; cash above the buffer repays a part of what is owed."""
    p = parameters(cash_buffer=0.1, repayment=0.5, credit_limit=0.5, insolvency_margin=1.5)
    short = firm(cash=-30.0, debt=100.0, k=200.0, insolvent=3)
    play(accounts.settle_debt, firm=short, p=p)
    assert (short.cash, short.debt, short.borrowed, short.insolvent) == exactly((0, 130, 30, 0))
    quarters = {"revenue": 100.0, "revenue_1": 100.0}
    flush = firm(cash=60.0, debt=100.0, k=200.0, **quarters)
    play(accounts.settle_debt, firm=flush, p=p)
    assert (flush.cash, flush.debt, flush.repaid) == exactly((40.0, 80.0, 20.0))
    nearly = firm(cash=60.0, debt=5.0, k=200.0, **quarters)
    play(accounts.settle_debt, firm=nearly, p=p)
    assert (nearly.cash, nearly.debt, nearly.repaid) == exactly((55.0, 0.0, 5.0))


def test_insolvent_quarters_are_counted() -> None:
    """Debt beyond one and a half times the limit of 100, and not a yuan less."""
    p = parameters(credit_limit=0.5, insolvency_margin=1.5)
    for debt, quarters in ((151.0, 3), (150.0, 0)):
        one = firm(debt=debt, k=200.0, insolvent=2)
        play(accounts.settle_debt, firm=one, p=p)
        assert one.insolvent == quarters


def test_credit_and_funds() -> None:
    """Half of capital, a fifth more with guarantees, 15 % more for A and less for D."""
    p = parameters(credit_limit=0.5, grade_credit=0.15, cash_buffer=0.1)
    given = {"county": county(investment_price=1.1), "p": p, "lever": levers(guarantee=0.2)}
    limits = [
        play(common.credit_limit, firm=firm(k=60.0, pending_k=40.0, grade=grade), **given)
        for grade in (0, 1, 2, 3)
    ]
    assert limits == exactly([75.9, 66.0, 66.0, 56.1])
    one = firm(k=100.0, cash=50.0, debt=60.0, revenue=100.0)
    assert play(common.available, firm=one, **given) == exactly(40.0 + 6.0)
    tight = outside(credit_multiplier=0.5)
    assert play(common.available, firm=one, assumption=tight, **given) == exactly(40.0)
    owing = firm(k=100.0, cash=5.0, debt=66.0, revenue=100.0)
    assert play(common.available, firm=owing, **given) == 0.0


def test_paying_first_with_own_cash() -> None:
    """Cash above the buffer of 10 first, the rest with debt."""
    one = firm(cash=50.0, revenue=100.0)
    play(common.spend, firm=one, cost=70.0, p=parameters(cash_buffer=0.1))
    assert (one.cash, one.debt, one.borrowed) == exactly((10.0, 30.0, 30.0))
    play(common.spend, firm=one, cost=0.0, p=parameters(cash_buffer=0.1))
    assert (one.cash, one.debt) == exactly((10.0, 30.0))


def test_public_money_is_paid_in_order_or_not_at_all() -> None:
    """Subsidies from the appropriation first, works from the fund first; refusals counted."""
    gov, one = government(budget=30.0, fund=50.0), firm()
    assert play(common.support, gov=gov, firm=one, amount=0.0) == 0.0
    assert play(common.support, gov=gov, firm=one, amount=40.0) == 40.0
    assert (gov.budget, gov.fund, one.cash, one.subsidies) == exactly((0.0, 40.0, 40.0, 40.0))
    assert (gov.budget_paid, gov.fund_paid) == exactly((30.0, 10.0))
    assert play(common.support, gov=gov, firm=one, amount=41.0) == 0.0
    assert (gov.fund, gov.refused_year, one.cash) == exactly((40.0, 1.0, 40.0))
    gov.budget = 25.0
    assert play(common.buy_service, gov=gov, amount=50.0) is True
    assert (gov.fund, gov.budget) == exactly((0.0, 15.0))
    assert (gov.fund_services, gov.budget_services) == exactly((40.0, 10.0))
    assert (gov.fund_paid, gov.budget_paid) == exactly((50.0, 40.0))
    assert play(common.buy_service, gov=gov, amount=0.0) is True
    assert play(common.buy_service, gov=gov, amount=16.0) is False
    assert gov.refused_year == 2.0 and gov.paid_year == exactly(90.0)
