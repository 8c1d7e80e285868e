"""What voltages do to the devices of a load: they drop out, come back, or fail one by one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stagewatt.twin.loads.appliance import Part, Supply
from stagewatt.twin.loads.equipment import Equipment, Wear
from stagewatt.twin.loads.load import Load

DEAD_V = 20.0
"""Below it there is no supply at all: what was off starts anew with it (assumed)."""
_SOON_S = 1e-9
"""Simulated time is counted in nanoseconds: what is due within one is due."""
DECADE_V = 50.0
"""So many volts above its limit a device dies ten times as fast (assumed)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many devices there are, run, have dropped out and have failed; and what that costs."""

    count: int
    running: int
    dropped: int
    failed: int
    value_lost_eur: float


@dataclass(frozen=True, slots=True)
class Losses:
    """Devices that have failed, and what they cost in euros (assumed)."""

    failed: int = 0
    value_eur: float = 0.0

    def with_those_of(self, load: Load | None, equipment: Equipment) -> Losses:
        """Return the losses and those at one more place."""
        if load is None or not equipment.failed:
            return self
        counted = tally(load, equipment)
        return Losses(self.failed + counted.failed, self.value_eur + counted.value_lost_eur)


NO_LOSSES = Losses()


def endured(load: Load, before: Equipment, v_ln_v: Sequence[float], dt_s: float) -> Equipment:
    """Return the devices after a time at rms voltages, one per phase of the place.

    Exact for any time as long as the voltages stay. Nothing changed: `before` itself.
    """
    after = [
        _part(part, before.part(at), _volts(part, v_ln_v), dt_s)
        for at, part in enumerate(load.parts)
    ]
    if all(wear is before.part(at) for at, wear in enumerate(after)):
        return before
    return Equipment(tuple(after))


def steady_s(load: Load, before: Equipment, v_ln_v: Sequence[float]) -> float:
    """Return how many seconds it takes until the next device drops out, comes back or fails."""
    left_s = math.inf
    for at, part in enumerate(load.parts):
        left_s = min(left_s, _left(part, before.part(at), _volts(part, v_ln_v)))
    return left_s


def tally(load: Load, equipment: Equipment) -> Tally:
    """Return the count of a load's devices by what has become of them."""
    failed, dropped = equipment.failed, equipment.dropped
    lost_eur = sum(
        part.appliance.value_eur * equipment.part(at).failed for at, part in enumerate(load.parts)
    )
    running = load.count - failed - dropped
    return Tally(load.count, running, dropped, failed, lost_eur)


def _volts(part: Part, v_ln_v: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and the highest voltage that the devices get; unknown is none."""
    volts = [0.0 if math.isnan(v_ln_v[phase]) else v_ln_v[phase] for phase in part.phases]
    return min(volts), max(volts)


def _part(part: Part, wear: Wear, volts: tuple[float, float], dt_s: float) -> Wear:
    supply = part.appliance.supply
    if supply is None:
        return wear
    wear = _worn(part, wear, volts[1], dt_s)
    return _dipped(part.count, wear, supply, volts[0], dt_s)


def _worn(part: Part, wear: Wear, v: float, dt_s: float) -> Wear:
    """Let the voltage damage those devices whose limit it exceeds."""
    if not part.limits or v <= part.limits[0][0]:
        return wear
    before = wear.over_s or (0.0,) * part.count
    over_s = tuple(
        [
            done + dt_s * _pace(v, limit_v)
            for done, (limit_v, _) in zip(before, part.limits, strict=True)
        ]
    )
    failed = sum(
        done >= limit_s - _SOON_S for done, (_, limit_s) in zip(over_s, part.limits, strict=True)
    )
    dropped = min(wear.dropped, part.count - failed)
    return replace(wear, over_s=over_s, failed=failed, dropped=dropped)


def _pace(v: float, limit_v: float) -> float:
    return 0.0 if v <= limit_v else 10.0 ** ((v - limit_v) / DECADE_V)


def _dipped(count: int, wear: Wear, supply: Supply, v: float, dt_s: float) -> Wear:
    """Let the supplies ride through, drop out, wait and come back."""
    way = _way(wear, supply, v, count)
    if way is None:
        return wear if not wear.timer_s else replace(wear, timer_s=0.0)
    if v < DEAD_V:
        return replace(wear, dropped=0, timer_s=0.0)
    limit_s, goal = way
    timer_s = wear.timer_s + dt_s
    if timer_s >= limit_s - _SOON_S:
        return replace(wear, dropped=goal, timer_s=0.0)
    return replace(wear, timer_s=timer_s)


def _way(wear: Wear, supply: Supply, v: float, count: int) -> tuple[float, int] | None:
    """Return what the supplies are on their way to: after how long, and how many will be out."""
    alive = count - wear.failed
    if wear.dropped:
        if v < DEAD_V:
            return 0.0, 0
        return (supply.return_s, 0) if v >= supply.return_v else None
    return (supply.hold_s, alive) if DEAD_V <= v < supply.drop_v and alive else None


def _left(part: Part, wear: Wear, volts: tuple[float, float]) -> float:
    supply = part.appliance.supply
    if supply is None:
        return math.inf
    way = _way(wear, supply, volts[0], part.count)
    left_s = math.inf if way is None else max(0.0, way[0] - wear.timer_s)
    done_s = wear.over_s or (0.0,) * len(part.limits)
    for done, (limit_v, limit_s) in zip(done_s, part.limits, strict=True):
        pace = _pace(volts[1], limit_v)
        if pace and done < limit_s - _SOON_S:
            left_s = min(left_s, (limit_s - done) / pace)
    return left_s
