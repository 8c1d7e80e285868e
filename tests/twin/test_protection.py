"""Protection over the whole rack: exact instants, no inversion, devices apart, inrush, memory."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.stage import Stage, rack, stout, watts

from stagewatt.domain.phases import L123N
from stagewatt.domain.pieces import LeverRule
from stagewatt.domain.reading import ContactId
from stagewatt.domain.view import BreakerState, Cause
from stagewatt.physics.trip import electronic
from stagewatt.twin.actions import (
    MoveCover,
    MoveMain,
    PressEStop,
    PressTest,
    ReleaseEStop,
    ResetResidual,
    SetDial,
    TurnKey,
)
from stagewatt.twin.breakers.main import Main, Orders, remaining_s
from stagewatt.twin.contacts import ORDER
from stagewatt.twin.loads.library import as_load
from stagewatt.twin.loads.load import Load
from stagewatt.twin.plant import PANEL_SOURCE

pytestmark = pytest.mark.unmeasured

ON, TRIPPED = BreakerState.ON, BreakerState.TRIPPED
EVER_NS = 1_000_000_000_000


def tripped_at_ns(stage: Stage) -> dict[str, int]:
    """Return the instants of everything that has opened."""
    state = stage.rack()
    main = state.board.contacts.sensed[ORDER.index(ContactId.MAIN_ON)]
    found = {"main": main.at_ns} if not main.active else {}
    ways = zip(stage.site.plants[0].ways, state.board.levers, strict=False)
    return found | {each.way.id: lever.at_ns for each, lever in ways if not lever.active}


OVERLOADS: dict[str, Any] = {
    "slow way": lambda stage: stage.plug("A1", watts(230 * 21.0)),
    "fast way": lambda stage: stage.plug("A1", watts(230 * 90.0)),
    "two ways": lambda stage: [stage.plug(way, watts(230 * 40.0)) for way in ("A1", "B2")],
    "residual": lambda stage: stage.plug("A1", watts(100.0, leakage_a=0.1)),
    "neutral": lambda stage: (stage.plug("A1", watts(3000.0)), stage.fault("neutral_open")),
    "motors": lambda stage: stage.plug("X9", as_load("hoist-1t", 8)),
}


@pytest.mark.parametrize("name", OVERLOADS)
def test_instants_do_not_depend_on_the_step(name: str) -> None:
    seen = []
    for step_ns in (1_000_000, 20_000_000, 100_000_000, EVER_NS):
        stage = Stage([rack()])
        OVERLOADS[name](stage)
        seconds = 2.0 if step_ns == 1_000_000 else 80.0
        stage.run(seconds, step_ns)
        limit_ns = 2_000_000_000
        seen.append({k: v for k, v in tripped_at_ns(stage).items() if v < limit_ns})
    for other in seen[1:]:
        assert set(other) == set(seen[0])
        for place, at_ns in other.items():
            assert at_ns == pytest.approx(seen[0][place], abs=2_000)


@settings(max_examples=25, deadline=None)
@given(st.floats(100, 60_000), st.floats(1.0, 3.0), st.integers(0, 50))
def test_a_higher_fault_never_trips_later(p_w: float, factor: float, seed: int) -> None:
    instants = []
    for each_w in (p_w, p_w * factor):
        stage = Stage([rack(seed=seed)], z_ohm=0.01 + 0.01j)
        stage.plug("B2", watts(each_w))
        stage.run(1800, EVER_NS)
        instants.append(tripped_at_ns(stage).get("B2", EVER_NS * 9))
    assert instants[1] <= instants[0] + 2


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["A1", "B3", "X9", PANEL_SOURCE]), max_size=4), st.floats(0, 1))
def test_the_e_stop_always_opens_and_the_panel_source_does_not_care(
    places: list[str], wait_s: float
) -> None:
    stage = Stage([rack()])
    for place in places:
        phases = 3 if place in {"X9", PANEL_SOURCE} else 1
        stage.plug(place, watts(*(1500.0,) * phases))
    stage.run(wait_s)
    before_a = stage.rack().flow.i_feed_rms_a
    stage.do(PressEStop(), MoveMain(on=True))
    stage.run(0.05)
    assert not stage.rack().main.closed
    assert max(stage.rack().flow.i_main_rms_a) == 0
    assert list(stage.rack().flow.i_feed_rms_a) == pytest.approx(list(before_a))


def test_the_e_stop_circuit_takes_its_time_and_a_button_let_go_in_time_does_nothing() -> None:
    stage = Stage([rack("c24")])
    stop_s = stage.site.plants[0].model.main.e_stop_s
    assert 0 < stop_s <= 0.05
    stage.do(PressEStop())
    stage.run(stop_s / 2)
    assert stage.rack().main.closed
    stage.do(ReleaseEStop())
    stage.run(0.2)
    assert stage.rack().main.closed
    stage.do(PressEStop())
    stage.run(0.2)
    assert tripped_at_ns(stage)["main"] == round((0.2 + 1.5 * stop_s) * 1e9)


class TestMain:
    def overload(self, times: float) -> Stage:
        stage = Stage([stout(rack())])
        for way in ("A1", "A4", "A7", "A10"):
            stage.plug(way, watts(230 * 250.0 * times / 4))
        return stage

    def test_it_stays_warm_through_a_trip(self) -> None:
        stage = self.overload(2.0)
        stage.run(60, EVER_NS)
        assert stage.rack().main.cause is Cause.OVERLOAD
        first_s = tripped_at_ns(stage)["main"] / 1e9
        stage.do(MoveMain(on=False), MoveMain(on=True))
        assert stage.rack().main.closed
        closed_s = stage.state.t_ns / 1e9
        stage.run(60, EVER_NS)
        again_s = tripped_at_ns(stage)["main"] / 1e9 - closed_s
        assert first_s == pytest.approx(54.0)
        assert 0 < again_s < 2.0

    def test_open_it_cools_until_it_has_forgotten(self) -> None:
        stage = self.overload(2.0)
        stage.run(60, EVER_NS)
        stage.run(4 * 3600, step_ns=60_000_000_000)
        assert stage.rack().main.memory == electronic.REST

    def test_with_its_neutral_dial_off_it_does_not_look_at_the_neutral(self) -> None:
        stage = Stage([stout(rack("smartpdu-72"))])
        for way in ("A1", "A4"):
            stage.plug(way, watts(230 * 150.0))
        assert stage.rack().flow.i_main_rms_a.n == pytest.approx(300)
        stage.run(10, EVER_NS)
        assert stage.rack().main.closed

    def test_with_its_neutral_dial_on_it_trips_after_tn(self) -> None:
        stage = Stage([stout(rack("smartpdu-72"))])
        stage.do(MoveCover(open=True), SetDial("in", 0.5))
        for way in ("A1", "A4"):
            stage.plug(way, watts(230 * 150.0))
        stage.run(10, EVER_NS)
        assert stage.rack().main.cause is Cause.NEUTRAL_OVERCURRENT
        assert tripped_at_ns(stage)["main"] == pytest.approx(400_000_000, abs=2_000)


class TestApart:
    """Residual devices apart from their breaker."""

    def test_x8_trips_its_own_device_and_its_reset_brings_power_back(self) -> None:
        stage = Stage([rack()])
        at = stage.site.plants[0].at("X8")
        stage.plug("X8", watts(1000.0, 1000.0, 1000.0))
        stage.do(PressTest("X8"))
        assert stage.rack().levers[at] is ON
        assert stage.rack().rcd_tripped == {at}
        assert stage.rack().flow.way_a[at] == 0
        stage.do(ResetResidual("X8"))
        assert stage.rack().flow.way_a[at] > 4

    def test_the_relay_of_a_c24_waits_its_delay_and_takes_the_breaker_along(self) -> None:
        stage = Stage([rack("c24")])
        at = stage.site.plants[0].at("X1")
        stage.do(SetDial("relay_a", 0.1), SetDial("relay_s", 1.0))
        stage.plug("X1", Load(label="wet", p_w=(0.0,) * 3, pf=(1.0,) * 3, leakage_a=(0.08, 0, 0)))
        stage.run(5, EVER_NS)
        assert stage.rack().levers[at] is ON
        stage.plug("X1", Load(label="wet", p_w=(0.0,) * 3, pf=(1.0,) * 3, leakage_a=(0.12, 0, 0)))
        stage.run(1.0, EVER_NS)
        assert stage.rack().levers[at] is ON
        stage.run(0.2, EVER_NS)
        assert stage.rack().levers[at] is TRIPPED
        assert stage.rack().causes[at] is Cause.RESIDUAL
        assert stage.rack().rcd_tripped == {at}

    def test_its_key_switches_it_off(self) -> None:
        stage = Stage([rack("c24")])
        stage.do(TurnKey(on=False))
        stage.plug("X1", watts(0.0, 0.0, 0.0, leakage_a=0.0))
        stage.fault("earth_leak", "X1", 500.0)
        stage.run(10, EVER_NS)
        assert stage.rack().levers[stage.site.plants[0].at("X1")] is ON
        stage.do(TurnKey(on=True))
        stage.run(10, EVER_NS)
        assert stage.rack().levers[stage.site.plants[0].at("X1")] is TRIPPED

    def test_a_stuck_device_does_not_see_what_a_sound_one_sees(self) -> None:
        stage = Stage([rack()])
        stage.fault("rcd_stuck", "A1")
        for way in ("A1", "A2"):
            stage.fault("earth_leak", way, 60.0)
        stage.run(1)
        assert stage.rack().levers[:2] == (ON, TRIPPED)


@pytest.mark.parametrize("rule", [LeverRule.THREE, LeverRule.MIDDLE])
def test_a_makers_lever_rule_is_an_option_of_the_model(rule: LeverRule) -> None:
    plant = rack("c24")
    stage = Stage([replace(plant, model=replace(plant.model, levers=rule))])
    stage.do(PressTest(plant.ways[0].way.id))
    assert stage.rack().causes[0] is Cause.RESIDUAL


def test_an_order_of_the_neutral_relay_is_due_at_once() -> None:
    orders = Orders(settings=None, e_stop=False, stop_s=0.03, relay_opens=True)
    assert remaining_s(Main(), orders, L123N.all(0.0)) == 0
    assert remaining_s(Main(TRIPPED, Cause.E_STOP), orders, L123N.all(0.0)) == math.inf
