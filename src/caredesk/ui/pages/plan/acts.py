"""What is done with plans: planned on a weekday by one key, moved, given to somebody, dropped with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from caredesk.schema.errors import Problem
from caredesk.schema.ids import Id
from caredesk.services.desk import Desk
from caredesk.ui.form_around import surroundings
from caredesk.ui.form_dialog import FormDialog, Refused, Then
from caredesk.ui.page import Frame
from caredesk.ui.pages.person_parts import take_back
from caredesk.ui.pages.plan.days import WEEKDAYS

Act = Callable[[Desk], int]


def on_key(table: QWidget, key: str, act: Callable[[], object]) -> None:
    """Let a key of a list do something while the list has the keys."""
    QShortcut(QKeySequence(key), table, act).setContext(Qt.ShortcutContext.WidgetShortcut)


class PlanActs:
    """Does one thing in one act and says so, with 撤销; ``widget`` is where questions stand over."""

    def __init__(self, frame: Frame, widget: QWidget) -> None:
        self._frame, self._widget = frame, widget

    def plan(self, people: Mapping[Id, str], on: date, visitor: Id | None) -> None:
        """Plan visits on a day; without a visitor by the villages' own."""
        if not people:
            return
        told, by_village = dict(people), visitor is None
        done = self._frame.session.do(
            lambda desk: desk.planning.plan(told, on, visitor, by_village=by_village), self._refused
        )
        self._say(done, f"{_day(on)}排了{{}}人。")

    def move(self, ids: Sequence[Id], on: date) -> None:
        """Put plans on another day."""
        if ids:
            done = self._frame.session.do(lambda desk: desk.planning.move(ids, on), self._refused)
            self._say(done, f"{{}}人改到{_day(on)}。")

    def ask_move(self, ids: Sequence[Id], on: date) -> None:
        """Ask for the day."""
        self._ask(ids, "改到哪天", ("planned_on",), {"planned_on": on}, lambda desk, told: desk.planning.move(
            ids, told["planned_on"]), "改好了{}人。", needed=True)  # fmt: skip

    def ask_assign(self, ids: Sequence[Id], visitor: Id | None) -> None:
        """Ask who goes."""
        self._ask(ids, "谁去", ("visitor",), {"visitor": visitor}, lambda desk, told: desk.planning.assign(
            ids, told["visitor"]), "安排好了{}人。")  # fmt: skip

    def ask_drop(self, ids: Sequence[Id]) -> None:
        """Ask why nobody goes."""
        self._ask(ids, "不去了", ("dropped_why",), {}, lambda desk, told: desk.planning.drop(
            ids, told["dropped_why"]), "取消了{}人的走访。", needed=True, yes="不去了")  # fmt: skip

    def _ask(
        self,
        ids: Sequence[Id],
        title: str,
        fields: Sequence[str],
        values: Mapping[str, Any],
        act: Callable[[Desk, dict[str, Any]], int],
        said: str,
        *,
        needed: bool = False,
        yes: str = "保存",
    ) -> None:
        if not ids:
            return
        then = self._then(fields, act, said, needed=needed)
        dialog = FormDialog(
            self._widget.window(), f"{title}：{len(ids)}人" if len(ids) > 1 else title,
            self._frame.desk.declarations.by_key["planned_visit"], surroundings(self._frame.desk), fields,
            {**values, "dropped": True}, then, yes=yes,
        )  # fmt: skip
        dialog.open()
        dialog.form.start(fields[0])

    def _then(
        self, fields: Sequence[str], act: Callable[[Desk, dict[str, Any]], int], said: str, *, needed: bool
    ) -> Then:
        def then(values: dict[str, Any], refused: Refused) -> bool:
            if needed and values[fields[0]] is None:
                refused([Problem(fields[0], "请填写")])
                return False
            done = self._frame.session.do(lambda desk: act(desk, values), refused)
            self._say(done, said)
            return done is not None

        return then

    def _refused(self, problems: Sequence[Problem]) -> None:
        self._frame.messages.trouble("；".join(one.text for one in problems) + "。")

    def _say(self, done: int | None, said: str) -> None:
        if done is not None:
            self._frame.messages.done(said.format(done), ("撤销", partial(take_back, self._frame)))


def _day(on: date) -> str:
    return f"{on.month}月{on.day}日（周{WEEKDAYS[on.weekday()]}）"
