"""Sentences of `shengsi attribute`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Options.
    "attribute.opt_target": (
        "目标编号,可重复,也可用逗号分开",
        "target id, repeatable or separated by commas",
    ),
    "attribute.opt_indicator": (
        "指标的中位数:代码或 代码:年份,可重复;默认规上营业收入,最后一年",
        "median of an indicator: CODE or CODE:YEAR, repeatable; above-scale revenue of the last year "
        "by default",
    ),
    "attribute.opt_scenario": (
        "归因哪个情景的作用:内置名称或文件",
        "the scenario whose effect is attributed: shipped name or file",
    ),
    "attribute.opt_base": (
        "一项也不做时的情景:只取它的杠杆",
        "what holds when nothing is done: its levers are taken",
    ),
    "attribute.opt_within": ("只在一项行动之内,按杠杆归因", "within one action, by lever"),
    "attribute.opt_alone": (
        "与 --within 同用:其余行动都不做(默认照情景做)",
        "with --within: the other actions are off (as in the scenario by default)",
    ),
    "attribute.opt_orders": (
        "杠杆多于10个时抽取的次序对数;0 为跑全部组合(慢,给出每一对)",
        "pairs of orders sampled where there are more than 10 levers; 0: every combination (slow, "
        "gives single pairs)",
    ),
    "attribute.opt_out": ("存放运行与结果的文件夹", "folder that holds runs and results"),
    "attribute.opt_no_figures": ("不画图", "draw no figures"),
    "attribute.unknown_target": (
        "没有可检验的目标 {id};可取:{known}",
        "no target {id} that can be judged; one of: {known}",
    ),
    "attribute.late_target": (
        "目标 {id} 要看 {years} 年,超出运行的最后一年 {last};用 --years 延长",
        "target {id} is judged in {years}, after the last year {last}; extend with --years",
    ),
    "attribute.bad_indicator": (
        "应为指标代码,或 代码:年份({first}-{last}),这里是 {text};代码可取:{known}",
        "must be CODE or CODE:YEAR ({first}-{last}), not {text}; codes: {known}",
    ),
    "attribute.alone_within": (
        "--alone 只与 --within 同用",
        "--alone goes with --within only",
    ),
    "attribute.idle_orders": (
        "只有 {n} 项,全部组合都跑,不抽取次序;去掉它",
        "without effect: with {n} of them all combinations are run; leave it out",
    ),
    "attribute.one_order": (
        "一对次序看不出误差; 可取: 2 至 1000,或 0(全部组合)",
        "one pair of orders shows no error; allowed: 2 to 1000, or 0 (every combination)",
    ),
    # Head.
    "attribute.title": (
        "归因:{whole} 对 {base},{players};组合 {sets} 个,每个 {draws} 次抽样,种子 {seed};{basis}",
        "{whole} over {base} attributed to {players}; {sets} combinations of {draws} draws each, "
        "seed {seed}; {basis}",
    ),
    "attribute.players": ("{n}项行动", "{n} actions"),
    "attribute.players_on": (
        "“{action}”之内的 {n} 个杠杆(其余行动照情景做)",
        "{n} levers of {action} (the other actions as in the scenario)",
    ),
    "attribute.players_off": (
        "“{action}”之内的 {n} 个杠杆(其余行动都不做)",
        "{n} levers of {action} (the other actions off)",
    ),
    # Quantities.
    "attribute.target": ("{id} {name}  {years}:达标概率", "{id} {name}  {years}: P(target)"),
    "attribute.indicator": ("{name} {year}:中位数", "{name} {year}: median"),
    "attribute.levels": (
        "都不做 {without};都做 {all_on};全部作用 {whole}{unit}",
        "none {without}; all {all_on}; whole effect {whole} {unit}",
    ),
    "attribute.col.player": ("行动", "action"),
    "attribute.col.lever": ("杠杆", "lever"),
    "attribute.col.share": ("份额 [95%]", "share [95 %]"),
    "attribute.col.alone": ("只做这一项", "alone"),
    "attribute.col.last": ("最后加上", "added last"),
    "attribute.col.together": ("与别项一起", "with others"),
    "attribute.col.sampling": ("次序误差", "order error"),
    "attribute.sum": ("合计", "sum"),
    "attribute.joint": (
        "全部作用中,各项单独做之和是 {alone},一起做才有的是 {together}{unit};"
        "份额加起来与全部作用相差 {remainder}(舍入)。都不做时的水平由任何一项都解释不了。",
        "Of the whole, {alone} is what all bring alone, {together} {unit} comes only together; shares add up "
        "to it but for {remainder} (rounding).  No measure explains the level with none of them.",
    ),
    "attribute.pairs": (
        "两项一起多出(或抵消)的,分辨得出的有 {n}/{all} 对:",
        "What pairs bring beyond each alone; clear of zero: {n} of {all}",
    ),
    "attribute.pairs_none": (
        "两项一起多出或抵消的:{all} 对都分辨不出。",
        "What pairs bring beyond each alone: none of {all} is clear of zero.",
    ),
    "attribute.pairs_more": (
        "  另有 {n} 对见 pairs.csv",
        "  {n} more in pairs.csv",
    ),
    "attribute.pair": ("  {first} + {second}  {value}", "  {first} + {second}  {value}"),
    "attribute.pairs_sampled": (
        "次序是抽取的,不给出每一对;“与别项一起”是它们之和的一半。要每一对,用 --orders 0 跑全部 {all} 个组合。",
        "Orders are sampled, so single pairs are not given; 'with others' is half of their sum.  For "
        "each pair run all {all} combinations with --orders 0.",
    ),
    "attribute.unmoved": (
        "{draws} 次抽样中没有一次因任何组合而不同:在这些抽样里各项份额为零,区间说的是更多抽样时至多多少。",
        "None of {draws} draws differs under any combination: in these all shares are zero; the "
        "intervals say how much more draws could show at most.",
    ),
    "attribute.moved": (
        "{draws} 次抽样中 {moved} 次因某个组合而不同{excluded}。",
        "{moved} of {draws} draws differ under some combination{excluded}.",
    ),
    "attribute.excluded": (
        ";另有 {n} 次在某个组合下失败或无值,不计",
        "; {n} more broke off or have no value under one of them and are left out",
    ),
    # Notes.
    "attribute.note_share": (
        "份额是 Shapley 值:这一项在一切先后次序中加入时带来的变化的平均;"
        "= 只做这一项 + 与别项一起(含它的各对的一半)。份额之和恰为全部作用。",
        "A share is a Shapley value: what the measure adds, averaged over all orders in which they may "
        "come = alone + with others (half of the pairs that it is in).  Shares add up to the whole.",
    ),
    "attribute.note_interval": (
        "区间为95%抽样误差:所有组合用同一批抽样,整条独立历史一起重抽;很少几次抽样有变化时放宽。"
        "不含模型与数据的误差;份额说的是模型里的作用。",
        "Intervals are sampling errors at 95 %: all combinations share their draws, whole lineages are "
        "resampled, and where only few draws change intervals are widened.  Errors of model and data are "
        "not in them: shares are effects within the model.",
    ),
    "attribute.note_world": (
        "外部假设在所有组合中都取 {whole} 的({names})。",
        "Outside assumptions are those of {whole} in every combination ({names}).",
    ),
    "attribute.note_unchanged": (
        "{whole} 没有改变的,不参与:{names}。",
        "left out, since {whole} does not change them: {names}.",
    ),
    "attribute.note_sampled": (
        "{k} 个杠杆有 {all} 个组合,这里抽取 {orders} 个次序及其倒序,跑 {sets} 个组合;区间已含次序的误差。",
        "{k} levers have {all} combinations; {orders} orders and their reverses were sampled and {sets} "
        "combinations run; intervals hold the error of sampling.",
    ),
    "attribute.where": ("运行:{run}\n结果:{folder}", "run: {run}\nresults: {folder}"),
    # Dry run.
    "attribute.dry": (
        "将要归因(未运行):{whole} 对 {base},{players};组合 {sets} 个 x 抽样 {draws} 次,种子 {seed},"
        "至 {last} 年,磁盘约 {disk},写入 {out}",
        "would attribute (nothing was run): {whole} over {base}, {players}; {sets} combinations x {draws} "
        "draws, seed {seed}, to {last}, some {disk} on disk, below {out}",
    ),
    # Figure.
    "attribute.figure.title": ("{name}:谁带来多少", "{name}: who brings how much"),
    "attribute.figure.subtitle": (
        "{whole} 对 {base},{players};细线为95%抽样区间;{basis}",
        "{whole} over {base}, {players}; thin lines are 95 % sampling intervals; {basis}",
    ),
    "attribute.figure.none": ("都不做", "none"),
    "attribute.figure.none_within": ("这项行动的都不做", "none of this action"),
    "attribute.figure.all": ("都做", "all"),
    "attribute.figure.pairs": (
        "两项一起多出的({unit});淡色:分辨不出",
        "pairs beyond each alone ({unit}); grey: not clear",
    ),
}
