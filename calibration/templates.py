"""Blank tables for a county's own data, each as its reader takes it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from calibration.faults import Words
from calibration.history import UNITS
from calibration.roster_columns import COLUMNS as ROSTER_COLUMNS
from model.indicators import INDICATORS
from model.spec import CountySpec

KINDS = ("roster", "accounts", "projects", "parks")
SUFFIXES = {"roster": (".xlsx", ".csv")}
_CSV = (".csv",)
# Excel takes a CSV for UTF-8 only when it starts with this mark.
_BOM = "\ufeff"


class TemplateColumn(NamedTuple):
    """One column of a table other than the roster, with its meaning."""

    code: str
    meaning: Words


def _columns(*rows: tuple[str, str, str]) -> tuple[TemplateColumn, ...]:
    return tuple(TemplateColumn(code, Words(zh, en)) for code, zh, en in rows)


_GRADE = (
    "grade",
    "等级:published、secondary、derived、proxy、assumption(账目另有 rejected,没有 assumption)",
    "grade: published, secondary, derived, proxy, assumption (accounts: rejected instead)",
)
_NAMES = (
    ("code", "代码,小写英文", "code, lower-case letters"),
    ("name_zh", "中文名称", "Chinese name"),
    ("name_en", "英文名称", "English name"),
)

OTHER_COLUMNS: dict[str, tuple[TemplateColumn, ...]] = {
    "accounts": _columns(
        ("variable", "变量名,同一变量各年相同", "name of the series, the same every year"),
        ("year", "年份,如 2023", "year, such as 2023"),
        ("quarter", "季度1-4:截至该季的累计;全年留空", "quarter 1-4, cumulative; blank is a year"),
        ("value", "公布的原数", "the number as published"),
        ("unit", "原单位:" + "、".join(UNITS), "its unit: " + ", ".join(UNITS)),
        ("basis", "口径,如 规上工业,现价", "scope and prices"),
        _GRADE,
        ("use", "fit 用于核对模型,context 只供了解,no 不用", "fit, driver, context or no"),
        ("indicator", "对应的指标代码(use=fit 时必填)", "indicator it is held against, if fit"),
        ("operator", "level、growth、ratio 等,见 docs/data.md", "level, growth, ratio ..."),
        ("error", "一个标准差;空白由等级决定", "one standard deviation; blank: by grade"),
        ("span", "多年平均增速的年数", "years of a mean growth"),
        ("source_title", "出处", "source"),
        ("source_url", "网址,可空", "its address, may be blank"),
        ("note", "备注", "note"),
    ),
    "projects": _columns(
        ("id", "项目代码", "code of the project"),
        *_NAMES[1:],
        ("sector", "行业代码", "sector code"),
        ("capacity", "规模,可空", "capacity, may be blank"),
        ("unit", "规模的单位,可空", "its unit, may be blank"),
        ("commission_quarter", "投产季度,如 2025Q4", "quarter it starts, such as 2025Q4"),
        ("capex_low_wan_yuan", "投资下限(万元)", "investment, low (万元)"),
        ("capex_high_wan_yuan", "投资上限(万元)", "investment, high (万元)"),
        ("revenue_low_wan_yuan", "年营业收入下限(万元)", "yearly revenue, low (万元)"),
        ("revenue_high_wan_yuan", "年营业收入上限(万元)", "yearly revenue, high (万元)"),
        ("staff", "从业人员(人)", "staff (persons)"),
        ("site_mu", "用地(亩)", "site (亩)"),
        ("va_rate", "增加值率,0-1", "value added over revenue, 0-1"),
        ("energy_intensity", "单位增加值能耗(吨标准煤/万元)", "energy per value added (tce/万元)"),
        ("delay_quarters_sd", "推迟的标准差(季)", "standard deviation of the delay (quarters)"),
        ("booked_probability", "计入本县统计的概率,0-1", "chance that the county books it, 0-1"),
        _GRADE,
        ("source_title", "出处", "source"),
        ("source_url", "网址,可空", "its address, may be blank"),
        ("note", "备注", "note"),
    ),
    "parks": _columns(
        *_NAMES,
        ("small_park", "是否小微企业园:1 是,0 否", "1 if it counts as 小微企业园, else 0"),
        ("serviced_mu_2017", "2017年初已整备的工业用地(亩)", "land serviced at the start of 2017"),
        ("opening_mu", "整备到多少亩算建成", "serviced land from which it counts as open"),
        ("sectors", "准入行业代码,用 | 分隔", "sector codes it admits, parted by |"),
        _GRADE,
        ("source", "出处", "source"),
    ),
}


def template_bytes(kind: str, suffix: str, spec: CountySpec, lang: str = "zh") -> bytes:
    """A template as the bytes of a file.

    Raises ValueError for a kind that is not one of KINDS or a suffix it does not come in.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not one of {KINDS}")
    if suffix not in SUFFIXES.get(kind, _CSV):
        raise ValueError(f"{kind} comes as {', '.join(SUFFIXES.get(kind, _CSV))}, not {suffix!r}")
    if suffix == ".xlsx":
        from calibration.roster_workbook import roster_workbook

        return roster_workbook(spec, lang)
    if kind == "roster":
        return _csv([[column.header(lang) for column in ROSTER_COLUMNS]])
    header = [column.code for column in OTHER_COLUMNS[kind]]
    rows = {"accounts": _account_rows, "parks": _park_rows}.get(kind, lambda spec: [])(spec)
    return _csv([header, *([row.get(name, "") for name in header] for row in rows)])


def write_template(
    kind: str, path: Path, spec: CountySpec, lang: str = "zh", *, force: bool = False
) -> None:
    """Write a template; the suffix of `path` chooses CSV or .xlsx.

    Raises FileExistsError rather than overwrite (unless `force`), and ValueError as
    `template_bytes`.
    """
    data = template_bytes(kind, path.suffix.lower(), spec, lang)
    with path.open("wb" if force else "xb") as file:
        file.write(data)


def suffixes(kind: str) -> tuple[str, ...]:
    """File suffixes a kind comes in, the usual one first."""
    return SUFFIXES.get(kind, _CSV)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return (_BOM + text.getvalue()).encode("utf-8")


def _account_rows(spec: CountySpec) -> list[dict[str, str]]:
    """One line for every headline indicator that has a published unit; the rest to fill in."""
    rows = []
    for item in INDICATORS:
        if not item.headline or item.unit not in UNITS:
            continue
        operator = "ratio" if item.kind == "ratio" else "level"
        rows.append(
            {
                "variable": item.code,
                "unit": item.unit,
                "basis": item.scope,
                "grade": "published",
                "use": "fit",
                "indicator": item.code,
                "operator": operator,
                "note": item.name_zh,
            }
        )
    return rows


def _park_rows(spec: CountySpec) -> list[dict[str, str]]:
    """The county's parks as they are, to be put right."""
    rows = []
    for item, park, allows in zip(spec.park_items, spec.parks, spec.park_allows, strict=True):
        codes = [sector.code for sector, may in zip(spec.sector_items, allows, strict=True) if may]
        rows.append(
            {
                "code": item.code,
                "name_zh": item.name_zh,
                "name_en": item.name_en,
                "small_park": str(int(park["small_park"])),
                "serviced_mu_2017": f"{float(park['serviced']):g}",
                "opening_mu": f"{float(park['opening']):g}",
                "sectors": "|".join(codes),
                "grade": "assumption",
            }
        )
    return rows
