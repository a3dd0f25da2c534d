"""停发告知: whose payments must end, who was told of it and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from caredesk.schema.errors import Problem
from caredesk.services.access import Right
from caredesk.services.stopping import NoticeRow
from caredesk.ui.form_around import surroundings
from caredesk.ui.form_dialog import FormDialog, Refused, Then
from caredesk.ui.page import Frame
from caredesk.ui.style import scale_of
from caredesk.ui.table import Cell, HeldRows, RecordTable, State, TableColumn
from caredesk.ui.widgets import Elided, across, button, card, down, hide_unless, words

COLUMNS = (
    TableColumn("姓名", 96, sort="0"),
    TableColumn("村（社区）", 100, sort="1", rank=3),
    TableColumn("情形", 90, sort="2"),
    TableColumn("发生日期", 110, sort="3", rank=2),
    TableColumn("待遇", 180, sort="4", grows=True),
    TableColumn("要县里办的", 100, rank=4),
    TableColumn("该告知谁", 180, grows=True, rank=1),
    TableColumn("告知", 150, sort="7"),
)
_EMPTY = "没有要告知的。把人标成去世、迁出，或在这里登记服刑、入住机构，他享受的每一项待遇都会列出来。"


class Stops(QWidget):
    """A line a payment; those nobody was told of stand first."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self._frame = frame
        self._held: dict[Any, NoticeRow] = {}
        self.note = Elided("", "second")
        self.only_open = QCheckBox("只看没告知的")
        self.only_open.setAccessibleName("只看没告知的")
        self.only_open.toggled.connect(lambda _: self.reload())
        report = button("登记服刑、入住机构", self.report, picture="plus", name="report")
        head = across(self.note, self.only_open, report, gap=12)
        head.setStretch(0, 1)
        self.rows = HeldRows(COLUMNS)
        self.table = RecordTable(self.rows, "停发告知")
        self.table.opened.connect(lambda id_: frame.go("person", id=self._held[id_].person))
        self.table.chosen.connect(lambda _: self._say_chosen())
        self.table.setMinimumHeight(round(200 * scale_of(self)))
        self.empty = words(_EMPTY, "second", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.chosen = Elided("", "second")
        self.tell_button = button("记告知", self.tell, kind="primary", picture="clipboard-pen", name="tell")
        for made in (report, self.tell_button):
            hide_unless(made, frame.desk.user.may(Right.EDIT))
        foot = across(self.chosen, self.tell_button, gap=8)
        foot.setStretch(0, 1)
        self.foot = QFrame()
        self.foot.setLayout(foot)
        listed = card(head, self.table, self.empty, self.foot, gap=8, pad=12)
        self.setLayout(down(listed, gap=0))

    def reload(self) -> None:
        """Show what the station holds now."""
        rows = self._frame.session.do(lambda desk: desk.stopping.notices(open_only=self.only_open.isChecked())) or []
        self._held = {row.id: row for row in rows}
        waiting = [row for row in rows if row.told_on is None]
        late = sum(1 for row in waiting if row.late)
        said = f"{len(waiting)}项还没有告知" + (f"，{late}项过了期限" if late else "") if waiting else "都告知过了"
        self.note.set_words(said if rows else "")
        self.rows.hold([(row.id, _cells(row), _sorts(row)) for row in rows])
        self.table.reload()
        for made in (self.table, self.foot):
            made.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._say_chosen()

    def _say_chosen(self) -> None:
        rows = self._chosen()
        self.tell_button.setEnabled(bool(rows))
        one = rows[0] if len(rows) == 1 else None
        told = (
            f"{one.name}：{one.asked_for}{one.benefit}" + (f"；回执：{one.receipt}" if one.receipt else "")
            if one
            else ""
        )
        self.chosen.set_words(told or (f"选中{len(rows)}项" if rows else ""))

    def _chosen(self) -> list[NoticeRow]:
        return [self._held[id_] for id_ in self.table.chosen_ids() if id_ in self._held]

    def tell(self) -> None:
        """Note for the marked lines who was told."""
        rows = self._chosen()
        if not rows:
            return
        ids, first = [row.id for row in rows], rows[0]
        today = self._frame.desk.clock.today()
        held = {"told": first.told or first.tell, "told_on": first.told_on or today, "means": first.means or None,
                "receipt": first.receipt or None}  # fmt: skip

        def then(values: dict[str, Any], refused: Refused) -> bool:
            if not values["told"] or not values["told_on"]:
                refused([Problem(name, "请填写") for name in ("told", "told_on") if not values[name]])
                return False
            told = (values["told"], values["told_on"], values["means"], values["receipt"])
            done = self._frame.session.do(lambda desk: desk.stopping.tell(ids, *told), refused)
            if done is not None:
                self._frame.messages.done(f"记好了{len(ids)}项。")
                self.reload()
            return done is not None

        who = first.name if len({row.person for row in rows}) == 1 else f"{len(rows)}项"
        self._ask(f"停发告知：{who}", ("told", "told_on", "means", "receipt"), held, then)

    def report(self) -> None:
        """Note that somebody went to prison or into a home and stays on the register."""

        def then(values: dict[str, Any], refused: Refused) -> bool:
            missing = [Problem(name, "请填写") for name in ("person", "event", "event_on") if not values[name]]
            if missing:
                refused(missing)
                return False
            asked = (values["person"], values["event"], values["event_on"])
            done = self._frame.session.do(lambda desk: desk.stopping.report(*asked), refused)
            if done is not None:
                self._frame.messages.done(f"列出了{done}项待遇。")
                self.reload()
            return done is not None

        said = "去世、迁出请在档案里改状态，会自动列到这里。"
        self._ask("登记服刑、入住机构", ("person", "event", "event_on"), {}, then, said)

    def _ask(self, title: str, fields: Sequence[str], values: dict[str, Any], then: Then, said: str = "") -> None:
        desk = self._frame.desk
        kind = desk.declarations.by_key["stop_notice"]
        dialog = FormDialog(self.window(), title, kind, surroundings(desk), fields, values, then, said=said)
        dialog.open()
        dialog.form.start(fields[0])


def _cells(row: NoticeRow) -> Sequence[Cell]:
    if row.told_on is not None:
        told: Cell = State(f"{row.told_on:%m-%d} {row.told}", "ok")
    else:
        due = f"最晚 {row.due:%m-%d}" if row.due else "没有告知"
        told = State(f"过期，{due}" if row.late else due, "danger" if row.late else "warning")
    on = row.event_on.isoformat() if row.event_on else ""
    return row.name, row.village, row.event, on, row.benefit, row.asked_for, row.tell, told


def _sorts(row: NoticeRow) -> Sequence[Any]:
    return (row.name, row.village, row.event, row.event_on or date.min, row.benefit, row.asked_for, row.tell,
            (row.told_on is not None, row.due or date.max))  # fmt: skip
