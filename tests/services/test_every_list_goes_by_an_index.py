"""Daily work never reads a whole table: every statement of it is caught and its plan looked at."""

from __future__ import annotations

import re
from datetime import date

import pytest

from caredesk.catalog.rounds import ROUTE
from caredesk.schema.identity import made_up_id
from caredesk.services.ledgers import LedgerFilter
from caredesk.services.people import PeopleFilter
from caredesk.services.rounds.rounds import NewRound

LARGE = {
    "person", "visit", "phone", "contact", "certificate", "episode", "household", "household_episode", "stay",
    "absence", "round_line",
    "search_key", "op", "act", "audit",
}  # fmt: skip
"""Tables that grow with the people and the years; villages, visitors and users stay few."""
SCAN = re.compile(r"^SCAN (\w+)(?! USING)")
LATEST = re.compile(r"ORDER BY (seq|sequence) DESC LIMIT \d+$")
"""By the table's own key from its end: it stops after that many rows."""
ALIVE = {"state": "在册", "id_type": "居民身份证"}
TODAY = date(2026, 11, 21)


@pytest.fixture
def town(desk):
    records = desk.records
    ids = {"village": records.save("village", {"name": "白庙村", "kind": "村"})}
    ids["visitor"] = records.save("visitor", {"name": "陈静", "role": "社工"})
    ids["home"] = records.save("household", {"head_name": "王秀英"})
    number = made_up_id("429021", date(1946, 8, 19), sequence=997)
    ids["wang"] = records.save("person", {"name": "王秀英", "village": ids["village"], "household": ids["home"],
                                          "id_number": number, **ALIVE})  # fmt: skip
    records.save("phone", {"person": ids["wang"], "number": "14900000001"})
    records.save("episode", {"person": ids["wang"], "category": "特殊困难老年人"})
    ids["visit"] = visit(desk, ids)
    return ids


def visit(desk, ids):
    values = {"person": ids["wang"], "visited_on": date(2026, 11, 20), "mode": "电话", "visitor": ids["visitor"],
              "met": "接通"}  # fmt: skip
    return desk.records.save("visit", values)


def whole_tables_read(desk, call):
    """Large tables that a use case reads from end to end, with the statement that does."""
    connection = desk.work.records.connection
    caught = []
    connection.set_trace_callback(caught.append)
    try:
        call()
    finally:
        connection.set_trace_callback(None)
    found = set()
    statements = {sql for sql in caught if sql.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "INSERT"))}
    assert statements
    for sql in statements:
        names = dict(re.findall(r'(?:FROM|JOIN) "?(\w+)"? (t\d+|[a-z])\b', sql))
        names = {alias: table for table, alias in names.items()}
        for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}"):
            scanned = SCAN.match(step)
            if scanned and not LATEST.search(sql) and names.get(scanned[1], scanned[1]) in LARGE:
                found.add(f"{step}: {sql}")
    return sorted(found)


def a_sheet(desk, ids):
    return desk.rounds.make(NewRound(ROUTE, TODAY, ids["village"], TODAY), [ids["wang"]])


DAILY = {
    "the people of a village": lambda d, i: d.people.people(PeopleFilter(village=i["village"])),
    "everybody by village": lambda d, i: d.people.people(),
    "everybody by name": lambda d, i: d.people.people(PeopleFilter(order="name")),
    "those of a category": lambda d, i: d.people.people(PeopleFilter(category="残疾人")),
    "those of a household's category": lambda d, i: d.people.people(PeopleFilter(category="低保")),
    "the lines of a page": lambda d, i: d.people.rows([i["wang"]]),
    "search by name": lambda d, i: d.people.search("秀英"),
    "search by sound": lambda d, i: d.people.search("wxy"),
    "search by number": lambda d, i: d.people.search("9975"),
    "search in a village": lambda d, i: d.people.search("白庙 王"),
    "the people of a village by search": lambda d, i: d.people.search("白庙村"),
    "somebody like this": lambda d, i: d.people.alike({"name": "王秀英", "village": i["village"]}),
    "a person": lambda d, i: d.records.get("person", i["wang"]),
    "a person's parts": lambda d, i: [d.records.parts(k.key, i["wang"]) for k in d.declarations.parts_of("person")],
    "a person's visits": lambda d, i: d.visits.of(i["wang"]),
    "the first page": lambda d, i: d.today.look(),
    "where a person stands": lambda d, i: d.visits.standings(TODAY, [i["wang"]]),
    "beginning a visit": lambda d, i: (d.visit_forms.begun(i["wang"]), d.visit_forms.carried(i["wang"])),
    "the people of a home": lambda d, i: d.visit_forms.at_home(i["wang"]),
    "the phrases of a field": lambda d, i: d.visit_forms.phrases("action"),
    "the form for a person": lambda d, i: d.visits.form_for({"id": i["wang"]}),
    "a person's history": lambda d, i: d.records.history("person", i["wang"]),
    "recording a visit": visit,
    "changing a person": lambda d, i: d.records.save("person", {"remarks": "有狗"}, i["wang"]),
    "taking back": lambda d, i: d.records.undo_last(),
    "putting away": lambda d, i: (d.records.bin("visit", i["visit"]), d.records.restore("visit", i["visit"])),
    "sheets of a month": lambda d, i: d.rounds.board(d.work.this_month()),
    "a sheet and what was typed in from it": lambda d, i: d.rounds.lines(a_sheet(d, i)),
    "the paper of a sheet": lambda d, i: d.rounds.paper.sheet(a_sheet(d, i)),
    "the ledger of a month": lambda d, i: d.ledgers.sheet("visits", "2026-11"),
    "the ledger of a village": lambda d, i: d.ledgers.sheet("visits", "2026-11", LedgerFilter(village=i["village"])),
    "the ledger of a visitor": lambda d, i: d.ledgers.sheet("visits", "2026-11", LedgerFilter(visitor=i["visitor"])),
    "a full number": lambda d, i: d.people.full_number("person", i["wang"], "id_number", "核对"),
    "the latest traces": lambda d, i: d.safety.traces(),
}


@pytest.mark.parametrize("name", DAILY)
def test_daily_work_reads_no_whole_table(desk, town, name):
    assert whole_tables_read(desk, lambda: DAILY[name](desk, town)) == []


def test_a_whole_table_read_would_be_seen(desk, town):
    assert whole_tables_read(desk, lambda: desk.records.find("person", {"remarks": "有狗"}))


def test_opening_a_second_hold_on_the_station_reads_no_whole_table(desk, town):
    def open_another():
        desk.work.records.__class__(desk.work.records.connection, desk.declarations, desk.clock.now, "one")

    assert whole_tables_read(desk, open_another) == []
