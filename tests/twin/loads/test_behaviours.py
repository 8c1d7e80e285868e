"""How loads behave: the same moment gives the same draw, powers keep to their limits."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagewatt.twin.loads.behaviours.tungsten import warmed
from stagewatt.twin.loads.draw import Draw
from stagewatt.twin.loads.drawn import drawn
from stagewatt.twin.loads.library import as_load, entry, library
from stagewatt.twin.loads.load import Load
from stagewatt.twin.loads.moment import FULL, Level, Moment

NAMES = st.sampled_from(sorted(library()))
LEVELS = st.builds(
    Level, st.floats(0, 1), st.floats(0, 1), st.floats(0, 300), st.sampled_from([0.0, 0.5, 7.0])
)
SINCE = st.one_of(st.just(math.inf), st.floats(0, 2000))
MOMENTS = st.builds(Moment, st.floats(0, 1e5), SINCE, LEVELS, st.integers(0, 2**32))
STARTING_X = 14.0
"""No start takes more than that of the typical current."""

Amps = Callable[[Draw], float]


def one(load: Load, moment: Moment) -> Draw:
    return drawn(load, moment).phases[0]


@pytest.mark.unmeasured
@given(NAMES, MOMENTS)
@settings(max_examples=300)
def test_the_same_moment_draws_the_same_for_as_long_as_it_says(name: str, moment: Moment) -> None:
    load = as_load(name, 3)
    now = drawn(load, moment)
    assert drawn(load, moment) == now
    assert now.valid_s > 0.9e-6
    if math.isfinite(now.valid_s):
        later_s = max(0.0, now.valid_s * 0.98 - 2e-6)
        later = Moment(moment.t_s + later_s, moment.since_s + later_s, moment.level, moment.seed)
        assert drawn(load, later).phases == now.phases


@pytest.mark.unmeasured
@given(NAMES, MOMENTS)
@settings(max_examples=300)
def test_power_lies_between_nothing_and_a_start(name: str, moment: Moment) -> None:
    load, rating = as_load(name), entry(name).rating
    for draw in drawn(load, moment).phases:
        assert draw.s_va.real >= 0
        full_va = abs(rating.s_va(rating.max_w))
        assert abs(draw.s_va) <= STARTING_X * full_va + 1e-9
        settled = moment.since_s > 300 and moment.t_s - moment.level.start_s > 1
        motor = entry(name).behaviour.__class__.__name__ in {"Motor", "Thermostat"}
        if settled and not motor:
            lamps = entry(name).behaviour.__class__.__name__ in {"Tungsten", "Burst"}
            idle_w = 0.0 if lamps else rating.idle_w
            # A filament that is dimmed down has not cooled yet for some milliseconds.
            assert idle_w - 1 <= draw.s_va.real <= rating.max_w * 1.01


@pytest.mark.parametrize("seed", range(4))
def test_a_wall_is_black_white_and_between(seed: int) -> None:
    load, rating = as_load("led-wall-panel"), entry("led-wall-panel").rating
    watts = [one(load, Moment(t_s=at / 4, seed=seed)).s_va.real for at in range(4 * 600)]
    assert min(watts) == rating.idle_w
    assert max(watts) == rating.max_w
    assert sum(watts) / len(watts) == pytest.approx(rating.typical_w, rel=0.15)
    assert sum(w == rating.idle_w for w in watts) / len(watts) == pytest.approx(0.1, abs=0.08)
    dim = [
        one(load, Moment(t_s=at / 4, seed=seed, level=Level(0.5, 0.5))).s_va.real
        for at in range(400)
    ]
    assert max(dim) <= (rating.idle_w + rating.max_w) / 2


@pytest.mark.parametrize("name", ["amp-rack", "amp-rack-pfc"])
def test_music_has_a_beat_and_an_average(name: str) -> None:
    load, rating = as_load(name), entry(name).rating
    watts = [one(load, Moment(t_s=at / 8, seed=1)).s_va.real for at in range(8 * 600)]
    assert sum(watts) / len(watts) == pytest.approx(rating.typical_w, rel=0.05)
    assert max(watts) > 1.8 * rating.typical_w
    assert min(watts) > rating.idle_w
    beats = [sum(watts[at::4]) for at in range(4)]
    assert beats[0] > 2 * max(beats[1:])
    quiet = drawn(load, Moment(level=Level(0.0, 0.0)))
    assert quiet.phases[0].s_va.real == rating.idle_w
    assert quiet.valid_s == math.inf
    half = drawn(load, Moment(t_s=0.0, level=Level(0.5, 0.5))).phases[0].s_va.real
    full = drawn(load, Moment(t_s=0.0)).phases[0].s_va.real
    assert half - rating.idle_w == pytest.approx((full - rating.idle_w) / 4, abs=1)


def test_hoists_stand_start_lift_and_lower(amps: Amps) -> None:
    load, full_a = as_load("hoist-1t"), amps(one(as_load("hoist-1t"), Moment()))
    up, down = Level(1.0, 0.0, 10.0), Level(0.3, 0.0, 10.0)
    assert amps(one(load, Moment(t_s=9.0, level=up))) == 0
    start = drawn(load, Moment(t_s=10.0, level=up))
    assert amps(start.phases[0]) == pytest.approx(6 * full_a)
    assert start.valid_s == pytest.approx(0.2)
    assert start.phases[0] == start.phases[1] == start.phases[2]
    assert amps(one(load, Moment(t_s=10.3, level=up))) == full_a
    lowering = one(load, Moment(t_s=10.3, level=down))
    assert lowering.s_va.real == pytest.approx(0.6 * 720)
    # Power that comes with the button held starts it too; another speed does not.
    assert amps(one(load, Moment(since_s=0.1))) == pytest.approx(6 * full_a)
    assert amps(one(load, Moment(t_s=10.1, level=Level(1.0, 0.3, 10.0)))) == full_a
    assert amps(one(load, Moment(t_s=10.1, level=Level(0.0, 1.0, 10.0)))) == 0
    assert amps(one(load, Moment(t_s=9.9, level=Level(0.0, 1.0, 10.0)))) == full_a


def test_a_kettle_heats_then_cycles() -> None:
    load = as_load("kettle")
    first = drawn(load, Moment(since_s=0.0))
    assert first.phases[0].s_va.real == 2400
    assert first.valid_s == pytest.approx(200)
    watts = [one(load, Moment(since_s=float(at))).s_va.real for at in range(10_000)]
    assert set(watts) == {0.0, 2400.0}
    assert sum(w > 0 for w in watts[200:]) / len(watts[200:]) == pytest.approx(150 / 1350, abs=0.04)
    assert watts[205] == 0


def test_kettles_are_not_in_step() -> None:
    load = as_load("kettle", 8)
    seen = {
        round(one(load, Moment(t_s=float(at), seed=2)).s_va.real) for at in range(0, 20_000, 20)
    }
    assert len(seen) > 2
    assert all(each % 2400 == 0 for each in seen)


def test_a_fridge_starts_its_compressor_each_time(amps: Amps) -> None:
    load, rating = as_load("fridge"), entry("fridge").rating
    run_a = abs(rating.s_va(rating.typical_w)) / 230
    start = drawn(load, Moment(since_s=0.0))
    assert amps(start.phases[0]) == pytest.approx(6 * run_a)
    assert start.valid_s == pytest.approx(0.3)
    assert amps(one(load, Moment(since_s=0.4))) == pytest.approx(run_a)
    t_s, starts = 301.0, 0
    while t_s < 10_000:
        now = drawn(load, Moment(since_s=t_s))
        starts += amps(now.phases[0]) > 5 * run_a
        t_s += now.valid_s
    assert starts == pytest.approx(10_000 / 1320, abs=2)


def test_each_kettle_keeps_its_own_time() -> None:
    load = as_load("kettle", 6)
    at_once = {one(load, Moment(t_s=0.0, seed=seed)).s_va.real for seed in range(20)}
    assert len(at_once) > 2, "they are found anywhere in their cycle"
    turns = [drawn(load, Moment(since_s=200.0 + at)).valid_s for at in range(3000)]
    jumps = sum(b > a for a, b in pairwise(turns))
    assert jumps > 15, "each turns on and off at a time of its own"


def test_some_phrases_are_louder_than_others() -> None:
    load = as_load("amp-rack")
    watts = [one(load, Moment(t_s=at / 8, seed=1)).s_va.real for at in range(64 * 20)]
    phrases = [sum(watts[at : at + 64]) for at in range(0, len(watts), 64)]
    assert max(phrases) > 1.25 * min(phrases)


@given(NAMES, st.integers(1, 12), st.integers(0, 1000))
def test_leakage_adds(name: str, count: int, seed: int) -> None:
    load = as_load(name, count, seed=seed)
    (leak_a, *_) = (abs(draw.leakage_a) for draw in drawn(load, Moment()).phases)
    each_a = entry(name).leakage.a
    assert 0.69 * count * each_a <= leak_a <= 1.31 * count * each_a


def test_unchanged_draws_compare_equal_and_share_their_spectrum() -> None:
    load = as_load("par64", 2)
    level = Level(1.0, 0.0, 10.0, 8.0)
    a = drawn(load, Moment(t_s=12.01, level=level))
    b = drawn(load, Moment(t_s=12.10, level=level))
    assert a.phases == b.phases
    assert a.phases[0].spectrum is b.phases[0].spectrum
    assert drawn(load, Moment(level=FULL)).valid_s == math.inf


@pytest.mark.parametrize("gone_s", [0.0, 0.003, 0.0999, 0.1, 0.951, 0.959, 0.99, 1.2])
def test_a_filament_keeps_what_it_said_up_to_the_end_of_its_warming(gone_s: float) -> None:
    said, held_s = warmed(1.0, 14.0, gone_s, 0.12)
    for share in (0.0, 0.3, 0.6, 0.9):
        later_s = gone_s + (held_s * share if math.isfinite(held_s) else 60.0 * share)
        assert warmed(1.0, 14.0, later_s, 0.12)[0] == said
