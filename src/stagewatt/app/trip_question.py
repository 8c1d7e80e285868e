"""A question to a protective device, checked: which device, which currents, which settings."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from stagewatt.catalogue.document.words import choose
from stagewatt.catalogue.load import model
from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.rack import RackModel, Way

MAIN = "main"
LARGEST_A = 1e6
"""More than any fault; beyond it a number is a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Currents in amps, None where not asked; `way` None is the main device.

    `device` is as it was written, `wanted` are the settings as words by name.
    """

    device: str
    rack: RackModel
    way: Way | None
    amps: float | None
    neutral_amps: float | None
    residual_a: float | None
    preload_a: float
    wanted: dict[str, str]


def find(device: str) -> tuple[RackModel, Way | None]:
    """Return the rack and the way (None: its main device) of MODEL/WAY. Raises Invalid, Unknown."""
    model_id, slash, name = device.partition("/")
    if not slash or not name:
        message = f"{device!r} names no device; write MODEL/main or MODEL/WAY, like smartpdu-72/A1"
        raise Invalid(message, where="DEVICE")
    rack = model(model_id)
    if name.lower() == MAIN:
        return rack, None
    ways = {way.id: way for way in rack.ways}
    if name.upper() not in ways:
        cure = choose(name, (MAIN, *ways))
        raise Unknown(f"{rack.id} has no way {name!r}; {cure}", where="DEVICE")
    return rack, ways[name.upper()]


def amount(text: str | None, where: str, scale: float = 1.0) -> float | None:
    """Return an amount of current in amps. Raises Invalid for what is none."""
    if text is None:
        return None
    try:
        value = float(text) * scale
    except ValueError:
        value = math.nan
    if not 0 <= value <= LARGEST_A:
        most = f"{LARGEST_A / scale:.0f}"
        raise Invalid(f"{text!r} is no current; give a number from 0 to {most}", where=where)
    return value


def settings(words: Iterable[str]) -> dict[str, str]:
    """Return NAME=VALUE words by name. Raises Invalid for others, and for a name twice."""
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.lower().partition("=")
        if not (name and equals and value):
            message = f"{word!r} is no setting; write NAME=VALUE, like ir=0.8"
            raise Invalid(message, where="--set")
        if name in found:
            raise Invalid(f"{name} is given twice; give it once", where="--set")
        found[name] = value
    return found


def choice(wanted: dict[str, str], name: str, options: Iterable[str], usual: str) -> str:
    """Return one word of a few. Raises Invalid with all of them."""
    known, value = tuple(options), wanted.get(name, usual)
    if value not in known:
        raise Invalid(f"{value} is no choice of {name}; choose {listed(known)}", where="--set")
    return value


def step(
    wanted: dict[str, str], name: str, steps: Iterable[float | None], usual: float | None
) -> float | None:
    """Return one step of a dial; None is OFF. Raises Invalid with the list of steps."""
    known = tuple(steps)
    if name not in wanted:
        return usual
    value = _number(wanted[name])
    found = [each for each in known if _same(each, value)]
    if not found:
        words = listed(map(shown, known))
        raise Invalid(f"{wanted[name]} is no step of {name}; choose {words}", where="--set")
    return found[0]


def only(wanted: dict[str, str], names: Iterable[str]) -> None:
    """Refuse settings that the device does not have. Raises Invalid."""
    known = tuple(names)
    for name in wanted:
        if name not in known:
            cure = choose(name, known) if known else "it has none"
            raise Invalid(f"the device has no setting {name}; {cure}", where="--set")


def shown(value: float | None) -> str:
    """Return a step as it is written."""
    return "off" if value is None else f"{value:g}"


def per_cent(share: float) -> str:
    """Return a share as words."""
    return f"{share * 100:.0f} %"


def listed(words: Iterable[str]) -> str:
    """Return words with commas, "or" before the last."""
    *head, last = words
    return f"{', '.join(head)} or {last}" if head else last


def _number(word: str) -> float | None:
    if word == "off":
        return None
    try:
        return float(word)
    except ValueError:
        return math.nan


def _same(each: float | None, value: float | None) -> bool:
    if each is None or value is None:
        return each is value
    return math.isclose(each, value)
