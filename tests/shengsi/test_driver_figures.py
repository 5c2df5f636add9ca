"""Figures of the drivers: drawn in the shipped font, in both languages, small enough to keep."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import pytest

from calibration.driver_record import DriverRecords, gather
from shengsi import driver_figures
from shengsi.driver_figures import driver_png, sheet_png

ROOT = Path(__file__).resolve().parents[2]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def records() -> DriverRecords:
    return gather(draws=60)


def size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    assert data.startswith(PNG)
    width, height = struct.unpack(">II", data[16:24])
    return width, height


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_is_drawn_for_fitted_borrowed_and_assumed_drivers(
    records: DriverRecords, lang: str
) -> None:
    """A glyph that the font lacks would be a warning, hence an error."""
    by_code = {r.first.spec.code: r for r in records.fitted}
    pages = [
        driver_png(by_code[code].first, by_code[code], records, lang)
        for code in ("price_ore", "population", "growth")
    ]
    interest = next(item for item in records.assumed if item.spec.kind == "level")
    pages.append(driver_png(interest, None, records, lang))
    assert all(size(page) == (1300, 936) for page in pages)
    assert len({page for page in pages}) == 4


def test_the_sheet_shows_all_drivers_in_a_small_file(records: DriverRecords) -> None:
    sheet = sheet_png(records, "zh")
    width, height = size(sheet)
    assert width > 1000 and height > 900 and len(sheet) < 200_000


def test_the_shipped_sheet_is_small() -> None:
    data = (ROOT / "docs" / "images" / "drivers.png").read_bytes()
    assert size(data)[0] > 1000 and len(data) < 200_000


def test_the_command_names_every_file(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture,
    records: DriverRecords,
) -> None:
    few = replace(records, fitted=records.fitted[-2:], assumed=records.assumed[:1])
    monkeypatch.setattr(driver_figures, "gather", lambda *_: few)
    out = tmp_path / "figures"
    assert driver_figures.main(["-o", str(out), "-n", "60"]) == 0
    listed = capsys.readouterr().out.split()
    assert [Path(name).stem for name in listed] == [
        *(member.spec.code for record in few.fitted for member in record.members),
        few.assumed[0].spec.code,
        "all",
    ]
    assert all(Path(name).read_bytes().startswith(PNG) for name in listed)


def test_a_county_that_cannot_be_read_is_said_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert driver_figures.main(["--county", str(tmp_path), "-o", str(tmp_path / "f")]) == 3
    error = capsys.readouterr().err
    assert "history.csv" in error and "Traceback" not in error
    assert not (tmp_path / "f").exists()
    with pytest.raises(SystemExit):
        driver_figures.main(["-n", "1"])
