"""The state of the rack as JSON: everything that somebody in front of it could see, and more."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from stagewatt.domain.phases import L123N
from stagewatt.physics.trip import lever
from stagewatt.twin.contacts import ORDER
from stagewatt.twin.flow import Flow
from stagewatt.twin.panel.face import face_json, lamp_json
from stagewatt.twin.panel.fault_answers import active_json
from stagewatt.twin.panel.load_answers import load_json, losses_json
from stagewatt.twin.panel.rack import Rack
from stagewatt.twin.panel.scenario import said_json
from stagewatt.twin.plant import PANEL_SOURCE
from stagewatt.twin.server import ModbusServer
from stagewatt.twin.state import RackState

_PHASES = ("l1", "l2", "l3")


def panel_json(rack: Rack, server: ModbusServer) -> dict[str, Any]:
    """Return the whole state. Currents are the true ones, without a sensor's noise."""
    plant, state = rack.plant, rack.state
    return {
        "model": plant.model.id,
        "serial": plant.serial,
        "printed_name": plant.printed_name,
        "time_s": round(state.t_ns / 1e9, 3),
        "lost_s": round(rack.lost_ns / 1e9, 3),
        "ct_position": plant.ct_position,
        "e_stop": "pressed" if state.e_stop else "released",
        "main": {"lever": state.main.lever, "cause": state.main.cause},
        "neutral_relay": "tripped" if state.relay.tripped else "not_tripped",
        "fuses": [{"fuse": fuse.id, "blown": fuse.id in state.blown} for fuse in plant.model.fuses],
        "board": _board(state),
        "drain": _drain(state.flow),
        PANEL_SOURCE: None
        if plant.model.source is None
        else {
            "i_a": _amps(state.flow.i_feed_rms_a),
            "load": load_json(plant, state, plant.place(PANEL_SOURCE)),
        },
        "temperature_c": round(state.temperature_c, 1),
        "ways": [_way(rack, at) for at in range(len(plant.ways))],
        "faults": active_json(state),
        "losses": losses_json(state),
        "said": said_json(rack.director),
        "modbus": {"connected": len(server.clients), **asdict(server.counters)},
        **face_json(plant, state, transmitting=server.transmitting()),
    }


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
    return {
        "v_ln_v": {k: round(v, 2) for k, v in zip(_PHASES, flow.v_ln_rms_v, strict=True)},
        "v_n_pe_v": round(flow.v_n_pe_v, 2),
        "i_a": _amps(flow.i_drain_rms_a),
        "i_main_a": _amps(flow.i_main_rms_a),
    }


def _amps(i_a: L123N[float]) -> dict[str, float]:
    return {k: round(i, 3) for k, i in zip((*_PHASES, "n"), i_a, strict=True)}


def _way(rack: Rack, at: int) -> dict[str, Any]:
    plant, state = rack.plant, rack.state
    each = plant.ways[at]
    way, stands, cause = each.way, state.levers[at], state.causes[at]
    return {
        "id": way.id,
        "phases": list(way.phases),
        "supervised": way.supervised,
        "lever": stands,
        "cause": cause,
        "position": lever.position(plant.model.levers, stands, cause),
        "test": each.residual is not None,
        "rcd": ("tripped" if at in state.rcd_tripped else "set") if each.separate else None,
        "i_a": round(state.flow.way_a[at], 3),
        "indicator": lamp_json(plant, state, at),
        "load": load_json(plant, state, at),
    }
