"""What both kinds of sheets share on screen: their papers, their photos, taking one away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from caredesk.schema.ids import Id
from caredesk.services.desk import Desk
from caredesk.services.rounds.rows import RoundRow
from caredesk.ui.form_around import surroundings
from caredesk.ui.form_dialog import FormDialog, Refused
from caredesk.ui.page import Frame
from caredesk.ui.saving import ask_where, say_written


def show_sheet(frame: Frame, round_: Id) -> None:
    """The paper of a sheet as it will be printed."""
    sheet = frame.session.do(lambda desk: desk.rounds.paper.sheet(round_))
    if sheet is not None:
        frame.go("preview", sheet=sheet, ledger="round")


def show_forms(frame: Frame, round_: Id) -> None:
    """The visit forms of the people on a sheet as they will be printed."""
    frame.session.work(
        lambda desk, _: desk.rounds.paper.forms(round_), lambda forms: frame.go("preview", forms=forms, name="round")
    )


def save_paper(frame: Frame, window: QWidget, row: RoundRow, what: str) -> None:
    """Ask where, and write a paper as PDF."""

    def write(path: Path) -> None:
        frame.session.work(
            lambda desk, _: desk.rounds.paper.write(row.id, what, path),
            lambda people: say_written(frame, path, f"写好了，共{people}人"),
        )

    ask_where(window, f"{row.number}{'走访表' if what == 'forms' else ''}.pdf", write)


def attach_photos(frame: Frame, window: QWidget, row: RoundRow, done: Callable[[], None]) -> None:
    """Show the photos and scans of a sheet; more can be added, any taken out."""

    def then(values: dict[str, Any], _refused: Refused) -> bool:
        names = values["photos"] or ()
        kept = frame.session.did(lambda desk: desk.rounds.attach(row.id, names))
        if kept:
            frame.messages.done(f"{row.number}附了{len(names)}张照片。" if names else f"{row.number}的照片已拿掉。")
            done()
        return kept

    _ask(frame, window, f"{row.number}的照片、扫描件", ("photos",), {"photos": row.photos or None}, then)


def hand_in(frame: Frame, window: QWidget, row: RoundRow, done: Callable[[], None]) -> None:
    """Ask when a sheet was handed in and by whom."""
    today = frame.desk.clock.today()
    held = {"handed_in_on": row.handed_in_on or today, "handed_in_by": row.visitor}

    def then(values: dict[str, Any], refused: Refused) -> bool:
        on, by = values["handed_in_on"], values["handed_in_by"]
        kept = frame.session.do(lambda desk: _handed_in(desk, row.id, on, by), refused)
        if kept:
            frame.messages.done(f"{row.number}：{'交来了' if on else '改回未交'}。")
            done()
        return bool(kept)

    _ask(frame, window, f"{row.number}交来了", ("handed_in_on", "handed_in_by"), held, then)


def drop(frame: Frame, row: RoundRow, done: Callable[[], None]) -> None:
    """Ask, and put a sheet into the recycle bin."""

    def away() -> None:
        if frame.session.did(lambda desk: desk.rounds.drop(row.id)):
            frame.messages.done(f"{row.number}已删除。")
            done()

    said = "打印出去的那张就对不上了。录过走访的单子不能删。"
    frame.messages.ask(f"删除“{row.number}”吗？", ("删除", away), ("不删", lambda: None), detail=said, danger=True)


def _handed_in(desk: Desk, round_: Id, on: date | None, by: Id | None) -> bool:
    desk.rounds.hand_in(round_, on, by)
    return True


def _ask(frame: Frame, window: QWidget, title: str, fields: tuple[str, ...], values: dict[str, Any], then: Any) -> None:
    desk = frame.desk
    kind = desk.declarations.by_key["round"]
    dialog = FormDialog(window.window(), title, kind, surroundings(desk), fields, values, then)
    dialog.open()
    dialog.form.start(fields[0])
