"""Decisions one by one, where "never" can be asserted exactly: more support never does less.

Four hundred situations from the prior, in plain Python, each with luck of its own.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from model.behaviour.attraction import appeal, arrivals, draft_project
from model.behaviour.common import credit_limit
from model.behaviour.entry_exit import establish, start_ups
from model.behaviour.investment import commit_investment, user_cost
from model.behaviour.land import remediate
from model.behaviour.upgrade import consider_upgrade
from model.draws import Draws
from model.policy import build_policy
from model.randomness import draw_key_plain, quarter_key_plain
from model.records import IN_REVIEW, REFUSED, WAITING_LAND
from model.spec import CountySpec
from tests.model import plain_parts as parts
from tests.model.plain_parts import play
from tests.model.worlds import record

RICH = 1e9
SUBSIDIES = ("upgrade_subsidy", "digital_subsidy", "robot_subsidy", "energy_saving_subsidy")


class Case:
    """A county and a quarter in plain Python: parameters, levers, a sector, luck."""

    def __init__(self, spec: CountySpec, seed: int) -> None:
        chance = np.random.default_rng(seed)
        self.chance = chance
        self.sector_index = int(chance.integers(len(spec.sectors)))
        self.sector = record(spec.sectors[self.sector_index])
        self.plan = record(build_policy(spec, spec.plan).levers[43])
        self.key = quarter_key_plain(draw_key_plain(seed, 0), int(chance.integers(44)))
        self.p = record(Draws.from_prior(spec, 1, seed).parameters)
        self.county = parts.county(
            investment_price=float(chance.uniform(0.8, 1.5)),
            wage_index=float(chance.uniform(1.0, 1.8)),
            interest=float(chance.uniform(0.02, 0.07)),
            quota=1e6,
        )

    def given(self, **levers: float) -> dict[str, Any]:
        """Arguments that every behaviour may ask for, with some levers set."""
        lever = SimpleNamespace(**{**vars(self.plan), **levers})
        common = {"sector": self.sector, "p": self.p, "key": self.key}
        return {**common, "lever": lever, "county": copy(self.county)}

    def enterprise(self) -> SimpleNamespace:
        """An enterprise of any size and state."""
        chance, sector = self.chance, self.sector
        k = float(np.exp(chance.normal(6.0, 1.5)))
        sales = k / sector.kappa * float(chance.uniform(0.3, 1.0))
        quarters = ("revenue", "revenue_1", "revenue_2", "revenue_3")
        return parts.firm(
            uid=int(chance.integers(1 << 20, 1 << 21)),
            k=k,
            l=sector.staff_rate * k / sector.kappa,
            m=k / sector.capital_per_mu * float(chance.uniform(0.5, 6.0)),
            f=sector.plot_ratio,
            z=int(chance.integers(0, 4)),
            grade=int(chance.integers(0, 4)),
            nu=sector.va_rate,
            ei=float(np.exp(chance.normal(-1.0, 0.7))),
            cash=float(np.exp(chance.normal(4.0, 1.5))),
            debt=float(chance.uniform(0.0, 0.6)) * k,
            **dict.fromkeys(quarters, sales / 4.0),
        )


def copy(state: SimpleNamespace) -> SimpleNamespace:
    """A record of its own."""
    return SimpleNamespace(**vars(state))


def never_decreases(values: Sequence[float]) -> bool:
    """In order, ties allowed."""
    return all(a <= b for a, b in itertools.pairwise(values))


@pytest.fixture(scope="module")
def cases(spec: CountySpec) -> list[Case]:
    """Four hundred situations."""
    return [Case(spec, seed) for seed in range(400)]


def review(case: Case, **levers: float) -> tuple[float, SimpleNamespace]:
    """Quarters until a project may ask for land (infinite when refused), and the project."""
    project = parts.project()
    uid = (1 << 40) + case.sector_index
    play(draft_project, project=project, uid=uid, quarter=30, **case.given(**levers))
    wait = math.inf if project.state == REFUSED else float(project.review_left)
    return wait, project


def test_a_tighter_energy_threshold_speeds_nobody(cases: list[Case]) -> None:
    """Neither is a project above it reviewed sooner, nor one that was refused let through."""
    changed = 0
    for case in cases:
        waits = [review(case, energy_threshold=e)[0] for e in (2.0, 1.0, 0.6, 0.52, 0.2, 0.0)]
        assert never_decreases(waits)
        changed += waits[0] < waits[-1]
    assert changed > len(cases) / 4


def test_thresholds_below_a_project_are_all_alike(cases: list[Case]) -> None:
    """Only whether a project is within the threshold matters, not by how much it is above."""
    for case in cases:
        intensity = review(case)[1].ei
        above = {review(case, energy_threshold=share * intensity)[0] for share in (0.0, 0.5, 0.99)}
        assert len(above) == 1
        assert review(case, energy_threshold=intensity)[0] <= min(above)


@pytest.mark.parametrize("lever", ["approval_speed", "guarantee"])
def test_more_support_never_delays_a_project(cases: list[Case], lever: str) -> None:
    """Faster approval shortens reviews, guarantees save projects; neither ever harms one."""
    changed = 0
    for case in cases:
        waits = [review(case, **{lever: value})[0] for value in (0.6, 0.4, 0.2, 0.0)]
        assert never_decreases(waits)
        changed += waits[0] < waits[-1]
    assert changed > 20


def test_a_review_of_no_quarters_is_over_at_once(cases: list[Case]) -> None:
    """A review that is rounded down to nothing has ended when the project comes."""
    at_once = 0
    for case in cases:
        wait, project = review(case, approval_speed=0.6, energy_threshold=2.0)
        if project.state != REFUSED:
            assert project.state == (WAITING_LAND if wait == 0.0 else IN_REVIEW)
            at_once += wait == 0.0
    assert at_once > 20


def arrived(case: Case, vacant: float = 100.0, chain: float = 1.0, **levers: float) -> int:
    """Projects of a sector that come in the quarter."""
    given = case.given(**levers)
    wanted = play(appeal, p=given["p"], lever=given["lever"], growth=0.06)
    own = {"sector_index": case.sector_index, "share": 0.3, "wanted": wanted, "chain": chain}
    return int(play(arrivals, vacant=vacant, key=given["key"], p=given["p"], **own))


def test_more_effort_never_loses_an_arrival(cases: list[Case]) -> None:
    """Effort, chain weight, vacant land and cheap entry bring projects, and take none away."""
    changed = 0
    for case in cases:
        effort = [arrived(case, attraction_effort=e) for e in (0.0, 0.5, 1.0, 1.8, 4.0)]
        assert effort[0] == 0 and never_decreases(effort)
        assert never_decreases([arrived(case, chain=c) for c in (0.0, 0.5, 1.0, 5.0)])
        assert never_decreases([arrived(case, vacant=v) for v in (0.0, 20.0, 900.0)])
        assert never_decreases([arrived(case, entry_cost=c) for c in (1.5, 1.0, 0.3)])
        changed += effort[1] < effort[-1]
    assert changed > len(cases) / 6


def test_cheap_entry_never_loses_a_start_up(cases: list[Case]) -> None:
    """The start-ups of a lower entry cost include those of a higher one."""
    for case in cases:
        number = []
        for cost in (1.5, 1.0, 0.8, 0.3):
            given = case.given(entry_cost=cost)
            del given["county"]
            number.append(play(start_ups, sector_index=case.sector_index, **given))
        assert never_decreases(number)


def test_faster_approval_never_lengthens_construction(cases: list[Case]) -> None:
    """Neither of a new plant nor of an enterprise's own investment; at least a quarter is left."""
    for case in cases:
        plan, state = review(case)[1], case.enterprise()
        plants, own = [], []
        for speed in (0.6, 0.4, 0.25, 0.0):
            given = case.given(approval_speed=speed)
            plant, investor = parts.firm(status=0), copy(state)
            play(establish, firm=plant, project=plan, **given)
            play(commit_investment, firm=investor, amount=10.0, **given)
            plants.append(plant.pending_total)
            own.append(investor.pending_total)
        assert never_decreases(plants) and never_decreases(own)
        assert min(plants) >= 1 and min(own) >= 1


def test_guarantees_and_interest_subsidies_only_help(cases: list[Case]) -> None:
    """Credit limits rise with guarantees, wanted capital with a lower interest rate."""
    for case in cases:
        firm = case.enterprise()
        limits, wanted = [], []
        for guarantee in (0.0, 0.2, 1.0):
            given = case.given(guarantee=guarantee)
            asked = {name: given[name] for name in ("county", "p", "lever")}
            limits.append(play(credit_limit, firm=firm, **asked))
        for subsidy in (0.0, 0.01, 0.03):
            given = case.given(interest_subsidy=subsidy)
            del given["key"]
            wanted.append(play(user_cost, **given))
        assert never_decreases(limits) and limits[0] < limits[-1]
        assert never_decreases(wanted)


def upgrade(case: Case, state: SimpleNamespace, money: float, **levers: float) -> SimpleNamespace:
    """What an enterprise is after it has considered an upgrade; government has `money`."""
    firm, gov = copy(state), parts.government(budget=money)
    play(consider_upgrade, firm=firm, odds=0.25, gov=gov, **case.given(**levers))
    return SimpleNamespace(**vars(firm), refused=gov.refused_year)


@pytest.mark.parametrize("lever", SUBSIDIES)
def test_more_subsidy_never_undoes_an_upgrade(cases: list[Case], lever: str) -> None:
    """While public money suffices, whoever upgrades with less support does so with more."""
    upgrades = 0
    for case in cases:
        state = case.enterprise()
        done = [upgrade(case, state, RICH, **{lever: s}) for s in (0.0, 0.1, 0.25, 0.5)]
        assert never_decreases([firm.z for firm in done])
        assert never_decreases([firm.robots for firm in done])
        assert all(firm.refused == 0 for firm in done)
        upgrades += done[-1].z > state.z
    assert upgrades > 10


@pytest.mark.parametrize("lever", SUBSIDIES)
def test_a_refused_subsidy_is_no_subsidy(cases: list[Case], lever: str) -> None:
    """With no public money an enterprise does what it does without support; refusals count."""
    refused = 0
    none = dict.fromkeys(SUBSIDIES, 0.0)
    for case in cases:
        state = case.enterprise()
        unsupported = upgrade(case, state, 0.0, **none)
        asked = upgrade(case, state, 0.0, **{**none, lever: 0.5})
        for field in ("z", "robots", "ei", "nu", "cash", "debt", "capex", "subsidies"):
            assert getattr(asked, field) == getattr(unsupported, field), field
        refused += asked.refused
    assert refused > 5


def test_more_remediation_reaches_all_that_less_reaches(cases: list[Case]) -> None:
    """A higher rate adds sites to those that a lower one would have dealt with."""
    reached = 0
    for case in cases:
        state = case.enterprise()
        dealt = []
        for rate in (0.0, 0.1, 0.3, 0.6):
            firm, gov = copy(state), parts.government(fund=RICH)
            leaves = play(remediate, firm=firm, gov=gov, **case.given(remediation_rate=rate))
            dealt.append(float(leaves or gov.paid_year > 0.0))
        assert dealt[0] == 0.0 and never_decreases(dealt)
        reached += dealt[-1] > 0
    assert reached > 10
