"""Builds resources/fonts from the published fonts. Needs npm, apt-get and dpkg-deb; run it in the environment:

    .venv/bin/python scripts/build_fonts.py [--sources FOLDER]

The result is committed, so nobody needs this to run the desk. Sources are named with their exact versions and kept in
FOLDER (default build/font-sources) so that a second run downloads nothing. Same sources, same bytes.

song.ttf       Noto Serif SC Regular: body text on paper. Every unified character the source has.
song-bold.ttf  Noto Serif SC Bold: titles on paper. GB2312 and the 8,105 characters of 通用规范汉字表.
hei.ttf        Noto Sans SC Regular: the screen, headings on paper. GBK and the 8,105.
hei-bold.ttf   Noto Sans SC Bold: bold on screen and paper. GB2312 and the 8,105.
rare.ttf       HanaMinB: Ext B-F characters that song.ttf lacks. 30 MB: load it only when a character needs it.

Left out everywhere: layout tables, hinting, Kangxi and CJK radicals and compatibility ideographs. The last two share
outlines with ordinary characters, and text copied out of a PDF then comes back as ⽼⼈ instead of 老人; whoever shows
text normalises it (NFC) first. The 12 characters of the compatibility block that are not compatible with anything
(U+FA0E ...) stay. The fonts get names of their own, as the licences ask of changed fonts.
"""

import argparse
import bz2
import shutil
import subprocess
import tarfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "fonts"

NPM = {"serif": "@expo-google-fonts/noto-serif-sc@0.4.3", "sans": "@expo-google-fonts/noto-sans-sc@0.4.3"}
DEBIAN = {"fonts-hanazono": "20170904-2.1", "unicode-data": "15.0.0-1"}

UNIFIED = [
    range(0x4E00, 0xA000),
    range(0x3400, 0x4DC0),
    range(0x20000, 0x2A6E0),
    range(0x2A700, 0x2EBF0),
    range(0x30000, 0x323B0),
]
# unified although they lie in the compatibility block (Unicode standard, section 18.1)
UNIFIED_STRAYS = {0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29}
# Latin, punctuation, figures, arrows, signs, boxes, kana, enclosed and square forms, full-width forms
SIGNS = [
    range(0x20, 0x7F),
    range(0xA0, 0x500),
    range(0x2000, 0x2800),
    range(0x2900, 0x2C00),
    range(0x3000, 0x3130),
    range(0x3190, 0x3400),
    range(0xFE10, 0xFE70),
    range(0xFF00, 0xFF62),
    range(0xFFE0, 0xFFE7),
]


def members(ranges):
    """The code points of some ranges."""
    return {point for part in ranges for point in part}


def two_byte_characters(encoding):
    """The code points that a two-byte Chinese encoding has."""
    points = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            text = bytes([lead, trail]).decode(encoding, "ignore")
            if len(text) == 1:
                points.add(ord(text))
    return points


def standard_characters(sources):
    """The 8,105 characters of 通用规范汉字表 (2013), as Unihan's kTGH names them."""
    file = sources / "unicode-data/usr/share/unicode/Unihan_OtherMappings.txt.bz2"
    points = set()
    with bz2.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split("\t")
            if len(fields) == 3 and fields[1] == "kTGH" and fields[2].startswith("2013:"):
                points.add(int(fields[0][2:], 16))
    if len(points) != 8105:
        raise SystemExit(f"kTGH names {len(points)} characters, not 8105")
    return points


def fetch(sources):
    """Have the published packages, unpacked, below `sources`."""
    sources.mkdir(parents=True, exist_ok=True)
    for name, package in NPM.items():
        if not (sources / name).is_dir():
            done = subprocess.run(["npm", "pack", "--silent", package], cwd=sources, check=True, stdout=subprocess.PIPE)
            with tarfile.open(sources / done.stdout.decode().split()[-1]) as archive:
                archive.extractall(sources / name, filter="data")
    for name, version in DEBIAN.items():
        if not (sources / name).is_dir():
            subprocess.run(["apt-get", "download", f"{name}={version}"], cwd=sources, check=True)
            archive = next(sources.glob(f"{name}_*.deb"))
            subprocess.run(["dpkg-deb", "-x", archive, sources / name], check=True)


def build(source, target, points, family, style, origin):
    """Write the part of a font that holds `points`, under a name of our own."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 5, 7, 8, 9, 11, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "FFTM", "prop", "vhea", "vmtx", "VORG"]
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    if "glyf" not in font or "fvar" in font:
        raise SystemExit(f"{source} has no static TrueType outlines; reportlab could not embed it")
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points & set(font.getBestCmap()))
    subsetter.subset(font)
    rename(font, family, style, origin)
    font["OS/2"].usWeightClass = 700 if style == "Bold" else 400
    font.save(target)
    print(f"{target.name:14} {target.stat().st_size / 1e6:5.1f} MB  {len(font.getBestCmap()):6} characters")
    return set(font.getBestCmap())


def rename(font, family, style, origin):
    """Give a changed font its own name and say what it was made from."""
    names = font["name"]
    names.names = [record for record in names.names if record.platformID == 3]
    full = family if style == "Regular" else f"{family} {style}"
    postscript = f"{family.replace(' ', '')}-{style}"
    entries = {1: family, 2: style, 3: f"{postscript};{origin}", 4: full, 6: postscript, 10: f"Part of {origin}"}
    for number, text in entries.items():
        names.setName(text, number, 3, 1, 0x409)


def copy_licence(package, font, target):
    """Put a font's licence beside it, under the copyright line that the font itself carries."""
    owner = TTFont(font, lazy=True)["name"].getDebugName(0)
    text = (package / "LICENSE_FONT").read_text(encoding="utf-8")
    target.write_text(f"{owner}\n\n{text[text.index('This Font Software') :].rstrip()}\n", encoding="utf-8")


def main():
    """Build all five and copy their licences."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, default=ROOT / "build/font-sources")
    sources = parser.parse_args().sources.resolve()
    fetch(sources)
    TARGET.mkdir(parents=True, exist_ok=True)

    serif, sans = (sources / name / "package" for name in ("serif", "sans"))
    hana = sources / "fonts-hanazono/usr/share"
    signs, unified = members(SIGNS), members(UNIFIED) | UNIFIED_STRAYS
    standard = standard_characters(sources)
    common = signs | ((two_byte_characters("gb2312") | standard) & unified)
    screen = signs | ((two_byte_characters("gbk") | standard) & unified)
    noto_serif, noto_sans = "Noto Serif SC 2.003 (OFL 1.1)", "Noto Sans SC 2.004 (OFL 1.1)"

    regular, bold = "400Regular", "700Bold"
    song_source = serif / f"{regular}/NotoSerifSC_{regular}.ttf"
    song = build(song_source, TARGET / "song.ttf", signs | unified, "CareDesk Song", "Regular", noto_serif)
    jobs = [
        (serif / f"{bold}/NotoSerifSC_{bold}.ttf", "song-bold.ttf", common, "CareDesk Song", "Bold", noto_serif),
        (sans / f"{regular}/NotoSansSC_{regular}.ttf", "hei.ttf", screen, "CareDesk Hei", "Regular", noto_sans),
        (sans / f"{bold}/NotoSansSC_{bold}.ttf", "hei-bold.ttf", common, "CareDesk Hei", "Bold", noto_sans),
        (
            hana / "fonts/truetype/hanazono/HanaMinB.ttf",
            "rare.ttf",
            unified - song,
            "CareDesk Rare",
            "Regular",
            "HanaMinB 2017-09-04 (Hanazono Font License)",
        ),
    ]
    for source, name, points, family, style, origin in jobs:
        build(source, TARGET / name, points, family, style, origin)
    copy_licence(serif, song_source, TARGET / "LICENSE-song.txt")
    copy_licence(sans, sans / f"{regular}/NotoSansSC_{regular}.ttf", TARGET / "LICENSE-hei.txt")
    shutil.copyfile(hana / "doc/fonts-hanazono/copyright", TARGET / "LICENSE-rare.txt")


if __name__ == "__main__":
    main()
