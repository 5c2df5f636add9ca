"""Sentences of the command line itself: commands, shared options, errors, help."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # What the program is.
    "cmd.": (
        "嵊泗县制造业产业集群行动方案(2023-2027)的主体模型:预测、比较、归因",
        "Agent-based model of Shengsi County's manufacturing plan 2023-2027",
    ),
    "cmd.forecast": ("预测:各情景、目标达成概率和报告", "forecast all scenarios, targets, report"),
    "cmd.run": (
        "运行一个情景的一次抽样,逐企业追踪",
        "one scenario, one draw, enterprise by enterprise",
    ),
    "cmd.compare": ("比较情景", "compare scenarios"),
    "cmd.attribute": ("归因:每个行动贡献多少", "attribute effects to the actions"),
    "cmd.portfolio": ("政策组合:预算内怎样搭配", "portfolios of measures within a budget"),
    "cmd.discover": (
        "情景发现:什么条件下达不到目标",
        "scenario discovery: when targets are missed",
    ),
    "cmd.sensitivity": ("敏感性分析", "sensitivity analysis"),
    "cmd.calibrate": ("校准:由历史数据得到后验", "calibrate: posterior from the record"),
    "cmd.backtest": ("回测:只用当时的数据能否预测后来", "backtest on the record"),
    "cmd.update": ("加入新一年的数据", "condition on a new year of accounts"),
    "cmd.targets": ("方案目标:列表与核对", "targets of the plan: list and check"),
    "cmd.scenario": (
        "情景:列表、查看、比较、检查、新建",
        "scenarios: list, show, diff, validate, new",
    ),
    "cmd.data": ("县数据:检查与模板", "county data: check and template"),
    "cmd.report": ("由一次运行生成报告", "make reports from a run"),
    "cmd.runs": ("已有的运行:列表、查看、续跑、核验", "runs: list, show, resume, verify"),
    "cmd.workbench": ("网页工作台", "the workbench in a browser"),
    "cmd.doctor": ("检查安装是否完好", "check the installation"),
    "cmd.docs": ("重写参考文档", "rewrite the reference pages"),
    "cmd.scenario.list": ("列出内置情景", "list the shipped scenarios"),
    "cmd.scenario.show": ("查看一个情景", "show one scenario"),
    "cmd.scenario.diff": ("两个情景有何不同", "what differs between two scenarios"),
    "cmd.scenario.validate": ("检查情景文件", "check scenario files"),
    "cmd.scenario.new": ("新建一个情景文件", "write a new scenario file"),
    "cmd.scenario.levers": ("列出全部政策杠杆", "list every lever"),
    "cmd.data.template": ("写出空白的数据表", "write a blank table to fill in"),
    "cmd.data.check": ("检查填好的数据表", "check a filled-in table"),
    "cmd.data.sources": ("内置历史数据的出处与等级", "sources and grades of the shipped history"),
    "cmd.targets.list": ("列出方案的全部目标", "list every target of the plan"),
    "cmd.targets.check": ("核对一次运行是否达到目标", "judge the targets of a run"),
    "cmd.targets.gap": (
        "缺多少,所需的增速与见过的增速",
        "how far targets are missed, growth needed and seen",
    ),
    "cmd.runs.list": ("列出已有的运行", "list the runs"),
    "cmd.runs.show": ("查看一次运行或分析", "show one run or analysis"),
    "cmd.runs.verify": (
        "核验运行或分析的每个文件(SHA-256)",
        "check every file of a run or an analysis (SHA-256)",
    ),
    "cmd.runs.resume": ("继续被中断的运行", "go on with an interrupted run"),
    # Options that mean the same everywhere.
    "opt.scenario": (
        "情景:内置名称或文件,可重复;all 为全部内置情景",
        "scenario: shipped name or file; repeatable; all for every shipped one",
    ),
    "err.roster_prior": (
        "随包后验是按合成企业求得的,不适用于名录;参数取自先验。"
        "改法: shengsi calibrate --roster 求后验,再以 --posterior 指定",
        "the shipped posterior was found for synthetic enterprises and does not apply to a roster; "
        "parameters come from the priors; fix: shengsi calibrate --roster, then --posterior",
    ),
    "opt.draws": (
        "抽样次数;后验的记录到2023年或以后时,不超过其中的对数",
        "number of draws; no more than the posterior has pairs where its record reaches 2023 or later",
    ),
    "opt.seed": ("随机种子", "random seed"),
    "opt.jobs": ("并行数;0 为全部处理器", "workers; 0 for all processors"),
    "opt.out": ("输出文件夹", "output folder"),
    "opt.set": (
        "改一个杠杆或假设,如 upgrade_subsidy=0.2,可重复",
        "set a lever or assumption, such as upgrade_subsidy=0.2; repeatable",
    ),
    "opt.posterior": (
        "后验:shengsi calibrate 写出的文件夹或文件;默认用县数据自带的",
        "posterior: a folder or file written by shengsi calibrate; the county's own by default",
    ),
    "opt.prior": (
        "参数取自先验,不用后验",
        "take parameters from the priors, not from a posterior",
    ),
    "opt.roster": (
        "企业名录(.xlsx 或 .csv),代替合成企业",
        "enterprise roster (.xlsx or .csv) in place of synthetic enterprises",
    ),
    "opt.accounts": (
        "本县账目(.xlsx 或 .csv),与内置历史同项时以本县为准",
        "the county's own accounts (.xlsx or .csv), which win over shipped numbers",
    ),
    "opt.years": ("年份,如 2023-2027 或 2030", "years, such as 2023-2027 or 2030"),
    "opt.lang": ("语言:zh 或 en", "language: zh or en"),
    "opt.json": ("只输出一个 JSON 文档", "print one JSON document and nothing else"),
    "opt.quiet": ("不显示进度与提示", "no progress and no notes"),
    "opt.verbose": ("详细:出错时给出调用栈", "say more; a traceback on errors"),
    "opt.no_progress": ("不显示进度", "no progress"),
    "opt.dry_run": ("只说要做什么,不做", "say what would be done, and stop"),
    "opt.force": ("覆盖已有文件", "overwrite existing files"),
    "opt.force_new": (
        "不起作用:每次运行写入新的文件夹,从不覆盖",
        "without effect: every run has a new folder, nothing is overwritten",
    ),
    "opt.version": ("显示版本", "show the version"),
    "opt.help": ("显示用法", "show this help"),
    # Errors.
    "err.last_year": (
        "最后一年应在 {low} 到 {high} 之间,这里是 {year}:{low} 年以前方案还没有开始",
        "the last year must be within {low}..{high}, not {year}: the plan begins in {low}",
    ),
    "err.one_scenario": (
        "{command} 一次只看一个情景,这里有 {names};几个情景一起用 shengsi forecast",
        "{command} takes one scenario, not {names}; for several use shengsi forecast",
    ),
    "err.error": ("错误:{message}", "error: {message}"),
    "err.see_help": ("(用法: {command} --help)", " (see {command} --help)"),
    "err.hint": ("。是否想用 {hint}?", ". Did you mean {hint}?"),
    "err.no_command": ("没有命令 {name}", "there is no command {name}"),
    "err.missing_command": ("缺少子命令;可用:{names}", "a command is missing; one of: {names}"),
    "err.no_option": ("没有选项 {name}", "there is no option {name}"),
    "err.needs_value": ("选项 {name} 后面要有值", "option {name} needs a value"),
    "err.takes_no_value": ("选项 {name} 后面不能有值", "option {name} takes no value"),
    "err.missing": ("缺少 {name}", "{name} is missing"),
    "err.extra": ("多出的参数:{names}", "unexpected arguments: {names}"),
    "err.bad_value": ("{name} 的值不对:{reason}", "bad value for {name}: {reason}"),
    "err.integer": ("应为整数", "must be a whole number"),
    "err.number": ("应为数", "must be a number"),
    "err.at_least": ("应不小于 {low}", "must be at least {low}"),
    "err.at_most": ("应不大于 {high}", "must be at most {high}"),
    "err.in_range": ("应在范围 {span} 内", "must be in {span}"),
    "err.one_of": ("可取:{choices}", "must be one of {choices}"),
    "err.not_readable": ("{file} 没有读取权限", "{file} may not be read"),
    "err.blank_path": (
        "是空的;写出文件夹或文件,当前文件夹写 .",
        "it is empty; name a folder or file, . for the current folder",
    ),
    "err.years": (
        "应为 {low} 到 {high} 之间的年份,如 2023-2027 或 2030,这里是 {text}",
        "must be years within {low}..{high}, such as 2023-2027 or 2030, not {text}",
    ),
    "err.env_lang": (
        "环境变量 SHENGSI_LANG = {value};可取:zh, en",
        "SHENGSI_LANG = {value}; must be zh or en",
    ),
    "err.interrupted": ("已中断", "interrupted"),
    "err.file": ("{file}:{reason}", "{file}: {reason}"),
    "err.prior_or_posterior": (
        "--prior 与 --posterior 只能用一个",
        "--prior and --posterior exclude each other",
    ),
    "err.exists": ("{file} 已经存在;加 --force 覆盖", "{file} exists; --force overwrites it"),
    "err.unexpected": (
        "意外错误 {kind}: {message};加 -v 看调用栈",
        "unexpected {kind}: {message}; add -v for a traceback",
    ),
    "err.memory": ("内存不足;减少 -n 或 -j", "out of memory; use a smaller -n or -j"),
    "err.system": (
        "读写失败({reason});检查磁盘空间、权限和输出位置",
        "reading or writing failed ({reason}); check disk space, permissions and where output goes",
    ),
    # Help pages.
    "help.usage": ("用法", "Usage"),
    "help.arguments": ("参数", "Arguments"),
    "help.options": ("选项", "Options"),
    "help.commands": ("命令", "Commands"),
    "help.options_metavar": ("[选项]", "[OPTIONS]"),
    "help.command_metavar": ("命令 ...", "COMMAND ..."),
    "help.default": ("默认 {value}", "default {value}"),
    "help.required": ("必填", "required"),
    # Words used in many tables.
    "word.none": ("无", "none"),
    "word.note": ("注:{text}", "note: {text}"),
    "word.yes": ("是", "yes"),
    "word.no": ("否", "no"),
    "word.total": ("共 {n} 项", "{n} in all"),
}
