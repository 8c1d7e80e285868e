"""How warm it gets inside: losses that grow with the square of the load, air that takes them."""

from __future__ import annotations

import math

from stagewatt.domain.figures import Thermal
from stagewatt.twin.faults import find
from stagewatt.twin.plant import Plant
from stagewatt.twin.state import RackState

FORCED = "forced"


def warmer(plant: Plant, rack: RackState, ambient_c: float, dt_s: float) -> float:
    """Return the temperature inside after `dt_s` seconds with these currents, degrees Celsius.

    Losses follow the square of the largest phase current through the main device.
    """
    if not dt_s:
        return rack.temperature_c
    figures = plant.model.thermal
    share = max(rack.flow.i_main_rms_a.phases) / plant.model.main.rated_a
    told = find(rack.faults, "ambient") if rack.faults else None
    outside_c = ambient_c if told is None or told.size is None else told.size
    goal_c = outside_c + figures.warm_up_k * share * share * _rise(plant, rack, figures)
    kept = math.exp(-dt_s / figures.warm_up_s)
    return goal_c + (rack.temperature_c - goal_c) * kept


def _rise(plant: Plant, rack: RackState, figures: Thermal) -> float:
    """Return how many times the usual rise there is: less air takes less heat.

    Without any air of its fans a rack cools as through a wholly clogged filter (assumed).
    """
    if plant.model.cooling != FORCED or not rack.faults:
        return 1.0
    clogged = find(rack.faults, "filter_clogged")
    missing = 0.0 if clogged is None else clogged.size or 0.0
    if find(rack.faults, "fan_stopped") is not None:
        missing = 1.0
    return 1.0 + missing * (figures.clogged_factor - 1.0)
