"""Event 13 by hand: grades, certificates, awards, the January list."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from model.agenda.year import value_per_mu
from model.behaviour import year_end
from model.records import CLOSED
from tests.model.plain_parts import county, firm, levers, parameters, play, twin

exactly = pytest.approx


def test_grades_by_value_added_per_mu() -> None:
    """At 1.4 times the average A, at .6 B, at .2 C, below it D; without a site no grade."""
    p = parameters(grade_a=1.4, grade_b=0.6, grade_c=0.2)
    grades = []
    for score in (1.4, 1.39, 0.6, 0.59, 0.2, 0.19):
        one = firm(va_year=10.0 * score * 5.0, m=10.0)
        play(year_end.grade_land, firm=one, average=5.0, p=p)
        grades.append(one.grade)
    assert grades == [0, 1, 1, 2, 2, 3]
    floating = firm(va_year=1.0, grade=2)
    play(year_end.grade_land, firm=floating, average=5.0, p=p)
    assert floating.grade == 2


def test_the_average_is_of_above_scale_enterprises() -> None:
    """100 on 10 亩 and 20 on 10: an average of 6; the small and the closed do not count."""
    firms = [
        firm(va_year=100.0, m=10.0, above=1),
        firm(va_year=20.0, m=10.0, above=1),
        firm(va_year=9.0, m=1.0, above=0),
        firm(va_year=9.0, m=1.0, above=1, status=CLOSED),
    ]
    world = SimpleNamespace(county=[county(n=4)], firms=firms)
    assert twin(value_per_mu)(world) == exactly(6.0)


@pytest.mark.parametrize(
    ("sales_of_year", "needed"),
    [(5_000.0, 0.05), (5_001.0, 0.04), (20_000.0, 0.04), (20_001.0, 0.03)],
)
def test_high_technology_needs_research_by_size(sales_of_year: float, needed: float) -> None:
    """5 % up to 50, 4 % up to 200 million yuan, 3 % above; lost below four fifths of it."""
    p = parameters(high_rate=50.0, tech_rate=50.0, tech_rnd=0.02, high_tech_lapse=0.8)
    for rho, before, after in (
        (needed, 0, 1),
        (needed - 1e-6, 0, 0),
        (0.8 * needed + 1e-9, 1, 1),
        (0.79 * needed, 1, 0),
    ):
        one = firm(revenue_year=sales_of_year, rho=rho, high=before)
        play(year_end.qualify, luck=0.5, firm=one, county=county(frontier=1.0), p=p)
        assert one.high == after


def test_certificates_come_with_support() -> None:
    """1 - exp(-rate (1 + effect · support)) a year, each of the two counted once."""
    rates = {"tech_rate": 0.2, "special_rate": 0.2, "high_rate": 0.2}
    p = parameters(qualify_effect=2.0, tech_rnd=0.02, **rates)
    chance = 1.0 - math.exp(-0.2 * 2.0)
    for luck, certified in ((chance - 1e-6, 1), (chance + 1e-6, 0)):
        one, state = firm(rho=0.05, revenue_year=1_000.0, a=0.2), county(frontier=0.1)
        given = {"county": state, "p": p, "lever": levers(qualification_support=0.5)}
        play(year_end.qualify, luck=luck, firm=one, **given)
        play(year_end.qualify, luck=0.999, firm=one, **given)
        assert (one.tech, one.high, one.special) == (certified, certified, certified)
        assert state.tech_added_year == 2 * certified


def test_specialised_firms_have_size_research_and_an_edge() -> None:
    """1000 万元, 3 % and more than the frontier: one of them missing is enough to fail."""
    ready = {"rho": 0.03, "revenue_year": 1_000.0, "a": 0.12}
    p = parameters(special_rate=0.1, tech_rnd=1.0, special_size=1_000.0, special_rnd=0.03)
    for values, certified in (({}, 1), ({"revenue_year": 999.0}, 0), ({"a": 0.05}, 0),
                              ({"rho": 0.029}, 0), ({"a": 0.05, "g": 0.06}, 1)):  # fmt: skip
        one = firm(**{**ready, **values})
        given = {"county": county(frontier=0.1), "p": p}
        play(year_end.qualify, luck=1e-6, firm=one, **given)
        assert one.special == certified


def test_quality_awards() -> None:
    """Once, to those large enough, with a chance that support raises."""
    p = parameters(award_size=1_000.0, award_rate=0.1, award_effect=3.0, award_gain=0.03)
    luck = 1.0 - math.exp(-0.1 * 2.5) - 1e-6
    one, half = firm(revenue_year=1_000.0), levers(quality_brand=0.5)
    for _ in range(2):
        play(year_end.award_quality, luck=luck, firm=one, p=p, lever=half)
    assert one.award == 1 and one.g == exactly(0.03)
    unlucky, small = firm(revenue_year=1_000.0), firm(revenue_year=999.0)
    play(year_end.award_quality, luck=luck, firm=unlucky, p=p, lever=levers(quality_brand=0.4))
    play(year_end.award_quality, luck=luck, firm=small, p=p, lever=levers(quality_brand=1.0))
    assert unlucky.award == small.award == 0
    known = firm(origin=3, revenue_year=1e5, rho=0.05, a=1.0)
    play(year_end.award_quality, luck=0.0, firm=known, p=p, lever=levers(quality_brand=1.0))
    assert known.award == 0


YEARLY = ("revenue_year", "va_year", "tax_year", "rnd_year", "energy_year", "invest_year")


def test_the_january_list() -> None:
    """Above scale by last year's revenue; a plant in its first year keeps its place."""
    p = parameters(above_scale_threshold=2_000.0)
    grown = firm(age=30, **dict.fromkeys(YEARLY, 2_000.0))
    shrunk = firm(revenue_year=1_999.0, above=1, age=4)
    new = firm(revenue_year=100.0, above=1, age=3)
    for one in (grown, shrunk, new):
        play(year_end.turn_year, firm=one, p=p)
    assert (grown.above, shrunk.above, new.above) == (1, 0, 1)
    assert grown.revenue_last_year == 2_000.0
    assert {name: getattr(grown, name) for name in YEARLY} == dict.fromkeys(YEARLY, 0.0)
