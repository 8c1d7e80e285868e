"""Demand against the worked stairs of a lasting step."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.physics.demand import Demand, Kind

WINDOW_S = 900.0
kinds = st.sampled_from(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_a_lasting_step_rises_as_worked(golden: dict[str, Any], kind: Kind) -> None:
    table = golden["trip"]["demand"]
    for minutes, pct in zip(table["minutes"], table[f"{kind.value}_pct"], strict=True):
        demand = Demand.fresh(1, kind=kind).advanced((100.0,), minutes * 60.0)
        assert demand.now == pytest.approx((pct,), abs=0.051)


def test_a_sliding_mean_shows_nothing_before_the_first_whole_interval() -> None:
    assert Demand.fresh(2).advanced((100.0, 50.0), 59.9).now == (0.0, 0.0)
    assert Demand.fresh(2).now == (0.0, 0.0)


def test_a_block_stands_until_the_next_one_is_whole() -> None:
    full = Demand.fresh(1, kind=Kind.BLOCK).advanced((60.0,), WINDOW_S)
    later = full.advanced((0.0,), WINDOW_S - 1)
    assert later.now == pytest.approx((60.0,))
    assert later.advanced((0.0,), 1).now == pytest.approx((0.0,))


@pytest.mark.parametrize("kind", Kind)
def test_the_largest_demand_stays_when_the_load_goes(kind: Kind) -> None:
    high = Demand.fresh(1, kind=kind).advanced((80.0,), WINDOW_S)
    low = high.advanced((0.0,), 20 * WINDOW_S)
    assert low.now == pytest.approx((0.0,), abs=1e-9)
    assert low.largest == high.now


def test_a_window_of_nothing_follows_the_value() -> None:
    demand = Demand.fresh(1, window_s=0.0).advanced((7.0,), 0.02).advanced((3.0,), 0.02)
    assert (demand.now, demand.largest) == ((3.0,), (7.0,))
    assert demand.predicted((5.0,)) == (5.0,)


@pytest.mark.parametrize(
    ("kind", "predicted"),
    # Six minutes of 100, then 40: 6/15 and 9/15 of the window; of a level of 60.2 a tenth stays.
    [(Kind.BLOCK, 64.0), (Kind.SLIDING, 64.0), (Kind.THERMAL, 40 + (60.189 - 40) / 10)],
)
def test_what_the_window_will_end_with_if_the_load_stays(kind: Kind, predicted: float) -> None:
    demand = Demand.fresh(1, kind=kind).advanced((100.0,), 360.0)
    assert demand.predicted((40.0,)) == pytest.approx((predicted,), abs=0.001)


@pytest.mark.parametrize("kind", [Kind.BLOCK, Kind.SLIDING])
def test_a_prediction_comes_true(kind: Kind) -> None:
    demand = Demand.fresh(1, kind=kind).advanced((100.0,), 1000.0)
    ends_s = 2 * WINDOW_S - 1000.0
    assert demand.advanced((20.0,), ends_s).now == pytest.approx(demand.predicted((20.0,)))


@pytest.mark.unmeasured
@given(kind=kinds, parts=st.lists(st.floats(0.01, 100.0), min_size=1, max_size=20))
def test_how_time_is_cut_makes_no_difference(kind: Kind, parts: list[float]) -> None:
    piecewise = Demand.fresh(1, kind=kind, window_s=150.0, intervals=5)
    for part in parts:
        piecewise = piecewise.advanced((10.0,), part)
    whole = Demand.fresh(1, kind=kind, window_s=150.0, intervals=5).advanced((10.0,), sum(parts))
    near_an_edge = abs(round(sum(parts) / 30.0) * 30.0 - sum(parts)) < 1e-6
    if not near_an_edge:
        assert piecewise.now == pytest.approx(whole.now)
        assert piecewise.predicted((3.0,)) == pytest.approx(whole.predicted((3.0,)))


@pytest.mark.unmeasured
@given(kind=kinds, before=st.floats(0, 100), after=st.floats(0, 100), windows=st.integers(3, 99))
def test_a_long_time_is_as_many_short_ones(
    kind: Kind, before: float, after: float, windows: int
) -> None:
    begun = Demand.fresh(1, kind=kind, window_s=50.0, intervals=5).advanced((before,), 77.0)
    leap = begun.advanced((after,), windows * 50.0 + 3.0)
    steps = begun
    for _ in range(windows):
        steps = steps.advanced((after,), 50.0)
    steps = steps.advanced((after,), 3.0)
    assert leap.now == pytest.approx(steps.now)
    assert leap.largest == pytest.approx(steps.largest)
    assert leap.elapsed_s == pytest.approx(steps.elapsed_s)
