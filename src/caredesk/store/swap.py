"""Putting a restored station in the place of the present one, so that a crash half way is finished at the next start.

A folder ``restoring`` inside the station's folder holds the files to swap in and a list of those to put aside. It gets
this name when everything in it is ready; from then on each step can be repeated.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from caredesk.store.durable import disk_errors, make_private_folder, sync_folder, write_durably

READY = "restoring"
_PLAN = "put-aside"
_SWAPPED_IN = ("station.db", "keys.json", "keys.copy.json", "mark.json")
#: First, because a write-ahead log must be gone before another database takes its place.
_LOGS = ("station.db-wal", "station.db-shm", "station.db-journal")
_OF_ANOTHER_STATION = ("drafts.db-wal", "drafts.db-shm", "drafts.db", "attempts.json")


def plan_swap(root: Path, scratch: Path, at: datetime, *, same_station: bool) -> Path:
    """Write into ``scratch`` what is to be put aside and where; returns that place (which may stay unused)."""
    stamp = f"put-aside-{at:%Y-%m-%d-%H%M%S}"
    names = [stamp, *(f"{stamp}-{number}" for number in range(2, 1000))]
    aside = next(root / "backups" / name for name in names if not (root / "backups" / name).exists())
    files = (*_LOGS, *_SWAPPED_IN) if same_station else (*_LOGS, *_SWAPPED_IN, *_OF_ANOTHER_STATION)
    write_durably(scratch / _PLAN, "\n".join([aside.name, *files]).encode())
    return aside


def finish_restore(root: Path) -> bool:
    """Swap in what a restore made ready; harmless to repeat, with the lock held and no connection open.

    Returns True when there was something to finish. Raises StoreTrouble when the disk will not.
    """
    ready = root / READY
    if not ready.exists():
        return False
    with disk_errors("完成恢复"):
        aside_name, *names = (ready / _PLAN).read_text("utf-8").splitlines()
        aside = root / "backups" / aside_name
        for name in names:
            replaced = (ready / name).exists()
            # what is no longer in ``ready`` was swapped in before a crash: the file at the root is the new one
            if (root / name).exists() and (replaced or name not in _SWAPPED_IN):
                make_private_folder(aside)
                (root / name).replace(aside / name)
            if replaced:
                (ready / name).replace(root / name)
        done = root / f"{READY}.done"
        shutil.rmtree(done, ignore_errors=True)
        ready.replace(done)
        sync_folder(root)
        shutil.rmtree(done)
    return True
