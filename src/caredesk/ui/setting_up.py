"""Making a station: three steps, so that nobody stands without a recovery paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from caredesk.schema.errors import Invalid, UserError
from caredesk.services.desk import Desk
from caredesk.services.stations import NewStation, Stations
from caredesk.ui.asking import Field, follow
from caredesk.ui.recovery_line import CodeField, code_label, differing
from caredesk.ui.widgets import Item, across, button, card, down, in_sight, words

PAPERS = {"station": "第一张：站里封存", "township": "第二张：镇民政办封存"}
LEAST = 8


class SetUp(QWidget):
    """Names, then the head and password, then the two papers; ``entered`` carries the desk at the end.

    ``stands`` carries the station's folder as soon as it is made, even if the papers are never put away.
    """

    entered = Signal(object)
    given_up = Signal()
    stands = Signal(object)

    def __init__(self, stations: Stations, home: Path, print_papers: Callable[[str, Mapping[str, str]], None]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._stations, self._print = stations, print_papers
        self._desk: Desk | None = None
        self._codes: Mapping[str, str] = {}
        self.name = Field("站点名称", "station", hint="如：青石镇社会工作服务站")
        self.county = Field("县（市、区）", "county")
        self.township = Field("乡镇（街道）", "township")
        self.folder = Field("资料放在哪个文件夹（本机硬盘，空的）", "folder")
        self.folder.line.setText(str(home / "关爱台账"))
        self.head = Field("站长姓名", "head")
        self.password = Field(f"站长密码（至少{LEAST}位）", "password", secret=True)
        self.again = Field("再输一遍密码", "again", secret=True)
        self.typed = CodeField("请照第一张纸把救急密码输入一遍，确认抄对了", "typed")
        self.said = words("", "problem", wrap=True)
        self.said.setObjectName("said")
        self.said.hide()
        self.steps = QStackedWidget()
        self.steps.addWidget(self._names())
        self.steps.addWidget(self._head())
        self.papers = QWidget()
        self.steps.addWidget(self.papers)
        follow((self.name, self.county, self.township, self.folder), self.to_head)
        follow((self.head, self.password, self.again), self.make)
        follow((self.typed,), self.finish)
        self.title = words("新建站点（1/3）", "h1")
        self.setLayout(down(self.title, self.said, self.steps, gap=10))

    def to_head(self) -> None:
        """From the names to the head's password."""
        needed = (self.name, self.county, self.township, self.folder)
        if not self._missing(needed):
            self._step(1, self.head)

    def make(self) -> None:
        """Make the station and show the papers."""
        if self._missing((self.head, self.password, self.again)):
            return
        short = f"密码至少{LEAST}位，现在是{len(self.password.text)}位，请加长"
        if self.password.say(short if len(self.password.text) < LEAST else ""):
            self.password.line.setFocus()
            return
        if self.again.say("" if self.again.text == self.password.text else "两遍密码不一样，请重新输入"):
            self.again.line.setFocus()
            return
        self.made.setEnabled(False)
        QTimer.singleShot(0, self._make)

    def finish(self) -> None:
        """Enter the desk once one paper was typed back."""
        typed = self.typed.read()
        if not typed:
            self.typed.line.setFocus()
            return
        if self.typed.say(self._unlike(typed)):
            self.typed.line.setFocus()
            return
        if self._desk is not None:
            self.entered.emit(self._desk)

    def _unlike(self, typed: str) -> str:
        """What is wrong with a code that could be right: it is the other paper's, or one group was copied wrongly."""
        if typed == self._codes["township"]:
            return "这是第二张纸上的。请照第一张纸输入"
        place = differing(typed, self._codes["station"])
        return f"第{place}组和第一张纸上的不一样，请对照重新输入" if place else ""

    def _make(self) -> None:
        asked = NewStation(
            self.name.text, self.county.text, self.township.text, self.password.text, head=self.head.text
        )
        try:
            self._desk, codes = self._stations.create(Path(self.folder.text), asked)
        except Invalid as error:
            self._refused(error)
            return
        except UserError as error:
            self._step(0, self.folder)
            self.folder.say(str(error))
            return
        finally:
            self.made.setEnabled(True)
        head = self.head.text
        self._desk.records.save("visitor", {"name": head, "role": "社工"})  # the head goes and sees people too
        self.stands.emit(self._desk.safety.folder)
        self._codes = {str(paper): code for paper, code in codes.items()}
        self.password.line.clear()
        self.again.line.clear()
        self._show_papers()

    def _refused(self, error: Invalid) -> None:
        fields = {"name": self.name, "county": self.county, "township": self.township}
        self._step(0, self.name)
        for problem in error.problems:
            if problem.field in fields:
                fields[problem.field].say(problem.text)
            else:
                self._say(problem.text)

    def _names(self) -> QWidget:
        pick = button("选文件夹", self._choose, picture="folder-open", name="choose")
        back = button("返回", self.given_up.emit, name="giveup")
        on = button("下一步", self.to_head, kind="primary", name="to_head")
        return _step(
            self.name, across(self.county, self.township, gap=12), self.folder, pick, 4, across(back, None, on)
        )

    def _head(self) -> QWidget:
        self.made = button("建站", self.make, kind="primary", name="make")
        back = button("上一步", lambda: self._step(0, self.name), name="back")
        told = "站长能看全部资料、管理使用人员。密码忘了只能用救急密码纸打开，请记牢。"
        return _step(
            words(told, "second", wrap=True), self.head, self.password, self.again, 4, across(back, None, self.made)
        )

    def _show_papers(self) -> None:
        told = "忘了密码时，只有这两张纸能打开站点。关掉这一页就再也看不到了，请现在打印或抄下来，装信封封好。"
        shown: list[QWidget] = [words(told, "second", wrap=True)]
        papers: list[QWidget] = []
        for paper, title in PAPERS.items():
            code = code_label(self._codes[paper])
            code.setObjectName(f"code.{paper}")
            code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            papers.append(card(words(title, "h3"), code, gap=6))
        title = f"{self.name.text}救急密码纸"
        out = button("打印两张密码纸", lambda: self._print(title, self._codes), picture="printer", name="print")
        on = button("抄好了，进入工作台", self.finish, kind="primary", name="finish")
        self.papers.setLayout(
            down(*shown, across(*papers, gap=10), across(out, None), self.typed, 4, across(None, on), None, gap=10)
        )
        self._step(2, self.typed)

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), "选一个空文件夹", self.folder.text)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.folder.line.setText)
        dialog.open()

    def _missing(self, fields: tuple[Field, ...]) -> bool:
        empty = [field for field in fields if field.say("" if field.text else "请填写这一项")]
        if empty:
            empty[0].line.setFocus()
        return bool(empty)

    def _step(self, number: int, first: Field) -> None:
        self.title.setText(f"新建站点（{number + 1}/3）" if number < 2 else "救急密码纸（3/3）")
        self._say("")
        self.steps.setCurrentIndex(number)
        first.line.setFocus()
        QTimer.singleShot(0, first, lambda: in_sight(first))

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))


def _step(*items: Item) -> QWidget:
    made = QWidget()
    made.setLayout(down(*items, None, gap=10))
    return made
