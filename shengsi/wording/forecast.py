"""Sentences of `shengsi forecast`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "forecast.progress": (
        "{label} {done}/{total} 每秒{rate} 剩余{left} 失败{failed}",
        "{label} {done}/{total} {rate}/s left {left} failed {failed}",
    ),
    "forecast.progress_line": (
        "{label} {percent}% {done}/{total} 每秒 {rate} 次 剩余 {left} 失败 {failed}",
        "{label} {percent}% {done}/{total} {rate}/s left {left} failed {failed}",
    ),
    "forecast.label": ("{n} 个情景", "{n} scenarios"),
    "forecast.nothing_yet": (
        "还没有写下任何结果;用同一条命令重新开始",
        "nothing was written yet; begin again by the same command",
    ),
    "forecast.interrupted": (
        "{done}/{total} 次抽样已保存;继续:shengsi runs resume {run}",
        "{done} of {total} draws are kept; go on with: shengsi runs resume {run}",
    ),
    "forecast.where": ("运行:{folder}", "run: {folder}"),
    "forecast.more": (
        "再看:shengsi targets check {run} --joint T1,T3;核验:shengsi runs verify {run}",
        "next: shengsi targets check {run} --joint T1,T3; to verify: shengsi runs verify {run}",
    ),
    "forecast.years_from": (
        "结果总是从 {year} 年算起;--years 只决定最后一年",
        "results always begin in {year}; --years sets the last year only",
    ),
    "forecast.bad_name": (
        "运行名称只可用字母、数字、_ 和 -,最长 40,这里是 {name}",
        "the name of a run takes letters, digits, _ and -, at most 40, not {name}",
    ),
    "forecast.opt_name": ("运行的名称", "name of the run"),
    "forecast.opt_no_figures": ("不画图", "draw no figures"),
    "forecast.opt_out": ("存放运行的文件夹", "folder that holds the runs"),
    # Dry run.
    "forecast.dry": ("将要运行(未运行):", "would run (nothing was run):"),
    "forecast.dry_scenarios": ("  情景 {n} 个:{names}", "  {n} scenarios: {names}"),
    "forecast.dry_size": (
        "  抽样 {draws} 次 x 情景 {n} 个 x {quarters} 季,约 {work} 企业-季度",
        "  {draws} draws x {n} scenarios x {quarters} quarters, some {work} enterprise-quarters",
    ),
    "forecast.dry_roster": ("  企业名录 {file}:{n} 家", "  roster {file}: {n} enterprises"),
    "forecast.dry_disk": (
        "  磁盘约 {disk},写入 {out}",
        "  about {disk} on disk, below {out}",
    ),
    "forecast.dry_rest": (
        "  种子 {seed},并行 {jobs},{first_year}-{last_year} 年;{basis}",
        "  seed {seed}, jobs {jobs}, {first_year}-{last_year}; {basis}",
    ),
}
