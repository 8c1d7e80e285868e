"""One client of the stream: one writer task, a slot per topic that holds only the newest."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from stagewatt.web.topics import Form, Topic

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

SEND_WITHIN_S = 2.0
"""A client that takes nothing for so long is dropped."""

TEXTS_WAITING = 2000
"""Texts (events, changes) that may wait; they are never dropped, so more ends the client."""

HZ_MOST = 10.0
EARLY = 0.9
"""A frame may come this part of its period after the one before: polls are not perfectly even."""


class Stalled(Exception):
    """The client does not take what it asked for."""


class Client:
    """What one client wants and what waits for it.

    The slot of a topic is a mark in `_dirty`: the frame itself is taken from the topic at the
    moment of sending, so that a slow client skips frames and never gets an old one.
    """

    def __init__(self, send: Send, form: Form, *, send_within_s: float = SEND_WITHIN_S) -> None:
        """Take how to send, and whether frames go as bytes or as JSON."""
        self.form = form
        self._send = send
        self._send_within_s = send_within_s
        self._wake = asyncio.Event()
        self._texts: deque[str] = deque()
        self._overflow = False
        self._dirty: dict[str, Topic] = {}
        self._due_s: dict[str, float] = {}
        self._period_s = EARLY / HZ_MOST
        self._timer: asyncio.TimerHandle | None = None
        self._before: Callable[[str], None] = lambda _name: None

    def pace(self, hz: float) -> None:
        """Send at most so many frames a second of each topic."""
        self._period_s = EARLY / min(hz, HZ_MOST)
        self._due_s.clear()

    def tell(self, text: str) -> None:
        """Queue a text; it goes before any frame that waits."""
        if len(self._texts) >= TEXTS_WAITING:
            self._overflow = True
        else:
            self._texts.append(text)
        self._wake.set()

    def offer(self, name: str, topic: Topic) -> None:
        """Say that a topic has something new."""
        self._dirty[name] = topic
        self._wake.set()

    def drop(self, name: str) -> None:
        """Say that a topic is no longer wanted."""
        self._dirty.pop(name, None)
        self._due_s.pop(name, None)

    def on_frame(self, before: Callable[[str], None]) -> None:
        """Call `before(topic name)` in front of each frame; it may tell a text."""
        self._before = before

    async def write(self) -> None:
        """Send whatever waits, for ever. Raises Stalled when the client takes nothing."""
        loop = asyncio.get_running_loop()
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._say()
            now_s = loop.time()
            due = [name for name in self._dirty if self._due_s.get(name, 0.0) <= now_s]
            for name in due:
                await self._show(name)
            self._wake_when_due()

    def _wake_when_due(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        later = [self._due_s[name] for name in self._dirty if name in self._due_s]
        loop = asyncio.get_running_loop()
        self._timer = loop.call_at(min(later), self._wake.set) if later else None

    async def _say(self) -> None:
        while self._texts:
            await self._put("text", self._texts.popleft())
        if self._overflow:
            raise Stalled

    async def _show(self, name: str) -> None:
        topic = self._dirty.pop(name, None)
        frame = None if topic is None else topic.encoded(self.form)
        if frame is None:
            return
        self._before(name)
        await self._say()
        self._due_s[name] = asyncio.get_running_loop().time() + self._period_s
        await self._put("bytes" if isinstance(frame, bytes) else "text", frame)

    async def _put(self, kind: str, content: bytes | str) -> None:
        try:
            async with asyncio.timeout(self._send_within_s):
                await self._send({"type": "websocket.send", kind: content})
        except TimeoutError:
            raise Stalled from None
