"""Privacy classes of fields, and what may be seen of a number when it is starred out (号码打星)."""

from __future__ import annotations

import re
from enum import IntEnum


class Privacy(IntEnum):
    """How far a field may travel; a role has a clearance, and sees fields up to it.

    RESTRICTED: HIV, abuse, mental diagnosis, bank, 失独, 服刑 (个人信息保护法 art. 28; domain/children 6).
    """

    ORDINARY = 0
    SENSITIVE = 1
    RESTRICTED = 2


_HIDDEN = "＊＊＊"


def mask_id_number(text: str) -> str:
    """Show the first three and last four characters: 429***********9978."""
    if len(text) < 8:
        return "*" * len(text)
    return text[:3] + "*" * (len(text) - 7) + text[-4:]


def mask_beside_birth(text: str) -> str:
    """Show the first three characters and the last: 429**************8.

    Where the birth date stands beside it, the last four would be all that is missing of the whole number.
    """
    return text[:3] + "*" * (len(text) - 4) + text[-1:] if len(text) >= 8 else "*" * len(text)


def mask_phone(text: str) -> str:
    """Star out the middle of every telephone number in the text: 149****0001."""
    return re.sub(r"\d{7,13}", lambda found: _mask_digits(found.group()), text)


def _mask_digits(digits: str) -> str:
    if len(digits) >= 11:
        return digits[:3] + "*" * (len(digits) - 7) + digits[-4:]
    return digits[:-4].replace(digits[:-4], "*" * (len(digits) - 4)) + digits[-4:]


# \d also finds full-width digits. Blanks are allowed only where people put them, so that dates stay readable.
_LONG_NUMBER = re.compile(r"(?<![\dA-Za-z])(?:\d{14,19}[\dXxＸｘ]?|\d{6}[ -]\d{8}[ -]\d{3}[\dXxＸｘ])(?![\dA-Za-z])")
# An ID number however it was cut up: a date never stands where a region's code, a century and ten more digits do.
_CUT_UP = re.compile(
    r"(?<![\dA-Za-z])[1-9](?:[ -]?\d){5}[ -]?(?:1[ -]?[89]|2[ -]?0)(?:[ -]?\d){9}[ -]?[\dXxＸｘ](?![\dA-Za-z])"
)
_MOBILE = re.compile(r"(?<![\d*])[1１]\d{2}[ -]?\d{4}[ -]?\d{4}(?![\d*])")
_LANDLINE = re.compile(r"(?<![\d*-])0\d{2,3}-\d{7,8}(?![\d*-])")


def mask_numbers_in_words(text: str) -> str:
    """Star out ID-like, card-like and phone-like numbers that somebody typed into a note."""
    starred = _LONG_NUMBER.sub(lambda found: mask_id_number(found.group()), text)
    starred = _CUT_UP.sub(lambda found: mask_id_number(found.group()), starred)
    starred = _MOBILE.sub(lambda found: _mask_digits(found.group()), starred)
    return _LANDLINE.sub(lambda found: found.group()[:-6] + "**" + found.group()[-4:], starred)


def hidden() -> str:
    """What stands in place of a value that the role may not see."""
    return _HIDDEN
