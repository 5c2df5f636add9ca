"""Generated tables inside hand-written documents.

A document holds `<!-- table:NAME -->` and `<!-- end -->`; what stands between them is made
from the registries and the county's folder, so that it cannot say anything else.  `shengsi docs`
rewrites it, and a test fails when it differs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shengsi.field_names import RECORD_NAMES
from shengsi.reference import (
    assumption_table,
    lever_cells,
    markdown_table,
    target_tables,
)
from shengsi.reference_county import code_cell, drivers, known_projects, parks, sectors
from shengsi.scenario_tables import lever_rows

if TYPE_CHECKING:
    from model.spec import CountySpec, Prior

_MARKED = re.compile(r"(<!-- table:([a-z_ ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
# Identities of random numbers, by the name of their constant.
_IDENTITIES: dict[str, str] = {
    "COUNTY": "县本身 the county itself",
    "SECTOR_BASE": "行业 sectors: + index",
    "PARK_BASE": "园区 parks: + index",
    "DRIVER_BASE": "外部驱动 drivers: + index; dated shocks + 500",
    "PARAMETER_BASE": "参数 parameters: + index in the registry",
    "KNOWN_PROJECT_BASE": "已知项目 known projects: + row",
    "ROSTER_BASE": "初始企业 initial enterprises: + id (synthetic: sector * 2^24 + number)",
    "PROJECT_BASE": "招商项目 projects: + 1024 * quarter + number",
    "STARTUP_BASE": "新设企业 start-ups: + (64 * quarter + sector) * 2^20 + number",
}


def prior_text(prior: Prior) -> str:
    """A prior as it is declared, such as `normal(0.4, 0.15)`; a fixed one is its value."""
    if prior.kind == "fixed":
        return f"{prior.first:.10g}"
    numbers = [prior.first, prior.second]
    if prior.kind == "triangular":
        numbers.insert(1, prior.mode)
    return f"{prior.kind}({', '.join(f'{number:.10g}' for number in numbers)})"


def parameters(spec: CountySpec) -> str:
    """Every parameter with its prior, whether it is free, and where it comes from."""
    from model.parameters import PARAMETERS

    rows = []
    for item in PARAMETERS:
        prior = spec.priors[item.code]
        rows.append(
            (
                code_cell(item.code),
                f"{item.name_zh} / {item.name_en}",
                item.unit,
                prior_text(prior),
                "是 yes" if prior.free else "",
                f"{item.minimum:g} .. {item.maximum:g}",
                prior.grade,
                prior.source,
                item.behaviour,
            )
        )
    heads = ["代码 code", "名称 name", "单位 unit", "取值或先验 value or prior", "自由 free",
             "范围 range", "等级 grade", "来源 source", "用于 used by"]  # fmt: skip
    return markdown_table(heads, rows)


def levers(spec: CountySpec) -> str:
    """Every lever, parks and sectors written out, with the county's values."""
    from calibration.lever_values import GROUPS

    rows = [
        [f"{zh} {group}", *lever_cells(row)]
        for group, (zh, _) in GROUPS.items()
        for row in lever_rows(spec, group)
    ]
    heads = ["行动 action", "代码 code", "名称 name", "条款 clause", "单位 unit", "范围 range",
             "步长 step", "无规划 no plan", "方案 plan", "加强 ambitious", "依据 grade",
             "作用 acts on"]  # fmt: skip
    return markdown_table(heads, rows)


def assumptions(spec: CountySpec) -> str:
    """Every outside assumption that a scenario may change."""
    return assumption_table()


def indicators(spec: CountySpec) -> str:
    """Every indicator with its scope (口径)."""
    from model.indicators import INDICATORS

    kinds = {"flow": "流量 flow", "stock": "年末存量 stock", "ratio": "比率 ratio"}
    rows = [
        (
            code_cell(item.code),
            f"{item.name_zh} / {item.name_en}",
            item.unit,
            item.scope,
            kinds[item.kind],
            "是 yes" if item.headline else "",
        )
        for item in INDICATORS
    ]
    heads = ["代码 code", "名称 name", "单位 unit", "口径 scope", "类型 kind", "主要 headline"]
    return markdown_table(heads, rows)


def targets(spec: CountySpec) -> str:
    """Every target of the plan (* headline), then those outside the model with the reason."""
    return "\n\n".join(target_tables(spec))


def units(spec: CountySpec) -> str:
    """Every unit in Chinese and in English."""
    from model.unit_names import UNIT_NAMES

    return markdown_table(["单位", "unit"], [pair for pair in UNIT_NAMES.items() if pair[0]])


def streams(spec: CountySpec) -> str:
    """Identities and streams of the random numbers, and the files that draw from each."""
    from model import randomness

    numbers = {
        name: value
        for name, value in vars(randomness).items()
        if name.isupper() and type(value) is int and not name.startswith("_")
    }
    identities = {name: numbers.pop(name) for name in _IDENTITIES}
    who = [
        (code_cell(name), _power(value), _IDENTITIES[name])
        for name, value in sorted(identities.items(), key=lambda item: item[1])
    ]
    used = _stream_files()
    flow = [
        (number, code_cell(name), ", ".join(used[name]))
        for name, number in sorted(numbers.items(), key=lambda item: item[1])
        if name in used and number < 64
    ]
    first = markdown_table(["身份 identity", "起点 from", "谁 whose"], who)
    second = markdown_table(["流 stream", "名称 name", "使用处 drawn in"], flow)
    return f"{first}\n\n{second}"


def _power(value: int) -> str:
    """A power of two as such, other numbers as they are."""
    small = value < 1 << 16 or value & (value - 1)
    return str(value) if small else f"2^{value.bit_length() - 1}"


def _stream_files() -> dict[str, list[str]]:
    """Constants of `model.randomness` by name, with the files of the model that name them."""
    import model

    folder = Path(next(iter(model.__path__)))
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for name in sorted(set(re.findall(r"\brng\.([A-Z][A-Z_]+)\b", text))):
            found.setdefault(name, []).append(path.relative_to(folder).as_posix())
    return found


def record(name: str) -> str:
    """Every field of one record; raises ValueError for a field without a Chinese meaning."""
    from model.records import RECORDS

    meaning = RECORD_NAMES[name][2]
    bare = [f.name for f in RECORDS[name] if f.name not in meaning]
    if bare:
        raise ValueError(f"no Chinese for {name}.{bare[0]}: add it to shengsi/field_names.py")
    rows = [(code_cell(f.name), f.unit, meaning[f.name], f.meaning) for f in RECORDS[name]]
    return markdown_table(["字段 field", "单位 unit", "含义", "meaning"], rows)


TABLES: Mapping[str, Callable[[CountySpec], str]] = {
    "parameters": parameters,
    "levers": levers,
    "assumptions": assumptions,
    "indicators": indicators,
    "targets": targets,
    "sectors": sectors,
    "parks": parks,
    "known_projects": known_projects,
    "drivers": drivers,
    "streams": streams,
    "units": units,
}


def _table(name: str, spec: CountySpec) -> str:
    """The table of a marker; raises ValueError for a name that there is none of."""
    kind, _, item = name.partition(" ")
    if kind == "record" and item in RECORD_NAMES:
        return record(item)
    if name in TABLES:
        return TABLES[name](spec)
    known = ", ".join([*TABLES, *(f"record {item}" for item in RECORD_NAMES)])
    raise ValueError(f"there is no table {name!r}; known: {known}")


def fill_tables(text: str, spec: CountySpec) -> str:
    """A document with every marked table made anew; raises ValueError for an unknown table."""

    def replace(found: re.Match[str]) -> str:
        return f"{found[1]}\n{_table(found[2], spec)}\n\n{found[3]}"

    return _MARKED.sub(replace, text)


def marked_documents(folder: Path, spec: CountySpec) -> dict[Path, str]:
    """Documents in `folder` that hold marked tables, with what they should say."""
    documents: dict[Path, str] = {}
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if _MARKED.search(text):
            documents[path] = fill_tables(text, spec)
    return documents


def differing_documents(folder: Path, spec: CountySpec) -> Sequence[Path]:
    """Documents whose tables say something else than the registries."""
    return [
        path
        for path, text in marked_documents(folder, spec).items()
        if path.read_text(encoding="utf-8") != text
    ]
