"""收县里的表: a county's roster read, understood, checked against the register and written as one batch."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from caredesk.catalog.place import Village
from caredesk.documents.layout.finder import CARDS, EMPTY
from caredesk.documents.reading.reader import Progress, WorkbookReader, worker_command
from caredesk.schema.errors import FileTrouble, UserError
from caredesk.schema.ids import Id, new_id
from caredesk.schema.roster import RawWorkbook
from caredesk.services.access import Right
from caredesk.services.importing.answers import Answers
from caredesk.services.importing.batches import Batches, EditedSince
from caredesk.services.importing.checking import Check
from caredesk.services.importing.finding import POLICE, Finding
from caredesk.services.importing.keeping import ListKeeper
from caredesk.services.importing.kept import KeptAnswers
from caredesk.services.importing.marking import marked_sheets
from caredesk.services.importing.memory import Memory, fingerprints, sender_in
from caredesk.services.importing.own import OwnTable, own_tables
from caredesk.services.importing.plan import Plan
from caredesk.services.importing.recognised import ImportResult, Recognised
from caredesk.services.importing.villages import VillageBook
from caredesk.services.person_changes import PersonChanges
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.staged import StagedRecords

__all__ = ["EditedSince", "ImportResult", "Importing", "Recognised"]

_NO_ROSTER = "这个文件里没有找到名单（带“姓名”“身份证号”表头的表），什么都没有收。请核对是不是选错了文件。"
_NO_REASON = "存“没有收的行”要写明用途，例如“退给县民政局改正”，因为里面是完整号码。请填写后再存。"


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
            gc.freeze()  # or the first collection afterwards walks all of it, and every thread waits (1.4 s at 50,000)
            gc.enable()


class Importing(Batches):
    """The import's use cases in the order of its page: read, recognise, check, commit; and taking a batch back."""

    def __init__(
        self,
        workspace: Workspace,
        reader: WorkbookReader | None = None,
        kept: KeptAnswers | None = None,
        lists: ListKeeper | None = None,
        changes: PersonChanges | None = None,
    ) -> None:
        super().__init__(workspace)
        self._reader = reader or WorkbookReader(worker_command())
        self._kept = kept
        self._lists = lists
        self._changes = changes or PersonChanges(workspace)
        self._memory = Memory(workspace)

    def read(
        self,
        path: Path,
        password: str = "",
        *,
        about: str = "",
        progress: Progress = _silent,
        cancelled: Callable[[], bool] = _never,
    ) -> Recognised:
        """Read a file in the worker and find its tables; FileTrouble with a sentence when there are none.

        A file with a password is read with ``password``. ``about`` (people, visits) says what its tables are, "" leaves
        that to their headings.
        """
        self._work.user.must(Right.IMPORT)
        with _uncollected():
            workbook = self._reader.read(path, password=password, progress=progress, cancelled=cancelled)
        progress("正在认表头")
        return self.recognise(path.name, workbook, about)

    def read_block(self, text: str) -> Recognised:
        """A block copied from Excel or WPS (rows of cells parted by TABs), as :meth:`read` would give it."""
        from caredesk.documents.reading.text import read_pasted

        self._work.user.must(Right.IMPORT)
        return self.recognise("粘贴的内容", read_pasted(text))

    def recognise(self, file: str, workbook: RawWorkbook, about: str = "") -> Recognised:
        """Find the tables of a workbook; FileTrouble when it holds no roster and no ledger of visits at all."""
        self._work.user.must(Right.IMPORT)
        finding = self._finding(file)
        findings = tuple(finding.look(sheet, about=about) for sheet in workbook.sheets)
        own = own_tables(workbook.sheets, self._work.declarations)
        found = any(finding.layouts or finding.hidden for finding in findings)
        if any(finding.left_out == POLICE for finding in findings) and not found:
            raise FileTrouble(f"{POLICE}，没有收。请退回给发表的部门，不要留存。")
        if not found and not own:
            only_cards = {one.left_out for one in findings if one.left_out != EMPTY} == {CARDS}
            raise FileTrouble(f"这个文件{CARDS}。" if only_cards else _NO_ROSTER)
        findings = tuple(replace(one, left_out="", notices=()) if one.sheet in own else one for one in findings)
        recognised = Recognised(file, workbook, findings, own_tables=own, own=_titles(own.values()))
        if self._kept and workbook.digest:
            recognised = replace(recognised, kept=self._kept.load(workbook.digest))
        return recognised if own else self._recalled(recognised)

    def _recalled(self, recognised: Recognised) -> Recognised:
        """With what memory says."""
        findings = recognised.findings
        prints = fingerprints(findings)
        guessed = sender_in(layout for finding in findings for layout in (*finding.layouts, *finding.hidden))
        remembered, seen, sender = self._memory.recall(recognised, prints, guessed)
        return replace(
            recognised,
            remembered=remembered,
            layout_seen=seen,
            sender=guessed or sender,
            senders=self._memory.senders(),
            fingerprints=prints,
        )

    def look_again(self, recognised: Recognised, answers: Answers) -> Recognised:
        """The tables with header and end where the user put them, and hidden sheets that the user wants.

        Columns are those recognised anew, with the user's own on top of them. Harmless to repeat.
        """
        self._work.user.must(Right.IMPORT)
        return self._finding(recognised.file).again(recognised, answers)

    def check(
        self,
        recognised: Recognised,
        answers: Answers | None = None,
        *,
        leave_out: Collection[tuple[str, int]] = (),
        progress: Progress = _silent,
        cancelled: Callable[[], bool] = _never,
    ) -> Plan:
        """Say what would become of every row, given the user's answers; writes nothing. Cancelled when stopped.

        ``leave_out`` are rows that the user does not want, as (sheet, the workbook's own row number).
        """
        self._work.user.must(Right.IMPORT)
        with _uncollected():
            if answers is not None:
                recognised = self.look_again(recognised, answers)
            said = answers or Answers(sender=recognised.sender)
            return Check(self._work, recognised, said, self._villages(), leave_out).run(progress, cancelled)

    def commit(self, recognised: Recognised, plan: Plan) -> ImportResult:
        """Write a plan as one batch in one short transaction; nothing when it changes nothing.

        Then the layout and the meaning of its words are remembered, and what was kept of the file is forgotten.
        """
        self._work.user.must(Right.IMPORT)
        batch, records = self._new_id(), self._work.records
        lists = self._lists.of_import(recognised, plan) if self._lists else None
        if plan.staging.empty and not plan.back and not plan.departed and (lists is None or lists.empty):
            self.forget(recognised)
            return ImportResult(plan)
        with _uncollected(), StagedRecords.on(records.connection, records.declarations) as staged:
            plan.staging.lay_out(staged)
            with self._work.writing(Right.IMPORT, "import", f"收表：{recognised.file}", batch) as write:
                plan.staging.write(write, staged)
                for person in plan.back:
                    self._changes.bring_back(write, person)
                for person, way in plan.departed:
                    self._changes.mark(write, person, way.state, way.on, way.reason)
                if lists is not None:
                    lists.write(write)
        plan.written()
        if recognised.fingerprints:
            self._memory.remember(recognised, plan.answers, {row.name for row in plan.outcomes})
        self.forget(recognised)
        return ImportResult(plan, str(batch))

    def run(
        self,
        path: Path,
        *,
        check_only: bool = False,
        answers: Answers | None = None,
        password: str = "",
        progress: Progress = _silent,
    ) -> ImportResult:
        """All steps at once, as the command line does it; what memory knows of the layout is used."""
        recognised = self.read(path, password, progress=progress)
        plan = self.check(recognised, answers or recognised.remembered, progress=progress)
        return ImportResult(plan) if check_only else self.commit(recognised, plan)

    def keep(self, recognised: Recognised, answers: Answers) -> None:
        """Keep answers to go on later: they come back when the same file is read again, until it is taken in.

        They are kept for 60 days, encrypted, for this user alone.
        """
        self._work.user.must(Right.IMPORT)
        if self._kept and recognised.workbook.digest:
            self._kept.save(recognised.workbook.digest, answers)

    def forget(self, recognised: Recognised) -> None:
        """Give up what was kept of a file."""
        self._work.user.must(Right.IMPORT)
        if self._kept:
            self._kept.discard(recognised.workbook.digest)

    def error_workbook(self, recognised: Recognised, plan: Plan, path: Path, reason: str) -> int:
        """Write the sender's own sheets with the rows not taken coloured and 为什么没收 at their end; returns how many.

        It holds whole numbers: ``reason`` is whom it is for and goes into the audit trail. UserError without one.
        """
        from caredesk.documents.marked_workbook import write_marked_workbook

        self._work.user.must(Right.IMPORT)
        self._work.user.must(Right.FULL_EXPORT)
        if not reason.strip():
            raise UserError(_NO_REASON)
        sheets, count = marked_sheets(self.look_again(recognised, plan.answers), plan)
        self._work.note(Action.EXPORT, "import", recognised.workbook.digest[:32], reason)
        write_marked_workbook(sheets, path)
        return count

    def _finding(self, file: str) -> Finding:
        return Finding(self._villages().known_names(), file)

    def _new_id(self) -> Id:
        return new_id(self._work.clock.now())

    def _villages(self) -> VillageBook:
        settings = self._work.settings
        villages = [one for one in self._work.records.find(self._work.kind("village")) if isinstance(one, Village)]
        adopting = not settings.villages_confirmed and all(village.from_roster for village in villages)
        return VillageBook(villages, settings.county, settings.township, adopting=adopting, make_id=self._new_id)


def _titles(own: Iterable[OwnTable]) -> str:
    return "、".join(dict.fromkeys(table.title for table in own))
