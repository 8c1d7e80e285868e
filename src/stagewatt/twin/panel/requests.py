"""What the panel is asked to do, as strict documents, and what the rack is told then."""

from __future__ import annotations

from typing import Literal

import msgspec

from stagewatt.domain.errors import Invalid
from stagewatt.domain.phases import PHASES
from stagewatt.twin import actions as do
from stagewatt.twin.faults import FAULTS, fault_of
from stagewatt.twin.loads.library import as_load, entry
from stagewatt.twin.loads.load import Load
from stagewatt.twin.plant import PANEL_SOURCE, Plant
from stagewatt.twin.simulation import Simulation

SHOW = "show"
"""The load name that gives a place back to the show."""

Each = float | list[float] | dict[str, float]
"""One number, or one per phase: a list of three, or by `l1`, `l2`, `l3`."""


class Document(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A request's body: unknown fields are refused."""


class EStopRequest(Document, frozen=True):
    """`POST /api/v1/panel/e_stop`."""

    action: Literal["press", "release"]


class MainRequest(Document, frozen=True):
    """`POST /api/v1/panel/main`."""

    action: Literal["on", "off"]


class WayRequest(Document, frozen=True):
    """`POST /api/v1/panel/way`."""

    way: str
    action: Literal["on", "off"]


class TestButtonRequest(Document, frozen=True):
    """`POST /api/v1/panel/test_button`."""

    way: str


class FuseRequest(Document, frozen=True):
    """`POST /api/v1/panel/fuse`."""

    fuse: str
    blown: bool


class LoadRequest(Document, frozen=True):
    """`POST /api/v1/loads`: either `load`, a name from the library, or `p_w`."""

    way: str
    load: str | list[str | None] | msgspec.UnsetType | None = msgspec.UNSET
    p_w: Each | None = None
    pf: Each = 1.0
    leakage_ma: Each = 0.0


class FaultRequest(msgspec.Struct, frozen=True):
    """`POST /api/v1/faults`: its parameters are further fields, checked by the fault's table."""

    fault: str
    active: bool = True


def press_e_stop(simulation: Simulation, request: EStopRequest) -> None:
    """Push or twist the emergency stop."""
    pressed = request.action == "press"
    simulation.act(do.PressEStop() if pressed else do.ReleaseEStop())


def move_main(simulation: Simulation, request: MainRequest) -> None:
    """Move the main lever."""
    simulation.act(do.MoveMain(request.action == "on"))


def move_way(simulation: Simulation, request: WayRequest) -> None:
    """Move a way's lever. Raises Unknown."""
    simulation.act(do.MoveWay(request.way, request.action == "on"))


def press_test(simulation: Simulation, request: TestButtonRequest) -> None:
    """Press a way's test button. Raises Unknown, Invalid."""
    simulation.act(do.PressTest(request.way))


def set_fuse(simulation: Simulation, request: FuseRequest) -> None:
    """Take a fuse out or put one in. Raises Unknown."""
    simulation.act(do.SetFuse(request.fuse, request.blown))


def set_load(simulation: Simulation, request: LoadRequest) -> None:
    """Plug something in or out. Raises Unknown, Invalid."""
    phases = phases_of(simulation.plant, request.way)
    if request.load == SHOW:
        simulation.give_back(request.way)
        return
    simulation.plug_by_hand(do.Plug(request.way, _load_of(request, phases)))


def set_fault(simulation: Simulation, request: FaultRequest, given: dict[str, object]) -> None:
    """Let a fault happen or repair it; `given` are its parameters. Raises Unknown, Invalid.

    Repaired without a place it is gone from everywhere.
    """
    kind = FAULTS.get(request.fault)
    nowhere = kind is not None and kind.place is not None and kind.place.value not in given
    if not request.active and nowhere and not given:
        simulation.act(do.EndFault(request.fault))
        return
    ways = (way.id for way in simulation.plant.model.supervised)
    fault = fault_of(request.fault, given, ways)
    simulation.act(do.StartFault(fault) if request.active else do.EndFault(fault.name, fault.place))


def phases_of(plant: Plant, place: str) -> int:
    """Return how many phases a place has. Raises Unknown."""
    if place == PANEL_SOURCE:
        return len(PHASES)
    return len(plant.ways[plant.at(place)].phases)


def _load_of(request: LoadRequest, phases: int) -> Load | None:
    if request.load is msgspec.UNSET:
        return _by_power(request, phases)
    if request.p_w is not None:
        raise Invalid("give either load or p_w", where="load")
    if request.load is None:
        return None
    if isinstance(request.load, list):
        return _together(request.load, phases)
    found = entry(request.load)
    if found.phases != phases:
        raise Invalid(
            f"{request.load} has {found.phases} phase(s) and {request.way} {phases}: "
            "give a list with one name per phase, or another load",
            where="load",
        )
    return as_load(request.load)


def _by_power(request: LoadRequest, phases: int) -> Load:
    if request.p_w is None:
        raise Invalid("give load (null unplugs) or p_w", where="load")
    if phases > 1 and not isinstance(request.p_w, list | dict):
        raise Invalid(f"{request.way} has three phases: give three powers", where="p_w")
    leakage_ma = _each(request.leakage_ma, phases, "leakage_ma")
    return Load(
        label="custom",
        p_w=_each(request.p_w, phases, "p_w"),
        pf=_each(request.pf, phases, "pf"),
        leakage_a=tuple(each / 1000 for each in leakage_ma),
    )


def _together(names: list[str | None], phases: int) -> Load:
    """Join single-phase loads, one per phase; None leaves a phase empty."""
    if len(names) != phases or phases == 1:
        raise Invalid(f"a list of {phases} names is for a way of as many phases", where="load")
    parts = [None if name is None else as_load(name) for name in names]
    if any(part is not None and len(part.p_w) > 1 for part in parts):
        raise Invalid("a list holds single-phase loads", where="load")
    return Load(
        label="+".join(name or "-" for name in names),
        p_w=tuple(0.0 if part is None else part.p_w[0] for part in parts),
        pf=tuple(1.0 if part is None else part.pf[0] for part in parts),
        leakage_a=tuple(0.0 if part is None else part.leakage_a[0] for part in parts),
    )


def _each(given: Each, phases: int, where: str) -> tuple[float, ...]:
    """Return one number per phase."""
    if isinstance(given, dict):
        keys = [phase.lower() for phase in PHASES]
        if sorted(given) != keys or phases == 1:
            raise Invalid(f"{where} by phase has exactly l1, l2, l3", where=where)
        return tuple(given[key] for key in keys)
    if isinstance(given, list):
        if len(given) != phases:
            raise Invalid(f"{where} has {phases} number(s) here", where=where)
        return tuple(given)
    return (given,) * phases
