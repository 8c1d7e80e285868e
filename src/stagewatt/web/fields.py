"""What one field of a binary frame is: its name, how it is packed, where its values come from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Kind = Literal["u8", "u16", "u32", "i16", "i32", "f64", "text"]

LETTER: dict[Kind, str] = {
    "u8": "B",
    "u16": "H",
    "u32": "I",
    "i16": "h",
    "i32": "i",
    "f64": "d",
}
"""Letter of Python's `struct` and `array` modules; a text is bytes and has none."""

MISSING: dict[Kind, float | int] = {
    "u8": 0xFF,
    "u16": 0xFFFF,
    "u32": 0xFFFF_FFFF,
    "i16": -0x8000,
    "i32": -0x8000_0000,
    "f64": float("nan"),
}
"""The word that stands for "no value": all ones, or the lowest signed number."""

RANGE: dict[Kind, tuple[int, int]] = {
    "u8": (0, 0xFE),
    "u16": (0, 0xFFFE),
    "u32": (0, 0xFFFF_FFFE),
    "i16": (-0x7FFF, 0x7FFF),
    "i32": (-0x7FFF_FFFF, 0x7FFF_FFFF),
}
"""What a value is clipped to, so that it can neither wrap nor read as missing."""

BYTES: dict[Kind, int] = {"u8": 1, "u16": 2, "u32": 4, "i16": 2, "i32": 4, "f64": 8, "text": 1}


@dataclass(frozen=True, slots=True)
class Part:
    """One of several enumerations in one code."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a frame.

    `paths` lead to its values: from the rack's picture (`view.`, `tightest.`, `alarms`), or from a
    way. A field whose unit is seconds is an age, and its paths lead to instants. `per` is how many
    counts make one `unit`. `words` are the words of an enumeration; a code is a place in them.
    A text has `length` bytes of ASCII, filled up with zeros. `parts` are enumerations packed into
    one code, the first one counting fastest: with places p, q in lists of n, m words p + n * q ...
    """

    name: str
    kind: Kind
    paths: tuple[str, ...] = ()
    per: int = 1
    unit: str = ""
    words: tuple[str, ...] = ()
    length: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def count(self) -> int:
        """How many values, or bytes of text, stand side by side."""
        return self.length or max(1, len(self.paths))

    @property
    def is_age(self) -> bool:
        """Whether the value is the time since an instant."""
        return self.unit == "s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What stands in one kind of frame: once, per row, and per cell of all rows.

    `cells` names the field of a row that says how many cells it has.
    """

    code: int
    head: tuple[Field, ...] = ()
    row: tuple[Field, ...] = ()
    cell: tuple[Field, ...] = ()
    cells: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return all fields in the order in which they stand."""
        return (*self.head, *self.row, *self.cell)


def words(enumeration: type[StrEnum]) -> tuple[str, ...]:
    """Return an enumeration's words in their order."""
    return tuple(member.value for member in enumeration)


def three(path: str, end: str = "") -> tuple[str, ...]:
    """Return the paths of L1, L2, L3."""
    return tuple(f"{path}.{name}{end}" for name in ("l1", "l2", "l3"))


def four(path: str) -> tuple[str, ...]:
    """Return the paths of L1, L2, L3, N."""
    return (*three(path), f"{path}.n")


def summed(path: str) -> tuple[str, ...]:
    """Return the paths of L1, L2, L3 and their sum."""
    return (*three(path), f"{path}.sum")


def pairs(path: str) -> tuple[str, ...]:
    """Return the paths of L1-L2, L2-L3, L3-L1."""
    return tuple(f"{path}.{name}" for name in ("l12", "l23", "l31"))
