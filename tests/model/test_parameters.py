"""Every parameter reaches some indicator."""

from __future__ import annotations

import numpy as np
import pytest

from model.draws import Draws
from model.ensemble import run_ensemble
from model.parameters import CODES, PARAMETERS
from model.policy import build_policy
from model.spec import CountySpec
from tests.model.worlds import collect

DRAWS = 12
# A parameter that acts only together with another one: the other's value for its test.
TOGETHER: dict[str, dict[str, float]] = {
    # Without a credit the value of depreciation cancels against its own reference.
    "depreciation_value": {"investment_credit": 0.2},
    # High-technology enterprises are few and deduct their R&D twice: let them be many, and once.
    "tax_rate_high": {"super_deduction": 0.0, "rnd_spread": 1.5, "high_rate": 2.0},
    # A certificate that few hold can hardly lapse: let many be eligible and certified at once.
    "high_tech_lapse": {"rnd_spread": 1.5, "high_rate": 2.0},
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
    shares: dict[str, float] = dict.fromkeys(CODES, 0.0)
    for code, beside, ended_at in pairs:
        differs = (values[beside] != values[ended_at]).any(axis=1)
        shares[code] = max(shares[code], float(differs.mean()))
    return shares


@pytest.mark.parametrize("code", CODES)
def test_parameter_moves_some_indicator(moved: dict[str, float], code: str) -> None:
    """At one of its bounds, in at least a third of the draws."""
    assert moved[code] >= 1.0 / 3.0
