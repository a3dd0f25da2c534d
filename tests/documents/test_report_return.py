"""The monthly return on paper: like an official paper, no figure without data, nothing torn apart."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pypdfium2
import pytest

from caredesk.documents.drawing import BLACK, Line, Page, Rect, Text
from caredesk.documents.metrics import Metrics
from caredesk.documents.pdf import paint, write_report_pdf
from caredesk.documents.report import chinese_number, lay_out_report
from caredesk.resources import resource
from caredesk.schema.errors import Cancelled
from caredesk.schema.report import Chart, Paragraph, Report, ReportTable, Section, Series
from caredesk.schema.sheet import SheetColumn
from tests.documents.made_up import monthly_return
from tests.documents.test_pdf_ledger import assert_nothing_clipped, said

METRICS = Metrics(resource)

COLUMNS = [SheetColumn(key="a", label="村", width=12), SheetColumn(key="b", label="人数", width=8, number=True)]


def pages_of(*sections: Section, **more: object) -> list[Page]:
    report = Report(title="云溪县青石镇社会工作服务站2026年10月工作月报", sections=sections)
    return lay_out_report(dataclasses.replace(report, **more), METRICS)  # type: ignore[arg-type]


def table(count: int, **more: object) -> ReportTable:
    return ReportTable(columns=COLUMNS, rows=[[f"村{n}号", str(n)] for n in range(count)], **more)  # type: ignore[arg-type]


def filler(lines: int) -> Paragraph:
    return Paragraph(text="\n".join(["填满"] * lines), indent=False)


@pytest.mark.parametrize("villages", [1, 10, 30, 60])
def test_nothing_leaves_its_cell_or_the_page(villages: int) -> None:
    for page in lay_out_report(monthly_return(villages=villages), METRICS):
        assert_nothing_clipped(page)
        for op in page.ops:
            if isinstance(op, Rect):
                assert 60 < op.x <= op.x + op.w < page.width - 60
                assert 60 < op.y <= op.y + op.h < page.height - 60


def test_headings_are_numbered_without_gaps_over_sections_that_have_nothing_to_say() -> None:
    nothing = [Series(label="应访", values=[None])]
    (page,) = pages_of(
        Section(heading="基本情况", blocks=[Paragraph(text="甲")]),
        Section(heading="个案", blocks=[]),
        Section(heading="小组", blocks=[ReportTable(columns=COLUMNS, rows=[]), Paragraph(text="  ")]),
        Section(heading="资源", blocks=[Chart(title="图", categories=["甲"], series=nothing)]),
        Section(heading="打算", blocks=[Paragraph(text="乙")]),
    )
    assert "一、基本情况" in said(page)
    assert "二、打算" in said(page)
    for absent in ("个案", "小组", "资源", "图", "村"):
        assert absent not in said(page)


def test_numbers_of_headings_are_written_in_chinese() -> None:
    assert [chinese_number(n) for n in (1, 9, 10, 11, 19, 20, 21, 99)] == [
        "一", "九", "十", "十一", "十九", "二十", "二十一", "九十九",
    ]  # fmt: skip


@pytest.mark.parametrize("before", range(20, 40))
def test_a_table_that_fits_a_page_is_never_cut(before: int) -> None:
    pages = pages_of(
        Section(heading="探访", blocks=[filler(before), table(12, caption="各村情况", totals=["合计", "66"])])
    )
    holding = [page for page in pages if "村0号" in said(page)]
    assert len(holding) == 1
    for text in ("各村情况", "村11号", "合计"):
        assert text in said(holding[0])


def test_a_table_longer_than_a_page_repeats_its_heading_and_loses_no_row() -> None:
    pages = pages_of(Section(heading="探访", blocks=[table(90, caption="各村情况", totals=["合计", "4005"])]))
    assert len(pages) > 1
    assert all("村人数" in said(page) for page in pages)
    told = "".join(said(page) for page in pages)
    assert [told.count(f"村{n}号") for n in range(90)] == [1] * 90


@pytest.mark.parametrize("before", range(20, 40))
def test_a_heading_stays_with_what_follows_and_the_signature_with_the_end_of_the_text(before: int) -> None:
    last = Section(heading="打算", blocks=[Paragraph(text="下月走访独居老人。" * 20)])
    pages = pages_of(Section(heading="探访", blocks=[filler(before)]), last, signature=("填报人", "审核人"))
    for page in pages:
        if "二、打算" in said(page):
            assert "下月走访" in said(page)
    assert "填报人：" in said(pages[-1])
    assert "老人" in said(pages[-1])


def test_a_long_title_is_broken_before_the_year() -> None:
    title = "云溪县青石镇社会工作和志愿服务综合服务中心2026年10月困难群众关爱帮扶工作月报"
    (page,) = pages_of(Section(heading="甲", blocks=[Paragraph(text="乙")]), title=title)
    first, second = [op.text for op in page.ops if isinstance(op, Text) and op.role == "song-bold"]
    assert second.startswith("2026年10月")
    assert first + second == title


def test_the_return_reads_back_from_the_file_with_rare_names() -> None:
    stream = io.BytesIO()
    write_report_pdf(monthly_return(), stream, METRICS)
    document = pypdfium2.PdfDocument(stream.getvalue())
    try:
        told = "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
    for expected in ("赵㛃、钱䶮、孙𬱖、李𠅤", "第2页", "月探访率89.4%", "应访人数"):
        assert expected in told.replace("\r\n", "")


def test_cancelling_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        write_report_pdf(monthly_return(), tmp_path / "a.pdf", METRICS, progress=lambda *_: False)
    assert not list(tmp_path.iterdir())


def test_a_document_of_no_pages_is_never_made() -> None:
    assert len(pages_of()) == 1
    assert paint(pages_of(), METRICS, {}, title="空").startswith(b"%PDF")


def body_of(page: Page) -> str:
    """What a page says besides its number, its notes in small type and the signature line."""
    return "".join(
        op.text
        for op in page.ops
        if isinstance(op, Text) and op.size > 9 and not op.text.endswith("：") and "共" not in op.text
    )


@pytest.mark.parametrize("before", range(14, 44))
@pytest.mark.parametrize(
    "last",
    [
        Paragraph(text="下月走访独居老人。" * 12),
        table(9),
        Chart(title="图", categories=["甲", "乙"], series=[Series(label="应访", values=[3, 4])]),
    ],
    ids=["text", "table", "chart"],
)
def test_notes_and_signature_never_stand_alone_on_a_page(before: int, last: Paragraph | ReportTable | Chart) -> None:
    notes = ("统计时段：十月。", *["没有数据的不列出。"] * 5)
    for block in (filler(before), table(before)):
        section = Section(heading="探访", blocks=[block, last])
        pages = pages_of(section, notes=notes, signature=("填报人", "审核人"))
        assert body_of(pages[-1])
        assert said(pages[-1]).count("没有数据") == 5
        for expected in ("统计时段", "填报人："):
            assert expected in said(pages[-1])


def test_a_little_squeezing_saves_a_page_that_would_be_almost_empty() -> None:
    def count(lines: int) -> int:
        return len(pages_of(Section(heading="探访", blocks=[filler(lines)]), signature=("填报人",)))

    most = max(lines for lines in range(20, 60) if count(lines) == 1)
    (page,) = pages_of(Section(heading="探访", blocks=[filler(most)]), signature=("填报人",))
    (loose, *_) = pages_of(Section(heading="探访", blocks=[filler(20)]), signature=("填报人",))
    leads = [lead_of(one) for one in (page, loose)]
    assert leads[1] == pytest.approx(12 * 1.6)
    assert 0.87 * leads[1] < leads[0] < leads[1]
    assert_nothing_clipped(page)


def lead_of(page: Page) -> float:
    first, second = [op.y for op in page.ops if isinstance(op, Text) and op.text == "填满"][:2]
    return second - first


LIST = [
    SheetColumn(key="what", label="项目", width=30),
    SheetColumn(key="unit", label="单位", width=8),
    SheetColumn(key="count", label="数量", width=10, number=True),
]


@pytest.mark.parametrize("count", [11, 12])
def test_a_long_narrow_list_of_figures_stands_in_two_halves_read_downwards(count: int) -> None:
    rows = [[f"项目{n}号", "人次", str(n)] for n in range(count)]
    (page,) = pages_of(Section(heading="走访", blocks=[ReportTable(columns=LIST, rows=rows)]))
    places = {op.text: (op.x, op.y) for op in page.ops if isinstance(op, Text)}
    half = -(-count // 2)
    assert said(page).count("项目单位数量") == 2
    for n in range(count):
        x, y = places[f"项目{n}号"]
        assert y == places[f"项目{n % half}号"][1]
        assert x == pytest.approx(places["项目0号"][0] if n < half else places[f"项目{half}号"][0])
    assert_nothing_clipped(page)


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ([[f"项目{n}号", "人次", str(n)] for n in range(7)], {}),
        ([[f"项目{n}号", "人次", str(n)] for n in range(12)], {"totals": ["合计", "人次", "66"]}),
        ([[f"名称很长的一个项目，半页放不下它{n}号", "人次", str(n)] for n in range(12)], {}),
    ],
    ids=["short", "with totals", "wide"],
)
def test_other_lists_keep_one_row_a_line(rows: list[list[str]], more: dict[str, list[str]]) -> None:
    (page,) = pages_of(Section(heading="走访", blocks=[ReportTable(columns=LIST, rows=rows, **more)]))  # type: ignore[arg-type]
    assert said(page).count("项目单位数量") == 1


@pytest.mark.parametrize("before", range(14, 36))
def test_a_note_stays_with_its_table(before: int) -> None:
    block = table(9, caption="各村情况", notes=("注：一人可属多类。",))
    more = Section(heading="丙", blocks=[filler(30)])
    pages = pages_of(Section(heading="甲", blocks=[filler(before)]), Section(heading="乙", blocks=[block]), more)
    for page in pages:
        assert ("各村情况" in said(page)) == ("注：一人" in said(page)) == ("二、乙" in said(page))


def test_figures_stand_below_one_another_in_the_middle_of_their_column() -> None:
    (page,) = pages_of(
        Section(heading="甲", blocks=[ReportTable(columns=COLUMNS, rows=[["甲村", "5"], ["乙村", "1234"]])])
    )
    spans = {
        op.text: (op.x, op.x + op.size * METRICS.width("song", op.text)) for op in page.ops if isinstance(op, Text)
    }
    assert spans["5"][1] == pytest.approx(spans["1234"][1])
    label = spans["人数"]
    assert sum(spans["1234"]) / 2 == pytest.approx(sum(label) / 2, abs=0.5)


def test_every_text_of_a_table_stands_halfway_between_its_rules() -> None:
    (page,) = pages_of(Section(heading="甲", blocks=[table(5, totals=["合计", "10"])]))
    rules = sorted({op.y1 for op in page.ops if isinstance(op, Line) and op.y1 == op.y2 and op.color == BLACK})
    for op in page.ops:
        if isinstance(op, Text) and op.text[0] in "村合":
            middle = op.y - 0.38 * op.size  # of a Chinese character: from 0.88 em above to 0.12 em below the baseline
            above, below = max(y for y in rules if y < middle), min(y for y in rules if y > middle)
            assert middle == pytest.approx((above + below) / 2, abs=0.1)
