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

from benchmarks import against_objects, analyses, engine, inner_kernel, likelihood, startup

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures -->", "<!-- end -->"


Row = tuple[str, str, str, str]


def figures(quick: bool) -> list[Row]:
    """Rows: what (zh), what (en), seen, wanted."""
    return [
        *_objects_rows(64 if quick else 256, 1 if quick else 5),
        *_kernel_rows(16 if quick else 128),
        *_size_rows((1_000, 10_000) if quick else (1_000, 10_000, 100_000, 1_000_000)),
        *_draws_rows((64, 256) if quick else (256, 1024, 4096)),
        *conditioning(quick),
        *analysing(50 if quick else 1_000),
        *_start_rows(3 if quick else 5),
        _memory_row(*((500, 2_000) if quick else (8_000, 32_000))),
    ]


def _yes(same: bool) -> str:
    return "是 yes" if same else "否 NO"


def _objects_rows(draws: int, repeats: int) -> list[Row]:
    """The engine beside a Mesa model of plain objects, and two threads beside one."""
    objects = against_objects.measure(draws=draws, repeats=repeats)
    rate = objects["rate"]
    return [
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
            _yes(objects["identical"]),
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


def _kernel_rows(reps: int) -> list[Row]:
    """The inner kernel beside C and beside what the processor could do."""
    kernel = inner_kernel.measure_apart(reps)
    seconds = kernel["seconds"]
    return [
        (
            "内核对同算法 C(gcc -O3)",
            "inner kernel over the same in C (gcc -O3)",
            f"{seconds['c'] / seconds['compiled']:.2f}x",
            ">= 0.9x",
        ),
        (
            "内核与 C 结果逐位相同",
            "kernel and C identical to the last bit",
            _yes(kernel["identical"]),
            "是 yes",
        ),
        (
            "内核对 SIMD 标尺",
            "inner kernel over the SIMD yardstick",
            f"{seconds['lanes'] / seconds['compiled']:.2f}x",
            "报告 reported",
        ),
    ]


def _size_rows(sizes: tuple[int, ...]) -> list[Row]:
    """Time by the number of enterprises."""
    seen = engine.sizes_apart(sizes)
    per_firm = ", ".join(f"{s / n * 1e6:.1f}" for n, s in zip(sizes, seen["seconds"], strict=True))
    fresh = engine.fresh_memory()
    return [
        (
            "耗时对企业数的双对数斜率(1千至百万)",
            "slope of time on enterprises, logs (10^3 to 10^6)",
            f"{seen['slope']:.3f}",
            "1 ± .05",
        ),
        (
            "每企业每次抽样微秒(同上各规模)",
            "microseconds per enterprise and draw (same sizes)",
            per_firm,
            "",
        ),
        (
            "不在上两行内:初次触及新内存,每企业微秒",
            "not in the two rows above: first touch of fresh memory, microseconds an enterprise",
            f"{fresh * 1e6:.1f}",
            "报告 reported",
        ),
    ]


def _draws_rows(counts: tuple[int, ...]) -> list[Row]:
    """Time and memory by the number of draws."""
    few, many = counts[0], counts[-1]
    return [
        (
            "耗时对抽样数的双对数斜率",
            "slope of time on draws, logs",
            f"{engine.by_draws(counts)['slope']:.3f}",
            "1 ± .05",
        ),
        (
            f"内存峰值 MB({few} 与 {many} 次抽样,400家企业)",
            f"peak memory, MB ({few} and {many} draws, 400 enterprises)",
            f"{engine.memory_of(few):.0f}, {engine.memory_of(many):.0f}",
            "不随抽样数增长 flat",
        ),
    ]


def _start_rows(repeats: int) -> list[Row]:
    """How long the command takes to its help and, warm, to its first draws, beside bare Python."""
    shown = startup.help_over_bare(3 * repeats)
    rows = [
        (
            "`shengsi --help` 比空解释器多(秒)",
            "`shengsi --help` over a bare interpreter, s",
            f"{shown['over']:.2f}",
            "<= 0.5",
        )
    ]
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


def _memory_row(few: int, many: int) -> Row:
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


def conditioning(quick: bool) -> list[Row]:
    """Rows on what the likelihood and a posterior cost."""
    runs = 1_024 if quick else 100_000
    ratio = likelihood.histories(runs, repeats=2 if quick else 3)
    draws = 512 if quick else 1_999
    forecast = likelihood.forecasts(draws, repeats=3 if quick else 9)
    return [
        (
            f"县历史连同似然,对只跑县历史({runs} 次,同样的抽样与年份)",
            f"county histories with likelihood over without ({runs} runs, same draws and years)",
            f"{ratio:.2f}x",
            "<= 1.2x",
        ),
        (
            f"从后验抽样的预测,对从先验({draws} 次;括号内含读取后验、重演核对;企业年数之比)",
            f"forecast from the posterior over one from the prior ({draws} draws; in brackets with "
            "reading and replaying the posterior; enterprise-years of the two)",
            f"{forecast['engine']:.2f}x ({forecast['whole']:.2f}x); {forecast['size']:.3f}x",
            "<= 1x",
        ),
    ]


def analysing(draws: int) -> list[Row]:
    """Rows on comparison and attribution, and on what scenarios share."""
    compared, divided = analyses.comparison(draws), analyses.attribution(draws)
    jobs = analyses.JOBS
    return [
        (
            f"比较 16 个情景 x {draws} 次后验抽样至2027年,全部步骤,对引擎做同样企业季的时间除以 {jobs};秒",
            f"comparing 16 scenarios x {draws} posterior draws to 2027, all of it, over the engine's time "
            f"for the same enterprise-quarters divided by {jobs}; seconds",
            f"{compared['ratio']:.2f}x; {compared['whole']:.0f}, {compared['engine'] / jobs:.0f}",
            "<= 10x",
        ),
        (
            f"归因 2^7 个组合 x {draws} 次后验抽样,{jobs} 线程,分钟(其中归因本身);运行文件夹 MB",
            f"attribution, 2^7 combinations x {draws} posterior draws, {jobs} threads, minutes (of which "
            "dividing); run folder, MB",
            f"{divided['whole'] / 60:.1f} ({divided['divide'] / 60:.1f}); {divided['megabytes']:.0f}",
            "以分钟计 minutes; < 1000",
        ),
        (
            "16 个情景共同的历史只跑一遍:不共用时的企业季是共用时的几倍;引擎时间之比",
            "history shared by 16 scenarios run once: enterprise-quarters without sharing over with; "
            "engine time likewise",
            f"{compared['shared']:.2f}x; {compared['faster']:.2f}x",
            "报告 reported",
        ),
    ]


def table(rows: list[Row]) -> str:
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
