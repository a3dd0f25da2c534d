"""What is odd about a record just saved: told in a sentence, refused by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caredesk.catalog.codes import FEMALE_RELATIONS, MALE_RELATIONS
from caredesk.schema.dates import show_day
from caredesk.schema.ids import Id
from caredesk.services.life_dates import DEAD, LifeDates
from caredesk.services.workspace import Workspace

_MANY = 3


def person_said(work: Workspace, person: Id, row: Mapping[str, Any]) -> list[str]:
    """A sex that the relation speaks against, and a visit that met somebody after they left."""
    said = []
    other = {"男": FEMALE_RELATIONS, "女": MALE_RELATIONS}.get(row["sex"], ())
    if row["relation"] in other:
        said.append(f"性别是“{row['sex']}”，与户主关系却是“{row['relation']}”，请核对是哪一项错了。")
    if row["state_on"] and row["state"] != DEAD and (met := LifeDates(work).met_after(person, row["state_on"])):
        said.append(
            f"{show_day(row['state_on'])}已“{row['state']}”，{show_day(met)}的走访却见到或联系上了本人，请核对日期。"
        )
    return said


def visit_said(work: Workspace, visit: Mapping[str, Any]) -> list[str]:
    """Several visits of one visitor to one person on one day in one way."""
    if visit["visitor"] is None:
        return []
    same = {name: visit[name] for name in ("person", "visited_on", "mode", "visitor")}
    count = len(work.records.find(work.kind("visit"), same))
    told = f"{show_day(visit['visited_on'])}同一位探访人对这个人已经记了{count}次“{visit['mode']}”"
    return [f"{told}，请核对是不是记重了；确实去了几次的不用改。"] if count >= _MANY else []


def visitor_said(work: Workspace, visitor: Id, row: Mapping[str, Any]) -> list[str]:
    """Another visitor of the same name in the same village."""
    same = work.records.find(work.kind("visitor"), {"name": row["name"], "village": row["village"]})
    if all(one.id == visitor for one in same):
        return []
    where = "同一个村里" if row["village"] else "没有写村的探访人里"
    return [f"{where}已有一位探访人也叫“{row['name']}”，请核对是不是同一个人登记了两次。"]
