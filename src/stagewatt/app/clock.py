"""The node's clocks: monotonic time decides, wall time is only a label that may be untrusted."""

from __future__ import annotations

import ctypes
import time
from datetime import UTC, datetime
from pathlib import Path

RELEASED_S = datetime(2026, 11, 1, tzinfo=UTC).timestamp()
"""No honest clock is earlier than the program it runs."""

_RTC = Path("/sys/class/rtc/rtc0")
_TIME_ERROR = 5
"""What adjtimex(2) answers while the kernel's clock is not synchronised."""
_TIMEX_BYTES = 512
"""More than `struct timex` takes on any Linux; all zero asks without setting anything."""


def kernel_synchronised() -> bool:
    """Tell whether a time service keeps the kernel's clock (Linux; False elsewhere)."""
    try:
        ask = ctypes.CDLL(None).adjtimex
    except AttributeError:
        return False
    # Below 0 the question itself was refused, as a tight sandbox does: then nobody vouches.
    return 0 <= int(ask(ctypes.create_string_buffer(_TIMEX_BYTES))) < _TIME_ERROR


class SystemClock:
    """The machine's clocks.

    A board without a battery clock starts in the past, or where it was last switched off; it is
    trusted only once a time service has set it. A machine with a battery clock is trusted unless
    its date is earlier than this release.
    """

    def __init__(self, *, battery_clock: Path = _RTC) -> None:
        """Take the place where Linux shows a battery clock."""
        self._battery_clock = battery_clock
        self._trusted = False

    def now_ns(self) -> int:
        """Return monotonic nanoseconds, comparable between the processes of one boot."""
        return time.monotonic_ns()

    def wall_s(self) -> float | None:
        """Return seconds since 1970 (UTC), None while nothing vouches for the wall clock."""
        now = time.time()
        if not self._trusted:
            self._trusted = self._battery_clock.exists() or kernel_synchronised()
        return now if self._trusted and now >= RELEASED_S else None
