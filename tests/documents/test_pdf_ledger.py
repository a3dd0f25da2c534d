"""The ledger on paper: nothing clipped, nothing lost, no row torn apart, and a signature line that is not alone."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caredesk.documents.drawing import BLACK, Line, Page, Text
from caredesk.documents.metrics import Metrics, cleaned
from caredesk.documents.pages import LedgerPages, proposed_paper, type_size
from caredesk.documents.pdf import write_ledger_pdf
from caredesk.resources import resource
from caredesk.schema.errors import Cancelled
from caredesk.schema.sheet import Sheet, SheetColumn
from tests.documents.made_up import COLUMNS, RARE_NAMES, visit_ledger

METRICS = Metrics(resource)


def pdf_of(sheet: Sheet) -> bytes:
    stream = io.BytesIO()
    write_ledger_pdf(sheet, stream, METRICS)
    return stream.getvalue()


def texts_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def texts(page: Page) -> list[Text]:
    return [op for op in page.ops if isinstance(op, Text)]


def said(page: Page) -> str:
    return "".join(op.meant or op.text for op in texts(page))


def assert_nothing_clipped(page: Page) -> None:
    """Every text lies on the page and crosses no rule."""
    upright = [op for op in page.ops if isinstance(op, Line) and op.x1 == op.x2 and op.color == BLACK]
    level = [op for op in page.ops if isinstance(op, Line) and op.y1 == op.y2 and op.color == BLACK]
    for text in texts(page):
        right = text.x + text.size * sum(run.width for run in METRICS.runs(text.role, text.text))
        top, bottom = text.y - 0.8 * text.size, text.y + 0.1 * text.size
        assert text.x > 20
        assert right < page.width - 20
        assert top > 20
        assert bottom < page.height - 10
        assert not [r for r in upright if text.x < r.x1 < right - 0.01 and r.y1 < bottom and r.y2 > top], text
        assert not [r for r in level if top < r.y1 < bottom and r.x1 < right and r.x2 > text.x], text


def narrow(rows: Sequence[Sequence[str]], **more: object) -> Sheet:
    columns = [
        SheetColumn(key="a", label="编号", width=8, group="人"),
        SheetColumn(key="b", label="姓名", width=10, align="center", group="人"),
        SheetColumn(key="c", label="情况", width=30),
        SheetColumn(key="d", label="金额", width=8, number=True),
    ]
    made = Sheet(
        title="台账", columns=columns, rows=rows, paper="A4", signature=("制表", "审核"), info=("填报单位：某站",)
    )
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def month() -> list[Page]:
    return list(LedgerPages(visit_ledger(140), METRICS))


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_no_text_of_the_visit_ledger_leaves_its_cell(paper: str) -> None:
    for page in LedgerPages(visit_ledger(30, paper=paper), METRICS):  # type: ignore[arg-type]
        assert_nothing_clipped(page)


def test_each_page_repeats_the_headings_and_says_which_of_how_many_it_is(month: list[Page]) -> None:
    for number, page in enumerate(month, start=1):
        assert "".join(column.label for column in COLUMNS if column.group == "走访") in squeezed(said(page))
        assert f"第{number}页\u3000共{len(month)}页" in said(page)
    assert all(("填报单位" in said(page)) == (page is month[0]) for page in month)


def test_no_row_is_split_over_two_pages(month: list[Page]) -> None:
    sheet = visit_ledger(140)
    pages = [squeezed(said(page)) for page in month]
    for row in sheet.rows:
        (home,) = [page for page in pages if row[8] in page]
        for cell in row:
            assert squeezed(cell) in home


def test_a_long_row_goes_to_the_next_page_whole() -> None:
    rows = [[f"N{n}", "甲", f"{n}始" + "走访情况很长。" * (20 + n * 7 % 60) + f"{n}终", "1"] for n in range(40)]
    pages = [said(page) for page in LedgerPages(narrow(rows), METRICS)]
    assert len(pages) > 5
    for n in range(40):
        (home,) = [page for page in pages if f"N{n}" in re.findall(r"N\d+", page)]
        assert f"{n}始" in home
        assert f"{n}终" in home


def test_the_signature_line_stands_on_the_last_page_below_at_least_one_row() -> None:
    full = len([n for n in range(200) if len(LedgerPages(narrow([["1", "甲", "", "0"]] * n), METRICS)) == 1])
    for count in range(full - 3, full + 4):
        rows = [[f"N{n}", "王玉珍", "情况良好", "300"] for n in range(count)]
        pages = [said(page) for page in LedgerPages(narrow(rows, notes=("注：甲", "注：乙")), METRICS)]
        assert [("制表：" in page, "注：甲" in page) for page in pages] == [(False, False)] * (len(pages) - 1) + [
            (True, True)
        ]
        assert f"N{count - 1}" in pages[-1]


def test_rows_close_up_a_little_when_that_saves_a_page_for_a_few_of_them() -> None:
    def laid_out(count: int) -> list[Page]:
        rows = [[f"N{n}", "王玉珍", "情况良好", "300"] for n in range(count)]
        return list(LedgerPages(narrow(rows), METRICS))

    def pitch(pages: list[Page]) -> float:
        first, second = [op.y for op in texts(pages[0]) if op.text in ("N0", "N1")]
        return second - first

    usual = pitch(laid_out(2))
    closed = [n for n in range(10, 70) if pitch(laid_out(n)) < usual]
    assert closed
    for count in closed:
        pages = laid_out(count)
        assert pitch(pages) == pytest.approx(usual - 1.2)
        assert len(laid_out(count + 12)) == len(pages) + 1
        assert len(re.findall(r"N\d+", said(pages[-1]))) > 15
        for page in pages:
            assert_nothing_clipped(page)


def test_a_row_taller_than_a_page_is_split_with_nothing_lost() -> None:
    story = "".join(f"第{n}句话说的是入户看到的情况。" for n in range(400))
    pages = list(
        LedgerPages(narrow([["1", "张三", "好", "1"], ["2", "李四", story, "2"], ["3", "王五", "好", "3"]]), METRICS)
    )
    assert len(pages) > 2
    for page in pages:
        assert_nothing_clipped(page)
    left = min(text.x for page in pages for text in texts(page) if text.text.startswith("第0句"))
    told = "".join(text.text for page in pages for text in texts(page) if text.x == pytest.approx(left))
    assert story in told
    assert sum(said(page).count("李四") for page in pages) == 1


def test_a_last_row_taller_than_a_page_still_keeps_the_signature_company() -> None:
    pages = list(LedgerPages(narrow([["1", "张三", "话长。" * 3000, "1"]]), METRICS))
    assert "话长。" in said(pages[-1])
    assert "制表：" in said(pages[-1])


def test_notes_longer_than_a_page_run_on_to_the_next() -> None:
    notes = tuple(f"说明{n}完" for n in range(150))
    laid_out = list(LedgerPages(narrow([["1", "甲", "", "1"]], notes=notes), METRICS))
    for page in laid_out:
        assert_nothing_clipped(page)
    pages = [said(page) for page in laid_out]
    assert [sum(f"说明{n}完" in page for page in pages) for n in range(150)] == [1] * 150
    assert "制表：" in pages[-1]


def test_figures_stand_at_the_right_edge_of_their_column() -> None:
    (page,) = LedgerPages(narrow([["1", "甲", "", "5"], ["2", "乙", "", "12345"]]), METRICS)
    ends = [op.x + op.size * METRICS.width("song", op.text) for op in texts(page) if op.text in ("5", "12345")]
    assert ends[0] == pytest.approx(ends[1])


def test_an_empty_ledger_says_that_there_is_nothing() -> None:
    (page,) = LedgerPages(narrow([], totals=["合计", "", "", "0"]), METRICS)
    for expected in ("（本期没有记录）", "合计", "制表：", "编号"):
        assert expected in said(page)
    assert_nothing_clipped(page)


def test_sixty_columns_of_long_words_still_stay_in_their_cells() -> None:
    columns = [SheetColumn(key=str(n), label=f"第{n}列的标题", width=20) for n in range(60)]
    sheet = Sheet(title="宽", columns=columns, rows=[["429021194608199978", "很长的中文", *["x" * 40] * 58]] * 3)
    for page in LedgerPages(sheet, METRICS):
        assert_nothing_clipped(page)


def test_a3_is_proposed_when_a4_would_be_too_small_to_read() -> None:
    assert proposed_paper(visit_ledger(1)) == "A3"
    assert (type_size(visit_ledger(1), "A3") or 0) >= 7.5
    assert proposed_paper(narrow([])) == "A4"


CELL = st.text(st.one_of(st.sampled_from("老人独居，。（）“”低保0129xX-/ \n\t"), st.characters()), max_size=60)


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL, CELL), max_size=40), paper=st.sampled_from(["A3", "A4"]))
def test_any_texts_come_out_whole_inside_their_cells(rows: list[tuple[str, ...]], paper: str) -> None:
    pages = list(LedgerPages(narrow(rows, paper=paper), METRICS))
    for page in pages:
        assert_nothing_clipped(page)
    drawn = sorted(squeezed("".join(said(page) for page in pages)))
    for char in squeezed("".join(cleaned(cell) for row in rows for cell in row)):
        drawn.remove(char)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 120))
def test_every_name_can_be_read_from_the_file_exactly_once(seed: int, count: int) -> None:
    letters = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥𬱖㛃䶮𪚥"
    names = [letters[n % 26] + letters[(seed + n // 26) % 26] + letters[(n * 7 + seed) % 26] for n in range(count)]
    names = list(dict.fromkeys(names))
    rows = [[f"#{n}", f"{name}。", "情况" * (seed % 50), "1"] for n, name in enumerate(names)]
    told = squeezed("".join(texts_of(pdf_of(narrow(rows)))))
    assert [told.count(f"{name}。") for name in names] == [1] * len(names)


def test_rare_names_copy_out_right_and_unknown_characters_can_still_be_found() -> None:
    rows = [[str(n), name, "☑是☐否", "1"] for n, name in enumerate((*RARE_NAMES, "王\ue123", "笑😀"))]
    told = squeezed("".join(texts_of(pdf_of(narrow(rows)))))
    for name in (*RARE_NAMES, "王\ue123", "笑😀"):
        assert name in told
    assert told.count("☑是☐否") == 10


def test_the_file_shows_every_text_where_the_layout_put_it() -> None:
    sheet = dataclasses.replace(visit_ledger(8), watermark="")
    (page,) = LedgerPages(sheet, METRICS)
    document = pypdfium2.PdfDocument(pdf_of(sheet))
    try:
        found = document[0].get_textpage()
        for op in texts(page):
            right = op.x + op.size * sum(run.width for run in METRICS.runs(op.role, op.text))
            down, up = page.height - op.y - 0.25 * op.size, page.height - op.y + 0.95 * op.size
            shown = squeezed(found.get_text_bounded(op.x - 1, down, right + 1, up))
            assert squeezed(op.text) in shown
            assert len(shown) <= len(op.text) + 1  # the neighbour in another font may touch
        sizes = {round(raw.FPDFText_GetFontSize(found.raw, n), 2) for n in _places(found, "制表")}
        assert sizes == {op.size for op in texts(page) if op.text.startswith("制表")}
    finally:
        document.close()


def _places(found: pypdfium2.PdfTextPage, text: str) -> range:
    searcher = found.search(text)
    first, count = searcher.get_next()
    searcher.close()
    return range(first, first + count)


def test_all_fonts_are_embedded_subsets_and_none_is_drawn_as_pictures() -> None:
    data = pdf_of(visit_ledger(20))
    assert data.count(b"/FontFile2") == data.count(b"/Type /FontDescriptor") == data.count(b"/Subtype /Type0") == 4
    for kind in (b"/Type3", b"/Type1", b"Helvetica"):
        assert kind not in data
    assert re.search(rb"/BaseFont /[A-Z]{6}\+CareDeskSong", data)
    assert len(data) < 300_000


def test_the_demo_watermark_lies_behind_and_the_properties_name_no_person() -> None:
    sheet = visit_ledger(3)
    assert type(next(iter(LedgerPages(sheet, METRICS)[0].ops))).__name__ == "Slant"
    document = pypdfium2.PdfDocument(pdf_of(sheet))
    try:
        known = document.get_metadata_dict()
    finally:
        document.close()
    assert (known["Title"], known["Author"]) == (sheet.title, "青石镇社会工作服务站")
    assert not any(name in value for name in RARE_NAMES for value in known.values())


def test_progress_reaches_the_end() -> None:
    heard: list[tuple[int, int]] = []
    write_ledger_pdf(visit_ledger(300), io.BytesIO(), METRICS, progress=lambda *step: heard.append(step))
    assert heard == sorted(heard)
    assert heard[-1] == (1000, 1000)


@pytest.mark.parametrize("limit", [0, 400, 700])
def test_cancelling_at_any_moment_leaves_no_file(tmp_path: Path, limit: int) -> None:
    with pytest.raises(Cancelled):
        write_ledger_pdf(visit_ledger(300), tmp_path / "a.pdf", METRICS, progress=lambda done, _: done < limit)
    assert not list(tmp_path.iterdir())
