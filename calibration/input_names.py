"""Names and grades of what differs from draw to draw, as the county's files have them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from calibration.table_columns import FORMS, GRADE_WORDS
from calibration.tables import Table, read_table

_DRIVER_COLUMNS = (
    *("code", "name_zh", "name_en", "unit", "kind", "mu", "mu_sd", "phi", "phi_sd", "kappa"),
    *("kappa_sd", "lbar", "sigma", "log_sigma_sd", "last_year", "n_obs", "grade", "source", "note"),
)


@dataclass(frozen=True)
class Named:
    """What a number of the county's files is called, and the grade of its source."""

    name_zh: str
    name_en: str
    grade: str


def driver_names(folder: Path) -> dict[str, Named]:
    """Drivers by code, from `drivers.csv` of a county's folder.  Raises FileError."""
    return _named(read_table(folder / "drivers.csv", _DRIVER_COLUMNS), "code")


def project_names(folder: Path) -> dict[str, Named]:
    """Known projects by code, from `known_projects.csv` of a county's folder.  Raises FileError."""
    form = FORMS["projects"]
    table = read_table(folder / "known_projects.csv", form.required, form.optional, form)
    return _named(table, "id")


def _named(table: Table, code: str) -> dict[str, Named]:
    """The rows of a table that was checked when its county was read."""
    found = {}
    for row in table.rows:
        cells = row.cells
        grade = GRADE_WORDS.get(cells["grade"], cells["grade"])
        english = cells.get("name_en", "") or cells[code]
        found[cells[code]] = Named(cells["name_zh"], english, grade)
    return found
