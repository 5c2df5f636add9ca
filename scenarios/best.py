"""How often each of several scenarios is the best one in the same draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scenarios.probability import Estimate, clustered_size, wilson

# Values closer than this part of their size are a tie: what is left of rounding.
_TIE = 1e-12


@dataclass(frozen=True)
class Best:
    """Of a `kind` target or indicator `id`: the chance of each scenario to be on top in a draw.

    On top is what exceeds a target by most, or misses it by least; the highest of an indicator.
    Ties are divided equally.  `shares` by scenario add up to 1; `tied` is the share of draws in
    which several are on top, `draws` are those that all scenarios have a value in.
    """

    kind: str
    id: str
    year: int
    shares: Mapping[str, Estimate]
    tied: float
    draws: int


def best_of(
    kind: str,
    name: str,
    year: int,
    scores: Mapping[str, np.ndarray],
    weights: np.ndarray,
    clusters: np.ndarray | None = None,
) -> Best:
    """Chances of being on top by `scores` float[draws] of each scenario; NaN is no value."""
    table = np.stack(list(scores.values()))
    valid = np.isfinite(table).all(axis=0)
    table, weight = table[:, valid], weights[valid]
    groups = None if clusters is None else clusters[valid]
    top = table.max(axis=0) if valid.any() else np.zeros(0)
    on_top = table >= top - _TIE * np.abs(top)
    parts = on_top / np.maximum(on_top.sum(axis=0), 1)
    tied = on_top.sum(axis=0) > 1
    total = float(weight.sum())
    return Best(
        kind=kind,
        id=name,
        year=year,
        shares={
            item: _share(part, weight, groups) for item, part in zip(scores, parts, strict=True)
        },
        tied=float(weight[tied].sum()) / total if total > 0 else 0.0,
        draws=int(valid.sum()),
    )


def _share(parts: np.ndarray, weights: np.ndarray, clusters: np.ndarray | None) -> Estimate:
    """A mean of shares in [0, 1] as a probability; certain only where all are 0, or all are 1."""
    n, total = len(parts), float(weights.sum())
    if n == 0 or total <= 0:
        return Estimate(0.0, 0.0, 1.0, 0, 0, 0.0)
    value = float(weights @ parts) / total
    size = clustered_size(parts, weights, clusters)
    if not parts.any() or (parts.all() and (parts == 1).all()):
        value = float(parts[0])
        hits = n if value else 0
    else:
        hits = min(max(round(float(parts.sum())), 1), n - 1) if n > 1 else 0
    return Estimate(value, *wilson(value, size), hits, n, size)
