"""Every lever moves what it is declared to move, in the declared direction, at both its ends.

All scenarios are paired: the same draws and the same luck with one lever moved from the plan's
value to its lowest or highest.  What is compared is the mean over 2023 to the last year.  What
merely restates the lever (its echoes) does not count: something that enterprises and investors
do must move as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest

from calibration.county import load_shipped
from model.draws import Draws
from model.indicators import CODES
from model.levers import BY_CODE, LEVER, Lever
from model.policy import Policy, build_policy
from model.spec import CountySpec
from tests.model.worlds import POLICY_YEARS, ensemble_values

DRAWS, MANY_DRAWS = 400, 2_048
SURE = 3.0
ENDS = ("minimum", "maximum")
LEVERS = tuple(load_shipped().levers)
# Felt by few: sites built upward more than once, hydrogen that passes the energy review.
NEEDS_MANY_DRAWS = ("plot_ratio_cap", "chain_weight_hydrogen")


@dataclass(frozen=True)
class Moved:
    """Paired change of one indicator: mean, standard error, z in the declared direction."""

    indicator: str
    mean: float
    error: float
    z: float


def plan_with(spec: CountySpec, lever: Lever, end: str) -> Policy | None:
    """The plan with one lever at an end of its range; None when the plan has it there."""
    value = getattr(lever, end)
    if set(spec.plan[lever.code].values()) == {value}:
        return None
    return build_policy(spec, {**spec.plan, lever.code: value})


def run_levers(
    spec: CountySpec, codes: tuple[str, ...], draws: int, fixed: Mapping[str, float] | None = None
) -> dict[tuple[str, str], np.ndarray]:
    """Change f8[draws, indicators] against the plan by lever and end; `fixed` parameters."""
    found = {}
    for code in codes:
        for end in ENDS:
            policy = plan_with(spec, spec.levers[code], end)
            if policy is not None:
                found[code, end] = policy
    policies = [build_policy(spec, spec.plan), *found.values()]
    sample = Draws.from_prior(spec, draws, 23)
    for name, value in (fixed or {}).items():
        sample.parameters[name] = value
    values = ensemble_values(spec, sample, policies)
    means = values[:, :, POLICY_YEARS].mean(axis=2)
    return {name: means[:, c + 1] - means[:, 0] for c, name in enumerate(found)}


def effects_of(lever: Lever, end: str, change: np.ndarray) -> list[Moved]:
    """What the declared indicators of a lever did when it went to one end."""
    moved = []
    for indicator, sign in lever.effects.items():
        own = change[:, CODES.index(indicator)]
        mean, error = float(own.mean()), float(own.std(ddof=1) / len(own) ** 0.5)
        expected = (1.0 if sign == "+" else -1.0) * (1.0 if end == "maximum" else -1.0)
        z = 0.0 if mean == 0.0 else float(np.inf) if error == 0.0 else abs(mean) / error
        moved.append(Moved(indicator, mean, error, z * expected * float(np.sign(mean))))
    return moved


@pytest.fixture(scope="module")
def changes(spec: CountySpec) -> dict[tuple[str, str], np.ndarray]:
    """Every lever at both ends, in two ensembles: most need few draws, some many."""
    few = tuple(code for code in LEVERS if code not in NEEDS_MANY_DRAWS)
    found = run_levers(spec, few, DRAWS)
    return {**found, **run_levers(spec, NEEDS_MANY_DRAWS, MANY_DRAWS)}


def check_lever(lever: Lever, changes: dict[tuple[str, str], np.ndarray]) -> None:
    """Beyond noise in the declared direction in an outcome, against it nowhere, at each end."""
    tested = 0
    for end in ENDS:
        if (lever.code, end) not in changes:
            continue
        tested += 1
        change = changes[lever.code, end]
        assert (change != 0.0).any(), f"{lever.code} at its {end} moves nothing"
        moved = effects_of(lever, end, change)
        outcomes = [m for m in moved if m.indicator in lever.outcomes]
        assert max(m.z for m in outcomes) > SURE, f"{end}: only echoes move: {moved}"
        assert min(m.z for m in moved) > -SURE, f"{end}: {moved}"
    assert tested, f"{lever.code} was not moved"


@pytest.mark.parametrize("code", LEVERS)
def test_lever_moves_what_it_says(
    spec: CountySpec, changes: dict[tuple[str, str], np.ndarray], code: str
) -> None:
    """From the plan's value down to the lowest and up to the highest."""
    check_lever(spec.levers[code], changes)


def without_sectors(spec: CountySpec, park: str) -> CountySpec:
    """The county with a park that admits no sector."""
    allows = spec.park_allows.copy()
    allows[[item.code for item in spec.park_items].index(park)] = False
    return replace(spec, park_allows=allows)


def without_pull(spec: CountySpec, sector: str) -> CountySpec:
    """The county with a sector that interests no investor."""
    sectors = spec.sectors.copy()
    sectors["pull"][[item.code for item in spec.sector_items].index(sector)] = 0.0
    return replace(spec, sectors=sectors)


@pytest.mark.parametrize(
    ("code", "fixed"),
    [
        ("park_land_tanhu", {}),
        ("chain_weight_hydrogen", {}),
        ("attraction_effort", {"effort_elasticity": 0.0}),
        ("ip_support", {"ip_response": 0.0}),
        ("talent_award", {"talent_share": 0.0}),
        ("qualification_support", {"qualify_pull": 0.0}),
    ],
)
def test_a_disconnected_lever_is_noticed(
    spec: CountySpec, code: str, fixed: Mapping[str, float]
) -> None:
    """In a county where a lever reaches nobody, the same test of it fails."""
    broken = without_sectors(without_pull(spec, "hydrogen"), "tanhu")
    changes = run_levers(broken, (code,), 128, fixed)
    with pytest.raises(AssertionError, match=r"only echoes move|moves nothing"):
        check_lever(spec.levers[code], changes)


@pytest.mark.slow
def test_levers_move_what_they_say_with_many_draws(spec: CountySpec) -> None:
    """With two thousand draws no lever has a declared effect against its sign either."""
    many = run_levers(spec, LEVERS, MANY_DRAWS)
    for code in LEVERS:
        check_lever(spec.levers[code], many)


def test_every_lever_declares_an_outcome(spec: CountySpec) -> None:
    """On indicators that exist, with a sign that can be tested, and not echoes alone."""
    assert len(spec.levers) >= 44
    for lever in spec.levers.values():
        assert lever.effects, lever.code
        assert set(lever.effects) <= set(CODES), lever.code
        assert set(lever.effects.values()) <= {"+", "-"}, lever.code
        assert set(lever.echoes) < set(lever.effects), lever.code
        assert lever.minimum < lever.maximum


def test_plan_and_no_plan_are_within_bounds(spec: CountySpec) -> None:
    """Every lever has a plan value and one without the plan, both allowed."""
    assert set(spec.plan) == set(spec.no_plan) == set(spec.levers)
    for code, lever in spec.levers.items():
        for path in (spec.plan[code], spec.no_plan[code]):
            assert all(lever.minimum <= value <= lever.maximum for value in path.values()), code


def test_levers_act_from_the_second_quarter_of_2023(spec: CountySpec) -> None:
    """Whatever a path says of earlier quarters, the no-plan value holds until then."""
    levers = {code: lever.maximum for code, lever in spec.levers.items()}
    policy, null = build_policy(spec, levers), build_policy(spec)
    assert policy.same_until(null) == 25
    for code in LEVER.names or ():
        assert policy.levers[code][25] == BY_CODE[code].maximum
        assert policy.levers[code][24] == null.levers[code][24]
