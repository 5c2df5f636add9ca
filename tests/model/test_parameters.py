"""Every parameter reaches some indicator, and more of a policy never does less of its work."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from model.behaviour.attraction import arrivals, draft_project
from model.behaviour.common import credit_limit
from model.behaviour.entry_exit import establish, start_ups
from model.behaviour.investment import commit_investment, user_cost
from model.behaviour.land import remediate
from model.behaviour.upgrade import consider_upgrade
from model.draws import Draws
from model.ensemble import run_ensemble
from model.indicators import CODES
from model.parameters import CODES as PARAMETER_CODES
from model.parameters import PARAMETERS
from model.policy import build_policy
from model.randomness import draw_key_plain, quarter_key_plain
from model.records import COUNTY, ENTERPRISE, GOVERNMENT, PARK, PROJECT, REFUSED
from model.spec import CountySpec
from tests.model.plain_parts import twin
from tests.model.worlds import POLICY_YEARS, collect, ensemble_values, record

DRAWS = 12
# A parameter that acts only together with another one: the other's value for its test.
TOGETHER: dict[str, dict[str, float]] = {
    # Without a credit the value of depreciation cancels against its own reference.
    "depreciation_value": {"investment_credit": 0.2},
    # High-technology enterprises are few and deduct their R&D twice: let them be many, and once.
    "tax_rate_high": {"super_deduction": 0.0, "rnd_spread": 1.5, "high_rate": 2.0},
}


@pytest.fixture(scope="module")
def moved(spec: CountySpec) -> dict[str, float]:
    """Share of draws in which some indicator differs when a parameter goes to either bound."""
    base = Draws.from_prior(spec, DRAWS, 5)
    rows, pairs = [base.parameters], []
    for item in PARAMETERS:
        start = base.parameters.copy()
        for code, value in TOGETHER.get(item.code, {}).items():
            start[code] = value
        beside = 0
        if item.code in TOGETHER:
            rows.append(start)
            beside = len(rows) - 1
        for bound in (item.minimum, item.maximum):
            ended = start.copy()
            ended[item.code] = bound
            rows.append(ended)
            pairs.append((item.code, beside, len(rows) - 1))
    repeat = len(rows)
    draws = Draws(
        np.tile(base.ids, repeat), np.tile(base.seeds, repeat), np.concatenate(rows), "fixed"
    )
    values, _, _ = collect(run_ensemble(spec, draws, [build_policy(spec, spec.plan)], jobs=2))
    values = values.reshape(repeat, DRAWS, -1)
    shares: dict[str, float] = dict.fromkeys(PARAMETER_CODES, 0.0)
    for code, beside, ended_at in pairs:
        differs = (values[beside] != values[ended_at]).any(axis=1)
        shares[code] = max(shares[code], float(differs.mean()))
    return shares


@pytest.mark.parametrize("code", PARAMETER_CODES)
def test_parameter_moves_some_indicator(moved: dict[str, float], code: str) -> None:
    """At one of its bounds, in at least a third of the draws."""
    assert moved[code] >= 1.0 / 3.0


# --- Decisions one by one, in plain Python, where "never" can be asserted exactly.


class Case:
    """Records of a county in plain Python, and a stream of keys."""

    def __init__(self, spec: CountySpec, seed: int) -> None:
        chance = np.random.default_rng(seed)
        self.chance = chance
        self.spec = spec
        self.p = record(Draws.from_prior(spec, 1, seed).parameters)
        self.lever = record(build_policy(spec, spec.plan).levers[43])
        self.assumption = record(build_policy(spec).assumptions[43])
        self.sector_index = int(chance.integers(len(spec.sectors)))
        self.sector = record(spec.sectors[self.sector_index])
        self.key = quarter_key_plain(draw_key_plain(seed, 0), int(chance.integers(44)))
        self.county = record(
            np.zeros(1, COUNTY),
            investment_price=float(chance.uniform(0.8, 1.5)),
            wage_index=float(chance.uniform(1.0, 1.8)),
            interest=float(chance.uniform(0.02, 0.07)),
            quota=1e6,
        )

    def with_lever(self, **values: float) -> SimpleNamespace:
        """The plan's levers with some of them set."""
        return SimpleNamespace(**{**vars(self.lever), **values})

    def enterprise(self) -> SimpleNamespace:
        """An enterprise of any size and state."""
        chance = self.chance
        k = float(np.exp(chance.normal(6.0, 1.5)))
        sales = k / self.sector.kappa * float(chance.uniform(0.3, 1.0))
        return record(
            np.zeros(1, ENTERPRISE),
            uid=int(chance.integers(1 << 20, 1 << 21)),
            status=2,
            park=-1,
            k=k,
            tfp=1.0,
            tariff=1.0,
            l=self.sector.staff_rate * k / self.sector.kappa,
            m=k / self.sector.capital_per_mu * float(chance.uniform(0.5, 6.0)),
            f=self.sector.plot_ratio,
            z=int(chance.integers(0, 4)),
            grade=int(chance.integers(0, 4)),
            nu=self.sector.va_rate,
            ei=float(np.exp(chance.normal(-1.0, 0.7))),
            cash=float(np.exp(chance.normal(4.0, 1.5))),
            debt=float(chance.uniform(0.0, 0.6)) * k,
            **{name: sales / 4.0 for name in ("revenue", "revenue_1", "revenue_2", "revenue_3")},
        )


def copy(state: SimpleNamespace) -> SimpleNamespace:
    """A record of its own."""
    return SimpleNamespace(**vars(state))


@pytest.fixture(scope="module")
def cases(spec: CountySpec) -> list[Case]:
    """Four hundred situations."""
    return [Case(spec, seed) for seed in range(400)]


def reviewed(case: Case, **levers: float) -> tuple[float, SimpleNamespace]:
    """Quarters until a project may ask for land (infinite when refused), and the project."""
    project = record(np.zeros(1, PROJECT))
    twin(draft_project)(
        project,
        (1 << 40) + case.sector_index,
        case.sector_index,
        case.sector,
        copy(case.county),
        case.p,
        case.with_lever(**levers),
        case.assumption,
        case.key,
        30,
    )
    wait = math.inf if project.state == REFUSED else float(project.review_left)
    return wait, project


def never_decreases(values: list[float]) -> bool:
    """In order, ties allowed."""
    return all(a <= b for a, b in itertools.pairwise(values))


def test_a_tighter_energy_threshold_speeds_nobody(cases: list[Case]) -> None:
    """Neither is a project above it reviewed sooner, nor one that was refused let through."""
    changed = 0
    for case in cases:
        waits = [reviewed(case, energy_threshold=e)[0] for e in (2.0, 1.0, 0.6, 0.52, 0.2, 0.0)]
        assert never_decreases(waits)
        changed += waits[0] < waits[-1]
    assert changed > len(cases) / 4


def test_energy_heavy_projects_do_not_gain_from_a_threshold_below_them(cases: list[Case]) -> None:
    """Among thresholds that are all below a project's intensity, none is better than another."""
    for case in cases:
        intensity = reviewed(case)[1].ei
        below = [share * intensity for share in (0.0, 0.5, 0.99)]
        assert len({reviewed(case, energy_threshold=e)[0] for e in below}) == 1
        assert reviewed(case, energy_threshold=intensity)[0] <= min(
            reviewed(case, energy_threshold=e)[0] for e in below
        )


@pytest.mark.parametrize("lever", ["approval_speed", "guarantee"])
def test_more_support_never_delays_a_project(cases: list[Case], lever: str) -> None:
    """Faster approval shortens reviews, guarantees save projects; neither ever harms one."""
    changed = 0
    for case in cases:
        waits = [reviewed(case, **{lever: v})[0] for v in (0.6, 0.4, 0.2, 0.0)]
        assert never_decreases(waits)
        changed += waits[0] < waits[-1]
    assert changed > 20


def test_a_review_of_no_quarters_asks_for_land_at_once(cases: list[Case]) -> None:
    """A review that is rounded down to nothing is over when the project comes."""
    for case in cases:
        case_wait, project = reviewed(case, approval_speed=0.6, energy_threshold=2.0)
        if case_wait == 0.0:
            assert project.state == 2
        elif project.state != REFUSED:
            assert project.state == 1


def arrived(case: Case, vacant: float = 100.0, chain: float = 1.0, **levers: float) -> int:
    """Projects that come in the quarter."""
    lever = case.with_lever(**levers)
    return int(twin(arrivals)(case.key, case.p, lever, vacant, chain, 0.06))


def test_more_effort_never_loses_an_arrival(cases: list[Case]) -> None:
    """Effort, chain weight, vacant land and cheap entry bring projects, and take none away."""
    changed = 0
    for case in cases:
        effort = [arrived(case, attraction_effort=e) for e in (0.0, 0.5, 1.0, 1.8, 4.0)]
        assert effort[0] == 0 and never_decreases([float(n) for n in effort])
        assert never_decreases([float(arrived(case, chain=c)) for c in (0.0, 0.5, 1.0, 5.0)])
        assert never_decreases([float(arrived(case, vacant=v)) for v in (0.0, 20.0, 900.0)])
        assert never_decreases([float(arrived(case, entry_cost=c)) for c in (1.5, 1.0, 0.3)])
        changed += effort[1] < effort[-1]
    assert changed > len(cases) / 4


def test_cheap_entry_never_loses_a_start_up(cases: list[Case]) -> None:
    """The start-ups of a lower entry cost include those of a higher one."""
    for case in cases:
        number = [
            twin(start_ups)(
                case.sector_index, case.sector, case.p, case.with_lever(entry_cost=c), case.key
            )
            for c in (1.5, 1.0, 0.8, 0.3)
        ]
        assert never_decreases(number)


def test_faster_approval_never_lengthens_construction(cases: list[Case]) -> None:
    """Neither of a new plant nor of an enterprise's own investment; at least a quarter is left."""
    for case in cases:
        plants, own = [], []
        for speed in (0.6, 0.4, 0.25, 0.0):
            lever = case.with_lever(approval_speed=speed)
            firm, project = record(np.zeros(1, ENTERPRISE)), reviewed(case)[1]
            twin(establish)(
                firm,
                project,
                0,
                record(np.zeros(1, PARK)),
                case.sector,
                copy(case.county),
                case.p,
                lever,
                case.key,
            )
            plants.append(firm.pending_total)
            firm = case.enterprise()
            firm.uid = 1 << 20
            twin(commit_investment)(firm, case.sector, case.county, 10.0, case.p, lever, case.key)
            own.append(firm.pending_total)
        assert never_decreases(plants) and never_decreases(own)
        assert min(plants) >= 1 and min(own) >= 1


def test_guarantees_and_interest_subsidies_only_help(cases: list[Case]) -> None:
    """Credit limits rise with guarantees, wanted capital with a lower interest rate."""
    for case in cases:
        firm = case.enterprise()
        limits = [
            twin(credit_limit)(
                firm, case.county, case.p, case.with_lever(guarantee=g), case.assumption
            )
            for g in (0.0, 0.2, 1.0)
        ]
        assert never_decreases(limits) and limits[0] < limits[-1]
        wanted = [
            twin(user_cost)(
                case.county, case.sector, 1.0, case.p, case.with_lever(interest_subsidy=s)
            )
            for s in (0.0, 0.01, 0.03)
        ]
        assert never_decreases(wanted)


RICH = 1e9


def upgraded(case: Case, state: SimpleNamespace, money: float, **levers: float) -> SimpleNamespace:
    """What an enterprise is after it has considered an upgrade; government has `money`."""
    firm, gov = copy(state), record(np.zeros(1, GOVERNMENT), budget=money)
    twin(consider_upgrade)(
        firm,
        case.sector,
        0.25,
        copy(case.county),
        gov,
        case.p,
        case.with_lever(**levers),
        case.assumption,
        case.key,
    )
    firm.refused = gov.refused_year
    return firm


SUBSIDIES = ("upgrade_subsidy", "digital_subsidy", "robot_subsidy", "energy_saving_subsidy")


@pytest.mark.parametrize("lever", SUBSIDIES)
def test_more_subsidy_never_undoes_an_upgrade(cases: list[Case], lever: str) -> None:
    """While public money suffices, whoever upgrades with less support does so with more."""
    upgrades = 0
    for case in cases:
        state = case.enterprise()
        done = [upgraded(case, state, RICH, **{lever: s}) for s in (0.0, 0.1, 0.25, 0.5)]
        assert never_decreases([firm.z for firm in done])
        assert never_decreases([firm.robots for firm in done])
        assert all(firm.refused == 0 for firm in done)
        upgrades += done[-1].z > state.z
    assert upgrades > 10


@pytest.mark.parametrize("lever", SUBSIDIES)
def test_a_refused_subsidy_is_no_subsidy(cases: list[Case], lever: str) -> None:
    """With no public money an enterprise does what it does without support; refusals count."""
    refused = 0
    for case in cases:
        state = case.enterprise()
        none = dict.fromkeys(SUBSIDIES, 0.0)
        unsupported = upgraded(case, state, 0.0, **none)
        asked = upgraded(case, state, 0.0, **{**none, lever: 0.5})
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
            firm, gov = copy(state), record(np.zeros(1, GOVERNMENT), fund=RICH)
            leaves = twin(remediate)(
                firm,
                case.sector,
                [record(np.zeros(1, PARK))],
                copy(case.county),
                gov,
                case.p,
                case.with_lever(remediation_rate=rate),
                case.key,
            )
            dealt.append(float(leaves or gov.paid_year > 0.0))
        assert dealt[0] == 0.0 and never_decreases(dealt)
        reached += dealt[-1] > 0
    assert reached > 10


# --- Through the whole model, on average.


def summed(values: np.ndarray, indicator: str) -> np.ndarray:
    """Sum over the policy years, f8[draws, scenarios]."""
    return np.asarray(values[:, :, POLICY_YEARS, CODES.index(indicator)].sum(axis=2))


def ladder(
    spec: CountySpec, lever: str, steps: tuple[float, ...], **others: float
) -> Callable[[str], np.ndarray]:
    """Sums of an indicator, f8[draws, steps], with one lever raised step by step."""
    policies = [build_policy(spec, {**spec.plan, **others, lever: step}) for step in steps]
    values = ensemble_values(spec, Draws.from_prior(spec, 256, 31), policies)
    return lambda indicator: summed(values, indicator)


def test_more_upgrade_subsidy_brings_more_upgrades_while_money_lasts(spec: CountySpec) -> None:
    """With the appropriation and the fund at their largest, every step adds upgrades."""
    found = ladder(
        spec,
        "upgrade_subsidy",
        (0.0, 0.1, 0.2, 0.3, 0.4, 0.5),
        support_budget_share=0.05,
        fund_share=0.05,
        interest_subsidy=0.0,
        rnd_support=0.0,
        **{code: 0.0 for code in spec.levers if code.startswith("park_land_")},
    )
    assert found("subsidies_refused").sum() <= 0.01 * found("upgrades").sum()
    steps = np.diff(found("upgrades").mean(axis=0))
    assert (steps >= 0.0).all() and steps.sum() > 5.0


def test_when_the_budget_binds_refusals_are_counted(spec: CountySpec) -> None:
    """With little money more subsidy is promised than paid: refusals rise, payments do not."""
    found = ladder(
        spec,
        "upgrade_subsidy",
        (0.0, 0.1, 0.3, 0.5),
        support_budget_share=0.001,
        fund_share=0.0,
    )
    refused = found("subsidies_refused").mean(axis=0)
    assert (np.diff(refused) > 0.0).all()
    paid = found("subsidies_paid")
    assert (np.abs(np.diff(paid.mean(axis=0))) < 0.01 * paid[:, 0].mean()).all()


def test_without_public_money_a_subsidy_changes_nothing(spec: CountySpec) -> None:
    """Every upgrade subsidy may be promised at its highest: only refusals tell the difference."""
    none = {**spec.plan, **dict.fromkeys(SUBSIDIES, 0.0)}
    policies = [build_policy(spec, none)]
    policies += [build_policy(spec, {**none, lever: 0.5}) for lever in SUBSIDIES]
    for policy in policies:
        policy.levers["support_budget_share"] = 0.0
        policy.levers["fund_share"] = 0.0
    values = ensemble_values(spec, Draws.from_prior(spec, 24, 31), policies)
    refusals = CODES.index("subsidies_refused")
    others = [i for i in range(len(CODES)) if i != refusals]
    for c in range(1, len(policies)):
        assert (values[:, c][..., others] == values[:, 0][..., others]).all()
        assert values[:, c, :, refusals].sum() > values[:, 0, :, refusals].sum()


@pytest.mark.parametrize(
    ("lever", "steps", "indicator"),
    [
        ("attraction_effort", (0.0, 0.5, 1.0, 2.0, 4.0), "projects_arrived"),
        ("entry_cost", (1.5, 1.2, 1.0, 0.6, 0.3), "firms_operating"),
        ("remediation_rate", (0.0, 0.1, 0.3, 0.6), "land_released"),
        ("industrial_land_share", (0.0, 0.1, 0.3, 0.8), "industrial_land_grants"),
        ("approval_speed", (0.0, 0.2, 0.4, 0.6), "revenue_industry"),
        ("export_demand", (0.0, 0.05, 0.1, 0.2), "revenue_industry"),
        ("dormitory_beds", (0.0, 100.0, 1000.0, 3000.0), "staff_industry"),
        ("energy_threshold", (0.0, 0.3, 0.6, 2.0), "firms_above_scale"),
        ("rnd_support", (0.0, 0.1, 0.2, 0.4), "rnd_industry"),
        ("product_upgrading", (0.0, 0.3, 0.6, 1.0), "manufacturing_va"),
    ],
)
def test_step_by_step(
    spec: CountySpec, lever: str, steps: tuple[float, ...], indicator: str
) -> None:
    """Not only from end to end: every step of a lever goes the same way on average."""
    changes = np.diff(ladder(spec, lever, steps)(indicator).mean(axis=0))
    assert (changes > 0.0).all()
