"""What the editors of a form ask for, answered by the desk: people and places by name, photos, who may add what."""

from __future__ import annotations

from functools import partial

from caredesk.schema.ids import Id
from caredesk.services.access import Right
from caredesk.services.desk import Desk
from caredesk.ui.editors import Candidate, Surroundings
from caredesk.ui.editors.link import sounds_like
from caredesk.ui.window import about

_MOST = 30
_NOT_BY_NAME = ("person", "station", "desk_user")


def made_by_name(desk: Desk) -> frozenset[str]:
    """The kinds of record of which a name is all that is needed."""
    return frozenset(
        kind.key
        for kind in desk.declarations.records
        if kind.key not in _NOT_BY_NAME
        and all(not spec.required or name == kind.title_field for name, spec in kind.fields.items())
    )


def surroundings(desk: Desk, *, starred: bool = False) -> Surroundings:
    """What a form's editors ask for, answered by the desk."""
    return Surroundings(
        today=desk.clock.today,
        find=partial(_find, desk),
        title=partial(title_of, desk),
        clearance=desk.user.clearance,
        starred=starred,
        keep_photo=desk.photos.keep if desk.user.may(Right.EDIT) or desk.user.may(Right.VISIT) else None,
        photo=desk.photos.read,
    )


def _find(desk: Desk, key: str, text: str) -> list[Candidate]:
    if key == "person":
        return [Candidate(row.id, row.name, about(row)) for row in desk.people.search(text, _MOST)] if text else []
    kind = desk.declarations.by_key[key]
    order = ("official_order", "name") if "official_order" in kind.fields else (kind.title_field,)
    found = []
    for record in desk.records.find(key, {}, order):
        values = kind.values(record)
        title = kind.fields[kind.title_field].show(values[kind.title_field])
        others = " ".join(str(one) for one in values.get("aliases") or ())
        if text in title or text in others or sounds_like(title, text):
            detail = "、".join(str(values[name]) for name in ("role", "kind") if values.get(name))
            found.append(Candidate(record.id, title, detail))
    return found


def title_of(desk: Desk, key: str, id_: Id) -> str:
    """What a record is called, "" when there is none that may be seen."""
    record = desk.records.get(key, id_)
    kind = desk.declarations.by_key[key]
    return kind.fields[kind.title_field].show(getattr(record, kind.title_field)) if record else ""
