"""A real node over a hundred racks that nobody reads: readings are made up, judged, served.

Run: `python benchmarks/fleet_feeder.py --port 8080 [--racks 100]`; it prints one line when it
serves. Each line of JSON on its input is an order, answered with one line: see `orders`. The racks
are smartPDU 72 with six groups of twelve ways; every one is judged twice a second as the mesh
tells it (`--period-ms`), the first one ten times, by the same code as in a node.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from fleet_racks import HERE, MS, SLOW_MS, THERE, Fed, made, read

from stagewatt.app.clock import SystemClock
from stagewatt.catalogue.table import models_json
from stagewatt.domain.alarm import AlarmId, Event, EventKind, Severity
from stagewatt.domain.peer import Peer
from stagewatt.domain.settings import WaySettings
from stagewatt.http.serve import server
from stagewatt.monitor.snapshot import SnapshotId
from stagewatt.monitor.step import step
from stagewatt.state.alone import Alone
from stagewatt.state.store import Store
from stagewatt.web.app import build
from stagewatt.web.node_info import NodeInfo

ORDERS = ("silence", "trip", "amps", "limits", "calm", "change", "join", "leave")


class Feeder:
    """All racks, judged in turn; takes orders."""

    def __init__(self, racks: int, *, groups: int, slow_ms: int, seed: int = 7) -> None:
        """Make the racks; nothing is published yet."""
        self.clock = SystemClock()
        self.store = Store(self.clock, boot_id="feeder")
        self.chance = random.Random(seed)  # noqa: S311 - loads are no secret
        self.groups, self.slow_ms = groups, slow_ms
        self.fed = [self._made(number) for number in range(racks)]
        self.gone: set[int] = set()

    def _made(self, number: int) -> Fed:
        return made(number, self.chance, groups=self.groups, slow_ms=self.slow_ms)

    def judge(self, fed: Fed) -> None:
        """Read and judge one rack now, and publish the picture."""
        now_ns = self.clock.now_ns()
        fed.seq += 1
        if fed.reading is None or not fed.silent:
            fed.reading = read(fed, self.chance, now_ns)
        reading = replace(fed.reading, at_ns=now_ns)
        name = f"smartPDU{4700 + fed.number}"
        node = HERE if fed.via is None else fed.via
        identity = SnapshotId(fed.rack, name, node, f"boot-{fed.number}", fed.seq)
        found = step(fed.state, reading, fed.settings, fed.setup, now_ns, identity=identity)
        fed.state = found.state
        self.store.publish(replace(found.view, also_read_by=fed.also), via=fed.via)
        self.store.record(found.events)

    async def run(self) -> None:
        """Judge every rack in its turn, spread evenly over its period, for ever."""
        due = {k: self.clock.now_ns() + k * self.slow_ms * MS // 100 for k in range(len(self.fed))}
        while True:
            now_ns = self.clock.now_ns()
            for k, fed in enumerate(self.fed):
                at_ns = due.setdefault(k, now_ns)
                if k not in self.gone and at_ns <= now_ns:
                    due[k] = max(at_ns + fed.period_ms * MS, now_ns)
                    self.judge(fed)
            await asyncio.sleep(0.004)

    def happened(self, fed: Fed, kind: EventKind, text: str) -> None:
        """Tell of a rack that came or went, as the mesh does."""
        identity = AlarmId(fed.rack, "node", kind.value, fed.seq)
        now_ns = self.clock.now_ns()
        event = Event(id=identity, kind=kind, at_ns=now_ns, severity=Severity.ADVISORY, text=text)
        self.store.record((event,))

    # What may be ordered: each takes the order's other words.

    def silence(self, racks: list[int], *, on: bool = True) -> None:
        """Let racks fall silent, or speak again."""
        for k in racks:
            self.fed[k].silent = on

    def trip(self, racks: list[int], *, on: bool = True) -> None:
        """Press racks' E-stops, or have everything on again."""
        for k in racks:
            self.fed[k].tripped_at_ns = self.clock.now_ns() if on else None
            self.judge(self.fed[k])

    def amps(self, rack: int, way: str, a: float | None) -> None:
        """Force a way's current; null lets it go."""
        forced = self.fed[rack].forced
        forced.pop(way, None)
        if a is not None:
            forced[way] = a
        self.judge(self.fed[rack])

    def limits(self, rack: int, way: str, max_a: float | None) -> None:
        """Set a way's upper limit."""
        self.change(rack, ways={way: {"max_a": max_a}})

    def calm(self) -> None:
        """Take everything back that was ordered of any rack, but names and groups."""
        for k, fed in enumerate(self.fed):
            ways = fed.settings.ways.items()
            limited = any(one.max_a is not None for _, one in ways)
            if k in self.gone or not (fed.silent or fed.tripped_at_ns or fed.forced or limited):
                continue
            fed.silent, fed.tripped_at_ns = False, None
            fed.forced.clear()
            kept = {way: replace(one, max_a=None) for way, one in ways}
            revision = fed.settings.revision + 1
            fed.settings = replace(fed.settings, revision=revision, ways=kept)
            self.judge(fed)

    def change(
        self, rack: int, *, ways: dict[str, dict[str, Any]] | None = None, **names: Any
    ) -> None:
        """Change names, group and limits as an owner would."""
        fed = self.fed[rack]
        kept = dict(fed.settings.ways)
        for way, what in (ways or {}).items():
            kept[way] = replace(kept.get(way, WaySettings()), **what)
        revision = fed.settings.revision + 1
        fed.settings = replace(fed.settings, revision=revision, ways=kept, **names)
        self.judge(fed)

    def join(self) -> None:
        """Let one more rack come in."""
        fed = self._made(len(self.fed))
        self.fed.append(fed)
        self.judge(fed)
        self.happened(fed, EventKind.JOINED, "joined the site")

    def leave(self, rack: int) -> None:
        """Let somebody forget a rack."""
        self.gone.add(rack)
        self.store.forget(self.fed[rack].rack)
        self.happened(self.fed[rack], EventKind.LEFT, "left the site")

    def obey(self, line: str) -> str:
        """Do what a line of JSON orders: `{"do": name, ...}`; return the answer."""
        order = json.loads(line)
        orders: dict[str, Callable[..., None]] = {name: getattr(self, name) for name in ORDERS}
        orders[order.pop("do")](**order)
        return "done"


class Neighboured(Alone):
    """This node, and the one by whose way some racks come."""

    def nodes(self) -> tuple[Peer, ...]:
        """Return both."""
        (here,) = super().nodes()
        other = replace(here, id=THERE, name="Stage left", racks=(), local=False)
        return (here, other)


async def serve(feeder: Feeder, port: int, hosts: list[str], ui_dir: Path) -> None:
    """Serve until the input ends."""
    store, clock = feeder.store, feeder.clock
    me = Peer(
        id=HERE,
        instance="feeder",
        name="FOH",
        version="1",
        addresses=(),
        racks=(),
        present=True,
        heard_ns=0,
    )
    app = build(
        store,
        node=NodeInfo(HERE, "FOH", "1", "feeder"),
        clock=clock,
        models_json=models_json(),
        allowed_hosts=hosts,
        ui_dir=ui_dir,
        neighbours=Neighboured(store, clock, me, addresses=tuple),
    )
    for fed in feeder.fed:
        feeder.judge(fed)
    http = server(app, "127.0.0.1", port)
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(http.serve())
        feeding = group.create_task(feeder.run())
        await http.ready.wait()
        print(f"serving {len(feeder.fed)} racks at http://127.0.0.1:{port}/", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(feeder.obey(line), flush=True)
        feeding.cancel()
        http.should_exit = True
        await serving


def main() -> int:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--racks", type=int, default=100)
    parser.add_argument("--groups", type=int, default=4, help="0 for none, 10 at most")
    parser.add_argument("--period-ms", type=int, default=SLOW_MS)
    parser.add_argument("--host", action="append", default=[], help="another name of the node")
    wants = parser.parse_args()
    feeder = Feeder(wants.racks, groups=wants.groups, slow_ms=wants.period_ms)
    ui_dir = Path(str(files("stagewatt") / "ui"))
    asyncio.run(serve(feeder, wants.port, ["127.0.0.1", *wants.host], ui_dir))
    return 0


if __name__ == "__main__":
    sys.exit(main())
