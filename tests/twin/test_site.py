"""Racks that hang on each other: one circuit, whose faults reach as far as copper does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.stage import IDEAL, Stage, amps, drawing, rack, run, third, watts

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.view import Cause
from stagewatt.physics.network.source import SourceSpec
from stagewatt.twin.actions import MoveMain, MovePower, PressEStop
from stagewatt.twin.circuit.net import load_of
from stagewatt.twin.loads.draw import SUPPLY
from stagewatt.twin.loads.library import as_load
from stagewatt.twin.plant import PANEL_SOURCE
from stagewatt.twin.site import RackSpec, SiteSpec, build_site

CABLE = 0.008 + 0.004j
POWERS = st.lists(st.floats(0, 3000), min_size=6, max_size=6)


def chain(count: int = 3, **more: Any) -> Stage:
    return Stage([rack(seed=seed) for seed in range(count)], chain=True, z_ohm=CABLE, **more)


def volts(stage: Stage, at: int = 0) -> list[float]:
    return list(stage.rack(at).flow.v_ln_rms_v)


def test_the_first_drain_carries_all_racks_behind_it() -> None:
    stage = chain()
    for at in range(3):
        stage.plug("A1", watts(2300.0), at=at)
    first, second, third_ = (stage.rack(at).flow for at in range(3))
    assert first.i_main_rms_a.l1 == pytest.approx(10, abs=0.1)
    assert first.i_drain_rms_a.l1 == pytest.approx(30, abs=0.3)
    assert first.i_feed_rms_a.l1 == pytest.approx(20, abs=0.2)
    assert second.i_drain_rms_a.l1 == pytest.approx(20, abs=0.2)
    assert third_.i_drain_rms_a.l1 == pytest.approx(10, abs=0.1)
    assert 230 > volts(stage)[0] > volts(stage, 1)[0] > volts(stage, 2)[0] > 227


@pytest.mark.unmeasured
@settings(max_examples=25, deadline=None)
@given(POWERS, POWERS, st.booleans(), st.booleans())
def test_power_in_is_power_out(
    p_w: list[float], other_w: list[float], distorted: bool, constant: bool
) -> None:
    stage = chain()
    spectrum = third(0.3 if distorted else 0.0)
    for at, watts_ in ((0, p_w), (2, other_w)):
        for number, each in enumerate(watts_, start=1):
            draw = amps(each / 230, spectrum, SUPPLY) if constant else amps(each / 230, spectrum)
            stage.plug(f"A{number}", drawing(draw), at=at)
    given_w, _ = load_of(stage.state.net)
    solution = stage.state.net.solution
    assert solution is not None
    # Of the fundamental: what the racks take, and what their feeders lose.
    lost_w = CABLE.real * sum(abs(i) ** 2 for row in solution.i_a.tolist() for i in row)
    taken_w = sum(
        (v * i.conjugate()).real
        for at in range(3)
        for v, i in zip(stage.rack(at).flow.v_ln_v, stage.rack(at).flow.i_main_a, strict=False)
    )
    burden_w = 3 * 3
    assert given_w == pytest.approx(taken_w + lost_w + burden_w, abs=0.3)


def test_a_neutral_broken_between_two_racks_is_lost_behind_it_only() -> None:
    stage = chain()
    for at in range(3):
        stage.plug("A1", watts(3000.0), at=at)
        stage.plug("A2", watts(300.0), at=at)
    stage.fault("neutral_open", at=1)
    assert max(volts(stage, 0)) < 232
    assert max(volts(stage, 1)) > 300
    assert max(volts(stage, 2)) > 300
    stage.run(0.2)
    causes = [stage.rack(at).main.cause for at in range(3)]
    assert causes == [None, Cause.NEUTRAL_LOSS, Cause.NEUTRAL_LOSS]


def test_a_phase_lost_at_a_feeder_and_one_at_the_source() -> None:
    stage = chain()
    stage.fault("phase_lost", "L2", at=2)
    assert volts(stage, 1) == pytest.approx([230] * 3, abs=0.1)
    assert volts(stage, 2) == pytest.approx([230, 0, 230], abs=0.1)
    stage.fault("source_phase_lost", "L3", at=1)
    assert volts(stage, 0) == pytest.approx([230, 230, 0], abs=0.1)


def test_exchanged_phases_load_the_other_one_upstream() -> None:
    stage = chain(2)
    stage.plug("A1", watts(2300.0), at=1)
    stage.fault("phases_swapped", "L3", at=1)
    assert stage.rack(1).flow.i_main_rms_a.l1 == pytest.approx(10, abs=0.1)
    upstream = stage.rack(0).flow.i_drain_rms_a
    assert upstream.l1 == pytest.approx(0, abs=0.02)
    assert upstream.l2 == pytest.approx(10, abs=0.1)
    assert upstream.n == pytest.approx(10, abs=0.1)


def test_a_phase_in_place_of_the_neutral_gives_400_v() -> None:
    stage = chain(2)
    stage.plug("A3", watts(1000.0), at=1)
    stage.fault("phase_n_swapped", "L1", at=1)
    assert volts(stage, 1) == pytest.approx([230, 398.4, 398.4], abs=1)
    assert stage.rack(1).flow.v_n_pe_v == pytest.approx(230, abs=1)
    assert volts(stage, 0) == pytest.approx([230] * 3, abs=1)
    assert stage.rack(0).flow.i_drain_rms_a.l1 == pytest.approx(1000 * 398.4 / 230**2, abs=0.1)


def test_sag_overvoltage_and_frequency_of_the_source() -> None:
    stage = chain(2)
    stage.fault("source_sag", size=0.5)
    assert volts(stage, 1) == pytest.approx([115] * 3, abs=0.1)
    stage.fault("source_overvoltage", size=1.2)
    assert volts(stage, 0) == pytest.approx([138] * 3, abs=0.1)
    stage.fault("source_frequency", size=47.5, at=1)
    assert stage.rack(0).reading.f_hz == 47.5


def test_a_conductor_pulled_at_the_panel_source_is_gone_for_the_next_rack() -> None:
    stage = chain(2)
    stage.do(MovePower("source", "l2", connected=False), at=0)
    assert volts(stage, 0) == pytest.approx([230] * 3, abs=0.1)
    assert volts(stage, 1) == pytest.approx([230, 0, 230], abs=0.1)
    stage.plug(PANEL_SOURCE, watts(2300.0, 2300.0, 2300.0), at=0)
    assert stage.rack(0).flow.i_feed_rms_a.l2 == pytest.approx(0, abs=0.02)
    stage.do(MovePower("source", "n", connected=False), at=0)
    assert stage.rack(0).flow.i_feed_rms_a.l1 == pytest.approx(0, abs=0.02)


def test_the_next_rack_does_not_ask_whether_this_main_is_on() -> None:
    stage = chain(2)
    stage.plug("A1", watts(2300.0), at=1)
    stage.do(PressEStop(), at=0)
    stage.run(0.1)
    assert not stage.rack(0).main.closed
    assert stage.rack(1).flow.i_main_rms_a.l1 == pytest.approx(10, abs=0.1)
    stage.do(MoveMain(on=False), at=1)
    assert stage.rack(0).flow.i_drain_rms_a.l1 == pytest.approx(0, abs=0.02)


def test_voltage_that_collapses_is_told_and_no_number_is_made_up() -> None:
    stage = Stage([rack()], z_ohm=2.0 + 0j)
    stage.plug(PANEL_SOURCE, drawing(*[amps(60.0, third(0.0), SUPPLY)] * 3))
    assert stage.state.net.collapsed
    assert stage.state.net.solution is not None
    assert "collapse" in stage.state.net.solution.message
    # The supplies give up: what is left of them is an impedance.
    assert 60 < volts(stage)[0] < 200


class TestGenset:
    SPEC = SourceSpec(kind="genset", rated_va=30_000.0, run=run(0.02 + 0.02j))

    @pytest.mark.unmeasured
    def test_a_step_of_load_dips_and_recovers_and_the_speed_droops(self) -> None:
        stage = Stage([rack()], source=self.SPEC)
        idle_hz = stage.rack().reading.f_hz
        stage.plug(PANEL_SOURCE, watts(5000.0, 5000.0, 5000.0))
        stage.run(0.06)
        dipped_v = volts(stage)[0]
        stage.run(5)
        assert dipped_v < 215
        assert volts(stage)[0] == pytest.approx(229.5, abs=1)
        assert idle_hz > stage.rack().reading.f_hz > 49.5

    def test_too_much_load_stops_it(self) -> None:
        stage = Stage([rack()], source=self.SPEC)
        stage.plug(PANEL_SOURCE, watts(14_000.0, 14_000.0, 14_000.0))
        stage.run(30, step_ns=100_000_000)
        assert not stage.state.source.running
        assert volts(stage) == [0, 0, 0]
        assert stage.rack().reading.f_hz == 0
        assert not stage.rack().meter.up


@pytest.mark.parametrize(
    ("racks", "error", "where"),
    [
        ([], Invalid, "racks"),
        ([("a", "source", "smartpdu-36"), ("a", "source", "smartpdu-36")], Invalid, "racks.1.id"),
        ([("source", "source", "smartpdu-36")], Invalid, "racks.0.id"),
        ([("a", "b", "smartpdu-36"), ("b", "a", "smartpdu-36")], Unknown, "racks.0.fed_from"),
        ([("a", "source", "c24"), ("b", "a", "smartpdu-36")], Invalid, "racks.1.fed_from"),
    ],
)
def test_racks_that_cannot_hang_so(racks: Any, error: type[Exception], where: str) -> None:
    specs = tuple(
        RackSpec(id=name, plant=rack(kind), fed_from=above, feeder=run(0j))
        for name, above, kind in racks
    )
    with pytest.raises(error) as caught:
        build_site(SiteSpec(source=IDEAL, racks=specs))
    assert caught.value.where == where  # type: ignore[attr-defined]


@pytest.mark.unmeasured
def test_supplies_drop_out_in_a_brown_out_and_come_back() -> None:
    stage = Stage([rack()])
    stage.plug("A1", as_load("led-mover", 4))
    stage.run(2)
    before_a = stage.rack().flow.way_a[0]
    stage.fault("source_sag", size=0.3)
    stage.run(3)
    assert stage.rack().equipment[0].dropped == 4
    assert stage.rack().flow.way_a[0] == 0
    stage.fault("source_sag", size=1.0)
    stage.run(20, step_ns=100_000_000)
    assert stage.rack().equipment[0].dropped == 0
    assert stage.rack().flow.way_a[0] == pytest.approx(before_a, rel=0.5)
