"""What holds for every device: monotony, exact steps, remaining time, cooling."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.physics.trip.kits import KITS, Kit, mains, shares

from stagewatt.domain.phases import L123N
from stagewatt.physics.trip import electronic

pytestmark = pytest.mark.unmeasured

every = pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.kind)
histories = st.lists(st.floats(0.0, 20.0), max_size=3)


def warmed(kit: Kit, device: Any, data: st.DataObject) -> Any:
    """Return a memory after some history that did not trip."""
    memory = kit.rest
    for dt_s in data.draw(histories):
        after = kit.advanced(device, memory, data.draw(kit.inputs), dt_s)
        if not kit.done(device, after):
            memory = after
    return memory


@every
@given(data=st.data())
def test_a_higher_current_never_trips_later(kit: Kit, data: st.DataObject) -> None:
    device, low = data.draw(kit.make), data.draw(kit.inputs)
    high = kit.more(low, data.draw(shares))
    memory = warmed(kit, device, data)
    later_s = kit.remaining_s(device, memory, low)
    assert kit.remaining_s(device, memory, high) <= later_s * (1 + 1e-9)


@every
@given(data=st.data())
def test_remaining_time_is_the_inverse_of_advanced(kit: Kit, data: st.DataObject) -> None:
    device, inputs = data.draw(kit.make), data.draw(kit.inputs)
    memory = warmed(kit, device, data)
    left_s = kit.remaining_s(device, memory, inputs)
    if math.isinf(left_s):
        assert not kit.done(device, kit.advanced(device, memory, inputs, 1e5))
        return
    assert left_s >= 0
    assert kit.done(device, kit.advanced(device, memory, inputs, left_s))
    if left_s > 1e-3:
        before = kit.advanced(device, memory, inputs, left_s * 0.999)
        assert not kit.done(device, before)
        again_s = kit.remaining_s(device, before, inputs)
        assert again_s == pytest.approx(left_s * 0.001, rel=1e-3, abs=1e-7)


@every
@given(data=st.data(), dt_s=st.floats(1e-4, 100.0), share=st.floats(0.01, 0.99))
def test_cutting_a_step_changes_nothing(
    kit: Kit, data: st.DataObject, dt_s: float, share: float
) -> None:
    device, inputs = data.draw(kit.make), data.draw(kit.inputs)
    memory = warmed(kit, device, data)
    whole = kit.advanced(device, memory, inputs, dt_s)
    half = kit.advanced(device, memory, inputs, dt_s * share)
    cut = kit.advanced(device, half, inputs, dt_s * (1 - share))
    assert kit.progress(cut) == pytest.approx(kit.progress(whole), rel=1e-6, abs=2e-6)


@every
@given(data=st.data(), dt_s=st.floats(0.0, 1e6))
def test_memory_is_never_negative_and_finite(kit: Kit, data: st.DataObject, dt_s: float) -> None:
    device = data.draw(kit.make)
    memory = kit.advanced(device, warmed(kit, device, data), data.draw(kit.inputs), dt_s)
    assert all(0 <= each < math.inf for each in kit.progress(memory))


@every
@given(data=st.data(), first_s=st.floats(0, 50), more_s=st.floats(0, 50))
def test_a_longer_preload_never_trips_later(
    kit: Kit, data: st.DataObject, first_s: float, more_s: float
) -> None:
    device, before, inputs = (data.draw(each) for each in (kit.make, kit.inputs, kit.inputs))
    shorter = kit.advanced(device, kit.rest, before, first_s)
    longer = kit.advanced(device, shorter, before, more_s)
    left_s = kit.remaining_s(device, shorter, inputs)
    assert kit.remaining_s(device, longer, inputs) <= left_s * (1 + 1e-9) + 1e-9


@settings(max_examples=20)
@every
@given(data=st.data())
def test_half_the_step_of_a_simulation_moves_a_trip_by_no_more_than_one_step(
    kit: Kit, data: st.DataObject
) -> None:
    device, inputs = data.draw(kit.make), data.draw(kit.inputs)
    exact_s = kit.remaining_s(device, kit.rest, inputs)
    if not 0 < exact_s < math.inf:
        return
    for steps in (20, 40):
        dt_s, memory, passed = exact_s / steps * 1.03, kit.rest, 0
        while not kit.done(device, memory):
            memory = kit.advanced(device, memory, inputs, dt_s)
            passed += 1
        assert 0 <= passed * dt_s - exact_s <= dt_s * (1 + 1e-6)


@given(mains, st.floats(0.0, 1.0), st.lists(st.floats(0.0, 500.0), min_size=2, max_size=6))
def test_cooling_only_goes_down(
    device: electronic.Settings, start: float, steps_s: list[float]
) -> None:
    memory = electronic.opened(electronic.Memory(long_time=(start, start / 2, 0.0)))
    for dt_s in steps_s:
        after = electronic.advanced(device, memory, L123N.all(0.0), dt_s)
        pairs = zip(after.long_time, memory.long_time, strict=True)
        assert all(new <= old for new, old in pairs)
        memory = after
