"""The network as the solver sees it: terminals, what each hangs on, and pieces cut off by breaks.

A point is a busbar or a node: first the busbars, then the nodes. Terminal 4 p + c is conductor c
of point p, and at the same time the piece of conductor that leads to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stagewatt.physics.network.arrays import Complex, Index, Mask
from stagewatt.physics.network.tree import Tree

WIRES = 4
PHASES = 3
NEUTRAL = 3
LIVE = -1
"""The island number of what has a path to a source."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The terminals of a tree, numbered.

    An island is a piece of conductor that a break cut off: it begins at the terminal behind the
    break. Breaks and islands belong together one to one.
    """

    sources: int
    nodes: int
    parents: Index
    """Per point the point upstream, -1 at a busbar."""
    wired: Index
    """(points, 4): the conductor upstream that each is connected to."""
    z_ohm: Complex
    """Per terminal the impedance that leads to it, 0 where broken."""
    up: Index
    """Per terminal the one upstream, -1 at a busbar."""
    emf: Index
    """Per terminal the conductor of a source that it has a path to (4 s + c), -1 in an island."""
    island: Index
    """Per terminal its island, -1 where it has a path to a source."""
    roots: Index
    """Per island the terminal where it begins."""

    @property
    def points(self) -> int:
        """The number of busbars and nodes."""
        return self.sources + self.nodes

    @property
    def open_(self) -> Mask:
        """Per terminal whether the conductor that leads to it is broken."""
        broken = np.zeros(WIRES * self.points, dtype=np.bool_)
        broken[self.roots] = True
        return broken

    @property
    def at_nodes(self) -> slice:
        """The nodes' terminals."""
        return slice(WIRES * self.sources, None)

    @property
    def port_islands(self) -> tuple[Index, Index]:
        """Per load (3 n) the island of its phase and the island of its neutral."""
        island = self.island[self.at_nodes].reshape(-1, WIRES)
        return island[:, :PHASES].ravel(), np.repeat(island[:, NEUTRAL], PHASES)


def layout(tree: Tree) -> Layout:
    """Number a tree's terminals."""
    sources = len(tree.sources)
    runs = (*tree.sources, *tree.runs)
    parents = [*[-1] * sources, *(p + sources if p >= 0 else -1 - p for p in tree.parents)]
    wired = np.array([run.wired for run in runs], dtype=np.intp).reshape(-1, WIRES)
    z_ohm = [z for run in runs for z in run]
    up, emf, island, roots = _followed(parents, wired.tolist(), z_ohm)
    return Layout(
        sources=sources,
        nodes=tree.nodes,
        parents=np.array(parents, dtype=np.intp),
        wired=wired,
        z_ohm=np.array([0j if z is None else z for z in z_ohm], dtype=np.complex128),
        up=np.array(up, dtype=np.intp),
        emf=np.array(emf, dtype=np.intp),
        island=np.array(island, dtype=np.intp),
        roots=np.array(roots, dtype=np.intp),
    )


def _followed(
    parents: list[int], wired: list[list[int]], z_ohm: list[complex | None]
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Follow each conductor from the source on."""
    up: list[int] = []
    emf: list[int] = []
    island: list[int] = []
    roots: list[int] = []
    for terminal, z in enumerate(z_ohm):
        point, conductor = divmod(terminal, WIRES)
        to = wired[point][conductor]
        above = WIRES * parents[point] + to if parents[point] >= 0 else -1
        up.append(above)
        if z is None:
            emf.append(-1)
            island.append(len(roots))
            roots.append(terminal)
        else:
            emf.append(emf[above] if above >= 0 else WIRES * point + to)
            island.append(island[above] if above >= 0 else LIVE)
    return up, emf, island, roots


@dataclass(frozen=True, slots=True)
class Ties:
    """What holds the islands, for loads that are there: both per island.

    `group`: LIVE where loads lead to a source; otherwise the number of the group of islands that
    loads join, where no current can flow. `pinned`: one island of each such group, whose
    potential may be chosen.
    """

    group: Index
    pinned: Mask


def ties(where: Layout, loaded: Mask) -> Ties:
    """Return what holds the islands when the loads `loaded` (3 n) are there."""
    count = len(where.roots)
    phase, neutral = where.port_islands
    joined = loaded & (phase != neutral)
    chief = list(range(count + 1))  # the last one stands for all that is live

    def found(island: int) -> int:
        while chief[island] != island:
            chief[island] = chief[chief[island]]
            island = chief[island]
        return island

    for a, b in {*zip(phase[joined].tolist(), neutral[joined].tolist(), strict=True)}:
        # -1 is the last one, too.
        low, high = sorted((found(a % (count + 1)), found(b % (count + 1))))
        chief[low] = high
    group = np.array([found(island) for island in range(count)], dtype=np.intp)
    pinned = group == np.arange(count)
    group[group == count] = LIVE
    return Ties(group, pinned)


def hanging(where: Layout) -> Mask:
    """Return which places for loads (3 n) have an end in an island."""
    phase, neutral = where.port_islands
    touching: Mask = (phase != LIVE) | (neutral != LIVE)
    return touching
