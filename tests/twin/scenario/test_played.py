"""A scenario on its site: the same to the last digit, next to hands, and whatever is refused."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from stagewatt.twin.actions import Plug
from stagewatt.twin.cast import played
from stagewatt.twin.faults import sizes
from stagewatt.twin.loads.library import as_load
from stagewatt.twin.scenario.director import Director
from stagewatt.twin.scenario.read import opened
from stagewatt.twin.scenario.script import Scenario
from stagewatt.twin.scenario.site import site_of
from stagewatt.twin.simulation import Simulation, run_fast
from stagewatt.twin.site import FROM_SOURCE, SiteState, build_site

pytestmark = pytest.mark.unmeasured

BUSY = """
[[patch]]
at = ["A1-6"]
load = "led-mover"
count = 2
wet_ma = 30.0
[[patch]]
at = ["B1-4"]
load = "amp-rack"
level = 0.3
[[timeline]]
every_s = 0.7
cue = { at = ["A1-6"], levels = [1.0, 0.2, 0.6], fade_s = 0.3 }
[[timeline]]
at_s = 2.0
plug = { at = ["X7"], load = "kettle", count = 4 }
[[timeline]]
at_s = 3.0
do = { fault = { fault = "neutral_open" } }
"""


def digest(state: SiteState) -> str:
    """Return a mark of everything that a site is, to the last digit."""
    racks = [
        (rack.t_ns, rack.flow, rack.levers, rack.causes, rack.levels, rack.equipment, rack.main,
         rack.relay, rack.faults, rack.board, rack.meter, rack.temperature_c)
        for rack in state.racks
    ]  # fmt: skip
    return hashlib.sha256(repr((state.t_ns, state.source, racks)).encode()).hexdigest()


def after(scenario: Scenario, seconds: float, *, period_ns: int = 100_000_000) -> SiteState:
    director = Director(scenario)
    director.period_ns = period_ns
    return run_fast(build_site(site_of(scenario)), director, seconds).state


def test_the_same_seed_is_the_same_show_and_another_is_another(
    small: Callable[..., Scenario],
) -> None:
    first = digest(after(small(BUSY), 6.0))
    assert digest(after(small(BUSY), 6.0)) == first
    assert digest(after(small(BUSY, "seed = 2\n"), 6.0)) != first


def test_looks_that_are_further_apart_play_the_same_where_they_meet(
    small: Callable[..., Scenario],
) -> None:
    seconds = BUSY.replace("every_s = 0.7", "every_s = 0.5")
    often, seldom = after(small(seconds), 6.0), after(small(seconds), 6.0, period_ns=500_000_000)
    assert digest(often) == digest(seldom)


def test_in_real_time_it_plays_as_it_does_faster(small: Callable[..., Scenario]) -> None:
    scenario, now_ns = small(BUSY), 0
    running = Simulation(build_site(site_of(scenario)), lambda: now_ns, director=Director(scenario))
    for _ in range(40):
        now_ns += 100_000_000
        running.advance()
    (live,), (fast,) = running.state.racks, after(scenario, 4.0).racks
    assert (live.levers, live.causes, live.levels) == (fast.levers, fast.causes, fast.levels)
    assert live.main == fast.main
    assert [each.at_ns for each in live.board.levers] == [each.at_ns for each in fast.board.levers]


def test_a_place_of_a_hand_is_left_alone_until_it_is_given_back(
    small: Callable[..., Scenario],
) -> None:
    wet = "[[timeline]]\nat_s = 15.0\nweather = { rain = 1.0 }\n"
    dry = "[[timeline]]\nat_s = 25.0\nweather = { rain = 0.0 }\n"
    pull = '[[timeline]]\nat_s = 1.0\nunplug = { at = ["A1", "A2"] }\n'
    scenario = small('[[patch]]\nat = ["A1-2"]\nload = "par64"\nwet_ma = 5.0\n' + pull + wet + dry)
    simulation = Simulation(build_site(site_of(scenario)), lambda: 0, director=Director(scenario))
    rack = simulation.rack(0)
    rack.plug_by_hand(Plug("A1", as_load("kettle", 1)))
    for _ in range(60):
        simulation.make_step()
    held, pulled = rack.state.loads[:2]
    assert (held is not None and held.label, pulled) == ("kettle", None)
    while simulation.state.t_ns < 20_100_000_000:
        simulation.make_step()
    assert sizes(rack.state.faults, "earth_leak") == {"A1": 5.0, "A2": 5.0}
    while simulation.state.t_ns < 30_100_000_000:
        simulation.make_step()
    assert sizes(rack.state.faults, "earth_leak") == {}
    rack.give_back("A1")
    assert rack.state.loads[0] is None


def test_what_is_refused_is_said_and_harms_nothing(
    small: Callable[..., Scenario], caplog: pytest.LogCaptureFixture
) -> None:
    scenario = small(
        '[[timeline]]\nat_s = 0.5\ndo = { dial = { dial = "ir", value = 0.8 } }\n'
        '[[timeline]]\nat_s = 0.5\nplug = { at = ["A1"], load = "par64" }\n'
    )
    director = Director(scenario)
    with caplog.at_level(logging.CRITICAL):
        state = run_fast(build_site(site_of(scenario)), director, 1.0).state.racks[0]
    assert state.loads[0] is not None
    assert state.front.dials["ir"] == 1.0
    (said,) = director.said
    assert said.t_s == 0.5
    assert said.text.startswith("one: not done: ")
    assert "cover" in said.text


def test_the_site_is_what_is_written(small: Callable[..., Scenario]) -> None:
    chain = opened("festival-main-stage")
    site = site_of(chain)
    assert [rack.fed_from for rack in site.racks] == [FROM_SOURCE, "lights", "sound"]
    assert len({rack.plant.serial for rack in site.racks}) == 3
    assert [rack.plant.serial for rack in site_of(chain).racks] == [
        rack.plant.serial for rack in site.racks
    ]
    other = site_of(replace(chain, seed=99))
    assert other.racks[0].plant.serial != site.racks[0].plant.serial
    head = '[source]\nkind = "genset"\nrated_kva = 50.0\nfrequency_hz = 60.0\n'
    genset = site_of(small(head=head)).source
    assert (genset.kind, genset.rated_va, genset.frequency_hz) == ("genset", 50_000.0, 60.0)
    named = site_of(small('printed_name = "bar 7"\nct_position = "after_tap_off"\n')).racks[0].plant
    assert (named.printed_name, named.ct_position) == ("bar 7", "after_tap_off")


def test_another_seed_overrules_the_scenarios_own() -> None:
    own, other = played("club-night"), played("club-night", 12)
    assert own.plants[0].serial == played("club-night", 11).plants[0].serial
    assert own.plants[0].serial != other.plants[0].serial
    assert isinstance(other.director, Director)
    assert other.director.scenario.seed == 12
