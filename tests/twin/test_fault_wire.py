"""Every fault of the table, seen on the wire: what a reader's bytes say before and during it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from stagewatt.domain.reading import BoardSample, ContactId
from stagewatt.meters import rack_io
from stagewatt.meters.registry import meter
from stagewatt.meters.table import decode, reads
from stagewatt.twin.actions import PressTest
from stagewatt.twin.faults import FAULTS, FUSE_BLOWN, fault_of
from stagewatt.twin.unit_faults import Reply, Trouble
from stagewatt.twin.units import BOARD_UNIT, METER_UNIT, Units
from stagewatt.wire import pdu as modbus
from stagewatt.wire.answers import words_of
from stagewatt.wire.errors import WireError
from stagewatt.wire.mbap import Frame, Reader

SDM630 = meter("sdm630")


class Reads:
    """Somebody who reads meter and board of a rack, as a node does."""

    def __init__(self, bench: Any) -> None:
        self.bench = bench
        self.units = Units(bench.plant, SDM630, lambda: bench.state, random.Random(1))
        self.transaction = 0

    def reply(self, unit: int, request: modbus.ReadRequest) -> Reply | None:
        self.transaction += 1
        return self.units.reply(Frame(self.transaction, unit, modbus.build_request(request)))

    def words(self, unit: int, request: modbus.ReadRequest) -> tuple[int, ...]:
        """Return the words of an answer that a careful reader takes."""
        reply = self.reply(unit, request)
        assert reply is not None, "no answer"
        assert reply.delay_s < 1, "too late"
        frames = Reader().feed(reply.data)
        assert frames, "no whole frame"
        assert (frames[0].transaction, frames[0].unit) == (self.transaction, unit), "not asked"
        return words_of(frames[0].pdu, request)

    def mains(self) -> dict[str, Any]:
        images = [
            (span, self.words(METER_UNIT, modbus.ReadRequest(4, span.address, span.words)))
            for span in reads(SDM630)
        ]
        return decode(SDM630, images)

    def board(self) -> BoardSample:
        (span,) = rack_io.reads_identity()
        identity = rack_io.decode_identity(
            self.words(BOARD_UNIT, modbus.ReadRequest(4, span.address, span.words))
        )
        (span,) = rack_io.reads_live(identity.ways)
        live = self.words(BOARD_UNIT, modbus.ReadRequest(4, span.address, span.words))
        return rack_io.decode_live(live, identity)

    def way_a(self, way: str) -> float | None:
        at: int = self.bench.plant.at(way)
        return self.board().i_a[at]

    def phases_v(self) -> list[float]:
        mains = self.mains()
        return [mains[f"v_ln_v.{phase}"] for phase in ("l1", "l2", "l3")]

    def fails(self, of: Callable[[], object]) -> bool:
        """Tell whether a read brings nothing that a careful reader would take."""
        try:
            of()
        except (AssertionError, WireError, rack_io.FrameError):
            return True
        return False


@dataclass(frozen=True)
class Case:
    """A fault's parameters, how long it lasts, and what is so then; it was not so before."""

    given: dict[str, object]
    shows: Callable[[Reads], bool]
    after_s: float = 1.0


def tripped_by_neutral(seen: Reads) -> bool:
    contacts = dict(seen.board().contacts)
    return contacts[ContactId.NEUTRAL_RELAY].active and contacts[ContactId.MAIN_TRIPPED].active


def meter_fails(seen: Reads) -> bool:
    return seen.fails(seen.mains) and not seen.fails(seen.board)


def board_fails(seen: Reads) -> bool:
    return seen.fails(seen.board) and not seen.fails(seen.mains)


def survives_a_test(seen: Reads) -> bool:
    seen.bench.do(PressTest("A3"))
    return bool(seen.way_a("A3"))


def mixes_two_instants(seen: Reads) -> bool:
    question = modbus.ReadRequest(4, 0x0000, 8)
    seen.words(METER_UNIT, question)
    seen.bench.plug("A3", 4600.0)
    now = seen.words(METER_UNIT, question)
    return now != seen.words(METER_UNIT, question)


def second_is_the_first(seen: Reads) -> bool:
    """The word of way A1 comes in answer to the question for way A2."""
    a1, a2 = (modbus.ReadRequest(4, 0x0100 + 32 + at, 1) for at in (0, 1))
    seen.reply(BOARD_UNIT, a1)
    return seen.words(BOARD_UNIT, a1) == seen.words(BOARD_UNIT, a2)


def lines(trouble: Trouble) -> Callable[[Reads], bool]:
    return lambda seen: seen.units.trouble() == trouble


def since_a_trip_ms(seen: Reads) -> int:
    return dict(seen.board().contacts)[ContactId.E_STOP].since_ms


CASES: dict[str, Case] = {
    "neutral_open": Case({}, tripped_by_neutral),
    "neutral_bad": Case({"z_ohm": 2}, lambda r: max(r.phases_v()) - min(r.phases_v()) > 10),
    "phase_lost": Case({"phase": "L3"}, lambda r: r.phases_v()[2] < 1 and r.phases_v()[1] > 220),
    "phases_swapped": Case({"phase": "L3"}, lambda r: r.mains()["i_a.l1"] > 12),
    "phase_n_swapped": Case({"phase": "L2"}, lambda r: r.phases_v()[2] > 380),
    "source_neutral_open": Case({}, tripped_by_neutral),
    "source_neutral_bad": Case({"z_ohm": 2}, lambda r: max(r.phases_v()) - min(r.phases_v()) > 10),
    "source_phase_lost": Case({"phase": "L2"}, lambda r: r.phases_v()[1] < 1),
    "source_sag": Case({"share": 0.7}, lambda r: 155 < max(r.phases_v()) < 165),
    "source_overvoltage": Case({"share": 1.1}, lambda r: 245 < min(r.phases_v()) < 255),
    "source_frequency": Case({"f_hz": 47}, lambda r: r.mains()["f_hz"] == pytest.approx(47)),
    "earth_leak": Case({"way": "A1"}, lambda r: r.way_a("A1") == 0),
    "insulation_n_pe": Case({"way": "A1", "z_ohm": 0.1}, lambda r: r.way_a("A1") == 0),
    "short_circuit": Case({"way": "A1"}, lambda r: r.way_a("A1") == 0),
    "way_contact_bad": Case({"way": "A1", "z_ohm": 5}, lambda r: 0 < (r.way_a("A1") or 0) < 9),
    "rcd_stuck": Case({"way": "A3"}, survives_a_test),
    "ambient": Case({"temperature_c": 60}, lambda r: (r.board().temperature_c or 0) > 25, 600),
    "filter_clogged": Case({"share": 1}, lambda r: True, 0),
    "fan_stopped": Case({}, lambda r: True, 0),
    "sensor_dead": Case({"way": "A1"}, lambda r: r.way_a("A1") is None),
    "sensor_offset": Case(
        {"way": "A1", "offset_a": 3}, lambda r: r.way_a("A1") == pytest.approx(13, abs=0.1)
    ),
    "sensor_gain": Case(
        {"way": "A1", "factor": 0.5}, lambda r: r.way_a("A1") == pytest.approx(5, abs=0.1)
    ),
    "sensor_noise": Case(
        {"way": "A1", "noise_a": 5}, lambda r: r.way_a("A1") != pytest.approx(10, abs=0.1)
    ),
    "sensor_stuck": Case(
        {"way": "A1"},
        lambda r: r.bench.plug("A1", 500.0) or r.bench.run(0.1) or (r.way_a("A1") or 0) > 9,
    ),
    "temperature_dead": Case({}, lambda r: r.board().temperature_c is None),
    "fuse_blown": Case({"fuse": "electronics"}, board_fails),
    "meter_dark": Case({}, meter_fails),
    "meter_slow": Case({"delay_s": 2}, meter_fails),
    "meter_torn": Case({}, mixes_two_instants),
    "board_silent": Case({}, board_fails),
    "board_slow": Case({"delay_s": 2}, board_fails),
    "board_garbage": Case({}, board_fails),
    "board_torn": Case({}, board_fails),
    "board_failing": Case({}, board_fails),
    "board_frozen": Case(
        {}, lambda r: r.board().frame == (r.bench.run(0.1) or r.board().frame), 0.1
    ),
    "wrong_unit": Case({"device": "meter"}, meter_fails),
    "wire_garbage": Case({"device": "board"}, board_fails),
    "exceptions": Case({"device": "board", "code": 6}, board_fails),
    "answers_cut": Case({"device": "meter"}, meter_fails),
    "answers_late": Case({"device": "board"}, board_fails),
    "answers_mixed": Case({"device": "board"}, second_is_the_first),
    "bus_silent": Case({}, lambda r: r.fails(r.mains) and r.fails(r.board)),
    "connections_dropped": Case({"period_s": 2}, lines(Trouble(cut_after_s=2.0))),
    "connections_refused": Case({}, lines(Trouble(refuses=True))),
    "board_clock_drift": Case({"drift_pct": 50}, lambda r: since_a_trip_ms(r) > 4000, 2),
    "board_clock_jump": Case({}, lambda r: since_a_trip_ms(r) > 3_600_000),
}
HOT = {"filter_clogged", "fan_stopped"}


@pytest.fixture
def seen(bench: Any) -> Reads:
    """A rack that carries 10 A on L1, a little on L2, and 1 A on L3, read by somebody careful."""
    bench.plug("A1", 2300.0)
    bench.plug("A4", 700.0)
    bench.plug("A2", 460.0)
    bench.plug("A3", 230.0)
    bench.run(1)
    return Reads(bench)


def test_there_is_a_case_for_every_fault() -> None:
    assert set(CASES) == set(FAULTS)


@pytest.mark.parametrize("name", sorted(set(CASES) - HOT))
def test_what_the_bytes_say(name: str, seen: Reads) -> None:
    case, bench = CASES[name], seen.bench
    if name not in {"rcd_stuck", "sensor_stuck", "meter_torn", "phases_swapped"}:
        assert not case.shows(seen)
    fault = fault_of(name, case.given, bench.plant.model)
    bench.fault(fault.name, fault.place, fault.size)
    bench.run(case.after_s, step_ns=20_000_000 if case.after_s < 60 else 5_000_000_000)
    assert case.shows(seen)
    assert (name == FUSE_BLOWN) == (not bench.state.faults)


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", sorted(HOT))
def test_without_air_it_gets_hotter(
    name: str, plants: Callable[..., Any], bench_of: Callable[..., Any]
) -> None:
    temperatures: list[float] = []
    for given in (None, CASES[name].given):
        bench = bench_of(plants("smartpdu-36"))
        for group in "ABC":
            for number in range(1, 13):
                bench.plug(f"{group}{number}", 3400.0)
        if given is not None:
            fault = fault_of(name, given, bench.plant.model)
            bench.fault(fault.name, fault.place, fault.size)
        bench.run(1800, step_ns=5_000_000_000)
        temperatures.append(Reads(bench).board().temperature_c or 0.0)
    assert temperatures[1] > temperatures[0] + 5
