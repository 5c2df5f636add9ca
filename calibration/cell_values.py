"""Reading one cell of a user's table as meant: numbers in Chinese habits, and choices.

Full-width digits, thousands separators, percent cells and numbers stored as text are
understood; anything that would have to be guessed is a fault with the likely meaning offered.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeVar

from calibration.faults import Words
from calibration.plain_text import UNKNOWN_WORDS, plain, short, shown, split_number
from calibration.roster_columns import RosterColumn, allowed_range
from calibration.sheet import Cell

T = TypeVar("T")

# What one unit is in 万元.
_MONEY = {"元": 1e-4, "千元": 0.1, "万元": 1.0, "万": 1.0, "百万元": 100.0, "亿元": 1e4, "亿": 1e4}
_AREA = {"亩": 1.0, "平方米": 0.0015, "m2": 0.0015, "公顷": 15.0}


class CellFault(Exception):
    """A cell that cannot be read: what is wrong, and how to put it right."""

    def __init__(self, what: tuple[str, str], fix: tuple[str, str]) -> None:
        super().__init__(what[0])
        self.what, self.fix = Words(*what), Words(*fix)


def meant(value: str) -> tuple[str, str]:
    """An offered value as a fix."""
    return f"是否想写 {value}?", f"did you mean {value}?"


def units_of(column: RosterColumn) -> Mapping[str, float]:
    """Units that a column's numbers may be mistaken for: unit -> factor to its own."""
    return {"万元": _MONEY, "亩": _AREA}.get(column.unit.zh, {})


def read_number(cell: Cell, column: RosterColumn) -> float:
    """The number of a cell, NaN when blank.

    Raises CellFault for text, another unit, a value out of range or not whole.
    """
    if cell.broken is not None:
        broken = cell.broken
        raise CellFault(
            (f"{column.name_zh}: {broken.zh}", f"{column.code}: {broken.en}"),
            ("改成数值", "put a plain number"),
        )
    if not cell.text:
        return math.nan
    value = _parsed(cell, column)
    if not column.low <= value <= column.high:
        raise CellFault(
            (
                f"{column.name_zh} = {cell.text} 超出范围",
                f"{column.code} = {cell.text} is out of range",
            ),
            _slip(value, column),
        )
    if column.kind == "whole" and value != int(value):
        raise CellFault(
            (f"{column.name_zh} = {cell.text} 不是整数", f"{column.code} = {cell.text} not whole"),
            ("去掉小数", "drop the fraction"),
        )
    return value


def allowed_numbers(column: RosterColumn) -> Words:
    """What a number column allows, in words."""
    span = allowed_range(column)
    unit = column.unit if column.unit.zh else Words("", "")
    zh = f"{span}{unit.zh and '(单位:' + unit.zh + ')'},未知留空"
    en = f"{span}{unit.en and ' (' + unit.en + ')'}, blank if unknown"
    return Words(zh, en)


def _parsed(cell: Cell, column: RosterColumn) -> float:
    """The finite number that a cell that is not blank holds."""
    if cell.number is not None:
        if cell.percent and not column.percent:
            raise CellFault(
                (f"{column.name_zh} 是百分数格式", f"{column.code} is a percent cell"),
                ("把单元格格式改为数值", "format the cell as a plain number"),
            )
        return cell.number
    found = split_number(cell.text)
    if found is None:
        raise _not_number(cell, column)
    number, rest = found
    if rest == "" and math.isfinite(number):
        return number
    if rest == "%" and column.percent:
        return number / 100.0
    raise _with_rest(cell, column, number, rest)


def _not_number(cell: Cell, column: RosterColumn) -> CellFault:
    """The fault of a cell that does not begin with a number."""
    fix = ("填一个数;未知留空", "put a number; leave it blank if unknown")
    if plain(cell.text) in UNKNOWN_WORDS:
        fix = ("未知就留空", "leave it blank if unknown")
    return CellFault(
        (
            f'{column.name_zh} = "{short(cell.text)}" 不是数',
            f'{column.code} = "{short(cell.text)}" is not a number',
        ),
        fix,
    )


def _with_rest(cell: Cell, column: RosterColumn, number: float, rest: str) -> CellFault:
    """The fault of a number that something follows: a unit, a percent sign, a stray comma."""
    factor = units_of(column).get(rest)
    if rest == column.unit.zh:
        factor = 1.0
    if factor is not None:
        fix = meant(shown(number * factor))
        what = (f"带了单位 {rest}", f"carries the unit {rest}")
    elif rest == "%":
        fix = ("本列不用百分数", "this column takes no percentages")
        what = ("带了百分号", "carries a percent sign")
    elif rest.startswith(","):
        fix = ("逗号只用于千位分隔,如 1,200", "commas only part thousands, as in 1,200")
        what = ("的逗号位置不对", "has a comma in the wrong place")
    else:
        return _not_number(cell, column)
    text = short(cell.text)
    return CellFault(
        (f'{column.name_zh} = "{text}" {what[0]}', f'{column.code} = "{text}" {what[1]}'), fix
    )


def _slip(value: float, column: RosterColumn) -> tuple[str, str]:
    """How a value out of range probably came about."""
    if value < 0 and column.low >= 0:
        return ("不能为负,未知留空", "it cannot be negative; leave it blank if unknown")
    if column.percent and column.low <= value / 100.0 <= column.high:
        return meant(f"{shown(value)}%")
    if column.field == "age_years" and 1800 <= value <= 2100:
        return (
            f"看来是成立年份,应填到2017年初的年数 {max(0, 2017 - int(value))}",
            f"it looks like the founding year; put the years up to 2017: {max(0, 2017 - int(value))}",
        )
    if "元" in units_of(column) and column.low <= value / 1e4 <= column.high:
        return (
            f"看来单位是元,是否想写 {shown(value / 1e4)}?",
            f"it looks like yuan; did you mean {shown(value / 1e4)}?",
        )
    return ("核对数值与单位", "check the value and its unit")


def read_choice(text: str, options: Mapping[str, T]) -> T | None:
    """The option a word names, whatever its case, blanks and width; None for another word."""
    return {plain(word): value for word, value in options.items()}.get(plain(text))
