"""Sentences of `shengsi data`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Arguments and options.
    "data.arg.file": ("要检查的 CSV 或 .xlsx 文件", "CSV or .xlsx file to check"),
    "data.opt.kind": (
        "哪种表:roster 企业名录,accounts 账目,projects 已知项目,parks 园区",
        "kind of table: roster, accounts, projects or parks",
    ),
    "data.opt.guess": ("哪种表;不写则由表头判断", "kind of table; told by its header if left out"),
    "data.opt.file": (
        "写到哪个文件(.xlsx 或 .csv)",
        "file to write (.xlsx or .csv)",
    ),
    # Templates.
    "data.written": ("已写入 {file}({kind})", "wrote {file} ({kind})"),
    "data.next": (
        "填好后执行 shengsi data check {file}",
        "fill it in, then run shengsi data check {file}",
    ),
    "data.suffix": (
        "{kind} 模板的扩展名应为 {allowed},这里是 {file}",
        "a {kind} template ends in {allowed}, not {file}",
    ),
    "data.col.column": ("列", "column"),
    "data.col.unit": ("单位", "unit"),
    "data.col.required": ("必填", "required"),
    "data.col.meaning": ("含义", "meaning"),
    # Kinds.
    "data.kind.roster": ("企业名录", "roster"),
    "data.kind.accounts": ("账目", "accounts"),
    "data.kind.projects": ("已知项目", "known projects"),
    "data.kind.parks": ("园区", "parks"),
    # Checks.
    "data.valid": ("{file}:{kind},没有错误", "{file}: {kind}, no faults"),
    "data.invalid": ("{file}:{n} 处错误", "{file}: {n} faults"),
    "data.roster.head": (
        "企业 {n} 家,其中停业 {idle} 家、在园区 {parks} 家、规上(年营业收入不低于 {threshold} {unit})"
        " {above} 家",
        "{n} enterprises: {idle} idle, {parks} in parks, {above} above scale"
        " (revenue of {threshold} {unit} or more)",
    ),
    "data.roster.revenue": ("规上营业收入 {revenue}", "above-scale revenue {revenue}"),
    "data.roster.start": (
        "名录作为2017年初的企业进入模型",
        "the roster is taken as the enterprises at the beginning of 2017",
    ),
    "data.roster.sums": ("已填数值合计(在营):{sums}", "sums of what is stated (operating): {sums}"),
    "data.roster.unknown": (
        "未填、每次抽样由先验抽取(在营企业数):{unknown}",
        "blank and drawn from the prior in every draw (operating enterprises): {unknown}",
    ),
    "data.roster.complete": ("没有未知数", "nothing is unknown"),
    "data.col.sector": ("行业", "sector"),
    "data.col.enterprises": ("企业数", "enterprises"),
    "data.col.idle": ("停业", "idle"),
    "data.col.above": ("规上", "above scale"),
    "data.col.revenue": ("年营业收入({unit})", "revenue ({unit})"),
    "data.accounts.head": (
        "{n} 个数,其中用于对照(fit)的 {fit} 个,{first}至{last}年",
        "{n} numbers, {fit} of use fit, {first} to {last}",
    ),
    "data.projects.head": (
        "{n} 个项目;投资 {capex_low} 至 {capex_high} {unit},年营业收入 {revenue_low} 至"
        " {revenue_high} {unit}",
        "{n} projects; investment {capex_low} to {capex_high} {unit}, revenue {revenue_low} to"
        " {revenue_high} {unit} a year",
    ),
    "data.projects.none": (
        "没有已知项目:表里还没有填写任何一行",
        "no known project: no row is filled in yet",
    ),
    "data.parks.head": (
        "{n} 个园区,其中小微企业园 {small} 个;2017年已整备 {serviced} {unit}",
        "{n} parks, {small} of them small-firm parks; {serviced} {unit} serviced in 2017",
    ),
    # Sources.
    "data.col.grade": ("等级", "grade"),
    "data.col.rows": ("行数", "rows"),
    "data.col.used": ("用于计算", "used"),
    "data.col.years": ("年份", "years"),
    "data.col.source": ("出处", "source"),
    "data.sources.head": (
        "{county}的历史数据:{n} 个数,{first}至{last}年,{sources} 个出处",
        "history of {county}: {n} numbers, {first} to {last}, {sources} sources",
    ),
    "data.grade.published": (
        "published 公报、年鉴、普查、政府文件",
        "published: bulletins, yearbooks",
    ),
    "data.grade.secondary": ("secondary 报道、转载、汇编", "secondary: press, mirrors"),
    "data.grade.derived": ("derived 由公布数算出", "derived: computed from published numbers"),
    "data.grade.proxy": ("proxy 代替另一时期或口径", "proxy: stands in for another scope"),
    "data.grade.rejected": ("rejected 剔除,不用", "rejected: not used"),
}
