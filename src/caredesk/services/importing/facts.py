"""What one row of a roster says of its people, as values ready for records; what is doubtful is named, not guessed."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date

from caredesk.catalog.codes import FEMALE_RELATIONS, MALE_RELATIONS
from caredesk.documents.layout.cells import trimmed
from caredesk.documents.layout.rows import section_village
from caredesk.schema.dates import PartialDate
from caredesk.schema.identity import check_id_number
from caredesk.schema.roster import Cell, ColumnGuess, Layout, RawSheet, RowKind
from caredesk.services.importing.cells import Taker, taker_for
from caredesk.services.importing.further import Further, further_people, totals
from caredesk.services.importing.leaving import Leaving
from caredesk.services.importing.row import RowFacts

_FORMULA = "{}一格是公式，还没有算出结果，请用 Excel 或 WPS 打开保存一次再收"
Takers = Sequence[tuple[ColumnGuess, Taker]]


class FactReader:
    """Reads the rows of one table; made once per layout. ``today`` refuses birth dates to come.

    ``all_left`` is the title that says that everybody on the list has left (低保停发名单), or "".
    """

    def __init__(self, sheet: RawSheet, layout: Layout, today: date, all_left: str = "") -> None:
        self._sheet = sheet
        self._layout = layout
        self._today = today
        self._all_left = all_left
        self._takers = [(guess, taker) for guess in layout.columns if (taker := taker_for(guess))]
        self._further = further_people(layout)
        others = {column for one in self._further for column in one.columns}
        self._own = {guess.column for guess in layout.columns} - others
        self._constants = _constants(layout)
        self._lent = {guess.lent for guess in layout.columns}
        self._unsure = layout.open_question
        self._sections = _sections(sheet, layout)
        name, number = layout.column_of("name"), layout.column_of("id_number")
        self._name, self._number = (one.column if one else -1 for one in (name, number))

    def people(self, row: int, kind: RowKind) -> Sequence[RowFacts]:
        """The facts of everybody a row names, the row's own person first; never empty.

        Where the row's own person is blank (the shorter of two tables side by side) the others stand alone.
        """
        own = self.facts(row, kind)
        if kind != "data" or not self._further:
            return (own,)
        made, cells = [], self._sheet.rows[row]
        for one in self._further:
            facts = RowFacts(self._layout.sheet, row + 1, kind, nth=one.nth)
            self._take(facts, one.takers)
            if one.says_somebody(facts, own) and not (facts.number is None and totals(cells, one.columns)):
                facts.unsure = self._unsure
                one.join(facts, own)
                self._finish(facts, one)
                made.append(facts)
        blank = not own.nameless and own.number is None and (not own.name or totals(cells, self._own))
        return made if made and blank else (own, *made)

    def facts(self, row: int, kind: RowKind, cells: Sequence[Cell] | None = None) -> RowFacts:
        """The facts of the row's own person, counted from 0; of other rows than data only place and kind.

        ``cells`` stand in place of the row's own, where it names several people in one cell.
        """
        made = RowFacts(self._layout.sheet, row + 1, kind)
        if kind != "data":
            return made
        self._take(made, self._takers, cells)
        if self._constants:
            self._take_constants(made)
        made.unsure = self._unsure
        self._finish(made)
        return made

    def villages(self) -> Counter[str]:
        """How many rows of people name which village, as written."""
        found: Counter[str] = Counter()
        guess = self._layout.column_of("village")
        for row, kind in self._layout.rows:
            if kind == "data":
                cell: Cell = self._sheet.cell(row, guess.column) if guess else ""
                if guess and cell == "":
                    cell = self._layout.filled.get((row, guess.column), "")
                found[trimmed(cell) or self._village_of(row)] += 1
        return found

    def _take(self, made: RowFacts, takers: Takers, given: Sequence[Cell] | None = None) -> None:
        row = made.row - 1
        cells, filled = self._sheet.rows[row] if given is None else given, self._layout.filled
        length = len(cells)
        for guess, taker in takers:
            cell: Cell = cells[guess.column] if guess.column < length else ""
            if cell == "" and filled:
                cell = filled.get((row, guess.column), "")
            if cell != "" and (text := trimmed(cell)):
                taker(made, guess, text, cell, self._today)

    def _take_constants(self, made: RowFacts) -> None:
        """What holds for every row that does not say it itself."""
        row = self._sheet.rows[made.row - 1]
        for guess, taker, text in self._constants:
            column = self._layout.column_of(guess.target)
            if column is None or column.column >= len(row) or not trimmed(row[column.column]):
                taker(made, guess, text, text, self._today)

    def _village_of(self, row: int) -> str:
        """The village that a line above the row or the title says."""
        place = bisect_right(self._sections, (row, "\U0010ffff"))
        return self._sections[place - 1][1] if place else self._layout.village

    def _finish(self, facts: RowFacts, further: Further | None = None) -> None:
        """Cross-checks between the cells of one row."""
        facts.village = facts.village or self._village_of(facts.row - 1)
        if self._all_left:
            facts.leaving = facts.leaving or Leaving()
            facts.leaving.of_list(self._all_left)
        name, number = (further.name, further.number) if further else (self._name, self._number)
        if not facts.name and (facts.row - 1, name) in self._sheet.formulas:
            facts.nameless = _FORMULA.format("姓名")
        if further is None:
            self._find_head(facts)
        certificate = facts.certificates.get("残疾人证", "")
        if certificate and facts.number is None:
            # The first 18 places of the certificate are the ID number (domain page elderly 3.7).
            facts.number = check_id_number(certificate[:18], today=self._today)
        if facts.number is None:
            uncalculated = (facts.row - 1, number) in self._sheet.formulas
            facts.doubts.append(_FORMULA.format("身份证号") if uncalculated else "没有身份证号，不能确定是谁")
        elif facts.number.sound:
            _compare_with_number(facts)
            if certificate and certificate[:18] != facts.number.number:
                facts.problem("残疾人证号", certificate, "残疾人证号和身份证号不是同一个人的")
                del facts.certificates["残疾人证"]
        _compare_with_relation(facts)
        _complete_contacts(facts)

    def _find_head(self, facts: RowFacts) -> None:
        """Whether the row's own person is the head of the household."""
        if "member" in self._lent and not facts.name and facts.number is None and facts.head.get("name"):
            # A household without further members: its head is the person of the row.
            facts.name, facts.is_head = facts.head["name"], True
            if said := facts.head.get("id_number"):
                facts.number = check_id_number(said, today=self._today)
        facts.is_head = facts.is_head or "head" in self._lent or facts.person.get("relation") in ("户主", "本人")


def _constants(layout: Layout) -> list[tuple[ColumnGuess, Taker, str]]:
    """How values that hold for all rows are taken in, as if a column of the target said them."""
    said = [
        (ColumnGuess(column=-1, path=("整张表",), target=target, confidence=1.0), text.strip())
        for target, text in layout.constants.items()
    ]
    return [(guess, taker, text) for guess, text in said if text and (taker := taker_for(guess))]


def _sections(sheet: RawSheet, layout: Layout) -> list[tuple[int, str]]:
    """(row, village) of the lines that only name a village, where no column does; [] for tables that have one."""
    if layout.column_of("village"):
        return []
    found = []
    for row, kind in layout.rows:
        if kind == "section":
            said = next(text for cell in sheet.rows[row] if (text := trimmed(cell)))
            found.append((row, section_village(said)))
    return found


def _compare_with_number(facts: RowFacts) -> None:
    """Sex and birth date as the number says them; what the row says otherwise is a problem, both wrong are a doubt."""
    number = facts.number
    if number is None or number.birth is None:
        return
    against = []
    born: PartialDate | None = facts.person.pop("birth_date", None)
    if born and not born.agrees_with(number.birth):
        said = f"出生日期{born.isoformat()}和身份证号上的{number.birth.isoformat()}不一致，按身份证号登记"
        facts.problem("出生日期", born.isoformat(), said)
        against.append(born.year != number.birth.year)
    sex = facts.person.pop("sex", "")
    if sex and sex != number.sex:
        facts.problem("性别", sex, f"性别“{sex}”和身份证号上的“{number.sex}”不一致，按身份证号登记")
        against.append(True)
    facts.person["birth_date"], facts.person["sex"] = number.birth, number.sex
    if len(against) == 2 and all(against):
        facts.doubts.append("性别和出生日期都和身份证号对不上，像是别人的号码")
    for notice in number.notices:
        if "地区代码" in notice:
            facts.problem("身份证号", number.number, notice, "请看一眼，对的就不用改")


def _compare_with_relation(facts: RowFacts) -> None:
    """A relation to the head that only the other sex has: one of the two is wrong, and nobody knows which."""
    relation, sex = facts.person.get("relation"), facts.person.get("sex")
    if (sex == "男" and relation in FEMALE_RELATIONS) or (sex == "女" and relation in MALE_RELATIONS):
        said = f"与户主关系是“{relation}”，性别却是“{sex}”"
        facts.problem("与户主关系", str(relation), said, "请核对是性别还是关系写错了；这一行照样收下")


def _complete_contacts(facts: RowFacts) -> None:
    """A contact needs a name; a telephone without one goes to the person with whose it is."""
    for owner, values in list(facts.contacts.items()):
        if values.get("name"):
            if values["role"] == "紧急联系人" and not values.get("phone"):
                values["role"] = "其他家人"
            continue
        if values.get("phone"):
            facts.phones.setdefault(values["phone"], values["role"])
        del facts.contacts[owner]
