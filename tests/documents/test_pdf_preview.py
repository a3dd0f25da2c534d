"""Looking at the pages before printing."""

from __future__ import annotations

import io

import pytest

from caredesk.documents.metrics import Metrics
from caredesk.documents.pdf import write_ledger_pdf
from caredesk.documents.preview import page_count, render_page
from caredesk.resources import resource
from tests.documents.made_up import visit_ledger


@pytest.fixture(scope="module")
def data() -> bytes:
    stream = io.BytesIO()
    write_ledger_pdf(visit_ledger(40), stream, Metrics(resource))
    return stream.getvalue()


def test_a_page_becomes_a_picture_of_its_size_on_white(data: bytes) -> None:
    width, height, pixels = render_page(data, 0, 72)
    assert (width, height) in ((1190, 842), (1191, 842))
    assert len(pixels) == width * height * 4
    assert pixels[:3] == b"\xff\xff\xff"
    dark = sum(1 for n in range(0, len(pixels), 4) if pixels[n] < 100)
    assert 5_000 < dark < 200_000


def test_every_page_can_be_seen_and_no_other(data: bytes) -> None:
    assert page_count(data) >= 3
    assert render_page(data, page_count(data) - 1, 20).width > 300
    for absent in (-1, page_count(data)):
        with pytest.raises(IndexError):
            render_page(data, absent, 20)


def test_the_grid_of_the_table_is_drawn_where_the_layout_says(data: bytes) -> None:
    width, _, pixels = render_page(data, 0, 144)
    row = 600
    line = pixels[row * width * 4 : (row + 1) * width * 4]
    rules = [n // 4 for n in range(0, len(line), 4) if line[n] < 140]
    assert len(rules) >= 20
