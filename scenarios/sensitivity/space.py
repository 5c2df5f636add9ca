"""From points of the unit cube to runs of the county.

Each action of policy lies somewhere between no plan (0) and the scenario (1); each parameter at a
quantile of its prior, or the pair of a posterior at its place among the weights.  Luck is a pair of
seeds, one of the world outside and one of enterprises: those of a block, or two more columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.proposals import Address
from model.draws import Draws, mix_array, prior_quantile
from model.levers import SCALARS
from model.policy import Policy, build_policy
from model.randomness import GOLDEN
from model.spec import CountySpec
from model.units import LAST_YEAR
from scenarios.files import RunError
from scenarios.sampling import origin_of
from scenarios.scenario import Scenario, scenario_policy
from scenarios.sensitivity.inputs import (
    ACTION,
    LUCK,
    PAIRS,
    POLICY,
    Input,
    parameter_inputs,
    policy_inputs,
)

if TYPE_CHECKING:
    from calibration.posterior import Posterior

# Purposes of the luck of blocks, apart from those of forecasts.
_LUCK = {name: 301 + place for place, name in enumerate(LUCK)}
_STAGE = 9_000
Engine = Callable[..., Iterator[Any]]


@dataclass(frozen=True)
class Space:
    """A scenario's space of inputs; see `scenarios.sensitivity` for what the fields mean."""

    spec: CountySpec
    scenario: Scenario
    posterior: Posterior | None = None
    seed: int = 2023
    last_year: int = LAST_YEAR
    by: str = ACTION
    roster: np.ndarray | None = None
    engine: Engine | None = field(default=None, compare=False)

    @property
    def origin(self) -> str:
        """Where parameters come from: prior, posterior or fixed."""
        return origin_of(self.scenario.uncertainty, self.posterior)

    @cached_property
    def ends(self) -> tuple[Policy, Policy]:
        """The policy without the plan, and the scenario's; the world outside is the scenario's."""
        world = self.scenario.assumptions
        without = build_policy(self.spec, None, world, self.last_year)
        return without, scenario_policy(self.scenario, self.spec, self.last_year)

    @cached_property
    def inputs(self) -> tuple[Input, ...]:
        """Inputs in the order of columns: policy, then parameters.  Luck is not among them."""
        moving = {code: self._moves(code) for code in self.spec.levers}
        return (
            *policy_inputs(self.spec, moving, self.by),
            *parameter_inputs(self.spec, self.origin),
        )

    def check(self) -> None:
        """Raise RunError (exit 3) for a posterior whose pairs decide the luck of later years.

        Such luck is tied to the parameters it was found with: it cannot be exchanged alone.
        """
        from calibration.posterior import past_only

        if self.origin != "posterior" or self.posterior is None:
            return
        if not past_only(self.posterior.observations):
            raise RunError(
                "后验的记录到了2023年或以后,以后的运气已与参数绑在一起,方差分不开; "
                "改法: 加 --prior,或以 --posterior 指定只含2022年以前记录的后验",
                "the record of the posterior reaches 2023 or later, so later luck is tied to the "
                "parameters and variance cannot be split; fix: --prior, or --posterior with one "
                "whose record ends by 2022",
                3,
            )

    def _column(self, policy: Policy, code: str) -> np.ndarray:
        """Quarterly values of one lever [T]."""
        if code in SCALARS:
            return np.asarray(policy.levers[code])
        for place, item in enumerate(self.spec.park_items):
            if code == f"park_land_{item.code}":
                return np.asarray(policy.park_land[:, place])
        codes = [f"chain_weight_{item.code}" for item in self.spec.sector_items]
        return np.asarray(policy.chain_weight[:, codes.index(code)])

    def _moves(self, code: str) -> bool:
        without, full = self.ends
        return bool((self._column(without, code) != self._column(full, code)).any())

    def policy_at(self, shares: np.ndarray) -> Policy:
        """Every lever at the share of the way from no plan that its input [policy inputs] says."""
        without, full = self.ends
        made = Policy(
            without.levers.copy(),
            without.park_land.copy(),
            without.chain_weight.copy(),
            without.assumptions,
        )
        for item, share in zip(self.inputs, shares, strict=False):
            for code in item.levers:
                start, end = self._column(without, code), self._column(full, code)
                self._column(made, code)[:] = start + share * (end - start)
        return made

    def evaluate(self, points: np.ndarray, stage: int, block: int, jobs: int = 1) -> np.ndarray:
        """Indicators float64[rows, years, indicators] at points [rows, inputs (+ 2 of luck)].

        NaN in the years from which on a run broke off.
        """
        width = len(self.inputs)
        policy = [i for i, item in enumerate(self.inputs) if item.part == POLICY]
        shares, which = _distinct(points[:, policy])
        order = np.argsort(which, kind="stable")
        draws = self._draws(points[:, :width], self._luck(points[:, width:], stage, block))
        policy_of = lru_cache(maxsize=64)(lambda k: self.policy_at(shares[k]))
        engine = self.engine or _engine()
        blocks = engine(
            self.spec, draws[order], policy_of, which[order], roster=self.roster, jobs=jobs
        )
        found = np.concatenate([item.values[:, 0] for item in blocks])
        values = np.empty_like(found)
        values[order] = found
        return values

    def _luck(self, columns: np.ndarray, stage: int, block: int) -> tuple[np.ndarray, ...]:
        """64 bits uint64[rows] of each kind of luck: from its own column, else the block's."""
        address = Address(self.seed, _STAGE + stage, block)
        shared = [address.bits(_LUCK[name], 1)[:, 0] for name in LUCK]
        if not columns.shape[1]:
            return tuple(np.repeat(bits, len(columns)) for bits in shared)
        places = np.floor(columns * 2.0**53).astype(np.uint64)
        with np.errstate(over="ignore"):
            return tuple(
                mix_array(bits + GOLDEN * (places[:, i] + np.uint64(1)))
                for i, bits in enumerate(shared)
            )

    def _draws(self, points: np.ndarray, luck: tuple[np.ndarray, ...]) -> Draws:
        """Draws at points [rows, inputs] with the luck of drivers and of enterprises."""
        outside, inside = ((bits >> np.uint64(1)).astype(np.int64) for bits in luck)
        at = [i for i, item in enumerate(self.inputs) if item.part != POLICY]
        codes, u = tuple(self.inputs[i].code for i in at), points[:, at]
        seeds = np.stack([inside, inside, outside, outside], axis=1)
        if self.origin == "posterior":
            assert self.posterior is not None
            pairs = self.pairs_at(points)
            codes, u = self.posterior.codes, self.posterior.u[pairs]
            # A pair brings its past; what comes after has luck that no pair has a hand in.
            seeds[:, [0, 2]] = self.posterior.seeds[pairs, None]
        draws = Draws.from_uniforms(self.spec, codes, u, seeds[:, 0])
        width = self.scenario.uncertainty.prior_width
        if self.origin == "prior" and width != 1.0:
            for column, code in enumerate(codes):
                if (prior := self.spec.priors[code]).free:
                    draws.parameters[code] = prior_quantile(prior, u[:, column], width)
        return Draws(draws.ids, draws.seeds, draws.parameters, self.origin, seeds)

    def pairs_at(self, points: np.ndarray) -> np.ndarray:
        """Which pairs of the posterior int64[rows] lie at points, in proportion to weights."""
        assert self.posterior is not None
        column = [item.code for item in self.inputs].index(PAIRS)
        edges = np.cumsum(self.posterior.weights)
        place = np.searchsorted(edges, points[:, column] * edges[-1], side="right")
        return np.minimum(place, len(self.posterior) - 1)


def _distinct(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Different rows of columns [rows, policy inputs], and which of them each row is."""
    if not columns.shape[1]:
        return np.zeros((1, 0)), np.zeros(len(columns), np.int64)
    shares, which = np.unique(columns, axis=0, return_inverse=True)
    return shares, which.reshape(-1)


def _engine() -> Engine:
    from model.each import run_each

    return run_each
