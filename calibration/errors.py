"""Errors of the county's data files, reported all at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class DataError(ValueError):
    """One or more faults in data files; `problems` holds one line each, in file order."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def problem(path: Path, line: int, column: int, what: str, allowed: str, fix: str) -> str:
    """One line `file:line:column: what; allowed; fix`; line and column count from 1."""
    return f"{path}:{line}:{column}: {what}; 允许: {allowed}; 改法: {fix}"
