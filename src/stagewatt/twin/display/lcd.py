"""The display as a pure state machine: `pressed` changes it, `shown` is what one reads."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.reading import Value
from stagewatt.twin.display import diris_a10, sdm630
from stagewatt.twin.display.digits import written
from stagewatt.twin.display.pages import HOME, Button, Face, Line, Page
from stagewatt.twin.meter import Meter
from stagewatt.twin.meter_values import meter_values
from stagewatt.twin.reading import Reading

FACES: Mapping[str, Face] = {"sdm630": sdm630.FACE, "diris_a10": diris_a10.FACE}
"""The front of a meter by the name of its register table."""

LEVELS = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Steps of brightness (assumed)."""
HOLD_S = 0.5
"""Pressed for less is a tap (assumed)."""
SWEEP_PER_S = 0.4
"""How fast holding changes the brightness: two seconds from end to end (assumed)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """The page, the brightness from 0 to 1, and whether the next sweep goes up."""

    page: str = HOME
    brightness: float = 0.8
    rising: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it reads."""

    label: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one reads; nothing on a display that is dark."""

    page: str
    rows: tuple[Row, ...] = ()
    bottom: Row = Row("", "", "")
    lit: bool
    brightness: float


def buttons(kind: str) -> tuple[Button, ...]:
    """Return the buttons from left to right; Unknown for a meter without a display here."""
    return _face(kind).buttons


def pressed(display: Display, kind: str, names: Collection[str], held_s: float = 0.0) -> Display:
    """Press one button, or the two in the centre together, for so many seconds.

    One button: its next page, home after its last. Both centre buttons: a tap is one step of
    brightness, holding them sweeps it up and down. Raises Unknown for a button that is not there,
    Invalid for others together and for an impossible time.
    """
    face = _face(kind)
    by_id = {button.id: button for button in face.buttons}
    for name in names:
        if name not in by_id:
            known = ", ".join(by_id)
            raise Unknown(f"no button {name!r}; there are: {known}", where="button")
    if not (math.isfinite(held_s) and held_s >= 0):
        raise Invalid("a button is held for 0 s or longer", where="held_s")
    together = frozenset(names)
    if together == face.centre:
        return _stepped(display) if held_s < HOLD_S else _swept(display, held_s)
    if len(together) != 1:
        raise Invalid("only the two centre buttons do something together", where="buttons")
    (name,) = together
    return replace(display, page=_next(by_id[name], display.page))


def shown(
    display: Display,
    kind: str,
    meter: Meter,
    reading: Reading,
    temperature_c: float | None = None,
) -> Shown:
    """Return what stands there; dark without its supply, which is L1 over a fuse."""
    face = _face(kind)
    page = _pages(face).get(display.page, face.home)
    if not meter.up:
        return Shown(page=page.id, lit=False, brightness=0.0)
    values = meter_values(meter, reading, temperature_c)
    return Shown(
        page=page.id,
        rows=tuple(_row(line, values) for line in page.lines),
        bottom=_row(face.bottom, values),
        lit=True,
        brightness=display.brightness,
    )


def _face(kind: str) -> Face:
    try:
        return FACES[kind]
    except KeyError:
        known = ", ".join(FACES)
        raise Unknown(f"no display of a {kind!r}; there are: {known}", where="kind") from None


def _pages(face: Face) -> dict[str, Page]:
    return {page.id: page for button in face.buttons for page in button.pages}


def _row(line: Line, values: Mapping[str, Value]) -> Row:
    return Row(line.label, *written(values[line.name], line.unit))


def _next(button: Button, page: str) -> str:
    """Return the page after this one: the button's first, when another button's stands there."""
    ids = [each.id for each in button.pages]
    at = ids.index(page) + 1 if page in ids else 0
    return ids[at] if at < len(ids) else HOME


def _stepped(display: Display) -> Display:
    above = [level for level in LEVELS if level > display.brightness + 1e-9]
    return replace(display, brightness=above[0] if above else LEVELS[0])


def _swept(display: Display, held_s: float) -> Display:
    """Move up and down between the ends; the next sweep goes the other way, as dimmers do."""
    low, span = LEVELS[0], LEVELS[-1] - LEVELS[0]
    above = display.brightness - low
    way = above if display.rising else 2 * span - above
    way = (way + SWEEP_PER_S * held_s) % (2 * span)
    up = way < span
    return replace(
        display, brightness=round(low + (way if up else 2 * span - way), 3), rising=not up
    )
