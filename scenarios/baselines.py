"""The county's own values of every lever, and where each is written.

`no_plan` and `plan` come with the county; `ambitious` and the lines come from its
`levers.csv`, which is the only place where these numbers are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from calibration.lever_values import LeverPath, LeverRow, county_lever_file, load_lever_values
from model.spec import CountySpec

_ROOT = Path(__file__).resolve().parent.parent
_LIBRARY = _ROOT / "scenarios" / "library"


def shown_path(path: Path) -> str:
    """A file's name as shown: as given, but a shipped file the same on every machine."""
    if path.is_absolute() and path.is_relative_to(_LIBRARY):
        return path.relative_to(_ROOT).as_posix()
    return str(path)


@lru_cache(maxsize=8)
def _rows(county: str) -> Mapping[str, LeverRow]:
    """Rows of an installed county's levers.csv; nothing for a county kept elsewhere."""
    if not (_ROOT / "calibration" / "counties" / county).is_dir():
        return {}
    return load_lever_values(county_lever_file(county))


def lever_row(spec: CountySpec, code: str) -> LeverRow | None:
    """The row of a lever, None when the county is not installed with the package."""
    return _rows(spec.code).get(code)


def base_levers(spec: CountySpec, base: str) -> dict[str, LeverPath] | None:
    """Path of every lever in `no_plan`, `plan` or `ambitious`; None when not known."""
    if base == "no_plan":
        return {code: dict(spec.no_plan[code]) for code in spec.levers}
    if base == "plan":
        return {code: dict(spec.plan[code]) for code in spec.levers}
    rows = _rows(spec.code)
    if any(code not in rows for code in spec.levers):
        return None
    return {code: dict(rows[code].path(base)) for code in spec.levers}


def base_origin(spec: CountySpec, code: str) -> tuple[str, int]:
    """File and line of a lever's values (line 0 when the county is kept elsewhere)."""
    row = lever_row(spec, code)
    if row is None:
        return "levers.csv", 0
    return f"calibration/counties/{spec.code}/levers.csv", row.line
