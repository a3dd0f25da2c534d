"""A page that adds or changes one record of any declared kind: a person, a telephone, a village, the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caredesk.schema.ids import Id
from caredesk.ui.form_page import FormPage
from caredesk.ui.page import Frame

_HIDDEN: Mapping[str, tuple[str, ...]] = {"village": ("from_roster",), "station": ("demo",)}


class RecordPage(FormPage):
    """``arrive(kind=..., id=..., values=..., fixed=...)``; without an id a new one is made."""

    help = "people"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
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
        form.start()
