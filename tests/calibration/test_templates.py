"""The blank tables: each is read back by its reader once it is filled in."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from calibration.county import SHIPPED, load_shipped
from calibration.data_files import check_file, guess_kind
from calibration.errors import DataError
from calibration.roster_columns import COLUMNS
from calibration.roster_file import read_roster
from calibration.roster_words import column_table
from calibration.roster_workbook import example_rows
from calibration.templates import KINDS, OTHER_COLUMNS, suffixes, template_bytes, write_template

SPEC = load_shipped()
EVERY = [(kind, suffix) for kind in KINDS for suffix in suffixes(kind)]
SHIPPED_FILES = {
    "accounts": "history.csv",
    "projects": "known_projects.csv",
    "parks": "parks.csv",
}
DOC = Path(__file__).parents[2] / "docs" / "roster.md"


def written(folder, kind, suffix=".csv", lang="zh"):
    path = folder / f"{kind}{suffix}"
    write_template(kind, path, SPEC, lang)
    return path


def add_rows(path, rows):
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.mark.parametrize(("kind", "suffix"), EVERY)
def test_the_kind_of_a_template_is_told_by_its_header(tmp_path, kind, suffix):
    assert guess_kind(written(tmp_path, kind, suffix)) == kind


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filled_in_roster_csv_is_read_back(tmp_path, lang):
    path = written(tmp_path, "roster", lang=lang)
    add_rows(path, example_rows(SPEC, lang))
    roster = read_roster(path, SPEC)
    assert len(roster) == len(example_rows(SPEC, lang))
    assert "示例数据" in roster.notices[0].text("zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filled_in_roster_workbook_is_read_back(tmp_path, lang):
    path = written(tmp_path, "roster", ".xlsx", lang)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for line, cells in enumerate(example_rows(SPEC, lang), 2):
        for at, value in enumerate(cells, 1):
            page.cell(line, at).value = value
    book.save(path)
    twin = written(tmp_path, "roster", lang=lang)
    add_rows(twin, example_rows(SPEC, lang))
    assert read_roster(path, SPEC).rows.tobytes() == read_roster(twin, SPEC).rows.tobytes()


def test_chinese_and_english_templates_hold_the_same_enterprises(tmp_path):
    found = []
    for lang in ("zh", "en"):
        path = written(tmp_path, "roster", lang=lang)
        add_rows(path, example_rows(SPEC, lang))
        found.append(read_roster(path, SPEC).rows.tobytes())
        path.unlink()
    assert found[0] == found[1]


def test_an_empty_template_is_told_to_be_empty(tmp_path):
    with pytest.raises(DataError, match="企业名录!A2: 没有企业"):
        read_roster(written(tmp_path, "roster", ".xlsx"), SPEC)


def test_the_workbook_offers_the_countys_sectors_parks_and_states(tmp_path):
    book = openpyxl.load_workbook(written(tmp_path, "roster", ".xlsx"))
    page = book.worksheets[0]
    assert book.sheetnames == ["企业名录", "说明", "示例数据", "选项"]
    rules = {str(rule.sqref).split("2:")[0]: rule for rule in page.data_validations.dataValidation}
    letters = {cell.value: cell.column_letter for cell in page[1]}
    offered = book["选项"]
    for header, column, items in (
        ("行业", "A", SPEC.sector_items),
        ("园区", "C", SPEC.park_items),
    ):
        assert rules[letters[header]].formula1 == f"'选项'!${column}$2:${column}${len(items) + 1}"
        names = [offered[f"{column}{row}"].value for row in range(2, len(items) + 2)]
        assert names == [item.name_zh for item in items]
    assert rules[letters["状态"]].formula1 == '"在营,停业"'
    numbers = rules[letters["自动化水平(0-3)"]]
    assert (numbers.type, numbers.formula1, numbers.formula2) == ("whole", "0", "3")


def test_the_workbook_explains_every_column_and_marks_its_example(tmp_path):
    book = openpyxl.load_workbook(written(tmp_path, "roster", ".xlsx"))
    text = "\n".join(str(cell.value) for row in book["说明"] for cell in row)
    for column in COLUMNS:
        assert column.header() in text and column.meaning.zh in text
    example = book["示例数据"]
    assert example["A1"].value.startswith("示例数据")
    assert all(row[-1].value == "示例数据" for row in example.iter_rows(min_row=3))


@pytest.mark.parametrize("kind", sorted(SHIPPED_FILES))
def test_the_countys_own_rows_fit_the_template(tmp_path, kind):
    path = written(tmp_path, kind)
    header = next(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    with (SHIPPED / SHIPPED_FILES[kind]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == set(header) == {column.code for column in OTHER_COLUMNS[kind]}
    path.write_text(",".join(header) + "\n", encoding="utf-8-sig")
    add_rows(path, [[row[name] for name in header] for row in rows])
    assert check_file(path, SPEC).kind == kind


def test_the_accounts_template_needs_only_year_value_and_source(tmp_path):
    path = written(tmp_path, "accounts")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row |= {"year": "2023", "value": "0.1", "source_title": "本县统计年鉴"}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    found = check_file(path, SPEC).summary
    assert found["uses"] == {"fit": len(rows)} and found["last_year"] == 2023


def test_the_parks_template_is_the_county_as_it_is(tmp_path):
    found = check_file(written(tmp_path, "parks"), SPEC).summary
    assert found["parks"] == len(SPEC.park_items)
    assert found["serviced_mu_2017"] == SPEC.parks["serviced"].sum()


def test_nothing_is_overwritten_unless_asked(tmp_path):
    path = written(tmp_path, "roster")
    path.write_text("填了一半", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_template("roster", path, SPEC)
    assert path.read_text(encoding="utf-8") == "填了一半"
    write_template("roster", path, SPEC, force=True)
    assert path.read_bytes() == template_bytes("roster", ".csv", SPEC)


def test_kinds_and_suffixes_that_there_are_not(tmp_path):
    with pytest.raises(ValueError, match=r"accounts comes as \.csv"):
        write_template("accounts", tmp_path / "a.xlsx", SPEC)
    with pytest.raises(ValueError, match="'firms' is not one of"):
        template_bytes("firms", ".csv", SPEC)


def test_excel_opens_the_csv_templates_as_chinese():
    for kind in KINDS:
        assert template_bytes(kind, ".csv", SPEC).startswith(b"\xef\xbb\xbf")


def test_other_tables_from_a_workbook_are_refused_with_the_way_out(tmp_path):
    book = openpyxl.Workbook()
    book.worksheets[0].append([column.code for column in OTHER_COLUMNS["parks"]])
    book.save(tmp_path / "parks.xlsx")
    with pytest.raises(DataError, match="另存为 CSV UTF-8"):
        check_file(tmp_path / "parks.xlsx", SPEC)


def test_the_documentation_shows_the_registry():
    text = DOC.read_text(encoding="utf-8")
    assert column_table("zh") in text and column_table("en") in text
