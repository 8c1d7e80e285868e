"""All way breakers together: which releases move, when the next one trips, which levers fall."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from stagewatt.domain.view import Cause
from stagewatt.physics.trip import magnetic_hydraulic, residual
from stagewatt.twin.breakers.guards import Guards
from stagewatt.twin.flow import Flow
from stagewatt.twin.plant import Plant

Progress = tuple[float, float]
"""How far overload and residual release of one way have come; at 1 a release trips."""
REST: Progress = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Watched:
    """What the way breakers are to look at: only `at` are moving or stressed."""

    plant: Plant
    guards: Guards
    flow: Flow
    moving: Mapping[int, Progress]
    at: frozenset[int]

    def multiple(self, at: int) -> float:
        """Return a way's current over its rating."""
        return self.flow.way_a[at] / self.plant.ways[at].way.protection.rated_a


def remaining_s(watched: Watched) -> float:
    """Return the seconds until the next way trips; infinite for never."""
    left_s = math.inf
    for at in watched.at:
        overload, to_earth = watched.moving.get(at, REST)
        release = watched.guards.residual[at]
        breaker = watched.plant.ways[at].overload
        left_s = min(
            left_s, magnetic_hydraulic.remaining_s(breaker, overload, watched.multiple(at))
        )
        if release is not None:
            residual_a = watched.flow.residual_a[at]
            left_s = min(left_s, residual.remaining_s(release, to_earth, residual_a))
    return left_s


def advanced(watched: Watched, dt_s: float) -> tuple[dict[int, Progress], dict[int, Cause]]:
    """Let time pass: return the releases that are under way, and the ways that trip with why."""
    after: dict[int, Progress] = {}
    tripped: dict[int, Cause] = {}
    for at in sorted(watched.at):
        progress = _advanced(watched, at, dt_s)
        cause = _cause(watched, at, progress)
        if cause is not None:
            tripped[at] = cause
        elif progress != REST:
            after[at] = progress
    return after, tripped


def _advanced(watched: Watched, at: int, dt_s: float) -> Progress:
    overload, to_earth = watched.moving.get(at, REST)
    breaker = watched.plant.ways[at].overload
    moved = magnetic_hydraulic.advanced(breaker, overload, watched.multiple(at), dt_s)
    release = watched.guards.residual[at]
    if release is None:
        return moved, 0.0
    return moved, residual.advanced(release, to_earth, watched.flow.residual_a[at], dt_s)


def _cause(watched: Watched, at: int, progress: Progress) -> Cause | None:
    overload, to_earth = progress
    if residual.tripped(to_earth):
        return Cause.RESIDUAL
    if not magnetic_hydraulic.tripped(overload):
        return None
    breaker = watched.plant.ways[at].overload
    at_once = magnetic_hydraulic.is_instantaneous(breaker, watched.multiple(at))
    return Cause.INSTANTANEOUS if at_once else Cause.OVERLOAD
