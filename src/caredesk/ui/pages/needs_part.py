"""需求与转介 on a person's page: what is open, what was passed on, and what visits found that nobody took up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QLayout, QWidget

from caredesk.schema.dates import show_day
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.need_lists import NeedFilter, NeedRow, ReferralRow, ResourceRow
from caredesk.ui.page import Frame
from caredesk.ui.pages.needs.acts import NeedActs
from caredesk.ui.pages.person_parts import ask_bin
from caredesk.ui.widgets import across, button, down, hide_unless, line, pill, words

_SECTIONS = (
    ("need", "需求", "found_on"),
    ("referral", "转介", "sent_on"),
    ("resource_request", "资源链接", "asked_on"),
)


def needs_lines(frame: Frame, person: Id, widget: QWidget) -> list[QWidget]:
    """The needs, referrals and resources of a person, open ones first; each can be changed."""
    desk, told = frame.desk, NeedFilter(person=person)
    acts = NeedActs(frame, widget, lambda: None)
    last = desk.visits.last(person)
    found = desk.needs.proposed(last.id) if last is not None and last.id is not None else []
    made: list[QWidget] = []
    if found and last is not None and last.id is not None:
        said = words(f"上次走访发现{len(found)}项，还没有登记跟进。", tone="warning", wrap=True)
        row = across(said, button("登记跟进", partial(acts.take_up, last.id), kind="quiet", name="take_up"), gap=8)
        row.setStretch(0, 1)
        made.append(_held(row))
    lists: tuple[Sequence[NeedRow | ReferralRow | ResourceRow], ...] = (
        desk.needs.needs(told), desk.needs.referrals(told), desk.needs.resources(told),
    )  # fmt: skip
    for (key, label, day), rows in zip(_SECTIONS, lists, strict=True):
        values = {day: desk.clock.today()}
        add = button("新增", partial(frame.go, "record", kind=key, fixed={"person": person}, values=values),
                     kind="quiet", picture="plus", name=f"add.{key}")  # fmt: skip
        hide_unless(add, desk.user.may(Right.EDIT))
        made.append(_held(across(words(label, "h3"), None, add, gap=8)))
        made += [_line(frame, acts, key, one) for one in rows]
        if not rows:
            made.append(words("还没有记录。", "second"))
        made.append(line())
    return made


def _line(frame: Frame, acts: NeedActs, key: str, row: NeedRow | ReferralRow | ResourceRow) -> QWidget:
    title, state, tone, told = _said(row)
    parts: list[QWidget] = [pill(state, tone), words(title, wrap=True)]
    if isinstance(row, ReferralRow):
        parts.append(button("转介单", partial(acts.print_out, row), kind="quiet", picture="printer"))
    if frame.desk.user.may(Right.EDIT):
        edit = partial(frame.go, "record", kind=key, id=row.id, fixed={"person": row.person}, about=row.name)
        parts.append(button("修改", edit, kind="quiet"))
        kind = frame.desk.declarations.by_key[key]
        parts.append(button("删除", partial(ask_bin, frame, kind, row.id, title), kind="quiet"))
    head = across(*parts, gap=8)
    head.setStretch(1, 1)
    column = down(head, gap=2, margins=(0, 4, 0, 6))
    if told:
        column.addWidget(words(told, "second", wrap=True))
    return _held(column)


def _said(row: NeedRow | ReferralRow | ResourceRow) -> tuple[str, str, str, str]:
    """Title, state with its tone, and the line below."""
    match row:
        case NeedRow():
            until = f"最晚{show_day(row.due)}" if row.due and row.open else ""
            told = (f"{show_day(row.found_on)}发现", row.owner and f"{row.owner}办", until, row.passed_on, row.action,
                    row.result)  # fmt: skip
            tone = "ok" if not row.open else "danger" if row.late else "warning"
            return f"{row.kind}：{row.what}", row.state, tone, "；".join(filter(None, told))
        case ReferralRow():
            sent = f"{show_day(row.sent_on)}转出" if row.sent_on else "还没转出"
            until = f"要{show_day(row.feedback_due)}以前反馈" if row.feedback_due and row.waits else ""
            told = (
                row.number,
                sent if row.direction == "转出" else "转入",
                until,
                row.accepted,
                row.feedback,
                row.result,
            )
            tone = "ok" if not row.open else "danger" if row.late else "warning"
            state = "待反馈" if row.waits else row.state
            return f"{row.to or '还没定转给谁'}：{row.matter}", state, tone, "；".join(filter(None, told))
        case ResourceRow():
            parts = (row.kind, row.provider, f"{show_day(row.asked_on)}申请", row.effect)
            state = f"{row.received_on:%m-%d}到位" if row.received_on else "还没到位"
            return row.what, state, "warning" if row.open else "ok", "；".join(filter(None, parts))


def _held(layout: QLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made
