"""The scenarios that come with stagewatt tell their story; each test plays what matters."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest

from stagewatt.domain.view import BreakerState, Cause
from stagewatt.twin.faults import find, places
from stagewatt.twin.loads.endure import tally
from stagewatt.twin.plant import Plant
from stagewatt.twin.scenario.director import Director
from stagewatt.twin.scenario.read import opened
from stagewatt.twin.scenario.site import site_of
from stagewatt.twin.simulation import LONG_STEP_NS, Simulation
from stagewatt.twin.site import build_site
from stagewatt.twin.state import RackState

pytestmark = pytest.mark.unmeasured

ON, TRIPPED = BreakerState.ON, BreakerState.TRIPPED


class Stage:
    """A shipped scenario that is played from a second on, faster than any clock."""

    def __init__(self, name: str, begin_s: float = 0.0) -> None:
        scenario = opened(name)
        self.begin_s = begin_s
        self.director = Director(scenario, begin_s=begin_s)
        self.simulation = Simulation(
            build_site(site_of(scenario)),
            lambda: 0,
            director=self.director,
            step_ns=LONG_STEP_NS,
        )

    @property
    def t_s(self) -> float:
        """The timeline's second."""
        return self.begin_s + self.simulation.state.t_ns / 1e9

    def to(self, t_s: float) -> None:
        """Play until a second of the timeline."""
        while self.t_s < t_s - 1e-6:
            self.simulation.make_step()

    def until(self, what: Callable[[], bool], before_s: float) -> float:
        """Play until something is so and return that second."""
        while not what():
            assert self.t_s < before_s, "it never happened"
            self.simulation.make_step()
        return self.t_s

    def rack(self, number: int = 0) -> RackState:
        return self.simulation.state.racks[number]

    def plant(self, number: int = 0) -> Plant:
        return self.simulation.site.plants[number]

    def fallen(self, number: int = 0) -> dict[str, Cause | None]:
        """Return the ways that are not on, with the cause."""
        rack = self.rack(number)
        return {
            each.way.id: rack.causes[at]
            for at, each in enumerate(self.plant(number).ways)
            if rack.levers[at] is not ON
        }

    def all_on(self, number: int = 0) -> bool:
        return self.rack(number).main.lever is ON and not self.fallen(number)


def test_club_night_two_kettles_trip_the_two_sockets_of_one_way() -> None:
    stage = Stage("club-night", begin_s=885.0)
    stage.to(899.0)
    x7 = stage.plant().at("X7")
    assert 9 < stage.rack().flow.way_a[x7] < 11
    assert stage.all_on()
    tripped_s = stage.until(lambda: stage.rack().levers[x7] is TRIPPED, before_s=1190.0)
    assert tripped_s > 905.0
    assert stage.fallen() == {"X7": Cause.OVERLOAD}
    assert stage.rack().main.lever is ON
    late = Stage("club-night", begin_s=1262.0)
    late.to(1280.0)
    assert late.all_on()
    assert 9 < late.rack().flow.way_a[x7] < 11


def test_theatre_day_the_neutral_at_half_light_is_larger_than_any_phase() -> None:
    stage = Stage("theatre-day", begin_s=1799.0)
    stage.to(1812.0)
    for number in range(2):
        amps = stage.rack(number).flow.i_main_rms_a
        assert amps.n > 1.3 * max(amps.phases)
        assert max(amps.phases) / min(amps.phases) < 1.1
        assert stage.all_on(number)
    bows = Stage("theatre-day", begin_s=5500.0)
    bows.to(5504.0)
    assert max(bows.rack(0).flow.i_main_rms_a.phases) < 1.0


def test_festival_the_first_drain_carries_the_whole_chain() -> None:
    stage = Stage("festival-main-stage", begin_s=60.0)
    stage.to(66.0)
    lights, sound, picture = (stage.rack(number).flow for number in range(3))
    drains = (tuple(each.i_drain_rms_a.phases) for each in (lights, sound, picture))
    for first, second, third in zip(*drains, strict=True):
        assert first > second > third > 10
    for drain, main, feed, next_drain in zip(
        *(lights.i_drain_rms_a.phases, lights.i_main_rms_a.phases),
        *(lights.i_feed_rms_a.phases, sound.i_drain_rms_a.phases),
        strict=True,
    ):
        assert drain == pytest.approx(main + feed, rel=0.05)
        assert feed == pytest.approx(next_drain, rel=0.01)
    assert min(lights.v_ln_rms_v) > min(sound.v_ln_rms_v) > min(picture.v_ln_rms_v) > 225


def test_festival_one_way_is_loaded_beyond_its_breaker_and_nothing_else_falls() -> None:
    stage = Stage("festival-main-stage", begin_s=2399.0)
    e1 = stage.plant().at("E1")
    stage.to(2401.0)
    assert stage.all_on()
    assert 20 < stage.rack().flow.way_a[e1] < 22
    stage.until(lambda: stage.rack().levers[e1] is TRIPPED, before_s=2480.0)
    assert stage.fallen() == {"E1": Cause.OVERLOAD}
    assert stage.rack().main.lever is ON
    assert all(stage.all_on(number) for number in (1, 2))


@pytest.mark.long
@pytest.mark.timeout(900)
def test_festival_nothing_but_that_way_falls_within_the_hour() -> None:
    stage = Stage("festival-main-stage")
    stage.to(3600.0)
    assert stage.fallen() == {"E1": Cause.OVERLOAD}
    assert all(stage.rack(number).main.lever is ON for number in range(3))
    assert all(not stage.fallen(number) for number in (1, 2))


def test_led_wall_the_neutral_trips_a_main_whose_phases_are_far_below_their_limit() -> None:
    stage = Stage("led-wall-neutral-overload", begin_s=95.0)
    rack = stage.rack
    while rack().main.lever is ON:
        assert stage.t_s < 300.0, "it never trips"
        stage.to(stage.t_s + 0.1)
        amps = rack().flow.i_main_rms_a
        if rack().main.lever is ON:
            assert amps.n > 1.4 * max(amps.phases)
            assert max(amps.phases) < 0.5 * 250
            assert max(rack().flow.way_a) < 16
    assert stage.t_s > 100.0
    assert rack().main.cause is Cause.NEUTRAL_OVERCURRENT
    assert not stage.fallen()


def test_lost_neutral_trips_the_main_at_once_and_the_panel_source_pays() -> None:
    stage = Stage("lost-neutral-at-full-load", begin_s=58.0)
    stage.to(60.0)
    assert stage.rack().main.lever is ON
    stage.to(60.1)
    assert stage.rack().main.lever is TRIPPED
    assert stage.rack().main.cause is Cause.NEUTRAL_LOSS
    stage.to(100.0)
    rack, plant = stage.rack(), stage.plant()
    assert max(rack.flow.v_ln_rms_v) > 380
    assert rack.feed is not None
    lost = tally(rack.feed, rack.equipment[plant.feed_at])
    assert lost.failed == 2
    assert lost.value_lost_eur > 1000


def test_lost_neutral_looks_normal_with_nothing_left_and_is_still_open() -> None:
    stage = Stage("lost-neutral-at-full-load", begin_s=190.0)
    stage.to(195.0)
    assert stage.rack().feed is None
    assert find(stage.rack().faults, "neutral_open") is not None
    for v_v in stage.rack().flow.v_ln_rms_v:
        assert v_v == pytest.approx(230, abs=1)
    stage.to(200.9)
    assert stage.rack().main.lever is BreakerState.OFF
    stage.to(201.2)
    assert stage.rack().main.lever is TRIPPED
    assert stage.rack().main.cause is Cause.NEUTRAL_LOSS
    repaired = Stage("lost-neutral-at-full-load", begin_s=305.0)
    repaired.to(312.0)
    assert repaired.all_on()
    assert not repaired.rack().faults
    assert max(repaired.rack().flow.v_ln_rms_v) < 235


def test_wet_morning_ways_let_go_one_by_one_and_some_hold() -> None:
    stage = Stage("wet-morning-leakage", begin_s=530.0)
    seen: list[int] = []
    while stage.t_s < 690.0:
        seen.append(len(stage.fallen()))
        stage.to(stage.t_s + 10.0)
    assert (seen[0], len(stage.fallen())) == (0, 6)
    assert len(set(seen)) >= 5
    later = Stage("wet-morning-leakage", begin_s=960.0)
    later.to(975.0)
    fallen = later.fallen()
    assert set(fallen.values()) == {Cause.RESIDUAL}
    assert {way[0] for way in fallen} == {"A", "B"}
    assert {f"B{number}" for number in range(1, 7)} < set(fallen)
    assert later.rack().main.lever is ON


def test_wet_morning_dries_and_the_ways_hold_again() -> None:
    stage = Stage("wet-morning-leakage", begin_s=3290.0)
    stage.to(3302.0)
    assert not places(stage.rack().faults, "earth_leak")
    assert stage.all_on()
    assert stage.director.said[-1].text.startswith("Dry again")


def test_genset_volts_and_hertz_sag_until_it_shuts_down_in_the_chorus() -> None:
    stage = Stage("genset-too-small", begin_s=57.0)
    seen = []
    for t_s in (59.0, 66.0):
        stage.to(t_s)
        seen.append((stage.simulation.state.source.frequency_hz, min(stage.rack().flow.v_ln_rms_v)))
    later = Stage("genset-too-small", begin_s=296.0)
    later.to(299.5)
    source = later.simulation.state.source
    seen.append((source.frequency_hz, min(later.rack().flow.v_ln_rms_v)))
    for (before_hz, before_v), (after_hz, after_v) in pairwise(seen):
        assert before_hz - 0.3 > after_hz > 48
        assert before_v > after_v > 200
    least_hz, down = math.inf, False
    while not down and later.t_s < 330.0:
        later.to(later.t_s + 0.1)
        down = not later.simulation.state.source.running
        if not down:
            least_hz = min(least_hz, later.simulation.state.source.frequency_hz)
    assert down
    assert least_hz < 46
    later.to(later.t_s + 2.0)
    assert max(later.rack().flow.v_ln_rms_v) == 0.0
    assert not later.rack().board.up
    assert not later.rack().meter.up
