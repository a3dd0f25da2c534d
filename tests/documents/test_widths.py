"""Columns are as wide as makes the table take the least paper, and never so narrow that a number is torn apart."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caredesk.documents.drawing import paper_size
from caredesk.documents.metrics import Metrics, longest_word
from caredesk.documents.pages import LedgerPages, type_size
from caredesk.documents.ruled import RuledTable
from caredesk.documents.widths import fitted_ems, wished_ems
from caredesk.documents.workbook_sizes import BODY, MARGIN, column_widths, pixels
from caredesk.resources import resource
from caredesk.schema.sheet import SheetColumn
from tests.documents.made_up import COLUMNS, visit_ledger

METRICS = Metrics(resource)
BODY_GLYPHS, HEAD_GLYPHS = METRICS.glyphs("song"), METRICS.glyphs("hei")
KEYS = [column.key for column in COLUMNS]


def fitted(columns: list[SheetColumn], rows: list[list[str]], room: float) -> list[float]:
    return fitted_ems(columns, rows, BODY_GLYPHS, HEAD_GLYPHS, room)


def lines(rows: list[list[str]], widths: list[float]) -> int:
    """The lines that all rows take together, as the painters break them."""
    return sum(max(len(METRICS.wrap("song", text, em)) for text, em in zip(row, widths, strict=True)) for row in rows)


def columns(*wishes: int) -> list[SheetColumn]:
    return [SheetColumn(key=str(n), label="情况", width=wish) for n, wish in enumerate(wishes)]


TEXT = st.one_of(
    st.text(st.sampled_from("老人独居，。（）血压150/95低保\n"), max_size=60),
    st.integers(0, 16).map("老人独居，精神尚可。".__mul__),
    st.sampled_from(["", "无", "青石村", "2026-10-31", "429021194608199978"]),
)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.lists(TEXT, min_size=4, max_size=4), min_size=1, max_size=25),
    wishes=st.lists(st.integers(22, 44), min_size=4, max_size=4),
    more=st.floats(1.0, 1.2),
)
def test_the_rows_never_take_more_lines_than_in_the_widths_that_were_wished_for(
    rows: list[list[str]], wishes: list[int], more: float
) -> None:
    asked, room = columns(*wishes), sum(wishes) / 2 * more
    found = fitted(asked, rows, room)
    assert sum(found) == pytest.approx(room)
    assert lines(rows, found) <= lines(rows, wished_ems(asked, [1.0] * 4, room))
    assert found == fitted(asked, rows, room)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.lists(TEXT, min_size=4, max_size=4), min_size=1, max_size=25), room=st.floats(44.1, 90))
def test_no_column_is_narrower_than_its_longest_number_or_name(rows: list[list[str]], room: float) -> None:
    for found, texts in zip(fitted(columns(4, 10, 30, 8), rows, room), zip(*rows, strict=True), strict=True):
        assert found >= longest_word(texts, BODY_GLYPHS, 11.0) - 1e-6
        assert all(len(METRICS.wrap("song", text, found)) == 1 for text in texts if text in ("青石村", "2026-10-31"))


@pytest.mark.parametrize(("paper", "share"), [("A3", 0.81), ("A4", 0.72)])
def test_the_visit_ledger_takes_less_paper_than_in_its_declared_widths(paper: str, share: float) -> None:
    sheet = visit_ledger(120, paper=paper, seed=120)  # type: ignore[arg-type]
    rows = [list(row) for row in sheet.rows]
    found = list(LedgerPages(sheet, METRICS)._table._ems)
    unbroken = [max(3.0, longest_word(texts, BODY_GLYPHS, 11.0)) for texts in zip(*rows, strict=True)]
    assert lines(rows, found) < share * lines(rows, wished_ems(COLUMNS, unbroken, sum(found)))


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_no_number_date_name_or_village_of_the_visit_ledger_is_torn_apart(paper: str) -> None:
    sheet = visit_ledger(40, paper=paper)  # type: ignore[arg-type]
    table = LedgerPages(sheet, METRICS)._table
    for row in sheet.rows:
        cells = dict(zip(KEYS, table.strip(row).cells, strict=True))
        for key in ("number", "day", "sex", "age", "id_number", "telephone", "risk", "result", "next_day"):
            assert len(cells[key]) == 1, (key, cells[key])
        assert len(cells["name"]) == 1 or len(row[KEYS.index("name")]) > 4
    assert all(len(label) <= (2 if paper == "A3" else 3) for label in table._labels)


def test_a_long_number_far_down_in_the_table_still_widens_its_column() -> None:
    rows = [[str(n), "老人独居，精神头尚可，饭能自己做。"] for n in range(2000)]
    rows[1234][0] = "429021194608199978"
    found = fitted(columns(4, 60), rows, 30.0)
    assert len(METRICS.wrap("song", rows[1234][0], found[0])) == 1


def test_a_column_that_holds_nothing_gives_its_room_away_but_can_be_written_in_by_hand() -> None:
    rows = [["老人独居，精神头尚可，饭能自己做，血压150/95，按时服药，房屋无漏雨。", ""]] * 10
    told, empty = fitted(columns(20, 20), rows, 30.0)
    assert empty == pytest.approx(4.0, abs=0.3)
    assert told == pytest.approx(26.0, abs=0.3)


def test_a_table_without_rows_or_of_one_line_a_row_keeps_the_widths_it_wished_for() -> None:
    for rows in ([], [["甲", "乙"]]):
        assert fitted(columns(10, 30), rows, 40.0) == pytest.approx([10.0, 30.0])


def test_columns_share_what_there_is_when_there_is_too_little() -> None:
    found = fitted(columns(20, 20, 20), [["429021194608199978"] * 3], 12.0)
    assert found == pytest.approx([4.0] * 3)
    table = RuledTable(columns(20, 20), [["1", "2"]], METRICS, width=8.0, size=10.5)
    assert all(em >= 1.0 for em in table._ems)


def test_workbook_and_pages_share_out_the_paper_alike() -> None:
    sheet = visit_ledger(120)
    size = type_size(sheet, "A3") or 0.0
    on_paper = LedgerPages(sheet, METRICS)._table.widths
    in_book = [pixels(width) for width in column_widths(sheet)]
    for one, other in zip(on_paper, in_book, strict=True):
        assert one / sum(on_paper) == pytest.approx(other / sum(in_book), abs=0.02)
    room = (paper_size("A3", landscape=True)[0] - 2 * MARGIN * 72) * 96 / 72
    printed = BODY * room / sum(in_book)
    assert printed == pytest.approx(size, abs=0.1)
    narrow = dataclasses.replace(sheet, columns=COLUMNS[:3], rows=[row[:3] for row in sheet.rows], totals=None)
    assert sum(map(pixels, column_widths(narrow))) < room
