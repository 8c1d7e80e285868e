"""What a person plugged into one place: plain watts, or devices from the library."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from stagewatt.domain.errors import Invalid
from stagewatt.twin.loads.appliance import Part
from stagewatt.twin.loads.draw import Draw

NOMINAL_V = 230.0
P_MAX_W = 200_000.0
"""More than any conductor of a rack carries; beyond it a number is a slip of the hand."""
LEAKAGE_MAX_A = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A load at 230 V, one entry per phase it uses.

    `pf` is signed: negative = leading (capacitive), positive = lagging. Plain watts are taken as an
    impedance: current follows voltage. With `parts` the powers are typical ones, for people to
    read; what flows is told by `drawn`. `leakage_a` flows to earth at 230 V.
    """

    label: str
    p_w: tuple[float, ...]
    pf: tuple[float, ...]
    leakage_a: tuple[float, ...]
    parts: tuple[Part, ...] = ()
    y_s: tuple[complex, ...] = field(init=False, repr=False, compare=False)
    """Admittance per phase in siemens, from the values above."""
    plain: tuple[Draw, ...] = field(init=False, repr=False, compare=False)
    """What each phase draws as plain watts."""

    def __post_init__(self) -> None:
        """Refuse what cannot be (Invalid, with the field)."""
        if not all(math.isfinite(p) and 0 <= p <= P_MAX_W for p in self.p_w):
            raise Invalid(f"a power is between 0 and {P_MAX_W:.0f} W per phase", where="p_w")
        if not all(0.01 <= abs(pf) <= 1 for pf in self.pf):
            raise Invalid("a power factor is between 0.01 and 1, negative = leading", where="pf")
        if not all(0 <= leak <= LEAKAGE_MAX_A for leak in self.leakage_a):
            raise Invalid(f"a leakage is between 0 and {LEAKAGE_MAX_A:.0f} A", where="leakage_ma")
        y_s = tuple(map(_admittance, self.p_w, self.pf))
        object.__setattr__(self, "y_s", y_s)
        object.__setattr__(self, "plain", tuple(map(_plain, y_s, self.leakage_a)))

    @property
    def phases(self) -> int:
        """How many phases it uses."""
        return len(self.p_w)

    @property
    def count(self) -> int:
        """How many devices; plain watts are one."""
        return sum(part.count for part in self.parts) or 1


def _admittance(p_w: float, pf: float) -> complex:
    """Return (P - jQ) / V2; lagging means Q > 0."""
    q_var = math.copysign(p_w * math.tan(math.acos(abs(pf))), pf)
    return complex(p_w, -q_var) / NOMINAL_V**2


def _plain(y_s: complex, leakage_a: float) -> Draw:
    return Draw(s_va=y_s.conjugate() * NOMINAL_V**2, leakage_a=complex(leakage_a))
