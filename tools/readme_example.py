"""Make README's example anew: run the forecast, keep excerpts of what it printed and its figure.

Run from the repository's root: `python tools/readme_example.py`.  The excerpts stand between
`<!-- output:LANG -->` and `<!-- end -->`; what is left out of the output is shown as `...`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
FIGURE = "fan_revenue_above_scale.png"
IMAGE = ROOT / "docs" / "images" / FIGURE
COMMANDS = {"zh": ["forecast"], "en": ["forecast", "--lang", "en"]}
# Rows of the first table that are left out: all targets but the headline ones.
_OTHER_TARGET = re.compile(r"T(?:9|\d\d[a-z]?|2b) ")
# Target whose rows show what the full table holds.
_SHOWN_TARGET = "T1 "
_TARGET = re.compile(r"T\d")
_MARKED = re.compile(r"(<!-- output:([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def forecast_output(lang: str, folder: Path) -> str:
    """What the forecast prints on standard output when it is run in `folder`."""
    command = [sys.executable, "-m", "shengsi.cli", *COMMANDS[lang]]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return done.stdout


def excerpt(output: str) -> str:
    """The part of `output` that README shows: `...` stands where lines are left out.

    What was run, the probabilities of the headline targets, one target in full under every
    scenario, the joint probabilities, and the last lines.
    """
    title, matrix, full, *rest = output.rstrip().split("\n\n")
    joint = next(block for block in rest if not _TARGET.search(block) and "\n---" in block)
    blocks = [
        title,
        "\n".join(_without_others(matrix.split("\n"))),
        "\n".join(_one_target(full.split("\n"))),
        joint,
        "\n".join(["...", *(block for block in rest[-2:] if "\n---" not in block)]),
    ]
    return "\n\n".join(blocks)


def _without_others(lines: list[str]) -> list[str]:
    """The table of all targets with the headline ones alone."""
    kept = [line for line in lines if not _OTHER_TARGET.match(line)]
    last = max(index for index, line in enumerate(kept) if _TARGET.match(line))
    return [*kept[: last + 1], "...", *kept[last + 1 :]]


def _one_target(lines: list[str]) -> list[str]:
    """The header of the full table, the rows of one target, and the note."""
    start = next(index for index, line in enumerate(lines) if line.startswith(_SHOWN_TARGET))
    stop = next(index for index in range(start + 1, len(lines)) if _TARGET.match(lines[index]))
    return [*lines[:stop], "...", lines[-1]]


def fill(text: str, excerpts: dict[str, str]) -> str:
    """README with its excerpts made anew."""
    return _MARKED.sub(lambda m: f"{m[1]}\n```text\n{excerpts[m[2]]}\n```\n\n{m[3]}", text)


def main() -> None:
    """Run the forecast in each language, rewrite README and its figure."""
    excerpts = {}
    for lang in COMMANDS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            excerpts[lang] = excerpt(forecast_output(lang, folder))
            if lang == "zh":
                (figure,) = folder.glob(f"outputs/*/figures/{FIGURE}")
                IMAGE.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(figure, IMAGE)
    text = README.read_text(encoding="utf-8")
    README.write_text(fill(text, excerpts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
