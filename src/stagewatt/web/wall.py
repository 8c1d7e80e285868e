"""The wall: all ways of all racks, two bytes each; made again only for racks whose ways changed."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from operator import attrgetter
from typing import Any

from stagewatt.domain.view import RackView, WayView
from stagewatt.web.encode import header
from stagewatt.web.fields import LETTER, MISSING
from stagewatt.web.frames import WALL, WALL_CELL, WALL_ROW
from stagewatt.web.sums import WAY_PCT_MOST, way_pct

_PARTS = next(field.parts for field in WALL_CELL if field.parts)
_WAY = attrgetter("breaker.state", "warning", "load", "mark.quality")
_USE = attrgetter("i_a", "rated_a")
_NOT_KNOWN = int(MISSING["u8"])


def _codes() -> dict[tuple[str | bool, ...], int]:
    """Return the code of each combination of words; the first part counts fastest."""
    backwards = [part.words for part in reversed(_PARTS)]
    plain = (tuple(reversed(words)) for words in product(*backwards))
    return {
        (breaker, warning == "yes", *rest): code
        for code, (breaker, warning, *rest) in enumerate(plain)
    }


_CODES = _codes()


@dataclass(frozen=True, slots=True)
class Cells:
    """The bytes of one rack's ways, and the very ways they were made from."""

    ways: tuple[WayView, ...]
    used_pct: bytes
    state: bytes


def cells(ways: tuple[WayView, ...]) -> Cells:
    """Return the bytes of a rack's ways."""
    return Cells(ways, _percents(ways), bytes([_CODES[said] for said in map(_WAY, ways)]))


def _percents(ways: tuple[WayView, ...]) -> bytes:
    """Return what `way_pct` says, in one go where all of it is as usual."""
    try:
        return bytes(
            [
                _NOT_KNOWN
                if i_a is None or not rated_a > 0
                else (n if (n := round(100.0 * i_a / rated_a)) <= WAY_PCT_MOST else WAY_PCT_MOST)
                for i_a, rated_a in map(_USE, ways)
            ]
        )
    except (ArithmeticError, ValueError):
        each = map(way_pct, ways)
        return bytes(_NOT_KNOWN if percent is None else percent for percent in each)


class WallEncoder:
    """Encodes the walls of one node, one after the other."""

    def __init__(self, topic: int) -> None:
        """Take the number that stands for the topic."""
        self._topic = topic
        self._kept: dict[str, Cells] = {}

    def encode(self, views: Iterable[RackView], *, seq: int, sent_ns: int) -> bytes:
        """Return the frame of all racks in the order in which they come."""
        kept = {view.rack: self._cells(view) for view in views}
        self._kept = kept
        letter = LETTER[WALL_ROW[0].kind]
        counts = [len(each.ways) for each in kept.values()]
        return b"".join(
            [
                header(WALL, self._topic, seq, sent_ns, len(kept)),
                struct.pack(f"<{len(counts)}{letter}", *counts),
                *(each.used_pct for each in kept.values()),
                *(each.state for each in kept.values()),
            ]
        )

    def _cells(self, view: RackView) -> Cells:
        """Return what was made before while the rack's ways are the very same object."""
        before = self._kept.get(view.rack)
        return before if before is not None and before.ways is view.ways else cells(view.ways)


def plain(view: RackView) -> dict[str, Any]:
    """Return a rack's ways as JSON: one list for each thing, in the order of `ways`."""
    ways = view.ways
    return {
        "id": view.rack,
        "ways": [way.id for way in ways],
        "used_pct": [way_pct(way) for way in ways],
        "breaker": [way.breaker.state.value for way in ways],
        "warning": [way.warning for way in ways],
        "load": [way.load.value for way in ways],
        "quality": [way.mark.quality.value for way in ways],
    }
