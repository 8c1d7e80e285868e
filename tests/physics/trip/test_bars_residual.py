"""Bars of residual-current devices: every limit of the standards, at the edge."""

from __future__ import annotations

import cmath
import math
from itertools import product
from typing import Any

import pytest

from stagewatt.physics.trip import residual, residual_relay
from stagewatt.physics.trip.band import Verdict
from stagewatt.physics.trip.residual import Kind, Release, Wave, band

Golden = dict[str, dict[str, Any]]


def test_the_points_of_a_30_ma_device(trips: Golden) -> None:
    for point in trips["residual"]["points"]:
        found = band(0.030, point["ma"] / 1000 / 0.030)
        assert found.verdict == point["verdict"], point
        assert found.t_max_s == pytest.approx(point.get("longest_s", math.inf), rel=1e-9), point


def test_longest_times_between_the_columns(trips: Golden) -> None:
    row = trips["residual"]["general"]
    times = [band(0.030, n).t_max_s for n in row["multiples"]]
    assert times == pytest.approx(row["longest_s"], abs=0.00051)


def test_type_s_keeps_both_its_limits(trips: Golden) -> None:
    row = trips["residual"]["s"]
    columns = list(zip(row["multiples"], row["shortest_s"], row["longest_s"], strict=True))
    for rated_a in (0.1, 0.3):
        for multiple, shortest_s, longest_s in (
            *columns,
            (500 / rated_a, *row["at_500_a_s"]),
        ):
            found = band(rated_a, multiple, Kind.S)
            assert (found.t_min_s, found.t_max_s) == pytest.approx((shortest_s, longest_s))
            for percentile in (0.0, 0.5, 1.0):
                device = Release(
                    threshold_a=0.75 * rated_a,
                    kind=Kind.S,
                    rated_a=rated_a,
                    percentile=percentile,
                )
                time_s = residual.trip_time_s(device, multiple * rated_a)
                assert shortest_s * (1 - 1e-9) <= time_s <= longest_s * (1 + 1e-9)


def test_type_s_waits_for_the_general_type() -> None:
    for multiple in (1.0, 2.0, 5.0, 20.0):
        general = band(0.030, multiple * 0.1 / 0.030)
        assert general.t_typ_s < band(0.1, multiple, Kind.S).t_min_s


def test_type_s_exists_above_30_ma_only() -> None:
    with pytest.raises(ValueError, match="30 mA"):
        Release(threshold_a=0.02, kind=Kind.S, rated_a=0.030)
    with pytest.raises(ValueError, match="band"):
        Release(threshold_a=0.02, percentile=1.5)


@pytest.mark.parametrize("wave", Wave)
def test_thresholds_of_each_wave(trips: Golden, wave: Wave) -> None:
    for rated, (hold, trip) in trips["residual"][wave.value].items():
        rated_a = float(rated)
        assert residual.limits(rated_a, wave) == (hold, trip)
        for multiple, verdict in (
            (hold, Verdict.HOLDS),
            (hold + 0.001, Verdict.MAY_TRIP),
            (trip - 0.001, Verdict.MAY_TRIP),
            (trip, Verdict.TRIPS),
        ):
            assert band(rated_a, multiple, wave=wave).verdict is verdict
        assert band(rated_a, trip, wave=wave).t_max_s == 0.3


def test_pulsating_current_has_its_own_threshold_on_each_device() -> None:
    device = Release(threshold_a=0.024, pulsating=1.2)
    assert math.isinf(residual.trip_time_s(device, 0.025, Wave.PULSATING))
    assert residual.trip_time_s(device, 0.025) == 0.03
    assert residual.trip_time_s(device, 0.029, Wave.PULSATING) == 0.03
    assert residual.advanced(device, 0.5, 0.025, 0.01, Wave.PULSATING) == 0.0
    assert residual.remaining_s(device, 0.5, 0.030, Wave.PULSATING) == pytest.approx(0.015)
    assert residual.remaining_s(device, 1.0, 0.0) == 0.0
    assert residual.tripped(residual.advanced(device, 0.5, 0.030, 0.015))


def test_equal_filters_on_three_phases_cancel_in_a_four_pole_device() -> None:
    filters = [cmath.rect(0.009, math.radians(angle)) for angle in (90, -30, 210)]
    assert residual.vector_sum_a(filters) == pytest.approx(0.0, abs=1e-12)
    assert residual.vector_sum_a(filters[:1] * 3) == pytest.approx(0.027)
    assert residual.vector_sum_a([0.010 + 0j, 0.010j]) == pytest.approx(0.010 * math.sqrt(2))
    assert residual.vector_sum_a([]) == 0.0


def test_the_test_button(trips: Golden) -> None:
    row = trips["residual"]["test_button"]
    for multiple in row["multiples"]:
        injected_a = residual.injected_a(0.030, multiple, energised=True, closed=True)
        assert injected_a == pytest.approx(0.030 * multiple)
        for threshold_a, delay_s in product((0.015, 0.024, 0.030), (0.02, 0.03, 0.04)):
            device = Release(threshold_a=threshold_a, delay_s=delay_s)
            assert residual.trip_time_s(device, injected_a) <= row["longest_s"]
    assert residual.injected_a(0.030, 2.0, energised=False, closed=True) == 0.0
    assert residual.injected_a(0.030, 2.0, energised=True, closed=False) == 0.0
    for wrong in (0.9, 2.6):
        with pytest.raises(ValueError, match="test button"):
            residual.injected_a(0.030, wrong, energised=True, closed=True)


def test_the_relays_range_and_total_time(trips: Golden) -> None:
    row = trips["residual"]["relay"]
    for threshold_a, delay_s in product(row["threshold_a"], row["delay_s"]):
        dials = residual_relay.Settings(threshold_a=threshold_a, delay_s=delay_s)
        total_s = residual_relay.trip_time_s(dials, threshold_a)
        assert row["opening_s"][0] <= total_s - delay_s <= row["opening_s"][1] + 1e-12
        found = residual_relay.band(dials, 1.0)
        assert found.t_min_s < total_s < found.t_max_s
        assert residual_relay.band(dials, 0.5).verdict is Verdict.HOLDS
        assert residual_relay.band(dials, 0.51).verdict is Verdict.MAY_TRIP
        assert residual_relay.band(dials, 0.999).verdict is Verdict.MAY_TRIP


@pytest.mark.parametrize(
    "wrong", [{"threshold_a": 0.029}, {"threshold_a": 0.31}, {"delay_s": 0.01}, {"delay_s": 5.1}]
)
def test_a_relay_off_its_dials_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="outside"):
        residual_relay.Settings(**wrong)


def test_the_relay_latches_until_it_is_reset_without_current() -> None:
    dials = residual_relay.Settings(threshold_a=0.1, delay_s=0.5)
    latch = residual_relay.advanced(dials, residual_relay.CLEAR, 0.1, 0.499)
    assert not latch.tripped
    assert residual_relay.advanced(dials, latch, 0.099, 0.001) == residual_relay.CLEAR
    latch = residual_relay.advanced(dials, latch, 0.1, 0.001)
    assert latch.tripped
    assert not residual_relay.opens(dials, latch)
    latch = residual_relay.advanced(dials, latch, 0.0, 0.025)
    assert residual_relay.opens(dials, latch)
    assert residual_relay.remaining_s(dials, latch, 0.0) == 0.0
    assert residual_relay.reset(dials, latch, 0.1) is latch
    assert residual_relay.reset(dials, latch, 0.0) == residual_relay.CLEAR
    assert residual_relay.reset(dials, latch, 0.1, enabled=False) == residual_relay.CLEAR


def test_with_the_key_off_the_relay_sees_nothing() -> None:
    dials = residual_relay.Settings()
    assert math.isinf(residual_relay.trip_time_s(dials, 1.0, enabled=False))
    after = residual_relay.advanced(dials, residual_relay.CLEAR, 1.0, 10.0, enabled=False)
    assert after == residual_relay.CLEAR
