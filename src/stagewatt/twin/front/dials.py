"""The dials of main breaker and residual relay: only steps of the model, behind their cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.pieces import ResidualRelay
from stagewatt.domain.rack import MainDevice, RackModel
from stagewatt.physics.trip import electronic
from stagewatt.twin.front.state import Front, RelaySetting

T = TypeVar("T", bound=float | None)

RELAY_A, RELAY_S = "relay_a", "relay_s"
"""The two dials of a residual relay: threshold in amps, delay in seconds."""

LABELS = {
    "ir": "IR",
    "isd": "Isd",
    "ii": "Ii",
    "in": "IN",
    "tr": "tR",
    "tsd": "tsd",
    "tn": "tN",
}
IN_SECONDS = frozenset({"tr", "tsd", "tn"})


@dataclass(frozen=True, slots=True)
class Fitted:
    """A residual relay of a model and where it stands."""

    relay: ResidualRelay
    setting: RelaySetting


def relay_of(model: RackModel, front: Front) -> Fitted | None:
    """Return the rack's residual relay, None where it has none."""
    setting = front.relay
    found = (way.protection.relay for way in model.ways if setting and way.id == setting.way)
    relay = next(found, None)
    return None if relay is None or setting is None else Fitted(relay, setting)


def dialled(
    base: electronic.Settings, device: MainDevice, dials: Mapping[str, float | None]
) -> electronic.Settings:
    """Return a breaker's settings in amps and seconds as its dials stand; the rest is kept."""
    in_a = device.rated_a

    def amps(name: str) -> float | None:
        multiple = dials[name]
        return None if multiple is None else multiple * in_a

    return replace(
        base,
        ir_a=_never_off(amps("ir")),
        isd_a=amps("isd"),
        ii_a=_never_off(amps("ii")),
        in_a=amps("in"),
        tr_s=_never_off(dials["tr"]),
        tsd_s=_never_off(dials["tsd"]),
        tn_s=_never_off(dials["tn"]),
    )


def set_dial(model: RackModel, front: Front, dial: str, value: float | None) -> Front:
    """Return the front with one dial on another step. Raises Unknown, Invalid."""
    fitted = relay_of(model, front)
    if fitted is not None and dial in {RELAY_A, RELAY_S}:
        return replace(front, relay=_relay_set(fitted, dial, value))
    each = model.main.dials.get(dial)
    if each is None:
        names = [*model.main.dials, *([] if fitted is None else [RELAY_A, RELAY_S])]
        raise Unknown(f"no dial {dial!r}; there are: {', '.join(names) or 'none'}", where="dial")
    if not each.settable:
        raise Invalid(f"{LABELS[dial]} of this breaker cannot be set", where="dial")
    if not front.cover_open:
        raise Invalid("the cover over the dials is closed: open it first", where="cover")
    return replace(front, dials={**front.dials, dial: _step(each.steps, value)})


def move_cover(model: RackModel, front: Front, *, to_open: bool) -> Front:
    """Return the front with its cover open or closed. Raises Unknown."""
    if not has_cover(model):
        raise Unknown(f"{model.id} has no cover: its main device has no dials", where="open")
    return replace(front, cover_open=to_open)


def has_cover(model: RackModel) -> bool:
    """Tell whether there are dials, and so a cover over them."""
    return bool(model.main.dials)


def turn_key(model: RackModel, front: Front, *, on: bool) -> Front:
    """Return the front with the key of the residual relay turned. Raises Unknown."""
    if front.key_on is None:
        raise Unknown(f"{model.id} has no key switch", where="on")
    return replace(front, key_on=on)


def _relay_set(fitted: Fitted, dial: str, value: float | None) -> RelaySetting:
    amps = dial == RELAY_A
    step = _step(fitted.relay.steps_a if amps else fitted.relay.steps_s, value)
    if amps:
        return replace(fitted.setting, threshold_a=step)
    return replace(fitted.setting, delay_s=step)


def _step(steps: Sequence[T], value: float | None) -> T:
    for step in steps:
        if step == value:
            return step
    names = ", ".join("OFF" if step is None else f"{step:g}" for step in steps)
    wanted = "OFF" if value is None else f"{value:g}"
    raise Invalid(f"{wanted} is no step of this dial; there are: {names}", where="value")


def _never_off(value: float | None) -> float:
    if value is None:
        raise ValueError("this dial has no step OFF")
    return value


def unit(dial: str) -> str:
    """Return what a dial of the main breaker counts in."""
    return "s" if dial in IN_SECONDS else "x In"
