"""The optional residual block: what flows back beside the neutral, per way."""

from __future__ import annotations

from collections.abc import Sequence

from stagewatt.domain.reading import Value
from stagewatt.meters.rack_io.currents import amps, raw
from stagewatt.meters.rack_io.layout import (
    RESIDUAL_A_PER_BIT,
    RESIDUAL_AT,
    WAYS_MAX,
    BadFrame,
    TornFrame,
)
from stagewatt.wire.plan import Span


def reads_residuals(ways: int) -> tuple[Span, ...]:
    """Return the one read that brings the residual currents of so many ways."""
    return (Span(RESIDUAL_AT, ways + 2),)


def decode_residuals(words: Sequence[int]) -> tuple[Value, ...]:
    """Return the residual currents in amps; TornFrame, BadFrame as for the other blocks."""
    if not 1 <= len(words) - 2 <= WAYS_MAX:
        raise BadFrame("no residual block has this size")
    if words[0] != words[-1]:
        raise TornFrame(f"frame {words[0]} begins and frame {words[-1]} ends the block")
    return tuple(amps(words[1:-1], RESIDUAL_A_PER_BIT))


def encode_residuals(i_residual_a: Sequence[Value], frame: int) -> tuple[int, ...]:
    """Return the block's words."""
    return (frame & 0xFFFF, *raw(i_residual_a, RESIDUAL_A_PER_BIT), frame & 0xFFFF)
