"""Pages as they will be printed: the preview is the PDF itself, drawn page by page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea

from caredesk.resources import resource
from caredesk.schema.form_sheet import FormSheets
from caredesk.schema.report import Report
from caredesk.schema.sheet import Sheet
from caredesk.store.audit import Action
from caredesk.ui.page import Frame, Page
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import across, button, words

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_SCREEN_DPI, _PAPER_DPI = 110.0, 200.0


class PreviewPage(Page):
    """``arrive(sheet=..., ledger=...)``, or ``report`` or ``forms`` with a ``name``."""

    help = "ledger"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._pdf = b""
        self._count = self._at = 0
        self._zoom = 1.0
        self._what: tuple[str, str] = ("", "")
        back = button("返回", frame.back, picture="arrow-left", name="back")
        out = button("打印", self.print_page, kind="primary", picture="printer", name="print", tip="Ctrl+P")
        self.before = button("上一页", lambda: self.turn(-1), kind="icon", picture="chevron-left", name="page.before")
        self.after = button("下一页", lambda: self.turn(1), kind="icon", picture="chevron-right", name="page.after")
        smaller = button("缩小", lambda: self.zoom(0.8), kind="icon", picture="zoom-out", name="zoom.out")
        larger = button("放大", lambda: self.zoom(1.25), kind="icon", picture="zoom-in", name="zoom.in")
        self.place = words("", "second")
        tools = across(back, None, smaller, larger, 12, self.before, self.place, self.after, None, out, gap=8)
        self.column.addLayout(tools)
        self.paper = QLabel()
        self.paper.setAccessibleName("页面预览")
        self.paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        area = QScrollArea()
        area.setWidget(self.paper)
        area.setWidgetResizable(True)
        area.setAccessibleName("页面预览")
        self.area = area
        self.column.addWidget(area, 1)

    def arrive(self, **what: Any) -> None:
        self._pdf, self._count, self._at, self._zoom = b"", 0, 0, 1.0
        self.paper.setText("正在排版……")
        made: Sheet | Report | FormSheets = next(what[key] for key in ("sheet", "report", "forms") if key in what)
        self._what = ("ledger", what["ledger"]) if "sheet" in what else ("return", what["name"])
        self.frame.session.work(lambda _desk, _: pdf_of(made), self.show_pdf)

    def show_pdf(self, data: bytes) -> None:
        """Show the first page of a PDF."""
        from caredesk.documents.preview import page_count

        self._pdf, self._count = data, page_count(data)
        self.turn(0)

    def turn(self, by: int) -> None:
        """Another page."""
        if not self._count:
            return
        self._at = min(max(self._at + by, 0), self._count - 1)
        self.place.setText(f"第 {self._at + 1} 页 / 共 {self._count} 页")
        self.before.setEnabled(self._at > 0)
        self.after.setEnabled(self._at < self._count - 1)
        self._draw()

    def zoom(self, factor: float) -> None:
        """Larger or smaller on screen."""
        self._zoom = min(max(self._zoom * factor, 0.4), 3.0)
        self._draw()

    def print_page(self) -> None:
        if not self._count:
            return
        from caredesk.ui.printing import print_with, shape_of

        first = picture(self._pdf, 0, _PAPER_DPI)
        print_with(self.window(), self.paint, shape_of(first, _PAPER_DPI))

    def paint(self, printer: QPrinter) -> None:
        """Put every page on paper, and note that it was printed."""
        from caredesk.ui.printing import paint_pictures

        paint_pictures(printer, [picture(self._pdf, number, _PAPER_DPI) for number in range(self._count)])
        kind, name = self._what
        self.frame.session.did(lambda desk: desk.work.note(Action.PRINT, kind, name))

    def _draw(self) -> None:
        if not self._count:
            return
        sharp = 2.0
        drawn = picture(self._pdf, self._at, _SCREEN_DPI * sharp * self._fit() * self._zoom)
        drawn.setDevicePixelRatio(sharp)
        self.paper.setPixmap(drawn)

    def _fit(self) -> float:
        """So that a page is as wide as the window at zoom 1."""
        tiny = picture(self._pdf, self._at, 20.0)
        room = self.area.viewport().width() - 16
        wide = tiny.width() * _SCREEN_DPI / 20.0
        return min(1.4 * scale_of(self), room / wide) if wide else 1.0


def pdf_of(made: Sheet | Report | FormSheets) -> bytes:
    """A sheet, a return or forms as PDF, in memory only."""
    from caredesk.documents.metrics import Metrics
    from caredesk.documents.pdf import write_forms_pdf, write_ledger_pdf, write_report_pdf

    target = io.BytesIO()
    if isinstance(made, Sheet):
        write_ledger_pdf(made, target, Metrics(resource))
    elif isinstance(made, FormSheets):
        write_forms_pdf(made, target, Metrics(resource))
    else:
        write_report_pdf(made, target, Metrics(resource))
    return target.getvalue()


def picture(pdf: bytes, number: int, dpi: float) -> QPixmap:
    """A page of a PDF as a picture."""
    from caredesk.documents.preview import render_page

    page = render_page(pdf, number, dpi)
    image = QImage(page.bgrx, page.width, page.height, page.width * 4, QImage.Format.Format_RGB32)
    return QPixmap.fromImage(image.copy())
