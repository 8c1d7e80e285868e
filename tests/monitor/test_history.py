"""The currents of the last seconds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.monitor.history import KEPT_S, History, Peak, largest, record

S = 1_000_000_000


def test_a_second_keeps_its_largest_currents() -> None:
    history = record((), 10 * S, 5.0, 1.0)
    history = record(history, 10 * S + 1, 4.0, 2.0)
    assert history == (Peak(10, 5.0, 2.0),)


def test_old_seconds_are_dropped_and_late_ones_still_count() -> None:
    history = record((), 10 * S, 50.0, 0.0)
    history = record(history, 13 * S, 5.0, 0.0)
    history = record(history, 12 * S, 7.0, 0.0)
    assert [peak.second for peak in history] == [10, 12, 13]
    history = record(history, 14 * S, 6.0, 0.0)
    assert [peak.second for peak in history] == [12, 13, 14]
    assert record(history, 10 * S, 99.0, 0.0) == history


def test_the_largest_of_the_seconds_before_an_instant() -> None:
    history = (Peak(10, 50.0, 1.0), Peak(12, 7.0, 9.0), Peak(13, 5.0, 0.0))
    assert largest(history, 12 * S) == Peak(12, 50.0, 9.0)
    assert largest(history, 14 * S) == Peak(14, 7.0, 9.0)
    assert largest(history, 9 * S) is None
    assert largest((), 9 * S) is None


@pytest.mark.unmeasured
@given(st.lists(st.tuples(st.integers(0, 12), st.floats(0, 1e4), st.floats(0, 1e4))))
def test_it_stays_small_sorted_and_says_the_same_twice(
    rows: list[tuple[int, float, float]],
) -> None:
    history: History = ()
    for second, phase_a, neutral_a in rows:
        history = record(history, second * S, phase_a, neutral_a)
        assert record(history, second * S, phase_a, neutral_a) == history
        assert len(history) <= KEPT_S + 1
        assert list(history) == sorted(history, key=lambda peak: peak.second)
