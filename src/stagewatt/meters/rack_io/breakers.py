"""The optional breaker blocks: the contact of each way's breaker, where one is wired."""

from __future__ import annotations

from collections.abc import Sequence

from stagewatt.domain.reading import Contact
from stagewatt.meters.rack_io.bits import flags, pack
from stagewatt.meters.rack_io.layout import (
    BREAKERS_AT,
    PART_STEP,
    PART_WAYS,
    BadFrame,
    TornFrame,
    parts,
)
from stagewatt.meters.rack_io.live import stamp
from stagewatt.wire.plan import Span

_BITS_WORDS = 3
_WIRED, _CLOSED = 1, 1 + _BITS_WORDS
_STAMPS = 1 + 2 * _BITS_WORDS


def reads_breakers(ways: int) -> tuple[Span, ...]:
    """Return the reads, one per part, that bring the breaker contacts of so many ways."""
    return tuple(
        Span(BREAKERS_AT + at * PART_STEP, _STAMPS + 3 * held + 1)
        for at, held in enumerate(parts(ways))
    )


def decode_breakers(blocks: Sequence[Sequence[int]]) -> tuple[Contact | None, ...]:
    """Return one contact per way (active = breaker closed), None where none is wired.

    TornFrame when a part changed while it was read, BadFrame when one has an impossible size.
    """
    return tuple(contact for block in blocks for contact in _part(block))


def encode_breakers(breakers: Sequence[Contact | None], frame: int) -> tuple[tuple[int, ...], ...]:
    """Return the words of each part, in order."""
    return tuple(
        (
            frame & 0xFFFF,
            *pack((contact is not None for contact in part), _BITS_WORDS),
            *pack((contact is not None and contact.active for contact in part), _BITS_WORDS),
            *(word for contact in part for word in stamp(contact)),
            frame & 0xFFFF,
        )
        for first in range(0, len(breakers), PART_WAYS)
        for part in [breakers[first : first + PART_WAYS]]
    )


def _part(block: Sequence[int]) -> list[Contact | None]:
    held, rest = divmod(len(block) - _STAMPS - 1, 3)
    if rest or not 1 <= held <= PART_WAYS:
        raise BadFrame("no breaker block has this size")
    if block[0] != block[-1]:
        raise TornFrame(f"frame {block[0]} begins and frame {block[-1]} ends the block")
    wired = flags(block[_WIRED:_CLOSED], held)
    closed = flags(block[_CLOSED:_STAMPS], held)
    stamps = [block[_STAMPS + 3 * at : _STAMPS + 3 * at + 3] for at in range(held)]
    return [
        Contact(active, changes, high << 16 | low) if has else None
        for has, active, (changes, high, low) in zip(wired, closed, stamps, strict=True)
    ]
