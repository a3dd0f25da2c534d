"""Bringing a backup back into an empty folder, before anybody is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from caredesk.schema.errors import UserError
from caredesk.services.stations import Stations
from caredesk.ui.asking import Field, follow
from caredesk.ui.widgets import across, button, down, words


class Restoring(QWidget):
    """Which backup, where to, and who vouches for it. ``restored`` carries the new folder and the name to sign in with.

    The station that is in use is never touched: a folder that holds one is refused by the service.
    """

    restored = Signal(object, str)
    given_up = Signal()

    def __init__(self, stations: Stations, backups: Path | None, to: Path) -> None:
        super().__init__()
        self.setObjectName("page")
        self._stations = stations
        self._begin = str(backups) if backups is not None and backups.is_dir() else ""
        self.backup = Field("哪一份备份（选那一份的文件夹，名字是日期）", "restore.backup")
        self.to = Field("恢复到哪个空文件夹（本机硬盘）", "restore.to")
        self.to.line.setText(str(to))
        self.login = Field("备份里的登录名", "restore.login", hint="姓名；站长也可以写“站长”")
        self.password = Field("做备份时的密码", "restore.password", secret=True)
        self.said = words("", "problem", wrap=True)
        self.said.setObjectName("said")
        self.said.hide()
        self.act = button("恢复", self.restore, kind="primary", name="restore")
        back = button("返回", self.given_up.emit, name="giveup")
        told = "恢复出来是另一个站点文件夹，原来的资料不会动。"
        self.setLayout(
            down(
                words("从备份恢复", "h1"),
                words(told, "second", wrap=True),
                self._with_folder(self.backup, "选备份"),
                self._with_folder(self.to, "选文件夹"),
                self.login,
                self.password,
                self.said,
                across(back, None, self.act),
                None,
                gap=10,
            )
        )
        follow((self.backup, self.to, self.login, self.password), self.restore)

    def restore(self) -> None:
        """Try; what was wrong is said below the fields."""
        fields = (self.backup, self.to, self.login, self.password)
        missing = [field for field in fields if field.say("" if field.text else "请填写这一项")]
        if missing:
            missing[0].line.setFocus()
            return
        self.act.setEnabled(False)
        self.act.setText("正在恢复……")
        QTimer.singleShot(0, self._restore)

    def _restore(self) -> None:
        """The button has been painted by now; a backup of a township takes a second or two."""
        to = Path(self.to.text)
        try:
            self._stations.restore(Path(self.backup.text), to, self.login.text, self.password.text)
        except UserError as error:
            self.said.setText(str(error))
            self.said.show()
            return
        finally:
            self.act.setText("恢复")
            self.act.setEnabled(True)
        self.password.line.clear()
        self.restored.emit(to, self.login.text)

    def _with_folder(self, field: Field, label: str) -> QWidget:
        choose: Callable[[], None] = partial(self._choose, field.line, label)
        row = across(field, button(label, choose, picture="folder-open"), gap=8)
        row.setStretch(0, 1)
        row.setAlignment(row.itemAt(1).widget(), Qt.AlignmentFlag.AlignBottom)
        made = QWidget()
        made.setLayout(row)
        return made

    def _choose(self, line: QLineEdit, label: str) -> None:
        dialog = QFileDialog(self.window(), label, line.text() or self._begin)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(line.setText)
        dialog.open()
