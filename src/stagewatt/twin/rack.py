"""The simulated rack as a pure state machine: `fresh`, then `step` for ever."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from stagewatt.domain.reading import ContactId
from stagewatt.domain.view import BreakerState
from stagewatt.twin import board, meter
from stagewatt.twin.actions import Action
from stagewatt.twin.breakers import main, neutral_relay, ways
from stagewatt.twin.contacts import ORDER
from stagewatt.twin.flow import Circuit, flow_of
from stagewatt.twin.hands import done
from stagewatt.twin.plant import Plant
from stagewatt.twin.reading import reading_of
from stagewatt.twin.state import RackState

WARM_UP_K = 22.0
"""How much warmer the rack gets at its main device's rated current (assumed)."""
WARM_UP_S = 900.0
"""Time constant of that (assumed)."""


def fresh(plant: Plant, *, boot: int = 1) -> RackState:
    """Return the rack as it stands after it was connected: all levers on, nothing plugged in."""
    ways_count = len(plant.ways)
    levers = (BreakerState.ON,) * ways_count
    loads = (None,) * ways_count
    flow = flow_of(plant, Circuit(True, levers, loads, None, frozenset()))  # noqa: FBT003 - closed
    inputs = board.Inputs(
        contacts=tuple(which is ContactId.MAIN_ON for which in ORDER),
        levers=(True,) * plant.supervised,
        i_a=flow.way_a[: plant.supervised],
    )
    return RackState(
        levers=levers,
        causes=(None,) * ways_count,
        loads=loads,
        flow=flow,
        reading=reading_of(plant, flow, frozenset()),
        board=board.started(plant, inputs, boot, 0),
        meter=meter.Meter(),
        temperature_c=plant.ambient_c,
    )


def step(plant: Plant, state: RackState, actions: Iterable[Action], dt_ns: int) -> RackState:
    """Let hands act, then `dt_ns` nanoseconds pass.

    Raises Unknown or Invalid for an action on something that is not there; then nothing happened.
    """
    for action in actions:
        state = done(plant, state, action)
    state = _settled(plant, replace(state, t_ns=state.t_ns + dt_ns))
    state = _settled(plant, _protected(plant, state, dt_ns / 1e9))
    return _measured(plant, state, dt_ns / 1e9)


def _settled(plant: Plant, state: RackState) -> RackState:
    """Solve the network where anything that currents depend on has changed."""
    circuit = Circuit(state.main.closed, state.levers, state.loads, state.feed, state.faults)
    flow = state.flow if circuit == state.flow.circuit else flow_of(plant, circuit)
    if flow is state.flow:
        return state
    return replace(state, flow=flow, reading=reading_of(plant, flow, state.blown))


def _protected(plant: Plant, state: RackState, dt_s: float) -> RackState:
    """Let the protective devices look at what flows."""
    relay = neutral_relay.advanced(state.relay, state.flow, dt_s)
    moved = main.advanced(plant, state.main, state.flow, dt_s, relay=relay, e_stop=state.e_stop)
    if state.moving or state.flow.stressed:
        moving, tripped = ways.advanced(plant, state.moving, state.flow, dt_s)
        levers, causes = list(state.levers), list(state.causes)
        for at, cause in tripped.items():
            levers[at], causes[at] = BreakerState.TRIPPED, cause
        state = replace(state, moving=moving, levers=tuple(levers), causes=tuple(causes))
    if relay is state.relay and moved is state.main:
        return state
    return replace(state, relay=relay, main=moved)


def _measured(plant: Plant, state: RackState, dt_s: float) -> RackState:
    """Let meter, board and thermometer look."""
    inputs = board.Inputs(
        contacts=_contacts(state),
        levers=tuple([each is BreakerState.ON for each in state.levers[: plant.supervised]]),
        i_a=state.flow.way_a[: plant.supervised],
    )
    to_board = state.board_supply.advanced(state.flow, state.blown, dt_s)
    to_meter = state.meter_supply.advanced(state.flow, state.blown, dt_s)
    return replace(
        state,
        board_supply=to_board,
        meter_supply=to_meter,
        board=board.looked(plant, state.board, inputs, state.t_ns, power=to_board.carries),
        meter=meter.counted(state.meter, state.reading, dt_s, power=to_meter.carries),
        temperature_c=_warmer(plant, state, dt_s),
    )


def _contacts(state: RackState) -> tuple[bool, ...]:
    shown = {
        ContactId.E_STOP: state.e_stop,
        ContactId.NEUTRAL_RELAY: state.relay.tripped,
        ContactId.MAIN_TRIPPED: state.main.lever is BreakerState.TRIPPED,
        ContactId.MAIN_ON: state.main.closed,
    }
    return tuple([shown[which] for which in ORDER])


def _warmer(plant: Plant, state: RackState, dt_s: float) -> float:
    """Return the temperature inside: losses grow with the square of the largest phase current."""
    share = max(map(abs, state.flow.i_main_a.phases)) / plant.model.main.rated_a
    goal_c = plant.ambient_c + WARM_UP_K * share * share
    return goal_c + (state.temperature_c - goal_c) * math.exp(-dt_s / WARM_UP_S)
