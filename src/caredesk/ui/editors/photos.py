"""The editor of pictures: small copies side by side, added from a file, taken out with a button."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel

from caredesk.schema.errors import UserError
from caredesk.schema.fields import Field
from caredesk.ui.editors.base import Editor, Surroundings
from caredesk.ui.widgets import button, clear, down
from caredesk.ui.wrapping import Wrapping


class PhotosEditor(Editor):
    """Photos of a record; ``refused`` says why a file was not taken."""

    refused = Signal(str)

    def __init__(self, spec: Field, around: Surroundings) -> None:
        super().__init__(spec, around)
        self._names: list[str] = []
        self._row = Wrapping(8, 8)
        self.add_button = button("添加照片", self.choose, picture="image", name="photos.add")
        self.setLayout(down(self._row, self.add_button))
        self.settle(self.add_button)
        self.add_button.setEnabled(around.keep_photo is not None)

    def value(self) -> Any:
        return tuple(self._names) or None

    def fill(self, value: Any) -> None:
        self._names = list(value or ())
        self._draw()

    def choose(self) -> None:
        """Ask for picture files."""
        dialog = QFileDialog(self.window(), "选照片", "", "照片 (*.jpg *.jpeg *.png)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.add)
        dialog.open()

    def add(self, files: list[str]) -> None:
        """Keep these pictures with the station and show them."""
        if self.around.keep_photo is None:
            return
        for file in files:
            try:
                name = self.around.keep_photo(Path(file))
            except UserError as error:
                self.refused.emit(str(error))
                continue
            if name not in self._names:
                self._names.append(name)
        self._draw()
        self.changed.emit()

    def _drop(self, name: str) -> None:
        self._names.remove(name)
        self._draw()
        self.changed.emit()

    def _draw(self) -> None:
        clear(self._row)
        size = QSize(self.px(96), self.px(96))
        for place, name in enumerate(self._names, start=1):
            picture = QPixmap()
            if self.around.photo is not None:
                picture.loadFromData(self.around.photo(name))
            shown = QLabel()
            shown.setFixedSize(size)
            shown.setAccessibleName(f"第{place}张照片")
            if not picture.isNull():
                keep = Qt.AspectRatioMode.KeepAspectRatio
                shown.setPixmap(picture.scaled(size, keep, Qt.TransformationMode.SmoothTransformation))
            self._row.addWidget(shown)
            away = button(f"拿掉第{place}张", partial(self._drop, name), kind="icon", picture="x")
            self._row.addWidget(away)
