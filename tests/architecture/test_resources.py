"""The files that come with the desk are found wherever it runs, and hold what paper and screen need."""

import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from reportlab.pdfbase.ttfonts import TTFont as EmbeddableFont

from caredesk.resources import resource

ROOT = Path(__file__).parents[2]
FONTS = ["song", "song-bold", "hei", "hei-bold", "rare"]
ASK = "from caredesk.resources import resource; print(resource('fonts/song.ttf'))"


def characters(name: str) -> set[int]:
    with TTFont(resource(f"fonts/{name}.ttf"), lazy=True) as font:
        return set(font.getBestCmap())


def gbk_ideographs() -> set[int]:
    pairs = (bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    text = "".join(pair.decode("gbk", "ignore") for pair in pairs)
    return {ord(letter) for letter in text if 0x4E00 <= ord(letter) <= 0x9FFF}


def test_in_a_source_tree_resources_lie_at_the_root():
    assert resource("fonts/song.ttf") == ROOT / "resources/fonts/song.ttf"
    assert resource("manual") == ROOT / "docs/manual"


def test_in_a_built_package_resources_lie_inside_it(tmp_path):
    build = [sys.executable, "setup.py", "-q", "build_py", "--build-lib", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    bundled = tmp_path / "caredesk/bundled"
    ask = [sys.executable, "-c", ASK]
    done = subprocess.run(ask, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True)
    assert done.stdout == f"{bundled / 'fonts/song.ttf'}\n"
    for folder, inside in ((ROOT / "resources", bundled), (ROOT / "docs/manual", bundled / "manual")):
        shipped = {file.relative_to(folder) for file in folder.rglob("[!.]*") if file.is_file()}
        assert shipped <= {file.relative_to(inside) for file in inside.rglob("*")}


def test_a_name_that_was_never_shipped_is_our_bug():
    with pytest.raises(FileNotFoundError, match="no resource"):
        resource("fonts/comic.ttf")


@pytest.mark.parametrize("name", FONTS)
def test_paper_can_embed_every_font(name):
    font = EmbeddableFont(name, str(resource(f"fonts/{name}.ttf")))
    assert font.face.charWidths


@pytest.mark.parametrize("name", FONTS)
def test_no_font_can_turn_a_character_into_its_look_alike(name):
    # 老人 came out of Qt's PDFs as ⽼⼈ while radicals shared the outlines of ordinary characters
    lookalikes = [point for point in characters(name) if 0x2E80 <= point <= 0x2FDF or 0x2F800 <= point <= 0x2FA1F]
    assert lookalikes == []


@pytest.mark.parametrize("name", ["song", "hei"])
def test_body_fonts_hold_every_gbk_character(name):
    assert gbk_ideographs() - characters(name) == set()


@pytest.mark.parametrize("name", ["song", "song-bold", "hei", "hei-bold"])
def test_names_from_the_national_list_are_there_in_every_weight(name):
    assert {ord(letter) for letter in "㛃䶮𬱖𠅤昇珺翀〇·"} - characters(name) == set()


def test_every_character_up_to_extension_f_has_a_font_but_fourteen():
    held = characters("song") | characters("rare")
    blocks = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2A6DF)]
    blocks += [(0x2A700, 0x2B739), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0)]
    missing = {point for first, last in blocks for point in range(first, last + 1)} - held
    # added to Unicode after HanaMin's last release
    assert missing == {*range(0x2A6D7, 0x2A6E0), *range(0x2B735, 0x2B73A)}


def test_fonts_stay_below_sixty_megabytes_and_bring_their_licences():
    files = list(resource("fonts").iterdir())
    assert sum(file.stat().st_size for file in files) < 60_000_000
    assert {file.name for file in files if file.suffix == ".txt"} == {
        "LICENSE-hei.txt",
        "LICENSE-rare.txt",
        "LICENSE-song.txt",
    }


def readings() -> dict[str, list[str]]:
    lines = resource("readings/readings.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return {letter: said.split(",") for letter, said in pairs}


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        ("曾", {"ceng", "zeng"}),
        ("单", {"dan", "shan", "chan"}),
        ("解", {"jie", "xie"}),
        ("仇", {"chou", "qiu"}),
        ("区", {"qu", "ou"}),
        ("查", {"cha", "zha"}),
        ("翟", {"zhai", "di"}),
        ("覃", {"qin", "tan"}),
        ("吕", {"lv"}),
        ("谌", {"chen", "shen"}),
        ("𬱖", {"di"}),
    ],
)
def test_a_character_has_all_its_readings(letter, said):
    assert said <= set(readings()[letter])


def test_a_surname_is_read_as_a_surname_first():
    table = readings()
    assert [table[letter][0] for letter in "曾单解仇区查翟覃朴"] == [
        "zeng",
        "shan",
        "xie",
        "qiu",
        "ou",
        "zha",
        "zhai",
        "qin",
        "piao",
    ]
    assert table["尉迟"] == ["yu chi"]


def test_every_ordinary_character_has_a_reading_in_plain_letters():
    table = readings()
    two_byte = (bytes([lead, trail]) for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF))
    gb2312 = {letter for pair in two_byte for letter in pair.decode("gb2312", "ignore")}
    assert gb2312 - table.keys() == set()
    spoken = {reading for said in table.values() for reading in said}
    assert all(part.isascii() and part.isalpha() for reading in spoken for part in reading.split())


def test_every_icon_takes_the_colour_it_is_given():
    icons = [file for file in resource("icons").glob("*.svg") if file.name != "caredesk.svg"]
    assert len(icons) > 40
    assert [file.name for file in icons if 'stroke="currentColor"' not in file.read_text("utf-8")] == []
