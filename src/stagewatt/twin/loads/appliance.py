"""One kind of device from the library, and so many of them on a place: a part of a load."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from stagewatt.twin.loads.behaviours.behaviour import Behaviour, Rating
from stagewatt.twin.loads.chance import around, share
from stagewatt.twin.loads.draw import Mix


@dataclass(frozen=True, slots=True, kw_only=True)
class Leakage:
    """Current to earth per phase at 230 V: through filters (capacitive) or wet insulation."""

    a: float
    spread: float
    way: Literal["filter", "wet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inrush:
    """What flows into filters when power comes; the worst switching angle depends on the kind."""

    kind: Literal["capacitor", "transformer"]
    peak_a: float
    duration_s: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What voltages a device bears: below it drops out, above it fails. 0 and inf: never."""

    drop_v: float
    hold_s: float
    """How long its capacitors carry it through a dip."""
    return_v: float
    return_s: float
    fail_v: tuple[float, float]
    """From the weakest device's limit to the strongest one's."""
    fail_s: float
    """How long an average device lives right at its limit."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Appliance:
    """One kind of device; every entry of the library exists once, so it is compared by identity."""

    name: str
    title: str
    phases: int
    rating: Rating
    mix: Mix
    leakage: Leakage
    inrush: Inrush | None
    supply: Supply | None
    behaviour: Behaviour
    value_eur: float
    source: str

    @property
    def p_w(self) -> float:
        """Typical power per phase."""
        return self.rating.typical_w

    @property
    def pf(self) -> float:
        """True power factor at typical power, negative = leading."""
        return self.rating.pf

    @property
    def leakage_ma(self) -> float:
        """Leakage per phase of one average device."""
        return self.leakage.a * 1000


@dataclass(frozen=True, slots=True)
class Part:
    """So many equal devices: on one phase of the place, or three-phase ones on all of them."""

    appliance: Appliance
    count: int = 1
    phase: int = 0
    seed: int = 0
    leakage_a: complex = field(init=False, compare=False)
    """Of all devices together."""
    limits: tuple[tuple[float, float], ...] = field(init=False, compare=False)
    """Volts and seconds that each device bears; empty where nothing kills it."""

    def __post_init__(self) -> None:
        """Draw each device's leakage and limits by the seed."""
        object.__setattr__(self, "leakage_a", _leakage(self))
        object.__setattr__(self, "limits", tuple(sorted(_limits(self))))

    @property
    def phases(self) -> range:
        """The phases of the place that the devices hang on, 0 to 2."""
        return range(self.phase, self.phase + self.appliance.phases)


def _leakage(part: Part) -> complex:
    leakage = part.appliance.leakage
    factors = sum(around(leakage.spread, part.seed, 3 * at) for at in range(part.count))
    amps = leakage.a * factors
    return complex(0.0, amps) if leakage.way == "filter" else complex(amps, 0.0)


def _limits(part: Part) -> list[tuple[float, float]]:
    supply = part.appliance.supply
    if supply is None or supply.fail_v[0] == float("inf"):
        return []
    low_v, high_v = supply.fail_v
    return [
        (
            low_v + (high_v - low_v) * share(part.seed, 3 * at + 1),
            supply.fail_s * around(0.5, part.seed, 3 * at + 2),
        )
        for at in range(part.count)
    ]
