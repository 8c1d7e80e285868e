"""What a lost neutral costs, the trap after the trip, heat and air, one seed one show."""

from __future__ import annotations

import hashlib
import random
from typing import Any

import pytest
from tests.twin.stage import Stage, rack, watts

from stagewatt.domain.view import Cause
from stagewatt.meters.registry import meter
from stagewatt.twin.actions import EndFault, MoveMain, MoveWay, Plug
from stagewatt.twin.cast import equal_racks
from stagewatt.twin.loads.endure import tally
from stagewatt.twin.loads.library import as_load
from stagewatt.twin.plant import PANEL_SOURCE
from stagewatt.twin.show import ShowKind
from stagewatt.twin.simulation import LONG_STEP_NS, Simulation
from stagewatt.twin.units import METER_UNIT, Units
from stagewatt.wire import pdu as modbus
from stagewatt.wire.answers import words_of
from stagewatt.wire.mbap import Frame, Reader

pytestmark = pytest.mark.unmeasured


def meter_volts(stage: Stage) -> list[float]:
    """Return what a client reads from the meter's registers: L1, L2, L3 to N."""
    plant = stage.site.plants[0]
    table = meter(plant.model.meter)
    units = Units(plant, table, stage.rack, random.Random(1))
    volts = []
    for phase in ("l1", "l2", "l3"):
        point = next(each for each in table.points if each.name == f"v_ln_v.{phase}")
        ask = modbus.ReadRequest(table.function, point.address, point.span.end - point.address)
        reply = units.reply(Frame(1, METER_UNIT, modbus.build_request(ask)))
        assert reply is not None
        (frame,) = Reader().feed(reply.data)
        value = point.decode(words_of(frame.pdu, ask))
        assert value is not None
        volts.append(value)
    return volts


class TestLostNeutral:
    def stage(self) -> Stage:
        stage = Stage([rack()], z_ohm=0.01 + 0.01j)
        for way in ("A1", "A4", "A7"):
            stage.plug(way, watts(3000.0))
        stage.plug("A2", as_load("led-mover", 2))
        stage.plug("A3", as_load("media-server", 1))
        stage.run(3, LONG_STEP_NS)
        return stage

    def test_what_hangs_on_the_light_phases_fails_and_stays_failed(self) -> None:
        stage = self.stage()
        stage.fault("neutral_open")
        assert max(stage.rack().flow.v_ln_rms_v) > 330
        stage.run(0.05)
        assert stage.rack().main.closed
        stage.run(0.2)
        assert stage.rack().main.cause is Cause.NEUTRAL_LOSS
        fast = [stage.rack().equipment[at].failed for at in (1, 2)]
        # Closed again without a repair, again and again: in the end nothing is left.
        for _ in range(40):
            stage.do(MoveMain(on=True))
            stage.run(0.1)
        plant = stage.site.plants[0]
        failed = [stage.rack().equipment[plant.at(way)].failed for way in ("A2", "A3")]
        assert sum(failed) > sum(fast)
        assert failed == [2, 1]
        load = stage.rack().loads[1]
        assert load is not None
        assert tally(load, stage.rack().equipment[1]).value_lost_eur > 1000
        stage.do(EndFault("neutral_open"), MoveMain(on=True))
        stage.run(5, LONG_STEP_NS)
        assert stage.rack().main.closed
        assert stage.rack().flow.way_a[1] == pytest.approx(0, abs=0.01)
        assert stage.rack().flow.way_a[0] > 12
        losses = stage.rack().losses
        assert losses.failed == 3
        stage.do(Plug("A2", None), Plug("A3", load))
        assert stage.rack().losses == losses  # unplugged, it is still broken

    def test_the_trap_after_the_trip(self) -> None:
        """With only tiny loads left all looks normal, and N is still open."""
        stage = self.stage()
        stage.fault("neutral_open")
        stage.run(1)
        assert not stage.rack().main.closed
        assert meter_volts(stage) == pytest.approx([230.0] * 3, abs=1)
        assert stage.rack().flow.v_n_pe_v < 1
        for way in ("A1", "A2", "A3", "A4", "A7"):
            stage.do(MoveWay(way, on=False))
        # Reset and closed again it holds: nothing unbalances what is left.
        stage.do(MoveMain(on=True))
        stage.run(2)
        assert stage.rack().main.closed
        assert meter_volts(stage) == pytest.approx([230.0] * 3, abs=1)
        # The first real load springs the trap.
        stage.do(MoveWay("A1", on=True))
        assert max(meter_volts(stage)) > 380
        stage.run(0.1)
        assert stage.rack().main.cause is Cause.NEUTRAL_LOSS

    def test_third_harmonics_show_an_open_neutral_that_balance_hides(self) -> None:
        stage = Stage([rack()])
        for way in ("A1", "A2", "A3"):
            stage.plug(way, as_load("led-par-cheap", 10))
        stage.run(3, LONG_STEP_NS)
        assert stage.rack().reading.i_a.n > stage.rack().reading.i_a.l1
        stage.fault("neutral_open")
        flow = stage.rack().flow
        assert flow.v_n_pe_third_v > 20
        assert flow.i_drain_rms_a.n == pytest.approx(0, abs=0.05)


class TestHeat:
    def loaded(self, *faults: tuple[str, float | None]) -> float:
        """Return the temperature after five hours near full load."""
        stage = Stage([rack()])
        for way in stage.site.plants[0].model.supervised:
            stage.plug(way.id, watts(3500.0))
        for name, size in faults:
            stage.fault(name, size=size)
        stage.run(5 * 3600, 600_000_000_000)
        return stage.rack().temperature_c

    def test_a_clogged_filter_and_a_hot_day_add_up(self) -> None:
        usual_c = self.loaded()
        assert 30 < usual_c < 46
        rise_k = usual_c - 24.0
        assert self.loaded(("ambient", 40.0)) == pytest.approx(40.0 + rise_k, abs=0.1)
        assert self.loaded(("filter_clogged", 0.5)) == pytest.approx(24.0 + 1.5 * rise_k, abs=0.1)
        assert self.loaded(("fan_stopped", None)) == pytest.approx(24.0 + 2 * rise_k, abs=0.1)

    def test_free_air_has_no_filter(self) -> None:
        stage = Stage([rack("c12")])
        stage.plug(stage.site.plants[0].ways[0].way.id, watts(3600.0))
        stage.fault("filter_clogged", size=1.0)
        stage.run(3600, 600_000_000_000)
        other = Stage([rack("c12")])
        other.plug(other.site.plants[0].ways[0].way.id, watts(3600.0))
        other.run(3600, 600_000_000_000)
        assert stage.rack().temperature_c == other.rack().temperature_c


def digest(simulation: Simulation) -> str:
    racks = simulation.state.racks
    told: Any = [(r.t_ns, r.levers, r.moving, r.flow, r.board, r.meter, r.equipment) for r in racks]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def test_one_seed_is_one_history() -> None:
    def lived(seed: int) -> str:
        plants = [rack("smartpdu-36", seed=seed + at) for at in range(2)]
        cast = equal_racks(plants, ShowKind.LIVING, seed, chain=True)
        simulation = Simulation(cast.site, lambda: 0, director=cast.director, step_ns=LONG_STEP_NS)
        overload = Plug("A2", watts(9000.0))
        for tick in range(120):
            if tick == 20:
                simulation.act(1, overload)
            if tick == 60:
                simulation.act(0, Plug(PANEL_SOURCE, watts(2000.0, 0.0, 0.0)))
            simulation.make_step()
        return digest(simulation)

    assert lived(3) == lived(3) != lived(4)
