"""What a list of racks shows of each in one number: use of the conductors' limits, alarms, ways."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stagewatt.domain.alarm import Alarm, Severity
from stagewatt.domain.phases import L123N
from stagewatt.domain.reading import Value
from stagewatt.domain.view import RackView, WayView

_LOUDNESS = {severity: rank for rank, severity in enumerate(Severity)}

WAY_PCT_MOST = 250
"""Where the percents of a way end: beyond it a bar tells nothing more."""


@dataclass(frozen=True, slots=True)
class Alarms:
    """How many alarms are raised, how many of them nobody acknowledged, and the loudest of each."""

    count: int
    unacked: int
    severity: Severity | None
    unacked_severity: Severity | None

    @classmethod
    def of(cls, view: RackView) -> Alarms:
        """Count a rack's alarms."""
        alarms = view.alarms
        if not alarms:
            return _NONE
        unacked = tuple(alarm for alarm in alarms if alarm.ack is None)
        return cls(len(alarms), len(unacked), _loudest(alarms), _loudest(unacked))


_NONE = Alarms(0, 0, None, None)


def _loudest(alarms: tuple[Alarm, ...]) -> Severity | None:
    return min((alarm.severity for alarm in alarms), key=_LOUDNESS.__getitem__, default=None)


def used_pct(view: RackView) -> L123N[Value]:
    """Return how much of its limit each conductor of the drain uses, in percent.

    Phases are held against the drain's limit, the neutral against its own; None where the current
    is not known. How far the numbers may be trusted, the meter's quality and `drain_bound` say.
    """
    i_a, load = view.mains.i_a, view.load
    drain_a, neutral_a = load.drain_limit_a, load.neutral_limit_a
    return L123N(
        _share(i_a.l1, drain_a),
        _share(i_a.l2, drain_a),
        _share(i_a.l3, drain_a),
        _share(i_a.n, neutral_a),
    )


def _share(i_a: Value, limit_a: float) -> Value:
    return None if i_a is None or limit_a <= 0 else round(100.0 * i_a / limit_a, 1)


def way_pct(way: WayView) -> int | None:
    """Return how much of its rating a way uses, in whole percents up to 250; None: not known."""
    i_a, rated_a = way.i_a, way.rated_a
    if i_a is None or not rated_a > 0 or not math.isfinite(i_a):
        return None
    return round(min(float(WAY_PCT_MOST), max(0.0, 100.0 * i_a / rated_a)))
