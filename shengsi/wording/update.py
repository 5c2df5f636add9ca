"""Sentences of `shengsi update`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "update.opt_accounts": (
        "新一年的账目(.xlsx 或 .csv);与后验已用的数同项时以它为准",
        "the new year's accounts (.xlsx or .csv), which win over numbers that the posterior knows",
    ),
    "update.opt_posterior": (
        "要更新的后验:文件夹或文件;默认用县数据自带的。它保持原样",
        "the posterior to update: a folder or file, the county's own by default; it stays as it is",
    ),
    "update.opt_out": (
        "在哪个文件夹下新建本次更新的文件夹",
        "where to make the folder of this update",
    ),
    "update.dry": (
        "将以 {n} 个数更新 {pairs} 对参数与种子(种子 {seed}),写入 {out};"
        "其中新增 {added},改数 {revised},停用 {withdrawn}:",
        "would update {pairs} pairs of parameters and seed by {n} numbers (seed {seed}) and write "
        "to {out}; added {added}, revised {revised}, withdrawn {withdrawn}:",
    ),
    "update.refused": (
        "移动和从先验重新校准都不能得到可信的后验,旧后验没有改动: {why}; update 用旧后验的设置,"
        "没有 --start、-n、--budget: 要用这些选项,请改用 shengsi calibrate --accounts FILE",
        "neither moves nor a rerun from the priors gave a posterior that can be trusted; the old one "
        "is as it was: {why}; update keeps the settings of the old posterior and has no --start, -n "
        "or --budget: for those use shengsi calibrate --accounts FILE",
    ),
    "update.in_part": (
        "数据太密太准,全放进去剩不下足够的独立历史:全部的数(连同旧后验的)只放进 {share}%,"
        "相当于每个数的误差放宽到 {wider} 倍,区间比数据本可说明的宽。",
        "The numbers are so many and so sharp that the whole of them leaves too few independent "
        "histories: all of them, those of the old posterior too, were let in to {share} %, as if "
        "every error were {wider} times as wide, and intervals are wider than they could be.",
    ),
    "update.replaying": ("重演旧后验的 {n} 对", "replaying the {n} pairs of the old posterior"),
    "update.stage": (
        "第 {n} 段:新数据已进 {percent}%,有效样本 {ess},独立历史 {lines} 段,接受率 {acceptance},"
        "累计运行 {calls} 次",
        "step {n}: {percent} % of the new numbers let in, effective size {ess}, independent "
        "histories {lines}, acceptance {acceptance}, {calls} runs so far",
    ),
    "update.fresh_stage": (
        "重新校准第 {n} 段:温度 {temperature},有效样本 {ess},独立历史 {lines} 段,接受率 {acceptance},"
        "累计运行 {calls} 次",
        "calibrating afresh, step {n}: temperature {temperature}, effective size {ess}, independent "
        "histories {lines}, acceptance {acceptance}, {calls} runs so far",
    ),
    "update.rerun": (
        "旧的参数与种子到不了新数据({why}),改为从先验重新校准",
        "the old pairs do not reach the new numbers ({why}); calibrating afresh from the priors",
    ),
    "update.opt_credit": (
        "用多少对参数与种子分辨各数的贡献(0:不算);越多误差越小,越费时",
        "pairs used to tell which number moved what (0: none); more take longer and err less",
    ),
    "update.credit_stage": (
        "分辨贡献,已知 {letters}:有效样本 {ess},接受率 {acceptance}",
        "telling them apart, given {letters}: effective size {ess}, acceptance {acceptance}",
    ),
    "update.playing": ("在方案下运行新旧后验", "both posteriors under the plan"),
    "update.stopped": (
        "已中断,没有写下任何文件,旧后验没有改动;重新执行同一命令即可",
        "interrupted; nothing was written and the old posterior is as it was; run the same command "
        "again",
    ),
    # The report.
    "update.title": (
        "加入新数据:新增 {added} 个数,改数 {revised} 个,停用 {withdrawn} 个;"
        "旧后验 {old} 对(独立历史 {lines_before} 段),新后验 {new} 对(独立历史 {lines_after} 段),"
        "种子 {seed},shengsi {version}",
        "new numbers: added {added}, revised {revised}, withdrawn {withdrawn}; old posterior {old} "
        "pairs (independent histories {lines_before}), new one {new} pairs (independent histories "
        "{lines_after}), seed {seed}, shengsi {version}",
    ),
    "update.example": (
        "示例数据:账目是虚构的,以下结果只示范用法,不是对本县的判断。",
        "Example data: the accounts are invented; what follows shows the way, not the county.",
    ),
    "update.most": (
        "变动最大的是 {id} {name}:{before} -> {after},变化 {change} 个百分点;{cause}。",
        "What moved most is {id} {name}: {before} -> {after}, by {change} points; {cause}.",
    ),
    "update.nothing_moved": (
        "没有一个主要目标的达成概率变动超出抽样误差。",
        "No headline target's probability moved by more than its Monte Carlo error.",
    ),
    "update.cause": ("主要来自 {name}", "mostly by {name}"),
    "update.no_cause": (
        "是哪一个数所致,分辨不出",
        "which number did it cannot be told",
    ),
    "update.cause_alone": (
        "单独放进来时,朝这个方向变动它最多的是 {name}({points})",
        "by itself {name} moves it most that way ({points})",
    ),
    "update.no_cause_alone": (
        "没有一个数单独就清楚地朝这个方向变动它",
        "no number by itself clearly moves it that way",
    ),
    "update.no_cause_untold": (
        "单独能说的数没有一个清楚地朝这个方向变动它,{names} 单独说不出",
        "no number that can be told by itself clearly moves it that way ({names} cannot be told)",
    ),
    "update.method_weights": (
        "方法:旧后验的 {old} 对直接重新加权,有效参数 {one_ess} 组(Pareto k {k}),足够,不必移动。",
        "Method: the {old} old pairs re-weighted at once, effective parameter sets {one_ess} (Pareto k {k}), "
        "which is enough without moves.",
    ),
    "update.method_moves": (
        "方法:一步重新加权只剩有效参数 {one_ess} 组(Pareto k {k}),不够;改为分 {stages} 段退火,"
        "逐段重抽并移动,运行 {calls} 次。",
        "Method: re-weighting at once would leave {one_ess} effective parameter sets (Pareto k {k}), "
        "too few; tempered in steps ({stages}) instead, resampled and moved in each, runs {calls}.",
    ),
    "update.method_rerun": (
        "方法:旧后验的参数与种子到不了新数据({why});从先验重新校准,运行 {calls} 次。",
        "Method: the old pairs do not reach the new numbers ({why}); calibrated afresh from the "
        "priors, runs {calls}.",
    ),
    "update.numbers_title": ("新数与原来的预期", "The new numbers and what was expected"),
    "update.moves_title": (
        "主要目标在方案下的达成概率(抽样误差为95%)",
        "Headline targets under the plan (Monte Carlo error at 95 %)",
    ),
    "update.credit_title": (
        "每个数使达成概率变动多少(百分点,误差为95%)",
        "What each number adds to the probabilities (points, error at 95 %)",
    ),
    "update.alone_title": (
        "各数单独放进来时,达成概率变动多少(百分点,误差为95%)",
        "What each number does to the probabilities by itself (points, error at 95 %)",
    ),
    "update.col.letter": ("号", "no."),
    "update.col.what": ("数", "number"),
    "update.col.operator": ("算子", "operator"),
    "update.col.kind": ("变动", "change"),
    "update.col.grade": ("等级", "grade"),
    "update.col.unit": ("单位", "unit"),
    "update.col.value": ("数值", "value"),
    "update.col.error": ("误差", "error"),
    "update.col.replaced": ("原数", "was"),
    "update.col.expected": ("原预期中位", "expected"),
    "update.col.interval": ("80%区间", "80 % interval"),
    "update.col.position": ("位置", "position"),
    "update.col.after": ("更新后中位", "median after"),
    "update.col.target": ("目标", "target"),
    "update.col.years": ("年份", "years"),
    "update.col.median": ("中位数", "median"),
    "update.col.before": ("更新前", "before"),
    "update.col.now": ("更新后", "after"),
    "update.col.change": ("变化", "change"),
    "update.col.cause": ("主要来自", "mostly by"),
    "update.col.cause_alone": ("单独时最多", "most by itself"),
    "update.kind.added": ("新增", "added"),
    "update.kind.revised": ("改数", "revised"),
    "update.kind.withdrawn": ("停用", "withdrawn"),
    "update.within": ("在误差以内", "within error"),
    "update.cannot_tell": ("分辨不出", "cannot tell"),
    "update.unexpected": ("意外", "unexpected"),
    "update.lines_note": (
        "误差按独立历史的段数算:新数越准、越多,能留下的历史越少,误差越大;要小,先以更多的对求后验"
        "(shengsi calibrate -n),或把数的误差写得更宽。",
        "Errors follow the number of independent histories: the sharper and the more the new numbers, "
        "the fewer histories are left and the larger the error; for a smaller one start from a "
        "posterior of more pairs (shengsi calibrate -n), or state wider errors of the numbers.",
    ),
    "update.position_note": (
        "位置:按旧后验并计入该数的误差,公布值会低于它的概率;低于2.5%或高于97.5%标“意外”。",
        "Position: the chance, by the old posterior and with the number's own error, that less "
        "would have been published; below 2.5 % or above 97.5 % it is marked unexpected.",
    ),
    "update.credit_note": (
        "贡献:把这些数按文件次序逐个加入一遍,再倒过来一遍,每个数使概率变动的平均,合计就是总变化;"
        "括号里的没有超出误差(按 {k} 个数同时比较),分辨不出。",
        "Credit: the numbers are let in one after the other, in the order of the file and in "
        "reverse; a number's credit is the mean of what it adds, and all add up to the change. Those "
        "in brackets do not exceed their error ({k} numbers compared) and cannot be told.",
    ),
    "update.alone_most": (
        "单独放进来时变动最多的数:{each}。",
        "The number that by itself moves it most: {each}.",
    ),
    "update.alone_one": ("{target} 是 {name}({points})", "{target} by {name} ({points})"),
    "update.alone_against": (
        "{target} 是 {name}({points},与总变化相反)",
        "{target} by {name} ({points}, against the change)",
    ),
    "update.alone_and": (";", "; "),
    "update.alone_none": (
        "没有一个数单独放进来时使主要目标的达成概率变动超出误差。",
        "No number by itself moves a headline target's probability by more than its error.",
    ),
    "update.alone_untold": (
        "{name} 单独说不出:{why}。",
        "{name} cannot be told by itself: {why}.",
    ),
    "update.alone_note": (
        "单独:总变化分不成各数的份额({why}),所以把旧后验的对只引到每个数一个,看概率因它变动多少。"
        "这不是份额:各数说的有重叠,每个都会算上,合计不等于总变化;从先验重新校准也可能只放进一部分数据。"
        "括号里的没有超出误差(按 {k} 个数同时比较),分辨不出。",
        "By itself: the change cannot be shared among the numbers ({why}), so the old pairs are led "
        "to each number alone, and it is told how that moves the probability. These are no shares: "
        "what numbers say overlaps, each claims all of it, and they do not add up to the change; "
        "a calibration afresh may also have let the record in only in part. Those in brackets do not "
        "exceed their error ({k} numbers compared) and cannot be told.",
    ),
    "update.credit_untold": (
        "哪一个数使概率变动多少:{why}。",
        "Which number moved the probabilities: {why}.",
    ),
    "update.drivers_note": (
        "外部驱动(价格、利率等)没有随账目重估,见 docs/data.md。",
        "Outside drivers (prices, interest) are not refitted by accounts, see docs/data.md.",
    ),
    "update.where": (
        "旧后验没有改动;新后验与报告在 {folder};用于预测:shengsi forecast --posterior {folder}",
        "the old posterior is as it was; the new one and the report are in {folder}; to forecast "
        "with it: shengsi forecast --posterior {folder}",
    ),
}
