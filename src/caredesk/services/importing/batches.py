"""Imports that were written: what they are, what happened to their records since, and taking them back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from caredesk.schema.dates import show_day
from caredesk.schema.errors import UserError
from caredesk.schema.ids import Id, parse_id
from caredesk.schema.record import RecordType
from caredesk.services.access import Right
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.history import Act, Edited

_NO_BATCH = "找不到这一批，可能已经撤销过了。请在“收县里的表”里看有哪些批次。"
_ACTIONS = {"bin": "移到了回收站", "unbin": "从回收站取回", "remove": "删除了"}


@dataclass(frozen=True)
class EditedSince:
    """A record of a batch that somebody worked on after the import, in words.

    ``kind`` is what it is (服务对象, 电话), ``person`` whose page shows it (None for a village), ``told`` who changed
    what when, or what was added to it.
    """

    record: Id
    title: str
    kind: str = ""
    person: Id | None = None
    told: str = ""


@dataclass(frozen=True)
class TakenBack:
    """What an undo took back: records in all, and people among them."""

    records: int
    people: int

    def sentence(self) -> str:
        """退回50000人（连同电话、类别等共150001条记录）."""
        if not self.people:
            return f"退回{self.records}条记录"
        if self.people == self.records:
            return f"退回{self.people}人"
        return f"退回{self.people}人（连同电话、类别等共{self.records}条记录）"


class Batches:
    """The use cases around batches that were written."""

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace
        self._names = Wording(workspace)

    def batches(self, limit: int = 30) -> list[Act]:
        """The latest imports that are not undone, newest first."""
        self._work.user.must(Right.IMPORT)
        return self._work.history.acts(("import",), limit=limit)

    def edited_since(self, batch: str) -> list[EditedSince]:
        """Records of a batch that somebody has changed or referred to since: undoing would lose that work."""
        self._work.user.must(Right.IMPORT)
        found = self._work.history.edited_since(self._act(batch).id)
        return [
            EditedSince(
                one.record, self._title(one), self._work.kind(one.kind).title, self._person(one), self._told(one)
            )
            for one in found
        ]

    def undo(
        self,
        batch: str,
        *,
        keep_edited: bool = False,
        keep: Collection[Id] | None = None,
        progress: Callable[[str], object] = lambda _said: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> TakenBack:
        """Take a batch back; records edited since are kept with ``keep_edited``, else they stop the undo.

        ``keep`` names those that are kept when not all of them are: what was edited on the others is lost.
        Returns what was taken back; what was kept stays a batch that can be undone later. UserError
        names the edited ones, or says that there is nothing to take back.
        """
        self._work.user.must(Right.IMPORT)
        act = self._act(batch)
        progress("正在看这一批后来改过什么")
        edited = self._work.history.edited_since(act.id)
        if edited and not keep_edited and keep is None:
            titles = list(dict.fromkeys(self._title(one) for one in edited))
            shown = "、".join(titles[:10]) + ("等" if len(titles) > 10 else "")
            raise UserError(
                f"这一批里有 {len(edited)} 条收进来以后改过或用到了：{shown}。"
                "要撤销其余的，请选择保留改过的（--keep-edited）。"
            )
        kept = [one.record for one in edited if keep is None or one.record in keep]
        taken_back = self._work.undo(Right.IMPORT, act.id, act.title, kept, progress=progress, cancelled=cancelled)
        if not taken_back:
            raise UserError(
                "这一批的记录收进来以后都改过或用到了，没有可以撤销的，什么都没有变。"
                "要去掉哪一条，请先在那个人的资料里改回去，或把他移到回收站。"
            )
        (undone, *_) = self._work.history.acts(("undo",), user=self._work.user.id, limit=1)
        return TakenBack(taken_back, self._work.history.counts(undone.id).get("person", 0))

    def _act(self, batch: str) -> Act:
        wanted = parse_id(batch)
        for act in self._work.history.acts(("import",), limit=100_000) if wanted else ():
            if act.id == wanted:
                return act
        raise UserError(_NO_BATCH)

    def _person(self, edited: Edited) -> Id | None:
        if edited.kind == "person":
            return edited.record
        kind = self._work.kind(edited.kind)
        link = _owner_link(kind)
        owner = (self._work.records.row(kind, edited.record) or {}).get(link) if link else None
        return owner if owner and getattr(kind.fields[link], "to", "") == "person" else None

    def _told(self, edited: Edited) -> str:
        """周敏2026年11月21日改了现住址；后来有走访."""
        kind, told = self._work.kind(edited.kind), []
        for operation in edited.by:
            changed = {*operation.before, *operation.after}
            labels = "、".join(kind.fields[name].label for name in kind.fields if name in changed)
            who = self._names.title("desk_user", operation.user) if operation.user else ""
            said = f"改了{labels}" if operation.action == "change" else _ACTIONS.get(operation.action, "改过")
            told.append(f"{who}{show_day(operation.at.astimezone().date())}{said}")
        later = dict.fromkeys(self._work.kind(key).title for key, _ in edited.referred_by)
        return "；".join([*told, *([f"后来有{'、'.join(later)}"] if later else [])])

    def _title(self, edited: Edited) -> str:
        kind = self._work.kind(edited.kind)
        row: Mapping[str, Any] = self._work.records.row(kind, edited.record) or {}
        name = _owner_link(kind)
        owner = row.get(name) if name else None
        said = str(row.get(kind.title_field) or kind.title)
        if owner is None:
            return said
        link = kind.fields[name]
        parent = self._work.kind(getattr(link, "to", "person"))
        whose = (self._work.records.row(parent, owner) or {}).get(parent.title_field, "")
        return f"{whose}的{kind.title}" if whose else said


def _owner_link(kind: RecordType) -> str:
    """The field that says whose a record is; "" for a person, a village."""
    return kind.part_of or ("person" if "person" in kind.refs() else "")
