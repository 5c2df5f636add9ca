"""A made-up engine whose numbers answer to measures in a way that is known.

What an action does is asked of the levers that reach the engine, so that a wrong combination of
scenarios shows.  Revenue is a level of the draw plus what its actions bring, one by one or together;
and some draws break off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from calibration.county import load_shipped
from model.indicators import CODES
from model.policy import Policy, build_policy
from tests.scenarios.fake_engine import Block

REVENUE = CODES.index("revenue_above_scale")
# One lever that tells whether an action is on.
SIGNS = {
    "space": "remediation_rate",
    "growth": "attraction_effort",
    "firms": "export_demand",
    "quality": "quality_brand",
    "digital": "digital_subsidy",
    "innovation": "rnd_support",
    "policy": "talent_award",
}
# What each brings, 万元: the whole is 100 000.
BRINGS = {
    "space": 5_000.0, "growth": 40_000.0, "firms": 20_000.0, "quality": 0.0, "digital": 15_000.0,
    "innovation": -5_000.0, "policy": 25_000.0,
}  # fmt: skip

Effect = Callable[[Mapping[str, bool], np.ndarray], np.ndarray]


def additive(on: Mapping[str, bool], luck: np.ndarray) -> np.ndarray:
    """Everybody brings his own, whatever the others do and whatever the draw."""
    return np.full(len(luck), sum(value for name, value in BRINGS.items() if on[name]))


def lucky(on: Mapping[str, bool], luck: np.ndarray) -> np.ndarray:
    """What is brought varies by draw; space and growth bring more where both are on."""
    return luck * (additive(on, luck) + 30_000.0 * (on["space"] and on["growth"]))


def engine(effect: Effect, failing: int = 0) -> Callable[..., Iterator[Block]]:
    """An engine with that effect from 2024 on; draw 3 fails under every `failing`-th scenario."""
    without = build_policy(load_shipped())

    def run(
        spec: Any, draws: Any, policies: Sequence[Policy], *, jobs: int = 1, chunk: int = 8
    ) -> Iterator[Block]:
        years = policies[0].quarters // 4
        states = [
            {a: bool(p.levers[c][30] != without.levers[c][30]) for a, c in SIGNS.items()}
            for p in policies
        ]
        for start in range(0, len(draws), chunk):
            part = draws[start : start + chunk]
            numbers = [np.random.default_rng([int(s), int(i)]) for s, i in
                       zip(part.seeds, part.ids, strict=True)]  # fmt: skip
            level = np.array([r.uniform(150_000.0, 250_000.0) for r in numbers])
            luck = np.array([r.uniform(0.5, 1.5) for r in numbers])
            values = np.full((len(part), len(policies), years, len(CODES)), 10.0)
            values[..., REVENUE] = level[:, None, None]
            for at, on in enumerate(states):
                values[:, at, 7:, REVENUE] += effect(on, luck)[:, None]
            failed = np.full(values.shape[:2], -1, np.int64)
            if failing:
                failed[part.ids == 3, ::failing] = 30
            yield Block(start, start + len(part), values, failed, (failed >= 0).astype(np.int64))

    return run
