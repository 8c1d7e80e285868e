"""How long a device may take: earliest, latest and typical time, and the verdict they make."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

EDGE = 1e-9
"""Quotients of dials and ratings are a hair off; a limit is met from this share before it."""


class Verdict(StrEnum):
    """What a current does to a device: for sure nothing, perhaps a trip, for sure a trip."""

    HOLDS = "holds"
    MAY_TRIP = "may_trip"
    TRIPS = "trips"


@dataclass(frozen=True, slots=True)
class Band:
    """Seconds to the trip of the fastest, the slowest and the typical device; infinite = never."""

    t_min_s: float
    t_max_s: float
    t_typ_s: float

    @property
    def verdict(self) -> Verdict:
        """A device that trips at the latest at some time trips; one that may trip at all, may."""
        if math.isfinite(self.t_max_s):
            return Verdict.TRIPS
        return Verdict.MAY_TRIP if math.isfinite(self.t_min_s) else Verdict.HOLDS


HELD = Band(math.inf, math.inf, math.inf)


def earliest(bands: Iterable[Band]) -> Band:
    """Return the band of a device with several elements: whichever is first, bound by bound."""
    rows = list(bands) or [HELD]
    return Band(
        min(each.t_min_s for each in rows),
        min(each.t_max_s for each in rows),
        min(each.t_typ_s for each in rows),
    )


def reaches(value: float, limit: float | None) -> bool:
    """Whether a value is at a limit or above it; no limit (a dial's OFF) is never reached."""
    return limit is not None and value >= limit * (1 - EDGE)


def exceeds(value: float, limit: float | None) -> bool:
    """Whether a value is above a limit, not only at it."""
    return limit is not None and value > limit * (1 + EDGE)


def on_log_paper(rows: Iterable[tuple[float, float]], x: float) -> float:
    """Return y at `x` on straight lines between points (rising x) on double logarithmic paper.

    The first line goes on below the first point; above the last one y stays.
    """
    points = list(rows)
    right = next((k for k, point in enumerate(points) if point[0] > x), len(points))
    if right == len(points):
        return points[-1][1]
    (x0, y0), (x1, y1) = points[max(right, 1) - 1], points[max(right, 1)]
    share = math.log(x / x0) / math.log(x1 / x0)
    return math.exp(math.log(y0) * (1 - share) + math.log(y1) * share)
