"""Which tables a file holds: lists of people, or old ledgers of visits; or none that a station may keep."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from caredesk.catalog.roster import is_police_roster, roster_terms
from caredesk.catalog.visit_history import VISITS, ledger_terms, makes_ledger, says_visits
from caredesk.documents.layout.cells import shown, trimmed
from caredesk.documents.layout.finder import LayoutFinder
from caredesk.schema.roster import REMARK, ColumnGuess, Layout, RawSheet, SheetFinding, ToldTable
from caredesk.services.importing.answers import Answers
from caredesk.services.importing.recognised import Recognised
from caredesk.services.importing.visit_days import NO_YEAR, Hint, days_in, month_cell

POLICE = "像是公安部门的名册，按规定站里不能保存"
_MAY_TELL_VISITS = re.compile(
    r"走访|探访|入户|回访|家访|巡访|访视|随访|慰问|上门|服务|^(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?$"
)
_LOOKED_AT = 60
_DEEP = 12
_NO_NUMBERS = "没有认出哪一列是身份证号"


class Finding:
    """Looks at the sheets of one file; ``villages`` are known names, ``file`` is its name."""

    def __init__(self, villages: Mapping[str, str], file: str) -> None:
        self._known, self._file = villages, file

    @cached_property
    def _people(self) -> LayoutFinder:
        return LayoutFinder(roster_terms(self._known))

    @cached_property
    def _ledgers(self) -> LayoutFinder:
        return LayoutFinder(ledger_terms(self._known))

    def look(self, sheet: RawSheet, told: Sequence[ToldTable] = (), about: str = "") -> SheetFinding:
        """The tables of a sheet; ``about`` (people, visits) is what the user says they are."""
        people = self._people.look(sheet, told) if about != VISITS else None
        if people is not None and (about or not self._may_tell_visits(sheet, people)):
            return _without_police(people)
        visits = self._ledgers.look(sheet, told)
        ledgers = [one for one in (*visits.layouts, *visits.hidden) if _is_ledger(sheet, one, self._file)]
        if people is None or ledgers:
            made = replace(
                visits,
                layouts=tuple(_as_ledger(one, told) for one in visits.layouts),
                hidden=tuple(_as_ledger(one, told) for one in visits.hidden),
            )
            return _without_police(made)
        return _without_police(people)

    def again(self, recognised: Recognised, answers: Answers) -> Recognised:
        """The tables with header and end where the user put them, and hidden sheets that the user wants."""
        findings = []
        for sheet, finding in zip(recognised.workbook.sheets, recognised.findings, strict=True):
            told = [
                ToldTable(nth=nth, header=one.header, end=one.end, columns=one.columns, constants=one.constants)
                for (name, nth), one in sorted(answers.tables.items(), key=lambda pair: pair[0])
                if name == sheet.name and (one.header or one.end is not None or one.columns or one.constants)
            ]
            shown_ = sheet.name in answers.hidden_sheets and not sheet.visible
            found = (*finding.layouts, *finding.hidden)
            other = bool(answers.about) and any(one.about != answers.about for one in found)
            if told or other or (shown_ and not finding.hidden):
                about = answers.about or next((one.about for one in found), "")
                findings.append(self.look(replace(sheet, visible=True) if shown_ else sheet, told, about))
            elif shown_:
                findings.append(replace(finding, layouts=finding.hidden, hidden=(), left_out=""))
            else:
                findings.append(finding)
        return replace(recognised, findings=tuple(findings))

    def _may_tell_visits(self, sheet: RawSheet, people: SheetFinding) -> bool:
        """A cheap look before a ledger is looked for: words of visits in headings, titles or names."""
        tables = (*people.layouts, *people.hidden)
        texts = [sheet.name, self._file, *(line for one in tables for line in one.titles)]
        texts += [level for one in tables for guess in one.columns for level in guess.path]
        if not tables:
            texts += [shown(cell) for row in sheet.rows[:_DEEP] for cell in row if isinstance(cell, str)]
        return any(_MAY_TELL_VISITS.search(text) for text in texts)


def _is_ledger(sheet: RawSheet, layout: Layout, file: str) -> bool:
    """Whether a table tells visits: by what its columns are about, and by days that stand where days should."""
    days = [guess for guess in layout.columns if _is_day(guess.target)]
    targets = [one.target for one in layout.columns if one.samples or one.target.startswith("visit.month:")]
    texts = [sheet.name, *layout.titles, file, *(level for guess in days for level in guess.path[:-1])]
    if not makes_ledger(targets, texts):
        return False
    told = right = 0
    rows = [row for row, kind in layout.rows if kind == "data"][:_LOOKED_AT]
    for guess in days:
        month = int(guess.target.partition("month:")[2] or 1)
        hint = Hint(2000, month)
        for row in rows:
            cell = sheet.cell(row, guess.column) or layout.filled.get((row, guess.column), "")
            if not trimmed(cell):
                continue
            told += 1
            try:
                if "month:" in guess.target:
                    right += all(not day.more for day in month_cell(cell, hint, ones_are_ticks=True))
                else:
                    right += bool(days_in(cell, hint))
            except ValueError as error:
                right += str(error) == NO_YEAR
    return told > 0 and right >= told / 2


def _is_day(target: str) -> bool:
    return target in ("visit.visited_on", "visit.part:day") or target.startswith("visit.month:")


def _as_ledger(layout: Layout, told: Sequence[ToldTable]) -> Layout:
    """A ledger's unknown columns are kept in the visits' remarks until the user leaves them out."""
    said = {column for one in told for column in one.columns}
    columns = tuple(_kept(guess) if guess.column not in said else guess for guess in layout.columns)
    questions = tuple(one for one in layout.questions if not one.startswith(_NO_NUMBERS))
    return replace(layout, columns=columns, questions=questions)


def _kept(guess: ColumnGuess) -> ColumnGuess:
    """A column that is about nothing known, as words beside the visit; 走访人姓名 over several names is who went."""
    if guess.proposal != REMARK:
        return guess
    if guess.path[-1].endswith("姓名") and says_visits(guess.path[-1:]):
        return replace(guess, target="visit.visitors", proposal="", confidence=0.8, reasons=("像是去走访的人",))
    return replace(guess, target=REMARK, confidence=0.8, reasons=("没见过这一列，原话记在走访的备注里",))


def _without_police(finding: SheetFinding) -> SheetFinding:
    tables = (*finding.layouts, *finding.hidden)
    headings = [guess.heading for layout in tables for guess in layout.columns]
    return replace(finding, layouts=(), hidden=(), left_out=POLICE) if is_police_roster(headings) else finding
