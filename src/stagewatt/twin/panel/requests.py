"""What hands may do at the panel: strict documents, and the action each of them stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.twin import actions as do
from stagewatt.twin.display import buttons
from stagewatt.twin.plant import Plant


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


class ButtonRequest(Document, frozen=True):
    """`POST /api/v1/panel/test_button`, `rcd_reset` and `monitor_button`."""

    way: str


class FuseRequest(Document, frozen=True):
    """`POST /api/v1/panel/fuse`."""

    fuse: str
    blown: bool


class MeterRequest(Document, frozen=True):
    """`POST /api/v1/panel/meter_button`: one button, or several together, and for how long."""

    button: str | None = None
    buttons: list[str] | None = None
    held_s: float = 0.0


class DialRequest(Document, frozen=True):
    """`POST /api/v1/panel/dial`: null is OFF."""

    dial: str
    value: float | None


class CoverRequest(Document, frozen=True):
    """`POST /api/v1/panel/cover`."""

    open: bool


class KeyRequest(Document, frozen=True):
    """`POST /api/v1/panel/key_switch`: on = the residual relay is in operation."""

    on: bool


class KnobRequest(Document, frozen=True):
    """`POST /api/v1/panel/knob`: `backlight` or `work_light`, 0 to 1."""

    knob: str
    value: float


class ModuleRequest(Document, frozen=True):
    """`POST /api/v1/panel/module`: without a module, the one it was delivered with."""

    group: str
    action: Literal["remove", "fit"]
    module: str | None = None


class PowerRequest(Document, frozen=True):
    """`POST /api/v1/panel/powerlock`: `all` is for a connector of one piece."""

    side: Literal["drain", "source"]
    conductor: Literal["pe", "n", "l1", "l2", "l3", "all"]
    connected: bool


class ResetRequest(Document, frozen=True):
    """`POST /api/v1/panel/reset`."""


def _meter(plant: Plant, request: MeterRequest) -> do.Action:
    """Return the press of a button, or of several together, by id or by what is printed on it."""
    if (request.button is None) == (request.buttons is None):
        raise Invalid("give either button or buttons", where="button")
    one = () if request.button is None else (request.button,)
    names = one or tuple(request.buttons or ())
    ids = {each.label: each.id for each in buttons(plant.model.meter)}
    return do.PressMeter(tuple(ids.get(name, name) for name in names), request.held_s)


def _module(plant: Plant, request: ModuleRequest) -> do.Action:
    if request.action == "remove":
        if request.module is not None:
            raise Invalid("only fitting names a module", where="module")
        return do.MoveModule(request.group, None)
    usual = {group.id: group.module for group in plant.model.groups}
    if request.group not in usual:
        raise Unknown(f"no group {request.group!r}", where="group")
    return do.MoveModule(request.group, request.module or usual[request.group])


Move = tuple[type[Document], Callable[[Plant, Any], do.Action]]

MOVES: dict[str, Move] = {
    "e_stop": (
        EStopRequest,
        lambda _plant, r: do.PressEStop() if r.action == "press" else do.ReleaseEStop(),
    ),
    "main": (MainRequest, lambda _plant, r: do.MoveMain(r.action == "on")),
    "way": (WayRequest, lambda _plant, r: do.MoveWay(r.way, r.action == "on")),
    "test_button": (ButtonRequest, lambda _plant, r: do.PressTest(r.way)),
    "rcd_reset": (ButtonRequest, lambda _plant, r: do.ResetResidual(r.way)),
    "fuse": (FuseRequest, lambda _plant, r: do.SetFuse(r.fuse, r.blown)),
    "monitor_button": (ButtonRequest, lambda _plant, r: do.PressMonitor(r.way)),
    "meter_button": (MeterRequest, _meter),
    "dial": (DialRequest, lambda _plant, r: do.SetDial(r.dial, r.value)),
    "cover": (CoverRequest, lambda _plant, r: do.MoveCover(r.open)),
    "key_switch": (KeyRequest, lambda _plant, r: do.TurnKey(r.on)),
    "knob": (KnobRequest, lambda _plant, r: do.TurnKnob(r.knob, r.value)),
    "module": (ModuleRequest, _module),
    "powerlock": (PowerRequest, lambda _plant, r: do.MovePower(r.side, r.conductor, r.connected)),
    "reset": (ResetRequest, lambda _plant, _r: do.Reset()),
}
"""`POST /api/v1/panel/<name>`."""
