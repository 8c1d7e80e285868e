"""The electronic release's memory: survives a trip, cools, forgets; dials that contradict."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from stagewatt.domain.phases import L123N
from stagewatt.physics.trip.electronic import (
    REST,
    Element,
    Memory,
    Model,
    Settings,
    advanced,
    checks,
    opened,
    preloaded,
    remaining_s,
    trip_time_s,
)

FACTORY = Settings(ir_a=250.0, isd_a=1500.0, ii_a=2500.0, in_a=None, tr_s=6.0, tsd_s=0.3, tn_s=0.4)
NOTHING = L123N.all(0.0)
DOUBLE = L123N(500.0, 0.0, 0.0, 0.0)


def test_a_long_time_trip_leaves_the_release_hot() -> None:
    tripped = advanced(FACTORY, REST, DOUBLE, trip_time_s(FACTORY, DOUBLE))
    assert tripped.tripped is Element.LONG_TIME
    hot = opened(tripped)
    assert hot.tripped is None
    assert remaining_s(FACTORY, hot, DOUBLE) < 0.001
    assert math.isinf(remaining_s(FACTORY, hot, L123N(250.0, 0.0, 0.0, 0.0)))


@pytest.mark.parametrize("model", Model)
def test_it_cools_while_open_with_its_time_constant(model: Model) -> None:
    dials = replace(FACTORY, model=model)
    hot = opened(Memory(long_time=(1.0, 0.5, 0.0)))
    after = advanced(dials, hot, NOTHING, 450.0)
    assert after.long_time == pytest.approx((math.exp(-1), 0.5 * math.exp(-1), 0.0), rel=1e-5)
    assert 0 < remaining_s(dials, after, DOUBLE) < trip_time_s(dials, DOUBLE)


@pytest.mark.parametrize("model", Model)
def test_after_long_it_is_at_rest_again(model: Model) -> None:
    dials = replace(FACTORY, model=model)
    assert advanced(dials, opened(Memory(long_time=(1.0, 1.0, 1.0))), NOTHING, 1e5) == REST


def test_a_short_time_trip_leaves_only_what_the_long_time_had() -> None:
    surge = L123N(1600.0, 0.0, 0.0, 0.0)
    tripped = advanced(FACTORY, REST, surge, 0.3)
    assert tripped.tripped is Element.SHORT_TIME
    left = opened(tripped)
    assert left.short_time == left.instantaneous == left.neutral == 0.0
    assert left.long_time[0] == pytest.approx(0.3 / (6 * (6 / 6.4) ** 2))


def test_nothing_is_left_to_wait_for_once_it_has_run_out() -> None:
    assert remaining_s(FACTORY, Memory(long_time=(1.0, 0.0, 0.0)), NOTHING) == 0.0


def test_the_warm_body_remembers_loads_below_pick_up() -> None:
    warm = replace(FACTORY, model=Model.ASYMPTOTIC)
    rated = L123N(250.0, 0.0, 0.0, 0.0)
    memory = advanced(warm, REST, rated, 1e5)
    assert memory.long_time[0] == pytest.approx(1 / 1.15**2)
    assert memory.long_time == pytest.approx(preloaded(warm, rated).long_time)
    assert advanced(FACTORY, REST, rated, 1e5) == REST
    assert advanced(warm, REST, NOTHING, 1.0) == REST


def test_the_warm_body_warms_in_the_smallest_steps() -> None:
    warm = replace(FACTORY, model=Model.ASYMPTOTIC)
    low = L123N(50.0, 0.0, 0.0, 0.0)
    memory = REST
    for _ in range(1000):
        memory = advanced(warm, memory, low, 0.001)
    assert memory.long_time[0] == pytest.approx(advanced(warm, REST, low, 1.0).long_time[0])


def test_a_preload_from_pick_up_on_counts_as_just_below() -> None:
    memory = preloaded(FACTORY, L123N(1000.0, 0.0, 0.0, 0.0))
    assert memory.long_time[0] < 1
    assert memory.tripped is None


def test_dials_that_agree_say_nothing() -> None:
    assert checks(FACTORY) == ()
    assert checks(replace(FACTORY, isd_a=None, in_a=250.0)) == ()


@pytest.mark.parametrize(
    ("dials", "words"),
    [
        ({"isd_a": 2500.0}, "Isd (2500 A) is not below Ii (2500 A)"),
        ({"isd_a": 250.0}, "Isd (250 A) is not above IR (250 A)"),
        ({"isd_a": None, "ii_a": 250.0}, "Ii (250 A) is not above IR (250 A)"),
        ({"ir_a": 100.0, "in_a": 125.0}, "IN (125 A) is above IR (100 A)"),
    ],
)
def test_dials_that_contradict_each_other(dials: dict[str, float], words: str) -> None:
    (found,) = checks(replace(FACTORY, **dials))  # type: ignore[arg-type]
    assert found.startswith(words)
    assert "; set " in found


def test_the_memory_fades_within_5_to_10_minutes() -> None:
    assert 300 <= FACTORY.tolerances.memory_s <= 600
