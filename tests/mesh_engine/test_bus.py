import asyncio
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from itertools import count

import pytest

from stagewatt.domain.errors import Invalid, NotSaved, Unreachable
from stagewatt.mesh import engine, opener, zenoh_bus
from stagewatt.mesh.bus import Presence
from stagewatt.mesh.engine import EngineError
from stagewatt.mesh.zenoh_bus import ZenohBus

_numbers = count()


class Hearer:
    def __init__(self) -> None:
        self.messages: list[tuple[str, bytes]] = []
        self.there: set[Presence] = set()
        self.follows: dict[str, bool] = {}
        self.answer: Callable[[bytes], bytes] = bytes.upper

    def arrived(self, topic: str, payload: bytes) -> None:
        self.messages.append((topic, payload))

    def joined(self, who: Presence) -> None:
        self.there.add(who)

    def left(self, who: Presence) -> None:
        self.there.remove(who)

    def wanted(self, topic: str, *, wanted: bool) -> None:
        self.follows[topic] = wanted

    async def asked(self, payload: bytes) -> bytes:
        return self.answer(payload)


class Memory:
    def __init__(self, *known: str) -> None:
        self.known = known
        self.kept: dict[str, str] = {}
        self.full = False

    def addresses(self) -> tuple[str, ...]:
        return self.known

    def met(self, node: str, address: str) -> None:
        self.kept[node] = address
        if self.full:
            raise NotSaved("the disk is full")


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not so():  # noqa: ASYNC110 - what is waited for comes from the engine's threads
            await asyncio.sleep(0.01)


def a_site() -> str:
    return f"t{os.getpid()}-{next(_numbers)}"


local = partial(ZenohBus, interfaces=("127.0.0.1",))


@asynccontextmanager
async def opened(
    site: str, node: str, *, memory: Memory | None = None, hears: Hearer | None = None
) -> AsyncIterator[tuple[ZenohBus, Hearer]]:
    bus, hears = local(site, remembered=memory), hears or Hearer()
    await bus.open(Presence(node, "run"), hears)
    try:
        yield bus, hears
    finally:
        await bus.close()


async def test_two_nodes_on_one_machine() -> None:
    site, memory = a_site(), Memory("127.0.0.1:1")
    async with opened(site, "aa") as (a, at_a), opened(site, "bb", memory=memory) as (b, at_b):
        await until(lambda: bool(at_a.there and at_b.there))
        assert at_a.there == {Presence("bb", "run")}
        b.follow(frozenset({"live/aa/r1"}))
        a.offer(frozenset({"live/aa/r1"}))
        await until(lambda: at_a.follows == {"live/aa/r1": True})
        a.say("live/aa/r1", b"often", urgent=False)
        a.say("events/aa", b"once", urgent=True)
        await until(lambda: len(at_b.messages) == 2)
        assert set(at_b.messages) == {("live/aa/r1", b"often"), ("events/aa", b"once")}
        assert await a.ask("bb", b"who", timeout_s=5) == b"WHO"
        await until(lambda: bool(a.links() and b.links()))
        # One of them was called: there the far end of the connection is a port of the moment.
        assert {(link.node, link.listens) for link in a.links()} == {("bb", f"127.0.0.1:{b.port}")}
        assert {(link.node, link.listens) for link in b.links()} == {("aa", f"127.0.0.1:{a.port}")}
        assert memory.kept == {"aa": f"127.0.0.1:{a.port}"}
        status = b.status()
        assert status.is_open
        assert status.addresses == ("127.0.0.1",)
        assert (status.role, status.locked, status.overflows) == ("peer", False, 0)
        b.follow(frozenset())
        await until(lambda: at_a.follows == {"live/aa/r1": False})
        await b.close()
        await until(lambda: not at_a.there)
        with pytest.raises(Unreachable):
            await a.ask("bb", b"who", timeout_s=0.6)


async def test_what_was_asked_for_before_it_opened_counts() -> None:
    site = a_site()
    bus, hears = local(site), Hearer()
    bus.offer(frozenset({"live/aa/r1"}))
    bus.follow(frozenset({"live/bb/r1"}))
    bus.say("events/aa", b"into the void", urgent=True)
    assert bus.links() == ()
    assert not bus.status().is_open
    await bus.open(Presence("aa", "run"), hears)
    async with opened(site, "bb") as (other, at_other):
        other.offer(frozenset({"live/bb/r1"}))
        other.follow(frozenset({"live/aa/r1"}))
        await until(lambda: bool(hears.follows and at_other.follows))
        assert at_other.messages == []
    await bus.close()


async def test_a_new_session_tells_again_what_is_wanted_and_keeps_who_is_there() -> None:
    site = a_site()
    async with opened(site, "aa") as (a, at_a), opened(site, "bb") as (b, at_b):
        a.offer(frozenset({"live/aa/r1"}))
        b.follow(frozenset({"live/aa/r1"}))
        await until(lambda: at_a.follows.get("live/aa/r1") is True)
        await until(lambda: bool(at_b.there))
        a.set_role("peer")  # no other role: nothing happens
        port = a.port
        a._overflow()
        a._overflow()
        await until(lambda: a.status().opened == 2)
        assert a.status().overflows == 1
        assert a.port == port
        await until(lambda: at_a.follows["live/aa/r1"])
        assert await b.ask("aa", b"still", timeout_s=5) == b"STILL"
        await asyncio.sleep(1.6)
        assert at_a.there == {Presence("bb", "run")}


async def test_a_bus_that_was_closed_can_be_opened_again() -> None:
    site = a_site()
    async with opened(site, "aa") as (a, at_a), opened(site, "bb") as (_, at_b):
        await until(lambda: bool(at_a.there and at_b.there))
        await a.close()
        await until(lambda: not at_b.there)
        a.follow(frozenset({"live/bb/r1"}))
        again = Hearer()
        await a.open(Presence("aa", "run"), again)
        assert a.status().is_open
        await until(lambda: bool(again.there and at_b.there))
        a.say("events/aa", b"once", urgent=True)
        assert await a.ask("bb", b"who", timeout_s=5) == b"WHO"
        await until(lambda: at_b.messages == [("events/aa", b"once")])


async def test_who_went_while_a_session_was_away_has_left() -> None:
    site = a_site()
    async with opened(site, "aa") as (a, at_a), opened(site, "bb"):
        await until(lambda: bool(at_a.there))
        # As if the sign of its end had been lost with the session.
        ghost = Presence("cc", "run")
        a._inward.present.token("alive/cc/run/gone/7432", there=True)
        at_a.joined(ghost)
        a._overflow()
        await until(lambda: a.status().opened == 2)
        await until(lambda: at_a.there == {Presence("bb", "run")})


async def test_a_question_that_fails_is_refused_not_left_to_wait(
    caplog: pytest.LogCaptureFixture,
) -> None:
    site = a_site()
    failing = Hearer()

    def bad(payload: bytes) -> bytes:
        raise Unreachable("nothing here")

    failing.answer = bad
    async with opened(site, "aa") as (a, at_a), opened(site, "bb", hears=failing):
        await until(lambda: bool(at_a.there))
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        loop = asyncio.get_running_loop()
        began = loop.time()
        with pytest.raises(Unreachable):
            await a.ask("bb", b"who", timeout_s=10)
        assert loop.time() - began < 8


async def test_more_questions_than_can_be_answered_at_once_are_refused() -> None:
    site, gate = a_site(), asyncio.Event()

    class Slow(Hearer):
        async def asked(self, payload: bytes) -> bytes:
            await gate.wait()
            return payload

    async with opened(site, "aa") as (a, at_a), opened(site, "bb", hears=Slow()):
        await until(lambda: bool(at_a.there))
        asks = [asyncio.create_task(a.ask("bb", b"x", timeout_s=10)) for _ in range(70)]
        await until(lambda: sum(task.done() for task in asks) == 6)
        gate.set()
        results = await asyncio.gather(*asks, return_exceptions=True)
        assert sum(result == b"x" for result in results) == 64
        assert sum(isinstance(result, Unreachable) for result in results) == 6


async def test_questions_still_open_end_with_the_bus() -> None:
    site = a_site()

    class Never(Hearer):
        async def asked(self, payload: bytes) -> bytes:
            await asyncio.Event().wait()
            return payload

    async with opened(site, "aa") as (a, at_a):
        async with opened(site, "bb", hears=Never()):
            await until(lambda: bool(at_a.there))
            ask = asyncio.create_task(a.ask("bb", b"x", timeout_s=10))
            await asyncio.sleep(0.1)
        with pytest.raises(Unreachable):
            await ask


async def test_who_cannot_be_asked_is_unreachable_at_once() -> None:
    async with opened(a_site(), "aa") as (a, _):
        for node in ("", "a/b", "*"):
            with pytest.raises(Unreachable):
                await a.ask(node, b"x", timeout_s=0)


async def test_the_port_next_to_a_taken_one_is_used_and_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        bus = local(a_site(), port=port)
        await bus.open(Presence("aa", "run"), Hearer())
        assert bus.port != port
        bus._overflow()
        await until(lambda: bus.status().opened == 2)
        await bus.close()
    assert caplog.text.count(f"port {port} is taken, using") == 1


async def test_an_engine_that_does_not_open_is_told_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real, failures = engine.RawSession, iter([EngineError("no such device"), OSError(5)])

    def failing(*args: object) -> object:
        for error in failures:
            raise error
        return real(*args)  # type: ignore[arg-type]

    def deaf(*_: object) -> None:
        raise EngineError("no multicast here at /x")

    monkeypatch.setattr(opener, "RawSession", failing)
    monkeypatch.setattr(opener, "look_around", deaf)
    monkeypatch.setattr(opener.Opener, "wait_s", 0.01)
    bus = local(a_site())
    await bus.open(Presence("aa", "run"), Hearer())
    await until(lambda: bus.status().is_open)
    assert "the mesh cannot be spoken now: no such device" in caplog.text
    assert "/root" not in caplog.text
    await bus.close()


def test_the_pause_between_attempts_grows_to_ten_seconds() -> None:
    bus = local(a_site())
    waits = []
    for failures in range(12):
        bus._opener._failures = failures
        waits.append(bus._opener.wait_s)
    assert waits[:4] == [0.5, 1.0, 2.0, 4.0]
    assert waits[-1] == 10.0


async def test_an_address_that_cannot_be_kept_is_said(caplog: pytest.LogCaptureFixture) -> None:
    site, memory = a_site(), Memory()
    memory.full = True
    async with opened(site, "aa", memory=memory), opened(site, "bb"):
        await until(lambda: "the disk is full" in caplog.text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"site": "No Site"},
        {"site": "ok", "addresses": ("a b",)},
    ],
)
def test_what_cannot_be_is_told_before_it_opens(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        ZenohBus(**wrong)  # type: ignore[arg-type]


async def test_a_name_that_cannot_stand_in_a_topic_is_refused() -> None:
    with pytest.raises(Invalid):
        await local(a_site()).open(Presence("a/b", "run"), Hearer())
    with pytest.raises(Invalid):
        local(a_site()).set_role("client", ())
    with pytest.raises(Invalid):
        local(a_site()).set_role("router", ("not an address",))


async def test_urgent_messages_beyond_all_bounds_start_a_new_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zenoh_bus, "_OUTBOX", 4)
    gate = threading.Event()
    async with opened(a_site(), "aa") as (a, _):

        def hold(_: object) -> None:
            gate.wait(10)

        a._urgent.push(hold, droppable=False)
        for number in range(12):
            a.say("events/aa", b"%d" % number, urgent=True)
            a.say("pulse/aa", b"%d" % number, urgent=False)
        gate.set()
        await until(lambda: a.status().opened == 2)
        assert a.status().overflows == 1


async def test_clients_hear_each_other_through_routers_and_survive_one() -> None:
    site = a_site()
    async with (
        opened(site, "r1") as (one, at_one),
        opened(site, "r2") as (two, _),
        opened(site, "c1") as (c1, at_c1),
        opened(site, "c2") as (c2, at_c2),
    ):
        await until(lambda: len(at_c1.there) == len(at_c2.there) == 3)
        routers = [f"127.0.0.1:{one.port}", f"127.0.0.1:{two.port}"]
        one.set_role("router", routers[1:])
        two.set_role("router", routers[:1])
        await until(lambda: one.status().opened == two.status().opened == 2)
        c1.set_role("client", routers)
        c2.set_role("client", routers)
        await until(lambda: c1.status().opened == c2.status().opened == 2)
        assert c1.status().role == "client"
        await asyncio.sleep(1.6)
        await until(lambda: len(at_c1.there) == len(at_c2.there) == len(at_one.there) == 3)
        assert await c1.ask("c2", b"through", timeout_s=5) == b"THROUGH"
        # Served by one of its routers it stays with it, whoever else is elected.
        c1.set_role("client", [*routers, "127.0.0.1:9"])
        await asyncio.sleep(1.2)
        assert c1.status().opened == 2
        await one.close()
        await until(lambda: {who.node for who in at_c1.there} == {"r2", "c2"})
        assert await c2.ask("c1", b"again", timeout_s=5) == b"AGAIN"
