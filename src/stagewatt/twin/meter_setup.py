"""How the mains meter is set: what a person chooses in its menu, and what its maker leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stagewatt.domain.errors import Invalid
from stagewatt.meters.table import MeterTable
from stagewatt.physics.demand import Kind


class Apparent(Enum):
    """How the phases' apparent powers make one; the power factor follows as P/S."""

    ARITHMETIC = "arithmetic"
    """Their sum (assumed where the maker does not say)."""
    VECTOR = "vector"
    """Of the summed P and Q."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The averaging window in seconds, how it is averaged, and the current transformers' ratio."""

    window_s: float = 900.0
    demand: Kind = Kind.SLIDING
    apparent: Apparent = Apparent.ARITHMETIC
    ct_primary_a: int = 100
    ct_secondary_a: int = 5

    @property
    def ratio(self) -> float:
        """Amps in the conductor per amp in the meter."""
        return self.ct_primary_a / self.ct_secondary_a


def refuse_unknown(setup: Setup, table: MeterTable) -> None:
    """Raise Invalid for what this meter's menu does not offer."""
    if setup.window_s not in table.windows_s:
        choices = ", ".join(map(str, table.windows_s))
        raise Invalid(
            f"{table.title} averages over one of {choices} s, not {setup.window_s:g} s",
            where="window_s",
        )
    if setup.ct_secondary_a not in {1, 5}:
        raise Invalid("the transformers' secondary is 1 or 5 A", where="ct_secondary_a")
    if setup.ct_primary_a < setup.ct_secondary_a or setup.ct_primary_a > 9999:
        raise Invalid("the transformers' primary is up to 9999 A", where="ct_primary_a")
