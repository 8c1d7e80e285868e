"""What the mains meter measures at one instant, at its terminals and transformers."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.phases import L123, L123N, PHASES, LineToLine
from stagewatt.domain.rack import CtPosition
from stagewatt.twin.flow import Flow
from stagewatt.twin.plant import Plant

_RESISTIVE = 1e-9
"""A share of reactive power this small is rounding."""
_CLEAN, _CLEAN_PAIRS, _CLEAN_ALL = L123.all(0.0), LineToLine.all(0.0), L123N.all(0.0)
_ALL = (True, True, True)
_PAIRS = ((0, 1), (1, 2), (2, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """True rms volts and amps with harmonics, powers per phase.

    `p_w` is with harmonics, `q_var` that of the fundamental and positive for a lagging load,
    `s_va` volts times amps.
    """

    v_ln_v: L123[float]
    v_ll_v: LineToLine[float]
    i_a: L123N[float]
    f_hz: float
    p_w: L123[float]
    q_var: L123[float]
    s_va: L123[float]
    thd_v_ln_pct: L123[float] = _CLEAN
    thd_v_ll_pct: LineToLine[float] = _CLEAN_PAIRS
    thd_i_pct: L123N[float] = _CLEAN_ALL
    """Harmonics relative to the fundamental, percent, up to rank 51."""


def reading_of(plant: Plant, flow: Flow, blown: frozenset[str]) -> Reading:
    """Measure upstream of the main breaker.

    Behind a blown fuse the meter sees no voltage; its current transformers go on. Whether these
    hold the feed-through's current depends on where they sit.
    """
    intact = tuple(f"meter_{p.lower()}" not in blown for p in PHASES) if blown else _ALL
    branch = flow.drain if plant.ct_position is CtPosition.DRAIN else flow.main
    v_v = _where(intact, flow.v_ln_rms_v)
    l1, l2, l3 = v_v
    return Reading(
        v_ln_v=v_v,
        v_ll_v=_pairs(intact, flow.v_ll_rms_v, v_v),
        i_a=branch.rms_a,
        f_hz=flow.f_hz if l1 or l2 or l3 else 0.0,
        p_w=_where(intact, branch.p_w),
        q_var=_where(intact, branch.q_var),
        s_va=L123(l1 * branch.rms_a.l1, l2 * branch.rms_a.l2, l3 * branch.rms_a.l3),
        thd_v_ln_pct=_where(intact, flow.thd_v_ln_pct),
        thd_v_ll_pct=_pairs(intact, flow.thd_v_ll_pct, _where(intact, flow.thd_v_ln_pct)),
        thd_i_pct=branch.thd_pct,
    )


def power_factor(p_w: float, q_var: float, s_va: float) -> float:
    """Return P/S, negative when leading; 1 where nothing flows."""
    if s_va <= 0:
        return 1.0
    leading = q_var < -_RESISTIVE * s_va
    return -p_w / s_va if leading else p_w / s_va


def _where(intact: tuple[bool, ...], values: L123[float]) -> L123[float]:
    if intact is _ALL:
        return values
    return L123(*(v if there else 0.0 for v, there in zip(values, intact, strict=True)))


def _pairs(
    intact: tuple[bool, ...], pairs: LineToLine[float], alone: L123[float]
) -> LineToLine[float]:
    """Return values between phases: against a terminal without voltage the other one's to N."""
    if intact is _ALL:
        return pairs
    own = tuple(alone)
    return LineToLine(
        *(
            whole if intact[a] and intact[b] else own[a] + own[b]
            for whole, (a, b) in zip(pairs, _PAIRS, strict=True)
        )
    )
