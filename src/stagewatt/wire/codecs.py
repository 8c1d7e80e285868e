"""Codecs: how one value lies in 16-bit registers, both ways.

A register word is an int from 0 to 65535. `decode` gives None where the device said "no value"
(its sentinel, NaN or an infinity); `encode(None)` gives that sentinel back.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

T = TypeVar("T")

_WORD = struct.Struct(">H")
_NAN_WORDS = (0x7FC0, 0x0000)
"""The quiet NaN of IEEE 754 binary32, high word first."""
_MYRIAD = 10_000
_FLOAT32_MAX = 3.4028234663852886e38
"""Largest finite IEEE 754 binary32."""


class Codec(Protocol[T]):
    """How a value of type T lies in `words` registers."""

    @property
    def words(self) -> int:
        """Return how many registers the value takes."""

    def decode(self, words: Sequence[int]) -> T | None:
        """Return the value, None for the device's "no value"; ValueError if words are too few."""

    def encode(self, value: T | None) -> tuple[int, ...]:
        """Return the registers; a number outside the range is held at its end."""


def _check(words: Sequence[int], wanted: int) -> None:
    if len(words) != wanted:
        raise ValueError(f"{wanted} words wanted, {len(words)} given")


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number in one or more registers, high word first unless `swapped`.

    `missing` is the raw pattern (unsigned) that the device sends for "no value". A `counter` shows
    only what is whole. What `wraps` keeps its low bits where a number is too large for it, as a
    counter that begins again at 0 does; any other is held at its end.
    """

    words: int
    signed: bool = False
    swapped: bool = False
    missing: int | None = None
    counter: bool = False
    wraps: bool = False

    def decode(self, words: Sequence[int]) -> float | None:
        """Return the number, None for the sentinel."""
        _check(words, self.words)
        raw = 0
        for word in reversed(words) if self.swapped else words:
            raw = raw << 16 | word
        if raw == self.missing:
            return None
        bits = 16 * self.words
        return raw - (1 << bits) if self.signed and raw >> (bits - 1) else raw

    def encode(self, value: float | None) -> tuple[int, ...]:
        """Return the nearest raw number (of a counter the last whole one), never the sentinel.

        ValueError when the value is None or not a number and the device knows no sentinel.
        """
        raw = self._raw(value)
        words = tuple(raw >> 16 * at & 0xFFFF for at in range(self.words))
        return words if self.swapped else words[::-1]

    def _raw(self, value: float | None) -> int:
        bits = 16 * self.words
        if value is None or math.isnan(value):
            if self.missing is None:
                raise ValueError("this register has no way to say that there is no value")
            return self.missing
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if self.signed else (0, (1 << bits) - 1)
        if math.isinf(value) or not self.wraps:
            value = max(low, min(high, value))
        # A ten-millionth up: what was summed to 229.9999999 Wh is 230 Wh.
        number = math.floor(value + 1e-7) if self.counter else round(value)
        raw = number & (1 << bits) - 1
        if raw != self.missing:
            return raw
        # One step toward zero: a full scale must not read as "no value".
        return (number - 1 if number > 0 else number + 1) & (1 << bits) - 1


@dataclass(frozen=True, slots=True)
class Myriads:
    """A counter in two registers of four decimal digits each, the low four first."""

    @property
    def words(self) -> int:
        """Two registers."""
        return 2

    def decode(self, words: Sequence[int]) -> float | None:
        """Return the number, None where a register holds more than four digits."""
        _check(words, 2)
        low, high = words
        return low + _MYRIAD * high if max(words) < _MYRIAD else None

    def encode(self, value: float | None) -> tuple[int, ...]:
        """Return the last whole number's registers; it begins again at 0 after eight nines.

        ValueError for None: nothing says that there is no value.
        """
        if value is None or not math.isfinite(value):
            raise ValueError("these registers have no way to say that there is no value")
        high, low = divmod(math.floor(value + 1e-7), _MYRIAD)
        return low, high % _MYRIAD


@dataclass(frozen=True, slots=True)
class Float32:
    """An IEEE 754 binary32 number in two registers, high word first unless `swapped`."""

    swapped: bool = False

    @property
    def words(self) -> int:
        """Two registers."""
        return 2

    def decode(self, words: Sequence[int]) -> float | None:
        """Return the number in the fewest digits that mean it, None for NaN and the infinities."""
        _check(words, 2)
        high, low = reversed(words) if self.swapped else words
        raw = struct.pack(">HH", high, low)
        (number,) = struct.unpack(">f", raw)
        return _shortest(number, raw) if math.isfinite(number) else None

    def encode(self, value: float | None) -> tuple[int, ...]:
        """Return the nearest number's registers; None becomes NaN, too large the largest."""
        pair = _NAN_WORDS
        if value is not None and not math.isnan(value):
            held = max(-_FLOAT32_MAX, min(_FLOAT32_MAX, value))
            high, low = struct.unpack(">HH", struct.pack(">f", held))
            pair = (high, low)
        return pair[::-1] if self.swapped else pair


def _shortest(number: float, raw: bytes) -> float:
    """Return a binary32 number without the digits that only its widening to binary64 made up.

    Seven digits are enough for most, nine for all (IEEE 754-2019, 5.12.2).
    """
    for digits in (7, 8):
        short = float(f"{number:.{digits}g}")
        if struct.pack(">f", short) == raw:
            return short
    return float(f"{number:.9g}")


@dataclass(frozen=True, slots=True)
class Text:
    """ASCII in registers, one or two characters a word, padded with NUL at the end.

    With one character a word it stands in the low byte.
    """

    words: int
    per_word: int = 2

    def decode(self, words: Sequence[int]) -> str | None:
        """Return the text without its padding, None when it is not printable ASCII."""
        _check(words, self.words)
        if self.per_word == 1:
            if any(word > 0xFF for word in words):
                return None
            raw = bytes(words)
        else:
            raw = b"".join(map(_WORD.pack, words))
        raw = raw.rstrip(b"\0 ")
        return raw.decode("ascii") if all(0x20 <= byte < 0x7F for byte in raw) else None

    def encode(self, value: str | None) -> tuple[int, ...]:
        """Return the registers; characters outside printable ASCII become "?", the rest is cut."""
        size = self.words * self.per_word
        safe = "".join(char if " " <= char <= "~" else "?" for char in value or "")
        raw = safe.encode("ascii")[:size].ljust(size, b"\0")
        if self.per_word == 1:
            return tuple(raw)
        return struct.unpack(f">{self.words}H", raw)


U16 = Integer(1)
S16 = Integer(1, signed=True)
U32_BE = Integer(2)
S32_BE = Integer(2, signed=True)
U32_LE = Integer(2, swapped=True)
S32_LE = Integer(2, signed=True, swapped=True)
FLOAT32_BE = Float32()
FLOAT32_LE = Float32(swapped=True)


def STRING(words: int, per_word: int = 2) -> Text:  # noqa: N802 - it stands among the codecs above
    """Return the codec of a text of so many registers."""
    return Text(words, per_word)
