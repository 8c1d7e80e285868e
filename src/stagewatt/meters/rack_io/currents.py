"""Currents as register words: a scale, a word for "at or beyond the end", a word for "unknown"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stagewatt.domain.reading import Value
from stagewatt.meters.rack_io.layout import FULL_SCALE, MISSING


def amps(words: Sequence[int], a_per_bit: float) -> list[Value]:
    """Return the currents in amps, None where nobody knows."""
    per_a = round(1 / a_per_bit)
    return [None if word == MISSING else word / per_a for word in words]


def raw(values: Iterable[Value], a_per_bit: float) -> tuple[int, ...]:
    """Return the words of currents in amps, held at the scale's ends."""
    return tuple(
        MISSING if value is None else max(0, min(FULL_SCALE, round(value / a_per_bit)))
        for value in values
    )
