"""Monitoring never touches power: nothing but questions that read ever leaves a driver."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pymodbus.pdu.mei_message import ReadDeviceInformationRequest

import stagewatt.drivers
from stagewatt.domain.setup import TcpAddress
from stagewatt.drivers import transport
from stagewatt.drivers.failure import ReadFailed
from stagewatt.drivers.line import Line
from stagewatt.drivers.rack import RackDriver
from stagewatt.wire.mbap import Frame, encode

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.drivers.conftest import FakeBoard, RealClock, Until, Wire

    from stagewatt.domain.reading import RackReading
    from stagewatt.domain.setup import RackSetup

READING = {1, 2, 3, 4, 43}
DRIVERS = Path(stagewatt.drivers.__file__).parent
TAKEN = {
    "pymodbus.exceptions": {"ModbusException"},
    "pymodbus.framer": {"FramerRTU", "FramerSocket"},
    "pymodbus.pdu": {"DecodePDU", "ModbusPDU"},
    "pymodbus.pdu.bit_message": {"ReadCoilsRequest", "ReadDiscreteInputsRequest"},
    "pymodbus.pdu.mei_message": {"ReadDeviceInformationRequest"},
    "pymodbus.pdu.register_message": {
        "ReadHoldingRegistersRequest",
        "ReadInputRegistersRequest",
    },
    "pymodbus.transaction": {"TransactionManager"},
    "pymodbus.transport": {"CommParams", "CommType"},
}
"""Everything the house takes from pymodbus: no client class, and no question that writes."""


def test_nothing_that_could_write_is_taken_from_the_client_library() -> None:
    taken: dict[str, set[str]] = {}
    for path in DRIVERS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pymodbus"):
                assert path.name == "transport.py"
                taken.setdefault(node.module or "", set()).update(n.name for n in node.names)
            if isinstance(node, ast.Import):
                assert not [n.name for n in node.names if n.name.startswith("pymodbus")]
    assert taken == TAKEN


def test_the_questions_there_are_only_read() -> None:
    assert {kind.function_code for kind in transport._QUESTIONS.values()} == {1, 2, 3, 4}
    assert ReadDeviceInformationRequest.function_code == 43
    assert transport.READ_FUNCTIONS == READING


def test_a_connection_offers_reading_and_nothing_else() -> None:
    offered = {name for name in vars(transport.Connection) if not name.startswith("_")}
    assert offered == {"begin", "is_open", "heard", "read", "identify", "close"}
    for kind in (transport.Connection, transport._Engine, Line):
        assert not [name for name in dir(kind) if name.startswith(("write", "mask"))]


async def work(
    setup: RackSetup, wire: Wire, board: FakeBoard, clock: RealClock, until: Until
) -> None:
    """Let a driver do everything it can do: identify, read, fail, meet strangers, come back."""
    readings: list[RackReading] = []
    driver = RackDriver(setup, clock=clock, on_reading=readings.append, on_identity=lambda *_: None)
    task = asyncio.create_task(driver.run())
    try:
        await until(lambda: readings and not driver.reasons and readings[-1].meter.sample)
        board.window(9)
        whole = wire.images[2]
        wire.images[2] = lambda _: dict.fromkeys(range(0x500), 0x5555)
        await until(lambda: "calls itself" in driver.reasons.get("board-1", ""), 10)
        wire.images[2] = whole
        wire.cut()
        await until(lambda: not driver.reasons, 10)
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_the_server_hears_only_questions_that_read(
    setup: RackSetup, wire: Wire, board: FakeBoard, clock: RealClock, until: Until
) -> None:
    await work(setup, wire, board, clock, until)
    heard = {asked.function for asked in wire.asked}
    assert {4, 43} <= heard <= READING


async def test_the_server_would_notice_a_question_that_writes(wire: Wire) -> None:
    """The guard of the other tests bites: a write is written down as what it is."""
    reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
    writer.write(encode(Frame(1, 2, bytes.fromhex("06 0100 0001"))))
    assert (await reader.readexactly(9))[7:] == bytes.fromhex("86 01")
    assert [asked.function for asked in wire.asked] == [6]
    writer.close()
    await writer.wait_closed()
    wire.asked.clear()


def _has_begun(capture: Path) -> bool:
    """Tell whether packets stand in a capture, beyond its head."""
    return capture.exists() and capture.stat().st_size > 1000


@contextlib.asynccontextmanager
async def captured(port: int, into: Path) -> AsyncIterator[None]:
    """Let tshark write down what passes on a port of this machine; skip where it may not."""
    process = await asyncio.create_subprocess_exec(
        *("tshark", "-i", "lo", "-f", f"tcp port {port}", "-w", str(into), "-a", "duration:30"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    said = b""
    try:
        async with asyncio.timeout(20):
            while b"Capturing on" not in said:
                line = await process.stderr.readline()
                said += line
                if not line:
                    pytest.skip(f"tshark may not capture here: {said.decode()[-200:].strip()}")
        # It says so a moment before it does: a connection of our own shows that it does.
        async with asyncio.timeout(20):
            while not _has_begun(into):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                await writer.wait_closed()
                await asyncio.sleep(0.1)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        await process.communicate()


async def functions_in(capture: Path, port: int) -> list[str]:
    """Return the function codes of all questions in a capture, as tshark reads them."""
    process = await asyncio.create_subprocess_exec(
        *("tshark", "-r", str(capture), "-d", f"tcp.port=={port},mbtcp"),
        *("-Y", f"modbus && tcp.dstport=={port}", "-T", "fields", "-e", "modbus.func_code"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    told, _ = await process.communicate()
    return told.decode().replace(",", " ").split()


@pytest.mark.wire
@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
async def test_a_foreign_witness_sees_only_questions_that_read(
    setup: RackSetup,
    wire: Wire,
    board: FakeBoard,
    clock: RealClock,
    until: Until,
    tmp_path: Path,
) -> None:
    capture = tmp_path / "wire.pcapng"
    async with captured(wire.port, capture):
        await work(setup, wire, board, clock, until)
        line = Line(TcpAddress(host="127.0.0.1", port=wire.port), clock=clock)
        for function in (1, 2, 3, 4):
            with contextlib.suppress(ReadFailed):
                await line.read(2, function, 0, 2)
        line.close()
        await asyncio.sleep(0.5)  # what was sent must be on the disk
    seen = await functions_in(capture, wire.port)
    assert set(seen) == {"1", "2", "3", "4", "43"}
    # The witness saw everything the server heard, and what was lost when a connection was cut.
    assert len(seen) >= len(wire.asked)
