"""增减变动表: the same balance as the monthly return, each move with its name, day and reason."""

import random
from datetime import date, timedelta

import pytest

from caredesk.schema.dates import PartialDate
from caredesk.schema.identity import made_up_id
from tests.conftest import PASSWORD

PERIOD = "2026-10"


def rows(desk, period=PERIOD):
    """The summary rows by category and unit, and the moves under each."""
    found, last = {}, None
    for row in desk.movements.sheet(period).rows:
        if row[0]:
            last = found[row[0], row[1]] = (tuple(map(int, row[2:6])), [])
        else:
            last[1].append(tuple(row[6:]))
    return found


@pytest.fixture
def village(desk):
    return desk.records.save("village", {"name": "白庙村", "kind": "村"})


def somebody(desk, village, name, place, **more):
    number = made_up_id("429021", date(1930 + place // 28, 5, 1 + place % 28), sequence=998)
    return desk.records.save("person", {"name": name, "id_number": number, "village": village, "state": "在册", **more})


def registered(desk, person, category="特困人员", **more):
    return desk.records.save("episode", {"person": person, "category": category, **more})


def test_each_move_has_its_name_its_day_and_its_reason(desk, village):
    for place, (name, more, state) in enumerate((
        ("王秀英", {"since": PartialDate(2025)}, None),
        ("李建国", {"since": PartialDate(2026, 10, 3), "evidence": "云民〔2026〕31号"}, None),
        ("陈桂芳", {"since": PartialDate(2025), "until": date(2026, 10, 20), "end_reason": "不再符合条件"}, None),
        ("刘春花", {"since": PartialDate(2025)}, ("死亡", date(2026, 10, 9), "死亡")),
        ("周永", {"since": PartialDate(2025)}, ("退出", date(2026, 10, 12), "服刑")),
    )):  # fmt: skip
        person = somebody(desk, village, name, place)
        registered(desk, person, **more)
        if state:
            desk.people.change_state(person, *state)
    counts, moves = rows(desk)["特困人员", "人"]
    assert counts == (4, 1, 3, 2)
    assert [(move, name, day, reason) for move, name, _, _, day, reason in moves] == [
        ("新增", "李建国", "2026-10-03", "依据：云民〔2026〕31号"),
        ("减少", "刘春花", "2026-10-09", "死亡"),
        ("减少", "周永", "2026-10-12", "退出"),
        ("减少", "陈桂芳", "2026-10-20", "不再符合条件"),
    ]
    assert all("***" in number for _, _, _, number, _, _ in moves)


def test_households_are_counted_by_themselves(desk, village):
    home = desk.records.save("household", {"head_name": "李建国", "village": village})
    desk.records.save(
        "household_episode",
        {"household": home, "category": "低保", "since": PartialDate(2025), "until": date(2026, 10, 5),
         "end_reason": "自愿放弃"},
    )  # fmt: skip
    assert rows(desk)["低保", "户"] == (
        (1, 0, 1, 0),
        [("减少", "李建国（户）", "白庙村", "", "2026-10-05", "自愿放弃")],
    )


def random_station(desk, village, seed):
    chance = random.Random(seed)
    first = date(2026, 8, 1)
    categories = ("特困人员", "高龄老年人", "残疾人", "孤儿", "服刑（强制戒毒）人员未成年子女")

    def day():
        return first + timedelta(days=chance.randrange(110))

    for place in range(30):
        person = somebody(desk, village, f"人{place}", place)
        for category in chance.sample(categories, chance.randrange(4)):
            since = day()
            until = since + timedelta(days=chance.randrange(60)) if chance.random() < 0.4 else None
            told = {"since": PartialDate.of(since), "until": until, "end_reason": "其他" if until else None}
            registered(desk, person, category, **told)
        if chance.random() < 0.3:
            on = min(day(), desk.clock.today())
            desk.people.change_state(person, chance.choice(("死亡", "迁出", "退出")), on)


@pytest.mark.parametrize("seed", range(2))
def test_for_any_station_it_agrees_with_the_monthly_return(desk, village, seed):
    random_station(desk, village, seed)
    for period in ("2026-09", PERIOD, "2026-11", "2026-Q4"):
        told = {(one.category, "人"): one for one in desk.returns.figures("monthly", period).balances}
        found = {key: value for key, value in rows(desk, period).items() if key[1] == "人"}
        assert found.keys() == told.keys()
        for key, (counts, moves) in found.items():
            one = told[key]
            assert counts == tuple(len(part) for part in (one.opening, one.joined, one.left, one.closing)), key
            assert counts[0] + counts[1] - counts[2] == counts[3]
            assert [move[0] for move in moves].count("新增") == counts[1]
            assert [move[0] for move in moves].count("减少") == counts[2]
            assert all(move[1] and (move[4] or move[5]) for move in moves if move[0] == "减少"), key


def test_what_is_restricted_stands_on_it_for_nobody(desk, village):
    random_station(desk, village, 1)
    assert desk.records.find("episode", {"category": "服刑（强制戒毒）人员未成年子女"})
    assert ("困境儿童", "人") in rows(desk, "2026-11")
    assert not any("服刑" in text for row in desk.movements.sheet("2026-11").rows for text in row)


def test_it_goes_out_as_a_workbook_and_on_paper(desk, village, tmp_path):
    random_station(desk, village, 2)
    for ending in ("xlsx", "pdf", "json"):
        path = tmp_path / f"a.{ending}"
        assert desk.movements.write(PERIOD, path) == len(desk.movements.sheet(PERIOD).rows)
        assert path.stat().st_size > 500


def test_readers_may_look_at_it(desk, stations, folder, village):
    desk.safety.add_user("刘观", "只读", PASSWORD)
    person = somebody(desk, village, "王秀英", 1)
    registered(desk, person, since=PartialDate(2026, 10, 3))
    desk.close()
    reader = stations.sign_in(folder, "刘观", PASSWORD)
    assert rows(reader)["特困人员", "人"][0] == (0, 1, 0, 1)
    reader.close()
