"""The prior predictive check: what the model says before it has seen a single observation.

Prior draws are run over the record's years under the history that all scenarios share, the
operators of `calibration.history` are applied, and each published number is placed within what
was simulated.  Where sensible priors cannot come near a number the model has to be changed, not
the number.  Numbers of peers and other scopes stand apart: they are looked at, never fitted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from calibration.history import GRADE_ERRORS, UNITS, Observation, observe, standardised_gap
from calibration.tables import Row, Table, read_table
from model.draws import Draws
from model.ensemble import run_ensemble
from model.indicators import CODES
from model.policy import build_policy
from model.spec import CountySpec
from model.units import FIRST_YEAR

LAST_YEAR = 2022
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
REACHED, TAIL, MISSED = "reached", "tail", "missed"
# An observation counts as reached in the central nine tenths of the draws, or when at least a
# tenth of them comes within two standard deviations of it.
CENTRAL, NEAR_SHARE, NEAR = 0.05, 0.10, 2.0
# Indicators have more units than observations; these are compared as they are printed.
_PLAIN_UNITS = ("万元/人", "万元/亩", "次")
Progress = Callable[[int, int, int], None]


@dataclass(frozen=True)
class Context:
    """A number of a peer or another scope beside an indicator, in model units.

    `scope` says in both languages what it is a number of; `published` is as printed.
    """

    name: tuple[str, str]
    indicator: str
    year: int
    value: float
    unit: str
    published: str
    grade: str
    scope: tuple[str, str]
    source_title: str
    source_url: str


@dataclass(frozen=True)
class Placed:
    """A number and what the prior draws say: `modelled` [draws], `near` share within 2 sd."""

    item: Observation | Context
    modelled: np.ndarray
    near: float

    @property
    def quantiles(self) -> tuple[float, ...]:
        """The draws at LEVELS."""
        return tuple(float(q) for q in np.quantile(self.modelled, LEVELS))

    @property
    def position(self) -> float:
        """Share of draws below the number, half of the ties counted."""
        below = np.mean(self.modelled < self.item.value)
        return float(below + 0.5 * np.mean(self.modelled == self.item.value))

    @property
    def verdict(self) -> str:
        """`reached`, `tail` (a few draws come near) or `missed` (none does)."""
        if CENTRAL <= self.position <= 1.0 - CENTRAL or self.near >= NEAR_SHARE:
            return REACHED
        return TAIL if self.near > 0.0 else MISSED


@dataclass(frozen=True)
class PriorCheck:
    """Result of a check over `draws` draws, of which `failed` did not finish.

    `together` is the share of draws within 2 sd of every observation at once, and `left_out`
    names the observations that the years cannot show, with the reason.
    """

    fit: list[Placed]
    context: list[Placed]
    draws: int
    failed: int
    seed: int
    together: float
    left_out: list[str]


def load_context(path: Path) -> list[Context]:
    """Context numbers of a county's folder, none when the file is missing.

    Raises DataError with every fault of the file, one line each.
    """
    if not path.exists():
        return []
    columns = ["name_zh", "name_en", "indicator", "year", "value", "unit", "grade"]
    table = read_table(path, [*columns, "scope_zh", "scope_en", "source_title", "source_url"])
    found = [_context(table, row) for row in table.rows]
    table.done()
    return found


def _context(table: Table, row: Row) -> Context:
    """One row, faults reported to the table."""
    cells = row.cells
    for part in cells["indicator"].split("/"):
        if part not in CODES:
            table.choice(row, "indicator", CODES)
            break
    unit = table.choice(row, "unit", (*UNITS, *_PLAIN_UNITS))
    table.choice(row, "grade", tuple(GRADE_ERRORS))
    model_unit, factor, offset = UNITS.get(unit, (unit, 1.0, 0.0))
    value = table.number(row, "value")
    year = table.whole(row, "year", FIRST_YEAR, LAST_YEAR)
    return Context(
        name=(cells["name_zh"], cells["name_en"]),
        indicator=cells["indicator"],
        year=year or FIRST_YEAR,
        value=(value or 0.0) * factor + offset,
        unit=model_unit,
        published=f"{cells['value']} {unit}",
        grade=cells["grade"],
        scope=(cells["scope_zh"], cells["scope_en"]),
        source_title=cells["source_title"],
        source_url=cells["source_url"],
    )


def check_prior(
    spec: CountySpec,
    observations: Sequence[Observation],
    context: Sequence[Context],
    draws: int,
    seed: int,
    jobs: int = 1,
    progress: Progress | None = None,
) -> PriorCheck:
    """Run `draws` prior draws from 2017 to 2022 and place every number within them.

    Only observations of use "fit" up to 2022 are taken.  Raises ValueError when every draw
    fails.
    """
    values, failed = simulate(spec, draws, seed, jobs, progress)
    series = {code: values[:, :, index] for index, code in enumerate(CODES)}
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    placed, left_out, close = [], [], np.ones(len(values), bool)
    for item in observations:
        if item.use != "fit" or item.year > LAST_YEAR:
            continue
        try:
            modelled = observe(item, series, years)
        except ValueError as error:
            left_out.append(str(error))
            continue
        near = np.abs(standardised_gap(item, modelled)) <= NEAR
        close &= near
        placed.append(Placed(item, modelled, float(np.mean(near))))
    return PriorCheck(
        fit=placed,
        context=[_beside(item, series, years) for item in context],
        draws=draws,
        failed=failed,
        seed=seed,
        together=float(np.mean(close)),
        left_out=left_out,
    )


def simulate(
    spec: CountySpec, draws: int, seed: int, jobs: int = 1, progress: Progress | None = None
) -> tuple[np.ndarray, int]:
    """Values f8[finished draws, years, indicators] of prior draws, and how many failed."""
    policy = build_policy(spec, last_year=LAST_YEAR)
    found, done, failed = [], 0, 0
    for block in run_ensemble(spec, Draws.from_prior(spec, draws, seed), [policy], jobs=jobs):
        whole = block.failed[:, 0] < 0
        found.append(block.values[whole, 0])
        done += len(whole)
        failed += int(np.count_nonzero(~whole))
        if progress is not None:
            progress(done, draws, failed)
    if failed == draws:
        raise ValueError(f"all {draws} draws failed")
    return np.concatenate(found), failed


def _beside(item: Context, series: dict[str, np.ndarray], years: range) -> Placed:
    """A context number within the draws; near means within two of its grade's errors."""
    top, _, bottom = item.indicator.partition("/")
    column = list(years).index(item.year)
    modelled = series[top][:, column]
    if bottom:
        below = series[bottom][:, column]
        # A scope without any enterprise has no ratio; such draws count as zero.
        modelled = np.divide(modelled, below, out=np.zeros_like(modelled), where=below > 0.0)
    error = GRADE_ERRORS[item.grade] * abs(item.value)
    near = np.abs(modelled - item.value) <= NEAR * error
    return Placed(item, modelled, float(np.mean(near)))
