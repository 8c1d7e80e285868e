"""Demand: the moving mean of a few quantities over a window of sub-intervals, as meters form it."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Means of the last whole sub-intervals, newest last, and the one that is running.

    `sums` are value-seconds of the running sub-interval, `largest` the greatest demand so far.
    Intervals before the start count as zero, so a lasting step rises in even stairs.
    """

    intervals: int
    interval_s: float
    past: tuple[tuple[float, ...], ...] = ()
    sums: tuple[float, ...] = ()
    elapsed_s: float = 0.0
    largest: tuple[float, ...] = ()

    @classmethod
    def fresh(cls, quantities: int, *, intervals: int = 15, interval_s: float = 60.0) -> Demand:
        """Start with nothing measured; by default a quarter of an hour in minutes."""
        zeros = (0.0,) * quantities
        return cls(intervals=intervals, interval_s=interval_s, sums=zeros, largest=zeros)

    @property
    def now(self) -> tuple[float, ...]:
        """The demand of each quantity at the end of the newest whole sub-interval."""
        return tuple(
            sum(mean[k] for mean in self.past) / self.intervals for k in range(len(self.sums))
        )

    def advanced(self, values: tuple[float, ...], dt_s: float) -> Demand:
        """Let `dt_s` seconds pass with these values."""
        after = self
        while after.elapsed_s + dt_s >= after.interval_s:
            part_s = after.interval_s - after.elapsed_s
            after = _closed(_added(after, values, part_s))
            dt_s -= part_s
        return _added(after, values, dt_s)


def _added(demand: Demand, values: tuple[float, ...], dt_s: float) -> Demand:
    sums = tuple(s + v * dt_s for s, v in zip(demand.sums, values, strict=True))
    return replace(demand, sums=sums, elapsed_s=demand.elapsed_s + dt_s)


def _closed(demand: Demand) -> Demand:
    mean = tuple(s / demand.interval_s for s in demand.sums)
    past = (*demand.past, mean)[-demand.intervals :]
    after = replace(demand, past=past, sums=(0.0,) * len(mean), elapsed_s=0.0)
    return replace(after, largest=tuple(map(max, demand.largest, after.now)))
