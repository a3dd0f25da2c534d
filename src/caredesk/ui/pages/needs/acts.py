"""What is done with needs and referrals: closing, giving to somebody, passing on, noting an answer, taking up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caredesk.catalog.needs import CLOSED, SETTLED
from caredesk.schema.errors import Problem
from caredesk.schema.fields import Choices
from caredesk.schema.ids import Id
from caredesk.schema.privacy import mask_numbers_in_words
from caredesk.schema.record import RecordType
from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.services.need_lists import NeedRow, ReferralRow, ResourceRow
from caredesk.ui.form_around import surroundings
from caredesk.ui.form_dialog import FormDialog, Refused, Then
from caredesk.ui.page import Frame

_SHOWN = 26
REASONS = ("转县残联", "转民政部门", "转医院、卫生院")
_WHY = ("为什么要印完整号码？", "用途会记进“谁看过谁改过”")
_BACK = ("accepted", "declined", "receiver", "received_on", "feedback", "feedback_on")


class NeedActs:
    """Asks over the window and does; ``changed`` is called when something was written."""

    def __init__(self, frame: Frame, widget: QWidget, changed: Callable[[], object]) -> None:
        self._frame, self._widget, self._changed = frame, widget, changed

    def close(self, rows: Sequence[NeedRow | ReferralRow]) -> None:
        """Close with a result, many at once."""
        kind = self._kind("referral" if isinstance(rows[0], ReferralRow) else "need")
        ids = [row.id for row in rows]
        held = {"state": SETTLED, "closed_on": self._frame.desk.clock.today(),
                "result": rows[0].result if len(rows) == 1 else None}  # fmt: skip

        def then(values: dict[str, Any], refused: Refused) -> bool:
            wrong = [Problem(name, "请填写") for name in ("result", "closed_on") if not values[name]]
            wrong += [] if values["state"] in CLOSED else [Problem("state", "请选“已办结”或“不予办理”")]
            if wrong:
                refused(wrong)
                return False
            told = (values["result"], values["closed_on"], values["state"])
            return self._do(lambda desk: desk.needs.close(ids, *told), "办结了{}项。", refused)

        self._ask(f"办结：{_about(rows)}", kind, ("state", "result", "closed_on"), held, then, at="result", yes="办结")

    def assign(self, rows: Sequence[NeedRow]) -> None:
        """Give needs to somebody, by a day."""
        ids = [row.id for row in rows]
        one = self._frame.desk.records.get("need", ids[0]) if len(ids) == 1 else None
        held = {"owner": getattr(one, "owner", None), "due": getattr(one, "due", None)}

        def then(values: dict[str, Any], refused: Refused) -> bool:
            if not values["owner"] and not values["due"]:
                refused([Problem("owner", "请选谁来办，或填哪天以前")])
                return False
            told = (values["owner"], values["due"])
            return self._do(lambda desk: desk.needs.assign(ids, *told), "派好了{}项。", refused)

        self._ask(f"派给谁办：{_about(rows)}", self._kind("need"), ("owner", "due"), held, then)

    def answer(self, row: ReferralRow) -> None:
        """Note the receipt and the feedback of a referral."""
        kind = self._kind("referral")
        record = self._frame.desk.records.get("referral", row.id)
        if record is None:
            return
        held = kind.values(record)
        held["feedback_on"] = held["feedback_on"] or self._frame.desk.clock.today()

        def then(values: dict[str, Any], refused: Refused) -> bool:
            if values["feedback"] is None:  # only the receipt came so far
                values = {**values, "feedback_on": None}
            return self._do(lambda desk: desk.records.save("referral", values, row.id), "记好了。", refused)

        self._ask(f"记回执、反馈：{row.name}", kind, _BACK, held, then, said=f"转{row.to}：{row.matter}")

    def receive(self, row: ResourceRow) -> None:
        """Note that help has come."""
        kind = self._kind("resource_request")
        record = self._frame.desk.records.get(kind.key, row.id)
        if record is None:
            return
        held = kind.values(record)
        held["received_on"] = held["received_on"] or self._frame.desk.clock.today()

        def then(values: dict[str, Any], refused: Refused) -> bool:
            return self._do(lambda desk: desk.records.save(kind.key, values, row.id), "记好了。", refused)

        fields = ("received_on", "quantity", "value", "members", "voucher", "effect")
        self._ask(f"到位：{row.name}的{row.what}", kind, fields, held, then)

    def print_out(self, row: ReferralRow) -> None:
        """Show the 转介单; whole numbers only for a reason."""

        def show(reason: str) -> None:
            forms = self._frame.session.do(lambda desk: desk.needs.paper(row.id, full=bool(reason), reason=reason))
            if forms is not None:
                self._frame.go("preview", forms=forms, name="referral")

        ask = self._frame.messages.ask_words
        if not self._frame.desk.user.may(Right.FULL_EXPORT):
            show("")
            return
        self._frame.messages.ask(
            f"打印{row.name}的转介单，身份证号和电话怎么印？",
            ("打星", partial(show, "")),
            ("印完整号码", lambda: ask(*_WHY, show, yes="打印", offered=REASONS)),
            ("先不打印", lambda: None),
        )  # fmt: skip

    def take_up(self, visit: Id) -> None:
        """Ask which of the things that a visit found are entered, who sees to them, and by when."""
        found = self._frame.session.do(lambda desk: desk.needs.proposed(visit)) or []
        if not found:
            self._frame.messages.notice("这次走访发现的都登记过了。")
            return
        labels: dict[str, Any] = {}
        for one in found:
            said = f"{one.kind}：{_short(mask_numbers_in_words(one.what))}"
            labels[said if said not in labels else f"{said}（{len(labels) + 1}）"] = one
        need = self._kind("need")
        which = Choices(label="登记哪些", name="which", options=tuple(labels), required=False, width=40)
        kind = replace(
            need, fields={"which": which, "owner": need.fields["owner"], "due": need.fields["due"]}, rules=()
        )
        row = self._frame.desk.records.get("visit", visit)

        def then(values: dict[str, Any], refused: Refused) -> bool:
            wanted = [labels[said] for said in values["which"] or ()]
            if not wanted:
                refused([Problem("which", "请至少选一项；都不登记就点取消")])
                return False
            told = (wanted, values["owner"], values["due"])
            return self._do(
                lambda desk: len(desk.needs.take(visit, *told)), "登记了{}项，在“需求与转介”里等着办。", refused
            )

        held = {"which": tuple(labels), "owner": getattr(row, "visitor", None)}
        self._ask("把这次发现的登记下来跟进", kind, ("which", "owner", "due"), held, then, at="due", yes="登记")

    def pass_on(self, row: NeedRow) -> None:
        """Open a new referral for a need."""
        values = {"need": row.id, "matter": row.what, "worker": self._owner(row), "done_before": row.action or None,
                  "sent_on": self._frame.desk.clock.today()}  # fmt: skip
        self._frame.go("record", kind="referral", fixed={"person": row.person}, values=values, about=row.name)

    def ask_for(self, row: NeedRow) -> None:
        """Open a new request for help for a need."""
        values = {"need": row.id, "what": row.what[:100], "asked_on": self._frame.desk.clock.today()}
        self._frame.go("record", kind="resource_request", fixed={"person": row.person}, values=values, about=row.name)

    def _owner(self, row: NeedRow) -> Id | None:
        return getattr(self._frame.desk.records.get("need", row.id), "owner", None)

    def _kind(self, key: str) -> RecordType:
        return self._frame.desk.declarations.by_key[key]

    def _do(self, action: Callable[[Desk], Any], said: str, refused: Refused) -> bool:
        done = self._frame.session.do(action, refused)
        if done is None:
            return False
        self._frame.messages.done(said.format(done), ("撤销", self._undo))
        self._changed()
        return True

    def _undo(self) -> None:
        what = self._frame.session.do(lambda desk: desk.records.undo_last())
        if what:
            self._frame.messages.notice(f"已撤销：{what}。")
            self._changed()

    def _ask(
        self,
        title: str,
        kind: RecordType,
        fields: Sequence[str],
        values: Mapping[str, Any],
        then: Then,
        *,
        said: str = "",
        at: str = "",
        yes: str = "保存",
    ) -> None:
        around = surroundings(self._frame.desk)
        dialog = FormDialog(self._widget.window(), title, kind, around, fields, values, then, said=said, yes=yes)
        dialog.open()
        dialog.form.start(at or fields[0])


def offer(frame: Frame, widget: QWidget, visit: Id, changed: Callable[[], object] = lambda: None) -> None:
    """Say after a visit was saved that it found something nobody follows up yet; nothing is entered by itself."""
    found = frame.session.do(lambda desk: desk.needs.proposed(visit)) or []
    if found:
        first = _short(mask_numbers_in_words(found[0].what))
        said = (
            f"这次走访发现“{first}”"
            + (f"等{len(found)}项" if len(found) > 1 else "")
            + "，还没有登记谁来办、哪天以前。"
        )
        frame.messages.notice(said, ("登记跟进", partial(NeedActs(frame, widget, changed).take_up, visit)))


def _about(rows: Sequence[NeedRow | ReferralRow]) -> str:
    first = rows[0]
    if len(rows) > 1:
        return f"{len(rows)}项"
    return f"{first.name}，{_short(first.what if isinstance(first, NeedRow) else first.matter)}"


def _short(said: str) -> str:
    return said if len(said) <= _SHOWN else f"{said[: _SHOWN - 1]}…"
