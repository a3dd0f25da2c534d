"""帮助: the manual, opened at the chapter of the page that F1 was pressed on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QPixmap, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser

import caredesk
from caredesk.ui.page import Frame, Page
from caredesk.ui.style import COLOURS, scale_of
from caredesk.ui.widgets import across, button, card

INDEX = "index"


def manual_folder() -> Path:
    """Where the manual lies: beside the sources, or carried inside the package."""
    package = Path(caredesk.__file__).parent
    bundled = package / "bundled" / "manual"
    return bundled if bundled.is_dir() else package.parents[1] / "docs" / "manual"


class Pages(QTextBrowser):
    """Shows chapters; their pictures are drawn no wider than the page."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        picture = QPixmap(str(manual_folder() / QUrl(name).path()))
        room = max(200, self.viewport().width() - 60)
        smooth = Qt.TransformationMode.SmoothTransformation
        return picture.scaledToWidth(room, smooth) if picture.width() > room else picture


class HelpPage(Page):
    """``arrive(chapter=...)``; a chapter that is not written yet opens the index."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        back = button("返回", frame.back, picture="arrow-left", name="back")
        index = button("目录", lambda: self.show_chapter(INDEX), picture="list", name="index")
        self.column.addLayout(across(back, index, None))
        self.text = Pages()
        self.text.setAccessibleName("帮助")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.column.addWidget(card(self.text), 1)
        self.chapter = ""

    def arrive(self, **what: Any) -> None:
        self.show_chapter(str(what.get("chapter", INDEX)))
        self.text.setFocus()

    def show_chapter(self, chapter: str) -> None:
        """Show a chapter by its file name without ending."""
        folder = manual_folder()
        file = next((one for one in (folder / f"{chapter}.md", folder / f"{INDEX}.md") if one.is_file()), None)
        self.chapter = file.stem if file else ""
        document = self.text.document()
        document.setDefaultStyleSheet(f"a {{ color: {COLOURS['primary']}; }}")
        document.setDocumentMargin(8 * scale_of(self))
        self.text.setMarkdown(file.read_text("utf-8") if file else "# 帮助\n\n说明书还没有装进来。")
        self._loosen(document)

    def _loosen(self, document: QTextDocument) -> None:
        """More room between lines and paragraphs than a text document has by itself."""
        block = document.begin()
        while block.isValid():
            shape = block.blockFormat()
            shape.setLineHeight(140, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            shape.setBottomMargin(6 * scale_of(self))
            if shape.headingLevel() > 1:
                shape.setTopMargin(14 * scale_of(self))
            QTextCursor(block).setBlockFormat(shape)
            block = block.next()

    def _follow(self, link: QUrl) -> None:
        """Links lead to other chapters only; nothing is opened outside."""
        name = link.fileName() or link.path()
        if name.endswith(".md"):
            self.show_chapter(name.removesuffix(".md"))
        elif link.fragment():
            self.text.scrollToAnchor(link.fragment())
