"""Sentences of `shengsi backtest`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Options.
    "backtest.opt_part": (
        "做哪几部分:synthetic 合成县,county 本县,drivers 外部驱动;可重复,默认全部",
        "parts: synthetic counties, the county, the drivers; repeatable, all by default",
    ),
    "backtest.opt_origins": (
        "合成县的预测起点(年末),如 2019-2022 或 2021",
        "origins of the synthetic counties (ends of years), such as 2019-2022 or 2021",
    ),
    "backtest.opt_horizons": ("最远预测几年", "years ahead, at most"),
    "backtest.opt_truths": (
        "每个起点有多少个真相已知的合成县",
        "synthetic counties with known truth at each origin",
    ),
    "backtest.opt_draws": (
        "每个起点的先验运行次数,模型由它们得到条件预测",
        "prior runs at each origin, from which the model's conditional forecasts are made",
    ),
    "backtest.opt_out": (
        "输出文件夹,其下每次一个子文件夹",
        "output folder; each backtest gets a folder in it",
    ),
    "backtest.opt_no_figures": ("不画图", "no figures"),
    "backtest.bad_origins": (
        "应为 {low} 到 {high} 之间的年份,如 2019-2022,这里是 {text}",
        "must be years within {low}..{high}, such as 2019-2022, not {text}",
    ),
    "backtest.few_draws": (
        "合成县要由至少 {low} 次先验运行回归,这里是 {n}",
        "synthetic counties need a regression on {low} prior runs or more, not {n}",
    ),
    "backtest.label.synthetic": ("合成县", "synthetic counties"),
    "backtest.label.county": ("本县", "the county"),
    "backtest.label.drivers": ("外部驱动", "drivers"),
    "backtest.dry": ("将做 {parts}", "would do {parts}"),
    "backtest.dry_origins": (
        ";起点 {origins},合成县 {truths} 个",
        "; origins {origins}, {truths} synthetic counties",
    ),
    "backtest.dry_horizons": (";最远 {horizons} 年", "; up to {horizons} years ahead"),
    "backtest.dry_rest": (
        ";种子 {seed};模型运行共 {runs} 次,写入 {out}",
        "; seed {seed}; {runs} model runs in all, written to {out}",
    ),
    # Heads.
    "backtest.title": (
        "回测:只用起点时已知的数预测后来  种子 {seed}  先验运行每起点 {draws} 次  shengsi {version}",
        "Backtest: what came later, forecast from what was known then  seed {seed}  "
        "{draws} prior runs an origin  shengsi {version}",
    ),
    "backtest.reading": (
        "CRPS 越小越好,乘了100(约合百分之几的误差);技巧 = 1 - 模型/最好基准,方括号内为95%区间"
        "(对合成县或起点重抽样)。最好基准事后挑选,偏向基准。覆盖率后括号内为95%区间。",
        "CRPS: smaller is better, times 100 (about per cent of error); skill = 1 - model / best "
        "benchmark, with a 95 % interval from resampling counties or origins. The best benchmark "
        "is chosen after the fact, which favours benchmarks. Coverage with a 95 % interval.",
    ),
    "backtest.head.synthetic": (
        "一、合成县,模型自己的世界:{truths} 个县,起点 {origins};已知2017年至起点六个序列的年度数(误差2%)",
        "1. Synthetic counties in the model's own world: {truths} counties, origins {origins}; "
        "annual numbers of six series known from 2017 to the origin (error 2 %)",
    ),
    "backtest.head.rough": (
        "二、更动荡的世界:外部驱动在没有观测的年份里,波动幅度是模型所以为的 {factor:g} 倍;各年限合并",
        "2. A rougher world: wherever they were not observed, drivers move {factor:g} times as "
        "widely as the model thinks; all horizons together",
    ),
    "backtest.head.county": (
        "三、本县:{origins} 个起点,{numbers} 个后来公布的数(有几个起点就有几行)",
        "3. The county: {origins} origins, {numbers} numbers published later (a row an origin)",
    ),
    "backtest.head.drivers": (
        "四、外部驱动的模型:全市、全国与国际市场的序列,各年起点;各年限合并",
        "4. The drivers' models on series of the city, the nation and world markets; all horizons "
        "together",
    ),
    # Columns.
    "backtest.col.series": ("序列", "series"),
    "backtest.col.horizon": ("年后", "years"),
    "backtest.col.best": ("最好基准", "best"),
    "backtest.col.skill": ("技巧%", "skill %"),
    "backtest.col.cases": ("预测/起点", "n/origins"),
    "backtest.col.verdict": ("判定", "verdict"),
    "backtest.col.number": ("公布的数", "number"),
    "backtest.col.origin": ("起点", "origin"),
    "backtest.col.known": ("已知数", "known"),
    "backtest.col.observed": ("公布值", "published"),
    "backtest.col.median": ("模型", "model"),
    "backtest.col.interval": ("80%区间", "80 % interval"),
    "backtest.col.pit": ("位置", "position"),
    "backtest.col.crps": ("CRPS", "CRPS"),
    "backtest.method.model": ("模型", "model"),
    "backtest.method.prior": ("先验", "prior"),
    "backtest.method.walk": ("不变", "walk"),
    "backtest.method.level": ("均值", "level"),
    "backtest.method.drift": ("漂移", "drift"),
    "backtest.method.ar1": ("AR1", "AR1"),
    "backtest.method.ets": ("阻尼ETS", "ETS"),
    "backtest.method.trend": ("局部趋势", "trend"),
    "backtest.method.var": ("收缩VAR", "VAR"),
    "backtest.verdict.wins": ("胜", "wins"),
    "backtest.verdict.loses": ("负", "loses"),
    "backtest.verdict.open": ("难分", "open"),
    "backtest.verdict.few": ("太少", "too few"),
    "backtest.nearer": ("较近", "nearer"),
    "backtest.farther": ("较远", "farther"),
    "backtest.alone": ("无基准", "no benchmark"),
    # What it all says.
    "backtest.count": (
        "{n} 格:胜 {wins},负 {loses},难分 {open},起点太少不判 {few}。",
        "{n} cells: {wins} won, {loses} lost, {open} open, {few} with too few origins to judge.",
    ),
    "backtest.lost": ("模型输给基准:{where}。", "The model loses to: {where}."),
    "backtest.behind": (
        "另有未定而落后的:{where}。",
        "Behind, though not decidedly: {where}.",
    ),
    "backtest.none_lost": ("没有一格落后于最好基准。", "Behind the best benchmark in no cell."),
    "backtest.place": (
        "{series}{horizon}年({best},{skill}%)",
        "{series} {horizon}y ({best}, {skill} %)",
    ),
    "backtest.place_all": ("{series}({best},{skill}%)", "{series} ({best}, {skill} %)"),
    "backtest.coverage": (
        "覆盖率(全部预测合并):50%区间 {c50},80%区间 {c80},95%区间 {c95}。",
        "Coverage (all forecasts together): 50 % interval {c50}, 80 % {c80}, 95 % {c95}.",
    ),
    "backtest.ranks": (
        "秩在十等份里的比例:{shares};均匀性检验 p {p}。",
        "Shares of ranks in tenths: {shares}; test of uniformity p {p}.",
    ),
    "backtest.ranks_untested": (
        "秩在十等份里的比例:{shares};起点只有 {n} 个,不作检验。",
        "Shares of ranks in tenths: {shares}; {n} origins are too few for a test.",
    ),
    "backtest.own_world": (
        "这是模型自己的世界,胜出是应当的;要看的是覆盖率是否名副其实、在哪里胜得少。"
        "没有注明日期的事件和项目,基准也无从知道。普通重要性权重在这样密的数据下只剩 {ess} 个"
        "有效样本({draws} 次中),所以用回归调整;因有不为正的数而剔除 {left} 次运行。",
        "This is the model's own world, where it should win; look at whether coverage is as stated, "
        "and where the lead is thin. Dated events and projects are left out, since benchmarks "
        "could not know them. Plain importance weights would keep {ess} effective runs of {draws} "
        "with data as dense as this, hence regression adjustment; {left} runs were left out for "
        "numbers that are not positive.",
    ),
    "backtest.rough_world": (
        "模型仍照原来的想法预测,只是世界更动荡:覆盖率不足的部分就是模型自信过头时的代价。",
        "The model forecasts as before, only the world is rougher: what coverage falls short by is "
        "what it costs when the model is too sure.",
    ),
    "backtest.county_count": (
        "可与基准比较的 {n} 次预测:比最好的基准近 {nearer} 次,远 {farther} 次。",
        "Of {n} forecasts that have a benchmark, {nearer} came nearer than the best one and "
        "{farther} did not.",
    ),
    "backtest.county_farther": ("模型不如基准:{where}。", "The model does worse on: {where}."),
    "backtest.county_place": ("{number}(起点{origin},{best})", "{number} (from {origin}, {best})"),
    "backtest.power": (
        "几个起点几乎没有分辨力:真实覆盖率只有50%的区间,6次中命中4次以上的机会也有三分之一;"
        "相邻起点预测同一个数,更不是独立的证据。",
        "A few origins have almost no power: an interval that covers half of the time still hits 4 "
        "of 6 or more in a third of cases, and neighbouring origins forecast the same number.",
    ),
    "backtest.leak": (
        "起点之后的观测、驱动、事件和已投产项目都已隐去,驱动用当时的数重估;"
        "但参数的先验是2023年看过全部记录后定的,这一点没法隐去。",
        "Observations, drivers, events and projects after the origin are hidden, and drivers "
        "estimated anew from what was known; but the priors were written in 2023 with the whole "
        "record in view, which cannot be undone.",
    ),
    "backtest.unused": (
        "起点 {origin}:模型未能按已知数加权,不计:{reason}",
        "origin {origin}: the model could not be weighted by what was known and is left out: {reason}",
    ),
    "backtest.driver_note": (
        "“模型”一栏是驱动自己的模型,按起点前的数列重估;相邻起点的目标年份重叠,区间只会偏窄。"
        "逐年限的表在 summary.csv。",
        "The model column is the driver's own model, refitted to what was known. Target years of "
        "neighbouring origins overlap, so intervals are too narrow if anything. Horizon by horizon "
        "in summary.csv.",
    ),
    "backtest.where": ("表、图和数据在 {folder}", "tables, figures and data are in {folder}"),
    # Figures.
    "backtest.figure.synthetic": (
        "合成县:预测误差(CRPS x 100)随年限",
        "Synthetic counties: error of forecasts (CRPS x 100) by years ahead",
    ),
    "backtest.figure.synthetic_sub": (
        "粗线为各起点合并;细线为模型在每个起点 {origins};{truths} 个县,真相出自模型自己",
        "thick: all origins together; thin: the model at each origin {origins}; {truths} counties, "
        "truths from the model itself",
    ),
    "backtest.figure.years": ("几年后", "years ahead"),
    "backtest.figure.ranks": (
        "后来的数落在预测的哪里:秩直方图",
        "Where what came fell within the forecast: ranks",
    ),
    "backtest.figure.ranks_sub": (
        "均匀为准;两头高是区间太窄,中间高是太宽,偏一边是有偏",
        "flat is right; high ends mean too narrow, a high middle too wide, a slope biased",
    ),
    "backtest.figure.rank_axis": ("在预测分布中的位置", "position in the forecast"),
    "backtest.figure.own": ("合成县,模型自己的世界", "synthetic, own world"),
    "backtest.figure.rough": ("合成县,更动荡的世界", "synthetic, rougher world"),
    "backtest.figure.county_part": ("本县", "the county"),
    "backtest.figure.drivers_part": ("外部驱动", "drivers"),
    "backtest.figure.county": (
        "本县:每个起点对每个后来公布的数的预测",
        "The county: forecasts of every later number from every origin",
    ),
    "backtest.figure.county_sub": (
        "竖条为模型的80%与95%区间,点为中位数;小标记为各基准的中位数;横线为公布值",
        "bars: the model's 80 % and 95 % intervals, dots: medians; small marks: benchmarks' "
        "medians; line: as published",
    ),
    "backtest.figure.origin": ("起点", "origin"),
    "backtest.figure.drivers": (
        "外部驱动:每个起点的预测与后来",
        "Drivers: forecasts from every origin and what came",
    ),
    "backtest.figure.drivers_sub": (
        "黑线为实际(首年=100);蓝线为每个起点的预测中位数,竖条为各起点预测的80%区间",
        "black: actual (first year = 100); blue: median forecast from each origin, bars: its 80 % "
        "interval",
    ),
    "backtest.figure.actual": ("实际", "actual"),
    "backtest.figure.interval80": ("80%区间", "80 % interval"),
    "backtest.figure.interval95": ("95%区间", "95 % interval"),
    "backtest.figure.published": ("公布值", "published"),
    "backtest.figure.each_origin": ("模型,单个起点", "model, one origin"),
    "backtest.figure.footer": (
        "shengsi {version}  种子 {seed}  先验运行每起点 {draws} 次  日期 {date}",
        "shengsi {version}  seed {seed}  {draws} prior runs an origin  date {date}",
    ),
}
