"""The witness: one source, one run, impedance loads at its end, solved in closed form.

The neutral is earthed at the source only, so the voltage of the rack's neutral to the source's
star point is the voltage from N to PE. Formula: Millman's theorem, with each phase's conductor
in series with its load. Phasors are rms values of the fundamental.
"""

from __future__ import annotations

import cmath
from dataclasses import dataclass

from stagewatt.domain.phases import L123, LineToLine
from stagewatt.physics.network.runs import STRAIGHT, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What the rack's terminals see: volts and amps as complex rms phasors.

    `v_pe_v` and `v_n_pe_v` are to the source's star point. None = neither a path nor a load
    gives a value. Phase currents flow towards the load, `i_n_a` back to the source.
    """

    v_pe_v: L123[complex | None]
    v_n_pe_v: complex | None
    i_a: L123[complex]
    i_n_a: complex

    @property
    def v_ln_v(self) -> L123[complex | None]:
        """Voltage of each phase to the rack's neutral."""
        return self.v_pe_v.map(lambda v: _difference(v, self.v_n_pe_v))

    @property
    def v_ll_v(self) -> LineToLine[complex | None]:
        """Voltage between the phases: L1-L2, L2-L3, L3-L1."""
        l1, l2, l3 = self.v_pe_v
        return LineToLine(_difference(l1, l2), _difference(l2, l3), _difference(l3, l1))


def solve(emf_v: L123[complex], run: Run, load_s: L123[complex]) -> Solution:
    """Solve the network for load admittances in siemens between each phase and the rack's neutral.

    Loads must be passive (conductance >= 0). Raises ValueError for one that is not, for
    exchanged conductors, and for a lossless resonance between conductor and load, which has no
    finite answer.
    """
    if run.wired != STRAIGHT:
        raise ValueError("the closed form knows no exchanged conductors")
    branch_s = L123(*map(_branch, run.z_phase_ohm, load_s))
    v_n_v = _neutral(emf_v, branch_s, run.z_neutral_ohm)
    i_a = L123(*(_current(e, y, v_n_v) for e, y in zip(emf_v, branch_s, strict=True)))
    v_pe_v = L123(
        *(
            _terminal(e, z, y, i, v_n_v)
            for e, z, y, i in zip(emf_v, run.z_phase_ohm, load_s, i_a, strict=True)
        )
    )
    i_n_a = 0j if run.z_neutral_ohm is None else sum(i_a, 0j)
    return Solution(v_pe_v=v_pe_v, v_n_pe_v=v_n_v, i_a=i_a, i_n_a=i_n_a)


def _difference(a: complex | None, b: complex | None) -> complex | None:
    return None if a is None or b is None else a - b


def _branch(z_ohm: complex | None, load_s: complex) -> complex:
    """Return the admittance of a conductor in series with its load; a broken one has none."""
    if not (load_s.real >= 0 and cmath.isfinite(load_s)):
        raise ValueError(f"a load needs a finite conductance >= 0, not {load_s}")
    if z_ohm is None:
        return 0j
    return load_s / _not_resonant(1 + z_ohm * load_s)


def _neutral(
    emf_v: L123[complex], branch_s: L123[complex], z_neutral_ohm: complex | None
) -> complex | None:
    """Return the voltage of the rack's neutral to the star point."""
    pushed_a = sum((e * y for e, y in zip(emf_v, branch_s, strict=True)), 0j)
    total_s = sum(branch_s, 0j)
    if z_neutral_ohm is None:
        return pushed_a / _not_resonant(total_s) if any(branch_s) else None
    return pushed_a * z_neutral_ohm / _not_resonant(1 + z_neutral_ohm * total_s)


def _not_resonant(denominator: complex) -> complex:
    if denominator == 0:
        raise ValueError("a lossless resonance between conductors and loads has no finite answer")
    return denominator


def _current(emf_v: complex, branch_s: complex, v_n_v: complex | None) -> complex:
    return 0j if v_n_v is None else (emf_v - v_n_v) * branch_s


def _terminal(
    emf_v: complex,
    z_ohm: complex | None,
    load_s: complex,
    i_a: complex,
    v_n_v: complex | None,
) -> complex | None:
    """Return a phase's voltage at the rack; a broken one follows its load to the neutral."""
    if z_ohm is not None:
        return emf_v - z_ohm * i_a
    return v_n_v if load_s else None
