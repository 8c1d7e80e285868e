"""One rack of a site as pure steps: what protects it, what flows, what that sets in motion."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from stagewatt.domain.phases import L123N
from stagewatt.domain.view import BreakerState, Cause
from stagewatt.physics.trip import electronic
from stagewatt.physics.trip.latching import CLEAR
from stagewatt.twin.breakers import main, neutral_relay, ways
from stagewatt.twin.circuit.link import CALM, Watch
from stagewatt.twin.faults import sizes
from stagewatt.twin.flow import Flow
from stagewatt.twin.loads.endure import endured, steady_s
from stagewatt.twin.plant import Plant
from stagewatt.twin.quick import changed
from stagewatt.twin.reading import reading_of
from stagewatt.twin.state import RackState

LIVE_V = 50.0
"""Below it a load has no power; when the voltage is back it starts anew (assumed)."""
FAR_BELOW = 0.5
"""A share of the lowest dial that is below it whatever the tolerances."""
HEALTHY_V = (184.0, 253.0)
"""Within 230 V -20 % +10 % nothing that is in order drops out or suffers."""


def is_calm(rack: RackState) -> bool:
    """Tell whether nothing but the draws of loads can change by itself."""
    return (
        rack.link.watch is CALM
        and not rack.moving
        and rack.relay is CLEAR
        and not rack.flow.neutral_fault
        and not _moves_main(rack)
    )


def _moves_main(rack: RackState) -> bool:
    """Tell whether the main has to be looked at; it is the dearest of all devices to ask."""
    main_now = rack.main
    return (
        rack.link.watch.main
        or rack.relay.tripped
        or main_now.memory is not electronic.REST
        or (main_now.closed and (rack.e_stop or main_now.stopping_s > 0))
    )


def next_s(plant: Plant, rack: RackState) -> float:
    """Return the seconds until something trips, opens, drops out or fails; infinite for never."""
    if is_calm(rack):
        return math.inf
    watch = rack.link.watch
    left_s = neutral_relay.remaining_s(plant, rack.relay, rack.flow)
    if _moves_main(rack):
        orders = _orders(plant, rack)
        left_s = min(left_s, main.remaining_s(rack.main, orders, rack.flow.main.rms_a))
    if rack.moving or watch.ways:
        left_s = min(left_s, ways.remaining_s(_watched(plant, rack)))
    for at in watch.places:
        load = rack.load_at(at)
        if load is not None:
            volts = _volts(plant, rack.flow, at)
            left_s = min(left_s, steady_s(load, rack.equipment[at], volts))
    return left_s


def protected(plant: Plant, rack: RackState, dt_s: float) -> RackState:
    """Let the protective devices and the devices that hang on the rack live through a time."""
    if is_calm(rack):
        return rack
    after = rack
    relay = neutral_relay.advanced(plant, rack.relay, rack.flow, dt_s)
    if relay is not rack.relay:
        after = replace(after, relay=relay)
    if _moves_main(after):
        moved = main.advanced(rack.main, _orders(plant, after), rack.flow.main.rms_a, dt_s)
        if moved is not rack.main:
            after = replace(after, main=moved)
    if rack.moving or rack.link.watch.ways:
        moving, tripped = ways.advanced(_watched(plant, rack), dt_s)
        after = replace(after, moving=moving)
        if tripped:
            after = _fallen(plant, after, tripped)
    return _suffered(plant, after, dt_s) if rack.link.watch.places else after


def _orders(plant: Plant, rack: RackState) -> main.Orders:
    return main.Orders(
        settings=rack.link.settings,
        e_stop=rack.e_stop,
        stop_s=plant.model.main.e_stop_s,
        relay_opens=neutral_relay.opens(plant, rack.relay),
    )


def _watched(plant: Plant, rack: RackState) -> ways.Watched:
    at = frozenset({*rack.moving, *rack.link.watch.ways})
    return ways.Watched(plant, rack.link.guards, rack.flow, rack.moving, at)


def _fallen(plant: Plant, rack: RackState, tripped: Mapping[int, Cause]) -> RackState:
    """Let levers fall; a residual device apart from the breaker opens by itself.

    A residual relay releases its way's breaker, so that lever falls as well.
    """
    levers, causes, apart = list(rack.levers), list(rack.causes), set(rack.rcd_tripped)
    for at, cause in tripped.items():
        each = plant.ways[at]
        separate = each.separate and cause is Cause.RESIDUAL
        if separate:
            apart.add(at)
        if not separate or each.way.protection.relay is not None:
            levers[at], causes[at] = BreakerState.TRIPPED, cause
    return replace(rack, levers=tuple(levers), causes=tuple(causes), rcd_tripped=frozenset(apart))


def _suffered(plant: Plant, rack: RackState, dt_s: float) -> RackState:
    """Let what hangs on bad voltage drop out, come back or fail."""
    equipment = list(rack.equipment)
    for at in rack.link.watch.places:
        load = rack.load_at(at)
        if load is not None:
            volts = _volts(plant, rack.flow, at)
            equipment[at] = endured(load, equipment[at], volts, dt_s)
    if all(a is b for a, b in zip(equipment, rack.equipment, strict=True)):
        return rack
    return replace(rack, equipment=tuple(equipment))


def _volts(plant: Plant, flow: Flow, at: int) -> tuple[float, ...]:
    volts = tuple(flow.v_ln_rms_v)
    return tuple([volts[phase] for phase in plant.phases_of(at)])


def flowing(plant: Plant, rack: RackState, flow: Flow) -> RackState:
    """Return the rack with another flow, and what that sets in motion.

    Where a phase has lost its voltage or got it back, the loads are to be asked again.
    """
    flow = _through_earth(plant, rack, flow)
    l1, l2, l3 = (v >= LIVE_V for v in flow.v_ln_rms_v)
    link, watch, live = rack.link, _watch(plant, rack, flow), (l1, l2, l3)
    if live != link.live:
        link = replace(link, live=live, watch=watch, inputs=(None,) * len(link.inputs))
    elif watch != link.watch:
        link = replace(link, watch=watch)
    return changed(rack, flow=flow, link=link, reading=reading_of(plant, flow, rack.blown))


def _through_earth(plant: Plant, rack: RackState, flow: Flow) -> Flow:
    """Add what flows where a way's neutral touches earth: driven by N to PE, back past its device.

    The drop along the way's own return conductor is left out (assumed).
    """
    touching = sizes(rack.faults, "insulation_n_pe") if rack.faults else {}
    residual_a = list(flow.residual_a)
    for way, z_ohm in touching.items():
        at = plant.at(way)
        if rack.link.taps[at].closed[0]:
            residual_a[at] += flow.v_n_pe_v / max(z_ohm, 1e-3)
    return replace(flow, residual_a=tuple(residual_a)) if touching else flow


def _watch(plant: Plant, rack: RackState, flow: Flow) -> Watch:
    stressed = rack.link.guards.stressed(flow.way_a, flow.residual_a)
    warms = _warms(rack.link.settings, flow.main.rms_a)
    fragile = _fragile(plant, rack, flow)
    if not (stressed or warms or fragile):
        return CALM
    return Watch(ways=stressed, main=warms, places=fragile)


def _warms(settings: electronic.Settings | None, i_a: L123N[float]) -> bool:
    """Tell whether these currents move the main's release; far below its dials nothing does."""
    if settings is None:
        return False
    lowest_a = min(settings.ir_a, settings.isd_a or math.inf, settings.ii_a)
    if max(i_a.phases) < FAR_BELOW * lowest_a and settings.in_a is None:
        return False
    return math.isfinite(electronic.remaining_s(settings, electronic.REST, i_a))


def _fragile(plant: Plant, rack: RackState, flow: Flow) -> tuple[int, ...]:
    """Return the places whose devices the voltages do something to; none in healthy mains."""
    low_v, high_v = HEALTHY_V
    if not rack.link.worn and all(low_v <= v <= high_v for v in flow.v_ln_rms_v):
        return ()
    return tuple(
        at
        for at, tap in enumerate(rack.link.taps)
        if tap.load is not None
        and tap.load.parts
        and any(tap.closed)
        and math.isfinite(steady_s(tap.load, rack.equipment[at], _volts(plant, flow, at)))
    )
