"""What no maker of such racks publishes, as data of each model: tolerances, thresholds, bands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MainTolerances:
    """How an electronic main breaker differs from its dials.

    `reference` is the multiple of IR at which the dial tR is named. A breaker's own pick-up lies
    anywhere between `pickup_low` and `pickup_high` (multiples of IR; IEC 60947-2 asks for 1.05 to
    1.30). The shares are plus and minus: of times (`long_share`; `short_share`, at least
    `short_s` seconds) and of currents (`isd_share`, `ii_share`). `instantaneous_s` is the whole
    break time, `memory_s` the time constant with which the long-time memory fades. Below
    `wakes_share` of In on every phase the release has no supply of its own. The status lamp
    changes at `status_low` and `status_high` (multiples of IR).
    """

    reference: float = 6.0
    pickup_low: float = 1.10
    pickup_high: float = 1.20
    long_share: float = 0.10
    short_share: float = 0.20
    short_s: float = 0.040
    isd_share: float = 0.15
    ii_share: float = 0.20
    instantaneous_s: float = 0.025
    memory_s: float = 450.0
    wakes_share: float = 0.3
    status_low: float = 0.9
    status_high: float = 1.2
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NeutralThresholds:
    """When the loss-of-neutral relay acts: volts, then seconds.

    It sees a fault above `n_pe_max_v` between neutral and earth, above `n_pe_third_max_v` of the
    third harmonic there (None: it does not look), or outside `v_ln_min_v` to `v_ln_max_v` while
    line to line is inside `v_ll_min_v` to `v_ll_max_v`. Seen for `looks_s`, the main device is
    open `opens_s` later.
    """

    n_pe_max_v: float = 50.0
    n_pe_third_max_v: float | None = None
    v_ln_min_v: float = 170.0
    v_ln_max_v: float = 265.0
    v_ll_min_v: float = 340.0
    v_ll_max_v: float = 460.0
    looks_s: float = 0.040
    opens_s: float = 0.030
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """A way's current sensor: below `floor_a` it shows nothing; `noise_a` standard deviation."""

    floor_a: float = 0.05
    noise_a: float = 0.01
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidualBand:
    """Where a 30 mA device really trips (amps; other ratings in proportion), and how fast."""

    low_a: float = 0.020
    high_a: float = 0.027
    delay_s: float = 0.03
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Thermal:
    """The air inside: `warm_up_k` above ambient at the main device's rating, after `warm_up_s`.

    A clogged filter makes the rise `clogged_factor` times as large.
    """

    warm_up_k: float = 22.0
    warm_up_s: float = 900.0
    clogged_factor: float = 2.0
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The outside: rack units of height, millimetres, kilograms; None where not published."""

    height_u: int
    width_mm: float | None = None
    depth_mm: float | None = None
    mass_kg: float | None = None
