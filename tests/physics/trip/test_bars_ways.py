"""Bars of the way breakers: published statements, assumed bands, classes at their edges."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from stagewatt.physics.trip import standards
from stagewatt.physics.trip.band import Verdict
from stagewatt.physics.trip.curves import CURVES, FLUX_S, MEDIUM, Curve, Instantaneous
from stagewatt.physics.trip.magnetic_hydraulic import (
    HALF_CYCLE_S,
    Release,
    advanced,
    band,
    is_instantaneous,
    pulse_trips,
    remaining_s,
    trip_time_s,
    tripped,
)

Golden = dict[str, dict[str, Any]]
EVERY = tuple(CURVES.values())
ENDS = (0.0, 0.5, 1.0)


@pytest.mark.parametrize("curve", EVERY, ids=lambda curve: curve.name)
def test_100_per_cent_is_held_and_from_its_limit_every_device_trips(
    trips: Golden, curve: Curve
) -> None:
    limit = trips["magnetic_hydraulic"]["must_trip"][curve.name]
    assert band(curve, 1.0).verdict is Verdict.HOLDS
    assert band(curve, 1.001).verdict is Verdict.MAY_TRIP
    assert band(curve, limit - 0.001).verdict is Verdict.MAY_TRIP
    assert band(curve, limit).verdict is Verdict.TRIPS
    for percentile, pickup in product(ENDS, (1.0, 1.05, limit - 1e-6)):
        release = Release(percentile=percentile, pickup=pickup, curve=curve)
        assert math.isinf(trip_time_s(release, 1.0))
        assert trip_time_s(release, limit) <= band(curve, limit).t_max_s
    with pytest.raises(ValueError, match="band"):
        Release(percentile=0.5, pickup=limit, curve=curve)


@pytest.mark.parametrize("name", ["short", "medium", "long"])
def test_every_column_of_the_bands(trips: Golden, name: str) -> None:
    table = trips["magnetic_hydraulic"]["bands"]
    row = table[name]
    middle = row.get("middle_s", [None] * len(row["longest_s"]))
    for at, multiple in enumerate(table["multiples"]):
        assert table["amps_of_16"][at] == 16 * multiple
        found = band(CURVES[name], multiple)
        assert found.t_min_s == pytest.approx(row["shortest_s"][at])
        assert found.t_max_s == pytest.approx(row["longest_s"][at])
        if middle[at] is not None:
            assert found.t_typ_s == pytest.approx(middle[at], rel=0.007)


@pytest.mark.parametrize("letter", Instantaneous)
def test_the_letters_limits(trips: Golden, letter: Instantaneous) -> None:
    low_a, high_a = trips["standards"]["instantaneous_of_16"][letter]
    for curve, percentile, level in product(EVERY, ENDS, ENDS):
        device = Release(
            percentile=percentile, pickup=1.1, curve=curve, instantaneous=letter, level=level
        )
        assert trip_time_s(device, low_a / 16) >= 0.1
        assert trip_time_s(device, high_a / 16) <= FLUX_S[1] + 1e-12 < 0.1
        assert not is_instantaneous(device, low_a / 16)
        assert is_instantaneous(device, high_a / 16)
    held, sure = band(MEDIUM, low_a / 16, letter), band(MEDIUM, high_a / 16, letter)
    standard = standards.household(16, letter, low_a / 16)
    assert standard.t_min_s <= held.t_min_s
    assert held.t_max_s <= standard.t_max_s
    assert sure.t_max_s <= standards.household(16, letter, high_a / 16).t_max_s


def test_what_a_class_does_at_the_end_of_a_long_cable(trips: Golden) -> None:
    for loop in trips["fault_loop"]["loops"]:
        amps = 230 / (0.2 + 2 * loop["length_m"] * 7.98e-3)
        assert amps == pytest.approx(loop["amps"], abs=0.051)
        for letter in (Instantaneous.B, Instantaneous.C):
            devices = [
                Release(percentile=0.5, pickup=1.1, instantaneous=letter, level=level)
                for level in (0.0, 1.0)
            ]
            found = {is_instantaneous(device, amps / 16) for device in devices}
            word = {frozenset({True}): "instantaneous", frozenset({True, False}): "undetermined"}
            assert word[frozenset(found)] == loop[letter]


@pytest.mark.parametrize("curve", EVERY, ids=lambda curve: curve.name)
def test_half_cycle_pulses(trips: Golden, curve: Curve) -> None:
    tolerated = trips["magnetic_hydraulic"]["pulse"].get(curve.name, curve.pulse)
    for percentile in ENDS:
        device = Release(percentile=percentile, pickup=1.1, curve=curve)
        assert not pulse_trips(device, tolerated, HALF_CYCLE_S)
        assert pulse_trips(device, tolerated * 1.01, HALF_CYCLE_S)
        # equal I2t: a quarter of the time lets twice the current pass
        assert not pulse_trips(device, 2 * tolerated, HALF_CYCLE_S / 4)
        assert pulse_trips(device, 2.02 * tolerated, HALF_CYCLE_S / 4)
        assert not pulse_trips(device, 1e9, 0.0)


def test_six_movers_pass_a_standard_breaker() -> None:
    device = Release(percentile=0.0, pickup=1.1)
    assert not pulse_trips(device, 240 / 16, 0.001)
    assert pulse_trips(device, 240 / 16, HALF_CYCLE_S)


def test_a_long_pulse_moves_the_dashpot() -> None:
    device = Release(percentile=0.0, pickup=1.1)
    assert pulse_trips(device, 11.0, 0.1)
    assert not pulse_trips(device, 2.0, 0.1)


def test_it_can_be_closed_again_at_once() -> None:
    """No thermal memory: from rest it takes its whole time again."""
    device = Release(percentile=0.5, pickup=1.1)
    whole_s = trip_time_s(device, 2.0)
    progress = advanced(device, 0.0, 2.0, whole_s)
    assert tripped(progress)
    assert remaining_s(device, progress, 2.0) == 0.0
    assert remaining_s(device, 0.0, 2.0) == whole_s


def test_a_level_outside_its_band_is_refused() -> None:
    with pytest.raises(ValueError, match="instantaneous"):
        replace(Release(percentile=0.5, pickup=1.1), level=1.1)


def test_without_a_letter_the_curves_flux_limit_is_what_trips_at_once() -> None:
    for curve, limit in ((MEDIUM, 12.0), (CURVES["medium-high-inrush"], 25.0)):
        device = Release(percentile=1.0, pickup=1.1, curve=curve)
        assert curve.flux_limit == limit
        assert is_instantaneous(device, limit)
        assert not is_instantaneous(device, limit - 0.01)
        assert trip_time_s(device, limit) == trip_time_s(device, 1e3) == pytest.approx(0.02)
