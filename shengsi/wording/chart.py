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
    "chart.unit": ("单位:{unit}", "{unit}"),
    "chart.last_year": ("{year}年各情景:中位数与80%区间", "{year}: median and 80 % interval"),
    "chart.more": ("另有 {n} 个情景见 CSV", "{n} more in the CSV"),
    "chart.subtitle": ("情景:{name};{basis}", "scenario: {name}; {basis}"),
    "chart.footer": (
        "shengsi {version}  种子 {seed}  抽样 {draws} 次(失败 {failed})  日期 {date}  运行 {run}",
        "shengsi {version}  seed {seed}  draws {draws} (failed {failed})  date {date}  run {run}",
    ),
}
