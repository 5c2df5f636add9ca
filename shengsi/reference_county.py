"""Generated tables of the shipped county's files: sectors, parks, known projects, drivers."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from shengsi.field_names import RECORD_NAMES
from shengsi.reference import markdown_table

if TYPE_CHECKING:
    from model.spec import CountySpec


def _rows(name: str) -> list[dict[str, str]]:
    """Rows of a table of the shipped county."""
    from calibration.county import SHIPPED

    with (SHIPPED / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def code_cell(text: object) -> str:
    """A name as code."""
    return f"`{text}`"


def sectors(spec: CountySpec) -> str:
    """Coefficients of every sector, a row a coefficient."""
    from model.records import SECTOR_FIELDS

    found = _rows("sectors.csv")
    meaning = RECORD_NAMES["sector"][2]
    names = ["name_zh", "name_en", "gb_code", *(f.name for f in SECTOR_FIELDS), "grade"]
    described = {
        "name_zh": "名称",
        "name_en": "name",
        "gb_code": "GB/T 4754",
        "grade": "等级 grade",
        **{f.name: f"{meaning[f.name]} / {f.meaning} ({f.unit or '-'})" for f in SECTOR_FIELDS},
    }
    rows = [[code_cell(name), described[name], *(row[name] for row in found)] for name in names]
    heads = ["代码 code", "含义 meaning", *(code_cell(row["code"]) for row in found)]
    source = "; ".join(dict.fromkeys(row["source"] for row in found))
    return markdown_table(heads, rows) + f"\n\n来源 source: {source}"


def parks(spec: CountySpec) -> str:
    """Every park: land at the start, what counts as opened, which sectors it admits."""
    rows = [
        (
            code_cell(row["code"]),
            f"{row['name_zh']} / {row['name_en']}",
            "是 yes" if row["small_park"] == "1" else "",
            row["serviced_mu_2017"],
            row["opening_mu"],
            ", ".join(map(code_cell, row["sectors"].split("|"))),
            row["grade"],
            row["source"],
        )
        for row in _rows("parks.csv")
    ]
    heads = ["代码 code", "名称 name", "小微园 small-firm", "2017年用地(亩) land, 2017",
             "建成门槛(亩) opened at", "准入行业 admits", "等级 grade", "来源 source"]  # fmt: skip
    return markdown_table(heads, rows)


def known_projects(spec: CountySpec) -> str:
    """Every dated known project with its ranges."""
    rows = [
        (
            code_cell(row["id"]),
            f"{row['name_zh']} / {row['name_en']}",
            code_cell(row["sector"]),
            f"{row['capacity']} {row['unit']}".strip() if row["capacity"] else "",
            row["commission_quarter"],
            f"{row['capex_low_wan_yuan']} .. {row['capex_high_wan_yuan']}",
            f"{row['revenue_low_wan_yuan']} .. {row['revenue_high_wan_yuan']}",
            row["staff"],
            row["va_rate"],
            row["delay_quarters_sd"],
            row["booked_probability"],
            row["grade"],
            row["note"],
        )
        for row in _rows("known_projects.csv")
    ]
    heads = ["代码 code", "名称 name", "行业 sector", "规模 capacity", "投产 commissioned",
             "造价(万元) cost", "年营收(万元) revenue", "用工 staff", "增加值率 va rate",
             "推迟季数 delay sd", "计入概率 booked", "等级 grade", "说明 note"]  # fmt: skip
    return markdown_table(heads, rows)


def drivers(spec: CountySpec) -> str:
    """Every driver as fitted or assumed."""
    names = ["mu", "mu_sd", "phi", "phi_sd", "kappa", "lbar", "sigma", "log_sigma_sd"]
    rows = [
        [
            code_cell(row["code"]),
            f"{row['name_zh']} / {row['name_en']}",
            row["unit"],
            row["kind"],
            *(f"{float(row[name]):.4g}" for name in names),
            row["n_obs"],
            row["grade"],
        ]
        for row in _rows("drivers.csv")
    ]
    heads = ["代码 code", "名称 name", "单位 unit", "类型 kind", *map(code_cell, names),
             "观测数 n", "等级 grade"]  # fmt: skip
    return markdown_table(heads, rows)
