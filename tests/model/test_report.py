"""Indicators by hand: each scope holds those it names and no others."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from model.indicators import INDICATOR, INDICATORS
from model.records import BUILDING, CLOSED, IDLE, MANUFACTURING, MINING, UTILITIES
from model.report import count_enterprise, report_totals
from tests.model import plain_parts as parts
from tests.model.worlds import record

exactly = pytest.approx


def enterprises() -> list[SimpleNamespace]:
    """A mine, two factories, a workshop below scale, a power station, and who no longer counts."""
    mine = {"sector": 0, "above": 1, "k": 10.0, "l": 5.0, "m": 4.0, "u": 0.5}
    large = {"sector": 1, "above": 1, "k": 100.0, "l": 40.0, "m": 20.0, "z": 2, "u": 0.8}
    other = {"sector": 1, "above": 1, "k": 60.0, "l": 10.0, "m": 6.0, "u": 1.0, "special": 1}
    workshop = {"sector": 1, "above": 0, "k": 2.0, "l": 3.0, "m": 1.0, "z": 3, "award": 1}
    power = {"sector": 2, "above": 1, "k": 500.0, "l": 2.0, "m": 10.0, "z": 1, "u": 0.9}
    return [
        parts.firm(**mine, **year(3_000.0, 900.0, 100.0, 5.0, 300.0, 30.0), debt=1.0),
        parts.firm(**large, **year(12_000.0, 2_000.0, 200.0, 150.0, 400.0, 500.0), debt=40.0),
        parts.firm(**other, **year(4_000.0, 800.0, 50.0, 90.0, 100.0, 70.0), patents=3.0),
        parts.firm(**workshop, **year(500.0, 100.0, 9.0, 2.0, 30.0, 5.0), patents=1.0),
        parts.firm(**power, **year(20_000.0, 12_000.0, 900.0, 3.0, 50.0, 800.0), debt=9.0),
        parts.firm(status=CLOSED, sector=1, award=1, patents=2.0, **year(70.0, 20.0, 1, 1, 1, 1)),
        parts.firm(status=IDLE, sector=1, m=50.0),
        parts.firm(status=BUILDING, sector=1, debt=6.0, pending_cost=10_000.0, pending_quarters=3),
    ]


def year(
    revenue: float, va: float, tax: float, rnd: float, energy: float, invest: float
) -> dict[str, float]:
    """The year's flows of an enterprise."""
    values = (revenue, va, tax, rnd, energy, invest)
    names = ("revenue", "va", "tax", "rnd", "energy", "invest")
    return {f"{name}_year": value for name, value in zip(names, values, strict=True)}


@pytest.fixture(scope="module")
def out() -> SimpleNamespace:
    """The indicators of that county."""
    firms = enterprises()
    small = parts.park(small_park=1, serviced=60.0, vacant=10.0, opening=50.0)
    unfinished = parts.park(small_park=1, serviced=30.0, opening=50.0)
    county = parts.county(
        n=len(firms),
        rest_gdp_year=84_180.0,
        rest_investment_year=8_594.0,
        population=50_000.0,
        granted_year=30.0,
        other_granted_year=70.0,
        arrived_year=9.0,
        landed_year=2.0,
        exits_year=4.0,
    )
    klasses = (MINING, MANUFACTURING, UTILITIES)
    world = SimpleNamespace(
        firms=firms,
        sectors=[parts.sector(klass=klass) for klass in klasses],
        markets=[parts.market() for _ in klasses],
        parks=[small, unfinished, parts.park(serviced=10.0, vacant=10.0)],
        gov=[parts.government(fund=12.0, paid_year=33.0, refused_year=5.0)],
        county=[county],
        out=[record(np.zeros(1, INDICATOR))],
    )
    for firm in firms:
        parts.twin(count_enterprise)(firm, world.sectors[firm.sector], 1.0, world.out[0])
    parts.twin(report_totals)(world, world.out[0])
    return world.out[0]


def test_industry_is_mining_manufacturing_and_utilities(out: SimpleNamespace) -> None:
    """All of it, of any size, those that closed within the year included."""
    assert out.revenue_industry == exactly(39_570.0)
    assert out.industrial_va == exactly(15_820.0)
    assert out.energy_intensity == exactly(881.0 / 15_820.0)
    assert out.industrial_investment == exactly(1_406.0)
    assert out.gdp == exactly(100_000.0) and out.industrial_va_share == exactly(0.1582)


def test_manufacturing_is_manufacturing(out: SimpleNamespace) -> None:
    """Neither the mine nor the power station."""
    assert out.manufacturing_va == exactly(2_920.0)
    assert out.manufacturing_va_share == exactly(0.0292)
    assert out.manufacturing_investment == exactly(576.0)
    assert out.fixed_asset_investment == exactly(10_000.0)
    assert out.manufacturing_investment_share == exactly(0.0576)
    assert out.projects_100m == 1.0


def test_above_scale_is_the_list(out: SimpleNamespace) -> None:
    """Four on the list, two of them in manufacturing; ratios of their own totals."""
    assert (out.revenue_above_scale, out.va_above_scale) == exactly((39_000.0, 15_700.0))
    assert out.revenue_above_scale_manufacturing == exactly(16_000.0)
    assert out.va_above_scale_manufacturing == exactly(2_800.0)
    assert (out.tax_above_scale, out.land_above_scale) == exactly((1_250.0, 40.0))
    assert (out.tax_per_mu, out.va_per_mu) == exactly((1_250.0 / 40.0, 15_700.0 / 40.0))
    assert out.rnd_intensity == exactly(240.0 / 16_000.0)
    assert out.firms_above_scale == 4.0
    assert out.digital_coverage == exactly(0.5) and out.digital_workshops == 1.0
    assert out.utilisation == exactly((5.0 + 80.0 + 60.0 + 450.0) / 670.0)


def test_stocks_are_of_those_that_are_there(out: SimpleNamespace) -> None:
    """Staff of the operating; capital and debt of those under construction too."""
    assert (out.firms_operating, out.staff_industry) == exactly((5.0, 60.0))
    assert (out.capital_industry, out.debt_industry) == exactly((672.0, 56.0))
    assert out.firms_over_100m == 2.0


def test_certificates_and_patents_are_cumulative(out: SimpleNamespace) -> None:
    """Certificates of an enterprise that closed stay in the count; its patents are gone."""
    assert (out.specialised_firms, out.quality_award_firms) == (1.0, 2.0)
    assert out.patents_high_value == 4.0 and out.patents_per_10k == exactly(0.8)


def test_land_money_and_counts(out: SimpleNamespace) -> None:
    """Parks, grants, public money and the year's events."""
    assert (out.small_parks_in_service, out.land_serviced, out.land_vacant) == (1.0, 100.0, 20.0)
    assert (out.industrial_land_grants, out.industrial_land_grant_share) == exactly((30.0, 0.3))
    assert (out.subsidies_paid, out.subsidies_refused, out.fund_balance) == (33.0, 5.0, 12.0)
    assert (out.projects_arrived, out.projects_landed, out.exits) == (9.0, 2.0, 4.0)


def test_an_empty_county_has_no_ratios() -> None:
    """Nothing over nothing is reported as zero, never as a failure."""
    world = SimpleNamespace(
        firms=[],
        sectors=[],
        markets=[],
        parks=[],
        gov=[parts.government()],
        county=[parts.county()],
        out=[record(np.zeros(1, INDICATOR))],
    )
    parts.twin(report_totals)(world, world.out[0])
    assert set(vars(world.out[0]).values()) == {0.0}


def test_indicators_are_defined_once_and_say_their_scope() -> None:
    """Codes and names are unique; unit, scope and kind are given for each."""
    assert len({item.code for item in INDICATORS}) == len(INDICATORS)
    assert len({item.name_zh for item in INDICATORS}) == len(INDICATORS)
    for item in INDICATORS:
        assert item.unit and item.scope and item.kind in ("flow", "stock", "ratio"), item.code
