"""Further people of a row: the numbered members of a household, and the people of a twin table on the right."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from caredesk.documents.layout.cells import heading_key
from caredesk.documents.layout.content import Content

_ORDINAL = "一二三四五六七八九十"
_WHOSE = r"(?:家庭|共同生活|共同居住|同住|户内|其他|共同)*(?:成员|家庭人口|共同生活人员|共同生活人|同住人员?)"
_BEFORE = re.compile(rf"^{_WHOSE}(?:情况|信息)?[第(]?([{_ORDINAL}]|\d{{1,2}})[)号位]?[:、.的]?(.*)$")
_AROUND = re.compile(rf"^第?([{_ORDINAL}]|\d{{1,2}})[个位名号]?{_WHOSE}(?:情况|信息)?(.*)$")
_BEHIND = re.compile(rf"^{_WHOSE}的?(.+?)[(]?([{_ORDINAL}]|\d{{1,2}})[)]?$")
_BARE = re.compile(
    rf"^(姓名|身份证号?码?|公民身份号码|与户主关系|关系|联系电话|电话|性别)[(]?([{_ORDINAL}]|\d{{1,2}})[)]?$"
)
_GROUP = re.compile(rf"^{_WHOSE}(?:基本)?(?:情况|信息)?$")
_COUNTING = ("序号", "编号", "序", "no")
_KEYS = ("姓名", "名字")
Paths = Mapping[int, tuple[str, ...]]


def members_of(paths: Paths) -> dict[int, tuple[int, tuple[str, ...]]]:
    """The columns of numbered members with the member's number and the heading without it.

    Read are 成员一姓名, 家庭成员1/身份证号, 成员身份证号（2）, 姓名1 | 身份证号1 | 姓名2 | 身份证号2, and the same
    columns again and again under one 家庭成员.
    """
    found = {column: said for column, path in paths.items() if (said := _numbered(path))}
    found.update(_bare_numbers(paths, found))
    found.update(_repeated(paths, found))
    return found if any(key in heading_key(path[0]) for _, path in found.values() for key in _KEYS) else {}


def twins_of(paths: Paths, contents: Mapping[int, Content]) -> list[list[int]]:
    """The columns of every table when the same table stands several times side by side; [] when it does not.

    All headings must repeat in the same order, with a blank column between or a column that counts in each: a name
    and a number that merely occur twice may be man and wife.
    """
    columns = sorted(paths)
    keys = [tuple(heading_key(level) for level in paths[column]) for column in columns]
    for length in range(2, len(columns) // 2 + 1):
        if len(columns) % length or keys != keys[:length] * (len(columns) // length):
            continue
        blocks = [columns[at : at + length] for at in range(0, len(columns), length)]
        parted = all(right[0] - left[-1] > 1 for left, right in pairwise(blocks))
        counting = keys[0][-1] in _COUNTING or all(contents.get(block[0], Content()).running for block in blocks)
        return blocks if parted or (counting and length >= 3) else []
    return []


def _plain(text: str) -> str:
    return re.sub(r"[\s*＊]", "", unicodedata.normalize("NFKC", text))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _ORDINAL.index(text) + 1


def _numbered(path: tuple[str, ...]) -> tuple[int, tuple[str, ...]] | None:
    for level, text in enumerate(path):
        plain = _plain(text)
        if said := _BEFORE.match(plain) or _AROUND.match(plain):
            rest = tuple(one for one in (said.group(2), *path[level + 1 :]) if one)
            return _number(said.group(1)), rest or ("姓名",)
        if level == len(path) - 1 and (said := _BEHIND.match(plain)):
            return _number(said.group(2)), (said.group(1),)
    return None


def _bare_numbers(paths: Paths, known: Mapping[int, object]) -> dict[int, tuple[int, tuple[str, ...]]]:
    """姓名1 | 身份证号1 | 姓名2 | 身份证号2: numbered without a word for whose, where two names are."""
    found: dict[int, tuple[int, tuple[str, ...]]] = {}
    for column, path in paths.items():
        if column not in known and (said := _BARE.match(_plain(path[-1]))):
            found[column] = _number(said.group(2)), (said.group(1),)
    names = [number for number, path in found.values() if path[0] == "姓名"]
    return found if len(names) > 1 and len(set(names)) == len(names) else {}


def _repeated(paths: Paths, known: Mapping[int, object]) -> dict[int, tuple[int, tuple[str, ...]]]:
    """The same columns again and again under 家庭成员, in one group or in several of that name."""
    inside = [
        column
        for column, path in sorted(paths.items())
        if column not in known and len(path) > 1 and any(_GROUP.match(_plain(level)) for level in path[:-1])
    ]
    leaves = [heading_key(paths[column][-1]) for column in inside]
    if not leaves or leaves.count(leaves[0]) < 2 or not any(key in leaves[0] for key in _KEYS):
        return {}
    length = leaves.index(leaves[0], 1)
    if len(leaves) % length or leaves != leaves[:length] * (len(leaves) // length):
        return {}
    seen: Counter[str] = Counter()
    found: dict[int, tuple[int, tuple[str, ...]]] = {}
    for column, leaf in zip(inside, leaves, strict=True):
        seen[leaf] += 1
        found[column] = seen[leaf], (paths[column][-1],)
    return found
