"""Sentences of `shengsi scenario`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Arguments and options.
    "scenario.arg.name": ("情景名称或文件", "scenario name or file"),
    "scenario.arg.file": ("情景文件或名称", "scenario files or names"),
    "scenario.arg.new": ("新情景的代码(也是文件名)", "id of the new scenario, also its file name"),
    "scenario.opt.resolved": (
        "给出每个杠杆的值及其出处",
        "every lever's value and where it is written",
    ),
    "scenario.opt.extends": ("以哪个情景为起点", "the scenario it starts from"),
    "scenario.opt.group": ("只看一个行动", "one action only"),
    # Column heads.
    "scenario.col.id": ("代码", "id"),
    "scenario.col.name": ("名称", "name"),
    "scenario.col.from": ("起点", "starts from"),
    "scenario.col.lever": ("杠杆", "lever"),
    "scenario.col.assumption": ("外部假设", "assumption"),
    "scenario.col.unit": ("单位", "unit"),
    "scenario.col.value": ("值", "value"),
    "scenario.col.origin": ("出处", "written in"),
    "scenario.col.group": ("行动", "action"),
    "scenario.col.clause": ("条款", "clause"),
    "scenario.col.range": ("范围", "range"),
    "scenario.col.no_plan": ("无规划", "no plan"),
    "scenario.col.plan": ("方案", "plan"),
    "scenario.col.ambitious": ("加强", "ambitious"),
    "scenario.col.grade": ("依据", "grade"),
    # Words.
    "scenario.grade.published": ("原文", "published"),
    "scenario.grade.derived": ("推算", "derived"),
    "scenario.grade.proxy": ("替代", "proxy"),
    "scenario.grade.assumption": ("设定", "assumption"),
    "scenario.base": ("县数据 {base}", "county values {base}"),
    "scenario.chain": ("起点: {chain}", "starts from: {chain}"),
    "scenario.digest": ("校验: {digest}", "digest: {digest}"),
    "scenario.uncertainty": (
        "参数: {parameters},先验宽度 {width} 倍",
        "parameters: {parameters}, prior width times {width}",
    ),
    "scenario.parameters.posterior": ("取自后验", "drawn from the posterior"),
    "scenario.parameters.prior": ("取自先验", "drawn from the prior"),
    "scenario.parameters.mean": ("取先验均值", "at the prior means"),
    "scenario.differs_from_no_plan": (
        "与无规划不同的杠杆 {n} 个:",
        "{n} levers differ from no plan:",
    ),
    "scenario.all_levers": ("全部杠杆 {n} 个:", "all {n} levers:"),
    "scenario.assumptions": ("外部假设 {n} 个:", "{n} assumptions:"),
    "scenario.no_assumptions": ("外部假设都取默认值", "all assumptions at their defaults"),
    "scenario.more": ("每个值及其出处: {command}", "every value and its source: {command}"),
    # diff
    "scenario.same": (
        "两个情景的政策和假设完全相同",
        "the two have the same policy and assumptions",
    ),
    "scenario.lever_differences": ("不同的杠杆 {n} 个:", "{n} levers differ:"),
    "scenario.assumption_differences": ("不同的外部假设 {n} 个:", "{n} assumptions differ:"),
    "scenario.not_policy_only": (
        "注意:外部假设不同({codes}),两者之差不全是政策的作用",
        "note: assumptions differ ({codes}), so the difference is not policy alone",
    ),
    "scenario.draws_differ": (
        "注意:参数的取法不同(uncertainty),两者不能逐次抽样相比",
        "note: uncertainty differs, so the two cannot be compared draw by draw",
    ),
    # validate
    "scenario.valid": (
        "通过 {file}: {name},与无规划不同的杠杆 {n} 个,外部假设 {m} 个",
        "valid {file}: {name}, {n} levers differ from no plan, {m} assumptions",
    ),
    "scenario.invalid_count": (
        "{bad} 个文件有误,共 {n} 处",
        "{bad} files are invalid, {n} problems in all",
    ),
    # new
    "scenario.written": (
        "已写入 {file};改好后检查: shengsi scenario validate {file}",
        "wrote {file}; edit it, then: shengsi scenario validate {file}",
    ),
    "scenario.would_write": ("将写入 {file}", "would write {file}"),
    "scenario.bad_name": (
        "{name} 不能作情景代码,只可用文字、数字、_ 和 -",
        "{name} cannot be a scenario id; use letters, digits, _ and -",
    ),
    "scenario.shipped_name": (
        "{name} 是内置情景的代码,请另取一个,如 {name}_2;要改它,用 --extends {name}",
        "{name} is the id of a shipped scenario; choose another, such as {name}_2, and "
        "--extends {name} to change it",
    ),
    "scenario.template_head": (
        "情景文件。把要改的杠杆前面的 # 去掉,填上数值;没有写的与起点相同。",
        "A scenario. Remove the # before a lever and give its value; the rest stays as in its start.",
    ),
    "scenario.template_check": (
        "检查: shengsi scenario validate {file}",
        "check: shengsi scenario validate {file}",
    ),
    "scenario.template_path": (
        '逐年的值写成 {2023: 0.1, 2025: 0.2};百分数写成 {value: 30, unit: "%"}。',
        'Values by year: {2023: 0.1, 2025: 0.2}; percent: {value: 30, unit: "%"}.',
    ),
    "scenario.template_about": (
        "写明这个情景做什么、为什么",
        "say what this scenario does, and why",
    ),
    "scenario.template_lever": (
        "{name}({unit},{low} 到 {high};无规划 {no_plan},方案 {plan})",
        "{name} ({unit}, {low} to {high}; no plan {no_plan}, plan {plan})",
    ),
    "scenario.template_assumption": (
        "{name}({unit},{low} 到 {high};默认 {default})",
        "{name} ({unit}, {low} to {high}; default {default})",
    ),
    "scenario.no_unit": ("无单位", "no unit"),
}
