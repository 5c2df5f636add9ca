"""Sentences of the report on a calibration."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "calibration_report.title": ("校准诊断:{county}", "Diagnosis of the calibration: {county}"),
    "calibration_report.headline": ("{title}。{frame}", "{title}. {frame}"),
    "calibration_report.frame": (
        "后验:{pairs} 对参数与种子,观测 {used} 个(另留出 {held} 个),种子 {seed},先验运行 {start} 次;"
        "本报告:对照用先验运行 {prior} 次,种子 {own_seed},{first}-{last} 年,情景为方案,"
        "shengsi {version}",
        "posterior: {pairs} pairs of parameters and seed, {used} observations ({held} more held "
        "back), seed {seed}, {start} prior runs; this report: {prior} prior runs to compare with, "
        "seed {own_seed}, {first}-{last} under the plan, shengsi {version}",
    ),
    "calibration_report.dated": ("日期 {date}", "date {date}"),
    # Headings.
    "calibration_report.head.findings": ("结论", "In short"),
    "calibration_report.head.forecast": (
        "{year} 年:先验、后验与回归调整",
        "{year}: prior, posterior, regression-adjusted",
    ),
    "calibration_report.head.parameters": (
        "参数:先验与后验",
        "Parameters: prior and posterior",
    ),
    "calibration_report.head.pairs": ("互相替代的参数对", "Pairs that trade off"),
    "calibration_report.head.observations": (
        "观测:后验会公布出什么数",
        "Observations: what the posterior would publish",
    ),
    "calibration_report.head.information": (
        "还有哪些序列最有用",
        "Which further series would help most",
    ),
    "calibration_report.head.sampler": ("抽样器与权重", "Sampler and weights"),
    "calibration_report.head.limits": ("怎样读", "Limits"),
    "calibration_report.head.figures": ("图与数据", "Figures and data"),
    # Findings.
    "calibration_report.is_prior": (
        "没有任何观测:后验就是先验,以下各数说明的是模型与先验,不是对本县的校准。",
        "There is no observation: the posterior is the prior, and these numbers tell of the model "
        "and its priors, not of this county.",
    ),
    "calibration_report.chance": (
        "“{goal}”的概率:先验 {prior},后验 {plain},回归调整 {adjusted}。",
        "Probability of {goal}: prior {prior}, posterior {plain}, regression-adjusted {adjusted}.",
    ),
    "calibration_report.chance_moved": (
        "观测使它变化了 {change} ±{error} 个百分点。",
        "The observations moved it by {change} ±{error} points.",
    ),
    "calibration_report.chance_kept": (
        "观测没有在误差之外改变它:变化 {change} ±{error} 个百分点。",
        "The observations did not move it beyond error: by {change} ±{error} points.",
    ),
    "calibration_report.informed": (
        "数据说明了的:{names}(括号内为收缩)。",
        "What the data do tell: {names} (contraction in brackets).",
    ),
    "calibration_report.informed_unclear": (
        "收缩达到 {limit} 但在误差内分不清的:{names}(括号内为收缩)。",
        "Contracted by {limit} or more, but within error of that limit: {names} (contraction in "
        "brackets).",
    ),
    "calibration_report.informed_none": (
        "没有一个参数的收缩达到 {limit}。",
        "No parameter contracts by {limit} or more.",
    ),
    "calibration_report.cannot_tell": (
        "数据说不清的:{n} 个参数中有 {driven} 个仍由先验主导({names});{unmoved}。",
        "What the data cannot tell: {driven} of {n} parameters stay prior-driven ({names}); "
        "{unmoved}.",
    ),
    "calibration_report.cannot_tell_none": (
        "数据说不清的:没有参数仍由先验主导;{unmoved}。",
        "What the data cannot tell: no parameter stays prior-driven; {unmoved}.",
    ),
    "calibration_report.unmoved": (
        "{year} 年{names}的80%区间与先验几乎一样",
        "the 80 % intervals for {year} of {names} are almost those of the prior",
    ),
    "calibration_report.unmoved_none": (
        "{year} 年每个主要指标的80%区间都与先验不同",
        "the 80 % interval for {year} of every headline indicator differs from the prior's",
    ),
    "calibration_report.best_series": (
        "最能说清“{goal}”的是再得到{best}:目标概率的方差预期减少 {gain},概率典型变动 {moves} 个百分点。",
        "What would tell most about {goal} is {best}: expected to take {gain} of the variance of "
        "the answer and typically to move the probability by {moves} points.",
    ),
    "calibration_report.best_tied": (
        "与它在误差内不分先后的:{names}。",
        "Within error of it: {names}.",
    ),
    "calibration_report.best_none": (
        "没有一个备选序列能在误差之外减少“{goal}”的不确定性。",
        "No candidate series would sharpen the answer about {goal} beyond error.",
    ),
    "calibration_report.certain": (
        "所有抽样对“{goal}”的回答相同,没有可减少的不确定性。",
        "Every draw gives the same answer about {goal}: there is nothing to sharpen.",
    ),
    "calibration_report.agree": (
        "后验与回归调整在误差之内一致。",
        "Posterior and regression adjustment agree within their errors.",
    ),
    "calibration_report.differ": (
        "后验与回归调整的差别超出误差:{names};两者之差应看作方法带来的不确定性。",
        "Posterior and regression adjustment differ beyond error: {names}; take the difference as "
        "uncertainty due to method.",
    ),
    "calibration_report.surprises": (
        "出乎后验意料的观测:{names}。",
        "Observations that surprise the posterior: {names}.",
    ),
    "calibration_report.no_surprise": (
        "{n} 个观测中没有一个出乎后验意料。",
        "None of {n} observations surprises the posterior.",
    ),
    "calibration_report.trusted": (
        "抽样器正常结束,权重可信。",
        "The sampler finished and its weights can be trusted.",
    ),
    "calibration_report.untrusted": (
        "抽样器或权重未通过检查({what}),以上各数只作参考。",
        "The sampler or its weights fail a check ({what}): take the numbers above as indications.",
    ),
    "calibration_report.check.status": ("结束状态 {status}", "status {status}"),
    "calibration_report.check.ess": (
        "有效参数组数 {ess} 低于下限 {floor}",
        "effective parameter sets {ess} under the floor of {floor}",
    ),
    "calibration_report.check.lineages": (
        "独立历史 {ess} 段,少于宜有的 {floor} 段",
        "independent histories {ess}, fewer than the {floor} there should be",
    ),
    "calibration_report.check.tail": ("权重尾部过重", "a tail of weights too heavy"),
    "calibration_report.check.sum": ("权重之和不为1或有负数", "weights do not sum to 1"),
    # Columns.
    "calibration_report.col.parameter": ("参数", "parameter"),
    "calibration_report.col.unit": ("单位", "unit"),
    "calibration_report.col.grade": ("等级", "grade"),
    "calibration_report.col.prior": ("先验", "prior"),
    "calibration_report.col.posterior": ("后验", "posterior"),
    "calibration_report.col.contraction": ("收缩±误差", "contraction ± error"),
    "calibration_report.col.shift": ("位移±误差", "shift ± error"),
    "calibration_report.col.verdict": ("判定", "verdict"),
    "calibration_report.col.widened": ("先验加宽后概率变化", "P if prior wider"),
    "calibration_report.col.pair": ("参数对", "pair"),
    "calibration_report.col.correlation": ("相关系数", "correlation"),
    "calibration_report.col.interval": ("95%区间", "95 % interval"),
    "calibration_report.col.quantity": ("指标", "indicator"),
    "calibration_report.col.adjusted": ("回归调整", "adjusted"),
    "calibration_report.col.narrowed": ("区间收窄", "narrower by"),
    "calibration_report.col.agreement": ("两法", "methods"),
    "calibration_report.col.observation": ("观测", "observation"),
    "calibration_report.col.operator": ("算子", "operator"),
    "calibration_report.col.published": ("公布值", "published"),
    "calibration_report.col.simulated": ("模拟公布值", "simulated"),
    "calibration_report.col.position": ("位置", "position"),
    "calibration_report.col.unseen": ("未见该数时", "had it not been seen"),
    "calibration_report.col.unseen_position": ("位置", "position"),
    "calibration_report.col.pareto_k": ("Pareto k", "Pareto k"),
    "calibration_report.col.by": ("取自", "from"),
    "calibration_report.by.posterior": ("后验", "posterior"),
    "calibration_report.by.prior": ("先验运行", "prior runs"),
    "calibration_report.col.source": ("出处", "source"),
    "calibration_report.col.series": ("序列", "series"),
    "calibration_report.col.years": ("年份", "years"),
    "calibration_report.col.gain_goal": ("目标方差减少±误差", "P: variance down ± error"),
    "calibration_report.col.moves": ("概率典型变动", "P moves by"),
    "calibration_report.col.gain_quantity": (
        "对数值方差减少±误差",
        "level: variance down ± error",
    ),
    "calibration_report.col.ess": ("有效样本数", "effective size"),
    "calibration_report.col.sets": ("移动后参数组", "sets after moves"),
    "calibration_report.col.lineages": ("独立历史", "histories"),
    "calibration_report.col.stage": ("阶段", "stage"),
    "calibration_report.col.temperature": ("温度", "temperature"),
    "calibration_report.col.acceptance": ("接受率", "acceptance"),
    "calibration_report.col.moved": ("已移动", "moved"),
    "calibration_report.col.sweeps": ("遍数", "sweeps"),
    "calibration_report.col.calls": ("累计运行", "runs so far"),
    # Grades of priors.
    "calibration_report.grade.published": ("公布", "published"),
    "calibration_report.grade.secondary": ("转载", "secondary"),
    "calibration_report.grade.derived": ("推算", "derived"),
    "calibration_report.grade.proxy": ("替代", "proxy"),
    "calibration_report.grade.assumption": ("假设", "assumption"),
    # Verdicts.
    "calibration_report.prior_driven": ("先验主导", "prior-driven"),
    "calibration_report.prior_driven_unclear": ("先验主导(误差内)", "prior-driven (within error)"),
    "calibration_report.data_driven": ("数据说明", "informed"),
    "calibration_report.data_driven_unclear": ("数据说明(误差内)", "informed (within error)"),
    "calibration_report.moved_only": ("先验主导,已位移", "prior-driven, shifted"),
    "calibration_report.same": ("一致", "agree"),
    "calibration_report.other": ("不一致", "differ"),
    "calibration_report.cannot": ("说不清", "cannot tell"),
    "calibration_report.surprise": ("出乎意料", "surprising"),
    "calibration_report.alarm": ("十分意外", "alarming"),
    "calibration_report.fine": ("合理", "fine"),
    "calibration_report.used": ("已用", "used"),
    "calibration_report.held": ("留出", "held back"),
    # How to read.
    "calibration_report.read.parameters": (
        "先验、后验两栏为中位数和80%区间。收缩 = 1 - 后验方差/先验方差,在概率单位(probit)坐标里计算,"
        "那里每个先验都是标准正态;低于 {limit} 为先验主导。位移是后验均值,以先验标准差为单位。"
        "误差为一个抽样标准误,按共同祖先放大 {factor} 倍。自由参数在前。",
        "Prior and posterior are median and 80 % interval. Contraction = 1 - variance after / "
        "before, in probit coordinates, in which every prior is standard normal; below {limit} a "
        "parameter is prior-driven. The shift is the posterior mean in prior standard deviations. "
        "Errors are one Monte-Carlo standard error, times {factor} for common ancestors. Free "
        "parameters come first.",
    ),
    "calibration_report.read.widened": (
        "最后一栏:只把该参数的先验放宽到 {width} 倍时“{goal}”概率的变化(百分点±误差),只列先验主导的参数。",
        "Last column: change of the probability of {goal} (points ± error) when the prior of this "
        "parameter alone is {width} times as wide; prior-driven parameters only.",
    ),
    "calibration_report.read.pairs": (
        "先验里各参数互不相关,所以表中的相关都来自观测;只列 {n} 对中超出误差的(Bonferroni),大者在前。"
        "负相关表示一个高些、另一个低些同样说得通。",
        "Parameters are unrelated in the prior, so these correlations come from the observations; "
        "of {n} pairs those beyond error (Bonferroni), largest first. Negative: one higher and the "
        "other lower fit as well.",
    ),
    "calibration_report.no_pairs": (
        "{n} 对参数中没有一对的相关超出误差。",
        "Of {n} pairs none is correlated beyond error.",
    ),
    "calibration_report.read.observations": (
        "模拟公布值含公布误差,为中位数和80%区间;位置是低于公布值的比例。已用的观测会把后验拉向自己,"
        "所以另给“未见该数时”一栏:把它的似然从后验中除去,权重不可信(Pareto k 高于 {limit})时改用其余观测"
        "加权的先验运行,仍不可信则不给。界限只看越界的一侧。尾概率低于 5% 为出乎意料,低于 1% 为十分意外;"
        "{n} 个观测里凭运气约有 {chance} 个。",
        "Simulated numbers include the error of publication: median and 80 % interval; position is "
        "the share below the published number. A used observation draws the posterior towards "
        "itself, so it is also placed as if it had never been seen: its likelihood divided out of the "
        "posterior or, where these weights cannot be trusted (Pareto k above {limit}), prior runs "
        "weighted by all other observations; where neither can, not at all. Bounds count on their "
        "wrong side only. Surprising is a tail probability below 5 %, alarming below 1 %; "
        "chance alone gives about {chance} among {n}.",
    ),
    "calibration_report.no_held": (
        "没有留出的观测:可用的数全部用于校准。",
        "Nothing was held back: every usable number was conditioned on.",
    ),
    "calibration_report.no_observations": ("没有观测。", "There are no observations."),
    "calibration_report.left_out": ("未对照:{reason}", "left out: {reason}"),
    "calibration_report.silent": (
        "{name}:{n} 对没有可公布的数,未计入",
        "{name}: {n} pairs have nothing to publish and are left out",
    ),
    "calibration_report.read.forecast": (
        "各栏为中位数和80%区间。后验由抽样器求得;回归调整由 {prior} 次先验运行中最接近观测的 {near} 次"
        "(选取比例 {share})沿回归面移到观测处,界限以似然为权。两法的中位数相差超过 {limit} 个联合误差"
        "(删组 jackknife,Bonferroni)时记为不一致。",
        "Cells are median and 80 % interval. The posterior is the sampler's; adjusted are the {near} "
        "of {prior} prior runs nearest to the observations (share {share}), moved along the "
        "regression plane to meet them, bounds entering as weights. Methods differ when their "
        "medians are more than {limit} joint errors apart (delete-a-group jackknife, Bonferroni).",
    ),
    "calibration_report.not_adjusted": (
        "没有回归调整:{reason}",
        "no regression adjustment: {reason}",
    ),
    "calibration_report.nothing_to_adjust": (
        "没有观测,无从调整",
        "there is no observation to adjust to",
    ),
    "calibration_report.outside": (
        "以下观测在附近所有先验运行之外,回归面是外推的:{names}",
        "beyond every prior run near it, so that the plane is carried too far: {names}",
    ),
    "calibration_report.failed": (
        "运行中断而未计入:后验 {failed} 次,先验 {prior} 次。",
        "Runs that broke off and are left out: {failed} of the posterior, {prior} of the prior.",
    ),
    "calibration_report.read.information": (
        "假设向统计、税务等部门要到该序列各年的数(等级为公布,误差 {error}),以后验中每一对依次为真值模拟出来,"
        "再据此给其余各对重新加权。减少的是预期方差的比例。序列先压缩为对该量预测最好的一个数,"
        "所以是下限;不压缩则各年一起加权后平均只剩约 {direct} 个有效样本,说不清。误差为一个抽样标准误。",
        "Suppose the series were obtained for these years (grade published, error {error}): each "
        "pair in turn is the truth that it is simulated from, and the other pairs are re-weighted "
        "by it. What goes is the expected share of variance. A series is first reduced to the one "
        "number in it that predicts the quantity best, so this is a lower bound; without that, all "
        "years at once would leave an effective size of about {direct}, which tells nothing. Errors "
        "are one Monte-Carlo standard error.",
    ),
    "calibration_report.sampler": (
        "状态:{status};运行 {calls} 次;{pairs} 对,{sets} 组不同参数。",
        "Status: {status}; {calls} runs; {pairs} pairs, {sets} different parameter sets.",
    ),
    "calibration_report.sizes": (
        "独立历史 {lines} 段,按权重合 {ess} 段(共用历史的运气或一组参数的算一段);"
        "把各阶段重抽样的共同祖先也计入则为 {ancestors},本报告的误差按后者。",
        "Independent histories {lines}, by weight {ess} (pairs that share the luck of their history or "
        "their parameters count as one); {ancestors} when common ancestors in the resampling of every "
        "stage count too, which is what the errors here go by.",
    ),
    "calibration_report.weights": (
        "权重:和为1且不为负 {fine};最大一组占 {largest};尾部 Pareto k {k};各阶段最重 {worst}。",
        "Weights: sum to 1, none negative: {fine}; largest set {largest}; Pareto k of the tail {k}; "
        "heaviest of any stage {worst}.",
    ),
    "calibration_report.replayed": (
        "重演:{share} 的参数与种子对给出与文件相同的似然。",
        "Replay: {share} of the pairs give the likelihood on file again.",
    ),
    "calibration_report.yes": ("是", "yes"),
    "calibration_report.no": ("否", "no"),
    "calibration_report.status.complete": ("完成", "complete"),
    "calibration_report.status.no_information": (
        "没有信息(后验即先验)",
        "no information (posterior is prior)",
    ),
    "calibration_report.status.budget": ("预算用尽", "budget spent"),
    "calibration_report.status.acceptance": ("接受率过低", "acceptance too low"),
    "calibration_report.status.histories": (
        "谨慎:停在还剩足够独立历史处",
        "cautious: stopped while enough independent histories were left",
    ),
    "calibration_report.own": ("[本县账目]", "[own account]"),
    "calibration_report.own_in_place": (
        "[本县账目,替换内置的 {number}]",
        "[own account, in place of {number}]",
    ),
    "calibration_report.let_in": (
        "数据太密太准,全放进去剩不下足够的独立历史;只放进了 {share}%,相当于每个数的误差放宽到 {wider} 倍,"
        "所以下面的区间比数据本可说明的宽。",
        "The numbers are so many and so sharp that the whole of them leaves too few independent "
        "histories.  They were let in to {share} %, as if every error were {wider} times as wide, so "
        "the intervals below are wider than the data could make them.",
    ),
    "calibration_report.status.unknown": ("未注明", "not stated"),
    "calibration_report.limits": (
        "误差只是有限次运行的误差,不含模型结构与先验选择的误差。观测的等级和出处见观测表,先验的等级见参数表:"
        "“假设”是声明的,不是事实。",
        "Errors are those of finitely many runs, not of the structure of the model or the choice of "
        "priors. Grades and sources of observations are in their table, grades of priors in that "
        "of parameters: an assumption is declared, not a fact.",
    ),
    "calibration_report.files": (
        "表:{tables}(CSV,Excel 可直接打开)。图:{figures}。",
        "Tables: {tables} (CSV for Excel). Figures: {figures}.",
    ),
    "calibration_report.and": ("、", "; "),
    "calibration_report.points": ("{change} ±{error}", "{change} ±{error}"),
    # Figures.
    "calibration_report.fig.parameters": (
        "参数:先验(灰线)与后验(柱)",
        "Parameters: prior (grey line) and posterior (bars)",
    ),
    "calibration_report.fig.observations": (
        "观测:后验会公布的数与公布的数",
        "Observations: what the posterior would publish, and what was published",
    ),
    "calibration_report.fig.forecast": (
        "{year} 年:先验、后验、回归调整(中位数与80%区间)",
        "{year}: prior, posterior, regression-adjusted (median and 80 % interval)",
    ),
    "calibration_report.fig.information": (
        "再得到一个序列,“{goal}”的方差预期减少多少",
        "Expected reduction of the variance of the answer about {goal}, by series",
    ),
    "calibration_report.fig.footer": (
        "shengsi {version}  后验:种子 {seed},先验 {start} 次,{pairs} 对,观测 {used} 个  "
        "本图:对照先验 {prior} 次,种子 {own_seed}  日期 {date}  情景为方案\n"
        "数与先验的等级见 observations.csv、parameters.csv",
        "shengsi {version}  posterior: seed {seed}, {start} prior runs, {pairs} pairs, {used} "
        "observations  figure: {prior} prior runs to compare, seed {own_seed}  date {date}  under "
        "the plan\ngrades of numbers and priors are in observations.csv and parameters.csv",
    ),
    "calibration_report.fig.contraction": ("收缩", "contraction"),
    "calibration_report.fig.simulated": ("后验(80%)", "posterior (80 %)"),
    "calibration_report.fig.unseen": ("未见该数时(80%)", "had it not been seen (80 %)"),
    "calibration_report.fig.published": ("公布值", "published"),
    "calibration_report.fig.deviations": (
        "与公布值之差(公布误差的标准差数)",
        "distance from the published number (its standard deviations)",
    ),
    "calibration_report.fig.share": ("方差预期减少(%)", "expected reduction of variance (%)"),
    "calibration_report.fig.bars": (
        "横线为两个抽样标准误",
        "lines are two Monte-Carlo standard errors",
    ),
    "calibration_report.fig.outside": ("{distance} 个标准差", "{distance} sd"),
}
