"""What the mains meter measures at one instant, from the phasors at its terminals."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.phases import L123, L123N, PHASES, LineToLine
from stagewatt.domain.rack import CtPosition
from stagewatt.twin.flow import Flow
from stagewatt.twin.plant import Plant

_RESISTIVE = 1e-9
"""A share of reactive power this small is rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Rms volts and amps, powers per phase; `q_var` is positive for a lagging load."""

    v_ln_v: L123[float]
    v_ll_v: LineToLine[float]
    i_a: L123N[float]
    f_hz: float
    p_w: L123[float]
    q_var: L123[float]
    s_va: L123[float]
    thd_v_ln_pct: L123[float] = L123.all(0.0)
    thd_v_ll_pct: LineToLine[float] = LineToLine.all(0.0)
    thd_i_pct: L123N[float] = L123N.all(0.0)
    """Harmonics relative to the fundamental, percent, up to rank 51."""


def reading_of(plant: Plant, flow: Flow, blown: frozenset[str]) -> Reading:
    """Measure upstream of the main breaker.

    Behind a blown fuse the meter sees no voltage; its current transformers go on. Whether these
    hold the feed-through's current depends on where they sit.
    """
    intact = (0j if f"meter_{p.lower()}" in blown else v for p, v in _by_phase(flow.v_ln_v))
    v = L123(*intact)
    at_drain = plant.ct_position is CtPosition.DRAIN
    i = flow.i_drain_a if at_drain else flow.i_main_a.phases
    i_n = flow.i_drain_n_a if at_drain else flow.i_main_a.n
    s_va = [u * a.conjugate() for u, a in zip(v, i, strict=True)]
    l1, l2, l3 = v
    live = any(v)
    return Reading(
        v_ln_v=L123(*map(abs, v)),
        v_ll_v=LineToLine(abs(l1 - l2), abs(l2 - l3), abs(l3 - l1)),
        i_a=L123N(*map(abs, (*i, i_n))),
        f_hz=plant.frequency_hz if live else 0.0,
        p_w=L123(*(each.real for each in s_va)),
        q_var=L123(*(each.imag for each in s_va)),
        s_va=L123(*map(abs, s_va)),
    )


def power_factor(p_w: float, q_var: float, s_va: float) -> float:
    """Return P/S, negative when leading; 1 where nothing flows."""
    if s_va <= 0:
        return 1.0
    leading = q_var < -_RESISTIVE * s_va
    return -p_w / s_va if leading else p_w / s_va


def _by_phase(v: L123[complex]) -> list[tuple[str, complex]]:
    return list(zip(PHASES, v, strict=True))
