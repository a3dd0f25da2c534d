"""Pages of a PDF as pictures, for looking before printing; nothing is written to disk."""

from __future__ import annotations

from typing import NamedTuple

import pypdfium2


class Picture(NamedTuple):
    """A page as pixels: four bytes each (blue, green, red, unused), rows from the top, no padding."""

    width: int
    height: int
    bgrx: bytes


def page_count(data: bytes) -> int:
    """How many pages the PDF has."""
    document = pypdfium2.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


def render_page(data: bytes, index: int, dpi: float) -> Picture:
    """Page ``index`` (from 0) at so many dots an inch, on white. Raises ``IndexError`` for a page that is not there."""
    document = pypdfium2.PdfDocument(data)
    try:
        if not 0 <= index < len(document):
            raise IndexError(index)
        bitmap = document[index].render(scale=dpi / 72, rev_byteorder=False, prefer_bgrx=True)
        if bitmap.stride != 4 * bitmap.width:
            raise ValueError("unexpected padding in a rendered page")
        return Picture(bitmap.width, bitmap.height, bytes(bitmap.buffer))
    finally:
        document.close()
