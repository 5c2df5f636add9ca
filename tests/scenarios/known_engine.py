"""A made-up engine whose answers follow from parameters and seeds in a way that a test knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from model.indicators import CODES
from tests.scenarios.fake_engine import Block, fake_engine

REVENUE = CODES.index("revenue_above_scale")
# Value added of industry over GDP: growth of it is known exactly.
SHARE = CODES.index("industrial_va_share")


def engine(
    revenue: Callable[[Any, int], float], share: Callable[[int], float] | None = None
) -> Any:
    """`fake_engine` with 2027's revenue `revenue(parameters, draw)` and `share(year index)`."""

    def run(spec: Any, draws: Any, policies: Sequence[Any], **rest: Any) -> Iterator[Block]:
        for block in fake_engine(spec, draws, policies, **rest):
            for place in range(block.stop - block.start):
                at = block.start + place
                wanted = revenue(draws.parameters[at], int(draws.ids[at]))
                block.values[place, :, -1, REVENUE] = wanted
                if share is not None:
                    years = np.arange(block.values.shape[2])
                    block.values[place, :, :, SHARE] = [share(int(year)) for year in years]
            yield block

    return run


def by_credit(parameters: Any, draw: int) -> float:
    """Below the 2.5 billion of T1 nine times in ten where credit is short, one in ten elsewhere."""
    luck = np.random.default_rng([77, draw]).uniform()
    misses = luck < (0.9 if parameters["credit_limit"] < 0.45 else 0.1)
    return 200_000.0 if misses else 300_000.0


def by_coin(parameters: Any, draw: int) -> float:
    """Below the 2.5 billion of T1 in three draws of ten, whatever the parameters."""
    return 200_000.0 if np.random.default_rng([78, draw]).uniform() < 0.3 else 300_000.0
