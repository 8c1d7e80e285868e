"""The state of the rack as JSON: everything that somebody in front of it could see, and more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from stagewatt.domain.phases import L123, L123N
from stagewatt.twin.contacts import ORDER
from stagewatt.twin.faults import FAULTS, ActiveFault
from stagewatt.twin.flow import Flow
from stagewatt.twin.loads.library import library
from stagewatt.twin.loads.load import Load
from stagewatt.twin.plant import PANEL_SOURCE
from stagewatt.twin.server import Counters
from stagewatt.twin.simulation import Simulation
from stagewatt.twin.state import RackState

_PHASES = ("l1", "l2", "l3")


def panel_json(simulation: Simulation, counters: Counters, clients: int) -> dict[str, Any]:
    """Return the whole state. Currents are the true ones, without a sensor's noise."""
    plant, state = simulation.plant, simulation.state
    return {
        "model": plant.model.id,
        "serial": plant.serial,
        "printed_name": plant.printed_name,
        "time_s": round(state.t_ns / 1e9, 3),
        "lost_s": round(simulation.lost_ns / 1e9, 3),
        "ct_position": plant.ct_position,
        "e_stop": "pressed" if state.e_stop else "released",
        "main": {"lever": state.main.lever, "cause": state.main.cause},
        "neutral_relay": "tripped" if state.relay.tripped else "not_tripped",
        "fuses": [{"fuse": fuse.id, "blown": fuse.id in state.blown} for fuse in plant.model.fuses],
        "meter": {"on": state.meter.up},
        "board": _board(state),
        "drain": _drain(state.flow),
        PANEL_SOURCE: None
        if plant.model.source is None
        else {"i_a": _amps(state.flow.i_feed_a), "load": _load(state.feed)},
        "temperature_c": round(state.temperature_c, 1),
        "ways": [_way(simulation, at) for at in range(len(plant.ways))],
        "faults": active_json(state.faults),
        "modbus": {"connected": clients, **asdict(counters)},
    }


def loads_json(simulation: Simulation) -> dict[str, Any]:
    """Return what hangs where, and what there is to plug in."""
    plant, state = simulation.plant, simulation.state
    loads = {each.way.id: _load(load) for each, load in zip(plant.ways, state.loads, strict=True)}
    if plant.model.source is not None:
        loads[PANEL_SOURCE] = _load(state.feed)
    return {
        "loads": loads,
        "by_hand": sorted(simulation.by_hand),
        "library": [
            {
                "load": name,
                "title": each.title,
                "phases": each.phases,
                "p_w": each.p_w,
                "pf": each.pf,
                "leakage_ma": each.leakage_ma,
            }
            for name, each in library().items()
        ],
    }


def faults_json(simulation: Simulation) -> dict[str, Any]:
    """Return the faults there are, with their parameters, and those that are active."""
    return {
        "faults": [
            {
                "fault": kind.name,
                "does": kind.does,
                "parameters": [
                    *([] if kind.place is None else [{"name": kind.place.value}]),
                    *([] if kind.size is None else [asdict(kind.size)]),
                ],
            }
            for kind in FAULTS.values()
        ],
        "active": active_json(simulation.state.faults),
    }


def active_json(faults: Iterable[ActiveFault]) -> list[dict[str, Any]]:
    """Return active faults as they would be asked for."""
    active = []
    for fault in sorted(faults, key=lambda each: (each.name, each.place or "")):
        kind = FAULTS[fault.name]
        given: dict[str, Any] = {"fault": fault.name}
        if kind.place is not None:
            given[kind.place.value] = fault.place
        if kind.size is not None:
            given[kind.size.name] = fault.size
        active.append(given)
    return active


def _board(state: RackState) -> dict[str, Any]:
    board = state.board
    return {
        "on": board.up,
        "boot": board.boot,
        "frame": board.frame,
        "first_out": board.contacts.first_out,
        "contacts": {
            which: sensed.active for which, sensed in zip(ORDER, board.contacts.sensed, strict=True)
        },
    }


def _drain(flow: Flow) -> dict[str, Any]:
    i = flow.i_drain_a
    return {
        "v_ln_v": {k: round(abs(v), 2) for k, v in zip(_PHASES, flow.v_ln_v, strict=True)},
        "v_n_pe_v": round(flow.v_n_pe_v, 2),
        "i_a": _amps(L123N(i.l1, i.l2, i.l3, flow.i_drain_n_a)),
        "i_main_a": _amps(flow.i_main_a),
    }


def _amps(i_a: L123[complex] | L123N[complex]) -> dict[str, float]:
    return {k: round(abs(i), 3) for k, i in zip((*_PHASES, "n"), i_a, strict=False)}


def _way(simulation: Simulation, at: int) -> dict[str, Any]:
    plant, state = simulation.plant, simulation.state
    way = plant.ways[at].way
    return {
        "id": way.id,
        "phases": list(way.phases),
        "supervised": way.supervised,
        "lever": state.levers[at],
        "cause": state.causes[at],
        "i_a": round(state.flow.way_a[at], 3),
        "load": _load(state.loads[at]),
    }


def _load(load: Load | None) -> dict[str, Any] | None:
    if load is None:
        return None
    return {
        "load": load.label,
        "p_w": list(load.p_w),
        "pf": list(load.pf),
        "leakage_ma": [round(each * 1000, 3) for each in load.leakage_a],
    }
