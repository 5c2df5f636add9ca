"""The engine in plain Python, with a clerk at the source of random numbers.

Every number is asked for once and by one decision only; and the plain run is the compiled one.
"""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from model import randomness as rng
from model.draws import Draws
from model.kernel import plain
from model.policy import Policy, build_policy
from model.quarter import quarter
from model.randomness import PLAIN, uniform, uniform_plain
from model.spec import CountySpec
from model.world import World
from tests.model.worlds import random_policy, record, start_run

RECORDS = ("firms", "projects", "parks", "sectors", "markets", "gov", "county", "p", "levers")


def plain_world(world: World) -> SimpleNamespace:
    """The same state as lists of plain records."""
    fields = {name: getattr(world, name).copy() for name in World._fields}
    for name in (*RECORDS, "assumptions", "drivers", "out"):
        fields[name] = [record(row) for row in fields[name]]
    return SimpleNamespace(**fields)


def numbers(records: list[SimpleNamespace], names: tuple[str, ...]) -> np.ndarray:
    """f8[records, fields]; ratios that are exact in 64 bits stay so."""
    return np.array([[getattr(one, name) for name in names] for one in records], float)


def policies(spec: CountySpec) -> dict[str, Policy]:
    """The plan, and every lever of attraction and entry at the end that brings most."""
    crowd = {code: 5.0 for code in spec.levers if code.startswith("chain_weight_")}
    busy = {**crowd, "attraction_effort": 4.0, "entry_cost": 0.3, "remediation_rate": 0.6}
    return {
        "plan": build_policy(spec, spec.plan, last_year=2024),
        "busy": build_policy(spec, {**spec.plan, **busy}, last_year=2023),
        "random": random_policy(spec, 5, last_year=2023),
    }


@pytest.mark.parametrize("name", ["plan", "busy", "random"])
def test_no_number_is_used_twice(spec: CountySpec, name: str) -> None:
    """Quarter by quarter no address is asked for twice, and the result is the compiled one."""
    policy = policies(spec)[name]
    parameters = Draws.from_prior(spec, 1, 9).parameters
    if name == "busy":
        parameters["attraction_rate"] = 30.0
    run = start_run(spec, policy, parameters, seed=9)
    asked: Counter[tuple[int, int, int]] = Counter()

    def clerk(key: int, identity: int, stream: int) -> float:
        asked[key, identity, stream] += 1
        return uniform_plain(key, identity, stream)

    world = plain_world(run.world)
    step = plain(quarter, {**PLAIN, uniform: clerk})
    for t in range(policy.quarters):
        step(world, int(run.key), t)
        run.step()
        assert not run.full
    twice = [address for address, count in asked.items() if count > 1]
    assert not twice, twice[:3]
    assert {stream for _, _, stream in asked} <= set(range(64))
    assert len(asked) > 1_000 * policy.quarters / 4
    for kind in ("firms", "parks", "county", "gov", "out"):
        compiled = getattr(run.world, kind)
        fields = compiled.dtype.names
        own = np.array([[row[f] for f in fields] for row in compiled], float)
        assert (numbers(getattr(world, kind), fields) == own).all(), kind


def test_identities_stay_in_their_range(spec: CountySpec) -> None:
    """Projects and start-ups of the busiest county never reach each other's identities."""
    policy = policies(spec)["busy"]
    parameters = Draws.from_prior(spec, 1, 2).parameters
    parameters["attraction_rate"] = 100.0
    run = start_run(spec, policy, parameters, seed=2)
    for _ in run.quarters():
        pass
    arrived = run.world.projects["uid"][: int(run.world.county["n_projects"][0])]
    assert len(np.unique(arrived)) == len(arrived) > 200
    assert (arrived >= rng.PROJECT_BASE).all() and (arrived < rng.STARTUP_BASE).all()
    assert len(np.unique(run.firms["uid"])) == len(run.firms)
    new = run.firms["uid"][run.firms["origin"] == 2]
    assert (new >= rng.STARTUP_BASE).all()
