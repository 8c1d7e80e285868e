"""The mains meter: counts energy, forms demand, loses what it may lose when its supply goes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from stagewatt.physics.demand import Demand
from stagewatt.twin.reading import Reading

DEMANDS = (
    *(f"i_demand_a.{c}" for c in ("l1", "l2", "l3", "n")),
    *(f"v_ln_demand_v.{c}" for c in ("l1", "l2", "l3")),
    *(f"v_ll_demand_v.{c}" for c in ("l12", "l23", "l31")),
    "f_demand_hz",
    "p_demand_w.import",
    "q_demand_var.import",
    "q_demand_var.export",
    "s_demand_va.sum",
)
"""What demand is formed of: moving mean over a quarter of an hour in minutes (assumed)."""

_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Energies:
    """Watt-hours, var-hours (taken and given) per phase, volt-ampere-hours and ampere-hours."""

    wh: tuple[float, ...] = (0.0, 0.0, 0.0)
    import_varh: tuple[float, ...] = (0.0, 0.0, 0.0)
    export_varh: tuple[float, ...] = (0.0, 0.0, 0.0)
    vah: float = 0.0
    ah: float = 0.0

    def counted(self, reading: Reading, dt_s: float) -> Energies:
        """Return the counters after `dt_s` seconds."""
        hours = dt_s / _HOUR_S
        q = reading.q_var
        return Energies(
            wh=tuple([e + p * hours for e, p in zip(self.wh, reading.p_w, strict=True)]),
            import_varh=tuple(
                [e + max(0.0, x) * hours for e, x in zip(self.import_varh, q, strict=True)]
            ),
            export_varh=tuple(
                [e + max(0.0, -x) * hours for e, x in zip(self.export_varh, q, strict=True)]
            ),
            vah=self.vah + sum(reading.s_va) * hours,
            ah=self.ah + sum(reading.i_a.phases) * hours,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """`total` is kept for ever, `partial` and the demands since the supply came."""

    up: bool = True
    running_s: float = 0.0
    total: Energies = Energies()
    partial: Energies = Energies()
    demand: Demand = field(default_factory=lambda: Demand.fresh(len(DEMANDS)))


def counted(before: Meter, reading: Reading, dt_s: float, *, power: bool) -> Meter:
    """Let time pass. Without supply nothing is counted, and the partial counters are lost."""
    if not power:
        return (
            before
            if not before.up
            else Meter(up=False, running_s=before.running_s, total=before.total)
        )
    if not dt_s:
        return before if before.up else replace(before, up=True)
    return Meter(
        up=True,
        running_s=before.running_s + dt_s,
        total=before.total.counted(reading, dt_s),
        partial=before.partial.counted(reading, dt_s),
        demand=before.demand.advanced(_demanded(reading), dt_s),
    )


def _demanded(reading: Reading) -> tuple[float, ...]:
    """Return the quantities in the order of `DEMANDS`."""
    q_var = sum(reading.q_var)
    return (
        *reading.i_a,
        *reading.v_ln_v,
        *reading.v_ll_v,
        reading.f_hz,
        sum(reading.p_w),
        max(0.0, q_var),
        max(0.0, -q_var),
        sum(reading.s_va),
    )
