"""Stylised facts of enterprises: the model beside the literature, with source and verdict.

Only the lumpiness rows (the first three) set priors, those of `lumpiness`, `maintenance` and
`slack`; every other row is held against the model without having been tuned to.  Run
`python -m calibration.patterns` to measure them anew and rewrite `docs/patterns.md`.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from calibration.county import load_shipped
from calibration.pattern_list import LAST_YEAR, PATTERNS, REFORM_YEAR
from calibration.pattern_types import Evidence, Measured, Pattern
from calibration.traces import Reform, trace
from model.draws import Draws
from model.policy import build_policy
from model.spec import CountySpec

DRAWS, SEED = 200, 2017
GROUPS = 20
# Student's t at 95 % for the 19 degrees of freedom between 20 groups of draws.
T95 = 1.729
# China's VAT reforms made the 17 % paid on equipment deductible: equipment costs 1/1.17.
VAT_CUT = 1.0 - 1.0 / 1.17


def gather(
    spec: CountySpec, draws: int = DRAWS, seed: int = SEED, cut: float = VAT_CUT
) -> Evidence:
    """Traces of `draws` prior draws under no plan, without and with a cost cut of `cut`.

    The cut is brought about by `investment_credit`, which enters user cost beside the tax
    shield: a credit of cut x (1 - shield) lowers user cost by `cut`.
    """
    chosen = Draws.from_prior(spec, draws, seed)
    policy = build_policy(spec, last_year=LAST_YEAR)
    means = spec.prior_means()[0]
    credit = cut * (1.0 - float(means["tax_rate"] * means["depreciation_value"]))
    return Evidence(
        trace(spec, chosen, policy),
        trace(spec, chosen, policy, Reform(REFORM_YEAR, credit)),
    )


def measure(evidence: Evidence, patterns: Sequence[Pattern] = PATTERNS) -> list[Measured]:
    """Every pattern with its intervals."""
    return [_measure(evidence, pattern) for pattern in patterns]


def _measure(evidence: Evidence, pattern: Pattern) -> Measured:
    """One pattern: pooled, by groups of draws and by single draws."""
    draws = evidence.base.draws
    edges = np.linspace(0, draws, min(GROUPS, draws) + 1).astype(int)
    parts = [evidence.part(a, b) for a, b in pairwise(edges.tolist())]
    value = pattern.measure(evidence)
    groups = np.array([pattern.measure(part) for part in parts])
    groups = groups[np.isfinite(groups)]
    half = math.nan
    if len(groups) > 1:
        half = T95 * float(np.std(groups, ddof=1)) / math.sqrt(len(groups))
    ends = (math.nan, math.nan)
    if pattern.single:
        singles = np.array([pattern.measure(evidence.part(i, i + 1)) for i in range(draws)])
        singles = singles[np.isfinite(singles)]
        if len(singles):
            ends = (float(np.quantile(singles, 0.1)), float(np.quantile(singles, 0.9)))
    return Measured(pattern, value, value - half, value + half, *ends)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the patterns of the shipped county and write the page."""
    from calibration.pattern_page import page

    parser = argparse.ArgumentParser(prog="python -m calibration.patterns", description=__doc__)
    parser.add_argument("-n", "--draws", type=int, default=DRAWS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("-o", "--out", type=Path, default=Path("docs/patterns.md"))
    options = parser.parse_args(arguments)
    evidence = gather(load_shipped(), options.draws, options.seed)
    text = page(measure(evidence), evidence, options.seed)
    options.out.write_text(text, encoding="utf-8", newline="\n")
    print(options.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
