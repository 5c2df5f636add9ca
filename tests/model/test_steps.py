"""Step by step through the whole model: more of a policy does more of its work, on average."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from model.draws import Draws
from model.indicators import CODES
from model.policy import build_policy
from model.spec import CountySpec
from tests.model.worlds import POLICY_YEARS, ensemble_values

SUBSIDIES = ("upgrade_subsidy", "digital_subsidy", "robot_subsidy", "energy_saving_subsidy")


def summed(values: np.ndarray, indicator: str) -> np.ndarray:
    """Sum over the policy years, f8[draws, scenarios]."""
    return np.asarray(values[:, :, POLICY_YEARS, CODES.index(indicator)].sum(axis=2))


def ladder(
    spec: CountySpec,
    lever: str,
    steps: tuple[float, ...],
    running_share: float | None = None,
    **others: float,
) -> Callable[[str], np.ndarray]:
    """Sums of an indicator, f8[draws, steps], with one lever raised step by step.

    `running_share` of the appropriation, the county's own by default, is kept for interest and
    R&D support.
    """
    policies = [build_policy(spec, {**spec.plan, **others, lever: step}) for step in steps]
    draws = Draws.from_prior(spec, 256, 31)
    if running_share is not None:
        draws.parameters["running_share"] = running_share
    values = ensemble_values(spec, draws, policies)
    return lambda indicator: summed(values, indicator)


def test_more_upgrade_subsidy_brings_more_upgrades_while_money_lasts(spec: CountySpec) -> None:
    """With the appropriation and the fund at their largest, every step adds upgrades."""
    found = ladder(
        spec,
        "upgrade_subsidy",
        (0.0, 0.1, 0.2, 0.3, 0.4, 0.5),
        running_share=0.25,
        support_budget_share=0.05,
        fund_share=0.05,
        interest_subsidy=0.0,
        rnd_support=0.0,
        **{code: 0.0 for code in spec.levers if code.startswith("park_land_")},
    )
    refused = found("subsidies_refused")
    assert (refused - refused[:, :1]).sum() <= 0.01 * found("upgrades").sum()
    steps = np.diff(found("upgrades").mean(axis=0))
    assert (steps >= 0.0).all() and steps.sum() > 5.0


@pytest.mark.parametrize("lever", ["interest_subsidy", "rnd_support"])
def test_running_support_never_takes_the_money_of_upgrades(spec: CountySpec, lever: str) -> None:
    """Interest and R&D support have their own share of the appropriation, paid pro rata.

    Cheaper capital does draw some own funds from upgrades to capacity; it stays below a
    twentieth.
    """
    top = spec.levers[lever].maximum
    found = ladder(spec, lever, (0.0, top / 3.0, top))
    upgrades = found("upgrades").mean(axis=0)
    assert (upgrades >= 0.95 * upgrades[0]).all()
    assert (np.diff(found("subsidies_refused").mean(axis=0)) > 0.0).all()


def test_when_the_budget_binds_refusals_are_counted(spec: CountySpec) -> None:
    """With little money more is promised than paid: promises without end, payments nearly flat."""
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
    assert paid.mean(axis=0).max() < 1.2 * paid.mean(axis=0)[0]


def test_without_public_money_a_subsidy_changes_nothing(spec: CountySpec) -> None:
    """Every subsidy may be promised at its highest: only refusals tell the difference."""
    promised = (*SUBSIDIES, "rnd_support", "talent_award")
    none = {**spec.plan, **dict.fromkeys(promised, 0.0)}
    policies = [build_policy(spec, none)]
    for lever in promised:
        policies.append(build_policy(spec, {**none, lever: spec.levers[lever].maximum}))
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
