"""The code on a recovery paper (救急密码纸): 120 random bits in six groups, each with its own check character.

The alphabet is Crockford's base 32: no I, L, O or U, so what a person reads as one of them can only be 1, 0 or V. Every
group ends with a check character over the group and its place, so a typing mistake is named by its group.
"""

from __future__ import annotations

import secrets
import unicodedata

from caredesk.schema.errors import StoreTrouble

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_SIZE = 6, 5
_READ_AS = str.maketrans("OILU", "011V")


def new_code() -> str:
    """Make a code as it is printed: ``XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX``."""
    groups = []
    for place in range(GROUPS):
        data = "".join(secrets.choice(ALPHABET) for _ in range(GROUP_SIZE - 1))
        groups.append(data + _check_character(data, place))
    return "-".join(groups)


def plain_letters(typed: str) -> str:
    """The letters and digits of what was typed, as the alphabet writes them; dashes and spaces are left out."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_READ_AS)
    return "".join(character for character in plain if character.isalnum())


def read_code(typed: str) -> str:
    """Bring a code as typed (any case, spaces, full width, O for 0) to its printed form.

    Raises StoreTrouble naming the group that cannot be right.
    """
    letters = plain_letters(typed)
    if len(letters) != GROUPS * GROUP_SIZE:
        raise StoreTrouble(
            f"救急密码应有 {GROUPS} 组、每组 {GROUP_SIZE} 个字符，现在是 {len(letters)} 个。请对照纸上重新输入。"
        )
    groups = [letters[start : start + GROUP_SIZE] for start in range(0, len(letters), GROUP_SIZE)]
    for place, group in enumerate(groups):
        known = all(character in ALPHABET for character in group)
        if not known or _check_character(group[:-1], place) != group[-1]:
            raise StoreTrouble(f"救急密码第 {place + 1} 组“{group}”有误。请对照纸上重新输入这一组。")
    return "-".join(groups)


def _check_character(data: str, place: int) -> str:
    """A polynomial over GF(32): any one wrong character and any two swapped neighbours change it."""
    sum_ = place + 1
    for character in data:
        sum_ = _double(sum_) ^ ALPHABET.index(character)
    return ALPHABET[_double(sum_)]


def _double(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
