"""Words of the driver records, Chinese first, then English: names of forms, coefficients, heads."""

from __future__ import annotations

from calibration.driver_trends import NAMES as TREND_NAMES

FORMS: dict[str, tuple[str, str]] = {
    "white": ("白噪声", "white noise"),
    "ar1": ("增速AR(1)", "AR(1) growth"),
    "reverting": ("价位回归", "reverting level"),
    "mean": ("只估均值", "mean only"),
    "assumed": ("假设", "assumption"),
    **TREND_NAMES,
}
COEFFICIENTS: dict[str, tuple[str, str]] = {
    "mu": ("均值 `mu`", "mean `mu`"),
    "phi": ("惯性 `phi`", "persistence `phi`"),
    "kappa": ("回归速度 `kappa`", "pull `kappa`"),
    "lbar": ("回归到的对数价位 `lbar`", "level returned to `lbar`"),
    "sigma": ("年度冲击 `sigma`", "yearly shock `sigma`"),
}
# How a coefficient enters the draws.
DRAWN: dict[str, tuple[str, str]] = {
    "once": ("每次抽样抽一次", "once per draw"),
    "bounded": ("每次抽样抽一次,限于0至0.95", "once per draw, within 0 and 0.95"),
    "lognormal": ("每次抽样抽一次,对数正态", "once per draw, lognormal"),
    "fixed": ("固定在估计值", "fixed at the estimate"),
    "parameter": ("由参数 `{code}` 代替", "replaced by the parameter `{code}`"),
}
PARAMETERS: dict[str, tuple[str, str]] = {
    "irregular": ("次年回吐的波动", "undone the year after"),
    "level": ("留下的波动", "lasting"),
    "slope": ("趋势的波动", "of the drift"),
    "drift": ("趋势", "drift"),
    "rho": ("趋势的惯性", "persistence of the drift"),
    "phi": ("`phi`",) * 2,
    "kappa": ("`kappa`",) * 2,
    "lbar": ("`lbar`",) * 2,
    "sigma": ("`sigma`",) * 2,
}
HEADS: dict[str, tuple[str, str]] = {
    "overview": (
        "驱动|形式|观测数|年份|`mu`|`phi`|`kappa`|`sigma`|等级",
        "driver|form|observations|period|`mu`|`phi`|`kappa`|`sigma`|grade",
    ),
    "coefficients": (
        "系数|估计|标准误|怎样带入抽样",
        "coefficient|estimate|standard error|in the draws",
    ),
    "candidates": (
        "形式|AICc|比最低的高|参数(波动为标准差)|引擎可运行",
        "form|AICc|above the lowest|parameters (disturbances: standard deviations)"
        "|run by the engine",
    ),
    "residuals": (
        "数列|残差数|均值|标准差|最大|Ljung-Box p(滞后)|Shapiro-Wilk p",
        "series|residuals|mean|sd|largest|Ljung-Box p (lag)|Shapiro-Wilk p",
    ),
    "known": ("年|变化|误差|等级", "year|change|error|grade"),
    "forecast": (
        "年|年度变化(%):中位数 [10%, 90%]|价位或规模(2017年=100):中位数 [10%, 90%]",
        "year|change in the year (%): median [10 %, 90 %]|level (2017 = 100): median [10 %, 90 %]",
    ),
    "side": (
        "数列|年份|采用|`phi`|`kappa`|AICc",
        "series|period|taken|`phi`|`kappa`|AICc",
    ),
    "assumed": (
        "驱动|`mu`|`phi`|`kappa`|`sigma`|{year}年:中位数 [10%, 90%]|等级",
        "driver|`mu`|`phi`|`kappa`|`sigma`|{year}: median [10 %, 90 %]|grade",
    ),
    "seasons": (
        "行业|价格驱动|对全省增速的弹性|一季度|二季度|三季度|四季度|等级",
        "sector|price driver|response to provincial growth|Q1|Q2|Q3|Q4|grade",
    ),
    "power": (
        "残差数|自相关0.5时 Ljung-Box(滞后1)报警|拉普拉斯冲击时 Shapiro-Wilk 报警",
        "residuals|Ljung-Box (lag 1) notices an autocorrelation of 0.5"
        "|Shapiro-Wilk notices Laplace shocks",
    ),
    "coverage": (
        "真实的过程|年数|选中真实形式|80%区间含真值:1年|4年|8年",
        "true process|years|true form found|80 % interval holds the truth: 1 year|4 years|8 years",
    ),
    "sources": ("驱动 driver|数列 series|出处 source",) * 2,
}
TITLES: dict[str, tuple[str, str]] = {
    "overview": ("一览", "Overview"),
    "assumed": ("没有数列的驱动", "Drivers without a series"),
    "seasons": ("季节形状", "Seasonal shape"),
    "power": ("这些检验看得出什么", "What the tests can see"),
    "coverage": ("这样短的数列,区间可信几分", "How far to trust intervals from such short series"),
    "sources": ("出处 Sources",) * 2,
}
SENTENCES: dict[str, tuple[str, str]] = {
    "nearest": (
        "括号内为标准误。趋势形式中最接近的是 `{variable}` 的{form},AICc 比所用形式高 {gap:.1f}。",
        "Standard errors in parentheses. The trend that comes nearest is the {form} for "
        "`{variable}`, with an AICc {gap:.1f} above that of the form used.",
    ),
    "wins": (
        "括号内为标准误。`{variable}` 的{form}比所用形式更合(AICc 低 {gap:.1f}),见该驱动的记录。",
        "Standard errors in parentheses. A {form} fits `{variable}` better than the form used "
        "(AICc lower by {gap:.1f}), see its record.",
    ),
    "figure": ("图:`outputs/drivers/{file}`", "Figure: `outputs/drivers/{file}`"),
    "evidence": ("证据(对数变化):{changes}。", "Evidence (log changes): {changes}."),
    "shared": ("冲击与 {codes} 相同。", "Shares its shocks with {codes}."),
    "lowest": ("采用{form}:AICc 最低。", "Taken: {form}, the lowest AICc."),
    "tie": (
        "采用{form}:比最低的({best})只高 {gap:.1f},不到2算平手,大宗商品平手取价位回归。",
        "Taken: {form}, only {gap:.1f} above the lowest ({best}); below 2 is a tie, and "
        "commodities take the reverting level in a tie.",
    ),
    "trend_tie": (
        "采用{form}:比最低的({best})只高 {gap:.1f},不到2算平手,取引擎能运行的。",
        "Taken: {form}, only {gap:.1f} above the lowest ({best}); below 2 is a tie, and the form "
        "that the engine runs is kept.",
    ),
    "borrowed": (
        "采用:只估均值(广义最小二乘);惯性与波动借自更长的 `{variable}`。该数列{why}",
        "Taken: a mean only (generalised least squares); persistence and swing are lent by the "
        "longer `{variable}`. Of that series: {why}",
    ),
    "mean": (
        "采用:只估均值(广义最小二乘);年数少或有缺口,不能比较形式。惯性是假设,波动取自残差。",
        "Taken: a mean only (generalised least squares); years are few or have gaps, so forms "
        "cannot be compared. Persistence is assumed, the swing is that of the residuals.",
    ),
    "mean_assumed": (
        "采用:只估均值(广义最小二乘);年数太少,不能比较形式。惯性与波动都是假设。",
        "Taken: a mean only (generalised least squares); years are too few to compare forms. "
        "Persistence and swing are assumed.",
    ),
    "memory": (
        "未通过:`{series}` 的残差有记忆(Ljung-Box p {p:.3f})。",
        "Failed: residuals of `{series}` have memory (Ljung-Box p {p:.3f}).",
    ),
    "tails": (
        "未通过:`{series}` 的残差不是正态(Shapiro-Wilk p {p:.3f}),最大的一个在{year}年;"
        "引擎的冲击是正态的,这样的年份会低估。",
        "Failed: residuals of `{series}` are not normal (Shapiro-Wilk p {p:.3f}), the largest in "
        "{year}; shocks in the engine are normal and make such years too rare.",
    ),
    "forms": ("比较过的形式,数列 `{variable}`:", "Forms tried on `{variable}`:"),
    "parts": ("组成它的各数列,单独拟合:", "The series it is made of, each fitted by itself:"),
    "beside": (
        "同一变量更早的记录(仅供了解,不进入参数):",
        "Older record of the same variable (for information, not in the parameters):",
    ),
    "known": (
        "引擎使用的已知值(误差为一个标准差):",
        "Values on record that the engine uses (errors are one standard deviation):",
    ),
    "unknown": (
        "{year}年以来没有已知值,全部由抽样得出。",
        "No value on record since {year}: every year is drawn.",
    ),
    "forecast": (
        "引擎的抽样({draws} 次,种子 {seed}):",
        "As drawn by the engine ({draws} draws, seed {seed}):",
    ),
    "too_few": ("太少", "too few"),
    "gaps": ("有缺口", "gaps"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "nowhere": ("无内点最优", "no optimum inside the bounds"),
    "negative": ("符号不合,不取", "wrong sign, not taken"),
    "coverage": (
        "从已知的过程造出同样短的数列,按同样的规则选形式、估系数、抽样,再看对数价位的80%区间"
        "含真值的比例(每行 {samples} 次,误差约3个百分点)。选出的形式碰巧拟合得最好,"
        "残差因此偏小;`sigma` 已按年数放宽(见《怎样读》),各行平均接近80%。有惯性而年数少的数列仍偏窄:形式常常选不中。",
        "Series as short as these are made up from known processes; form and coefficients are "
        "found by the same rules, and the share is counted in which the 80 % interval of the log "
        "level holds what then happens ({samples} series a row, error about 3 points). The form "
        "chosen is the one that fits best, by chance too, so its residuals are too small; `sigma` "
        "is widened for that (see How to read), and the rows come to about 80 % on average.  A "
        "short series with persistence stays too narrow: its form is often missed.",
    ),
    "source": ("来源", "Source"),
    "more": ("等 {n} 个地址, 见 history.csv / {n} addresses, see history.csv",) * 2,
}


def say(name: str, lang: int, **values: object) -> str:
    """A sentence in Chinese (0) or English (1), filled."""
    return SENTENCES[name][lang].format(**values)


def number(value: float) -> str:
    """Three significant digits, never a minus before zero."""
    return f"{value + 0.0:.3g}" if abs(value) >= 5e-7 else "0"


def table(name: str, lang: int, rows: list[list[str]], **values: object) -> str:
    """A Markdown table under the heads `name`."""
    heads = HEADS[name][lang].format(**values).split("|")
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])
