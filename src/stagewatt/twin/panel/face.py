"""Front and rear as JSON: lamps, meters, dials, knobs, modules, connectors, remarks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from stagewatt.domain.rack import Group, PowerConnector
from stagewatt.domain.view import BreakerState
from stagewatt.physics.trip import electronic, status_led
from stagewatt.twin import lamps
from stagewatt.twin.display import buttons, shown
from stagewatt.twin.display.lcd import FACES
from stagewatt.twin.faults import places
from stagewatt.twin.front import dials
from stagewatt.twin.front.rear import exchangeable
from stagewatt.twin.front.state import Conductor
from stagewatt.twin.plant import Plant
from stagewatt.twin.state import RackState


def face_json(plant: Plant, state: RackState, *, transmitting: bool) -> dict[str, Any]:
    """Return what hands can touch and eyes can see; null for what the rack has not."""
    front = state.front
    return {
        "lamps": _lamps(plant, state, transmitting=transmitting),
        "meter": _meter(plant, state),
        "groups": [_group(plant, state, group) for group in plant.model.groups],
        "dials": _dials(plant, state),
        "dial_warnings": list(_warnings(plant, state)),
        "cover": ("open" if front.cover_open else "closed")
        if dials.has_cover(plant.model)
        else None,
        "key_switch": None if front.key_on is None else {"on": front.key_on},
        "residual_relay": _relay(plant, state),
        "knobs": {
            name: value
            for name, value in (("backlight", front.backlight), ("work_light", front.work_light))
            if value is not None
        },
        "connectors": {
            "drain": _connector(plant.model.drain, front.drain),
            "source": _connector(plant.model.source, front.source),
        },
        "notices": [
            {"t_s": round(each.t_s, 3), "code": each.code, "text": each.text}
            for each in front.notices
        ],
    }


def lamp_json(plant: Plant, state: RackState, at: int) -> dict[str, str] | None:
    """Return a way's lamp; null where it has none."""
    if at >= plant.supervised:
        return None
    board, way = state.board, plant.ways[at].way
    seen = lamps.WaySeen(
        i_a=sensed_a(plant, state, at),
        highest_a=max(board.high_a[at], _lately_a(state, at)),
        tripped=state.levers[at] is BreakerState.TRIPPED,
        selected=state.front.selected.get(way.group) == way.id,
    )
    lamp = lamps.way_lamp(plant.model.indicator, seen, powered=board.up)
    return {"color": lamp.color, "pattern": lamp.pattern}


def sensed_a(plant: Plant, state: RackState, at: int) -> float | None:
    """Return what a way's sensor reads, None from a dead one and without electronics."""
    dead = plant.ways[at].way.id in places(state.faults, "sensor_dead")
    return None if dead or not state.board.up else state.board.i_a[at]


def _lately_a(state: RackState, at: int) -> float:
    """Return the highest current of the second before."""
    window = state.board.window
    return 0.0 if window is None else window.i_max_a[at] or 0.0


def _lamps(plant: Plant, state: RackState, *, transmitting: bool) -> dict[str, Any]:
    has: Collection[str] = plant.model.lamps
    up = state.board.up
    lit = lamps.line_lamps(state.flow.v_ln_rms_v, state.blown)
    return {
        "line": lamps.lines(lit) if "line" in has else None,
        "main_status": _status(plant, state),
        "run": ("flash" if up else "off") if "run" in has else None,
        "data_tx": up and transmitting if "data_tx" in has else None,
        "key_switch": state.front.key_on is False if "key_switch" in has else None,
        "work_light": lamps.work_light(state.front.work_light, state.flow.v_ln_rms_v, state.blown),
    }


def _meter(plant: Plant, state: RackState) -> dict[str, Any]:
    """Return the main meter: whether it runs, its buttons, what stands on its display."""
    kind = plant.model.meter
    if kind not in FACES:
        return {"on": state.meter.up, "buttons": [], "display": None}
    screen = shown(state.front.display, kind, state.meter, state.reading, state.temperature_c)
    return {
        "on": state.meter.up,
        "buttons": [{"id": each.id, "label": each.label} for each in buttons(kind)],
        "display": asdict(screen),
    }


def settings_of(plant: Plant, state: RackState) -> electronic.Settings | None:
    """Return the main breaker's release as its dials stand now, None where it has none."""
    if plant.main is None:
        return None
    return dials.dialled(plant.main, plant.model.main, state.front.dials)


def _status(plant: Plant, state: RackState) -> str | None:
    settings = settings_of(plant, state)
    if settings is None or "main_status" not in plant.model.lamps:
        return None
    return status_led.status(settings, plant.model.main.rated_a, state.flow.i_main_rms_a)


def _warnings(plant: Plant, state: RackState) -> tuple[str, ...]:
    settings = settings_of(plant, state)
    return () if settings is None else electronic.checks(settings)


def _group(plant: Plant, state: RackState, group: Group) -> dict[str, Any]:
    selected, module = state.front.selected.get(group.id), state.front.modules[group.id]
    i_a = None if selected is None else sensed_a(plant, state, plant.at(selected))
    return {
        "id": group.id,
        "selected": selected,
        "load_current_a": None if i_a is None else round(i_a, 1),
        "module": module,
        "fitted": module is not None,
        "modules": list(group.modules),
        "exchangeable": exchangeable(group),
    }


def _dials(plant: Plant, state: RackState) -> list[dict[str, Any]]:
    """Return the dials in the order of the model; a value of null is OFF."""
    return [
        {
            "dial": name,
            "label": dials.LABELS[name],
            "steps": list(each.steps),
            "value": state.front.dials[name],
            "unit": dials.unit(name),
            "settable": each.settable,
            "assumed": each.assumed,
        }
        for name, each in plant.model.main.dials.items()
    ]


def _relay(plant: Plant, state: RackState) -> dict[str, Any] | None:
    fitted = dials.relay_of(plant.model, state.front)
    if fitted is None:
        return None
    return {
        "way": fitted.setting.way,
        "threshold_a": fitted.setting.threshold_a,
        "delay_s": fitted.setting.delay_s,
        "steps_a": list(fitted.relay.steps_a),
        "steps_s": list(fitted.relay.steps_s),
        "tripped": plant.at(fitted.setting.way) in state.rcd_tripped,
        "assumed": fitted.relay.assumed,
    }


def _connector(
    connector: PowerConnector | None, connected: frozenset[Conductor] | None
) -> dict[str, Any] | None:
    if connector is None or connected is None:
        return None
    return {
        **{each.value: each in connected for each in Conductor},
        "single_pole": connector.single_pole,
    }
