"""Demand against the worked stairs of a lasting step."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.physics.demand import Demand


def test_a_step_rises_in_even_stairs(golden: dict[str, Any]) -> None:
    table = golden["trip"]["demand"]
    for minutes, pct in zip(table["minutes"], table["sliding_pct"], strict=True):
        demand = Demand.fresh(1).advanced((100.0,), minutes * 60.0)
        assert demand.now == pytest.approx((pct,), abs=0.051)


def test_nothing_shows_before_the_first_whole_interval() -> None:
    assert Demand.fresh(2).advanced((100.0, 50.0), 59.9).now == (0.0, 0.0)


def test_the_largest_demand_stays_when_the_load_goes() -> None:
    high = Demand.fresh(1).advanced((80.0,), 900.0)
    low = high.advanced((0.0,), 900.0)
    assert low.now == (0.0,)
    assert low.largest == pytest.approx((80.0,))


@given(st.lists(st.floats(0.01, 100.0), min_size=1, max_size=20))
def test_how_time_is_cut_makes_no_difference(parts: list[float]) -> None:
    piecewise = Demand.fresh(1, intervals=5, interval_s=30.0)
    for part in parts:
        piecewise = piecewise.advanced((10.0,), part)
    whole = Demand.fresh(1, intervals=5, interval_s=30.0).advanced((10.0,), sum(parts))
    near_an_edge = abs(round(sum(parts) / 30.0) * 30.0 - sum(parts)) < 1e-6
    if not near_an_edge:
        assert piecewise.now == pytest.approx(whole.now)
