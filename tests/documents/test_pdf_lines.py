"""Chinese on paper: where lines break, what is drawn for rare characters, and that nothing gets lost."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from caredesk.documents.drawing import Role
from caredesk.documents.fontfile import FontFile
from caredesk.documents.metrics import GETA, NO_END, NO_START, Metrics, cleaned
from caredesk.resources import resource


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    return Metrics(resource)


def lines(metrics: Metrics, text: str, width: float) -> list[str]:
    return [line.text for line in metrics.wrap("song", text, width)]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(metrics: Metrics) -> None:
    text = "老人说“不用去（医院）”，血压《偏高》；儿子：下月回家！……约好了——每周通话。收入￥300元，湿度80％" * 3
    for width in range(5, 30):
        for line in lines(metrics, text, width):
            assert line[0] not in NO_START, (width, line)
            assert line[-1] not in NO_END, (width, line)


def test_numbers_dates_and_words_stay_whole_when_they_fit(metrics: Metrics) -> None:
    broken = lines(metrics, "身份证号429021194608199978，下次2026-11-30，血压150/95mmHg", 11)
    assert broken == ["身份证号", "429021194608199978，", "下次2026-11-30，血压", "150/95mmHg"]


def test_a_word_longer_than_the_cell_is_broken_and_none_of_it_is_lost(metrics: Metrics) -> None:
    text = "https://www.example.com/" + "abcdefgh" * 20 + "。"
    broken = lines(metrics, text, 6)
    assert "".join(broken) == text
    assert all(metrics.width("song", line) <= 6.001 for line in broken)
    assert broken[-1] != "。"


def test_a_row_of_closing_marks_is_cut_rather_than_run_out_of_the_cell(metrics: Metrics) -> None:
    assert [len(line) for line in lines(metrics, "！" * 25, 10)] == [10, 10, 5]


def test_a_centred_label_leaves_no_single_character_on_its_last_line(metrics: Metrics) -> None:
    assert [line.text for line in metrics.balanced("hei", "风险等级", 3.2)] == ["风险", "等级"]
    assert [line.text for line in metrics.balanced("hei", "服务对象姓名", 4.2)] == ["服务对象", "姓名"]


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(st.one_of(st.characters(), st.sampled_from("老人家，。（）《》“”0123456789-abc \n")), max_size=80),
    width=st.floats(1, 40),
)
def test_every_character_of_any_text_stands_on_some_line(text: str, width: float) -> None:
    metrics = _SHARED
    wrapped = metrics.wrap("song", text, width)
    kept = "".join(cleaned(text).split())
    assert "".join("".join(line.text for line in wrapped).split()) == kept
    assert all(line.width <= width + 1e-6 or len(line.text) == 1 for line in wrapped)
    for line in wrapped:
        assert abs(line.width - metrics.width("song", line.text)) < 1e-6


_SHARED = Metrics(resource)


def test_a_rare_character_is_drawn_from_the_rare_font_and_one_that_no_font_has_as_a_geta_mark(metrics: Metrics) -> None:
    runs = metrics.runs("song", "周𪚥云\ue000龙")
    assert [(run.role, run.text, run.meant) for run in runs] == [
        ("song", "周", ""),
        ("rare", "𪚥", ""),
        ("song", "云", ""),
        ("song", GETA, "\ue000"),
        ("song", "龙", ""),
    ]


def test_a_compatibility_form_is_drawn_as_the_ordinary_character(metrics: Metrics) -> None:
    (run,) = metrics.runs("song", "\ufa1b")  # 福 of the compatibility block
    assert (run.text, run.meant) == ("福", "\ufa1b")


def test_the_rare_font_is_not_opened_for_ordinary_names() -> None:
    opened: list[str] = []
    metrics = Metrics(lambda name: (opened.append(name), resource(name))[1])
    metrics.wrap("song", "张玉珍，独居，㛃䶮", 10)
    assert opened == ["fonts/song.ttf"]


def test_control_characters_never_reach_paper() -> None:
    assert cleaned("张\x00三\u200b\u202e\ufe0f\r\n李\t四\ud800") == "张三\n李 四\ufffd"


@pytest.mark.parametrize("role", ["song", "song-bold", "hei", "hei-bold", "rare"])
def test_widths_and_glyphs_agree_with_an_independent_reader(role: Role) -> None:
    ours = FontFile(resource(f"fonts/{role}.ttf"))
    with TTFont(resource(f"fonts/{role}.ttf"), lazy=True) as theirs:
        mapped = theirs.getBestCmap()
        order = theirs.getReverseGlyphMap()
        wanted = [*sorted(mapped)[:: max(1, len(mapped) // 300)], 0x20, 0x4E00, 0x2B816, 0x10FFFF, 0xFFFF, 0]
        for code in wanted:
            glyph = ours.glyph(chr(code))
            assert glyph == (order[mapped[code]] if code in mapped else 0), hex(code)
            if glyph:
                assert ours.advance(glyph) == theirs["hmtx"][mapped[code]][0] / theirs["head"].unitsPerEm


def test_a_subset_holds_the_same_outlines(metrics: Metrics) -> None:
    text = "老人é“①ǎ龘"
    font = metrics.font("song")
    subset = font.subset([0, *map(font.glyph, text)])
    with TTFont(resource("fonts/song.ttf"), lazy=True) as whole:
        names = [whole.getBestCmap()[ord(char)] for char in text]
        with TTFont(io.BytesIO(subset)) as cut:
            for place, name in enumerate(names, start=1):
                assert drawn(cut, cut.getGlyphOrder()[place]) == drawn(whole, name)


def test_a_glyph_made_of_other_glyphs_brings_them_along(tmp_path: Path) -> None:
    """Our fonts have none left, but a font put in later may."""
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", "a", "dot", "adot"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0x61: "a", 0x227: "adot"})
    glyphs: dict[str, object] = {}
    for name, size in ((".notdef", 50), ("a", 500), ("dot", 100)):
        pen = TTGlyphPen(None)
        pen.moveTo((0, 0))
        for corner in ((size, 0), (size, size), (0, size)):
            pen.lineTo(corner)
        pen.closePath()
        glyphs[name] = pen.glyph()
    pen = TTGlyphPen(glyphs)
    pen.addComponent("dot", (0.5, 0, 0, 0.5, 200, 600))
    pen.addComponent("a", (1, 0, 0, 1, 0, 0))
    glyphs["adot"] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"psName": "Made-Up"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "font.ttf")
    font = FontFile(tmp_path / "font.ttf")
    assert (font.postscript_name, font.glyph("ȧ"), font.glyph("b")) == ("Made-Up", 3, 0)
    subset = font.subset([0, font.glyph("ȧ")])
    with TTFont(tmp_path / "font.ttf") as whole, TTFont(io.BytesIO(subset)) as cut:
        assert cut["maxp"].numGlyphs == 4
        assert drawn(cut, cut.getGlyphOrder()[1]) == drawn(whole, "adot")


def drawn(font: TTFont, name: str) -> list[object]:
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return pen.value


def test_a_file_that_is_no_truetype_font_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "font.ttf"
    path.write_bytes(b"OTTO" + b"\0" * 100)
    with pytest.raises(ValueError, match="not a TrueType font"):
        FontFile(path)
