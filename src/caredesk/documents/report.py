"""A monthly return laid out like an official paper on standing A4: headings, text, tables, bars, signature line.

A table or chart that fits a page is never cut; a heading stays with what follows it, notes and signature line with the
end of the text. Pages are display lists as those of a ledger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from caredesk.documents.drawing import MILLIMETRE, Page, paper_size
from caredesk.documents.flow import Draw, Flow
from caredesk.documents.metrics import LEADING, Metrics, WrappedLine
from caredesk.documents.pages import signed
from caredesk.documents.pen import Pen
from caredesk.documents.report_parts import Heading, Part, Setting, Words, parts_of
from caredesk.schema.report import Report

_WIDTH, _HEIGHT = paper_size("A4", landscape=False)
_LEFT, _TOP, _BOTTOM = 25 * MILLIMETRE, 27 * MILLIMETRE, _HEIGHT - 25 * MILLIMETRE
_ROOM = _WIDTH - 2 * _LEFT
_TITLE_SIZES = (22.0, 20.0, 18.0)
_BEFORE_YEAR = re.compile(r"(?=\d{4}年)")
_INFO, _SIGNATURE, _FOOT = 10.5, 12.0, 10.5
_SIGNATURE_HEIGHT, _FOOT_ABOVE_EDGE = 40.0, 48.0
_DENSITIES = (1.0, 0.97, 0.94, 0.91, 0.88)
"""How far leading and gaps may be squeezed to save a page."""

_DIGITS = "一二三四五六七八九"


def lay_out_report(report: Report, metrics: Metrics) -> list[Page]:
    """The pages of a return: as few as squeezing a little allows, and no more squeezed than these need."""
    loose, tight = (_laid_out(report, metrics, density) for density in (_DENSITIES[0], _DENSITIES[-1]))
    if len(tight.pages) < len(loose.pages):
        between = (_laid_out(report, metrics, density) for density in _DENSITIES[1:-1])
        loose = next((flow for flow in between if len(flow.pages) == len(tight.pages)), tight)
    return [_page(n, drawn, len(loose.pages), report, metrics) for n, drawn in enumerate(loose.pages)]


def _laid_out(report: Report, metrics: Metrics, density: float) -> Flow:
    """Everything placed; notes and signature line stay with the end of the text."""
    flow = Flow(_TOP, _BOTTOM)
    setting = Setting(metrics, _LEFT, _ROOM, _BOTTOM - _TOP, density)
    _place_title(flow, report, metrics)
    parts: list[Part] = []
    number = 0
    for section in report.sections:
        if told := [part for block in section.blocks for part in parts_of(block, setting)]:
            number += 1
            parts += [Heading(f"{chinese_number(number)}、{section.heading}", setting), *told]
    notes = [Words(note, setting, indent=False, note=True) for note in report.notes]
    signature = _SIGNATURE_HEIGHT if report.signature else 0.0
    tail = sum(note.height for note in notes) + signature
    if tail > setting.full / 2:
        tail = signature
    for part, following in zip(parts, [*parts[1:], None], strict=False):
        part.place(flow, tail if following is None else following.least if part.binds else 0.0)
    for note in notes:
        note.place(flow, signature if note is notes[-1] else 0.0)
    if report.signature:
        flow.place(_SIGNATURE_HEIGHT, lambda pen, y: _draw_signature(pen, y, report.signature))
    return flow


def chinese_number(number: int) -> str:
    """1 to 99 as in headings: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones - 1] if ones else "")


def _title(text: str, metrics: Metrics) -> tuple[Sequence[WrappedLine], float]:
    """The title on one line if it need not be set much smaller, else on two broken before the year."""
    halves = "\n".join(part for part in _BEFORE_YEAR.split(text, maxsplit=1) if part)
    for wanted in (text, halves):
        for size in _TITLE_SIZES:
            lines = metrics.wrap("song-bold", wanted, _ROOM / size)
            if len(lines) == wanted.count("\n") + 1:
                return lines, size
    return metrics.balanced("song-bold", text, _ROOM / _TITLE_SIZES[0]), _TITLE_SIZES[0]


def _place_title(flow: Flow, report: Report, metrics: Metrics) -> None:
    lines, size = _title(report.title, metrics)

    def draw(pen: Pen, y: float) -> None:
        pen.lines((_LEFT, y, _ROOM), lines, "song-bold", size, "center")

    def draw_info(pen: Pen, y: float) -> None:
        used = pen.spread((_LEFT, y, _ROOM), report.info, "song", _INFO)
        pen.line(_LEFT, y + used + 3, _LEFT + _ROOM, y + used + 3, 0.7)

    flow.place(len(lines) * size * LEADING + 8, draw)
    if report.info:
        flow.place(Pen(metrics).spread((_LEFT, 0.0, _ROOM), report.info, "song", _INFO) + 8, draw_info)


def _draw_signature(pen: Pen, y: float, labels: Sequence[str]) -> None:
    for n, label in enumerate(labels):
        share = _ROOM / len(labels)
        pen.write(_LEFT + n * share, y + _SIGNATURE_HEIGHT - 6, "song", _SIGNATURE, signed(label))


def _page(number: int, drawn: Sequence[tuple[float, Draw]], total: int, report: Report, metrics: Metrics) -> Page:
    pen = Pen(metrics)
    if report.watermark:
        pen.watermark(_WIDTH, _HEIGHT, report.watermark)
    for y, draw in drawn:
        draw(pen, y)
    foot = metrics.wrap("song", f"第{number + 1}页　共{total}页", _ROOM / _FOOT)
    pen.lines((_LEFT, _HEIGHT - _FOOT_ABOVE_EDGE, _ROOM), foot, "song", _FOOT, "center")
    return pen.page(_WIDTH, _HEIGHT)
