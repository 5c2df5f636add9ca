"""The panels of a driver's figure: yearly values, level, residuals, coefficients in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from calibration.driver_checks import Residuals, residuals
from calibration.driver_fans import MEDIAN, QUANTILES, Fans
from calibration.driver_record import DriverRecord
from calibration.driver_sections import coefficients, standard_error
from calibration.driver_words import COEFFICIENTS, FORMS, number
from calibration.drivers import FittedDriver, is_consecutive
from model.units import FIRST_YEAR
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FITTED, FAINT = "#c8450c", "#555555"
_SHADES = {90: "#d3e4f3", 80: "#a6c9e6", 50: "#6aa3d2"}
_MEDIAN, _ERROR, _SERIES, _GRID = "#0b3d78", "#fbe9e1", "#111111", "#e6e6e6"


def draw_changes(axes: Axes, item: FittedDriver, fans: Fans, lang: str) -> None:
    """Fan of the yearly values, the series behind it, the fitted mean."""
    table = 100.0 * _as_rate(fans.quantiles(item.spec.code), item)
    _draw_fan(axes, fans.years, table, lang)
    if item.fit.form != "assumed" and not item.fit.kappa:
        years = (min(c.first for c in item.changes), fans.years[-1])
        centre, half = item.fit.mu, 2.0 * item.fit.mu_sd
        mean, low, high = 100.0 * np.expm1(np.array([centre, centre - half, centre + half]))
        _draw_fitted(axes, years, (low, mean, high), t("drivers.mean", lang))
    _draw_evidence(axes, item, lang)
    axes.set_ylabel(t("drivers.rate" if item.spec.kind == "level" else "drivers.change", lang))
    if item.spec.kind == "growth":
        axes.axhline(0.0, color=FAINT, linewidth=0.6, zorder=0)
    _finish(axes, min([c.first for c in item.changes] + [fans.years[0]]), fans.years[-1])


def _draw_fitted(
    axes: Axes, years: tuple[int, int], values: tuple[float, float, float], label: str
) -> None:
    """What the fit centres on, with two standard errors, behind the fan."""
    low, centre, high = values
    axes.fill_between(years, low, high, color=_ERROR, linewidth=0, zorder=0)
    axes.plot(years, [centre] * 2, color=FITTED, linewidth=1, linestyle="--", label=label)


def _as_rate(values: np.ndarray, item: FittedDriver) -> np.ndarray:
    """Log changes as rates; levels as they are."""
    return values if item.spec.kind == "level" else np.asarray(np.expm1(values))


def _draw_fan(axes: Axes, years: Sequence[int], table: np.ndarray, lang: str) -> None:
    """Bands of 90, 80 and 50 % and the median of QUANTILES."""
    for at, share in enumerate((90, 80, 50)):
        axes.fill_between(
            years, table[:, at], table[:, len(QUANTILES) - 1 - at], color=_SHADES[share],
            linewidth=0, label=t("drivers.band", lang, share=share),
        )  # fmt: skip
    axes.plot(
        years, table[:, MEDIAN], color=_MEDIAN, linewidth=1.2, label=t("drivers.median", lang)
    )


def _draw_evidence(axes: Axes, item: FittedDriver, lang: str) -> None:
    """Single years as dots, means over several as lines; bars of one standard deviation."""
    if not item.changes:
        return
    single = [c for c in item.changes if c.first == c.last]
    axes.errorbar(
        [c.last for c in single], [100.0 * np.expm1(c.value) for c in single],
        yerr=[100.0 * c.error for c in single], color=_SERIES, marker="o", markersize=3.5,
        linestyle="none", linewidth=1, zorder=5, label=t("drivers.evidence", lang),
    )  # fmt: skip
    for spell in item.changes:
        if spell.first != spell.last:
            value, middle = 100.0 * np.expm1(spell.value), (spell.first + spell.last) / 2
            axes.plot([spell.first - 0.4, spell.last + 0.4], [value] * 2, color=_SERIES, zorder=5)
            axes.errorbar([middle], [value], yerr=[100.0 * spell.error], color=_SERIES, zorder=5)


def draw_level(axes: Axes, item: FittedDriver, fans: Fans, lang: str) -> None:
    """Fan of the level, the level on record, and the one that is returned to."""
    table = 100.0 * np.exp(np.quantile(fans.levels(item.spec.code), QUANTILES, axis=0).T)
    _draw_fan(axes, fans.level_years, table, lang)
    start = FIRST_YEAR
    if item.changes and is_consecutive(item.changes):
        years = [item.changes[0].first - 1, *(c.last for c in item.changes)]
        levels = np.concatenate([[0.0], np.cumsum([c.value for c in item.changes])])
        levels -= levels[years.index(FIRST_YEAR)]
        axes.plot(
            years, 100.0 * np.exp(levels), color=_SERIES, marker="o", markersize=3.5, linewidth=0.8
        )
        start = years[0]
    if item.fit.kappa:
        centre, half = item.fit.lbar, 2.0 * item.fit.mu_sd / item.fit.kappa
        home, low, high = 100.0 * np.exp(np.array([centre, centre - half, centre + half]))
        _draw_fitted(axes, (start, fans.years[-1]), (low, home, high), t("drivers.home", lang))
    axes.set_ylabel(t("drivers.level", lang))
    bottom, top = axes.get_ylim()
    # From zero, unless that would waste more than half of the panel.
    axes.set_ylim(bottom=0.0 if bottom < 0.5 * top else bottom)
    _finish(axes, start, fans.years[-1])


def _tested(record: DriverRecord) -> tuple[str, str, Residuals]:
    """Caption key, name and residuals of the longest series that a fit rests on."""
    lent = record.compared
    if lent is not None and lent.variable != record.first.spec.code:
        return "drivers.lent", lent.variable, residuals(lent.changes, lent.fit)
    return "drivers.own", record.first.spec.code, record.residuals


def draw_residuals(axes: Axes, record: DriverRecord | None, lang: str) -> None:
    """Residuals by year with lines at two standard deviations."""
    if record is None:
        axes.set_axis_off()
        axes.text(0.0, 0.9, t("drivers.assumed", lang), fontsize=10, transform=axes.transAxes)
        return
    caption, series, found = _tested(record)
    axes.bar(found.years, found.values, color=_SHADES[50], width=0.6)
    for height in (-2.0, 0.0, 2.0):
        axes.axhline(height, color=FAINT, linewidth=0.7, linestyle="-" if height == 0 else ":")
    axes.set_title(t(caption, lang, series=series), fontsize=9, loc="left")
    axes.set_ylabel(t("drivers.residuals", lang))
    bound = max(2.6, 1.15 * float(np.abs(found.values).max()))
    axes.set_ylim(-bound, bound)
    _finish(axes, min(found.years), max(found.years))


def write_facts(axes: Axes, item: FittedDriver, record: DriverRecord | None, lang: str) -> None:
    """Coefficients, AICc of all forms and p values, as text in two columns."""
    axes.set_axis_off()
    lines = [t("drivers.coefficients", lang)]
    for name in coefficients(item.fit):
        words = COEFFICIENTS[name][lang == "en"].replace("`", "")
        error = (
            0.0
            if item.fit.form == "assumed" and name == "kappa"
            else standard_error(item.fit, name)
        )
        value = number(float(getattr(item.fit, name)))
        lines.append(f"  {words}  {value}" + (f" ({number(error)})" if error else ""))
    if record is not None:
        lines += ["", t("drivers.tests", lang), *(f"  {text}" for text in _tests(record, lang))]
    _column(axes, 0.0, lines)
    if record is not None and record.compared is not None:
        shown = sorted(record.compared.candidates, key=lambda c: c.aicc)
        forms = [
            f"{'*' if c.form == record.compared.fit.form else '  '} "
            f"{FORMS[c.form][lang == 'en']}  {c.aicc:.1f}"
            for c in shown
            if c.admitted and np.isfinite(c.aicc)
        ]
        _column(axes, 0.61, [t("drivers.forms", lang), *forms])


def _tests(record: DriverRecord, lang: str) -> list[str]:
    """p values of the residuals that are drawn."""
    _, _, found = _tested(record)
    lines = [t("drivers.box", lang, lag=lag, p=_p_value(p)) for lag, p in found.ljung_box.items()]
    if np.isfinite(found.shapiro):
        lines.append(t("drivers.shapiro", lang, p=_p_value(found.shapiro)))
    return [*lines, t("drivers.blind", lang)] if lines else [t("drivers.untested", lang)]


def _p_value(p: float) -> str:
    """Two digits, never 0.00."""
    return f"{p:.2f}" if p >= 0.005 else "<0.01"


def _column(axes: Axes, left: float, lines: Sequence[str]) -> None:
    """Lines of text from the top of a panel."""
    axes.text(
        left, 1.05, "\n".join(lines), fontsize=8, va="top", linespacing=1.5,
        transform=axes.transAxes,
    )  # fmt: skip


def _finish(axes: Axes, first: int, last: int) -> None:
    """Whole years below, a quiet grid, no box."""
    step = 1 + (last - first) // 9
    ticks = range(last - (last - first) // step * step, last + 1, step)
    axes.set_xticks(list(ticks), [str(year) for year in ticks])
    axes.set_xlim(first - 0.6, last + 0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.grid(axis="y", color=_GRID, linewidth=0.6)
    axes.set_axisbelow(True)
