"""How long this node was awake: what it slept through is no silence of anybody else."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

SILENT_NS = 2_000_000_000
"""A node that said nothing for this long does not answer."""

GONE_NS = 1_000_000_000
"""A node whose sign of life ended, and that said nothing since, does not answer after this long."""

HANDOVER_NS = 450_000_000
"""A rack that somebody else there reads too has so long to be told of by that one."""

ASLEEP_NS = 1_000_000_000
"""A node whose own ticks were further apart than this stood still itself, and heard nobody."""

COUNTS_NS = 500_000_000
"""So much of such a gap counts as awake: who stalls again and again still notices a silence."""

LONG_NS = 2_000_000_000
"""After a longer sleep the others gave up the connections to this node."""

AGAIN_NS = 2_000_000_000
"""They have this long to stand again before anybody is accused."""

MOST_NS = 4_000_000_000
"""A longer silence is one, however often this node slept meanwhile."""

SLEEPS_MAX = 16
"""Between two sleeps `COUNTS_NS` counts: these reach further back than any limit here."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Who said its last word before these instants, on this node's clock, is silent now."""

    silent_ns: int
    gone_ns: int
    handover_ns: int
    most_ns: int
    woke: bool
    """Whether this node woke just now from a long sleep."""

    def is_silent(self, heard_ns: int, gone_ns: int | None = None) -> bool:
        """Return whether who was heard last then, and went then, does not answer."""
        if heard_ns < self.most_ns:
            return True
        gone = gone_ns is not None and gone_ns < self.gone_ns
        return not self.woke and (gone or heard_ns < self.silent_ns)


class Awake:
    """Counts this node's waking time, tick by tick."""

    def __init__(self, now_ns: int) -> None:
        """Begin awake."""
        self._tick_ns = now_ns
        self._woke_ns: int | None = None
        self._sleeps: deque[tuple[int, int]] = deque(maxlen=SLEEPS_MAX)

    def tick(self, now_ns: int) -> Limits:
        """Take a tick and return the limits that hold until the next one."""
        gap_ns = now_ns - self._tick_ns
        if gap_ns > ASLEEP_NS:
            self._sleeps.append((self._tick_ns + COUNTS_NS, now_ns))
        if gap_ns > LONG_NS:
            self._woke_ns = now_ns
        self._tick_ns = now_ns
        return Limits(
            silent_ns=self.before(SILENT_NS, now_ns),
            gone_ns=self.before(GONE_NS, now_ns),
            handover_ns=self.before(SILENT_NS + HANDOVER_NS, now_ns),
            most_ns=self.before(MOST_NS, now_ns),
            woke=self._woke_ns is not None and self._woke_ns > self.before(AGAIN_NS, now_ns),
        )

    def before(self, awake_ns: int, now_ns: int) -> int:
        """Return the instant since which this node was awake for so long."""
        left_ns = awake_ns
        for began_ns, ended_ns in reversed(self._sleeps):
            if now_ns - ended_ns >= left_ns:
                break
            left_ns -= now_ns - ended_ns
            now_ns = began_ns
        return now_ns - left_ns
