"""The lines of a sheet between the station and the grid: columns and widths, what stands in a line, saving it."""

from __future__ import annotations

from collections.abc import Sequence

from caredesk.catalog.rounds import ROUTE, ROUTE_COLUMNS, SHEET_COLUMNS
from caredesk.schema.errors import Invalid, Problem, UserError
from caredesk.schema.ids import Id
from caredesk.services.desk import Desk
from caredesk.services.rounds.rows import LineRow, RoundRow
from caredesk.ui.form_around import surroundings
from caredesk.ui.grid_lines import GridColumn, GridLine
from caredesk.ui.grid_model import GridModel

HEADS = ("序号", "姓名", "录了")
HEAD_WIDTHS = (62, 92, 62)
_WIDTHS = {"situation": 180, "hazard_note": 120, "action": 130, "needs": 112, "promise": 106, "visitor": 88, "met": 100,
           "visited_on": 108, "mode": 88, "promised_by": 102, "body": 84, "mood": 110, "hazard_found": 84}  # fmt: skip
_LABELS = {"visited_on": "日期", "mode": "方式", "met": "见到没有", "hazard_found": "有隐患", "hazard_note": "什么隐患",
           "action": "处理", "mood": "心情", "body": "身体", "promised_by": "哪天办好"}  # fmt: skip

Saved = list[tuple[int, Id | None, Sequence[Problem]]]


def _names(row: RoundRow) -> Sequence[tuple[str, ...]]:
    return ROUTE_COLUMNS if row.kind == ROUTE else SHEET_COLUMNS


def model_of(desk: Desk, row: RoundRow) -> GridModel:
    """An empty grid with the columns of the sheet's paper."""
    kind = desk.declarations.by_key["visit"]
    columns = [
        GridColumn(one, _LABELS.get(one[0], kind.fields[one[0]].label), _WIDTHS.get(one[0], 110)) for one in _names(row)
    ]
    return GridModel(kind, HEADS, columns, surroundings(desk))


def line_of(desk: Desk, row: RoundRow, line: LineRow) -> GridLine:
    """Somebody's line: the visit that was typed in already, else what the sheet itself knows."""
    fixed = {"person": line.person, "form": line.form}
    if line.visit is not None:
        visit = desk.records.get("visit", line.visit)
        kind = desk.declarations.by_key["visit"]
        told = kind.values(visit) if visit is not None else {}
        begun = {name: told.get(name) for some in _names(row) for name in some}
        return GridLine(line.person, heads(line, done=True), {**fixed, "form": told.get("form")}, begun, locked=True)
    begun = {"visited_on": row.planned_on, "mode": "上门入户", "visitor": row.visitor}
    return GridLine(line.person, heads(line, done=False), fixed, begun)


def heads(line: LineRow, *, done: bool) -> tuple[str, ...]:
    """What stands before the cells of a line."""
    return str(line.place), line.name, "已录" if done else ""


def save(round_: Id, rows: Sequence[LineRow], model: GridModel, places: Sequence[int], desk: Desk) -> Saved:
    """(line, visit, problems) of each line: one act each, so that a line that is refused stops no other."""
    saved: Saved = []
    for place in places:
        try:
            saved.append((place, desk.rounds.save_line(round_, rows[place].person, model.grid.whole(place)), ()))
        except Invalid as refused:
            saved.append((place, None, refused.problems))
        except UserError as refused:
            saved.append((place, None, [Problem("met", str(refused))]))
    return saved


def second_looks(visit: Id, desk: Desk) -> Sequence[str]:
    """What is worth a second look in a saved visit."""
    return desk.reviews.after("visit", visit)


def proposes(visit: Id, desk: Desk) -> bool:
    """Whether a saved visit suggests another state of the person (去世, 搬离)."""
    return desk.visits.proposed_state(visit) is not None
