"""What feeds a site: the grid, or a generating set whose engine and voltage react to the load.

The set is a first-order model. Every number in `SourceSpec` is an assumption for a medium stage
set unless its comment names a source; give the maker's numbers where they are known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from stagewatt.domain.phases import L123
from stagewatt.physics.network.runs import Run, star

ANGLES_DEG = L123(0.0, -120.0, 120.0)
IDEAL = Run(z_phase_ohm=L123.all(0j), z_neutral_ohm=0j)
WHOLE = L123.all(1.0)
NEVER_S = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """A source as it stands; the fields from `rated_va` on matter for a genset only."""

    kind: Literal["grid", "genset"] = "grid"
    v_ln_v: float = 230.0
    frequency_hz: float = 50.0
    run: Run = IDEAL
    rated_va: float = 100_000.0
    rated_pf: float = 0.8
    """ISO 8528-1 rates sets at 0.8 lagging."""
    droop_pct: float = 5.0
    """No load to full load; a mechanical governor. ISO 8528-5 class G2 allows 5 %."""
    governor_s: float = 0.5
    transient_pu: float = 0.2
    """Dip per unit of load step: the transient reactance X'd, 0.15 to 0.25 in makers' sheets."""
    recovery_s: float = 0.5
    """Time constant of the voltage regulator; G2 asks for recovery within 6 s."""
    overload: float = 1.1
    """Times the rated power that the engine still holds (ISO 8528-1 prime power: 110 %)."""
    inertia_s: float = 1.0
    """Stored energy over rated VA (constant H)."""
    knee_hz: float = 47.5
    """Below it the regulator lowers the voltage with the frequency."""
    trip_hz: float = 45.0
    trip_after_s: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what no source has."""
        positive = (self.frequency_hz, self.rated_va, self.rated_pf, self.governor_s)
        more = (self.recovery_s, self.overload, self.inertia_s, self.knee_hz)
        if not all(0 < each < math.inf for each in (*positive, *more)):
            raise ValueError("a source's ratings and time constants are above 0")
        least = (self.v_ln_v, self.droop_pct, self.transient_pu, self.trip_hz, self.trip_after_s)
        if not all(0 <= each < math.inf for each in least):
            raise ValueError("a source's voltage, droop, dip and trip are not below 0")

    @property
    def rated_w(self) -> float:
        """What the engine is rated for."""
        return self.rated_va * self.rated_pf


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source at an instant: `v_factor` is the regulator's, `sag` what was commanded."""

    frequency_hz: float
    v_factor: float = 1.0
    running: bool = True
    s_va: float = 0.0
    """The load that the regulator has seen."""
    dip: float = 0.0
    low_s: float = 0.0
    """How long the frequency has been below `trip_hz`."""
    sag: L123[float] = WHOLE


def at_rest(spec: SourceSpec) -> SourceState:
    """Return a source that runs without load."""
    if spec.kind == "grid":
        return SourceState(frequency_hz=spec.frequency_hz)
    return SourceState(frequency_hz=_droop_hz(spec, 0.0))


def sagged(state: SourceState, sag: L123[float]) -> SourceState:
    """Return the source with its phases at a factor of their voltage: 1 as it should, 0 gone."""
    if not all(0 <= factor < math.inf for factor in sag):
        raise ValueError(f"a voltage factor is not below 0, unlike one of {tuple(sag)}")
    return replace(state, sag=sag)


def started(spec: SourceSpec, state: SourceState) -> SourceState:
    """Return a set that somebody started again; the commanded sag stays."""
    return replace(at_rest(spec), sag=state.sag)


def advanced(
    spec: SourceSpec, state: SourceState, p_w: float, s_va: float, dt_s: float
) -> SourceState:
    """Return the source after `dt_s` at a load that came at its beginning.

    A step of the load dips the voltage by its share of the rating times X'd; the regulator brings
    it back exponentially. The frequency follows the droop line through the governor's lag; beyond
    the engine's limit the shaft slows down as its inertia has it, until the set trips.
    """
    if spec.kind == "grid" or not state.running:
        return state
    step = (s_va - state.s_va) / spec.rated_va * spec.transient_pu
    dip = (state.dip + step) * math.exp(-dt_s / spec.recovery_s)
    low_s, frequency_hz = _low_s(spec, state, p_w, dt_s), _frequency_hz(spec, state, p_w, dt_s)
    if shutdown_s(spec, state, p_w) <= dt_s:
        return replace(state, running=False, frequency_hz=0.0, v_factor=0.0, dip=0.0, s_va=0.0)
    regulated = max(0.0, 1.0 - dip) * min(1.0, frequency_hz / spec.knee_hz)
    return replace(
        state,
        frequency_hz=frequency_hz,
        v_factor=regulated,
        s_va=s_va,
        dip=dip,
        low_s=low_s,
    )


def shutdown_s(spec: SourceSpec, state: SourceState, p_w: float) -> float:
    """Return the seconds to the under-frequency trip if the load stays, inf for never."""
    if spec.kind == "grid" or not state.running:
        return NEVER_S
    begins_s, ends_s = _below_s(spec, state, p_w)
    low_s = state.low_s if begins_s == 0 else 0.0
    at_s = begins_s + max(0.0, spec.trip_after_s - low_s)
    return at_s if at_s <= ends_s else NEVER_S


def emf(spec: SourceSpec, state: SourceState) -> L123[complex]:
    """Return the phasors behind the source's impedance, volts rms."""
    v_v = spec.v_ln_v * state.v_factor if state.running else 0.0
    return star(state.sag.map(lambda factor: v_v * factor), ANGLES_DEG)


def _droop_hz(spec: SourceSpec, p_w: float) -> float:
    """Return the settled frequency: rated at rated power."""
    return spec.frequency_hz * (1 + spec.droop_pct / 100 * (1 - p_w / spec.rated_w))


def _slowing_hz_per_s(spec: SourceSpec, p_w: float) -> float:
    """Return how fast the shaft slows down beyond the engine's limit, 0 within it."""
    missing_w = p_w - spec.overload * spec.rated_w
    return max(0.0, missing_w) / spec.rated_va / (2 * spec.inertia_s) * spec.frequency_hz


def _frequency_hz(spec: SourceSpec, state: SourceState, p_w: float, t_s: float) -> float:
    slowing = _slowing_hz_per_s(spec, p_w)
    if slowing > 0:
        return max(0.0, state.frequency_hz - slowing * t_s)
    aim_hz = _droop_hz(spec, p_w)
    return aim_hz + (state.frequency_hz - aim_hz) * math.exp(-t_s / spec.governor_s)


def _below_s(spec: SourceSpec, state: SourceState, p_w: float) -> tuple[float, float]:
    """Return from when to when the frequency is below the trip's threshold, if the load stays."""
    above_hz = state.frequency_hz - spec.trip_hz
    slowing = _slowing_hz_per_s(spec, p_w)
    if slowing > 0:
        return max(0.0, above_hz / slowing), NEVER_S
    aim_hz = _droop_hz(spec, p_w) - spec.trip_hz
    crosses_s = NEVER_S
    if above_hz * aim_hz < 0:
        crosses_s = spec.governor_s * math.log((aim_hz - above_hz) / aim_hz)
    if above_hz >= 0:
        return crosses_s, NEVER_S
    return 0.0, crosses_s


def _low_s(spec: SourceSpec, state: SourceState, p_w: float, dt_s: float) -> float:
    """Return how long the frequency will have been low after `dt_s`, 0 where it is not."""
    begins_s, ends_s = _below_s(spec, state, p_w)
    if not begins_s < dt_s <= ends_s:
        return 0.0
    return (state.low_s if begins_s == 0 else 0.0) + dt_s - begins_s
