"""Quantiles of an indicator by scenario and year: the data of a fan chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.indicators import BY_CODE
from scenarios.basis import basis
from scenarios.files import csv_bytes
from scenarios.probability import weighted_quantile
from scenarios.run import Run

LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
MEDIAN = LEVELS.index(0.50)
# Widest first: share covered, and the columns of its edges.
BANDS = ((90, 0, 6), (80, 1, 5), (50, 2, 4))


@dataclass(frozen=True)
class Fan:
    """One indicator: `quantiles` float[years, levels] by scenario, `draws` used by scenario."""

    indicator: str
    years: tuple[int, ...]
    quantiles: Mapping[str, np.ndarray]
    draws: Mapping[str, int]


def fans(run: Run, indicators: Sequence[str]) -> list[Fan]:
    """Fans of `indicators` under every scenario; draws that broke off are left out.

    A year without any draw has NaN quantiles.
    """
    quantiles: dict[str, dict[str, np.ndarray]] = {code: {} for code in indicators}
    used: dict[str, int] = {}
    for scenario in run.scenarios:
        whole = ~run.failed(scenario)
        used[scenario] = int(whole.sum())
        for code, values in run.values(scenario, indicators).items():
            quantiles[code][scenario] = np.array(
                [
                    weighted_quantile(column[whole], list(LEVELS), run.weights[whole])
                    for column in values.T
                ]
            )
    return [Fan(code, run.years, quantiles[code], used) for code in indicators]


def fan_csv(fan: Fan, run: Run) -> bytes:
    """The numbers behind a fan chart: one row per scenario and year, in the indicator's unit."""
    names = [f"q{round(100 * level):02d}" for level in LEVELS]
    columns = ["scenario", "year", "indicator", "unit", *names, "draws"]
    rows = [
        [
            *(scenario, year, fan.indicator, BY_CODE[fan.indicator].unit),
            *(None if np.isnan(value) else float(value) for value in table[index]),
            *(fan.draws[scenario], basis(run, "zh"), basis(run, "en")),
        ]
        for scenario, table in fan.quantiles.items()
        for index, year in enumerate(fan.years)
    ]
    return csv_bytes([*columns, "parameters_zh", "parameters_en"], rows)
