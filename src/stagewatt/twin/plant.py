"""What does not change about a simulated rack: model, supply, each breaker's character."""

from __future__ import annotations

import random
from dataclasses import dataclass

from stagewatt.domain.errors import Unknown
from stagewatt.domain.phases import L123, PHASES
from stagewatt.domain.rack import CtPosition, MainDevice, MainKind, RackModel, Way
from stagewatt.physics.network.four_wire import Run, in_series, star
from stagewatt.physics.trip import electronic, magnetic_hydraulic, residual

PANEL_SOURCE = "panel_source"

SOURCE_OHM = 0.010 + 0.010j
"""Per conductor: a distribution transformer or generator of a few hundred kVA (assumed)."""
HEAVY_FEEDER_OHM = 50 * (0.161e-3 + 0.08e-3j)
"""50 m of 120 mm2: class 5 copper at 20 degC by IEC 60228, reactance 0.08 mohm/m."""
LIGHT_FEEDER_OHM = 25 * (1.21e-3 + 0.08e-3j)
"""25 m of 16 mm2, the same sources."""
HEAVY_FROM_A = 200.0

BURDEN_S = 1.0 / 230**2
"""Line lamp, meter and electronics: 1 W on each phase. Equal on all three (assumed), so that a
floating neutral with nothing else connected stays in the middle."""

SENSOR_FLOOR_A = 0.05
"""Below it a sensor of a way shows nothing (assumed)."""
SENSOR_NOISE_A = 0.01
"""Standard deviation of a reading (assumed); never more than three of them."""
_NOISE_LENGTH = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class WayPlant:
    """One way's breaker as drawn for this rack; `phases` are 0, 1, 2 for L1, L2, L3."""

    way: Way
    phases: tuple[int, ...]
    overload: magnetic_hydraulic.Release
    residual: residual.Release | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """One rack and its supply. Ways are in the model's order, supervised ones first."""

    model: RackModel
    serial: str
    printed_name: str
    ct_position: CtPosition
    emf_v: L123[complex]
    frequency_hz: float
    run: Run
    ways: tuple[WayPlant, ...]
    index: dict[str, int]
    supervised: int
    main: electronic.Settings | None
    """None for a switch-disconnector, which has no overcurrent release."""
    noise_a: tuple[float, ...]
    ambient_c: float

    def at(self, way: str) -> int:
        """Return a way's place. Raises Unknown."""
        if way not in self.index:
            raise Unknown(f"{self.model.id} has no way {way!r}", where="way")
        return self.index[way]

    def noise_of(self, frame: int) -> tuple[float, ...]:
        """Return one reading's noise per supervised way: the same for the same frame."""
        start = frame * 7919 % _NOISE_LENGTH
        return self.noise_a[start : start + self.supervised]


def build(
    model: RackModel,
    *,
    serial: str,
    printed_name: str | None = None,
    seed: int = 1,
    ct_position: CtPosition | None = None,
) -> Plant:
    """Draw one rack of a model: the same seed gives the same breakers and the same noise."""
    chance = random.Random(seed)
    ways = tuple(_way(way, model.family, chance) for way in model.ways)
    supervised = len(model.supervised)
    limit = 3 * SENSOR_NOISE_A
    noise = (chance.gauss(0.0, SENSOR_NOISE_A) for _ in range(_NOISE_LENGTH + supervised))
    return Plant(
        model=model,
        serial=serial,
        printed_name=printed_name or model.printed_prefix + serial[-6:],
        ct_position=ct_position or model.ct_position,
        emf_v=star(L123.all(model.nominal_v_ln_v), L123(0.0, -120.0, 120.0)),
        frequency_hz=50.0,
        run=_supply(model.drain.rated_a),
        ways=ways,
        index={way.id: at for at, way in enumerate(model.ways)},
        supervised=supervised,
        main=_main(model.main, chance),
        noise_a=tuple(max(-limit, min(limit, each)) for each in noise),
        ambient_c=24.0,
    )


def _supply(rated_a: float) -> Run:
    feeder = HEAVY_FEEDER_OHM if rated_a >= HEAVY_FROM_A else LIGHT_FEEDER_OHM
    runs = (Run(z_phase_ohm=L123.all(z), z_neutral_ohm=z) for z in (SOURCE_OHM, feeder))
    return in_series(runs)


def _way(way: Way, family: str, chance: random.Random) -> WayPlant:
    """Draw one breaker: anywhere in its band, its pick-up between 1.05 and 1.24."""
    low_a, high_a = (0.024, 0.028) if family == "c24" else (0.020, 0.027)
    rated_a = way.protection.residual_a
    share = chance.uniform(low_a, high_a) / 0.030
    return WayPlant(
        way=way,
        phases=tuple(PHASES.index(phase) for phase in way.phases),
        overload=magnetic_hydraulic.Release(
            percentile=chance.random(), pickup=chance.uniform(1.05, 1.24)
        ),
        residual=None if rated_a is None else residual.Release(threshold_a=share * rated_a),
    )


def _main(device: MainDevice, chance: random.Random) -> electronic.Settings | None:
    """Return the release with its dials as the rack leaves the factory."""
    if device.kind is not MainKind.MCCB:
        return None
    dial = {name: each.factory for name, each in device.dials.items()}
    in_a = device.rated_a

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
        pickup=chance.uniform(1.10, 1.20),
    )


def _never_off(value: float | None) -> float:
    if value is None:
        raise ValueError("this dial has no step OFF")
    return value
