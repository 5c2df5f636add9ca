"""Over many draws: more of a subsidy for upgrades never means fewer upgrades.

One decision at a time this holds exactly (`test_monotone`).  On average it has to hold in spite of
what decisions do to each other: public money that one enterprise takes is not there for another.
"""

from __future__ import annotations

import numpy as np
import pytest

from calibration.county import load_shipped
from model.draws import Draws
from model.ensemble import run_ensemble
from model.indicators import CODES
from model.policy import build_policy

SUBSIDIES = ("upgrade_subsidy", "digital_subsidy", "robot_subsidy", "energy_saving_subsidy")
DRAWS, LEVELS = 150, 4
# Of a mean in its own standard errors; twelve steps are looked at.
FURTHEST_BELOW = -3.0


def steps(code: str, indicator: str) -> tuple[np.ndarray, np.ndarray]:
    """Mean change from level to level of a lever, and its standard error; 2023 to 2027 summed."""
    spec = load_shipped()
    top = spec.levers[code].maximum
    levels = np.linspace(0.0, top, LEVELS)
    policies = [build_policy(spec, {**spec.plan, code: float(level)}) for level in levels]
    draws = Draws.from_prior(spec, DRAWS, seed=5)
    values = np.concatenate([block.values for block in run_ensemble(spec, draws, policies, jobs=2)])
    sums = values[:, :, -5:, CODES.index(indicator)].sum(axis=2)
    change = np.diff(sums, axis=1)
    return change.mean(axis=0), change.std(axis=0, ddof=1) / np.sqrt(DRAWS)


@pytest.mark.parametrize("code", SUBSIDIES)
def test_more_of_it_never_means_fewer_upgrades(code: str) -> None:
    mean, error = steps(code, "upgrades")
    assert (mean >= FURTHEST_BELOW * error).all(), (mean, error)
    if code in ("upgrade_subsidy", "digital_subsidy"):
        # And not because nothing happens; the other two are for robots and for energy.
        assert mean.sum() > 3.0 * float(np.hypot.reduce(error))


def test_more_for_robots_brings_more_robots() -> None:
    mean, error = steps("robot_subsidy", "robots_added")
    assert (mean >= FURTHEST_BELOW * error).all()
    assert mean.sum() > 3.0 * float(np.hypot.reduce(error))


def test_cheaper_loans_mean_more_plant_and_longer_payback() -> None:
    """Not a subsidy for upgrades: docs/decisions.md says why these become fewer."""
    mean, error = steps("interest_subsidy", "upgrades")
    assert mean.sum() < FURTHEST_BELOW * float(np.hypot.reduce(error))
