"""Putting pages on paper with the system's own print dialog."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from caredesk.ui.recovery_line import in_two_lines

PAPER_TITLES = {"station": "第一张 · 站里封存", "township": "第二张 · 镇民政（社会事务）办封存"}


def print_with(window: QWidget, paint: Callable[[QPrinter], None], shape: QPageLayout | None = None) -> None:
    """Ask for a printer and paint; nothing blocks meanwhile. ``shape`` is the paper to begin with."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if shape is not None:
        printer.setFullPage(True)
        printer.setPageSize(shape.pageSize())
        printer.setPageOrientation(shape.orientation())
    dialog = QPrintDialog(printer, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: paint(printer))
    QDialog.open(dialog)  # QPrintDialog's own open wants a slot by name


def shape_of(picture: QPixmap, dpi: float) -> QPageLayout:
    """The paper of a page that was drawn at so many dots an inch: A3 or A4, upright or lying."""
    short, long = sorted((picture.width() * 72 / dpi, picture.height() * 72 / dpi))
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    lying = picture.width() > picture.height()
    way = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    return QPageLayout(size, way, QMarginsF())


def paint_pictures(printer: QPrinter, pictures: Sequence[QPixmap]) -> None:
    """Pages that are already pictures, each as large as its sheet allows."""
    painter = QPainter(printer)
    for number, picture in enumerate(pictures):
        if number:
            printer.newPage()
        room = painter.viewport()
        size = picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (room.width() - size.width()) / 2, (room.height() - size.height()) / 2
        painter.drawPixmap(QRectF(left, top, size.width(), size.height()), picture, QRectF(picture.rect()))
    painter.end()


def print_papers(window: QWidget, title: str, codes: Mapping[str, str]) -> None:
    """Print the two recovery papers, a sheet each."""

    def paint(printer: QPrinter) -> None:
        painter = QPainter(printer)
        for number, (paper, code) in enumerate(codes.items()):
            if number:
                printer.newPage()
            draw_paper(painter, title, PAPER_TITLES.get(paper, paper), code)
        painter.end()

    print_with(window, paint)


def draw_paper(painter: QPainter, title: str, which: str, code: str) -> None:
    """One recovery paper on the sheet under the painter."""
    room = painter.viewport()
    unit = room.width() / 100
    told = (
        "忘记密码时，打开“关爱台账”，在登录页点“忘了密码：用救急密码纸”，照上面输入。\n"
        "请装入信封，封口签字，和公章一起保管。换了密码，这张纸仍然有效。\n"
        "这张纸丢了、被人看过，请站长在“设置”里重印一张，旧的立即作废。\n\n"
        "封存人：                    日期："
    )
    shown = in_two_lines(code)
    lines = ((title, 5.0, True, 8.0), (which, 3.6, False, 18.0), (shown, 5.0, True, 28.0), (told, 2.8, False, 50.0))
    for text, size, bold, top in lines:
        font = QFont(painter.font())
        font.setPixelSize(max(1, int(size * unit)))
        font.setBold(bold)
        painter.setFont(font)
        side = Qt.AlignmentFlag.AlignHCenter if top < 40 else Qt.AlignmentFlag.AlignLeft
        box = QRectF(6 * unit, top * unit, 88 * unit, 60 * unit)
        painter.drawText(box, int(side) | int(Qt.TextFlag.TextWordWrap), text)
