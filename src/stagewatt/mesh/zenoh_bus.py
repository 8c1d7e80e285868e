"""`Bus` by the engine: keeps one session open on whatever addresses this machine has."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable
from functools import partial

from stagewatt.domain.errors import Invalid, Unreachable
from stagewatt.domain.peer import MeshState
from stagewatt.mesh.bus import Hears, Link, Presence
from stagewatt.mesh.engine import RawSession
from stagewatt.mesh.engine_config import Role
from stagewatt.mesh.inward import Ear, Inward, on_loop
from stagewatt.mesh.lane import Lane
from stagewatt.mesh.lookout import Remembers
from stagewatt.mesh.opener import Opener
from stagewatt.mesh.present import is_word

log = logging.getLogger(__name__)

_OUTBOX = 4096
_PAUSES_S = (0.25, 0.75, 0.0)
_LOOK_EVERY_S = 1.0

Job = Callable[[RawSession], None]


class ZenohBus:
    """See `Bus`. A topic is always said with the same urgency, else its order is not kept."""

    def __init__(
        self,
        site: str,
        *,
        key: str | None = None,
        port: int = 7432,
        multicast: bool = True,
        addresses: Iterable[str] = (),
        interfaces: Iterable[str] = (),
        remembered: Remembers | None = None,
    ) -> None:
        """Take where to speak and whom to call. Raises Invalid for a site or address that is none.

        `key` locks the site; `port` is TCP, the next free one is taken where it is not; `addresses`
        (HOST or HOST:PORT) are called besides those that multicast and `remembered` give;
        `interfaces` are names or own addresses that narrow where the mesh is spoken, `127.0.0.1`
        for this machine alone.
        """
        self._opener = Opener(
            site,
            key=key,
            port=port,
            multicast=multicast,
            addresses=tuple(addresses),
            interfaces=tuple(interfaces),
            remembered=remembered,
        )
        self._loop: asyncio.AbstractEventLoop
        self._inward: Inward
        self._urgent: Lane[Job] = Lane(_OUTBOX)
        self._often: Lane[Job] = Lane(_OUTBOX)
        self._session: RawSession | None = None
        self._links: tuple[Link, ...] = ()
        self._offers: frozenset[str] = frozenset()
        self._follows: frozenset[str] = frozenset()
        self._again = asyncio.Event()
        self._tried = asyncio.Event()
        self._closing = False
        self._opened = self._overflows = 0
        self._task: asyncio.Task[None] | None = None

    async def open(self, me: Presence, hears: Hears) -> None:
        """Begin; a first session that does not open is tried again for ever. Raises Invalid."""
        if not (is_word(me.node) and is_word(me.instance)):
            raise Invalid(f"{me.node}/{me.instance} cannot stand in a topic", where="node")
        self._loop = asyncio.get_running_loop()
        self._begin_anew()
        self._inward = Inward(self._loop, hears, self._overflow, self._reply)
        self._inward.offer(self._offers)
        self._inward.watches = bool(self._follows)
        for lane, name in ((self._urgent, "mesh-urgent"), (self._often, "mesh-often")):
            threading.Thread(target=self._send, args=(lane,), name=name, daemon=True).start()
        self._task = asyncio.create_task(self._run(me), name="mesh-bus")
        self._task.add_done_callback(lambda _: self._tried.set())
        await self._tried.wait()

    def _begin_anew(self) -> None:
        """Forget that it was closed: a mesh that broke opens the same bus again."""
        self._closing = False
        self._tried.clear()
        self._urgent, self._often = Lane(_OUTBOX), Lane(_OUTBOX)

    async def close(self) -> None:
        """End; the others hear at once that this node left."""
        self._closing = True
        self._again.set()
        if self._task is not None:
            await self._task
            await self._inward.close()
        self._urgent.close()
        self._often.close()

    def say(self, topic: str, payload: bytes, *, urgent: bool) -> None:
        """Publish; nothing is kept for a time in which no session is open."""
        job = partial(_put, topic=topic, payload=payload, urgent=urgent)
        self._do(self._urgent if urgent else self._often, job, droppable=not urgent)

    def offer(self, topics: frozenset[str]) -> None:
        """Name the topics for which `Hears.wanted` tells whether anybody follows them."""
        self._offers = topics
        if self._task is not None:
            self._inward.offer(topics)
        self._do(self._urgent, partial(RawSession.offer, topics=topics))

    def follow(self, topics: frozenset[str]) -> None:
        """Hear these topics besides the common ones, and no others."""
        self._follows = topics
        if self._task is not None:
            self._inward.watches = bool(topics)
        self._do(self._urgent, partial(RawSession.follow, topics=topics))

    async def ask(self, node: str, payload: bytes, *, timeout_s: float) -> bytes:
        """Ask one node, again where it was not known yet. Raises Unreachable.

        A question without an answer may still have arrived.
        """
        end = self._loop.time() + timeout_s
        for pause_s in _PAUSES_S:
            answer = await self._ask(node, payload, end - self._loop.time())
            if answer is not None:
                return answer
            await asyncio.sleep(max(0.0, min(pause_s, end - self._loop.time())))
        raise Unreachable(f"node {node} does not answer")

    def links(self) -> tuple[Link, ...]:
        """Return the connections there were a second ago at most."""
        return self._links

    @property
    def port(self) -> int:
        """The TCP port the mesh is spoken on; may differ from the one that was asked for."""
        return self._opener.port

    def set_role(self, role: Role, routers: Iterable[str] = ()) -> None:
        """Speak as a peer, a router, or a client of these routers (HOST:PORT). Raises Invalid."""
        if self._opener.set_role(role, tuple(routers)):
            self._again.set()

    def status(self) -> MeshState:
        """Return how it goes, for people."""
        return MeshState(
            is_open=self._session is not None,
            role=self._opener.role,
            port=self._opener.port,
            addresses=tuple(sorted(self._opener.addresses)),
            locked=self._opener.locked,
            opened=self._opened,
            dropped=self._often.dropped,
            overflows=self._overflows,
            problems=self._opener.problems,
        )

    async def _run(self, me: Presence) -> None:
        while not self._closing:
            self._again.clear()
            await asyncio.to_thread(self._opener.prepare, me)
            # Only now, so that others miss this node for a moment only.
            await self._end()
            ear = Ear(self._inward)
            session = await asyncio.to_thread(self._opener.open, me, ear)
            self._tried.set()
            if session is None:
                await self._pause(self._opener.wait_s)
                continue
            self._begin(session, ear, me)
            while not self._again.is_set():
                await self._pause(_LOOK_EVERY_S)
                where = self._inward.present.where()
                if await asyncio.to_thread(self._opener.lookout.look, session, where):
                    self._again.set()
                self._links = self._opener.lookout.links
        await self._end()

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._again.wait(), seconds)
        except TimeoutError:
            return

    def _begin(self, session: RawSession, ear: Ear, me: Presence) -> None:
        self._opened += 1
        self._session = session
        self._inward.begin(ear, me, session)
        for job in (
            partial(RawSession.offer, topics=self._offers),
            partial(RawSession.follow, topics=self._follows),
        ):
            self._urgent.push(job, droppable=False)

    async def _end(self) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        self._links = ()
        self._inward.end()
        self._urgent.clear()
        self._often.clear()
        await asyncio.to_thread(session.close)

    def _do(self, lane: Lane[Job], job: Job, *, droppable: bool = False) -> None:
        if self._session is not None and not lane.push(job, droppable=droppable):
            self._overflow()

    def _send(self, lane: Lane[Job]) -> None:
        while (job := lane.wait()) is not None:
            session = self._session
            if session is not None:
                session.run(job)

    def _overflow(self) -> None:
        """Start anew: what could not be kept is then asked for, instead of missing unnoticed."""
        if not self._again.is_set():
            self._overflows += 1
            log.warning("mesh: more urgent messages than can be kept; the session starts anew")
            self._again.set()

    def _reply(self, answer: Callable[[], None]) -> None:
        self._do(self._urgent, lambda _: answer())

    async def _ask(self, node: str, payload: bytes, timeout_s: float) -> bytes | None:
        if timeout_s <= 0 or self._session is None or not is_word(node):
            return None
        answered: asyncio.Future[bytes | None] = self._loop.create_future()
        tell = partial(on_loop, self._loop, partial(_settle, answered))
        job = partial(
            RawSession.ask, node=node, payload=payload, timeout_s=timeout_s, answered=tell
        )
        self._do(self._urgent, job)
        try:
            return await asyncio.wait_for(answered, timeout_s)
        except TimeoutError:
            return None


def _put(session: RawSession, topic: str, payload: bytes, *, urgent: bool) -> None:
    session.put(topic, payload, urgent=urgent)


def _settle(answered: asyncio.Future[bytes | None], answer: bytes | None) -> None:
    if not answered.done():
        answered.set_result(answer)
