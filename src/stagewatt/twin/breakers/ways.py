"""All way breakers together: which armatures move, and which levers fall."""

from __future__ import annotations

from collections.abc import Mapping

from stagewatt.domain.view import Cause
from stagewatt.physics.trip import magnetic_hydraulic, residual
from stagewatt.twin.flow import Flow
from stagewatt.twin.plant import Plant, WayPlant

Progress = tuple[float, float]
"""How far overload and residual release of one way have come; at 1 a release trips."""

FORGOTTEN = 1e-3
"""An armature this close to rest is at rest."""
FLUX_LIMIT = magnetic_hydraulic.MEDIUM_BAND[-1][0]


def advanced(
    plant: Plant, moving: Mapping[int, Progress], flow: Flow, dt_s: float
) -> tuple[dict[int, Progress], dict[int, Cause]]:
    """Let time pass: return the releases that are under way, and the ways that trip with why."""
    after: dict[int, Progress] = {}
    tripped: dict[int, Cause] = {}
    for at in {*moving, *flow.stressed}:
        multiple = flow.way_a[at] / plant.ways[at].way.protection.rated_a
        progress = _advanced(
            plant.ways[at], moving.get(at, (0.0, 0.0)), multiple, flow.residual_a[at], dt_s
        )
        cause = _cause(progress, multiple)
        if cause is not None:
            tripped[at] = cause
        elif max(progress) > FORGOTTEN:
            after[at] = progress
    return after, tripped


def _advanced(
    each: WayPlant, before: Progress, multiple: float, residual_a: float, dt_s: float
) -> Progress:
    overload = magnetic_hydraulic.advanced(each.overload, before[0], multiple, dt_s)
    if each.residual is None:
        return overload, 0.0
    return overload, residual.advanced(each.residual, before[1], residual_a, dt_s)


def _cause(progress: Progress, multiple: float) -> Cause | None:
    overload, to_earth = progress
    if to_earth >= 1:
        return Cause.RESIDUAL
    if overload < 1:
        return None
    return Cause.INSTANTANEOUS if multiple >= FLUX_LIMIT else Cause.OVERLOAD
