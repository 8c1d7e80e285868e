"""The loss-of-neutral relay: what it sees and what it cannot see."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.domain.phases import L123, LineToLine
from stagewatt.physics.trip.band import Verdict
from stagewatt.physics.trip.neutral_relay import (
    CLEAR,
    Seen,
    Settings,
    advanced,
    en_50550,
    opens,
    remaining_s,
    reset,
    sees_fault,
    trip_time_s,
)

Golden = dict[str, dict[str, Any]]
RELAY = Settings()
KEEN = Settings(n_pe_third_max_v=30.0)
GOOD = Seen(v_ln_v=L123.all(230.0), v_ll_v=LineToLine.all(398.0))
LOST = Seen(
    v_ln_v=L123(102.3, 298.9, 335.2), v_ll_v=LineToLine(397.0, 398.0, 397.0), v_n_pe_v=134.2
)


def test_the_thresholds(trips: Golden) -> None:
    row = trips["neutral"]["relay"]
    low_v, high_v = row["v_ln_v"]
    assert not sees_fault(RELAY, replace(GOOD, v_n_pe_v=row["n_pe_v"]))
    assert sees_fault(RELAY, replace(GOOD, v_n_pe_v=row["n_pe_v"] + 0.1))
    for held_v, tripped_v in ((low_v, low_v - 0.1), (high_v, high_v + 0.1)):
        assert not sees_fault(RELAY, replace(GOOD, v_ln_v=L123(230.0, held_v, 230.0)))
        assert sees_fault(RELAY, replace(GOOD, v_ln_v=L123(230.0, tripped_v, 230.0)))
    assert trip_time_s(RELAY, LOST) == pytest.approx(row["looks_s"] + row["opens_s"])


def test_a_lost_phase_is_no_lost_neutral() -> None:
    dead = Seen(v_ln_v=L123(0.0, 230.0, 230.0), v_ll_v=LineToLine(230.0, 398.0, 230.0))
    assert not sees_fault(RELAY, dead)


def test_balanced_and_clean_it_cannot_be_seen() -> None:
    assert math.isinf(trip_time_s(KEEN, GOOD))


def test_balanced_with_third_harmonics_a_good_sensor_sees_it() -> None:
    dirty = replace(GOOD, v_n_pe_150hz_v=45.0)
    assert not sees_fault(RELAY, dirty)
    assert sees_fault(KEEN, dirty)
    assert not sees_fault(KEEN, replace(GOOD, v_n_pe_150hz_v=30.0))


def test_it_looks_for_two_cycles_and_forgets_shorter_faults() -> None:
    looked = advanced(RELAY, CLEAR, LOST, 0.039)
    assert not looked.tripped
    assert remaining_s(RELAY, looked, LOST) == pytest.approx(0.031)
    assert advanced(RELAY, looked, GOOD, 0.001) == CLEAR


def test_it_latches_and_opens_whatever_follows() -> None:
    tripped = advanced(RELAY, CLEAR, LOST, 0.050)
    assert tripped.tripped
    assert not opens(RELAY, tripped)
    assert remaining_s(RELAY, tripped, GOOD) == pytest.approx(0.020)
    done = advanced(RELAY, tripped, GOOD, 0.020)
    assert opens(RELAY, done)
    assert advanced(RELAY, done, GOOD, 1e6).since_s == RELAY.opens_s


def test_reset_is_in_vain_while_the_fault_is_seen() -> None:
    tripped = advanced(RELAY, CLEAR, LOST, 1.0)
    assert reset(RELAY, tripped, LOST) is tripped
    assert reset(RELAY, tripped, GOOD) == CLEAR


def test_the_orientation_of_en_50550(trips: Golden) -> None:
    hold_v = trips["neutral"]["hold_v"]
    assert en_50550(hold_v).verdict is Verdict.HOLDS
    assert en_50550(hold_v + 0.1).verdict is Verdict.MAY_TRIP
    for row in trips["neutral"]["en_50550"]:
        found = en_50550(row["volts"])
        assert found.verdict is Verdict.TRIPS
        assert found.t_min_s == pytest.approx(row["shortest_s"])
        assert found.t_max_s == pytest.approx(row["longest_s"])
    assert en_50550(274.9).verdict is Verdict.MAY_TRIP
    assert en_50550(500.0) == en_50550(400.0)
    times = [en_50550(v) for v in range(256, 420)]
    assert times == sorted(times, key=lambda band: -band.t_min_s)
