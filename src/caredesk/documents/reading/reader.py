"""Have a workbook read in a process of its own, so that no file can take the desk down or eat its memory."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import IO, Any

import caredesk
from caredesk.documents.reading.book import finished
from caredesk.documents.reading.worker import Frame, receive, unpacked
from caredesk.schema.errors import Cancelled, FileTrouble, LockedFile
from caredesk.schema.roster import Cell, RawSheet, RawWorkbook

_TOO_SLOW = "这个文件读了 {seconds} 秒还没读完，已经停下，没有收。请只留要收的工作表，另存为一个新文件再收。"
_DIED = "读这个文件时出了问题，没有收。它可能已损坏，或者太大。请用 Excel 或 WPS 打开，只留要收的工作表另存再试。"
_NO_START = "读文件的程序没能启动，没有收。请重新打开关爱台账再试；还不行，请重装一次。"

_MOST_WORDS = 50_000
"""Texts remembered so that equal ones (villages, 是, 否) are one in memory; then remembering begins anew."""

_AHEAD = 16
"""Frames that may wait to be taken: a worker that is faster than the desk waits."""

Progress = Callable[[str], None]


def worker_command() -> list[str]:
    """How to start the reading process: our own executable, or this Python from a source tree."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker"]
    return [sys.executable, "-m", "caredesk", "--worker"]


def _silent(_said: str) -> None:
    """Say nothing."""


def _never() -> bool:
    return False


@dataclass(frozen=True)
class WorkbookReader:
    """Reads workbooks by a worker process with at most ``memory`` bytes of address space and ``seconds`` of time."""

    command: Sequence[str]
    memory: int = 1400 << 20
    seconds: int = 30

    def read(
        self,
        path: Path,
        *,
        password: str = "",
        progress: Progress = _silent,
        cancelled: Callable[[], bool] = _never,
    ) -> RawWorkbook:
        """Read a file; FileTrouble when it is bad or the worker died of it, Cancelled when the user stopped it.

        LockedFile when the file asks for a password: without one, or when ``password`` is not it.
        """
        process, frames = self._start(), queue.Queue[Frame | None](_AHEAD)
        assert process.stdin is not None
        assert process.stdout is not None
        feeder = threading.Thread(target=_feed, args=(process.stdout, frames), daemon=True)
        feeder.start()
        try:
            request = {"path": str(path.absolute()), "memory": self.memory, "seconds": self.seconds}
            _ask(process.stdin, {**request, "password": password})
            return finished(self._collect(frames, progress, cancelled))
        finally:
            process.kill()
            process.wait()
            while feeder.is_alive():  # it may stand before a full queue
                with suppress(queue.Empty):
                    frames.get(timeout=0.02)
            process.stdout.close()

    def _start(self) -> subprocess.Popen[bytes]:
        environment = dict(os.environ, RUST_BACKTRACE="0")
        if not getattr(sys, "frozen", False):
            source = str(Path(caredesk.__file__).parent.parent)
            known = environment.get("PYTHONPATH")
            environment["PYTHONPATH"] = os.pathsep.join([source, known] if known else [source])
        try:
            return subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise FileTrouble(_NO_START) from error

    def _collect(
        self, frames: queue.Queue[Frame | None], progress: Progress, cancelled: Callable[[], bool]
    ) -> RawWorkbook:
        deadline = monotonic() + self.seconds
        building = _Building()
        while True:
            if cancelled():
                raise Cancelled
            if monotonic() > deadline:
                raise FileTrouble(_TOO_SLOW.format(seconds=self.seconds))
            try:
                frame = frames.get(timeout=0.1)
            except queue.Empty:
                continue
            if frame is None:
                raise FileTrouble(_DIED)
            if "trouble" in frame:
                raise (LockedFile if frame.get("locked") else FileTrouble)(frame["trouble"])
            try:
                if "done" in frame:
                    return building.workbook()
                said = building.take(frame)
            except (LookupError, TypeError, ValueError, AttributeError) as error:  # not what our worker says
                raise FileTrouble(_DIED) from error
            progress(said)


class _Building:
    """A workbook put together from frames."""

    def __init__(self) -> None:
        self._opened: Frame = {}
        self._heads: list[RawSheet] = []
        self._rows: list[list[tuple[Cell, ...]]] = []
        self._words: dict[str, str] = {}

    def take(self, frame: Frame) -> str:
        """Add one frame and say how far it is."""
        if "open" in frame:
            self._opened = frame["open"]
        elif "sheet" in frame:
            self._heads.append(_sheet_head(frame["sheet"]))
            self._rows.append([])
        else:
            if len(self._words) > _MOST_WORDS:
                self._words.clear()
            once = self._words.setdefault
            self._rows[-1].extend(
                tuple(
                    [
                        once(cell, cell)
                        if cell.__class__ is str
                        else unpacked(cell)
                        if cell.__class__ is list
                        else cell
                        for cell in row
                    ]
                )
                for row in frame["rows"]
            )
        where = f"“{self._heads[-1].name}”第 {len(self._rows[-1])} 行" if self._heads else ""
        return f"正在读{where}"

    def workbook(self) -> RawWorkbook:
        """The whole, once everything has come."""
        sheets = [replace(head, rows=rows) for head, rows in zip(self._heads, self._rows, strict=True)]
        return RawWorkbook(self._opened["kind"], sheets, self._opened["digest"], tuple(self._opened["notices"]))


def _sheet_head(said: dict[str, Any]) -> RawSheet:
    return RawSheet(
        said["name"],
        (),
        visible=said["visible"],
        merges=tuple((top, left, bottom, right) for top, left, bottom, right in said["merges"]),
        hidden_rows=frozenset(said["hidden_rows"]),
        hidden_columns=frozenset(said["hidden_columns"]),
        formulas=frozenset((row, column) for row, column in said["formulas"]),
    )


def _ask(pipe: IO[bytes], request: dict[str, Any]) -> None:
    try:
        pipe.write(json.dumps(request).encode() + b"\n")
        pipe.close()
    except OSError as error:
        raise FileTrouble(_DIED) from error


def _feed(source: IO[bytes], frames: queue.Queue[Frame | None]) -> None:
    """Hand over frames until the worker has ended; None says that it has."""
    try:
        while (frame := receive(source)) is not None:
            frames.put(frame)
    except (ValueError, RecursionError):
        pass  # a frame that is no JSON: the worker is as good as dead
    frames.put(None)
