"""Finding and listing people: search, filters, rows for a list, full numbers on request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from caredesk.schema.dates import age_on
from caredesk.schema.errors import UserError
from caredesk.schema.ids import Id
from caredesk.schema.ledger import Collected
from caredesk.services.access import Right
from caredesk.services.collecting import collect
from caredesk.services.workspace import Workspace
from caredesk.store.audit import Action
from caredesk.store.query import Having, Selection

HOUSEHOLD_CATEGORY = ("household", "household_episode", "household")
"""How a household's category reaches its members: path of the person, record, link."""
CATEGORIES = Collected(
    owner="", record="episode", field="category", detail="subtype",
    also=(Collected(owner="household", record="household_episode", field="category"),),
)  # fmt: skip
"""A person's categories, their own and those of the household."""


@dataclass(frozen=True)
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

    def __init__(self, workspace: Workspace) -> None:
        self._work = workspace

    def search(self, text: str, limit: int = 30) -> list[PersonRow]:
        """People that a text finds: part of a name, pinyin, ID tail, phone, village, certificate; best first."""
        self._work.user.must(Right.SEE)
        words = text.split()
        villages = {name: ids for name in words if (ids := self._villages_called(name))}
        rest = " ".join(word for word in words if word not in villages)
        wanted = set().union(*villages.values()) if villages else set()
        if villages and not rest:
            found = self._work.query.ids(
                Selection(record="person", equal={"village": wanted}, order=_ORDERS["name"], limit=limit)
            )
            return self.rows(found)
        found = self._work.records.search(rest, 5000 if villages else limit)
        return self._in_villages(found, wanted, limit) if villages else self.rows(found[:limit])

    def _in_villages(self, ids: Sequence[Id], wanted: set[Id], limit: int) -> list[PersonRow]:
        people = self._work.records.many(self._work.kind("person"), ids)
        return self.rows([one for one in ids if getattr(people[one], "village", None) in wanted][:limit])

    def _villages_called(self, word: str) -> set[Id]:
        """Villages with this name or former name (村 may be left off); single letters are no village."""
        if len(word) < 2:
            return set()
        found = set()
        for village in self._work.records.find(self._work.kind("village")):
            names = (getattr(village, "name", ""), *(getattr(village, "aliases", None) or ()))
            if village.id and any(word == name or word == name.rstrip("村").removesuffix("社区") for name in names):
                found.add(village.id)
        return found

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
            if not self._work.gate.shows(kind, {"category": category}):
                raise UserError(f"这个账号不能按“{category}”来查。请找站长办理。")
            return Having(owner, "episode", "person", {"category": category}, on)
        path, record, link = HOUSEHOLD_CATEGORY
        return Having(f"{owner}.{path}" if owner else path, record, link, {"category": category}, on)

    def rows(self, ids: Iterable[Id]) -> list[PersonRow]:
        """Lines for a list, in the order of the ids; an id that is gone is left out."""
        self._work.user.must(Right.SEE)
        wanted = list(ids)
        kind = self._work.kind("person")
        people = self._work.records.many(kind, wanted)
        today = self._work.clock.today()
        villages = {v.id: str(getattr(v, "name", "")) for v in self._work.records.find(self._work.kind("village"))}
        told = self.categories({one: kind.values(person) for one, person in people.items()}, today)
        rows = []
        for one in wanted:
            if one not in people:
                continue
            person = kind.values(people[one])
            said = {name: self._work.gate.shown(kind, name, person[name]) for name in _SHOWN}
            age, village = age_on(person["birth_date"], today), villages.get(person["village"], "")
            rows.append(PersonRow(id=one, age=age, village=village, categories=told.get(one, ""), **said))
        return rows

    def categories(self, people: Mapping[Id, Mapping[str, Any]], on: date | None) -> dict[Id, str]:
        """All categories of each person in force on a day, in words: 特殊困难老年人（独居、空巢）、最低生活保障家庭."""
        rows = list(people.items())
        return dict(zip(people, collect(self._work, CATEGORIES, rows, on), strict=True))

    def alike(self, values: Mapping[str, Any], besides: Id | None = None) -> list[PersonRow]:
        """People with the same name, birth date and village as these values: perhaps the same person twice.

        To be shown side by side before saving; missing birth dates and villages are left out of the comparison.
        """
        if not values.get("name"):
            return []
        given = {name: values[name] for name in ("name", "birth_date", "village") if values.get(name)}
        found = self._work.query.ids(Selection(record="person", equal=given)) if len(given) > 1 else []
        return self.rows([one for one in found if one != besides])

    def full_number(self, key: str, id: Id, field: str, reason: str) -> str:  # noqa: A002
        """A number without stars, entered in the audit trail with its reason."""
        self._work.user.must(Right.FULL_NUMBER)
        if not reason.strip():
            raise UserError("查看完整号码要写明用途，例如“核对低保申请”。请填写后再看。")
        kind = self._work.kind(key)
        row = self._work.records.row(kind, id)
        if row is None or not self._work.gate.opens(kind, field) or not self._work.gate.shows(kind, row):
            raise UserError("这个号码不能查看。请找站长办理。")
        self._work.note(Action.VIEW_FULL, key, id, reason.strip())
        return kind.fields[field].show(row[field])
