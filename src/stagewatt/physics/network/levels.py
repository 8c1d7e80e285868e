"""The points of a tree by their depth, so that all of one depth are worked on at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stagewatt.physics.network.arrays import Index
from stagewatt.physics.network.layout import WIRES, Layout


@dataclass(frozen=True, slots=True)
class Level:
    """The points of one depth, in the order of their parents."""

    points: Index | slice
    """A slice where they stand side by side: that spares copies."""
    parents: Index
    above: Index | slice
    """The parents to take voltages from: one is enough where it is everybody's."""
    starts: Index
    """Where in the list the children of another parent begin."""
    wired: Index | None
    """None where every conductor goes straight."""

    def spread(self, index: Index, width: int) -> Index:
        """Return where the numbers of each conductor are when each has `width` of them."""
        return (index[..., None] * width + np.arange(width)).reshape(len(index), -1)


def levels(where: Layout) -> list[Level]:
    depth = np.zeros(where.points, dtype=np.intp)
    for point in range(where.sources, where.points):
        depth[point] = depth[where.parents[point]] + 1
    return [_level(where, np.flatnonzero(depth == d)) for d in range(int(depth.max()) + 1)]


def _level(where: Layout, points: Index) -> Level:
    points = points[np.argsort(where.parents[points], kind="stable")]
    parents = where.parents[points]
    starts = np.flatnonzero(np.diff(parents, prepend=-2))
    wired = where.wired[points]
    straight = bool((wired == np.arange(WIRES)).all())
    one = straight and len(starts) == 1 and int(parents[0]) >= 0
    above = slice(int(parents[0]), int(parents[0]) + 1) if one else parents
    places = _side_by_side(points)
    return Level(places, parents, above, starts, None if straight else wired)


def _side_by_side(points: Index) -> Index | slice:
    first, last = int(points[0]), int(points[-1])
    if np.array_equal(points, np.arange(first, last + 1)):
        return slice(first, last + 1)
    return points
