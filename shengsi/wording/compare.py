"""Sentences of `shengsi compare`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Options.
    "compare.arg_run": (
        "已有的运行:名称、路径或 latest;不写则另行运行或取用相同的运行",
        "an existing run: name, path or latest; left out, one is made or an equal one used",
    ),
    "compare.opt_base": (
        "对照情景;默认无规划,没有则为第一个",
        "the scenario compared with; no_plan by default, else the first",
    ),
    "compare.opt_indicator": (
        "比较的指标(代码),可重复;默认主要指标",
        "indicator (code) to compare, repeatable; the headline ones by default",
    ),
    "compare.opt_out": ("存放运行与结果的文件夹", "folder that holds runs and results"),
    "compare.opt_no_figures": ("不画图", "draw no figures"),
    "compare.idle": (
        "指定了运行 {run} 就用不上这一项;去掉它,或去掉运行",
        "without effect on the run {run}; leave it out, or the run",
    ),
    "compare.unknown_indicator": (
        "没有指标 {code};可取:{known}",
        "no indicator {code}; one of: {known}",
    ),
    "compare.only_base": (
        "除对照 {base} 外没有别的情景;再用 -s 指定一个,或换 --base",
        "nothing but the base {base}; name another scenario with -s, or another --base",
    ),
    "compare.no_years": (
        "{first}-{last} 年没有方案实施的年份;最早 {plan} 年",
        "no year of {first}-{last} is under the plan, which begins in {plan}",
    ),
    # Head.
    "compare.title": (
        "比较:{n} 个情景对 {base};{draws} 次抽样,种子 {seed};{basis}",
        "{n} scenarios against {base}; {draws} draws, seed {seed}; {basis}",
    ),
    "compare.title_one": (
        "比较:1 个情景对 {base};{draws} 次抽样,种子 {seed};{basis}",
        "1 scenario against {base}; {draws} draws, seed {seed}; {basis}",
    ),
    "compare.named": ("{name}({id})", "{name} ({id})"),
    "compare.legend": ("{letter}  {name}({id})", "{letter}  {name} ({id})"),
    "compare.found": ("取用已有的运行 {run}", "taken from the run {run}, which exists already"),
    # What differs.
    "compare.settings": ("与对照不同的设定", "What differs from the base"),
    "compare.differs": ("{label}:{counts}", "{label}: {counts}"),
    "compare.differs_levers": ("政策杠杆{n}项", "levers: {n}"),
    "compare.differs_assumptions": (
        "外部假设{n}项({names})",
        "outside assumptions: {n} ({names})",
    ),
    "compare.differs_no_year": (
        "比较的年份里全部相同",
        "the same in all years compared",
    ),
    "compare.differs_join": (";", "; "),
    "compare.names_join": ("、", ", "),
    "compare.col.setting": ("情景 / 杠杆或假设", "scenario / lever or assumption"),
    "compare.col.unit": ("单位", "unit"),
    "compare.values": (
        "与对照不同的杠杆和外部假设,{first}-{last} 年;数前写年份的,只写与对照不同的年份",
        "levers and outside assumptions that differ from the base in {first}-{last}; where values "
        "have years, they are the years that differ from the base",
    ),
    "compare.values_most": (
        "每个情景列出差别最大的 {n} 项(按可设范围;外部假设占其中不少于一半);其余见 settings.csv(逐年)",
        "the {n} that differ most under each scenario (by the range they may be set in; outside "
        "assumptions have at least half of these rows); the rest is in settings.csv (year by year)",
    ),
    "compare.same": (
        "{names}:全部取值与对照相同,只是名称不同,各项差别恰为零",
        "{names}: the same values as the base under another name; every difference is exactly zero",
    ),
    "compare.world": (
        "注意:{names} 的外部假设也与对照不同,差别不只来自政策",
        "note: outside assumptions of {names} differ from the base too; "
        "differences are not those of policy alone",
    ),
    # Changes of targets.
    "compare.no_targets": (
        "到 {last} 年没有目标能检验(都在以后到期或没有数值),没有达标概率可比,不画 changes.png。",
        "No target can be tested by {last} (all are due later or have no value), so there is no "
        "probability to compare and no changes.png.",
    ),
    "compare.matrix": (
        "达标概率的变化,百分点±95%误差;* 分辨得出",
        "change of P(target) in points ± error at 95 %; * can be told from none",
    ),
    "compare.headline": ("主要目标", "Headline targets"),
    "compare.col.target": ("目标", "target"),
    "compare.col.group": ("目标 / 情景", "target / scenario"),
    "compare.col.before": ("对照", "base"),
    "compare.col.after": ("情景", "scenario"),
    "compare.col.change": ("变化,百分点 [95%区间]", "change, points [95 %]"),
    "compare.col.moved": ("升/降(次)", "up/down"),
    "compare.col.verdict": ("判断", "verdict"),
    "compare.col.settle": ("定论需抽样", "draws to settle"),
    # Differences of indicators.
    "compare.indicators": (
        "主要指标:{year}年,情景减对照,逐次抽样相减",
        "Indicators in {year}: scenario minus base, draw by draw",
    ),
    "compare.col.indicator": ("指标 / 情景", "indicator / scenario"),
    "compare.col.median": ("差的中位数 [95%]", "median difference [95 %]"),
    "compare.col.mean": ("差的平均 [95%]", "mean difference [95 %]"),
    "compare.col.higher": ("升/降(次)", "up/down"),
    "compare.in_unit": ("{name}({unit})", "{name} ({unit})"),
    # Best.
    "compare.best": (
        "同一次抽样中最好的机会,%(目标:超出最多或差得最少;指标:最高)",
        "chance to be on top in the same draw, % (target: exceeds it most or misses it least; "
        "indicator: highest)",
    ),
    "compare.col.best": ("目标 / 指标", "target / indicator"),
    "compare.col.tied": ("并列", "tied"),
    # Verdicts.
    "compare.verdict.better": ("更好", "better"),
    "compare.verdict.worse": ("更差", "worse"),
    "compare.verdict.higher": ("更高", "higher"),
    "compare.verdict.lower": ("更低", "lower"),
    "compare.verdict.indistinguishable": ("分辨不出", "cannot tell"),
    "compare.verdict.identical": ("恰为零", "exactly zero"),
    # How many draws would settle it.
    "compare.settle.decided": ("-", "-"),
    "compare.settle.more": ("约{draws}", "some {draws}"),
    "compare.settle.beyond_posterior": ("超过后验({histories}段)", "over ({histories})"),
    "compare.settle.identical": ("再多也是零", "zero for ever"),
    "compare.settle.unmoved": ("无一次不同", "no draw differs"),
    "compare.settle.zero_median": ("过半无差别", "half unchanged"),
    "compare.settle.balanced": ("升降相当", "balanced"),
    # Notes.
    "compare.note_interval": (
        "误差为95%抽样误差:所有情景用同一批抽样,逐次相减,整条独立历史一起重抽(自助法);"
        "很少几次抽样有变化时按 Agresti-Min 放宽。不含模型与数据的误差。",
        "Intervals are sampling errors at 95 %: all scenarios share their draws, differences are taken "
        "within draws, whole lineages are resampled (bootstrap), and where only few draws change "
        "intervals are widened (Agresti-Min).  Errors of model and data are not in them.",
    ),
    "compare.note_many": (
        "共判断 {n} 个差别,每个各按95%:即使都没有差别,也会有 {chance} 个左右凑巧显得有。",
        "{n} differences were judged, each at 95 %: were there none at all, some {chance} would "
        "seem clear by chance.",
    ),
    "compare.note_verdict": (
        "指标只说更高或更低,好坏看目标。升/降:有变化的抽样次数,其余完全相同。"
        "定论需抽样:差别若如所见,共要这么多次才分得出;“分辨不出”也是结论。",
        "Indicators are only higher or lower; what is better is for targets to say.  Up/down: draws "
        "that change, all others are just the same.  Draws to settle: if the difference is as seen, so "
        "many in all would tell it from none; that one cannot tell is an answer too.",
    ),
    "compare.note_supply": (
        "后验有 {pairs} 对,相当于 {histories} 段独立历史(共用一段历史的各对只算一次,从严)。"
        "抽样越多,新的历史越少,多抽的帮助越小;所需次数已按此计入。",
        "The posterior has {pairs} pairs, worth {histories} independent histories (pairs that share one "
        "are counted once, which is cautious).  The more draws, the fewer of them are new histories and "
        "the less they help; draws to settle allow for that.",
    ),
    "compare.note_beyond": (
        "超过后验:括号内是约需的独立历史段数,这个后验全部抽到也不够,要更大的后验"
        "(shengsi calibrate -n)。",
        "Over: about so many independent histories are needed, more than all draws of this "
        "posterior are worth; a larger one is needed (shengsi calibrate -n).",
    ),
    "compare.note_excluded": (
        "任一边失败或无值的抽样不计:{counts}。",
        "draws that broke off or have no value on either side are left out: {counts}.",
    ),
    "compare.note_untested": (
        "没有检验的目标(超出运行年份或无值):{ids}。",
        "targets not tested (beyond the years of the run, or without a value): {ids}.",
    ),
    "compare.note_years": (
        "其余年份与全部目标见 {differences}、{changes}。",
        "Other years and all targets are in {differences} and {changes}.",
    ),
    "compare.where": ("运行:{run}\n结果:{folder}", "run: {run}\nresults: {folder}"),
    # Dry run.
    "compare.dry": (
        "将要比较(未运行):{base} 与 {names};{source}",
        "would compare (nothing was run): {base} with {names}; {source}",
    ),
    "compare.dry_run": ("取用运行 {run}", "from the run {run}"),
    "compare.dry_make": (
        "情景 {n} 个 x 抽样 {draws} 次,种子 {seed},至 {last} 年,写入 {out}",
        "{n} scenarios x {draws} draws, seed {seed}, to {last}, below {out}",
    ),
    # Figures.
    "compare.figure.changes": ("达标概率的变化", "Change of the probability of each target"),
    "compare.figure.differences": (
        "指标的差别:情景减对照,逐次抽样相减的中位数",
        "Differences of indicators: scenario minus base, median within draws",
    ),
    "compare.figure.part": ("{title}({page}/{pages})", "{title} ({page}/{pages})"),
    "compare.figure.subtitle": (
        "对照:{base};横线或竖线为95%抽样区间;{basis}",
        "base: {base}; lines are 95 % sampling intervals; {basis}",
    ),
    "compare.figure.points": ("百分点", "percentage points"),
    "compare.figure.world": ("{name}(外部假设不同)", "{name} (other outside assumptions)"),
    "compare.figure.footer": (
        "shengsi {version}  种子 {seed}  抽样 {draws} 次(失败 {failed})  日期 {date}  运行 {run}",
        "shengsi {version}  seed {seed}  draws {draws} (failed {failed})  date {date}  run {run}",
    ),
}
