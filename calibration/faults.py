"""Faults of a file that a user filled in: where, what, what is allowed, how to put it right.

Kept in both languages and worded only when shown, all of a file's faults at once and in file
order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from calibration.errors import DataError


@dataclass(frozen=True)
class Words:
    """One text in Chinese and in English."""

    zh: str
    en: str

    def text(self, lang: str = "zh") -> str:
        """The text in `zh` or `en`."""
        return self.en if lang == "en" else self.zh

    @property
    def fault(self) -> Words:
        """Without what is allowed and how to put it right, for where neither is to be had."""
        return Words(self.zh.split("; 允许: ")[0], self.en.split("; allowed: ")[0])


# A text in both languages, or one that needs no translation.
Said = str | tuple[str, str] | Words


def worded(text: Said) -> Words:
    """A text as Words."""
    if isinstance(text, Words):
        return text
    return Words(text, text) if isinstance(text, str) else Words(*text)


@dataclass(frozen=True)
class Fault:
    """One fault; `order` is its row and column, so that faults can be put in file order."""

    where: str
    what: Words
    allowed: Words
    fix: Words
    order: tuple[int, int] = (0, 0)

    def text(self, lang: str = "zh") -> str:
        """The whole line in `lang`."""
        words = [part.text(lang) for part in (self.what, self.allowed, self.fix)]
        if lang == "en":
            return f"{self.where}: {words[0]}; allowed: {words[1]}; fix: {words[2]}"
        return f"{self.where}: {words[0]}; 允许: {words[1]}; 改法: {words[2]}"


@dataclass(frozen=True)
class Notice:
    """Something to know about a cell that does not stop the file from being used."""

    where: str
    what: Words
    order: tuple[int, int] = (0, 0)

    def text(self, lang: str = "zh") -> str:
        """The whole line in `lang`."""
        return f"{self.where}: {self.what.text(lang)}"


class FileError(DataError):
    """One or more faults of a user's file; `items` keeps them unworded."""

    def __init__(self, items: Sequence[Fault]) -> None:
        self.items = sorted(items, key=lambda item: item.order)
        super().__init__(self.lines("zh"))

    def lines(self, lang: str = "zh") -> list[str]:
        """One line a fault, in file order."""
        return [item.text(lang) for item in self.items]


@dataclass
class Findings:
    """What is found while a file is read."""

    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def done(self) -> None:
        """Raise FileError when there was any fault."""
        if self.faults:
            raise FileError(self.faults)
