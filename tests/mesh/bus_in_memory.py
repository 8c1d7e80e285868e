"""`Bus` in memory, with loss, delay, doubling, reordering and partitions as a test wants them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass

from stagewatt.domain.errors import Unreachable
from stagewatt.domain.peer import MeshState
from stagewatt.mesh.bus import Hears, Link, Presence

COMMON = ("pulse", "card", "events")


@dataclass
class Air:
    """How bad it is: shares of messages, seconds."""

    lost: float = 0.0
    doubled: float = 0.0
    delay_s: float = 0.0
    answers_lost: int = 0
    """So many answers are lost on their way back, after the question was carried out."""
    seed: int = 0


class Ether:
    """All that is between the nodes of one test."""

    def __init__(self, air: Air | None = None) -> None:
        self.air = air or Air()
        self.dice = random.Random(self.air.seed)
        self.buses: dict[str, MemoryBus] = {}
        self.cut: set[frozenset[str]] = set()

    def linked(self, one: str, other: str) -> bool:
        return frozenset((one, other)) not in self.cut

    def split(self, *islands: tuple[str, ...]) -> None:
        """Cut the network: nodes of one island hear each other, no others; their signs end."""
        island = {node: number for number, nodes in enumerate(islands) for node in nodes}
        for one in self.buses:
            for other in self.buses:
                if island[one] != island[other] and self.linked(one, other):
                    self.cut.add(frozenset((one, other)))
                    for here, there in ((one, other), (other, one)):
                        self.buses[here].hears.left(self.buses[there].me)

    def heal(self) -> None:
        for pair in self.cut:
            one, other = pair
            for here, there in ((one, other), (other, one)):
                if here in self.buses and there in self.buses:
                    self.buses[here].hears.joined(self.buses[there].me)
        self.cut.clear()

    def carry(self, work: Callable[[], None]) -> None:
        """Do something once, twice, late or never."""
        if self.dice.random() < self.air.lost:
            return
        for _ in range(2 if self.dice.random() < self.air.doubled else 1):
            delay_s = self.dice.random() * self.air.delay_s
            asyncio.get_running_loop().call_later(delay_s, work)

    def wants(self) -> None:
        """Tell each node which of the topics that it offers are followed now."""
        for bus in self.buses.values():
            followed = {
                topic
                for other in self.buses.values()
                if other is not bus and self.linked(bus.me.node, other.me.node)
                for topic in other.followed
            }
            wanted = bus.offered & followed
            for topic in wanted ^ bus.wanted:
                bus.hears.wanted(topic, wanted=topic in wanted)
            bus.wanted = wanted


class MemoryBus:
    """One node's side of it."""

    def __init__(self, ether: Ether) -> None:
        self._ether = ether
        self.me: Presence
        self.hears: Hears
        self.offered: frozenset[str] = frozenset()
        self.followed: frozenset[str] = frozenset()
        self.wanted: frozenset[str] = frozenset()
        self.said: list[tuple[str, bytes, bool]] = []
        self.asked: list[tuple[str, bytes]] = []

    async def open(self, me: Presence, hears: Hears) -> None:
        self.me, self.hears = me, hears
        for bus in self._others():
            bus.hears.joined(me)
            hears.joined(bus.me)
        self._ether.buses[me.node] = self

    async def close(self) -> None:
        del self._ether.buses[self.me.node]
        for bus in self._others():
            bus.hears.left(self.me)

    def _others(self) -> list[MemoryBus]:
        return [
            bus
            for bus in self._ether.buses.values()
            if bus is not self and self._ether.linked(bus.me.node, self.me.node)
        ]

    def _is_open(self) -> bool:
        return self in self._ether.buses.values()

    def say(self, topic: str, payload: bytes, *, urgent: bool) -> None:
        if not self._is_open():
            return
        self.said.append((topic, payload, urgent))
        for bus in self._others():
            if topic.partition("/")[0] in COMMON or topic in bus.followed:
                self._ether.carry(lambda bus=bus: bus.hear(topic, payload))  # type: ignore[misc]

    def hear(self, topic: str, payload: bytes) -> None:
        if self._is_open():
            self.hears.arrived(topic, payload)

    def offer(self, topics: frozenset[str]) -> None:
        self.offered = topics
        self._ether.wants()

    def follow(self, topics: frozenset[str]) -> None:
        self.followed = topics
        self._ether.wants()

    async def ask(self, node: str, payload: bytes, *, timeout_s: float) -> bytes:
        self.asked.append((node, payload))
        bus = next((bus for bus in self._others() if bus.me.node == node), None)
        if bus is None or self._ether.dice.random() < self._ether.air.lost:
            await asyncio.sleep(0)
            raise Unreachable(f"node {node} does not answer")
        answer = await asyncio.wait_for(bus.hears.asked(payload), timeout_s)
        if self._ether.air.answers_lost:
            self._ether.air.answers_lost -= 1
            raise Unreachable(f"node {node} does not answer")
        return answer

    def links(self) -> tuple[Link, ...]:
        return tuple(Link(bus.me.node, "memory") for bus in self._others())

    def status(self) -> MeshState:
        return MeshState(
            is_open=self._is_open(),
            role="peer",
            port=0,
            addresses=(),
            locked=False,
            opened=1,
            dropped=0,
            overflows=0,
            problems=("it is made of memory",),
        )
