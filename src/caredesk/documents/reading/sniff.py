"""What a file really is, judged by its content and never by its ending; and text in the encodings met in counties."""

from __future__ import annotations

import re
from typing import Literal

from caredesk.schema.errors import FileTrouble

Kind = Literal["zip", "ole", "biff", "html", "mime", "spreadsheetml", "flat_ods", "text"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
"""How the records of an old .xls begin when no container is around them, as exports of old programs write it."""
_OTHERS = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "Word 文档"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"SQLite format 3", "数据库文件"),
)
NOT_A_TABLE = "这是{what}，不是表格。请选 Excel、WPS 表格或 CSV 文件。"
UNKNOWN = "认不出这个文件，它不是表格，或者已经损坏。请用 Excel 或 WPS 打开看看，另存为 .xlsx 再收。"
BROKEN = "这个文件不完整或已经损坏，读不出来。请让对方重新发一份，或用 Excel、WPS 打开后另存为 .xlsx 再收。"
LOCKED = "这个工作簿设了打开密码。请填上密码再读；不知道的，请问发表的人，或者请他取消密码后重发一份。"
LOCKED_ODS = "这个 .ods 工作簿设了打开密码，这里解不开。请用 WPS 或 LibreOffice 打开，取消密码后另存一份再收。"
EMPTY = "这个文件是空的，里面什么都没有。请让对方重新发一份。"
ODD = "这个文件里有不该有的内容（外部定义），为了安全没有打开。请用 Excel 或 WPS 打开后另存为 .xlsx 再收。"
_MIME = re.compile(r"(?:mime-version|from|content-type)\s*:[^<]{0,2000}multipart/related")
_FLAT_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MS_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def sniff(data: bytes) -> Kind:
    """Tell what ``data`` is; FileTrouble with a sentence when it is no table."""
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise FileTrouble(EMPTY)
    if data.startswith(b"PK"):
        return "zip"
    if data.startswith(_OLE):
        return "ole"
    if data.startswith(_BIFF):
        return "biff"
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise FileTrouble(NOT_A_TABLE.format(what=what))
    return _kind_of_text(decode_head(data).lstrip().lower())


def _kind_of_text(lowered: str) -> Kind:
    if lowered.startswith("<"):
        if _MS_SPREADSHEET in lowered:
            return "spreadsheetml"
        if _FLAT_ODS in lowered:
            return "flat_ods"
        if "<html" in lowered or "<table" in lowered:
            return "html"
        if lowered.startswith(("<?xml", "<!doctype")):
            raise FileTrouble(NOT_A_TABLE.format(what="一种网页或数据文件"))
    return "mime" if _MIME.match(lowered) else "text"


_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def encoding_of(data: bytes) -> tuple[str, int]:
    """The encoding of a text and the length of its byte order mark: BOM, then NULs, then strict UTF-8, else GB18030."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name, len(mark)
    sample = data[:65536]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if odd + even > len(sample) // 50:
        if min(odd, even) > max(odd, even) // 4:
            raise FileTrouble(UNKNOWN)
        return ("utf-16-le", 0) if odd > even else ("utf-16-be", 0)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030", 0
    return "utf-8", 0


def decode_head(data: bytes) -> str:
    """The first characters, with whatever cannot be read left out: for sniffing only."""
    encoding, start = encoding_of(data)
    return data[start : start + 4096].decode(encoding, "ignore")


def decode(data: bytes) -> str:
    """The whole text; FileTrouble when any of it cannot be read, for a replaced character would be a changed name."""
    encoding, start = encoding_of(data)
    try:
        text = data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        raise FileTrouble(UNKNOWN) from error
    if "�" in text:
        raise FileTrouble(
            "这个文件里有些字已经变成了乱码（�），收进来会弄错姓名。请从原来的系统重新导出，或另存为 .xlsx 再收。"
        )
    controls = sum(1 for character in text[:65536] if character < " " and character not in "\t\r\n\x0b\x0c\x1a")
    if controls > max(3, len(text[:65536]) // 200):
        raise FileTrouble(UNKNOWN)
    text = text.replace("\x00", "")  # old programs pad their fields with it
    return text.translate(_PRIVATE) if encoding == "gb18030" else text


def refuse_definitions(text: str) -> None:
    """FileTrouble for XML that brings definitions of its own: no program of a county writes them."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FileTrouble(ODD)


# Python's gb18030 is the 2000 edition: these code points got proper characters in 2005 and 2022 (竖排标点 and rare
# characters); Excel and WPS write the proper ones.
_PRIVATE = {
    0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15,
    0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE7C7: 0x1E3F, 0xE81E: 0x9FB4,
    0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
    0xE864: 0x9FBB, 0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F,
    0xE855: 0x241FE,
}  # fmt: skip
