"""`shengsi doctor`: is this installation whole?"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import typer

from shengsi.console import emit, emit_json
from shengsi.failures import FAILED, describe
from shengsi.options import Json, Lang, NoProgress, Out, Quiet, Verbose
from shengsi.tables import table
from shengsi.text import language, t

app = typer.Typer(rich_markup_mode=None, add_completion=False)

PACKAGES = ("numpy", "numba", "mesa", "pandas", "scipy", "statsmodels", "pyarrow", "matplotlib",
            "openpyxl", "ruamel.yaml", "typer", "rich")  # fmt: skip
OLDEST = (3, 11)


class Check(NamedTuple):
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


@app.command()
def doctor(
    out: Out = None,
    json_out: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Check the installation; exit code 1 when something is wrong."""
    checks = [_python(), *map(_package, PACKAGES)]
    checks += [_cache(), _outputs(out or Path("outputs")), _font()]
    checks += [_guarded("doctor.county", _county), _guarded("doctor.library", _library)]
    checks += [
        Check(t("doctor.terminal"), True, sys.stdout.encoding or "?"),
        Check(t("doctor.processors"), True, str(os.cpu_count())),
    ]
    if json_out:
        emit_json([check._asdict() for check in checks])
    else:
        heads = [t(f"doctor.col.{name}") for name in ("check", "state", "detail")]
        states = {True: t("doctor.ok"), False: t("doctor.bad")}
        emit(table(heads, [(c.name, states[c.ok], c.detail) for c in checks]))
    if not all(check.ok for check in checks):
        raise typer.Exit(FAILED)


def _python() -> Check:
    """The interpreter."""
    detail = f"{platform.python_version()} ({platform.system()} {platform.machine()})"
    return Check(t("doctor.python"), sys.version_info >= OLDEST, detail)


def _package(name: str) -> Check:
    """Whether a package is installed, and which version, without importing it."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return Check(t("doctor.package", name=name), True, version(name))
    except PackageNotFoundError:
        return Check(t("doctor.package", name=name), False, t("doctor.missing"))


def _cache() -> Check:
    """Where compiled kernels are kept."""
    from model import kernel

    if kernel.CACHE is None:
        return Check(t("doctor.cache"), False, t("doctor.cache_none"))
    folder = str(kernel.CACHE)
    detail = t("doctor.cache_cold", folder=folder) if kernel.is_cold() else folder
    return Check(t("doctor.cache"), True, detail)


def _outputs(folder: Path) -> Check:
    """Whether results can be written to a folder, which need not exist yet."""
    nearest = next(p for p in (folder, *folder.resolve().parents) if p.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            return Check(t("doctor.outputs"), True, str(folder.resolve()))
    except OSError:
        return Check(t("doctor.outputs"), False, t("doctor.outputs_bad", folder=folder.resolve()))


def _font() -> Check:
    """Whether the font of the figures came with the package."""
    from shengsi.fonts import FONT_FILE

    if FONT_FILE.is_file():
        return Check(t("doctor.font"), True, FONT_FILE.name)
    return Check(t("doctor.font"), False, t("doctor.font_bad", file=FONT_FILE))


def _guarded(name: str, look: Callable[[], str]) -> Check:
    """A check that may fail in any way; the failure is its detail."""
    try:
        return Check(t(name), True, look())
    except Exception as error:
        return Check(t(name), False, describe(error)[1][0])


def _county() -> str:
    """Name of the county at hand, and its folder."""
    from calibration.county import SHIPPED
    from model.spec import shipped_county

    spec = shipped_county()
    name = spec.name_en if language() == "en" else spec.name_zh
    return f"{spec.code} {name} {spec.digest[:12]} ({SHIPPED})"


def _library() -> str:
    """Number of shipped scenarios, each of them loaded."""
    from model.spec import shipped_county
    from scenarios.loader import load_library

    return t("doctor.library_count", n=len(load_library(shipped_county())))
