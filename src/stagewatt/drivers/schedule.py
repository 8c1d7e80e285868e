"""When a device is due: on a grid that does not drift, and never to make up for what was missed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grid:
    """Instants `start_ns` + k x `period_ns` on the monotonic clock."""

    start_ns: int
    period_ns: int

    def due_ns(self, now_ns: int, *, earliest_ns: int = 0) -> int:
        """Return the first instant of the grid after `now_ns` that is not before `earliest_ns`.

        Instants that passed while a poll took its time are left out, never queued.
        """
        after = (now_ns - self.start_ns) // self.period_ns + 1
        allowed = -((self.start_ns - earliest_ns) // self.period_ns)
        return self.start_ns + max(0, after, allowed) * self.period_ns
