"""One place as the network knows it: whether its path is closed, and what it draws until when."""

from __future__ import annotations

import math
from typing import NamedTuple

from stagewatt.twin.loads.drawn import Drawn, drawn
from stagewatt.twin.loads.equipment import NEW, Equipment
from stagewatt.twin.loads.load import Load
from stagewatt.twin.loads.moment import FULL, Level, Moment

NEVER_NS = 1 << 62
CLOSED, OPEN = (True, True, True), (False, False, False)
LEAD_NS = 1_000
"""What is due within a microsecond is due: the loads' own grids are not to the nanosecond."""
Closed = tuple[bool, bool, bool]
"""Per phase of a place, in its own order; a single-phase way looks at the first."""


class Tap(NamedTuple):
    """`powered_ns` is when it last got power, None while its path is open.

    Without voltage (not `live`) it stays connected as it was: what it draws then follows from the
    voltage, and when that is back it starts anew. `drawn` holds until `until_ns`.
    """

    closed: Closed = OPEN
    live: bool = False
    load: Load | None = None
    level: Level = FULL
    equipment: Equipment = NEW
    powered_ns: int | None = None
    drawn: Drawn | None = None
    until_ns: int = NEVER_NS


class Wanted(NamedTuple):
    """How a place stands now: what hangs there, and whether it has power."""

    closed: Closed
    load: Load | None
    level: Level
    equipment: Equipment
    live: bool


def holds(tap: Tap, wanted: Wanted, now_ns: int) -> bool:
    """Tell whether a tap is still what it was; equal means identical here, which is quick."""
    return (
        tap.until_ns > now_ns + LEAD_NS
        and tap.load is wanted.load
        and tap.closed == wanted.closed
        and tap.level is wanted.level
        and tap.equipment is wanted.equipment
        and tap.live is wanted.live
    )


def same_draw(tap: Tap, after: Tap) -> bool:
    """Tell whether the network need not know of the difference."""
    if tap.closed != after.closed or (tap.drawn is None) is not (after.drawn is None):
        return False
    return tap.drawn is None or after.drawn is None or tap.drawn.phases == after.drawn.phases


def tapped(tap: Tap, wanted: Wanted, now_ns: int, seed_and_grain: tuple[int, int]) -> Tap:
    """Return what a place draws from now on, and until when: a multiple of the grain, if any."""
    seed, grain_ns = seed_and_grain
    load = wanted.load
    if load is None:
        return Tap(wanted.closed, wanted.live)
    powered_ns = tap.powered_ns if load is tap.load else None
    if not any(wanted.closed):
        powered_ns = None
    elif powered_ns is None or (wanted.live and not tap.live):
        powered_ns = now_ns
    lead_ns = now_ns + LEAD_NS
    since_s = -1.0 if powered_ns is None else (lead_ns - powered_ns) / 1e9
    told = drawn(load, Moment(lead_ns / 1e9, since_s, wanted.level, seed, wanted.equipment))
    until_ns = NEVER_NS
    if math.isfinite(told.valid_s):
        until_ns = now_ns + LEAD_NS + max(1, math.ceil(told.valid_s * 1e9))
        if grain_ns:
            until_ns = -((2 * LEAD_NS - until_ns) // grain_ns) * grain_ns
    return Tap(
        wanted.closed,
        wanted.live,
        load,
        wanted.level,
        wanted.equipment,
        powered_ns,
        told,
        until_ns,
    )
