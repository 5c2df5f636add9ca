"""Sentences of `shengsi calibrate`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "calibrate.opt_prior": (
        "先验预测检查:不用任何观测,看模型能否接近公布的数",
        "prior predictive check: can the model come near the record before seeing it",
    ),
    "calibrate.opt_out": (
        "输出文件夹;默认 outputs/prior_check/时间",
        "output folder; default outputs/prior_check/TIME",
    ),
    "calibrate.only_prior": (
        "后验校准尚未完成,现在只有先验预测检查:shengsi calibrate --prior-check",
        "calibration to a posterior does not exist yet, only the prior predictive check: "
        "shengsi calibrate --prior-check",
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
