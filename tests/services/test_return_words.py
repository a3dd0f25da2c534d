"""A return names what it divides: two figures that differ never stand under one name."""

from datetime import date

from caredesk.catalog.returns import MONTHLY
from caredesk.schema.report import ReportTable


def test_the_coverage_says_that_it_counts_those_on_the_register_at_the_end(desk):
    people = [desk.records.save("person", {"name": name}) for name in ("王秀英", "李国强")]
    visitor = desk.records.save("visitor", {"name": "陈静"})
    for one in people:
        told = {"person": one, "visited_on": date(2026, 11, 3), "mode": "上门入户", "visitor": visitor}
        desk.records.save("visit", {**told, "met": "见到本人"})
    desk.people.change_state(people[1], "迁出", date(2026, 11, 10))
    report, figures = desk.returns.report("monthly", "2026-11")
    told = {one.key: one.value for one in figures.counted}
    assert told["people_visited"] == 2
    (coverage,) = [
        block for section in report.sections for block in section.blocks
        if isinstance(block, ReportTable) and block.caption == "探访覆盖率"
    ]  # fmt: skip
    assert coverage.rows == [["1", "1", "100.0%"]]
    assert [one.label for one in coverage.columns][:2] == ["期末在册（人）", "其中本期走访过（人）"]
    assert "期末在册的人中本期走访过的人数" in coverage.notes[0]
    assert "走访人数" in coverage.notes[0]


def test_those_met_on_site_stand_next_to_those_met():
    keys = [one.key for one in MONTHLY.indicators]
    assert keys.index("met_on_site") == keys.index("people_met") + 1
