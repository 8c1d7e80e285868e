"""Hands that plug loads in and out and move their faders."""

from __future__ import annotations

from dataclasses import replace

from stagewatt.domain.errors import Invalid
from stagewatt.twin import actions as do
from stagewatt.twin.levers import put
from stagewatt.twin.loads.equipment import NEW
from stagewatt.twin.loads.moment import FULL, faded
from stagewatt.twin.plant import PANEL_SOURCE, Plant
from stagewatt.twin.state import RackState


def plug(plant: Plant, state: RackState, action: do.Plug) -> RackState:
    """Connect a load as new, its fader up; None unplugs. Raises Unknown, Invalid."""
    at = plant.place(action.place)
    phases = len(plant.phases_of(at))
    if action.load is not None and len(action.load.p_w) != phases:
        raise Invalid(
            f"{action.place} has {phases} phase(s), the load {len(action.load.p_w)}", where="way"
        )
    state = replace(
        state,
        lost=state.lost.with_those_of(state.load_at(at), state.equipment[at]),
        levels=put(state.levels, at, FULL),
        equipment=put(state.equipment, at, NEW),
    )
    if action.place == PANEL_SOURCE:
        return replace(state, feed=action.load)
    return replace(state, loads=put(state.loads, at, action.load))


def set_level(plant: Plant, state: RackState, action: do.SetLevel) -> RackState:
    """Move a fader. Raises Unknown, Invalid."""
    at = plant.place(action.place)
    level = faded(state.levels[at], state.t_ns / 1e9, action.value, action.fade_s)
    return replace(state, levels=put(state.levels, at, level))
