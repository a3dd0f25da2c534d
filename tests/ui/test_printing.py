"""What comes out of the printer is the preview; a recovery paper is readable on its sheet."""

import pypdfium2
import pytest
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtPrintSupport import QPrinter

from caredesk.ui.printing import draw_paper, paint_pictures, print_with, shape_of
from tests.ui.conftest import quiet


@pytest.fixture
def paper(dressed, tmp_path):
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "out.pdf"))
    return made, tmp_path / "out.pdf"


def test_a_ledger_is_printed_page_for_page_on_its_own_paper_and_leaves_a_trace(town, window_on, qtbot, paper):
    printer, file = paper
    window = window_on(town)
    window.go("preview", sheet=town.ledgers.sheet("visits", "2026-10"), ledger="visits")
    quiet(qtbot, window)
    page = window.page
    first = page.paper.pixmap()
    shape = shape_of(first, 72.0)
    printer.setFullPage(True)
    printer.setPageSize(shape.pageSize())
    printer.setPageOrientation(shape.orientation())
    page.paint(printer)
    document = pypdfium2.PdfDocument(file)
    wide, high = document[0].get_size()
    assert len(document) == page._count
    assert wide > high, "a ledger lies on its side"
    document.close()
    assert town.safety.traces()[0].what == "打印"


@pytest.mark.parametrize(("wide", "high", "name"), [(3307, 2339, "A3"), (2339, 1654, "A4"), (1654, 2339, "A4")])
def test_the_paper_is_found_from_the_page(dressed, wide, high, name):
    shape = shape_of(QPixmap(wide, high), 200.0)
    assert shape.pageSize().name().startswith(name)
    assert (shape.orientation() == shape.Orientation.Landscape) == (wide > high)


def test_a_recovery_paper_stays_on_its_sheet(dressed):
    sheet = QPixmap(1240, 1754)
    sheet.fill("white")
    painter = QPainter(sheet)
    draw_paper(painter, "青石镇社会工作服务站救急密码纸", "第一张 · 站里封存", "SJZF5-ZAE75-72TBH-DWQEB-RP1XJ-409CD")
    painter.end()
    image = sheet.toImage()
    edge = [image.pixelColor(x, y).lightness() for y in range(0, 1754, 3) for x in (2, 1237)]
    middle = [image.pixelColor(x, 400).lightness() for x in range(0, 1240, 2)]
    assert min(edge) > 250, "nothing runs off the sheet"
    assert min(middle) < 250, "the code stands there"


def test_asking_for_a_printer_does_not_block(dressed, qtbot, town, window_on):
    window = window_on(town)
    painted = []
    print_with(window, painted.append)
    from PySide6.QtPrintSupport import QPrintDialog

    dialog = window.findChild(QPrintDialog)
    assert dialog is not None
    dialog.reject()
    assert painted == []


def test_a_picture_is_as_large_as_the_sheet_allows(paper):
    printer, file = paper
    picture = QPixmap(800, 400)
    picture.fill("black")
    paint_pictures(printer, [picture, picture])
    document = pypdfium2.PdfDocument(file)
    assert len(document) == 2
    document.close()
