"""Views to binary frames, driven by the table in `frames.py`; encoded once, sent to everybody."""

from __future__ import annotations

import math
import struct
import sys
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from stagewatt.domain.view import RackView, Tightest
from stagewatt.web.fields import LETTER, MISSING, RANGE, Field
from stagewatt.web.frames import FLEET, FLEET_ROW, HEADER, RACK, RACK_HEAD, RACK_ROW, VERSION
from stagewatt.web.sums import Alarms, used_pct

Convert = Callable[[Any, int], Any]
"""(value, now_ns) -> what `struct` packs."""

TENTH_S_NS = 100_000_000
_HEADER = struct.Struct("<" + "".join(LETTER[field.kind] for field in HEADER))
_SWAP = sys.byteorder == "big"


@dataclass(frozen=True, slots=True)
class _NoTightest:
    """Stands in where a rack has no nearest limit, so that one getter reads all racks."""

    place: None = None
    used_pct: None = None
    left_a: None = None
    limit_a: None = None
    bound: None = None


_NO_TIGHTEST = _NoTightest()


class _Subject:
    """What the paths of rack fields start from."""

    __slots__ = ("alarms", "tightest", "used_pct", "view")

    def __init__(self, view: RackView) -> None:
        self.view = view
        self.tightest: Tightest | _NoTightest = view.tightest or _NO_TIGHTEST
        self.alarms = Alarms.of(view)
        self.used_pct = used_pct(view)


def header(kind: int, topic: int, seq: int, now_ns: int, rows: int) -> bytes:
    """Return a frame's first bytes; counters and milliseconds wrap at 32 bits."""
    mono_ms = now_ns // 1_000_000
    return _HEADER.pack(kind, VERSION, topic, seq & 0xFFFF_FFFF, mono_ms & 0xFFFF_FFFF, rows)


def _clip(value: float, per: int, field: Field) -> int:
    """Return the count nearest to a value that does not fit; NaN becomes the missing word."""
    low, high = RANGE[field.kind]
    if math.isnan(value):
        return int(MISSING[field.kind])
    return low if value * per < low else high


def _number(field: Field) -> Convert:
    per, missing, (low, high) = field.per, MISSING[field.kind], RANGE[field.kind]

    def convert(value: float | None, _now_ns: int) -> float | int:
        if value is None:
            return missing
        try:
            if low <= (counts := round(value * per)) <= high:
                return counts
        except (OverflowError, ValueError):
            pass
        return _clip(value, per, field)

    return convert


def _age(field: Field) -> Convert:
    missing, (_, high) = MISSING[field.kind], RANGE[field.kind]

    def convert(at_ns: int | None, now_ns: int) -> float | int:
        if at_ns is None:
            return missing
        return min(high, max(0, (now_ns - at_ns) // TENTH_S_NS))

    return convert


def _convert(field: Field) -> Convert:
    """Return the conversion of one value of a field."""
    if field.kind == "text":
        length = field.length
        return lambda value, _now: (value or "").encode("ascii", "replace")[:length]
    if field.kind == "f64":
        return lambda value, _now: math.nan if value is None else value
    if field.words:
        codes = _codes(field)
        return lambda value, _now: codes[value]
    return _age(field) if field.is_age else _number(field)


def _codes(field: Field) -> dict[str | None, int]:
    return {None: int(MISSING[field.kind]), **{word: i for i, word in enumerate(field.words)}}


class Head:
    """Reads and converts the fields that stand once, or once per rack."""

    def __init__(self, fields: Sequence[Field]) -> None:
        """Prepare one getter, one list of conversions and one `struct` for all of them."""
        self._get = attrgetter(*(path for field in fields for path in field.paths))
        self._convert = tuple(_convert(field) for field in fields for _ in field.paths)
        self._struct = struct.Struct("<" + "".join(map(_letters, fields)))

    def values(self, view: RackView, now_ns: int) -> list[Any]:
        """Return what `struct` packs, field after field."""
        found = zip(self._convert, self._get(_Subject(view)), strict=True)
        return [convert(value, now_ns) for convert, value in found]

    def pack(self, view: RackView, now_ns: int) -> bytes:
        """Return the fields' bytes."""
        return self._struct.pack(*self.values(view, now_ns))


def _letters(field: Field) -> str:
    return f"{field.length}s" if field.kind == "text" else LETTER[field.kind] * field.count


class _Column:
    """Packs one field of all ways; while nothing in it changed it answers with the old bytes."""

    def __init__(self, field: Field) -> None:
        self._field = field
        self._codes = _codes(field)
        self._age = _age(field)
        self._before: tuple[Any, ...] | None = None
        self._bytes = b""

    def pack(self, values: tuple[Any, ...], now_ns: int) -> bytes:
        if self._field.is_age:
            return self._ages(values, now_ns)
        if values != self._before:
            self._before = values
            self._bytes = self._words(values) if self._field.words else self._numbers(values)
        return self._bytes

    def _words(self, values: tuple[Any, ...]) -> bytes:
        return bytes(map(self._codes.__getitem__, values))

    def _numbers(self, values: tuple[float | None, ...]) -> bytes:
        kind, per = self._field.kind, self._field.per
        missing, (low, high) = int(MISSING[kind]), RANGE[kind]
        try:
            counts = [
                missing
                if value is None
                else (n if low <= (n := round(value * per)) <= high else self._clip(value))
                for value in values
            ]
        except (OverflowError, ValueError):
            convert = _number(self._field)
            counts = [convert(value, 0) for value in values]
        return _dense(self._field, counts)

    def _clip(self, value: float) -> int:
        return _clip(value, self._field.per, self._field)

    def _ages(self, values: tuple[int | None, ...], now_ns: int) -> bytes:
        # All ways of a board were read at one instant: many ways, seldom more than three ages.
        ages = {at_ns: self._age(at_ns, now_ns) for at_ns in set(values)}
        return _dense(self._field, [ages[at_ns] for at_ns in values])


def _dense(field: Field, counts: Iterable[int]) -> bytes:
    packed = array(LETTER[field.kind], counts)
    if _SWAP:  # pragma: no cover - no big-endian machine at hand
        packed.byteswap()
    return packed.tobytes()


_RACK_HEAD = Head(RACK_HEAD)
_FLEET_ROW = Head(FLEET_ROW)
_WAY = attrgetter(*(path for field in RACK_ROW for path in field.paths))


class RackEncoder:
    """Encodes one rack's frames, one after the other."""

    def __init__(self, topic: int) -> None:
        """Take the number that stands for the rack in this node's frames."""
        self._topic = topic
        self._columns = tuple(_Column(field) for field in RACK_ROW)

    def encode(self, view: RackView, now_ns: int, *, sent_ns: int | None = None) -> bytes:
        """Return the frame; ages are taken at `now_ns` on the clock of the view's node.

        `sent_ns` is this node's clock where that is another one.
        """
        ways = view.ways
        sent = now_ns if sent_ns is None else sent_ns
        parts = [
            header(RACK, self._topic, view.seq, sent, len(ways)),
            _RACK_HEAD.pack(view, now_ns),
        ]
        if ways:
            columns = zip(*map(_WAY, ways), strict=True)
            parts += [
                packer.pack(values, now_ns)
                for packer, values in zip(self._columns, columns, strict=True)
            ]
        return b"".join(parts)


def fleet_frame(topic: int, seq: int, sent_ns: int, racks: Sequence[tuple[RackView, int]]) -> bytes:
    """Return the frame of all racks; each comes with now on the clock of its own node."""
    parts = [header(FLEET, topic, seq, sent_ns, len(racks))]
    rows = [_FLEET_ROW.values(view, now_ns) for view, now_ns in racks]
    start = 0
    for field in FLEET_ROW:
        end = start + len(field.paths)
        values = [value for row in rows for value in row[start:end]]
        parts.append(struct.pack("<" + _letters(field) * len(rows), *values))
        start = end
    return b"".join(parts)
