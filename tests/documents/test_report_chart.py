"""The bars of a return: in proportion, each with its figure, none for what is not known."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caredesk.documents.chart import ChartLayout, figure, lay_out_chart
from caredesk.schema.report import Chart, Series


def measure(text: str, size: float) -> float:
    return size * sum(1.0 if char > "\u2e80" else 0.56 for char in text)


def chart(*values: list[float | None], names: list[str] | None = None) -> Chart:
    names = names or [f"{n}村" for n in range(len(values[0]))]
    return Chart(
        title="各村应访已访人数",
        categories=names,
        series=[Series(label=label, values=one) for label, one in zip(("应访", "已访", "未访"), values, strict=False)],
        unit="人",
    )


def assert_sound(layout: ChartLayout) -> None:
    """Everything lies inside, bars do not overlap, no two texts cover one another."""
    for label in layout.labels:
        assert label.x >= -0.01, label
        assert label.x + measure(label.text, label.size) <= layout.width + 0.5, label
        assert label.size * 0.8 <= label.y <= layout.height, label
    for bar in layout.bars:
        assert -0.01 <= bar.x <= bar.x + bar.w <= layout.width + 0.01
        assert -0.01 <= bar.y <= bar.y + bar.h <= layout.height + 0.01
    for one, other in pairwise(sorted(layout.bars)):
        assert one.x + one.w <= other.x + 0.01 or one.y + one.h <= other.y + 0.01 or other.y + other.h <= one.y + 0.01


def test_bars_stand_in_proportion_on_one_floor() -> None:
    layout = lay_out_chart(chart([10, 20, 40]), 450, measure)
    heights = [bar.h for bar in layout.bars]
    assert heights[1] == pytest.approx(2 * heights[0])
    assert heights[2] == pytest.approx(4 * heights[0])
    assert len({round(bar.y + bar.h, 6) for bar in layout.bars}) == 1
    assert_sound(layout)


def test_an_unknown_value_has_no_bar_and_no_figure_and_a_zero_has_its_figure() -> None:
    layout = lay_out_chart(chart([7, None, 0], [None, None, None]), 450, measure)
    assert [(bar.series, bar.category, bar.value) for bar in layout.bars] == [(0, 0, 7), (0, 2, 0)]
    texts = [label.text for label in layout.labels]
    assert texts.count("7") >= 1
    assert "已访" not in texts
    assert_sound(layout)


def test_many_villages_lie_below_one_another_with_their_whole_names() -> None:
    names = [f"第{n}号石板桥社区居民委员会" for n in range(24)]
    layout = lay_out_chart(chart([n * 3.0 for n in range(24)], [n * 2.0 for n in range(24)], names=names), 450, measure)
    assert len({bar.x for bar in layout.bars}) == 1
    assert set(names) <= {label.text for label in layout.labels} or "".join(names) in "".join(
        label.text for label in layout.labels
    )
    assert_sound(layout)


def test_charts_in_parts_share_one_scale() -> None:
    alone, scaled = (lay_out_chart(chart([10, 5]), 450, measure, peak=peak) for peak in (None, 40.0))
    assert scaled.bars[0].h == pytest.approx(alone.bars[0].h / 4)


@pytest.mark.parametrize(("values", "names"), [([[-1.0]], ["甲"]), ([[1.0, 2.0]], ["甲"])])
def test_values_that_cannot_be_drawn_are_a_bug_of_the_caller(
    values: list[list[float | None]], names: list[str]
) -> None:
    with pytest.raises(ValueError, match="one value from zero up"):
        lay_out_chart(chart(*values, names=names), 450, measure)


def test_figures_are_printed_as_people_write_them() -> None:
    assert [figure(value) for value in (0, 7.0, 89.44, 1200)] == ["0", "7", "89.4", "1200"]


@settings(max_examples=120, deadline=None)
@given(
    st.integers(1, 3).flatmap(
        lambda count: st.lists(
            st.tuples(*[st.one_of(st.none(), st.integers(0, 5000), st.floats(0, 100))] * count), min_size=1, max_size=24
        )
    ),
    st.floats(300, 900),
    st.text("村社区石桥甲乙", min_size=1, max_size=12),
)
def test_any_chart_stays_inside_its_frame(rows: list[tuple[float | None, ...]], width: float, name: str) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    assert_sound(lay_out_chart(chart(*columns, names=[name] * len(rows)), width, measure))
