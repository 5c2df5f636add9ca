"""Find the posterior that comes with the package, and put it beside the county's tables.

    python -m tools.ship_posterior      (or: make posterior)

Two processors take a few minutes for it.  The work goes on from its last checkpoint when it was
interrupted: `shengsi calibrate --resume` says how, and the file is then copied by hand.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from calibration.calibrate import BUDGET, PARTICLES, SEED, START
from calibration.county import SHIPPED
from calibration.posterior import FILE_NAME
from scenarios.posterior_job import begin, work
from shengsi.calibration_job import new_job

COMMAND = ["make", "posterior"]


def main() -> None:
    """Calibrate with the usual settings and copy the posterior."""
    job = new_job(SEED, PARTICLES, START, BUDGET, None, None, COMMAND, quiet=False)
    folder, posterior = work(begin(Path("outputs"), job), os.cpu_count() or 1)
    shutil.copyfile(folder / FILE_NAME, SHIPPED / FILE_NAME)
    sys.stdout.write(
        f"{SHIPPED / FILE_NAME}: {len(posterior)} pairs, {posterior.ess:.0f} histories\n"
    )


if __name__ == "__main__":
    main()
