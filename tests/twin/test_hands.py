"""What hands do to the whole rack: test buttons, resets, modules, connectors, faders, fuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.view import BreakerState, Cause
from stagewatt.twin.actions import (
    EndFault,
    MoveCover,
    MoveMain,
    MoveModule,
    MovePower,
    MoveWay,
    Plug,
    PressMeter,
    PressMonitor,
    PressTest,
    Reset,
    ResetResidual,
    SetDial,
    SetFuse,
    SetLevel,
    StartFault,
    TurnKey,
    TurnKnob,
)
from stagewatt.twin.faults import ActiveFault
from stagewatt.twin.loads.library import as_load
from stagewatt.twin.plant import PANEL_SOURCE, Plant

ON, OFF, TRIPPED = BreakerState.ON, BreakerState.OFF, BreakerState.TRIPPED


class TestResidualApart:
    def test_a_test_button_trips_the_device_and_not_the_breaker(self, bench: Any) -> None:
        bench.plug("X8", 3000.0, 3000.0, 3000.0)
        assert bench.way_a("X8") > 12
        bench.do(PressTest("X8"))
        assert bench.plant.at("X8") in bench.state.rcd_tripped
        assert (bench.lever("X8"), bench.way_a("X8")) == (ON, 0)
        bench.do(MoveWay("X8", on=False), MoveWay("X8", on=True))
        assert bench.way_a("X8") == 0
        bench.do(ResetResidual("X8"))
        assert bench.way_a("X8") > 12

    def test_leakage_does_the_same_and_trips_again_after_a_reset(self, bench: Any) -> None:
        bench.fault("earth_leak", "X8", 100.0)
        bench.run(0.5)
        assert bench.lever("X8") is ON
        assert bench.plant.at("X8") in bench.state.rcd_tripped
        bench.do(ResetResidual("X8"))
        bench.run(0.5)
        assert bench.plant.at("X8") in bench.state.rcd_tripped
        bench.do(EndFault("earth_leak"), ResetResidual("X8"))
        bench.run(0.5)
        assert not bench.state.rcd_tripped

    @pytest.mark.parametrize("way", ["A1", "X1", "X7"])
    def test_only_where_there_is_one(self, bench: Any, way: str) -> None:
        with pytest.raises(Invalid) as caught:
            bench.do(ResetResidual(way))
        assert caught.value.where == "way"

    def test_a_relay_drops_the_lever_too_and_holds_it(self, c24: Any) -> None:
        c24.plug("X1", 3000.0, 3000.0, 3000.0)
        c24.do(PressTest("X1"))
        assert (c24.lever("X1"), c24.cause("X1")) == (TRIPPED, Cause.RESIDUAL)
        c24.do(MoveWay("X1", on=False), MoveWay("X1", on=True))
        assert (c24.lever("X1"), c24.way_a("X1")) == (OFF, 0)
        c24.do(ResetResidual("X1"), MoveWay("X1", on=True))
        assert (c24.lever("X1"), c24.state.rcd_tripped) == (ON, frozenset())
        assert c24.way_a("X1") > 12

    def test_the_key_disables_it(self, c24: Any) -> None:
        c24.do(TurnKey(on=False), PressTest("X1"))
        c24.fault("earth_leak", "X1", 1000.0)
        c24.run(0.5)
        assert c24.lever("X1") is ON
        c24.do(TurnKey(on=True))
        c24.run(0.5)
        assert c24.lever("X1") is TRIPPED

    def test_its_dials_move_its_threshold(self, c24: Any) -> None:
        c24.do(SetDial("relay_a", 0.3), SetDial("relay_s", 0.02))
        c24.fault("earth_leak", "X1", 100.0)
        c24.run(0.5)
        assert c24.lever("X1") is ON
        c24.do(SetDial("relay_a", 0.03))
        c24.run(0.5)
        assert c24.lever("X1") is TRIPPED


class TestTestButtons:
    def test_a_stuck_one_does_nothing(self, bench: Any) -> None:
        bench.fault("rcd_stuck", "A1")
        bench.do(PressTest("A1"), PressTest("A2"))
        assert (bench.lever("A1"), bench.lever("A2")) == (ON, TRIPPED)

    def test_without_voltage_or_closed_breaker_it_does_nothing(self, bench: Any) -> None:
        bench.do(MoveMain(on=False), PressTest("A1"))
        assert bench.lever("A1") is ON
        bench.do(MoveMain(on=True), MoveWay("A1", on=False), PressTest("A1"))
        assert (bench.lever("A1"), bench.cause("A1")) == (OFF, Cause.MANUAL)


class TestLevers:
    def test_a_main_that_is_on_stays_as_it_is(self, bench: Any) -> None:
        before = bench.state.main
        bench.do(MoveMain(on=True))
        assert bench.state.main == before

    def test_a_load_needs_as_many_phases_as_its_place(self, bench: Any) -> None:
        with pytest.raises(Invalid, match="A1 has 1 phase") as caught:
            bench.do(Plug("A1", as_load("hoist-1t")))
        assert caught.value.where == "way"
        with pytest.raises(Invalid, match="X9 has 3 phase"):
            bench.do(Plug("X9", as_load("par64")))


class TestDials:
    @pytest.mark.unmeasured
    def test_a_lower_dial_trips_sooner(self, bench: Any) -> None:
        for way in ("X9", PANEL_SOURCE):
            bench.plug(way, 6500.0, 6500.0, 6500.0)
        for number in range(1, 13):
            bench.plug(f"A{number}", 3000.0)
            bench.plug(f"B{number}", 3000.0)
        bench.run(1)
        assert bench.state.main.closed
        bench.do(MoveCover(open=True), SetDial("ir", 0.4), SetDial("isd", 1.5))
        bench.run_until(lambda: not bench.state.main.closed, 200)
        assert bench.state.main.cause is Cause.OVERLOAD

    def test_a_refused_dial_changes_nothing(self, bench: Any) -> None:
        before = bench.state
        with pytest.raises(Invalid):
            bench.do(SetDial("ir", 0.4))
        assert bench.state is before


class TestModules:
    def test_what_is_out_carries_nothing(self, bench: Any) -> None:
        bench.plug("A1", 2300.0)
        bench.plug("B1", 2300.0)
        bench.do(MoveModule("A", None))
        assert (bench.way_a("A1"), bench.way_a("B1") > 9) == (0, True)
        (notice,) = bench.state.front.notices
        assert notice.code == "module_hot_swap"
        bench.do(MoveModule("A", "powercon"))
        assert bench.way_a("A1") > 9

    def test_with_the_main_off_it_is_no_hot_swap(self, bench: Any) -> None:
        bench.do(MoveMain(on=False), MoveModule("A", None), MoveModule("A", "socapex-19"))
        assert bench.state.front.notices == ()


class TestPower:
    def test_a_conductor_that_is_off_is_a_broken_one(self, bench: Any) -> None:
        bench.plug("A2", 2300.0)
        bench.do(MovePower("drain", "l2", connected=False))
        assert bench.way_a("A2") == pytest.approx(0)
        assert [each.code for each in bench.state.front.notices] == [
            "powerlock_order",
            "powerlock_under_load",
        ]
        bench.do(MovePower("drain", "l2", connected=True))
        assert bench.way_a("A2") > 9
        assert (
            bench.state.front.notices[-1].text == "drain: L2 was connected with loads switched on"
        )

    def test_a_neutral_that_is_off_trips_the_main(self, bench: Any) -> None:
        bench.plug("A1", 3000.0)
        bench.plug("A2", 500.0)
        bench.do(MovePower("drain", "n", connected=False))
        bench.run(0.2)
        assert bench.state.main.cause is Cause.NEUTRAL_LOSS

    def test_the_panel_source_has_conductors_of_its_own(self, bench: Any) -> None:
        bench.plug(PANEL_SOURCE, 2300.0, 2300.0, 2300.0)
        bench.do(MovePower("source", "l3", connected=False))
        assert bench.state.flow.i_feed_rms_a.l3 == 0
        assert bench.state.flow.i_feed_rms_a.l1 > 9
        (notice,) = bench.state.front.notices
        assert notice.text == "source: L3 was disconnected under load, at 10 A"
        bench.do(MovePower("source", "l3", connected=True))
        assert bench.state.front.notices[-1].code == "powerlock_under_load"

    def test_a_pulled_plug_takes_meter_and_board_along(self, c24: Any) -> None:
        c24.do(MovePower("drain", "all", connected=False))
        c24.run(0.5)
        assert not c24.state.meter.up
        assert not c24.state.board.up
        c24.do(MovePower("drain", "all", connected=True))
        c24.run(0.5)
        assert c24.state.meter.up


class TestReset:
    def test_it_restarts_the_electronics_and_leaves_power_alone(self, bench: Any) -> None:
        bench.plug("A1", 2300.0)
        bench.run(1.5)
        bench.do(PressMonitor("A1"))
        before = bench.state
        bench.do(Reset())
        bench.run(0.1)
        after = bench.state
        assert (after.board.boot, after.board.up) == (before.board.boot + 1, True)
        assert after.board.frame < before.board.frame
        assert (before.front.selected, after.front.selected) == ({"A": "A1"}, {})
        assert after.main == before.main
        assert after.meter.up
        assert bench.way_a("A1") > 9

    def test_a_rack_without_network_has_no_button(
        self, plants: Callable[[str], Plant], bench_of: Any
    ) -> None:
        bench = bench_of(plants("c12a-11"))
        with pytest.raises(Unknown):
            bench.do(Reset())


class TestFaders:
    def test_a_level_dims_what_is_plugged_in(self, bench: Any) -> None:
        bench.do(Plug("A1", as_load("par64")))
        bench.run(2)
        full_a = bench.way_a("A1")
        bench.do(SetLevel("A1", 0.5))
        bench.run(1)
        assert 0 < bench.way_a("A1") < 0.9 * full_a
        assert bench.state.levels[bench.plant.at("A1")].value == 0.5

    def test_whatever_is_plugged_in_comes_with_its_fader_up(self, bench: Any) -> None:
        bench.do(Plug("A1", as_load("par64")), SetLevel("A1", 0.1))
        bench.do(Plug("A1", as_load("par64")))
        assert bench.state.levels[bench.plant.at("A1")].value == 1.0

    @pytest.mark.parametrize(
        ("action", "error", "where"),
        [
            (SetLevel("A1", 1.5), Invalid, "level"),
            (SetLevel("A1", 0.5, -1.0), Invalid, "fade_s"),
            (SetLevel("Z1", 0.5), Unknown, "way"),
        ],
    )
    def test_what_no_fader_does(
        self, bench: Any, action: SetLevel, error: type[Invalid | Unknown], where: str
    ) -> None:
        with pytest.raises(error) as caught:
            bench.do(action)
        assert caught.value.where == where


class TestFuses:
    def test_a_blown_fuse_is_a_fault_by_another_name(self, bench: Any) -> None:
        for fuse in ("electronics", "meter_l2"):
            bench.do(StartFault(ActiveFault("fuse_blown", fuse)))
        assert bench.state.blown == {"electronics", "meter_l2"}
        assert bench.state.reading.v_ln_v.l2 == 0
        assert bench.state.faults == frozenset()
        bench.do(EndFault("fuse_blown", "meter_l2"))
        assert bench.state.blown == {"electronics"}
        assert bench.state.reading.v_ln_v.l2 > 220
        bench.do(SetFuse("meter_l1", blown=True), EndFault("fuse_blown"))
        assert bench.state.blown == frozenset()

    def test_there_must_be_such_a_fuse(self, c24: Any) -> None:
        for action in (SetFuse("work_light", blown=True), EndFault("fuse_blown", "work_light")):
            with pytest.raises(Unknown, match="there are: meter_l1"):
                c24.do(action)

    def test_electronics_go_and_power_stays(self, bench: Any) -> None:
        bench.plug("A1", 2300.0)
        bench.do(SetFuse("electronics", blown=True))
        bench.run(0.5)
        assert not bench.state.board.up
        assert bench.way_a("A1") > 9


class TestMeterAndMonitor:
    def test_buttons_turn_pages(self, bench: Any) -> None:
        bench.do(PressMeter(("I",)))
        assert bench.state.front.display.page == "i.phases"
        with pytest.raises(Unknown):
            bench.do(PressMeter(("X",)))

    def test_a_dark_meter_and_dead_electronics_take_no_notice(self, bench: Any) -> None:
        bench.do(SetFuse("meter_l1", blown=True), SetFuse("electronics", blown=True))
        bench.run(0.5)
        front = bench.state.front
        bench.do(PressMeter(("I",)), PressMonitor("A1"))
        assert bench.state.front == front

    def test_knobs(self, bench: Any) -> None:
        bench.do(TurnKnob("work_light", 0.7))
        assert bench.state.front.work_light == 0.7
