"""What the engine calls on its own threads, where no coverage is taken: called here by hand."""

import asyncio
from types import SimpleNamespace as Thing
from typing import Any

import pytest
import zenoh

from stagewatt.mesh import lookout
from stagewatt.mesh.addresses import LOOPBACK
from stagewatt.mesh.bus import Link, Presence
from stagewatt.mesh.engine import EngineError, RawSession, _answer, _refuse, look_around
from stagewatt.mesh.engine_config import Opening, session_id
from stagewatt.mesh.engine_ports import Question, RawLink
from stagewatt.mesh.inward import Ear, Inward
from stagewatt.mesh.lookout import Lookout
from stagewatt.mesh.site import site_of


class Notes:
    """Takes down what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def heard(self, topic: str, payload: bytes) -> None:
        self.told.append((topic, payload))

    def alive(self, token: str, *, there: bool) -> None:
        self.told.append((token, there))

    def wanted(self, topic: str, *, wanted: bool) -> None:
        self.told.append((topic, wanted))

    def asked(self, question: Question) -> None:
        self.told.append(question.payload)


def opening(site: str, port: int) -> Opening:
    return Opening(
        site=site_of(site),
        session=session_id([], port.to_bytes(12, "big")),
        role="peer",
        listen=(f"{LOOPBACK}:{port}",),
        connect=(),
        interfaces=(LOOPBACK,),
        multicast=False,
        papers=None,
    )


def sample(key: str, kind: Any, payload: bytes = b"") -> Any:
    return Thing(key_expr=key, kind=kind, payload=Thing(to_bytes=lambda: payload))


def test_callbacks_say_what_they_were_given(free_port: int) -> None:
    notes = Notes()
    session = RawSession(opening("calls", free_port), Presence("aa", "1"), free_port, notes)
    try:
        put, gone = zenoh.SampleKind.PUT, zenoh.SampleKind.DELETE
        session._heard(sample("stagewatt/1/calls/events/bb", put, b"news"))
        session._alive(sample("stagewatt/1/calls/alive/bb/1/s/7432", put))
        session._alive(sample("stagewatt/1/calls/alive/bb/1/s/7432", gone))
        session._matches("live/aa/r1", Thing(matching=True))  # type: ignore[arg-type]
        session._asked(Thing(payload=None))  # type: ignore[arg-type]
        session._asked(sample("", put, b"who"))
        own = "alive/aa/1"
        assert [each for each in notes.told if own not in str(each)] == [
            ("events/bb", b"news"),
            ("alive/bb/1/s/7432", True),
            ("alive/bb/1/s/7432", False),
            ("live/aa/r1", True),
            b"",
            b"who",
        ]
        assert session.links() == ()
        assert session.fetch(10) == []
    finally:
        session.close()
    with pytest.raises(EngineError):
        session.put("events/aa", b"late", urgent=True)
    session.run(lambda each: each.put("events/aa", b"late", urgent=True))


def test_a_session_that_cannot_begin_is_closed(free_port: int) -> None:
    bad = Presence("a//b", "1")
    with pytest.raises(EngineError):
        RawSession(opening("bad", free_port), bad, free_port, Notes())
    session = RawSession(opening("bad", free_port), Presence("aa", "1"), free_port, Notes())
    session.close()


def test_an_answer_to_who_is_gone_is_no_error() -> None:
    def gone(*_: object) -> None:
        raise EngineError("closed")

    query = Thing(reply=gone, reply_err=gone, key_expr="x", drop=gone)
    _answer(query, b"late")  # type: ignore[arg-type]
    _refuse(query)  # type: ignore[arg-type]


def test_a_look_around_an_empty_place_finds_nobody(free_port: int) -> None:
    assert look_around(opening(f"empty-{free_port}", free_port)) == ()


def test_an_ear_puts_all_it_hears_into_the_queue() -> None:
    kept: list[Any] = []
    inward: Any = Thing(
        put=lambda ear, what: kept.append(what()),
        heard=lambda topic, payload: (topic, payload),
        alive=lambda token, there: (token, there),
        wanted=lambda topic, wanted: (topic, wanted),
        asked=lambda question: question,
    )
    ear = Ear(inward)
    ear.heard("events/a", b"x")
    ear.alive("alive/a", there=True)
    ear.wanted("live/a", wanted=False)
    ear.asked(Question(b"q", lambda _: None, lambda: None))
    assert kept[:3] == [("events/a", b"x"), ("alive/a", True), ("live/a", False)]
    assert kept[3].payload == b"q"


async def test_what_an_ended_session_still_tells_goes_nowhere() -> None:
    notes = Notes()
    notes.arrived = notes.heard  # type: ignore[attr-defined]
    hears: Any = notes
    inward = Inward(asyncio.get_running_loop(), hears, lambda: None, lambda _: None)
    session: Any = Thing(fetch=lambda _: [])
    old, new = Ear(inward), Ear(inward)
    me = Presence("aa", "1")
    inward.begin(old, me, session)
    old.heard("events/bb", b"in time")
    await asyncio.sleep(0.01)
    inward.end()
    new.heard("events/bb", b"early: the new session is not begun yet")
    inward.begin(new, me, session)
    old.heard("events/bb", b"late")
    await asyncio.sleep(0.1)
    inward.end()
    early = b"early: the new session is not begun yet"
    assert notes.told == [("events/bb", b"in time"), ("events/bb", early)]
    await asyncio.sleep(0.06)


class Session:
    """A session with the links it is given."""

    def __init__(self, *links: RawLink) -> None:
        self.kept = links
        self.broken = False

    def links(self) -> tuple[RawLink, ...]:
        if self.broken:
            raise EngineError("closed")
        return self.kept


def test_the_lookout_starts_anew_on_new_addresses_and_on_a_connection_that_carries_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = Thing(ns=0, addresses=frozenset({"10.0.0.1"}))
    monkeypatch.setattr("stagewatt.mesh.lookout.time.monotonic_ns", lambda: now.ns)
    monkeypatch.setattr("stagewatt.mesh.addresses.own", lambda _: now.addresses)
    monkeypatch.setattr(lookout, "why_not", lambda address, _: f"{address} is not locked")
    watcher = Lookout((), None)
    watcher.begin(now.addresses, {"10.0.0.9:7432": None, "10.0.0.8:7432": "s"}, None)
    session: Any = Session(RawLink("s", "10.0.0.1:1", "10.0.0.2:7432"))
    where = {"s": ("bb", 7432)}
    assert not watcher.look(session, where)
    assert [link.node for link in watcher.links] == ["bb"]
    now.ns = 4_000_000_000
    assert not watcher.look(session, where)
    now.ns = 70_000_000_000
    assert not watcher.look(session, where)
    # Who is connected by another address is in no doubt; a sentence is logged once.
    assert watcher.sentences == ("10.0.0.9:7432 is not locked",)
    assert caplog.text.count("is not locked") == 1
    session.broken = True
    assert not watcher.look(session, where)
    session.broken = False
    assert not watcher.look(session, {})
    now.ns += 10_000_000_000
    assert watcher.look(session, {})
    now.addresses = frozenset()
    assert not watcher.look(session, where)
    now.ns += 1_000_000_000
    assert watcher.look(session, where)


def test_a_node_that_called_this_one_is_told_with_where_it_listens() -> None:
    watcher = Lookout((), None)
    session: Any = Session(
        RawLink("s", "10.0.0.1:7432", "10.0.0.2:54321"), RawLink("t", "[::1]:7432", "[::1]:5")
    )
    watcher.look(session, {"s": ("bb", 7440), "t": ("cc", 7441)})
    assert watcher.links == (
        Link("bb", "10.0.0.2:54321", "10.0.0.2:7440"),
        Link("cc", "[::1]:5", "[::1]:7441"),
    )
    watcher.look(session, {})
    assert watcher.links[0] == Link(None, "10.0.0.2:54321")
