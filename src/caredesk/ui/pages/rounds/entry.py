"""Typing a sheet in: a line a person in the order of the paper; every line is saved as a visit with all its checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caredesk.schema.errors import UserError
from caredesk.schema.ids import Id
from caredesk.services.rounds.rows import LineRow, RoundRow
from caredesk.ui.form_draft import DraftClock
from caredesk.ui.grid import EntryGrid
from caredesk.ui.grid_model import GridModel
from caredesk.ui.page import Frame
from caredesk.ui.pages.rounds import lines
from caredesk.ui.pages.rounds.papers import attach_photos
from caredesk.ui.pages.visit import ask_state
from caredesk.ui.style import scale_of
from caredesk.ui.widgets import Elided, across, button, card, down, set_look

_DRAFT = "round_grid"
_KEYS = "Enter 下一格，Ctrl+D 照抄上一行，Ctrl+V 贴表格里复制的，Ctrl+Z 撤销，Ctrl+S 保存"


class Entry(QWidget):
    """One sheet at a time; what was typed and not saved is kept as a draft and offered when the sheet is opened."""

    def __init__(self, frame: Frame, back: Callable[[], None], onwards: Callable[[Id, Id], None]) -> None:
        super().__init__()
        self._frame, self._onwards = frame, onwards
        self.row: RoundRow | None = None
        self._lines: Sequence[LineRow] = ()
        self._offered: dict[str, Any] = {}
        self.model: GridModel | None = None
        self.grid: EntryGrid | None = None
        self.clock = DraftClock(self)
        self.clock.due.connect(self._keep)
        self.title, self.progress = Elided("", "h2"), Elided("", "second")
        back_button = button("返回", back, picture="arrow-left", name="entry.back")
        self.one_by_one = button("一张一张录", self.next_form, picture="clipboard-pen", name="entry.forms")
        self.photos = button("附照片", self._photos, picture="image", name="entry.photos")
        self.rest = button("其余没有走访", self._close, name="entry.rest")
        self.save_button = button("保存", self.save, kind="primary", picture="save", name="entry.save", tip="Ctrl+S")
        top = across(back_button, down(self.title, self.progress, gap=0), self.one_by_one, self.photos, self.rest,
                     self.save_button, gap=8)  # fmt: skip
        top.setStretch(1, 1)
        self.note = Elided(_KEYS, "small")
        self.alike = Elided("", "small")
        self.alike.hide()
        self.holder = down(gap=0)
        inside = QWidget()
        inside.setLayout(self.holder)
        listed = card(inside, self.alike, self.note, gap=6, pad=12)
        listed.layout().setStretch(0, 1)  # type: ignore[union-attr]
        column = down(top, listed, gap=10)
        column.setStretch(1, 1)
        self.setLayout(column)

    def show_round(self, round_: Id) -> None:
        """Open a sheet."""
        self.row = self._frame.session.do(lambda desk: desk.rounds.one(round_))
        if self.row is None:
            return
        desk = self._frame.desk
        self._lines = desk.rounds.lines(round_)
        self.model = lines.model_of(desk, self.row)
        self.model.hold([lines.line_of(desk, self.row, line) for line in self._lines])
        self.model.altered.connect(self._altered)
        if self.grid is not None:
            self.holder.removeWidget(self.grid)
            self.grid.hide()
            self.grid.deleteLater()
        self.grid = EntryGrid(self.model, f"{self.row.number}的录入表")
        self.grid.setMinimumHeight(round(180 * scale_of(self)))
        self.grid.moved.connect(self._tell)
        self.grid.told.connect(self._frame.messages.notice)
        self.grid.opened.connect(self._open_visit)
        self.holder.addWidget(self.grid, 1)
        self.title.set_words(self.row.number)
        self._say_progress()
        self._fit()
        self._offer()
        self._say_alike()
        self.grid.start()

    def resizeEvent(self, event: Any) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    # --- saving

    def save(self) -> None:
        """Save every line that was begun and is sound; the others stay as they are, with what is wrong marked."""
        grid, model, row = self.grid, self.model, self.row
        if grid is None or model is None or row is None:
            return
        grid.settle()
        wanted = [place for place, line in enumerate(model.grid.lines)
                  if not line.told.locked and model.grid.begun(place)]  # fmt: skip
        for place in wanted:
            model.grid.lines[place].refused.clear()
            model.try_line(place)
        sound = [place for place in wanted if not model.grid.problems(place)]
        saved = self._frame.session.do(partial(lines.save, row.id, self._lines, model, sound)) or []
        done = [(place, id_) for place, id_, _ in saved if id_ is not None]
        for place, _, problems in saved:
            if problems:
                model.refuse(place, problems)
        for place, _ in done:
            model.lock(place, lines.heads(self._lines[place], done=True))
        self._after(done, len(wanted) - len(done), wanted)

    def _after(self, done: Sequence[tuple[int, Id]], left: int, wanted: Sequence[int]) -> None:
        if self.row is None or self.model is None or self.grid is None:
            return
        session, messages = self._frame.session, self._frame.messages
        self.row = session.do(lambda desk: desk.rounds.one(self.row.id)) or self.row  # type: ignore[union-attr]
        self._say_progress()
        self._keep()
        if not wanted:
            messages.notice("没有新录的行。填了“见到没有”等内容再保存。")
            return
        said = f"已保存{len(done)}人" if done else "没有保存"
        if left:
            first = next(p for p in wanted if not self.model.grid.lines[p].told.locked)
            column = next((c for c in range(self.model.columnCount()) if self.model.problem(first, c)), None)
            if column is not None:
                self.grid.go(first, column)
            messages.warn(f"{said}，还有{left}人有要改的地方，标红的格子改好再保存。")
        else:
            messages.done(f"{said}，{self.row.number}已录{self.row.typed}/共{self.row.people}人。")
        for _, visit in done:
            for words in session.do(partial(lines.second_looks, visit)) or ():
                messages.warn(words)
        asked = [visit for _, visit in done if session.do(partial(lines.proposes, visit))]
        if asked:
            ask_state(self._frame, asked[0])
        if len(asked) > 1:
            messages.warn(f"还有{len(asked) - 1}人记了去世、搬离或入住机构，请到档案里核对要不要改状态。")

    def next_form(self) -> None:
        """Form by form: the visit form of the first person who is not typed in."""
        self.leave()
        if self.row is None:
            return
        one = next((line for line in self._frame.desk.rounds.lines(self.row.id) if line.visit is None), None)
        if one is None:
            self._frame.messages.done(f"{self.row.number}上的人都录过了。")
        else:
            self._onwards(self.row.id, one.person)

    def leave(self) -> None:
        """The sheet is left: what is not saved is kept."""
        if self.grid is not None:
            self.grid.settle()
        self.clock.flush()

    # --- what stands around the grid

    def _fit(self) -> None:
        if self.grid is not None and self.model is not None:
            self.grid.fit([*lines.HEAD_WIDTHS, *(column.width for column in self.model.columns)])

    def _altered(self) -> None:
        self.clock.touch()
        self._say_alike()
        self._tell()

    def _tell(self) -> None:
        """What is wrong in the cell with the keys, else how the grid is worked."""
        if self.grid is None or self.model is None:
            return
        at = self.grid.currentIndex()
        wrong = self.model.problem(at.row(), at.column()) if at.isValid() else ""
        set_look(self.note, tone="danger" if wrong else "")
        self.note.set_words(wrong or _KEYS)

    def _say_alike(self) -> None:
        told = self.model.grid.repeated() if self.model is not None else []
        said = "；".join(f"有{many}行的“{label}”一模一样（{words[:16]}）" for label, words, many in told[:2])
        self.alike.set_words(f"{said}。请看一眼是不是照抄的，每个人的情况应当各写各的。" if said else "")
        self.alike.setVisible(bool(said))

    def _say_progress(self) -> None:
        if self.row is not None:
            self.progress.set_words(f"{self.row.kind}　已录 {self.row.typed}/共 {self.row.people} 人" + (
                f"　照片{len(self.row.photos)}张" if self.row.photos else "") + (
                "　其余没有走访" if self.row.closed else ""))  # fmt: skip
            self.rest.setText("接着录" if self.row.closed else "其余没有走访")

    def _photos(self) -> None:
        if self.row is not None:
            attach_photos(self._frame, self, self.row, self._noted)

    def _close(self) -> None:
        row = self.row
        if row is not None and self._frame.session.did(lambda d: d.rounds.close(row.id, closed=not row.closed)):
            self._noted()

    def _noted(self) -> None:
        if self.row is not None:
            id_ = self.row.id
            self.row = self._frame.session.do(lambda desk: desk.rounds.one(id_)) or self.row
            self._say_progress()

    def _open_visit(self, person: Id) -> None:
        """A line that is done is changed where visits are changed."""
        if self.row is not None:
            told = self._frame.desk.rounds.lines(self.row.id)
            visit = next((line.visit for line in told if line.person == person), None)
            if visit is not None:
                self._frame.go("visit", id=visit)

    # --- drafts: keyed to the sheet and its author, offered and never applied

    def _offer(self) -> None:
        self._offered = {}
        if self.row is None:
            return
        found = self._frame.desk.drafts.load(self.row.id, _DRAFT)
        open_ = {str(line.person) for line in self._lines if line.visit is None}
        told = {key: one for key, one in (found.values.get("lines", {}) if found else {}).items() if key in open_}
        if found is None or not told:
            return
        self._offered = told
        text = f"这张单有{len(told)}行{found.at.astimezone():%m月%d日 %H:%M}录了没保存。"
        self._frame.messages.notice(text, ("接着录", self._take), ("丢掉", self._discard))

    def _take(self) -> None:
        if self.model is not None:
            offered, self._offered = self._offered, {}
            self.model.take_draft(offered)

    def _discard(self) -> None:
        self._offered = {}
        self._keep()

    def _keep(self) -> None:
        row, model = self.row, self.model
        if row is None or model is None:
            return
        self.clock.settle()
        begun = {**self._offered, **model.draft()}
        drafts = self._frame.desk.drafts
        try:
            if begun:
                drafts.save(row.id, _DRAFT, {"lines": begun})
            else:
                drafts.discard(row.id, _DRAFT)
        except UserError as error:
            self._frame.messages.trouble(f"草稿没存上：{error}")
