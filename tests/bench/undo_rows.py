"""An import of 50,000 rows taken back at once, against taking it back record by record (the floor is one in ten).

``ours`` is the whole use case (what was edited since, laying out, writing), ``lock`` how long the station was locked
for others; ``record_by_record`` is measured on a batch of a tenth of the rows and told for as many. Prints a JSON line.
Run: python -m tests.bench.undo_rows [ROWS]
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from caredesk.services.importing.imports import Importing
from caredesk.store import history, search
from tests.bench.import_rows import CONNECTIONS, PLAIN, locked, roster, station

TENTH = 10


def taken_in(folder: Path, rows: int):
    """A desk that has taken in a plain roster, and the batch."""
    roster(folder / f"{rows}.xlsx", rows, PLAIN)
    desk = station(folder / f"station{rows}")
    return desk, Importing(desk.work).run(folder / f"{rows}.xlsx").batch


def undone(desk, batch: str) -> tuple[int, float, float]:
    """Records taken back, seconds in all and seconds of the lock."""
    CONNECTIONS[id(desk)] = desk.work.records.connection
    lock = locked(desk)
    started = time.perf_counter()
    count = Importing(desk.work).undo(batch)
    taken = time.perf_counter() - started
    desk.close()
    return count, taken, lock.longest()[0]


def main(rows: int) -> None:
    search.readings()
    with tempfile.TemporaryDirectory() as name:
        records, ours, lock = undone(*taken_in(Path(name), rows))
        history.FEW = sys.maxsize  # every act counts as small
        some, singly, _ = undone(*taken_in(Path(name), rows // TENTH))
    singly *= records / some
    print(json.dumps({"bench": "undo_rows", "rows": rows, "records": records, "ours": round(ours, 2),
                      "lock": round(lock, 2), "record_by_record": round(singly, 1),
                      "ratio": round(ours / singly, 3)}))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
