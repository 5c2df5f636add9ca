"""Tables line up for Chinese and need nothing but ASCII rules."""

from __future__ import annotations

import pytest

from model.spec import shipped_county
from shengsi.tables import cut_name, pad, table, text_width


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("规上", 4), ("a规", 3), ("e\u0301", 1)]
)
def test_width_of_a_text_on_a_terminal(text, width):
    assert text_width(text) == width


def test_columns_line_up_whatever_the_script():
    text = table(["名称", "n"], [["规上工业", 5], ["mussel", 12]], "lr")
    assert text.splitlines() == [
        "名称       n",
        "--------  --",
        "规上工业   5",
        "mussel    12",
    ]


def test_a_line_break_in_a_cell_becomes_a_blank():
    assert "a b" in table(["x"], [["a\nb"]])


def test_a_table_without_rows_has_its_heads():
    assert table(["甲", "乙"], []) == "甲  乙\n--  --"


def test_a_short_row_is_refused():
    with pytest.raises(ValueError, match="1 cells"):
        table(["a", "b"], [["only"]])


def test_padding_to_the_right():
    assert pad("甲", 4, right=True) == "  甲"


def test_a_cut_name_keeps_its_owner_and_its_measure():
    assert cut_name("Majishan ore-processing park: serviced land", 30) == (
        "Majishan ore-pr...: service..."
    )
    assert cut_name("马迹山铁矿石加工产业园:可供工业用地(累计)", 24) == "马迹山铁矿石...:可供..."
    assert cut_name("a name without an owner", 10) == "a name..."
    assert cut_name("LNG park: land", 30) == "LNG park: land"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [22, 24, 34, 40])
def test_levers_of_parks_and_sectors_stay_apart_when_cut(lang, width):
    levers = shipped_county().levers.values()
    names = [cut_name(lever.name_en if lang == "en" else lever.name_zh, width) for lever in levers]
    assert len(set(names)) == len(names)
    assert max(map(text_width, names)) <= width
