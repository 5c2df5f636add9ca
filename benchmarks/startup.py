"""Start-up and memory of the command itself: until help is shown, until the first draws, and how
much memory a draw takes."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time

FORECAST = (sys.executable, "-m", "shengsi", "forecast", "--no-figures")
# A line of progress that tells of draws done: `12% 128/1000`.
_DRAWN = re.compile(r"\b[1-9]\d*/\d+ ")


def wall(command: list[str]) -> float:
    """Wall time of a command, seconds; raises when it fails."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def help_over_bare(repeats: int = 7) -> dict[str, float]:
    """Median seconds of `shengsi --help`, of a bare interpreter, and their difference."""
    bare, shown = [], []
    for _ in range(repeats):
        bare.append(wall([sys.executable, "-c", "pass"]))
        shown.append(wall([sys.executable, "-m", "shengsi", "--help"]))
    bare.sort()
    shown.sort()
    middle = repeats // 2
    return {"bare": bare[middle], "help": shown[middle], "over": shown[middle] - bare[middle]}


def first_draws(*options: str, repeats: int = 5) -> dict[str, float]:
    """Median seconds of `shengsi forecast` (default settings and `options`), warm.

    `starts`: from the start of the process to the line that drawing begins, `drawn`: to the line
    that tells of the first draws done, `bare`: a bare interpreter, measured in turn.
    """
    wall([*FORECAST, *options, "-n", "1", "-o", tempfile.mkdtemp()])  # compiled from here on
    seen = [_first_lines(options) for _ in range(repeats)]
    middle = repeats // 2
    names = ("starts", "drawn", "bare")
    return {
        name: sorted(times)[middle]
        for name, times in zip(names, zip(*seen, strict=True), strict=True)
    }


def _first_lines(options: tuple[str, ...]) -> tuple[float, float, float]:
    """Seconds to the first line of progress, to that of the first draws, and of bare Python."""
    bare = wall([sys.executable, "-c", "pass"])
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        process = subprocess.Popen(
            [*FORECAST, *options, "-o", folder],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        starts = drawn = 0.0
        lines = []
        for line in process.stderr or ():
            lines.append(line)
            starts = starts or time.perf_counter() - began
            if _DRAWN.search(line):
                drawn = time.perf_counter() - began
                break
        process.kill()
        process.wait()
    if not drawn:
        raise RuntimeError("the forecast drew nothing: " + "".join(lines))
    return starts, drawn, bare


_PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def command_memory(draws: int, *options: str) -> float:
    """Peak memory, MB, of `shengsi forecast -n draws` (with `options`) from start to end."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*FORECAST, *options, "-n", str(draws), "-o", folder]
        done = subprocess.run(
            [sys.executable, "-c", _PEAK, *command], check=True, capture_output=True, text=True
        )
    return float(done.stdout) * _RSS_UNIT / 1e6


# Linux counts in kibibytes, macOS in bytes.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
