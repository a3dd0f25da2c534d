"""Long work: one at a time, its news on the screen's thread, cancelled when asked, failures never swallowed."""

import threading

import pytest
from PySide6.QtCore import QTimer

from caredesk.schema.errors import UserError
from caredesk.ui.work import Worker


@pytest.fixture
def worker(qtbot):
    made = Worker()
    yield made
    made.close()


def unheard(_error):
    raise AssertionError("the job failed")


def test_the_answer_comes_on_the_screens_thread(worker, qtbot):
    heard = []
    here = threading.get_ident()
    worker.start(lambda _: threading.get_ident(), lambda there: heard.append((there, threading.get_ident())), unheard)
    qtbot.waitUntil(lambda: bool(heard))
    there, back = heard[0]
    assert there != here
    assert back == here
    qtbot.waitUntil(lambda: not worker.working)


def test_progress_is_told_in_order_and_how_far_it_came_at_the_end(worker, qtbot):
    told, done = [], []
    job = worker.start(lambda report: [report(n, 3, f"第{n}") for n in (1, 2, 3)], done.append, unheard)
    job.progress.connect(lambda *news: told.append(news))
    qtbot.waitUntil(lambda: bool(done))
    assert told[-1] == (3, 3, "第3")
    assert told == sorted(told)


def test_a_job_that_tells_of_every_row_leaves_the_screen_its_time(worker, qtbot):
    """It goes on telling until the screen's own timers have rung ten times."""
    rung, told, done = [], [], []

    def tell_all(report):
        row = 0
        while len(rung) < 10:
            row += 1
            report(row)
        return row

    clock = QTimer()
    clock.timeout.connect(lambda: rung.append(1))
    clock.start(10)
    job = worker.start(tell_all, done.append, unheard)
    job.progress.connect(lambda *news: told.append(news))
    qtbot.waitUntil(lambda: bool(done), timeout=20_000)
    clock.stop()
    assert 1 <= len(told) < done[0]


def test_cancelling_stops_at_the_next_report_and_says_so_once(worker, qtbot):
    begun, ended = threading.Event(), []

    def forever(report):
        begun.set()
        while True:
            report(1, 2)
            threading.Event().wait(0.001)

    job = worker.start(forever, ended.append, ended.append, lambda: ended.append("cancelled"))
    assert begun.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == ["cancelled"]


def test_a_failure_is_handed_over_whatever_it_is(worker, qtbot):
    failed = []

    def fail(_report):
        raise UserError("盘满了，请清理后再试。")

    worker.start(fail, unheard, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert str(failed[0]) == "盘满了，请清理后再试。"


def test_jobs_wait_for_each_other(worker, qtbot):
    order, gate = [], threading.Event()
    worker.start(lambda _: gate.wait(5), lambda _: order.append("first"), unheard)
    worker.start(lambda _: None, lambda _: order.append("second"), unheard)
    gate.set()
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["first", "second"]


def test_closing_cancels_what_is_under_way_and_ends_the_thread(qtbot):
    worker = Worker()
    begun = threading.Event()

    def forever(report):
        begun.set()
        while True:
            report(1, 2)
            threading.Event().wait(0.001)

    worker.start(forever, lambda _: None, lambda _: None)
    assert begun.wait(5)
    worker.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("caredesk-work")]
