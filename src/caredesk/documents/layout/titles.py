"""What the lines above a header and the sheet's own name say for the whole table: its village, its period."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from caredesk.documents.layout.cells import is_note, is_signature, squeezed, trimmed
from caredesk.documents.layout.content import NO_VILLAGE, looks_like_village, village_in
from caredesk.schema.roster import Cell

_PERIOD = re.compile(r"(20\d{2})\s*年\s*(?:度?\s*(\d{1,2})\s*月|(?:第?\s*([一二三四1-4])\s*季度)|([上下])半年)?")
_DOTTED = re.compile(r"(?<!\d)(20\d{2})[.\-/](\d{1,2})(?![\d.\-/])")
_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_LEADING = re.compile(
    r"^(?:20\d{2}年(?:度|\d{1,2}月份?)?)?([\u4e00-\u9fff]{2,5}(?:村|社区|嘎查))(?!级|民|里|镇|落|干部|康复|矫正|戒毒|服务|工作|居民)"
)
_BEFORE_STEM = re.compile(
    r"^(?:20\d{2}年(?:度|\d{1,2}月份?)?)?(?:[\u4e00-\u9fff]{2,6}县)?(?:[\u4e00-\u9fff]{2,5}[镇乡])?"
)
_NO_STEM = re.compile(
    r"[镇乡县市区街路]|[中小]学|学校|幼儿园|卫生|医院|派出所|敬老|福利|养老|办事处|中心|农场|林场|公司|新(?!增|申|纳)|老|上|下|东|西|南|北"
)
"""What stands behind a name that is a township's, a school's or another village's: 石桥镇, 石桥中学, 石桥新村."""
_FILLED_IN_BY = re.compile(r"单位(?:\([^)]*\))?:([^:]{4,30})")
_NUMBERED = re.compile(r"^[\d一二三四五六七八九十]{1,3}[、.\s_-]*(?=\D)|[(（][^)）]*[)）]$|[\s_-]*\d{1,3}[人户]?$")


def line_of(cells: Sequence[Cell]) -> str:
    """A row above a header as one line of text."""
    return "  ".join(text for cell in cells if (text := trimmed(cell)))


def is_information(text: str) -> bool:
    """Whether a line says who fills in and when rather than what the table is."""
    plain = squeezed(text)
    return is_signature(plain) or is_note(plain) or ":" in plain or len(plain) > 50


def village_of(sheet_name: str, titles: Sequence[str], info: Sequence[str], known: Mapping[str, str]) -> str:
    """The village of a whole table, from the sheet's name, a title or who fills it in; "" when none names one."""
    name = sheet_name.strip()
    for said in (name,) if name in known else (_NUMBERED.sub("", name), name):
        if looks_like_village(said, known) and not said.endswith(NO_VILLAGE):
            return said
    if found := _by_stem(squeezed(_NUMBERED.sub("", name)), known):
        return found
    for title in titles:
        plain = squeezed(title)
        if found := village_in(plain):
            return found
        if (leading := _LEADING.match(plain)) and not leading.group(1).endswith(NO_VILLAGE):
            return leading.group(1)
        if found := _by_stem(plain, known):
            return found
    filling = (said for line in info for said in _FILLED_IN_BY.findall(squeezed(line)))
    return next((found for said in filling if (found := village_in(said))), "")


def _by_stem(text: str, known: Mapping[str, str]) -> str:
    """The one known village whose stem a text begins with (石桥低保名单 is of 石桥村), or ""."""
    said = _BEFORE_STEM.sub("", text)
    begun = [stem for stem in map(_stem, known) if len(stem) > 1 and said.startswith(stem)]
    longest = max(begun, key=len, default="")
    meant = {village for name, village in known.items() if _stem(name) == longest}
    return meant.pop() if longest and len(meant) == 1 and not _NO_STEM.match(said[len(longest) :]) else ""


def _stem(name: str) -> str:
    return name.removesuffix("村").removesuffix("社区")


def period_of(lines: Sequence[str]) -> str:
    """The period a title names: 2026-09, 2026-Q3, 2026-H1 or 2026; "" when none does."""
    best = ""
    for line in lines:
        for found in _PERIOD.finditer(line):
            year, month, quarter, half = found.groups()
            made = year
            if month and 1 <= int(month) <= 12:
                made = f"{year}-{int(month):02d}"
            elif quarter:
                made = f"{year}-Q{_QUARTERS.get(quarter, quarter)}"
            elif half:
                made = f"{year}-H{'1' if half == '上' else '2'}"
            if len(made) > len(best):
                best = made
        if not best and (dotted := _DOTTED.search(line)) and 1 <= int(dotted.group(2)) <= 12:
            best = f"{dotted.group(1)}-{int(dotted.group(2)):02d}"
    return best
