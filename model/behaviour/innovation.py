"""Event 11, innovation: R&D, productivity, quality, patents, key projects, technology trade."""

from __future__ import annotations

from typing import Any

from model import randomness as rng
from model.behaviour.common import revenue_4q
from model.kernel import kernel
from model.randomness import normal, poisson_from, uniform
from model.records import KNOWN_PROJECT

# The R&D stock loses this much a year at least, so that a stock stands for some intensity.
LEAST_OBSOLESCENCE = 0.01
# R&D intensity that a stock stands for, at most: an enterprise whose sales collapse does not become a
# laboratory.  A bound.
MOST_KNOWLEDGE = 0.3
# Sales (万元 in four quarters) that R&D is compared with, at least.
LEAST_SALES_FOR_RESEARCH = 1.0
# A quarter's share in the standard deviation of a year of four independent quarters.
QUARTER_OF_NOISE = 0.5
# Mean number of patents of an enterprise in a quarter, at most.  A bound.
MOST_PATENTS = 20.0
# County R&D beyond this many times the reference starts no more key projects.  Assumption: public
# programmes are limited in number.
MOST_KEY_EFFORT = 3.0


@kernel
def high_tech_threshold(sales: Any) -> Any:
    """R&D over revenue that a 高新技术企业 needs: 5 % to 50, 4 % to 200 million yuan, 3 % above.

    Source: 高新技术企业认定管理办法 (2016), art. 11; `sales` in 万元.
    """
    if sales <= 5_000.0:
        return 0.05
    if sales <= 20_000.0:
        return 0.04
    return 0.03


@kernel
def obsolescence(p: Any) -> Any:
    """Share of the R&D stock that is out of date after a year, never quite nothing."""
    return max(LEAST_OBSOLESCENCE, p.rnd_obsolescence)


@kernel
def do_research(firm: Any, p: Any, lever: Any) -> Any:
    """Move R&D intensity to its target and carry the stock (15 % obsolescence a year).

    Support counts as far as it was paid; a promise that was refused does not.  Where results are
    protected better, more is spent on them (Ang, Cheng & Wu 2014; Li 2017).  A stock that is
    still empty begins where the enterprise's usual R&D would have brought it.
    """
    target = firm.rho_base + p.qualify_pull * lever.qualification_support
    drawn = p.rnd_response * firm.rnd_share + p.ip_response * lever.ip_support
    target = target + drawn * firm.rho_base
    firm.rho += p.rnd_speed / 4.0 * (target - firm.rho)
    if firm.rnd_stock <= 0.0:
        firm.rnd_stock = firm.rho_base * revenue_4q(firm) / obsolescence(p)
    firm.rnd_stock = firm.rnd_stock * (1.0 - p.rnd_obsolescence / 4.0) + firm.rnd


@kernel
def knowledge(firm: Any, p: Any) -> Any:
    """R&D intensity that the stock stands for: obsolescence · stock / revenue of four quarters.

    It is the intensity itself once that has been steady, and follows it with a lag.
    """
    sales = max(LEAST_SALES_FOR_RESEARCH, revenue_4q(firm))
    return min(MOST_KNOWLEDGE, obsolescence(p) * firm.rnd_stock / sales)


@kernel
def learn(firm: Any, density: Any, county: Any, p: Any, lever: Any, key: Any) -> Any:
    """Productivity: catch-up with the frontier, own R&D, agglomeration, chance.

    da = [catch-up (c* + agglomeration · density - a)+ + return · knowledge]/4 + noise, and a
    gain for those who do research from every key technology that was solved last quarter.  A
    known project is a plant as built: it does not learn.
    """
    if firm.origin == KNOWN_PROJECT:
        return
    if firm.rho >= p.tech_rnd:
        firm.a += p.key_gain * county.key_fresh
    speed = p.catch_up * (
        1.0
        + p.internet_effect * lever.industrial_internet
        + p.transfer_effect * lever.tech_transfer
    )
    behind = max(0.0, county.frontier + p.agglomeration * density - firm.a)
    chance = QUARTER_OF_NOISE * p.productivity_noise * normal(key, firm.uid, rng.PRODUCTIVITY)
    firm.a += (speed * behind + p.rnd_return * knowledge(firm, p)) / 4.0 + chance


@kernel
def improve_quality(firm: Any, sector: Any, p: Any, lever: Any) -> Any:
    """Quality: brand and standards raise it, time wears it; deep processing raises margins.

    dg = [quality_gain · brand + standards_gain · standards - decay · g]/4; where deep processing
    is open dnu = deep_speed/4 · upgrading · (deep_va_rate - nu)+.
    """
    gain = p.quality_gain * lever.quality_brand + p.standards_gain * lever.standards_support
    firm.g += (gain - p.quality_decay * firm.g) / 4.0
    if sector.deep_processing == 1:
        room = max(0.0, p.deep_va_rate - firm.nu)
        firm.nu += p.deep_speed / 4.0 * lever.product_upgrading * room


@kernel
def patent(firm: Any, p: Any, lever: Any, key: Any) -> Any:
    """High-value patents: Poisson, mean patent_rate · R&D of the quarter (万元) · (1 + ip_effect ·
    IP support).
    """
    mean = p.patent_rate * firm.rnd * (1.0 + p.ip_effect * lever.ip_support)
    u = uniform(key, firm.uid, rng.PATENT)
    # 1 - mean is below exp(-mean), the chance of none: most quarters end here.
    if u <= 1.0 - mean:
        return
    firm.patents += poisson_from(u, min(mean, MOST_PATENTS))


@kernel
def key_projects(county: Any, rnd: Any, p: Any, lever: Any, key: Any) -> Any:
    """County-level key projects: more start with R&D and support; open ones get solved.

    Started: Poisson, mean rate/4 · (base + support) · min(MOST_KEY_EFFORT, 4 rnd / reference); solved: Poisson,
    mean solve_rate/4 · open; technology trade (万元) = trade_per_rnd · rnd · (1 + effect · transfer).
    `rnd` is the quarter's R&D of all enterprises (万元).
    """
    effort = min(MOST_KEY_EFFORT, 4.0 * rnd / p.key_rnd_reference)
    mean = p.key_rate / 4.0 * (p.key_base + lever.key_tech_support) * effort
    started = poisson_from(uniform(key, rng.COUNTY, rng.KEY_PROJECT), mean)
    solved = poisson_from(
        uniform(key, rng.COUNTY, rng.KEY_SOLVED), p.key_solve_rate / 4.0 * county.key_open
    )
    solved = min(float(solved), county.key_open)
    county.key_projects += started
    county.key_open += started - solved
    county.key_solved += solved
    county.key_fresh = solved
    county.trade_year += p.trade_per_rnd * rnd * (1.0 + p.trade_effect * lever.tech_transfer)
