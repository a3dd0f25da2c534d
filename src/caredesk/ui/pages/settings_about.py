"""关于: the program's version, and the notices of everything it is made with, to be read and searched here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QPlainTextEdit

import caredesk
from caredesk.resources import resource
from caredesk.ui.icons import icon
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import across, down, words, wrapping

_RULE = "=" * 80
_OURS = {"resources/fonts": "字体", "resources/icons": "图标（Lucide）"}


@dataclass(frozen=True)
class Notice:
    """The licence texts of one owner."""

    title: str
    text: str


def notices() -> list[Notice]:
    """What the desk is made of in one list, then every owner's licence texts together."""
    found = [Notice("全部软件一览", resource("notices/overview.txt").read_text("utf-8"))]
    texts: dict[str, list[str]] = {}
    parts = resource("notices/licences.txt").read_text("utf-8").split(f"{_RULE}\n")
    for head, body in zip(parts[1::2], parts[2::2], strict=True):  # rule, title, rule, text
        owner, _, name = head.strip().partition(": ")
        texts.setdefault(_OURS.get(owner, owner), []).append(f"【{name.rpartition('/')[2]}】\n\n{body.strip()}")
    found += [Notice(owner, ("\n\n" + "—" * 30 + "\n\n").join(told)) for owner, told in texts.items()]
    return found


class AboutPart(QFrame):
    """Names on the left, the text of the marked one on the right; a search narrows the names and finds words."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        scale = scale_of(self)
        try:
            self._notices = notices()
        except FileNotFoundError:
            self._notices = [Notice("没有找到", "声明文件没有装进来，请重新安装程序。")]
        self.words = QLineEdit()
        self.words.setObjectName("about.words")
        self.words.setAccessibleName("在声明里找")
        self.words.setPlaceholderText("在声明里找，按 Enter 找下一处")
        self.words.setClearButtonEnabled(True)
        self.words.addAction(icon("search", "second"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.setMinimumWidth(round(290 * scale))
        self.names = QListWidget()
        self.names.setObjectName("found")
        self.names.setAccessibleName("用到的软件和字体")
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.setFixedWidth(round(230 * scale))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("许可证全文")
        self.text.setMinimumHeight(round(160 * scale))
        told = f"版本 {caredesk.__version__}。不联网，资料全程加密，只存在这台电脑上。"
        self.said = words("", "small")
        find = wrapping(words("用到的开源软件和字体", "h3"), self.words, self.said, gap=12)
        both = across(self.names, self.text, gap=10)
        both.setStretch(1, 1)
        column = down(words("关爱台账", "h2"), words(told, wrap=True), find, both, gap=8, margins=(16, 12, 16, 12))
        column.setStretch(3, 1)
        self.setLayout(column)
        self.names.currentRowChanged.connect(lambda _: self._show())
        self.words.textChanged.connect(lambda _: self.narrow())
        self.words.returnPressed.connect(self.find_next)
        self._fitting: list[Notice] = []
        self.narrow()

    def narrow(self) -> None:
        """Keep the names whose name or text holds the words."""
        sought = self.words.text().strip().lower()
        held = self._marked()
        self._fitting = [one for one in self._notices if sought in one.title.lower() or sought in one.text.lower()]
        self.names.blockSignals(True)
        self.names.clear()
        self.names.addItems([one.title for one in self._fitting])
        self.names.blockSignals(False)
        titled = [place for place, one in enumerate(self._fitting) if sought and sought in one.title.lower()]
        kept = [place for place, one in enumerate(self._fitting) if one is held]
        self.names.setCurrentRow(next(iter([*titled, *kept]), 0) if self._fitting else -1)
        self.said.setText("" if self._fitting else "没有找到，换个写法")
        self._show()

    def find_next(self) -> None:
        """Mark the next place where the words stand, over the end to the beginning."""
        sought = self.words.text().strip()
        if sought and not self.text.find(sought):
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.text.find(sought)

    def _marked(self) -> Notice | None:
        at = self.names.currentRow()
        return self._fitting[at] if 0 <= at < len(self._fitting) else None

    def _show(self) -> None:
        marked = self._marked()
        self.text.setPlainText(marked.text if marked else "")
        self.find_next()
