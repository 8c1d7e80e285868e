"""Hands on the emergency stop, the levers, the test buttons and the residual devices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stagewatt.domain.errors import Invalid
from stagewatt.domain.view import BreakerState, Cause
from stagewatt.twin import actions as do
from stagewatt.twin.breakers import main, neutral_relay
from stagewatt.twin.faults import find
from stagewatt.twin.plant import Plant
from stagewatt.twin.state import RackState

TEST_MIN_V = 100.0
"""Below it a test button drives too little current through its resistor (assumed)."""


def press(_plant: Plant, state: RackState, _action: do.PressEStop) -> RackState:
    """Push the emergency stop."""
    return replace(state, e_stop=True)


def release(_plant: Plant, state: RackState, _action: do.ReleaseEStop) -> RackState:
    """Twist it free."""
    return replace(state, e_stop=False)


def move_main(_plant: Plant, state: RackState, action: do.MoveMain) -> RackState:
    """Move the main lever; unless it is on, its way passes OFF, which resets the neutral relay."""
    relay = state.relay
    if not (action.on and state.main.closed):
        relay = neutral_relay.reset(relay, state.flow)
    moved = main.moved(state.main, on=action.on, e_stop=state.e_stop, relay=relay)
    return replace(state, main=moved, relay=relay)


def move_way(plant: Plant, state: RackState, action: do.MoveWay) -> RackState:
    """Move a way's lever; a tripped one must go to OFF before it holds in ON.

    While its residual relay is tripped and in operation, ON falls back to where it was.
    """
    at = plant.at(action.way)
    if not action.on:
        return _with_lever(state, at, BreakerState.OFF, Cause.MANUAL)
    if state.levers[at] is BreakerState.TRIPPED or _held_open(plant, state, at):
        return state
    return _with_lever(state, at, BreakerState.ON, None)


def press_test(plant: Plant, state: RackState, action: do.PressTest) -> RackState:
    """Press a test button: it trips a closed breaker that has voltage, and nothing else."""
    at = plant.at(action.way)
    each = plant.ways[at]
    if each.residual is None:
        raise Invalid(f"way {action.way} has no residual-current release", where="way")
    stuck = find(state.faults, "rcd_stuck", action.way) is not None
    if stuck or not state.front.protects(action.way) or not _live(plant, state, at):
        return state
    return tripped_by_residual(plant, state, at)


def tripped_by_residual(plant: Plant, state: RackState, at: int) -> RackState:
    """Return the rack after a way's residual protection acted.

    A device apart from the breaker stays tripped until it is reset; as a relay it also drops the
    breaker's lever.
    """
    protection = plant.ways[at].way.protection
    if plant.ways[at].separate:
        state = replace(state, rcd_tripped=state.rcd_tripped | {at})
        if protection.relay is None:
            return state
    return _with_lever(state, at, BreakerState.TRIPPED, Cause.RESIDUAL)


def reset_residual(plant: Plant, state: RackState, action: do.ResetResidual) -> RackState:
    """Reset a residual device that stands apart from its breaker."""
    at = plant.at(action.way)
    if not plant.ways[at].separate:
        raise Invalid(f"way {action.way} has no residual device of its own to reset", where="way")
    return replace(state, rcd_tripped=state.rcd_tripped - {at})


def live_ways(plant: Plant, state: RackState) -> frozenset[str]:
    """Return the ways that are switched on and have voltage."""
    return frozenset(each.way.id for at, each in enumerate(plant.ways) if _live(plant, state, at))


def would_draw(state: RackState) -> bool:
    """Tell whether loads are switched on behind the main breaker, with voltage or without."""
    return state.main.closed and any(
        load is not None and lever is BreakerState.ON
        for load, lever in zip(state.loads, state.levers, strict=True)
    )


def _live(plant: Plant, state: RackState, at: int) -> bool:
    if not state.main.closed or state.levers[at] is not BreakerState.ON:
        return False
    v_ln_v = tuple(state.flow.v_ln_v)
    return max(abs(v_ln_v[phase]) for phase in plant.ways[at].phases) >= TEST_MIN_V


def _held_open(plant: Plant, state: RackState, at: int) -> bool:
    return at in state.rcd_tripped and plant.ways[at].way.protection.relay is not None


def _with_lever(state: RackState, at: int, lever: BreakerState, cause: Cause | None) -> RackState:
    return replace(
        state,
        levers=put(state.levers, at, lever),
        causes=put(state.causes, at, cause),
        moving={k: v for k, v in state.moving.items() if k != at},
    )


def put(values: tuple[Any, ...], at: int, value: object) -> tuple[Any, ...]:
    """Return a tuple with one value replaced."""
    return (*values[:at], value, *values[at + 1 :])
