"""Nothing that Qt says by itself is English: menus of lines, dialogs for files, printing and questions."""

import re

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCalendarWidget,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTextBrowser,
    QWidget,
)

from caredesk.schema.period import parse_period
from caredesk.ui.chinese import speak_chinese
from caredesk.ui.saving import file_name

_LATIN = re.compile(r"[A-Za-z]{2,}")
_KEYS = re.compile(r"(?:(?:Ctrl|Shift|Alt)\+)+\w+|\bDel\b|\bPDF\b|\*\.\w+")
_SAYING = ("text", "title", "placeholderText", "toolTip", "windowTitle", "statusTip", "accessibleName")


@pytest.fixture
def chinese(qapp):
    before = QLocale()
    made = speak_chinese(qapp)
    yield
    for one in made:
        qapp.removeTranslator(one)
        one.deleteLater()
    QLocale.setDefault(before)


def said_by(widget):
    """All words that a dialog or menu shows, but for what stands in its lines (paths, names of files)."""
    for one in [widget, *widget.findChildren(QWidget)]:
        if not isinstance(one, QLineEdit):
            yield from (str(getattr(one, name)()) for name in _SAYING if hasattr(one, name))
        yield from (action.text() for action in one.actions())
        if isinstance(one, QComboBox) and one.objectName() != "lookInCombo":
            yield from (one.itemText(at) for at in range(one.count()))
        if isinstance(one, QAbstractItemView) and (model := one.model()) is not None:
            yield from (str(model.headerData(at, Qt.Orientation.Horizontal)) for at in range(model.columnCount()))


def english(widget):
    return [text for text in said_by(widget) if _LATIN.search(_KEYS.sub("", text or ""))]


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QTextBrowser])
def test_the_menu_of_a_line_is_chinese(chinese, qtbot, kind):
    made = kind()
    qtbot.addWidget(made)
    menu = made.createStandardContextMenu()
    assert any("复制" in action.text() for action in menu.actions())
    assert english(menu) == []


@pytest.mark.parametrize("mode", list(QFileDialog.FileMode))
@pytest.mark.parametrize("accepting", list(QFileDialog.AcceptMode))
def test_the_file_dialog_is_chinese_down_to_the_kinds_of_files(chinese, qtbot, tmp_path, mode, accepting):
    (tmp_path / "资料").mkdir()
    (tmp_path / "花名册.xlsx").write_bytes(b"1")
    (tmp_path / "说明").write_bytes(b"1")
    dialog = QFileDialog(None, "存到哪里", str(tmp_path), "全部 (*)")
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(mode)
    dialog.setAcceptMode(accepting)
    dialog.show()
    view = dialog.findChild(QAbstractItemView, "treeView")
    qtbot.waitUntil(lambda: view.model().rowCount(view.rootIndex()) > 0)
    rows = range(view.model().rowCount(view.rootIndex()))
    kinds = {str(view.model().index(row, 2, view.rootIndex()).data()) for row in rows}
    assert "文件夹" in kinds
    assert not any("File" in kind or "Folder" in kind for kind in kinds)
    assert english(dialog) == []


def test_printing_questions_and_days_are_chinese(chinese, qtbot):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    buttons = QDialogButtonBox.StandardButton
    shown = (
        QPrintDialog(printer),
        QDialogButtonBox(buttons.Yes | buttons.No | buttons.Cancel | buttons.Save | buttons.Ok | buttons.Close),
        QCalendarWidget(),
        QSpinBox(),
    )
    for one in shown:
        qtbot.addWidget(one)
        one.show()
        QCoreApplication.processEvents()
        assert english(one) == [], type(one).__name__


@pytest.mark.parametrize(
    ("key", "named"),
    [
        ("2026-10", "入户探访台账-2026-10.xlsx"),
        ("2026-Q4", "入户探访台账-2026年第四季度.xlsx"),
        ("2026-H2", "入户探访台账-2026年下半年.xlsx"),
        ("2026", "入户探访台账-2026年.xlsx"),
        ("2026-P", "入户探访台账-2026—2027项目年度.xlsx"),
    ],
)
def test_a_file_is_named_by_its_period_in_words(key, named):
    assert file_name("入户探访台账", parse_period(key), ".xlsx") == named
