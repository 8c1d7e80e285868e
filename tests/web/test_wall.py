"""The wall: two bytes for each way, the same numbers as everywhere, made anew only where needed."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from websockets.asyncio.client import ClientConnection, connect

from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.view import BreakerState, Load, RackView, WayView
from stagewatt.http.serve import Server
from stagewatt.state.held import Held
from stagewatt.state.store import Store
from stagewatt.web import hub as hub_module
from stagewatt.web import wall
from stagewatt.web.around import Around
from stagewatt.web.client import Client
from stagewatt.web.frames import WALL_CELL
from stagewatt.web.hub import Hub
from stagewatt.web.node_info import NodeInfo
from stagewatt.web.source import Source
from stagewatt.web.sums import used_pct, way_pct
from stagewatt.web.topics import FleetTopic, WallTopic
from stagewatt.web.wall import WallEncoder, cells, plain

Serve = Callable[[Any], Awaitable[Server]]
MakeView = Callable[..., RackView]
HEAD = 14
PARTS = next(field.parts for field in WALL_CELL if field.parts)


def read(frame: bytes) -> list[dict[str, Any]]:
    """Read a wall as the docs describe it, rack after rack, with the keys of its JSON form."""
    kind, racks = frame[0], int.from_bytes(frame[12:14], "little")
    assert kind == 3
    words = [frame[HEAD + 2 * n : HEAD + 2 * n + 2] for n in range(racks)]
    counts = [int.from_bytes(word, "little") for word in words]
    total, start = sum(counts), HEAD + 2 * racks
    assert len(frame) == start + 2 * total
    found, at = [], 0
    for count in counts:
        percents = frame[start + at : start + at + count]
        codes = frame[start + total + at : start + total + at + count]
        said = [spelt(code) for code in codes]
        rack: dict[str, Any] = {
            "used_pct": [None if percent == 255 else percent for percent in percents]
        }
        for part in PARTS:
            rack[part.name] = [one[part.name] for one in said]
        rack["warning"] = [word == "yes" for word in rack["warning"]]
        found.append(rack)
        at += count
    return found


def spelt(code: int) -> dict[str, str]:
    """Take apart a code: breaker + 4 * (warning + 2 * (load + 6 * quality))."""
    code, breaker = divmod(code, 4)
    code, warning = divmod(code, 2)
    quality, load = divmod(code, 6)
    places = {"breaker": breaker, "warning": warning, "load": load, "quality": quality}
    return {part.name: part.words[places[part.name]] for part in PARTS}


def dress(way: WayView, **changes: Any) -> WayView:
    """Return a way with a quality, a state and the rest as asked."""
    quality = changes.pop("quality", Quality.GOOD)
    state = changes.pop("state", BreakerState.ON)
    mark = Mark(quality, 1, "board-1")
    return replace(way, mark=mark, breaker=replace(way.breaker, state=state), **changes)


NUMBERS = st.none() | st.floats() | st.floats(-5, 60) | st.sampled_from([0.0, 16.0, -0.0, 40.0])
WAYS = st.lists(
    st.fixed_dictionaries(
        {
            "i_a": NUMBERS,
            "rated_a": st.sampled_from([16.0, 32.0, 63.0, 0.0, -1.0, math.nan]),
            "load": st.sampled_from(Load),
            "warning": st.booleans(),
            "quality": st.sampled_from(Quality),
            "state": st.sampled_from(BreakerState),
        }
    ),
    max_size=6,
)
ONE = {"load": Load.OK, "warning": False, "quality": Quality.GOOD, "state": BreakerState.ON}


@given(racks=st.lists(WAYS, max_size=4))
@example(racks=[[{**ONE, "i_a": math.inf, "rated_a": 16.0}, {**ONE, "i_a": 8.0, "rated_a": 16.0}]])
@example(racks=[[{**ONE, "i_a": 8.0, "rated_a": 0.0}], []])
@example(racks=[[{**ONE, "i_a": 0.0, "rated_a": -1.0}]])
@example(racks=[[{**ONE, "i_a": 1e307, "rated_a": 16.0}]])
@example(racks=[[{**ONE, "i_a": -9.0, "rated_a": 16.0}, {**ONE, "i_a": 9e9, "rated_a": 16.0}]])
def test_bytes_and_json_say_the_same_of_any_ways(
    make_view: MakeView, racks: list[list[dict[str, Any]]]
) -> None:
    way = make_view(ways=2).ways[0]
    views = [make_view(rack=f"r{n}", ways=2) for n, _ in enumerate(racks)]
    views = [
        replace(view, ways=tuple(dress(way, **one) for one in ways))
        for view, ways in zip(views, racks, strict=True)
    ]
    frame = read(WallEncoder(0).encode(views, seq=1, sent_ns=0))
    told = [plain(view) for view in views]
    assert [{k: v for k, v in one.items() if k not in {"id", "ways"}} for one in told] == frame
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    for one in told:
        assert all(pct is None or 0 <= pct <= 250 for pct in one["used_pct"])


@pytest.mark.parametrize(
    ("i_a", "pct"),
    [(None, None), (0.0, 0), (8.0, 50), (15.204, 95), (16.0, 100), (40.0, 250), (41.0, 250)],
)
def test_percents_of_a_way(make_view: MakeView, i_a: float | None, pct: int | None) -> None:
    way = replace(make_view().ways[0], i_a=i_a)
    assert way_pct(way) == pct
    assert cells((way,)).used_pct == bytes([255 if pct is None else pct])


def test_a_rack_is_encoded_again_only_when_its_ways_are_others(
    make_view: MakeView, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = wall.cells

    def counted(ways: tuple[WayView, ...]) -> wall.Cells:
        made.append(ways[0].id)
        return real(ways)

    monkeypatch.setattr(wall, "cells", counted)
    encoder = WallEncoder(0)
    one, other = make_view(rack="r1"), make_view(rack="r2")
    first = encoder.encode([one, other], seq=1, sent_ns=0)
    assert len(made) == 2
    again = [replace(one, seq=2, temperature_c=9.0), other]
    assert encoder.encode(again, seq=1, sent_ns=0) == first
    assert len(made) == 2
    ways = (replace(one.ways[0], i_a=16.0), *one.ways[1:])
    moved = encoder.encode([replace(one, ways=ways), other], seq=1, sent_ns=0)
    assert (len(made), read(moved)[0]["used_pct"][0]) == (3, 100)
    encoder.encode([other], seq=2, sent_ns=0)
    assert read(encoder.encode([one, other], seq=3, sent_ns=0))[0]["used_pct"][0] == 3
    assert len(made) == 4, "a rack that was gone is not remembered"


def test_no_wall_without_racks_and_racks_without_ways(make_view: MakeView) -> None:
    assert read(WallEncoder(0).encode([], seq=1, sent_ns=0)) == []
    (rack,) = read(WallEncoder(0).encode([replace(make_view(), ways=())], seq=1, sent_ns=0))
    assert rack["used_pct"] == []


def test_conductors_use_their_own_limits(make_view: MakeView) -> None:
    view = make_view()
    load = replace(view.load, drain_limit_a=200.0, neutral_limit_a=100.0)
    i_a = replace(view.mains.i_a, l2=None)
    shown = used_pct(replace(view, load=load, mains=replace(view.mains, i_a=i_a)))
    assert (shown.l1, shown.l2, shown.l3, shown.n) == (60.1, None, 50.5, 22.1)
    nothing = replace(load, drain_limit_a=0.0)
    assert used_pct(replace(view, load=nothing)).l1 is None


@pytest.fixture
def source(store: Store, clock: Any, neighbours: Any) -> Source:
    return Source(store, NodeInfo("n1", "foh", "1", "b1"), clock, neighbours)


# ---- over the stream -------------------------------------------------------------------------


async def told(socket: ClientConnection, *topics: str) -> dict[str, Any]:
    """Ask for topics and return the first snapshot of each, by topic."""
    await socket.send(json.dumps({"sub": topics}))
    found: dict[str, Any] = {}
    async with asyncio.timeout(5):
        while set(found) != set(topics):
            message = json.loads(await socket.recv())
            if message["type"] == "snapshot":
                found[message["topic"]] = message
    return found


def listening(server: Server, protocol: str) -> Any:
    uri = f"ws://127.0.0.1:{server.port}/api/v1/stream"
    return connect(uri, subprotocols=[protocol], compression=None, close_timeout=1)  # type: ignore[list-item]


async def test_one_picture_on_the_wall_in_rest_and_in_both_forms(
    app: Starlette, rack: Any, store: Store, make_view: MakeView, serve: Serve
) -> None:
    way = make_view(ways=2).ways[0]
    ways = tuple(
        dress(replace(way, id=f"A{n}", i_a=n * 3.3), quality=quality, load=load, warning=n == 1)
        for n, (quality, load) in enumerate(zip(Quality, Load, strict=False))
    )
    rack.publish(ways=ways)
    store.publish(make_view(rack="r2"), via="n2")
    server = await serve(app)
    async with listening(server, "stagewatt.v1.json") as socket:
        data = (await told(socket, "wall"))["wall"]["data"]["racks"]
    async with listening(server, "stagewatt.v1.bin") as socket:
        await socket.send(json.dumps({"sub": ["wall"]}))
        async with asyncio.timeout(5):
            assert json.loads(await socket.recv())["type"] == "hello"
            assert json.loads(await socket.recv()) == {"type": "fleet", "racks": ["r1", "r2"]}
            frame = await socket.recv()
    assert isinstance(frame, bytes)
    shown = [{k: v for k, v in one.items() if k not in {"id", "ways"}} for one in data]
    assert read(frame) == shown
    rest = TestClient(app, base_url="http://rack.test")
    assert [one["id"] for one in data] == [
        one["id"] for one in rest.get("/api/v1/racks").json()["racks"]
    ]
    for one in data:
        doc = rest.get(f"/api/v1/racks/{one['id']}").json()
        assert one["ways"] == [each["id"] for each in doc["ways"]]
        for k, each in enumerate(doc["ways"]):
            i_a, rated_a = each["i_a"], each["rated_a"]
            pct = None if i_a is None else min(250, round(100 * i_a / rated_a))
            assert one["used_pct"][k] == pct
            assert one["breaker"][k] == each["breaker"]["state"]
            assert (one["warning"][k], one["load"][k]) == (each["warning"], each["load"])
            assert one["quality"][k] == each["quality"]


async def test_the_wall_comes_by_the_clock_and_the_order_is_told_once(
    app: Starlette, rack: Any, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "FLEET_S", 0.05)
    async with listening(await serve(app), "stagewatt.v1.bin") as socket:
        await socket.send(json.dumps({"sub": ["wall", "fleet"]}))
        heard: list[str | bytes] = []
        async with asyncio.timeout(5):
            while sum(isinstance(one, bytes) and one[0] == 3 for one in heard) < 3:
                heard.append(await socket.recv())
        texts = [json.loads(one) for one in heard if isinstance(one, str)]
        assert [one["type"] for one in texts] == ["hello", "fleet"]


def test_a_wall_follows_its_fleet_within_one_instant(source: Source, make_view: MakeView) -> None:
    """The clock stands still, so that only the fleet can say that something is new."""
    fleet = FleetTopic(source)
    topic = WallTopic(source, fleet)
    for seq in (1, 2, 3):
        view = make_view(seq=seq)
        ways = (replace(view.ways[0], i_a=1.6 * seq), *view.ways[1:])
        fleet.show(Held(replace(view, ways=ways), None, 0))
        frame, text = topic.encoded("bin"), topic.encoded("json")
        assert isinstance(frame, bytes)
        assert read(frame)[0]["used_pct"][0] == 10 * seq
        said = json.loads(text)
        assert said["data"]["racks"][0]["used_pct"][0] == 10 * seq
        assert said["seq"] == int.from_bytes(frame[4:8], "little")
        assert topic.encoded("bin") is frame, "made once for everybody"


async def test_an_acknowledgement_shows_in_the_fleet_at_once(
    app: Starlette,
    rack: Any,
    make_alarm: Any,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub_module, "FLEET_S", 60.0)
    rack.publish(alarms=(make_alarm(),))
    async with listening(await serve(app), "stagewatt.v1.json") as socket:
        first = (await told(socket, "fleet"))["fleet"]["data"]["racks"][0]
        await rack.owner.acknowledge("r1.A1.supervision.3", "Anna", "")
        async with asyncio.timeout(5):
            while True:
                message = json.loads(await socket.recv())
                if message["type"] == "snapshot":
                    break
    assert (first["unacked"], message["data"]["racks"][0]["unacked"]) == (1, 0)


# ---- who looks at what -----------------------------------------------------------------------


def a_client() -> Client:
    async def send(_: Any) -> None:
        """Nobody writes in these tests."""

    return Client(send, "bin")


async def test_neighbours_hear_what_somebody_looks_at_where_it_changes(
    source: Source, neighbours: Any, rack: Any
) -> None:
    hub = Hub(source)
    one, other = a_client(), a_client()
    for client in (one, other):
        hub.join(client)
    hub.subscribe(one, ("fleet",), 10)
    assert neighbours.looked == []
    hub.subscribe(one, ("fleet", "rack/r1"), 10)
    hub.subscribe(other, ("rack/r1", "rack/r2"), 10)
    hub.subscribe(other, ("rack/r2", "rack/r1"), 5)
    hub.subscribe(one, ("fleet", "wall"), 10)
    hub.leave(other)
    hub.leave(one)
    hub.leave(one)
    assert neighbours.looked == [
        (frozenset({"r1"}), False),
        (frozenset({"r1", "r2"}), False),
        (frozenset({"r1", "r2"}), True),
        (frozenset(), True),
        (frozenset(), False),
    ]


def test_what_neighbours_tell_is_told_once_and_only_when_it_changes(
    source: Source, neighbours: Any, rack: Any, clock: Any
) -> None:
    around = Around(source)
    assert around.changes() == [], "who comes reads it by REST"
    neighbours.fill()
    assert around.changes() == [
        {"type": "nodes"},
        {"type": "racks"},
        {"type": "changed", "rack": "r1"},
    ]
    clock.ns += 10**9
    neighbours.others[0] = replace(neighbours.others[0], heard_ns=clock.ns)
    assert around.changes() == [], "that a node was heard again is no news"
    neighbours.others[0] = replace(neighbours.others[0], present=False)
    assert around.changes() == [{"type": "nodes"}]
    neighbours.offers.clear()
    assert around.changes() == [{"type": "changed", "rack": "r1"}]
    neighbours.gone.clear()
    assert around.changes() == [{"type": "racks"}]


def test_offers_for_racks_of_others_are_told_until_they_are_taken_or_entered_anew(
    source: Source, neighbours: Any, store: Store, make_view: MakeView
) -> None:
    around = Around(source)
    store.publish(make_view(rack="r1"), via="n2")
    around.changes()
    neighbours.fill()
    assert {"type": "changed", "rack": "r1"} in around.changes()
    assert source.rack(source.held("r1")).offer is not None
    store.publish(make_view(rack="r1", seq=2, settings_revision=1), via="n2")
    assert around.changes() == [], "one name entered is not all of them"
    assert source.rack(source.held("r1")).offer is not None
    neighbours.offers.clear()
    assert around.changes() == [{"type": "changed", "rack": "r1"}]
    assert source.rack(source.held("r1")).offer is None


async def test_a_node_that_comes_is_told_to_everybody(
    app: Starlette, rack: Any, serve: Serve, neighbours: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "FLEET_S", 0.02)
    async with listening(await serve(app), "stagewatt.v1.bin") as socket:
        await asyncio.sleep(0.1)
        neighbours.fill()
        kinds = []
        async with asyncio.timeout(5):
            while "changed" not in kinds:
                kinds.append(json.loads(await socket.recv())["type"])
    assert kinds == ["hello", "nodes", "racks", "changed"]
