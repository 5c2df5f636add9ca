"""Sentences of `shengsi run`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "run.opt_scenario": (
        "情景:内置名称或文件,只取一个 [默认 plan]",
        "scenario: shipped name or file, one only [default plan]",
    ),
    "run.opt_draw": ("第几次抽样,从 0 数", "which draw, counted from 0"),
    "run.opt_enterprise": (
        "逐季讲述一家企业,如 mussel-3、wind_2、project-2024Q3-0",
        "tell one enterprise's story, such as mussel-3, wind_2, project-2024Q3-0",
    ),
    "run.opt_enterprises": (
        "另写 enterprises.csv:所有企业逐季",
        "also write enterprises.csv: every enterprise by quarter",
    ),
    "run.title": (
        "{county} 情景:{name} 种子 {seed} 第 {draw} 次抽样({basis})",
        "{county}, scenario: {name}, seed {seed}, draw {draw} ({basis})",
    ),
    "run.headline": (
        "{year} 年规上工业营业收入 {revenue},制造业增加值占 GDP {share}。",
        "{year}: above-scale revenue {revenue}, manufacturing {share} of GDP.",
    ),
    "run.one_draw": (
        "一次抽样只是一种可能;概率看 shengsi forecast。",
        "One draw is one possibility; for probabilities: shengsi forecast.",
    ),
    "run.indicator": ("指标", "indicator"),
    "run.unit": ("单位", "unit"),
    "run.lots": (
        "抽签小于概率时出手;同一次抽样在各情景下抽签相同。",
        "It acts when the lot is below the chance; a draw deals the same lots in every scenario.",
    ),
    "run.quiet_years": (
        "这些年份里没有它的记录。",
        "There is no record of it in these years.",
    ),
    "run.largest": (
        "可用 --enterprise 追踪,如营收最大的几家:{codes}",
        "to be traced with --enterprise; the largest are {codes}",
    ),
    "run.unknown_enterprise": (
        "第 {draw} 次抽样中没有企业 {code}{near};全部编号见 --enterprises 写出的 enterprises.csv",
        "draw {draw} has no enterprise {code}{near}; --enterprises writes all ids to "
        "enterprises.csv",
    ),
    "run.near": (",相近的有 {codes}", "; near ones: {codes}"),
    "run.written": ("文件:{files}", "files: {files}"),
    "run.would": (
        "将要运行(未运行):情景 {name},种子 {seed},第 {draw} 次抽样,{first}-{last} 年,写入 {out}",
        "would run (nothing was run): {name}, seed {seed}, draw {draw}, {first}-{last}, into {out}",
    ),
    # Figures.
    "run.figure_footer": (
        "shengsi {version}  种子 {seed}  第 {draw} 次抽样(共 1 次)  日期 {date}  {basis}",
        "shengsi {version}  seed {seed}  draw {draw} (1 draw)  date {date}  {basis}",
    ),
    "run.figure_county": (
        "{county}主要指标,情景:{name}(单次抽样,不是预测)",
        "{county}, headline indicators, {name} (one draw, not a forecast)",
    ),
    "run.figure_firm": ("{title},情景:{name}", "{title}, {name}"),
    "run.firm.revenue": ("季度营收({unit})", "revenue of the quarter ({unit})"),
    "run.firm.capital": ("资本({unit},2017年价)", "capital ({unit} of 2017)"),
    "run.firm.staff": ("用工({unit})", "staff ({unit})"),
    "run.firm.automation": ("自动化水平(级)", "automation level"),
    "run.firm.invested": ("投资", "invested"),
    "run.firm.upgraded": ("技改", "upgraded"),
    "run.firm.postponed": ("推迟", "postponed"),
}
