"""使用人员: who may sign in, their passwords, and the recovery papers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QFrame, QWidget

from caredesk.catalog.station import ROLES, DeskUser
from caredesk.schema.errors import Invalid, UserError
from caredesk.services.access import Right
from caredesk.services.users import TOWNSHIP
from caredesk.ui.asking import Field, follow
from caredesk.ui.editors.options import Options
from caredesk.ui.page import Frame
from caredesk.ui.recovery_line import code_label
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import across, button, card, clear, down, hide_unless, line, pill, words

LEAST = 8
_PAPERS: Mapping[str, str] = {"station": "站里那张", "township": "镇里那张"}


class UsersPart(QWidget):
    """A list of people with what may be done; forms open in place."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.frame = frame
        may = frame.desk.user.may(Right.USERS)
        new = button("新增使用人员", self.add, picture="user-plus", name="user.new")
        hide_unless(new, may)
        self.people = down(gap=4)
        self.place = down(gap=0)
        papers = card(
            words("救急密码纸", "h2"),
            words("纸丢了或被人看过，就重印一张，旧的立即作废。", "second", wrap=True),
            across(
                *(
                    button(f"重印{told}", partial(self.ask_paper, paper), picture="printer", name=f"paper.{paper}")
                    for paper, told in _PAPERS.items()
                    if paper == "station" or frame.desk.safety.may_change(TOWNSHIP)
                ),
                None,
            ),
            gap=10,
        )
        hide_unless(papers, may)
        other = button("更换站长", self.replace_head, picture="user-check", name="user.head")
        hide_unless(other, frame.desk.user.may(Right.REPLACE_HEAD))
        head = across(words("使用人员", "h2"), None, other, new)
        self.setLayout(down(card(head, self.people, gap=10), self.place, papers, gap=12))
        self.show_people()

    def show_people(self) -> None:
        """List everybody who may sign in."""
        clear(self.people)
        desk = self.frame.desk
        for one in desk.safety.users():
            row = across(
                words(one.name, "h3"),
                pill(one.role, "info" if one.active else "plain"),
                *([] if one.active else [words("已停用", "second")]),
                None,
                gap=10,
            )
            mine, may = one.id == desk.user.id, desk.safety.may_change(one.role)
            if one.active and (mine or may):
                row.addWidget(button("改密码", partial(self.password, one), kind="quiet", name="user.password"))
            if one.active and not mine and may:
                row.addWidget(button("停用", partial(self.ask_retire, one), kind="quiet", name="user.retire"))
            if not one.active and may:
                row.addWidget(button("重新启用", partial(self.reinstate, one), kind="quiet", name="user.reinstate"))
            self.people.addLayout(row)
            self.people.addWidget(line())

    def add(self) -> None:
        """Show the form for a new user."""
        name = Field("姓名（登录用）", "user.name")
        role = Options(ROLES)
        role.setAccessibleName("角色")
        first = Field(f"密码（至少{LEAST}位）", "user.first", secret=True)
        again = Field("再输一遍密码", "user.again", secret=True)

        def save() -> None:
            chosen = next(iter(role.values), "")
            if name.say("" if name.text else "请填写姓名") or not _same(first, again):
                return
            if not chosen:
                self.frame.messages.trouble("请选一个角色。")
                return
            add = self.frame.desk.safety.add_user
            self._do(lambda: add(name.text, chosen, first.text), f"已新增{name.text}。", name)

        self._open("新增使用人员", (name, role, first, again), save)
        name.line.setFocus()

    def replace_head(self) -> None:
        """Show the township's form that puts another head in place."""
        name = Field("新站长姓名", "user.name")
        first = Field(f"新站长的密码（至少{LEAST}位）", "user.first", secret=True)
        again = Field("再输一遍密码", "user.again", secret=True)

        def save() -> None:
            if name.say("" if name.text else "请填写姓名") or not _same(first, again):
                return
            self._do(
                lambda: self.frame.desk.safety.replace_head(name.text, first.text), f"站长已换成{name.text}。", name
            )

        told = words("原来的站长从现在起不能再登录，写过的记录都还在。", "second", wrap=True)
        self._open("更换站长", (told, name, first, again), save)
        name.line.setFocus()

    def password(self, one: DeskUser) -> None:
        """Show the form for a new password; for one's own it asks for the one in use first."""
        mine = one.id == self.frame.desk.user.id
        old = Field("现在的密码", "user.old", secret=True)
        first = Field("新密码" if mine else f"{one.name}的新密码", "user.first", secret=True, hint=f"至少{LEAST}位")
        again = Field("再输一遍新密码", "user.again", secret=True)

        def save() -> None:
            if mine and old.say("" if old.text else "请先填写现在的密码"):
                old.line.setFocus()
            elif one.id is not None and _same(first, again):
                id_ = one.id
                change = partial(self.frame.desk.safety.set_password, id_, first.text, old.text)
                self._do(change, "密码已改。", old if mine else first)

        fields = (old, first, again) if mine else (first, again)
        self._open("改密码", fields, save)
        fields[0].line.setFocus()

    def reinstate(self, one: DeskUser) -> None:
        """Show the form that lets somebody in again, with a new password."""
        first = Field(f"{one.name}的新密码（至少{LEAST}位）", "user.first", secret=True)
        again = Field("再输一遍密码", "user.again", secret=True)

        def save() -> None:
            if one.id is not None and _same(first, again):
                id_ = one.id
                self._do(lambda: self.frame.desk.safety.reinstate(id_, first.text), f"{one.name}又能登录了。", first)

        self._open("重新启用", (first, again), save)
        first.line.setFocus()

    def ask_retire(self, one: DeskUser) -> None:
        """Ask before somebody can no longer sign in."""

        def retire() -> None:
            if one.id is not None:
                id_ = one.id
                self.frame.session.did(lambda desk: desk.safety.retire(id_))
                self.show_people()

        self.frame.messages.ask(
            f"停用“{one.name}”吗？", ("停用", retire), ("不停用", lambda: None),
            detail="停用后不能再登录，写过的记录都还在。", danger=True,
        )  # fmt: skip

    def ask_paper(self, paper: str) -> None:
        """Ask before a recovery paper is made anew."""

        def make() -> None:
            code = self.frame.session.do(lambda desk: desk.safety.new_recovery(paper))  # type: ignore[arg-type]
            if code:
                self._show_paper(paper, code)

        self.frame.messages.ask(
            f"重印{_PAPERS[paper]}救急密码纸吗？", ("重印", make), ("不重印", lambda: None),
            detail="新的一印出来，旧的那张就打不开站点了。",
        )  # fmt: skip

    def _show_paper(self, paper: str, code: str) -> None:
        shown = code_label(code)
        shown.setObjectName("code")

        def out() -> None:
            from caredesk.ui.printing import print_papers

            print_papers(self.window(), f"{self.frame.desk.settings.name}救急密码纸", {paper: code})

        told = "关掉就再也看不到了，请现在打印或抄下来，装信封封好。"
        self._open(
            f"{_PAPERS[paper]}救急密码",
            (shown, words(told, "second", wrap=True)),
            out,
            yes="打印这张纸",
            no="抄好了，关掉",
        )

    def _open(
        self, title: str, fields: tuple[QWidget, ...], save: object, *, yes: str = "保存", no: str = "取消"
    ) -> None:
        clear(self.place)
        act = save if callable(save) else None
        buttons = across(
            button(yes, act, kind="primary", name="user.save"), button(no, self._close, name="user.cancel"), None
        )
        made: QFrame = card(words(title, "h2"), *fields, buttons, gap=10)
        made.setMaximumWidth(round(560 * scale_of(self)))
        if act is not None and (lines := [one for one in fields if isinstance(one, Field)]):
            follow(lines, act)
        self.place.addWidget(made)

    def _close(self) -> None:
        clear(self.place)

    def _do(self, action: object, said: str, first: Field) -> None:
        try:
            if callable(action):
                action()
        except Invalid as error:
            first.say("；".join(problem.text for problem in error.problems))
            first.line.setFocus()
            first.line.selectAll()
            return
        except UserError as error:
            self.frame.messages.trouble(str(error))
            return
        self.frame.session.tell()
        self._close()
        self.show_people()
        self.frame.messages.done(said)


def _same(first: Field, again: Field) -> bool:
    """Whether a new password is long enough and typed twice alike; says what is wrong."""
    if first.say("" if len(first.text) >= LEAST else f"密码至少{LEAST}位，请加长"):
        first.line.setFocus()
        return False
    if again.say("" if again.text == first.text else "两遍密码不一样，请重新输入"):
        again.line.setFocus()
        return False
    return True
