"""The mains meter: counts energy, forms demand, loses what it may lose when its supply goes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from stagewatt.physics.demand import Demand
from stagewatt.twin.energies import Energies
from stagewatt.twin.meter_setup import Setup
from stagewatt.twin.quick import changed
from stagewatt.twin.reading import Reading
from stagewatt.twin.seen import Seen

DEMANDS = (
    *(f"i_demand_a.{c}" for c in ("l1", "l2", "l3", "n")),
    *(f"v_ln_demand_v.{c}" for c in ("l1", "l2", "l3")),
    *(f"v_ll_demand_v.{c}" for c in ("l12", "l23", "l31")),
    "f_demand_hz",
    "p_demand_w.import",
    "p_demand_w.export",
    "q_demand_var.import",
    "q_demand_var.export",
    "s_demand_va.sum",
)
"""What demand is formed of."""


_FACTORY, _NOTHING, _UNSEEN = Setup(), Energies(), Seen()


def _fresh_demand(setup: Setup) -> Demand:
    """Begin to average; a window slides by minutes (assumed)."""
    minutes = max(1, round(setup.window_s / 60))
    return Demand.fresh(len(DEMANDS), kind=setup.demand, window_s=setup.window_s, intervals=minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """`total` and `running_s` are kept for ever, all else since the supply came.

    `reading` has lasted `pending_s` and is not counted yet: see `settled`.
    """

    up: bool = True
    setup: Setup = _FACTORY
    running_s: float = 0.0
    total: Energies = _NOTHING
    partial: Energies = _NOTHING
    demand: Demand = field(default_factory=lambda: _fresh_demand(_FACTORY))
    seen: Seen = _UNSEEN
    reading: Reading | None = None
    pending_s: float = 0.0

    @property
    def window_s(self) -> float:
        """The averaging window."""
        return self.setup.window_s


def counted(
    before: Meter,
    reading: Reading,
    dt_s: float,
    *,
    power: bool,
    temperature_c: float | None = None,
) -> Meter:
    """Let time pass. Without supply nothing is counted, and the partial counters are lost."""
    if not power:
        return _lost(before) if before.up else before
    seen = before.seen.warmed(temperature_c)
    if reading is before.reading:
        if before.up and not dt_s and seen is before.seen:
            return before
        return changed(before, up=True, seen=seen, pending_s=before.pending_s + dt_s)
    done = settled(changed(before, up=True, seen=seen))
    return changed(done, reading=reading, pending_s=dt_s)


def settled(meter: Meter) -> Meter:
    """Return the meter with all time counted.

    While the very same reading lasts, time is only added up: a rack whose loads rest costs nothing.
    """
    reading, dt_s = meter.reading, meter.pending_s
    if reading is None or not dt_s:
        return meter
    return changed(
        meter,
        running_s=meter.running_s + dt_s,
        total=meter.total.counted(reading, dt_s),
        partial=meter.partial.counted(reading, dt_s),
        demand=meter.demand.advanced(demanded(reading), dt_s),
        seen=meter.seen.advanced(reading, dt_s),
        pending_s=0.0,
    )


def set_up(meter: Meter, setup: Setup) -> Meter:
    """Change the settings; another window, or another way to average, begins anew."""
    done = settled(meter)
    if (setup.window_s, setup.demand) == (meter.setup.window_s, meter.setup.demand):
        return replace(done, setup=setup)
    return replace(done, setup=setup, demand=_fresh_demand(setup))


def demanded(reading: Reading) -> tuple[float, ...]:
    """Return the quantities in the order of `DEMANDS`."""
    p_w, q_var = sum(reading.p_w), sum(reading.q_var)
    return (
        *reading.i_a,
        *reading.v_ln_v,
        *reading.v_ll_v,
        reading.f_hz,
        max(0.0, p_w),
        max(0.0, -p_w),
        max(0.0, q_var),
        max(0.0, -q_var),
        sum(reading.s_va),
    )


def _lost(before: Meter) -> Meter:
    """Return the meter without supply: what lies in lasting memory, and its settings."""
    done = settled(before)
    return Meter(
        up=False,
        setup=done.setup,
        running_s=done.running_s,
        total=done.total,
        demand=_fresh_demand(done.setup),
    )
