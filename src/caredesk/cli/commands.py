"""Each command: open the station, call one use case, tell the outcome."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from caredesk.catalog import DECLARATIONS
from caredesk.cli import cadence
from caredesk.cli.demo import demo
from caredesk.cli.terminal import password, say, tell
from caredesk.schema.conditions import in_words
from caredesk.schema.errors import FileTrouble, StoreTrouble, UserError
from caredesk.schema.fields import Choice, Choices
from caredesk.schema.record import RecordType
from caredesk.services.clock import SystemClock
from caredesk.services.desk import Desk
from caredesk.services.stations import NewStation, Stations


@contextmanager
def opened(asked: argparse.Namespace) -> Iterator[Desk]:
    """The station at ``--data``, signed in; closed at the end."""
    desk = _stations().sign_in(asked.data, asked.user, password(asked))
    try:
        for notice in desk.notices:
            say(notice)
        yield desk
    finally:
        desk.close()


def _stations() -> Stations:
    return Stations(DECLARATIONS, SystemClock())


def init(asked: argparse.Namespace) -> None:
    """Make a station; the recovery papers go to stdout once."""
    new = NewStation(asked.station, asked.county, asked.township, password(asked, twice=True))
    desk, codes = _stations().create(asked.data, new)
    for notice in desk.notices:
        say(notice)
    desk.close()
    tell({"station": asked.station, "data": str(asked.data), "recovery": codes})
    say("站点已建好。上面两张救急密码纸（站里一张、镇里一张）只显示这一次，请抄好封存。登录名：站长。")


def record(asked: argparse.Namespace) -> None:
    """Write a declared record a line, all or nothing."""
    kind = DECLARATIONS.record(asked.kind)
    text = _lines(asked.json_lines)
    with opened(asked) as desk:
        saved = desk.records.save_text(kind.key, text)
        for notice in [*desk.records.notices, *(desk.people.alike_after(saved) if kind.key == "person" else ())]:
            say(notice)
        for id_ in saved:
            for notice in desk.reviews.after(kind.key, id_):
                say(notice)
        _back_up_today(desk)
    tell({"kind": kind.key, "saved": [str(id_) for id_ in saved]})
    say(f"写入“{kind.title}”{len(saved)}条。")


def _back_up_today(desk: Desk) -> None:
    """The day's backup after a write; what was written stays written when there is no room for it."""
    try:
        desk.safety.daily_backup()
    except StoreTrouble as trouble:
        say(f"已经写好了，但今天的备份没有做成：{trouble}")


def _lines(file: Path | None) -> str:
    """The text of a file, or of what is piped in."""
    try:
        content = sys.stdin.buffer.read() if file is None else file.read_bytes()
        return content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        named = "标准输入" if file is None else f"“{file}”"
        raise FileTrouble(f"读不了{named}。请检查路径，内容应是 UTF-8 的 JSON，一行一条。") from error


def listing(asked: argparse.Namespace) -> None:
    """List records of a kind as this user may see them, numbers starred unless --full."""
    kind = DECLARATIONS.record(asked.kind)
    told = dict(_condition(part) for part in asked.where)
    with opened(asked) as desk:
        equal = desk.records.from_json(kind.key, told)
        if asked.json:
            table = desk.records.table(kind.key, equal, full=asked.full, reason=asked.reason)
            count = len(table)
            tell(table)
        else:
            texts = desk.records.texts(kind.key, equal, full=asked.full, reason=asked.reason)
            count = len(texts)
            for row in texts:
                print("\t".join(row))  # noqa: T201
    say(f"{kind.title} {count}条。")


def _condition(part: str) -> tuple[str, Any]:
    name, equals, value = part.partition("=")
    if not equals:
        raise UserError(f"条件“{part}”看不懂。请写成 字段=值，例如 state=在册。")
    if value.startswith("{"):
        try:
            return name, json.loads(value)
        except ValueError as error:
            raise UserError(f'条件“{part}”看不懂。大括号里请写 JSON，例如 person={{"id_number": "…"}}。') from error
    return name, value


def forms(asked: argparse.Namespace) -> None:
    """Every declared record with its fields."""
    told = [{"name": k.key, "label": k.title, "fields": _fields(k)} for k in DECLARATIONS.records]
    if asked.json:
        tell(told)
    else:
        for kind in told:
            print(f"{kind['name']}\t{kind['label']}\t{len(kind['fields'])}项")  # noqa: T201


def _fields(kind: RecordType) -> list[dict[str, Any]]:
    labels = {name: spec.label for name, spec in kind.fields.items()}
    return [
        {
            "name": name,
            "label": spec.label,
            "kind": spec.kind,
            "options": list(spec.options) if isinstance(spec, Choice | Choices) else [],
            "required": spec.required,
            "source": spec.source,
            "shown_when": in_words(kind.shown_when(name), labels),
        }
        for name, spec in kind.fields.items()
    ]


def ledgers(asked: argparse.Namespace) -> None:
    """Every declared ledger with its columns (group/column)."""
    told = [{"name": one.key, "title": one.title, "columns": one.headings()} for one in DECLARATIONS.ledgers]
    if asked.json:
        tell(told)
    else:
        for one in told:
            print(f"{one['name']}\t{one['title']}\t{len(one['columns'])}列")  # noqa: T201


def ledger(asked: argparse.Namespace) -> None:
    """Write a ledger file."""
    with opened(asked) as desk:
        rows = desk.ledgers.write(asked.name, asked.period, asked.out, full=asked.full, reason=asked.reason)
    tell({"file": str(asked.out), "rows": rows})
    say(f"已写好“{asked.out}”，{rows}行。")


def report(asked: argparse.Namespace) -> None:
    """Write a return."""
    with opened(asked) as desk:
        desk.returns.write(asked.name, asked.period, asked.out)
    tell({"file": str(asked.out)})
    say(f"已写好“{asked.out}”。")


def due(asked: argparse.Namespace) -> None:
    """Who is to be visited on a day, by which rule."""
    cadence.due(asked, opened(asked))


def rules(asked: argparse.Namespace) -> None:
    """The visit rules, as a list or as a file."""
    cadence.rules(asked, opened(asked))


def backup(asked: argparse.Namespace) -> None:
    """Back up and verify."""
    with opened(asked) as desk:
        made = desk.safety.backup("asked", asked.to)
    tell({"backup": str(made.path), "bytes": made.bytes, "counts": made.counts})
    say(f"备份已做好并核对过：{made.path}")


def restore(asked: argparse.Namespace) -> None:
    """Restore a backup into an empty folder, as a desk of its own."""
    told = _stations().restore(asked.backup, asked.to, asked.user, password(asked))
    tell(told)
    say(f"已恢复到“{asked.to}”。")


def salvage(asked: argparse.Namespace) -> None:
    """Save what can be read of a damaged station into an empty folder."""
    saved = _stations().salvage(asked.station, asked.to, asked.user, password(asked))
    told = {"folder": str(saved.folder), "records": dict(saved.records), "rebuilt": saved.rebuilt}
    tell({**told, "lost_at_most": saved.lost, "loose_links": saved.loose})
    say(saved.sentence())


def check(asked: argparse.Namespace) -> None:
    """Look whether the station's data is whole."""
    with opened(asked) as desk:
        if asked.settle is not None:
            desk.safety.settle_doubt(asked.settle)
        findings = desk.safety.check()
    if asked.json:
        tell({"sound": not findings, "findings": findings})
    for finding in findings:
        say(finding)
    say("数据完好。" if not findings else f"发现{len(findings)}个问题。请先备份，再联系维护人员。")


def roster(asked: argparse.Namespace) -> None:
    """Take in a roster, or only say what would become of each row."""
    from caredesk.cli.receiving import received

    with opened(asked) as desk:
        result = received(desk, asked)
        if result.batch:
            _back_up_today(desk)
    if asked.json:
        tell(result.to_json())
    else:
        for problem in result.plan.problems:
            say(f"{problem.sheet}第{problem.row}行 {problem.column}：{problem.reason}。{problem.advice}")
        for notice in result.plan.notices:
            say(notice)
    say(("只检查，没有写入。" if asked.check else "") + result.sentence())


def undo_import(asked: argparse.Namespace) -> None:
    """Take a batch back."""
    with opened(asked) as desk:
        taken_back = desk.imports.undo(asked.batch, keep_edited=asked.keep_edited)
    tell({"batch": asked.batch, "taken_back": taken_back.records, "people": taken_back.people})
    say(f"已撤销这次收表，{taken_back.sentence()}。")


def compare(asked: argparse.Namespace) -> None:
    """What the county's lists of a month differ in."""
    from caredesk.cli.comparing import compared, lines

    with opened(asked) as desk:
        told = compared(desk, asked.category, asked.period)
        if any(one["made"] or one["closed"] for one in told):
            _back_up_today(desk)
    if asked.json:
        tell(told)
    else:
        for line in lines(told):
            print(line)  # noqa: T201
    for one in told:
        if one["doubt"]:
            say(f"{one['month']} {one['category']}：{one['doubt']}，可能只是一部分，没有算谁退出。请在窗口里说明。")
    say(f"对照了{len(told)}份，{sum(not row['outcome'] for one in told for row in one['items'])}条还没有办。")


COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "init": init,
    "record": record,
    "list": listing,
    "forms": forms,
    "ledgers": ledgers,
    "ledger": ledger,
    "report": report,
    "due": due,
    "rules": rules,
    "backup": backup,
    "restore": restore,
    "salvage": salvage,
    "check": check,
    "demo": demo,
    "import": roster,
    "undo-import": undo_import,
    "compare": compare,
}
