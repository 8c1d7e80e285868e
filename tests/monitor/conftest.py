"""A small rack built by hand, and a desk that reads and steps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.domain.alarm import Event
from stagewatt.domain.phases import L123, L123N, PHASES, L123Sum, LineToLine
from stagewatt.domain.rack import (
    Connector,
    CtPosition,
    Dial,
    Group,
    IndicatorRule,
    MainDevice,
    MainKind,
    PowerConnector,
    Protection,
    ProtectionKind,
    RackModel,
    Way,
)
from stagewatt.domain.reading import (
    BoardIdentity,
    BoardSample,
    Contact,
    ContactId,
    DeviceReading,
    MainsSample,
    RackReading,
    Value,
    WindowSample,
)
from stagewatt.domain.settings import RackSettings, WaySettings
from stagewatt.domain.setup import DeviceSetup, RackSetup, TcpAddress
from stagewatt.domain.view import RackView, WayView
from stagewatt.monitor.snapshot import SnapshotId
from stagewatt.monitor.state import RackState
from stagewatt.monitor.step import Judgement, step

MS = 1_000_000
START_NS = 1_000_000 * MS
ADDRESS = TcpAddress(host="rack.example")
WAYS = ("A1", "A2", "A3", "A4", "A5", "A6")
RCBO = Protection(kind=ProtectionKind.RCBO, rated_a=16.0, poles=2, residual_a=0.03)
LAMPS = {
    "smartpdu": IndicatorRule(
        family="smartpdu", floor_a=0.1, slight_a=16.0, serious_a=20.0, assumed=True
    ),
    "c12": IndicatorRule(family="c12", floor_a=0.1, slight_a=16.0, serious_a=20.0, assumed=True),
    "c24": IndicatorRule(family="c24", floor_a=0.1, slight_a=14.4, serious_a=16.0, assumed=True),
}
DIALS = {
    "ir": Dial(steps=(0.4, 0.8, 1.0), factory=1.0),
    "isd": Dial(steps=(None, 6.0), factory=6.0),
    "ii": Dial(steps=(10.0,), factory=10.0),
    "in": Dial(steps=(None, 0.5, 1.0), factory=None),
}


def _model(family: str = "smartpdu", *, auxiliary: bool = True, **changes: Any) -> RackModel:
    ways = [
        Way(
            id=way,
            group="A",
            number=number,
            phases=(PHASES[(number - 1) % 3],),
            connector="A-1",
            protection=RCBO,
            supervised=True,
        )
        for number, way in enumerate(WAYS, 1)
    ]
    if auxiliary:
        ways.append(replace(ways[0], id="X1", group="X", connector="X1", supervised=False))
    model = RackModel(
        id="small",
        family=family,
        title="Small rack",
        printed_prefix="small",
        drain=PowerConnector(type="powerlock", rated_a=500.0),
        source=PowerConnector(type="powerlock", rated_a=500.0),
        main=MainDevice(device="breaker", kind=MainKind.MCCB, rated_a=250.0, poles=4, dials=DIALS),
        meter="sdm630",
        ct_position=CtPosition.DRAIN,
        indicator=LAMPS.get(family, replace(LAMPS["c12"], family=family)),
        groups=(Group(id="A", ways=WAYS, module="socapex-19"),),
        ways=tuple(ways),
        connectors=(
            Connector(id="A-1", type="socapex-19", title="Soca A1", ways=WAYS),
            Connector(id="X1", type="cee-16-3", title="X1", ways=("X1",)),
        ),
        ambient_max_c=40.0,
    )
    return replace(model, **changes)


def _device(name: str, period_ms: int, ways: tuple[str, ...] = ()) -> DeviceSetup:
    return DeviceSetup(
        id=name, table="any", address=ADDRESS, unit=1, period_ms=period_ms, ways=ways
    )


def _setup(model: RackModel | None = None, *, split: bool = False, **changes: Any) -> RackSetup:
    boards = (
        (_device("board-1", 100, WAYS[:3]), _device("board-2", 100, WAYS[3:]))
        if split
        else (_device("board-1", 100),)
    )
    setup = RackSetup(
        id=None,
        model=_model() if model is None else model,
        meter=_device("meter", 500),
        boards=boards,
        ct_position=CtPosition.DRAIN,
    )
    return replace(setup, **changes)


def _contact(active: bool, since_ms: int = 60_000, changes: int = 0) -> Contact:
    return Contact(active=active, changes=changes, since_ms=since_ms)


def _board(*i_a: Value, **changes: Any) -> BoardSample:
    """A healthy board: main on, nothing pressed; contacts by name, None = not wired."""
    amps = (*i_a, *(0.0,) * (6 - len(i_a))) if len(i_a) < 6 else i_a
    wired: dict[str, Contact | bool | None] = {
        "main_on": True,
        "main_tripped": False,
        "e_stop": False,
        "neutral_relay": False,
    }
    for name in wired:
        if name in changes:
            wired[name] = changes.pop(name)
    contacts = tuple(
        (ContactId(name), value if isinstance(value, Contact) else _contact(value))
        for name, value in wired.items()
        if value is not None
    )
    sample = BoardSample(
        identity=BoardIdentity(
            serial="4711ab", printed_name="smart4711", model="small", map_version=1, ways=6
        ),
        boot=1,
        frame=1,
        i_a=amps,
        fitted=(True,) * 6,
        sensor_fault=(False,) * 6,
        contacts=contacts,
        temperature_c=25.0,
    )
    return replace(sample, **changes)


def _meter(*i_a: Value, n: Value = 1.0, v: tuple[Value, ...] = (230.0,) * 3) -> MainsSample:
    amps: list[Value] = [*i_a, *[10.0] * (3 - len(i_a))]
    return MainsSample(
        v_ln_v=L123(*v),
        v_ll_v=LineToLine(398.0, 398.0, 398.0),
        i_a=L123N(amps[0], amps[1], amps[2], n),
        f_hz=50.0,
        pf=L123Sum(0.9, -0.9, 1.0, 0.95),
    )


class Desk:
    """One rack, watched: holds the newest readings and the state, and moves the clock."""

    def __init__(self, setup: RackSetup | None = None, state: RackState | None = None) -> None:
        self.setup = _setup() if setup is None else setup
        self.settings = RackSettings()
        self.state = RackState.fresh() if state is None else state
        self.now_ns = START_NS
        self.meter: DeviceReading[MainsSample] = DeviceReading(device="meter", period_ms=500)
        self.boards: list[DeviceReading[BoardSample]] = [
            DeviceReading(device=board.id, period_ms=board.period_ms) for board in self.setup.boards
        ]
        self.events: list[Event] = []
        self.steps = 0
        self.last: Judgement | None = None

    def read(
        self,
        board: BoardSample | None = None,
        meter: MainsSample | None = None,
        *,
        after_ms: int = 100,
        which: int = 0,
    ) -> RackView:
        """Let time pass, read what is given, and step."""
        self.now_ns += after_ms * MS
        if board is not None:
            self.boards[which] = replace(
                self.boards[which], sample=board, at_ns=self.now_ns, missed=0, fault=None
            )
        if meter is not None:
            self.meter = replace(self.meter, sample=meter, at_ns=self.now_ns, missed=0, fault=None)
        return self.step()

    def tick(self, after_ms: int = 250) -> RackView:
        """Let time pass without any reading, and step."""
        return self.read(after_ms=after_ms)

    def hold(self, board: BoardSample, meter: MainsSample, *, for_ms: int) -> RackView:
        """Read the same values again and again, ten times a second."""
        view = self.read(board, meter)
        for _ in range(for_ms // 100):
            view = self.read(board, meter)
        return view

    def step(self) -> RackView:
        """Step at the present instant."""
        self.steps += 1
        reading = RackReading(at_ns=self.now_ns, meter=self.meter, boards=tuple(self.boards))
        identity = SnapshotId("4711ab", "smart4711", "node-1", "boot-1", self.steps)
        self.last = step(
            self.state, reading, self.settings, self.setup, self.now_ns, identity=identity
        )
        self.state = self.last.state
        self.events.extend(self.last.events)
        return self.last.view

    def limit(self, way: str, min_a: float | None, max_a: float | None) -> None:
        """Set a way's limits."""
        ways = {**self.settings.ways, way: WaySettings(min_a=min_a, max_a=max_a)}
        self.settings = replace(self.settings, revision=self.settings.revision + 1, ways=ways)

    @staticmethod
    def way(view: RackView, way: str) -> WayView:
        """One way of a view."""
        return next(each for each in view.ways if each.id == way)

    @staticmethod
    def alarms(view: RackView) -> list[tuple[str, str, str]]:
        """Rule, place and state of each alarm."""
        return [(each.id.rule, each.id.place, each.state.value) for each in view.alarms]

    def told(self) -> list[tuple[str, str, str]]:
        """Kind, rule and place of each event since the last question."""
        told = [(each.kind.value, each.id.rule, each.id.place) for each in self.events]
        self.events.clear()
        return told


@pytest.fixture(scope="session")
def model_of() -> Callable[..., RackModel]:
    """Make the small rack: six supervised ways on one connector and an auxiliary one."""
    return _model


@pytest.fixture(scope="session")
def setup_of() -> Callable[..., RackSetup]:
    """Wire it: one meter (500 ms), one or two boards (100 ms)."""
    return _setup


@pytest.fixture(scope="session")
def board_of() -> Callable[..., BoardSample]:
    """Make a board's sample."""
    return _board


@pytest.fixture(scope="session")
def meter_of() -> Callable[..., MainsSample]:
    """Make a meter's sample."""
    return _meter


@pytest.fixture(scope="session")
def contact_of() -> Callable[..., Contact]:
    """Make a contact."""
    return _contact


@pytest.fixture(scope="session")
def window_of() -> Callable[..., WindowSample]:
    """Make a window."""

    def window(number: int, low: tuple[Value, ...], high: tuple[Value, ...]) -> WindowSample:
        return WindowSample(number=number, i_min_a=low, i_max_a=high, i_peak_a=high)

    return window


@pytest.fixture(scope="session")
def desk_of() -> Callable[..., Desk]:
    """Make a desk."""
    return Desk


@pytest.fixture
def desk() -> Desk:
    """A desk at the small rack, nothing read yet."""
    return Desk()
