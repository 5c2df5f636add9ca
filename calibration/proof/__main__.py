"""Prove calibration on the shipped county and write the figures of docs/proof.md.

Truths are drawn from the prior, publish what the county publishes, are calibrated and forecast; the
forecasts are scored against what the truths became.  About forty minutes on two cores.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from calibration.county import load_shipped
from calibration.proof import study as studies
from calibration.proof.in_part import InPart, in_part
from calibration.proof.page import Figures, filled, markers_lacking
from calibration.proof.record import Pattern, full_record, patterns
from calibration.proof.study import Study
from calibration.proof.toy_answers import sampled
from calibration.proof.toys import toys
from calibration.proof.verdicts import FEWEST_RANKS

# Truths done both ways, and truths whose dense record is tempered.
COMPARED, DENSE = 6, 2
# Truths whose dense records are let in cautiously, for each dense pattern.
CAUTIOUS = 12
# Fewer prior runs leave nothing to condition on.
_FEWEST_RUNS = 1024
# Seconds between two lines of progress where lines cannot be rewritten.
_APART = 15.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study and rewrite the page."""
    options = _options(arguments)
    try:
        text = options.out.read_text(encoding="utf-8")
    except OSError as error:
        sys.stderr.write(
            f"{options.out}: 读不到要改写的页面 / no page to rewrite ({error.strerror}); "
            "允许/allowed: docs/proof.md; 改法/fix: -o\n"
        )
        return 2
    if lacking := markers_lacking(text):
        sys.stderr.write(
            f"{options.out}: 没有(或不止一个)标记/no marker, or more than one: {lacking}; "
            "允许/allowed: 各一个/one each; 改法/fix: -o docs/proof.md\n"
        )
        return 2
    page = filled(text, measure(options))
    options.out.write_text(page, encoding="utf-8", newline="\n")
    print(options.out)
    return 0


def measure(options: argparse.Namespace) -> Figures:
    """Everything that the page shows."""
    say, observations = Progress(), full_record()
    kinds = patterns(observations)
    study = studies.set_up(
        load_shipped(),
        observations,
        options.truths,
        options.table,
        options.seed,
        options.jobs,
        say,
    )
    known = studies.known_truths(study, kinds[0].rows, options.compared, say=say)
    dense = studies.dense_tempering(study, kinds[-1].rows, options.dense, say)
    return Figures(
        truths=options.truths,
        table=options.table,
        seed=options.seed,
        known=known,
        patterns=kinds,
        by_pattern=tuple(studies.by_summaries(study, kind.rows, say) for kind in kinds),
        dense=dense,
        in_part=_in_part(study, kinds[1:], options.cautious, say),
        toys={toy.name: sampled(toy) for toy in toys()},
    )


def _in_part(
    study: Study, dense: Sequence[Pattern], truths: int, say: Progress
) -> tuple[InPart, ...]:
    """The cautious sampler on each dense pattern, for the first truths."""
    found = [in_part(study, pattern, truths, say=say) for pattern in dense] if truths else []
    return tuple(item for item in found if item is not None)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line; exits with a message when a number cannot work."""
    parser = argparse.ArgumentParser(prog="python -m calibration.proof", description=__doc__)
    add = parser.add_argument
    add("--truths", type=int, default=studies.TRUTHS, help="known truths (%(default)s)")
    add("--table", type=int, default=studies.TABLE, help="prior runs (%(default)s)")
    add("--seed", type=int, default=studies.SEED, help="decides every random number")
    add("-j", "--jobs", type=int, default=2, help="threads; changes no figure")
    add("--compared", type=int, default=COMPARED, help="truths done both ways (%(default)s)")
    add("--dense", type=int, default=DENSE, help="dense records tempered (%(default)s)")
    add(
        "--cautious",
        type=int,
        default=CAUTIOUS,
        help="dense records let in cautiously (%(default)s)",
    )
    add("-o", "--out", type=Path, default=Path("docs/proof.md"), help="page to rewrite")
    options = parser.parse_args(arguments)
    least = {"truths": FEWEST_RANKS, "table": _FEWEST_RUNS, "seed": 0, "jobs": 1}
    for name, fewest in {**least, "compared": 0, "dense": 0, "cautious": 0}.items():
        if getattr(options, name) < fewest:
            parser.error(f"--{name} {getattr(options, name)}: 允许/allowed >= {fewest}")
    for name in ("dense", "cautious"):
        if (asked := getattr(options, name)) > options.truths:
            parser.error(f"--{name} {asked}: 允许/allowed <= --truths {options.truths}")
    return options


class Progress:
    """Progress on standard error: a line that is rewritten on a terminal, else one now and then."""

    def __init__(self) -> None:
        self._began = self._said = time.monotonic()

    def __call__(self, what: str, done: int, of: int) -> None:
        """Told what is being done, how many of how many; says how long it took and will take."""
        now, terminal = time.monotonic(), sys.stderr.isatty()
        if done < of and now - self._said < (0.5 if terminal else _APART):
            return
        took = now - self._began
        left = f", {took * (of - done) / done:.0f} s left" if 0 < done < of else ""
        text = f"{what} {done}/{of}: {took:.0f} s{left}"
        sys.stderr.write(f"\r{text:<78}" if terminal else text)
        sys.stderr.write("\n" if done >= of or not terminal else "")
        sys.stderr.flush()
        self._said = now
        if done >= of:
            self._began = now


if __name__ == "__main__":
    raise SystemExit(main())
