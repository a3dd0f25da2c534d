"""Lists of names go village by village as the township counts them, then by group and by name."""

import random

from caredesk.schema.ids import new_id

PLACES = (
    ("白庙村", 2, "10组", "王秀英"),
    ("白庙村", 2, "2组", "李国强"),
    ("白庙村", 2, "三组", "张桂兰"),
    ("东塘村", 1, "", "赵玉珍"),
    ("东塘村", 1, "十一组", "安长霞"),
    ("东塘村", 1, "九组", "周永"),
    ("", None, "", "陈明桂"),
    ("阿里村", None, "", "杨德福"),
)
WALKED = ["赵玉珍", "周永", "安长霞", "李国强", "张桂兰", "王秀英", "杨德福", "陈明桂"]


def test_people_visits_and_households_are_listed_as_somebody_walks_through_them(desk):
    villages = {
        name: desk.records.save("village", {"name": name, "kind": "村", "official_order": order})
        for name, order in {name: order for name, order, *_ in PLACES if name}.items()
    }
    visitor = desk.records.save("visitor", {"name": "陈静", "role": "社工"})
    held = {"person": [], "visit": [], "household": []}
    for village, _, group, name in PLACES:
        place = {"village": villages.get(village), "group": group or None}
        held["person"].append(desk.records.save("person", {"name": name, "state": "在册", **place}))
        held["household"].append(desk.records.save("household", {"head_name": name, **place}))
        visit = {"visited_on": desk.clock.today(), "mode": "电话", "met": "接通", "visitor": visitor}
        held["visit"].append(desk.records.save("visit", {"person": held["person"][-1], **visit}))
    for record, ids in held.items():
        titles = dict(zip(ids, (name for *_, name in PLACES), strict=True))
        gone = new_id(desk.clock.now())
        mixed = [*random.Random(record).sample(ids, len(ids)), gone]
        walked = desk.returns.in_order(record, mixed)
        assert [titles.get(one, "gone") for one in walked] == [*WALKED, "gone"], record
