"""Event 13, the fourth quarter: grades, qualifications, awards, the above-scale list."""

from __future__ import annotations

import math
from typing import Any

from model import randomness as rng
from model.behaviour.common import NOT_ZERO, WON_AWARD
from model.behaviour.innovation import high_tech_threshold
from model.kernel import kernel
from model.randomness import uniform
from model.records import GRADE_A, GRADE_B, GRADE_C, GRADE_D, KNOWN_PROJECT


@kernel
def grade_land(firm: Any, average: Any, p: Any) -> Any:
    """Land-efficiency grade from value added per 亩 over the above-scale average.

    score = (va_year / m) / average; A from grade_a, B from grade_b, C from grade_c, else D
    (亩均论英雄, 浙政发〔2018〕5号: relative grading in four classes).
    """
    if firm.m <= 0.0:
        return
    score = firm.va_year / firm.m / max(NOT_ZERO, average)
    if score >= p.grade_a:
        firm.grade = GRADE_A
    elif score >= p.grade_b:
        firm.grade = GRADE_B
    elif score >= p.grade_c:
        firm.grade = GRADE_C
    else:
        firm.grade = GRADE_D


@kernel
def chance_a_year(rate: Any, support: Any, p: Any) -> Any:
    """Probability in a year: 1 - exp(-rate (1 + effect · support)), support between 0 and 1."""
    return 1.0 - math.exp(-rate * (1.0 + p.qualify_effect * support))


@kernel
def qualify(firm: Any, county: Any, p: Any, lever: Any, key: Any) -> Any:
    """科小, 高新 and 专精特新: eligible by R&D, size and quality, certified with support.

    Each is certified with probability `chance_a_year` once eligible: 科小 rho >= tech_rnd; 高新 rho
    >= `high_tech_threshold`, lost below high_tech_lapse of it; 专精特新 revenue >= special_size, rho
    >= special_rnd and a + g > c* (工信部 2022 criteria, simplified).
    """
    if firm.origin == KNOWN_PROJECT:
        return
    with_support = lever.qualification_support
    if firm.tech == 0 and firm.rho >= p.tech_rnd:
        chance = chance_a_year(p.tech_rate, with_support, p)
        if uniform(key, firm.uid, rng.QUALIFY_TECH) < chance:
            firm.tech = 1
            county.tech_added_year += 1.0
    if firm.high == 0 and firm.rho >= high_tech_threshold(firm.revenue_year):
        chance = chance_a_year(p.high_rate, with_support, p)
        if uniform(key, firm.uid, rng.QUALIFY_HIGH) < chance:
            firm.high = 1
            county.tech_added_year += 1.0
    elif firm.high == 1 and firm.rho < p.high_tech_lapse * high_tech_threshold(firm.revenue_year):
        firm.high = 0
    eligible = firm.revenue_year >= p.special_size and firm.rho >= p.special_rnd
    if firm.special == 0 and eligible and firm.a + firm.g > county.frontier:
        chance = chance_a_year(p.special_rate, with_support, p)
        if uniform(key, firm.uid, rng.QUALIFY_SPECIAL) < chance:
            firm.special = 1


@kernel
def award_quality(firm: Any, p: Any, lever: Any, key: Any) -> Any:
    """A quality award, once: 1 - exp(-award_rate (1 + award_effect · brand)) a year from
    award_size of revenue (万元) on; it raises quality, dg = award_gain.
    """
    if firm.award == 1 or firm.origin == KNOWN_PROJECT or firm.revenue_year < p.award_size:
        return
    chance = 1.0 - math.exp(-p.award_rate * (1.0 + p.award_effect * lever.quality_brand))
    if uniform(key, firm.uid, rng.AWARD) < chance:
        firm.award = 1
        firm.g += p.award_gain
        firm.act = firm.act | WON_AWARD


@kernel
def turn_year(firm: Any, p: Any) -> Any:
    """The January list: above-scale by last year's revenue; the running year starts anew.

    A plant in its first year keeps the place that it was given on commissioning.
    """
    firm.revenue_last_year = firm.revenue_year
    if firm.revenue_year >= p.above_scale_threshold:
        firm.above = 1
    elif firm.age >= 4:
        firm.above = 0
    firm.revenue_year = 0.0
    firm.va_year = 0.0
    firm.tax_year = 0.0
    firm.rnd_year = 0.0
    firm.profit_year = 0.0
    firm.staff_year = 0.0
    firm.energy_year = 0.0
    firm.invest_year = 0.0
