"""The window blocks: least, greatest and peak current per way in the last whole second."""

from __future__ import annotations

from collections.abc import Sequence

from stagewatt.domain.reading import Value, WindowSample
from stagewatt.meters.rack_io.currents import amps, raw
from stagewatt.meters.rack_io.layout import (
    A_PER_BIT,
    PART_STEP,
    PART_WAYS,
    PEAK_A_PER_BIT,
    WINDOW_AT,
    BadFrame,
    TornFrame,
    parts,
)
from stagewatt.wire.plan import Span

_SIZES = frozenset(2 + 3 * held for held in range(1, PART_WAYS + 1))


def reads_window(ways: int) -> tuple[Span, ...]:
    """Return the reads, one per part, that bring the window of so many ways."""
    return tuple(
        Span(WINDOW_AT + at * PART_STEP, 3 * held + 2) for at, held in enumerate(parts(ways))
    )


def decode_window(blocks: Sequence[Sequence[int]]) -> WindowSample:
    """Return the window from its parts, in order.

    TornFrame when the parts are not all of the same second; BadFrame when one has an impossible
    size. A way whose least value is above its greatest has neither.
    """
    if not blocks or any(len(block) not in _SIZES for block in blocks):
        raise BadFrame("no window block has this size")
    numbers = {number for block in blocks for number in (block[0], block[-1])}
    if len(numbers) > 1:
        raise TornFrame(f"the parts are of different seconds: {sorted(numbers)}")
    least: list[Value] = []
    greatest: list[Value] = []
    peak: list[Value] = []
    for block in blocks:
        held = (len(block) - 2) // 3
        least += amps(block[1 : 1 + held], A_PER_BIT)
        greatest += amps(block[1 + held : 1 + 2 * held], A_PER_BIT)
        peak += amps(block[1 + 2 * held : -1], PEAK_A_PER_BIT)
    for at, (low, high) in enumerate(zip(least, greatest, strict=True)):
        if low is not None and high is not None and low > high:
            least[at] = greatest[at] = None
    return WindowSample(
        number=numbers.pop(), i_min_a=tuple(least), i_max_a=tuple(greatest), i_peak_a=tuple(peak)
    )


def encode_window(window: WindowSample) -> tuple[tuple[int, ...], ...]:
    """Return the words of each part, in order."""
    return tuple(
        (
            window.number & 0xFFFF,
            *raw(window.i_min_a[first : first + PART_WAYS], A_PER_BIT),
            *raw(window.i_max_a[first : first + PART_WAYS], A_PER_BIT),
            *raw(window.i_peak_a[first : first + PART_WAYS], PEAK_A_PER_BIT),
            window.number & 0xFFFF,
        )
        for first in range(0, len(window.i_min_a), PART_WAYS)
    )
