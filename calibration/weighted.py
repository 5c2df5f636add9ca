"""Quantiles of weighted draws."""

from __future__ import annotations

import numpy as np


def weighted_quantile(
    values: np.ndarray, levels: np.ndarray | list[float], weights: np.ndarray | None = None
) -> np.ndarray:
    """Quantiles [levels] of `values` [n]: mid-point rule, Hazen's when weights are equal.

    Returns NaN when there is no value.
    """
    wanted = np.asarray(levels, float)
    if len(values) == 0:
        return np.full(len(wanted), np.nan)
    order = np.argsort(values, kind="stable")
    weight = np.ones(len(values)) if weights is None else np.asarray(weights, float)[order]
    at = (np.cumsum(weight) - weight / 2) / weight.sum()
    return np.asarray(np.interp(wanted, at, np.asarray(values, float)[order]))


def weighted_quantiles(values: np.ndarray, levels: list[float], weights: np.ndarray) -> np.ndarray:
    """Quantiles [levels, columns] of each column of `values` [n, columns]."""
    return np.stack([weighted_quantile(column, levels, weights) for column in values.T], axis=1)
