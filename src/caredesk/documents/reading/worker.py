"""The reading process: `serve` is what our own executable does with ``--worker``.

It imports neither Qt nor the store, caps its own memory, reads one workbook and sends it back in frames: four bytes
of length, then JSON. A workbook's password comes with the request, by pipe. Nothing is written to disk.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from caredesk.documents.reading.book import OpenSheet, open_workbook
from caredesk.documents.reading.caps import cap
from caredesk.schema.errors import FileTrouble, LockedFile
from caredesk.schema.roster import Cell, RawSheet

BLOCK = 8_000
"""Cells in one frame, about."""
_LUMP, _MOST_FRAME = 1 << 20, 64 << 20
MOST_BYTES = 100 << 20

_TOO_LONG = "这个文件超过 100 MB，不像一份花名册，没有收。请只留要收的工作表，另存为一个新文件再收。"
_FOLDER = "选的是一个文件夹，不是表格文件，没有收。请打开这个文件夹，选里面的文件。"
_BUSY = "打不开这个文件，可能正被 Excel 或 WPS 开着，或者没有权限。请先关掉它，再试一次。"
_GONE = "找不到这个文件，可能已被移走或改名。请重新选择。"
_MEMORY = "这个文件太大，读的时候内存不够用，没有收。请只留要收的工作表，另存为一个新文件再收。"

Frame = dict[str, Any]


def serve() -> int:
    """Answer one request on standard input and end; 0 when an answer (also a trouble) was sent."""
    out = sys.stdout.buffer
    request = json.loads(sys.stdin.buffer.readline())
    cap(int(request["memory"]), int(request["seconds"]))
    try:
        for frame in answer(Path(request["path"]), request.get("password", "")):
            send(out, frame)
    except MemoryError:
        send(out, {"trouble": _MEMORY})
    return 0


def answer(path: Path, password: str = "") -> Iterator[Frame]:
    """The frames for one file: open, then per sheet its head and blocks of rows, then done; or trouble."""
    try:
        opened = open_workbook(_content(path), password)
        yield {
            "open": {
                "kind": opened.kind,
                "digest": opened.digest,
                "sheets": opened.sheet_count,
                "notices": opened.notices,
            }
        }
        for sheet in opened.sheets:
            yield {"sheet": _head(sheet.head)}
            yield from _blocks(sheet)
        yield {"done": True}
    except FileTrouble as trouble:
        yield {"trouble": str(trouble), "locked": isinstance(trouble, LockedFile)}


def _blocks(sheet: OpenSheet) -> Iterator[Frame]:
    """The rows of a sheet in frames that are never long to unpack: the window's thread waits meanwhile."""
    block: list[list[Any]] = []
    cells = 0
    for row in sheet.rows:
        block.append([cell if cell.__class__ is str else packed(cell) for cell in row])
        cells += len(row) + 1
        if cells >= BLOCK:
            yield {"rows": block}
            block, cells = [], 0
    yield {"rows": block}


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileTrouble(_TOO_LONG)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileTrouble(_GONE) from error
    except IsADirectoryError as error:
        raise FileTrouble(_FOLDER) from error
    except OSError as error:
        raise FileTrouble(_BUSY) from error


def _head(sheet: RawSheet) -> Frame:
    return {
        "name": sheet.name,
        "visible": sheet.visible,
        "merges": list(sheet.merges),
        "hidden_rows": sorted(sheet.hidden_rows),
        "hidden_columns": sorted(sheet.hidden_columns),
        "formulas": sorted(sheet.formulas),
    }


def packed(cell: Cell) -> Any:
    """A cell as JSON holds it: dates and times as [letter, ISO text]."""
    if isinstance(cell, datetime):
        return ["t", cell.isoformat()]
    if isinstance(cell, date):
        return ["d", cell.isoformat()]
    if isinstance(cell, time):
        return ["c", cell.isoformat()]
    return cell


def unpacked(cell: Any) -> Cell:
    """The inverse of `packed`."""
    if cell.__class__ is not list:
        return cell  # type: ignore[no-any-return]
    letter, said = cell
    if letter == "t":
        return datetime.fromisoformat(said)
    return date.fromisoformat(said) if letter == "d" else time.fromisoformat(said)


def send(out: IO[bytes], frame: Frame) -> None:
    """Write one frame, or rows with much text in several: the desk is never handed a lump."""
    body = json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    rows = frame.get("rows", ())
    if len(body) > _LUMP and len(rows) > 1:
        for part in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
            send(out, {"rows": part})
        return
    out.write(len(body).to_bytes(4, "big"))
    out.write(body)
    out.flush()


def receive(source: IO[bytes]) -> Frame | None:
    """Read one frame; None when the other side has gone, whole or in the middle of one. ValueError: it is none."""
    size = source.read(4)
    if len(size) < 4:
        return None
    length = int.from_bytes(size, "big")
    if length > _MOST_FRAME:
        raise ValueError("no frame is as long")
    body = source.read(length)
    if len(body) < length:
        return None
    frame = json.loads(body.decode("utf-8", "surrogatepass"))
    if isinstance(frame, dict):
        return frame
    raise ValueError("a frame is an object")


if __name__ == "__main__":
    sys.exit(serve())
