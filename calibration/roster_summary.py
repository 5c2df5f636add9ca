"""What a roster says, added up: the figures a reader checks against the county's own totals."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from calibration.roster_columns import NUMBERS
from calibration.roster_file import Roster
from model.spec import CountySpec


@dataclass(frozen=True)
class SectorCount:
    """One sector of a roster; `revenue` in 万元 a year, `above_scale` enterprises on the list."""

    sector: str
    name_zh: str
    name_en: str
    enterprises: int
    idle: int
    above_scale: int
    revenue: float


@dataclass(frozen=True)
class RosterSummary:
    """A roster added up.

    `sums` are by number column over the enterprises that state it (ratios are left out);
    `unknown` counts, by column, the operating enterprises that leave it blank and so have it
    drawn; `threshold` is the above-scale revenue in 万元.
    """

    enterprises: int
    idle: int
    above_scale: int
    revenue_above_scale: float
    threshold: float
    sectors: tuple[SectorCount, ...]
    in_parks: int
    sums: dict[str, float]
    unknown: dict[str, int]

    def document(self) -> dict[str, Any]:
        """The summary as plain values."""
        return asdict(self)


_RATIOS = ("plot_ratio", "automation", "rnd_intensity", "energy_intensity", "age_years")


def summarise(roster: Roster, spec: CountySpec) -> RosterSummary:
    """Add a roster up."""
    rows = roster.rows
    operating = rows["idle"] == 0
    revenue = np.where(operating, rows["revenue"], 0.0)
    threshold = float(spec.prior_means()["above_scale_threshold"][0])
    above = operating & (revenue >= threshold)
    sums = {
        column.code: float(np.nansum(rows[column.field][operating]))
        for column in NUMBERS
        if column.field not in _RATIOS
    }
    unknown = {
        column.code: int((operating & ~roster.given[:, at]).sum())
        for at, column in enumerate(NUMBERS)
        # Blank robots are none, not a draw.
        if column.field != "robots"
    }
    return RosterSummary(
        enterprises=len(rows),
        idle=int((~operating).sum()),
        above_scale=int(above.sum()),
        revenue_above_scale=float(revenue[above].sum()),
        threshold=threshold,
        sectors=_sector_counts(rows, above, revenue, spec),
        in_parks=int((operating & np.isfinite(rows["park"])).sum()),
        sums=sums,
        unknown={"park": int((operating & np.isnan(rows["park"])).sum())} | unknown,
    )


def _sector_counts(
    rows: np.ndarray, above: np.ndarray, revenue: np.ndarray, spec: CountySpec
) -> tuple[SectorCount, ...]:
    """The sectors that have enterprises, in the county's order; arguments are by enterprise."""
    counts = []
    for index, item in enumerate(spec.sector_items):
        here = rows["sector"] == index
        if here.any():
            counts.append(
                SectorCount(
                    item.code,
                    item.name_zh,
                    item.name_en,
                    int(here.sum()),
                    int(rows["idle"][here].sum()),
                    int((here & above).sum()),
                    float(revenue[here].sum()),
                )
            )
    return tuple(counts)
