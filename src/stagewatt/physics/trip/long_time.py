"""The long-time element of an electronic release, per phase: multiples of IR against progress."""

from __future__ import annotations

import math

from stagewatt.physics.trip.electronic_settings import Model, Settings, break_s, long_factor

FORGOTTEN = 1e-6
"""A memory this close to rest is at rest."""


def remaining_s(settings: Settings, progress: float, multiple: float) -> float:
    """Return the seconds to progress 1 at a constant multiple; infinite up to the pick-up."""
    if multiple <= settings.pickup:
        return math.inf
    multiple = min(multiple, _fastest(settings))
    if settings.model is Model.I2T:
        whole_s = settings.tr_s * (settings.tolerances.reference / multiple) ** 2
        return (1 - progress) * whole_s * long_factor(settings)
    goal = (multiple / settings.pickup) ** 2
    return _tau_s(settings) * math.log1p((1 - progress) / (goal - 1)) * long_factor(settings)


def _fastest(settings: Settings) -> float:
    """Return the multiple from which the long time is no shorter: poles need their break time."""
    factor, least_s = long_factor(settings), break_s(settings)
    if settings.model is Model.I2T:
        return settings.tolerances.reference * math.sqrt(settings.tr_s * factor / least_s)
    goal = 1 + 1 / math.expm1(least_s / (_tau_s(settings) * factor))
    return settings.pickup * math.sqrt(goal)


def advanced(settings: Settings, progress: float, multiple: float, dt_s: float) -> float:
    """Return the progress after `dt_s`; of the warm body, its temperature over that of a trip.

    Below pick-up it fades; the warm body tends to what the load keeps it at.
    """
    if settings.model is Model.I2T:
        if multiple > settings.pickup:
            return progress + dt_s / remaining_s(settings, 0.0, multiple)
        goal, tau_s = 0.0, settings.tolerances.memory_s
    else:
        goal = (min(multiple, _fastest(settings)) / settings.pickup) ** 2
        warms = goal > progress
        tau_s = _tau_s(settings) * long_factor(settings) if warms else settings.tolerances.memory_s
    after = goal + (progress - goal) * math.exp(-dt_s / tau_s)
    return after if max(goal, after) > FORGOTTEN else 0.0


def _tau_s(settings: Settings) -> float:
    """Return the warm body's time constant: it trips after tR at the reference multiple."""
    return -settings.tr_s / math.log1p(-((settings.pickup / settings.tolerances.reference) ** 2))
