"""The figures of a backtest that show the county's record and outside series, every origin."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from calibration.backtest.cases import BENCHMARKS, MODEL
from calibration.backtest.county_record import COUNTY
from calibration.backtest.driver_series import DRIVERS
from calibration.backtest.job import Backtest
from calibration.backtest.observing import is_growth
from calibration.backtest.series_file import AnnualSeries
from calibration.observations import Observation
from shengsi.backtest_figures import COLOURS, Page, plain
from shengsi.backtest_words import method_name, number_name, series_name, unit_label
from shengsi.display import shown
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LIGHT, _ACTUAL = "#a6c9e6", "#111111"


def county_png(result: Backtest, lang: str, date: str) -> bytes:
    """A panel a number of the record: forecasts from every origin against what was published.

    Raises ValueError when the county was not tested, or no number was forecast.
    """
    frame = result.cases[result.cases["part"] == COUNTY]
    if result.county is None or frame.empty:
        raise ValueError("the county has no forecasts to draw")
    codes = list(dict.fromkeys(frame["series"]))
    titles = (t("backtest.figure.county", lang), t("backtest.figure.county_sub", lang))
    page = Page(len(codes), 3, (3.6, 2.7), titles)
    for axes, code in zip(page.panels, codes, strict=True):
        _draw_number(axes, result.county.targets[code], frame[frame["series"] == code], lang)
    found = [axes.get_legend_handles_labels() for axes in page.panels]
    unique = dict(
        (label, handle)
        for handles, labels in found
        for handle, label in zip(handles, labels, strict=True)
    )
    page.legend(list(unique.values()), list(unique))
    return page.png(result, lang, date)


def _draw_number(axes: Axes, row: Observation, frame: pd.DataFrame, lang: str) -> None:
    """One number: the model's intervals and the benchmarks' medians by origin."""
    factor = 100.0 if is_growth(row) else shown(row.unit, 0, lang).factor

    def seen(values: pd.Series | float) -> np.ndarray:
        raw = np.asarray(values, float)
        return factor * (np.exp(raw) if row.in_logs else raw)

    model = frame[frame["method"] == MODEL]
    at = model["origin"].to_numpy(float)
    for share, width, colour in ((95, 3.0, _LIGHT), (80, 6.0, _LIGHT)):
        axes.vlines(
            at, seen(model[f"low{share}"]), seen(model[f"high{share}"]), color=colour,
            linewidth=width, label=t(f"backtest.figure.interval{share}", lang),
        )  # fmt: skip
    axes.plot(
        at, seen(model["median"]), color=COLOURS[MODEL], marker="o", linestyle="none",
        markersize=5, label=method_name(MODEL, lang),
    )  # fmt: skip
    for place, code in enumerate(BENCHMARKS):
        rival = frame[frame["method"] == code]
        if len(rival):
            axes.plot(
                rival["origin"] + 0.14 + 0.07 * place, seen(rival["median"]), color=COLOURS[code],
                marker="s", linestyle="none", markersize=3, label=method_name(code, lang),
            )  # fmt: skip
    published = factor * row.value
    axes.axhline(
        published, color="#c8450c", linewidth=1.2, label=t("backtest.figure.published", lang)
    )
    unit = unit_label(row, lang) or "%"
    axes.set_title(f"{number_name(row, lang)} ({unit})", fontsize=9, loc="left")
    origins = sorted(set(frame["origin"]))
    axes.set_xticks(origins, [str(origin) for origin in origins])
    axes.set_xlim(origins[0] - 0.4, origins[-1] + 0.8)
    axes.set_xlabel(t("backtest.figure.origin", lang), fontsize=8)
    plain(axes)


def drivers_png(result: Backtest, lang: str, date: str) -> bytes:
    """A panel an outside series: what came, and the forecast from every origin.

    Raises ValueError when there is no forecast to draw.
    """
    frame = result.cases[result.cases["part"] == DRIVERS]
    codes = set(frame["series"])
    drawn = [one for one in result.series if one.code in codes]
    if not drawn:
        raise ValueError("the drivers have no forecasts to draw")
    titles = (t("backtest.figure.drivers", lang), t("backtest.figure.drivers_sub", lang))
    page = Page(len(drawn), 4, (3.1, 2.5), titles)
    for axes, one in zip(page.panels, drawn, strict=True):
        _draw_series(axes, result, one, frame[frame["series"] == one.code], lang)
    page.legend(*page.panels[0].get_legend_handles_labels())
    return page.png(result, lang, date)


def _draw_series(
    axes: Axes, result: Backtest, one: AnnualSeries, frame: pd.DataFrame, lang: str
) -> None:
    """One series as an index with its forecasts."""
    start = one.values[0]

    def index(values: np.ndarray) -> np.ndarray:
        return np.asarray(100.0 * np.exp(np.asarray(values, float) - start))

    model = frame[frame["method"] == MODEL]
    labels = [method_name(MODEL, lang), t("backtest.figure.interval80", lang)]
    for origin, rows in model.groupby("origin"):
        ahead = rows.sort_values("horizon")
        known = one.until(int(origin))[-1]
        path = index(np.concatenate([[known], ahead["median"]]))
        years = [int(origin), *ahead["year"]]
        axes.plot(years, path, color=COLOURS[MODEL], linewidth=0.9, alpha=0.8, label=labels[0])
        axes.vlines(
            ahead["year"], index(ahead["low80"].to_numpy()), index(ahead["high80"].to_numpy()),
            color=_LIGHT, linewidth=2.0, alpha=0.7, label=labels[1], zorder=1,
        )  # fmt: skip
        labels = ["_", "_"]
    axes.plot(
        list(one.years), index(one.values), color=_ACTUAL, linewidth=1.5, marker="o",
        markersize=2.5, label=t("backtest.figure.actual", lang), zorder=3,
    )  # fmt: skip
    axes.set_title(series_name(result, one.code, lang), fontsize=9, loc="left")
    step = max(1, math.ceil(len(one.years) / 5))
    axes.set_xticks(list(one.years)[::step], [str(year) for year in list(one.years)[::step]])
    plain(axes)
