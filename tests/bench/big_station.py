"""A station of 50,000 people and 100,000 visits: how fast it is laid in, and what daily work costs on it.

Other benches import :func:`build`. The floor of the laying-in is executemany of the very tuples that it wrote into the
tables of an equal empty station, without log or search keys. The times of daily work are information until the visits
of large stations are worked on (who is due: 0.3 s, a person's page: 0.15 s): the list of who is due with its parts (the
contacts, the categories, judging, the lines of the list), 今天要办 until it shows its figures, a person's page,
a village's people, a month's ledger on screen.
Everybody is under a rule. Run: python -m tests.bench.big_station [PEOPLE] [VISITS]; 500,000 visits take minutes.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from caredesk.catalog import DECLARATIONS
from caredesk.schema.dates import PartialDate
from caredesk.schema.identity import made_up_id
from caredesk.schema.ids import new_id
from caredesk.services.clock import SetClock
from caredesk.services.people import PeopleFilter
from caredesk.services.stations import NewStation, Stations
from caredesk.store import search
from caredesk.store.staged import StagedRecords
from caredesk.store.vault import Cost

PASSWORD = "qingshi-2026"
TODAY, OPENED = date(2026, 11, 21), date(2026, 1, 1)
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "秀英建国桂兰志强丽华明珍玉梅德福春生海燕文军红霞永平淑芳金凤长友世贵云霄慧敏立新晓东子涵雨欣浩然"
VILLAGES = [f"{side}{name}村" for side in "东西南北上下" for name in "坪河塘岭湾庙店桥山畈"]
LOT = 50_000


def clock() -> SetClock:
    return SetClock(datetime(TODAY.year, TODAY.month, TODAY.day, 9))  # noqa: DTZ001  the station's own time


def stations() -> Stations:
    return Stations(DECLARATIONS, clock(), Cost(passes=1, memory_kib=8, lanes=1))


def build(folder: Path, people: int = 50_000, visits: int = 0) -> float:
    """Make a station and lay the people in, then the visits; returns the seconds of laying in. Same every time."""
    desk, _ = stations().create(folder, NewStation("青石镇社工站", "云溪县", "青石镇", PASSWORD, opened_on=OPENED))
    try:
        homes = [desk.records.save("village", {"name": name, "kind": "村", "official_order": place})
                 for place, name in enumerate(VILLAGES, start=1)]  # fmt: skip
        visitors = [desk.records.save("visitor", {"name": name, "role": "社工"}) for name in ("陈静", "王丽", "周强")]
        started = time.perf_counter()
        chance = random.Random(7)
        ids = _people(desk, people, homes, chance)
        left = visits
        while left > 0:
            _visits(desk, ids, homes, visitors, min(left, LOT), chance)
            left -= LOT
        return time.perf_counter() - started
    finally:
        desk.close()


def person(number: int, homes, chance: random.Random):
    born = date(1930, 1, 1) + timedelta(days=number * 7 % 18_000)
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
    made = made_up_id(f"42{1000 + number // 18_000 * 4 + number % 4}", born, sequence=996 + number % 4)
    return {
        "name": name, "id_type": "居民身份证", "id_number": made, "birth_date": PartialDate.of(born),
        "sex": "男" if int(made[16]) % 2 else "女", "village": homes[number % len(homes)], "state": "在册",
        "group": f"{number % 9 + 1}组", "address": f"青石镇{VILLAGES[number % len(homes)]}{number % 97}号",
        "risk": ("一般", "一般", "重点", "高风险")[number % 4], "ethnicity": "汉族",
    }  # fmt: skip


def _people(desk, count: int, homes, chance: random.Random):
    now = desk.clock.now()
    rows = [(new_id(now), person(number, homes, chance)) for number in range(count)]
    phones = [(new_id(now), {"person": id_, "number": f"149{number:08d}", "whose": "本人"})
              for number, (id_, _) in enumerate(rows)]  # fmt: skip
    episodes = [
        (new_id(now), {"person": id_, "category": "特殊困难老年人", "subtype": ("独居", "空巢", "留守")[number % 3],
                       "since": PartialDate(2026, 1)})
        for number, (id_, _) in enumerate(rows)
    ]  # fmt: skip
    _lay_in(desk, {"person": rows, "phone": phones, "episode": episodes})
    return [id_ for id_, _ in rows]


def _visits(desk, people, homes, visitors, count: int, chance: random.Random) -> None:
    now = desk.clock.now()
    days = (TODAY - OPENED).days
    rows = []
    for _ in range(count):
        which = chance.randrange(len(people))
        day = OPENED + timedelta(days=chance.randrange(days))
        rows.append((new_id(now), {
            "person": people[which], "visited_on": day, "mode": "上门入户", "visitor": visitors[which % len(visitors)],
            "met": "无人应答" if which % 17 == 0 else "见到本人", "form": "老年人",
            "village": homes[which % len(homes)], "entered_on": day, "backfilled": False,
            "situation": "老人精神不错，血压正常，已提醒按时吃药。", "body": "一般", "mood": "正常",
            "house": "正常", "hazard_found": False, "risk": "一般", "needs": ("助医(就医陪护)",),
            "action": "讲了用火安全",
        }))  # fmt: skip
    _lay_in(desk, {"visit": rows})


def _lay_in(desk, told) -> None:
    records = desk.work.records
    with StagedRecords.on(records.connection, DECLARATIONS) as staged:
        for key, rows in told.items():
            staged.add(DECLARATIONS.by_key[key], rows)
        with records.write(desk.user.id, "import", "测速") as write:
            write.insert_staged(staged)


def floor(source, folder: Path) -> float:
    """Seconds for the same tuples into the same tables, and nothing else."""
    with_rows = {}
    connection = source.work.records.connection
    for table in ("person", "phone", "episode", "visit"):
        columns = [f'"{row[1]}"' for row in connection.execute(f'PRAGMA table_info("{table}")') if row[1] != "rid"]
        with_rows[table] = (columns, f'SELECT {", ".join(columns)} FROM "{table}"')
    desk, _ = stations().create(folder, NewStation("青石镇社工站", "云溪县", "青石镇", PASSWORD, opened_on=OPENED))
    other = desk.work.records.connection
    taken = 0.0
    other.execute("PRAGMA foreign_keys = OFF")
    for table, (columns, sql) in with_rows.items():
        cursor = connection.execute(sql)
        marks = ", ".join("?" * len(columns))
        while rows := cursor.fetchmany(LOT):
            started = time.perf_counter()
            other.execute("BEGIN IMMEDIATE")
            other.executemany(f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({marks})', rows)
            other.execute("COMMIT")
            taken += time.perf_counter() - started
    desk.close()
    return taken


def timed(call, rounds: int = 3) -> float:
    """The middle of a few turns, in seconds."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return round(sorted(taken)[rounds // 2], 3)


def pages(desk) -> dict[str, float]:
    """Seconds from opening the window until 今天要办 shows its figures (and how long the screen stood still), and until
    a person's page is there."""
    from caredesk.ui.app import make_application
    from caredesk.ui.places import places
    from caredesk.ui.style import Look, TextSize
    from caredesk.ui.window import MainWindow

    app = make_application(["bench"])
    Look(TextSize.STANDARD).dress(app)
    window = MainWindow(desk, places(desk.user, lambda _: None))
    window.resize(1366, 768)
    window.show()
    told, stood = {}, 0.0
    somebody = desk.people.search("wxy", 2)
    for name, page, what in (("today_page", "home", {}), ("first_person_page", "person", {"id": somebody[0].id}),
                             ("person_page", "person", {"id": somebody[1].id})):  # fmt: skip
        started = time.perf_counter()
        window.go(page, **what)
        while window.worker.working:
            step = time.perf_counter()
            app.processEvents()
            stood = max(stood, time.perf_counter() - step)
            time.sleep(0.002)
        app.processEvents()
        window.grab()
        told[name] = round(time.perf_counter() - started, 3)
        told.setdefault("today_page_stood_still", round(stood, 3))
    window.leave_now()
    window.worker.close()
    window.deleteLater()
    return told


def due_parts(desk) -> dict[str, float]:
    """Seconds of the parts of the list of who is due, each for everybody at once."""
    today, query = desk.clock.today(), desk.work.query
    everybody = desk.people.people(PeopleFilter())
    return {
        "contacts": timed(lambda: query.latest("visit", "person", ("mode", "met"), "visited_on", today), 1),
        "categories": timed(lambda: query.belonging("episode", "person", None, ("category", "since", "until")), 1),
        "standings_with_both": timed(lambda: desk.visits.standings(today), 1),
        "lines_of_all": timed(lambda: desk.people.rows(everybody), 1),
        "lines_of_a_screen": timed(lambda: desk.people.rows(everybody[:50])),
    }


def main(people: int, visits: int) -> None:
    search.readings()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        laid_in = build(folder / "station", people, visits)
        desk = stations().sign_in(folder / "station", "站长", PASSWORD)
        bare = floor(desk, folder / "floor")
        shown = pages(desk)
        village = desk.records.find("village")[0].id
        told = {
            "bench": "big_station", "people": people, "visits": visits,
            "megabytes": round(sum(file.stat().st_size for file in (folder / "station").glob("station.db*")) / 2**20),
            "seconds": {"laid_in": round(laid_in, 1), "bare_tables": round(bare, 1)}, "ratio": round(laid_in / bare, 2),
            "information": {
                "who_is_due": timed(desk.visits.due), "who_is_due_parts": due_parts(desk), **shown,
                "people_of_a_village": timed(lambda: desk.people.people(PeopleFilter(village=village))),
                "all_people_in_order": timed(lambda: desk.people.people(PeopleFilter())),
                "visits_of_a_month_on_screen": timed(lambda: desk.ledgers.sheet("visits", "2026-10"), 1),
                "rows_of_that_month": len(desk.ledgers.sheet("visits", "2026-10").rows),
                "monthly_return": timed(lambda: desk.returns.figures("monthly", "2026-10"), 1),
            },
        }  # fmt: skip
        desk.close()
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [50_000, 100_000][len(given) :]))
