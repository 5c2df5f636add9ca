"""Sentences of `shengsi targets gap`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "gap.opt_scenario": (
        "运行中的哪个情景;默认方案(plan)",
        "which scenario of the run; the plan by default",
    ),
    "gap.opt_target": ("只看这几条目标,如 T1,T3", "these targets alone, such as T1,T3"),
    "gap.opt_out": (
        "存放运行的文件夹,结果也写在这里",
        "folder that holds the runs, and where the result goes",
    ),
    "gap.opt_no_figures": ("不画图", "draw no figures"),
    "gap.shortfall": (
        "未达到的抽样差多少(情景 {name};±为95%抽样误差):",
        "what the draws that miss lack (scenario {name}; ± is the 95 % sampling error):",
    ),
    "gap.growth": (
        "所需增速与见过的增速(每年;括号内为80%的抽样):",
        "growth needed and growth seen (a year; 80 % of draws in brackets):",
    ),
    "gap.col.target": ("目标", "target"),
    "gap.col.missed": ("未达到", "missed"),
    "gap.col.small": ("缺口10%分位", "gap: 10 %"),
    "gap.col.median": ("中位", "median"),
    "gap.col.large": ("90%分位", "90 %"),
    "gap.col.share": ("中位占要求", "median / goal"),
    "gap.col.kind": ("每年的", "a year"),
    "gap.those_that_miss": ("其中未达到的 {share}", "of which miss {share}"),
    "gap.never": ("没有一次抽样未达到:{ids}", "missed by no draw: {ids}"),
    "gap.kind.rate": ("增速", "growth"),
    "gap.kind.added": ("新增", "added"),
    "gap.kind.yearly": ("当年数", "number"),
    "gap.kind.change": ("变化", "change"),
    "gap.col.needed": ("所需", "needed"),
    "gap.col.ahead": ("情景下", "scenario"),
    "gap.col.before": ("基年以前", "before"),
    "gap.col.verdict": ("够不够", "fast enough?"),
    "gap.verdict.more": ("多半不够", "mostly not"),
    "gap.verdict.less": ("多半够", "mostly"),
    "gap.verdict.even": ("分辨不出", "cannot tell"),
    "gap.none": (
        "所看的目标每次抽样都达到,没有缺口",
        "every draw meets the targets looked at: no gap",
    ),
    "gap.how": (
        "缺口是未达到的那些抽样离目标的边还差多少,取分位数,误差由重采样({replicates} 次,按独立历史)得出;"
        "只有一段独立历史未达到时没有误差。每年类看最差的一年,方向类看变化量",
        "the gap is what draws that miss lack to the edge of the target, as quantiles; errors come from "
        "{replicates} resamples of independent histories, and there is none where but one history "
        "misses. Every-year targets go by their worst year, directions by the change",
    ),
    "gap.how_growth": (
        "所需:从 {base} 年(模拟)起到目标年,每年要增长多少才到目标数;情景下:同一批抽样同期的增速;"
        "基年以前:{first}-{base} 年模拟的历史。"
        "新增:存量类每年新增的个数。当年数:每年类所要的当年数,与 {base} 年以后目标各年、{first}-{base} 年各年的平均;"
        "它要年年达到,平均数够也可能不达。变化:方向类每年的变化,须大于零。"
        "都是中位数,取自全部可判定的抽样,其抽样误差见 growth.csv。"
        "未达到的占5%到95%时,另有一行只看未达到的那些抽样:它们要多快才够,实际多快。"
        "够不够:达到的抽样是否超过一半,差在误差以内的写分辨不出",
        "needed: yearly growth from {base} (simulated) that leads to the target's number when it is "
        "due; scenario: what the same draws do over the same years; before: the simulated "
        "history {first}-{base}. Added: what a stock gains a year. Number: what an every-year target "
        "asks for each year, beside the mean of the target's years and that of {first}-{base}; every "
        "year must pass, so that a mean may be enough and the target missed. Change: of a direction "
        "a year, which must be above zero. All are medians over every "
        "draw that can be judged, their sampling errors in growth.csv. "
        "Where 5 to 95 % of the draws miss, a second row has those alone: how fast they would have "
        "had to be, and how fast they are. Fast enough: whether more "
        "than half of the draws meet the target; "
        "it cannot be told where that is within the error",
    ),
    "gap.above": (
        "{id}:{share} 的抽样因偏高而未达到",
        "{id}: {share} of draws miss on the high side",
    ),
    "gap.record": (
        "{id}:记录中最近的一年是 {year} 年 {value}({grade});从那里起每年要增长 {needed}",
        "{id}: the last year on record is {year}, {value} ({grade}); from there it needs {needed} a "
        "year",
    ),
    "gap.no_record": (
        "{ids}:记录中没有该指标的全年数,只能从模拟的 {base} 年起看",
        "{ids}: no yearly number of the indicator is on record; only the "
        "simulated years from {base} on can be looked at",
    ),
    "gap.record_change": (
        "{id}:记录中最近的一年是 {year} 年 {value}({grade});从那里起须上升",
        "{id}: the last year on record is {year}, {value} ({grade}); from there it must rise",
    ),
    "gap.no_growth": (
        "{ids}:没有每年所需的数:{reason}",
        "{ids}: nothing is given a year: {reason}",
    ),
    "gap.no_pace.years": (
        "这次运行没有基年、基年以前或目标年",
        "the run lacks the base year, a year before it or the year that is due",
    ),
    "gap.no_pace.base": (
        "没有一次抽样在基年和首年大于零,增速无从算起",
        "no draw is above zero in the base year and the first, so that no rate starts there",
    ),
    "gap.no_pace.goal": (
        "目标数是零,没有增速通向它",
        "the target's number is zero, and no rate leads there",
    ),
    "gap.unseen": (
        "{ids}:记录中没有可对照的增速",
        "{ids}: the record has no growth to hold against it",
    ),
    "gap.seen_title": (
        "记录中见过的增速(公布数;95%区间来自数的等级):",
        "growth on record (published numbers; 95 % intervals from the grades of the numbers):",
    ),
    "gap.seen": (
        "  {id} {name} {years}:每年 {rate}({low}~{high});{scope};{grade}",
        "  {id} {name} {years}: {rate} a year ({low}~{high}); {scope}; {grade}",
    ),
    "gap.untested": ("未检验:{ids}", "not tested: {ids}"),
    "gap.outside": (
        "{id} {name} 不在模型范围,没有缺口可算:{reason}",
        "{id} {name} lies outside the model and has no gap: {reason}",
    ),
    "gap.untestable": (
        "{ids}:这次运行无法判定(目标年在运行之后,或没有一次抽样有数值)",
        "{ids}: this run cannot judge it (due after its last year, or no draw has a value)",
    ),
    "gap.where": ("结果:{folder}", "result: {folder}"),
    "gap.dry": (
        "将对运行 {run} 的情景 {scenario} 算出 {n} 条目标的缺口,写入 {out}",
        "would work out the gaps of {n} targets of run {run}, scenario {scenario}, written to {out}",
    ),
    # Figure.
    "gap.fig.title": (
        "各目标的决定值与目标(情景:{name})",
        "what decides each target, and the target (scenario: {name})",
    ),
    "gap.fig.missed": (
        "未达到 {missed};缺口中位 {gap}",
        "missed {missed}; median gap {gap}",
    ),
    "gap.fig.met": ("未达到 {missed}", "missed {missed}"),
    "gap.fig.footer": (
        "红:未达到,蓝:达到,线:目标;{basis}\nshengsi {version}  种子 {seed}  抽样 {draws} 次(失败 {failed})  "
        "日期 {date}  运行 {run}",
        "red: missed, blue: met, line: target; {basis}\nshengsi {version}  seed {seed}  draws {draws} "
        "(failed {failed})  date {date}  run {run}",
    ),
}
