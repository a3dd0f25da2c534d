"""What a cell or a heading says once the dress is off: spaces, full width, units, stars, brackets, old characters."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache

from caredesk.schema.roster import Cell

_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_DRESS = re.compile(r"[\s*＊:：、,，。.;；\"'“”‘’_\-—/\\|]+")
_SAME = (
    ("帐", "账"),
    ("号码", "号"),
    ("身分证", "身份证"),
    ("公民身份证", "身份证"),
    ("公民身份", "身份证"),
    ("證", "证"),
)

_OLD_SCRIPT = str.maketrans(
    "號碼證戶區鄉鎮縣聯電話繫關係殘類別齡現監護貧備註歲學補貼額銀賬養兒齊標準時間機構員對齡濟醫療",
    "号码证户区乡镇县联电话系关系残类别龄现监护贫备注岁学补贴额银账养儿齐标准时间机构员对龄济医疗",
)


def shown(cell: Cell) -> str:
    """A cell's text as a person reads it: 14900000000, 2023-09-01, √."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.14E}" if abs(cell) >= 1e15 else f"{cell:.10g}"
    return str(cell)


def trimmed(cell: Cell) -> str:
    """The text without outer spaces, TABs, zero-width marks and the apostrophe that keeps numbers as text."""
    return shown(cell).strip(" \t\r\n\u3000\u00a0\u200b\ufeff'’‘`")


@lru_cache(maxsize=20_000)
def heading_key(text: str) -> str:
    """A heading's normal form: half width, no spaces, no brackets with what is in them, no stars or colons.

    身份证号码, 公民身份号码 and 身 份 证 号* come out alike. A heading that is all brackets keeps their content.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\n", "")
    bare, before = plain, ""
    while bare != before:
        before, bare = bare, _BRACKETS.sub("", bare)
    bare = bare.translate(_OLD_SCRIPT)
    made = _DRESS.sub("", bare) or _DRESS.sub("", re.sub(r"[()\[\]]", "", plain))
    for old, new in _SAME:
        made = made.replace(old, new)
    return made.lower()


TOTAL = re.compile(
    r"^(本?[页村组镇乡县区社户]?|全[村镇乡县区])?(合计|小计|总计|共计|累计|总合计)([:：(（\d].*)?$|^.{1,10}(合计|小计|总计)$"
)
"""A cell that makes its row a total: 合 计 (spaces out first), 本页小计, 散居孤儿合计, 合计：20人."""

_SIGNED = re.compile(
    r"(单位负责人|统计负责人|负责人|制表人|制表时间|制表单位|填表人|填报人|填表日期|填表时间|填报日期|报出日期|审核人|复核人|经办人|"
    r"分管领导|领导签字|领导签批人|签批人|主管领导|单位盖章|盖章|村\(社区\)签字|审批人)[^:]{0,8}:"
)
_SIGNING = re.compile(
    r"^(单位|统计|分管|主管|部门)?(审核|复核|审批|批准|制表|填表|填报|经办|负责|领导|站长|主任|书记)(人|员|人员|领导)?"
    r"(签字|签名|签章|盖章|日期|时间)?:?$|^(签字|签名|签章|盖章|公章|日期)([:(].*)?$"
)
_NOTE = re.compile(
    r"^(注|备注|说明|填表说明|填报说明|附注|附)[:(]|^(注|说明|附注)\d[、.]|^(注|填表说明|填报说明)$|"
    r"^\d[、.].{12,}|^[一二三四五六][、.]"
)


def squeezed(cell: Cell) -> str:
    """Half width and without any space: how total and signature marks are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", shown(cell)))


def is_total(text: str) -> bool:
    """Whether a squeezed text marks a row of totals."""
    return bool(TOTAL.match(text))


def is_signature(text: str) -> bool:
    """Whether a squeezed text belongs to a signature line (制表人：… 审核人：…)."""
    return bool(_SIGNED.search(text))


def is_signing(text: str) -> bool:
    """Whether a squeezed cell holds nothing but a word of a signature line (审核, 负责人签字)."""
    return bool(_SIGNING.match(text))


def is_note(text: str) -> bool:
    """Whether a squeezed text opens a note (注：…)."""
    return bool(_NOTE.match(text))


YES = frozenset("√✓✔☑■●★◆▲✅R是有1YyVv对享属") | {"是的", "已享受", "享受", "√√", "1.0", "Y", "yes", "Yes", "YES"}
NO = frozenset("否无0×✗✘xX-—/\\非NnO☐□") | {"", "不是", "没有", "未享受", "不享受", "0.0", "no", "No", "NO", "——"}


CIRCLES = frozenset("○〇◯")
"""No beside other marks, and nothing that can be told alone."""


def tick(text: str) -> bool | None:
    """True and False for a trimmed tick cell, None when it cannot be told (2, ○, words)."""
    if text in YES:
        return True
    return False if text in NO else None
