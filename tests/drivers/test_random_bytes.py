"""Whatever a device says: no poller dies of it, and nothing impossible becomes a sample."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stagewatt.catalogue.load import model
from stagewatt.domain.rack import CtPosition
from stagewatt.domain.setup import DeviceSetup, RackSetup, TcpAddress
from stagewatt.drivers.rack import RackDriver
from stagewatt.wire import pdu as modbus
from stagewatt.wire.errors import WireError
from stagewatt.wire.mbap import Frame, Reader, encode

if TYPE_CHECKING:
    from tests.drivers.conftest import FakeBoard, RealClock

    from stagewatt.domain.reading import BoardSample, MainsSample, RackReading

RACK = model("smartpdu-36")
ANSWERS = 12
"""How many questions each example answers with what it drew; then the server hangs up."""

HEADS = st.sampled_from([b"", b"\x53\x57\x49\x4f", b"\x00\x2a\x57\x01"])
"""Nothing, the magic of an identity, the mark of a live block: a start that looks right."""


@dataclass(frozen=True)
class Said:
    """One answer: raw bytes, a frame around them, registers made of them, or the bent truth."""

    kind: str
    data: bytes
    at: int


SAID = st.builds(
    Said,
    kind=st.sampled_from(["raw", "pdu", "words", "bent", "bent", "bent", "silence", "hang up"]),
    data=st.builds(bytes.__add__, HEADS, st.binary(max_size=300)),
    at=st.integers(0, 250),
)
TRUE = Said("bent", b"", 0)

Truth = Callable[[int, modbus.ReadRequest], list[int]]


class Nonsense:
    """A server that answers with what was drawn."""

    def __init__(self, drawn: list[Said], truth: Truth) -> None:
        self.left = list(drawn)
        self.truth = truth
        self.said = asyncio.Event()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        framing = Reader()
        try:
            while data := await reader.read(1024):
                for frame in framing.feed(data):
                    if not self._say(writer, frame):
                        return
        except (OSError, WireError):
            return
        finally:
            writer.transport.abort()

    def _say(self, writer: asyncio.StreamWriter, frame: Frame) -> bool:
        """Answer one question; False to hang up."""
        if not self.left:
            self.said.set()
            return False
        said = self.left.pop()
        if said.kind == "raw":
            writer.write(said.data)
        elif said.kind not in {"silence", "hang up"}:
            writer.write(encode(Frame(frame.transaction, frame.unit, self._pdu(said, frame))))
        return said.kind != "hang up"

    def _pdu(self, said: Said, frame: Frame) -> bytes:
        request = modbus.parse_request(frame.pdu)
        if said.kind == "pdu" or isinstance(request, modbus.IdentifyRequest):
            return said.data[:253] or b"\0"
        size = 2 * request.count
        if said.kind == "words":
            body = bytearray((said.data * (size // max(1, len(said.data)) + 1)).ljust(size, b"\0"))
        else:
            words = self.truth(frame.unit, request)
            body = bytearray(modbus.registers_answer(request.function, words)[2:])
            at = said.at % size
            body[at : at + len(said.data[:4])] = said.data[:4]
        return bytes((request.function, size)) + bytes(body[:size].ljust(size, b"\0"))


def possible_mains(sample: MainsSample) -> bool:
    volts = all(v is None or 0 <= v <= 1000 for v in (*sample.v_ln_v, *sample.v_ll_v))
    amps = all(i is None or 0 <= i <= 10_000 for i in sample.i_a)
    powers = all(p is None or math.isfinite(p) for p in (*sample.p_w, *sample.q_var))
    return volts and amps and powers and (sample.f_hz is None or 30 <= sample.f_hz <= 80)


def possible_board(sample: BoardSample) -> bool:
    known = sample.identity.ways == 36 and sample.identity.model in {"", RACK.id}
    amps = all(i is None or 0 <= i <= 320 for i in sample.i_a)
    blind = zip(sample.i_a, sample.fitted, sample.sensor_fault, strict=True)
    honest = all(i is None for i, fitted, bad in blind if bad or not fitted)
    celsius = sample.temperature_c
    return known and amps and honest and (celsius is None or -50 <= celsius <= 150)


async def listen_to(nonsense: Nonsense, clock: RealClock) -> tuple[RackDriver, list[RackReading]]:
    """Let a driver read a server that talks nonsense, until it has said all it has to say."""
    server = await asyncio.start_server(nonsense, "127.0.0.1", 0)
    address = TcpAddress(host="127.0.0.1", port=server.sockets[0].getsockname()[1])
    ways = tuple(way.id for way in RACK.supervised)
    board = DeviceSetup(
        id="board-1", table="rack_io", address=address, unit=2, period_ms=2, ways=ways
    )
    readings: list[RackReading] = []
    driver = RackDriver(
        RackSetup(
            id="rack",
            model=RACK,
            meter=DeviceSetup(id="meter", table="sdm630", address=address, unit=1, period_ms=2),
            boards=(board,),
            ct_position=CtPosition.DRAIN,
        ),
        clock=clock,
        on_reading=readings.append,
        on_identity=lambda *_: None,
        chance=lambda: 1.0,
    )
    task = asyncio.create_task(driver.run())
    async with asyncio.timeout(30):
        await nonsense.said.wait()
        known = len(readings)
        while len(readings) == known:  # noqa: ASYNC110 - a list knows no events
            await asyncio.sleep(0.001)
    assert not task.done()
    task.cancel()
    await asyncio.wait([task])
    server.close()
    await server.wait_closed()
    return driver, readings


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for what does not come."""
    monkeypatch.setattr("stagewatt.drivers.lines.LONGEST_TCP_S", 0.004)
    monkeypatch.setattr("stagewatt.drivers.lines.SHORTEST_TCP_S", 0.004)
    monkeypatch.setattr("stagewatt.drivers.backoff.FIRST_S", 0.001)
    monkeypatch.setattr("stagewatt.drivers.backoff.LONGEST_S", 0.002)


@pytest.fixture
def truth(board: FakeBoard, mains_image: Callable[[str], dict[int, int]]) -> Truth:
    """What the devices would say if nobody bent it."""
    mains = mains_image("sdm630")

    def say(unit: int, request: modbus.ReadRequest) -> list[int]:
        image = mains if unit == 1 else board.look(request.address)
        return [image[at] for at in range(request.address, request.address + request.count)]

    return say


def heard(
    drawn: list[Said], truth: Truth, clock: RealClock
) -> tuple[RackDriver, list[RackReading]]:
    async def run() -> tuple[RackDriver, list[RackReading]]:
        return await listen_to(Nonsense(drawn, truth), clock)

    return asyncio.run(run())


@pytest.mark.unmeasured
@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(SAID, min_size=ANSWERS, max_size=ANSWERS))
def test_nonsense_kills_no_poller_and_becomes_no_sample(
    impatient: None,
    clock: RealClock,
    truth: Truth,
    caplog: pytest.LogCaptureFixture,
    drawn: list[Said],
) -> None:
    caplog.set_level(logging.CRITICAL, logger="stagewatt")
    driver, readings = heard(drawn, truth, clock)
    assert driver.crashes == 0
    for reading in readings:
        assert reading.meter.sample is None or possible_mains(reading.meter.sample)
        board = reading.boards[0]
        assert board.sample is None or possible_board(board.sample)
        assert (board.fault is None) == (board.missed == 0)
    # What the event loop had to say of our sockets and tasks: nothing.
    assert not [record for record in caplog.records if record.name == "asyncio"]


def test_the_truth_becomes_samples(clock: RealClock, truth: Truth) -> None:
    """The server of the test above would be believed, did it not talk nonsense."""
    _, readings = heard([TRUE] * 20, truth, clock)
    assert any(reading.meter.sample is not None for reading in readings)
    assert any(reading.boards[0].sample is not None for reading in readings)
