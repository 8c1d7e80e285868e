"""What the engine tells on its own threads, handed to the event loop in order and bounded."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial

from stagewatt.mesh.bus import Hears, Presence
from stagewatt.mesh.engine import RawSession
from stagewatt.mesh.engine_ports import Question
from stagewatt.mesh.lane import Lane
from stagewatt.mesh.present import Present

INBOX = 8192
AT_ONCE = 64
"""Messages handed over in one turn of the loop; questions answered at a time."""
ALONE_S, SELDOM_S, QUICKLY_S = 0.5, 0.1, 0.02
"""How often messages are fetched: of nobody, in general, and while a followed topic is watched."""
_PRUNE_S = 1.5
"""How long after a new session those count as there who were there in the one before."""


class Ear:
    """Hears for one session; what an ended one still tells goes nowhere."""

    def __init__(self, inward: Inward) -> None:
        """Take who hands it on."""
        self._to = inward

    def heard(self, topic: str, payload: bytes) -> None:
        """Take a message."""
        self._to.put(self, partial(self._to.heard, topic, payload))

    def alive(self, token: str, *, there: bool) -> None:
        """Take that a sign of life came or went."""
        self._to.put(self, partial(self._to.alive, token, there=there))

    def wanted(self, topic: str, *, wanted: bool) -> None:
        """Take whether anybody follows a topic."""
        self._to.put(self, partial(self._to.wanted, topic, wanted=wanted))

    def asked(self, question: Question) -> None:
        """Take a question."""
        self._to.put(self, partial(self._to.asked, question))


class Inward:
    """One for all sessions of a bus; all but `put` is called on the loop."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        hears: Hears,
        overflow: Callable[[], None],
        reply: Callable[[Callable[[], None]], None],
    ) -> None:
        """Take who hears; `overflow` is called when too much is urgent, `reply` sends."""
        self._loop, self._hears = loop, hears
        self._overflow, self._reply = overflow, reply
        self._inbox: Lane[tuple[Ear, Callable[[], None]]] = Lane(INBOX)
        self._ear: Ear | None = None
        self._session: RawSession | None = None
        self._draining = False
        self._offers: frozenset[str] = frozenset()
        self._wanted: set[str] = set()
        self._answering: set[asyncio.Task[None]] = set()
        self.present = Present()
        self.watches = False
        """Whether somebody watches a followed topic."""

    def begin(self, ear: Ear, me: Presence, session: RawSession) -> None:
        """Hear a session; what it told since it opened comes now."""
        self._ear, self._session = ear, session
        self._fetch(ear)
        self.present.new_session(me)
        self._loop.call_later(_PRUNE_S, self._prune, ear)
        self._wake()

    def end(self) -> None:
        """Hear the session no more; nobody follows anything until the next one says so."""
        self._ear = self._session = None
        wanted, self._wanted = self._wanted, set()
        for topic in sorted(wanted):
            self._hears.wanted(topic, wanted=False)

    async def close(self) -> None:
        """Leave the questions unanswered that are not answered yet."""
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    def offer(self, topics: frozenset[str]) -> None:
        """Take for which topics to tell whether they are followed."""
        self._offers = topics
        self._wanted &= topics

    def put(self, ear: Ear, what: Callable[[], None]) -> None:
        """Take what the engine told; called on its threads."""
        if not self._inbox.push((ear, what), droppable=False):
            on_loop(self._loop, self._overflow)
        if not self._draining:
            self._wake()

    def heard(self, topic: str, payload: bytes) -> None:
        """Hand a message on."""
        self._hears.arrived(topic, payload)

    def alive(self, token: str, *, there: bool) -> None:
        """Tell who came or went."""
        joined, left = self.present.token(token, there=there)
        for who in joined:
            self._hears.joined(who)
        for who in left:
            self._hears.left(who)

    def wanted(self, topic: str, *, wanted: bool) -> None:
        """Tell whether somebody follows a topic, once per change."""
        if topic in self._offers and (topic in self._wanted) != wanted:
            (self._wanted.add if wanted else self._wanted.discard)(topic)
            self._hears.wanted(topic, wanted=wanted)

    def asked(self, question: Question) -> None:
        """Answer a question; one too many is refused."""
        if len(self._answering) >= AT_ONCE:
            self._reply(question.refuse)
            return
        task = self._loop.create_task(self._answer(question))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, question: Question) -> None:
        reply: Callable[[], None] = question.refuse
        try:
            reply = partial(question.answer, await self._hears.asked(question.payload))
        finally:
            self._reply(reply)

    def _prune(self, ear: Ear) -> None:
        """Tell who was there in the session before and did not turn up in this one."""
        if ear is self._ear:
            for who in self.present.prune():
                self._hears.left(who)

    def _fetch(self, ear: Ear) -> None:
        """Fetch what comes often, again and again while the session lasts."""
        if ear is not self._ear or self._session is None:
            return
        messages = self._session.fetch(AT_ONCE)
        for topic, payload in messages:
            self._loop.call_soon(self._hears.arrived, topic, payload)
        wait_s = 0.0 if len(messages) == AT_ONCE else self._pause_s()
        self._loop.call_later(wait_s, self._fetch, ear)

    def _pause_s(self) -> float:
        if self.watches:
            return QUICKLY_S
        return SELDOM_S if self.present.anybody else ALONE_S

    def _wake(self) -> None:
        self._draining = True
        on_loop(self._loop, self._drain)

    def _drain(self) -> None:
        self._draining = False
        if self._ear is None:  # the session is not begun yet, or it has ended
            return
        for ear, what in self._inbox.take(AT_ONCE):
            if ear is self._ear:
                # Each by its own call: an error in one must not lose the others.
                self._loop.call_soon(what)
        if len(self._inbox):
            self._wake()


def on_loop(loop: asyncio.AbstractEventLoop, what: Callable[..., None], *args: object) -> None:
    """Call on the loop from any thread; a loop that ended hears nothing any more."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(what, *args)
