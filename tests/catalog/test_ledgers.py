"""The ledgers and the return as they are handed in."""

from __future__ import annotations

from caredesk.catalog import DECLARATIONS
from caredesk.catalog.ledgers import PEOPLE, VISITS
from caredesk.catalog.returns import MONTHLY
from caredesk.schema.fields import Choice, Choices
from caredesk.schema.ledger import Joined, resolve

TWENTY = [
    "序号", "走访日期", "走访方式", "村(社区)", "服务对象姓名", "性别", "年龄", "身份证号", "联系电话", "家庭住址",
    "对象类别",
    "风险等级", "走访人员", "基本情况", "发现问题及需求", "处理情况(服务内容)", "转介事项", "办理结果",
    "下次走访时间", "备注",
]  # fmt: skip


def test_the_visit_ledger_has_the_twenty_columns_in_order() -> None:
    assert [column.label for column in VISITS.columns] == TWENTY
    assert VISITS.title == "入户探访台账"
    assert VISITS.period == "visited_on"


def test_its_groups_stand_together_in_order() -> None:
    groups = [column.group for column in VISITS.columns]
    assert sorted(groups, key=["走访", "服务对象", "情况与处理"].index) == groups
    assert VISITS.headings()[7] == "服务对象/身份证号"


def test_it_fits_a_landscape_sheet() -> None:
    """420 mm less margins, at about 1.4 mm a half-width character of 8 points."""
    assert sum(column.width for column in VISITS.columns) * 1.4 <= 420 - 20
    assert sum(column.width for column in PEOPLE.columns) * 1.4 <= 420 - 20


def test_what_goes_without_saying_is_an_answer_of_a_field_in_the_same_cell() -> None:
    for ledger in (VISITS, PEOPLE):
        for column in ledger.columns:
            if isinstance(column.source, Joined):
                assert bool(column.source.silent) == bool(column.source.otherwise)
                for path, text in column.source.silent:
                    assert path in [part for _, part in column.source.parts]
                    _, spec = resolve(DECLARATIONS.by_key, ledger.record, path)
                    assert isinstance(spec, Choice | Choices)
                    assert text in spec.options, (path, text)
    assert "只写与平常不同的" in VISITS.notes[0]


def test_the_list_of_people_is_a_standing_one_in_village_order() -> None:
    assert PEOPLE.title == "服务对象花名册"
    assert PEOPLE.period == ""
    assert PEOPLE.order[0] == "village.official_order"


def test_the_monthly_return_keeps_its_units_apart() -> None:
    units = {one.key: one.unit for one in MONTHLY.indicators}
    assert (units["visits"], units["household_visits"], units["people_visited"]) == ("人次", "户次", "人")
    assert {"on_site", "by_phone", "by_video"} <= set(units)
    assert [rate.label for rate in MONTHLY.rates] == ["月探访率", "探访覆盖率"]
    assert [balance.unit for balance in MONTHLY.balances] == ["人", "户"]
