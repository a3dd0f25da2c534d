"""公民身份号码 (GB 11643-1999) and 残疾人证号: checked, derived from, never guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from caredesk.schema.dates import PartialDate
from caredesk.schema.regions import is_county

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_NOISE = re.compile(r"[\s\u3000\u00a0\u200b-\u200f\ufeff'’‘`\"“”\-_.,，。]")
_WHOLE = re.compile(r"(?<=\d)\.0+\s*$")
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?[eE]\+?1[4-9]$")

DISABILITY_CLASSES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
"""Classes 1 to 7 of the certificate number, GB/T 26341-2010 (domain page 1.3: lists with 1 听力 are wrong)."""
DISABILITY_GRADES = ("一级", "二级", "三级", "四级")

Verdict = Literal["sound", "damaged", "invalid"]


@dataclass(frozen=True)
class IdCheck:
    """What a text says as a citizen's ID number.

    ``number`` is the normal form (18 characters) and only to be stored when ``verdict`` is "sound".
    "damaged": Excel destroyed it (scientific notation, digits zeroed); "invalid": everything else wrong, ``reason``
    says what. ``notices`` never block: an unknown county code (codes were abolished over time), a 15-digit number.
    """

    number: str
    verdict: Verdict
    reason: str = ""
    birth: PartialDate | None = None
    sex: str = ""
    notices: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return self.verdict == "sound"


def clean_id_text(text: str) -> str:
    """Full width to half, spaces, TABs, quotes and dashes out, x and × to X."""
    normal = unicodedata.normalize("NFKC", text).replace("×", "X").replace("╳", "X")
    return _NOISE.sub("", _WHOLE.sub("", normal)).upper()


def check_character(first17: str) -> str:
    """The check character of the first 17 digits."""
    return _CHECKS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


@lru_cache(maxsize=64)  # a record's number is judged by its field, by its record's rules and by the import in turn
def check_id_number(text: str, *, today: date | None = None) -> IdCheck:
    """Judge an ID number as typed or as a spreadsheet held it (the cell's text)."""
    shown = unicodedata.normalize("NFKC", text).strip()
    if _SCIENTIFIC.match(shown.replace(" ", "")):
        return IdCheck(shown, "damaged", "号码被表格软件改成了科学计数法，后几位已经丢失，请照身份证重新填写")
    number = clean_id_text(text)
    if re.fullmatch(r"\d{15}", number):
        return _check_fifteen(number, today)
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return IdCheck(number, "invalid", _shape_reason(number))
    birth = _birth(number[6:14])
    if birth is None:
        return IdCheck(number, "invalid", "号码里的出生日期不存在，请照身份证核对")
    if today is not None and birth.first > today:
        return IdCheck(number, "invalid", "号码里的出生日期在今天以后，请照身份证核对")
    if check_character(number[:17]) != number[17]:
        if number.endswith("000"):
            return IdCheck(number, "damaged", "号码最后三位变成了000，多半是表格软件弄坏的，请照身份证重新填写")
        return IdCheck(number, "invalid", "号码的校验位不对，有一位抄错了，请照身份证核对")
    return IdCheck(number, "sound", "", birth, _sex(number[16]), _notices(number))


def _check_fifteen(number: str, today: date | None) -> IdCheck:
    # The old scheme's 996-999 meant born in the 1800s (GB 11643-1989), so the century cannot be inferred.
    if number[12:] in {"996", "997", "998", "999"}:
        return IdCheck(number, "invalid", "15位旧号码的顺序号是百岁老人专用号，不能自动换成18位，请照身份证填写")
    first17 = number[:6] + "19" + number[6:]
    whole = check_id_number(first17 + check_character(first17), today=today)
    if not whole.sound:
        return IdCheck(number, "invalid", "15位旧号码里的出生日期不存在，请照身份证核对")
    notice = "15位旧号码，已换算成18位"
    return IdCheck(whole.number, "sound", "", whole.birth, whole.sex, (*whole.notices, notice))


def _shape_reason(number: str) -> str:
    if not number:
        return "没有号码"
    if len(number) == 18 or re.fullmatch(r"[\dX]+", number):
        return (
            f"身份证号应为18位，这里是{len(number)}位，请照身份证核对"
            if len(number) != 18
            else "号码里有不该有的字，请照身份证核对"
        )
    return "这不是身份证号，请照身份证核对"


def _birth(digits: str) -> PartialDate | None:
    try:
        made = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return PartialDate.of(made) if made.year >= 1850 else None


def _sex(digit: str) -> str:
    return "男" if int(digit) % 2 else "女"


def _notices(number: str) -> tuple[str, ...]:
    return () if is_county(number[:6]) else ("号码开头的地区代码没见过，请看一眼（老代码也可能是对的）",)


@dataclass(frozen=True)
class CertificateCheck:
    """What a 残疾人证号 says: ID + class digit + grade digit (+ B1... for re-issued cards)."""

    number: str
    sound: bool
    reason: str = ""
    id_number: str = ""
    disability_class: str = ""
    disability_grade: str = ""


def check_disability_certificate(text: str) -> CertificateCheck:
    """Judge a disability certificate number (20 characters, or 22 with a re-issue mark)."""
    number = clean_id_text(text)
    found = re.fullmatch(r"(\d{17}[\dX])([1-7])([1-4])(B[1-9])?", number)
    if not found:
        return CertificateCheck(number, False, "残疾证号应是身份证号加类别、等级各一位，请照残疾证核对")
    person = check_id_number(found.group(1))
    if not person.sound:
        return CertificateCheck(number, False, "残疾证号里的" + person.reason)
    return CertificateCheck(
        number,
        True,
        id_number=person.number,
        disability_class=DISABILITY_CLASSES[int(found.group(2)) - 1],
        disability_grade=DISABILITY_GRADES[int(found.group(3)) - 1],
    )


def made_up_id(region: str, birth: date, *, sequence: int) -> str:
    """An ID number that can be nobody's: sequence 996-999 is reserved for people over 100. For demos and tests."""
    if sequence not in range(996, 1000):
        raise ValueError("made-up numbers use the sequences reserved for centenarians")
    first17 = f"{region}{birth:%Y%m%d}{sequence:03d}"
    return first17 + check_character(first17)
