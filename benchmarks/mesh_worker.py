"""One engine of the mesh benchmark: 140 bytes twice a second, and a count of the others."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time

from stagewatt.mesh.bus import Presence
from stagewatt.mesh.zenoh_bus import ZenohBus

PULSE = bytes(140)


class Counter:
    """Tells how many others are there whenever that changes."""

    def __init__(self) -> None:
        self.there: set[str] = set()
        self.pulses = 0

    def arrived(self, topic: str, payload: bytes) -> None:
        self.pulses += bool(payload) and topic.startswith("pulse/")

    def joined(self, who: Presence) -> None:
        self.there.add(who.node)
        self._tell()

    def left(self, who: Presence) -> None:
        self.there.discard(who.node)
        self._tell()

    def wanted(self, topic: str, *, wanted: bool) -> None:
        """Nothing is offered."""

    async def asked(self, payload: bytes) -> bytes:
        return payload

    def _tell(self) -> None:
        tell(there=len(self.there), at_s=time.monotonic())


def tell(**what: object) -> None:
    """Print one line of JSON."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def main() -> None:
    """Speak until the input ends; a line `role ROLE ROUTER...` changes the role."""
    parser = argparse.ArgumentParser()
    parser.add_argument("node")
    wants = parser.parse_args()
    bus, counter = ZenohBus("bench"), Counter()
    await bus.open(Presence(wants.node, "run"), counter)
    beat = asyncio.create_task(beats(bus, wants.node))
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        word, *rest = line.split()
        if word == "role":
            bus.set_role(rest[0], rest[1:])
        else:
            tell(pulses=counter.pulses, links=len(bus.links()), dropped=bus.status().dropped)
    beat.cancel()
    await bus.close()


async def beats(bus: ZenohBus, node: str) -> None:
    """Give a pulse twice a second."""
    while True:
        bus.say(f"pulse/{node}", PULSE, urgent=False)
        await asyncio.sleep(0.5)


if __name__ == "__main__":
    asyncio.run(main())
