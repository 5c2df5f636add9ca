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
# Rows of the first table that are kept: title, header, rule and the headline targets.
_OTHER_TARGET = re.compile(r"T(?:9|\d\d|2b)")
_ROW = re.compile(r"T\d")
_JOINT = re.compile(r"全部 |主要目标 |联合概率|all \d|\d+ headline|joint ")
_MARKED = re.compile(r"(<!-- output:([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def forecast_output(lang: str, folder: Path) -> str:
    """What the forecast prints on standard output when it is run in `folder`."""
    command = [sys.executable, "-m", "shengsi.cli", *COMMANDS[lang]]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return done.stdout


def excerpt(output: str) -> str:
    """The part of `output` that README shows: `...` stands where lines are left out."""
    blocks = [block.split("\n") for block in output.rstrip().split("\n\n")]
    table = [line for line in blocks[0] if not _OTHER_TARGET.match(line)]
    last = max(index for index, line in enumerate(table) if _ROW.match(line))
    joint = next(block for block in blocks if any(_JOINT.match(line) for line in block))
    return "\n".join(
        [
            *table[: last + 1],
            "...",
            *(line for line in joint if _JOINT.match(line)),
            "...",
            *(line for block in blocks[-2:] for line in block),
        ]
    )


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
