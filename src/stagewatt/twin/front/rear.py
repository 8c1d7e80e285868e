"""Buttons and knobs of the front, modules of the rear."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.rack import Group, RackModel
from stagewatt.twin.front.state import Front, noticed

HOT_SWAP = "module_hot_swap"


def press_monitor(model: RackModel, front: Front, way: str) -> Front:
    """Return the front with a way sent to its group's meter, or no longer. Raises Unknown."""
    group = next((each for each in model.groups if way in each.ways), None)
    if group is None or not model.monitor_buttons:
        raise Unknown(f"way {way!r} of {model.id} has no monitor button", where="way")
    others = {key: held for key, held in front.selected.items() if key != group.id}
    if front.selected.get(group.id) == way:
        return replace(front, selected=others)
    return replace(front, selected={**others, group.id: way})


def turn_knob(model: RackModel, front: Front, knob: str, value: float) -> Front:
    """Return the front with a knob turned to 0 to 1. Raises Unknown, Invalid."""
    if knob not in model.knobs:
        names = ", ".join(model.knobs) or "none"
        raise Unknown(f"no knob {knob!r}; there are: {names}", where="knob")
    if not (math.isfinite(value) and 0 <= value <= 1):
        raise Invalid("a knob stands between 0 and 1", where="value")
    if knob == "backlight":
        return replace(front, backlight=value)
    return replace(front, work_light=value)


def exchangeable(group: Group) -> bool:
    """Tell whether a group's rear module is made to be taken out: there is more than one kind."""
    return len(group.modules) > 1


def move_module(
    model: RackModel, front: Front, wanted: tuple[str, str | None], live: Collection[str], t_ns: int
) -> Front:
    """Return the front with a group's module taken out (None) or fitted.

    `live` are the ways that are switched on and have voltage. Taking out and putting in is allowed
    then, but wears the contacts (smartPDU 36/48/72 user manual, "Main output connections"). Raises
    Unknown, Invalid.
    """
    group = _group(model, wanted[0])
    module, fitted = wanted[1], front.modules[group.id]
    if module is not None and module not in group.modules:
        names = ", ".join(group.modules)
        raise Invalid(f"no module {module!r} for this group; there are: {names}", where="module")
    if (module is None) == (fitted is None):
        why = "is out already" if module is None else "is in: take it out first"
        raise Invalid(f"the module of group {group.id} {why}", where="action")
    front = replace(front, modules={**front.modules, group.id: module})
    on = [way for way in group.ways if way in live]
    if not on:
        return front
    did = "taken out" if module is None else "fitted"
    many = f"way {on[0]}" if len(on) == 1 else f"{len(on)} ways"
    text = (
        f"module {group.id} was {did} with {many} on: its contacts wear; "
        "switch the group's breakers off first"
    )
    return noticed(front, t_ns, HOT_SWAP, text)


def _group(model: RackModel, name: str) -> Group:
    group = next((each for each in model.groups if each.id == name), None)
    if group is None:
        names = ", ".join(each.id for each in model.groups)
        raise Unknown(f"no group {name!r}; there are: {names}", where="group")
    if not exchangeable(group):
        raise Unknown(f"the outlets of {model.id} are no exchangeable module", where="group")
    return group
