# SPDX-License-Identifier: EUPL-1.2
"""Reduce Source Sans 3 to the letters that the pictures use.

Run it as ``python tools/picture_fonts.py`` with ``fonttools`` and ``brotli`` installed; it rewrites the files in
``src/speelveld/render/fonts``. The licence reserves the font's own name for unchanged versions, hence the new name.
"""

from __future__ import annotations

import json
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent / "src" / "speelveld"
ORIGINAL = ROOT / "web" / "static" / "vendor" / "fonts" / "source-sans-3-latin-wght-normal.woff2"
TARGET = ROOT / "render" / "fonts"
FAMILY = "Speelveld Sans"
ACCENTED = "ÀÁÂÄÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜàáâäçèéêëìíîïñòóôöùúûü"
SIGNS = "©·×²½±°–—‘’“”…−€ß\u00a0"
CHARACTERS = set(range(0x20, 0x7F)) | {ord(character) for character in ACCENTED + SIGNS}


def reduce_font(weight: int, style: str) -> TTFont:
    """One weight of the variable font, with the pictures' characters only."""
    font = instantiateVariableFont(TTFont(ORIGINAL, recalcTimestamp=False), {"wght": weight})
    options = subset.Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    legacy = FAMILY if style == "Regular" else f"{FAMILY} {style}"
    names = {
        1: legacy,
        2: "Regular",
        3: f"{FAMILY} {style}",
        4: f"{FAMILY} {style}",
        6: f"SpeelveldSans-{style}",
        16: FAMILY,
        17: style,
    }
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    return font


def main() -> None:
    """Write the TTF and WOFF2 files and the table of widths."""
    widths = {}
    for weight, style in ((400, "Regular"), (600, "SemiBold")):
        font = reduce_font(weight, style)
        em = font["head"].unitsPerEm
        glyphs = sorted(font.getBestCmap().items())
        widths[style.lower()] = {chr(code): round(font["hmtx"][glyph][0] / em, 3) for code, glyph in glyphs}
        for flavor, suffix in ((None, "ttf"), ("woff2", "woff2")):
            font.flavor = flavor
            font.save(TARGET / f"speelveld-sans-{style.lower()}.{suffix}")
    text = json.dumps(widths, ensure_ascii=False, indent=0, separators=(",", ":"))
    (TARGET / "widths.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
