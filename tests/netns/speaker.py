"""One engine as a process: takes commands as JSON lines, tells what it hears as JSON lines."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import time

from stagewatt.domain.errors import Unreachable
from stagewatt.mesh.bus import Presence
from stagewatt.mesh.zenoh_bus import ZenohBus


def tell(what: str, **more: object) -> None:
    """Print one event with its instant; the clock is the same for all processes here."""
    sys.stdout.write(json.dumps({"what": what, "at_s": time.monotonic(), **more}) + "\n")
    sys.stdout.flush()


class Hearer:
    """Tells everything it hears."""

    def arrived(self, topic: str, payload: bytes) -> None:
        tell("arrived", topic=topic, text=payload.decode())

    def joined(self, who: Presence) -> None:
        tell("joined", node=who.node, instance=who.instance)

    def left(self, who: Presence) -> None:
        tell("left", node=who.node, instance=who.instance)

    def wanted(self, topic: str, *, wanted: bool) -> None:
        tell("wanted", topic=topic, wanted=wanted)

    async def asked(self, payload: bytes) -> bytes:
        return b"answer to " + payload


class Remembered:
    """Addresses from before, as given."""

    def __init__(self, given: list[str]) -> None:
        self._given = tuple(given)

    def addresses(self) -> tuple[str, ...]:
        return self._given

    def met(self, node: str, address: str) -> None:
        tell("met", node=node, address=address)


async def obey(bus: ZenohBus, line: str) -> None:
    """Do what one line says."""
    order = json.loads(line)
    match order["do"]:
        case "say":
            for number in range(order.get("times", 1)):
                text = f"{order['text']}{number}" if "times" in order else order["text"]
                bus.say(order["topic"], text.encode(), urgent=order.get("urgent", False))
                await asyncio.sleep(order.get("every_s", 0))
        case "offer":
            bus.offer(frozenset(order["topics"]))
        case "follow":
            bus.follow(frozenset(order["topics"]))
        case "role":
            bus.set_role(order["role"], order.get("routers", ()))
        case "links":
            tell("links", links=[[link.node, link.address] for link in bus.links()])
        case "status":
            status = bus.status()
            tell("status", opened=status.opened, problems=status.problems, port=status.port)
        case "ask":
            try:
                answer = await bus.ask(order["node"], b"it", timeout_s=order.get("timeout_s", 2))
                tell("answer", node=order["node"], text=answer.decode())
            except Unreachable:
                tell("answer", node=order["node"], text=None)
        case _:
            raise ValueError(line)


async def main() -> None:
    """Speak until the input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("node")
    parser.add_argument("--site", default="test")
    parser.add_argument("--key")
    parser.add_argument("--call", action="append", default=[])
    parser.add_argument("--remember", action="append", default=[])
    parser.add_argument("--interface", action="append", default=[])
    parser.add_argument("--no-multicast", action="store_true")
    wants = parser.parse_args()
    bus = ZenohBus(
        wants.site,
        key=wants.key,
        multicast=not wants.no_multicast,
        addresses=wants.call,
        interfaces=wants.interface,
        remembered=Remembered(wants.remember),
    )
    await bus.open(Presence(wants.node, "run"), Hearer())
    tell("open", port=bus.port)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        await obey(bus, line)
    await bus.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    asyncio.run(main())
