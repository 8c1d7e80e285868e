"""The rack as its users know it: procedures of return, trips, what stays live."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import ge
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagewatt.catalogue.load import model
from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.phases import Phase
from stagewatt.domain.reading import ContactId
from stagewatt.domain.view import BreakerState, Cause
from stagewatt.twin.actions import (
    EndFault,
    MoveCover,
    MoveMain,
    MoveWay,
    Plug,
    PressEStop,
    PressTest,
    ReleaseEStop,
    SetDial,
    SetFuse,
    StartFault,
)
from stagewatt.twin.faults import ActiveFault
from stagewatt.twin.loads.load import Load
from stagewatt.twin.plant import PANEL_SOURCE, Plant, build
from stagewatt.twin.single import site_of_one
from stagewatt.twin.site import Site
from stagewatt.twin.stepping import fresh, step

ON, OFF, TRIPPED = BreakerState.ON, BreakerState.OFF, BreakerState.TRIPPED


class TestEStop:
    def test_it_trips_the_main_at_once_and_is_the_first_out(self, bench: Any) -> None:
        bench.plug("A1", 2300.0)
        bench.do(PressEStop())
        assert (bench.state.main.lever, bench.state.main.cause) == (TRIPPED, Cause.E_STOP)
        assert bench.way_a("A1") == 0
        assert bench.contact(ContactId.E_STOP).active
        assert bench.contact(ContactId.MAIN_TRIPPED).active
        assert not bench.contact(ContactId.MAIN_ON).active
        assert bench.first_out is ContactId.E_STOP

    def test_while_latched_the_main_lever_falls_back(self, bench: Any) -> None:
        bench.do(PressEStop(), MoveMain(on=True))
        assert bench.state.main.lever is TRIPPED
        bench.do(MoveMain(on=False), MoveMain(on=True))
        assert bench.state.main.lever is OFF

    def test_twist_then_main_on_brings_power_back(self, bench: Any) -> None:
        bench.plug("A1", 2300.0)
        bench.do(PressEStop())
        bench.do(ReleaseEStop())
        assert bench.state.main.lever is TRIPPED
        assert bench.way_a("A1") == 0
        bench.do(MoveMain(on=True))
        assert bench.state.main.lever is ON
        assert bench.state.main.cause is None
        assert bench.way_a("A1") == pytest.approx(10, abs=0.1)
        assert bench.first_out is None

    def test_pressed_with_the_main_off_it_trips_nothing(self, bench: Any) -> None:
        bench.do(MoveMain(on=False))
        bench.do(PressEStop())
        assert bench.state.main.lever is OFF
        assert not bench.contact(ContactId.MAIN_TRIPPED).active

    def test_the_panel_source_and_the_drain_stay_live(self, bench: Any) -> None:
        bench.plug("A1", 2300.0)
        bench.plug(PANEL_SOURCE, 4600.0, 2300.0, 0.0)
        bench.do(PressEStop())
        bench.run(0.1)
        reading = bench.state.reading
        assert reading.i_a.l1 == pytest.approx(20, abs=0.2)
        assert reading.i_a.l2 == pytest.approx(10, abs=0.1)
        assert all(225 < v < 232 for v in reading.v_ln_v)
        assert max(map(abs, bench.state.flow.i_main_a)) == 0
        assert bench.state.meter.up
        assert bench.state.board.up


class TestManual:
    def test_off_by_hand_is_no_trip(self, bench: Any) -> None:
        bench.do(MoveMain(on=False))
        assert (bench.state.main.lever, bench.state.main.cause) == (OFF, Cause.MANUAL)
        assert not bench.contact(ContactId.MAIN_ON).active
        assert not bench.contact(ContactId.MAIN_TRIPPED).active
        assert bench.first_out is ContactId.MAIN_ON
        bench.do(MoveMain(on=True))
        assert bench.contact(ContactId.MAIN_ON).changes == 2
        assert bench.first_out is None

    def test_a_way_off_by_hand_carries_nothing(self, bench: Any) -> None:
        bench.plug("A1", 2300.0)
        bench.do(MoveWay("A1", on=False))
        assert (bench.lever("A1"), bench.cause("A1")) == (OFF, Cause.MANUAL)
        assert bench.way_a("A1") == 0
        bench.do(MoveWay("A1", on=True))
        assert (bench.lever("A1"), bench.cause("A1")) == (ON, None)
        assert bench.way_a("A1") > 9.9


class TestNeutral:
    def test_an_open_neutral_trips_the_main_within_a_tenth_of_a_second(self, bench: Any) -> None:
        bench.plug("A1", 10_000.0 / 3)
        bench.plug("A2", 1000.0)
        bench.fault("neutral_open")
        shifted = [abs(v) for v in bench.state.flow.v_ln_v]
        assert max(shifted) > 265
        seconds = bench.run_until(lambda: not bench.state.main.closed, 1)
        assert 0.07 <= seconds <= 0.1
        assert bench.state.main.cause is Cause.NEUTRAL_LOSS
        assert bench.contact(ContactId.NEUTRAL_RELAY).active
        assert bench.contact(ContactId.MAIN_TRIPPED).active
        assert bench.first_out is ContactId.NEUTRAL_RELAY

    def test_the_board_outlasts_the_trip_even_if_its_own_supply_goes(self, bench: Any) -> None:
        # Load on L1 alone pulls the neutral to L1: the board's own supply is gone with it.
        bench.plug("A1", 3000.0)
        boot = bench.state.board.boot
        bench.fault("neutral_open")
        assert abs(bench.state.flow.v_ln_v[Phase.L1]) < 1
        bench.run(1)
        assert bench.state.board.boot == boot
        assert bench.first_out is ContactId.NEUTRAL_RELAY

    def test_the_relay_closes_before_the_main_opens(self, bench: Any) -> None:
        bench.plug("A1", 3000.0)
        bench.fault("neutral_open")
        bench.run_until(lambda: bench.state.relay.tripped, 1)
        assert bench.state.main.closed
        # Repaired in this very instant, the relay has still done its work.
        bench.do(EndFault("neutral_open"))
        bench.run(0.04)
        assert bench.state.main.cause is Cause.NEUTRAL_LOSS

    def test_a_balanced_load_hides_an_open_neutral(self, bench: Any) -> None:
        for way in ("A1", "A2", "A3"):
            bench.plug(way, 2300.0)
        bench.fault("neutral_open")
        bench.run(2)
        assert bench.state.main.closed
        assert not bench.state.relay.tripped
        bench.plug("A1", 100.0)
        bench.run(0.2)
        assert bench.state.main.cause is Cause.NEUTRAL_LOSS

    def test_a_short_disturbance_does_not_trip(self, bench: Any) -> None:
        bench.plug("A1", 3000.0)
        bench.fault("neutral_open")
        bench.run(0.02)
        bench.do(EndFault("neutral_open"))
        bench.run(1)
        assert bench.state.main.closed
        assert bench.state.relay.seen_s == 0

    def test_a_lost_phase_is_no_lost_neutral(self, bench: Any) -> None:
        bench.plug("A1", 3000.0)
        bench.fault("phase_lost", "L2")
        bench.run(1)
        assert bench.state.main.closed
        assert abs(bench.state.flow.v_ln_v[Phase.L2]) == pytest.approx(0, abs=1)
        assert not bench.state.relay.tripped

    def test_return_needs_the_repair_and_a_reset_by_the_main(self, bench: Any) -> None:
        bench.plug("A1", 3000.0)
        bench.fault("neutral_open")
        bench.run(0.2)
        bench.do(EndFault("neutral_open"))
        bench.run(0.1)
        assert bench.state.relay.tripped
        bench.do(MoveMain(on=False))
        assert not bench.state.relay.tripped
        bench.do(MoveMain(on=True))
        bench.run(0.5)
        assert bench.state.main.closed

    def test_one_move_to_on_passes_off_on_its_way(self, bench: Any) -> None:
        bench.plug("A1", 3000.0)
        bench.fault("neutral_open")
        bench.run(0.2)
        bench.do(EndFault("neutral_open"))
        bench.do(MoveMain(on=True))
        assert bench.state.main.closed
        assert not bench.state.relay.tripped

    def test_unrepaired_it_trips_again(self, bench: Any) -> None:
        bench.plug("A1", 3000.0)
        bench.fault("neutral_open")
        bench.run(0.2)
        # With the main open nothing pulls the neutral away: the relay sees no fault.
        bench.do(MoveMain(on=True))
        assert bench.state.main.closed
        bench.run(0.2)
        assert bench.state.main.cause is Cause.NEUTRAL_LOSS

    def test_while_the_panel_source_still_shows_the_fault_on_falls_back(self, bench: Any) -> None:
        bench.plug(PANEL_SOURCE, 9000.0, 3000.0, 500.0)
        bench.fault("neutral_open")
        bench.run(0.2)
        bench.do(MoveMain(on=True))
        assert bench.state.main.lever is TRIPPED
        bench.do(MoveMain(on=False))
        assert bench.state.relay.tripped
        bench.do(MoveMain(on=True))
        assert bench.state.main.lever is OFF

    def test_after_the_trip_the_meter_sees_the_middle_again(self, bench: Any) -> None:
        bench.plug("A1", 3000.0)
        bench.fault("neutral_open")
        bench.run(0.2)
        assert list(bench.state.reading.v_ln_v) == pytest.approx([230.0] * 3, abs=0.5)
        assert bench.state.reading.i_a.n == 0

    def test_a_bad_neutral_shifts_a_little(self, bench: Any) -> None:
        bench.plug("A1", 2300.0)
        bench.fault("neutral_bad", size=1.0)
        assert bench.state.flow.v_n_pe_v == pytest.approx(10.0, abs=0.5)
        bench.fault("neutral_bad", size=2.0)
        assert bench.state.flow.v_n_pe_v == pytest.approx(19.0, abs=0.6)
        bench.run(1)
        assert bench.state.main.closed


class TestWayBreakers:
    @pytest.mark.unmeasured
    def test_rated_current_is_held_for_ever(self, bench: Any) -> None:
        # What 16 A take with the little that this feeder loses.
        bench.plug("A1", 3685.0)
        assert 15.9 < bench.way_a("A1") <= 16.0
        bench.run(7200, step_ns=1_000_000_000)
        assert bench.lever("A1") is ON

    def test_an_overload_trips_inside_the_band(self, bench: Any) -> None:
        bench.plug("A1", 7380.0)
        multiple = bench.way_a("A1") / 16
        assert 1.9 < multiple < 2.0
        seconds = bench.run_until(lambda: bench.lever("A1") is TRIPPED, 30)
        assert 2.0 <= seconds <= 25.0
        assert bench.cause("A1") is Cause.OVERLOAD
        assert bench.way_a("A1") == 0
        assert bench.state.main.closed

    def test_a_short_circuit_trips_at_once(self, bench: Any) -> None:
        bench.plug("A1", 100_000.0)
        seconds = bench.run_until(lambda: bench.lever("A1") is TRIPPED, 1)
        assert seconds <= 0.06
        assert bench.cause("A1") is Cause.INSTANTANEOUS

    @pytest.mark.unmeasured
    def test_a_pause_lets_the_armature_fall_back(self, bench: Any) -> None:
        bench.plug("A1", 7380.0)
        bench.run(1)
        at = bench.plant.at("A1")
        assert bench.state.moving[at][0] > 0.03
        bench.plug("A1", 1000.0)
        bench.run(30)
        assert at not in bench.state.moving

    def test_a_tripped_lever_must_go_off_before_it_holds(self, bench: Any) -> None:
        bench.plug("A1", 100_000.0)
        bench.run(0.1)
        bench.plug("A1", 1000.0)
        bench.do(MoveWay("A1", on=True))
        assert bench.lever("A1") is TRIPPED
        bench.do(MoveWay("A1", on=False), MoveWay("A1", on=True))
        assert bench.lever("A1") is ON
        assert bench.way_a("A1") > 4

    @pytest.mark.parametrize(("leakage_a", "trips"), [(0.015, False), (0.030, True)])
    def test_residual_current(self, bench: Any, leakage_a: float, trips: bool) -> None:
        bench.plug("A1", 1000.0, leakage_a=leakage_a)
        bench.run(0.3)
        assert (bench.lever("A1") is TRIPPED) is trips
        assert bench.cause("A1") is (Cause.RESIDUAL if trips else None)

    def test_equal_leakage_cancels_in_a_three_phase_way(self, bench: Any, a_load: Any) -> None:
        equal = a_load(1000.0, 1000.0, 1000.0, leakage_a=0.050)
        unequal = a_load(1000.0, 1000.0, 1000.0, leakage_a=(0.050, 0.0, 0.0))
        bench.do(Plug("X9", equal))
        bench.run(0.3)
        assert bench.lever("X9") is ON
        bench.do(Plug("X9", unequal))
        bench.run(0.3)
        # The residual device sits apart from the breaker: that one stays on, and yet nothing flows.
        assert bench.state.rcd_tripped == {bench.plant.at("X9")}
        assert bench.lever("X9") is ON
        assert bench.way_a("X9") == 0

    def test_a_way_without_a_residual_release_does_not_see_leakage(self, bench: Any) -> None:
        bench.plug("X7", 1000.0, leakage_a=1.0)
        bench.run(0.3)
        assert bench.lever("X7") is ON

    def test_an_overload_without_a_residual_release(self, bench: Any) -> None:
        bench.plug("X7", 100_000.0)
        bench.run(0.1)
        assert bench.cause("X7") is Cause.INSTANTANEOUS

    @pytest.mark.unmeasured
    def test_a_32_a_way_is_judged_by_its_own_rating(self, bench: Any) -> None:
        bench.plug("X9", 7000.0, 7000.0, 7000.0)
        assert 29 < bench.way_a("X9") < 32
        bench.run(600, step_ns=1_000_000_000)
        assert bench.lever("X9") is ON
        bench.plug("X9", 100.0, 14_000.0, 100.0)
        bench.run(60)
        assert bench.cause("X9") is Cause.OVERLOAD

    def test_the_test_button_trips_only_what_is_energised_and_closed(self, bench: Any) -> None:
        bench.do(PressTest("A1"))
        assert (bench.lever("A1"), bench.cause("A1")) == (TRIPPED, Cause.RESIDUAL)
        bench.do(MoveWay("A2", on=False), PressTest("A2"))
        assert bench.lever("A2") is OFF
        bench.do(MoveMain(on=False), PressTest("A3"))
        assert bench.lever("A3") is ON

    def test_a_dead_phase_leaves_the_test_button_without_effect(self, bench: Any) -> None:
        bench.fault("phase_lost", "L1")
        bench.do(PressTest("A1"), PressTest("A2"))
        assert bench.lever("A1") is ON
        assert bench.lever("A2") is TRIPPED

    def test_an_auxiliary_way_carries_load_that_no_sensor_sees(self, bench: Any) -> None:
        bench.plug("X1", 2300.0)
        bench.run(0.1)
        assert bench.state.reading.i_a.l1 == pytest.approx(10, abs=0.1)
        assert bench.state.board.i_a == (0.0,) * 36


class TestMainOvercurrent:
    def overload(self, bench: Any, per_way_w: float) -> None:
        for way in bench.plant.model.supervised:
            bench.plug(way.id, per_way_w)

    @pytest.mark.unmeasured
    def test_a_long_overload_trips_by_i2t(
        self, plants: Callable[[str], Plant], bench_of: Callable[[Plant], Any]
    ) -> None:
        plant = plants("smartpdu-36")
        assert plant.main is not None
        bench = bench_of(plant)
        # A small IR stands for a big crowd: the curve is the same.
        bench.do(MoveCover(open=True), SetDial("ir", 0.4))
        for way in plant.model.supervised:
            bench.plug(way.id, 3500.0)
        i_a = max(map(abs, bench.state.flow.i_main_a.phases))
        expected_s = plant.main.tr_s * (6 * 0.4 * 250.0 / i_a) ** 2
        seconds = bench.run_until(lambda: not bench.state.main.closed, 200)
        assert seconds == pytest.approx(expected_s, rel=0.02)
        assert bench.state.main.cause is Cause.OVERLOAD
        assert bench.first_out is ContactId.MAIN_TRIPPED

    @pytest.mark.unmeasured
    def test_every_way_at_full_load_is_held(self, bench: Any) -> None:
        self.overload(bench, 3500.0)
        bench.run(3600, step_ns=1_000_000_000)
        assert bench.state.main.closed

    @pytest.mark.unmeasured
    def test_a_switch_disconnector_has_no_overcurrent_release(self, c24: Any) -> None:
        self.overload(c24, 3500.0)
        assert max(map(abs, c24.state.flow.i_main_a.phases)) > 100
        c24.run(3600, step_ns=1_000_000_000)
        assert c24.state.main.closed
        c24.do(PressEStop())
        c24.run(0.04)
        assert c24.state.main.cause is Cause.E_STOP


class TestSupply:
    def test_without_l1_meter_and_board_are_dark_and_power_goes_on(self, bench: Any) -> None:
        bench.plug("A2", 2300.0)
        bench.fault("phase_lost", "L1")
        bench.run(0.4)
        assert not bench.state.meter.up
        assert not bench.state.board.up
        assert bench.way_a("A2") == pytest.approx(10, abs=0.1)
        bench.do(EndFault("phase_lost", "L1"))
        bench.run(0.1)
        assert bench.state.meter.up
        assert bench.state.board.up

    def test_a_board_that_restarts_counts_it_and_knows_no_past(self, bench: Any) -> None:
        bench.do(MoveMain(on=False), MoveMain(on=True))
        bench.do(MoveMain(on=False))
        bench.run(2)
        boot = bench.state.board.boot
        bench.do(SetFuse("electronics", blown=True))
        bench.run(1)
        assert not bench.state.board.up
        bench.do(SetFuse("electronics", blown=False))
        assert bench.state.board.boot == boot + 1
        assert bench.state.board.frame == 0
        assert bench.state.board.window is None
        assert bench.contact(ContactId.MAIN_ON).changes == 0
        assert bench.first_out is None

    def test_a_meter_fuse_costs_its_phase_or_the_meter(self, bench: Any) -> None:
        bench.plug("A2", 2300.0)
        bench.do(SetFuse("meter_l2", blown=True))
        reading = bench.state.reading
        assert reading.v_ln_v.l2 == 0
        assert reading.v_ll_v.l12 == pytest.approx(reading.v_ln_v.l1)
        assert reading.p_w.l2 == 0
        assert reading.i_a.l2 == pytest.approx(10, abs=0.1)
        assert bench.state.meter.up
        bench.do(SetFuse("meter_l1", blown=True))
        bench.run(0.4)
        assert not bench.state.meter.up
        assert bench.state.board.up

    def test_unknown_places_are_refused_and_change_nothing(self, bench: Any, a_load: Any) -> None:
        before = bench.state
        for action, error in (
            (MoveWay("Z9", on=True), Unknown),
            (PressTest("Z9"), Unknown),
            (PressTest("X7"), Invalid),
            (SetFuse("main", blown=True), Unknown),
            (Plug("Z9", None), Unknown),
            (Plug("A1", a_load(1.0, 2.0, 3.0)), Invalid),
            (Plug("X9", a_load(1.0)), Invalid),
        ):
            with pytest.raises(error) as caught:
                bench.do(PressEStop(), action)
            assert caught.value.where
        assert bench.state is before

    def test_a_rack_without_a_feed_through_has_no_panel_source(self, c24: Any) -> None:
        with pytest.raises(Unknown, match="panel source"):
            c24.plug(PANEL_SOURCE, 1.0, 1.0, 1.0)

    def test_it_warms_up_under_load(self, bench: Any) -> None:
        cold = bench.state.temperature_c
        for way in bench.plant.model.supervised:
            bench.plug(way.id, 3500.0)
        bench.run(900, step_ns=1_000_000_000)
        assert 5 < bench.state.temperature_c - cold < 20


actions = st.one_of(
    st.just(PressEStop()),
    st.just(ReleaseEStop()),
    st.builds(MoveMain, on=st.booleans()),
    st.builds(MoveWay, way=st.sampled_from(["A1", "B2", "X9"]), on=st.booleans()),
    st.builds(PressTest, way=st.sampled_from(["A1", "B2", "X9"])),
    st.builds(SetFuse, fuse=st.sampled_from(["meter_l1", "electronics"]), blown=st.booleans()),
    st.builds(
        Plug,
        place=st.sampled_from(["A1", "B2", "C3"]),
        load=st.one_of(
            st.none(),
            st.builds(
                Load,
                label=st.just("any"),
                p_w=st.tuples(st.floats(0, 50_000)),
                pf=st.tuples(st.floats(0.1, 1)),
                leakage_a=st.tuples(st.floats(0, 0.1)),
            ),
        ),
    ),
    st.builds(
        StartFault,
        st.builds(ActiveFault, st.just("phase_lost"), st.sampled_from(["L1", "L2", "L3"])),
    ),
    st.just(StartFault(ActiveFault("neutral_open"))),
    st.builds(EndFault, name=st.sampled_from(["neutral_open", "phase_lost"])),
)


@pytest.mark.unmeasured
@settings(max_examples=60)
@given(st.lists(st.tuples(actions, st.integers(0, 3)), max_size=25))
def test_whatever_hands_do_the_rack_stays_consistent(history: list[tuple[Any, int]]) -> None:
    site = build_once()
    whole = fresh(site)
    for action, steps in history:
        before = whole.racks[0]
        whole = step(site, whole, [(0, action)], 0)
        for _ in range(steps):
            whole = step(site, whole, (), 20_000_000)
        state = whole.racks[0]
        assert state.t_ns == before.t_ns + steps * 20_000_000
        closed = state.main.closed
        assert not (closed and state.e_stop)
        assert closed == (state.main.cause is None)
        for at, lever in enumerate(state.levers):
            assert (lever is ON) == (state.causes[at] is None)
            if lever is not ON or not closed or at in state.rcd_tripped:
                assert state.flow.way_a[at] == 0
        assert all(map(ge, state.meter.total.wh, before.meter.total.wh))


@cache
def build_once() -> Site:
    return site_of_one(build(model("smartpdu-36"), serial="1", seed=3))
