"""Event 1, the world outside: drivers, prices, the rest of the economy, public money."""

from __future__ import annotations

import math
from typing import Any

from model import randomness as rng
from model.behaviour.common import clamp
from model.kernel import kernel
from model.randomness import normal, quarter_key

# A quarter index that no quarter has: the address of what is drawn once per draw.
ONCE = 4096
# Bound of phi and kappa: a driver comes back to its mean, however its coefficients are drawn.
MOST_PERSISTENCE = 0.95
# Bound of the deviation of log sigma from its estimate; more than a factor e is not believed.
MOST_LOG_SIGMA = 1.0
# The lending rate (a year) is this at least: lenders cover their costs.  Assumption.
LEAST_INTEREST = 0.005


@kernel
def driver_year(key: Any, now: Any, year: Any, model: Any, mu: Any, before: Any, level: Any) -> Any:
    """One year of one driver: mu + phi (x - mu) - kappa (L - lbar) + sigma eps.

    `before` is last year's value x, `level` the log level L.  The coefficients are drawn once
    per draw around their estimates with `key`, so that parameter uncertainty is carried along;
    the shock with `now`, the key of the year.  Source: fits of `calibration.drivers`.
    """
    once = quarter_key(key, ONCE)
    who = rng.DRIVER_BASE + model.identity
    centre = mu + model.mu_sd * normal(once, who, rng.DRIVER_MU)
    phi = clamp(model.phi + model.phi_sd * normal(once, who, rng.DRIVER_PHI), 0.0, MOST_PERSISTENCE)
    away = model.log_sigma_sd * normal(once, who, rng.DRIVER_SIGMA)
    sigma = model.sigma * math.exp(clamp(away, -MOST_LOG_SIGMA, MOST_LOG_SIGMA))
    kappa = model.kappa + model.kappa_sd * normal(once, who, rng.DRIVER_KAPPA)
    kappa = clamp(kappa, 0.0, MOST_PERSISTENCE)
    shock = sigma * normal(quarter_key(now, 4 * year), who, rng.DRIVER)
    return centre + phi * (before - centre) - kappa * (level - model.lbar) + shock


@kernel
def start_at_totals(county: Any, drivers: Any) -> Any:
    """Turn 2017's yearly totals (万元) into the rates a year at which 2017 starts.

    What is on record is the total of a year, during which the rates already grow: they start
    as much lower as makes the four quarters add up to it.
    """
    rest, budget, land = 0.0, 0.0, 0.0
    rest_sum, budget_sum, land_sum = 0.0, 0.0, 0.0
    for t in range(4):
        rest += drivers[t].rest_growth / 4.0
        budget += drivers[t].general_budget
        land += drivers[t].land_revenue
        rest_sum += math.exp(rest)
        budget_sum += math.exp(budget)
        land_sum += math.exp(land)
    county.rest_gdp *= 4.0 / rest_sum
    county.rest_investment *= 4.0 / rest_sum
    county.general_budget *= 4.0 / budget_sum
    county.land_revenue *= 4.0 / land_sum


@kernel
def move_prices(market: Any) -> Any:
    """Carry a sector's price index forward by the quarter's log change."""
    market.price *= math.exp(market.price_change)


@kernel
def set_running_rate(county: Any, gov: Any, appropriated: Any, quarter_of_year: Any) -> Any:
    """Share of interest and R&D claims that is paid this quarter, the same for everybody.

    Set from what was claimed in the last quarter; everybody gets the same share, so that who
    stands first in the books gains nothing.
    """
    gov.running_lapsed = 0.0
    if quarter_of_year == 0:
        gov.running_lapsed = gov.running
        gov.running = 0.0
    gov.running_in = appropriated
    gov.running += appropriated
    gov.running_paid = 0.0
    county.running_rate = 1.0 if gov.running > 0.0 else 0.0
    if gov.claims > gov.running:
        county.running_rate = gov.running / gov.claims
    gov.claims = 0.0


@kernel
def move_county(
    county: Any, gov: Any, driver: Any, p: Any, lever: Any, assumption: Any, quarter_of_year: Any
) -> Any:
    """Carry the rest of the economy, wages, prices, population and public money forward.

    Levels move by the drivers' log changes of the quarter; totals of the year (万元) take a quarter
    of the rates a year.
    """
    county.growth = driver.growth + assumption.growth_shift
    county.interest = max(LEAST_INTEREST, driver.interest + assumption.interest_shift)
    county.investment_price *= math.exp(driver.investment_price)
    county.wage_index *= math.exp(driver.wage)
    county.population *= math.exp(driver.population)
    county.harvest *= math.exp(driver.harvest + assumption.harvest_shift / 4.0)
    county.general_budget *= math.exp(driver.general_budget)
    county.land_revenue *= math.exp(driver.land_revenue)
    rest = (driver.rest_growth + assumption.rest_growth_shift) / 4.0
    county.rest_gdp *= math.exp(rest)
    county.rest_investment *= math.exp(rest)
    # Services and fishing lose less than factories when activity stops.
    active = 1.0 - p.rest_exposure * (1.0 - driver.activity)
    county.rest_gdp_year += county.rest_gdp * active / 4.0
    county.rest_investment_year += county.rest_investment * active / 4.0
    county.frontier += p.frontier_drift / 4.0
    county.general_budget_year += county.general_budget / 4.0
    move_public_money(county, gov, p, lever, quarter_of_year)


@kernel
def move_public_money(county: Any, gov: Any, p: Any, lever: Any, quarter_of_year: Any) -> Any:
    """Pay the quarter's part into the fund and the appropriation (万元); clear what was paid out.

    The appropriation comes in quarterly parts, one share of it for interest and R&D support
    and the rest for projects; what is left at the turn of the year lapses.  The fund takes its
    share of land-transfer revenue every quarter.
    """
    gov.fund_in = lever.fund_share * county.land_revenue / 4.0
    gov.fund += gov.fund_in
    gov.lapsed = 0.0
    if quarter_of_year == 0:
        gov.lapsed = gov.budget
        gov.budget = 0.0
    appropriated = lever.support_budget_share * county.general_budget / 4.0
    gov.budget_in = (1.0 - p.running_share) * appropriated
    gov.budget += gov.budget_in
    set_running_rate(county, gov, p.running_share * appropriated, quarter_of_year)
    gov.fund_in_year += gov.fund_in
    gov.fund_paid = 0.0
    gov.budget_paid = 0.0
    gov.fund_services = 0.0
    gov.budget_services = 0.0
