"""A page that adds or changes one record of any declared kind: a person, a telephone, a village, the settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from caredesk.schema.ids import Id
from caredesk.ui.form_page import FormPage
from caredesk.ui.page import Frame
from caredesk.ui.window import about

_HIDDEN: Mapping[str, tuple[str, ...]] = {"village": ("from_roster",), "station": ("demo",)}


class RecordPage(FormPage):
    """``arrive(kind=..., id=..., values=..., fixed=...)``; without an id a new one is made."""

    help = "people"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._sure = False
        self.column.addLayout(self.heading(""))
        self.above.hide()
        self.column.addWidget(self.area, 1)
        self.column.addWidget(self.bottom)

    def arrive(self, **what: Any) -> None:
        kind = self.desk.declarations.by_key[what["kind"]]
        id_: Id | None = what.get("id")
        fixed: Mapping[str, Any] = what.get("fixed") or {}
        values = {name: spec.default for name, spec in kind.fields.items()}
        if id_ is not None:
            record = self.desk.records.get(kind.key, id_)
            if record is None:
                self.frame.messages.trouble(f"找不到这条{kind.title}，可能已被删除。请返回后刷新。")
                return
            values = kind.values(record)
        title = f"修改{kind.title}" if id_ is not None else f"新增{kind.title}"
        about = f"{what['about']}" if what.get("about") else ""
        self.set_heading(title, about)
        owner = fixed.get(kind.part_of) if kind.part_of else None
        form = self.open_form(
            kind, {**values, **(what.get("values") or {})}, id=id_, owner=owner, fixed=fixed,
            leave_out=_HIDDEN.get(kind.key, ()),
        )  # fmt: skip
        form.start(str(what.get("at", "")))
        self._sure = False

    def save(self) -> None:
        """Somebody of the same name, birth date and village is shown before a second record is made."""
        if self.kind is None or self.form is None or self.kind.key != "person" or self.id or self._sure:
            super().save()
            return
        values = self.form.values()
        alike = self.desk.people.alike(values) if not self.form.problems() else []
        if not alike:
            super().save()
            return
        there = alike[0]
        self.frame.messages.ask(
            f"名单里已经有“{there.name}”，是同一个人吗？",
            ("打开原来的档案", partial(self.frame.go, "person", id=there.id)),
            ("是另一个人，照样新增", self._save_anyway),
            ("回去看看", lambda: None),
            detail="\n".join(f"名单里的：{about(one)}" for one in alike[:3]),
        )

    def saved(self, id: Id, said: str) -> None:  # noqa: A002
        """Somebody new is shown with the categories: without one nobody is due."""
        super().saved(id, said)
        if self.kind is None or self.kind.key != "person" or self.id is not None:
            return
        self.frame.go("person", id=id, part="episode")
        told = f"{said}还没有类别：没有类别就不会排进“今天要办”，请接着记上。"
        answers = [
            (words, partial(self.frame.go, "record", kind=key, fixed={"person": id}))
            for words, key in (("记类别", "episode"), ("记电话", "phone"))
        ]
        self.frame.messages.done(told, *answers, ("撤销", self._take_back))

    def _take_back(self) -> None:
        self.frame.go("people")
        self.undo()

    def _save_anyway(self) -> None:
        self._sure = True
        self.save()
