"""Make the font of the figures: a small TrueType subset of Noto Sans SC.

    python tools/make_font.py NotoSansSC-Regular.otf shengsi/fonts/NotoSansSC-GB2312.ttf

The source is any copy of Noto Sans SC under the SIL Open Font License: static or variable (then
taken at weight 400), with cubic (CFF) or quadratic (glyf) outlines. The result holds the
characters of `characters()`, quadratic outlines, no hints and no layout tables, under a family
name of its own, so that a full Noto Sans SC on the reader's machine is never taken in its place.
The same source gives the same bytes.
"""

import argparse
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.varLib.instancer import instantiateVariableFont

FAMILY = "Noto Sans SC GB2312"
POSTSCRIPT_NAME = "NotoSansSC-GB2312"
WEIGHT = 400
MAX_ERROR = 1.0  # of a quadratic outline against its cubic one, in thousandths of the em

# What a figure may need beyond GB2312 and Latin-1: signs, local fish, names of places and people.
# (The codec reads the dash of GB2312 as U+2015; people type U+2014.)
EXTRA = "–—‘’“”•…‰€㎡㎥㎏㎞−≈≠≤≥±→←↑↓↗↘▲△▼▽■□●○◆◇★☆μΔβσ⁴鮸鳀魟嶴滧筼镕喆堃昇珅"


def characters() -> set[str]:
    """ASCII, Latin-1, all of GB2312 (levels 1 and 2, full-width forms, symbols) and `EXTRA`."""
    chars = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            chars.update(bytes((row, cell)).decode("gb2312", errors="ignore"))
    return chars | set(EXTRA)


def subset(font: TTFont, chars: set[str]) -> None:
    """Keep only the glyphs of `chars`, and only the tables that drawing them takes."""
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "DSIG", "STAT"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(char) for char in chars])
    subsetter.subset(font)


def to_quadratic(font: TTFont) -> None:
    """Replace CFF outlines by TrueType ones, in place."""
    glyphs = font.getGlyphSet()
    max_error = MAX_ERROR * font["head"].unitsPerEm / 1000
    quadratic = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, max_error, reverse_direction=True))
        quadratic[name] = pen.glyph()

    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder = font.getGlyphOrder()
    glyf.glyphs = quadratic
    font["loca"] = newTable("loca")
    for name, glyph in quadratic.items():
        glyph.recalcBounds(glyf)
        advance, _ = font["hmtx"][name]
        font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))

    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
    ):
        setattr(maxp, field, 0)
    font["post"].formatType = 3.0  # no glyph names
    font["head"].glyphDataFormat = 0
    del font["CFF "]
    font.sfntVersion = "\000\001\000\000"


def rename(font: TTFont) -> None:
    """Give the subset its own family name, whatever the source calls itself."""
    names = font["name"]
    version = names.getDebugName(5) or "unknown version"
    names.names = [record for record in names.names if record.nameID in (0, 7, 13, 14)]
    for name_id, text in {
        1: FAMILY,
        2: "Regular",
        3: f"{version};{POSTSCRIPT_NAME}",
        4: FAMILY,
        5: version,
        6: POSTSCRIPT_NAME,
    }.items():
        names.setName(text, name_id, 3, 1, 0x409)


def make_font(source: Path, target: Path) -> None:
    """Write the subset of `source` to `target`; a missing character is a `ValueError`."""
    font = TTFont(source, recalcTimestamp=False)
    missing = sorted(characters() - {chr(code) for code in font.getBestCmap()})
    if missing:
        raise ValueError(f"{source} lacks {len(missing)} characters: {''.join(missing[:40])}")
    if "fvar" in font:
        font = instantiateVariableFont(font, {"wght": WEIGHT})
    subset(font, characters())
    if "CFF " in font:
        to_quadratic(font)
    rename(font)
    font.save(target)


def main() -> None:
    """Read the command line and make the font."""
    parser = argparse.ArgumentParser(description="Make the font of the figures.")
    parser.add_argument("source", type=Path, help="a copy of Noto Sans SC")
    parser.add_argument("target", type=Path, help="the TrueType file to write")
    args = parser.parse_args()
    make_font(args.source, args.target)
    print(f"{args.target}: {args.target.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
