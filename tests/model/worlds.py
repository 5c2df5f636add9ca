"""Worlds for the tests of the model: one run stepped quarter by quarter, and odd inputs.

A run here is the compiled engine itself, called from Python one quarter at a time, so that
every record can be looked at between quarters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
from hypothesis import strategies as st

from calibration.county import load_shipped
from model.behaviour.common import clamp
from model.draws import Draws, prior_quantile
from model.ensemble import Block, run_ensemble
from model.parameters import PARAMETERS
from model.policy import Policy, build_policy
from model.quarter import quarter
from model.randomness import LATER_QUARTER, luck_of
from model.roster import ROSTER
from model.spec import CountySpec
from model.start import begin, origin_of
from model.world import World, allocate, enterprise_slots

POLICY_YEARS = slice(6, None)  # 2023 and later, in the years of an ensemble


@dataclass
class Run:
    """One run: its world, its random numbers and the next quarter to run."""

    world: World
    luck: tuple[np.uint64, np.uint64]
    t: int = 0

    @property
    def key(self) -> np.uint64:
        """Key of the random numbers of quarter `t`."""
        return self.luck[self.t >= LATER_QUARTER]

    @property
    def firms(self) -> np.ndarray:
        """ENTERPRISE[n], the slots in use."""
        return self.world.firms[: int(self.world.county["n"][0])]

    @property
    def full(self) -> bool:
        """Whether a slot table has run over, which the ensemble reports as a failed draw."""
        return bool(self.world.county["overflow"][0])

    def step(self) -> None:
        """Run one quarter."""
        quarter(self.world, self.key, self.t)
        self.t += 1

    def quarters(self) -> Iterator[tuple[World, int]]:
        """Step to the end; yield the world after each quarter, with the quarter's index."""
        while self.t < len(self.world.levers) and not self.full:
            self.step()
            yield self.world, self.t - 1


def start_run(
    spec: CountySpec,
    policy: Policy,
    parameters: np.ndarray,
    seed: int = 1,
    draw: int = 0,
    roster: np.ndarray | None = None,
) -> Run:
    """A run of one draw, put at the start of 2017."""
    size = None if roster is None else len(roster)
    slots = enterprise_slots(spec, policy.quarters, size)
    world = allocate(spec, policy, slots)
    world.p[:] = parameters
    # The compiled code hands 64-bit keys to Python as plain integers; typed again, they wrap.
    before, later = map(np.uint64, luck_of(np.int64(seed), np.int64(draw)))
    begin(world, origin_of(spec, policy.quarters, roster), before, later)
    return Run(world, (before, later))


def record(source: np.ndarray, **values: float) -> SimpleNamespace:
    """A record as the plain behaviours take it: the fields of `source`, some of them changed.

    `source` is a record or, for a blank one, a one-element array of zeros.
    """
    row = source if isinstance(source, np.void) else source[0]
    fields = {name: row[name].item() for name in row.dtype.names}
    unknown = set(values) - set(fields)
    assert not unknown, f"no such field: {unknown}"
    return SimpleNamespace(**{**fields, **values})


def collect(blocks: Iterator[Block]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values f8[draws, scenarios, years, indicators], failed and reason of an ensemble."""
    found = list(blocks)
    values = np.concatenate([block.values for block in found])
    failed = np.concatenate([block.failed for block in found])
    return values, failed, np.concatenate([block.reason for block in found])


def ensemble_values(
    spec: CountySpec, draws: Draws, policies: Sequence[Policy], chunk: int = 32
) -> np.ndarray:
    """Values of an ensemble without a failed draw."""
    values, failed, _ = collect(run_ensemble(spec, draws, policies, jobs=2, chunk=chunk))
    assert (failed == -1).all()
    return values


def random_parameters(spec: CountySpec, kind: str, seed: int) -> np.ndarray:
    """PARAMETER[1]: from the prior, from priors three times as wide, or all over the bounds."""
    if kind == "prior":
        return Draws.from_prior(spec, 1, seed).parameters
    chance = np.random.default_rng(seed)
    record = spec.prior_means()
    for item in PARAMETERS:
        prior = spec.priors[item.code]
        if kind == "wide":
            value = prior_quantile(prior, chance.uniform(size=1), 3.0)[0]
            record[item.code] = clamp(value, item.minimum, item.maximum)
        else:
            record[item.code] = chance.uniform(item.minimum, item.maximum)
    return record


def random_policy(spec: CountySpec, seed: int, last_year: int = 2027) -> Policy:
    """Every lever somewhere within its bounds, some of them moving, some at an end."""
    chance = np.random.default_rng(seed)
    levers: dict[str, float | dict[int, float]] = {}
    for code, lever in spec.levers.items():
        low, high = lever.minimum, lever.maximum
        kind = chance.integers(4)
        if kind == 0:
            levers[code] = float(chance.choice([low, high]))
        elif kind == 1:
            levers[code] = {y: float(chance.uniform(low, high)) for y in (2023, 2025, 2026)}
        else:
            levers[code] = float(chance.uniform(low, high))
    return build_policy(spec, levers, last_year=last_year)


def roster_row(ident: int, sector: int, revenue: float, **known: float) -> np.ndarray:
    """ROSTER[1]: what is not named is unknown (NaN)."""
    row = np.zeros(1, ROSTER)
    for name in ROSTER.names or ():
        if ROSTER[name].kind == "f":
            row[name] = np.nan
    row["id"], row["sector"], row["revenue"] = ident, sector, revenue
    for name, value in known.items():
        row[name] = value
    return row


def random_roster(spec: CountySpec, seed: int) -> np.ndarray:
    """A county of 5 to 60 enterprises of all sizes, some of them idle, little known of each."""
    chance = np.random.default_rng(seed)
    rows = []
    for ident in range(int(chance.integers(5, 60))):
        known: dict[str, float] = {"idle": float(chance.random() < 0.1)}
        if chance.random() < 0.3:
            known["debt"] = float(chance.uniform(0, 3_000))
            known["cash"] = float(chance.uniform(0, 2_000))
        if chance.random() < 0.3:
            known["park"] = float(chance.integers(len(spec.park_items)))
        if chance.random() < 0.2:
            known["site_mu"] = float(chance.choice([0.0, 0.5, 60.0]))
            known["automation"] = float(chance.integers(4))
        if chance.random() < 0.1:
            known["staff"] = float(chance.choice([0.0, 400.0]))
            known["capital"] = float(chance.choice([0.0, 9_000.0]))
        sector = int(chance.integers(len(spec.sector_items)))
        revenue = float(np.exp(chance.normal(6.5, 1.5))) if chance.random() < 0.95 else 0.0
        rows.append(roster_row(ident, sector, revenue, **known))
    return np.concatenate(rows)


@dataclass(frozen=True)
class Odd:
    """An odd case: what it is drawn from, so that a failure names it."""

    kind: str
    parameters: int
    policy: int | None
    roster: int | None
    seed: int

    def start(self) -> Run:
        """The run of this case in the shipped county."""
        spec = load_shipped()
        policy = build_policy(spec, spec.plan)
        if self.policy is not None:
            policy = random_policy(spec, self.policy)
        roster = None if self.roster is None else random_roster(spec, self.roster)
        parameters = random_parameters(spec, self.kind, self.parameters)
        return start_run(spec, policy, parameters, self.seed, 0, roster)


_number = st.integers(0, 2**31 - 1)
odd_cases = st.builds(
    Odd,
    kind=st.sampled_from(["prior", "wide", "bounds"]),
    parameters=_number,
    policy=st.none() | _number,
    roster=st.none() | _number,
    seed=_number,
)
