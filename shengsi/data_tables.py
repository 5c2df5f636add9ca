"""What `shengsi data` prints: columns of a template, a checked file, the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.unit_names import unit_name
from shengsi.tables import table
from shengsi.text import language, t

if TYPE_CHECKING:
    from calibration.data_files import Checked
    from model.spec import CountySpec


def columns_text(kind: str) -> str:
    """The columns of a template with their meaning."""
    from calibration.roster_columns import COLUMNS
    from calibration.table_columns import FORMS

    lang = language()
    heads = [t(f"data.col.{name}") for name in ("column", "unit", "required", "meaning")]
    if kind != "roster":
        columns = FORMS[kind].columns
        return table(
            heads,
            [
                [
                    column.name_zh if lang == "zh" else column.code,
                    column.unit,
                    t("word.yes") if column.required else "",
                    column.meaning.text(lang),
                ]
                for column in columns
            ],
        )
    rows = [
        [
            column.name_zh if lang == "zh" else column.code,
            column.unit.text(lang),
            t("word.yes") if column.required else "",
            column.meaning.text(lang),
        ]
        for column in COLUMNS
    ]
    return table(heads, rows)


def checked_text(checked: Checked) -> str:
    """What a file without faults holds."""
    found = checked.summary
    if checked.kind == "roster":
        return _roster_text(found)
    if checked.kind == "accounts":
        words = {"n": found["rows"], "first": found["first_year"], "last": found["last_year"]}
        words["fit"] = found["uses"].get("fit", 0)
        return "\n".join([t("data.accounts.head", **words), grades_text(found)])
    if checked.kind == "projects":
        if not found["projects"]:
            return t("data.projects.none")
        names = ("capex_low", "capex_high", "revenue_low", "revenue_high")
        return t(
            "data.projects.head",
            n=found["projects"],
            unit=unit_name("万元", language()),
            **{name: f"{found[name]:,.0f}" for name in names},
        )
    return t(
        "data.parks.head",
        n=found["parks"],
        small=found["small_parks"],
        serviced=f"{found['serviced_mu_2017']:,.0f}",
        unit=unit_name("亩", language()),
    )


def _roster_text(found: dict[str, Any]) -> str:
    """The summary of a roster."""
    from shengsi.display import shown

    lang = language()
    money = shown("万元", 0, lang)
    head = t(
        "data.roster.head",
        n=found["enterprises"],
        idle=found["idle"],
        parks=found["in_parks"],
        above=found["above_scale"],
        threshold=f"{found['threshold']:,.0f}",
        unit=unit_name("万元", lang),
    )
    heads = [t(f"data.col.{c}") for c in ("sector", "enterprises", "idle", "above")]
    heads.append(t("data.col.revenue", lang, unit=unit_name("万元", lang)))
    rows = [
        [
            item["name_zh"] if lang == "zh" else item["name_en"],
            item["enterprises"],
            item["idle"],
            item["above_scale"],
            f"{item['revenue']:,.0f}",
        ]
        for item in found["sectors"]
    ]
    return "\n".join(
        [
            head,
            t("data.roster.revenue", revenue=money.text(found["revenue_above_scale"])),
            t("data.roster.start"),
            "",
            table(heads, rows, "lrrrr"),
            "",
            *_roster_lists(found),
        ]
    )


def _roster_lists(found: dict[str, Any]) -> list[str]:
    """Sums of what is stated, and counts of what is not."""
    sums = [
        f"{_label(code, with_unit=True)} {value:,.0f}"
        for code, value in found["sums"].items()
        if value > 0
    ]
    unknown = [f"{_label(code)} {n}" for code, n in found["unknown"].items() if n]
    joint = "、" if language() == "zh" else ", "
    lines = [t("data.roster.sums", sums=joint.join(sums))] if sums else []
    if unknown:
        return [*lines, t("data.roster.unknown", unknown=joint.join(unknown))]
    return [*lines, t("data.roster.complete")]


def _label(code: str, with_unit: bool = False) -> str:
    """A roster column as a reader calls it."""
    from calibration.roster_columns import BY_CODE

    if language() == "en":
        return code
    return BY_CODE[code].header() if with_unit else BY_CODE[code].name_zh


def grades_text(found: dict[str, Any]) -> str:
    """Rows by grade."""
    from calibration.history import GRADES

    heads = [t("data.col.grade"), t("data.col.rows")]
    counts = [[t(f"data.grade.{grade}"), found["grades"].get(grade, 0)] for grade in GRADES]
    return table(heads, counts, "lr")


def sources_text(found: dict[str, Any], spec: CountySpec) -> str:
    """The sources of the history with rows, years and grades."""
    head = t(
        "data.sources.head",
        county=spec.name_zh if language() == "zh" else spec.name_en,
        n=found["rows"],
        first=found["first_year"],
        last=found["last_year"],
        sources=len(found["sources"]),
    )
    heads = [t(f"data.col.{name}") for name in ("rows", "used", "years", "grade", "source")]
    rows = [
        [
            item["rows"],
            item["used"],
            _years(item["first_year"], item["last_year"]),
            " ".join(f"{grade} {n}" for grade, n in item["grades"].items()),
            item["title"],
        ]
        for item in found["sources"]
    ]
    return "\n".join([head, "", grades_text(found), "", table(heads, rows, "rrlll")])


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
