"""Rows that templates of accounts, projects and parks come with, in the words of a language."""

from __future__ import annotations

from collections.abc import Mapping

from calibration.observations import GRADES, OPERATORS, UNITS, USES
from calibration.offered_series import ASKED_FOR
from calibration.table_columns import GRADE_WORDS, OPERATOR_WORDS, USE_WORDS, YES_WORDS
from model.indicators import BY_CODE, INDICATORS, Indicator
from model.spec import CountySpec

Rows = list[dict[str, str | float]]
# What the note of an invented row says.
EXAMPLE_MARK = {"zh": "示例数据", "en": "example data"}
# Smaller units than those of a county's large numbers.
_SMALL_UNITS = {
    "staff_industry": "人", "staff_above_scale_manufacturing": "人", "land_above_scale": "亩",
    "rnd_above_scale_manufacturing": "万元", "technology_trade": "万元",
}  # fmt: skip
# Counts that only the model keeps: a county's offices do not record them.
_MODEL_ALONE = ("postponed", "projects_refused", "projects_arrived", "subsidies_refused")
_COUNTED = ("家", "个", "台", "件", "项", "次")


def word(words: Mapping[str, str], code: str, lang: str) -> str:
    """The name of a code in Chinese, the code itself in English."""
    return next((name for name, c in words.items() if c == code), code) if lang == "zh" else code


def form_rows(kind: str, spec: CountySpec, lang: str) -> Rows:
    """What a template of `kind` holds before it is filled in."""
    return {"accounts": _account_rows, "parks": _park_rows}.get(kind, _none)(spec, lang)


def example_rows(kind: str, spec: CountySpec, lang: str) -> Rows:
    """Invented rows that show how a table is filled in; none for parks, which come filled in."""
    return {"accounts": _account_examples, "projects": _project_examples}.get(kind, _none)(
        spec, lang
    )


def choices(kind: str, spec: CountySpec, lang: str) -> dict[str, list[str]]:
    """What the cells of a column choose from, by column."""
    sectors = [s.name_zh if lang == "zh" else s.code for s in spec.sector_items]
    grades = [g for g in GRADES if g != "rejected"]
    named = [word(GRADE_WORDS, grade, lang) for grade in grades]
    assumed = [*named, word(GRADE_WORDS, "assumption", lang)]
    if kind == "accounts":
        return {
            "unit": [*dict.fromkeys(UNITS)],
            "grade": [*named, word(GRADE_WORDS, "rejected", lang)],
            "use": [word(USE_WORDS, use, lang) for use in USES],
            "indicator": [_name(item, lang) for item in INDICATORS],
            "operator": [word(OPERATOR_WORDS, code, lang) for code in OPERATORS],
        }
    if kind == "projects":
        return {"sector": sectors, "grade": assumed}
    return {"small_park": list(YES_WORDS)[:2] if lang == "zh" else ["1", "0"], "grade": assumed}


def _none(spec: CountySpec, lang: str) -> Rows:
    return []


def _name(item: Indicator, lang: str) -> str:
    return item.name_zh if lang == "zh" else item.code


def _account(item: Indicator, lang: str, operator: str) -> dict[str, str | float]:
    """The cells of an account that follow from its indicator."""
    unit = _SMALL_UNITS.get(item.code) or next(
        unit for unit, (model, _, _) in UNITS.items() if model == item.unit
    )
    return {
        "variable": _name(item, lang),
        "unit": unit,
        "basis": item.scope,
        "grade": word(GRADE_WORDS, "published", lang),
        "use": word(USE_WORDS, "fit", lang),
        "indicator": _name(item, lang),
        "operator": word(OPERATOR_WORDS, operator, lang),
    }


def _operator(item: Indicator) -> str:
    """How an indicator's yearly figure is held against the model."""
    if item.kind == "ratio":
        return "ratio"
    return "count" if item.unit in _COUNTED else "level"


def _account_rows(spec: CountySpec, lang: str) -> Rows:
    """One row for every headline indicator and every series worth asking for, to fill in.

    A row of growth and one of a first quarter stand last, to show how these are told.
    """
    units = {model for model, _, _ in UNITS.values()}
    wanted = [
        item
        for item in INDICATORS
        if (item.headline or item.code in ASKED_FOR or _operator(item) == "count")
        and item.unit in units
        and not item.code.startswith(_MODEL_ALONE)
    ]
    growth = _account(BY_CODE["va_above_scale"], lang, "growth") | {
        "unit": "%",
        "note": {"zh": "增速,填公布的百分数", "en": "growth, the percentage as published"}[lang],
    }
    quarter = _account(BY_CODE["revenue_above_scale_q1"], lang, "q1_level") | {
        "quarter": 1,
        "note": {"zh": "1至3月累计", "en": "January to March, cumulative"}[lang],
    }
    return [*(_account(item, lang, _operator(item)) for item in wanted), growth, quarter]


def _account_examples(spec: CountySpec, lang: str) -> Rows:
    """Numbers made up to show every operator once."""
    shown: tuple[tuple[str, str, int, float, str], ...] = (
        ("revenue_above_scale", "level", 2021, 10.4, "亿元"),
        ("revenue_above_scale", "growth", 2022, 8.3, "%"),
        ("revenue_above_scale", "mean_growth", 2021, 6.5, "%"),
        ("revenue_above_scale_q1", "q1_level", 2022, 2.4, "亿元"),
        ("revenue_above_scale_q1", "q1_growth", 2022, 5.1, "%"),
        ("industrial_va", "upper_bound", 2021, 16.0, "亿元"),
        ("industrial_va", "lower_bound", 2021, 2.0, "亿元"),
        ("manufacturing_va_share", "ratio", 2021, 2.1, "%"),
        ("firms_above_scale", "count", 2021, 21.0, "家"),
    )
    rows = []
    for code, operator, year, value, unit in shown:
        row = _account(BY_CODE[code], lang, operator)
        row |= {
            "year": year, "value": value, "unit": unit,
            "source_title": {"zh": "某年统计年鉴(虚构)", "en": "a yearbook (invented)"}[lang],
            "note": EXAMPLE_MARK[lang],
        }  # fmt: skip
        if operator.startswith("q1"):
            row["quarter"] = 1
        if operator == "mean_growth":
            row["span"] = 4
        rows.append(row)
    return rows


def _project_examples(spec: CountySpec, lang: str) -> Rows:
    """One invented project."""
    sector = spec.sector_items[0]
    return [
        {
            "id": "example_plant",
            "name_zh": "示例项目",
            "name_en": "example plant",
            "sector": sector.name_zh if lang == "zh" else sector.code,
            "capacity": 1,
            "unit": "万吨/年",
            "commission_quarter": "2025Q2",
            "capex_low_wan_yuan": 5000,
            "capex_high_wan_yuan": 8000,
            "revenue_low_wan_yuan": 6000,
            "revenue_high_wan_yuan": 9000,
            "staff": 80,
            "site_mu": 20,
            "va_rate": 0.25,
            "energy_intensity": 0.2,
            "delay_quarters_sd": 2,
            "booked_probability": 1,
            "grade": word(GRADE_WORDS, "assumption", lang),
            "source_title": {"zh": "虚构", "en": "invented"}[lang],
            "note": EXAMPLE_MARK[lang],
        }
    ]


def _park_rows(spec: CountySpec, lang: str) -> Rows:
    """The county's parks as they are, to be put right."""
    rows: Rows = []
    for item, park, allows in zip(spec.park_items, spec.parks, spec.park_allows, strict=True):
        sectors = [
            sector.name_zh if lang == "zh" else sector.code
            for sector, may in zip(spec.sector_items, allows, strict=True)
            if may
        ]
        small = str(int(park["small_park"]))
        rows.append(
            {
                "code": item.code,
                "name_zh": item.name_zh,
                "name_en": item.name_en,
                "small_park": word(YES_WORDS, small, lang),
                "serviced_mu_2017": float(park["serviced"]),
                "opening_mu": float(park["opening"]),
                "sectors": "|".join(sectors),
                "grade": word(GRADE_WORDS, "assumption", lang),
            }
        )
    return rows
