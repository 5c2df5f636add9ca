"""Progress of a long job on stderr: a bar on a terminal; elsewhere a line for the first draws and one
per 10 %."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

from shengsi.text import t


class ForecastProgress:
    """Shows draws done, rate, time left and failed runs; `quiet` shows nothing.

    Used as a context manager; called after every chunk with (done, total, failed).
    """

    def __init__(self, label: str, quiet: bool = False) -> None:
        self._label, self._quiet = label, quiet
        self._begin = 0.0
        self._first: int | None = None
        self._said = -1
        self._drawn = False
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> ForecastProgress:
        if not self._quiet and sys.stderr.isatty():
            self._bar = _bar()
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _waiting(self, done: int) -> bool:
        """Whether the first draws are just done: from then on there is a rate to tell."""
        first = self._first is not None and done > self._first and not self._drawn
        self._drawn = self._drawn or first
        return first

    def __call__(self, done: int, total: int, failed: int) -> None:
        """Tell how far it is."""
        if self._first is None:
            self._first, self._begin = done, time.monotonic()
        if self._quiet:
            return
        spent = time.monotonic() - self._begin
        rate = (done - self._first) / spent if spent > 0 else 0.0
        words = {
            "label": self._label,
            "done": done,
            "total": total,
            "percent": 100 * done // total,
            "rate": f"{rate:.{0 if rate >= 10 else 1}f}" if rate else "-",
            "left": _duration((total - done) / rate) if rate else "-",
            "failed": failed,
        }
        if self._bar is not None:
            if self._task is None:
                self._task = self._bar.add_task("", total=total)
            self._bar.update(
                self._task, completed=done, description=t("forecast.progress", **words)
            )
        elif 10 * done // total > self._said or self._waiting(done):
            self._said = 10 * done // total
            line = t("forecast.progress_line", **words)
            print(line, file=sys.stderr, flush=True)


def _bar() -> Any:
    """A bar without spinners or colour codes that a GBK terminal lacks."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f}%"),
        console=Console(stderr=True),
    )


def _duration(seconds: float) -> str:
    """`45s`, `3:20` or `2:05:10`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
