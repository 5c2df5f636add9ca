"""What one row of accounts must be by itself: its cells must go together."""

from __future__ import annotations

from calibration.observations import (
    AMOUNTS,
    GROWTHS,
    QUARTERLY,
    SIGNED,
    UNITS,
    Observation,
)
from calibration.plain_text import shown
from calibration.tables import Row, Table
from model.indicators import BY_CODE
from model.units import FIRST_YEAR, LATEST_YEAR

# What ends the code of an indicator that holds the first quarter of each year.
Q1_SUFFIX = "_q1"
# An error of growth beyond this was meant in points.
_MOST_POINTS = 0.5


def check_row(table: Table, row: Row, obs: Observation | None, stated_error: bool) -> None:
    """Report faults that lie in the combination of a row's cells.

    `obs` is None when single cells were at fault; only what is plain without them is then said.
    """
    _check_labels(table, row)
    if obs is None:
        return
    _check_growth(table, row, obs)
    if obs.use == "fit":
        _check_unit(table, row, obs)
        _check_years(table, row, obs)
        _check_quarter(table, row, obs, stated_error)
        _check_size(table, row, obs)


def _check_labels(table: Table, row: Row) -> None:
    """Every number has a name and a source, and a rejected one its reason."""
    # A number to be fitted is named by its indicator, and told of elsewhere when it has none.
    named = row.cells["indicator"] or row.cells["use"] in ("fit", "对照")
    for column in ("source_title",) if named else ("variable", "source_title"):
        if not row.cells[column]:
            label = table.label(column)
            table.report(
                row, column, (f"{label} 为空", f"{label} is blank"), ("不为空", "not blank"),
                ("每个数都要有名称和出处", "every number has a name and a source"),
            )  # fmt: skip
    rejected = row.cells["grade"] in ("rejected", "剔除")
    if rejected and (row.cells["use"] not in ("no", "不用") or not row.cells["note"]):
        table.report(
            row,
            "grade",
            ("剔除的数仍在使用或没有理由", "a rejected number that is used or has no reason"),
            ("用途为 不用 且备注有理由", "use is no, and note gives the reason"),
            ("改用途并补上理由", "change its use and give the reason"),
        )


def _check_growth(table: Table, row: Row, obs: Observation) -> None:
    """Growth is a ratio above -100 %; a mean needs its years, and nothing else has any."""
    if obs.operator == "mean_growth" and obs.span < 2:
        table.report(
            row, "span", ("多年平均增速没有年数", "a mean growth without its years"),
            ("2 以上的整数", "a whole number from 2 on"),
            ("在年数(span)列写年数", "put the number of years into span"),
        )  # fmt: skip
    if obs.operator != "mean_growth" and obs.span > 1:
        table.report(
            row, "span", (f"算子 {obs.operator} 不用年数", f"operator {obs.operator} takes no years"),
            ("空白", "blank"),
            ("清空年数,或把算子改为 mean_growth", "leave span blank, or make it mean_growth"),
        )  # fmt: skip
    if obs.operator not in GROWTHS:
        return
    if obs.unit != "比例":
        table.report(
            row, "unit", (f"增速的单位是 {obs.published_unit}", f"growth in {obs.published_unit}"),
            ("%、比例、prev year=100", "%, 比例, prev year=100"), ("改单位", "change the unit"),
        )  # fmt: skip
    if obs.use == "fit" and obs.error > _MOST_POINTS:
        percent = f"{obs.error:.4g}%"
        table.report(
            row, "error", (f"增速的误差 {obs.error:g} 即 {100 * obs.error:g} 个百分点",
                           f"an error of {100 * obs.error:g} points of growth"),
            (f"不超过 {_MOST_POINTS:g}", f"{_MOST_POINTS:g} at most"),
            (f"是否想写 {percent}?", f"did you mean {percent}?"),
        )  # fmt: skip
    if obs.unit == "比例" and (
        obs.value <= -1.0 or (obs.published_unit == "比例" and obs.value > 1.0)
    ):
        percent = f"{shown(100 * obs.value, 4)}%"
        # As a percentage it may have been meant, unless it was given as one.
        meant = obs.published_unit != "%" and obs.published_value > -100.0
        table.report(
            row, "value", (f"增速 {obs.published} 就是 {percent}", f"growth {obs.published_en} is {percent}"),
            ("大于 -100%", "above -100 %"),
            _as_percent(obs.published_value) if meant
            else ("增速不会低于 -100%,核对数值", "no growth is below -100 %: check the number"),
        )  # fmt: skip


def _check_unit(table: Table, row: Row, obs: Observation) -> None:
    """An amount must be in the unit of its indicator; only a ratio may name two."""
    parts = obs.indicator.split("/")
    if len(parts) > 1 and obs.operator != "ratio":
        table.report(
            row, "operator", (f"算子 {obs.operator} 用于两个指标之比", f"{obs.operator} of two indicators"),
            "ratio", ("算子改为 ratio(比例)", "make the operator ratio"),
        )  # fmt: skip
        return
    expected = "比例" if len(parts) > 1 else BY_CODE[parts[0]].unit
    if obs.operator in AMOUNTS and obs.unit != expected:
        names = [name for name, (unit, _, _) in UNITS.items() if unit == expected]
        table.report(
            row, "unit",
            (f"单位 {obs.published_unit} 与指标 {obs.indicator} 不符",
             f"unit {obs.published_unit} does not fit indicator {obs.indicator}"),
            ("、".join(names), ", ".join(names)), ("改单位或指标", "change the unit or the indicator"),
        )  # fmt: skip


def _check_years(table: Table, row: Row, obs: Observation) -> None:
    """Every year that the operator reads must be one of the model's."""
    if obs.year > LATEST_YEAR:
        table.report(
            row, "year",
            (f"{obs.year} 在模型的最后一年之后", f"{obs.year} is after the model's last year"),
            f"{FIRST_YEAR}-{LATEST_YEAR}", ("改正年份", "correct the year"),
        )  # fmt: skip
    first = obs.year - (obs.span if obs.operator in GROWTHS else 0)
    if first < FIRST_YEAR:
        table.report(
            row, "year",
            (f"要用到 {first} 年,模型从 {FIRST_YEAR} 年开始",
             f"it needs {first}, and the model starts in {FIRST_YEAR}"),
            (f"{obs.year - first + FIRST_YEAR} 年起", f"from {obs.year - first + FIRST_YEAR} on"),
            ("把用途改为 了解(context)", "make its use context"),
        )  # fmt: skip


def _check_quarter(table: Table, row: Row, obs: Observation, stated_error: bool) -> None:
    """A part of a year is held against a part of a year, or declared to stand for the whole."""
    first_quarter = all(part.endswith(Q1_SUFFIX) for part in obs.indicator.split("/"))
    if obs.operator in QUARTERLY or (first_quarter and obs.quarter is not None):
        if obs.quarter == 1 and first_quarter and obs.operator in QUARTERLY:
            return
        quarterly = "、".join(code for code in BY_CODE if code.endswith(Q1_SUFFIX))
        table.report(
            row, "quarter" if obs.quarter != 1 else "operator",
            (f"一季度的算子、季度与指标 {obs.indicator} 不配套",
             f"operator, quarter and indicator {obs.indicator} do not go together"),
            (f"季度 1、算子 q1_level 或 q1_growth、指标 {quarterly}",
             f"quarter 1, operator q1_level or q1_growth, indicator {quarterly}"),
            ("三者一起改,或把用途改为 了解(context)", "change all three, or make its use context"),
        )  # fmt: skip
    elif obs.quarter is not None or first_quarter:
        _check_stand_in(table, row, obs, stated_error)


def _check_stand_in(table: Table, row: Row, obs: Observation, stated_error: bool) -> None:
    """Growth of part of a year may stand for the year's, as a proxy with an error of its own."""
    if obs.operator in GROWTHS and obs.grade == "proxy" and stated_error and obs.quarter:
        return
    table.report(
        row, "quarter",
        (f"前 {obs.quarter} 季的累计数没有对应的季度算子",
         f"no quarterly operator for a figure up to quarter {obs.quarter}")
        if obs.quarter
        else (f"指标 {obs.indicator} 是一季度的,季度却为空",
              f"indicator {obs.indicator} is a first quarter's, but quarter is blank"),
        ("全年数(季度留空),或一季度的 q1_level、q1_growth",
         "a whole year (blank), or q1_level and q1_growth of quarter 1"),
        ("改用全年数;确要以增速代全年,等级写 proxy 并写明误差",
         "use the year's; growth may stand for it as a proxy with its error stated"),
    )  # fmt: skip


def _check_size(table: Table, row: Row, obs: Observation) -> None:
    """A count is whole, a relative error needs an amount, and a share is one at most."""
    label = table.label("value")
    if obs.operator == "count" and (obs.value < 0 or obs.value != int(obs.value)):
        table.report(
            row, "value", (f"{label} = {obs.published} 不是个数", f"{label} = {obs.published_en}: no count"),
            ("0 或正整数", "0 or a whole number"), ("改数值,或把算子改为 level", "or make it level"),
        )  # fmt: skip
    signed = not SIGNED.isdisjoint(obs.indicator.split("/"))
    amount = obs.operator in AMOUNTS and obs.operator != "count"
    if amount and (obs.value == 0.0 or (obs.value < 0.0 and not signed)):
        table.report(
            row, "value",
            (f"{label} = {obs.published},相对误差没有意义",
             f"{label} = {obs.published_en} has no relative error"),
            ("大于 0 的数", "more than 0"),
            ("个数用 count;其余改为 upper_bound 并写一个上限,或把用途改为 了解",
             "count for a number of things, else an upper_bound above 0, or make its use context"),
        )  # fmt: skip
    share = obs.unit == "比例" and "/" not in obs.indicator and obs.operator in AMOUNTS
    if share and obs.value > 1.0:
        table.report(
            row, "value",
            (f"{label} = {obs.published},比重超过 1(100%)", f"{label} = {obs.published_en}: a share above 1 (100 %)"),
            ("0 至 1,或 0% 至 100%", "0 to 1, or 0 % to 100 %"),
            _share_meant(obs),
        )  # fmt: skip


def _as_percent(number: float) -> tuple[str, str]:
    """The hint that a number was meant in percent."""
    percent = f"{shown(number)}%"
    return f"单位是否应为 %,即 {percent}?", f"should the unit be %, that is {percent}?"


def _share_meant(obs: Observation) -> tuple[str, str]:
    """What a share above one was probably meant to be, never what was entered."""
    if obs.published_unit == "比例" and obs.published_value <= 100.0:
        return _as_percent(obs.published_value)
    if obs.published_unit != "比例" and obs.published_value <= 10000.0:
        percent = f"{shown(obs.published_value / 100.0)}%"
        return (
            f"是否应为 {percent}? 或核对指标与算子:增速的算子是 增速",
            f"should it be {percent}? or check indicator and operator: growth has its own",
        )
    return ("核对数值、单位与指标", "check number, unit and indicator")
