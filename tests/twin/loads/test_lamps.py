"""Lamps: filaments behind dimmers, cold and warm; discharge lamps that run up."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest

from stagewatt.twin.loads.draw import Draw
from stagewatt.twin.loads.drawn import drawn
from stagewatt.twin.loads.library import as_load, entry
from stagewatt.twin.loads.load import Load
from stagewatt.twin.loads.moment import Level, Moment

Amps = Callable[[Draw], float]


def one(load: Load, moment: Moment) -> Draw:
    return drawn(load, moment).phases[0]


@pytest.mark.parametrize("name", ["par64", "led-mover", "led-par", "led-high-bay"])
def test_more_light_takes_more(name: str) -> None:
    load = as_load(name)
    watts = [one(load, Moment(level=Level(v / 50, v / 50))).s_va.real for v in range(51)]
    assert all(a <= b for a, b in pairwise(watts))
    assert watts[-1] == pytest.approx(entry(name).rating.max_w)
    lamps = name == "par64"
    assert watts[0] == pytest.approx(0.0 if lamps else entry(name).rating.idle_w)


@pytest.mark.parametrize("name", ["discharge-mover", "discharge-mover-magnetic", "media-server"])
def test_some_burn_the_same_whatever_the_fader_says(name: str) -> None:
    load = as_load(name)
    full = one(load, Moment())
    assert one(load, Moment(level=Level(0.0, 0.0))) == full
    assert full.s_va.real == pytest.approx(entry(name).rating.typical_w)


def test_three_dimmers_at_ninety_degrees_fill_the_neutral(amps: Amps) -> None:
    """Half the power of a resistance in each phase, and the full current in the neutral.

    A real filament is colder then and takes more than the resistance would.
    """
    half = one(as_load("par64"), Moment(level=Level(math.sqrt(0.5), math.sqrt(0.5))))
    full_a = amps(one(as_load("par64"), Moment()))
    assert half.spectrum.name == "cut-90"
    ratios = [abs(half.spectrum.ratios[at]) for at in range(0, len(half.spectrum.ratios), 3)]
    neutral_a = 3 * abs(half.s_va) / 230 * math.hypot(*ratios)
    colder = math.sqrt(0.5) ** (1.54 - 2)
    assert neutral_a / full_a == pytest.approx(1.0 * colder, rel=0.01)
    assert half.s_va.real == pytest.approx(1000 * 0.5 * colder, rel=0.01)


def test_a_cold_filament_takes_a_multiple_for_a_moment(amps: Amps) -> None:
    load = as_load("par64")
    currents = [amps(one(load, Moment(t_s=9.0, since_s=at / 1000))) for at in range(0, 500, 5)]
    full_a = amps(one(load, Moment()))
    assert 10 <= currents[0] / full_a <= 14
    assert all(a >= b for a, b in pairwise(currents))
    assert 1.2 < currents[100 // 5] / full_a < 3
    assert currents[200 // 5] / full_a < 1.2
    assert currents[-1] == pytest.approx(full_a)


def test_a_jump_of_the_fader_finds_the_filament_cold_and_a_fade_warms_it(amps: Amps) -> None:
    load = as_load("fresnel-2k")
    full_a = amps(one(load, Moment()))
    jump = amps(one(load, Moment(t_s=5.0, level=Level(1.0, 0.0, 5.0, 0.0))))
    assert jump == pytest.approx(13 * full_a)
    warm = amps(one(load, Moment(t_s=5.0, level=Level(1.0, 0.5, 5.0, 0.0))))
    assert warm < 1.5 * full_a
    fade = Level(1.0, 0.0, 5.0, 2.0)
    most = max(amps(one(load, Moment(t_s=5 + at / 100, level=fade))) for at in range(250))
    assert most < 1.01 * full_a


def test_before_its_fader_moves_a_lamp_is_dark() -> None:
    waiting = drawn(as_load("par64"), Moment(t_s=4.0, level=Level(1.0, 0.0, 5.0, 0.0)))
    assert waiting.phases[0].s_va == 0
    assert waiting.valid_s == pytest.approx(1.0)
    bright = drawn(as_load("par64"), Moment(t_s=4.0, level=Level(0.0, 1.0, 5.0, 0.0)))
    assert bright.phases[0].s_va.real == pytest.approx(1000)


def test_blinders_flare_up_now_and_then(amps: Amps) -> None:
    load = as_load("blinder-4")
    seen = [amps(one(load, Moment(t_s=at * 0.125, seed=3))) for at in range(8 * 160)]
    bright = sum(a > 11 for a in seen) / len(seen)
    assert bright == pytest.approx(2 / 16, abs=0.01)
    # Kept warm, they do not find their filaments cold.
    assert max(seen) < 5 * 11.3
    assert amps(one(load, Moment(t_s=0.0, level=Level(0.0, 0.0)))) == 0
    starts = [at for at in range(1, len(seen)) if seen[at] > 11 >= seen[at - 1]]
    assert len(starts) == 10
    assert len({b - a for a, b in pairwise(starts)}) > 3


def test_blinders_that_get_power_while_bright_are_cold(amps: Amps) -> None:
    load = as_load("blinder-4")
    bright_s = next(
        at * 0.125
        for at in range(1000)
        if amps(one(load, Moment(t_s=at * 0.125 - 0.5))) > 11 and at > 8
    )
    cold = amps(one(load, Moment(t_s=bright_s, since_s=0.0)))
    assert cold == pytest.approx(13 * 11.3, rel=0.01)


def test_a_discharge_lamp_strikes_and_runs_up() -> None:
    load, rating = as_load("discharge-mover"), entry("discharge-mover").rating
    dark = drawn(load, Moment(since_s=0.5))
    assert dark.phases[0].s_va.real == pytest.approx(rating.idle_w)
    assert dark.valid_s == pytest.approx(1.5)
    watts = [one(load, Moment(since_s=float(at))).s_va.real for at in range(2, 80)]
    assert watts[0] == pytest.approx(0.6 * rating.typical_w)
    assert watts == sorted(watts)
    assert watts[-1] == rating.typical_w


def test_a_magnetic_ballast_takes_more_current_at_first(amps: Amps) -> None:
    load = as_load("discharge-mover-magnetic")
    full_a = amps(one(load, Moment()))
    currents = [amps(one(load, Moment(since_s=2.0 + at))) / full_a for at in range(121)]
    assert currents[0] == pytest.approx(1.5)
    assert all(a >= b for a, b in pairwise(currents))
    assert currents[-1] == pytest.approx(1.0)
    begun, burning = one(load, Moment(since_s=2.0)), one(load, Moment())
    assert begun.s_va.real == pytest.approx(0.5 * burning.s_va.real)
    assert begun.s_va.imag > burning.s_va.imag
