"""What each action of a hand does to the rack at that instant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.view import BreakerState, Cause
from stagewatt.twin import actions as do
from stagewatt.twin.breakers import main, neutral_relay
from stagewatt.twin.faults import with_fault, without_fault
from stagewatt.twin.plant import PANEL_SOURCE, Plant
from stagewatt.twin.reading import reading_of
from stagewatt.twin.state import RackState

TEST_MIN_V = 100.0
"""Below it a test button drives too little current through its resistor (assumed)."""


def done(plant: Plant, state: RackState, action: do.Action) -> RackState:
    """Return the rack after one action; Unknown or Invalid when it cannot be done."""
    return _DOES[type(action)](plant, state, action)


def _press(_plant: Plant, state: RackState, _action: do.PressEStop) -> RackState:
    return replace(state, e_stop=True)


def _release(_plant: Plant, state: RackState, _action: do.ReleaseEStop) -> RackState:
    return replace(state, e_stop=False)


def _move_main(_plant: Plant, state: RackState, action: do.MoveMain) -> RackState:
    """Move the main lever; unless it is on, its way passes OFF, which resets the neutral relay."""
    relay = state.relay
    if not (action.on and state.main.closed):
        relay = neutral_relay.reset(relay, state.flow)
    moved = main.moved(state.main, on=action.on, e_stop=state.e_stop, relay=relay)
    return replace(state, main=moved, relay=relay)


def _move_way(plant: Plant, state: RackState, action: do.MoveWay) -> RackState:
    """Move a way's lever; a tripped one must go to OFF before it holds in ON."""
    at = plant.at(action.way)
    if not action.on:
        return _with_lever(state, at, BreakerState.OFF, Cause.MANUAL)
    if state.levers[at] is BreakerState.TRIPPED:
        return state
    return _with_lever(state, at, BreakerState.ON, None)


def _press_test(plant: Plant, state: RackState, action: do.PressTest) -> RackState:
    """Press a test button: it trips a closed breaker that has voltage, and nothing else."""
    at = plant.at(action.way)
    each = plant.ways[at]
    if each.residual is None:
        raise Invalid(f"way {action.way} has no residual-current release", where="way")
    volts = max(abs(tuple(state.flow.v_ln_v)[phase]) for phase in each.phases)
    live = state.main.closed and state.levers[at] is BreakerState.ON and volts >= TEST_MIN_V
    return _with_lever(state, at, BreakerState.TRIPPED, Cause.RESIDUAL) if live else state


def _set_fuse(plant: Plant, state: RackState, action: do.SetFuse) -> RackState:
    fuses = tuple(fuse.id for fuse in plant.model.fuses)
    if action.fuse not in fuses:
        raise Unknown(
            f"no fuse {action.fuse!r}; there are: {', '.join(fuses) or 'none'}", where="fuse"
        )
    one = {action.fuse}
    blown = state.blown | one if action.blown else state.blown - one
    return replace(state, blown=blown, reading=reading_of(plant, state.flow, blown))


def _plug(plant: Plant, state: RackState, action: do.Plug) -> RackState:
    if action.place == PANEL_SOURCE:
        if plant.model.source is None:
            raise Unknown(f"{plant.model.id} has no panel source", where="way")
        _same_phases(action, 3)
        return replace(state, feed=action.load)
    at = plant.at(action.place)
    _same_phases(action, len(plant.ways[at].phases))
    return replace(state, loads=_put(state.loads, at, action.load))


def _same_phases(action: do.Plug, phases: int) -> None:
    if action.load is not None and len(action.load.p_w) != phases:
        raise Invalid(
            f"{action.place} has {phases} phase(s), the load {len(action.load.p_w)}", where="way"
        )


def _start_fault(_plant: Plant, state: RackState, action: do.StartFault) -> RackState:
    return replace(state, faults=with_fault(state.faults, action.fault))


def _end_fault(_plant: Plant, state: RackState, action: do.EndFault) -> RackState:
    return replace(state, faults=without_fault(state.faults, action.name, action.place))


def _with_lever(state: RackState, at: int, lever: BreakerState, cause: Cause | None) -> RackState:
    return replace(
        state,
        levers=_put(state.levers, at, lever),
        causes=_put(state.causes, at, cause),
        moving={k: v for k, v in state.moving.items() if k != at},
    )


def _put(values: tuple[Any, ...], at: int, value: object) -> tuple[Any, ...]:
    return (*values[:at], value, *values[at + 1 :])


_DOES: dict[type, Callable[[Plant, RackState, Any], RackState]] = {
    do.PressEStop: _press,
    do.ReleaseEStop: _release,
    do.MoveMain: _move_main,
    do.MoveWay: _move_way,
    do.PressTest: _press_test,
    do.SetFuse: _set_fuse,
    do.Plug: _plug,
    do.StartFault: _start_fault,
    do.EndFault: _end_fault,
}
