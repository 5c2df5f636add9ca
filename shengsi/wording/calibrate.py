"""Sentences of `shengsi calibrate`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "calibrate.opt_prior": (
        "先验预测检查:不用任何观测,看模型能否接近公布的数",
        "prior predictive check: can the model come near the record before seeing it",
    ),
    "calibrate.opt_out": (
        "输出文件夹(默认 outputs;先验检查为 outputs/prior_check/时间)",
        "output folder (default outputs; of a prior check outputs/prior_check/TIME)",
    ),
    "calibrate.opt_pairs": (
        "后验保留多少对参数与种子(默认 2000);与 --prior-check 同用时为抽样次数(默认 1000)",
        "pairs of parameters and seed to keep (default 2000); draws with --prior-check (default 1000)",
    ),
    "calibrate.opt_start": (
        "覆盖先验的运行次数;2的幂最均匀",
        "runs that cover the prior; powers of two are balanced best",
    ),
    "calibrate.opt_budget": (
        "求后验的运行总数上限(先看数据够不够得着的至多4096次不算),到了就停,并说明停在哪里",
        "most runs for the posterior (the up to 4096 that first see whether numbers can be reached "
        "are not counted); reaching it stops the work and says where",
    ),
    "calibrate.opt_report": (
        "只写诊断报告:对自带的或 --posterior 指定的后验;--no-report 则校准后不写报告",
        "only the diagnostics, of the shipped posterior or that of --posterior; --no-report "
        "calibrates without them",
    ),
    "calibrate.diagnosing": ("诊断", "diagnostics"),
    "calibrate.no_posterior": (
        "这个县没有后验;先运行 shengsi calibrate",
        "this county has no posterior; run shengsi calibrate first",
    ),
    "calibrate.report_where": (
        "报告、表和图在 {folder}",
        "report, tables and figures are in {folder}",
    ),
    "calibrate.resume_dry": (
        "--resume 接着算已开始的校准,没有可预演的;改法:去掉其中一个",
        "--resume goes on with a calibration that has begun, there is nothing to rehearse; "
        "fix: leave one of the two out",
    ),
    "calibrate.idle": (
        "与 {way} 同用时不起作用;改法:去掉其中一个",
        "has no effect together with {way}; fix: leave one of the two out",
    ),
    "calibrate.only_report": (
        "只与 --report 同用;改法:加上 --report,或去掉它",
        "goes with --report only; fix: add --report, or leave it out",
    ),
    "calibrate.start_under": (
        "应不小于保留的对数 {pairs};改法:加大 --start 或减小 -n",
        "must be at least the {pairs} pairs to keep; fix: raise --start or lower -n",
    ),
    "calibrate.budget_under": (
        "应大于覆盖先验的 {start} 次运行;改法:加大 --budget 或减小 --start",
        "must be above the {start} runs that cover the prior; fix: raise --budget or lower --start",
    ),
    "calibrate.report_dry": (
        "将诊断 {pairs} 对参数与种子,另作 {prior} 次先验运行对照(种子 {seed}),写入 {folder}",
        "would diagnose {pairs} pairs of parameters and seed against {prior} prior runs (seed "
        "{seed}), and write to {folder}",
    ),
    "calibrate.opt_resume": (
        "接着做中断的校准(.partial 文件夹)",
        "go on with an interrupted calibration (its .partial folder)",
    ),
    "calibrate.runs": ("覆盖先验", "covering the prior"),
    "calibrate.stage": (
        "第 {n} 步:温度 {temperature},有效样本 {ess};移动后参数 {sets} 组,独立历史 {lines} 段;"
        "接受率 {acceptance},累计运行 {calls} 次",
        "stage {n}: temperature {temperature}, effective size {ess}; after moves {sets} parameter "
        "sets, {lines} independent histories; acceptance {acceptance}, {calls} runs so far",
    ),
    "calibrate.stopped": (
        "已中断,做完的各步保留;接着做:shengsi calibrate --resume {folder}",
        "interrupted, finished stages are kept; to go on: shengsi calibrate --resume {folder}",
    ),
    "calibrate.done": (
        "后验:{n} 对参数与种子,其中不同参数 {sets} 组,独立历史 {ess} 段,"
        "以 {observations} 个观测为条件;共运行 {calls} 次,{stages} 步升温",
        "posterior: {n} pairs of parameters and seed, {sets} parameter sets, {ess} independent "
        "histories, conditioned on {observations} observations; {calls} runs, {stages} temperatures",
    ),
    "calibrate.is_prior": (
        "没有可用的观测,后验就是先验:{n} 对参数与种子",
        "no usable observation: the posterior is the prior, {n} pairs of parameters and seed",
    ),
    "calibrate.opt_cautious": (
        "数据太密太准时,只放进到还剩50段独立历史为止,并说明放进了多少;不加则报错",
        "where numbers are too many and too sharp, let them in only as far as 50 independent "
        "histories are left, and say how far; without it such numbers are refused",
    ),
    "calibrate.plan_cautious": (
        "谨慎:数据只放进到还剩 {floor} 段独立历史为止",
        "cautious: numbers are let in only as far as {floor} independent histories are left",
    ),
    "calibrate.in_part": (
        "数据只放进 {share}%(相当于误差放宽到 {wider} 倍):{why};区间比数据本可说明的宽",
        "the numbers were let in to {share} % (as if errors were {wider} times as wide): {why}; "
        "intervals are wider than the data could make them",
    ),
    "calibrate.why.histories": (
        "再多则剩下的独立历史太少",
        "more of them leaves too few independent histories",
    ),
    "calibrate.why.budget": ("运行上限用完,可加大 --budget", "the budget ran out, raise --budget"),
    "calibrate.why.acceptance": (
        "接受率过低,请核对彼此矛盾的数",
        "acceptance fell too low, look for numbers that contradict each other",
    ),
    "calibrate.budget": (
        "到达运行上限时升温未完,余下的一步由权重补足,有效样本因此较小;可加大 --budget",
        "the budget ended before the last temperature; weights made up the rest, at the cost of "
        "effective size; raise --budget for more",
    ),
    "calibrate.acceptance": (
        "接受率过低,提前停止,余下的一步由权重补足;请核对彼此矛盾的观测",
        "stopped early for want of acceptance, weights made up the rest; look for observations "
        "that contradict each other",
    ),
    "calibrate.posterior_where": (
        "后验与报告在 {folder};用于预测:shengsi forecast --posterior {folder}",
        "posterior and report are in {folder}; to forecast with it: "
        "shengsi forecast --posterior {folder}",
    ),
    "calibrate.plan": (
        "将运行 {start} 次覆盖先验,再升温求 {pairs} 对参数与种子(上限 {budget} 次,种子 {seed}),"
        "写入 {out};以 {n} 个观测为条件:",
        "would cover the prior by {start} runs, then temper to {pairs} pairs of parameters and "
        "seed (at most {budget} runs, seed {seed}), and write to {out}; conditioned on {n} "
        "observations:",
    ),
    "calibrate.label": ("先验预测", "prior predictive"),
    "calibrate.dry": (
        "将运行 {draws} 次先验抽样(种子 {seed},{first}-{last} 年),"
        "对照 {fit} 个观测和 {context} 个旁证,写入 {folder}",
        "would run {draws} prior draws (seed {seed}, {first}-{last}) against {fit} observations "
        "and {context} context numbers, and write to {folder}",
    ),
    # What a row says.
    "calibrate.title": (
        "先验预测检查:{draws} 次抽样(失败 {failed}),种子 {seed},{first}-{last} 年,shengsi {version}",
        "prior predictive check: {draws} draws ({failed} failed), seed {seed}, {first}-{last}, "
        "shengsi {version}",
    ),
    "calibrate.context_title": (
        "旁证(邻县、全市或全国的数,口径不同,不用于拟合)",
        "context (peers, city or nation, other scopes; never fitted)",
    ),
    "calibrate.col.what": ("观测", "observation"),
    "calibrate.col.operator": ("算子", "operator"),
    "calibrate.col.grade": ("等级", "grade"),
    "calibrate.col.observed": ("公布值", "published"),
    "calibrate.col.error": ("误差", "error"),
    "calibrate.col.position": ("位置", "position"),
    "calibrate.col.near": ("2个标准差内", "within 2 sd"),
    "calibrate.col.verdict": ("判定", "verdict"),
    "calibrate.col.unit": ("单位", "unit"),
    "calibrate.col.scope": ("公布的是什么", "what was published"),
    "calibrate.reached": ("可达", "reached"),
    "calibrate.tail": ("在尾部", "in the tail"),
    "calibrate.missed": ("达不到", "not reached"),
    "calibrate.op.level": ("水平", "level"),
    "calibrate.op.q1_level": ("一季度水平", "Q1 level"),
    "calibrate.op.lower_bound": ("下限", "lower bound"),
    "calibrate.op.upper_bound": ("上限", "upper bound"),
    "calibrate.op.ratio": ("比例", "ratio"),
    "calibrate.op.count": ("个数", "count"),
    "calibrate.op.growth": ("增速", "growth"),
    "calibrate.op.mean_growth": ("年均增速", "mean growth"),
    "calibrate.op.q1_growth": ("一季度增速", "Q1 growth"),
    "calibrate.grade.published": ("公布", "published"),
    "calibrate.grade.secondary": ("转载", "secondary"),
    "calibrate.grade.derived": ("推算", "derived"),
    "calibrate.grade.proxy": ("替代", "proxy"),
    # What the whole says.
    "calibrate.count": (
        "{n} 个观测:可达 {reached},在尾部 {tail},达不到 {missed}。",
        "{n} observations: {reached} reached, {tail} in the tail, {missed} not reached.",
    ),
    "calibrate.together": (
        "同时在全部观测2个标准差内的抽样:{share}(按 {whole} 次完成的抽样)。",
        "Draws within 2 sd of every observation at once: {share} (of {whole} finished draws).",
    ),
    "calibrate.left_out": ("未对照:{reason}", "left out: {reason}"),
    "calibrate.reading": (
        "位置是低于公布值的抽样所占比例;界限只看越界的一侧。达不到时应改模型,不改观测。",
        "Position is the share of draws below the number; a bound counts on its wrong side only. "
        "What is not reached asks for a change of the model, not of the number.",
    ),
    "calibrate.where": ("表、图和数据在 {folder}", "table, figure and data are in {folder}"),
    # Figure.
    "calibrate.figure.title": (
        "先验预测与公布的数",
        "Prior predictive and the record",
    ),
    "calibrate.figure.unit": ("{unit}", "{unit}"),
    "calibrate.figure.observed": ("公布值与2个标准差", "published, 2 sd"),
    "calibrate.figure.prior": ("先验抽样", "prior draws"),
    "calibrate.figure.bound": ("公布的{bound}", "published {bound}"),
    "calibrate.figure.footer": (
        "shengsi {version}  种子 {seed}  抽样 {draws} 次(失败 {failed})  日期 {date}  "
        "公布值的等级见各图;模型为先验,未经拟合",
        "shengsi {version}  seed {seed}  draws {draws} ({failed} failed)  date {date}  "
        "grades as marked; the model is the prior, not fitted",
    ),
}
