"""Chinese for what Qt says itself: menus of lines, dialogs for files and printing."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

WORDS: Mapping[tuple[str, str], str] = {
    ("QAbstractFileIconProvider", "Folder"): "文件夹",
    ("QAbstractFileIconProvider", "File Folder"): "文件夹",
    ("QAbstractFileIconProvider", "File"): "文件",
    ("QAbstractFileIconProvider", "%1 File"): "%1 文件",
    ("QAbstractFileIconProvider", "Drive"): "磁盘",
    ("QAbstractFileIconProvider", "Shortcut"): "快捷方式",
    ("QAbstractFileIconProvider", "Alias"): "快捷方式",
    ("QAbstractFileIconProvider", "Unknown"): "其他",
    ("QFileSystemModel", "Size"): "大小",
    ("QFileSystemModel", "Computer"): "这台电脑",
    ("QFileSystemModel", "My Computer"): "这台电脑",
}
"""What Qt's own translation lacks, or says oddly (体积 for the size of a file)."""


class Words(QTranslator):
    """Answers for the words above; all others are Qt's own translation's."""

    def isEmpty(self) -> bool:  # noqa: N802
        return False

    def translate(  # type: ignore[override]  # None is Qt's null string: whoever comes next is asked
        self, context: str, source: str, _told: str | None = None, _n: int = -1
    ) -> str | None:
        return WORDS.get((context, source))


def speak_chinese(app: QCoreApplication) -> list[QTranslator]:
    """Chinese numbers and days, and Chinese words from now on; returns the translators, which live with the app."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    parent: QObject = app
    theirs, ours = QTranslator(parent), Words(parent)
    theirs.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    made = [theirs, ours]
    for one in made:
        app.installTranslator(one)
    return made
