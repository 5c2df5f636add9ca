"""The blank tables: each is read back by its reader once it is filled in."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from calibration.county import SHIPPED, load_shipped
from calibration.data_files import check_file, guess_kind
from calibration.errors import DataError
from calibration.faults import FileError
from calibration.form_rows import EXAMPLE_MARK
from calibration.observations import OPERATORS, UNITS
from calibration.offered_series import ASKED_FOR
from calibration.prior_ranges import load_ranges
from calibration.roster_columns import COLUMNS
from calibration.roster_file import read_roster
from calibration.roster_words import column_table
from calibration.roster_workbook import example_rows
from calibration.table_columns import FORMS, OPERATOR_WORDS
from calibration.templates import KINDS, SUFFIXES, template_bytes, write_template
from model.indicators import HEADLINES, INDICATORS

SPEC = load_shipped()
EVERY = [(kind, suffix) for kind in KINDS for suffix in SUFFIXES]
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


def cells_of(path):
    """The rows below the header, as text."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))[1:]
    page = openpyxl.load_workbook(path).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    return [["" if value is None else str(value) for value in row] for row in rows if any(row)]


def refill(path, rows):
    """Put other rows below the header of a template."""
    if path.suffix == ".csv":
        header = path.read_text(encoding="utf-8-sig").splitlines()[0]
        path.write_text(header + "\n", encoding="utf-8-sig")
        add_rows(path, rows)
        return
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    page.delete_rows(2, page.max_row)
    for line, cells in enumerate(rows, 2):
        for at, value in enumerate(cells, 1):
            if value != "":
                page.cell(line, at).value = value
    book.save(path)


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


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", sorted(SHIPPED_FILES))
def test_the_countys_own_rows_fit_the_template(tmp_path, kind, suffix, lang):
    path = written(tmp_path, kind, suffix, lang)
    with (SHIPPED / SHIPPED_FILES[kind]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = FORMS[kind].codes
    assert set(rows[0]) == set(codes)
    refill(path, [[row[code] for code in codes] for row in rows])
    assert check_file(path, SPEC).kind == kind


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_accounts_template_needs_only_year_value_and_source(tmp_path, suffix, lang):
    path = written(tmp_path, "accounts", suffix, lang)
    rows = cells_of(path)
    at = {code: index for index, code in enumerate(FORMS["accounts"].codes)}
    shares = [r for r in rows if r[at["unit"]] == "%" and "GDP" in r[at["variable"]]]
    for row in shares or [r for r in rows if r[at["indicator"]].endswith("va_share")]:
        row[at["year"]], row[at["value"]], row[at["source_title"]] = "2021", "2.5", "本县统计年鉴"
    refill(path, rows)
    found = check_file(path, SPEC)
    assert found.summary["uses"] == {"fit": 2} and found.summary["last_year"] == 2021
    assert f"{len(rows) - 2} 行没有数值" in found.notices[0].text("zh")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_accounts_template_offers_every_series_worth_asking_for(tmp_path, suffix, lang):
    """All that the report's value of information ranks, and it passes its check when filled in."""
    path = written(tmp_path, "accounts", suffix, lang)
    rows, ranges = cells_of(path), load_ranges(SHIPPED)
    at = {code: index for index, code in enumerate(FORMS["accounts"].codes)}
    code_of = {(item.name_zh if lang == "zh" else item.code): item.code for item in INDICATORS}
    offered = [code_of[row[at["indicator"]]] for row in rows]
    assert {*ASKED_FOR, *HEADLINES} <= set(offered) and "subsidies_refused" not in offered
    words = OPERATOR_WORDS if lang == "zh" else {code: code for code in OPERATORS}
    operators = [words[row[at["operator"]]] for row in rows]
    assert operators.count("growth") == operators.count("q1_level") == 1
    for row, code, operator in zip(rows, offered, operators, strict=True):
        low, high = ranges.get(code, (1.0, 4.0))
        _, factor, _ = UNITS[row[at["unit"]]]
        middle = 5.0 if operator == "growth" else (low * high) ** 0.5 / factor
        year = "2021" if operator == "growth" else "2020"
        value = str(round(middle)) if operator == "count" else f"{middle:.4f}"
        row[at["year"]], row[at["value"]], row[at["source_title"]] = year, value, "统计年鉴"
    assert rows[operators.index("q1_level")][at["quarter"]] in ("1", 1)
    refill(path, rows)
    assert check_file(path, SPEC).summary["uses"] == {"fit": len(rows)}


@pytest.mark.parametrize("kind", ["roster", "projects", "parks", "accounts"])
def test_english_templates_name_units_in_english(kind):
    columns = COLUMNS if kind == "roster" else FORMS[kind].columns
    for column in columns:
        for unit in ("万元/", "(万元)", "/万元", "(亩)"):
            assert unit not in column.meaning.en, column.code


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_blank_accounts_say_in_one_line_that_nothing_is_filled_in(tmp_path, suffix, lang):
    with pytest.raises(FileError) as caught:
        check_file(written(tmp_path, "accounts", suffix, lang), SPEC)
    (line,) = caught.value.lines(lang)
    assert ("还没有填写数值" if lang == "zh" else "no value is filled in yet") in line


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_blank_table_of_projects_is_a_county_without_any(tmp_path, suffix):
    assert check_file(written(tmp_path, "projects", suffix), SPEC).summary["projects"] == 0


@pytest.mark.parametrize("kind", ["accounts", "projects"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_example_sheet_is_sound_when_copied_into_the_table(tmp_path, kind, lang):
    path = written(tmp_path, kind, ".xlsx", lang)
    book = openpyxl.load_workbook(path)
    example = book.worksheets[2]
    assert example.title == EXAMPLE_MARK[lang] and str(example["A1"].value).startswith(
        EXAMPLE_MARK[lang]
    )
    rows = [[cell.value for cell in row] for row in example.iter_rows(min_row=3)]
    refill(path, [["" if value is None else value for value in row] for row in rows])
    summary = check_file(path, SPEC).summary
    if kind == "accounts":
        codes = FORMS["accounts"].codes
        used = {str(row[codes.index("operator")]) for row in rows}
        assert used == set(OPERATOR_WORDS if lang == "zh" else OPERATORS)
        assert summary["uses"] == {"fit": len(rows)}
    else:
        assert summary["projects"] == 1


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_the_workbooks_offer_what_their_cells_choose_from(tmp_path, kind):
    book = openpyxl.load_workbook(written(tmp_path, kind, ".xlsx"))
    form, page, offered = FORMS[kind], book.worksheets[0], book["选项"]
    titles = {cell.value: cell.column_letter for cell in offered[1]}
    rules = {str(r.sqref).split("2:")[0]: r.formula1 for r in page.data_validations.dataValidation}
    letters = {cell.value: cell.column_letter for cell in page[1]}
    assert len(rules) == len(titles) >= 2
    for title, letter in titles.items():
        words = [cell.value for cell in offered[letter][1:] if cell.value]
        end = len(words) + 1
        assert rules[letters[title]] == f"'选项'!${letter}$2:${letter}${end}"
    notes = "\n".join(str(cell.value) for row in book["说明"] for cell in row)
    for column in form.columns:
        assert column.header() in notes and column.meaning.zh in notes


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


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    path = written(tmp_path, "roster")
    path.write_text("填了一半", encoding="utf-8")

    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(path), "write_bytes", full)
    for place in (path, tmp_path / "new.csv"):
        with pytest.raises(OSError, match="No space"):
            write_template("roster", place, SPEC, force=True)
    assert path.read_text(encoding="utf-8") == "填了一半"
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_kinds_and_suffixes_that_there_are_not(tmp_path):
    with pytest.raises(ValueError, match=r"accounts comes as \.xlsx, \.csv"):
        write_template("accounts", tmp_path / "a.docx", SPEC)
    with pytest.raises(ValueError, match="'firms' is not one of"):
        template_bytes("firms", ".csv", SPEC)


def test_excel_opens_the_csv_templates_as_chinese():
    for kind in KINDS:
        assert template_bytes(kind, ".csv", SPEC).startswith(b"\xef\xbb\xbf")


def test_the_documentation_shows_the_registry():
    text = DOC.read_text(encoding="utf-8")
    assert column_table("zh") in text and column_table("en") in text
