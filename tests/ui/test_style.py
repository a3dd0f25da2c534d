"""The desk can be read: contrast, sizes, one place for colours."""

import re
from pathlib import Path

import pytest

import caredesk.ui
from caredesk.resources import resource
from caredesk.ui.icons import pixmap
from caredesk.ui.style import BASE, COLOURS, EDGES, PAIRS, TONES, Look, TextSize, contrast

UI = Path(caredesk.ui.__file__).parent


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_can_be_read_on_its_ground(text, ground):
    assert contrast(COLOURS[text], COLOURS[ground]) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_every_edge_that_means_something_can_be_seen(edge, ground):
    assert contrast(COLOURS[edge], COLOURS[ground]) >= 3


def test_every_tone_has_its_soft_ground_among_the_checked_pairs():
    assert {(tone, f"{tone}_soft") for tone in TONES} <= set(PAIRS)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_colours_stand_in_one_file_only():
    for file in UI.rglob("*.py"):
        if file.name != "style.py":
            assert not re.findall(r"#[0-9A-Fa-f]{6}\b", file.read_text("utf-8")), file
    template = resource("style/desk.qss").read_text("utf-8")
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b", template)


@pytest.mark.parametrize("size", TextSize)
def test_the_style_sheet_grows_with_the_text_size_and_leaves_nothing_unfilled(size):
    sheet = Look(size).sheet()
    assert "$" not in sheet
    assert not re.search(r"\d+u\b", sheet)
    assert "style:" not in sheet
    assert f"font-size: {round(22 * size.value)}px" in sheet
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert Path(path).is_file()


def test_an_icon_is_drawn_in_the_colour_asked_for(dressed):
    image = pixmap("check", "danger", 20).toImage()
    drawn = {
        image.pixelColor(x, y).name().upper()
        for x in range(40)
        for y in range(40)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert COLOURS["danger"] in drawn


def test_the_bundled_font_is_the_one_in_use(dressed):
    assert dressed.font().families()[0] in ("CareDesk Hei", "Microsoft YaHei UI")
    assert dressed.font().pixelSize() == BASE
