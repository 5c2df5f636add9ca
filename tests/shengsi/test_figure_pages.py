"""A figure as a notebook shows it."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from shengsi.figure_pages import Picture, page_png


def test_a_picture_is_the_file_and_shows_itself():
    png = page_png(Figure(figsize=(1, 1), dpi=20), "foot")
    shown = Picture(png)
    assert shown == png and shown._repr_png_() == png
    assert repr(shown) == f"<Picture, {len(png):,} bytes>"


def test_what_is_no_png_is_no_picture():
    with pytest.raises(ValueError, match="PNG"):
        Picture(b"GIF89a")
