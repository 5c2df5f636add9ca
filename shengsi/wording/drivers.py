"""Sentences on the figures of the drivers."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "drivers.change": ("年度变化(%)", "change in the year (%)"),
    "drivers.rate": ("水平(%)", "level (%)"),
    "drivers.level": ("价位或规模(2017年=100)", "level (2017 = 100)"),
    "drivers.residuals": ("标准化残差", "standardised residuals"),
    "drivers.band": ("{share}%区间", "{share} % interval"),
    "drivers.median": ("中位数", "median"),
    "drivers.mean": ("拟合均值(底色:两个标准误)", "fitted mean (shade: two standard errors)"),
    "drivers.home": (
        "回归到的价位(底色:两个标准误)",
        "level returned to (shade: two standard errors)",
    ),
    "drivers.evidence": ("数列(误差为一个标准差)", "series (error: one sd)"),
    "drivers.lent": ("借出波动的数列 {series}", "series that lends its swing: {series}"),
    "drivers.own": ("{series} 的残差", "residuals of {series}"),
    "drivers.coefficients": ("系数(标准误)", "coefficients (standard errors)"),
    "drivers.forms": ("AICc(*采用)", "AICc (* taken)"),
    "drivers.tests": ("残差检验 p 值", "p values of the residuals"),
    "drivers.box": ("Ljung-Box 滞后{lag}:{p}", "Ljung-Box lag {lag}: {p}"),
    "drivers.shapiro": ("Shapiro-Wilk:{p}", "Shapiro-Wilk: {p}"),
    "drivers.untested": ("太少或有缺口,不检验", "too few or gaps, not tested"),
    "drivers.blind": ("年数少,检验很难发现问题", "few years: the tests see little"),
    "drivers.assumed": ("没有数列,全部是假设", "no series: an assumption throughout"),
    "drivers.grade": ("等级:{grade}", "grade: {grade}"),
    "drivers.subtitle": (
        "{form};等级 {grade};{years}年起由引擎按拟合的过程抽样,含参数误差",
        "{form}; grade {grade}; from {years} on drawn by the engine from the fitted process, "
        "parameter error included",
    ),
    "drivers.subtitle_assumed": (
        "假设,没有数列;由引擎按假设的过程抽样,含参数误差",
        "assumption, no series; drawn by the engine from the assumed process, parameter error "
        "included",
    ),
    "drivers.sheet": ("外部驱动:年度变化(%)", "Outside drivers: change in the year (%)"),
    "drivers.footer": (
        "shengsi {version}  种子 {seed}  抽样 {draws} 次  日期 {date}  记录见 docs/drivers.md",
        "shengsi {version}  seed {seed}  draws {draws}  date {date}  record in docs/drivers.md",
    ),
}
