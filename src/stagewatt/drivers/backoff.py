"""How long to leave a device alone that failed: longer each time, never for long."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_S = 0.25
LONGEST_S = 5.0
JITTER = 0.25
"""Share of a delay that chance may take off, so that many pollers do not come back in step."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """`failures` counts those in a row."""

    failures: int = 0

    def failed(self) -> Backoff:
        """Return the state after one more failure."""
        return Backoff(self.failures + 1)

    def delay_s(self, chance: float) -> float:
        """Return the seconds to wait: 0 after one failure, then 0.25 s doubled up to 5 s.

        The first failure waits for nothing because a lost answer alone means little. `chance` from
        0 to 1 takes up to a quarter off.
        """
        if self.failures < 2:
            return 0.0
        # 2^10 x 0.25 s is far beyond the cap; a bound keeps the power small for ever.
        whole_s = min(LONGEST_S, FIRST_S * 2.0 ** min(self.failures - 2, 10))
        return whole_s * (1.0 - JITTER * chance)
