"""A page that adds or changes one record of any declared kind: a person, a telephone, a village, the settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from caredesk.catalog.person import derived
from caredesk.schema.ids import Id
from caredesk.ui.form_page import FormPage
from caredesk.ui.page import Frame
from caredesk.ui.window import about

_HIDDEN: Mapping[str, tuple[str, ...]] = {
    "village": ("from_roster",),
    "station": ("demo", "confirmed_rules"),
    "person": ("risk_since",),
    "cadence_rule": ("lineage", "origin"),
    "need": ("village", "visit"),
    "referral": ("village", "need"),
    "resource_request": ("village", "need"),
}

_IN_SETTINGS = ("station", "village", "visitor", "cadence_rule", "calendar_day")
_BRIEF = ("person", "episode", "household_episode", "cadence_rule")
_NEAR = (
    "group", "household", "relation", "entry_hint", "subtype", "since", "members", "insured_count", "amount",
    "unit", "times", "every", "event", "within", "until", "season",
)  # fmt: skip
"""What is asked of something new in the first place, though it may do without."""
_TOLD_BY_NUMBER = ("sex", "birth_date")


class RecordPage(FormPage):
    """``arrive(kind=..., id=..., values=..., fixed=..., title=...)``; without an id a new one is made."""

    help = "people"

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._sure = False
        self._derived: dict[str, Any] = {}
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
        self.belongs = "settings" if kind.key in _IN_SETTINGS else ""
        title = what.get("title") or (f"修改{kind.title}" if id_ is not None else f"新增{kind.title}")
        about = f"{what['about']}" if what.get("about") else ""
        self.set_heading(title, about)
        owner = fixed.get(kind.part_of) if kind.part_of else None
        form = self.open_form(
            kind, {**values, **(what.get("values") or {})}, id=id_, owner=owner, fixed=fixed,
            leave_out=_HIDDEN.get(kind.key, ()), brief=id_ is None and kind.key in _BRIEF,
        )  # fmt: skip
        form.keep_near(_NEAR)
        self._derived = {}
        form.start(str(what.get("at", "")))
        self._sure = False

    def _altered(self, name: str) -> None:
        super()._altered(name)
        if self.kind is not None and self.kind.key == "person" and name in ("id_number", *_TOLD_BY_NUMBER):
            self._read_number(name)

    def _read_number(self, name: str) -> None:
        """A sound ID number fills in birth date and sex at once; what was typed instead is held against it."""
        form, kind = self.form, self.kind
        if form is None or kind is None:
            return
        values = form.values()
        if name == "id_number":
            ours = {field: value for field, value in self._derived.items() if values.get(field) == value}
            told = derived({**values, **dict.fromkeys(ours)})
            self._derived = {**ours, **told}
            for field, value in told.items():
                form.set_value(field, value)
            values = form.values()
        said = {problem.field: problem.text for problem in kind.problems(values)}
        for field in _TOLD_BY_NUMBER:
            if field in form.rows and values.get(field):
                form.rows[field].show_problem(said.get(field, ""))

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
            detail="\n".join([*self._beside(values, there.id), *(f"还有：{about(one)}" for one in alike[1:3])]),
        )

    def _beside(self, values: Mapping[str, Any], there: Id) -> list[str]:
        """What is typed beside what is known, a line for each question; what differs is said first."""
        rows = self.desk.people.beside(values, there)
        rows.sort(key=lambda row: row[1] == row[2])
        return [f"{label}：现在填的 {new or '（空着）'}；名单里 {known or '（空着）'}" for label, new, known in rows]

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
