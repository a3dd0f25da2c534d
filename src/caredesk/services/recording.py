"""Keeping records of any declared kind: save, list, recycle bin, history, undo. The form and command line use these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from caredesk.schema.errors import Invalid, Problem, UserError
from caredesk.schema.ids import Id
from caredesk.schema.record import Record, RecordType
from caredesk.services.access import NUMBERS, Right, starred
from caredesk.services.binning import STATION, Binning, Forget, must_be_kept_here, right_for
from caredesk.services.changes import Change, Changes
from caredesk.services.json_values import JsonValues, objects
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.records import Write

__all__ = ["Change", "Finish", "Follow", "Recording"]

Finish = Callable[[dict[str, Any], Mapping[str, Any]], dict[str, Any]]
"""Fills in what the station knows itself (the village copied onto a visit) before a record is built.

Given the values and those the record had before (empty for a new one)."""
Follow = Callable[[Write, Id, Mapping[str, Any], Mapping[str, Any]], None]
"""What follows from a saved record, in the same act (a visit's risk level becomes the person's).

Given its values and those it had before (empty for a new one)."""

_EMPTY: tuple[Any, ...] = (None, "", ())
_ACTIONS = {STATION: Action.SETTINGS}


class Recording(Binning):
    """Use cases on records of any kind; ``finishers`` complete values before saving, ``followers`` act after it."""

    def __init__(
        self,
        workspace: Workspace,
        finishers: Mapping[str, Finish] | None = None,
        followers: Mapping[str, Follow] | None = None,
        forget: Forget | None = None,
    ) -> None:
        super().__init__(workspace, forget)
        self._finishers = dict(finishers or {})
        self.notices: list[str] = []
        """What saving left out, since last cleared by whoever shows it."""
        self._followers = dict(followers or {})

    # --- reading

    def get(self, key: str, id: Id) -> Record | None:  # noqa: A002
        """One record with the values this role may see; None when there is none or it may not be seen."""
        self._work.user.must(Right.SEE)
        found = self._work.records.get(self._work.kind(key), id)
        seen = self._work.gate.records(self._work.kind(key), [found] if found else [])
        return seen[0] if seen else None

    def find(self, key: str, equal: Mapping[str, Any] | None = None, order: Sequence[str] = ()) -> list[Record]:
        """Records in use whose fields equal the values, as far as this role may see them."""
        self._work.user.must(Right.SEE)
        kind = self._work.kind(key)
        for name, value in {**dict.fromkeys(order), **(equal or {})}.items():
            if name not in kind.fields or not self._work.gate.opens(kind, name, value):
                raise UserError(f"“{kind.title}”不能按“{name}”来查。请换一个条件。")
        return self._work.gate.records(kind, self._work.records.find(kind, equal, order))

    def parts(self, key: str, owner: Id, order: Sequence[str] = ()) -> list[Record]:
        """The records of a kind that belong to one record (a person's telephones)."""
        kind = self._work.kind(key)
        return self.find(key, {kind.part_of: owner}, order)

    def table(
        self, key: str, equal: Mapping[str, Any] | None = None, *, full: bool = False, reason: str = ""
    ) -> list[dict[str, Any]]:
        """Records as JSON objects with ids; numbers starred unless ``full``, which needs a reason and is noted."""
        kind = self._work.kind(key)
        self._may_list(key, full=full, reason=reason)
        gate = Wording(self._work, full=full, closely="birth_date" in kind.fields).gate
        rows = []
        for record in _whole(self._work, kind, self.find(key, equal)):
            told: dict[str, Any] = {"id": str(record.id)}
            for name, value in kind.values(record).items():
                spec, seen = kind.fields[name], gate.opens(kind, name, value)
                if value is None or not (seen or isinstance(spec, NUMBERS)):
                    told[name] = None
                    continue
                masked = starred(spec, value, closely=gate.closely) if seen else gate.shown(kind, name, value)
                whole = seen and (full or masked == spec.show(value))
                told[name] = spec.to_json(value) if whole else masked or None
            rows.append(told)
        return rows

    def texts(
        self, key: str, equal: Mapping[str, Any] | None = None, *, full: bool = False, reason: str = ""
    ) -> list[list[str]]:
        """The same records as people read them: texts that say something, links by title, no ids."""
        kind = self._work.kind(key)
        self._may_list(key, full=full, reason=reason)
        wording = Wording(self._work, full=full, closely="birth_date" in kind.fields)
        rows = (
            [wording.text(kind, n, v) for n, v in kind.values(one).items()]
            for one in _whole(self._work, kind, self.find(key, equal))
        )
        return [[text for text in row if text] for row in rows]

    def _may_list(self, key: str, *, full: bool, reason: str) -> None:
        if full:
            self._work.user.must(Right.FULL_EXPORT)
            if not reason.strip():
                raise UserError("列出完整号码要用 --reason 写明用途，例如“核对低保申请”。请补上再试。")
            self._work.note(Action.EXPORT, key, reason=reason.strip())

    def history(self, key: str, id: Id) -> list[Change]:  # noqa: A002
        """Who changed what when, newest first, in words this role may read (numbers starred)."""
        return Changes(self._work).of(key, id)

    def from_json(self, key: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """Values as the command line gives them: ISO dates, options in Chinese, a link as id or {"id_number": ...}."""
        self._work.user.must(Right.SEE)
        return JsonValues(self._work).read(self._work.kind(key), told)

    # --- writing

    def save(self, key: str, values: Mapping[str, Any], id: Id | None = None) -> Id:  # noqa: A002
        """Write a new record, or the changed fields of one; returns its id.

        A blank never overwrites a value that the role may not see, an answer does. Raises Invalid with every problem,
        and UserError where an answer would make what only the head may see fall away.
        """
        kind = self._work.kind(key)
        must_be_kept_here(key, new=id is None)
        with self._work.writing(right_for(key), "save", kind.title, action=_ACTIONS.get(key)) as write:
            return self._write(write, kind, values, id)

    def save_all(self, key: str, rows: Sequence[Mapping[str, Any]]) -> list[Id]:
        """Write new records of a kind, all or nothing; Invalid names every problem with its line (from 1)."""
        return self._save_lines(key, [(line, values, None) for line, values in enumerate(rows, start=1)])

    def save_text(self, key: str, text: str) -> list[Id]:
        """Write new records given as JSON, one a line, all or nothing; Invalid names every problem with its line."""
        return self._save_lines(key, [(line, {}, (told,)) for line, told in objects(text)])

    def put_in_order(self, key: str, field: str, ids: Sequence[Id]) -> None:
        """Number records 1, 2, 3 ... in their official order, as one act."""
        kind = self._work.kind(key)
        with self._work.writing(right_for(key), "save", f"{kind.title}的排序") as write:
            for place, id_ in enumerate(ids, start=1):
                self._known(kind, id_, binned=False)
                write.update(kind, id_, {field: place})

    def _save_lines(
        self, key: str, lines: Sequence[tuple[int, Mapping[str, Any], tuple[Mapping[str, Any] | None] | None]]
    ) -> list[Id]:
        kind = self._work.kind(key)
        must_be_kept_here(key, new=True)
        saved: list[Id] = []
        problems: list[Problem] = []
        with self._work.writing(right_for(key), "save", f"{kind.title} {len(lines)}条") as write:
            for line, ready, told in lines:
                try:
                    values = ready if told is None else self._told(kind, told[0])
                    saved.append(self._write(write, kind, values, None))
                except Invalid as refused:
                    problems += [Problem(f"{line}.{p.field}", f"第{line}行：{p.text}") for p in refused.problems]
            if problems:
                raise Invalid(problems)
        return saved

    def _told(self, kind: RecordType, told: Mapping[str, Any] | None) -> dict[str, Any]:
        if told is None:
            raise Invalid([Problem("", '不是一条 JSON 记录，请写成 {"字段": "值"} 这样')])
        return JsonValues(self._work).read(kind, told)

    def _write(self, write: Write, kind: RecordType, values: Mapping[str, Any], id_: Id | None) -> Id:
        old = {} if id_ is None else self._known(kind, id_, binned=False)
        built = self._built(kind, values, id_, old)
        saved = write.insert(kind, built) if id_ is None else id_
        if id_ is not None:
            write.update(kind, id_, built)
        if kind.key in self._followers:
            self._followers[kind.key](write, saved, built, old)
        return saved

    def _built(
        self, kind: RecordType, values: Mapping[str, Any], id_: Id | None, old: Mapping[str, Any]
    ) -> dict[str, Any]:
        hidden = self._work.gate.withheld(kind, old)
        if old:
            told = {name: value for name, value in values.items() if name not in hidden or value not in _EMPTY}
            values = {**old, **told}
        full = dict(values)
        if kind.key in self._finishers:
            full = self._finishers[kind.key](full, old)
        self._note_unused(kind, full)
        built = kind.values(kind.build(full))
        if lost := [name for name in hidden if built[name] is None]:
            raise UserError(
                f"这条{kind.title}里有只有站长能看的内容，照这样改它就用不上了（{len(lost)}项）。请找站长来改，"
                "或把刚改的选项改回去。"
            )
        if problems := self._checks.problems(kind, built, id_, old):
            raise Invalid(problems)
        if kind.key == STATION and old.get("demo") and not built["demo"]:
            raise Invalid([Problem("demo", "演示站点不能改成正式站点，它打印的东西都带水印。请新建一个站点")])
        return built

    def withheld(self, key: str, id: Id) -> frozenset[str]:  # noqa: A002
        """Names of fields that hold something which whoever writes this kind of record may write, but not read."""
        self._work.user.must(right_for(key))
        kind = self._work.kind(key)
        row = self._work.records.row(kind, id)
        return frozenset(self._work.gate.withheld(kind, row) if row and self._work.gate.shows(kind, row) else ())

    def _note_unused(self, kind: RecordType, values: Mapping[str, Any]) -> None:
        """Say which answers are not kept because their question is not asked; none that the role may not know of."""
        seen = self._work.gate.values(kind, values)
        if unused := [kind.fields[name].label for name, value in seen.items()
                      if value not in (None, "", ()) and not kind.shown(name, values)]:  # fmt: skip
            self.notices.append(f"“{'、'.join(unused)}”这次用不上（{kind.title}的其他栏目决定了不问它），没有存。")

    def undo_last(self) -> str | None:
        """Take back this user's latest change of today; returns what it was, or None when there is none.

        Raises UserError when somebody has changed the same record since, or linked another one to it.
        """
        self._work.user.must(Right.EDIT)
        midnight = self._work.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        acts = self._work.history.acts(("save", "bin", "unbin"), user=self._work.user.id, since=midnight, limit=1)
        if not acts:
            return None
        if self._work.history.edited_since(acts[0].id):
            raise UserError(
                f"“{acts[0].title}”之后又改过，或有别的记录用到它，不能直接撤销。请打开那条记录，"
                "在“改动记录”里核对后手工改回。"
            )
        self._work.undo(Right.EDIT, acts[0].id, acts[0].title)
        return acts[0].title


def _whole(work: Workspace, kind: RecordType, seen: Sequence[Record]) -> list[Record]:
    """Records that may be seen, as they stand: their words are starred for whoever may not read them, as on screen."""
    ids = [one.id for one in seen if one.id]
    found = work.records.many(kind, ids)
    return [found[one] for one in ids if one in found]
