"""Inrush of filters: peaks add, the angle matters, lamps and heaters have none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.twin.loads.equipment import Equipment, Wear
from stagewatt.twin.loads.library import as_load, library, per_phase, together
from stagewatt.twin.loads.load import Load
from stagewatt.twin.loads.pulse import LEAST, NO_PULSE, pulse


@pytest.mark.unmeasured
@given(st.integers(1, 20), st.integers(0, 100))
def test_peaks_of_equal_devices_add(count: int, seed: int) -> None:
    found = pulse(as_load("led-mover", count, seed=seed), 90.0)
    assert 0.7 * 55 * count <= found.peak_a <= 1.3 * 55 * count
    assert found.duration_s == pytest.approx(0.0005)


def test_six_movers_exceed_what_a_breaker_bears_without_tripping() -> None:
    assert pulse(as_load("led-mover", 6), 90.0).peak_a > 12 * 16


@given(st.floats(-720, 720))
def test_a_capacitor_is_worst_at_the_peak_a_transformer_at_zero(angle_deg: float) -> None:
    led, coil = as_load("led-mover"), as_load("discharge-mover-magnetic")
    assert LEAST * 0.99 <= pulse(led, angle_deg).peak_a / pulse(led, 90.0).peak_a <= 1 + 1e-9
    assert LEAST * 0.99 <= pulse(coil, angle_deg).peak_a / pulse(coil, 0.0).peak_a <= 1 + 1e-9
    assert pulse(led, 0.0).peak_a == pytest.approx(LEAST * pulse(led, 90.0).peak_a)
    assert pulse(coil, 90.0).peak_a == pytest.approx(LEAST * pulse(coil, 0.0).peak_a)


@pytest.mark.parametrize("name", ["par64", "kettle", "hoist-1t", "wet-cable-drum", "fridge"])
def test_lamps_heaters_and_motors_have_none(name: str) -> None:
    assert pulse(as_load(name), 90.0) == NO_PULSE


def test_plain_watts_have_none() -> None:
    plain = Load(label="x", p_w=(1000.0,), pf=(1.0,), leakage_a=(0.0,))
    assert pulse(plain, 90.0) == NO_PULSE


def test_the_phase_that_gets_most_counts() -> None:
    alone = pulse(as_load("led-mover"), 90.0)
    spread = per_phase(["led-mover", "led-mover", "led-mover"])
    assert pulse(spread, 90.0).peak_a == pytest.approx(alone.peak_a, rel=0.4)
    on_l2 = together([("led-mover", 1, 1)], 3)
    assert pulse(on_l2, 210.0).peak_a > pulse(on_l2, 120.0).peak_a * 3


def test_the_longest_of_several_counts() -> None:
    both = together([("led-mover", 1, 0), ("amp-rack", 1, 0)], 1)
    found = pulse(both, 90.0)
    assert found.duration_s == library()["amp-rack"].inrush.duration_s  # type: ignore[union-attr]
    assert found.peak_a > 0.7 * (55 + 22)


def test_failed_devices_take_no_pulse() -> None:
    load = as_load("led-mover", 4)
    half = pulse(load, 90.0, Equipment((Wear(failed=2),)))
    assert half.peak_a == pytest.approx(pulse(load, 90.0).peak_a / 2)
    assert pulse(load, 90.0, Equipment((Wear(failed=4),))) == NO_PULSE
