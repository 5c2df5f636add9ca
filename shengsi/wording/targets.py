"""Sentences of `shengsi targets`, and of every table of targets."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "targets.rises": ("高于{year}年", "above {year}"),
    "targets.rises_yearly": ("逐年高于上年", "up every year"),
    # Kinds.
    "targets.kind.point": ("到期年", "in the year"),
    "targets.kind.approx": ("左右", "about"),
    "targets.kind.direction": ("方向", "direction"),
    "targets.kind.every_year": ("每年", "every year"),
    "targets.kind.cumulative": ("累计", "cumulative"),
    "targets.kind.outside": ("模型外", "outside"),
    # Columns.
    "targets.col.id": ("编号", "id"),
    "targets.col.clause": ("条款", "clause"),
    "targets.col.kind": ("类型", "kind"),
    "targets.col.years": ("年份", "years"),
    "targets.col.goal": ("要求", "goal"),
    "targets.col.wording": ("方案原文", "wording of the plan"),
    "targets.col.name": ("目标", "target"),
    "targets.col.group": ("目标 / 情景", "target / scenario"),
    "targets.col.scenario": ("情景", "scenario"),
    "targets.col.median": ("中位数", "median"),
    "targets.col.interval": ("80%区间", "80 % interval"),
    "targets.col.probability": ("达标概率±误差", "P(target) ± error"),
    "targets.col.twenty": ("每20次", "/20"),
    "targets.col.shortfall": ("未达时缺口", "gap if missed"),
    "targets.col.draws": ("抽样", "draws"),
    "targets.col.failed": ("失败", "failed"),
    "targets.col.mean_met": ("平均达到项数", "met on average"),
    "targets.col.most_met": ("最多", "at most"),
    "targets.col.pair": ("目标对", "pair"),
    "targets.col.both": ("同时达到", "both"),
    "targets.col.product": ("若互不相关", "if unrelated"),
    "targets.col.phi": ("相关系数", "correlation"),
    # List.
    "targets.count": (
        "共 {n} 项:可检验 {tested} 项(计数 {counted},主要目标 {headline},标*),模型外 {outside} 项",
        "{n} targets: {tested} testable ({counted} counted, {headline} headline, marked *), "
        "{outside} outside the model",
    ),
    "targets.second_reading": (
        "{ids} 是另一条目标的较严读法,列出但不重复计数",
        "{ids}: a stricter reading of another target, shown but not counted twice",
    ),
    "targets.outside": ("不在模型范围的目标(不计入概率):", "outside the model, not counted:"),
    "targets.outside_line": ("  {id} {clause} {name}:{reason}", "  {id} {clause} {name}: {reason}"),
    # One scenario.
    "targets.title": (
        "情景:{name}({id});{draws} 次抽样,种子 {seed};{basis}",
        "scenario: {name} ({id}); {draws} draws, seed {seed}; {basis}",
    ),
    "targets.title_many": (
        "情景 {n} 个;{draws} 次抽样,种子 {seed};{basis}",
        "{n} scenarios; {draws} draws, seed {seed}; {basis}",
    ),
    "targets.how": (
        "误差为95%抽样误差(Wilson),不含模型与数据的误差;每年类目标的中位数取最差一年;"
        "方向类为变化量",
        "the error is the 95 % sampling error (Wilson), not that of model or data; for every-year "
        "targets the median is of the worst year; for directions of the change",
    ),
    "targets.growth": (
        "要达到目标所需的年均增速(2022年起),括号内为情景 {name} 的中位增速:",
        "yearly growth needed from 2022 to reach the target (median growth under {name}):",
    ),
    "targets.growth_item": ("{id} {needed}%({seen}%)", "{id} {needed} % ({seen} %)"),
    "targets.never_title": (
        "没有一次抽样达到的年份(情景 {name}):",
        "years in which no draw meets a target (scenario {name}):",
    ),
    "targets.never_line": ("  {id}:{text}", "  {id}: {text}"),
    "targets.by_year": (
        "逐年达标概率(%;情景 {name}):",
        "probability by year (%; scenario {name}):",
    ),
    "targets.all_years": ("年年达到", "all years"),
    "targets.not_covered": (
        "{ids}:目标年份在本次运行的年份之后,未检验",
        "{ids}: due after the last year of this run, not tested",
    ),
    "targets.no_value": (
        "{id}:没有一次抽样有数值,未检验{where}",
        "{id}: no draw has a value, not tested{where}",
    ),
    "targets.undefined": (
        "{id} 无数值的抽样(次),已排除:{counts}",
        "{id}, draws without a value, left out: {counts}",
    ),
    "targets.failed": (
        "运行失败(次),已排除,见 failures.csv:{counts};失败若与结果有关,概率会偏",
        "runs that failed, left out, see failures.csv: {counts}; if failing has to do with the "
        "result, probabilities are biased",
    ),
    "targets.too_high": (
        "{id} 未达的抽样中偏高的(次):{counts}",
        "{id}, draws that miss by being too high: {counts}",
    ),
    # Joint.
    "targets.joint": ("各情景同时达到的概率:", "all targets at once, by scenario:"),
    "targets.joint_all": ("全部 {n} 项同时达到", "all {n} at once"),
    "targets.joint_headline": ("主要目标 {n} 项同时达到", "{n} headline at once"),
    "targets.joint_set": ("{ids} 同时达到", "{ids} at once"),
    "targets.joint_note": (
        "联合概率取自同一批抽样,不是各项概率相乘",
        "joint probabilities come from the same draws and are no product of single ones",
    ),
    "targets.excluded": (
        "联合概率排除的无数值抽样(次):{counts}",
        "draws without a value, left out of joint probabilities: {counts}",
    ),
    # Matrix.
    "targets.matrix": (
        "各情景的达标概率(%;±为95%抽样误差):",
        "probability by scenario (%; ± is the 95 % sampling error):",
    ),
    "targets.legend": ("  {letter} = {name}({id}){mark}", "  {letter} = {name} ({id}){mark}"),
    "targets.outside_world": (
        "  + 外部条件与其他情景不同,与之相比不是政策效果",
        "  + the outside world differs: not a comparison of policies",
    ),
    # Conflicts.
    "targets.conflicts": (
        "互相掣肘的目标对(情景 {name},按相关系数,最多 {n} 对):",
        "targets that pull against each other (scenario {name}, at most {n} pairs):",
    ),
    "targets.no_conflicts": (
        "没有一对目标负相关",
        "no pair of targets correlates negatively",
    ),
    "targets.faint": (
        "没有一对目标的掣肘超出抽样误差;负相关最强的 {n} 对(未超出抽样误差):",
        "no pair pulls apart beyond sampling error; the {n} most negative (not beyond sampling "
        "error):",
    ),
    "targets.heights": (
        "规模类目标彼此的要求(情景 {name};按各次抽样当年两项指标的比例):",
        "what targets of size ask of each other (scenario {name}; at each draw's own proportion "
        "of the two indicators in the year):",
    ),
    "targets.height": (
        "  {given}({year}年)恰好达到时,{other} 的指标为{median}(80%区间 {low}~{high}),"
        "{other}({due}年)要求{goal};",
        "  with {given} ({year}) met exactly the indicator of {other} is {median} "
        "(80 % interval {low}~{high}), {other} ({due}) asks for {goal}; ",
    ),
    "targets.height_met": (
        "达到 {given} 的抽样中,{other} 的达标概率{chance},中位数{among}",
        "among the draws that meet {given}, P({other}) is {chance}, the median {among}",
    ),
    "targets.height_never": (
        "没有一次抽样达到 {given}",
        "no draw meets {given}",
    ),
    "targets.never": (
        "{ids}:没有一次抽样达到,与其他目标的关系只能比较余量(见 conflicts.csv)",
        "{ids}: met in no draw; how they pull shows only in the margins (conflicts.csv)",
    ),
    # Errors.
    "targets.unknown": (
        "没有目标 {id};可用:{known}",
        "there is no target {id}; one of {known}",
    ),
    "targets.none_named": (
        "没有写目标,应如 T1,T3;可用:{known}",
        "no target is named; write T1,T3, say; there are {known}",
    ),
    "targets.not_joint": (
        "{id} 未被检验,不能计入联合概率",
        "{id} was not tested and cannot be part of a joint probability",
    ),
    "targets.unknown_scenario": (
        "运行中没有情景 {id};可用:{known}",
        "the run has no scenario {id}; one of {known}",
    ),
    # Options.
    "targets.opt_joint": (
        "求这些目标的联合概率,如 T1,T3",
        "joint probability of these targets, such as T1,T3",
    ),
    "targets.opt_scenario": ("只看这个情景,可重复", "only this scenario; repeatable"),
    "targets.arg_run": (
        "运行的名称、文件夹,或 latest",
        "name or folder of a run, or latest",
    ),
    "targets.out": ("存放运行的文件夹", "folder that holds the runs"),
}
