"""The loss-of-neutral relay of one rack; what it takes for a fault is in `physics.trip`."""

from __future__ import annotations

import math

from stagewatt.physics.trip import neutral_relay as relay_physics
from stagewatt.physics.trip.latching import CLEAR, Latch
from stagewatt.twin.flow import Flow
from stagewatt.twin.plant import Plant

NeutralRelay = Latch
"""`tripped`, how long the fault has been seen without a break, how long since it tripped."""


def opens(plant: Plant, relay: NeutralRelay) -> bool:
    """Tell whether the main breaker has had the time to follow the relay."""
    return relay_physics.opens(plant.relay, relay)


def remaining_s(plant: Plant, relay: NeutralRelay, flow: Flow) -> float:
    """Return the seconds until its contact closes or, when it has, until the main is open."""
    if relay.tripped:
        return math.inf if opens(plant, relay) else plant.relay.opens_s - relay.since_s
    return plant.relay.looks_s - relay.seen_s if flow.neutral_fault else math.inf


def advanced(plant: Plant, relay: NeutralRelay, flow: Flow, dt_s: float) -> NeutralRelay:
    """Let time pass; a tripped relay stays so until it is reset."""
    if relay is CLEAR and not flow.neutral_fault:
        return relay
    if relay.tripped and opens(plant, relay):
        return relay
    return relay_physics.advanced(plant.relay, relay, flow.seen, dt_s)


def reset(relay: NeutralRelay, flow: Flow) -> NeutralRelay:
    """Reset the latch, as moving the main lever to off does; in vain while the fault is seen."""
    return relay if flow.neutral_fault else CLEAR
