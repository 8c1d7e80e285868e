"""What a mesh of many nodes costs each of them: real processes, each in a namespace of its own.

Run as root: `python benchmarks/mesh.py [--nodes 50] [--seconds 20] [--routers 4] [--worker CMD]`.
CMD is the program of a node, with {node}, {number} and {address}; then what only the own worker can
tell (who sees whom, when) is left out.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shlex
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

import psutil
from rig import Measured, machine, report

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.netns.net import Net

if TYPE_CHECKING:
    from collections.abc import Iterator

BAR_CPU, BAR_MB, BAR_MBIT = 10.0, 120.0, 1.0
"""For a node among a hundred: % of a core, MB (PSS), Mbit/s."""
_OWN = f"{sys.executable} {Path(__file__).with_name('mesh_worker.py')} {{node}}"
PATIENCE_S = 90.0


@dataclass
class Node:
    """One process, what it told, and where it is."""

    name: str
    address: str
    process: subprocess.Popen[str]
    told: list[dict[str, float]] = field(default_factory=list)

    def read(self) -> None:
        """Keep what it tells, to its end."""
        if self.process.stdout is not None:
            for line in self.process.stdout:
                if line.startswith("{"):
                    self.told.append(json.loads(line))

    def order(self, line: str) -> None:
        """Tell it something."""
        if self.process.stdin is not None:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()

    def count_since(self, count: int, since_s: float) -> float | None:
        """Return when it first saw exactly so many others after an instant."""
        for each in list(self.told):
            if each.get("there") == count and each["at_s"] >= since_s:
                return each["at_s"]
        return None

    @property
    def there(self) -> int:
        """How many others it sees now."""
        counts = [int(each["there"]) for each in list(self.told) if "there" in each]
        return counts[-1] if counts else 0


class Fleet:
    """Nodes on one switch."""

    def __init__(self, net: Net, worker: str) -> None:
        """Take a network and the program of a node."""
        self._net, self._worker = net, worker
        self.nodes: list[Node] = []
        net.switch("s")

    def add(self, number: int) -> Node:
        """Start one more node."""
        name = f"h{number}"
        address = f"10.0.{number // 250}.{1 + number % 250}"
        self._net.host(name, "s", f"{address}/16")
        words = {"node": f"{number:016x}", "number": number, "address": address}
        argv = [each.format(**words) for each in shlex.split(self._worker)]
        pipe = subprocess.PIPE
        node = Node(name, address, self._net.start(name, argv, stdin=pipe, stdout=pipe))
        reader = threading.Thread(target=node.read, daemon=True)
        reader.start()
        self._net.at_end(partial(reader.join, 3))
        self._net.at_end(node.process.kill)
        self.nodes.append(node)
        return node

    def all_see(self, count: int, since_s: float) -> float:
        """Wait until all see so many others; return the seconds since an instant."""
        end = time.monotonic() + PATIENCE_S
        while any(node.there != count for node in self.nodes):
            if time.monotonic() > end:
                seen = sorted(node.there for node in self.nodes)
                raise TimeoutError(f"they see {seen[0]} to {seen[-1]} of {count}")
            time.sleep(0.05)
        told = [each["at_s"] for node in self.nodes for each in node.told if "there" in each]
        return max(0.0, max(told, default=since_s) - since_s)

    def costs(self, seconds: float) -> list[Cost]:
        """Account every node for a while."""
        before = [(cpu_s(node), self._net.traffic(node.name, "s")) for node in self.nodes]
        began = time.monotonic()
        time.sleep(seconds)
        after = [(cpu_s(node), self._net.traffic(node.name, "s")) for node in self.nodes]
        spent = time.monotonic() - began
        return [
            Cost(
                node=node,
                cpu_pct=100 * (now[0] - then[0]) / spent,
                rx_bps=(now[1][0] - then[1][0]) / spent,
                tx_bps=(now[1][1] - then[1][1]) / spent,
                pss_mb=pss_mb(node),
                links=established(node),
            )
            for node, then, now in zip(self.nodes, before, after, strict=True)
        ]

    def remove(self, node: Node) -> float:
        """Kill a node and return when."""
        self.nodes.remove(node)
        killed = time.monotonic()
        node.process.send_signal(signal.SIGKILL)
        return killed


@dataclass(frozen=True)
class Cost:
    """What one node took; bytes a second as its network card counts them."""

    node: Node
    cpu_pct: float
    rx_bps: float
    tx_bps: float
    pss_mb: float
    links: int

    @property
    def mbit(self) -> float:
        """Both directions together, Mbit/s."""
        return (self.rx_bps + self.tx_bps) * 8 / 1e6


def cpu_s(node: Node) -> float:
    """Return the seconds of a core a process has used."""
    times = psutil.Process(node.process.pid).cpu_times()
    return times.user + times.system


def pss_mb(node: Node) -> float:
    """Return its share of memory."""
    rollup = Path(f"/proc/{node.process.pid}/smaps_rollup").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(kilobytes) / 1000


def established(node: Node) -> int:
    """Count the TCP connections of its namespace."""
    table = Path(f"/proc/{node.process.pid}/net/tcp").read_text(encoding="ascii")
    return sum(line.split()[3] == "01" for line in table.splitlines()[1:])


def rows(costs: list[Cost], who: str, bars: tuple[float, float, float] | None) -> list[Measured]:
    """Return the figures of a group of nodes; bars only where they are meant."""
    cpu, memory, mbit = bars or (None, None, None)
    return [
        Measured(f"{who}: CPU, mean", mean(each.cpu_pct for each in costs), "% of a core", cpu),
        Measured(f"{who}: CPU, worst", max(each.cpu_pct for each in costs), "% of a core", None),
        Measured(f"{who}: memory (PSS)", mean(each.pss_mb for each in costs), "MB", memory),
        Measured(f"{who}: received", mean(each.rx_bps for each in costs) / 1e3, "kB/s", None),
        Measured(f"{who}: sent", mean(each.tx_bps for each in costs) / 1e3, "kB/s", None),
        Measured(f"{who}: both ways", mean(each.mbit for each in costs), "Mbit/s", mbit),
        Measured(f"{who}: connections", mean(each.links for each in costs), "", None),
    ]


def noticed(fleet: Fleet, victim: Node) -> tuple[float, float]:
    """Kill a node; return the median and the longest time until the others saw one less."""
    killed = fleet.remove(victim)
    left = len(fleet.nodes) - 1
    fleet.all_see(left, killed)
    times = sorted(
        when - killed
        for node in fleet.nodes
        if (when := node.count_since(left, killed)) is not None
    )
    return times[len(times) // 2], times[-1]


@contextlib.contextmanager
def room_for_neighbours() -> Iterator[None]:
    """Let the kernel keep more than 1024 neighbours: all namespaces share that table."""
    limit = Path("/proc/sys/net/ipv4/neigh/default/gc_thresh3")
    before = limit.read_text(encoding="ascii")
    limit.write_text("65536", encoding="ascii")
    try:
        yield
    finally:
        limit.write_text(before, encoding="ascii")


@contextlib.contextmanager
def fleet_of(wants: argparse.Namespace) -> Iterator[tuple[Fleet, list[Measured]]]:
    """Start all nodes, the last one when the others see each other; give the times of that."""
    with room_for_neighbours(), Net() as net:
        fleet = Fleet(net, wants.worker)
        began = time.monotonic()
        for number in range(wants.nodes - 1):
            fleet.add(number)
        figures: list[Measured] = []
        if wants.worker == _OWN:
            first = fleet.all_see(wants.nodes - 2, began)
            figures.append(Measured("all but one see all, from the first start", first, "s", None))
            began = time.monotonic()
        fleet.add(wants.nodes - 1)
        if wants.worker == _OWN:
            last = fleet.all_see(wants.nodes - 1, began)
            figures.append(Measured("one more: process start until all see it", last, "s", None))
        time.sleep(wants.settle)
        yield fleet, figures


def as_peers(wants: argparse.Namespace) -> list[Measured]:
    """Measure a mesh in which each is connected to each."""
    with fleet_of(wants) as (fleet, figures):
        costs = fleet.costs(wants.seconds)
        bars = (BAR_CPU, BAR_MB, BAR_MBIT) if wants.nodes >= 100 else None
        figures.extend(rows(costs, "node", bars))
        if wants.worker == _OWN:
            middle, last = noticed(fleet, fleet.nodes[-1])
            figures.append(Measured("SIGKILL noticed, median", middle, "s", None))
            figures.append(Measured("SIGKILL noticed by all", last, "s", 2.5))
        if wants.nodes < 100:
            figures.extend(extrapolated(costs, wants.nodes))
        return figures


def extrapolated(costs: list[Cost], nodes: int) -> list[Measured]:
    """Return what a hundred nodes would take, where all costs but the process itself grow along."""
    factor = 99 / (nodes - 1)
    cpu = mean(each.cpu_pct for each in costs) * factor
    traffic = mean(each.mbit for each in costs) * factor
    return [
        Measured("EXTRAPOLATED to 100 nodes: CPU", cpu, "% of a core", BAR_CPU),
        Measured("EXTRAPOLATED to 100 nodes: both ways", traffic, "Mbit/s", BAR_MBIT),
    ]


def with_routers(wants: argparse.Namespace) -> list[Measured]:
    """Measure the same nodes with some of them as routers, and what happens when one vanishes."""
    with fleet_of(wants) as (fleet, figures):
        routers = fleet.nodes[: wants.routers]
        addresses = [f"{router.address}:7432" for router in routers]
        turned = time.monotonic()
        for router in routers:
            others = [each for each in addresses if not each.startswith(f"{router.address}:")]
            router.order(" ".join(["role", "router", *others]))
        time.sleep(1.0)
        for node in fleet.nodes[wants.routers :]:
            node.order(" ".join(["role", "client", *addresses]))
        time.sleep(3.0)
        turning = fleet.all_see(wants.nodes - 1, turned)
        figures.append(Measured("turned to routers: until all see all", turning, "s", None))
        time.sleep(wants.settle)
        costs = fleet.costs(wants.seconds)
        among = [cost for cost in costs if cost.node in routers]
        clients = [cost for cost in costs if cost.node not in routers]
        figures.extend(rows(clients, "client", None) + rows(among, "router", None))
        middle, last = noticed(fleet, fleet.nodes[-1])
        figures.append(Measured("SIGKILL of a client noticed, median", middle, "s", None))
        figures.append(Measured("SIGKILL of a client noticed by all", last, "s", 2.5))
        killed = fleet.remove(routers[0])
        time.sleep(0.5)
        back = fleet.all_see(len(fleet.nodes) - 1, killed)
        lost = max(lowest(node, killed) for node in fleet.nodes)
        figures.append(Measured("SIGKILL of a router: all see all again", back, "s", None))
        figures.append(Measured("SIGKILL of a router: most seen missing", lost, "", None))
        return figures


def lowest(node: Node, since_s: float) -> float:
    """Return how many a node missed at worst since an instant."""
    counts = [each["there"] for each in node.told if "there" in each and each["at_s"] >= since_s]
    return node.there - min(counts) if counts else 0.0


def main() -> int:
    """Measure and print a table for each layout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--settle", type=float, default=10.0)
    parser.add_argument("--routers", type=int, default=4)
    parser.add_argument("--layout", choices=("peers", "routers", "both"), default="both")
    parser.add_argument("--worker", default=_OWN)
    wants = parser.parse_args()
    if wants.layout in ("peers", "both"):
        title = f"mesh: {wants.nodes} nodes, each connected to each, {wants.seconds:.0f} s"
        report(title, machine(), as_peers(wants))
    if wants.layout in ("routers", "both") and wants.worker == _OWN:
        title = f"mesh: {wants.nodes} nodes, {wants.routers} of them routers"
        report(title, machine(), with_routers(wants))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
