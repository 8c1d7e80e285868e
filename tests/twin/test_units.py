"""What the devices answer on the wire, sound and with each of their faults."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from stagewatt.domain.reading import ContactId
from stagewatt.meters import rack_io
from stagewatt.meters.registry import meter
from stagewatt.twin.actions import EndFault, PressEStop, SetFuse
from stagewatt.twin.plant import Plant
from stagewatt.twin.unit_faults import Reply, Trouble
from stagewatt.twin.units import BOARD_UNIT, METER_UNIT, Units
from stagewatt.wire import pdu as modbus
from stagewatt.wire.answers import words_of
from stagewatt.wire.errors import BadFraming, ExceptionAnswer
from stagewatt.wire.mbap import Frame, Reader, encode

LIVE = modbus.ReadRequest(3, 0x0100, 33 + 36)
IDENTITY = modbus.ReadRequest(4, 0x0000, 32)
V_L1 = modbus.ReadRequest(4, 0x0000, 2)


@pytest.fixture
def units(bench: Any) -> Units:
    return Units(bench.plant, meter("sdm630"), lambda: bench.state, random.Random(1))


def asked(units: Units, unit: int, request: modbus.Request) -> Reply | None:
    return units.reply(Frame(77, unit, modbus.build_request(request)))


def answer(units: Units, unit: int, request: modbus.ReadRequest) -> tuple[int, ...]:
    """Return the words of a sound answer."""
    reply = asked(units, unit, request)
    assert reply is not None
    (frame,) = Reader().feed(reply.data)
    assert (frame.transaction, frame.unit) == (77, unit)
    return words_of(frame.pdu, request)


def refused(units: Units, unit: int, request: modbus.ReadRequest) -> int:
    """Return the exception code of a refusal."""
    with pytest.raises(ExceptionAnswer) as caught:
        answer(units, unit, request)
    return caught.value.code


def test_the_meter_answers_like_the_bought_one(units: Units, bench: Any) -> None:
    assert answer(units, METER_UNIT, V_L1) == meter("sdm630").points[0].encode(
        bench.state.reading.v_ln_v.l1
    )


def test_between_its_quantities_the_meter_answers_0_and_beyond_them_refuses(units: Units) -> None:
    assert answer(units, METER_UNIT, modbus.ReadRequest(4, 0x002C, 2)) == (0, 0)
    assert refused(units, METER_UNIT, modbus.ReadRequest(4, 0x2000, 2)) == 2
    assert refused(units, METER_UNIT, modbus.ReadRequest(1, 0x0000, 2)) == 1
    assert refused(units, METER_UNIT, modbus.ReadRequest(4, 0x0000, 81)) == 3


def test_the_board_answers_both_read_functions_and_only_its_blocks(units: Units) -> None:
    assert answer(units, BOARD_UNIT, IDENTITY)[:2] == (0x5357, 0x494F)
    assert answer(units, BOARD_UNIT, LIVE)[3] == 36
    assert refused(units, BOARD_UNIT, modbus.ReadRequest(3, 0x0020, 1)) == 2
    assert refused(units, BOARD_UNIT, modbus.ReadRequest(3, 0x0100, 33 + 37)) == 2
    assert refused(units, BOARD_UNIT, modbus.ReadRequest(1, 0x0000, 1)) == 1


@pytest.mark.parametrize("function", [5, 6, 15, 16, 22, 23])
def test_nothing_can_be_written(units: Units, bench: Any, function: int) -> None:
    before = bench.state
    for unit in (METER_UNIT, BOARD_UNIT):
        reply = units.reply(Frame(1, unit, bytes((function, 0, 0, 0, 1))))
        assert reply is not None
        (frame,) = Reader().feed(reply.data)
        assert frame.pdu == bytes((function | 0x80, 1))
    assert bench.state is before


def test_reading_has_no_side_effect(units: Units, bench: Any) -> None:
    bench.plug("A1", 1000.0)
    bench.run(1.1)
    assert answer(units, BOARD_UNIT, LIVE) == answer(units, BOARD_UNIT, LIVE)


def test_a_newer_state_is_seen_at_once(units: Units, bench: Any) -> None:
    before = answer(units, BOARD_UNIT, LIVE)
    bench.plug("A1", 2300.0)
    after = answer(units, BOARD_UNIT, LIVE)
    assert before[32] == 0
    assert after[32] == pytest.approx(1000, abs=10)
    assert after[0] == after[-1] == before[0] + 1


def test_who_they_say_they_are(units: Units) -> None:
    for unit, vendor in ((METER_UNIT, b"Eastron"), (BOARD_UNIT, b"stagewatt")):
        reply = asked(units, unit, modbus.IdentifyRequest(1, 0))
        assert reply is not None
        assert vendor in reply.data


def test_nobody_stands_behind_another_unit_number(units: Units) -> None:
    assert refused(units, 99, LIVE) == 11


def test_unit_numbers_can_be_others(bench: Any) -> None:
    units = Units(
        bench.plant,
        meter("sdm630"),
        lambda: bench.state,
        random.Random(1),
        meter_unit=5,
        board_unit=6,
    )
    assert answer(units, 6, IDENTITY)[0] == 0x5357
    assert refused(units, BOARD_UNIT, IDENTITY) == 11


@pytest.mark.parametrize(
    ("fault", "silent", "other"),
    [("meter_dark", METER_UNIT, BOARD_UNIT), ("board_silent", BOARD_UNIT, METER_UNIT)],
)
def test_a_silent_device_leaves_the_other_one_alone(
    units: Units, bench: Any, fault: str, silent: int, other: int
) -> None:
    bench.fault(fault)
    assert asked(units, silent, V_L1) is None
    assert asked(units, other, V_L1) is not None
    bench.do(EndFault(fault))
    assert asked(units, silent, V_L1) is not None


@pytest.mark.parametrize(("fuse", "unit"), [("meter_l1", METER_UNIT), ("electronics", BOARD_UNIT)])
def test_a_device_without_supply_is_silent(units: Units, bench: Any, fuse: str, unit: int) -> None:
    bench.do(SetFuse(fuse, blown=True))
    bench.run(0.4)
    assert asked(units, unit, V_L1) is None
    assert asked(units, 3 - unit, V_L1) is not None


def test_board_garbage_is_well_framed_and_means_nothing(units: Units, bench: Any) -> None:
    bench.fault("board_garbage")
    one, two = answer(units, BOARD_UNIT, LIVE), answer(units, BOARD_UNIT, LIVE)
    assert one != two
    with pytest.raises(rack_io.FrameError):
        rack_io.decode_identity(answer(units, BOARD_UNIT, IDENTITY))


def test_board_torn_shows_at_both_ends(units: Units, bench: Any) -> None:
    identity = rack_io.decode_identity(answer(units, BOARD_UNIT, IDENTITY))
    bench.fault("board_torn")
    with pytest.raises(rack_io.TornFrame):
        rack_io.decode_live(answer(units, BOARD_UNIT, LIVE), identity)


def test_board_failing_refuses_every_read(units: Units, bench: Any) -> None:
    bench.fault("board_failing")
    assert refused(units, BOARD_UNIT, LIVE) == 4
    assert refused(units, BOARD_UNIT, IDENTITY) == 4


def test_a_dead_sensor_is_told(units: Units, bench: Any) -> None:
    bench.plug("A2", 2300.0)
    bench.fault("sensor_dead", "A2")
    words = answer(units, BOARD_UNIT, LIVE)
    assert words[33] == 0xFFFF
    assert words[27] == 0b10


def test_a_slow_meter_takes_its_time(units: Units, bench: Any) -> None:
    bench.fault("meter_slow", size=1.5)
    slow, quick = asked(units, METER_UNIT, V_L1), asked(units, BOARD_UNIT, IDENTITY)
    assert slow is not None
    assert quick is not None
    assert (slow.delay_s, quick.delay_s) == (1.5, 0.0)


@pytest.mark.parametrize(("device", "unit"), [("meter", METER_UNIT), ("board", BOARD_UNIT)])
def test_wrong_unit_and_wire_garbage(units: Units, bench: Any, device: str, unit: int) -> None:
    bench.fault("wrong_unit", device)
    reply = asked(units, unit, V_L1)
    assert reply is not None
    (frame,) = Reader().feed(reply.data)
    assert frame.unit != unit
    bench.fault("wire_garbage", device)
    reply = asked(units, unit, V_L1)
    assert reply is not None
    with pytest.raises(BadFraming):
        Reader().feed(reply.data)


@pytest.mark.parametrize(("device", "unit"), [("meter", METER_UNIT), ("board", BOARD_UNIT)])
class TestAnswersOfEitherDevice:
    """Faults of the bus, seen on its bytes."""

    def test_exceptions(self, units: Units, bench: Any, device: str, unit: int) -> None:
        bench.fault("exceptions", device, 6)
        for question in (b"\x03\x00", b"\x04\x00\x00\x00\x02", b"\x06\x00\x00\x00\x01"):
            reply = units.reply(Frame(1, unit, question))
            assert reply == Reply(encode(Frame(1, unit, bytes((question[0] | 0x80, 6)))))
        other = METER_UNIT + BOARD_UNIT - unit
        assert answer(units, other, V_L1 if other == METER_UNIT else IDENTITY)

    def test_answers_that_end_in_the_middle(
        self, units: Units, bench: Any, device: str, unit: int
    ) -> None:
        whole = asked(units, unit, V_L1)
        bench.fault("answers_cut", device)
        cut = asked(units, unit, V_L1)
        assert whole is not None
        assert cut is not None
        assert cut.data == whole.data[: len(whole.data) // 2]
        assert Reader().feed(cut.data) == []

    def test_answers_that_come_one_question_late(
        self, units: Units, bench: Any, device: str, unit: int
    ) -> None:
        bench.fault("answers_late", device)
        assert units.reply(Frame(1, unit, modbus.build_request(V_L1))) is None
        second = units.reply(Frame(2, unit, modbus.build_request(IDENTITY)))
        assert second is not None
        (frame,) = Reader().feed(second.data)
        assert frame.transaction == 1
        assert words_of(frame.pdu, V_L1)

    def test_answers_to_another_question(
        self, units: Units, bench: Any, device: str, unit: int
    ) -> None:
        bench.fault("answers_mixed", device)
        first = units.reply(Frame(1, unit, modbus.build_request(V_L1)))
        second = units.reply(Frame(2, unit, modbus.build_request(IDENTITY)))
        assert first is not None
        assert second is not None
        assert Reader().feed(second.data)[0].transaction == 2
        assert second.data[7:] == first.data[7:]

    def test_slow_answers(self, units: Units, bench: Any, device: str, unit: int) -> None:
        bench.fault(f"{device}_slow", size=2.5)
        slow, other = asked(units, unit, V_L1), asked(units, 3 - unit, V_L1)
        assert slow is not None
        assert other is not None
        assert (slow.delay_s, other.delay_s) == (2.5, 0.0)

    def test_a_silent_bus(self, units: Units, bench: Any, device: str, unit: int) -> None:
        bench.fault("bus_silent")
        assert asked(units, unit, V_L1) is None
        assert asked(units, 99, V_L1) is None


def test_a_torn_meter_mixes_two_instants(units: Units, bench: Any) -> None:
    both = modbus.ReadRequest(4, 0x0000, 8)  # V L1 to L3 and I L1
    empty = answer(units, METER_UNIT, both)
    bench.fault("meter_torn")
    assert answer(units, METER_UNIT, both) == empty
    bench.plug("A1", 3000.0)
    loaded = answer(units, METER_UNIT, both)
    assert loaded[:4] != empty[:4]
    assert loaded[4:] == empty[4:]
    for start in range(100):
        answer(units, METER_UNIT, modbus.ReadRequest(4, 2 * (start % 30), 2 + 2 * (start // 30)))
    bench.do(EndFault("meter_torn"))
    assert answer(units, METER_UNIT, both)[6:] != empty[6:]


def test_a_hanging_board_says_the_same_for_ever(units: Units, bench: Any) -> None:
    bench.fault("board_frozen")
    before = answer(units, BOARD_UNIT, LIVE)
    bench.plug("A1", 2300.0)
    bench.run(0.5)
    assert answer(units, BOARD_UNIT, LIVE) == before
    bench.do(EndFault("board_frozen"))
    assert answer(units, BOARD_UNIT, LIVE)[32] > 900


def test_a_lost_thermometer_is_told(units: Units, bench: Any) -> None:
    assert answer(units, BOARD_UNIT, LIVE)[7] == pytest.approx(240, abs=5)
    bench.fault("temperature_dead")
    assert answer(units, BOARD_UNIT, LIVE)[7] == 0x8000


@pytest.mark.parametrize(
    ("fault", "size", "since_ms"),
    [("board_clock_jump", 60.0, 61_000), ("board_clock_drift", 50.0, 1500)],
)
def test_the_boards_clock_is_off(
    units: Units, bench: Any, fault: str, size: float, since_ms: int
) -> None:
    identity = rack_io.decode_identity(answer(units, BOARD_UNIT, IDENTITY))
    bench.do(PressEStop())
    bench.run(1.0)
    bench.fault(fault, size=size)
    live = rack_io.decode_live(answer(units, BOARD_UNIT, LIVE), identity)
    e_stop = dict(live.contacts)[ContactId.E_STOP]
    assert e_stop.active
    assert e_stop.since_ms == pytest.approx(since_ms, abs=70)
    bench.fault("board_clock_jump", size=-86_400.0)
    live = rack_io.decode_live(answer(units, BOARD_UNIT, LIVE), identity)
    assert dict(live.contacts)[ContactId.E_STOP].since_ms == 0
    blocks = [
        answer(units, BOARD_UNIT, modbus.ReadRequest(4, span.address, span.words))
        for span in rack_io.reads_breakers(36)
    ]
    assert {each.since_ms for each in rack_io.decode_breakers(blocks) if each} == {0}


@pytest.mark.parametrize(
    ("fault", "size", "low_a", "high_a"),
    [
        ("sensor_offset", 2.0, 11.9, 12.1),
        ("sensor_gain", 0.5, 4.9, 5.1),
        ("sensor_noise", 1.0, 6.9, 13.1),
    ],
)
def test_a_wrong_sensor_looks_good(
    units: Units, bench: Any, fault: str, size: float, low_a: float, high_a: float
) -> None:
    bench.plug("A1", 2300.0)
    bench.fault(fault, "A1", size)
    bench.run(0.1)
    seen = set()
    for _ in range(20):
        bench.run(0.02)
        words = answer(units, BOARD_UNIT, LIVE)
        assert words[27] == 0
        seen.add(words[32])
        assert low_a <= words[32] / 100 <= high_a
    assert (max(seen) - min(seen) > 50) == (fault == "sensor_noise")


def test_a_stuck_sensor_keeps_its_reading(units: Units, bench: Any) -> None:
    bench.plug("A1", 2300.0)
    bench.run(0.1)
    bench.fault("sensor_stuck", "A1")
    bench.plug("A1", 500.0)
    bench.run(0.5)
    assert answer(units, BOARD_UNIT, LIVE)[32] == pytest.approx(1000, abs=10)


def test_faults_of_the_line_are_told_to_the_server(units: Units, bench: Any) -> None:
    assert units.trouble() == Trouble()
    bench.fault("connections_refused")
    bench.fault("connections_dropped", size=5.0)
    assert units.trouble() == Trouble(refuses=True, cut_after_s=5.0)


def test_racks_of_one_process_have_their_own_devices(
    plants: Callable[[str], Plant], bench_of: Any
) -> None:
    one, other = bench_of(plants("smartpdu-36")), bench_of(plants("c24-soca"))
    first = Units(one.plant, meter("sdm630"), lambda: one.state, random.Random(1))
    second = Units(other.plant, meter("diris_a10"), lambda: other.state, random.Random(1))
    one.fault("board_silent")
    assert asked(first, BOARD_UNIT, IDENTITY) is None
    assert answer(second, BOARD_UNIT, IDENTITY)[3] == 24


def test_nothing_can_be_written_to_a_diris(plants: Callable[[str], Plant], bench_of: Any) -> None:
    bench = bench_of(plants("c24-soca"))
    units = Units(bench.plant, meter("diris_a10"), lambda: bench.state, random.Random(1))
    for function in (5, 6, 15, 16, 22, 23):
        reply = units.reply(Frame(1, METER_UNIT, bytes((function, 0xE0, 2, 0, 1))))
        assert reply == Reply(encode(Frame(1, METER_UNIT, bytes((function | 0x80, 1)))))
    assert refused(units, METER_UNIT, modbus.ReadRequest(3, 10, 2)) == 2


def test_rubbish_in_a_good_frame_is_refused(units: Units) -> None:
    reply = units.reply(Frame(1, BOARD_UNIT, b"\x03\x00"))
    assert reply == Reply(encode(Frame(1, BOARD_UNIT, b"\x83\x03")))
