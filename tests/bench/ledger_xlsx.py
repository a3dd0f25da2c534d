"""A 10,000-row ledger as .xlsx against XlsxWriter writing the same cells, formats and row heights with no thought.

Prints one JSON line; ``ratio`` is the figure to watch (goal <= 1.5). Run: python -m tests.bench.ledger_xlsx [ROWS]
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time

import openpyxl
import xlsxwriter

from caredesk.documents.workbook import write_workbook
from caredesk.schema.sheet import Sheet
from tests.documents.made_up import visit_ledger

ROUNDS = 3


def ours(sheet: Sheet) -> bytes:
    stream = io.BytesIO()
    write_workbook(sheet, stream)
    return stream.getvalue()


def bare(sheet: Sheet, widths: list[float], heights: dict[int, float]) -> bytes:
    """The floor: texts ready, formats chosen, heights known."""
    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    out = book.add_worksheet("台账")
    base = {"font_name": "宋体", "font_size": 10, "font_charset": 134, "valign": "vcenter", "border": 1}
    formats = [
        book.add_format(
            base
            | {"text_wrap": True, "align": "right" if c.number else c.align, "num_format": "0" if c.number else "@"}
        )
        for c in sheet.columns
    ]
    key = book.add_format({"num_format": "@"})
    for n, width in enumerate(widths):
        out.set_column(n, n, width)
    numbers = [[float(t) if c.number else None for t, c in zip(row, sheet.columns, strict=True)] for row in sheet.rows]
    last = len(sheet.columns)
    for n, (row, figures) in enumerate(zip(sheet.rows, numbers, strict=True), start=4):
        out.write_string(n, last, sheet.keys[n - 4], key)
        for column, text in enumerate(row):
            if not text:
                out.write_blank(n, column, None, formats[column])
            elif figures[column] is None:
                out.write_string(n, column, text, formats[column])
            else:
                out.write_number(n, column, figures[column], formats[column])
        out.set_row(n, heights[n])
    book.close()
    return stream.getvalue()


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    sheet = visit_ledger(rows)
    first = ours(sheet)
    read = openpyxl.load_workbook(io.BytesIO(first)).worksheets[0]
    widths = [read.column_dimensions[cell.column_letter].width or 8.43 for cell in read[4]][: len(sheet.columns)]
    heights = {n - 1: size.height or 15 for n, size in read.row_dimensions.items()}
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(ROUNDS):
        for name, call in (("bare", lambda: bare(sheet, widths, heights)), ("ours", lambda: ours(sheet))):
            begun = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - begun)
    seconds = {name: round(statistics.median(values), 2) for name, values in times.items()}
    ratio = round(seconds["ours"] / seconds["bare"], 2)
    result = {"bench": "ledger_xlsx", "rows": rows, "seconds": seconds, "ratio": ratio, "goal": 1.5}
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
