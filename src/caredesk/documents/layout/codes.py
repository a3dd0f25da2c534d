"""Codes that a heading explains itself, 性别（1男 2女） or 残疾等级：A一级 B二级, and the marks of one tick column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from caredesk.documents.layout.cells import CIRCLES, YES, trimmed
from caredesk.schema.roster import Cell

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_CIRCLED = {chr(0x2460 + at): f" {at + 1} " for at in range(20)}
_CODE = re.compile(
    rf"(?<![A-Za-z0-9])([A-Za-z]|\d{{1,2}})\s*[:=、.\-—)]?\s*([{_HAN}][{_HAN}/·]{{0,11}}(?:\([{_HAN}、]+\))?)"
)
_BOTH = re.compile(rf"^([A-Za-z]|\d{{1,2}})[\s:=、.\-—)]*([{_HAN}].*)$")
_JOINED = re.compile(r"[,，、;；/\s]+")
_UNITS = frozenset((
    "年", "月", "日", "人", "元", "万元", "户", "岁", "周岁", "次", "个", "份", "号", "级", "档", "位",
    "季度", "月份", "学期", "年级", "期", "批"))  # fmt: skip


@lru_cache(maxsize=4096)
def codes_in(heading: str) -> Mapping[str, str]:
    """The codes a heading explains, {"1": "男", "2": "女"}; {} when it explains none.

    Only rows of at least two that begin at 0, 1 or A and leave none out: （80-89周岁） explains nothing.
    """
    return _found(_plain(heading))[0]


@lru_cache(maxsize=4096)
def without_codes(heading: str) -> str:
    """A heading without the codes it explains: 残疾等级：A一级 B二级 is 残疾等级."""
    plain = _plain(heading)
    codes, start = _found(plain)
    if not codes or not start:
        return heading
    return re.sub(r"[\s(:：\[【]+$", "", plain[:start]) or heading


def decoded(cell: Cell, codes: Mapping[str, str]) -> Cell:
    """What a cell means by its column's codes; several joined by commas are each decoded, others stay as they are."""
    text = trimmed(cell)
    text = text.removesuffix(".0")
    if text in codes:
        return codes[text]
    if (both := _BOTH.match(unicodedata.normalize("NFKC", text))) and codes.get(both[1].upper()) == both[2]:
        # C较差: the code with its meaning.
        return both[2]
    parts = [part for part in _JOINED.split(text) if part]
    if len(parts) > 1 and all(part in codes for part in parts):
        return "、".join(codes[part] for part in parts)
    return codes.get(text.upper(), cell) if text.isascii() and text.isalpha() else cell


def tick_codes(cells: Sequence[Cell]) -> Mapping[str, str]:
    """What an empty circle says in a column of ticks: no, where other marks say yes; nothing that can be told alone."""
    told = {trimmed(cell) for cell in cells}
    return dict.fromkeys(CIRCLES, "否") if told & YES and told & CIRCLES else {}


def _plain(heading: str) -> str:
    marked = "".join(_CIRCLED.get(letter, letter) for letter in heading)
    return unicodedata.normalize("NFKC", marked)


def _found(plain: str) -> tuple[Mapping[str, str], int]:
    """The codes and where in the text they begin."""
    found = [(one.group(1).upper(), one.group(2), one.start()) for one in _CODE.finditer(plain)]
    found = [one for one in found if one[1] not in _UNITS]
    keys = [key for key, _, _ in found]
    if len(found) < 2 or keys[0] not in ("0", "1", "A") or len(set(keys)) < len(keys):
        return {}, 0
    steps = [ord(key) if key.isalpha() else int(key) for key in keys]
    others = range(1, len(steps))
    jumps = [at for at in others if steps[at] - steps[at - 1] != 1]
    # 9其他 and 99未说明 may end a list of codes.
    if jumps and jumps != [len(steps) - 1]:
        return {}, 0
    if len({key.isalpha() for key in keys}) > 1 or (len(found) == 2 and jumps):
        return {}, 0
    return {key: said.strip("/") for key, said, _ in found}, found[0][2]
