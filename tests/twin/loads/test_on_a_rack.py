"""Loads on a whole simulated rack: crest factors, the neutral, devices that a fault kills."""

from __future__ import annotations

import math
from typing import Any

import pytest

from stagewatt.twin.actions import Plug, SetLevel
from stagewatt.twin.loads.endure import tally
from stagewatt.twin.loads.library import as_load

HALF_POWER = math.sqrt(0.5)
"""A dimmer at 90 degrees."""


@pytest.mark.parametrize(
    ("name", "level", "crest"),
    [
        ("kettle", 1.0, (1.39, 1.44)),
        # Harmonics end at order 51: a steep edge overshoots by some percent.
        ("par64", HALF_POWER, (1.95, 2.2)),
        ("par64", 0.301, (3.2, 3.6)),
        ("laptop", 1.0, (2.4, 3.0)),
    ],
)
def test_crest_factors(name: str, level: float, crest: tuple[float, float], bench: Any) -> None:
    bench.do(Plug("A7", as_load(name)), SetLevel("A7", level))
    bench.run(1.0)
    flow, at = bench.state.flow, bench.plant.at("A7")
    assert crest[0] <= flow.way_peak_a[at] / flow.way_a[at] <= crest[1]


def test_three_dimmers_at_half_power_fill_the_neutral(bench: Any) -> None:
    ways = ("A1", "A2", "A3")
    bench.do(*(Plug(way, as_load("par64", 2)) for way in ways))
    bench.run(1.0)
    full_a = bench.way_a("A1")
    assert bench.state.flow.i_main_rms_a.n < 0.2
    bench.do(*(SetLevel(way, HALF_POWER) for way in ways))
    bench.run(1.0)
    colder = HALF_POWER ** (1.54 - 2)
    assert bench.state.flow.i_main_rms_a.n / full_a == pytest.approx(colder, rel=0.03)
    assert bench.way_a("A1") / full_a == pytest.approx(HALF_POWER * colder, rel=0.03)


def test_a_cold_lamp_shows_for_a_moment_and_trips_nothing(bench: Any) -> None:
    bench.do(Plug("A7", as_load("par64", 2)))
    cold_a = bench.way_a("A7")
    bench.run(0.5)
    assert cold_a > 8 * bench.way_a("A7")
    assert bench.way_a("A7") == pytest.approx(8.7, rel=0.02)
    assert bench.cause("A7") is None


def test_a_lost_neutral_costs_supplies_on_the_light_phase(bench: Any) -> None:
    """The main trips in time to save them here, so they are given the voltage for longer."""
    movers = as_load("led-mover", 4)
    bench.do(Plug("A1", as_load("kettle", 3)), Plug("A2", as_load("kettle", 3)), Plug("A3", movers))
    bench.run(1.0)
    assert bench.way_a("A3") == pytest.approx(9.0, rel=0.03)
    bench.fault("neutral_open")
    bench.run(1.0)
    told = tally(movers, bench.state.equipment[bench.plant.at("A3")])
    assert told.count == 4
    assert not bench.state.main.closed
    assert told.failed < 4, "the relay is quicker than the damage"
