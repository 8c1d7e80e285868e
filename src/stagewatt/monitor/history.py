"""The largest currents of the last seconds: what is left to tell why a breaker tripped."""

from __future__ import annotations

from dataclasses import dataclass

_NS = 1_000_000_000
KEPT_S = 3
"""How long before a trip a current may have flowed to count as its reason, whole seconds."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The largest phase and neutral current (amps) seen within one second of the node's clock."""

    second: int
    phase_a: float
    neutral_a: float


History = tuple[Peak, ...]


def record(history: History, at_ns: int, phase_a: float, neutral_a: float) -> History:
    """Return the history with one more pair of currents, read at `at_ns`; the order is free."""
    second = at_ns // _NS
    newest = max(second, history[-1].second) if history else second
    peaks = {peak.second: peak for peak in history if newest - peak.second <= KEPT_S}
    if newest - second <= KEPT_S:
        known = peaks.get(second, Peak(second, 0.0, 0.0))
        peaks[second] = Peak(second, max(phase_a, known.phase_a), max(neutral_a, known.neutral_a))
    return tuple(peaks[key] for key in sorted(peaks))


def largest(history: History, at_ns: int) -> Peak | None:
    """Return the largest currents of the seconds before `at_ns`; None when none were read."""
    second = at_ns // _NS
    recent = [peak for peak in history if 0 <= second - peak.second <= KEPT_S]
    if not recent:
        return None
    return Peak(
        second,
        max(peak.phase_a for peak in recent),
        max(peak.neutral_a for peak in recent),
    )
