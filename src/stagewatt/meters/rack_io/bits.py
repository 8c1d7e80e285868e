"""Flags in register words: way 1 is bit 0 of the first word, way 17 bit 0 of the second."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_BYTE = tuple(tuple(bool(byte >> at & 1) for at in range(8)) for byte in range(256))
"""The eight flags of each byte, lowest bit first: looked up, since this runs at every poll."""


def flags(words: Sequence[int], count: int) -> tuple[bool, ...]:
    """Return the first `count` flags."""
    found: list[bool] = []
    for word in words:
        found += _BYTE[word & 0xFF]
        found += _BYTE[word >> 8]
    return tuple(found[:count])


def pack(bits: Iterable[bool], words: int = 1) -> tuple[int, ...]:
    """Return the words that hold the flags; those beyond `words` x 16 are left out."""
    image = sum(1 << at for at, bit in enumerate(bits) if bit)
    return tuple(image >> 16 * at & 0xFFFF for at in range(words))
