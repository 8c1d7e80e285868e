"""What does not change about a simulated rack: its model, and each breaker's character."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import cache

from stagewatt.domain.errors import Unknown
from stagewatt.domain.phases import PHASES
from stagewatt.domain.rack import (
    CtPosition,
    MainDevice,
    MainKind,
    Protection,
    ProtectionKind,
    RackModel,
    Way,
)
from stagewatt.physics.trip import electronic, magnetic_hydraulic, neutral_relay, residual
from stagewatt.physics.trip.curves import CURVES, MEDIUM, Curve, Instantaneous
from stagewatt.twin.meter_setup import Setup

PANEL_SOURCE = "panel_source"

BURDEN_S = 1.0 / 230**2
"""Line lamp, meter and electronics: 1 W on each phase. Equal on all three (assumed), so that a
floating neutral with nothing else connected stays in the middle."""

SENSOR_NOISE_A = 0.01
"""The usual standard deviation of a reading; never more than three of them."""
NOISE_LIMIT = 3.0
_NOISE_LENGTH = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class WayPlant:
    """One way's breaker as drawn for this rack; `phases` are 0, 1, 2 for L1, L2, L3.

    `separate` tells that the residual device is apart from the breaker, with a state of its own.
    """

    way: Way
    phases: tuple[int, ...]
    overload: magnetic_hydraulic.Release
    residual: residual.Release | None
    separate: bool = False

    @property
    def pickup_a(self) -> float:
        """Below it the overload release rests."""
        return self.overload.pickup * self.way.protection.rated_a


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """One rack. Ways are in the model's order, supervised ones first; places have one more."""

    model: RackModel
    serial: str
    printed_name: str
    ct_position: CtPosition
    seed: int
    ways: tuple[WayPlant, ...]
    index: dict[str, int]
    supervised: int
    main: electronic.Settings | None
    """With the dials as they leave the factory; None for a switch-disconnector."""
    relay: neutral_relay.Settings
    meter: Setup
    """How the mains meter's menu stands."""
    noise: tuple[float, ...]
    """Readings of a standard deviation of 1, at most `NOISE_LIMIT`."""

    @property
    def feed_at(self) -> int:
        """The place of the panel source among the places: after the ways."""
        return len(self.ways)

    def at(self, way: str) -> int:
        """Return a way's place. Raises Unknown."""
        if way not in self.index:
            raise Unknown(f"{self.model.id} has no way {way!r}", where="way")
        return self.index[way]

    def place(self, name: str) -> int:
        """Return the place of a way or of the panel source. Raises Unknown."""
        if name != PANEL_SOURCE:
            return self.at(name)
        if self.model.source is None:
            raise Unknown(f"{self.model.id} has no panel source", where="way")
        return self.feed_at

    def phases_of(self, at: int) -> tuple[int, ...]:
        """Return the phases of a place."""
        return (0, 1, 2) if at == len(self.ways) else self.ways[at].phases

    def noise_of(self, frame: int) -> tuple[float, ...]:
        """Return one reading's noise per supervised way: the same for the same frame."""
        start = frame * 7919 % _NOISE_LENGTH
        return self.noise[start : start + self.supervised]


def build(
    model: RackModel,
    *,
    serial: str,
    printed_name: str | None = None,
    seed: int = 1,
    ct_position: CtPosition | None = None,
    meter: Setup | None = None,
) -> Plant:
    """Draw one rack of a model: the same seed gives the same breakers and the same noise."""
    chance = random.Random(seed)
    ways = tuple(_way(way, model, chance) for way in model.ways)
    supervised = len(model.supervised)
    noise = (chance.gauss(0.0, 1.0) for _ in range(_NOISE_LENGTH + supervised))
    return Plant(
        model=model,
        serial=serial,
        printed_name=printed_name or model.printed_prefix + serial[-6:],
        ct_position=ct_position or model.ct_position,
        seed=seed,
        ways=ways,
        index={way.id: at for at, way in enumerate(model.ways)},
        supervised=supervised,
        main=_main(model.main, chance),
        relay=model.neutral_relay,
        meter=meter or Setup(),
        noise=tuple(max(-NOISE_LIMIT, min(NOISE_LIMIT, each)) for each in noise),
    )


def _way(way: Way, model: RackModel, chance: random.Random) -> WayPlant:
    """Draw one breaker: anywhere in its band, its pick-up between 1.05 and 1.24."""
    band, protection = model.residual_band, way.protection
    share = chance.uniform(band.low_a, band.high_a) / 0.030
    return WayPlant(
        way=way,
        phases=tuple(PHASES.index(phase) for phase in way.phases),
        overload=_overload(protection, chance),
        residual=_residual(protection, share, band.delay_s),
        separate=protection.kind is ProtectionKind.MCB_RCD or protection.relay is not None,
    )


def _overload(protection: Protection, chance: random.Random) -> magnetic_hydraulic.Release:
    letter = protection.instantaneous
    return magnetic_hydraulic.Release(
        percentile=chance.random(),
        pickup=chance.uniform(1.05, 1.24),
        curve=_curve(protection.curve or MEDIUM.name, protection.pulse_multiple),
        instantaneous=None if letter is None else Instantaneous(letter),
    )


@cache
def _curve(name: str, pulse: float) -> Curve:
    """Return a delay curve with this rack's pulse tolerance."""
    curve = CURVES.get(name, MEDIUM)
    return curve if curve.pulse >= pulse else replace(curve, pulse=pulse)


def _residual(protection: Protection, share: float, delay_s: float) -> residual.Release | None:
    rated_a = protection.residual_a
    if rated_a is None:
        return None
    kind = residual.Kind(protection.rcd_type)
    return residual.Release(
        threshold_a=share * rated_a, delay_s=delay_s, kind=kind, rated_a=rated_a
    )


def _main(device: MainDevice, chance: random.Random) -> electronic.Settings | None:
    """Return the release with its dials as the rack leaves the factory."""
    if device.kind is not MainKind.MCCB:
        return None
    dial = {name: each.factory for name, each in device.dials.items()}
    in_a, tolerances = device.rated_a, device.tolerances

    def amps(name: str) -> float | None:
        multiple = dial[name]
        return None if multiple is None else multiple * in_a

    return electronic.Settings(
        ir_a=_never_off(amps("ir")),
        isd_a=amps("isd"),
        ii_a=_never_off(amps("ii")),
        in_a=amps("in"),
        tr_s=_never_off(dial["tr"]),
        tsd_s=_never_off(dial["tsd"]),
        tn_s=_never_off(dial["tn"]),
        pickup=chance.uniform(tolerances.pickup_low, tolerances.pickup_high),
        tolerances=tolerances,
    )


def _never_off(value: float | None) -> float:
    if value is None:
        raise ValueError("this dial has no step OFF")
    return value
