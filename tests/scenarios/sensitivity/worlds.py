"""A made-up county whose variance is known, in place of the engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from model.draws import mix_array, prior_quantile
from model.indicators import CODES
from model.spec import CountySpec
from scenarios.sensitivity.space import Space

YEARS = 11
# Part of the variance of the made-up revenue by policy, parameters, drivers and enterprises.
WEIGHTS = {"policy": 1.0, "parameters": 3.0, "drivers": 4.0, "enterprises": 2.0}


@dataclass(frozen=True)
class Block:
    values: np.ndarray


def uniforms(seeds: np.ndarray) -> np.ndarray:
    bits = mix_array(seeds.astype(np.uint64)) >> np.uint64(12)
    return (bits.astype(float) + 0.5) * 2.0**-52


class MadeUp:
    """Revenue = policy + parameter + luck of drivers + luck of enterprises, each of known variance.

    `calls` counts the blocks; the engine breaks off with a KeyboardInterrupt at call `stop`.
    `lever` and `parameter` are what acts; nothing else does.
    """

    def __init__(
        self, space: Space, lever: str, parameter: str = "chi", stop: int | None = None
    ) -> None:
        self.start, self.end = (end.levers[lever][-1] for end in space.ends)
        self.lever, self.parameter, self.stop, self.calls = lever, parameter, stop, 0
        grid = (np.arange(20_000) + 0.5) / 20_000
        spread = prior_quantile(space.spec.priors[parameter], grid)
        self.mean, self.sd = spread.mean(), spread.std()

    def __call__(self, spec: CountySpec, draws, policy_of, which, **_: object) -> Iterator[Block]:
        if self.calls == self.stop:
            raise KeyboardInterrupt
        self.calls += 1
        last = {int(k): policy_of(int(k)).levers[self.lever][-1] for k in set(which.tolist())}
        share = np.array([last[int(k)] for k in which])
        parts = {
            "policy": ((share - self.start) / (self.end - self.start) - 0.5) * 12**0.5,
            "parameters": (draws.parameters[self.parameter] - self.mean) / self.sd,
            "drivers": (uniforms(draws.luck[:, 3]) - 0.5) * 12**0.5,
            "enterprises": (uniforms(draws.luck[:, 1] + 1) - 0.5) * 12**0.5,
        }
        total = sum(WEIGHTS[name] ** 0.5 * part for name, part in parts.items())
        values = np.ones((len(draws), 1, YEARS, len(CODES)))
        values[:, 0, :, CODES.index("revenue_above_scale")] = (250_000 + 10_000 * total)[:, None]
        values[:, 0, :, CODES.index("gdp")] = np.nan
        yield Block(values)
