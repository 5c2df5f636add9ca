"""The patterns: what the literature found, where, and which range counts as met.

Values in quotes are as printed by the source; "unverified" marks what is from memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from calibration import pattern_statistics as statistics
from calibration.pattern_types import Evidence, Pattern
from calibration.traces import Traces

LAST_YEAR = 2027
REFORM_YEAR, RESPONSE_LAST_YEAR = 2019, 2022
SIZE_YEAR = 2022


def _base(measure: Callable[..., float], **options: int) -> Callable[[Evidence], float]:
    """A statistic of the traces without reform."""
    return lambda evidence: measure(evidence.base, **options)


def _response(measure: Callable[..., float], first: int, last: int) -> Callable[[Evidence], float]:
    """A statistic of the pair of traces, over the years first..last."""
    return lambda evidence: measure(evidence.base, evidence.reform, first, last)


def _above_scale(measure: Callable[[Traces], float]) -> Callable[[Evidence], float]:
    """A statistic of the enterprises on the above-scale list, the nearest to large plants."""

    def of_large(evidence: Evidence) -> float:
        base = evidence.base
        return measure(Traces(base.years[base.years["above"]], base.spells, base.draws))

    return of_large


_NO = math.nan
_INF = math.inf
_CH = "Cooper & Haltiwanger 2006, RES 73"
_AS_LARGE = (
    "原文是约7000家持续经营的大厂,只计设备;取25%的容差",
    "of about 7,000 large continuing plants, equipment only; tolerance of a quarter",
)
_ALONE = ("规上企业单列,最接近原文的大厂", "above-scale enterprises alone, nearest to large plants")

PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "investment_rate", ("投资率均值", "mean investment rate"), ("12.2%", "12.2%"),
        0.0915, 0.1525, _CH, _base(statistics.mean_rate), _AS_LARGE, percent=True,
    ),
    Pattern(
        "inaction", ("不投资的厂年(低于1%)", "plant-years of inaction (below 1 %)"),
        ("8.1%", "8.1%"), 0.061, 0.101, _CH, _base(statistics.inaction), _AS_LARGE, percent=True,
    ),
    Pattern(
        "spikes", ("投资尖峰厂年(高于20%)", "plant-years with a spike (above 20 %)"),
        ("18.6%", "18.6%"), 0.1395, 0.2325, _CH, _base(statistics.spikes), _AS_LARGE, percent=True,
    ),
    Pattern(
        "serial_correlation", ("投资率的序列相关", "serial correlation of investment rates"),
        ("0.058", "0.058"), -0.042, 0.158, _CH, _base(statistics.serial_correlation),
        ("容差0.1;本模型一个项目的投资跨两个年度", "tolerance .1; a project spans two years here"),
    ),
    Pattern(
        "negative_investment", ("负投资厂年", "plant-years of negative investment"),
        ("10.4%", "10.4%"), 0.078, 0.130, _CH, _base(statistics.negative),
        ("本模型的企业不卖设备", "enterprises of this model sell no equipment"), percent=True,
    ),
    Pattern(
        "investment_rate_above", ("投资率均值,规上", "mean investment rate, above-scale"),
        ("12.2%", "12.2%"), _NO, _NO, _CH, _above_scale(statistics.mean_rate), _ALONE, percent=True,
    ),
    Pattern(
        "inaction_above", ("不投资的厂年,规上", "inaction, above-scale"),
        ("8.1%", "8.1%"), _NO, _NO, _CH, _above_scale(statistics.inaction), _ALONE, percent=True,
    ),
    Pattern(
        "spikes_above", ("投资尖峰厂年,规上", "spikes, above-scale"),
        ("18.6%", "18.6%"), _NO, _NO, _CH, _above_scale(statistics.spikes), _ALONE, percent=True,
    ),
    Pattern(
        "short_of_funds", ("因缺资金推迟投资的厂年", "plant-years with an investment short of funds"),
        ("未见", "not seen"), _NO, _NO, "-", _base(statistics.short_of_funds), percent=True,
    ),
    Pattern(
        "utilisation", ("产能利用率均值", "mean capacity utilisation"), ("79.1%", "79.1%"),
        _NO, _NO, "2020浙江金融运行报告", _base(statistics.utilisation),
        ("浙江规上企业2020年,加权平均;这里不加权", "Zhejiang above-scale 2020, weighted; unweighted here"),
        percent=True,
    ),
    Pattern(
        "growth_exponent", ("增长率分布的Subbotin指数b", "Subbotin exponent b of growth rates"),
        ("1(拉普拉斯)", "1 (Laplace)"), 0.75, 1.25,
        "Zou 2019, Physica A 535; Bottazzi & Secchi 2002", _base(statistics.subbotin_exponent),
        ("2为正态;容差0.25", "2 is normal; tolerance .25"),
    ),
    Pattern(
        "laplace_advantage",
        ("拉普拉斯减正态的对数似然(每个观测)", "log-likelihood, Laplace less normal, per observation"),
        ("拉普拉斯更好", "Laplace is better"), 0.0, _INF,
        "Zou 2019, Physica A 535; Bottazzi & Secchi 2002", _base(statistics.laplace_advantage),
    ),
    Pattern(
        "growth_spread", ("年增长率标准差", "standard deviation of annual growth"),
        ("0.3-0.55(凭记忆,待核)", ".3-.55 (from memory, unverified)"), _NO, _NO,
        "Yu, Dosi, Grazzi & Lei 2017 (unverified)", _base(statistics.growth_spread),
    ),
    Pattern(
        "spread_by_size", ("增长离散度对规模的弹性", "elasticity of growth spread to size"),
        ("-0.20±0.03(美国上市公司)", "-.20 +- .03 (US listed)"), -0.26, -0.14,
        "Amaral et al. 1997, Physica A 244; Zou 2019", _base(statistics.spread_by_size),
        ("Duschl & Peng 2015认为中国企业偏离此律", "Duschl & Peng 2015: Chinese firms deviate"),
    ),
    Pattern(
        "tail_exponent", ("规模分布尾部密度指数", "tail exponent of the size density"),
        ("2.0-2.5(各省)", "2.0-2.5 (provinces)"), 2.0, 2.5,
        "Heinrich & Dai 2016, SCED 37", _base(statistics.tail_exponent, year=SIZE_YEAR),
        ("最大的十分之一;初始规模按对数正态给定", "largest tenth; log-normal at the start by assumption"),
    ),
    Pattern(
        "pareto_advantage",
        ("尾部帕累托减截断对数正态的对数似然", "tail: log-likelihood, Pareto less cut log-normal"),
        ("帕累托可信", "Pareto plausible"), _NO, _NO,
        "Heinrich & Dai 2016, SCED 37", _base(statistics.pareto_advantage, year=SIZE_YEAR),
        ("恒不大于0,近0即尾部近幂律", "never above 0; near 0 the tail is nearly a power law"),
        single=False,
    ),
    Pattern(
        "adoption_mechanised", ("机械化(1级以上)扩散:S形优于直线(AICc之差)",
        "mechanised (level 1+): AICc, line less S-curve"),
        ("S形", "S-shaped"), 0.0, _INF, "Bass 1969; Sultan, Farley & Lehmann 1990 (unverified)",
        _base(statistics.logistic_advantage, level=1),
        ("大于0为S形;只有11年,起点已近半,饱和曲线也会如此",
         "above 0: S; 11 years, from nearly half: any saturating curve would do as well"),
        single=False,
    ),
    Pattern(
        "adoption_digital", ("数字化车间(2级以上)扩散:S形优于直线(AICc之差)",
        "digital (level 2+): AICc, line less S-curve"),
        ("S形", "S-shaped"), 0.0, _INF, "Bass 1969; Sultan, Farley & Lehmann 1990 (unverified)",
        _base(statistics.logistic_advantage, level=2),
        ("大于0为S形;只有11年,曲线的前段", "above 0: S; only 11 years, the first part"),
        single=False,
    ),
    Pattern(
        "subsidy_response", ("设备降价14.5%后四年投资增加", "investment gain in 4 years, cost cut of 14.5 %"),
        ("28%-38%", "28 % to 38 %"), 0.28, 0.384,
        "Zhang, Chen & He 2017, ITAX; Chen et al. 2023, REStud 90; Liu & Mao 2019, AEJ:EP 11",
        _response(statistics.response, REFORM_YEAR, RESPONSE_LAST_YEAR),
        ("2019年起,资本全按设备计,成对同随机数", "from 2019, all capital as equipment, paired draws"),
        single=False, percent=True,
    ),
    Pattern(
        "subsidy_response_later", ("同上,第五至九年", "the same, years five to nine"),
        ("长期未见", "not seen"), _NO, _NO, "-",
        _response(statistics.response, RESPONSE_LAST_YEAR + 1, LAST_YEAR), single=False, percent=True,
    ),
    Pattern(
        "spike_share", ("增量中来自尖峰的份额", "share of the gain from spikes"),
        ("以尖峰为主", "driven by spikes"), 0.5, _INF, "Chen et al. 2023, REStud 90",
        _response(statistics.spike_share, REFORM_YEAR, RESPONSE_LAST_YEAR), single=False, percent=True,
    ),
    Pattern(
        "median_life", ("中小企业寿命中位数(年)", "median life of small firms (years)"),
        ("10.67", "10.67"), 8.5, 12.8, "China Economic Review 2025 (W4417452676)",
        _base(statistics.median_life),
        ("全行业,2001-2013年登记;容差20%;背景退出率取自同一来源",
         "all sectors, registered 2001-2013; tolerance a fifth; the exit prior has the same source"),
        single=False,
    ),
)  # fmt: skip
