"""Fan charts of the headline indicators: bands, median, target, history, every scenario."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from calibration.observations import Observation
from model.indicators import BY_CODE, HEADLINES
from model.units import FIRST_YEAR, POLICY_QUARTER
from scenarios.assessment import BASELINE, focus_scenario, run_targets
from scenarios.basis import basis
from scenarios.fan import BANDS, MEDIAN, Fan, fan_csv, fans
from scenarios.files import write_atomic
from scenarios.manifest import ScenarioWork
from scenarios.posterior_input import record_in
from scenarios.run import FIGURES, Run
from scenarios.targets import Target
from shengsi.display import Shown, goal_text, letters, shown
from shengsi.fan_record import draw_record
from shengsi.fonts import use_font
from shengsi.tables import cut
from shengsi.text import t

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHADES = {90: "#d3e4f3", 80: "#a6c9e6", 50: "#6aa3d2"}
_MEDIAN, _BASELINE, _TARGET = "#0b3d78", "#6b6b6b", "#c8450c"
_DPI = 150
PLAN_YEAR = FIRST_YEAR + POLICY_QUARTER // 4
_SIZE = (10.0, 5.0)
_SCENARIOS_SHOWN = 12


def draw_fans(run: Run, lang: str = "zh", indicators: Sequence[str] = HEADLINES) -> list[str]:
    """Write `fan_<indicator>.png` and `.csv` into the run's figures; return the indicators.

    History is shown as dots where the county's record has annual numbers that the model is
    held to; elsewhere the figure says what else the record has.
    """
    folder = run.folder / FIGURES
    folder.mkdir(exist_ok=True)
    targets = run_targets(run)
    history = record_in(run)
    for fan in fans(run, indicators):
        goals = [target for target in targets if target.indicator == fan.indicator]
        write_atomic(folder / f"fan_{fan.indicator}.csv", fan_csv(fan, run))
        picture = fan_png(fan, run, goals, history, lang)
        write_atomic(folder / f"fan_{fan.indicator}.png", picture)
    return list(indicators)


def fan_png(
    fan: Fan, run: Run, goals: Sequence[Target], history: Sequence[Observation], lang: str
) -> bytes:
    """One figure as PNG: the fan of the main scenario, and all scenarios in the last year.

    `history` is the record: its annual numbers are dots, and where it has none it is said why.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    use_font()
    indicator = BY_CODE[fan.indicator]
    unit = shown(indicator.unit, indicator.digits, lang)
    figure = Figure(figsize=_SIZE, dpi=_DPI)
    canvas = FigureCanvasAgg(figure)
    left, right = figure.subplots(
        1, 2, width_ratios=(2.1, 1.0), gridspec_kw={"wspace": 0.05}, sharey=True
    )
    figure.subplots_adjust(left=0.075, right=0.83, top=0.76, bottom=0.13)
    _draw_fan(left, fan, run, unit, lang)
    _draw_goals(left, goals, unit, lang)
    draw_record(left, fan, history, unit, lang)
    _finish_fan(left, fan, unit, lang)
    _draw_last_year(right, fan, run, goals, unit, lang)
    _write_frame(figure, fan, run, lang)
    data = BytesIO()
    canvas.print_png(data, metadata={"Software": None})
    return data.getvalue()


def _draw_fan(axes: Axes, fan: Fan, run: Run, unit: Shown, lang: str) -> None:
    """Bands and median of the main scenario, median without the plan."""
    focus = focus_scenario(run)
    table = fan.quantiles[focus] * unit.factor
    for share, low, high in BANDS:
        axes.fill_between(
            fan.years,
            table[:, low],
            table[:, high],
            color=_SHADES[share],
            linewidth=0,
            label=t("chart.band", lang, share=share),
        )
    axes.plot(fan.years, table[:, MEDIAN], color=_MEDIAN, label=t("chart.median", lang))
    if BASELINE in fan.quantiles and focus != BASELINE:
        axes.plot(
            fan.years,
            fan.quantiles[BASELINE][:, MEDIAN] * unit.factor,
            color=_BASELINE,
            linestyle="--",
            label=t("chart.baseline", lang, name=_name(run, BASELINE, lang)),
        )


def _draw_goals(axes: Axes, goals: Sequence[Target], unit: Shown, lang: str) -> None:
    """A line from the first year to the target's year, with a marker where it is due."""
    for goal in goals:
        if goal.kind == "direction":
            continue
        value, due = goal.value * unit.factor, goal.years[-1]
        label = t("chart.target", lang, id=goal.id, value=goal_text(goal, lang), year=due)
        axes.plot([FIRST_YEAR, due], [value, value], color=_TARGET, linewidth=1.1, linestyle=":")
        axes.plot(
            [due], [value], color=_TARGET, marker="D", markersize=6, linestyle="none", label=label
        )
        if goal.tolerance:
            half = goal.tolerance * unit.factor
            axes.errorbar([due], [value], yerr=[half], color=_TARGET, capsize=4, linewidth=1.4)


def _finish_fan(axes: Axes, fan: Fan, unit: Shown, lang: str) -> None:
    """Whole years below, one unit at the side, the legend above where it hides nothing."""
    axes.set_xticks(list(fan.years), [str(year) for year in fan.years])
    axes.set_xlim(fan.years[0] - 0.3, fan.years[-1] + 0.3)
    axes.axvline(PLAN_YEAR, color="#b0b0b0", linewidth=0.8, zorder=0)
    axes.text(
        PLAN_YEAR + 0.08,
        0.02,
        t("chart.plan", lang),
        fontsize=8,
        color="#808080",
        transform=axes.get_xaxis_transform(),
    )
    axes.set_ylabel(t("chart.unit", lang, unit=unit.label))
    axes.ticklabel_format(axis="y", style="plain", useOffset=False)
    _start_at_zero(axes)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.02, 1.0),
        ncols=4,
        fontsize=8,
        frameon=False,
        columnspacing=1.2,
        handlelength=1.6,
    )
    _plain(axes)


def _draw_last_year(
    axes: Axes, fan: Fan, run: Run, goals: Sequence[Target], unit: Shown, lang: str
) -> None:
    """80 % interval and median of every scenario in the year the target falls due."""
    due = [goal.years[-1] for goal in goals if goal.years[-1] in fan.years]
    year = due[0] if due else fan.years[-1]
    at = fan.years.index(year)
    scenarios = list(fan.quantiles)[:_SCENARIOS_SHOWN]
    for row, scenario in enumerate(scenarios):
        table = fan.quantiles[scenario][at] * unit.factor
        colour = _BASELINE if scenario == BASELINE else _MEDIAN
        axes.plot([row, row], [table[1], table[5]], color=colour, linewidth=4, alpha=0.35)
        axes.plot([row], [table[MEDIAN]], color=colour, marker="o", markersize=5)
    for goal in goals:
        if goal.kind != "direction" and goal.years[-1] == year:
            axes.axhline(goal.value * unit.factor, color=_TARGET, linewidth=1.1, linestyle=":")
    axes.set_xlim(-0.6, len(scenarios) - 0.4)
    axes.set_xticks(range(len(scenarios)), letters(len(scenarios)))
    axes.tick_params(axis="y", left=False)
    axes.set_title(t("chart.last_year", lang, year=year), fontsize=9)
    _plain(axes)
    lines = [
        f"{letter}  {cut(_name(run, scenario, lang), 29)}"
        for letter, scenario in zip(letters(len(scenarios)), scenarios, strict=True)
    ]
    if len(scenarios) < len(fan.quantiles):
        lines.append(t("chart.more", lang, n=len(fan.quantiles) - len(scenarios)))
    legend = "\n".join(lines)
    axes.text(1.04, 0.98, legend, transform=axes.transAxes, fontsize=7.5, va="top", linespacing=1.7)


def _write_frame(figure: Any, fan: Fan, run: Run, lang: str) -> None:
    """Title, the note on the parameters, and what a reader needs to find the run again."""
    indicator = BY_CODE[fan.indicator]
    title = indicator.name_en if lang == "en" else f"{indicator.name_zh}({indicator.scope})"
    focus = focus_scenario(run)
    figure.text(0.075, 0.94, title, fontsize=13, weight="normal")
    figure.text(
        0.075,
        0.885,
        t("chart.subtitle", lang, name=_name(run, focus, lang), basis=basis(run, lang)),
        fontsize=9.5,
        color=_TARGET,
    )
    broken = run.work.draws - fan.draws[focus]
    footer = t(
        "chart.footer",
        lang,
        version=run.manifest.versions["shengsi"],
        seed=run.work.seed,
        draws=run.work.draws,
        failed=broken,
        date=run.manifest.date,
        run=run.manifest.run,
    )
    figure.text(0.075, 0.03, footer, fontsize=7.5, color="#555555")


def _start_at_zero(axes: Axes) -> None:
    """Start the axis at zero unless that would waste more than half of it."""
    low, high = axes.get_ylim()
    if low < 0.5 * high and axes.dataLim.y0 >= 0:
        axes.set_ylim(0, high)


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=9)
    axes.grid(axis="y", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)


def _work(run: Run, scenario: str) -> ScenarioWork:
    return next(item for item in run.work.scenarios if item.id == scenario)


def _name(run: Run, scenario: str, lang: str) -> str:
    return _work(run, scenario).name(lang)
