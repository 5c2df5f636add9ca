"""The catalogue is complete in both languages and prints on a GBK terminal."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string

import pytest

import shengsi.wording
from calibration.plain_text import shown
from model.indicators import INDICATORS
from model.parameters import PARAMETERS
from model.records import RECORDS
from shengsi.text import language, set_language, t, texts

MODULES = [m.name for m in pkgutil.iter_modules(shengsi.wording.__path__)]


@pytest.mark.parametrize("module", MODULES)
def test_every_sentence_has_both_languages_with_the_same_blanks(module):
    for key, pair in importlib.import_module(f"shengsi.wording.{module}").TEXTS.items():
        zh, en = pair
        blanks = [{name for _, name, _, _ in string.Formatter().parse(s) if name} for s in pair]
        assert blanks[0] == blanks[1], key
        assert zh and en, key
        zh.encode("gbk")
        en.encode("gbk")
        assert not re.search("[\u4e00-\u9fff]", en), key


def test_a_sentence_is_found_by_key_and_filled():
    assert t("err.no_command", "zh", name="x") == "没有命令 x"
    assert t("err.no_command", "en", name="x") == "there is no command x"


def test_the_language_of_the_run_is_used_when_none_is_named():
    set_language("en")
    try:
        assert (language(), t("word.none")) == ("en", "none")
    finally:
        set_language("zh")
    assert t("word.none") == "无"


def test_an_unknown_key_or_language_is_an_error():
    with pytest.raises(KeyError):
        t("err.nothing_like_it")
    with pytest.raises(ValueError, match="fr"):
        set_language("fr")
    assert texts("cmd") is texts("opt") or texts("cmd") == texts("opt")


def test_every_registered_name_is_chinese_in_chinese_alone():
    for item in (*PARAMETERS, *INDICATORS):
        assert not re.search("[\u4e00-\u9fff]", item.name_en), item.code
    for field in (field for fields in RECORDS.values() for field in fields):
        assert not re.search("[\u4e00-\u9fff]", field.meaning), field.name


def test_a_number_in_a_message_has_no_power_of_ten():
    for number, digits, text in ((19000.0, 3, "19000"), (3e5, 3, "300000"), (1.9e-5, 3, "0.000019"),
                                 (1.2265e10, 10, "12265000000"), (12.5, 10, "12.5")):  # fmt: skip
        assert shown(number, digits) == text
