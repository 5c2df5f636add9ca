"""Sentences on the figures."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "chart.band": ("{share}%区间", "{share} % interval"),
    "chart.median": ("中位数", "median"),
    "chart.baseline": ("{name}中位数", "median, {name}"),
    "chart.target": ("目标{id}:{year}年{value}", "target {id}: {value} in {year}"),
    "chart.plan": ("方案开始", "plan begins"),
    "chart.history": ("历史数据({grades})", "record ({grades})"),
    "chart.own": ("本县账目({grades})", "own accounts ({grades})"),
    "chart.no_number": (
        "历史记录里没有这一指标的数",
        "no number of this indicator on record",
    ),
    "chart.no_annual": (
        "历史记录里没有年度数,只有{others}",
        "no annual number on record; only {others}",
    ),
    "chart.has": ("{period}{what}", "{period} {what}"),
    "chart.has.level": ("水平", "level"),
    "chart.has.count": ("个数", "count"),
    "chart.has.ratio": ("与另一指标之比", "ratio to another indicator"),
    "chart.has.q1_level": ("水平", "level"),
    "chart.has.lower_bound": ("下限", "lower bound"),
    "chart.has.upper_bound": ("上限", "upper bound"),
    "chart.has.growth": ("增速", "growth"),
    "chart.has.mean_growth": ("年均增速", "mean growth"),
    "chart.has.q1_growth": ("增速", "growth"),
    "chart.period": ("{years}年", "{years}"),
    "chart.quarter": ("{year}年{quarter}季度", "{year} Q{quarter}"),
    "chart.past": (
        "方案以前的历史:先验、后验与观测",
        "history before the plan: prior, posterior and record",
    ),
    "chart.past_band": ("{basis}:80%区间与中位数", "{basis}: 80 % interval, median"),
    "chart.past_bars": (
        "观测,须线为一个标准差",
        "record, bars are one standard deviation",
    ),
    "chart.unit": ("单位:{unit}", "{unit}"),
    "chart.last_year": ("{year}年各情景:中位数与80%区间", "{year}: median and 80 % interval"),
    "chart.more": ("另有 {n} 个情景见 CSV", "{n} more in the CSV"),
    "chart.subtitle": ("情景:{name};{basis}", "scenario: {name}; {basis}"),
    "chart.footer": (
        "shengsi {version}  种子 {seed}  抽样 {draws} 次(失败 {failed})  日期 {date}  运行 {run}",
        "shengsi {version}  seed {seed}  draws {draws} (failed {failed})  date {date}  run {run}",
    ),
}
