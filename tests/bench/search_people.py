"""找人 among 50,000 people, as the line in the window asks it, against a bare lookup by index in the same run.

The floor takes one key out of the index of search keys and reads the rows it leads to, in the same encrypted file.
``p95`` over all queries is the figure to watch (goal < 50 ms); each kind of query is told apart. ``first`` is the very
first search after signing in, with nothing in memory yet. Run: python -m tests.bench.search_people [PEOPLE]
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from pathlib import Path

from caredesk.store import search
from tests.bench.big_station import PASSWORD, VILLAGES, build, stations

EACH = 200
FLOOR = "SELECT p.id, p.name FROM search_key k JOIN person p ON p.rid = k.owner WHERE k.key = ? LIMIT 12"


def queries(people, chance: random.Random):
    """What people type, by kind."""
    some = chance.sample(people, EACH)
    sounds = [search.name_sort_key(one.name).split() for one in some]
    return {
        "name": [one.name for one in some],
        "part_of_name": [one.name[1:] for one in some],
        "one_character": [one.name[0] for one in some],
        "initials": ["".join(said[0] for said in sound) for sound in sounds],
        "one_initial": [sound[0][0] for sound in sounds],
        "full_pinyin": ["".join(sound) for sound in sounds],
        "half_pinyin": ["".join(sound)[:4] for sound in sounds],
        "id_tail": [one.id_number[-4:] for one in some],
        "id_whole": [one.id_number for one in some],
        "phone": [f"149{chance.randrange(len(people)):08d}" for _ in some],
        "phone_tail": [f"{chance.randrange(10_000):04d}" for _ in some],
        "village": [chance.choice(VILLAGES) for _ in some],
        "village_and_name": [f"{chance.choice(VILLAGES)} {one.name[0]}" for one in some],
        "nobody": ["查无此人", "zzzzzz", "99999999999"] * (EACH // 3),
    }


def spread(taken: list[float]) -> dict[str, float]:
    """Median, 95th percentile and the longest, in milliseconds."""
    told = sorted(taken)
    return {
        "p50": round(1000 * told[len(told) // 2], 2),
        "p95": round(1000 * told[len(told) * 95 // 100], 2),
        "max": round(1000 * told[-1], 2),
    }


def timed(call) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "station"
        build(folder, count)
        search.readings.cache_clear()
        desk = stations().sign_in(folder, "站长", PASSWORD)
        first = timed(lambda: desk.people.search("王秀英", 12))
        chance = random.Random(3)
        people = desk.records.find("person")
        asked = queries(people, chance)
        times = {kind: [timed(lambda text=text: desk.people.search(text, 12)) for text in texts]
                 for kind, texts in asked.items()}  # fmt: skip
        for kind, texts in asked.items():
            assert kind in {"nobody", "phone_tail"} or all(desk.people.search(text, 12) for text in texts[:5]), kind
        connection = desk.work.records.connection
        floor = [timed(lambda one=one: connection.execute(FLOOR, (f"w:{one.name.lower()}",)).fetchall())
                 for one in chance.sample(people, 10 * EACH)]  # fmt: skip
        desk.close()
    whole, bare = spread([one for some in times.values() for one in some]), spread(floor)
    told = {
        "bench": "search_people", "people": count, "queries": sum(map(len, times.values())),
        "milliseconds": {"ours": whole, "bare_lookup": bare, "first": round(1000 * first, 1)},
        "ratio": round(whole["p95"] / bare["p95"], 1), "goal_p95_milliseconds": 50,
        "by_kind_p95": {kind: spread(some)["p95"] for kind, some in times.items()},
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
