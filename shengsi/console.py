"""Results go to stdout, everything else to stderr."""

from __future__ import annotations

import json
import sys
from contextvars import ContextVar

# Whether this run of the program has printed its JSON document.
_printed: ContextVar[bool] = ContextVar("printed", default=False)


def forget_document() -> None:
    """Begin a run of the program: no document has been printed yet."""
    _printed.set(False)


def document_printed() -> bool:
    """Whether a JSON document has been printed in this run of the program."""
    return _printed.get()


def emit(text: str) -> None:
    """Print a result."""
    print(text)


def emit_json(document: object) -> None:
    """Print one JSON document; other than UTF-8 terminals get escapes, which lose nothing.

    Raises ValueError for NaN and infinity, which JSON does not have.
    """
    _printed.set(True)
    plain = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(document, ensure_ascii=not plain, allow_nan=False, indent=2))


def note(text: str, quiet: bool = False) -> None:
    """Say something beside the result."""
    if not quiet:
        print(text, file=sys.stderr, flush=True)
