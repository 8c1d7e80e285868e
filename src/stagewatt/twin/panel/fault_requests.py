"""Faults as the panel is asked for them."""

from __future__ import annotations

import msgspec

from stagewatt.domain.rack import RackModel
from stagewatt.twin import actions as do
from stagewatt.twin.faults import FAULTS, fault_of
from stagewatt.twin.panel.rack import Rack


class FaultRequest(msgspec.Struct, frozen=True):
    """`POST /api/v1/faults`: its parameters are further fields, checked by the fault's table."""

    fault: str
    active: bool = True


def set_fault(rack: Rack, request: FaultRequest, given: dict[str, object]) -> None:
    """Let a fault happen or repair it; `given` are its parameters. Raises Unknown, Invalid."""
    rack.act(fault_action(rack.plant.model, request, given))


def fault_action(
    model: RackModel, request: FaultRequest, given: dict[str, object]
) -> do.StartFault | do.EndFault:
    """Return what a request does. Raises Unknown, Invalid.

    Repaired without a place a fault is gone from everywhere.
    """
    kind = FAULTS.get(request.fault)
    nowhere = kind is not None and kind.place is not None and kind.place.field not in given
    if not request.active and nowhere and not given:
        return do.EndFault(request.fault)
    fault = fault_of(request.fault, given, model)
    return do.StartFault(fault) if request.active else do.EndFault(fault.name, fault.place)
