"""What is said once about a whole file: sheets left out, columns missing or not taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from caredesk.schema.roster import MEMBER, TWIN, ColumnGuess, Layout, SheetFinding
from caredesk.services.importing.categories import CategoryReader
from caredesk.services.importing.cells import taker_for
from caredesk.services.importing.doubts import WHERE_TO_SAY


def sheet_notices(findings: Sequence[SheetFinding]) -> list[str]:
    """Which sheets were left out and what is odd about the others."""
    found: list[str] = []
    for finding in findings:
        name = f"“{finding.sheet}”" if finding.sheet else "这份表"
        if finding.left_out and not finding.left_out.endswith("是空的"):
            found.append(f"{name}没有收：{finding.left_out}。")
        found += [notice + "。" for notice in finding.notices]
    return found


def table_notices(layout: Layout, categories: CategoryReader) -> list[str]:
    """What is missing or open in a table, and which of its columns are not taken in."""
    name = f"“{layout.sheet}”" if layout.sheet else "这份表"
    found: list[str] = []
    there = {guess.target for guess in layout.columns if guess.is_own or guess.owner.startswith((MEMBER, TWIN))}
    unsure = layout.open_question
    if unsure:
        found.append(f"{name}都列在“等您定”里，没有登记：{unsure}。{WHERE_TO_SAY}。")
    elif "id_number" not in there:
        found.append(f"{name}没有身份证号一列，不能确定是谁的都列在“等您定”里，没有登记。请补上身份证号再收。")
    if not unsure and "name" not in there:
        found.append(f"{name}没有认出姓名一列，没有登记。请核对表头，姓名一列应写“姓名”。")
    if categories.ambiguous:
        found.append(f"{name}的标题里有几种类别，分不清谁是哪一种，没有自动登记类别。请在服务对象里登记。")
    open_ones = [one for one in layout.columns if not unsure or one.evidence not in ("name", "id_number")]
    return found + _left_out(name, open_ones)


def ledger_notices(layout: Layout) -> list[str]:
    """What a table of visits is taken for, and what it does not say."""
    name = f"“{layout.sheet}”" if layout.sheet else "这份表"
    found = [f"{name}收作走访记录，走访上标“历史导入”。"]
    if layout.column_of("id_number") is None:
        found.append(f"{name}没有身份证号一列，按姓名和村对人，对不上或有几个同名的列在“等您定”里。")
    return found


def _left_out(name: str, columns: Sequence[ColumnGuess]) -> list[str]:
    unknown = [
        guess.heading
        for guess in columns
        if guess.path and guess.samples and (not guess.target or _is_somebody_left_out(guess))
    ]
    return [f"{name}这些列没有收：{'、'.join(unknown[:20])}。"] if unknown else []


def _is_somebody_left_out(guess: ColumnGuess) -> bool:
    """A name or number of somebody else that is not kept; who filled the form in or goes visiting is expected."""
    if guess.owner.startswith((MEMBER, TWIN)):
        guess = replace(guess, owner=guess.owner.partition("/")[2])
    somebody = guess.evidence in ("name", "id_number") and guess.owner not in ("visitor", "staff", "payee", "account")
    return somebody and taker_for(guess) is None
