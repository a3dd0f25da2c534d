"""设置 says in words what a number means, and shows beside the rule what a visit's number looks like."""

from PySide6.QtWidgets import QLabel

from caredesk.catalog import DECLARATIONS


def test_the_station_is_told_its_months_in_words_and_what_its_numbers_look_like(desk, window_on):
    window = window_on(desk)
    window.go("settings", part="station")
    said = [one.text() for one in window.page.findChildren(QLabel)]
    assert "自然月（0）" in said
    assert any("{年}-{序号:4}" in one and "样子：2026-0001" in one for one in said)


def test_a_number_with_a_name_is_read_back_in_either_way():
    spec = DECLARATIONS.by_key["station"].fields["cut_off"]
    assert [spec.parse(text) for text in (spec.show(0), "自然月", "0", "25", "")] == [0, 0, 0, 25, None]
    assert spec.show(25) == "25"
