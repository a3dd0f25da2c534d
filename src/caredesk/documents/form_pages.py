"""Forms laid out on standing A4: questions in ruled cells, two in a row where they are short, a new page a form.

What is known stands in the cells; boxes to tick wrap as words do, and room to write in keeps its lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caredesk.documents.drawing import MILLIMETRE, Page, Role, paper_size
from caredesk.documents.flow import Draw, Flow
from caredesk.documents.metrics import LEADING, Metrics, WrappedLine
from caredesk.documents.pages import signed
from caredesk.documents.pen import Pen
from caredesk.schema.form_sheet import Blank, FormPart, FormSheet, FormSheets

_WIDTH, _HEIGHT = paper_size("A4", landscape=False)
_LEFT, _TOP, _BOTTOM = 16 * MILLIMETRE, 11 * MILLIMETRE, _HEIGHT - 14 * MILLIMETRE
_ROOM = _WIDTH - 2 * _LEFT
_TITLE, _INFO, _HEADING, _BODY, _NOTE, _FOOT = 17.0, 9.5, 10.0, 9.0, 8.5, 9.0
_LABEL = 70.0
_PAD_X, _PAD_Y = 3.0, 2.4
_LEAD = _BODY * LEADING
_HEAD_FILL, _LABEL_FILL = 0xE7EDEC, 0xF5F7F7
_SIGNATURE, _SIGNATURE_HEIGHT = 10.5, 34.0
_FOOT_ABOVE_EDGE = 30.0


@dataclass(frozen=True)
class _Cell:
    label: Sequence[WrappedLine]
    text: Sequence[WrappedLine]
    width: float
    lines: int


_Row = Sequence[_Cell]


def lay_out_forms(forms: FormSheets, metrics: Metrics) -> list[Page]:
    """The pages of all forms; a heading stays with its first row, a row is never cut."""
    pages: list[Page] = []
    for form in forms.forms:
        flow = _laid_out(form, metrics)
        for number, drawn in enumerate(flow.pages):
            pen = Pen(metrics)
            if forms.watermark:
                pen.watermark(_WIDTH, _HEIGHT, forms.watermark)
            for y, draw in drawn:
                draw(pen, y)
            said = f"{form.foot}　第{number + 1}页　共{len(flow.pages)}页".strip()
            foot = metrics.wrap("song", said, _ROOM / _FOOT)
            pen.lines((_LEFT, _HEIGHT - _FOOT_ABOVE_EDGE, _ROOM), foot, "song", _FOOT, "center")
            pages.append(pen.page(_WIDTH, _HEIGHT))
    return pages


def _laid_out(form: FormSheet, metrics: Metrics) -> Flow:
    flow = Flow(_TOP, _BOTTOM)
    title = metrics.wrap("song-bold", form.title, _ROOM / _TITLE)
    flow.place(
        len(title) * _TITLE * LEADING + 4,
        lambda pen, y: _lines(pen, y, title, "song-bold", _TITLE, centred=True),
    )
    used = Pen(metrics).spread((_LEFT, 0.0, _ROOM), form.info, "song", _INFO)
    flow.place(used + 4, lambda pen, y: _spread(pen, y, form.info))
    for part in form.parts:
        _place_part(flow, part, metrics)
    notes = [line for note in form.notes for line in metrics.wrap("song", note, _ROOM / _NOTE)]
    tail = len(notes) * _NOTE * LEADING + 4
    flow.place(tail, lambda pen, y: _lines(pen, y + 4, notes, "song", _NOTE), keep=_SIGNATURE_HEIGHT)
    flow.place(_SIGNATURE_HEIGHT, lambda pen, y: _draw_signature(pen, y, form.signature))
    return flow


def _place_part(flow: Flow, part: FormPart, metrics: Metrics) -> None:
    heading = metrics.wrap("hei", part.heading, _ROOM / _HEADING)
    height = len(heading) * _HEADING * LEADING + 4
    rows = list(_rows(part.blanks, metrics))

    def draw_heading(pen: Pen, y: float) -> None:
        pen.rect(_LEFT, y, _ROOM, height, _HEAD_FILL)
        pen.lines((_LEFT + _PAD_X, y + 2, _ROOM), heading, "hei", _HEADING)
        _frame(pen, _LEFT, y, _ROOM, height)

    flow.place(height, draw_heading, keep=_height(rows[0]) if rows else 0.0)
    for row in rows:
        flow.place(_height(row), _drawn(row))


def _rows(blanks: Sequence[Blank], metrics: Metrics) -> Iterator[_Row]:
    """Cells side by side: wide ones alone, narrow ones two in a row."""
    waiting: Blank | None = None
    for blank in blanks:
        if blank.wide:
            if waiting is not None:
                yield (_cell(waiting, _ROOM, metrics),)
                waiting = None
            yield (_cell(blank, _ROOM, metrics),)
        elif waiting is None:
            waiting = blank
        else:
            yield _cell(waiting, _ROOM / 2, metrics), _cell(blank, _ROOM / 2, metrics)
            waiting = None
    if waiting is not None:
        yield (_cell(waiting, _ROOM, metrics),)


def _cell(blank: Blank, width: float, metrics: Metrics) -> _Cell:
    label = metrics.wrap("hei", blank.label, (_LABEL - 2 * _PAD_X) / _BODY)
    text = _wrapped(blank.text, (width - _LABEL - 2 * _PAD_X) / _BODY, metrics) if blank.text else ()
    return _Cell(label, text, width, max(len(label), len(text), blank.lines))


def _wrapped(text: str, room: float, metrics: Metrics) -> Sequence[WrappedLine]:
    """A text in lines; a box to tick stays with its words."""
    if "☐" not in text:
        return metrics.wrap("song", text, room)
    lines = [""]
    for one in text.split("　"):
        longer = f"{lines[-1]}　{one}" if lines[-1] else one
        if lines[-1] and metrics.width("song", longer) > room:
            lines.append(one)
        else:
            lines[-1] = longer
    return [line for said in lines for line in metrics.wrap("song", said, room)]


def _height(row: _Row) -> float:
    return max(cell.lines for cell in row) * _LEAD + 2 * _PAD_Y


def _drawn(row: _Row) -> Draw:
    def draw(pen: Pen, y: float) -> None:
        x, height = _LEFT, _height(row)
        for cell in row:
            pen.rect(x, y, _LABEL, height, _LABEL_FILL)
            _middle(pen, (x, y, _LABEL, height), cell.label, "hei")
            _middle(pen, (x + _LABEL, y, cell.width - _LABEL, height), cell.text, "song")
            _frame(pen, x, y, _LABEL, height)
            _frame(pen, x + _LABEL, y, cell.width - _LABEL, height)
            x += cell.width

    return draw


def _middle(pen: Pen, box: tuple[float, float, float, float], lines: Sequence[WrappedLine], role: Role) -> None:
    x, y, width, height = box
    down = (height - len(lines) * _LEAD) / 2
    pen.lines((x + _PAD_X, y + down, width - 2 * _PAD_X), lines, role, _BODY)


def _frame(pen: Pen, x: float, y: float, width: float, height: float) -> None:
    right, below = x + width, y + height
    for ends in ((x, y, right, y), (x, below, right, below), (x, y, x, below), (right, y, right, below)):
        pen.line(*ends, 0.5)


def _lines(pen: Pen, y: float, lines: Sequence[WrappedLine], role: Role, size: float, *, centred: bool = False) -> None:
    pen.lines((_LEFT, y, _ROOM), lines, role, size, "center" if centred else "left")


def _spread(pen: Pen, y: float, parts: Sequence[str]) -> None:
    pen.spread((_LEFT, y, _ROOM), parts, "song", _INFO)


def _draw_signature(pen: Pen, y: float, labels: Sequence[str]) -> None:
    for n, label in enumerate(labels):
        pen.write(_LEFT + n * _ROOM / len(labels), y + _SIGNATURE_HEIGHT - 8, "song", _SIGNATURE, signed(label))
