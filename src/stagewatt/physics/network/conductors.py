"""Copper conductors: resistance of a metre by cross-section, and what a feeder of them has.

Resistances: IEC 60228:2004, table 3, class 5 (flexible), plain copper, the most that is allowed at
20 degC. Reactance: 0.08 mohm/m, what IEC 60909-2 and installation guides take for low-voltage
multicore cables; a run of single cores has more and may be given its own.
"""

from __future__ import annotations

from stagewatt.domain.errors import Invalid
from stagewatt.domain.phases import L123
from stagewatt.physics.network.runs import Run

MOHM_PER_M_20C: dict[float, float] = {
    1.5: 13.3,
    2.5: 7.98,
    4.0: 4.95,
    6.0: 3.30,
    10.0: 1.91,
    16.0: 1.21,
    25.0: 0.780,
    35.0: 0.554,
    50.0: 0.386,
    70.0: 0.272,
    95.0: 0.206,
    120.0: 0.161,
    150.0: 0.129,
    185.0: 0.106,
    240.0: 0.0801,
}
"""Milliohm per metre at 20 degC by square millimetres."""

ALPHA_PER_K = 0.00393
"""Copper's rise of resistance per kelvin at 20 degC (IEC 60028)."""
MOHM_PER_M_REACTANCE = 0.08
WORKING_C = 70.0
"""What PVC and rubber insulation may reach: the conductor's temperature at full load."""
_COLDEST_C, _HOTTEST_C = -100.0, 400.0


def resistance_ohm(length_m: float, mm2: float, temperature_c: float = WORKING_C) -> float:
    """Return the resistance of one conductor.

    Raises Invalid for a cross-section that the standard does not have, a length below 0 or a
    temperature that no cable has.
    """
    if mm2 not in MOHM_PER_M_20C:
        known = ", ".join(f"{size:g}" for size in MOHM_PER_M_20C)
        raise Invalid(f"no conductor of {mm2:g} mm2; there are {known}", where="mm2")
    if not 0 <= length_m < float("inf"):
        raise Invalid(f"a feeder cannot be {length_m:g} m long", where="length_m")
    if not _COLDEST_C <= temperature_c <= _HOTTEST_C:
        raise Invalid(f"no cable is at {temperature_c:g} degC", where="temperature_c")
    warmer = 1 + ALPHA_PER_K * (temperature_c - 20.0)
    return length_m * MOHM_PER_M_20C[mm2] * 1e-3 * warmer


def feeder(
    length_m: float,
    mm2: float,
    temperature_c: float = WORKING_C,
    mohm_per_m_reactance: float = MOHM_PER_M_REACTANCE,
) -> complex:
    """Return the impedance of one conductor at 50 Hz in ohm. Raises Invalid as `resistance_ohm`."""
    return complex(
        resistance_ohm(length_m, mm2, temperature_c), length_m * mohm_per_m_reactance * 1e-3
    )


def cable(length_m: float, mm2: float, temperature_c: float = WORKING_C) -> Run:
    """Return a run of four equal conductors. Raises Invalid as `resistance_ohm`."""
    z_ohm = feeder(length_m, mm2, temperature_c)
    return Run(z_phase_ohm=L123.all(z_ohm), z_neutral_ohm=z_ohm)
