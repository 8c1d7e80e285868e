"""Connecting and disconnecting the drain and the source: any order is possible, one is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.rack import PowerConnector, RackModel
from stagewatt.twin.front.state import CONDUCTORS, Conductor, Front, noticed

ALL = "all"
"""The conductor's name for a connector of one piece, which makes and breaks PE as it should."""
LOAD_A = 0.5
"""Above it a conductor carries load (assumed): the arc wears the contacts."""

ORDER, UNDER_LOAD = "powerlock_order", "powerlock_under_load"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """What flows now through one side's conductors, amps; `waiting`: something would draw."""

    i_a: Mapping[Conductor, float]
    waiting: bool


def move_power(
    model: RackModel, front: Front, wanted: tuple[str, str, bool], carrying: Carrying, t_ns: int
) -> Front:
    """Return the front after a hand connected or disconnected a conductor, with its remarks.

    `wanted` is side, conductor, connected. Source of the order: smartPDU 36/48/72 user manual,
    "Connecting and disconnecting": PE, N, L1, L2, L3, back in reverse, never under load. Raises
    Unknown, Invalid.
    """
    side, name, connected = wanted
    connector, before = _side(model, front, side)
    which = _conductors(connector, name)
    after = before | which if connected else before - which
    if after == before:
        return front
    remarks = [*_order(name, before, connected=connected), *_load(name, connected, carrying)]
    front = replace(front, drain=after) if side == "drain" else replace(front, source=after)
    for code, text in remarks:
        front = noticed(front, t_ns, code, f"{side}: {text}")
    return front


def _side(model: RackModel, front: Front, side: str) -> tuple[PowerConnector, frozenset[Conductor]]:
    if side == "drain":
        return model.drain, front.drain
    if side != "source":
        raise Invalid(f"side is drain or source, not {side!r}", where="side")
    if model.source is None or front.source is None:
        raise Unknown(f"{model.id} has no panel source", where="side")
    return model.source, front.source


def _conductors(connector: PowerConnector, name: str) -> frozenset[Conductor]:
    if name == ALL:
        if connector.single_pole:
            raise Invalid("these connectors are single: move them one by one", where="conductor")
        return CONDUCTORS
    which = next((each for each in Conductor if each == name), None)
    if which is None:
        raise Invalid(f"conductor is one of {', '.join(Conductor)}, or all", where="conductor")
    if not connector.single_pole:
        raise Invalid("this connector is of one piece: move all", where="conductor")
    return frozenset({which})


def _order(name: str, before: frozenset[Conductor], *, connected: bool) -> list[tuple[str, str]]:
    """Return the remark where this one was not the next in the order."""
    if name == ALL:
        return []
    order = list(Conductor)
    at = order.index(Conductor(name))
    if connected:
        missing = [each for each in order[:at] if each not in before]
        words = "was connected before"
    else:
        missing = [each for each in order[at + 1 :] if each in before][::-1]
        words = "was disconnected before"
    if not missing:
        return []
    return [(ORDER, f"{name.upper()} {words} {', '.join(each.upper() for each in missing)}")]


def _load(name: str, connected: bool, carrying: Carrying) -> list[tuple[str, str]]:  # noqa: FBT001 - as the request has it
    """Return the remark where load flowed or begins to."""
    if name == Conductor.PE:
        return []
    what = "the connector" if name == ALL else name.upper()
    if connected:
        text = f"{what} was connected with loads switched on"
        return [(UNDER_LOAD, text)] if carrying.waiting else []
    i_a = max(i for each, i in carrying.i_a.items() if name in {each, ALL})
    text = f"{what} was disconnected under load, at {i_a:.0f} A"
    return [(UNDER_LOAD, text)] if i_a > LOAD_A else []
