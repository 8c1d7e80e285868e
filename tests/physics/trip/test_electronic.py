"""The main breaker's electronic release against its check table, and what must always hold."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.phases import L123N
from stagewatt.physics.trip.electronic import (
    INSTANTANEOUS_S,
    REST,
    Element,
    Memory,
    Settings,
    advanced,
    long_time_s,
    trip_time_s,
)

FACTORY = Settings(
    ir_a=250.0, isd_a=1500.0, ii_a=2500.0, in_a=None, tr_s=6.0, tsd_s=0.3, tn_s=0.4, pickup=1.15
)
amps = st.floats(0.0, 4000.0)
settings = st.builds(
    Settings,
    ir_a=st.floats(100.0, 400.0),
    isd_a=st.one_of(st.none(), st.floats(500.0, 2000.0)),
    ii_a=st.floats(500.0, 4000.0),
    in_a=st.one_of(st.none(), st.floats(50.0, 400.0)),
    tr_s=st.sampled_from([3.0, 6.0, 12.0, 18.0]),
    tsd_s=st.sampled_from([0.1, 0.2, 0.3, 0.4]),
    tn_s=st.sampled_from([0.1, 0.2, 0.3, 0.4]),
    pickup=st.floats(1.05, 1.30),
)


def phases(i_a: float, n_a: float = 0.0) -> L123N[float]:
    return L123N(i_a, 0.0, 0.0, n_a)


def seconds_to_trip(dials: Settings, i_a: L123N[float], dt_s: float) -> tuple[float, Element]:
    memory, passed_s = REST, 0.0
    while memory.tripped is None:
        memory = advanced(dials, memory, i_a, dt_s)
        passed_s += dt_s
    return passed_s, memory.tripped


def test_long_time_table(golden: dict[str, Any]) -> None:
    for tr, row in golden["trip"]["long_time_s"].items():
        dials = replace(FACTORY, tr_s=float(tr))
        times = [long_time_s(dials, n) for n in golden["trip"]["multiples"]]
        assert times == pytest.approx(row, abs=0.051)


def test_a_250_a_frame_as_it_leaves_the_factory(golden: dict[str, Any]) -> None:
    for point in golden["trip"]["frame_250"]:
        expected = math.inf if point["seconds"] < 0 else point["seconds"]
        time_s = trip_time_s(FACTORY, phases(point["amps"]))
        assert time_s == pytest.approx(expected, abs=0.051), point
    assert trip_time_s(FACTORY, phases(2500.0)) == INSTANTANEOUS_S <= 0.03


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("i_a", "n_a", "element", "seconds"),
    [
        (500.0, 0.0, Element.LONG_TIME, 54.0),
        (1600.0, 0.0, Element.SHORT_TIME, 0.3),
        (3000.0, 0.0, Element.INSTANTANEOUS, 0.025),
    ],
)
def test_which_element_acts_and_when(
    i_a: float, n_a: float, element: Element, seconds: float
) -> None:
    passed_s, acted = seconds_to_trip(FACTORY, phases(i_a, n_a), 0.005)
    assert acted is element
    assert passed_s == pytest.approx(seconds, abs=0.011)


def test_the_neutral_trips_only_when_its_dial_is_on() -> None:
    assert math.isinf(trip_time_s(FACTORY, phases(100.0, 600.0)))
    on = replace(FACTORY, in_a=125.0)
    assert seconds_to_trip(on, phases(100.0, 125.0), 0.005)[1] is Element.NEUTRAL
    assert math.isinf(trip_time_s(on, phases(100.0, 124.9)))


def test_each_phase_remembers_for_itself() -> None:
    memory = advanced(FACTORY, REST, L123N(500.0, 500.0, 0.0, 0.0), 27.0)
    assert memory.long_time == pytest.approx((0.5, 0.5, 0.0))
    later = advanced(FACTORY, memory, L123N(500.0, 0.0, 0.0, 0.0), 27.0)
    assert later.tripped is Element.LONG_TIME
    assert later.long_time[1] == pytest.approx(0.5 * math.exp(-27 / 450))


def test_a_short_surge_is_forgotten_by_the_definite_elements() -> None:
    memory = advanced(FACTORY, REST, phases(1600.0), 0.2)
    assert 0 < memory.short_time < 1
    assert advanced(FACTORY, memory, phases(100.0), 0.01).short_time == 0.0


@given(settings, amps, amps, amps)
def test_a_higher_current_never_trips_later(
    dials: Settings, a: float, b: float, n_a: float
) -> None:
    low, high = sorted((a, b))
    assert trip_time_s(dials, phases(high, n_a)) <= trip_time_s(dials, phases(low, n_a))


@pytest.mark.unmeasured
@given(settings, st.lists(st.tuples(amps, amps), max_size=20))
def test_more_current_at_every_instant_never_leaves_less_memory(
    dials: Settings, history: list[tuple[float, float]]
) -> None:
    less = more = REST
    for i_a, extra_a in history:
        less = advanced(dials, less, phases(i_a), 0.05)
        more = advanced(dials, more, phases(i_a + extra_a), 0.05)
        pairs = zip(parts(less), parts(more), strict=True)
        assert all(x <= y * (1 + 1e-9) for x, y in pairs)


def parts(memory: Memory) -> tuple[float, ...]:
    return (*memory.long_time, memory.short_time, memory.instantaneous, memory.neutral)


@given(settings, st.floats(0.0, 1.05), st.floats(0.001, 1e9))
def test_up_to_1_05_it_holds_for_ever(dials: Settings, multiple: float, dt_s: float) -> None:
    i_a = dials.ir_a * multiple
    assert advanced(dials, REST, phases(min(i_a, 499.0)), dt_s) == REST


@given(settings)
def test_from_1_30_it_trips(dials: Settings) -> None:
    assert trip_time_s(dials, phases(dials.ir_a * 1.301)) < 2 * 3600
