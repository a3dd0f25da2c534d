"""Builds the small made-up station of this version that later versions must open for ever.

    .venv/bin/python scripts/build_old_station.py

It goes into tests/data/old/station-VERSION with a file that says what must be found in it. A version that was released
keeps its station as it is: an existing folder is never replaced (remove it by hand while the version is not out yet).
"""

import json
import sys
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from caredesk import __version__  # noqa: E402
from caredesk.catalog import DECLARATIONS  # noqa: E402
from caredesk.schema.dates import PartialDate  # noqa: E402
from caredesk.schema.identity import made_up_id  # noqa: E402
from caredesk.services.clock import SetClock  # noqa: E402
from caredesk.services.stations import NewStation, Stations  # noqa: E402
from caredesk.store.vault import Cost  # noqa: E402

PASSWORD = "jiu-dangan-2026"
TARGET = ROOT / "tests" / "data" / "old" / f"station-{__version__}"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def fill(desk):
    """A little of everything; returns what must be found."""
    records = desk.records
    villages = [
        records.save("village", {"name": "白庙村", "kind": "村", "official_order": 1, "aliases": ("大庙村",)}),
        records.save("village", {"name": "青石社区", "kind": "社区", "official_order": 2}),
    ]
    visitor = records.save("visitor", {"name": "陈静", "role": "社工", "village": villages[0]})
    home = records.save("household", {"head_name": "王秀英", "village": villages[0]})
    records.save("household_episode", {"household": home, "category": "低保", "since": PartialDate(2024, 3)})
    photo = desk.photos.keep(PICTURE_FILE)
    people = {}
    for place, name in enumerate(("王秀英", "曾国强", "欧阳·阿依", "𡋾子㞃")):
        number = made_up_id("429021", date(1940 + place, 8, 19), sequence=998)
        people[name] = number
        person = records.save("person", {
            "name": name, "id_number": number, "id_type": "居民身份证", "village": villages[place % 2], "state": "在册",
            "household": home if place == 0 else None, "photo": (photo,) if place == 0 else None,
            "income_sources": ("低保金", "房租"), "remarks": f"儿子电话1491234567{place}",
        })  # fmt: skip
        records.save("phone", {"person": person, "number": f"1490000000{place}", "whose": "本人"})
        records.save("episode", {"person": person, "category": "特殊困难老年人", "subtype": "独居",
                                 "since": PartialDate(2025)})  # fmt: skip
        records.save("contact", {"person": person, "role": "照料人", "name": "李四"})
        for day in (3, 17):
            records.save("visit", {"person": person, "visited_on": date(2026, 10, day), "mode": "上门入户",
                                   "visitor": visitor, "met": "见到本人", "situation": "精神不错"})  # fmt: skip
    records.save("person", {"remarks": "改错了"}, person)
    records.undo_last()
    records.bin("person", records.save("person", {"name": "重复的人", "id_type": "没有证件", "state": "在册"}))
    desk.drafts.save(None, "person", {"values": {"name": "没填完"}, "typed": {}})
    desk.safety.add_user("陈静", "社工", PASSWORD)
    desk.safety.add_user("赵镇", "乡镇管理员", PASSWORD)
    backup = desk.safety.backup()
    return {"people": people, "visits": 8, "binned": 1, "users": ["站长", "陈静", "赵镇"], "backup": backup.path.name}


PICTURE_FILE = ROOT / "build" / "old-station.png"


def main():
    if TARGET.exists():
        sys.exit(f"{TARGET} is there already; a released station is never rebuilt")
    PICTURE_FILE.parent.mkdir(exist_ok=True)
    PICTURE_FILE.write_bytes(PICTURE)
    clock = SetClock(datetime(2026, 11, 2, 9, 0))  # noqa: DTZ001 - the station's own time
    stations = Stations(DECLARATIONS, clock, Cost(passes=1, memory_kib=8, lanes=1))
    new = NewStation("青石镇社会工作服务站", "云溪县", "青石镇", PASSWORD, opened_on=date(2026, 9, 1))
    desk, codes = stations.create(TARGET, new)
    told = fill(desk)
    desk.close()
    told |= {"version": __version__, "password": PASSWORD, "paper": codes["station"], "month": "2026-10"}
    (TARGET.parent / f"{TARGET.name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    PICTURE_FILE.unlink()
    for left in ("station.lock", "attempts.json"):
        (TARGET / left).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
