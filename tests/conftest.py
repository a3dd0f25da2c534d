"""A real station in a temporary folder, on a day that tests choose; cheap passwords, all else as it ships."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from datetime import date, datetime

import pytest

from caredesk.catalog import DECLARATIONS
from caredesk.services.clock import SetClock
from caredesk.services.stations import NewStation, Stations
from caredesk.store.vault import Cost

CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
PASSWORD = "qingshi-2026"
NEW = NewStation("青石镇社会工作服务站", "云溪县", "青石镇", PASSWORD, opened_on=date(2026, 9, 1))


@pytest.fixture
def clock():
    return SetClock(datetime(2026, 11, 21, 9, 0))  # noqa: DTZ001  the station's own time


@pytest.fixture
def stations(clock):
    return Stations(DECLARATIONS, clock, CHEAP)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "station"


@pytest.fixture
def desk(stations, folder):
    made, _ = stations.create(folder, NEW)
    yield made
    made.close()
