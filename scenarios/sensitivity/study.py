"""A sensitivity analysis from beginning to end: screening, single inputs, the split of variance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from calibration.county import SHIPPED
from model.spec import CountySpec
from model.units import LAST_YEAR
from scenarios.basis import basis_of, caution_of
from scenarios.posterior_input import numbers_of, sizes_of
from scenarios.probability import Estimate, estimate
from scenarios.resampling import Interval, resamples
from scenarios.roster_input import RosterInput
from scenarios.scenario import Scenario
from scenarios.sensitivity.designs import generator, rows_of, saltelli, trajectories
from scenarios.sensitivity.effects import Effect, ranked
from scenarios.sensitivity.evaluations import (
    SCREENING,
    SINGLE,
    SPLIT,
    STAGES,
    Evaluations,
    gathered,
)
from scenarios.sensitivity.inputs import ACTION, LUCK, REST
from scenarios.sensitivity.kept import Kept
from scenarios.sensitivity.outputs import Output, chosen_outputs, measured
from scenarios.sensitivity.result import (
    Data,
    Level,
    Sensitivity,
    Sizes,
)
from scenarios.sensitivity.shares import single_shares
from scenarios.sensitivity.space import Engine, Space
from scenarios.targets import load_targets

if TYPE_CHECKING:
    from calibration.posterior import Posterior

T = TypeVar("T")
# Resamples for the error of a median.
LEVEL_RESAMPLES = 400
# Told after every block: runs done, runs in all, runs that broke off so far.
Progress = Callable[[int, int, int], None]
# Points of a block from its generator.
Design = Callable[[np.random.Generator], np.ndarray]


def sensitivity(
    spec: CountySpec,
    scenario: Scenario,
    sizes: Sizes | None = None,
    *,
    posterior: Posterior | None = None,
    targets: Sequence[str] | None = None,
    indicators: Sequence[str] | None = None,
    seed: int = 2023,
    last_year: int = LAST_YEAR,
    by: str = ACTION,
    roster: RosterInput | None = None,
    county: Path = SHIPPED,
    jobs: int = 1,
    progress: Progress | None = None,
    kept: Kept | None = None,
    engine: Engine | None = None,
) -> Sensitivity:
    """Which inputs decide whether targets are met, and what headline indicators come to.

    Policy varies uniformly between no plan and `scenario`, each action (or lever, `by`) on its own;
    parameters by their priors, or as the pairs of `posterior`; the luck of the world outside and
    that of enterprises are inputs too.  `targets` and `indicators` are ids and codes (default: the
    headline ones).  `county` is the folder whose targets are meant.  Bytes do not depend on
    `jobs`, nor on what `kept` blocks were there already.

    Raises RunError for an unknown target or indicator, for a posterior whose record reaches
    into the years to be split, and ValueError for sizes that no interval can be made of.
    """
    given = roster or RosterInput()
    rows = None if given.roster is None else given.roster.rows
    space = Space(spec, scenario, posterior, seed, last_year, by, rows, engine)
    outputs = chosen_outputs(load_targets(county), last_year, targets, indicators)
    study = _Study(space, outputs, sizes or Sizes(), jobs, progress, kept or Kept())
    return study.result(given.kind)


def planned_runs(space: Space, sizes: Sizes) -> dict[str, int]:
    """Runs by stage."""
    ordered = sum(item.ordered for item in space.inputs)
    alone = len(space.inputs) - ordered + min(ordered, sizes.keep + 1)
    parts = len({item.part for item in space.inputs}) + len(LUCK)
    screening = sizes.blocks * sizes.trajectories * (ordered + 1)
    return {
        SCREENING: screening if ordered else 0,
        SINGLE: sizes.blocks * sizes.points * rows_of(alone) if alone else 0,
        SPLIT: sizes.blocks * 2 * sizes.points * rows_of(parts),
    }


@dataclass
class _Study:
    """An analysis under way."""

    space: Space
    outputs: tuple[Output, ...]
    sizes: Sizes
    jobs: int
    progress: Progress | None
    kept: Kept
    done: int = 0
    failed: int = 0
    runs: dict[str, int] = field(default_factory=dict)
    evaluations: dict[str, Evaluations] = field(default_factory=dict)

    def result(self, enterprises: str) -> Sensitivity:
        """All stages, then everything in one record; `enterprises` is the kind of roster."""
        space = self.space
        space.check()
        self.runs = planned_runs(space, self.sizes)
        self._tell(0, 0)
        found = self._screen()
        ordered = [item.code for item in space.inputs if item.ordered]
        score = ranked(list(found.values()), ordered)
        taken, rest = self._taken(score)
        labels = [REST if code in rest else code for code in self._codes()]
        single = self._sobol(SINGLE, labels, self.sizes.points).indices() if labels else {}
        parts = [*(item.part for item in space.inputs), *LUCK]
        split = self._sobol(SPLIT, parts, 2 * self.sizes.points)
        points, table = split.base()
        shares = self._shares(points, table)
        posterior = space.posterior if space.origin == "posterior" else None
        numbers = None if posterior is None else numbers_of(posterior)
        few = None if posterior is None else sizes_of(posterior)["few"]
        width = space.scenario.uncertainty.prior_width
        return Sensitivity(
            scenario=space.scenario,
            inputs=space.inputs,
            outputs=self.outputs,
            levels=self._named(self._levels(points, table)),
            split=split.indices(),
            single=single,
            screening=found,
            score=score,
            taken=taken,
            rest=rest,
            shares=self._named(shares) if posterior is not None else {},
            data=_data(space.spec, posterior),
            runs=self.runs,
            failed=self.failed,
            sizes=self.sizes,
            pairs=0 if posterior is None else len(posterior),
            seed=space.seed,
            last_year=space.last_year,
            by=space.by,
            origin=space.origin,
            basis=basis_of(space.origin, enterprises, width, numbers),
            caution=caution_of(space.origin, numbers),
            few=None if few is None else (few["zh"], few["en"]),
            evaluations=dict(self.evaluations),
        )

    def _named(self, items: Sequence[T]) -> dict[str, T]:
        """One item an output, by its code."""
        return {output.code: item for output, item in zip(self.outputs, items, strict=True)}

    def _codes(self) -> list[str]:
        return [item.code for item in self.space.inputs]

    def _tell(self, rows: int, failed: int) -> None:
        self.done, self.failed = self.done + rows, self.failed + failed
        if self.progress is not None:
            self.progress(self.done, sum(self.runs.values()), self.failed)

    def _block(
        self, stage: str, block: int, points: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, int]:
        """Points [rows, columns] of a block with their outputs [rows, outputs], kept ones or run
        now and kept, and how many runs broke off."""
        held = self.kept.read(stage, block)
        if held is None or held[0].shape != (len(points), len(self.outputs)):
            values = self.space.evaluate(points, STAGES.index(stage), block, self.jobs)
            failed = int((~np.isfinite(values[:, -1]).any(axis=1)).sum())
            table = measured(self.outputs, values)[int(stage == SCREENING)]
            self.kept.write(stage, block, table, failed)
            held = table, failed
        self._tell(len(points), held[1])
        return points, *held

    def _stage(self, stage: str, labels: Sequence[str], design: Design) -> Evaluations:
        """All blocks of a stage, on the points that `design` makes with a generator."""
        columns = [*self._codes(), *LUCK][: len(labels)]
        blocks = [
            self._block(stage, block, design(generator(*self._address(stage, block))))
            for block in range(self.sizes.blocks)
        ]
        found = gathered(columns, labels, [output.code for output in self.outputs], blocks)
        self.evaluations[stage] = found
        return found

    def _address(self, stage: str, block: int) -> tuple[int, ...]:
        return self.space.seed, STAGES.index(stage), block

    def _screen(self) -> dict[str, dict[str, Effect] | None]:
        """Elementary effects of the ordered inputs; a trajectory keeps what is not ordered."""
        inputs = self.space.inputs
        ordered = [i for i, item in enumerate(inputs) if item.ordered]
        if not ordered:
            return {}

        def walked(rng: np.random.Generator) -> np.ndarray:
            moving = trajectories(len(ordered), self.sizes.trajectories, rng)
            points = np.empty((*moving.shape[:2], len(inputs)))
            points[:] = rng.random((len(moving), 1, points.shape[2]))
            points[:, :, ordered] = moving
            return points.reshape(-1, len(inputs))

        labels = [item.code if item.ordered else "" for item in inputs]
        return self._stage(SCREENING, labels, walked).effects()

    def _taken(self, score: dict[str, float]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Inputs to be taken one by one, and the rest; a rest of one is taken as well."""
        best = list(score)[: self.sizes.keep]
        if len(score) == len(best) + 1:
            best = list(score)
        taken = [i.code for i in self.space.inputs if not i.ordered or i.code in best]
        return tuple(taken), tuple(code for code in self._codes() if code not in taken)

    def _sobol(self, stage: str, labels: Sequence[str], count: int) -> Evaluations:
        """A stage of Saltelli blocks of `count` base points each."""
        return self._stage(stage, labels, lambda rng: saltelli(labels, count, rng))

    def _levels(self, points: np.ndarray, table: np.ndarray) -> list[Level]:
        """What outputs come to over the spread of all inputs."""
        lines = None
        if self.space.origin == "posterior" and self.space.posterior is not None:
            lines = self.space.posterior.lines[self.space.pairs_at(points)]
        found = []
        for output, column in zip(self.outputs, table.T, strict=True):
            valid = np.isfinite(column)
            here, of = column[valid], None if lines is None else lines[valid]
            chance = None if output.target is None else estimate(here == 1.0, None, of)
            found.append(_level(here, of, chance))
        return found

    def _shares(self, points: np.ndarray, table: np.ndarray) -> list[dict[str, Interval] | None]:
        """Shares of single parameters within a posterior; empty with priors."""
        posterior = self.space.posterior
        if self.space.origin != "posterior" or posterior is None:
            return []
        pairs = self.space.pairs_at(points)
        found = single_shares(table, posterior.u[pairs], posterior.lines[pairs])
        return [
            None if one is None else dict(zip(posterior.codes, one, strict=True)) for one in found
        ]


def _level(values: np.ndarray, lines: np.ndarray | None, chance: Estimate | None) -> Level:
    """What one output comes to: `values` float64[runs], `lines` int[runs] their histories."""
    again = resamples(np.ones(len(values)), lines, LEVEL_RESAMPLES)
    found = again.quantiles(values, (0.1, 0.5, 0.9), np.ones(len(values), bool))
    nothing = Interval(*[float("nan")] * 4)
    low, median, high = found or (nothing, nothing, nothing)
    return Level(chance, median, low.value, high.value)


def _data(spec: CountySpec, posterior: Posterior | None) -> dict[str, Data]:
    """What the data did to every parameter of a posterior."""
    from calibration.contraction import parameter_changes

    if posterior is None:
        return {}
    return {
        item.code: Data(item.contraction, item.contraction_error, item.prior_driven)
        for item in parameter_changes(spec, posterior)
    }
