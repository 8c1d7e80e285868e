"""Residual-current trip: the standard's longest times and the threshold."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.physics.trip.residual import Release, advanced, longest_s

RELEASE = Release(threshold_a=0.024, delay_s=0.03)


def test_longest_times(golden: dict[str, Any]) -> None:
    table = golden["trip"]["residual"]
    times = [longest_s(n) for n in table["multiples"]]
    assert times == pytest.approx(table["longest_s"], abs=0.00051)
    assert math.isinf(longest_s(0.99))


@given(st.floats(1.0, 20.0))
def test_the_usual_delay_keeps_the_standards_limit(multiple: float) -> None:
    assert RELEASE.delay_s <= longest_s(multiple)


def test_half_the_rated_current_never_trips_and_the_rated_one_does() -> None:
    assert advanced(RELEASE, 0.5, 0.015, 1e9) == 0.0
    assert advanced(RELEASE, 0.0, 0.030, 0.03) >= 1.0


def test_exactly_the_threshold_trips() -> None:
    assert advanced(RELEASE, 0.0, 0.024, 0.03) >= 1.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_current_never_trips_later(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert advanced(RELEASE, 0.1, high, 0.01) >= advanced(RELEASE, 0.1, low, 0.01)
    assert longest_s(high * 100) <= longest_s(low * 100)
