"""Reference pages made from the registries, so that they cannot say anything else.

A page is a function from the county to Markdown; `PAGES` names them all.  `shengsi docs`
writes them to `docs/reference/`, and a test fails when a file there differs.  Tables inside
hand-written documents are in :mod:`shengsi.reference_tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shengsi.scenario_tables import lever_rows, path_text

if TYPE_CHECKING:
    from model.spec import CountySpec
    from scenarios.targets import Target

_NOTICE = "<!-- 由 shengsi docs 生成,请勿手改 / written by `shengsi docs`, do not edit -->"
_GRADES = {"published": "原文", "derived": "推算", "proxy": "替代", "assumption": "设定"}


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; bars in cells are escaped, empty cells shown as a dash."""
    lines = [list(heads), ["---"] * len(heads), *([_cell(c) for c in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|") or "-"


def levers_page(spec: CountySpec) -> str:
    """Every lever by action: unit, range, values, grade, clause, what it acts on."""
    from calibration.lever_values import GROUPS

    parts = [
        _NOTICE,
        "# 政策杠杆 / Levers",
        f"{spec.name_zh}共 {len(spec.levers)} 个政策杠杆,按行动方案的六大行动和政策措施分组。"
        "“依据”一栏说明方案值的来历:原文写明(published)或情景设定(assumption);"
        "无规划与加强两栏都是情景设定。逐年的值从所写年份起生效,直到下一个年份。"
        "“作用”一栏是指标及预期方向;括号里的只是复述杠杆本身(政府自己供、付、数的),"
        "测试要求括号外至少有一个指标随之变动。",
        f"The {len(spec.levers)} levers of {spec.name_en}, by the plan's six actions and its "
        "policy measures. The grade tells where the planned value comes from; the values "
        "without and beyond the plan are declared assumptions. A value holds from its year "
        "until the next. Effects: indicator and expected sign; those in brackets merely restate "
        "the lever (what government itself supplies, pays or counts), and tests ask for at least "
        "one other to move.",
    ]
    for group, (zh, en) in GROUPS.items():
        rows = [lever_cells(row) for row in lever_rows(spec, group)]
        heads = ["代码 code", "名称 name", "条款 clause", "单位 unit", "范围 range",
                 "步长 step", "无规划 no plan", "方案 plan", "加强 ambitious", "依据 grade",
                 "作用 acts on"]  # fmt: skip
        parts += [f"## {zh} / {en} (`{group}`)", markdown_table(heads, rows)]
    return "\n\n".join(parts) + "\n"


def lever_cells(row: dict[str, Any]) -> list[object]:
    """Cells of one lever."""
    acts = ", ".join(
        f"(`{code}` {sign})" if code in row["echoes"] else f"`{code}` {sign}"
        for code, sign in row["effects"].items()
    )
    grade = str(row["grade"])
    values = [path_text(row[base]) for base in ("no_plan", "plan", "ambitious")]
    return [
        f"`{row['code']}`",
        f"{row['name_zh']} / {row['name_en']}",
        row["clause"],
        row["unit"],
        f"{row['minimum']:g} .. {row['maximum']:g}",
        f"{row['step']:g}",
        *values,
        f"{_GRADES.get(grade, '')} {grade}",
        f"{row['behaviour']}: {acts}",
    ]


def assumption_table() -> str:
    """Every outside assumption: unit, range, default."""
    from model.assumptions import ASSUMPTIONS

    rows = [
        (
            f"`{item.code}`",
            f"{item.name_zh} / {item.name_en}",
            item.unit,
            f"{item.minimum:g} .. {item.maximum:g}",
            f"{item.default:g}",
        )
        for item in ASSUMPTIONS
    ]
    return markdown_table(
        ["代码 code", "名称 name", "单位 unit", "范围 range", "默认 default"], rows
    )


def assumptions_page(spec: CountySpec) -> str:
    """Every outside assumption that a scenario may change."""
    parts = [
        _NOTICE,
        "# 外部假设 / Assumptions",
        "县里定不了的条件。默认值表示按历史拟合的驱动过程,不另加变动;两个情景的外部假设不同,"
        "就不是单纯的政策比较。",
        "What nobody in the county can set. The default is the drivers as fitted, with nothing "
        "added; two scenarios whose assumptions differ are not a comparison of policies.",
        assumption_table(),
    ]
    return "\n\n".join(parts) + "\n"


def scenarios_page(spec: CountySpec) -> str:
    """Every shipped scenario: where it starts from and what it is for."""
    from scenarios.loader import load_library

    rows = [
        (
            f"`{item.id}`",
            f"{item.name_zh} / {item.name_en}",
            f"`{item.extends[0]}`" if item.extends else f"levers.csv: {item.base}",
            f"{item.description} / {item.description_en}",
        )
        for item in load_library(spec)
    ]
    parts = [
        _NOTICE,
        "# 内置情景 / Shipped scenarios",
        "文件在 `scenarios/library/`;写法见 [scenarios.md](../scenarios.md)。",
        "Files are in `scenarios/library/`; the format is in [scenarios.md](../scenarios.md).",
        markdown_table(["代码 id", "名称 name", "起点 starts from", "说明 description"], rows),
    ]
    return "\n\n".join(parts) + "\n"


def target_tables(spec: CountySpec) -> tuple[str, str]:
    """The targets that the model can judge, and those outside it with the reason."""
    from calibration.county import SHIPPED
    from scenarios.targets import load_targets

    targets = load_targets(SHIPPED.parent / spec.code)
    heads = ["编号 id", "条款 clause", "方案原文 wording", "类型 kind", "要求 goal", "年份 years",
             "指标 indicator", "口径 scope", "解读 reading"]  # fmt: skip
    outside = [
        (item.id, item.clause, item.wording, f"{item.reason_zh} / {item.reason_en}")
        for item in targets
        if not item.testable
    ]
    return (
        markdown_table(heads, [_target_cells(item) for item in targets if item.testable]),
        markdown_table(["编号 id", "条款 clause", "方案原文 wording", "理由 reason"], outside),
    )


def targets_page(spec: CountySpec) -> str:
    """Every target: wording, kind, indicator and scope, goal, how it is read."""
    tested, outside = target_tables(spec)
    # Two lines of each table are its head.
    rows = tested.count("\n") + outside.count("\n") - 2
    parts = [
        _NOTICE,
        "# 方案目标 / Targets",
        f"{spec.name_zh}的 `targets.csv`,共 {rows} 行,原文逐字引自嵊政办发〔2023〕26号。"
        "* 为主要目标(第一章);各类目标怎样判定见 [targets.md](../targets.md)。",
        "The county's `targets.csv`, wording quoted from the plan. * marks the plan's main "
        "objectives; how each kind is judged is in [targets.md](../targets.md).",
        tested,
        "## 不在模型范围 / Outside the model",
        outside,
    ]
    return "\n\n".join(parts) + "\n"


def _target_cells(target: Target) -> list[object]:
    """Cells of one target."""
    from shengsi.display import goal_text
    from shengsi.text import t

    kind = "targets.kind." + target.kind
    return [
        target.id + ("*" if target.headline else ""),
        target.clause,
        target.wording,
        f"{t(kind, 'zh')} / {t(kind, 'en')}",
        f"{goal_text(target, 'zh')} / {goal_text(target, 'en')}",
        target.years_text,
        f"`{target.indicator}`",
        f"{target.scope_zh} / {target.scope_en}",
        f"{target.note_zh} / {target.note_en}",
    ]


def lever_costs_page(spec: CountySpec) -> str:
    """What each lever costs, who pays, and on what grounds."""
    from calibration.county import SHIPPED
    from calibration.lever_costs import KINDS, PER, load_lever_costs
    from shengsi.portfolio_prices import price_rows

    rows = [
        (
            f"`{cost.code}`",
            f"{lever.name_zh} / {lever.name_en}",
            lever.unit,
            " / ".join(KINDS[cost.kind]),
            f"{cost.unit_cost:,g}" if cost.priced else "",
            f"{cost.low:,g} .. {cost.high:,g}" if cost.priced else "",
            " / ".join(PER[cost.per]) if cost.priced else "",
            f"{_GRADES[cost.grade]} {cost.grade}",
            f"{cost.source} / {cost.source_en}",
            f"{cost.note} / {cost.note_en}",
        )
        for lever, cost in price_rows(load_lever_costs(SHIPPED.parent / spec.code, spec.levers))
    ]
    heads = ["代码 code", "名称 name", "单位 unit", "由谁付 paid", "单价,万元 price", "范围 range",
             "每 per", "依据 grade", "出处 source", "说明 note"]  # fmt: skip
    parts = [
        _NOTICE,
        "# 杠杆的费用 / What levers cost",
        f"{spec.name_zh}的 `lever_costs.csv`,从无规划的值算起,现价。“运行内”由模型付出,取自财政补助支出,"
        "不另计价;“运行外”按单价计;“资金来源”不是花费;“规定”不花财政的钱。读法见 "
        "[portfolio.md](../portfolio.md)。",
        "The county's `lever_costs.csv`, counted from the value without the plan, current prices, "
        "10 000 yuan. What is paid in the runs comes from the model; see "
        "[portfolio.md](../portfolio.md#portfolios).",
        markdown_table(heads, rows),
    ]
    return "\n\n".join(parts) + "\n"


def python_page(spec: CountySpec) -> str:
    """What notebooks and programs may call, by subject."""
    from shengsi.public import SUBJECTS, call, summary

    parts = [
        _NOTICE,
        "# Python 接口 / Python interface",
        "笔记本和其他程序可以调用的,只有这些名称;它们在小版本之间不改位置和含义,其余随时会动。"
        "用法见各分析的说明和 [笔记本](../../notebooks/README.md);完整的说明在各函数的 docstring 里"
        "(`help(函数)`)。`=` 是有默认值的参数,`*` 以后的只能按名称给。",
        "What notebooks and other programs may call is this and no more: these names keep their "
        "place and meaning between minor versions, all else may move.  How they are used is shown "
        "in the page of each analysis and in the [notebooks](../../notebooks/README.md#notebooks); "
        "docstrings (`help(function)`) have shapes, units and errors.  `=` marks parameters with a "
        "default, those after `*` go by name.",
    ]
    for subject in SUBJECTS:
        rows = [
            (f"`{module}`", f"`{call(module, name)}`", summary(module, name))
            for module, names in subject.names.items()
            for name in names
        ]
        heads = ("模块 module", "名称 name", "做什么 what it does")
        parts += [f"## {subject.zh} / {subject.en}", markdown_table(heads, rows)]
    return "\n\n".join(parts) + "\n"


PAGES: dict[str, Callable[[CountySpec], str]] = {
    "levers.md": levers_page,
    "lever_costs.md": lever_costs_page,
    "assumptions.md": assumptions_page,
    "scenarios.md": scenarios_page,
    "targets.md": targets_page,
    "python.md": python_page,
}


def build_pages(spec: CountySpec) -> dict[str, str]:
    """Every page by file name."""
    return {name: page(spec) for name, page in PAGES.items()}


def differing_pages(folder: Path, spec: CountySpec) -> list[str]:
    """Names of the pages in `folder` that are missing or say something else."""
    return [
        name
        for name, text in build_pages(spec).items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]
