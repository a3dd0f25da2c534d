"""The plain parts of 设置: what the station is, the recycle bin, the trail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLayout, QWidget

from caredesk.schema.dates import show_day
from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.visiting import numbered
from caredesk.ui.page import Frame, facts
from caredesk.ui.pages.settings_lists import ListPart
from caredesk.ui.style import scale_of
from caredesk.ui.table import HeldRows, RecordTable, TableColumn
from caredesk.ui.widgets import across, button, card, down, hide_unless, words

_BINNED = ("person", "visit", "phone", "contact", "certificate", "episode", "village", "visitor", "phrase")


def station_part(frame: Frame) -> QWidget:
    """The station's settings in words, with a button to change them."""
    desk = frame.desk
    kind = desk.declarations.by_key["station"]
    settings = desk.settings
    values = kind.values(settings)
    if values["numbering"]:
        values["numbering"] += f"　样子：{numbered(values['numbering'], desk.clock.today(), 1)}"
    shown = [(spec.label, spec.show(values[name])) for name, spec in kind.fields.items() if name != "demo"]
    change = button(
        "修改", lambda: frame.go("record", kind="station", id=settings.id), picture="pencil", name="station.edit"
    )
    hide_unless(change, desk.user.may(Right.SETTINGS))
    head = across(words("本站", "h2"), None, change)
    return card(head, facts(shown, round(150 * scale_of(change))), gap=10)


def calendar_part(frame: Frame) -> QWidget:
    """The days off of this year and the next, and those that the station has changed by hand."""
    year = frame.desk.clock.today().year
    rows: list[QWidget | QLayout] = [words("已经公布的", "h2")]
    for one in (year, year + 1):
        told = frame.desk.rules.holidays(one)
        said = "；".join(told) if told else "国务院还没有公布，先按周末算；公布后请在下面加上"
        rows.append(words(f"{one}年：{said}。", wrap=True))
    rows.append(words("按工作日算的期限照这张日历数。和下面的不一样时，以下面的为准。", "small", wrap=True))
    made = QWidget()
    own = ListPart(frame, "calendar_day", ("on",), may_go=True)
    made.setLayout(down(card(*rows, gap=8), own, gap=12))
    return made


def bin_part(frame: Frame, reload: Callable[[], None]) -> QWidget:
    """What lies in the recycle bin, with a button to take it back."""
    desk = frame.desk
    rows = []
    for key in _BINNED:
        kind = desk.declarations.by_key.get(key)
        for record in desk.records.binned(key) if kind is not None else ():
            assert kind is not None
            if record.id is None:
                continue
            title = kind.fields[kind.title_field]
            told = title.masked(getattr(record, kind.title_field))
            act = partial(_take_back, frame, key, record.id, f"{kind.title}“{told}”", reload)
            row = across(words(f"{kind.title}：{told}"), None, button("取回", act, kind="quiet"), gap=8)
            if desk.user.may(Right.PURGE):
                gone = partial(_ask_purge, frame, key, record.id, f"{kind.title}“{told}”", reload)
                row.addWidget(button("彻底删除", gone, kind="quiet"))
            rows.append(row)
    empty = [] if rows else [words("回收站是空的。", "second")]
    return card(words("回收站", "h2"), *rows, *empty, gap=6)


def _take_back(frame: Frame, key: str, id_: Id, told: str, reload: Callable[[], None]) -> None:
    if frame.session.did(lambda desk: desk.records.restore(key, id_)):
        reload()
        frame.messages.done(f"已取回{told}。")


def _ask_purge(frame: Frame, key: str, id_: Id, told: str, reload: Callable[[], None]) -> None:
    def purge(reason: str) -> None:
        if frame.session.did(lambda desk: desk.records.purge(key, id_, reason)):
            reload()
            frame.messages.done(f"已彻底删除{told}。")

    detail = (
        "照片和没交的草稿一起删，再也找不回来。以前做的备份改不了，里面还有，要等旧备份照规则清掉（见“资料安全”）。"
        "请写明原因，会记下来。"
    )
    frame.messages.ask_words(f"彻底删除{told}吗？", detail, purge, yes="彻底删除")


def trace_part(frame: Frame) -> QWidget:
    """谁看过谁改过, newest first."""
    columns = (
        TableColumn("什么时候", 190),
        TableColumn("谁", 110),
        TableColumn("做了什么", 150),
        TableColumn("关于", 120, rank=1),
        TableColumn("用途", 160, grows=True),
    )
    rows = HeldRows(columns)
    held = []
    for number, trace in enumerate(frame.session.do(lambda desk: desk.safety.traces()) or ()):
        at = trace.at.astimezone()
        cells = (f"{show_day(at.date())} {at:%H:%M}", trace.who, trace.what, trace.about, trace.reason)
        held.append((number, cells, cells))
    rows.hold(held)
    table = RecordTable(rows, "谁看过谁改过")
    table.reload()
    table.setMinimumHeight(round(160 * scale_of(table)))
    return card(words("谁看过谁改过", "h2"), table, gap=10)
