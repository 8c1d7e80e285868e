"""A node of another minor version, made of recorded frames; orders and what it hears as JSON lines.

`older.py NODE SITE MINOR FILE`: minor 0 leaves out what was added to a message since, a later one
has more in its messages than this version knows.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from stagewatt.mesh.bus import Presence
from stagewatt.mesh.zenoh_bus import ZenohBus

PULSE, HELLO, CARD, LIVE, EVENTS = 1, 2, 3, 4, 5
CARD_FIELDS = 14
"""With the number of its kind; what version 1.0 began with."""
PULSE_S = 0.5


def tell(what: str, **more: object) -> None:
    """Print one event with its instant."""
    print(json.dumps({"what": what, "at_s": time.monotonic(), **more}), flush=True)  # noqa: T201 - its only voice


class Other:
    """Says what was recorded, again and again; answers as its version did."""

    def __init__(self, node: str, site: str, minor: int, recording: Path) -> None:
        """Read the recording: of each kind the last message."""
        self._node, self._minor = node, minor
        self.said: dict[int, list[Any]] = {}
        for line in recording.read_text().splitlines():
            plain = msgspec.msgpack.decode(bytes.fromhex(json.loads(line)["frame"])[2:])
            if plain[0] in range(PULSE, EVENTS + 1):
                self.said[plain[0]] = plain
        if not minor:
            del self.said[CARD][CARD_FIELDS:]
        self._rack = self.said[CARD][2]
        self.instance = self.said[HELLO][1]
        self.bus = ZenohBus(site)

    def frame(self, plain: list[Any]) -> bytes:
        """Return a message as bytes of its version."""
        return bytes((1, self._minor)) + msgspec.msgpack.encode(plain)

    async def run(self) -> None:
        """Say pulses for ever, the rest every two seconds, for whoever came later."""
        topics = {PULSE: "pulse", HELLO: "events", EVENTS: "events"}
        number = 0
        while True:
            due = (PULSE,) if number % 4 else tuple(self.said)
            for kind in due:
                plain = self.said[kind]
                if kind in (PULSE, HELLO):
                    plain[2] += 1
                topic = f"{topics.get(kind, 'card')}/{self._node}"
                where = topic if kind in topics else f"{topic}/{self._rack}"
                self.bus.say(where, self.frame(plain), urgent=kind != PULSE)
            number += 1
            await asyncio.sleep(PULSE_S)

    def arrived(self, topic: str, payload: bytes) -> None:
        plain = msgspec.msgpack.decode(payload[2:])
        if plain[0] == CARD:
            tell("card", rack=plain[2], name=plain[4], version=list(payload[:2]))

    def joined(self, who: Presence) -> None:
        tell("joined", node=who.node, instance=who.instance)

    def left(self, who: Presence) -> None:
        tell("left", node=who.node, instance=who.instance)

    def wanted(self, topic: str, *, wanted: bool) -> None:
        tell("wanted", topic=topic, wanted=wanted)

    async def asked(self, payload: bytes) -> bytes:
        plain = msgspec.msgpack.decode(payload[2:])
        tell("asked", kind=plain[0])
        later = ["later", {"x": 1}] if self._minor else []
        match plain[0]:
            case 20:
                return self.frame([40, self.instance, [self.said[CARD]], [self.said[LIVE]], *later])
            case 21:
                return self.frame(self.said[EVENTS])
            case 22:
                return self.frame([41, [], *later])
            case _:
                return self.frame([43, "conflict", "somebody was faster", "name", *later])

    async def ask(self, node: str, plain: list[Any]) -> None:
        """Ask another node as this version does, and tell the answer."""
        answer = await self.bus.ask(node, self.frame(plain), timeout_s=5)
        tell("answer", said=msgspec.msgpack.decode(answer[2:]))


async def main(node: str, site: str, minor: int, recording: Path) -> None:
    """Be there until the input ends."""
    other = Other(node, site, minor, recording)
    await other.bus.open(Presence(node, other.instance), other)
    tell("open", port=other.bus.port)
    loop = asyncio.get_running_loop()
    saying = loop.create_task(other.run())
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        await other.ask(order["node"], order["question"])
    saying.cancel()
    await other.bus.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])))
