"""Asking where a file is to be written, and saying that it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from caredesk.ui.page import Frame

_KINDS = {".xlsx": "Excel 表格 (*.xlsx)", ".pdf": "PDF 文件 (*.pdf)"}


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
