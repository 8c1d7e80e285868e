"""One load as the network sees it: an admittance and a leakage to earth per phase."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from stagewatt.domain.errors import Invalid

NOMINAL_V = 230.0
P_MAX_W = 200_000.0
"""More than any conductor of a rack carries; beyond it a number is a slip of the hand."""
LEAKAGE_MAX_A = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A load at 230 V, one entry per phase it uses.

    `pf` is signed: negative = leading (capacitive), positive = lagging. It is taken as an
    impedance: its current follows the voltage it gets. `leakage_a` flows to earth at 230 V.
    """

    label: str
    p_w: tuple[float, ...]
    pf: tuple[float, ...]
    leakage_a: tuple[float, ...]
    y_s: tuple[complex, ...] = field(init=False, repr=False, compare=False)
    """Admittance per phase in siemens, from the values above."""

    def __post_init__(self) -> None:
        """Refuse what cannot be (Invalid, with the field)."""
        if not all(math.isfinite(p) and 0 <= p <= P_MAX_W for p in self.p_w):
            raise Invalid(f"a power is between 0 and {P_MAX_W:.0f} W per phase", where="p_w")
        if not all(0.01 <= abs(pf) <= 1 for pf in self.pf):
            raise Invalid("a power factor is between 0.01 and 1, negative = leading", where="pf")
        if not all(0 <= leak <= LEAKAGE_MAX_A for leak in self.leakage_a):
            raise Invalid(f"a leakage is between 0 and {LEAKAGE_MAX_A:.0f} A", where="leakage_ma")
        object.__setattr__(self, "y_s", tuple(map(_admittance, self.p_w, self.pf)))


def _admittance(p_w: float, pf: float) -> complex:
    """Return (P - jQ) / V2; lagging means Q > 0."""
    q_var = math.copysign(p_w * math.tan(math.acos(abs(pf))), pf)
    return complex(p_w, -q_var) / NOMINAL_V**2
