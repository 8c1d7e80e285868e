"""Small sites of slots for tests: two columns of ways on each phase, and a short way to solve."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from tests.physics.network.nets import SOUND, run

from stagewatt.physics.network.orders import HARMONICS
from stagewatt.physics.network.runs import Run
from stagewatt.physics.network.slot_flow import Wiring
from stagewatt.physics.network.slot_solve import Answer, Ready, Told, solved
from stagewatt.physics.network.slots import FEED, WAYS, Row, Slots, drawing, empty, switched
from stagewatt.physics.network.tree import Tree

COLUMNS = WAYS + 2
SINGLE, THREE = WAYS, WAYS + 1
"""Column of the three single-phase ways, and of the one with three phases."""
LADDER = [[SINGLE], [COLUMNS + SINGLE], [2 * COLUMNS + SINGLE]]
OF_A_RACK = [*LADDER, [THREE, COLUMNS + THREE, 2 * COLUMNS + THREE]]
"""Ways 0 1 2 on L1 L2 L3, way 3 on all of them."""
IMPEDANCE, CURRENT, POWER = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
CLEAN = (0j,) * len(HARMONICS)
Place = tuple[int, int, int]
"""Rack, phase, column."""
__all__ = ["FEED", "SINGLE", "THREE"]


def row(s_va: complex, shares: Any = IMPEDANCE, ratios: Any = CLEAN, **more: Any) -> Row:
    return Row(s_va, shares, ratios, more.get("leak_s", 0j), more.get("extra_s", 0j))


def of_orders(**sizes: complex) -> tuple[complex, ...]:
    """Ratios by order, as h3=0.8, h5=-0.2."""
    return tuple(complex(sizes.get(f"h{order}", 0)) for order in HARMONICS)


def flat(place: Place) -> int:
    rack, phase, column = place
    return (rack * 3 + phase) * COLUMNS + column


def plugged(slots: Slots, rows: Mapping[Place, Row]) -> Slots:
    if not rows:
        return slots
    at = [flat(each) for each in rows]
    return switched(drawing(slots, at, [*rows.values()]), at, [True] * len(at))


def bare(racks: int = 1, burden_s: float = 0.0) -> Slots:
    return empty(racks, COLUMNS, 230.0, burden_s)


@dataclass(frozen=True)
class Site:
    """Racks on a source, solved anew or from an answer."""

    tree: Tree

    def solve(
        self, slots: Slots, before: tuple[Answer, Collection[int]] | None = None
    ) -> tuple[Answer, Told]:
        wiring = Wiring.of([OF_A_RACK] * self.tree.nodes, 3 * COLUMNS)
        return solved(Ready.of(self.tree), wiring, slots, SOUND, before)


def site(source: Run, *feeders: Run, parents: Sequence[int] = ()) -> Site:
    feeders = feeders or (run(),)
    return Site(Tree((source,), tuple(parents) or (-1,) * len(feeders), feeders))


def one(rows: Mapping[Place, Row], source: Run | None = None) -> Any:
    """What is measured at a single rack behind a source run."""
    return site(source or run()).solve(plugged(bare(), rows))[1].measured


def close(one: Any, other: Any, within: float = 1e-4) -> bool:
    return bool(np.allclose(one, other, rtol=1e-6, atol=within))


def plain(told: Told) -> dict[str, Any]:
    return asdict(told.measured)
