"""One catalogue of everything the front door says, in Chinese and in English.

`t("scenario.saved", lang, file=...)` finds its sentence in `shengsi/wording/<prefix>.py`, the
prefix being the part of the key before the first dot; `opt`, `cmd`, `err` and `help` are in
`wording/frame.py`.  Sentences must print on a GBK terminal.
"""

from __future__ import annotations

import importlib
from contextvars import ContextVar
from functools import cache
from typing import Literal, cast

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
Texts = dict[str, tuple[str, str]]

_FRAME = ("opt", "cmd", "err", "help", "word")
_current: ContextVar[Language] = ContextVar("language", default="zh")


def language() -> Language:
    """The language of this run: zh unless `--lang` or SHENGSI_LANG says otherwise."""
    return _current.get()


def set_language(lang: str) -> None:
    """Choose the language; ValueError for one that is not offered."""
    if lang not in LANGUAGES:
        raise ValueError(f"language {lang!r} is not one of {LANGUAGES}")
    _current.set(lang)


@cache
def texts(prefix: str) -> Texts:
    """All sentences whose keys begin with `prefix` (and, for the frame, its relatives)."""
    module = "frame" if prefix in _FRAME else prefix
    return cast(Texts, importlib.import_module(f"shengsi.wording.{module}").TEXTS)


def has_text(key: str) -> bool:
    """Whether the frame's catalogue has a sentence of that name."""
    return key in texts("cmd")


def t(key: str, lang: str | None = None, /, **values: object) -> str:
    """The sentence `key` in `lang` (the run's language by default), filled with `values`.

    Raises KeyError for an unknown key or a value left out.
    """
    sentence = texts(key.partition(".")[0])[key][
        LANGUAGES.index(cast(Language, lang or language()))
    ]
    return sentence.format(**values) if values else sentence
