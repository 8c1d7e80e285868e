"""Devices on a real loopback socket that answer, misbehave and write down what they were asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest
import pytest_asyncio
import uvloop

from stagewatt.catalogue.load import model
from stagewatt.domain.phases import L123, L123N, L123Sum, LineToLine
from stagewatt.domain.rack import CtPosition, RackModel
from stagewatt.domain.reading import (
    BoardIdentity,
    BoardSample,
    Contact,
    ContactId,
    EnergyValues,
    MainsSample,
    WindowSample,
)
from stagewatt.domain.setup import DeviceSetup, RackSetup, TcpAddress
from stagewatt.meters import rack_io
from stagewatt.meters.registry import meter
from stagewatt.meters.table import encode as meter_words
from stagewatt.wire import pdu as modbus
from stagewatt.wire.identification import identify_answer
from stagewatt.wire.mbap import Frame, Reader, encode

READING = frozenset({1, 2, 3, 4, 43})
METER_UNIT, BOARD_UNIT = 1, 2


def pytest_asyncio_loop_factories(
    item: pytest.Item,
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Runs each test on both loops: a node runs on uvloop, whose timers and sockets differ."""
    factories: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
        "asyncio": asyncio.new_event_loop,
        "uvloop": uvloop.new_event_loop,
    }
    if item.get_closest_marker("wire"):
        del factories["asyncio"]
    return factories


class RealClock:
    """The machine's clock, as a node uses it."""

    def now_ns(self) -> int:
        return time.monotonic_ns()

    def wall_s(self) -> float | None:
        return None


@dataclass(frozen=True)
class Asked:
    """One question as it came over the wire."""

    connection: int
    unit: int
    function: int
    address: int = 0
    count: int = 0


Misbehave = Callable[[asyncio.StreamWriter, Frame, bytes], Awaitable[None]]
"""Does something else with an answer than sending it."""


def no_registers(_: Asked) -> dict[int, int]:
    """What a unit has that is not there."""
    return {}


@dataclass
class Wire:
    """A Modbus TCP server with devices by unit; `asked` is everything anybody ever asked."""

    port: int = 0
    images: dict[int, Callable[[Asked], dict[int, int]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    misbehave: dict[int, Misbehave] = field(default_factory=dict)
    """By unit; while it is there, the unit's answers go through it."""
    texts: dict[int, str] = field(default_factory=lambda: {0: "maker", 1: "thing", 2: "1.0"})
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _left: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def start(self) -> None:
        """Listen; the second time on the same port as the first."""
        self._server = await asyncio.start_server(self._client, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and end all connections."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None
        self.cut()
        await self.left()

    async def left(self) -> None:
        """Wait until no client is connected any more."""
        async with asyncio.timeout(5), self._left:
            await self._left.wait_for(lambda: not self._writers)

    def cut(self) -> None:
        """Reset all connections."""
        for writer in tuple(self._writers):
            writer.transport.abort()

    @property
    def open_connections(self) -> int:
        return len(self._writers)

    def reads(self, unit: int, address: int | None = None) -> list[Asked]:
        """What one unit was asked (from one address on)."""
        return [a for a in self.asked if a.unit == unit and address in {None, a.address}]

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        self._writers.add(writer)
        framing = Reader()
        try:
            while data := await reader.read(4096):
                for frame in framing.feed(data):
                    await self._answer(number, frame, writer)
        except OSError:
            pass  # the client went away, or `cut` did it
        finally:
            writer.transport.abort()
            async with self._left:
                self._writers.discard(writer)
                self._left.notify_all()

    async def _answer(self, number: int, frame: Frame, writer: asyncio.StreamWriter) -> None:
        asked, answer = self._reply(number, frame)
        self.asked.append(asked)
        misbehave = self.misbehave.get(frame.unit)
        if misbehave is None:
            writer.write(encode(Frame(frame.transaction, frame.unit, answer)))
        else:
            await misbehave(writer, frame, answer)

    def _reply(self, number: int, frame: Frame) -> tuple[Asked, bytes]:
        function = frame.pdu[0]
        try:
            request = modbus.parse_request(frame.pdu)
        except modbus.Refusal as refusal:
            refused = modbus.exception_answer(refusal.function, refusal.code)
            return Asked(number, frame.unit, function), refused
        if isinstance(request, modbus.IdentifyRequest):
            return Asked(number, frame.unit, function), identify_answer(request, self.texts)
        asked = Asked(number, frame.unit, function, request.address, request.count)
        image = self.images.get(frame.unit, no_registers)(asked)
        wanted = range(request.address, request.address + request.count)
        words = [image[at] for at in wanted if at in image]
        if len(words) < request.count:
            code = modbus.ExceptionCode.ILLEGAL_ADDRESS
            return asked, modbus.exception_answer(function, code)
        if request.bits:
            return asked, modbus.bits_answer(function, [bool(word) for word in words])
        return asked, modbus.registers_answer(function, words)


@dataclass
class FakeBoard:
    """A board whose frame counter moves with every look at its live block, unless frozen."""

    sample: BoardSample
    step: int = 1
    without: frozenset[int] = frozenset()
    """Addresses that it does not offer, whatever its identity says."""
    torn: int = 0
    """How many of the next looks at the live block find it torn."""

    def image(self, asked: Asked) -> dict[int, int]:
        """What answers a question."""
        return self.look(asked.address)

    def look(self, address: int) -> dict[int, int]:
        """All registers, at the moment that somebody reads from an address on."""
        live = rack_io.reads_live(self.sample.identity.ways)[0]
        looked = address == live.address
        if looked:
            self.sample = replace(self.sample, frame=self.sample.frame + self.step & 0xFFFF)
        image = rack_io.image(self.sample)
        if looked and self.torn:
            self.torn -= 1
            image[live.end - 1] ^= 1
        return {at: word for at, word in image.items() if at not in self.without}

    def window(self, number: int) -> None:
        """Begin another whole second."""
        assert self.sample.window is not None
        self.sample = replace(self.sample, window=replace(self.sample.window, number=number))


def board_sample(rack: RackModel) -> BoardSample:
    """A board that could stand in the rack, with everything wired."""
    ways = len(rack.supervised)
    i_a = tuple(float(at % 16) for at in range(ways))
    return BoardSample(
        identity=BoardIdentity(
            serial="0A1B2C3D4E5F",
            printed_name="smartPDU3D4E5F",
            model=rack.id,
            map_version=1,
            ways=ways,
            firmware="1.0",
            has_breakers=True,
            has_residuals=True,
        ),
        boot=7,
        frame=100,
        i_a=i_a,
        fitted=(True,) * ways,
        sensor_fault=(False,) * ways,
        contacts=tuple(
            (which, Contact(which is ContactId.MAIN_ON, 0, 60_000)) for which in ContactId
        ),
        way_breakers=tuple(Contact(active=True, changes=0, since_ms=60_000) for _ in i_a),
        temperature_c=31.5,
        window=WindowSample(number=3, i_min_a=i_a, i_max_a=i_a, i_peak_a=i_a),
        i_residual_a=(0.001,) * ways,
    )


MAINS = MainsSample(
    v_ln_v=L123(230.0, 231.0, 229.0),
    v_ll_v=LineToLine(399.0, 400.0, 398.0),
    i_a=L123N(10.0, 20.0, 30.0, 17.0),
    f_hz=50.0,
    p_w=L123Sum(2300.0, 4600.0, 6900.0, 13800.0),
    q_var=L123Sum(0.0, 0.0, 0.0, 0.0),
    s_va=L123Sum(2300.0, 4600.0, 6900.0, 13800.0),
    pf=L123Sum(1.0, 1.0, 1.0, 1.0),
    thd_v_ln_pct=L123(2.0, 2.0, 2.0),
    thd_v_ll_pct=LineToLine(2.0, 2.0, 2.0),
    thd_i_pct=L123(5.0, 5.0, 5.0),
    energy=EnergyValues(partial_wh=1000.0, total_wh=5000.0),
)
"""A mains sample that could be."""


def image_of_mains(table: str) -> dict[int, int]:
    """The registers of a meter that shows `MAINS`, 0 between them."""
    names = (
        ("v_ln_v", MAINS.v_ln_v, ("l1", "l2", "l3")),
        ("v_ll_v", MAINS.v_ll_v, ("l12", "l23", "l31")),
        ("i_a", MAINS.i_a, ("l1", "l2", "l3", "n")),
        ("p_w", MAINS.p_w, ("l1", "l2", "l3", "sum")),
        ("q_var", MAINS.q_var, ("l1", "l2", "l3", "sum")),
        ("s_va", MAINS.s_va, ("l1", "l2", "l3", "sum")),
        ("pf", MAINS.pf, ("l1", "l2", "l3", "sum")),
        ("thd_v_ln_pct", MAINS.thd_v_ln_pct, ("l1", "l2", "l3")),
        ("thd_v_ll_pct", MAINS.thd_v_ll_pct, ("l12", "l23", "l31")),
        ("thd_i_pct", MAINS.thd_i_pct, ("l1", "l2", "l3")),
    )
    values = {
        f"{name}.{place}": value
        for name, group, places in names
        for place, value in zip(places, group, strict=True)
    }
    values |= {"f_hz": MAINS.f_hz, "energy.partial_wh": MAINS.energy.partial_wh}
    values |= {"energy.total_wh": MAINS.energy.total_wh}
    known = meter_words(meter(table), values)
    first, last = min(known), max(known)
    image = {at: known.get(at, 0) for at in range(first, last + 1)}
    asked = meter(table).identify
    return image if asked is None else image | asked.image()


@pytest.fixture
def clock() -> RealClock:
    return RealClock()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers may take as long as a busy machine needs; nothing here is about time-outs."""
    monkeypatch.setattr("stagewatt.drivers.lines.SHORTEST_TCP_S", 5.0)


@pytest.fixture
def hasty(patient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is known soon."""
    monkeypatch.setattr("stagewatt.drivers.lines.SHORTEST_TCP_S", 0.1)
    monkeypatch.setattr("stagewatt.drivers.lines.LONGEST_TCP_S", 0.1)


@pytest.fixture
def rack() -> RackModel:
    return model("smartpdu-36")


@pytest.fixture
def good_board(rack: RackModel) -> BoardSample:
    return board_sample(rack)


@pytest.fixture
def good_mains() -> MainsSample:
    return MAINS


@pytest.fixture
def mains_image() -> Callable[[str], dict[int, int]]:
    return image_of_mains


@pytest.fixture
def board(good_board: BoardSample) -> FakeBoard:
    return FakeBoard(good_board)


@pytest_asyncio.fixture
async def wire(board: FakeBoard) -> AsyncIterator[Wire]:
    """A meter and a board on a real socket; whoever asks for more than reading fails the test."""
    table = "sdm630"
    image = image_of_mains(table)
    server = Wire(images={METER_UNIT: lambda _: image, BOARD_UNIT: board.image})
    await server.start()
    yield server
    await server.stop()
    assert {asked.function for asked in server.asked} <= READING


@pytest.fixture
def setup(wire: Wire, rack: RackModel) -> RackSetup:
    """The rack behind `wire`, polled quickly."""
    address = TcpAddress(host="127.0.0.1", port=wire.port)
    return RackSetup(
        id="rack",
        model=rack,
        meter=DeviceSetup(id="meter", table="sdm630", address=address, unit=1, period_ms=40),
        boards=(
            DeviceSetup(
                id="board-1",
                table="rack_io",
                address=address,
                unit=2,
                period_ms=20,
                ways=tuple(way.id for way in rack.supervised),
            ),
        ),
        ct_position=CtPosition.DRAIN,
    )


async def soon(holds: Callable[[], object], within_s: float = 5.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 - what is waited for knows nothing of its watchers
            await asyncio.sleep(0.002)


Until = Callable[..., Awaitable[None]]


@pytest.fixture
def until() -> Until:
    return soon
