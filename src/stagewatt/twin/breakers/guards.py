"""What watches over each way now: thresholds of overload and residual releases as they are set."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from stagewatt.physics.trip import residual
from stagewatt.twin.faults import ActiveFault, places
from stagewatt.twin.front import Front
from stagewatt.twin.plant import Plant, WayPlant


@dataclass(frozen=True, slots=True)
class Guards:
    """Per way: amps above which its overload release moves, and its residual release if any."""

    pickup_a: tuple[float, ...]
    residual: tuple[residual.Release | None, ...]
    threshold_a: tuple[float, ...]
    """Amps at which the residual release moves; infinite without one."""

    def stressed(self, way_a: tuple[float, ...], residual_a: tuple[float, ...]) -> tuple[int, ...]:
        """Return the ways whose releases these currents move."""
        rows = zip(way_a, self.pickup_a, residual_a, self.threshold_a, strict=True)
        return tuple([at for at, (a, p, r, t) in enumerate(rows) if a > p or r >= t])


def guards(plant: Plant, front: Front, faults: frozenset[ActiveFault]) -> Guards:
    """Return the ways' guards with dials, key switch and stuck residual devices."""
    stuck = places(faults, "rcd_stuck")
    releases = tuple(
        None if each.way.id in stuck or not front.protects(each.way.id) else _release(each, front)
        for each in plant.ways
    )
    return Guards(
        pickup_a=tuple(each.pickup_a for each in plant.ways),
        residual=releases,
        threshold_a=tuple(math.inf if each is None else each.threshold_a for each in releases),
    )


def _release(each: WayPlant, front: Front) -> residual.Release | None:
    """Return a way's residual release; a relay with dials waits, then releases and opens."""
    relay, setting = each.way.protection.relay, front.relay
    if relay is None or setting is None or setting.way != each.way.id or each.residual is None:
        return each.residual
    return replace(
        each.residual,
        threshold_a=setting.threshold_a,
        delay_s=setting.delay_s + relay.opens_s,
    )
