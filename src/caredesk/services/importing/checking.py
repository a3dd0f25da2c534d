"""One check: a recognised file and the answers about it become a plan. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import PurePath

from caredesk.catalog.roster import LAST_VISIT
from caredesk.catalog.visit_history import VISITS
from caredesk.documents.reading.reader import Progress
from caredesk.schema.errors import Cancelled
from caredesk.schema.ids import Id, new_ids
from caredesk.schema.roster import CellProblem, Layout, RawSheet, RowKind, RowOutcome
from caredesk.services.importing.answers import Answers, TableAnswer
from caredesk.services.importing.asking import Asking
from caredesk.services.importing.categories import CategoryReader
from caredesk.services.importing.claims import Claims
from caredesk.services.importing.clusters import Clustering
from caredesk.services.importing.deciding import Deciding
from caredesk.services.importing.departures import Departures
from caredesk.services.importing.explaining import Explaining
from caredesk.services.importing.facts import FactReader
from caredesk.services.importing.leaving import leaving_title
from caredesk.services.importing.memory import Memory
from caredesk.services.importing.merge import Merger
from caredesk.services.importing.notices import ledger_notices, sheet_notices, table_notices
from caredesk.services.importing.own_rows import OwnRows
from caredesk.services.importing.plan import Plan
from caredesk.services.importing.planner import Planner, Table
from caredesk.services.importing.recognised import Recognised
from caredesk.services.importing.register import KnownRegister
from caredesk.services.importing.staging import ORDER, Staging
from caredesk.services.importing.villages import VillageBook
from caredesk.services.importing.visit_planner import VisitPlanner
from caredesk.services.importing.visit_rows import LedgerReader
from caredesk.services.importing.weighing import Weighing
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace

_AT_ONCE = 200
Reader = FactReader | LedgerReader


def _lots(rows: Sequence[tuple[int, RowKind]]) -> Iterator[Sequence[tuple[int, RowKind]]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


def _last_visit(layout: Layout, answer: TableAnswer) -> int:
    """The column of a roster's last visits, where the user takes them as visits."""
    wanted = layout.about != VISITS and answer.constants.get("visit.last_on")
    found = (guess.column for guess in layout.columns if guess.target == f"ignored:{LAST_VISIT}")
    return next(found, -1) if wanted else -1


class Check:
    """Carries out one check; made afresh for each."""

    def __init__(
        self,
        workspace: Workspace,
        recognised: Recognised,
        answers: Answers,
        villages: VillageBook,
        leave_out: Collection[tuple[str, int]] = (),
    ) -> None:
        self._work = workspace
        self._recognised = recognised
        self._answers = answers
        self._left_out = frozenset(leave_out) | answers.left_out
        self._villages = villages
        villages.add(answers.new_villages)
        villages.mean(answers.values.get("village", {}))
        self._explaining = Explaining(answers.corrections, answers.values)
        ids = new_ids(workspace.clock.now())

        def make_id() -> Id:
            return next(ids)

        self._register = KnownRegister(workspace)
        staging = Staging(self._register, {key: workspace.kind(key) for key in ORDER}, make_id)
        self._weighing = Weighing(Wording(workspace), answers.changes)
        self._plan = Plan(staging, answers)
        merger = Merger(self._register, staging, self._weighing, workspace.clock.today())
        departures = Departures(workspace)
        self._claims = Claims(answers.decisions, self._left_out)
        self._who = Deciding(self._register, villages, make_id, answers.decisions, self._claims, departures)
        self._planner = Planner(self._register, villages, self._plan, merger, self._who)
        self._visits = VisitPlanner(
            workspace, self._register, villages, self._plan, self._who, self._planner, merger, answers.decisions
        )

    def run(self, progress: Progress, cancelled: Callable[[], bool]) -> Plan:
        """Every row of every table in order. Cancelled when the user stopped it."""
        plan = self._plan
        read = [one.removesuffix("。") + "。" for one in self._recognised.workbook.notices]
        notices = [*read, *sheet_notices(self._recognised.findings)]
        tables = self._tables()
        for _, _, reader, _ in tables if self._villages.wants_counts else ():
            self._villages.expect(reader.villages())
        for sheet, layout, reader, table in tables:
            own = self._own(sheet)
            if isinstance(reader, LedgerReader):
                notices += ledger_notices(layout)
            elif own is None:
                notices += table_notices(layout, table.categories)
            for part in _lots(self._rows(sheet, layout)):
                row = part[0][0] + 1
                progress(f"正在核对“{sheet.name}”第 {row} 行" if sheet.name else f"正在核对第 {row} 行")
                if cancelled():
                    raise Cancelled
                self._add(part, sheet, reader, table, own)
            if own is None:
                plan.listed.tables.append((sheet, layout))
        self._add_own_only(tables)
        self._visits.look_up()
        self._planner.finish()
        self._visits.finish(progress, cancelled)
        self._ask([layout for _, layout, _, _ in tables])
        plan.notices[:0] = notices
        return plan

    def _add(
        self,
        rows: Sequence[tuple[int, RowKind]],
        sheet: RawSheet,
        reader: Reader,
        table: Table,
        own: OwnRows | None,
    ) -> None:
        for row, kind in rows:
            if self._left_out and (sheet.name, row + 1) in self._left_out:
                self._planner.leave_out(sheet.name, row + 1)
            elif own and own.knows(row):
                own.add(row)
            elif isinstance(reader, LedgerReader):
                self._visits.add(reader.rows(row, kind), table)
            else:
                people = reader.people(row, kind)
                for facts in people if self._answers.values else ():
                    self._explaining.explain(facts)
                sound = self._planner.add(people, table)
                if table.last_visit >= 0:
                    self._visits.add_last(sound, sheet.cell(row, table.last_visit), table)

    def _tables(self) -> list[tuple[RawSheet, Layout, Reader, Table]]:
        found: list[tuple[RawSheet, Layout, Reader, Table]] = []
        today = self._work.clock.today()
        nth: dict[str, int] = {}
        corrected: dict[str, RawSheet] = {}
        for sheet, given in self._recognised.tables:
            place = nth[sheet.name] = nth.get(sheet.name, -1) + 1
            answer = self._answers.table(sheet.name, place)
            if not answer.taken:
                continue
            if sheet.name not in corrected:
                corrected[sheet.name] = self._explaining.corrected(sheet)
            layout = self._explaining.unfilled(given)
            read = self._explaining.explained(corrected[sheet.name], layout)
            table = Table(CategoryReader(layout.titles), answer.policies, _last_visit(layout, answer))
            if layout.about == VISITS:
                ledger = LedgerReader(read, layout, self._recognised.file, today, self._visits.visitors)
                found.append((read, layout, ledger, table))
                continue
            found.append((read, layout, FactReader(read, layout, today, self._all_left(layout)), table))
            self._claims.add(read, layout)
            if sheet.name not in self._recognised.own_tables:
                self._plan.listed.tables.append((read, layout))
        return found

    def _all_left(self, layout: Layout) -> str:
        if layout.sheet in self._recognised.own_tables:
            return ""
        return leaving_title([*layout.titles, layout.sheet, PurePath(self._recognised.file).stem])

    def _rows(self, sheet: RawSheet, layout: Layout) -> Sequence[tuple[int, RowKind]]:
        """The table's rows; of our own export those that carry a key whatever they look like."""
        own = self._recognised.own_tables.get(sheet.name)
        if own is None:
            return layout.rows
        kinds = dict(layout.rows)
        return [(row, kinds.get(row, "data")) for row in sorted(kinds.keys() | own.keys.keys())]

    def _own(self, sheet: RawSheet) -> OwnRows | None:
        own = self._recognised.own_tables.get(sheet.name)
        if own is None:
            return None
        corrected = self._explaining.corrected(sheet)
        return OwnRows(self._work, corrected, own, self._plan, self._weighing, self._villages)

    def _add_own_only(self, tables: Sequence[tuple[RawSheet, Layout, Reader, Table]]) -> None:
        """Our own exports that are no list of people (电话, 走访): only rows of records that are there."""
        done = {sheet.name for sheet, *_ in tables}
        for sheet in self._recognised.workbook.sheets:
            own = self._own(sheet) if sheet.name not in done else None
            if own is None:
                continue
            for row in self._recognised.own_tables[sheet.name].filled(sheet):
                if (sheet.name, row + 1) in self._left_out:
                    self._planner.leave_out(sheet.name, row + 1)
                elif own.knows(row):
                    own.add(row)
                else:
                    self._reject(sheet.name, row + 1)

    def _reject(self, sheet: str, row: int) -> None:
        reason = "这一行在系统里没有，从这种表收不进来"
        self._plan.outcomes.append(RowOutcome(sheet, row, "rejected", reason))
        self._plan.problems.append(CellProblem(sheet, row, "", "", reason, "请在这个人的资料里新建"))

    def _ask(self, layouts: Sequence[Layout]) -> None:
        """What is open, and what words nobody knows."""
        plan = self._plan
        plan.changes = self._weighing.changes
        open_rows = [*self._planner.open, *self._visits.open]
        plan.questions = Asking(self._work, self._register, self._who).questions(open_rows)
        elsewhere = Memory(self._work).words(besides=self._answers.sender)
        clustering = Clustering(self._villages, self._answers.values, self._explaining.used, elsewhere)
        plan.clusters = clustering.find(layouts, plan.problems, open_rows)
