"""The documents: what they name exists, what is generated has not drifted, both languages agree."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import fields
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration.county import SHIPPED as COUNTY
from calibration.county import load_shipped
from calibration.lever_values import GROUPS
from model import randomness
from model.assumptions import ASSUMPTIONS, PRICE_SERIES
from model.indicators import INDICATORS
from model.levers import LEVERS
from model.parameters import PARAMETERS
from model.records import RECORDS
from model.roster import KNOWN
from model.spec import DriverModel
from scenarios.loader import library_ids
from shengsi.cli import app
from shengsi.reference_tables import differing_documents, fill_tables
from shengsi.text import set_language

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
OWN = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *(DOCS / f"{name}.md" for name in ("ODD", "glossary", "architecture", "decisions", "records")),
]
EVERY = [*ROOT.glob("*.md"), *sorted(DOCS.rglob("*.md"))]
PARAMETER_CODES = {item.code for item in PARAMETERS}
LEVER_CODES = {item.code for item in LEVERS}
ASSUMPTION_CODES = {item.code for item in ASSUMPTIONS}
STREAMS = {name for name in vars(randomness) if name.isupper()}
# What equations may use besides the model's names.
FUNCTIONS = {
    *("min", "max", "exp", "log", "floor", "sum", "abs", "clamp", "whole", "mix", "if", "else"),
    *("Poisson", "Laplace", "N", "U"),
}
# Names of this description alone: addresses and series.
ADDRESS = {"seed", "draw", "quarter", "identity", "stream", "key", "GOLDEN", "x", "y", "L"}


@pytest.fixture(scope="module")
def county():
    return load_shipped()


@pytest.fixture(autouse=True)
def chinese_again(monkeypatch):
    monkeypatch.delenv("SHENGSI_LANG", raising=False)
    yield
    set_language("zh")


def read(path):
    return path.read_text(encoding="utf-8")


def halves(path):
    """The Chinese and the English part of a document."""
    return read(path).split("\n---\n")[:2]


def equations(text):
    return re.findall(r"```text\n(.*?)```", text, re.DOTALL)


def by_name(paths):
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


def test_generated_tables_say_what_the_registries_say(county):
    stale = [path.name for path in differing_documents(DOCS, county)]
    assert stale == [], "run: shengsi docs"


def test_an_unknown_table_is_refused_by_name(county):
    with pytest.raises(ValueError, match="no table 'leevers'"):
        fill_tables("<!-- table:leevers -->\n<!-- end -->", county)


def test_every_record_field_has_a_meaning_in_chinese():
    from shengsi.field_names import RECORD_NAMES

    for name, record in RECORDS.items():
        assert [f.name for f in record if f.name not in RECORD_NAMES[name][2]] == [], name
        assert set(RECORD_NAMES[name][2]) - {f.name for f in record} == set(), name


# Links, files and commands.


def heading_anchor(title):
    """Anchor of a heading as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("path", by_name(EVERY))
def test_every_relative_link_leads_somewhere(path):
    prose = re.sub(r"```.*?```|`[^`]*`", "", read(path), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        place = (path.parent / file) if file else path
        assert place.exists(), f"{path.name}: {target}"
        if anchor:
            titles = re.findall(r"^#+ (.*)$", read(place), re.MULTILINE)
            assert anchor in map(heading_anchor, titles), f"{path.name}: {target}"


@pytest.mark.parametrize("path", by_name(OWN))
def test_every_file_named_exists(path):
    named = re.findall(
        r"(?<![\w/.])((?:model|calibration|scenarios|shengsi|docs|tests|tools|benchmarks)/"
        r"[\w./*-]*\w(?:\.\w+|/)?)",
        read(path),
    )
    for name in named:
        found = list(ROOT.glob(name)) if "*" in name else [ROOT / name]
        assert found and all(item.exists() for item in found), f"{path.name}: {name}"


def shell_lines(path):
    """Commands after `$` in the blocks of a document."""
    blocks = re.findall(r"^```(?:\w*)\n(.*?)^```", read(path), re.DOTALL | re.MULTILINE)
    return [line[2:] for block in blocks for line in block.splitlines() if line[:2] == "$ "]


def test_every_command_in_the_readme_exists():
    lines = shell_lines(ROOT / "README.md")
    assert {"make forecast", "make test"} <= set(lines)
    makefile = read(ROOT / "Makefile")
    for line in lines:
        program, *words = line.split()
        if program == "make":
            assert f"\n{words[0]}:" in makefile, line
            continue
        assert program == "shengsi", line
        options = [word for word in words if word.startswith("-")]
        group = "\n命令:" in CliRunner().invoke(app, [words[0], "--help"]).stdout
        shown = CliRunner().invoke(app, [*words[: 2 if group else 1], "--help"])
        assert shown.exit_code == 0, line
        for option in options:
            assert re.search(rf"(?<![\w-]){option}(?![\w-])", shown.stdout), f"{line}: {option}"


def test_the_readme_names_only_commands_that_answer():
    for name in re.findall(r"`shengsi ([a-z]+)", "".join(map(read, OWN))):
        assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0, name


def test_the_python_of_the_readme_runs(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", read(ROOT / "README.md"), re.DOTALL)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    low, middle, high = map(float, capsys.readouterr().out.strip("[] \n").split())
    assert low < middle < high


def test_the_picture_of_the_readme_is_small():
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", read(ROOT / "README.md"))
    assert pictures
    assert all(0 < (ROOT / name).stat().st_size < 200_000 for name in pictures)


@pytest.mark.slow
def test_the_output_in_the_readme_is_what_the_forecast_prints(tmp_path):
    spec = importlib.util.spec_from_file_location("example", ROOT / "tools" / "readme_example.py")
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    shown = re.findall(r"<!-- output:(\w+) -->\n\n```text\n(.*?)\n```", example.README.read_text(
        encoding="utf-8"), re.DOTALL)  # fmt: skip
    assert [lang for lang, _ in shown] == ["zh", "en"]
    for lang, text in shown:
        printed = example.excerpt(example.forecast_output(lang, tmp_path))
        # The last line names the run, which differs every time.
        assert text.splitlines()[:-1] == printed.splitlines()[:-1]


# Both languages.


@pytest.mark.parametrize("path", by_name(path for path in OWN if path.stem not in
                                         ("glossary", "records")))  # fmt: skip
def test_the_english_part_is_as_complete_as_the_chinese(path):
    chinese, english = halves(path)
    for mark in (r"^#+ ", r"^\| ", r"^- ", r"^\d+\. "):
        count = [len(re.findall(mark, part, re.MULTILINE)) for part in (chinese, english)]
        assert count[0] == count[1], f"{mark}: {count}"


def test_both_parts_of_the_odd_have_the_same_equations():
    chinese, english = halves(DOCS / "ODD.md")
    assert equations(chinese) == equations(english)
    assert len(equations(chinese)) >= 20


# The model description.


def known_symbols():
    """Every name that an equation may use without defining it."""
    plain = {f.name for f in RECORDS["enterprise"]} | PARAMETER_CODES | LEVER_CODES
    plain |= ASSUMPTION_CODES | {f.name for f in fields(DriverModel)} | set(KNOWN.names)
    records = {"gov": "government", "firm": "enterprise"}
    dotted = {
        f"{short}.{f.name}"
        for short in ("firm", "sector", "county", "gov", "park", "project", "market", "driver")
        for f in RECORDS[records.get(short, short)]
    }
    return plain | dotted | FUNCTIONS | ADDRESS | STREAMS


def test_equations_use_the_names_of_the_program():
    blocks = equations(halves(DOCS / "ODD.md")[0])
    text = "\n".join(blocks)
    defined = set(re.findall(r"^([A-Za-z_]\w*)(?:\[[^\]]*\])? *= ", text, re.MULTILINE))
    names = set(re.findall(r"[A-Za-z_][\w]*(?:\.[a-z_0-9]+)?", re.sub(r"\b\d[\d.]*\b", " ", text)))
    assert sorted(names - defined - known_symbols()) == []


@pytest.mark.parametrize("part", [0, 1])
def test_the_odd_speaks_of_names_that_exist(part):
    text = halves(DOCS / "ODD.md")[part]
    defined = set(re.findall(r"^([A-Za-z_]\w*)(?:\[[^\]]*\])? *= ", text, re.MULTILINE))
    source = "".join(read(path) for path in (ROOT / "model").rglob("*.py"))
    known = known_symbols() | defined | set(re.findall(r"def (\w+)\(", source))
    known |= set(re.findall(r"^([A-Z][A-Z_]+) = ", source, re.MULTILINE))
    known |= {item.code for item in INDICATORS} | set(PRICE_SERIES)
    known |= {column for column in read(COUNTY / "known_projects.csv").split("\n")[0].split(",")}
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    assert sorted(set(re.findall(r"`([A-Za-z_][\w.]*)`", prose)) - known) == []


@pytest.mark.parametrize("part", [0, 1])
def test_the_odd_tells_what_every_parameter_lever_and_assumption_does(part):
    text = halves(DOCS / "ODD.md")[part]
    names = set(re.findall(r"[a-z][a-z_0-9]+", text))
    shifts = {code for code in ASSUMPTION_CODES if code.startswith("price_shift_")}
    assert "price_shift_*" in text
    wanted = PARAMETER_CODES | LEVER_CODES | ASSUMPTION_CODES - shifts
    assert sorted(wanted - names) == []


@pytest.mark.parametrize("part", [0, 1])
def test_the_functions_that_the_odd_names_are_in_the_files_it_names(part):
    found = 0
    for line in halves(DOCS / "ODD.md")[part].splitlines():
        files = re.findall(r"`(model/[\w/]+\.py)`", line)
        names = re.findall(r"`([a-z_]+)`", line)
        if not files or not line.startswith("`"):
            continue
        source = "".join(read(ROOT / file) for file in files)
        assert [name for name in names if f"def {name}(" not in source] == [], line
        found += 1
    assert found == 13


def test_terms_of_the_glossary_exist_in_the_program(county):
    known = PARAMETER_CODES | LEVER_CODES | ASSUMPTION_CODES | STREAMS | set(GROUPS)
    known |= {item.code for item in INDICATORS} | set(library_ids())
    known |= {f.name for record in RECORDS.values() for f in record} | set(county.levers)
    known |= {item.code for item in county.sector_items + county.park_items}
    known |= {item.code for item in county.known_projects}
    terms_only, _, _ = read(DOCS / "glossary.md").partition("## 单位 / Units")
    lines = re.findall(r"^\| (.*) \|$", terms_only, re.MULTILINE)
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    terms = [row for row in rows if row[0] not in ("---", "中文")]
    assert len(terms) >= 90
    assert all(len(row) == 4 for row in terms)
    named = {name for row in terms for name in re.findall(r"`([^`]+)`", row[2])}
    assert sorted(named - known) == []


def test_one_time_is_told_for_a_calibration_wherever_it_is_told():
    told = []
    for file in (ROOT / "README.md", DOCS / "calibration.md"):
        near = [line for line in read(file).splitlines() if "`make posterior`" in line]
        told += re.findall(r"约 ?(\d+) ?分钟|about (\d+) minutes", "\n".join(near))
    assert [zh or en for zh, en in told] == ["2"] * 4
