"""Finding and listing people: search, filters, rows for a list, full numbers on request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import Any

from caredesk.catalog import categories
from caredesk.schema.dates import age_on
from caredesk.schema.errors import Invalid, Problem, UserError
from caredesk.schema.ids import Id
from caredesk.schema.ledger import Collected
from caredesk.schema.record import RecordType
from caredesk.services.access import Gate, Right
from caredesk.services.collecting import SHOWN_AS, collect
from caredesk.services.households import MEMBERSHIP
from caredesk.services.life_dates import LifeDates
from caredesk.services.person_changes import PersonChanges
from caredesk.services.wording import Wording
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.query import Having, Selection

CATEGORIES = Collected(
    owner="", record="episode", field="category", detail="subtype",
    also=(Collected(owner="", lived_in=True, record="household_episode", field="category"),),
)  # fmt: skip
"""A person's categories, their own and those of the household."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of a list of people; numbers are starred, classes above the role's clearance are left out."""

    id: Id
    name: str
    sex: str
    age: int | None
    village: str
    group: str
    categories: str
    risk: str
    state: str
    id_number: str


@dataclass(frozen=True)
class PeopleFilter:
    """Which people a list shows; empty means all. ``village`` is an id, ``on`` the day categories must be in force."""

    village: Id | None = None
    category: str = ""
    state: str = "在册"
    risk: str = ""
    order: str = "village"


NOT_BY_NAME = frozenset(one.name for one in categories.CATEGORIES if not one.by_name)
_BESIDE = ("id_number", "sex", "birth_date", "village", "group", "address", "relation", "state")
_SHOWN = ("name", "sex", "group", "risk", "state", "id_number")

_ORDERS: Mapping[str, tuple[str, ...]] = {
    "village": ("village.official_order", "village.name", "name_key", "rid"),
    "name": ("name_key", "rid"),
    "-name": ("-name_key", "rid"),
    "age": ("-birth_date", "rid"),
    "-age": ("birth_date", "rid"),
    "risk": ("risk", "name_key", "rid"),
    "state": ("state", "name_key", "rid"),
}


class People:
    """Use cases around finding somebody."""

    def __init__(self, workspace: Workspace, changes: PersonChanges | None = None) -> None:
        self._work = workspace
        self._changes = changes or PersonChanges(workspace)
        self._dates = LifeDates(workspace)

    def search(self, text: str, limit: int = 30) -> list[PersonRow]:
        """People that a text finds: part of a name, pinyin, ID tail, phone, village, certificate; best first.

        Who may not see whole numbers finds by their last four digits, or by all of them; who may read no numbers at
        all (只读) finds by none: lists, pages and the command line show them starred and refuse them alike.
        """
        self._work.user.must(Right.SEE)
        words = text.split()
        villages = {name: ids for name in words if (ids := self._villages_called(name))}
        rest = " ".join(word for word in words if word not in villages)
        wanted = set().union(*villages.values()) if villages else None
        if wanted and not rest:
            found = self._work.query.ids(
                Selection(record="person", equal={"village": wanted}, order=_ORDERS["name"], limit=limit)
            )
            # 王庄 is a village, and somebody may be called so.
            found = [*self._found(text, limit), *found]
        else:
            found = self._found(rest, limit, {"village": wanted} if wanted else None)
        return self.rows(list(dict.fromkeys(found))[:limit])

    def _found(self, text: str, limit: int, among: Mapping[str, set[Id]] | None = None) -> list[Id]:
        whole = self._work.user.may(Right.FULL_NUMBER)
        seen = self._work.gate.opens(self._work.kind("person"), "id_number")
        return self._work.records.search(text, limit, among=among, whole_numbers=whole, numbers=seen)

    def _villages_called(self, word: str) -> set[Id]:
        """Villages with this name or former name (村 may be left off), merged ones too; no village has one letter."""
        if len(word) < 2:
            return set()
        found: set[Id] = set()
        merged: dict[Id, set[Id]] = {}
        for id_, (name, aliases, into) in self._work.query.rows(
            Selection(record="village"), ["name", "aliases", "merged_into"]
        ):
            names = (name or "", *(aliases or ()))
            if any(word in (one, one.removesuffix("村"), one.removesuffix("社区")) for one in names):
                found.add(id_)
            if into is not None:
                merged.setdefault(into, set()).add(id_)
        return found | {former for one in found for former in merged.get(one, ())}

    def people(self, chosen: PeopleFilter | None = None) -> list[Id]:
        """Ids of the people a list shows, in order: villages by official order, names by sound."""
        self._work.user.must(Right.SEE)
        return self._work.query.ids(self.selection(chosen or PeopleFilter()))

    def selection(self, chosen: PeopleFilter) -> Selection:
        """The filter as a question to the store; also used by ledgers and figures."""
        equal: dict[str, Any] = {}
        for name in ("village", "state", "risk"):
            if value := getattr(chosen, name):
                equal[name] = value
        having = (self.having(chosen.category, self._work.clock.today()),) if chosen.category else ()
        return Selection(record="person", equal=equal, having=having, order=_ORDERS[chosen.order])

    def having(self, category: str, on: date, owner: str = "") -> Having:
        """People of a category in force on a day; ``owner`` is the path to the person ("" = the person itself)."""
        kind = self._work.kind("episode")
        if category in getattr(kind.fields["category"], "options", ()):
            if not self._work.gate.opens(kind, "category", category):
                if self._work.user.clearance > self._work.gate.clearance:
                    raise UserError(f"“{category}”是严格保密的类别，不能单独出表。请换一个类别。")
                raise UserError(f"您的角色不能按“{category}”来查。请找站长办理。")
            return Having(owner, "episode", "person", {"category": _read_as(kind, self._work.gate, category)}, on)
        return Having(owner, "household_episode", "household", {"category": category}, on, MEMBERSHIP)

    def rows(self, ids: Iterable[Id]) -> list[PersonRow]:
        """Lines for a list, in the order of the ids; an id that is gone, or lies in the bin, is left out."""
        self._work.user.must(Right.SEE)
        wanted = list(ids)
        kind = self._work.kind("person")
        names = [*_SHOWN, "birth_date"]
        people = self._work.query.by_id("person", wanted, [*names, "village.name"])
        today = self._work.clock.today()
        told = self.categories({one: dict(zip(names, row, strict=False)) for one, row in people.items()}, today)
        gate = self._work.gate
        words = {name: gate.wording(kind, name) for name in _SHOWN}
        tells_age = gate.opens(kind, "birth_date")
        rows = []
        for one in wanted:
            if one not in people:
                continue
            *values, village = people[one]
            person = dict(zip(names, values, strict=True))
            said = {name: intern(word(person[name])) for name, word in words.items()}  # most are alike, in long lists
            age = age_on(person["birth_date"], today) if tells_age else None
            at_home, groups = intern(village or ""), intern(told.get(one, ""))
            rows.append(PersonRow(id=one, age=age, village=at_home, categories=groups, **said))
        return rows

    def categories(self, people: Mapping[Id, Mapping[str, Any]], on: date | None) -> dict[Id, str]:
        """All categories of each person in force on a day, in words: 特殊困难老年人（独居、空巢）、最低生活保障家庭."""
        rows = list(people.items())
        return dict(zip(people, collect(self._work, CATEGORIES, rows, on), strict=True))

    def change_state(self, person: Id, state: str, on: date | None, reason: str | None = None) -> None:
        """Mark a person 死亡, 迁出 or 退出 as of a day (or 在册 again, without one), as one act that 撤销 takes back.

        Raises Invalid for a day that is missing or to come. Whatever hangs on it is written in the same act.
        """
        self._changes.change_state(person, state, on, reason)

    def split_household(self, household: Id, leaving: Sequence[Id], head: Id, on: date) -> Id:
        """分户: members leave a household for one of their own, led by ``head``, from a day on; returns the new one."""
        return self._changes.split(household, leaving, head, on)

    def complete_episode(self, values: dict[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
        """Refuse a category that the person is in already, that may only be counted, or beginning outside their life.

        Raises Invalid; nothing to fill in. Which of the second kind are kept by name is a setting of the head
        (practice.md: HIV).
        """
        self._dates.must_fit_owner(values, old, "since", "开始时间")
        if not old and values.get("category") in NOT_BY_NAME - set(self._work.settings.named_categories or ()):
            called = "、".join(categories.category(values["category"]).aliases)
            said = f"“{values['category']}”（{called}也记在这一类）只报人数，不按姓名登记。"
            said += "有书面依据要登记的，请站长先在“设置”里勾上"
            raise Invalid([Problem("category", said)])
        same = {name: values.get(name) for name in ("person", "category", "subtype")}
        if not old and values.get("until") is None and same["person"] and same["category"]:
            kind = self._work.kind("episode")
            if any(getattr(one, "until", None) is None for one in self._work.records.find(kind, same)):
                said = "已经在这一类里，不用再记一次；情况变了请修改原来那条"
                raise Invalid([Problem("category", said)])
        return values

    def alike(self, values: Mapping[str, Any], besides: Id | None = None) -> list[PersonRow]:
        """People of the same name whose birth date and village do not speak against being the same person.

        To be shown side by side before saving. One of the two must agree; where one side does not know it, or knows
        only the year, it does not speak against it.
        """
        name, village, birth = values.get("name"), values.get("village"), values.get("birth_date")
        if not name:
            return []
        chosen = Selection(record="person", equal={"name": name})
        found = []
        for one, (where, born) in self._work.query.rows(chosen, ["village", "birth_date"]):
            same = [where == village] if where and village else []
            same += [born.agrees_with(birth)] if born and birth else []
            if same and all(same) and one != besides:
                found.append(one)
        return self.rows(found)

    def beside(self, values: Mapping[str, Any], other: Id) -> list[tuple[str, str, str]]:
        """Values of somebody new beside those of somebody known: label, the new text, the known one; numbers starred.

        Only what the role may see, and of it what at least one of the two knows.
        """
        self._work.user.must(Right.SEE)
        kind, wording = self._work.kind("person"), Wording(self._work)
        row = self._work.records.row(kind, other) or {}
        told = [
            (
                kind.fields[name].label,
                wording.text(kind, name, values.get(name)),
                wording.text(kind, name, row.get(name)),
            )
            for name in _BESIDE
            if all(self._work.gate.opens(kind, name, side.get(name)) for side in (values, row))
        ]
        return [one for one in told if one[1] or one[2]]

    def alike_after(self, saved: Sequence[Id]) -> list[str]:
        """A sentence for each newly saved person who looks like somebody else on the register."""
        kind = self._work.kind("person")
        found = self._work.records.many(kind, saved)
        return [
            f"“{getattr(one, 'name', '')}”同村已有同名同生日的人，请核对是不是同一个人登记了两次。"
            for id_, one in found.items()
            if getattr(one, "birth_date", None) and self.alike(kind.values(one), besides=id_)
        ]

    def full_number(self, key: str, id: Id, field: str, reason: str) -> str:  # noqa: A002
        """A number without stars, entered in the audit trail with its reason."""
        self._work.user.must(Right.FULL_NUMBER)
        if not reason.strip():
            raise UserError("查看完整号码要写明用途，例如“核对低保申请”。请填写后再看。")
        kind = self._work.kind(key)
        row = self._work.records.row(kind, id)
        if row is None or not self._work.gate.opens(kind, field, row[field]) or not self._work.gate.shows(kind, row):
            raise UserError("这个号码不能查看。请找站长办理。")
        self._work.note(Action.VIEW_FULL, key, id, reason)
        return kind.fields[field].show(row[field])


def _read_as(kind: RecordType, gate: Gate, category: str) -> list[str]:
    """The category and those that stand under its name where their own may not be read."""
    secret = [name for name, shown in SHOWN_AS.items() if shown == category]
    return [category, *(name for name in secret if not gate.opens(kind, "category", name))]
