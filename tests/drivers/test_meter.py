from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from stagewatt.domain.phases import L123, L123N, LineToLine
from stagewatt.domain.reading import Fault, MainsSample
from stagewatt.domain.setup import DeviceSetup, TcpAddress
from stagewatt.drivers.failure import ReadFailed
from stagewatt.drivers.gates import MainsGate
from stagewatt.drivers.lines import Lines
from stagewatt.drivers.meter import MeterReader
from stagewatt.meters.registry import meter
from stagewatt.meters.table import MeterTable, Point
from stagewatt.meters.table import encode as meter_words
from stagewatt.wire import pdu as modbus
from stagewatt.wire.codecs import FLOAT32_BE
from stagewatt.wire.mbap import Frame, encode

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable

    from tests.drivers.conftest import Asked, RealClock, Wire

    from stagewatt.drivers.lines import Seat

GATE = MainsGate(i_max_a=10_000.0)

pytestmark = pytest.mark.usefixtures("patient")

EXTRA_AT = 0x014E
"""Where the third of the three blocks of an SDM630 begins: THD between phases, total energy."""


@pytest_asyncio.fixture
async def seat(wire: Wire, clock: RealClock) -> AsyncIterator[Seat]:
    address = TcpAddress(host="127.0.0.1", port=wire.port)
    device = DeviceSetup(id="meter", table="sdm630", address=address, unit=1, period_ms=500)
    seat = Lines(clock).seat(device)
    seat.join()
    yield seat
    seat.leave()


@pytest.fixture
def sdm(seat: Seat, clock: RealClock) -> MeterReader:
    return MeterReader(seat, meter("sdm630"), GATE, clock)


def close_to(sample: MainsSample) -> object:
    """The sample, as far as 32-bit floats can tell it."""
    return pytest.approx(
        (*sample.v_ln_v, *sample.v_ll_v, *sample.i_a, *sample.p_w, sample.f_hz), rel=1e-6
    )


def told(sample: MainsSample) -> tuple[float | None, ...]:
    return (*sample.v_ln_v, *sample.v_ll_v, *sample.i_a, *sample.p_w, sample.f_hz)


async def test_few_large_reads_bring_the_whole_sample(
    sdm: MeterReader, wire: Wire, good_mains: MainsSample, clock: RealClock
) -> None:
    before_ns = clock.now_ns()
    taken = await sdm.take()
    assert told(taken.sample) == close_to(good_mains)
    assert taken.sample.energy.total_wh == pytest.approx(5000.0)
    assert taken.sample.thd_i_pct == L123(5.0, 5.0, 5.0)
    assert before_ns <= taken.at_ns <= clock.now_ns()
    assert len(wire.asked) == 3
    assert {asked.function for asked in wire.asked} == {4}


async def test_the_instant_is_that_of_the_first_block(
    seat: Seat, wire: Wire, clock: RealClock
) -> None:
    """Voltages and currents may lie far apart; a sample is as old as its oldest value."""
    points = (Point("v_ln_v.l1", 0, FLOAT32_BE), Point("i_a.l1", 500, FLOAT32_BE))
    toy = MeterTable(name="toy", title="Toy", source="made up", function=4, points=points)
    wire.images[1] = lambda _: meter_words(toy, {"v_ln_v.l1": 230.0, "i_a.l1": 7.0})
    heard_ns: list[int] = []

    async def note(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
        heard_ns.append(clock.now_ns())
        writer.write(encode(Frame(frame.transaction, frame.unit, answer)))

    wire.misbehave[1] = note
    taken = await MeterReader(seat, toy, GATE, clock).take()
    assert (taken.sample.v_ln_v.l1, taken.sample.i_a.l1) == (230.0, 7.0)
    assert [asked.address for asked in wire.asked] == [0, 500]
    assert taken.at_ns <= heard_ns[0] < heard_ns[1]


def without(wire: Wire, address: int) -> None:
    """Let the meter lack what lies from an address on."""
    whole = wire.images[1]

    def image(asked: Asked) -> dict[int, int]:
        return {at: word for at, word in whole(asked).items() if at < address}

    wire.images[1] = image


async def test_a_refused_block_of_extras_costs_its_values_only(
    sdm: MeterReader, wire: Wire, good_mains: MainsSample, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = wire.images[1]
    without(wire, EXTRA_AT)
    for _ in range(5):
        taken = await sdm.take()
        assert told(taken.sample) == close_to(good_mains)
        assert taken.sample.energy.total_wh is None
        assert taken.sample.energy.partial_wh == pytest.approx(1000.0)
        assert taken.sample.thd_v_ll_pct == LineToLine(None, None, None)
    # It was asked for once; asking again is rare.
    assert len(wire.reads(1, EXTRA_AT)) == 1
    wire.images[1] = whole
    monkeypatch.setattr(sdm._clock, "now_ns", lambda: 10**18, raising=False)
    assert (await sdm.take()).sample.energy.total_wh == pytest.approx(5000.0)


async def test_a_silent_block_of_extras_costs_two_waits(
    sdm: MeterReader, wire: Wire, good_mains: MainsSample, hasty: None
) -> None:
    async def mute_there(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
        if wire.asked[-1].address != EXTRA_AT:
            writer.write(encode(Frame(frame.transaction, frame.unit, answer)))

    wire.misbehave[1] = mute_there
    for _ in range(4):
        taken = await sdm.take()
        assert told(taken.sample) == close_to(good_mains)
        assert taken.sample.energy.total_wh is None
        assert taken.sample.energy.partial_wh == pytest.approx(1000.0)
    assert len(wire.reads(1, EXTRA_AT)) == 2


async def test_a_refused_main_block_is_a_fault(sdm: MeterReader, wire: Wire) -> None:
    wire.images[1] = lambda _: {}
    with pytest.raises(ReadFailed) as caught:
        await sdm.take()
    assert (caught.value.fault, caught.value.code) == (Fault.EXCEPTION, 2)


async def test_zeros_are_refused_never_shown(sdm: MeterReader, wire: Wire) -> None:
    wire.images[1] = lambda asked: dict.fromkeys(range(0x200), 0)
    with pytest.raises(ReadFailed) as caught:
        await sdm.take()
    assert caught.value.fault is Fault.IMPLAUSIBLE


async def test_not_a_number_is_none(sdm: MeterReader, wire: Wire, good_mains: MainsSample) -> None:
    whole = wire.images[1]
    wire.images[1] = lambda asked: whole(asked) | {0x46: 0x7FC0, 0x47: 0}
    taken = await sdm.take()
    assert taken.sample.f_hz is None
    assert told(replace(taken.sample, f_hz=50.0)) == close_to(good_mains)


async def test_word_torn_pairs_cannot_be_since_each_comes_in_one_answer(
    sdm: MeterReader, wire: Wire
) -> None:
    await sdm.take()
    spans = [range(asked.address, asked.address + asked.count) for asked in wire.asked]
    for point in sdm._table.points:
        pair = range(point.address, point.span.end)
        assert [set(pair) <= set(span) for span in spans].count(True) == 1


class TestIdentity:
    """A meter whose table names a text that tells it."""

    @pytest.fixture
    def diris(
        self, wire: Wire, seat: Seat, clock: RealClock, mains_image: Callable[[str], dict[int, int]]
    ) -> MeterReader:
        image = mains_image("diris_a10")
        wire.images[1] = lambda _: image
        return MeterReader(seat, meter("diris_a10"), GATE, clock)

    async def test_it_is_asked_once_per_connection(self, diris: MeterReader, wire: Wire) -> None:
        for _ in range(3):
            assert (await diris.take()).sample.i_a == L123N(10.0, 20.0, 30.0, 17.0)
        assert len(wire.reads(1, 50000)) == 1
        diris._seat._line.close()
        await diris.take()
        assert len(wire.reads(1, 50000)) == 2

    async def test_another_text_is_a_wrong_device(self, diris: MeterReader, wire: Wire) -> None:
        whole = wire.images[1]
        wire.images[1] = lambda asked: whole(asked) | {50000: ord("X")}
        for _ in range(2):
            with pytest.raises(ReadFailed, match="no Socomec DIRIS A10") as caught:
                await diris.take()
            assert caught.value.fault is Fault.WRONG_DEVICE
        assert not wire.reads(1, 50514)

    async def test_a_refusal_to_tell_is_a_wrong_device(
        self, diris: MeterReader, wire: Wire
    ) -> None:
        async def refuse(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
            refused = modbus.exception_answer(frame.pdu[0], 2)
            writer.write(encode(Frame(frame.transaction, frame.unit, refused)))

        wire.misbehave[1] = refuse
        with pytest.raises(ReadFailed) as caught:
            await diris.take()
        assert caught.value.fault is Fault.WRONG_DEVICE

    async def test_silence_is_a_time_out_not_a_wrong_device(
        self, diris: MeterReader, wire: Wire, hasty: None
    ) -> None:
        async def mute(writer: asyncio.StreamWriter, frame: Frame, answer: bytes) -> None:
            """Says nothing."""

        wire.misbehave[1] = mute
        with pytest.raises(ReadFailed) as caught:
            await diris.take()
        assert caught.value.fault is Fault.TIMEOUT
