"""Demand: the mean of a few quantities over a window, in the three ways that meters form it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum


class Kind(Enum):
    """How a demand is formed."""

    BLOCK = "block"
    """The mean of the last whole window; while the first one runs, what it has brought so far."""
    SLIDING = "sliding"
    """The mean of the last whole sub-intervals, which together are one window."""
    THERMAL = "thermal"
    """As a bimetal gets warm: 90 % of a lasting step after one window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Means of the last whole sub-intervals, newest last, and the one that is running.

    `sums` are value-seconds of the running sub-interval, `closed` counts the whole ones, `level` is
    the thermal kind's, `largest` the greatest demand so far. What was before the start counts as
    zero. A window of 0 s: the demand is the value itself.
    """

    kind: Kind
    window_s: float
    intervals: int
    past: tuple[tuple[float, ...], ...] = ()
    sums: tuple[float, ...]
    closed: int = 0
    elapsed_s: float = 0.0
    level: tuple[float, ...]
    largest: tuple[float, ...]

    @classmethod
    def fresh(
        cls,
        quantities: int,
        *,
        kind: Kind = Kind.SLIDING,
        window_s: float = 900.0,
        intervals: int = 15,
    ) -> Demand:
        """Start with nothing measured; by default a quarter of an hour that slides by minutes.

        `intervals` is how many steps a sliding window takes to pass by.
        """
        zeros = (0.0,) * quantities
        parts = intervals if kind is Kind.SLIDING else 1
        return cls(
            kind=kind, window_s=window_s, intervals=parts, sums=zeros, level=zeros, largest=zeros
        )

    @property
    def now(self) -> tuple[float, ...]:
        """The demand of each quantity."""
        if self._follows:
            return self.level
        if self.kind is Kind.BLOCK:
            return self.past[-1] if self.past else self._divided(self.sums)
        held = zip(*self.past, strict=True) if self.past else [(0.0,)] * len(self.sums)
        return tuple([sum(means) / self.intervals for means in held])

    def predicted(self, values: tuple[float, ...]) -> tuple[float, ...]:
        """Return the demand at the end of the running window if these values stay."""
        if self._follows:
            return self._warmed(values, self.window_s)
        inside = self.past[len(self.past) - self.closed % self.intervals :]
        brought = [sum(means) for means in zip(*inside, strict=True)] or [0.0] * len(values)
        rest_s = self.window_s - len(inside) * self.interval_s - self.elapsed_s
        parts = zip(brought, self.sums, values, strict=True)
        return self._divided([b * self.interval_s + s + v * rest_s for b, s, v in parts])

    def advanced(self, values: tuple[float, ...], dt_s: float) -> Demand:
        """Let `dt_s` seconds pass with these values."""
        if self._follows:
            level = self._warmed(values, dt_s)
            largest = tuple(map(max, self.largest, level))
            return replace(self, level=level, largest=largest)
        # Two windows of steady values leave nothing of what was before; more change nothing.
        dt_s -= max(0, int(dt_s / self.window_s) - 2) * self.window_s
        after, interval_s = self, self.interval_s
        while after.elapsed_s + dt_s >= interval_s:
            part_s = interval_s - after.elapsed_s
            after = _closed(_added(after, values, part_s))
            dt_s -= part_s
        return _added(after, values, dt_s)

    @property
    def interval_s(self) -> float:
        """How long one sub-interval takes."""
        return self.window_s / self.intervals

    @property
    def _follows(self) -> bool:
        return self.kind is Kind.THERMAL or not self.window_s

    def _divided(self, value_seconds: list[float] | tuple[float, ...]) -> tuple[float, ...]:
        return tuple([each / self.window_s for each in value_seconds])

    def _warmed(self, values: tuple[float, ...], dt_s: float) -> tuple[float, ...]:
        """Return the level that approaches the values with window / ln 10 as its time constant."""
        if not self.window_s:
            return values
        left = math.exp(-dt_s / self.window_s * math.log(10))
        return tuple([v + (x - v) * left for x, v in zip(self.level, values, strict=True)])


def _added(demand: Demand, values: tuple[float, ...], dt_s: float) -> Demand:
    sums = tuple([s + v * dt_s for s, v in zip(demand.sums, values, strict=True)])
    return replace(demand, sums=sums, elapsed_s=demand.elapsed_s + dt_s)


def _closed(demand: Demand) -> Demand:
    mean = tuple([s / demand.interval_s for s in demand.sums])
    after = replace(
        demand,
        past=(*demand.past, mean)[-demand.intervals :],
        sums=(0.0,) * len(mean),
        closed=demand.closed + 1,
        elapsed_s=0.0,
    )
    return replace(after, largest=tuple(map(max, demand.largest, after.now)))
