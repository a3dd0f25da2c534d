"""Before anybody is signed in: the window with the sign-in page, and the way to the set-up page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QMainWindow, QStackedWidget, QWidget

from caredesk.schema.errors import UserError
from caredesk.services.desk import Desk
from caredesk.services.stations import Stations
from caredesk.ui.asking import Field
from caredesk.ui.icons import pixmap
from caredesk.ui.recovery_line import CodeField
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Elided, Scroll, across, button, down, words


class SignIn(QWidget):
    """Name and password for a station; ``entered`` carries the desk."""

    entered = Signal(object)
    elsewhere = Signal()
    making = Signal()
    restoring = Signal()

    def __init__(self, stations: Stations, root: Path) -> None:
        super().__init__()
        self.stations, self.root = stations, root
        self.setObjectName("page")
        self.login = Field("登录名", "login", hint="姓名；站长也可以写“站长”")
        self.password = Field("密码", "password", secret=True)
        self.code = CodeField("救急密码（照密码纸输入）", "code")
        self.fresh = Field("给站长设一个新密码（至少8位）", "fresh", secret=True)
        self.said = words("", "problem", wrap=True)
        self.said.setObjectName("said")
        self.said.hide()
        self.enter = button("登录", self.sign_in, kind="primary", name="enter")
        self.other = button("忘了密码：用救急密码纸", self._turn, kind="quiet", name="recover")
        where = Elided(str(root), "small")
        column = down(
            None,
            words("登录", "h1"),
            where,
            8,
            self.login,
            self.password,
            self.code,
            self.fresh,
            self.said,
            4,
            across(self.enter, None, self.other),
            16,
            across(
                button("打开别的站点", self.elsewhere.emit, kind="quiet", picture="folder-open", name="elsewhere"),
                button("新建站点", self.making.emit, kind="quiet", picture="plus", name="making"),
                button("从备份恢复", self.restoring.emit, kind="quiet", picture="hard-drive", name="restoring"),
                None,
                gap=4,
            ),
            None,
            None,
            gap=10,
        )
        self.setLayout(column)
        self._recovering = True
        self._turn()
        for field in (self.login, self.password, self.code, self.fresh):
            field.line.returnPressed.connect(self._go_on)

    def sign_in(self) -> None:
        """Try; what was wrong is said below the fields."""
        fields = (self.code, self.fresh) if self._recovering else (self.login, self.password)
        if not self.enter.isEnabled():
            return
        missing = [field for field in fields if field.say("" if field.text else "请填写这一项")]
        if missing:
            missing[0].line.setFocus()
            return
        if self._recovering and not self.code.read():
            self.code.line.setFocus()
            return
        self.enter.setEnabled(False)
        self.enter.setText("正在打开……")
        QTimer.singleShot(0, self._try)

    def wait(self, why: str, said: str = "") -> None:
        """Let nobody in while something is finished; ``why`` "" opens the way again, with ``said`` below."""
        self.enter.setEnabled(not why)
        self.said.setText(why or said)
        self.said.setProperty("role", "second" if why else "problem")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setVisible(bool(why or said))

    def _try(self) -> None:
        """Opening takes some tenths of a second: the button has been painted by now."""
        try:
            if self._recovering:
                desk = self.stations.recover(self.root, self.code.text, self.fresh.text)
            else:
                desk = self.stations.sign_in(self.root, self.login.text, self.password.text)
        except UserError as error:
            self.said.setText(str(error))
            self.said.show()
            (self.code if self._recovering else self.password).line.setFocus()
            (self.code if self._recovering else self.password).line.selectAll()
            return
        finally:
            self.enter.setText("登录")
            self.enter.setEnabled(True)
        for field in (self.password, self.code, self.fresh):
            field.line.clear()
        self.said.hide()
        self.entered.emit(desk)

    def _turn(self) -> None:
        self._recovering = not self._recovering
        for field, shown in ((self.login, False), (self.password, False), (self.code, True), (self.fresh, True)):
            field.setVisible(shown == self._recovering)
            field.say("")
        self.said.hide()
        self.other.setText("用密码登录" if self._recovering else "忘了密码：用救急密码纸")
        (self.code if self._recovering else self.login).line.setFocus()

    def _go_on(self) -> None:
        """Enter: to the next empty field, or sign in."""
        fields = (self.code, self.fresh) if self._recovering else (self.login, self.password)
        empty = next((field for field in fields if not field.text), None)
        if empty is None:
            self.sign_in()
        else:
            empty.line.setFocus()


class NoStation(QWidget):
    """The very first start: make a station, or open one that lies in a folder."""

    elsewhere = Signal()
    making = Signal()
    restoring = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        make = button("新建站点", self.making.emit, kind="primary", picture="plus", name="making")
        find = button("打开已有的站点文件夹", self.elsewhere.emit, picture="folder-open", name="elsewhere")
        again = button("从备份恢复", self.restoring.emit, kind="quiet", picture="hard-drive", name="restoring")
        said = words("第一次用，请先建一个站点。资料只存在这台电脑上，全程加密，不上网。", "second", wrap=True)
        begin, other = across(make, find, None), across(again, None)
        self.setLayout(down(None, words("欢迎使用关爱台账", "h1"), said, 8, begin, other, None, None, gap=10))


class EntryWindow(QMainWindow):
    """Brand on the left, what to do on the right. ``entered`` carries the signed-in desk; ``left``: it was closed."""

    entered = Signal(object)
    left = Signal()

    def __init__(self, stations: Stations, make_setup: Callable[[], QWidget]) -> None:
        super().__init__()
        self.setWindowTitle("关爱台账")
        self._stations, self._make_setup = stations, make_setup
        self.stack = QStackedWidget()
        scale = scale_of(self)
        place = QWidget()
        place.setObjectName("body")
        middle = across(None, self.stack, None, margins=(32, 24, 32, 24))
        middle.setStretch(1, 8)
        self.stack.setMaximumWidth(round(560 * scale))
        place.setLayout(middle)
        page = QWidget()
        page.setObjectName("page")
        scroll = Scroll(place)
        row = across(_brand(scale), scroll, gap=0)
        row.setStretch(1, 1)
        page.setLayout(row)
        self.setCentralWidget(page)
        room = self.screen().availableGeometry()
        self.resize(min(1000, room.width()), min(620, room.height() - 40))  # the title bar wants its own part

    def wait(self, why: str, said: str = "") -> None:
        """As :meth:`SignIn.wait`, where somebody could sign in."""
        page = self.stack.currentWidget()
        if isinstance(page, SignIn):
            page.wait(why, said)

    def show_sign_in(self, root: Path | None, login: str = "") -> None:
        """Ask for name and password of a station, or offer to make the first one."""
        if root is None:
            first = NoStation()
            first.elsewhere.connect(self.choose)
            first.making.connect(self.set_up)
            first.restoring.connect(partial(self.restore, None))
            self._put(first)
            return
        made = SignIn(self._stations, root)
        made.entered.connect(self._enter)
        made.elsewhere.connect(self.choose)
        made.making.connect(self.set_up)
        made.restoring.connect(partial(self.restore, root))
        self._put(made)
        made.login.line.setText(login)
        (made.password if login else made.login).line.setFocus()

    def set_up(self) -> None:
        """Make a new station."""
        self._put(self._make_setup())

    def restore(self, root: Path | None) -> None:
        """Bring a backup back into a new folder, and sign in there."""
        from caredesk.ui.restoring import Restoring

        beside = root.parent if root is not None else Path.home()
        made = Restoring(self._stations, root / "backups" if root is not None else None, beside / "关爱台账-恢复")
        made.restored.connect(self.show_sign_in)
        made.given_up.connect(partial(self.show_sign_in, root))
        self._put(made)
        made.backup.line.setFocus()

    def choose(self) -> None:
        """Ask for the folder of a station."""
        dialog = QFileDialog(self, "选站点文件夹")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.show_sign_in(Path(path)))
        dialog.open()

    def _put(self, page: QWidget) -> None:
        old = self.stack.currentWidget()
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        if old is not None:
            self.stack.removeWidget(old)
            old.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        super().closeEvent(event)
        self.left.emit()

    def _enter(self, desk: Desk) -> None:
        self.entered.emit(desk)


def _brand(scale: float) -> QFrame:
    """The dark side with the name of the program."""
    made = QFrame()
    made.setObjectName("nav")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setFixedWidth(300)
    logo = QLabel()
    logo.setPixmap(pixmap("heart-handshake", "on_primary", round(52 * scale)))
    said = words("乡镇社工站的服务台账。\n不上网，全加密，一个人也办得了。", "nav-foot", wrap=True)
    made.setLayout(down(None, logo, words("关爱台账", "brand"), said, None, None, gap=12, margins=(32, 32, 24, 32)))
    return made
