"""How large each indicator is under the prior: against units mistaken by powers of ten.

`python -m calibration.prior_ranges` writes `prior_ranges.csv` into the shipped county's folder.
Two digits are enough: the smallest mistake that is looked for is a factor of three hundred.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from calibration.tables import read_table
from calibration.unit_slips import Ranges
from model.indicators import CODES

FILE = "prior_ranges.csv"
DRAWS, SEED = 400, 1
_EDGES = (0.01, 0.99)
_COLUMNS = ("indicator", "low", "high")


def load_ranges(folder: Path) -> Ranges:
    """Low and high end by indicator, nothing for a county without the file.

    Raises DataError with every fault of the file.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    table = read_table(path, _COLUMNS)
    found: dict[str, tuple[float, float]] = {}
    for row in table.rows:
        code = table.choice(row, "indicator", CODES)
        low, high = (table.number(row, name, low=1e-12) for name in ("low", "high"))
        if code and low is not None and high is not None:
            found[code] = (low, high)
    table.done()
    return found


def prior_ranges(values: np.ndarray) -> dict[str, tuple[float, float]]:
    """Ends of the middle 98 % of an indicator's positive values; `values` [draws, years, indicators]."""
    found = {}
    for index, code in enumerate(CODES):
        positive = values[:, :, index][values[:, :, index] > 0.0]
        if positive.size:
            low, high = np.quantile(positive, _EDGES)
            found[code] = (float(f"{low:.1e}"), float(f"{high:.1e}"))
    return found


def main() -> None:
    """Rewrite the shipped county's file."""
    from calibration.county import SHIPPED, load_shipped
    from calibration.prior_predictive import simulate

    values, _ = simulate(load_shipped(), DRAWS, SEED)
    lines = [",".join(_COLUMNS)]
    lines += [f"{code},{low:g},{high:g}" for code, (low, high) in prior_ranges(values).items()]
    (SHIPPED / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
