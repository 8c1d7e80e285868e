"""One session of the engine (Zenoh); the only file that imports it.

Every call may block and is made from a thread that may wait; `Receiver` is called on the engine's
own threads, which must not be held up.
"""
# mypy: allow-untyped-calls
# The engine's stubs leave some results out.

from __future__ import annotations

import contextlib
import json
import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import zenoh
from zenoh.handlers import Callback, RingChannel

from stagewatt.mesh.bus import Presence
from stagewatt.mesh.engine_config import Found, Opening, scouting, settings, site_password
from stagewatt.mesh.engine_ports import Question, RawLink, Receiver

log = logging.getLogger(__name__)

AT_ONCE = ("card/**", "events/*")
IN_TURN = ("pulse/*",)
"""Common topics: those told at once, and those that come so often that they are fetched in turn."""

_KEPT = 2048
_KEPT_OF_ONE = 64
"""Messages that wait to be fetched; beyond, the oldest is lost, as it may be."""

_LOOK_S = 0.25
_CLOSE_S = 0.5
_MOST_FOUND = 512

EngineError = zenoh.ZError
"""What the engine raises, for those who must not import it."""


def look_around(opening: Opening) -> tuple[Found, ...]:
    """Return who answers a call by multicast within a quarter of a second; blocks so long."""
    scheme = "tcp/" if opening.papers is None else "tls/"
    found: dict[str, Found] = {}

    def answered(hello: zenoh.Hello) -> None:
        session = str(hello.zid)
        endpoints = tuple(_end(locator) for locator in hello.locators if locator.startswith(scheme))
        if len(found) < _MOST_FOUND:
            found[session] = Found(session, endpoints)

    scout = zenoh.scout(_on(answered), what="peer|router", config=_config(scouting(opening)))
    time.sleep(_LOOK_S)
    scout.stop()
    return tuple(found.values())


class RawSession:
    """Open from the start; raises EngineError when it cannot be."""

    def __init__(self, opening: Opening, me: Presence, port: int, receiver: Receiver) -> None:
        """Open, hear the common topics, answer questions, and only then be there."""
        self._receiver = receiver
        self._prefix = opening.site.prefix
        self._skip = len(self._prefix) + 1
        self._publishers: dict[tuple[str, bool], zenoh.Publisher] = {}
        self._offers: dict[str, zenoh.Publisher] = {}
        self._follows: dict[str, Any] = {}
        with site_password(opening) as more:
            self._session = zenoh.open(_config({**settings(opening), **more}))
        self.session = str(self._session.zid())
        try:
            self._begin(me, port)
        except EngineError:
            self._session.close()
            raise

    def _begin(self, me: Presence, port: int) -> None:
        self._common = [self._subscribe(topic, _on(self._heard)) for topic in AT_ONCE]
        self._fetched = [self._subscribe(topic, RingChannel(_KEPT)) for topic in IN_TURN]
        asked = _on(self._asked)
        self._answers = self._session.declare_queryable(self._key(f"ask/{me.node}"), asked)
        life = self._session.liveliness()
        alive = _on(self._alive)
        self._watch = life.declare_subscriber(self._key("alive/**"), alive, history=True)
        token = f"alive/{me.node}/{me.instance}/{self.session}/{port}"
        self._token = life.declare_token(self._key(token))

    def put(self, topic: str, payload: bytes, *, urgent: bool) -> None:
        """Publish; waits up to a lease where an urgent message meets a full link."""
        publisher = self._publishers.get((topic, urgent))
        if publisher is None:
            publisher = self._publishers[topic, urgent] = self._publisher(topic, urgent=urgent)
        publisher.put(payload)

    def offer(self, topics: frozenset[str]) -> None:
        """Tell from now on whether these topics, and no others, are followed."""
        for topic in self._offers.keys() - topics:
            self._offers.pop(topic).undeclare()
        for topic in topics - self._offers.keys():
            publisher = self._offers[topic] = self._publisher(topic, urgent=False)
            publisher.declare_matching_listener(_on(partial(self._matches, topic)))

    def follow(self, topics: frozenset[str]) -> None:
        """Hear these topics besides the common ones."""
        for topic in self._follows.keys() - topics:
            self._follows.pop(topic).undeclare()
        for topic in topics - self._follows.keys():
            self._follows[topic] = self._subscribe(topic, RingChannel(_KEPT_OF_ONE))

    def fetch(self, at_most: int) -> list[tuple[str, bytes]]:
        """Return the messages that came since, without waiting.

        A call from the engine into Python costs a hundred times what it costs to fetch one more.
        """
        messages: list[tuple[str, bytes]] = []
        for subscriber in (*self._fetched, *list(self._follows.values())):
            with contextlib.suppress(EngineError):  # one that was just undeclared
                while len(messages) < at_most and (sample := subscriber.try_recv()) is not None:
                    messages.append(self._message(sample))
        return messages

    def ask(
        self, node: str, payload: bytes, timeout_s: float, answered: Callable[[bytes | None], None]
    ) -> None:
        """Ask a node; `answered` is called with its answer, then once with None at the end."""

        def replied(reply: zenoh.Reply) -> None:
            if reply.ok is not None:
                answered(reply.ok.payload.to_bytes())

        self._session.get(
            self._key(f"ask/{node}"),
            _on(replied, partial(answered, None)),
            payload=payload,
            timeout=timeout_s,
            consolidation=zenoh.ConsolidationMode.NONE,
            congestion_control=zenoh.CongestionControl.BLOCK,
            priority=zenoh.Priority.INTERACTIVE_HIGH,
            express=True,
        )

    def run(self, job: Callable[[RawSession], None]) -> None:
        """Do a job that the engine may refuse (a link or the session just ended)."""
        try:
            job(self)
        except EngineError as error:
            log.debug("mesh: %s", error)

    def links(self) -> tuple[RawLink, ...]:
        """Return the connections there are now."""
        return tuple(
            RawLink(str(link.zid), _end(link.src), _end(link.dst))
            for link in self._session.info.links()
        )

    def close(self) -> None:
        """End; the others hear at once.

        With a connection that is dead but not yet given up the engine takes ten seconds: it
        is then left alone with it, as its port is free again from the start.
        """
        ending = threading.Thread(target=self._close, name="mesh-close", daemon=True)
        ending.start()
        ending.join(_CLOSE_S)

    def _close(self) -> None:
        with contextlib.suppress(EngineError):
            # Before the connections: while these linger nobody shall ask this session.
            self._token.undeclare()
            self._answers.undeclare()
        with contextlib.suppress(EngineError):
            self._session.close()

    def _publisher(self, topic: str, *, urgent: bool) -> zenoh.Publisher:
        """Return the topic's publisher: what is urgent waits for room and goes in front."""
        control, priority = zenoh.CongestionControl, zenoh.Priority
        return self._session.declare_publisher(
            self._key(topic),
            congestion_control=control.BLOCK if urgent else control.DROP,
            priority=priority.INTERACTIVE_HIGH if urgent else priority.DATA,
            express=urgent,
            allowed_destination=zenoh.Locality.REMOTE,
        )

    def _key(self, topic: str) -> str:
        return f"{self._prefix}/{topic}"

    def _subscribe(self, topic: str, handler: Any) -> Any:
        """Hear a topic of others; nothing of one's own comes back."""
        remote = zenoh.Locality.REMOTE
        return self._session.declare_subscriber(self._key(topic), handler, allowed_origin=remote)

    def _message(self, sample: zenoh.Sample) -> tuple[str, bytes]:
        return str(sample.key_expr)[self._skip :], sample.payload.to_bytes()

    def _heard(self, sample: zenoh.Sample) -> None:
        self._receiver.heard(*self._message(sample))

    def _alive(self, sample: zenoh.Sample) -> None:
        there = sample.kind == zenoh.SampleKind.PUT
        self._receiver.alive(str(sample.key_expr)[self._skip :], there=there)

    def _matches(self, topic: str, status: zenoh.MatchingStatus) -> None:
        self._receiver.wanted(topic, wanted=status.matching)

    def _asked(self, query: zenoh.Query) -> None:
        payload = b"" if query.payload is None else query.payload.to_bytes()
        self._receiver.asked(Question(payload, partial(_answer, query), partial(_refuse, query)))


def _answer(query: zenoh.Query, payload: bytes) -> None:
    with contextlib.suppress(EngineError):
        query.reply(query.key_expr, payload)
        query.drop()


def _refuse(query: zenoh.Query) -> None:
    with contextlib.suppress(EngineError):
        query.reply_err(b"")
        query.drop()


def _end(locator: str) -> str:
    return locator.partition("/")[2].partition("?")[0].partition("#")[0]


def _on(called: Callable[..., None], ended: Callable[[], None] | None = None) -> Any:
    """Wrap what the engine calls on its own thread, without a further thread of Python's."""
    return Callback(called, ended, indirect=False)


def _config(values: dict[str, object]) -> zenoh.Config:
    config = zenoh.Config()
    for path, value in values.items():
        config.insert_json5(path, json.dumps(value))
    return config
