"""The figures of a backtest: synthetic counties and ranks; every origin is drawn."""

from __future__ import annotations

from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.backtest.cases import BENCHMARKS, MODEL
from calibration.backtest.county_record import COUNTY
from calibration.backtest.driver_series import DRIVERS
from calibration.backtest.job import Backtest
from calibration.backtest.reliability import BINS
from calibration.backtest.synthetic import ACCOUNTS, OWN, ROUGH
from shengsi.backtest_tables import origins_text
from shengsi.backtest_words import method_name, percent_span, series_name
from shengsi.fonts import use_font
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {
    MODEL: "#0b3d78",
    "walk": "#8c8c8c",
    "level": "#c9a227",
    "drift": "#c8450c",
    "ar1": "#2f8f5b",
    "ets": "#8a4fa3",
    "trend": "#d07ab0",
    "var": "#5b4636",
}
_DPI = 150
_GREY = "#555555"
_HEAD, _FOOT = 1.15, 0.72


class Page:
    """A page of panels with title, subtitle and foot; `png` gives its bytes."""

    def __init__(
        self, panels: int, columns: int, size: tuple[float, float], titles: tuple[str, str]
    ) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        use_font()
        columns = min(columns, panels)
        rows = -(-panels // columns)
        self.width, self.height = max(8.0, columns * size[0]), rows * size[1] + _HEAD + _FOOT
        self.figure = Figure(figsize=(self.width, self.height), dpi=_DPI)
        self._canvas = FigureCanvasAgg(self.figure)
        every = self.figure.subplots(rows, columns, squeeze=False).ravel()
        self.figure.subplots_adjust(
            left=0.55 / self.width, right=1 - 0.2 / self.width, top=1 - _HEAD / self.height,
            bottom=_FOOT / self.height, hspace=0.42, wspace=0.25,
        )  # fmt: skip
        self.panels: list[Axes] = list(every[:panels])
        for axes in every[panels:]:
            axes.set_axis_off()
        self._write(0.15, 0.3, titles[0], 13, "#000000")
        self._write(0.15, 0.56, titles[1], 9, _GREY)

    def _write(self, left: float, top: float, text: str, size: float, colour: str) -> None:
        """A line, `left` and `top` in inches from the upper left corner."""
        self.figure.text(
            left / self.width, 1 - top / self.height, text, fontsize=size, color=colour
        )

    def legend(self, handles: list[Any], labels: list[str]) -> None:
        """One legend for all panels, below the subtitle."""
        place = (0.1 / self.width, 1 - 0.62 / self.height)
        self.figure.legend(
            handles, labels, loc="upper left", bbox_to_anchor=place, ncols=len(labels), fontsize=8,
            frameon=False, columnspacing=1.2, handlelength=1.6,
        )  # fmt: skip

    def png(self, result: Backtest, lang: str, date: str) -> bytes:
        """The page with its foot."""
        foot = t(
            "backtest.figure.footer", lang, version=version("shengsi"), seed=result.options.seed,
            draws=result.options.draws, date=date,
        )  # fmt: skip
        self._write(0.15, self.height - 0.1, foot, 7.5, _GREY)
        data = BytesIO()
        self._canvas.print_png(data, metadata={"Software": None})
        return data.getvalue()


def plain(axes: Axes) -> None:
    """No frame, a light grid, whole numbers without offsets."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.grid(axis="y", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.ticklabel_format(axis="y", style="plain", useOffset=False)


def synthetic_png(result: Backtest, lang: str, date: str) -> bytes:
    """CRPS by years ahead, a panel a series: every method, and the model at every origin."""
    options = result.options
    titles = (
        t("backtest.figure.synthetic", lang),
        t(
            "backtest.figure.synthetic_sub", lang, origins=origins_text(options.origins),
            truths=options.truths,
        ),
    )  # fmt: skip
    page = Page(len(ACCOUNTS), 3, (3.6, 2.7), titles)
    frame = result.cases[result.cases["part"] == OWN]
    for axes, series in zip(page.panels, ACCOUNTS, strict=True):
        mine = frame[frame["series"] == series]
        pooled = mine.groupby(["method", "horizon"])["crps"].mean() * 100.0
        single = mine[mine["method"] == MODEL].groupby(["origin", "horizon"])["crps"].mean() * 100.0
        for code in (*BENCHMARKS, MODEL):
            axes.plot(
                pooled[code].index, pooled[code].to_numpy(), color=COLOURS[code],
                linewidth=2.4 if code == MODEL else 1.2, label=method_name(code, lang),
            )  # fmt: skip
        label = t("backtest.figure.each_origin", lang)
        for origin in options.origins:
            axes.plot(
                single[origin].index, single[origin].to_numpy(), color=COLOURS[MODEL],
                linewidth=0.7, linestyle="--", label=label,
            )  # fmt: skip
            label = "_"
        axes.set_title(series_name(result, series, lang), fontsize=9.5, loc="left")
        axes.set_xticks(range(1, options.horizons + 1))
        axes.set_xlabel(t("backtest.figure.years", lang), fontsize=8)
        # Benchmarks that go astray would flatten the rest.
        axes.set_ylim(0.0, 2.6 * float(pooled[MODEL].max()))
        plain(axes)
    page.legend(*page.panels[0].get_legend_handles_labels())
    return page.png(result, lang, date)


def ranks_png(result: Backtest, lang: str, date: str) -> bytes:
    """Histograms of ranks of the model's forecasts, a panel a part, with its coverage."""
    names = {OWN: "own", ROUGH: "rough", COUNTY: "county_part", DRIVERS: "drivers_part"}
    parts = [part for part in names if part in result.whole]
    titles = (t("backtest.figure.ranks", lang), t("backtest.figure.ranks_sub", lang))
    page = Page(len(parts), 4, (3.3, 2.9), titles)
    edges = np.linspace(0.0, 1.0, BINS + 1)
    for axes, part in zip(page.panels, parts, strict=True):
        cell = result.whole[part]
        axes.bar(
            edges[:-1], 100.0 * cell.ranks.shares, width=1.0 / BINS, align="edge",
            color="#a6c9e6", edgecolor="#ffffff",
        )  # fmt: skip
        axes.axhline(100.0 / BINS, color="#c8450c", linewidth=1.0, linestyle=":")
        covers = [
            f"{100 * share:.0f}%: {percent_span(found.value, found.low, found.high)}"
            for share, found in cell.coverage.items()
        ]
        axes.set_title(t(f"backtest.figure.{names[part]}", lang), fontsize=9.5, loc="left", pad=18)
        axes.text(0.0, 1.03, "   ".join(covers), fontsize=7.5, transform=axes.transAxes)
        axes.set_xlabel(t("backtest.figure.rank_axis", lang), fontsize=8)
        axes.set_ylabel("%", fontsize=8)
        axes.set_ylim(0.0, max(25.0, 110.0 * float(np.nanmax(cell.ranks.shares))))
        plain(axes)
    return page.png(result, lang, date)
