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
    GroupRack,
    RackSettings,
    RenameRack,
    Unset,
)

LIMIT_MAX_A = 1000.0
"""No single way carries more: a larger limit is a slip of the finger."""

BY_MAX = 64
"""Longest name of who acknowledges, in characters."""

COMMENT_MAX = 200
"""Longest comment on an acknowledgement, in characters."""

_REFUSED = ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories that are no text: controls, halves, private, unassigned, line ends."""

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Direction marks, which can make one name read like another (Unicode UAX #9)."""


_SAID = {"by": "name"}
"""What a field is called where its own name would read badly."""


def checked(model: RackModel, settings: RackSettings, change: Change) -> Change:
    """Return the change in the form in which it is kept.

    Raises Unknown for no such way or connector, Invalid for a value that cannot be.
    """
    if isinstance(change, RenameRack):
        return RenameRack(name=_name(change.name))
    if isinstance(change, GroupRack):
        return GroupRack(group=_name(change.group, "group"))
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


def checked_note(by: str, comment: str) -> tuple[str, str]:
    """Return who acknowledges and what they say, in the form in which both are kept.

    Raises Invalid: nobody named, too long, characters that are no text.
    """
    who = _text(by, "by", BY_MAX)
    if not who:
        raise Invalid("somebody has to be named", where="by")
    return who, _text(comment, "comment", COMMENT_MAX)


def _name(name: str | None, where: str = "name") -> str | None:
    """Return a name in its normal form; one without any letter is none."""
    return None if name is None else _text(name, where, NAME_MAX) or None


def _text(text: str, where: str, most: int) -> str:
    """Return a text in its normal form, without blanks around it."""
    kept = unicodedata.normalize("NFC", text).strip()
    if any(unicodedata.category(char) in _REFUSED or char in _BIDI for char in kept):
        raise Invalid(f"a {_SAID.get(where, where)} has no control characters", where=where)
    if len(kept) > most:
        raise Invalid(f"a {_SAID.get(where, where)} has at most {most} characters", where=where)
    return kept
