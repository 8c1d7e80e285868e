"""Loads as JSON: what hangs where and how it fares, and what there is to plug in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from stagewatt.twin.loads.endure import tally
from stagewatt.twin.loads.library import library
from stagewatt.twin.loads.load import Load
from stagewatt.twin.panel.rack import Rack
from stagewatt.twin.plant import PANEL_SOURCE, Plant
from stagewatt.twin.state import RackState


def loads_json(rack: Rack) -> dict[str, Any]:
    """Return what hangs where, and what there is to plug in."""
    plant, state = rack.plant, rack.state
    loads = {each.way.id: load_json(plant, state, at) for at, each in enumerate(plant.ways)}
    if plant.model.source is not None:
        loads[PANEL_SOURCE] = load_json(plant, state, plant.feed_at)
    return {
        "loads": loads,
        "by_hand": sorted(rack.by_hand),
        "library": [
            {
                "load": name,
                "title": each.title,
                "phases": each.phases,
                "p_w": each.p_w,
                "pf": each.pf,
                "leakage_ma": each.leakage_ma,
                "value_eur": each.value_eur,
            }
            for name, each in library().items()
        ],
    }


def load_of(plant: Plant, state: RackState, at: int) -> Load | None:
    """Return what hangs at a place."""
    return state.feed if at == plant.feed_at else state.loads[at]


def load_json(plant: Plant, state: RackState, at: int) -> dict[str, Any] | None:
    """Return what hangs at a place, its fader, and how many of its devices still run."""
    load = load_of(plant, state, at)
    if load is None:
        return None
    counted = tally(load, state.equipment[at])
    return {
        "load": load.label,
        "p_w": list(load.p_w),
        "pf": list(load.pf),
        "leakage_ma": [round(each * 1000, 3) for each in load.leakage_a],
        "level": state.levels[at].at(state.t_ns / 1e9),
        "count": counted.count,
        "running": counted.running,
        "dropped": counted.dropped,
        "failed": counted.failed,
        "value_lost_eur": counted.value_lost_eur,
    }


def losses_json(state: RackState) -> dict[str, Any]:
    """Return how many devices have failed on the whole rack, and what they cost (assumed)."""
    return asdict(state.losses)
