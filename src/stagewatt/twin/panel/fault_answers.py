"""Faults as JSON: those a rack can have, with their parameters, and those it has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from stagewatt.domain.rack import RackModel
from stagewatt.twin.faults import FAULTS, FUSE_BLOWN, ActiveFault, FaultKind, Of
from stagewatt.twin.panel.rack import Rack
from stagewatt.twin.state import RackState


def faults_json(rack: Rack) -> dict[str, Any]:
    """Return the faults there are, with their parameters, and those that are active."""
    model = rack.plant.model
    return {
        "faults": [
            {
                "fault": kind.name,
                "group": kind.group,
                "does": kind.does,
                "shows": kind.shows,
                "parameters": [
                    *([] if kind.place is None else [_place_json(kind.place, model)]),
                    *([] if kind.size is None else [asdict(kind.size)]),
                ],
            }
            for kind in FAULTS.values()
            if kind.cooling in {None, model.cooling}
        ],
        "active": active_json(rack.state),
    }


def _place_json(of: Of, model: RackModel) -> dict[str, Any]:
    """Return a place's parameter; ways are not listed one by one."""
    if of.field == "way":
        return {"name": of.field, "of": of}
    return {"name": of.field, "of": of, "values": list(of.possible(model))}


def active_json(state: RackState) -> list[dict[str, Any]]:
    """Return active faults as they would be asked for, blown fuses among them."""
    faults = {*state.faults, *(ActiveFault(FUSE_BLOWN, fuse) for fuse in state.blown)}
    ordered = sorted(faults, key=lambda each: (each.name, each.place or ""))
    return [_active(fault, FAULTS[fault.name]) for fault in ordered]


def _active(fault: ActiveFault, kind: FaultKind) -> dict[str, Any]:
    given: dict[str, Any] = {"fault": fault.name}
    if kind.place is not None:
        given[kind.place.field] = fault.place
    if kind.size is not None:
        given[kind.size.name] = fault.size
    return given
