"""The shape of a load file (`load/1`)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Words = Annotated[str, Meta(min_length=1, max_length=300, description="some words")]
Watts = Annotated[float, Meta(ge=0, le=60_000, description="watts from 0 to 60000")]
PowerFactor = Annotated[
    float, Meta(ge=-1, le=1, description="a power factor from -1 to 1, negative = leading")
]
Share = Annotated[float, Meta(ge=0, le=1, description="a share from 0 to 1")]
Percent = Annotated[float, Meta(ge=-100, le=100, description="percent from -100 to 100")]
Amps = Annotated[float, Meta(gt=0, le=10_000, description="amps above 0")]
Milliamps = Annotated[float, Meta(ge=0, le=1000, description="milliamps from 0 to 1000")]
Milliseconds = Annotated[float, Meta(gt=0, le=1000, description="milliseconds above 0")]
Seconds = Annotated[float, Meta(ge=0, le=3600, description="seconds from 0 to 3600")]
Volts = Annotated[float, Meta(gt=0, le=1000, description="volts above 0")]
Euros = Annotated[float, Meta(ge=0, le=1_000_000, description="euros from 0")]


class _Strict(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table that allows no unknown key."""


class PowerTable(_Strict, frozen=True, kw_only=True):
    """Watts of one device, per phase at 230 V; without idle and maximum they are the typical."""

    idle_w: Watts | None = None
    typical_w: Watts
    max_w: Watts | None = None
    pf: PowerFactor = 1.0
    pf_idle: PowerFactor | None = None


class MixTable(_Strict, frozen=True, kw_only=True):
    """How the current follows the voltage: shares that sum to 1."""

    impedance: Share = 0.0
    current: Share = 0.0
    power: Share = 0.0


class SpectrumTable(_Strict, frozen=True, kw_only=True):
    """Harmonics by name, or in percent of the fundamental by order (`h3`), negative = turned."""

    name: Words | None = None
    percent: dict[str, Percent] = field(default_factory=dict)


class LeakageTable(_Strict, frozen=True, kw_only=True):
    """To earth, per phase at 230 V."""

    ma: Milliamps
    spread: Share = 0.3
    way: Literal["filter", "wet"] = "filter"


class InrushTable(_Strict, frozen=True, kw_only=True):
    """Of filters and transformers, when power comes."""

    kind: Literal["capacitor", "transformer"] = "capacitor"
    peak_a: Amps
    duration_ms: Milliseconds
    spread: Share = 0.3


class SupplyTable(_Strict, frozen=True, kw_only=True):
    """What voltages it bears; what is left out never happens."""

    drop_v: Volts | None = None
    hold_s: Seconds = 0.02
    return_v: Volts | None = None
    return_s: Seconds = 1.0
    fail_v: tuple[Volts, ...] = ()
    fail_s: Seconds = 10.0


class LoadDocument(_Strict, frozen=True, kw_only=True):
    """One kind of device; its behaviour's table is checked by that behaviour."""

    schema: Literal["load/1"]
    title: Words
    source: Words
    phases: Literal[1, 3] = 1
    value_eur: Euros
    power: PowerTable
    mix: MixTable
    spectrum: SpectrumTable = field(default_factory=SpectrumTable)
    leakage: LeakageTable
    inrush: InrushTable | None = None
    supply: SupplyTable | None = None
