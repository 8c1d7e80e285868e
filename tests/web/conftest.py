"""A whole node's web side without wires: clock, store, pictures, an owner, the application."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.testclient import TestClient

from stagewatt.domain.alarm import Acknowledgement, Alarm, AlarmId, AlarmState, Severity
from stagewatt.domain.errors import NotSaved, Unknown
from stagewatt.domain.peer import MeshState, Offer, Peer, RememberedRack
from stagewatt.domain.phases import L123, L123N, PHASES, L123Sum, LineToLine
from stagewatt.domain.quality import Bound, Mark, Quality
from stagewatt.domain.rack import (
    Connector,
    CtPosition,
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
from stagewatt.domain.reading import EnergyValues
from stagewatt.domain.settings import RackSettings, WaySettings
from stagewatt.domain.view import (
    BreakerState,
    BreakerView,
    Cause,
    CauseQuality,
    ConnectorView,
    Contacts,
    EStop,
    Indicator,
    Interval,
    LampColor,
    LampPattern,
    Load,
    LoadView,
    MainsView,
    NeutralRelay,
    RackView,
    Supply,
    Tightest,
    WayView,
)
from stagewatt.state.alone import Alone
from stagewatt.state.owner import LocalRack
from stagewatt.state.store import Store
from stagewatt.web.app import NodeInfo, build
from stagewatt.web.serve import Server, server

NOW_NS = 10_000_000_000
BOARD = Mark(Quality.GOOD, NOW_NS - 100_000_000, "board-1")
METER = Mark(Quality.GOOD, NOW_NS - 400_000_000, "meter")
BREAKER = BreakerView(
    mark=BOARD, state=BreakerState.ON, cause=None, cause_quality=CauseQuality.UNKNOWN
)


def a_way(number: int) -> WayView:
    """Return way A1, A2, ...: 0.5 A more each, three-fold phases."""
    return WayView(
        id=f"A{number}",
        name=None,
        phases=(PHASES[(number - 1) % 3],),
        connector="A",
        color=None,
        mark=BOARD,
        i_a=0.5 * number,
        i_min_a=0.5 * number - 0.1,
        i_max_a=0.5 * number + 0.1,
        i_peak_a=0.7 * number,
        p_w=115.0 * number,
        load=Load.OK,
        indicator=Indicator(LampColor.GREEN, LampPattern.STEADY),
        breaker=BREAKER,
        rated_a=16.0,
        min_a=None,
        max_a=None,
        warning=False,
    )


def a_view(*, ways: int = 6, **changes: Any) -> RackView:
    """Return a healthy rack; `changes` replace its fields."""
    all_ways = (*(a_way(number) for number in range(1, ways)), an_auxiliary_way())
    view = RackView(
        rack="r1",
        name=None,
        printed_name="smartPDU4711AB",
        model="smartpdu-48",
        node="n1",
        boot_id="b1",
        seq=1,
        at_ns=NOW_NS,
        settings_revision=0,
        online=True,
        last_heard_ns=NOW_NS - 100_000_000,
        mains=MainsView(
            mark=METER,
            v_ln_v=L123(230.1, 229.0, 231.4),
            v_ll_v=LineToLine(399.0, 398.5, 400.2),
            i_a=L123N(120.25, 98.5, 101.0, 22.13),
            f_hz=50.02,
            p_w=L123Sum(27000.0, 22000.0, -500.0, 48500.0),
            q_var=L123Sum(1000.0, -2000.0, 0.0, -1000.0),
            s_va=L123Sum(27019.0, 22091.0, 500.0, 48510.0),
            pf=L123Sum(0.999, -0.996, 1.0, 0.998),
            thd_v_ln_pct=L123(1.1, 1.2, 1.3),
            thd_v_ll_pct=LineToLine(1.4, 1.5, 1.6),
            thd_i_pct=L123(10.1, 20.2, 30.3),
            energy=EnergyValues(partial_wh=1234.5, total_wh=9876543.0),
        ),
        supply=L123(Supply.LIVE, Supply.LIVE, Supply.LIVE),
        main_breaker=replace(BREAKER, since_ns=-50_000_000_000),
        contacts=Contacts(
            mark=BOARD, e_stop=EStop.RELEASED, neutral_relay=NeutralRelay.NOT_TRIPPED
        ),
        temperature_c=31.4,
        temperature_mark=BOARD,
        load=LoadView(
            mark=BOARD,
            ways_a=L123(40.0, 41.5, 42.0),
            ways_bound=Bound.LOWER,
            main_a=L123(
                Interval(at_least_a=40.0, at_most_a=120.25),
                Interval(at_least_a=41.5, at_most_a=98.5),
                Interval(at_least_a=42.0, at_most_a=None),
            ),
            main_limit_a=280.0,
            drain_limit_a=400.0,
            neutral_limit_a=400.0,
            neutral_limit_of="connector",
            p_ways_w=28000.0,
        ),
        ways=all_ways,
        connectors=(
            ConnectorView(
                id="A",
                title="Soca A",
                type="soca",
                color=None,
                ways=tuple(way.id for way in all_ways[:-1]),
            ),
            ConnectorView(id="X1", title="Schuko X1", type="schuko", color=None, ways=("X1",)),
        ),
        tightest=Tightest(
            place="drain.l1", used_pct=30.1, left_a=279.75, limit_a=400.0, bound=Bound.EXACT
        ),
        alarms=(),
    )
    return replace(view, **changes)


def an_auxiliary_way() -> WayView:
    """Return way X1, which has no sensor."""
    nobody = Mark(Quality.UNMEASURED, None, "none")
    return replace(
        a_way(1),
        id="X1",
        connector="X1",
        mark=nobody,
        i_a=None,
        i_min_a=None,
        i_max_a=None,
        i_peak_a=None,
        p_w=None,
        load=Load.UNKNOWN,
        indicator=Indicator(LampColor.UNKNOWN, LampPattern.STEADY),
        breaker=replace(BREAKER, mark=nobody, state=BreakerState.UNKNOWN),
    )


def an_alarm(**changes: Any) -> Alarm:
    """Return a supervision warning at A1."""
    alarm = Alarm(
        id=AlarmId("r1", "A1", "supervision", 3),
        severity=Severity.WARNING,
        state=AlarmState.ACTIVE,
        since_ns=NOW_NS - 2_000_000_000,
        text="A1 is above its maximum",
        value=15.2,
        limit=15.0,
        unit="A",
    )
    return replace(alarm, **changes)


def a_model() -> RackModel:
    """Return the model of `a_view`."""
    breaker = Protection(kind=ProtectionKind.RCBO, rated_a=16.0, poles=2, residual_a=0.03)
    ways = tuple(
        Way(
            id=view.id,
            group="A",
            number=number,
            phases=view.phases,
            connector=view.connector,
            protection=breaker,
            supervised=view.id != "X1",
        )
        for number, view in enumerate(a_view().ways, 1)
    )
    return RackModel(
        id="smartpdu-48",
        family="smartpdu",
        title="smartPDU 48",
        printed_prefix="smartPDU",
        drain=PowerConnector(type="powerlock", rated_a=400.0),
        source=None,
        main=MainDevice(device="nsx400", kind=MainKind.MCCB, rated_a=400.0, poles=4),
        meter="sdm630",
        ct_position=CtPosition.DRAIN,
        indicator=IndicatorRule(
            family="smartpdu", floor_a=0.5, slight_a=16.0, serious_a=18.0, assumed=False
        ),
        groups=(Group(id="A", ways=tuple(way.id for way in ways), module="soca"),),
        ways=ways,
        connectors=tuple(
            Connector(id=one.id, type=one.type, title=one.title, ways=one.ways)
            for one in a_view().connectors
        ),
    )


@dataclass
class FakeClock:
    """Time as the test sets it."""

    ns: int = NOW_NS
    wall: float | None = None

    def now_ns(self) -> int:
        return self.ns

    def wall_s(self) -> float | None:
        return self.wall


@dataclass
class Rack:
    """One rack whose owner answers as on a real node: keeps, then publishes what it kept."""

    store: Store
    view: RackView
    disk_full: bool = False
    saved: list[RackSettings] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store.publish(self.view)
        self.owner = LocalRack(
            self.view.rack,
            a_model(),
            RackSettings(),
            save=self._save,
            applied=self._applied,
            acknowledge=self._acknowledge,
        )
        self.store.register_owner(self.view.rack, self.owner)

    def publish(self, **changes: Any) -> RackView:
        """Publish the next snapshot."""
        self.view = replace(self.view, seq=self.view.seq + 1, **changes)
        self.store.publish(self.view)
        return self.view

    def _save(self, _rack: str, settings: RackSettings) -> None:
        if self.disk_full:
            raise NotSaved("not saved, nothing was changed: No space left on device")
        self.saved.append(settings)

    async def _acknowledge(self, alarm: str, by: str, comment: str) -> None:
        if self.disk_full:
            raise NotSaved("not saved, nothing was changed: No space left on device")
        if alarm not in {str(one.id) for one in self.view.alarms}:
            raise Unknown(f"no alarm {alarm} is raised", where="alarm")
        ack = Acknowledgement(by=by, comment=comment, at_ns=NOW_NS, boot_id="b1")
        self.publish(
            alarms=tuple(
                replace(one, ack=one.ack or ack) if str(one.id) == alarm else one
                for one in self.view.alarms
            )
        )

    def _applied(self, settings: RackSettings) -> None:
        ways = tuple(
            replace(
                way,
                name=settings.way(way.id).name,
                min_a=settings.way(way.id).min_a,
                max_a=settings.way(way.id).max_a,
                color=settings.connectors.get(way.connector),
            )
            for way in self.view.ways
        )
        connectors = tuple(
            replace(one, color=settings.connectors.get(one.id)) for one in self.view.connectors
        )
        self.publish(
            name=settings.name,
            group=settings.group,
            settings_revision=settings.revision,
            ways=ways,
            connectors=connectors,
        )


def a_peer(**changes: Any) -> Peer:
    """Return another node, heard half a second ago."""
    peer = Peer(
        id="n2",
        instance="b9",
        name="monitor world",
        version="1.2.0",
        addresses=("http://10.0.0.6:8080/",),
        racks=("r2", "r3"),
        present=True,
        heard_ns=NOW_NS - 500_000_000,
        role="router",
    )
    return replace(peer, **changes)


def kept_settings() -> RackSettings:
    """Return what a neighbour kept: a name, a group, two names, three limits, one colour."""
    return RackSettings(
        revision=12,
        name="Dimmer SL",
        group="Stage L",
        ways={
            "A1": WaySettings(name="LED 1", min_a=1.0, max_a=12.0),
            "A2": WaySettings(name="LED 2"),
            "A3": WaySettings(max_a=5.0),
        },
        connectors={"A": "YE"},
    )


def a_remembered_rack(**changes: Any) -> RememberedRack:
    """Return a rack that nobody has told of since the start."""
    rack = RememberedRack(
        rack="old",
        name="Dimmer SR",
        printed_name="smartPDU000007",
        model="smartpdu-36",
        node="n7",
        seen_wall_s=1_800_000_000.0,
        settings=kept_settings(),
    )
    return replace(rack, **changes)


def an_offer(**changes: Any) -> Offer:
    """Return names that n2 kept for r1."""
    offer = Offer(
        rack="r1", former_node="n7", kept_by="n2", settings=kept_settings(), seen_wall_s=None
    )
    return replace(offer, **changes)


class FakeNeighbours(Alone):
    """The other nodes as the test sets them; what it is asked for it writes down."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        me = Peer(
            id="n1",
            instance="b1",
            name="foh",
            version="1.2.3",
            addresses=(),
            racks=(),
            present=True,
            heard_ns=0,
            local=True,
        )
        self.addresses: tuple[str, ...] = ("http://10.0.0.5:8080/", "http://169.254.7.8:8080/")
        self.names: tuple[str, ...] = ("smartpdu4711ab.local", "smartpdu4711ab")
        self.others: list[Peer] = []
        self.gone: list[RememberedRack] = []
        self.offers: dict[str, Offer] = {}
        self.freshened: list[str] = []
        self.looked: list[tuple[frozenset[str], bool]] = []
        self.on_fresh: Callable[[], None] = lambda: None
        self.state: MeshState | None = None
        super().__init__(store, clock, me, addresses=lambda: self.addresses)

    def fill(self) -> None:
        """Give one of each: another node, a rack that is gone, names for r1."""
        self.others.append(a_peer())
        self.gone.append(a_remembered_rack())
        self.offers["r1"] = an_offer()

    def nodes(self) -> tuple[Peer, ...]:
        return (*super().nodes(), *self.others)

    def mesh(self) -> MeshState | None:
        return self.state or super().mesh()

    def remembered(self) -> tuple[RememberedRack, ...]:
        return tuple(self.gone)

    def offer(self, rack: str) -> Offer | None:
        return self.offers.get(rack)

    async def adopt(self, rack: str) -> RackSettings:
        if rack not in self.offers:
            return await super().adopt(rack)
        return self.offers.pop(rack).settings

    async def forget(self, rack: str) -> None:
        left = [one for one in self.gone if one.rack != rack]
        if left == self.gone:
            await super().forget(rack)
        self.gone = left

    def look_at(self, racks: frozenset[str], *, wall: bool) -> None:
        self.looked.append((racks, wall))

    async def fresh(self, rack: str) -> None:
        self.freshened.append(rack)
        self.on_fresh()


MODELS: dict[str, Any] = {
    "models": [{"id": "smartpdu-48", "title": "smartPDU 48", "aliases": ["pdu48"]}],
    "connector_types": {"soca": {"title": "Socapex"}},
}


@pytest.fixture(scope="session")
def make_view() -> Callable[..., RackView]:
    return a_view


@pytest.fixture
def make_alarm() -> Callable[..., Alarm]:
    return an_alarm


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(clock: FakeClock) -> Store:
    return Store(clock, boot_id="b1", events_kept=20)


@pytest.fixture
def rack(store: Store) -> Rack:
    return Rack(store, a_view())


@pytest.fixture
def ui_dir(tmp_path: Path) -> Path:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "index.html").write_text('<script type="module" src="/ui/app.js"></script>')
    (tmp_path / "ui" / "app.js").write_text("export {};\n")
    return tmp_path / "ui"


@pytest.fixture
def neighbours(store: Store, clock: FakeClock) -> FakeNeighbours:
    return FakeNeighbours(store, clock)


@pytest.fixture
def app(store: Store, clock: FakeClock, ui_dir: Path, neighbours: FakeNeighbours) -> Starlette:
    return build(
        store,
        node=NodeInfo(id="n1", name="foh", version="1.2.3", boot_id="b1"),
        clock=clock,
        models_json=MODELS,
        allowed_hosts=("rack.test",),
        ui_dir=ui_dir,
        neighbours=neighbours,
        called=lambda: neighbours.names,
    )


@pytest.fixture
def client(app: Starlette, rack: Rack) -> Iterator[TestClient]:
    """A client of a node with one rack; its address is of the LAN."""
    with TestClient(
        app, base_url="http://rack.test", raise_server_exceptions=False, client=("10.0.0.9", 5)
    ) as client:
        yield client


@pytest_asyncio.fixture
async def serve() -> AsyncIterator[Callable[[Any], Awaitable[Server]]]:
    """Run applications on free ports until the test ends."""
    async with contextlib.AsyncExitStack() as stack:

        async def running(app: Any) -> Server:
            one = server(app, "127.0.0.1", 0)
            task = asyncio.create_task(one.serve())

            async def stop() -> None:
                one.should_exit = True
                await task

            stack.push_async_callback(stop)
            async with asyncio.timeout(5):
                await one.ready.wait()
            return one

        yield running


@pytest.fixture
def tripped() -> dict[str, Any]:
    """Fields of a rack whose main tripped by its E-stop."""
    return {
        "main_breaker": replace(
            BREAKER,
            state=BreakerState.TRIPPED,
            cause=Cause.E_STOP,
            cause_quality=CauseQuality.SENSED,
        ),
        "contacts": Contacts(
            mark=BOARD, e_stop=EStop.PRESSED, neutral_relay=NeutralRelay.NOT_TRIPPED
        ),
    }
