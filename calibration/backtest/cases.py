"""Scored forecasts as a table: one row a forecast of one number by one method."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from calibration.backtest.scores import SHARES, fair_crps, pit, quantiles

# The model, what it says without any observation, and what it must beat.
MODEL, PRIOR = "model", "prior"
BENCHMARKS = ("walk", "level", "drift", "ar1", "ets", "trend", "var")
METHODS = (MODEL, PRIOR, *BENCHMARKS)
# Members of every ensemble.
MEMBERS = 400
INTERVALS = tuple(f"{end}{100 * share:.0f}" for share in SHARES for end in ("low", "high"))
COLUMNS = (
    *("part", "series", "origin", "horizon", "year", "cluster", "method"),
    *("observed", "median", *INTERVALS, "crps", "pit"),
)


def scored(
    part: str,
    series: Sequence[str],
    origin: int,
    method: str,
    members: np.ndarray,
    observed: np.ndarray,
    clusters: np.ndarray,
    uniforms: np.ndarray,
) -> pd.DataFrame:
    """Rows of one method at one origin, COLUMNS.

    `members` f8[cases, series, horizons, m], `observed` and `uniforms` f8[cases, series,
    horizons], `clusters` i8[cases]; horizon 1 is the year after the origin.  What was not
    forecast or has not come (NaN) has no row.
    """
    cases, count, horizons = observed.shape
    case, which, step = np.meshgrid(
        np.arange(cases), np.arange(count), np.arange(horizons), indexing="ij"
    )
    there = ~np.isnan(observed) & ~np.isnan(members).any(axis=-1)
    found = members[there]
    frame = {
        "part": part,
        "series": np.array(series, object)[which[there]],
        "origin": origin,
        "horizon": step[there] + 1,
        "year": origin + step[there] + 1,
        "cluster": clusters[case[there]],
        "method": method,
        **score_columns(found, observed[there], uniforms[there]),
    }
    return pd.DataFrame(frame, columns=list(COLUMNS))


def score_columns(
    members: np.ndarray, observed: np.ndarray, uniforms: np.ndarray
) -> dict[str, np.ndarray]:
    """Columns from `observed` on, for members f8[n, m] and f8[n] of the others."""
    levels = [0.5, *(0.5 + sign * share / 2.0 for share in SHARES for sign in (-1, 1))]
    found = quantiles(members, levels)
    return {
        "observed": observed,
        **dict(zip(("median", *INTERVALS), found, strict=True)),
        "crps": fair_crps(members, observed),
        "pit": pit(members, observed, uniforms),
    }


def hits(frame: pd.DataFrame, share: float) -> np.ndarray:
    """Whether what came lies in the central interval of `share`, f8[rows]."""
    name = f"{100 * share:.0f}"
    inside = (frame["observed"] >= frame[f"low{name}"]) & (
        frame["observed"] <= frame[f"high{name}"]
    )
    return np.asarray(inside, float)


def joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All rows of several tables, numbered anew; an empty table when there is none."""
    if not frames:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(frames, ignore_index=True)
