"""A stand-in for the engine whose cheapest portfolio is known.

Revenue of above-scale industry in every year is `START` plus the effect of each lever's value in
that year above no plan, plus luck that a draw's seed and number decide; government pays `PAID` for
a unit of the subsidy.  Everything else is constant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from calibration.county import load_shipped
from model.indicators import CODES
from tests.scenarios.fake_engine import Block

START, SPREAD = 230_000.0, 10_000.0
# 万元 of revenue a unit of the lever above its value without the plan.
EFFECTS = {
    "quality_brand": 40_000.0,
    "product_upgrading": 25_000.0,
    "key_tech_support": 10_000.0,
    "upgrade_subsidy": 50_000.0,
}
# 万元 a year that is paid for a unit of the subsidy above no plan.
PAID = {"upgrade_subsidy": 4_000.0}
_CHUNK = 64


def luck(seeds: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Standard normal numbers [n] of draws."""
    pairs = zip(seeds, ids, strict=True)
    return np.array([np.random.default_rng([int(s), int(i)]).normal() for s, i in pairs])


def toy_engine(
    effects: Mapping[str, float] = EFFECTS,
    paid: Mapping[str, float] = PAID,
    demand: float = 0.0,
) -> Any:
    """An engine with other effects; `demand` is what a unit of `demand_shift` adds to revenue."""
    without = load_shipped().no_plan

    def engine(
        spec: Any, draws: Any, policies: Sequence[Any], *, jobs: int = 1
    ) -> Iterator[Block]:
        years = policies[0].quarters // 4
        at = np.arange(years) * 4 + 3

        def sums(policy: Any, by: Mapping[str, float]) -> np.ndarray:
            total = np.zeros(years)
            for code, unit in by.items():
                start = next(iter(without[code].values()))
                total += unit * (policy.levers[code][at] - start)
            return total

        revenue = np.array(
            [sums(p, effects) + demand * p.assumptions["demand_shift"][at] for p in policies]
        )
        money = np.array([sums(p, paid) for p in policies])
        for start in range(0, len(draws), _CHUNK):
            part = draws[start : start + _CHUNK]
            values = np.full((len(part), len(policies), years, len(CODES)), 10.0)
            own = SPREAD * luck(part.seeds, part.ids)
            values[..., CODES.index("revenue_above_scale")] = (
                START + revenue[None] + own[:, None, None]
            )
            values[..., CODES.index("subsidies_paid")] = money[None]
            values[..., CODES.index("subsidies_refused")] = 0.0
            failed = np.full(values.shape[:2], -1, np.int64)
            yield Block(start, start + len(part), values, failed, failed * 0)

    return engine
