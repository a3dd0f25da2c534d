"""The recycle bin: records go in with their parts and come back out; only the head erases, with a reason."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from caredesk.schema.errors import Invalid, NotAllowed, Problem, UserError
from caredesk.schema.ids import Id
from caredesk.schema.record import Record, RecordType
from caredesk.services.access import Right
from caredesk.services.checks import Checks
from caredesk.services.workspace import Workspace

USERS, STATION = "desk_user", "station"
_GUARDED = {
    STATION: Right.SETTINGS,
    "cadence_rule": Right.SETTINGS,
    "calendar_day": Right.SETTINGS,
    "visit": Right.VISIT,
    "phrase": Right.VISIT,
}


Forget = Callable[[Collection[Id], Collection[str]], None]
"""Removes what lies of erased records outside the database: given their ids and the names of their photos."""


class Binning:
    """Use cases around the recycle bin; part of :class:`caredesk.services.recording.Recording`."""

    def __init__(self, workspace: Workspace, forget: Forget | None = None) -> None:
        self._work = workspace
        self._checks = Checks(workspace)
        self._forget = forget

    def bin(self, key: str, id: Id, reason: str = "") -> None:  # noqa: A002
        """Put a record and its parts into the recycle bin; nothing is erased.

        Raises UserError while other records still link to it (a village with people, a visitor with visits).
        """
        kind = self._work.kind(key)
        must_be_kept_here(key, new=True)
        with self._work.writing(right_for(key), "bin", f"删除{kind.title}", reason=reason) as write:
            self._known(kind, id, binned=False)
            self._checks.must_be_free(kind, id)
            for part in self._work.declarations.parts_of(key):
                for record in self._work.records.find(part, {part.part_of: id}):
                    write.bin(part, _id(record))
            write.bin(kind, id)

    def restore(self, key: str, id: Id) -> None:  # noqa: A002
        """Take a record back out of the recycle bin, with the parts that went in together with it."""
        kind = self._work.kind(key)
        with self._work.writing(right_for(key), "unbin", f"取回{kind.title}") as write:
            row = self._known(kind, id, binned=True)
            if problems := self._checks.problems(kind, row, id):
                raise Invalid(problems)
            operations = self._work.records.log.of_record(id)
            act = next((one.act for one in reversed(operations) if one.action == "bin"), None)
            write.bin(kind, id, back=True)
            for one in self._work.records.log.of_act(act) if act else ():
                part = self._work.kind(one.kind)
                if one.record != id and one.action == "bin" and self._work.records.in_bin(part, one.record):
                    write.bin(part, one.record, back=True)

    def binned(self, key: str) -> list[Record]:
        """What lies in the recycle bin, as far as this role may see it."""
        self._work.user.must(Right.EDIT)
        kind = self._work.kind(key)
        return self._work.gate.records(kind, self._work.records.find(kind, binned=True))

    def purge(self, key: str, id: Id, reason: str) -> None:  # noqa: A002
        """Erase a record that lies in the recycle bin, its parts, what the history says of them and their photos.

        Needs a reason, which stays in the audit trail. Raises UserError while anything else links to it.
        """
        self._work.user.must(Right.PURGE)
        kind = self._work.kind(key)
        if not reason.strip():
            raise UserError("彻底删除要写明原因，例如“本人要求删除”。请填写后再删。")
        erased, photos = [id], set[str]()
        with self._work.writing(Right.PURGE, "purge", f"彻底删除{kind.title}", reason=reason) as write:
            self._known(kind, id, binned=True)
            self._checks.must_be_free(kind, id, binned=True)
            for part in self._work.declarations.parts_of(key):
                for one in self._work.records.referring(key, id, binned=True).get(part.key, ()):
                    photos |= write.purge(part, one)
                    erased.append(one)
            photos |= write.purge(kind, id)
        if self._forget:
            self._forget(erased, photos)

    def _known(self, kind: RecordType, id_: Id, *, binned: bool) -> dict[str, Any]:
        """A record that this role may change, where it is expected to lie; Invalid when there is none such."""
        row = self._work.records.row(kind, id_)
        if row is None or not self._work.gate.shows(kind, row):
            raise Invalid([Problem("id", f"找不到要修改的“{kind.title}”，它可能已被删除。请刷新后再试。")])
        if self._work.records.in_bin(kind, id_) is not binned:
            said = "不在回收站里。请刷新后再试。" if binned else "已经在回收站里。请先取回，再修改。"
            raise Invalid([Problem("id", f"这条“{kind.title}”{said}")])
        return row


def right_for(key: str) -> Right:
    """The right that changing a kind of record takes."""
    return _GUARDED.get(key, Right.EDIT)


def must_be_kept_here(key: str, *, new: bool) -> None:
    """Users belong to their keys, and there is one station a file: both have use cases of their own."""
    if key == USERS:
        raise NotAllowed("使用人员不能这样增减或修改。请站长或乡镇管理员在“设置”里的“使用人员”办理。")
    if key == STATION and new:
        raise NotAllowed("一个文件里只有一个站点，不能再加，也不能删除。要改设置，请打开“设置”。")


def _id(record: Record) -> Id:
    assert record.id is not None
    return record.id
