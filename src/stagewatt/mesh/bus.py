"""What the mesh needs of an engine that finds nodes and carries bytes; `engine.py` is the real one.

Topics are relative to the site and to the protocol's version: `pulse/NODE`, `card/NODE/RACK`,
`events/NODE`, `live/NODE/RACK`, `wall/NODE`. Everything is called on the event loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from stagewatt.domain.peer import MeshState


@dataclass(frozen=True, slots=True)
class Presence:
    """One run of one node: `node` is the hash of its key, `instance` is new at each start."""

    node: str
    instance: str


@dataclass(frozen=True, slots=True)
class Link:
    """One connection to another node: the far end's address, and where that node listens.

    They differ where the other one called: then `address` ends with a port of the moment.
    """

    node: str | None
    address: str
    listens: str | None = None


class Hears(Protocol):
    """Who is told what the engine hears."""

    def arrived(self, topic: str, payload: bytes) -> None:
        """Take a message; messages of one sender on one topic come in order."""

    def joined(self, who: Presence) -> None:
        """Take that a node is there."""

    def left(self, who: Presence) -> None:
        """Take that a node's sign of life is gone (ended, or silent for two seconds)."""

    def wanted(self, topic: str, *, wanted: bool) -> None:
        """Take that somebody follows a topic that this node offers, or that nobody does now."""

    async def asked(self, payload: bytes) -> bytes:
        """Answer a question to this node."""


class Bus(Protocol):
    """Finds nodes and carries bytes; nothing is sent twice, what is `urgent` is never dropped."""

    async def open(self, me: Presence, hears: Hears) -> None:
        """Begin: be there, and hear everything on the common topics (pulse, card, events)."""

    async def close(self) -> None:
        """End; the others hear at once that this node left."""

    def say(self, topic: str, payload: bytes, *, urgent: bool) -> None:
        """Publish. What is not urgent is dropped where a link is congested."""

    def offer(self, topics: frozenset[str]) -> None:
        """Name the topics for which `Hears.wanted` tells whether anybody follows them."""

    def follow(self, topics: frozenset[str]) -> None:
        """Hear these topics (`live/...`, `wall/...`) besides the common ones, and no others."""

    async def ask(self, node: str, payload: bytes, *, timeout_s: float) -> bytes:
        """Ask one node and return its answer. Raises Unreachable when none comes in time."""

    def links(self) -> tuple[Link, ...]:
        """Return the connections there are now."""

    def status(self) -> MeshState:
        """Return how it goes, for people."""
