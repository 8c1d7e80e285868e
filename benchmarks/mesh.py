"""What a mesh of many nodes costs each of them: real processes, each in a namespace of its own.

Run as root: `python benchmarks/mesh.py [--layout direct|routed] [--nodes 50] [--whole 2]
[--racks 2]`. A few nodes are whole, as they are shipped, each reading simulated racks at 10 Hz
while it is told of all the others; the rest are `mesh_worker.py`.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

from mesh_fleet import MESH_PORT, Cost, Fleet, Neighbour, Whole, wait
from rig import Measured, machine, report

from stagewatt.mesh.election import elect

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.netns.net import Net

if TYPE_CHECKING:
    from collections.abc import Iterator

BARS = (10.0, 120.0, 1.0)
"""For a node among a hundred racks: % of a core, MB (PSS), Mbit/s."""
GONE_BAR_S, NEW_BAR_S, BACK_BAR_S = 2.5, 2.0, 6.0
PULLED_S, TURNING_S = 5.0, 2.0


def rows(costs: list[Cost], who: str, bars: tuple[float, float, float] | None) -> list[Measured]:
    """Return the figures of a group of nodes; bars only where they are meant."""
    cpu, memory, mbit = bars or (None, None, None)
    return [
        Measured(f"{who}: CPU, mean", mean(each.cpu_pct for each in costs), "% of a core", cpu),
        Measured(f"{who}: CPU, worst", max(each.cpu_pct for each in costs), "% of a core", cpu),
        Measured(f"{who}: memory (PSS), worst", max(e.pss_mb for e in costs), "MB", memory),
        Measured(f"{who}: received", mean(each.rx_bps for each in costs) / 1e3, "kB/s", None),
        Measured(f"{who}: sent", mean(each.tx_bps for each in costs) / 1e3, "kB/s", None),
        Measured(f"{who}: both ways", mean(each.mbit for each in costs), "Mbit/s", mbit),
        Measured(f"{who}: connections", mean(each.links for each in costs), "", None),
    ]


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
    """Start all nodes, a whole one last; give how long it took until it was shown."""
    with room_for_neighbours(), tempfile.TemporaryDirectory() as folder, Net() as net:
        fleet = Fleet(net, Path(folder), wants.racks)
        for _ in range(wants.nodes - wants.whole):
            fleet.add_neighbour()
        for _ in range(wants.whole - 1):
            fleet.add_whole()
        fleet.until_seen()
        others = fleet.all_racks
        fleet.until_there(others)
        newest = fleet.add_whole()
        wait(lambda: newest.racks <= newest.online())
        polled = time.monotonic()
        shown = fleet.until_there(newest.racks | others)
        what = "its own racks read until they and all others stand on all screens"
        figures = [Measured(f"one more node: {what}", shown - polled, "s", NEW_BAR_S)]
        time.sleep(wants.settle)
        yield fleet, figures


def direct(wants: argparse.Namespace) -> list[Measured]:
    """Measure a mesh in which each is connected to each."""
    with fleet_of(wants) as (fleet, figures):
        return [*figures, *costs(fleet, wants.seconds), *vanishing(fleet)]


def costs(fleet: Fleet, seconds: float) -> list[Measured]:
    """Account all nodes by what they are."""
    taken = fleet.costs(seconds)
    whole = [cost for cost in taken if isinstance(cost.node, Whole)]
    others = [cost for cost in taken if not isinstance(cost.node, Whole)]
    return rows(whole, "whole node", BARS) + rows(others, "neighbour", None)


def vanishing(fleet: Fleet) -> list[Measured]:
    """Kill one neighbour, freeze one, pull one's cable: when is it told on the whole nodes."""
    killed, frozen, pulled = fleet.neighbours[-1], fleet.neighbours[-2], fleet.neighbours[-3]
    began = time.monotonic()
    killed.process.send_signal(signal.SIGKILL)
    gone = fleet.until_gone(killed.racks) - began
    began = time.monotonic()
    frozen.process.send_signal(signal.SIGSTOP)
    silent = fleet.until_gone(frozen.racks) - began
    frozen.process.send_signal(signal.SIGCONT)
    fleet.until_there(frozen.racks)
    began = time.monotonic()
    fleet.pull(pulled.host)
    parted = fleet.until_gone(pulled.racks) - began
    time.sleep(PULLED_S)
    began = time.monotonic()
    fleet.pull(pulled.host, back=True)
    back = fleet.until_there(pulled.racks) - began
    return [
        Measured("SIGKILL: racks shown as not answering on all", gone, "s", GONE_BAR_S),
        Measured("SIGSTOP: the same", silent, "s", GONE_BAR_S),
        Measured("cable pulled: the same", parted, "s", GONE_BAR_S),
        Measured("cable put back: racks shown as answering", back, "s", BACK_BAR_S),
    ]


def routed(wants: argparse.Namespace) -> list[Measured]:
    """Measure nodes that elected routers, and what happens when one of these vanishes.

    The whole nodes elect by themselves; the neighbours are told what the same rule says.
    """
    with fleet_of(wants) as (fleet, figures):
        nodes: list[Whole | Neighbour] = [*fleet.whole, *fleet.neighbours]
        addresses = {each.node: f"{each.address}:{MESH_PORT}" for each in nodes}
        members = set(addresses)
        turn(fleet.neighbours, members, addresses)
        wait(lambda: all(one.role != "peer" for one in fleet.whole))
        time.sleep(wants.settle)
        fleet.until_there(fleet.all_racks)
        taken = by_role(fleet.costs(wants.seconds), members)
        return [*figures, *taken, *router_lost(fleet, members, addresses)]


def turn(neighbours: list[Neighbour], members: set[str], addresses: dict[str, str]) -> None:
    """Tell neighbours their roles; the clients when the routers route, as nodes themselves do."""
    for kind in ("router", "client"):
        for each in neighbours:
            role = elect(each.node, members, routed=True)
            routers = [addresses[node] for node in role.routers if node != each.node]
            if role.kind == kind:
                each.order(" ".join(["role", kind, *routers]))
        time.sleep(TURNING_S)


def by_role(taken: list[Cost], members: set[str]) -> list[Measured]:
    """Account clients and routers apart."""
    kinds = {cost.node.node: elect(cost.node.node, members, routed=True).kind for cost in taken}
    routers = [cost for cost in taken if kinds[cost.node.node] == "router"]
    clients = [cost for cost in taken if kinds[cost.node.node] == "client"]
    whole = [cost for cost in clients if isinstance(cost.node, Whole)]
    neighbours = [cost for cost in clients if not isinstance(cost.node, Whole)]
    figures = rows(whole, "whole node as client", BARS)
    figures += rows(neighbours, "neighbour as client", None)
    return figures + rows(routers, f"each of {len(routers)} routers", None)


def router_lost(fleet: Fleet, members: set[str], addresses: dict[str, str]) -> list[Measured]:
    """Kill a router that is a neighbour; watch the whole nodes lose and find the others again."""
    routers = set(elect("", members, routed=True).routers)
    lost = next(each for each in fleet.neighbours if each.node in routers)
    fleet.neighbours.remove(lost)
    left = fleet.all_racks
    began = time.monotonic()
    lost.process.send_signal(signal.SIGKILL)
    worst, back = 0, began
    told = False
    while time.monotonic() - began < 20.0:
        if not told and time.monotonic() - began > 2.0:
            turn(fleet.neighbours, members - {lost.node}, addresses)
            told = True
        missing = max(len(left - one.online()) for one in fleet.whole)
        worst = max(worst, missing)
        if missing:
            back = time.monotonic()
        time.sleep(0.05)
    return [
        Measured("a router killed: racks shown as not answering at worst", worst, "", None),
        Measured("a router killed: until all others are shown again", back - began, "s", None),
    ]


def main() -> int:
    """Measure and print a table for each layout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=50)
    parser.add_argument("--whole", type=int, default=2)
    parser.add_argument("--racks", type=int, default=2, help="that each node reads")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--settle", type=float, default=10.0)
    parser.add_argument("--layout", choices=("direct", "routed"), default="direct")
    wants = parser.parse_args()
    figures = (direct if wants.layout == "direct" else routed)(wants)
    title = (
        f"mesh, {wants.layout}: {wants.nodes} nodes, {wants.whole} whole, {wants.racks} racks each"
    )
    report(title, machine(), figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
