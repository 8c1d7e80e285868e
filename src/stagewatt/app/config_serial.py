"""Whether a serial line has the time for everything that is to be asked on it.

Modbus RTU on RS-485 moves 11 bits per character, with silences of 3.5 characters (from 19200 baud
on a fixed 1.75 ms) around each telegram: Modbus over Serial Line, V1.02, section 2.5.1.1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stagewatt.domain.setup import DeviceSetup, SerialAddress
from stagewatt.meters.mains import MAINS_POINTS
from stagewatt.meters.rack_io import reads_breakers, reads_live, reads_window
from stagewatt.meters.registry import METERS
from stagewatt.meters.table import reads
from stagewatt.wire.plan import Span

BITS_PER_CHAR = 11
MAX_USE = 0.8
"""Share of the time a line may be busy: the rest is for repetitions."""

TURNAROUND_MS = 10.0
"""What a device takes to begin its answer; an assumption, makers rarely say."""

_REQUEST_CHARS = 8
_ANSWER_CHARS = 5
_SILENCE_CHARS = 3.5
_FIXED_SILENCE_MS = 1.75
_FIXED_FROM_BAUD = 19_200
_WINDOW_MS = 1000.0

BOARD_TABLE = "rack_io"


def read_ms(words: int, baud: int) -> float:
    """Return the milliseconds one read of some registers takes on the line."""
    chars = _REQUEST_CHARS + _ANSWER_CHARS + 2 * words
    silence = _SILENCE_CHARS * char_ms(baud) if baud < _FIXED_FROM_BAUD else _FIXED_SILENCE_MS
    return chars * char_ms(baud) + 2 * silence + TURNAROUND_MS


def char_ms(baud: int) -> float:
    """Return the milliseconds of one character."""
    return 1000.0 * BITS_PER_CHAR / baud


@dataclass(frozen=True, slots=True)
class Use:
    """Shares of the time a line is busy: `polls` shrink with longer periods, `extremes` do not."""

    polls: float
    extremes: float = 0.0

    @property
    def total(self) -> float:
        """The share of the time in all."""
        return self.polls + self.extremes

    @property
    def fits(self) -> bool:
        """Whether the line has the time."""
        return self.total <= MAX_USE

    def longer(self) -> float | None:
        """Return how many times as long all periods must be to fit, None when that cannot do."""
        left = MAX_USE - self.extremes
        return math.ceil(10 * self.polls / left) / 10 if left > 0 else None


def device_use(device: DeviceSetup, baud: int) -> Use:
    """Return the shares of the time that polling one device keeps the line busy."""
    if device.table == BOARD_TABLE:
        ways = len(device.ways)
        live = _sum_ms(reads_live(ways), baud)
        # Once a second, also where a board turns out to have no breaker contacts.
        blocks = _sum_ms((*reads_window(ways), *reads_breakers(ways)), baud)
        return Use(live / device.period_ms, blocks / _WINDOW_MS)
    return Use(_sum_ms(reads(METERS[device.table], MAINS_POINTS), baud) / device.period_ms)


def line_use(devices: Iterable[DeviceSetup], baud: int) -> Use:
    """Return the shares of the time that all devices of a line keep it busy."""
    uses = [device_use(device, baud) for device in devices]
    return Use(sum(use.polls for use in uses), sum(use.extremes for use in uses))


def same_settings(one: SerialAddress, other: SerialAddress) -> bool:
    """Return whether two devices of one line agree on its speed and framing."""
    return (one.baud, one.parity, one.stop_bits) == (other.baud, other.parity, other.stop_bits)


def _sum_ms(spans: Sequence[Span], baud: int) -> float:
    return sum(read_ms(span.words, baud) for span in spans)
