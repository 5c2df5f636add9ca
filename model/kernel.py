"""One decorator for compiled code, and the place where compiled code is kept.

numba caches each function by the time stamp of the file that defines it, so an edited
behaviour would go on being served, stale, from inside the kernels that call it.  The cache
folder's name therefore carries a digest of every source file of :mod:`model`: edit one
and the whole family is compiled anew.  The folder is chosen when the package is imported,
with fall-backs, so that a read-only installation without a home still works.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import numba

_PACKAGE = Path(__file__).resolve().parent
# Called many times for each enterprise: compiled into their callers, where a call would cost as
# much as the work.
_INLINED = ("model.randomness", "model.prefetch")


def sources_digest(folder: Path = _PACKAGE) -> str:
    """Digest (12 hex digits) of every Python source below `folder`, names included."""
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(folder.rglob("*.py")):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _candidates() -> Iterator[Path]:
    """Folders where a cache may be kept, best first."""
    if os.environ.get("SHENGSI_CACHE"):
        yield Path(os.environ["SHENGSI_CACHE"])
    if os.environ.get("XDG_CACHE_HOME"):
        yield Path(os.environ["XDG_CACHE_HOME"]) / "shengsi"
    home = os.path.expanduser("~")
    if home not in ("~", "/nonexistent", ""):
        yield Path(home) / ".cache" / "shengsi"
    yield Path(tempfile.gettempdir()) / f"shengsi-cache-{os.getuid()}"


def _writable(folder: Path) -> bool:
    """Whether a file can really be made in `folder` (created when missing)."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def cache_folder() -> Path | None:
    """Folder for this version of the sources, or None when nothing can be written."""
    name = f"kernels-{sources_digest()}"
    return next((root / name for root in _candidates() if _writable(root / name)), None)


CACHE: Path | None = cache_folder()


def kernel(function: Callable[..., Any]) -> Any:
    """Compile `function` without the GIL; IEEE arithmetic, no fast-math, no contraction.

    The same arithmetic in the same order is what makes the engine, the Mesa model and the
    object-agent reference agree to the last bit, so nothing here may reorder it.
    """
    before = numba.config.CACHE_DIR
    if CACHE is not None:
        numba.config.CACHE_DIR = str(CACHE)
    try:
        return numba.njit(
            nogil=True,
            cache=CACHE is not None,
            error_model="numpy",
            forceinline=function.__module__ in _INLINED
            or function.__module__.startswith("model.behaviour."),
        )(function)
    finally:
        numba.config.CACHE_DIR = before


def _marker() -> str:
    """Name of the mark that says these files have been compiled and stored.

    numba keeps code by the path and time of each source file and by the interpreter, so another
    checkout of the same sources, or one that was touched, is compiled anew.
    """
    digest = hashlib.sha256(f"{_PACKAGE} {sys.implementation.cache_tag}".encode())
    for path in sorted(_PACKAGE.rglob("*.py")):
        digest.update(str(path.stat().st_mtime_ns).encode())
    return f"compiled-{digest.hexdigest()[:12]}"


def is_cold() -> bool:
    """Whether the next engine call has to compile first."""
    return CACHE is None or not (CACHE / _marker()).exists()


def announce_compile(stream: Any = None) -> bool:
    """Say once on stderr that compiling is under way; return whether it was said."""
    if not is_cold():
        return False
    print(
        "正在编译模型内核(每个版本仅一次,约一分钟) / compiling the model, once per version",
        file=stream or sys.stderr,
        flush=True,
    )
    return True


def mark_compiled() -> None:
    """Remember that this version of the sources has been compiled and stored."""
    if CACHE is not None:
        (CACHE / _marker()).touch()


def plain(function: Any, replaced: dict[Any, Any], done: dict[Any, Any] | None = None) -> Any:
    """The plain-Python original of a kernel, down to everything it calls.

    `replaced` maps a kernel to a hand-written Python equal (64-bit hashing, which Python
    integers do not wrap).  Every other kernel met in the function's globals is rebuilt from
    its own source, so that the reference runs without a line of compiled code.
    """
    done = {} if done is None else done
    if function in replaced:
        return replaced[function]
    if function in done:
        return done[function]
    source = function.py_func
    scope = dict(source.__globals__)
    twin = FunctionType(
        source.__code__, scope, source.__name__, source.__defaults__, source.__closure__
    )
    done[function] = twin
    for name in source.__code__.co_names:
        value = scope.get(name)
        if isinstance(value, numba.core.registry.CPUDispatcher):
            scope[name] = plain(value, replaced, done)
    return twin
