"""A page with one form: save, give up, the draft kept meanwhile, and what the bar below says about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QWidget

from caredesk.schema.errors import Problem, UserError
from caredesk.schema.ids import Id
from caredesk.schema.privacy import Privacy
from caredesk.schema.record import RecordType
from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.services.drafting import CHANGED, Clash
from caredesk.ui import form_draft
from caredesk.ui.editors.photos import PhotosEditor
from caredesk.ui.form import RecordForm
from caredesk.ui.form_around import made_by_name, surroundings
from caredesk.ui.form_rows import Row
from caredesk.ui.page import Frame, Page
from caredesk.ui.widgets import Elided, Scroll, across, button, down

_EARLIER = "earlier"


class FormPage(Page):
    """``arrive`` of a subclass calls :meth:`open_form`; what happens after saving is its :meth:`saved`."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.form: RecordForm | None = None
        self.kind: RecordType | None = None
        self.id: Id | None = None
        self.owner: Id | None = None
        self._fixed: Mapping[str, Any] = {}
        self._offered: Mapping[str, Any] | None = None
        self._base: Mapping[str, Any] = {}
        """What stands in the record that is being changed, as JSON by field."""
        self.above = QWidget()
        """What a subclass shows over the form; it scrolls with it."""
        self._content = down(self.above, gap=12)
        inside = QWidget()
        inside.setLayout(self._content)
        self.area = Scroll(inside)
        self.state = Elided("", "second")
        self.save_button = button("保存（Ctrl+S）", self.save, kind="primary", picture="save", name="save")
        self.quit_button = button("返回", self.give_up, name="give_up")
        bottom = QFrame()
        bottom.setProperty("role", "bottom")
        row = across(self.state, self.quit_button, self.save_button, gap=12, margins=(16, 8, 8, 8))
        row.setStretch(0, 1)
        bottom.setLayout(row)
        self.bottom = bottom

    def open_form(
        self,
        kind: RecordType,
        values: Mapping[str, Any],
        *,
        id: Id | None = None,  # noqa: A002
        owner: Id | None = None,
        fixed: Mapping[str, Any] | None = None,
        leave_out: Sequence[str] = (),
        brief: bool = False,
    ) -> RecordForm:
        """Show a form with these values; ``fixed`` are values the form does not ask for, ``owner`` keys the draft."""
        self.kind, self.id, self.owner, self._fixed = kind, id, owner, dict(fixed or {})
        around = surroundings(self.desk, starred=id is not None)
        if self.desk.user.may(Right.EDIT):
            around = replace(around, create=self._create, creates=made_by_name(self.desk))
            # Whoever may write may write all of it; what is above the clearance is not read back.
            around = replace(around, clearance=Privacy.RESTRICTED)
        form = RecordForm(kind, around, [*self._fixed, *leave_out], brief=brief)
        form.fill({**values, **self._fixed})
        self._base = form_draft.begun_from(kind, values) if id is not None else {}
        self._dress(list(form.rows.values()))
        form.woken.connect(self._dress)
        form.altered.connect(self._altered)
        form.draft_due.connect(self._keep)
        form.finished.connect(self.save_button.setFocus)
        if self.form is not None:
            self._content.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self._content.addWidget(form, 1)
        self.form = form
        self._dirty = False
        self._say("")
        self._offer_draft()
        return form

    def save(self) -> None:
        """Save, or show what is wrong."""
        form, kind = self.form, self.kind
        if form is None or kind is None:
            return
        problems = form.problems()
        if problems:
            self._refused(problems)
            return
        dropped = form.dropped()
        values = {name: value for name, value in form.values().items() if name in kind.fields}
        done = self.frame.session.do(lambda desk: self.write(desk, values), self._refused)
        if done is None:
            return
        form.clock.settle()
        self._dirty = False
        self._forget()
        said = f"已保存{kind.title}。"
        if dropped:
            said += f"这几项与前面的回答不符，没有保存：{'、'.join(dropped)}。"
        self.saved(done, said)
        for words in self.frame.session.do(lambda desk: desk.reviews.after(kind.key, done)) or ():
            self.frame.messages.warn(words)

    def undo(self) -> None:
        """Take back what was saved last."""
        what = self.frame.session.do(lambda desk: desk.records.undo_last())
        if what:
            self.frame.messages.notice(f"已撤销刚才保存的{what}。")

    def write(self, desk: Desk, values: dict[str, Any]) -> Id:
        """Store the values; of a record that is changed only what differs from what stood there."""
        assert self.kind is not None
        if self.id is not None:
            now = form_draft.begun_from(self.kind, values)
            values = {name: value for name, value in values.items() if now[name] != self._base.get(name)}
        return desk.records.save(self.kind.key, values, self.id)

    def saved(self, id: Id, said: str) -> None:  # noqa: A002, ARG002
        """What comes after saving: back to where the user came from."""
        self.frame.back()
        self.frame.messages.done(said, ("撤销", self.undo))

    def give_up(self) -> None:
        """Leave; what was typed stays as a draft."""
        self.frame.back()

    def leave(self, go: Callable[[], None]) -> None:
        if self.form is not None:
            self.form.clock.flush()
        go()

    def _dress(self, rows: Sequence[Row]) -> None:
        """Say by each question that only the head reads answers of, and where there is one already."""
        kind, id_, desk = self.kind, self.id, self.desk
        if kind is None:
            return
        told = self.frame.session.do(lambda desk: desk.records.withheld(kind.key, id_)) if id_ is not None else ()
        for row in rows:
            if row.spec.name in (told or ()):
                row.tell("已登记，只有站长能看。空着就不动它，填了会换掉原来的。")
            elif kind.privacy(row.spec.name) > desk.user.clearance:
                row.tell("填了以后只有站长能看。")
            if isinstance(row.editor, PhotosEditor):
                row.editor.refused.connect(self.frame.messages.trouble)

    def _refused(self, problems: Sequence[Problem]) -> None:
        if self.form is None:
            return
        elsewhere = self.form.show_problems(problems)
        here = len(problems) - len(elsewhere)
        if here:
            self._say(f"还有{here}处要改，改好再保存", "danger")
        if elsewhere:
            self.frame.messages.trouble("".join(f"{problem.text}。" for problem in elsewhere))

    def _altered(self, _name: str) -> None:
        if not self._dirty:
            self.frame.messages.past()
        self._dirty = True
        self._say("")

    def _say(self, text: str, tone: str = "") -> None:
        pending = self.form.pending() if self.form is not None else []
        said = text or (f"待补{len(pending)}项，可以先保存" if pending else "")
        self.state.setProperty("tone", tone or ("warning" if pending and not text else ""))
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
        self.state.set_words(said)

    def _create(self, key: str, name: str) -> Id | None:
        """Make a record that needs nothing but its name (a visitor, a household, a village)."""
        kind = self.desk.declarations.by_key[key]
        values = {field: spec.default for field, spec in kind.fields.items()}
        return self.frame.session.do(lambda desk: desk.records.save(key, {**values, kind.title_field: name}))

    # --- drafts: keyed to (person, form, author), offered and never applied

    def _keep(self, draft: dict[str, Any]) -> None:
        if self.kind is None or not self._dirty:
            return
        if self.id is not None and not (draft := form_draft.touched(draft, self._base)):
            self._say("")
            if self._offered is None:
                self._forget()
            return
        kept = {**draft, _EARLIER: self._offered} if self._offered is not None else draft
        try:
            self.desk.drafts.save(*self._slot(), kept)
        except UserError as error:
            self._say(f"草稿没存上：{error}", "danger")
            return
        self._say(f"已存草稿，还没交（{self.desk.clock.now():%H:%M}）")

    def _offer_draft(self) -> None:
        """Offer what was kept. Until it is taken or thrown away it is kept on beside what is typed now."""
        self._offered = None
        found = self.desk.drafts.load(*self._slot()) if self.kind is not None else None
        if self.kind is None or found is None:
            return
        self._offered = found.values
        text = f"这里有{found.at.astimezone():%m月%d日 %H:%M}没交完的“{self.kind.title}”草稿。"
        answers = [("接着填", partial(self._take, found.values))]
        if found.values.get(_EARLIER):
            answers.append(("用更早的一份", partial(self._take, found.values[_EARLIER])))
        self.frame.messages.notice(text, *answers, ("丢掉草稿", self._forget))

    def _take(self, draft: Mapping[str, Any]) -> None:
        kind, id_ = self.kind, self.id
        if self.form is None or kind is None:
            return
        self._offered = None
        if id_ is None or "base" not in draft:
            self._lay(draft)
            return
        taken = self.frame.session.do(lambda desk: desk.drafts.taken_up(kind.key, id_, draft))
        if taken is not None:
            self._decide(draft, set(taken.free), list(taken.clashes))

    def _decide(self, draft: Mapping[str, Any], names: set[str], clashes: list[Clash]) -> None:
        """Ask about each field that somebody else changed meanwhile, then lay the draft over the record."""
        if not clashes:
            self._lay(form_draft.laid_over(draft, self._base, names))
            return
        first, *others = clashes
        when = f"{first.at.astimezone():%m月%d日 %H:%M}" if first.at else ""
        whose = f"{first.who}{when}改的" if first.who or when else "后来改的"
        self.frame.messages.ask(
            f"“{first.label}”后来有人改过，用哪一个？",
            ("用我草稿里的", partial(self._decide, draft, names | {first.field}, others)),
            ("留现在登记的", partial(self._decide, draft, names, others)),
            detail=f"您草稿里写的：{first.mine or '（空着）'}\n现在登记的：{first.theirs or '（空着）'}（{whose}）\n"
            f"您动笔时是：{first.before or '（空着）'}",
        )

    def _lay(self, draft: Mapping[str, Any]) -> None:
        if self.form is not None:
            self.form.take_draft(draft)
            self._dirty = True
            self._say("接着上次的草稿填")
            self.form.start()

    def _forget(self) -> None:
        self._offered = None
        if self.kind is not None:
            self.frame.session.do(lambda desk: desk.drafts.discard(*self._slot()))

    def _slot(self) -> tuple[Id | None, str]:
        """Where this form's draft is kept: with the owner of what is new, with the record that is being changed."""
        key = self.kind.key if self.kind is not None else ""
        return (self.owner, key) if self.id is None else (self.id, f"{key}{CHANGED}")
