"""Whether a person's change to a rack can be: names, limits and colours, each with its place."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import replace

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.rack import RackModel
from stagewatt.domain.settings import (
    COLORS,
    NAME_MAX,
    Change,
    ColorConnector,
    EditWay,
    RackSettings,
    RenameRack,
    Unset,
)

LIMIT_MAX_A = 1000.0
"""No single way carries more: a larger limit is a slip of the finger."""

_REFUSED = ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories that are no text: controls, halves, private, unassigned, line ends."""

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Direction marks, which can make one name read like another (Unicode UAX #9)."""


def checked(model: RackModel, settings: RackSettings, change: Change) -> Change:
    """Return the change in the form in which it is kept.

    Raises Unknown for no such way or connector, Invalid for a value that cannot be.
    """
    if isinstance(change, RenameRack):
        return RenameRack(name=_name(change.name))
    if isinstance(change, ColorConnector):
        return _color(model, change)
    return _way(model, settings, change)


def _color(model: RackModel, change: ColorConnector) -> ColorConnector:
    if all(connector.id != change.connector for connector in model.connectors):
        raise Unknown(f"this rack has no connector {change.connector}", where="connector")
    if change.color is not None and change.color not in COLORS:
        raise Invalid(f"a tape colour is one of {', '.join(COLORS)}", where="color")
    return change


def _way(model: RackModel, settings: RackSettings, change: EditWay) -> EditWay:
    way = next((way for way in model.ways if way.id == change.way), None)
    if way is None:
        raise Unknown(f"this rack has no way {change.way}", where="way")
    for where, limit in (("min_a", change.min_a), ("max_a", change.max_a)):
        if not isinstance(limit, Unset) and limit is not None:
            if not way.supervised:
                raise Invalid(f"{way.id} is not measured, a limit would watch nothing", where=where)
            _limit(limit, where)
    _in_order(settings, change)
    name = change.name
    return change if isinstance(name, Unset) else replace(change, name=_name(name))


def _limit(limit_a: float, where: str) -> None:
    if not math.isfinite(limit_a) or not 0 <= limit_a <= LIMIT_MAX_A:
        raise Invalid(f"a limit is between 0 and {LIMIT_MAX_A:.0f} A", where=where)


def _in_order(settings: RackSettings, change: EditWay) -> None:
    """Refuse min above max, also where only one of them is changed."""
    old = settings.way(change.way)
    min_a = old.min_a if isinstance(change.min_a, Unset) else change.min_a
    max_a = old.max_a if isinstance(change.max_a, Unset) else change.max_a
    if min_a is not None and max_a is not None and min_a > max_a:
        where = "max_a" if isinstance(change.min_a, Unset) else "min_a"
        raise Invalid(f"min {min_a:g} A is above max {max_a:g} A", where=where)


def _name(name: str | None) -> str | None:
    """Return a name in its normal form; one without any letter is none."""
    if name is None:
        return None
    kept = unicodedata.normalize("NFC", name).strip()
    if any(unicodedata.category(char) in _REFUSED or char in _BIDI for char in kept):
        raise Invalid("a name has no control characters", where="name")
    if len(kept) > NAME_MAX:
        raise Invalid(f"a name has at most {NAME_MAX} characters", where="name")
    return kept or None
