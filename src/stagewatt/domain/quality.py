"""Doubt as data: how far a value may be trusted, how old it is, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Quality(StrEnum):
    """How far a value may be trusted, best first."""

    GOOD = "good"
    ESTIMATED = "estimated"
    STALE = "stale"
    MISSING = "missing"
    UNMEASURED = "unmeasured"


_RANK = {quality: rank for rank, quality in enumerate(Quality)}


def worst(*qualities: Quality) -> Quality:
    """Return the least trustworthy of the given qualities (of none: GOOD)."""
    return max(qualities, key=_RANK.__getitem__, default=Quality.GOOD)


class Bound(StrEnum):
    """What a sum with unknown terms still says about the true value."""

    EXACT = "exact"
    LOWER = "lower"
    UPPER = "upper"


@dataclass(frozen=True, slots=True)
class Mark:
    """The doubt beside a block of values.

    `at_ns` is the node's monotonic clock when the values were read; None means never.
    `source` names the device ("meter", "board-1") or the rule that computed them.
    """

    quality: Quality
    at_ns: int | None
    source: str

    def age_s(self, now_ns: int) -> float | None:
        """Seconds since the values were read, None when they never were."""
        return None if self.at_ns is None else max(0, now_ns - self.at_ns) / 1e9
