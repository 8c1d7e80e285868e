"""The emergency stop: latching, open-circuit principle, nothing closes while it is pressed."""

from __future__ import annotations

import math

from stagewatt.physics.trip.band import Verdict
from stagewatt.physics.trip.e_stop import (
    READY,
    advanced,
    band,
    may_close,
    opens,
    press,
    remaining_s,
    trip_time_s,
    twist,
    wire,
)


def test_it_opens_within_50_ms() -> None:
    assert trip_time_s() < 0.050
    assert band().verdict is Verdict.TRIPS
    assert band().t_min_s <= trip_time_s() <= band().t_max_s <= 0.050
    pressed = press(READY)
    assert not opens(pressed)
    assert opens(advanced(pressed, trip_time_s()))
    assert remaining_s(advanced(pressed, 0.010)) == trip_time_s() - 0.010


def test_at_once_where_the_model_says_so() -> None:
    assert opens(press(READY), 0.0)
    assert advanced(press(READY), 1.0, 0.0) == press(READY)


def test_a_broken_wire_does_the_same() -> None:
    broken = wire(READY, intact=False)
    assert opens(advanced(broken, 1.0))
    assert not may_close(broken)
    assert may_close(wire(broken, intact=True))


def test_nothing_closes_while_it_is_latched() -> None:
    assert may_close(READY)
    assert not may_close(press(READY))
    assert twist(advanced(press(READY), 1.0)) == READY
    assert not may_close(twist(wire(press(READY), intact=False)))


def test_released_it_waits_for_ever() -> None:
    assert math.isinf(remaining_s(READY))
    assert advanced(READY, 1e6) == READY
    assert not opens(READY)
