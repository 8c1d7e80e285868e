"""What each action of a hand does to the rack at that instant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from stagewatt.domain.errors import Unknown
from stagewatt.twin import actions as do
from stagewatt.twin import levers, plugging
from stagewatt.twin.display import pressed
from stagewatt.twin.faults import FUSE_BLOWN, with_fault, without_fault
from stagewatt.twin.front import dials, power, rear
from stagewatt.twin.front.state import Conductor
from stagewatt.twin.plant import Plant
from stagewatt.twin.reading import reading_of
from stagewatt.twin.state import RackState


def done(plant: Plant, state: RackState, action: do.Action) -> RackState:
    """Return the rack after one action; Unknown or Invalid when it cannot be done."""
    return _DOES[type(action)](plant, state, action)


def _set_fuse(plant: Plant, state: RackState, action: do.SetFuse) -> RackState:
    fuses = tuple(fuse.id for fuse in plant.model.fuses)
    if action.fuse not in fuses:
        raise Unknown(
            f"no fuse {action.fuse!r}; there are: {', '.join(fuses) or 'none'}", where="fuse"
        )
    one = {action.fuse}
    return _with_fuses(plant, state, state.blown | one if action.blown else state.blown - one)


def _with_fuses(plant: Plant, state: RackState, blown: frozenset[str]) -> RackState:
    return replace(state, blown=blown, reading=reading_of(plant, state.flow, blown))


def _start_fault(plant: Plant, state: RackState, action: do.StartFault) -> RackState:
    fault = action.fault
    if fault.name == FUSE_BLOWN:
        return _set_fuse(plant, state, do.SetFuse(fault.place or "", blown=True))
    return replace(state, faults=with_fault(state.faults, fault))


def _end_fault(plant: Plant, state: RackState, action: do.EndFault) -> RackState:
    if action.name != FUSE_BLOWN:
        return replace(state, faults=without_fault(state.faults, action.name, action.place))
    if action.place is None:
        return _with_fuses(plant, state, frozenset())
    return _set_fuse(plant, state, do.SetFuse(action.place, blown=False))


def _press_monitor(plant: Plant, state: RackState, action: do.PressMonitor) -> RackState:
    """Press a monitor button: the electronics see it, so it does nothing without them."""
    front = rear.press_monitor(plant.model, state.front, action.way)
    return replace(state, front=front) if state.board.up else state


def _press_meter(plant: Plant, state: RackState, action: do.PressMeter) -> RackState:
    """Press buttons of the main meter; a dark one takes no notice."""
    kind, held_s = plant.model.meter, action.held_s
    display = pressed(state.front.display, kind, action.buttons, held_s)
    return replace(state, front=replace(state.front, display=display)) if state.meter.up else state


def _set_dial(plant: Plant, state: RackState, action: do.SetDial) -> RackState:
    front = dials.set_dial(plant.model, state.front, action.dial, action.value)
    return replace(state, front=front)


def _move_cover(plant: Plant, state: RackState, action: do.MoveCover) -> RackState:
    return replace(state, front=dials.move_cover(plant.model, state.front, to_open=action.open))


def _turn_key(plant: Plant, state: RackState, action: do.TurnKey) -> RackState:
    return replace(state, front=dials.turn_key(plant.model, state.front, on=action.on))


def _turn_knob(plant: Plant, state: RackState, action: do.TurnKnob) -> RackState:
    front = rear.turn_knob(plant.model, state.front, action.knob, action.value)
    return replace(state, front=front)


def _move_module(plant: Plant, state: RackState, action: do.MoveModule) -> RackState:
    live = levers.live_ways(plant, state)
    wanted = (action.group, action.module)
    return replace(
        state, front=rear.move_module(plant.model, state.front, wanted, live, state.t_ns)
    )


def _move_power(plant: Plant, state: RackState, action: do.MovePower) -> RackState:
    at_drain = action.side == "drain"
    amps = state.flow.i_drain_rms_a if at_drain else state.flow.i_feed_rms_a
    lines = (Conductor.L1, Conductor.L2, Conductor.L3, Conductor.N)
    carrying = power.Carrying(
        i_a=dict(zip(lines, amps, strict=True)),
        waiting=state.feed is not None or (at_drain and levers.would_draw(state)),
    )
    wanted = (action.side, action.conductor, action.connected)
    return replace(
        state, front=power.move_power(plant.model, state.front, wanted, carrying, state.t_ns)
    )


def _reset(plant: Plant, state: RackState, _action: do.Reset) -> RackState:
    """Push the pin button: the board forgets, and starts with its next look; nobody selected."""
    if not plant.model.network:
        raise Unknown(f"{plant.model.id} has no electronics to reset")
    return replace(
        state,
        board=replace(state.board, up=False),
        front=replace(state.front, selected={}),
    )


_DOES: dict[type, Callable[[Plant, RackState, Any], RackState]] = {
    do.PressEStop: levers.press,
    do.ReleaseEStop: levers.release,
    do.MoveMain: levers.move_main,
    do.MoveWay: levers.move_way,
    do.PressTest: levers.press_test,
    do.ResetResidual: levers.reset_residual,
    do.SetFuse: _set_fuse,
    do.Plug: plugging.plug,
    do.SetLevel: plugging.set_level,
    do.PressMonitor: _press_monitor,
    do.PressMeter: _press_meter,
    do.SetDial: _set_dial,
    do.MoveCover: _move_cover,
    do.TurnKey: _turn_key,
    do.TurnKnob: _turn_knob,
    do.MoveModule: _move_module,
    do.MovePower: _move_power,
    do.Reset: _reset,
    do.StartFault: _start_fault,
    do.EndFault: _end_fault,
}
