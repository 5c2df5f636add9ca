"""The public interface is what it says: every name is there and tells what it does."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from shengsi.public import SUBJECTS, call, public_names, public_object, summary

ROOT = Path(__file__).resolve().parents[2]
NAMES = list(public_names())


@pytest.mark.parametrize(("module", "name"), NAMES, ids=[".".join(pair) for pair in NAMES])
def test_every_public_name_is_there_and_says_what_it_does(module: str, name: str) -> None:
    found = public_object(module, name)
    assert not name.startswith("_") and summary(module, name)
    if inspect.isclass(found) or inspect.isroutine(found):
        assert inspect.getdoc(found)
        # A record says what its fields mean, a function what its parameters are.
        assert call(module, name).startswith(f"{name}(")


def test_no_name_is_listed_twice() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert all(subject.zh and subject.en.isascii() for subject in SUBJECTS)


PAGES = [
    page
    for page in sorted((ROOT / "docs").glob("*.md"))
    if page.stem not in ("architecture", "decisions", "benchmarks")  # these tell of the inside
]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_examples_in_documents_use_public_names_alone(page: Path) -> None:
    """Python in the pages of the analyses calls what notebooks may call."""
    text = page.read_text(encoding="utf-8")
    public = set(NAMES)
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        for module, names in re.findall(
            r"^from ((?:model|calibration|scenarios|shengsi)[\w.]*) import ([^\n(]+|\([^)]*\))",
            block,
            re.MULTILINE,
        ):
            for name in re.findall(r"\w+", re.sub(r"\bas \w+", "", names)):
                assert (module, name) in public, f"{page.name}: {module}.{name}"
