"""What is done with items and lists: settling them, ending a category, planning a visit, saying what a list is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from caredesk.catalog.categories import category
from caredesk.schema.errors import Problem
from caredesk.services.desk import Desk
from caredesk.services.rosters.rows import Checked, ItemRow, ListRow, Stream
from caredesk.ui.form_around import surroundings
from caredesk.ui.form_dialog import FormDialog, Refused, Then
from caredesk.ui.page import Frame

_ASKED = ("category", "subtype", "area", "month", "extent", "whole_town")


class Acts:
    """Asks over the window and does; ``changed`` is called when something was written."""

    def __init__(self, frame: Frame, widget: QWidget, changed: Callable[[], object]) -> None:
        self._frame, self._widget, self._changed = frame, widget, changed

    def compare(self, stream: Stream) -> None:
        """Compare anew."""
        self._frame.session.work(
            lambda desk, _: desk.rosters.compare(stream.category, stream.month, stream.sender), self._compared
        )

    def _compared(self, checked: Checked | None) -> None:
        self._changed()
        if checked is not None:
            self._frame.messages.done(f"对照过了：新出现{checked.made}条，自己对上{checked.closed}条。")

    def settle(self, items: Sequence[ItemRow]) -> None:
        """Fill in owner, deadline, reason and outcome of items of one kind."""
        kind = self._frame.desk.declarations.by_key["roster_difference"]
        if not items:
            return
        one = self._frame.desk.records.get(kind.key, items[0].id) if len(items) == 1 else None
        held = kind.values(one) if one else {"kind": items[0].kind}
        names = ("outcome", "reason", "visitor", "deadline", "note")

        def then(values: dict[str, Any], refused: Refused) -> bool:
            told = values if one else {name: value for name, value in values.items() if value not in (None, "")}
            ids = [item.id for item in items]
            return self._do(lambda desk: desk.rosters.settle(ids, **told), "记好了{}条。", refused)

        said = "" if one else f"选中的{len(items)}条都会改；空着的不动。"
        self._ask(f"{items[0].name}：{items[0].kind}" if one else f"{items[0].kind}：{len(items)}条",
                  kind.key, names, held, then, said)  # fmt: skip

    def end(self, items: Sequence[ItemRow], stream: Stream) -> None:
        """End the category of items, with the day and the reason."""
        if not items:
            return
        level = category(stream.category).level
        key = "household_episode" if level == "household" else "episode"
        last = stream.month - timedelta(days=1)

        def then(values: dict[str, Any], refused: Refused) -> bool:
            on, reason = values["until"], values["end_reason"]
            missing = [Problem(name, "请填写") for name, value in values.items() if not value]
            if missing:
                refused(missing)
                return False
            ids = [item.id for item in items]
            return self._do(lambda desk: desk.rosters.end_categories(ids, on, reason), "结束了{}人的类别。", refused)

        said = "这一类从结束日期起不再有效，月报、台账跟着变；这几条同时记作“情况属实，已结束类别”。"
        who = items[0].name if len(items) == 1 else f"{len(items)}人"
        self._ask(f"结束{who}的“{stream.category}”", key, ("until", "end_reason"), {"until": last}, then, said,
                  "结束类别")  # fmt: skip

    def plan(self, items: Sequence[ItemRow]) -> None:
        """Plan a visit to the people of items."""
        items = [one for one in items if one.person is not None]
        if not items:
            self._frame.messages.trouble("选中的都没有登记在站里，没有可以约的人。请先把人登记进来。")
            return
        ids = [item.id for item in items]
        week = self._frame.desk.clock.today() + timedelta(days=7)

        def then(values: dict[str, Any], refused: Refused) -> bool:
            on, who = values["planned_on"] or week, values["visitor"]
            return self._do(
                lambda desk: desk.rosters.plan_visits(ids, on, who), "约好了{}人，在“今天要办”里等着。", refused
            )

        who = items[0].name if len(items) == 1 else f"{len(items)}人"
        self._ask(f"约走访：{who}", "planned_visit", ("planned_on", "visitor"), {"planned_on": week}, then, "", "约好")

    def describe(self, one: ListRow) -> None:
        """Say what a list is about."""
        kind = self._frame.desk.declarations.by_key["roster_list"]
        found = self._frame.desk.records.get(kind.key, one.id)
        if found is None:
            return
        held = {**kind.values(found), "month": one.month}

        def then(values: dict[str, Any], refused: Refused) -> bool:
            told = {**values, "month": f"{values['month'] or one.month:%Y-%m}"}

            def say(desk: Desk) -> bool:
                desk.rosters.describe(one.id, **told)
                return True

            if done := bool(self._frame.session.do(say, refused)):
                self._changed()
            return done

        said = f"{one.title}。收了{one.lines}人；月份填那个月的任何一天。"
        self._ask("这份名单是什么", kind.key, _ASKED, held, then, said)

    def tell(self, lists: Sequence[ListRow], **told: Any) -> None:
        """Say something of all lists of a comparison."""

        def say(desk: Desk, _: object) -> Checked | None:
            last = None
            for one in lists:
                last = desk.rosters.describe(one.id, **told)
            return last

        self._frame.session.work(say, self._compared)

    def _do(self, action: Any, said: str, refused: Refused) -> bool:
        done = self._frame.session.do(action, refused)
        if done is None:
            return False
        self._frame.messages.done(said.format(done))
        self._changed()
        return True

    def _ask(
        self,
        title: str,
        key: str,
        fields: Sequence[str],
        values: dict[str, Any],
        then: Then,
        said: str = "",
        yes: str = "保存",
    ) -> None:
        desk = self._frame.desk
        kind = desk.declarations.by_key[key]
        dialog = FormDialog(
            self._widget.window(), title, kind, surroundings(desk), fields, values, then, said=said, yes=yes
        )
        dialog.open()
        dialog.form.start(fields[0])
