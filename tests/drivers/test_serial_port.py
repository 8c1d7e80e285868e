"""Modbus RTU on a pseudo terminal: what a serial line does, without the cable."""

from __future__ import annotations

import asyncio
import os
import termios
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from stagewatt.domain.reading import Fault
from stagewatt.domain.setup import SerialAddress
from stagewatt.drivers.failure import ReadFailed
from stagewatt.drivers.line import Line
from stagewatt.drivers.serial_port import SerialTransport, open_serial
from stagewatt.wire import pdu as modbus
from stagewatt.wire import rtu
from stagewatt.wire.identification import identify_answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.drivers.conftest import RealClock

UNIT = 5


@dataclass
class Far:
    """The other end of the line: a device that answers with the addresses it is asked for."""

    port: int
    path: str
    asked: list[bytes] = field(default_factory=list)
    bend: Callable[[bytes], bytes] = bytes
    """What the wire does to an answer."""

    def readable(self) -> None:
        frame = os.read(self.port, 512)
        self.asked.append(frame)
        unit, question = rtu.decode(frame)
        request = modbus.parse_request(question)
        if isinstance(request, modbus.IdentifyRequest):
            answer = identify_answer(request, {0: "maker", 1: "thing", 2: "1"})
        else:
            words = list(range(request.address, request.address + request.count))
            answer = modbus.registers_answer(request.function, words)
        os.write(self.port, self.bend(rtu.encode(unit, answer)))


@pytest_asyncio.fixture
async def far() -> AsyncIterator[Far]:
    port, near = os.openpty()
    end = Far(port, os.ttyname(near))
    loop = asyncio.get_running_loop()
    loop.add_reader(port, end.readable)
    yield end
    loop.remove_reader(port)
    os.close(near)
    if end.port >= 0:
        os.close(port)


@pytest_asyncio.fixture
async def line(far: Far, clock: RealClock) -> AsyncIterator[Line]:
    line = Line(SerialAddress(port=far.path, baud=19_200), clock=clock)
    yield line
    line.close()


async def works(line: Line, address: int = 7) -> None:
    assert await line.read(UNIT, 3, address, 10, timeout_s=5) == tuple(range(address, address + 10))


async def fails(line: Line, timeout_s: float = 0.2) -> ReadFailed:
    with pytest.raises(ReadFailed) as caught:
        await line.read(UNIT, 3, 7, 10, timeout_s=timeout_s)
    return caught.value


async def test_a_meter_on_a_serial_line_is_read(line: Line, far: Far) -> None:
    await works(line)
    await works(line, 900)
    assert await line.identify(UNIT, timeout_s=5) == {0: "maker", 1: "thing", 2: "1"}
    assert line.generation == 1


async def test_the_question_is_that_of_the_makers_manual(line: Line, far: Far) -> None:
    """Read I1 to In of a DIRIS A10: the frame printed in the maker's documents."""
    await line.read(5, 3, 50528, 8, timeout_s=5)
    assert far.asked == [bytes.fromhex("05 03 C5 60 00 08 79 5A")]


@pytest.mark.parametrize(
    ("bend", "fault"),
    [
        (lambda answer: b"", Fault.TIMEOUT),
        (lambda answer: answer[: len(answer) // 2], Fault.GARBAGE),
        (lambda answer: bytes((answer[0] ^ 1,)) + answer[1:], Fault.GARBAGE),
        (lambda answer: answer[:-1] + bytes((answer[-1] ^ 1,)), Fault.GARBAGE),
        (lambda answer: rtu.encode(UNIT + 1, answer[1:-2]), Fault.GARBAGE),
        (lambda answer: rtu.encode(UNIT, b"\x04" + answer[2:-2]), Fault.GARBAGE),
        (lambda answer: rtu.encode(UNIT, b"\x03\x02\x00\x07"), Fault.GARBAGE),
        (lambda answer: b"\xff" * 400, Fault.GARBAGE),
        (lambda answer: bytes.fromhex("05 83 02 81 30"), Fault.EXCEPTION),
    ],
)
async def test_what_is_no_answer_is_none(
    line: Line, far: Far, bend: Callable[[bytes], bytes], fault: Fault
) -> None:
    await works(line)
    far.bend = bend
    assert (await fails(line)).fault is fault
    far.bend = bytes
    await works(line, 80)
    assert line.generation == (1 if fault is Fault.EXCEPTION else 2)


async def test_a_late_answer_is_forgotten(line: Line, far: Far) -> None:
    held: list[bytes] = []

    def keep(answer: bytes) -> bytes:
        held.append(answer)
        return b""

    far.bend = keep
    assert (await fails(line)).fault is Fault.TIMEOUT
    os.write(far.port, held[0])
    far.bend = bytes
    await works(line, 300)


async def test_writing_does_not_leave_the_house(line: Line, far: Far) -> None:
    await line.open()
    assert line._connection is not None
    engine = line._connection._engine
    for function in (5, 6, 15, 16, 22, 23):
        with pytest.raises(ValueError, match="only reading"):
            engine.send(rtu.encode(UNIT, bytes((function, 0, 0, 0, 1))))
    await works(line)
    assert len(far.asked) == 1


async def test_a_line_that_is_not_there_is_no_link(clock: RealClock) -> None:
    line = Line(SerialAddress(port="/dev/no-such-line"), clock=clock)
    with pytest.raises(ReadFailed, match="No such file") as caught:
        await line.open()
    assert caught.value.fault is Fault.NO_LINK


async def test_a_line_that_disappears_is_no_link_and_comes_back_by_itself(
    line: Line, far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    await works(line)
    transport = line._connection._engine.transport if line._connection else None
    assert isinstance(transport, SerialTransport)
    real = os.read

    def gone(port: int, size: int) -> bytes:
        if port == transport._port:
            raise OSError(5, "Input/output error")
        return real(port, size)

    monkeypatch.setattr(os, "read", gone)
    failed = await fails(line, timeout_s=5)
    assert failed.fault is Fault.NO_LINK
    monkeypatch.undo()
    await works(line)


class TestTransport:
    """The terminal itself."""

    class Ear:
        """Takes what comes."""

        def __init__(self) -> None:
            self.heard = b""
            self.lost: list[Exception | None] = []

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            """Needs none."""

        def data_received(self, data: bytes) -> None:
            self.heard += data

        def connection_lost(self, exc: Exception | None) -> None:
            self.lost.append(exc)

    async def opened(self, address: SerialAddress) -> tuple[SerialTransport, Ear]:
        ear = self.Ear()
        transport, _ = await open_serial(address, ear)
        return transport, ear

    @pytest.mark.parametrize(
        ("parity", "stop_bits", "set_flags"),
        [
            ("N", 1, 0),
            ("E", 1, termios.PARENB),
            ("O", 1, termios.PARENB | termios.PARODD),
            ("N", 2, termios.CSTOPB),
        ],
    )
    async def test_the_line_is_set_as_the_set_up_says(
        self, far: Far, parity: str, stop_bits: int, set_flags: int
    ) -> None:
        address = SerialAddress(port=far.path, baud=38_400, parity=parity, stop_bits=stop_bits)
        wanted: list[list[int]] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(termios, "tcsetattr", lambda _p, _w, settings: wanted.append(settings))
            transport, _ = await self.opened(address)
        ((_, _, control, local, speed_in, speed_out, _),) = wanted
        flags = termios.PARENB | termios.PARODD | termios.CSTOPB | termios.CSIZE
        assert control & flags == set_flags | termios.CS8
        assert local == 0
        assert speed_in == speed_out == termios.B38400
        transport.close()

    async def test_an_impossible_speed_is_refused_and_nothing_stays_open(self, far: Far) -> None:
        before = _open_files()
        with pytest.raises(OSError, match="12345 baud"):
            await self.opened(SerialAddress(port=far.path, baud=12_345))
        assert _open_files() == before

    async def test_what_is_no_terminal_is_refused(self) -> None:
        with pytest.raises(OSError, match="/dev/null"):
            await self.opened(SerialAddress(port="/dev/null"))

    async def test_a_line_has_one_owner(self, far: Far) -> None:
        address = SerialAddress(port=far.path)
        transport, _ = await self.opened(address)
        with pytest.raises(OSError, match="belongs to another program"):
            await self.opened(address)
        transport.close()
        again, _ = await self.opened(address)
        again.close()

    async def test_closing_is_told_once_and_ends_everything(self, far: Far) -> None:
        transport, ear = await self.opened(SerialAddress(port=far.path))
        transport.close()
        transport.abort()
        transport.write(b"into the void")
        await asyncio.sleep(0)
        assert ear.lost == [None]
        assert transport.is_closing()

    async def test_nothing_to_read_yet_is_no_end(self, far: Far) -> None:
        transport, ear = await self.opened(SerialAddress(port=far.path))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "read", _raises(BlockingIOError()))
            transport._readable()
        assert not transport.is_closing()
        assert not ear.lost
        transport.close()

    @pytest.mark.parametrize("what", ["end", "error"])
    async def test_a_line_that_ends_is_told(self, far: Far, what: str) -> None:
        transport, ear = await self.opened(SerialAddress(port=far.path))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "read", _raises(OSError(5, "gone")) if what == "error" else _empty)
            transport._readable()
        await asyncio.sleep(0)
        (error,) = ear.lost
        assert isinstance(error, OSError)

    @pytest.mark.parametrize("what", ["full", "error"])
    async def test_a_line_that_takes_nothing_is_lost(self, far: Far, what: str) -> None:
        transport, ear = await self.opened(SerialAddress(port=far.path))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "write", _raises(OSError(5, "gone")) if what == "error" else _none)
            transport.write(b"question")
        await asyncio.sleep(0)
        assert transport.is_closing()
        assert len(ear.lost) == 1


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _raises(error: OSError) -> Callable[..., bytes]:
    def raises(*_: object) -> bytes:
        raise error

    return raises


def _empty(*_: object) -> bytes:
    return b""


def _none(*_: object) -> int:
    return 0
