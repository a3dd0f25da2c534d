"""Out of here, any day, with one button: everything as Excel by village, by category and by kind of record."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from caredesk.catalog.categories import CATEGORIES
from caredesk.schema.dates import show_day
from caredesk.schema.errors import Cancelled, FileTrouble, UserError
from caredesk.schema.ledger import Ledger
from caredesk.schema.period import Period, PeriodKind
from caredesk.schema.privacy import Privacy
from caredesk.schema.record import RecordType
from caredesk.schema.sheet import Sheet, SheetColumn
from caredesk.services.access import Right
from caredesk.services.ledgers import LedgerFilter, Ledgers, Progress
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.durable import disk_errors
from caredesk.store.query import Selection

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True)
class Exported:
    """What was written: the folder, its workbooks, and their rows."""

    folder: Path
    files: tuple[Path, ...]
    rows: int


@dataclass(frozen=True)
class _Part:
    """One workbook to come."""

    path: Path
    make: Callable[[], Sheet]


class Exporting:
    """The use case of taking everything along.

    Numbers are starred and restricted values left out, unless ``full`` ones are asked for with a reason.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def everything(
        self, folder: Path, *, full: bool = False, reason: str = "", progress: Progress | None = None
    ) -> Exported:
        """Write all workbooks into a new folder inside ``folder``, whole or not at all, entered in the audit trail.

        ``progress`` gets (workbooks done, all). Raises FileTrouble or StoreTrouble when the disk will not, and
        Cancelled.
        """
        self._work.user.must(Right.EXPORT_ALL)
        if full:
            self._work.user.must(Right.FULL_EXPORT)
            if not reason.strip():
                raise UserError("导出完整号码要写明用途，例如“移交给新的承接机构”。请填写后再导出。")
        target = self._free_name(folder)
        part = target.with_name(target.name + ".part")
        self._work.note(Action.EXPORT, "everything", "everything", reason)
        files, rows = [], 0
        with disk_errors("导出全部资料"):
            shutil.rmtree(part, ignore_errors=True)
            try:
                parts = list(self._parts(full=full))
                for done, one in enumerate(parts):
                    _tell(progress, done, len(parts))
                    rows += self._write(one, part)
                    files.append(target / one.path)
                part.replace(target)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
        return Exported(target, tuple(files), rows)

    def _free_name(self, folder: Path) -> Path:
        if not folder.is_dir():
            raise FileTrouble(f"找不到文件夹“{folder}”。请另选一个，例如“文档”。")
        stem = _safe(f"{self._work.settings.name}全部资料-{self._work.clock.today().isoformat()}")
        names = [stem, *(f"{stem}-{number}" for number in range(2, 1000))]
        return next(folder / name for name in names if not (folder / name).exists())

    def _write(self, one: _Part, part: Path) -> int:
        from caredesk.documents.workbook import write_workbook

        sheet = one.make()
        path = part / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(sheet, path)
        return len(sheet.rows)

    def _parts(self, *, full: bool) -> Iterator[_Part]:
        work = self._work if full else self._work.lowered(Privacy.SENSITIVE)
        ledgers = Ledgers(work, even_restricted=full)
        span = self._all_time()
        for ledger in work.declarations.ledgers:
            for name, chosen in self._villages(work) if "village" in ledger.filters else ():
                yield _ledger_part(ledgers, ledger, span, f"{ledger.title}（按村）", name, chosen, full=full)
            for category in CATEGORIES if ledger.record == work.declarations.searched_owner else ():
                if category.privacy <= work.gate.clearance:
                    chosen = LedgerFilter(category=category.name)
                    yield _ledger_part(
                        ledgers, ledger, span, f"{ledger.title}（按类别）", category.name, chosen, full=full
                    )
        for kind in work.declarations.records:
            yield _kind_part(work, kind, full=full)

    def _all_time(self) -> Period:
        today = self._work.clock.today()
        first = today.replace(year=1950, month=1, day=1)
        return Period(PeriodKind.YEAR, first, today, "all", f"截至{show_day(today)}全部")

    def _villages(self, work: Workspace) -> list[tuple[str, LedgerFilter]]:
        chosen = Selection(record="village", order=("official_order", "name"))
        named = [(str(name), LedgerFilter(village=id_)) for id_, (name,) in work.query.rows(chosen, ["name"])]
        return [*named, ("没有登记村", LedgerFilter(no_village=True))]


def _tell(progress: Progress | None, done: int, all_: int) -> None:
    if progress is not None and progress(done, all_) is False:
        raise Cancelled


def _ledger_part(
    ledgers: Ledgers, ledger: Ledger, span: Period, folder: str, name: str, chosen: LedgerFilter, *, full: bool
) -> _Part:
    path = Path(_safe(folder), f"{_safe(name)}.xlsx")
    return _Part(path, lambda: ledgers.made(ledger.key, span if ledger.period else None, chosen, full=full))


def _kind_part(work: Workspace, kind: RecordType, *, full: bool) -> _Part:
    """All records of a kind with every declared field."""

    def make() -> Sheet:
        from caredesk.documents.pages import proposed_paper

        wording = Wording(work, full=full, closely="birth_date" in kind.fields)
        columns = [SheetColumn(key=name, label=spec.label, width=spec.width) for name, spec in kind.fields.items()]
        records = work.gate.records(kind, work.records.find(kind))
        rows = [[wording.text(kind, name, value) for name, value in kind.values(one).items()] for one in records]
        sheet = Sheet(
            title=f"{work.settings.name}{kind.title}",
            columns=columns,
            rows=rows,
            keys=[str(one.id) for one in records],
            info=[f"日期：{show_day(work.clock.today())}"],
            watermark="演示数据" if work.settings.demo else "",
            sheet_name=kind.title,
            metadata={"record": kind.key, "made": work.clock.today().isoformat()},
        )
        return replace(sheet, paper=proposed_paper(sheet))  # nobody declared one

    return _Part(Path("全部登记", f"{_safe(kind.title)}.xlsx"), make)


def _safe(name: str) -> str:
    """A name that every file system takes."""
    return _NOT_IN_NAMES.sub("_", name).strip(". ") or "未命名"
