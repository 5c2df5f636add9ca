"""Figures of the report on a calibration: parameters, observations, forecasts, further series."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from calibration.contraction import ParameterChange
from calibration.diagnostics import Diagnosis
from calibration.forecast_comparison import ADJUSTED, PLAIN, PRIOR, Compared
from calibration.observations import BOUNDS, Observation
from calibration.posterior_predictive import NONE, Placed, Predicted
from model.draws import prior_quantile
from shengsi.calibration_sections import verdict_text
from shengsi.calibration_words import (
    goal_name,
    graded,
    indicator_name,
    indicator_unit,
    observation_label,
    origin_words,
    parameter_name,
    parameter_unit,
    say,
    with_error,
)
from shengsi.figure_pages import finish_listing, listing, multiples, page_png, plain_panel
from shengsi.fonts import use_font

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PRIOR, _POSTERIOR, _ADJUSTED = "#8a8a8a", "#2f6fad", "#d08a1c"
_PUBLISHED, _TEXT, _ALARM = "#c8450c", "#333333", "#b00020"
_COLOURS = {PRIOR: _PRIOR, PLAIN: _POSTERIOR, ADJUSTED: _ADJUSTED}
_NAMES = {PRIOR: "prior", PLAIN: "posterior", ADJUSTED: "adjusted"}
_EDGES, _BINS, _GRID = (0.005, 0.995), 30, 400
_SERIES_SHOWN = 24
# Letters from which on a title is set smaller.
_LONG = 44
# Standard deviations that the axis of observations shows at least.
_LEAST_LIMIT = 3.0


def figures(found: Diagnosis, lang: str, date: str) -> dict[str, bytes]:
    """PNG figures by name; one that would be empty is not drawn."""
    use_font()
    pages = {
        "parameters": _parameters(found, lang),
        "forecasts": _forecasts(found, lang),
        "observations": _observations(found, lang) if found.predicted else None,
        "information": _information(found, lang),
    }
    footer = _footer(found, lang, date)
    return {name: page_png(page, footer) for name, page in pages.items() if page is not None}


def _footer(found: Diagnosis, lang: str, date: str) -> str:
    """What a reader needs to make the figures again."""
    return say(
        "fig.footer",
        lang,
        version=version("shengsi"),
        **origin_words(found),
        own_seed=found.seed,
        prior=found.comparison.prior_runs,
        pairs=len(found.posterior),
        used=len(found.posterior.observations),
        date=date,
    )


def _parameters(found: Diagnosis, lang: str) -> Figure:
    """Density of every parameter before and after."""
    values = found.posterior.values(found.spec)
    figure, panels = multiples(len(found.parameters), say("fig.parameters", lang))
    for axes, item in zip(panels, found.parameters, strict=False):
        at = found.posterior.codes.index(item.code)
        _densities(axes, found, item, values[:, at], lang)
    return figure


def _densities(
    axes: Axes, found: Diagnosis, item: ParameterChange, values: np.ndarray, lang: str
) -> None:
    """One panel: the prior's density as a line, the posterior as bars."""
    unit = parameter_unit(item.code, lang)
    levels = np.linspace(*_EDGES, _GRID)
    points = prior_quantile(found.spec.priors[item.code], levels) * unit.factor
    axes.hist(
        values * unit.factor,
        bins=_BINS,
        range=(float(points[0]), float(points[-1])),
        weights=found.posterior.weights,
        density=True,
        color=_POSTERIOR,
        alpha=0.65,
    )
    middle, step = (points[1:] + points[:-1]) / 2, np.diff(points)
    axes.plot(middle, np.diff(levels) / step / (_EDGES[1] - _EDGES[0]), color=_PRIOR, linewidth=1.6)
    axes.set_ylim(bottom=0)
    plain_panel(axes, unit.label)
    grade = found.spec.priors[item.code].grade
    name = graded(parameter_name(item.code, lang), grade, lang)
    axes.set_title(name, fontsize=9 if len(name) < _LONG else 7, loc="left", pad=16)
    words = with_error(item.contraction, item.contraction_error)
    axes.text(
        0.0,
        1.03,
        f"{say('fig.contraction', lang)} {words}  {verdict_text(item, lang)}",
        fontsize=8,
        color=_TEXT if item.prior_driven else _POSTERIOR,
        transform=axes.transAxes,
    )


def _forecasts(found: Diagnosis, lang: str) -> Figure:
    """Every quantity by way, each in its own unit."""
    comparison = found.comparison
    title = say("fig.forecast", lang, year=found.goal.year)
    figure, panels = multiples(len(comparison.quantities), title)
    for axes, item in zip(panels, comparison.quantities, strict=False):
        _ways(axes, found, item, lang)
    handles, labels = panels[0].get_legend_handles_labels()
    height = figure.get_figheight()
    figure.legend(
        handles,
        labels,
        loc="upper right",
        bbox_to_anchor=(0.97, 1 - 0.08 / height),
        ncols=len(labels),
        fontsize=9,
        frameon=False,
    )
    return figure


def _ways(axes: Axes, found: Diagnosis, item: Compared, lang: str) -> None:
    """One panel: a bar with its median for every way, and the goal where it belongs."""
    unit = indicator_unit(item.code, lang)
    for row, (way, told) in enumerate(item.by_way.items()):
        low, middle, high = (value * unit.factor for value in told.interval)
        name = say(f"col.{_NAMES[way]}", lang)
        axes.plot([low, high], [row, row], color=_COLOURS[way], linewidth=6, alpha=0.5, label=name)
        axes.plot([middle], [row], color=_COLOURS[way], marker="o", markersize=6)
    if item.code == found.goal.indicator:
        goal = found.goal.value * unit.factor
        axes.axvline(goal, color=_PUBLISHED, linewidth=1.2, linestyle=":")
        axes.text(goal, -0.75, f" {found.goal.id}", fontsize=8, color=_PUBLISHED, va="center")
    axes.set_ylim(len(item.by_way) - 0.4, -1.0)
    axes.set_title(indicator_name(item.code, lang), fontsize=9, loc="left")
    plain_panel(axes, unit.label)


def _observations(found: Diagnosis, lang: str) -> Figure:
    """Simulated published numbers as distances from the published one."""
    count = len(found.predicted)
    figure, axes = listing(count, say("fig.observations", lang), 0.36)
    axes.axvspan(-1.0, 1.0, color=_PUBLISHED, alpha=0.10, linewidth=0)
    axes.axvline(0.0, color=_PUBLISHED, linewidth=1.4, label=say("fig.published", lang))
    limit = _limit(found.predicted)
    for row, item in enumerate(found.predicted):
        _bar(axes, item.observation, item.posterior, row - 0.12, _POSTERIOR, limit, lang)
        if item.left_out is not None:
            _bar(axes, item.observation, item.left_out, row + 0.16, _ADJUSTED, limit, lang)
    for key, colour in (("simulated", _POSTERIOR), ("unseen", _ADJUSTED)):
        label = say(f"fig.{key}", lang)
        axes.plot([], [], color=colour, linewidth=4, alpha=0.6, label=label)
    seen = [item.observation for item in found.predicted]
    names = [graded(observation_label(item, lang), item.grade, lang) for item in seen]
    axes.set_yticks(range(count), names, fontsize=8.5)
    for text, item in zip(axes.get_yticklabels(), found.predicted, strict=True):
        text.set_color(_TEXT if item.judged.flag == NONE else _ALARM)
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_xlim(-limit, limit)
    axes.set_xlabel(say("fig.deviations", lang), fontsize=9)
    finish_listing(axes)
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, fontsize=8.5, frameon=False)
    return figure


def _limit(predicted: list[Predicted]) -> float:
    """How far the axis goes: all intervals but those far on the allowed side of a bound."""
    ends = [
        abs(_distance(item.observation, value))
        for item in predicted
        if item.observation.operator not in BOUNDS
        for placed in (item.posterior, item.left_out or item.posterior)
        for value in placed.interval
    ]
    return 1.1 * max([_LEAST_LIMIT, *ends])


def _bar(
    axes: Axes, seen: Observation, placed: Placed, row: float, colour: str, limit: float, lang: str
) -> None:
    """An 80 % interval and its median, in standard deviations; an arrow where it lies outside."""
    low, middle, high = (_distance(seen, value) for value in placed.interval)
    if low > limit or high < -limit:
        side = 1.0 if low > limit else -1.0
        axes.plot([0.985 * side * limit], [row], color=colour, marker=">" if side > 0 else "<")
        axes.text(
            0.95 * side * limit,
            row,
            say("fig.outside", lang, distance=f"{middle:.0f}"),
            fontsize=8,
            color=colour,
            va="center",
            ha="right" if side > 0 else "left",
        )
        return
    axes.plot([low, high], [row, row], color=colour, linewidth=4, alpha=0.6)
    axes.plot([middle], [row], color=colour, marker="o", markersize=4.5)


def _distance(seen: Observation, value: float) -> float:
    """How many standard deviations a value lies above what was published, on either side."""
    if seen.in_logs:
        return float(np.log(value / seen.value) / seen.log_sd)
    return (value - seen.value) / seen.sd


def _information(found: Diagnosis, lang: str) -> Figure | None:
    """What each further series would take off the variance of the goal."""
    told = [
        (item, item.goal.value, item.goal.error)
        for item in found.information
        if item.goal.value is not None and item.goal.error is not None
    ][:_SERIES_SHOWN]
    if not told:
        return None
    title = say("fig.information", lang, goal=goal_name(found.goal, lang))
    figure, axes = listing(len(told), title, 0.27)
    rows = range(len(told))
    values = [100 * max(0.0, value) for _, value, _ in told]
    axes.barh(rows, values, color=_POSTERIOR, alpha=0.75, height=0.6)
    axes.errorbar(
        values, rows, xerr=[200 * error for *_, error in told], color=_TEXT, linestyle="none",
        linewidth=1, capsize=2,
    )  # fmt: skip
    axes.set_yticks(rows, [indicator_name(i.indicator, lang) for i, *_ in told], fontsize=8.5)
    axes.set_ylim(len(told) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel(f"{say('fig.share', lang)}; {say('fig.bars', lang)}", fontsize=9)
    finish_listing(axes)
    return figure
