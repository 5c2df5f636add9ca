"""The font of the figures: Noto Sans SC cut to GB2312, made by `tools/make_font.py`."""

import logging
from pathlib import Path

FONT_FILE = Path(__file__).with_name("NotoSansSC-GB2312.ttf")


def use_font() -> None:
    """Make matplotlib draw all text in the shipped font, whatever fonts the machine has."""
    # Without a home folder it warns that it keeps its cache elsewhere, which nobody need know.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib
    from matplotlib import font_manager

    if all(entry.fname != str(FONT_FILE) for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(FONT_FILE)
    family = font_manager.FontProperties(fname=FONT_FILE).get_name()
    matplotlib.rcParams["font.family"] = [family]
    # The hyphen stands for the minus sign, so that labels can be copied into any text.
    matplotlib.rcParams["axes.unicode_minus"] = False
