"""The shape of a rack model's tables of figures: what makers do not publish, each key optional."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Seconds = Annotated[float, Meta(ge=0, le=3600, description="seconds from 0 to 3600")]
Multiple = Annotated[float, Meta(gt=0, le=100, description="a multiple above 0")]
Share = Annotated[float, Meta(ge=0, le=1, description="a share from 0 to 1")]
RelayVolts = Annotated[float, Meta(gt=0, le=1000, description="volts above 0")]
SmallAmps = Annotated[float, Meta(gt=0, le=30, description="amps, 0.03 for 30 mA")]
Kelvins = Annotated[float, Meta(ge=0, le=100, description="kelvins from 0 to 100")]
Millimetres = Annotated[float, Meta(gt=0, le=5000, description="millimetres above 0")]


class Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """A table that allows no unknown key."""


class TolerancesTable(Strict, frozen=True, kw_only=True):
    """How an electronic main breaker differs from its dials."""

    reference: Multiple | None = None
    pickup_low: Multiple | None = None
    pickup_high: Multiple | None = None
    long_share: Share | None = None
    short_share: Share | None = None
    short_s: Seconds | None = None
    isd_share: Share | None = None
    ii_share: Share | None = None
    instantaneous_s: Seconds | None = None
    memory_s: Seconds | None = None
    wakes_share: Share | None = None
    status_low: Multiple | None = None
    status_high: Multiple | None = None
    assumed: bool | None = None


class NeutralTable(Strict, frozen=True, kw_only=True):
    """When the loss-of-neutral relay acts."""

    n_pe_max_v: RelayVolts | None = None
    n_pe_third_max_v: RelayVolts | None = None
    v_ln_min_v: RelayVolts | None = None
    v_ln_max_v: RelayVolts | None = None
    v_ll_min_v: RelayVolts | None = None
    v_ll_max_v: RelayVolts | None = None
    looks_s: Seconds | None = None
    opens_s: Seconds | None = None
    assumed: bool | None = None


class SensorTable(Strict, frozen=True, kw_only=True):
    """The current sensor of a way."""

    floor_a: Annotated[float, Meta(ge=0, le=10, description="amps from 0 to 10")] | None = None
    noise_a: Annotated[float, Meta(ge=0, le=10, description="amps from 0 to 10")] | None = None
    assumed: bool | None = None


class ResidualBandTable(Strict, frozen=True, kw_only=True):
    """Where a 30 mA device really trips, and how fast."""

    low_a: SmallAmps | None = None
    high_a: SmallAmps | None = None
    delay_s: Seconds | None = None
    assumed: bool | None = None


class ThermalTable(Strict, frozen=True, kw_only=True):
    """How warm the rack gets inside."""

    warm_up_k: Kelvins | None = None
    warm_up_s: Annotated[float, Meta(gt=0, le=86_400, description="seconds above 0")] | None = None
    clogged_factor: Annotated[float, Meta(ge=1, le=10, description="from 1 to 10")] | None = None
    assumed: bool | None = None


class SizeTable(Strict, frozen=True, kw_only=True):
    """The outside."""

    height_u: Annotated[int, Meta(ge=1, le=60, description="1 to 60 rack units")]
    width_mm: Millimetres | None = None
    depth_mm: Millimetres | None = None
    mass_kg: Annotated[float, Meta(gt=0, le=1000, description="kilograms above 0")] | None = None


class RelayTable(Strict, frozen=True, kw_only=True):
    """A separate residual relay with dials."""

    steps_a: Annotated[tuple[SmallAmps, ...], Meta(min_length=1)]
    steps_s: Annotated[tuple[Seconds, ...], Meta(min_length=1)]
    factory_a: SmallAmps
    factory_s: Seconds
    opens_s: Seconds | None = None
    key_switch: bool | None = None
    assumed: bool | None = None
