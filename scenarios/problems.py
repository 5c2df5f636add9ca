"""What may be wrong with a scenario, said in either language: where, what, what to do.

A problem keeps its parts and is worded only when shown, so that the same fault reads
`plan.yaml:4:22: levers.x = 1.5 超出 [0, 0.5] ...` in Chinese and its equal in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from calibration.errors import DataError
from scenarios.wording import WORDING

LANGUAGES = ("zh", "en")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class Place:
    """A file (or `--set ...`) with line and column from 1; line 0 means the whole of it."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Problem:
    """One fault: `wording` names its sentence, `values` fill it in, `hint` is an offered value."""

    place: Place
    wording: str
    values: Mapping[str, object] = field(default_factory=dict)
    hint: str = ""

    def text(self, lang: str = "zh") -> str:
        """The whole line in `lang` ("zh" or "en")."""
        which = LANGUAGES.index(lang)
        words = {
            name: value[which] if isinstance(value, tuple) else value
            for name, value in self.values.items()
        }
        sentence = WORDING[self.wording][which].format(**words)
        if self.hint:
            sentence += (f"。是否想写 {self.hint}?", f". Did you mean {self.hint}?")[which]
        # One line whatever was in the file, and nothing that a terminal would obey.
        return _CONTROL.sub("?", " ".join(f"{self.place}: {sentence}".split("\n")))


class ScenarioError(DataError):
    """One or more faults of scenario files or of `--set`; `items` keeps them unworded.

    `usage` is true when the command line itself is malformed (exit code 2, else 3).
    """

    def __init__(self, items: Iterable[Problem], usage: bool = False) -> None:
        self.items = list(items)
        self.usage = usage
        super().__init__([item.text("zh") for item in self.items])

    def lines(self, lang: str = "zh") -> list[str]:
        """One line a problem in `lang`."""
        return [item.text(lang) for item in self.items]


@dataclass
class Report:
    """Collects the problems of one file; `finish` puts them in file order."""

    file: str
    items: list[Problem] = field(default_factory=list)

    def add(self, place: Place, wording: str, hint: str = "", /, **values: object) -> None:
        """Note a problem; a tuple value is (Chinese, English)."""
        self.items.append(Problem(place, wording, values, hint))

    def finish(self) -> list[Problem]:
        """All problems by line and column; the same one said twice is said once."""
        ordered = sorted(self.items, key=lambda item: (item.place.line, item.place.column))
        return list({item.text(): item for item in ordered}.values())
