"""Who may do and see what: one table of rights by role, and one gate that values pass on their way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, partial
from typing import Any

from caredesk.schema.conditions import Condition, fields_of
from caredesk.schema.errors import NotAllowed
from caredesk.schema.fields import Choice, Field, Text
from caredesk.schema.ids import Id
from caredesk.schema.kinds import CertificateNumber, IdNumber, Phone
from caredesk.schema.privacy import Privacy, hidden, mask_beside_birth, mask_numbers_in_words
from caredesk.schema.record import Record, RecordType


class Right(Enum):
    """A use case that a role may or may not do; the value is what the refusal calls it."""

    SEE = "查看服务对象"
    EDIT = "修改服务对象"
    VISIT = "记走访"
    IMPORT = "收县里的表"
    LEDGER = "出台账"
    RETURN = "出月报"
    FULL_NUMBER = "查看完整号码"
    FULL_EXPORT = "导出完整号码"
    EXPORT_ALL = "导出全部资料"
    BACKUP = "备份、恢复"
    SETTINGS = "修改设置"
    USERS = "管理使用人员"
    REPLACE_HEAD = "更换站长"
    AUDIT = "查看谁看过谁改过"
    PURGE = "彻底删除"


_WORKER = {
    Right.SEE, Right.EDIT, Right.VISIT, Right.IMPORT, Right.LEDGER, Right.RETURN, Right.FULL_NUMBER,
    Right.FULL_EXPORT, Right.BACKUP,
}  # fmt: skip

RIGHTS: Mapping[str, frozenset[Right]] = {
    "站长": frozenset(Right) - {Right.REPLACE_HEAD},
    "社工": frozenset(_WORKER),
    "只读": frozenset({Right.SEE, Right.LEDGER, Right.RETURN}),
    "乡镇管理员": frozenset(
        {Right.SEE, Right.LEDGER, Right.RETURN, Right.BACKUP, Right.SETTINGS, Right.USERS, Right.REPLACE_HEAD,
         Right.AUDIT, Right.EXPORT_ALL, Right.FULL_EXPORT}
    ),
}  # fmt: skip

CLEARANCE: Mapping[str, Privacy] = {
    "站长": Privacy.RESTRICTED,
    "社工": Privacy.SENSITIVE,
    "只读": Privacy.ORDINARY,
    "乡镇管理员": Privacy.SENSITIVE,
}


@dataclass(frozen=True)
class User:
    """Somebody signed in."""

    id: Id
    name: str
    role: str

    @property
    def clearance(self) -> Privacy:
        return CLEARANCE[self.role]

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]

    def must(self, right: Right) -> None:
        """Raise NotAllowed, with whom to ask, when the role may not do this."""
        if not self.may(right):
            able = "、".join(role for role, rights in RIGHTS.items() if right in rights)
            raise NotAllowed(f"{self.role}不能{right.value}。请找{able}办理。")


NUMBERS = (IdNumber, CertificateNumber, Phone)


def starred(spec: Field, value: Any, *, closely: bool = False) -> str:
    """A value in words with the numbers of people starred out, those typed into a line of text as well.

    ``closely`` hides the tail of an ID or certificate number too: a birth date beside it would complete it.
    """
    if closely and value and isinstance(spec, IdNumber | CertificateNumber):
        return mask_beside_birth(value)
    if isinstance(spec, Text) and not isinstance(spec, NUMBERS):
        return mask_numbers_in_words(spec.show(value))
    return spec.masked(value)


def _covered(spec: Field, value: Any, *, restricted: bool) -> str:
    """What is read in the place of a value above the clearance."""
    if value is None or restricted:
        return ""
    masked = starred(spec, value, closely=True)
    return masked if isinstance(spec, NUMBERS) and masked != spec.show(value) else hidden()


@dataclass(frozen=True)
class Gate:
    """Lets values out up to a clearance: records with options above it stay in as a whole, other values are emptied."""

    clearance: Privacy
    closely: bool = False
    """Birth dates stand beside the numbers that are let out."""

    def shows(self, kind: RecordType, values: Mapping[str, Any]) -> bool:
        """Whether a record may be seen at all; ``values`` must hold the fields of ``kind.hidden_with``."""
        for name in kind.hidden_with:
            spec = kind.fields[name]
            if isinstance(spec, Choice) and spec.privacy_of(values.get(name)) > self.clearance:
                return False
        return True

    def opens(self, kind: RecordType, name: str, value: Any = None) -> bool:
        """Whether a field's value may be seen."""
        spec = kind.fields[name]
        own = spec.privacy_of(value) if isinstance(spec, Choice) else spec.privacy
        return max(own, kind.privacy(name)) <= self.clearance

    def opens_all(self, kind: RecordType, condition: Condition | None) -> bool:
        """Whether everything that a condition on records of a kind looks at may be seen."""
        return all(self.opens(kind, name) for name in fields_of(condition) if name in kind.fields)

    def values(self, kind: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values that may be seen; the others are left out."""
        return {name: value for name, value in values.items() if self.opens(kind, name, value)}

    def withheld(self, kind: RecordType, values: Mapping[str, Any]) -> set[str]:
        """Names of the fields that hold something and may not be seen."""
        return {n for n, value in values.items() if value not in (None, "", ()) and not self.opens(kind, n, value)}

    def shown(self, kind: RecordType, name: str, value: Any, *, full: bool = False) -> str:
        """A value in words: numbers starred unless ``full``, what is above the clearance hidden.

        Of sensitive values it shows that there is one; of restricted ones, and of options that are more secret than
        their field, not even that.
        """
        return self.wording(kind, name, full=full)(value)

    def wording(self, kind: RecordType, name: str, *, full: bool = False) -> Callable[[Any], str]:
        """What :meth:`shown` does to the values of one field, for long lists."""
        spec, level = kind.fields[name], kind.privacy(name)
        if level > self.clearance:
            return partial(_covered, spec, restricted=level >= Privacy.RESTRICTED)
        words = spec.show if full else partial(starred, spec, closely=self.closely)
        if isinstance(spec, Choice):
            return cache(lambda value: words(value) if spec.privacy_of(value) <= self.clearance else "")
        return lambda value: "" if value is None else words(value)

    def records(self, kind: RecordType, found: Iterable[Record]) -> list[Record]:
        """The records that may be seen, with the values that may not be seen emptied."""
        kept = []
        for record in found:
            values = kind.values(record)
            if self.shows(kind, values):
                empty = dict.fromkeys(kind.fields)
                kept.append(kind.make(id=record.id, **{**empty, **self.values(kind, values)}))
        return kept
