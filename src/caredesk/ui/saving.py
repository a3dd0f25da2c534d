"""Asking where a file is to be written, and saying that it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from caredesk.schema.period import Period, PeriodKind
from caredesk.ui.page import Frame

_KINDS = {".xlsx": "Excel 表格 (*.xlsx)", ".pdf": "PDF 文件 (*.pdf)", ".json": "规则文件 (*.json)"}


def file_name(title: str, period: Period, ending: str) -> str:
    """The name proposed for a file: 入户探访台账-2026-10.xlsx; longer periods in words, as nobody reads 2026-H2."""
    return f"{title}-{period.key if period.kind is PeriodKind.MONTH else period.label}{ending}"


def ask_where(window: QWidget, name: str, write: Callable[[Path], None]) -> QFileDialog:
    """Ask for a file of this name's kind; ``write`` is called with the path, its ending put right."""
    ending = Path(name).suffix
    dialog = QFileDialog(window, "存到哪里", name, _KINDS[ending])
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending.removeprefix("."))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: write(Path(path)))
    dialog.open()
    return dialog


def say_written(frame: Frame, path: Path, said: str) -> None:
    """Say that a file was written, with a button that opens its folder."""

    def open_folder() -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    frame.messages.done(f"{said}：{path.name}", ("打开所在文件夹", open_folder))
