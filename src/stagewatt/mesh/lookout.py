"""Looks after an open session once a second: its addresses, its connections, what is wrong."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from typing import Protocol

from stagewatt.domain.errors import NotSaved
from stagewatt.mesh import addresses as own_addresses
from stagewatt.mesh.addresses import Watch
from stagewatt.mesh.bus import Link
from stagewatt.mesh.engine import EngineError, RawSession
from stagewatt.mesh.engine_ports import RawLink
from stagewatt.mesh.papers import Papers
from stagewatt.mesh.probe import Doubts, why_not
from stagewatt.mesh.sockets import tame

log = logging.getLogger(__name__)

UNHEARD_NS = 10_000_000_000
"""So long may a connection be there without the sign of life of who is at its other end."""
_SELDOM_NS, _RARELY_NS = 60_000_000_000, 960_000_000_000


class Remembers(Protocol):
    """Keeps where others were reached; both may block."""

    def addresses(self) -> tuple[str, ...]:
        """Return HOST:PORT, the last met first."""

    def met(self, node: str, address: str) -> None:
        """Take where a node was reached. Raises NotSaved."""


class Unheard:
    """Finds connections that carry nothing: both sides hold on to one, and only one knows of it.

    That can follow when each side had called the other and only one missed the other for a moment
    (the engine's issue 2806); it stays so until a session starts anew. Pure.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._since: dict[str, int] = {}
        self._not_before_ns = 0
        self._pause_ns = _SELDOM_NS

    def look(self, linked: Iterable[str], heard: Iterable[str], now_ns: int) -> bool:
        """Tell whether to start anew; at most once a minute, then once in two, four, ..."""
        silent = set(linked) - set(heard)
        self._since = {each: self._since.get(each, now_ns) for each in silent}
        if now_ns < self._not_before_ns or not any(
            now_ns - since_ns >= UNHEARD_NS for since_ns in self._since.values()
        ):
            return False
        self._since.clear()
        self._not_before_ns = now_ns + self._pause_ns
        self._pause_ns = min(2 * self._pause_ns, _RARELY_NS)
        return True


class Lookout:
    """One for all sessions; `look` blocks and is called by one thread at a time."""

    def __init__(self, interfaces: tuple[str, ...], remembered: Remembers | None) -> None:
        """Take what narrows the own addresses, and who keeps those of others."""
        self._interfaces = interfaces
        self._remembered = remembered
        self._papers: Papers | None = None
        self._called: dict[str, str | None] = {}
        self._watch = Watch(used=frozenset())
        self._doubts = Doubts(0, ())
        self._unheard = Unheard()
        self._tamed: frozenset[tuple[str, str]] = frozenset()
        self._kept: dict[str, str] = {}
        self._told: set[str] = set()
        self.links: tuple[Link, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """Why addresses that are called give no connection, for people."""
        return self._doubts.sentences

    def begin(
        self, used: frozenset[str], called: dict[str, str | None], papers: Papers | None
    ) -> None:
        """Take the own addresses a new session speaks on, and the addresses it calls.

        `called` says which session answered at an address, None where that is not known.
        """
        self._watch = Watch(used=used)
        self._doubts = Doubts(time.monotonic_ns(), called)
        self._called, self._papers = called, papers

    def look(self, session: RawSession, where: dict[str, tuple[str, int]]) -> bool:
        """Look at everything; `where` is node and port by session. Return whether to start anew."""
        now_ns = time.monotonic_ns()
        now = own_addresses.own(self._interfaces)
        self._watch, again = own_addresses.look(self._watch, now, now_ns)
        if again:
            log.info("mesh: own addresses changed to %s", ", ".join(sorted(now)) or "none")
            return True
        try:
            raw = session.links()
        except EngineError:
            return False
        self.links = tuple(_link(each, where) for each in raw)
        self._connected(raw, where)
        if self._unheard.look((each.session for each in raw), where, now_ns):
            log.warning("mesh: a connection carries nothing; the session starts anew")
            return True
        return False

    def _connected(self, raw: tuple[RawLink, ...], where: dict[str, tuple[str, int]]) -> None:
        pairs = frozenset((each.near, each.far) for each in raw)
        tame(pairs - self._tamed)
        self._tamed = pairs
        linked = {each.session for each in raw}
        # A node may be connected by another of its addresses than the one that is called.
        reached = {address for address, who in self._called.items() if who in linked}
        reached |= {each.far for each in raw}
        for each in raw:
            if (who := where.get(each.session)) is not None:
                address = _listens(each, who[1])
                reached.add(address)
                self._remember(who[0], address)
        self._doubt(frozenset(reached))

    def _remember(self, node: str, address: str) -> None:
        if self._remembered is None or self._kept.get(node) == address:
            return
        self._kept[node] = address
        try:
            self._remembered.met(node, address)
        except NotSaved as error:
            log.warning("mesh: address of %s: %s", node, error)

    def _doubt(self, reached: frozenset[str]) -> None:
        """Find out why an address that is called gives no connection; one at a time."""
        address = self._doubts.next(reached, time.monotonic_ns())
        if address is None:
            return
        sentence = why_not(address, self._papers)
        self._doubts.learned(address, sentence)
        if sentence is not None and sentence not in self._told:
            self._told.add(sentence)
            log.warning("mesh: %s", sentence)


def _link(raw: RawLink, where: dict[str, tuple[str, int]]) -> Link:
    who = where.get(raw.session)
    return Link(None, raw.far) if who is None else Link(who[0], raw.far, _listens(raw, who[1]))


def _listens(raw: RawLink, port: int) -> str:
    """Return where the other node is called: the far end's own port may be one of the moment."""
    return f"{raw.far.rpartition(':')[0]}:{port}"
