"""Sentences of `shengsi sensitivity`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Options.
    "sensitivity.opt_scenario": (
        "情景:政策在无规划与它之间变动;默认 plan",
        "scenario: policy varies between no plan and it; plan by default",
    ),
    "sensitivity.opt_target": (
        "看哪些目标(编号),可重复;默认方案的主要目标",
        "targets to explain (ids), repeatable; the plan's headline targets by default",
    ),
    "sensitivity.opt_indicator": (
        "看哪些指标(代码,末年),可重复;默认主要指标",
        "indicators to explain (codes, last year), repeatable; the headline ones by default",
    ),
    "sensitivity.opt_draws": (
        "每块的基点数,2 的整数次幂;方差分解用两倍",
        "base points a block, a power of two; twice as many for the split of variance",
    ),
    "sensitivity.opt_blocks": (
        "块数:同一块的运行共用运气,区间由各块得出",
        "blocks: runs of a block share their luck, intervals come from the blocks",
    ),
    "sensitivity.opt_trajectories": (
        "筛选时每块的轨迹数",
        "trajectories a block of the screening",
    ),
    "sensitivity.opt_keep": (
        "筛选后逐个分析多少个输入,其余合为一组",
        "inputs taken one by one after screening; all others make one group",
    ),
    "sensitivity.opt_by": (
        "政策的输入:action 每项行动一个,lever 每个杠杆一个",
        "inputs of policy: an action each, or a lever each",
    ),
    "sensitivity.opt_out": (
        "输出文件夹,其下每次一个子文件夹",
        "output folder; each analysis gets a folder in it",
    ),
    "sensitivity.opt_no_figures": ("不画图", "no figures"),
    "sensitivity.power": (
        "应为 2 的整数次幂(如 64、128、256),这里是 {n}",
        "must be a power of two (such as 64, 128, 256), not {n}",
    ),
    # What would be done, and how far it is.
    "sensitivity.label": ("敏感性", "sensitivity"),
    "sensitivity.dry": (
        "将分析情景 {name}:{outputs} 个结果(目标与指标),{inputs} 个输入",
        "would analyse scenario {name}: {outputs} outputs (targets and indicators), {inputs} inputs",
    ),
    "sensitivity.dry_stage.screening": (
        "  一、筛选(Morris):{blocks} 块 x {trajectories} 条轨迹,{runs} 次运行",
        "  1. screening (Morris): {blocks} blocks x {trajectories} trajectories, {runs} runs",
    ),
    "sensitivity.dry_stage.single": (
        "  二、逐个输入(Sobol):{blocks} 块 x {points} 点,{runs} 次运行",
        "  2. single inputs (Sobol): {blocks} blocks x {points} points, {runs} runs",
    ),
    "sensitivity.dry_stage.split": (
        "  三、方差分解(Sobol,四部分):{blocks} 块 x {twice} 点,{runs} 次运行",
        "  3. split of variance (Sobol, four parts): {blocks} blocks x {twice} points, {runs} runs",
    ),
    "sensitivity.dry_rest": (
        "共 {runs} 次运行;种子 {seed};并行 {jobs};写入 {out};{basis}",
        "{runs} runs in all; seed {seed}; {jobs} workers; written to {out}; {basis}",
    ),
    "sensitivity.begins": (
        "共 {runs} 次运行(筛选 {screening},逐个输入 {single},方差分解 {split})",
        "{runs} runs (screening {screening}, single inputs {single}, split of variance {split})",
    ),
    "sensitivity.goes_on": (
        "已有 {blocks} 块留在 {folder},接着做",
        "{blocks} blocks kept in {folder}: going on from them",
    ),
    "sensitivity.interrupted": (
        "已做完的 {blocks} 块留在 {folder};执行同一条命令接着做:{command}",
        "{blocks} finished blocks are kept in {folder}; the same command goes on: {command}",
    ),
    # The report.
    "sensitivity.title": (
        "敏感性:{name} {first}-{year}年  种子 {seed}  {blocks} 块,共 {runs} 次运行,中断 {failed} 次"
        "  shengsi {version}",
        "Sensitivity: {name} {first}-{year}  seed {seed}  {blocks} blocks, {runs} runs, "
        "{failed} broken off  shengsi {version}",
    ),
    "sensitivity.headline": (
        "{output}:{level};结果的方差里,{part}单独解释的最多,{share};交互 {rest}。",
        "{output}: {level}; of its variance {part} explain most alone, {share}; interactions {rest}.",
    ),
    "sensitivity.headline_open": (
        "{output}:{level};四部分单独解释多少分辨不出,交互 {rest}。",
        "{output}: {level}; what the four parts explain alone cannot be told apart; "
        "interactions {rest}.",
    ),
    "sensitivity.varies": (
        "变动的是:政策({policy});{parameters};外部世界的运气(价格、增速、利率等{later});"
        "企业的运气(需求、投资、落地、研发等{later})。",
        "What varies: policy ({policy}); {parameters}; the luck of the world outside (prices, growth, "
        "interest{later}); the luck of enterprises (demand, investment, arrivals, R&D{later}).",
    ),
    "sensitivity.policy.action": (
        "{n} 项行动各自在无规划(0)与{name}(1)之间均匀取值,互不相干",
        "{n} actions, each anywhere between no plan (0) and {name} (1), uniformly and independently",
    ),
    "sensitivity.policy.lever": (
        "{n} 个杠杆各自在无规划(0)与{name}(1)之间均匀取值,互不相干",
        "{n} levers, each anywhere between no plan (0) and {name} (1), uniformly and independently",
    ),
    "sensitivity.policy.none": (
        "不变:情景与无规划没有差别",
        "does not vary: the scenario is as without the plan",
    ),
    "sensitivity.parameters.prior": (
        "{n} 个参数各按其先验独立取值",
        "{n} parameters, each by its prior, independently",
    ),
    "sensitivity.parameters.posterior": (
        "参数连同所经历的历史(后验的 {n} 对,整对交换)",
        "parameters with the past they went through ({n} pairs of the posterior, exchanged whole)",
    ),
    "sensitivity.parameters.fixed": (
        "参数固定在先验中心,不变",
        "parameters are fixed at the centre of the priors and do not vary",
    ),
    "sensitivity.later": (",2023年起", ", from 2023 on"),
    "sensitivity.head.first": (
        "一、方差分解:各部分单独解释多少(一阶,%)",
        "1. Split of variance: what each part explains alone (first order, %)",
    ),
    "sensitivity.head.total": (
        "二、各部分的总效应(含交互,%):别的都已知时还剩多少",
        "2. Total effect of each part (with interactions, %): what would be left were all else known",
    ),
    "sensitivity.head.single": (
        "三、逐个输入(运气给定时的方差,%)",
        "3. Single inputs (% of the variance at given luck)",
    ),
    "sensitivity.head.pairs": (
        "四、成对的交互(%):看过 {n} 对,只列排除了碰巧的",
        "4. Interactions of pairs (%): of {n} looked at, those that chance does not explain",
    ),
    "sensitivity.head.screening": (
        "五、筛选:输入从5%走到95%分位时,结果平均变动多少(mu*,Morris)",
        "5. Screening: how far an output moves as an input goes from its 5 % to its 95 % point "
        "(mu*, Morris)",
    ),
    "sensitivity.head.shares": (
        "六、后验里的单个参数(能单独解释的方差,%)",
        "6. Single parameters within the posterior (variance that each explains alone, %)",
    ),
    "sensitivity.col.output": ("结果", "output"),
    "sensitivity.col.level": ("水平", "level"),
    "sensitivity.col.input": ("输入", "input"),
    "sensitivity.col.part": ("部分", "part"),
    "sensitivity.col.first": ("单独", "alone"),
    "sensitivity.col.total": ("总效应", "total"),
    "sensitivity.col.sign": ("方向", "direction"),
    "sensitivity.col.grade": ("先验等级", "grade"),
    "sensitivity.col.interactions": ("交互", "interactions"),
    "sensitivity.col.parameter": ("参数", "parameter"),
    "sensitivity.col.share": ("单独", "alone"),
    "sensitivity.col.contraction": ("收缩", "contraction"),
    "sensitivity.col.decided": ("由谁决定", "decided by"),
    "sensitivity.col.taken": ("怎样看", "how"),
    "sensitivity.col.size": ("mu*", "mu*"),
    "sensitivity.col.sigma": ("sigma", "sigma"),
    "sensitivity.taken_yes": ("逐个", "one by one"),
    "sensitivity.taken_no": ("组内", "in the group"),
    "sensitivity.distance": ("离达标的距离,{unit}", "distance to the edge, {unit}"),
    "sensitivity.more_effects": (
        "另有 {n} 个更小,见 screening.csv",
        "smaller ones: {n}, see screening.csv",
    ),
    "sensitivity.idle": ("另有 {n} 个没有作用", "{n} more have no effect"),
    "sensitivity.no_effects": (
        "{output}:有的块里没有值,算不出效应",
        "{output}: without a value in some block, so that no effect can be computed",
    ),
    "sensitivity.how_effects": (
        "mu* 是一次移动的平均绝对变动,± 为95%区间的半宽(各块之间);sigma 大,说明变动的大小随其他输入而定;"
        "“组内”的没有逐个分析。",
        "mu* is the mean absolute change of a move, ± half of its 95 % interval (between blocks); a large "
        "sigma says that the change depends on the other inputs; those in the group were not taken one "
        "by one.",
    ),
    "sensitivity.between": (";", "; "),
    "sensitivity.comma": ("、", ", "),
    "sensitivity.scored": ("{name}({score:.2f})", "{name} ({score:.2f})"),
    "sensitivity.column.policy": ("政策", "policy"),
    "sensitivity.column.parameters": ("参数", "parameters"),
    "sensitivity.column.parameters_past": ("参数与历史", "params, past"),
    "sensitivity.column.drivers": ("外部世界", "outside"),
    "sensitivity.column.enterprises": ("企业运气", "enterprises"),
    "sensitivity.part.policy": ("政策", "policy"),
    "sensitivity.part.parameters": ("参数", "parameters"),
    "sensitivity.part.parameters_past": ("参数与历史", "parameters, past"),
    "sensitivity.part.drivers": ("外部世界", "world outside"),
    "sensitivity.part.enterprises": ("企业运气", "enterprises"),
    "sensitivity.part.rest": ("交互", "interactions"),
    "sensitivity.group_rest": ("其余 {n} 个输入(一组)", "the other {n} inputs (one group)"),
    "sensitivity.others": (
        "另有 {n} 个更小或分辨不出",
        "smaller, or not told from nothing: {n}",
    ),
    "sensitivity.sign.1": ("+", "+"),
    "sensitivity.sign.-1": ("-", "-"),
    "sensitivity.sign.0": ("?", "?"),
    "sensitivity.prior_driven": ("先验", "prior"),
    "sensitivity.data_driven": ("数据", "data"),
    "sensitivity.grade.": ("-", "-"),
    "sensitivity.grade.published": ("公布", "published"),
    "sensitivity.grade.secondary": ("转载", "secondary"),
    "sensitivity.grade.derived": ("推算", "derived"),
    "sensitivity.grade.proxy": ("替代", "proxy"),
    "sensitivity.grade.assumption": ("假设", "assumption"),
    "sensitivity.reason.constant": (
        "所有运行都一样,没有方差可分",
        "the same in every run: no variance to split",
    ),
    "sensitivity.reason.rare": (
        "只在个别块里有变化,分不出;改法:加大 -n 或 --blocks",
        "varies in a few blocks only and cannot be split; fix: a larger -n or --blocks",
    ),
    "sensitivity.reason.no_value": (
        "过半的运行没有这个值",
        "more than half of the runs have no such value",
    ),
    "sensitivity.pair": (
        "{output}:{first} x {second} {share}",
        "{output}: {first} x {second} {share}",
    ),
    "sensitivity.no_pairs": (
        "没有:{n} 对里没有一对超出碰巧所能有的。",
        "No pair of {n} exceeds what chance would give to one of so many.",
    ),
    "sensitivity.more_pairs": (
        "另有 {n} 对见 indices.csv。",
        "{n} more pairs are in indices.csv.",
    ),
    "sensitivity.taken": (
        "{n} 个输入按 mu* 排序;括号里是它的 mu* 与同一结果里最大的之比,取各个结果里最高的。"
        "逐个分析的是:{taken}。",
        "{n} inputs were ranked by mu*; in brackets its ratio to the largest on the same output, where "
        "that is highest. Taken one by one: {taken}.",
    ),
    "sensitivity.left": (
        "合为一组的是:{rest}。",
        "Left as one group: {rest}.",
    ),
    "sensitivity.left_most": (
        "这一组的总效应以对 {output} 的为最大,{most}:筛选漏掉的至多如此。",
        "The total effect of that group is largest on {output}, {most}: so much screening may have "
        "missed.",
    ),
    "sensitivity.large_rest": (
        "这一组解释得不少:加大 --keep 可以看出是哪几个。",
        "That group explains a good deal: a larger --keep tells which of them it is.",
    ),
    "sensitivity.nothing_left": ("没有留在组里的输入。", "No input is left to a group."),
    "sensitivity.dropped": (
        "有运行没有值的基点整个剔除:{where}。",
        "Base points with a run without a value are left out whole: {where}.",
    ),
    "sensitivity.how": (
        "怎样读:± 为95%区间的半宽(各块之间);带 ? 的与零分辨不出;写作0的,在任何一次运行里都不起作用。"
        "份额随输入变动多宽而变:政策的份额小,不等于方案没有效果,只说明别的更不确定;"
        "方案的效果看 shengsi forecast。",
        "How to read: ± is half of the 95 % interval (between blocks); ? cannot be told from nothing; "
        "0 did nothing in any run. Shares depend on how widely inputs vary: a small share of policy "
        "does not mean that the plan does nothing, only that the rest is less certain; for its effect "
        "see shengsi forecast.",
    ),
    "sensitivity.how_luck": (
        "企业运气看总效应:同一份运气落在不同的县身上,碰到的是不同的企业,单独的份额因此偏小,归在交互里。",
        "For the luck of enterprises read the total effect: one and the same luck meets other "
        "enterprises in another county, so its share alone is small and the rest counts as "
        "interaction.",
    ),
    "sensitivity.how_single": (
        "方向由筛选得出:输入增大时结果增大(+)或减小(-);对目标是离达标更近(+)或更远(-)。",
        "Directions are those of the screening: the output rises (+) or falls (-) with the input; for "
        "a target it comes nearer (+) or not (-).",
    ),
    "sensitivity.how_shares": (
        "后验的参数彼此相关,单独一个不能交换,这里是由样本直接读出的:份额有重叠,加起来不等于总数。"
        "收缩低于 {limit:g} 的由先验决定,数据没有改变它。",
        "Parameters of a posterior depend on one another and cannot be exchanged alone; these shares "
        "are read from its draws, overlap and do not add up. A parameter whose contraction is "
        "below {limit:g} is decided by its prior, which the data left as it was.",
    ),
    "sensitivity.prior_alone": (
        "参数的方差有多大由先验定:等级为假设的,份额也是假设的结果。",
        "How much parameters vary is decided by their priors: where the grade is assumption, so is the "
        "share.",
    ),
    "sensitivity.where": ("表、图和数据在 {folder}", "tables, figures and data are in {folder}"),
    # Figures.
    "sensitivity.figure.split": (
        "方差由谁决定:{name} {year}年",
        "What decides the variance: {name} {year}",
    ),
    "sensitivity.figure.split_sub": (
        "每个部分单独解释的份额(%)与交互;估计为负的画作零,数字见 split.csv",
        "share that each part explains alone (%), and interactions; negative estimates are drawn as "
        "nothing, numbers in split.csv",
    ),
    "sensitivity.figure.single": (
        "逐个输入的敏感性:{name} {year}年",
        "Sensitivity to single inputs: {name} {year}",
    ),
    "sensitivity.figure.single_sub": (
        "占运气给定时方差的百分比;深色为单独(一阶),浅色为总效应,横线为95%区间",
        "% of the variance at given luck; dark: alone (first order), light: total, lines: 95 % "
        "intervals",
    ),
    "sensitivity.figure.screening": (
        "筛选:{name} {year}年",
        "Screening: {name} {year}",
    ),
    "sensitivity.figure.screening_sub": (
        "输入从5%走到95%分位时结果的平均绝对变动(mu*,Morris);目标为离达标的距离;横线为95%区间",
        "mean absolute change of the output as an input goes from its 5 % to its 95 % point (mu*, "
        "Morris); of a target, of its distance to the edge; lines: 95 % intervals",
    ),
    "sensitivity.figure.left": ("空心:留在组里", "hollow: left to the group"),
    "sensitivity.figure.not_drawn": ("没有画的:{where}", "Not drawn: {where}"),
    "sensitivity.figure.why": ("{names}({reason})", "{names} ({reason})"),
    "sensitivity.short.constant": ("所有运行都一样", "the same in every run"),
    "sensitivity.short.rare": ("只在个别块里有变化", "varies in a few blocks only"),
    "sensitivity.short.no_value": ("过半的运行没有值", "no value in most runs"),
    "sensitivity.short.no_effects": ("有的块里没有值", "no value in some block"),
    "sensitivity.short.idle": ("没有输入起作用", "no input has an effect"),
    "sensitivity.figure.untold": ("无从分解", "not split"),
    "sensitivity.figure.footer": (
        "shengsi {version}  种子 {seed}  {runs} 次运行  {basis}  日期 {date}",
        "shengsi {version}  seed {seed}  {runs} runs  {basis}  date {date}",
    ),
}
