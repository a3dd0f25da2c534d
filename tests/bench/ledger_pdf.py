"""A ledger as PDF against Platypus LongTable with the same fonts and cells that are already wrapped.

Prints one JSON line; ``ratio`` is the figure to watch (goal <= 1, later <= 0.5). LongTable is given the wrapped lines
and loaded fonts; our time includes wrapping and reading the font files. Run: python -m tests.bench.ledger_pdf [ROWS]
"""

from __future__ import annotations

import io
import json
import statistics
import subprocess
import sys
import time

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import LongTable, SimpleDocTemplate, TableStyle

from caredesk.documents.metrics import Metrics
from caredesk.documents.pages import LedgerPages
from caredesk.documents.pdf import write_ledger_pdf
from caredesk.documents.ruled import grouped
from caredesk.resources import resource
from caredesk.schema.sheet import Sheet
from tests.documents.made_up import visit_ledger

ROUNDS = 3


def ours(sheet: Sheet) -> bytes:
    stream = io.BytesIO()
    write_ledger_pdf(sheet, stream, Metrics(resource))
    return stream.getvalue()


def wrapped_cells(sheet: Sheet) -> tuple[list[list[str]], list[float], float]:
    """The cells as our layout breaks them, the column widths and the type size."""
    table = LedgerPages(sheet, Metrics(resource))._table
    strips = [table.strip(row) for row in sheet.rows]
    cells = [["\n".join(line.text for line in lines) for lines in strip.cells] for strip in strips]
    return cells, table.widths, table.size


def platypus(sheet: Sheet, cells: list[list[str]], widths: list[float], size: float) -> bytes:
    stream = io.BytesIO()
    document = SimpleDocTemplate(stream, pagesize=(1190.55, 841.89), leftMargin=36, rightMargin=36)
    top = [""] * len(sheet.columns)
    style = [
        ("FONT", (0, 0), (-1, 1), "hei", size, size * 1.35),
        ("FONT", (0, 2), (-1, -1), "song", size, size * 1.35),
        ("GRID", (0, 0), (-1, -1), 0.4, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2.6),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2.6),
    ]
    for group, start, stop in grouped(sheet.columns):
        top[start] = group
        style.append(("SPAN", (start, 0), (stop - 1, 0)))
    for n, column in enumerate(sheet.columns):
        style.append(("ALIGN", (n, 2), (n, -1), "RIGHT" if column.number else column.align.upper()))
    head = [top, [column.label for column in sheet.columns]]
    document.build([LongTable([*head, *cells], colWidths=widths, repeatRows=2, style=TableStyle(style))])
    return stream.getvalue()


def timed(call: object) -> float:
    begun = time.perf_counter()
    call()  # type: ignore[operator]
    return time.perf_counter() - begun


def large(rows: int) -> dict[str, float]:
    """Time and memory of a big ledger in a process of its own."""
    code = (
        "import time, re, pathlib\n"
        "from tests.bench.ledger_pdf import ours, visit_ledger\n"
        "status = lambda key: int(re.search(key + r':\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])\n"
        f"sheet = visit_ledger({rows})\n"
        "before = status('VmRSS')\n"
        "begun = time.perf_counter(); ours(sheet)\n"
        "print(time.perf_counter() - begun, status('VmHWM') - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, kilobytes = done.stdout.split()
    return {"rows": rows, "seconds": round(float(seconds), 2), "more_megabytes": round(int(kilobytes) / 1024)}


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    sheet = visit_ledger(rows)
    cells, widths, size = wrapped_cells(sheet)
    for name in ("song", "hei"):
        pdfmetrics.registerFont(TTFont(name, str(resource(f"fonts/{name}.ttf"))))
    pairs = [(timed(lambda: platypus(sheet, cells, widths, size)), timed(lambda: ours(sheet))) for _ in range(ROUNDS)]
    seconds = {
        "ours": round(statistics.median(pair[1] for pair in pairs), 2),
        "platypus": round(statistics.median(pair[0] for pair in pairs), 2),
    }
    ratio = round(seconds["ours"] / seconds["platypus"], 2)
    result = {"bench": "ledger_pdf", "rows": rows, "seconds": seconds, "ratio": ratio, "goal": 1.0}
    print(json.dumps(result | {"large": large(10_000)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
