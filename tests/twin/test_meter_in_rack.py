"""The meter in its rack: where its current transformers sit, and what feeds it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.domain.rack import CtPosition
from stagewatt.meters.registry import meter
from stagewatt.twin.actions import EndFault, MoveMain, PressMeter, SetFuse
from stagewatt.twin.display import Display, buttons, shown
from stagewatt.twin.meter_values import meter_values
from stagewatt.twin.plant import PANEL_SOURCE, Plant
from stagewatt.twin.units import METER_UNIT, Units
from stagewatt.wire import pdu as modbus
from stagewatt.wire.mbap import Frame, Reader


def values(bench: Any) -> dict[str, Any]:
    return meter_values(bench.state.meter, bench.state.reading)


def test_the_neutral_is_the_vector_sum(bench: Any) -> None:
    for way, amps in (("A1", 16.0), ("A2", 10.0), ("A3", 4.0)):
        bench.plug(way, amps * 230)
    assert values(bench)["i_a.n"] == pytest.approx(10.39, abs=0.1)


@pytest.mark.parametrize("how", ["fuse", "phase"])
def test_without_supply_the_partial_counters_go_and_the_total_stays(bench: Any, how: str) -> None:
    bench.plug("A2", 2300.0)
    bench.run(600, step_ns=10_000_000_000)
    before = values(bench)
    assert before["energy.partial_wh"] > 300
    if how == "fuse":
        bench.do(SetFuse("meter_l1", blown=True))
    else:
        bench.fault("phase_lost", "L1")
    bench.run(600, step_ns=10_000_000_000)
    assert not bench.state.meter.up
    if how == "fuse":
        bench.do(SetFuse("meter_l1", blown=False))
    else:
        bench.do(EndFault("phase_lost"))
    assert bench.state.meter.up
    after = values(bench)
    assert after["energy.total_wh"] == before["energy.total_wh"]
    assert after["energy.partial_wh"] == 0
    assert after["energy.partial_varh"] == 0
    assert after["i_demand_a.l2_max"] == 0
    assert after["running_h"] == before["running_h"]
    bench.run(600, step_ns=10_000_000_000)
    later = values(bench)
    assert later["energy.partial_wh"] == pytest.approx(before["energy.total_wh"])
    assert later["energy.total_wh"] == pytest.approx(2 * before["energy.total_wh"])


def test_transformers_after_the_tap_off_miss_the_feed_through(
    bench: Any, bench_of: Callable[[Plant], Any]
) -> None:
    beyond = bench_of(replace(bench.plant, ct_position=CtPosition.AFTER_TAP_OFF))
    for each in (bench, beyond):
        each.plug("A1", 2300.0)
        each.plug(PANEL_SOURCE, 2300.0, 2300.0, 2300.0)
    assert values(bench)["i_a.l1"] == pytest.approx(20, abs=0.2)
    assert values(beyond)["i_a.l1"] == pytest.approx(10, abs=0.1)
    assert values(beyond)["i_a.l3"] == 0
    beyond.do(MoveMain(on=False))
    assert values(beyond)["i_a.n"] == 0


def test_the_display_is_dark_without_l1_or_its_fuse(bench: Any) -> None:
    def lit() -> bool:
        state = bench.state
        return shown(Display(), bench.plant.model.meter, state.meter, state.reading).lit

    assert lit()
    bench.do(SetFuse("meter_l2", blown=True))
    bench.run(1.0)
    assert lit()
    bench.do(SetFuse("meter_l1", blown=True))
    bench.run(1.0)
    assert not lit()
    bench.do(SetFuse("meter_l1", blown=False))
    assert lit()
    bench.fault("phase_lost", "L1")
    bench.run(1.0)
    assert not lit()


def test_every_familys_meter_has_a_display(plants: Callable[[str], Plant]) -> None:
    for name in ("smartpdu-36", "c24-soca", "c12b-21"):
        assert buttons(plants(name).model.meter)


def test_the_warmest_is_seen_by_the_meter(bench: Any) -> None:
    bench.run(60, step_ns=1_000_000_000)
    told = meter_values(bench.state.meter, bench.state.reading, bench.state.temperature_c)
    assert told["temperature_max_c"] == pytest.approx(told["temperature_c"], abs=0.1)


@pytest.mark.parametrize(
    ("table", "function", "address", "count", "code"),
    [
        ("diris_a10", 3, 50512, 62, 0),
        ("diris_a10", 3, 768, 100, 0),
        ("diris_a10", 3, 50512, 63, 2),
        ("diris_a10", 3, 51100, 1, 2),
        ("diris_a10", 4, 50512, 2, 1),
        ("sdm630", 3, 0x0002, 2, 0),
        ("sdm630", 4, 0x0002, 2, 0),
        ("sdm630", 3, 0x0060, 2, 2),
    ],
)
def test_a_read_stays_in_one_of_the_meters_blocks(
    bench: Any, table: str, function: int, address: int, count: int, code: int
) -> None:
    units = Units(bench.plant, meter(table), lambda: bench.state, random.Random(1))
    question = modbus.build_request(modbus.ReadRequest(function, address, count))
    reply = units.reply(Frame(1, METER_UNIT, question))
    assert reply is not None
    (frame,) = Reader().feed(reply.data)
    assert frame.pdu[:2] == bytes((function | 0x80, code) if code else (function, 2 * count))


def test_a_dead_drain_has_no_frequency(bench: Any) -> None:
    for phase in ("L1", "L2", "L3"):
        bench.fault("phase_lost", phase)
    assert values(bench)["f_hz"] == 0


def test_a_meter_that_was_without_supply_begins_at_its_first_page(bench: Any) -> None:
    bench.do(PressMeter(("V/Hz",)))
    assert bench.state.front.display != Display()
    bench.do(SetFuse("meter_l2", blown=True))
    bench.run(2)
    assert bench.state.front.display != Display()
    bench.do(SetFuse("meter_l1", blown=True))
    bench.run(2)
    assert not bench.state.meter.up
    bench.do(SetFuse("meter_l1", blown=False))
    assert bench.state.meter.up
    assert bench.state.front.display == Display()
