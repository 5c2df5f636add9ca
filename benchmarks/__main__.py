"""`make bench`: every figure of docs/benchmarks.md, measured in one run on one machine.

The document between its markers is rewritten with what was seen; `--quick` measures small cases
and writes nothing.
"""

from __future__ import annotations

import argparse
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import against_objects, engine, inner_kernel, likelihood, startup

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures -->", "<!-- end -->"


def figures(quick: bool) -> list[tuple[str, str, str, str]]:
    """Rows: what (zh), what (en), seen, wanted."""
    rows: list[tuple[str, str, str, str]] = []
    draws = 64 if quick else 256
    objects = against_objects.measure(draws=draws, repeats=1 if quick else 5)
    rate = objects["rate"]
    rows += [
        (
            "引擎一线程,对普通 Mesa 对象模型",
            "engine, one thread, over plain Mesa objects",
            f"{objects['one']:.0f}x",
            ">= 50x",
        ),
        (
            "引擎两线程,对普通 Mesa 对象模型",
            "engine, two threads, over plain Mesa objects",
            f"{objects['two']:.0f}x",
            ">= 80x",
        ),
        (
            "两者结果逐位相同",
            "outcomes identical to the last bit",
            "是 yes" if objects["identical"] else "否 NO",
            "是 yes",
        ),
        ("两线程对一线程", "two threads over one", f"{rate['two'] / rate['one']:.2f}x", ">= 1.5x"),
        (
            "引擎,百万企业季/秒(一、两线程)",
            "engine, million enterprise-quarters a second (1, 2)",
            f"{rate['one'] / 1e6:.2f}, {rate['two'] / 1e6:.2f}",
            "",
        ),
    ]
    kernel = inner_kernel.measure(reps=16 if quick else 128)
    seconds = kernel["seconds"]
    rows += [
        (
            "内核对同算法 C(gcc -O3)",
            "inner kernel over the same in C (gcc -O3)",
            f"{seconds['c'] / seconds['compiled']:.2f}x",
            ">= 0.9x",
        ),
        (
            "内核与 C 结果逐位相同",
            "kernel and C identical to the last bit",
            "是 yes" if kernel["identical"] else "否 NO",
            "是 yes",
        ),
        (
            "内核对 SIMD 标尺",
            "inner kernel over the SIMD yardstick",
            f"{seconds['lanes'] / seconds['compiled']:.2f}x",
            "报告 reported",
        ),
    ]
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000, 1_000_000)
    counts = (64, 256) if quick else (256, 1024, 4096)
    by_size, by_draw = engine.by_enterprises(sizes), engine.by_draws(counts)
    per_firm = ", ".join(
        f"{s / n * 1e6:.1f}" for n, s in zip(sizes, by_size["seconds"], strict=True)
    )
    rows += [
        (
            "耗时对企业数的双对数斜率(1千至百万)",
            "slope of time on enterprises, logs (10^3 to 10^6)",
            f"{by_size['slope']:.3f}",
            "1 ± .05",
        ),
        (
            "每企业每次抽样微秒(同上各规模)",
            "microseconds per enterprise and draw (same sizes)",
            per_firm,
            "",
        ),
        (
            "耗时对抽样数的双对数斜率",
            "slope of time on draws, logs",
            f"{by_draw['slope']:.3f}",
            "1 ± .05",
        ),
    ]
    few, many = (64, 256) if quick else (256, 4096)
    rows.append(
        (
            f"内存峰值 MB({few} 与 {many} 次抽样,400家企业)",
            f"peak memory, MB ({few} and {many} draws, 400 enterprises)",
            f"{engine.memory_of(few):.0f}, {engine.memory_of(many):.0f}",
            "不随抽样数增长 flat",
        )
    )
    rows += conditioning(quick)
    shown = startup.help_over_bare(3 if quick else 9)
    rows += [
        (
            "`shengsi --help` 比空解释器多(秒)",
            "`shengsi --help` over a bare interpreter, s",
            f"{shown['over']:.2f}",
            "<= 0.5",
        ),
    ]
    rows += _start_rows(3 if quick else 5)
    rows.append(_memory_row(500, 2_000 if quick else 16_000))
    return rows


def _start_rows(repeats: int) -> list[tuple[str, str, str, str]]:
    """How long `shengsi forecast` takes to its first draws, warm, beside bare Python."""
    rows = []
    for options in ((), ("--prior",)):
        found = startup.first_draws(*options, repeats=repeats)
        command = " ".join(("shengsi forecast", *options))
        seen = f"{found['starts']:.2f}, {found['drawn']:.2f}, {found['bare']:.2f}"
        rows.append(
            (
                f"`{command}` 热启动到开始抽样、到首批抽样完成;空解释器(秒)",
                f"`{command}`, warm, to drawing, to the first draws done; bare Python, s",
                seen,
                "<= 1",
            )
        )
    return rows


def _memory_row(few: int, many: int) -> tuple[str, str, str, str]:
    """Peak memory of the whole command at two sizes, and what a draw adds."""
    options = ("--prior", "-s", "no_plan", "-s", "plan")
    low, high = (startup.command_memory(n, *options) for n in (few, many))
    each = 1000 * (high - low) / (many - few)
    return (
        f"`forecast --prior` 两个情景,{few} 与 {many} 次抽样,内存峰值 MB;每次抽样 KB",
        f"`forecast --prior`, two scenarios, {few} and {many} draws, peak MB; KB a draw",
        f"{low:.0f}, {high:.0f}; {each:.1f}",
        "报告 reported",
    )


def conditioning(quick: bool) -> list[tuple[str, str, str, str]]:
    """Rows on what the likelihood and a posterior cost."""
    runs = 1_024 if quick else 100_000
    ratio = likelihood.histories(runs, repeats=2 if quick else 3)
    draws = 512 if quick else 2_000
    forecast = likelihood.forecasts(draws, repeats=3 if quick else 9)
    return [
        (
            f"县历史连同似然,对只跑县历史({runs} 次,同样的抽样与年份)",
            f"county histories with likelihood over without ({runs} runs, same draws and years)",
            f"{ratio:.2f}x",
            "<= 1.2x",
        ),
        (
            f"从后验抽样的预测,对从先验({draws} 次;括号内含读取后验、重演核对)",
            f"forecast from the posterior over one from the prior ({draws} draws; in brackets with "
            "reading and replaying the posterior)",
            f"{forecast['engine']:.2f}x ({forecast['whole']:.2f}x)",
            "<= 1x",
        ),
    ]


def table(rows: list[tuple[str, str, str, str]]) -> str:
    """The rows as Markdown, with where they were measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "mesa"))
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {packages}, "
        f"{platform.machine()}, 2 cores",
        "",
        "| 项目 | item | 实测 seen | 要求 wanted |",
        "|---|---|---|---|",
    ]
    lines += [f"| {zh} | {en} | {seen} | {wanted} |" for zh, en, seen, wanted in rows]
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and rewrite the page unless `--quick`."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="测量并重写 docs/benchmarks.md,约10分钟 / measure and rewrite the page, 10 minutes",
    )
    parser.add_argument("--quick", action="store_true", help="小规模,不写 / small, page untouched")
    quick = parser.parse_args().quick
    text = table(figures(quick))
    print(text)
    if not quick:
        page = PAGE.read_text(encoding="utf-8")
        head, rest = page.split(BEGIN, 1)
        tail = rest.split(END, 1)[1]
        PAGE.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
