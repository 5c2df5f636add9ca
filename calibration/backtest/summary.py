"""From scored forecasts to what is said of them: skill, coverage, ranks, and where it loses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.backtest.cases import BENCHMARKS, METHODS, MODEL, hits
from calibration.backtest.reliability import RankTest, Share, rank_test, share_in_clusters
from calibration.backtest.scores import SHARES
from calibration.backtest.skill import FEW, LOSES, OPEN, WINS, Skill, skill

ALL = 0


@dataclass(frozen=True)
class Cell:
    """One series at one horizon (ALL: over all horizons): skill, coverage and ranks of the
    model."""

    part: str
    series: str
    horizon: int
    skill: Skill
    coverage: dict[float, Share]
    ranks: RankTest


@dataclass(frozen=True)
class Standing:
    """How many cells of a part the model wins, loses, leaves open or has too `few` origins for.

    `lost` are those lost; `behind` are the other cells in which a benchmark scored better.
    """

    wins: int
    loses: int
    open: int
    few: int
    lost: tuple[Cell, ...]
    behind: tuple[Cell, ...]


def cells(frame: pd.DataFrame, part: str, seed: int) -> list[Cell]:
    """Every series and horizon of a part, in the order of the table."""
    mine = frame[frame["part"] == part]
    return [
        cell(group, part, str(series), int(horizon), seed)
        for (series, horizon), group in mine.groupby(["series", "horizon"], sort=False)
    ]


def pooled(frame: pd.DataFrame, part: str, seed: int) -> list[Cell]:
    """Every series of a part over all horizons."""
    mine = frame[frame["part"] == part]
    return [
        cell(group, part, str(series), ALL, seed)
        for series, group in mine.groupby("series", sort=False)
    ]


def whole(frame: pd.DataFrame, part: str, seed: int) -> Cell:
    """A part as one cell."""
    return cell(frame[frame["part"] == part], part, "", ALL, seed)


def cell(group: pd.DataFrame, part: str, series: str, horizon: int, seed: int) -> Cell:
    """Skill, coverage and ranks from the rows of a group.

    Cases are told apart by series, origin, horizon and cluster; each has a row a method.
    """
    keys = ["series", "origin", "horizon", "cluster"]
    table = group.pivot_table(index=keys, columns="method", values="crps", sort=False)
    scores = {code: table[code].to_numpy() for code in METHODS if code in table}
    clusters = table.index.get_level_values("cluster").to_numpy()
    model = group[group["method"] == MODEL]
    where = model["cluster"].to_numpy()
    return Cell(
        part,
        series,
        horizon,
        skill(scores, clusters, MODEL, BENCHMARKS, seed),
        {share: share_in_clusters(hits(model, share), where) for share in SHARES},
        rank_test(model["pit"].to_numpy(), where),
    )


def standing(found: Sequence[Cell]) -> Standing:
    """Counts of verdicts among cells, and those lost."""
    verdicts = [one.skill.verdict for one in found]
    return Standing(
        verdicts.count(WINS),
        verdicts.count(LOSES),
        verdicts.count(OPEN),
        verdicts.count(FEW),
        tuple(one for one in found if one.skill.verdict == LOSES),
        tuple(one for one in found if one.skill.behind and one.skill.verdict != LOSES),
    )


def summary_rows(found: Sequence[Cell]) -> list[dict[str, object]]:
    """Cells as flat rows, for CSV and JSON; what does not exist is None."""
    return [_row(one) for one in found]


def _row(one: Cell) -> dict[str, object]:
    """One cell."""
    row: dict[str, object] = {
        "part": one.part,
        "series": one.series,
        "horizon": one.horizon or None,
        "cases": one.skill.n,
        "clusters": one.skill.clusters,
    }
    row |= {f"crps_{code}": _number(one.skill.crps.get(code)) for code in METHODS}
    row |= {
        "best_benchmark": one.skill.best or None,
        "skill": _number(one.skill.value),
        "skill_low": _number(one.skill.low),
        "skill_high": _number(one.skill.high),
        "verdict": one.skill.verdict,
    }
    for share, found in one.coverage.items():
        name = f"cover{100 * share:.0f}"
        row |= {
            name: _number(found.value),
            f"{name}_low": _number(found.low),
            f"{name}_high": _number(found.high),
        }
    row |= {f"pit_{i + 1}": _number(float(x)) for i, x in enumerate(one.ranks.shares)}
    return row | {"pit_p": _number(one.ranks.p)}


def _number(value: float | None) -> float | None:
    """A number, or None for NaN and what is missing."""
    return None if value is None or np.isnan(value) else float(value)
