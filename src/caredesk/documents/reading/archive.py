"""A look into a workbook's zip before any library touches it: bombs, passwords, outside definitions."""

from __future__ import annotations

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Literal

from caredesk.documents.reading.sniff import BROKEN, LOCKED_ODS, NOT_A_TABLE, ODD
from caredesk.schema.errors import FileTrouble

MOST_ENTRIES = 20_000
MOST_INFLATED = 400 << 20
MOST_RATIO = 1_000
_PIECE = 1 << 20

TOO_BIG = "这个文件展开以后太大，不像一份花名册，没有收。请只留要收的工作表，另存为一个新文件再收。"
_ZIP_PASSWORD = "这是一个设了密码的压缩包，不是表格。请先解开压缩包，再选里面的表格。"

_SHEET = re.compile(r"xl/worksheets/[^/]+$|content\.xml$")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]{0,4000}>")
_ATTRIBUTE = re.compile(r"""\b(Id|Target)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def _plain(name: str) -> str:
    """A part's name as it is looked for: some programs write it with backslashes or other capitals."""
    return name.replace("\\", "/").lstrip("/").lower()


class Archive:
    """The parts of a zip, inflated with the real sizes counted and never those that the file claims."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise FileTrouble(BROKEN) from error
        self._left = MOST_INFLATED
        self._kept: dict[str, bytes] = {}
        self._entries = {_plain(entry.filename): entry for entry in self._zip.infolist()}

    @property
    def names(self) -> list[str]:
        """The names of all parts, in small letters."""
        return list(self._entries)

    def preflight(self) -> None:
        """Inflate everything once, keeping only the sheets; FileTrouble for what must not be opened."""
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES:
            raise FileTrouble(TOO_BIG)
        if any(entry.flag_bits & 1 for entry in entries):
            raise FileTrouble(_ZIP_PASSWORD)
        for entry in entries:
            name = _plain(entry.filename)
            if _SHEET.match(name):
                self._kept[name] = b"".join(self._looked_through(entry))
            else:
                for _ in self._looked_through(entry):
                    pass

    def _looked_through(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The pieces of a part; FileTrouble when it is XML with definitions of its own, or says it is encrypted."""
        looks_like_xml, wide, before = False, False, b""
        for number, piece in enumerate(self._pieces(entry)):
            if number == 0:
                looks_like_xml = piece.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\x00").startswith(b"<")
                wide = piece[:4].count(0) > 0 or piece[:2] in (b"\xff\xfe", b"\xfe\xff")
            if looks_like_xml:
                plain = before + (piece.replace(b"\x00", b"") if wide else piece)
                if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
                    raise FileTrouble(ODD)
                if b"encryption-data" in plain and entry.filename == "META-INF/manifest.xml":
                    raise FileTrouble(LOCKED_ODS)
                before = plain[-16:]
            yield piece

    def read(self, name: str) -> bytes:
        """A part after `preflight`; b"" when there is none of that name. A sheet's is given once without inflating."""
        if _plain(name) in self._kept:
            return self._kept.pop(_plain(name))
        entry = self._entries.get(_plain(name))
        self._left = MOST_INFLATED
        return b"".join(self._pieces(entry)) if entry else b""

    def _pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileTrouble(BROKEN)
        honest = copy.copy(entry)
        honest.file_size = self._left + _PIECE  # so that the stream ends where its content does
        del honest.CRC
        size, sum_ = 0, 0
        try:
            with self._zip.open(honest) as stream:
                while piece := stream.read(_PIECE):
                    size, sum_ = size + len(piece), zlib.crc32(piece, sum_)
                    self._left -= len(piece)
                    if self._left < 0 or (size > 50 << 20 and size > MOST_RATIO * max(1, entry.compress_size)):
                        raise FileTrouble(TOO_BIG)
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise FileTrouble(BROKEN) from error
        if size != entry.file_size or sum_ != entry.CRC:
            raise FileTrouble(BROKEN)

    def kind(self) -> Literal["xlsx", "xlsb", "ods"]:
        """Tell the workbook formats apart; FileTrouble for documents and plain archives."""
        names = set(self._entries)
        if "xl/workbook.bin" in names:
            return "xlsb"
        if "mimetype" in names or "content.xml" in names:
            if b"spreadsheet" not in (self.read("mimetype") if "mimetype" in names else b"spreadsheet"):
                raise FileTrouble(NOT_A_TABLE.format(what="文字文档"))
            return "ods"
        if any(name.startswith("word/") for name in names):
            raise FileTrouble(NOT_A_TABLE.format(what="Word 文档"))
        if any(name.startswith("ppt/") for name in names):
            raise FileTrouble(NOT_A_TABLE.format(what="演示文稿"))
        if "[content_types].xml" in names or any(name.startswith("xl/") for name in names):
            return "xlsx"
        raise FileTrouble(NOT_A_TABLE.format(what="压缩包"))

    def targets(self, relations: str) -> dict[str, str]:
        """Part names by relation id, as a .rels part of the xl folder tells them."""
        said = self.read(relations).decode("utf-8", "replace")
        found: dict[str, str] = {}
        for tag in _RELATION.findall(said):
            told = {name: one or other for name, one, other in _ATTRIBUTE.findall(tag)}
            path = told.get("Target", "").replace("\\", "/")
            found[told.get("Id", "")] = path.lstrip("/") if path.startswith("/") else "xl/" + path
        return found
