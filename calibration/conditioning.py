"""The county as the sampler sees it: pairs of parameters and seed in, log-likelihoods out.

A pair stands for one whole history of the county.  The seed carries all chance (the enterprises
of 2017, drivers, every decision), the parameters are quantiles of their priors, and the record
is held against what that history shows.  Up to the last observed year the county lives under
the policy that was really followed: none before the plan, the plan from its first quarter on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from calibration.likelihood import log_likelihood_by_observation
from calibration.observations import Observation
from model.draws import Draws
from model.ensemble import Block, run_ensemble
from model.indicators import CODES
from model.policy import Policy, build_policy
from model.spec import CountySpec
from model.units import FIRST_YEAR

# Told as runs come back: how many more.
Progress = Callable[[int], None]


def varying(spec: CountySpec) -> tuple[str, ...]:
    """Codes of the parameters whose prior is not a single value, in registry order."""
    return tuple(code for code, prior in spec.priors.items() if prior.kind != "fixed")


def indicator_codes(observations: Sequence[Observation]) -> tuple[str, ...]:
    """Indicators that observations are held against, in registry order."""
    named = {part for item in observations for part in item.indicator.split("/")}
    return tuple(code for code in CODES if code in named)


def usable(
    observations: Sequence[Observation], last_year: int
) -> tuple[list[Observation], list[str]]:
    """Observations that runs up to `last_year` can be held to, and why others cannot.

    Left out are rows not meant for fitting and those that reach beyond the run's years.
    """
    fit, left_out = [], []
    for item in observations:
        if item.use != "fit":
            continue
        first = item.year - (item.span if "growth" in item.operator else 0)
        if first < FIRST_YEAR or item.year > last_year:
            left_out.append(
                f"{item.variable} {item.year}: needs {first}-{item.year}, "
                f"runs have {FIRST_YEAR}-{last_year}"
            )
            continue
        fit.append(item)
    return fit, left_out


@dataclass(frozen=True)
class CountyRuns:
    """Runs of a county held to observations; `roster` ROSTER[n] in place of a synthetic one.

    `codes` are the parameters that vary; `observations` must all be usable.
    """

    spec: CountySpec
    observations: tuple[Observation, ...]
    jobs: int = 1
    roster: np.ndarray | None = None
    progress: Progress | None = None

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The parameters that vary."""
        return varying(self.spec)

    @cached_property
    def last_year(self) -> int:
        """The last year that an observation needs."""
        return max((item.year for item in self.observations), default=FIRST_YEAR)

    @cached_property
    def policy(self) -> Policy:
        """What was really done, up to the last year needed."""
        return build_policy(self.spec, self.spec.plan, last_year=self.last_year)

    def draws(self, u: np.ndarray, seeds: np.ndarray) -> Draws:
        """The engine's draws of pairs: u [n, d] in (0, 1), seeds [n]."""
        return Draws.from_uniforms(self.spec, self.codes, u, seeds)

    def series(self, draws: Draws, policy: Policy, codes: Sequence[str]) -> dict[str, np.ndarray]:
        """Indicators [draws, years] under a policy; NaN where a draw broke off."""
        columns = [CODES.index(code) for code in codes]
        found = np.full((len(codes), len(draws), policy.quarters // 4), np.nan)
        for block in self._blocks(draws, policy):
            whole = block.failed[:, 0] < 0
            values = block.values[:, 0][:, :, columns]
            values[~whole] = np.nan
            found[:, block.start : block.stop] = np.moveaxis(values, 2, 0)
        return dict(zip(codes, found, strict=True))

    def _blocks(self, draws: Draws, policy: Policy) -> Iterator[Block]:
        for block in run_ensemble(self.spec, draws, [policy], roster=self.roster, jobs=self.jobs):
            if self.progress is not None:
                self.progress(block.stop - block.start)
            yield block

    def by_observation(self, u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        """Log-likelihoods [n, observations]; -inf where a run broke off."""
        if not self.observations:
            return np.zeros((len(u), 0))
        wanted = indicator_codes(self.observations)
        series = self.series(self.draws(u, seeds), self.policy, wanted)
        years = range(FIRST_YEAR, self.last_year + 1)
        return log_likelihood_by_observation(self.observations, series, years)

    def log_likelihood(self, u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        """Joint log-likelihood [n]: a function of each pair alone, whatever the jobs."""
        total = np.zeros(len(u))
        for column in self.by_observation(u, seeds).T:
            total += column
        return total
