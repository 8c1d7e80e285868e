"""Voltages: supplies drop out and come back, devices fail one by one and stay failed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagewatt.twin.loads.drawn import drawn
from stagewatt.twin.loads.endure import endured, steady_s, tally
from stagewatt.twin.loads.equipment import NEW, Equipment
from stagewatt.twin.loads.library import as_load, entry, library, together
from stagewatt.twin.loads.load import Load
from stagewatt.twin.loads.moment import Moment

MOVERS = as_load("led-mover", 6)
NAMES = st.sampled_from(sorted(library()))
VOLTS = st.one_of(st.floats(0, 420), st.sampled_from([0.0, 230.0, 95.0, 160.0, 275.0, 300.0]))


def after(load: Load, *course: tuple[float, float], before: Equipment = NEW) -> Equipment:
    """The devices after a course of volts and seconds."""
    for v, seconds in course:
        before = endured(load, before, (v,) * load.phases, seconds)
    return before


def test_at_ordinary_voltage_nothing_changes() -> None:
    assert after(MOVERS, (230.0, 3600.0)) is NEW
    assert steady_s(MOVERS, NEW, (230.0,)) == math.inf
    told = tally(MOVERS, NEW)
    assert (told.count, told.running, told.dropped, told.failed) == (6, 6, 0, 0)
    assert told.value_lost_eur == 0


def test_supplies_ride_through_a_short_dip_and_drop_out_in_a_longer_one() -> None:
    short = after(MOVERS, (80.0, 0.015))
    assert short.dropped == 0
    assert after(MOVERS, (230.0, 0.02), before=short) == Equipment((NEW.part(0),))
    assert steady_s(MOVERS, short, (80.0,)) == pytest.approx(0.005)
    longer = after(MOVERS, (80.0, 0.015), (80.0, 0.01))
    assert longer.dropped == 6
    (draw,) = drawn(MOVERS, Moment(equipment=longer)).phases
    assert draw.s_va == 0
    assert abs(draw.leakage_a) > 0.004
    assert tally(MOVERS, longer).running == 0


def test_they_come_back_after_a_while_of_good_voltage() -> None:
    out = after(MOVERS, (80.0, 1.0))
    assert steady_s(MOVERS, out, (80.0,)) == math.inf
    # Between the two limits nothing happens, whichever way they came.
    assert after(MOVERS, (130.0, 9.0), before=out) == out
    assert after(MOVERS, (130.0, 9.0)) is NEW
    waiting = after(MOVERS, (200.0, 1.0), before=out)
    assert waiting.dropped == 6
    assert steady_s(MOVERS, waiting, (200.0,)) == pytest.approx(0.5)
    assert after(MOVERS, (130.0, 0.1), (200.0, 1.0), before=waiting).dropped == 6
    assert after(MOVERS, (200.0, 0.5), before=waiting).dropped == 0


def test_without_any_supply_they_start_anew() -> None:
    out = after(MOVERS, (80.0, 1.0))
    assert steady_s(MOVERS, out, (0.0,)) == 0
    assert after(MOVERS, (0.0, 0.02), before=out).dropped == 0
    assert after(MOVERS, (0.0, 9.0)) is NEW
    assert after(MOVERS, (math.nan, 9.0)) is NEW


def test_above_their_limits_they_fail_one_after_the_other() -> None:
    failed, equipment = [], NEW
    for _ in range(60):
        equipment = after(MOVERS, (310.0, 0.5), before=equipment)
        failed.append(equipment.failed)
    assert failed[0] == 0
    assert failed[-1] == 6
    assert len(set(failed)) > 3
    told = tally(MOVERS, equipment)
    assert (told.running, told.failed) == (0, 6)
    assert told.value_lost_eur == 6 * entry("led-mover").value_eur
    (draw,) = drawn(MOVERS, Moment(equipment=equipment)).phases
    assert draw.s_va == 0
    assert draw.leakage_a == 0


def test_a_part_of_them_draws_its_part() -> None:
    equipment = NEW
    while equipment.failed < 2:
        equipment = after(MOVERS, (300.0, 0.1), before=equipment)
    left = 6 - equipment.failed
    (draw,) = drawn(MOVERS, Moment(equipment=equipment)).phases
    assert draw.s_va.real == pytest.approx(500 * left)
    # What is left may still drop out, and only that.
    out = after(MOVERS, (80.0, 1.0), before=equipment)
    assert (out.dropped, out.failed) == (left, 6 - left)
    dead = after(MOVERS, (400.0, 60.0), before=out)
    assert (dead.dropped, dead.failed) == (0, 6)
    assert after(MOVERS, (80.0, 1.0), before=dead).dropped == 0


def test_the_higher_the_voltage_the_sooner() -> None:
    times = [steady_s(MOVERS, NEW, (v,)) for v in (270.0, 300.0, 320.0, 350.0, 400.0)]
    assert times[0] == math.inf
    assert times == sorted(times, reverse=True)
    assert times[-1] < 0.3


def test_lamps_bear_more_and_heaters_all() -> None:
    assert after(as_load("par64"), (320.0, 3600.0)) is NEW
    assert after(as_load("par64"), (395.0, 3600.0)).failed == 1
    assert after(as_load("kettle"), (400.0, 3600.0)) is NEW
    assert steady_s(as_load("kettle"), NEW, (400.0,)) == math.inf


def test_three_phase_devices_suffer_from_their_worst_phase() -> None:
    hoist = as_load("hoist-1t")
    assert endured(hoist, NEW, (230.0, 60.0, 230.0), 1.0).dropped == 1
    assert endured(hoist, NEW, (230.0, 230.0, 390.0), 60.0).failed == 1


def test_each_part_has_its_own_state() -> None:
    both = together([("kettle", 1, 0), ("led-mover", 2, 1)], 3)
    hit = endured(both, NEW, (400.0, 60.0, 400.0), 1.0)
    assert (hit.part(0).dropped, hit.part(1).dropped) == (0, 2)
    assert tally(both, hit).running == 1


@pytest.mark.unmeasured
@given(NAMES, st.integers(1, 8), st.lists(st.tuples(VOLTS, st.floats(0, 20)), max_size=8))
@settings(max_examples=200)
def test_what_failed_stays_failed(name: str, count: int, course: list[tuple[float, float]]) -> None:
    load, equipment = as_load(name, count), NEW
    for v, seconds in course:
        later = after(load, (v, seconds), before=equipment)
        assert later.failed >= equipment.failed
        assert 0 <= later.dropped <= count - later.failed
        equipment = later


@pytest.mark.unmeasured
@given(NAMES, VOLTS, VOLTS, st.floats(0, 3))
@settings(max_examples=300)
def test_the_forecast_is_exact(name: str, first_v: float, v: float, first_s: float) -> None:
    load = as_load(name, 3)
    before = after(load, (first_v, first_s))
    left_s = steady_s(load, before, (v,) * load.phases)
    if math.isinf(left_s):
        same = after(load, (v, 1e5), before=before)
        assert (same.dropped, same.failed) == (before.dropped, before.failed)
        return
    just = after(load, (v, left_s), before=before)
    assert (just.dropped, just.failed) != (before.dropped, before.failed)
    if left_s > 1e-6:
        short = after(load, (v, left_s * (1 - 1e-6) - 1e-8), before=before)
        assert (short.dropped, short.failed) == (before.dropped, before.failed)


@given(VOLTS, st.floats(0.001, 5), st.integers(2, 20))
def test_small_steps_lead_where_one_large_one_does(v: float, seconds: float, steps: int) -> None:
    whole = after(MOVERS, (v, seconds))
    parts = after(MOVERS, *[(v, seconds / steps)] * steps)
    assert (whole.dropped, whole.failed) == (parts.dropped, parts.failed)
