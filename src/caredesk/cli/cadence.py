"""``due`` and ``rules``: who is to be visited by which rule, and the rules themselves."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import AbstractContextManager

from caredesk.cli.terminal import say, tell
from caredesk.schema.errors import UserError
from caredesk.schema.kinds import Day
from caredesk.services.desk import Desk
from caredesk.services.rules import RuleRow


def due(asked: argparse.Namespace, opened: AbstractContextManager[Desk]) -> None:
    """Who is to be visited on a day, a line for every rule."""
    try:
        day = Day(label="日期").parse(asked.on)
    except ValueError as error:
        raise UserError(str(error)) from error
    with opened as desk:
        rows = [
            {
                "person": str(row.person.id),
                "name": row.person.name,
                "village": row.person.village,
                "rule": standing.rule.key,
                "title": standing.rule.title,
                "category": standing.rule.category,
                "due": standing.due.isoformat(),
                "status": standing.verdict.value,
                "days": standing.days,
                "last_met": standing.last_met.isoformat() if standing.last_met else None,
                "source": standing.rule.basis,
            }
            for row in desk.visits.due(day)
            for standing in (row.standing, *row.others)
        ]
    if asked.json:
        tell(rows)
    else:
        for row in rows:
            print(f"{row['status']}\t{row['due']}\t{row['name']}\t{row['village']}\t{row['title']}")  # noqa: T201
    say(f"{asked.on}：{len(rows)}条。")


def rules(asked: argparse.Namespace, opened: AbstractContextManager[Desk]) -> None:
    """List the rules, write those in use to a file, or take a file (only look with --check)."""
    with opened as desk:
        if asked.export:
            count = desk.rules.write(asked.export)
            tell({"file": str(asked.export), "rules": count})
            say(f"已写好“{asked.export}”，{count}条规则。")
        elif asked.take:
            _take(desk, asked)
        else:
            rows = [_told(row) for row in desk.rules.listed()]
            if asked.json:
                tell(rows)
            for row in () if asked.json else rows:
                print(f"{row['state']}\t{row['title']}\t{row['planned']}\t{row['strength']}：{row['basis']}")  # noqa: T201
            say(f"{len(rows)}条规则，{sum(row['state'] == '在用' for row in rows)}条在用。")


def _told(row: RuleRow) -> Mapping[str, object]:
    rule = row.rule
    return {
        "rule": row.lineage,
        "title": rule.title,
        "state": row.state,
        "planned": row.planned,
        "since": rule.since.isoformat() if rule.since else None,
        "until": rule.until.isoformat() if rule.until else None,
        "modes": list(rule.modes),
        "strength": row.strength,
        "basis": rule.basis,
    }


def _take(desk: Desk, asked: argparse.Namespace) -> None:
    try:
        since = Day(label="从哪天起").parse(asked.since) if asked.since else None
    except ValueError as error:
        raise UserError(str(error)) from error
    found = desk.rules.read(asked.take, since)
    taken = 0 if asked.check else desk.rules.take(found)
    if asked.json:
        tell({"taken": taken, "rules": [{"title": one.title, "what": one.what, "told": one.told} for one in found]})
    for one in () if asked.json else found:
        print("\t".join((one.what, one.title, "；".join(one.told))))  # noqa: T201
    unusable = sum(one.what == "不能用" for one in found)
    said = f"，{unusable}条不能用" if unusable else ""
    say(f"只看了，没有写入{said}。" if asked.check else f"收下{taken}条规则{said}。")
