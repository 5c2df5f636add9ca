"""Whether the numbers of a roster can be what they say: units, places, double counting.

A number ten thousand times off is a slip of unit, not an enterprise: such cells are faults,
told by comparing with what the county's sectors imply.  What is merely unusual is a notice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from calibration.faults import Words
from calibration.plain_text import shown
from calibration.roster_columns import BY_CODE, NUMBERS
from calibration.roster_table import RosterTable
from model.spec import CountySpec

# A whole column this far from what its sectors imply is in another unit ...
_COLUMN_OFF = 100.0
# ... and so is a single number this far off; the largest enterprises stay well below.
_CELL_OFF = 1000.0
_UNUSUAL = 100.0


@dataclass
class Entry:
    """One row of a roster; `sector` and `park` are indices, None when not known or faulty."""

    line: int
    id: str
    name: str
    idle: bool
    sector: int | None
    park: int | None
    numbers: dict[str, float] = field(default_factory=dict)

    def value(self, name: str) -> float:
        """A number by its ROSTER field, NaN when not known."""
        return self.numbers.get(name, math.nan)


@dataclass(frozen=True)
class _Scale:
    """How a column can be in another unit: too large by one unit, too small by another."""

    code: str
    expected: Callable[[Entry, CountySpec], float]
    large: tuple[str, float]
    small: tuple[str, float] | None


def _revenue(entry: Entry, spec: CountySpec) -> float:
    assert entry.sector is not None
    return float(spec.sectors[entry.sector]["revenue_median"])


def _capital(entry: Entry, spec: CountySpec) -> float:
    assert entry.sector is not None
    revenue = entry.value("revenue")
    known = revenue if revenue > 0 else _revenue(entry, spec)
    return float(spec.sectors[entry.sector]["kappa"]) * known


def _site(entry: Entry, spec: CountySpec) -> float:
    sector = spec.sectors[entry.sector]
    floor = float(sector["capital_per_mu"]) * float(sector["plot_ratio"])
    return _capital(entry, spec) / floor


_YUAN, _YI = ("元", 1e-4), ("亿元", 1e4)
_SCALES = (
    _Scale("revenue_wan_yuan", _revenue, _YUAN, _YI),
    _Scale("capital_wan_yuan", _capital, _YUAN, _YI),
    _Scale("cash_wan_yuan", _capital, _YUAN, None),
    _Scale("debt_wan_yuan", _capital, _YUAN, None),
    _Scale("site_mu", _site, ("平方米", 1 / 666.67), None),
)


def check_entries(entries: Sequence[Entry], spec: CountySpec, table: RosterTable) -> None:
    """Note every implausible number and everything worth knowing of a roster's rows."""
    whole = [entry for entry in entries if entry.sector is not None]
    for scale in _SCALES:
        _check_scale(scale, whole, spec, table)
    for entry in whole:
        _check_idle(entry, table)
        _check_place(entry, spec, table)
    _check_sites(whole, spec, table)
    _check_known(whole, spec, table)


def _check_scale(
    scale: _Scale, entries: Iterable[Entry], spec: CountySpec, table: RosterTable
) -> None:
    """Compare a column, and each of its numbers, with what the sectors imply."""
    name = BY_CODE[scale.code].field
    ratios = [
        (entry, entry.value(name) / scale.expected(entry, spec))
        for entry in entries
        if entry.value(name) > 0
    ]
    if not ratios:
        return
    middle = float(np.median([ratio for _, ratio in ratios]))
    if len(ratios) >= 3 and (middle > _COLUMN_OFF or (scale.small and middle < 1 / _COLUMN_OFF)):
        unit, factor = scale.large if middle > 1 or scale.small is None else scale.small
        _column_off(scale, unit, factor, middle, table)
        return
    for entry, ratio in ratios:
        if ratio > _CELL_OFF:
            _cell_off(entry, scale, *scale.large, table)
        elif ratio < 1 / _CELL_OFF and scale.small is not None:
            _cell_off(entry, scale, *scale.small, table)
        elif ratio > _UNUSUAL:
            _unusual(entry, scale, ratio, table)


def _column_off(scale: _Scale, unit: str, factor: float, middle: float, table: RosterTable) -> None:
    """A fault at the header: the whole column is in another unit."""
    column = BY_CODE[scale.code]
    table.fault(
        table.header_line,
        scale.code,
        Words(
            f"{column.name_zh}整列看来单位是 {unit}(中位数为本县行业水平的 {shown(middle, 3)} 倍)",
            f"{column.code} looks to be in {unit} throughout (its median is {shown(middle, 3)} times "
            "what the county's sectors imply)",
        ),
        Words(f"单位:{column.unit.zh}", f"unit: {column.unit.en}"),
        Words(f"全列乘以 {shown(factor, 4)}", f"multiply the column by {shown(factor, 4)}"),
    )


def _cell_off(entry: Entry, scale: _Scale, unit: str, factor: float, table: RosterTable) -> None:
    """A fault at a cell: its number is in another unit."""
    column = BY_CODE[scale.code]
    value = entry.value(column.field)
    better = shown(value * factor, 6)
    fix = Words(f"是否想写 {better}?", f"did you mean {better}?")
    if column.field == "revenue" and factor > 1:
        fix = Words(f"是否想写 {better}? 停业的把状态写成 停业", f"did you mean {better}? or idle?")
    table.fault(
        entry.line,
        scale.code,
        Words(
            f"{column.name_zh} = {shown(value)} 看来单位是 {unit}",
            f"{column.code} = {shown(value)} looks to be in {unit}",
        ),
        Words(f"单位:{column.unit.zh}", f"unit: {column.unit.en}"),
        fix,
    )


def _unusual(entry: Entry, scale: _Scale, ratio: float, table: RosterTable) -> None:
    column = BY_CODE[scale.code]
    value = shown(entry.value(column.field))
    table.notice(
        entry.line,
        scale.code,
        Words(
            f"{column.name_zh} = {value},约为同行业通常水平的 {ratio:.0f} 倍,请核对单位",
            f"{column.code} = {value} is some {ratio:.0f} times what is usual in its sector; "
            "check the unit",
        ),
    )


def _check_idle(entry: Entry, table: RosterTable) -> None:
    """An idle enterprise keeps its site only; tell which of its cells have no effect."""
    if not entry.idle:
        return
    unused = [
        column
        for column in NUMBERS
        if column.field != "site_mu" and abs(entry.value(column.field)) > 0
    ]
    if not unused and entry.park is None:
        return
    zh = [c.name_zh for c in unused] + (["园区"] if entry.park is not None else [])
    en = [c.code for c in unused] + (["park"] if entry.park is not None else [])
    table.notice(
        entry.line,
        unused[0].code if unused else "park",
        Words(
            f"停业企业只用到用地,不用:{'、'.join(zh)}",
            f"of an idle enterprise only the site is used, not: {', '.join(en)}",
        ),
    )


def _check_place(entry: Entry, spec: CountySpec, table: RosterTable) -> None:
    """Tell of an enterprise in a park that does not name its sector."""
    if entry.park is None or entry.park < 0 or spec.park_allows[entry.park, entry.sector]:
        return
    park, sector = spec.park_items[entry.park], spec.sector_items[entry.sector or 0]
    table.notice(
        entry.line,
        "park",
        Words(
            f"园区 {park.name_zh} 的主导行业不含 {sector.name_zh};照填入的处理",
            f"park {park.code} does not list {sector.code} among its sectors; taken as given",
        ),
    )


def _check_sites(entries: Sequence[Entry], spec: CountySpec, table: RosterTable) -> None:
    """Tell of parks whose enterprises state more land than was serviced in 2017."""
    for index, park in enumerate(spec.park_items):
        here = [e for e in entries if e.park == index and not e.idle and e.value("site_mu") > 0]
        total = sum(entry.value("site_mu") for entry in here)
        serviced = float(spec.parks[index]["serviced"])
        if here and total > serviced:
            table.notice(
                here[-1].line,
                "park",
                Words(
                    f"园区 {park.name_zh} 内用地合计 {total:g} 亩,超过2017年已整备的 {serviced:g} 亩;"
                    "超出部分按园区外处理,先到先占",
                    f"sites in park {park.code} add up to {total:g} 亩, more than the {serviced:g} "
                    "serviced in 2017; the rest counts as outside, first come first served",
                ),
            )


def _check_known(entries: Sequence[Entry], spec: CountySpec, table: RosterTable) -> None:
    """Tell of enterprises that the county's known projects add as well."""
    known = {project.name_zh: project.code for project in spec.known_projects}
    for entry in entries:
        code = known.get(entry.name) or (entry.id if entry.id in known.values() else "")
        if code:
            table.notice(
                entry.line,
                "name",
                Words(
                    f"已知项目 {code} 会按投产时间另行加入,留在名录里会重复计算",
                    f"known project {code} is added at its own date; here it is counted twice",
                ),
            )
