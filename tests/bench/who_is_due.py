"""今天要办 and a person's page on a station of 50,000 people and 500,000 visits.

The floor is a bare count of the kept list in the same run. ``judged`` is what it costs to judge everybody (the first
time, after a change of rules, in the background), ``after_a_visit`` to bring the list up to date when one visit was
written. ``stood_still`` is the longest time that the screen did not answer while the first page was worked out.
Run: python -m tests.bench.who_is_due [PEOPLE] [VISITS]; laying in 500,000 visits takes two minutes.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.big_station import PASSWORD, TODAY, build, stations, timed

GOAL_TODAY, GOAL_PERSON = 0.3, 0.15


def pages(desk, people) -> dict[str, float]:
    """Seconds until the first page and a person's page stand there, painted."""
    from caredesk.store import search
    from caredesk.ui.app import make_application
    from caredesk.ui.places import places
    from caredesk.ui.style import Look, TextSize
    from caredesk.ui.window import MainWindow

    search.readings()
    app = make_application(["bench"])
    Look(TextSize.STANDARD).dress(app)
    window = MainWindow(desk, places(desk.user, lambda _: None))
    window.resize(1366, 768)
    window.show()

    def open_(page: str, **what: object) -> tuple[float, float]:
        started, stood = time.perf_counter(), 0.0
        window.go(page, **what)
        window.page.reload()
        while window.worker.working:
            step = time.perf_counter()
            app.processEvents()
            stood = max(stood, time.perf_counter() - step)
            time.sleep(0.002)
        app.processEvents()
        window.grab()
        return time.perf_counter() - started, stood

    desk.work.records.connection.execute("DELETE FROM standing_made")
    first, stood = open_("home")
    again = sorted(open_("home")[0] for _ in range(3))[1]
    person = sorted(open_("person", id=one)[0] for one in people[:5])[2]
    window.leave_now()
    window.worker.close()
    return {"home_judging_everybody": first, "stood_still": stood, "home": again, "person": person}


def main(people: int, visits: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        build(Path(name) / "station", people, visits)
        desk = stations().sign_in(Path(name) / "station", "站长", PASSWORD)
        connection = desk.work.records.connection
        started = time.perf_counter()
        figures = desk.visits.today()
        judged = time.perf_counter() - started
        bare = timed(lambda: connection.execute("SELECT figure, count(*) FROM standing GROUP BY figure").fetchall())
        ids = figures.waiting.ids
        visit = {"person": ids[0], "visited_on": TODAY, "mode": "电话", "met": "接通",
                 "visitor": desk.records.find("visitor")[0].id}  # fmt: skip
        desk.records.save("visit", visit)
        after = timed(desk.visits.today, 1)
        today = timed(lambda: desk.today.look().lists["overdue"][:64])
        seconds = {
            "judged": judged, "after_a_visit": after, "figures": timed(desk.visits.today), "today_list": today,
            "standings_of_one": timed(lambda: desk.visits.standings(TODAY, ids[5:6])), "bare_count": bare,
            **pages(desk, ids),
        }  # fmt: skip
        desk.close()
    told = {
        "bench": "who_is_due", "people": people, "visits": visits, "in_figures": figures.expected,
        "seconds": {key: round(value, 3) for key, value in seconds.items()},
        "ratio": round(seconds["today_list"] / max(bare, 0.001), 1),
        "goal": {"today_list": GOAL_TODAY, "person": GOAL_PERSON},
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [50_000, 500_000][len(given) :]))
