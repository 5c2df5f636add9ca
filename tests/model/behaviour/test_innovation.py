"""Event 11 by hand: R&D, learning, quality, patents, key projects."""

from __future__ import annotations

import pytest
from scipy import stats

from model.behaviour import innovation
from model.randomness import poisson_from
from tests.model.plain_parts import county, firm, levers, parameters, play, sector

exactly = pytest.approx
ONE_SIGMA = float(stats.norm.cdf(1.0))


def test_research_moves_to_its_target() -> None:
    """Half of the gap a year; support that was paid raises the target by its response."""
    p = parameters(rnd_speed=0.5, rnd_response=1.5, qualify_pull=0.004, rnd_obsolescence=0.16)
    lever = levers(rnd_support=0.2, qualification_support=0.5)
    for paid, target in (
        (0.2, 0.02 * 1.3 + 0.002),
        (0.1, 0.02 * 1.15 + 0.002),
        (0.0, 0.02 + 0.002),
    ):
        one = firm(rho=0.01, rho_base=0.02, rnd=5.0, rnd_stock=100.0, rnd_share=paid)
        play(innovation.do_research, firm=one, p=p, lever=lever)
        assert one.rho == exactly(0.01 + 0.125 * (target - 0.01))
        assert one.rnd_stock == exactly(96.0 + 5.0)


def test_protected_results_draw_research() -> None:
    """A fifth more of its usual intensity at full protection, half of that at half."""
    for protection, target in ((0.0, 0.02), (0.5, 0.022), (1.0, 0.024)):
        one, p = firm(rho=0.02, rho_base=0.02), parameters(rnd_speed=4.0, ip_response=0.2)
        play(innovation.do_research, firm=one, p=p, lever=levers(ip_support=protection))
        assert one.rho == exactly(target)


def test_knowledge_is_the_intensity_that_has_been_steady() -> None:
    """R&D of 3 % for as long as one likes stands for 3 %, from the first quarter on."""
    p = parameters(rnd_obsolescence=0.15)
    quarters = {name: 100.0 for name in ("revenue", "revenue_1", "revenue_2", "revenue_3")}
    one = firm(rho=0.03, rho_base=0.03, rnd=3.0, **quarters)
    for _ in range(60):
        play(innovation.do_research, firm=one, p=p)
        assert play(innovation.knowledge, firm=one, p=p) == exactly(0.03)
    one.rnd = 0.0
    for _ in range(4):
        play(innovation.do_research, firm=one, p=p)
    assert play(innovation.knowledge, firm=one, p=p) == exactly(0.03 * (1 - 0.15 / 4) ** 4)


def test_learning() -> None:
    """Catch-up with what is ahead only, the return of knowledge, agglomeration, and luck."""
    p = parameters(
        catch_up=0.1,
        internet_effect=0.3,
        transfer_effect=0.2,
        agglomeration=0.05,
        rnd_return=0.5,
        rnd_obsolescence=0.1,
        productivity_noise=0.04,
    )
    lever = levers(industrial_internet=1.0, tech_transfer=0.5)
    given = {"county": county(frontier=0.2), "p": p, "lever": lever}
    expected = (0.1 * 1.4 * 0.3 + 0.5 * 0.04) / 4.0
    for luck, chance in ((0.5, 0.0), (ONE_SIGMA, 0.02), (1.0 - ONE_SIGMA, -0.02)):
        behind = firm(rnd_stock=40.0, revenue=100.0)
        play(innovation.learn, luck=luck, firm=behind, density=2.0, **given)
        assert behind.a == exactly(expected + chance, abs=1e-10)
    ahead = firm(a=0.5)
    play(innovation.learn, luck=0.5, firm=ahead, **given)
    assert ahead.a == 0.5
    as_built = firm(origin=3, rnd_stock=40.0, revenue=100.0)
    play(innovation.learn, luck=ONE_SIGMA, firm=as_built, **given)
    assert as_built.a == 0.0


def test_solved_technologies_help_those_who_do_research() -> None:
    """Three solved last quarter at 2 % each; from the R&D of a small technology firm on."""
    p, state = parameters(key_gain=0.02, tech_rnd=0.02), county(key_fresh=3.0)
    for rho, gain in ((0.02, 0.06), (0.019, 0.0)):
        one = firm(rho=rho)
        play(innovation.learn, luck=0.5, firm=one, county=state, p=p)
        assert one.a == exactly(gain)


def test_quality_and_deep_processing() -> None:
    """Support raises quality, time wears it; margins move toward those of deep processing."""
    p = parameters(
        quality_gain=0.04, standards_gain=0.02, quality_decay=0.2, deep_va_rate=0.3, deep_speed=0.4
    )
    lever = levers(quality_brand=0.5, standards_support=1.0, product_upgrading=0.5)
    for deep, nu, after in ((1, 0.2, 0.2 + 0.1 * 0.5 * 0.1), (1, 0.35, 0.35), (0, 0.2, 0.2)):
        one = firm(g=0.1, nu=nu)
        maker = sector(deep_processing=deep)
        play(innovation.improve_quality, firm=one, sector=maker, p=p, lever=lever)
        assert one.g == exactly(0.1 + (0.02 + 0.02 - 0.02) / 4.0)
        assert one.nu == exactly(after, abs=1e-15)


@pytest.mark.parametrize("rnd", [0.0, 3.0, 50.0, 400.0, 1e6])
@pytest.mark.parametrize("luck", [0.1, 0.5, 0.9, 0.97, 0.999])
def test_patents_come_from_research(rnd: float, luck: float) -> None:
    """Poisson in R&D with IP support; the short cut for 'none' changes nothing."""
    one = firm(rnd=rnd, patents=2.0)
    p = parameters(patent_rate=0.01, ip_effect=1.0)
    play(innovation.patent, luck=luck, firm=one, p=p, lever=levers(ip_support=0.5))
    assert one.patents == 2.0 + poisson_from.py_func(luck, min(20.0, 0.015 * rnd))


@pytest.mark.parametrize(("rnd", "effort"), [(100.0, 1.0), (200.0, 2.0), (1e6, 3.0)])
def test_key_projects_start(rnd: float, effort: float) -> None:
    """More with support and with R&D, up to three times; trade in proportion to R&D."""
    state = county()
    p = parameters(
        key_rate=8.0, key_base=0.5, key_rnd_reference=400.0, trade_per_rnd=2.0, trade_effect=1.0
    )
    lever = levers(key_tech_support=0.5, tech_transfer=0.5)
    play(innovation.key_projects, luck=0.9, county=state, rnd=rnd, p=p, lever=lever)
    assert state.key_projects == stats.poisson.ppf(0.9, 2.0 * effort) == state.key_open
    assert state.trade_year == exactly(2.0 * rnd * 1.5)


@pytest.mark.parametrize(("open_", "solved"), [(2.0, 2.0), (8.0, 7.0)])
def test_key_projects_are_solved(open_: float, solved: float) -> None:
    """At half of the open ones a quarter, and no more than are open."""
    state = county(key_open=open_)
    p = parameters(key_solve_rate=2.0, key_rnd_reference=1.0)
    luck = 0.93
    play(innovation.key_projects, luck=luck, county=state, rnd=0.0, p=p)
    assert solved == min(open_, stats.poisson.ppf(luck, 0.5 * open_))
    assert (state.key_solved, state.key_open) == (solved, open_ - solved)
    assert state.key_fresh == solved
