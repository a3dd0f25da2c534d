"""The papers of a sheet: the route, the village's table, and a visit form for each person with what is known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from caredesk.catalog.rounds import VILLAGE_SHEET
from caredesk.resources import resource
from caredesk.schema.dates import show_day
from caredesk.schema.form_sheet import FormSheets
from caredesk.schema.ids import Id
from caredesk.schema.privacy import Privacy
from caredesk.schema.sheet import Sheet, SheetColumn
from caredesk.services.access import Right
from caredesk.services.ledgers import must_be_written_as
from caredesk.services.rounds.form_paper import FormWriter
from caredesk.services.rounds.known import Known, known
from caredesk.services.rounds.rows import LineRow, RoundRow
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action

if TYPE_CHECKING:
    from caredesk.services.rounds.looking import Looking

_MET = "☐见到本人　☐家属代\n☐无人应答　☐外出\n☐住院　☐拒访\n☐其他："


class RoundPaper:
    """Papers for the road. They lie on tables and travel in pockets: no number but telephones, nothing restricted."""

    def __init__(self, workspace: Workspace, rounds: Looking) -> None:
        self._work, self._rounds = workspace.lowered(Privacy.SENSITIVE), rounds

    def sheet(self, round: Id) -> Sheet:  # noqa: A002
        """The route sheet of a round, or a village's 登记表; the trail says that whole telephone numbers went out."""
        self._work.user.must(Right.VISIT)
        row, lines = self._rounds.one(round), self._rounds.lines(round)
        told = known(self._work, [line.person for line in lines])
        self._work.note(Action.VIEW_FULL, "round", round, row.kind)
        made = _village_rows if row.kind == VILLAGE_SHEET else _route_rows
        columns, rows = made(lines, told)
        settings = self._work.settings
        return Sheet(
            title=f"{settings.township}{row.month:%Y}年{row.month.month}月{row.kind}",
            columns=columns,
            rows=rows,
            keys=[str(line.person) for line in lines],
            info=self._info(row),
            signature=("探访人：", "村（社区）：", "交回日期：")
            if row.kind == VILLAGE_SHEET
            else ("探访人：", "同行人：", "交回日期："),
            notes=[_NOTES[row.kind == VILLAGE_SHEET]],
            paper="A4",
            watermark="演示数据" if settings.demo else "",
            sheet_name=row.kind,
            metadata={"made": self._work.clock.today().isoformat()},
            least_lines=3,
        )

    def forms(self, round: Id) -> FormSheets:  # noqa: A002
        """A visit form for each person of a sheet, in its order, with what is known printed on it."""
        self._work.user.must(Right.VISIT)
        row, lines = self._rounds.one(round), self._rounds.lines(round)
        told = known(self._work, [line.person for line in lines])
        self._work.note(Action.VIEW_FULL, "round", round, "走访表")
        settings = self._work.settings
        writer = FormWriter(self._work, row)
        return FormSheets(
            title=f"{row.number}走访表",
            forms=[writer.form(line, told[line.person]) for line in lines if line.person in told],
            watermark="演示数据" if settings.demo else "",
            metadata={"made": self._work.clock.today().isoformat()},
        )

    def write(self, round: Id, what: str, path: Path) -> int:  # noqa: A002
        """Write the sheet ("sheet") or the forms ("forms") as PDF; returns how many people. Entered in the trail."""
        from caredesk.documents.metrics import Metrics
        from caredesk.documents.pdf import write_forms_pdf, write_ledger_pdf

        must_be_written_as(path, (".pdf",))
        if what == "forms":
            forms = self.forms(round)
            self._work.note(Action.EXPORT, "round", round)
            write_forms_pdf(forms, path, Metrics(resource))
            return len(forms.forms)
        sheet = self.sheet(round)
        self._work.note(Action.EXPORT, "round", round)
        write_ledger_pdf(sheet, path, Metrics(resource))
        return len(sheet.rows)

    def _info(self, row: RoundRow) -> Sequence[str]:
        wording = Wording(self._work)
        kind = self._work.kind("round")
        second = (self._work.records.row(kind, row.id) or {}).get("second_visitor")
        who = "、".join(n for n in (row.visitor_name, wording.text(kind, "second_visitor", second)) if n)
        day = show_day(row.planned_on) if row.planned_on else "　　　年　　月　　日"
        if row.kind == VILLAGE_SHEET:
            return (f"单号：{row.number}", f"探访人：{who or '　　　　　'}", f"共{row.people}人")
        return (f"单号：{row.number}", f"日期：{day}", f"探访人：{who or '　　　　　'}", f"共{row.people}人")


_NOTES = (
    "带回站里，按同样的顺序录进去。没走到的空着。单上不写证件号，用完交回站里保管，不要外传。",
    "一人一行，见到谁写谁、看到什么写什么，每个人情况不同，不要照抄。月底前交到站里。单上不写证件号，不要外传。",
)


def _route_rows(lines: Sequence[LineRow], told: dict[Id, Known]) -> tuple[Sequence[SheetColumn], list[list[str]]]:
    columns = (
        SheetColumn(key="place", label="序号", width=5, align="center", number=True),
        SheetColumn(key="name", label="姓名", width=9),
        SheetColumn(key="who", label="性别年龄", width=8, align="center"),
        SheetColumn(key="address", label="组、住址、入户提示", width=20),
        SheetColumn(key="phone", label="电话", width=15),
        SheetColumn(key="last", label="上次走访", width=24),
        SheetColumn(key="promise", label="答应的事", width=13),
        SheetColumn(key="due", label="最晚哪天去", width=7, align="center"),
        SheetColumn(key="met", label="见到没有", group="这次", width=22),
        SheetColumn(key="now", label="情况、需求、答应的事", group="这次", width=40, by_hand=True),
    )
    rows = []
    for line in lines:
        one = told[line.person]
        due = f"{line.due:%m-%d}" if line.due else ""
        rows.append([str(line.place), line.name, _who(line), _where(one, line), one.phones, one.last, one.promise, due,
                     _MET, ""])  # fmt: skip
    return columns, rows


def _village_rows(lines: Sequence[LineRow], told: dict[Id, Known]) -> tuple[Sequence[SheetColumn], list[list[str]]]:
    now = "这次探访"
    columns = (
        SheetColumn(key="place", label="序号", width=5, align="center", number=True),
        SheetColumn(key="name", label="姓名", width=9),
        SheetColumn(key="who", label="性别年龄", width=8, align="center"),
        SheetColumn(key="address", label="组、住址、入户提示", width=18),
        SheetColumn(key="phone", label="电话", width=14),
        SheetColumn(key="on", label="日期", group=now, width=8, by_hand=True),
        SheetColumn(key="mode", label="方式", group=now, width=8),
        SheetColumn(key="met", label="见到没有", group=now, width=11),
        SheetColumn(key="body", label="身体", group=now, width=9),
        SheetColumn(key="mood", label="精神头、心情", group=now, width=11),
        SheetColumn(key="hazard", label="隐患", group=now, width=9),
        SheetColumn(key="now", label="需求、情况和处理", group=now, width=40, by_hand=True),
        SheetColumn(key="by", label="探访人", group=now, width=8, by_hand=True),
    )
    ticks = ("☐上门\n☐电话\n☐视频", "☐见到本人\n☐家属代\n☐没见到：", "☐良好\n☐一般\n☐有病\n☐失能",
             "☐正常\n☐孤独\n☐其他：", "☐没有\n☐有：")  # fmt: skip
    rows = []
    for line in lines:
        one = told[line.person]
        facts = (str(line.place), line.name, _who(line), _where(one, line), one.phones)
        rows.append([*facts, "", *ticks, "", ""])
    return columns, rows


def _who(line: LineRow) -> str:
    return "".join([line.sex, f" {line.age}" if line.age is not None else ""])


def _where(one: Known, line: LineRow) -> str:
    address = one.address
    place = address if not line.group or line.group in address else f"{line.group} {address}".strip()
    return f"{place}\n※{one.hint}" if one.hint else place
