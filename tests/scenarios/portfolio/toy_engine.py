"""A stand-in for the engine whose cheapest portfolio is known.

Revenue of above-scale industry in every year is `START` plus the effect of each lever's value in
that year above no plan, plus luck that a draw's seed and number decide; government pays `PAID` for
a unit of the subsidy.  Everything else is constant.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
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
    return _luck(tuple(map(int, seeds)), tuple(map(int, ids)))


@lru_cache(maxsize=4096)
def _luck(seeds: tuple[int, ...], ids: tuple[int, ...]) -> np.ndarray:
    pairs = zip(seeds, ids, strict=True)
    return np.array([np.random.default_rng(pair).normal() for pair in pairs])


def toy_engine(
    effects: Mapping[str, float] = EFFECTS,
    paid: Mapping[str, float] = PAID,
    demand: float = 0.0,
    start: float = START,
    chance: float = 0.0,
    broken: int = 0,
) -> Any:
    """An engine with other effects.

    `demand` is what a unit of `demand_shift` adds to revenue, `chance` the spread of luck that
    every policy has of its own, and every `broken`th draw breaks off.
    """
    without = load_shipped().no_plan

    def engine(spec: Any, draws: Any, policies: Sequence[Any], *, jobs: int = 1) -> Iterator[Block]:
        years = policies[0].quarters // 4
        at = np.arange(years) * 4 + 3

        def sums(policy: Any, by: Mapping[str, float]) -> np.ndarray:
            total = np.zeros(years)
            for code, unit in by.items():
                base = next(iter(without[code].values()))
                total += unit * (policy.levers[code][at] - base)
            return total

        revenue = np.array(
            [sums(p, effects) + demand * p.assumptions["demand_shift"][at] for p in policies]
        )
        money = np.array([sums(p, paid) for p in policies])
        own_luck = [zlib.crc32(p.levers.tobytes() + p.park_land.tobytes()) for p in policies]
        for first in range(0, len(draws), _CHUNK):
            part = draws[first : first + _CHUNK]
            values = np.full((len(part), len(policies), years, len(CODES)), 10.0)
            own = SPREAD * luck(part.seeds, part.ids)
            values[..., CODES.index("revenue_above_scale")] = (
                start + revenue[None] + own[:, None, None]
            )
            if chance:
                own = np.stack([luck(part.seeds ^ key, part.ids) for key in own_luck])
                values[..., CODES.index("revenue_above_scale")] += chance * own.T[..., None]
            values[..., CODES.index("subsidies_paid")] = money[None]
            values[..., CODES.index("subsidies_refused")] = 0.0
            failed = np.full(values.shape[:2], -1, np.int64)
            if broken:
                failed[part.ids % broken == 0] = 30
                values[failed >= 0] = np.nan
            yield Block(first, first + len(part), values, failed, (failed >= 0).astype(np.int64))

    return engine
