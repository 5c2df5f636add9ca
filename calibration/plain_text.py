"""Words and numbers as people type them, without case, width, blanks and thousands separators."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?")
# What people write for a number they do not have.
UNKNOWN_WORDS = (
    "-", "--", "/", "无", "不详", "未知", "暂无", "n/a", "na", "nan", "null", "none",
)  # fmt: skip
_LONGEST = 40


def plain(text: str) -> str:
    """A header or word without case, blanks, and full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def split_header(text: str) -> tuple[str, str]:
    """Name and unit of a header such as 年营业收入(万元), both plain; "" for no unit."""
    word = plain(text).strip("*")
    if word.endswith(")") and "(" in word:
        name, _, unit = word[:-1].rpartition("(")
        return name, unit
    return word, ""


def split_number(text: str) -> tuple[float, str] | None:
    """The number a text begins with and what follows it; None when it begins with none.

    Full-width digits, a typographic minus and thousands separators are understood.
    """
    text = "".join(unicodedata.normalize("NFKC", text).split()).replace("\N{MINUS SIGN}", "-")
    grouped = _GROUPED.match(text)
    if grouped is not None:
        text = grouped.group().replace(",", "") + text[grouped.end() :]
    found = _NUMBER.match(text)
    return None if found is None else (float(found.group()), text[found.end() :])


def shown(number: float, digits: int = 10) -> str:
    """A number as a person writes it, with so many significant digits: 19000, never 1.9e+04."""
    text = f"{number:.{digits}g}"
    # Beyond these sizes a row of noughts is no easier to read.
    return format(Decimal(text), "f") if "e" in text and 1e-9 < abs(number) < 1e18 else text


def short(text: str) -> str:
    """A text cut to what fits into one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 3] + "..."


def nearest(text: str, options: Iterable[str]) -> str:
    """The option that `text` was probably meant to be, or ""; of equally near ones the first."""
    words = {plain(word): word for word in options}
    wanted = plain(text)
    near = difflib.get_close_matches(wanted, words, n=len(words) or 1)
    if near:
        ratios = {word: difflib.SequenceMatcher(None, word, wanted).ratio() for word in near}
        best = max(ratios.values())
        return next(words[word] for word in words if ratios.get(word) == best)
    inside = [word for key, word in words.items() if wanted and (wanted in key or key in wanted)]
    return inside[0] if len(inside) == 1 else ""


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that `word`, in any case, was probably meant to be, or "".

    One that begins with it comes first, then the one that fewest slips of the pen lead to, two
    letters exchanged being one slip; difflib's ratio alone takes `price_shift_oer` for
    `price_shift_power`.
    """
    wanted, words = word.lower(), list(known)
    begun = [item for item in words if len(wanted) >= 3 and item.lower().startswith(wanted)]
    near = begun or difflib.get_close_matches(wanted, words, n=5, cutoff=0.6)
    return min(near, key=lambda item: _slips(wanted, item.lower()), default="")


def _slips(one: str, other: str) -> int:
    """Letters added, dropped, changed or exchanged with their neighbour to turn one into the other."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def did_you_mean(near: str, english: Mapping[str, str]) -> tuple[str, str]:
    """The question whether `near` was meant, in Chinese and in English.

    Who reads English may not be able to type Chinese: `english` has the code that stands for a word
    in Chinese.  A word without one (some units) is its own code.
    """
    typed = near if near.isascii() else english.get(near, near)
    return f"是否想写 {near}?", f"did you mean {typed}?"
