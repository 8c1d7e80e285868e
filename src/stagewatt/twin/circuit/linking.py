"""Takes changes of a rack's state into the network: closed paths, draws, inrush, guards."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from stagewatt.domain.view import BreakerState, Cause
from stagewatt.physics.trip.magnetic_hydraulic import pulse_trips
from stagewatt.twin.breakers.guards import guards
from stagewatt.twin.circuit.link import Link, inputs_of
from stagewatt.twin.circuit.rows import SOUND, damages
from stagewatt.twin.circuit.tap import (
    CLOSED,
    LEAD_NS,
    OPEN,
    Closed,
    Tap,
    Wanted,
    holds,
    same_draw,
    tapped,
)
from stagewatt.twin.circuit.upstream import feeder_hurt
from stagewatt.twin.front import CONDUCTORS, Conductor, Front, removed_ways
from stagewatt.twin.front.dials import dialled
from stagewatt.twin.loads.equipment import NEW
from stagewatt.twin.loads.pulse import pulse
from stagewatt.twin.plant import Plant
from stagewatt.twin.quick import changed
from stagewatt.twin.state import RackState

_PHASES = (Conductor.L1, Conductor.L2, Conductor.L3)
_TURN_DEG = 360.0


@dataclass(frozen=True, slots=True)
class Relinked:
    """A rack whose link is up to date, and the places whose slots are to be written again."""

    rack: RackState
    places: tuple[int, ...]


def new_link(plant: Plant, front: Front) -> Link:
    """Return the link of a rack that nobody has touched, before anything is solved."""
    count = len(plant.ways) + 1
    return Link(
        inputs=(None,) * 9,
        taps=(Tap(),) * count,
        closed=(OPEN,) * count,
        until_ns=0,
        live=(True, True, True),
        guards=guards(plant, front, frozenset()),
        settings=plant.main,
    )


def relinked(plant: Plant, rack: RackState, now_ns: int, grain_ns: int) -> Relinked:
    """Take in what has changed, by hand or by itself. What energises a filter may trip its way.

    Draws change by themselves at multiples of `grain_ns`, with 0 at their own instants.
    """
    before = rack.link
    inputs = inputs_of(rack)
    if all(a is b for a, b in zip(inputs, before.inputs, strict=True)):
        due = [at for at, tap in enumerate(before.taps) if tap.until_ns <= now_ns + LEAD_NS]
        link = before
    else:
        link = _configured(plant, rack, inputs)
        due = list(range(len(before.taps)))
    closed = link.closed
    taps, places = list(link.taps), []
    all_live = link.live == CLOSED
    for at in due:
        wanted = Wanted(
            closed[at],
            rack.load_at(at),
            rack.levels[at],
            rack.equipment[at],
            any(closed[at]) if all_live else _is_live(plant, at, closed[at], link.live),
        )
        old = taps[at]
        if not holds(old, wanted, now_ns):
            taps[at] = new = tapped(old, wanted, now_ns, (_seed(plant, at), grain_ns))
            if not same_draw(old, new):
                places.append(at)
    if before.damages or link.damages:
        damaged = {at for at in (*before.damages, *link.damages) if _hurts_differ(before, link, at)}
        places = sorted({*places, *damaged})
    until_ns = min([tap.until_ns for tap in taps])
    link = changed(link, taps=tuple(taps), until_ns=until_ns)
    rack, link = _inrush(plant, rack, link, now_ns)
    return Relinked(changed(rack, link=link), tuple(places))


def _seed(plant: Plant, at: int) -> int:
    return plant.seed * 1009 + at


def _hurts_differ(before: Link, after: Link, at: int) -> bool:
    return before.damages.get(at, SOUND) != after.damages.get(at, SOUND)


def _configured(plant: Plant, rack: RackState, inputs: tuple[object, ...]) -> Link:
    """Make again what follows from front and faults where these have changed."""
    worn = any(each is not NEW for each in rack.equipment)
    closed = tuple(closed_places(plant, rack))
    link = replace(rack.link, inputs=inputs, worn=worn, closed=closed)
    *_, front_before, faults_before = rack.link.inputs
    if front_before is rack.front and faults_before is rack.faults:
        return link
    front, faults, base = rack.front, rack.faults, plant.main
    return replace(
        link,
        guards=guards(plant, front, faults),
        settings=None if base is None else dialled(base, plant.model.main, front.dials),
        damages=damages(plant, faults),
        hurt=feeder_hurt(faults, front.drain_open),
    )


def closed_places(plant: Plant, rack: RackState) -> list[Closed]:
    """Return which places have a closed path from their busbar, and on which phases."""
    out = removed_ways(plant.model, rack.front)
    closed = [OPEN] * len(plant.ways)
    if rack.main.closed:
        closed = [CLOSED if lever is BreakerState.ON else OPEN for lever in rack.levers]
        for at in rack.rcd_tripped:
            closed[at] = OPEN
        for way in out:
            closed[plant.at(way)] = OPEN
    return [*closed, _closed_feed(rack.front)]


def _closed_feed(front: Front) -> Closed:
    """Return which phases reach what hangs on the panel source; without N none (assumed)."""
    there = front.source
    if there is None or Conductor.N not in there:
        return OPEN
    if there == CONDUCTORS:
        return CLOSED
    l1, l2, l3 = (phase in there for phase in _PHASES)
    return l1, l2, l3


def _is_live(plant: Plant, at: int, closed: Closed, live: tuple[bool, bool, bool]) -> bool:
    phases = plant.phases_of(at)
    return any(closed[k] and live[phase] for k, phase in enumerate(phases))


def _inrush(plant: Plant, rack: RackState, link: Link, now_ns: int) -> tuple[RackState, Link]:
    """Let the filters of what has just got power charge; a pulse too high trips its way."""
    fresh = [
        at
        for at, tap in enumerate(link.taps)
        if tap.powered_ns == now_ns
        and tap.live
        and tap.load is not None
        and tap.load.parts
        and rack.link.taps[at].powered_ns != now_ns
    ]
    if not fresh:
        return rack, link
    # The instant of switching is anywhere in the cycle: the same for all that a main lever feeds.
    angle_deg = random.Random(plant.seed * 1_000_003 ^ now_ns).uniform(0.0, _TURN_DEG)
    peaks_a, levers, causes = dict(link.peaks_a), list(rack.levers), list(rack.causes)
    for at in fresh:
        peak_a, trips = _pulse(plant, link.taps[at], at, angle_deg)
        peaks_a[at] = max(peak_a, peaks_a.get(at, 0.0))
        if trips:
            levers[at], causes[at] = BreakerState.TRIPPED, Cause.INSTANTANEOUS
    rack = replace(rack, levers=tuple(levers), causes=tuple(causes))
    return rack, replace(link, peaks_a=peaks_a)


def _pulse(plant: Plant, tap: Tap, at: int, angle_deg: float) -> tuple[float, bool]:
    """Return a place's pulse in amps, and whether its breaker trips; the source has none."""
    assert tap.load is not None  # noqa: S101 - only taps with a load get power
    shifted = angle_deg - 120.0 * plant.phases_of(at)[0]
    told = pulse(tap.load, shifted, tap.equipment)
    if at == plant.feed_at:
        return told.peak_a, False
    each = plant.ways[at]
    multiple = told.peak_a / each.way.protection.rated_a
    return told.peak_a, pulse_trips(each.overload, multiple, told.duration_s)
