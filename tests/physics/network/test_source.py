"""The grid and the genset: droop, dip and recovery, overload and its end."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.phases import L123
from stagewatt.physics.network.source import (
    SourceSpec,
    SourceState,
    advanced,
    at_rest,
    emf,
    sagged,
    shutdown_s,
    started,
)

SET = SourceSpec(kind="genset", rated_va=100_000.0)
GRID = SourceSpec()


def test_the_grid_does_not_care() -> None:
    state = at_rest(GRID)
    assert advanced(GRID, state, 1e6, 1e6, 10) == state
    assert shutdown_s(GRID, state, 1e6) == math.inf
    assert [abs(e) for e in emf(GRID, state)] == pytest.approx([230] * 3)


def test_sag_by_command() -> None:
    state = sagged(at_rest(GRID), L123(0.7, 1.0, 0.0))
    assert [abs(e) for e in emf(GRID, state)] == pytest.approx([161, 230, 0])
    with pytest.raises(ValueError, match="factor"):
        sagged(state, L123(-0.1, 1.0, 1.0))


@pytest.mark.parametrize(("share", "hz"), [(0.0, 52.5), (0.5, 51.25), (1.0, 50.0)])
def test_droop(share: float, hz: float) -> None:
    state = advanced(SET, at_rest(SET), share * SET.rated_w, share * SET.rated_va, 60)
    assert state.frequency_hz == pytest.approx(hz)
    assert state.v_factor == pytest.approx(1.0)


def test_a_step_dips_and_recovers() -> None:
    stepped = advanced(SET, at_rest(SET), 40_000, 50_000, 0.0)
    assert stepped.v_factor == pytest.approx(1 - 0.5 * SET.transient_pu)
    later = advanced(SET, stepped, 40_000, 50_000, SET.recovery_s)
    assert later.v_factor == pytest.approx(1 - 0.5 * SET.transient_pu / math.e)
    settled = advanced(SET, later, 40_000, 50_000, 20)
    off = advanced(SET, settled, 0, 0, 0.0)
    assert off.v_factor == pytest.approx(1 + 0.5 * SET.transient_pu)


def test_overload_slows_the_shaft_until_the_set_trips() -> None:
    p_w = 1.5 * SET.rated_w
    state = at_rest(SET)
    slowing = (p_w - 1.1 * SET.rated_w) / SET.rated_va / 2 * 50
    half = advanced(SET, state, p_w, p_w, 0.5)
    assert half.frequency_hz == pytest.approx(52.5 - 0.5 * slowing)
    ends_s = shutdown_s(SET, state, p_w)
    assert ends_s == pytest.approx((52.5 - 45) / slowing + SET.trip_after_s)
    before = advanced(SET, state, p_w, p_w, ends_s - 1e-3)
    assert before.running
    assert before.low_s == pytest.approx(SET.trip_after_s - 1e-3)
    assert before.v_factor < before.frequency_hz / SET.knee_hz + 1e-9
    after = advanced(SET, state, p_w, p_w, ends_s + 1e-9)
    assert not after.running
    assert [abs(e) for e in emf(SET, after)] == [0, 0, 0]
    assert advanced(SET, after, 0, 0, 5) == after
    assert shutdown_s(SET, after, p_w) == math.inf
    assert started(SET, after) == at_rest(SET)


def test_within_the_rating_it_never_trips() -> None:
    assert shutdown_s(SET, at_rest(SET), 1.1 * SET.rated_w) == math.inf


def test_relief_in_time_forgets_the_low() -> None:
    low = replace(at_rest(SET), frequency_hz=44.0, low_s=0.5)
    assert shutdown_s(SET, low, 1.5 * SET.rated_w) == pytest.approx(0.5)
    assert shutdown_s(SET, low, 0.0) == math.inf  # back above 45 Hz before the time is up
    soon = advanced(SET, low, 0.0, 0.0, 0.01)
    assert soon.low_s == pytest.approx(0.51)
    assert advanced(SET, low, 0.0, 0.0, 1.0).low_s == 0


def test_a_droop_below_the_threshold_trips_too() -> None:
    deep = replace(SET, droop_pct=20.0, overload=3.0)
    state = at_rest(deep)
    p_w = 1.9 * deep.rated_w  # the droop line is at 41 Hz there
    ends_s = shutdown_s(deep, state, p_w)
    crosses_s = deep.governor_s * math.log((60 - 41) / (45 - 41))
    assert ends_s == pytest.approx(crosses_s + deep.trip_after_s)


@given(
    st.floats(0, 3), st.floats(30, 55), st.floats(0, 0.9), st.floats(1e-3, 5), st.floats(0.1, 0.9)
)
def test_two_strides_are_one(share: float, hz: float, low: float, dt_s: float, at: float) -> None:
    p_w, s_va = share * SET.rated_w, share * SET.rated_va
    low_s = low if hz < SET.trip_hz else 0.0
    state = SourceState(frequency_hz=hz, low_s=low_s, s_va=s_va)
    once = advanced(SET, state, p_w, s_va, dt_s)
    twice = advanced(SET, advanced(SET, state, p_w, s_va, at * dt_s), p_w, s_va, (1 - at) * dt_s)
    assert abs(shutdown_s(SET, state, p_w) - dt_s) < 1e-6 or once.running == twice.running
    if once.running and twice.running:
        assert once.frequency_hz == pytest.approx(twice.frequency_hz, abs=1e-6)
        assert once.v_factor == pytest.approx(twice.v_factor, abs=1e-6)


@pytest.mark.parametrize(
    "wrong",
    [{"rated_va": 0.0}, {"droop_pct": -1.0}, {"recovery_s": math.inf}, {"v_ln_v": math.nan}],
)
def test_a_source_that_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="source"):
        SourceSpec(**wrong)
