"""What of the results a run keeps: all of it, or what an analysis of many scenarios needs.

Every run keeps the headline indicators and what the county's targets name, so that any target can
be judged and any fan be drawn of any run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from model.indicators import CODES, HEADLINES
from model.units import FIRST_YEAR
from scenarios.manifest import Work
from scenarios.targets import load_targets


@dataclass(frozen=True)
class Kept:
    """Indicators in registry order, and the first year, that are written."""

    indicators: tuple[str, ...]
    first_year: int


def kept_part(county: Path, keep: Sequence[str], last_year: int) -> Kept:
    """`keep`, the headline indicators and all that the targets in the folder `county` need.

    Raises ValueError for an indicator that the model does not have.
    """
    unknown = [code for code in keep if code not in CODES]
    if unknown:
        raise ValueError(f"no such indicator: {unknown[0]}")
    goals = [target for target in load_targets(county) if target.testable]
    wanted = {*keep, *HEADLINES, *(goal.indicator for goal in goals)}
    years = [year for goal in goals for year in (*goal.years_needed, goal.baseline_year) if year]
    first = min([*years, last_year]) if years else FIRST_YEAR
    return Kept(tuple(code for code in CODES if code in wanted), first)


def keeps_all(work: Work) -> bool:
    """Whether a run keeps every indicator of every year."""
    return work.indicators == CODES and work.first_year == FIRST_YEAR


def kept_blocks(blocks: Iterable[Any], work: Work) -> Iterator[Any]:
    """The engine's blocks cut down to what a run keeps; the same blocks where it keeps all."""
    columns = [CODES.index(code) for code in work.indicators]
    skipped = work.first_year - FIRST_YEAR
    whole = keeps_all(work)
    for block in blocks:
        yield block if whole else replace(block, values=block.values[:, :, skipped:][..., columns])
