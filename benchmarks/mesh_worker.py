"""A neighbour in the mesh benchmark: says all that a node of two racks says, and shows nothing.

It takes part with the product's own engine, core and codec: presence, greetings, pulses twice a
second, cards, every number when asked. What others say reaches it and is counted, but not kept, so
that fifty of them fit on one machine beside the whole nodes that are measured.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import sys
import time
from typing import cast

from fleet_racks import Fed, made, read

from stagewatt.app.clock import SystemClock
from stagewatt.domain.alarm import Event
from stagewatt.mesh.answers import Answers
from stagewatt.mesh.bus import Presence
from stagewatt.mesh.codec import Counts, encode
from stagewatt.mesh.core.core import Core
from stagewatt.mesh.core.outputs import Me, Say, Topics
from stagewatt.mesh.election import Role
from stagewatt.mesh.engine_config import Role as Kind
from stagewatt.mesh.zenoh_bus import ZenohBus
from stagewatt.monitor.snapshot import SnapshotId
from stagewatt.monitor.step import step

BEAT_S = 0.5
READ_EVERY = 4
"""In beats: what others read costs a node nothing, and so few fit on one machine."""
SITE = "bench"


class Neighbour:
    """Speaks for its racks, and tells how many others are there whenever that changes."""

    def __init__(self, bus: ZenohBus, node: str, racks: list[Fed]) -> None:
        self.there: set[str] = set()
        self.pulses = 0
        self.clock = SystemClock()
        self._role = Role("peer")
        self._bus, self._node, self._racks = bus, node, racks
        self._chance = random.Random(node)  # noqa: S311 - loads are no secret
        me = Me(node=node, instance="run", name=f"neighbour {node[-4:]}", version="1.0")
        self._core = Core(me, (), self.clock.now_ns())
        self._answers = Answers(
            self._core, self.clock, Counts(), forget=_forget_nothing, tell=_tell_nobody
        )

    def arrived(self, topic: str, payload: bytes) -> None:
        self.pulses += bool(payload) and topic.startswith("pulse/")

    def joined(self, who: Presence) -> None:
        self.there.add(who.node)
        self._tell()

    def left(self, who: Presence) -> None:
        self.there.discard(who.node)
        self._tell()

    def wanted(self, topic: str, *, wanted: bool) -> None:
        self._core.wanted(topic, wanted=wanted)

    async def asked(self, payload: bytes) -> bytes:
        return await self._answers.answer(payload)

    def _tell(self) -> None:
        tell(there=len(self.there), at_s=time.monotonic())

    def turn(self, kind: Kind, routers: list[str]) -> None:
        """Take a role, and let the others know."""
        self._bus.set_role(kind, routers)
        self._role = Role(kind)
        self._core.site.hello_due = True

    async def beats(self) -> None:
        """Say what is due twice a second; its racks are read every two seconds."""
        for beat in itertools.count():
            now_ns = self.clock.now_ns()
            for fed in self._racks[beat % READ_EVERY :: READ_EVERY]:
                self._judge(fed, now_ns)
            self._core.site.role = self._role  # it hears nobody, and so would elect nobody
            self._core.tick(now_ns)
            self._do()
            await asyncio.sleep(BEAT_S)

    def _judge(self, fed: Fed, now_ns: int) -> None:
        fed.seq += 1
        reading = read(fed, self._chance, now_ns)
        name = f"smartPDU{4700 + fed.number}"
        who = SnapshotId(fed.rack, name, self._node, "run", fed.seq)
        found = step(fed.state, reading, fed.settings, fed.setup, now_ns, identity=who)
        fed.state = found.state
        self._core.local(found.view, now_ns)
        self._core.local_events(found.events, now_ns)

    def _do(self) -> None:
        for output in self._core.take():
            match output:
                case Say(topic, message, urgent):
                    self._bus.say(topic, encode(message), urgent=urgent)
                case Topics(_, offer):
                    self._bus.offer(offer)
                case _:
                    """Nothing is shown or kept."""


async def _forget_nothing(_: str) -> None:
    """Nothing is kept."""


def _tell_nobody(_: tuple[Event, ...]) -> None:
    """Nobody looks."""


def tell(**what: object) -> None:
    """Print one line of JSON."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def main() -> None:
    """Speak until the input ends; a line `role ROLE ROUTER...` changes the role."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("node")
    parser.add_argument("number", type=int)
    parser.add_argument("--racks", type=int, default=2)
    wants = parser.parse_args()
    chance = random.Random(wants.number)  # noqa: S311 - names are no secret
    numbers = range(wants.number * wants.racks, (wants.number + 1) * wants.racks)
    racks = [
        made(number, chance, groups=0, slow_ms=int(1000 * BEAT_S * READ_EVERY))
        for number in numbers
    ]
    bus = ZenohBus(SITE)
    neighbour = Neighbour(bus, wants.node, racks)
    await bus.open(Presence(wants.node, "run"), neighbour)
    beat = asyncio.create_task(neighbour.beats())
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        word, *rest = line.split()
        if word == "role":
            neighbour.turn(cast("Kind", rest[0]), rest[1:])
    beat.cancel()
    await bus.close()


if __name__ == "__main__":
    asyncio.run(main())
