"""收县里的表: a county's roster read, understood, checked against the register and written as one batch."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from caredesk.catalog.place import Village
from caredesk.catalog.roster import is_police_roster, roster_terms
from caredesk.documents.layout.finder import LayoutFinder
from caredesk.documents.reading.reader import Progress, WorkbookReader, worker_command
from caredesk.schema.errors import Cancelled, FileTrouble, UserError
from caredesk.schema.ids import Id, new_id, parse_id
from caredesk.schema.roster import Layout, RawSheet, RawWorkbook, SheetFinding
from caredesk.services.access import Right
from caredesk.services.importing.answers import Answers
from caredesk.services.importing.categories import CategoryReader
from caredesk.services.importing.facts import FactReader
from caredesk.services.importing.notices import sheet_notices, table_notices
from caredesk.services.importing.plan import Plan, Planner
from caredesk.services.importing.register import KnownRegister
from caredesk.services.importing.staging import ORDER, Staging
from caredesk.services.importing.villages import VillageBook
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.history import Act, Edited
from caredesk.store.staged import StagedRecords

_NO_ROSTER = "这个文件里没有找到名单（带“姓名”“身份证号”表头的表），什么都没有收。请核对是不是选错了文件。"
_POLICE = "像是公安部门的名册，按规定站里不能保存"
_NO_BATCH = "找不到这一批，可能已经撤销过了。请在“收县里的表”里看有哪些批次。"
_AT_ONCE = 200


def _silent(_said: str) -> None:
    """Say nothing."""


def _never() -> bool:
    return False


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cyclic collector: it would walk all the rows again and again, and nothing in them is cyclic."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True)
class Recognised:
    """A workbook with what was made of each sheet; ``layouts`` may be replaced by the user's own.

    ``kept`` are answers about this very file that somebody left half done, ``remembered`` what earlier files with the
    same headings were answered (both None where there is nothing); a page begins with the first of them.
    ``layout_seen`` says so (和 2026年10月 县民政局 的表一样), "" for headings never seen. ``sender`` is who seems to
    send the list, ``senders`` are those known from earlier lists. ``own`` names the ledger of ours that comes back,
    "" for a stranger's: it needs no choice of columns.
    """

    file: str
    workbook: RawWorkbook
    findings: tuple[SheetFinding, ...]
    kept: Answers | None = None
    remembered: Answers | None = None
    layout_seen: str = ""
    sender: str = ""
    senders: tuple[str, ...] = ()
    own: str = ""

    @property
    def tables(self) -> list[tuple[RawSheet, Layout]]:
        """Every table with its sheet."""
        return [
            (sheet, layout)
            for sheet, finding in zip(self.workbook.sheets, self.findings, strict=True)
            for layout in finding.layouts
        ]


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or with ``batch`` "" would do; ``to_json`` is the command line's answer."""

    plan: Plan
    batch: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON: counts, people, rows, problems, notices, batch."""
        plan = self.plan
        return {
            "rows_read": len(plan.outcomes),
            **{str(outcome): count for outcome, count in plan.counts().items()},
            "people": [asdict(person) for person in plan.people],
            "rows": [
                {"sheet": row.sheet, "row": row.row, "outcome": row.outcome, "reason": row.reason}
                for row in plan.outcomes
                if row.outcome not in ("new", "unchanged")
            ],
            "problems": [asdict(problem) for problem in plan.problems],
            "notices": list(plan.notices),
            "batch": self.batch or None,
        }

    def sentence(self) -> str:
        """What happened, in one sentence."""
        counts = self.plan.counts()
        return (
            f"读了 {len(self.plan.outcomes)} 行：新增 {counts['new']}，更新 {counts['updated']}，"
            f"没有变化 {counts['unchanged']}，等您定 {counts['needs_decision']}，"
            f"不能收 {counts['rejected']}，跳过 {counts['skipped']}。"
        )


@dataclass(frozen=True)
class EditedSince:
    """A record of a batch that somebody worked on after the import, in words."""

    record: Id
    title: str


class Importing:
    """The import's use cases in the order of its page: read, recognise, check, commit; and taking a batch back."""

    def __init__(self, workspace: Workspace, reader: WorkbookReader | None = None) -> None:
        self._work = workspace
        self._reader = reader or WorkbookReader(worker_command())

    def read(
        self,
        path: Path,
        password: str = "",
        *,
        progress: Progress = _silent,
        cancelled: Callable[[], bool] = _never,
    ) -> Recognised:
        """Read a file in the worker and find its tables; FileTrouble with a sentence when there are none."""
        self._work.user.must(Right.IMPORT)
        with _uncollected():
            workbook = self._reader.read(path, progress=progress, cancelled=cancelled)
        progress("正在认表头")
        return self.recognise(path.name, workbook)

    def read_block(self, text: str) -> Recognised:
        """A block copied from Excel or WPS (rows of cells parted by TABs), as :meth:`read` would give it."""
        raise NotImplementedError

    def look_again(self, recognised: Recognised, answers: Answers) -> Recognised:
        """The tables with header and end where the user put them, and hidden sheets that the user wants."""
        raise NotImplementedError

    def keep(self, recognised: Recognised, answers: Answers) -> None:
        """Keep answers to go on later: they come back when the same file is read again, until it is taken in."""
        raise NotImplementedError

    def forget(self, recognised: Recognised) -> None:
        """Give up what was kept of a file."""
        raise NotImplementedError

    def error_workbook(self, recognised: Recognised, plan: Plan, path: Path, reason: str, answers: Answers) -> int:
        """Write the sender's own sheets with the rows not taken coloured and 为什么没收 at their end; returns how many.

        It holds whole numbers: ``reason`` is whom it is for and goes into the audit trail. UserError without one.
        """
        raise NotImplementedError

    def recognise(self, file: str, workbook: RawWorkbook) -> Recognised:
        """Find the tables of a workbook; FileTrouble when it holds no roster at all."""
        finder = LayoutFinder(roster_terms(self._villages().known_names()))
        findings = tuple(_without_police(finder.look(sheet)) for sheet in workbook.sheets)
        if any(finding.left_out == _POLICE for finding in findings) and not any(f.layouts for f in findings):
            raise FileTrouble(f"{_POLICE}，没有收。请退回给发表的部门，不要留存。")
        if not any(finding.layouts for finding in findings):
            raise FileTrouble(_NO_ROSTER)
        return Recognised(file, workbook, findings)

    def check(
        self,
        recognised: Recognised,
        answers: Answers | None = None,
        *,
        leave_out: Collection[tuple[str, int]] = (),
        progress: Progress = _silent,
        cancelled: Callable[[], bool] = _never,
    ) -> Plan:
        """Say what would become of every row; writes nothing. Cancelled when the user stopped it.

        ``leave_out`` are rows that the user does not want, as (sheet, the workbook's own row number).
        """
        self._work.user.must(Right.IMPORT)
        with _uncollected():
            return self._check(recognised, frozenset(leave_out), progress, cancelled)

    def _check(
        self,
        recognised: Recognised,
        leave_out: frozenset[tuple[str, int]],
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> Plan:
        today, notices, villages = self._work.clock.today(), sheet_notices(recognised.findings), self._villages()
        planner = self._planner(villages)
        read = [(sheet, layout, FactReader(sheet, layout, today)) for sheet, layout in recognised.tables]
        for _, _, reader in read if villages.wants_counts else ():
            villages.expect(reader.villages())
        for sheet, layout, reader in read:
            categories = CategoryReader(layout.titles)
            notices += table_notices(layout, categories)
            for done, (row, kind) in enumerate(layout.rows):
                if done % _AT_ONCE == 0:
                    progress(f"正在核对“{sheet.name}”第 {row + 1} 行" if sheet.name else f"正在核对第 {row + 1} 行")
                    if cancelled():
                        raise Cancelled
                if leave_out and (sheet.name, row + 1) in leave_out:
                    planner.leave_out(sheet.name, row + 1)
                else:
                    planner.add(reader.facts(row, kind), categories)
        plan = planner.finish()
        plan.notices[:0] = notices
        return plan

    def _planner(self, villages: VillageBook) -> Planner:
        moment, kinds = self._work.clock.now(), {key: self._work.kind(key) for key in ORDER}

        def make_id() -> Id:
            return new_id(moment)

        register = KnownRegister(self._work)
        staging = Staging(register, kinds, make_id)
        return Planner(register, villages, staging, self._work.clock.today(), make_id)

    def commit(self, recognised: Recognised, plan: Plan) -> ImportResult:
        """Write a plan as one batch in one short transaction; nothing when it changes nothing."""
        batch, records = self._new_id(), self._work.records
        if plan.staging.empty:
            self._work.user.must(Right.IMPORT)
            return ImportResult(plan)
        with _uncollected(), StagedRecords.on(records.connection, records.declarations) as staged:
            plan.staging.lay_out(staged)
            with self._work.writing(Right.IMPORT, "import", f"收表：{recognised.file}", batch) as write:
                plan.staging.write(write, staged)
        plan.written()
        return ImportResult(plan, str(batch))

    def run(self, path: Path, *, check_only: bool = False, progress: Progress = _silent) -> ImportResult:
        """All steps at once, as the command line does it."""
        recognised = self.read(path, progress=progress)
        plan = self.check(recognised, progress=progress)
        return ImportResult(plan) if check_only else self.commit(recognised, plan)

    def batches(self, limit: int = 30) -> list[Act]:
        """The latest imports that are not undone, newest first."""
        return self._work.history.acts(("import",), limit=limit)

    def edited_since(self, batch: str) -> list[EditedSince]:
        """Records of a batch that somebody has changed or referred to since: undoing would lose that work."""
        return [EditedSince(one.record, self._title(one)) for one in self._work.history.edited_since(self._act(batch))]

    def undo(self, batch: str, *, keep_edited: bool = False) -> int:
        """Take a batch back; records edited since are kept with ``keep_edited``, else they stop the undo.

        Returns how many records were taken back; what was kept stays a batch that can be undone later. UserError
        names the edited ones, or says that there is nothing to take back.
        """
        self._work.user.must(Right.IMPORT)
        act = self._act(batch)
        edited = self._work.history.edited_since(act)
        if edited and not keep_edited:
            titles = list(dict.fromkeys(self._title(one) for one in edited))
            shown = "、".join(titles[:10]) + ("等" if len(titles) > 10 else "")
            raise UserError(
                f"这一批里有 {len(edited)} 条收进来以后改过或用到了：{shown}。"
                "要撤销其余的，请选择保留改过的（--keep-edited）。"
            )
        taken_back = self._work.history.undo(act, self._work.user.id, "撤销收表", [one.record for one in edited])
        if not taken_back:
            raise UserError(
                "这一批的记录收进来以后都改过或用到了，没有可以撤销的，什么都没有变。"
                "要去掉哪一条，请先在那个人的资料里改回去，或把他移到回收站。"
            )
        self._work.note(Action.UNDO, "act", batch)
        return taken_back

    def _act(self, batch: str) -> Id:
        wanted = parse_id(batch)
        if wanted is None or not any(act.id == wanted for act in self._work.history.acts(("import",), limit=100_000)):
            raise UserError(_NO_BATCH)
        return wanted

    def _title(self, edited: Edited) -> str:
        kind = self._work.kind(edited.kind)
        row: Mapping[str, Any] = self._work.records.row(kind, edited.record) or {}
        owner = row.get(kind.part_of) if kind.part_of else None
        said = str(row.get(kind.title_field) or kind.title)
        if owner is None:
            return said
        link = kind.fields[kind.part_of]
        parent = self._work.kind(getattr(link, "to", "person"))
        whose = (self._work.records.row(parent, owner) or {}).get(parent.title_field, "")
        return f"{whose}的{kind.title}" if whose else said

    def _new_id(self) -> Id:
        return new_id(self._work.clock.now())

    def _villages(self) -> VillageBook:
        settings = self._work.settings
        villages = [one for one in self._work.records.find(self._work.kind("village")) if isinstance(one, Village)]
        adopting = not settings.villages_confirmed and all(village.from_roster for village in villages)
        return VillageBook(villages, settings.county, settings.township, adopting=adopting, make_id=self._new_id)


def _without_police(finding: SheetFinding) -> SheetFinding:
    headings = [guess.heading for layout in finding.layouts for guess in layout.columns]
    return replace(finding, layouts=(), left_out=_POLICE) if is_police_roster(headings) else finding
