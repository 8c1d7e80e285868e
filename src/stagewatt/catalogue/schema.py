"""The shape of a rack model file (`rack-model/1`) after its parts are joined."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from stagewatt.catalogue.schema_figures import (
    NeutralTable,
    RelayTable,
    ResidualBandTable,
    Seconds,
    SensorTable,
    SizeTable,
    SmallAmps,
    Strict,
    ThermalTable,
    TolerancesTable,
)

ModelId = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
        max_length=32,
        description="an id of a-z, 0-9 and single dashes, 32 at most",
    ),
]
WayId = Annotated[
    str,
    Meta(pattern=r"^[A-Z]{0,2}[1-9][0-9]?\Z", description="a way, for example A7, X1 or 24"),
]
GroupId = Annotated[
    str,
    Meta(
        pattern=r"^([A-Z]{1,2}|[0-9]{1,2}-[0-9]{1,2})\Z",
        description="a group, for example A or 1-24",
    ),
]
TypeId = Annotated[
    str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z", description="a type, for example socapex-19")
]
TableName = Annotated[
    str, Meta(pattern=r"^[a-z0-9_]+\Z", description="a register table, for example sdm630")
]
Words = Annotated[str, Meta(min_length=1, max_length=200, description="some words")]
Amps = Annotated[float, Meta(gt=0, le=10_000, description="amps above 0")]
Volts = Annotated[float, Meta(ge=50, le=500, description="volts from 50 to 500")]
Celsius = Annotated[float, Meta(ge=-60, le=120, description="degrees Celsius from -60 to 120")]
Hertz = Annotated[float, Meta(gt=0, le=25, description="hertz above 0, 25 at most")]
Count = Annotated[int, Meta(ge=0, le=16, description="a number from 0 to 16")]
Poles = Annotated[int, Meta(ge=1, le=4, description="1 to 4 poles")]
Step = Annotated[float, Meta(gt=0, le=100)] | Literal["off"]
SinglePhase = Literal["L1", "L2", "L3"]
Place = Literal["front", "rear"]
AnyPhases = Literal["cyclic", "all", "L1", "L2", "L3"]


class AmbientTable(Strict, frozen=True, kw_only=True):
    """The air the rack may stand in."""

    min_c: Celsius
    max_c: Celsius


class ConductorsTable(Strict, frozen=True, kw_only=True):
    """Conductors of a power connector that are rated differently, amps."""

    pe: Amps | None = None
    n: Amps | None = None
    l1: Amps | None = None
    l2: Amps | None = None
    l3: Amps | None = None


class PowerConnectorTable(Strict, frozen=True, kw_only=True):
    """Panel drain or panel source; amps per conductor."""

    type: TypeId
    rated_a: Amps
    single_pole: bool = False
    conductors_a: ConductorsTable = ConductorsTable()


class DialTable(Strict, frozen=True, kw_only=True):
    """One setting of the main breaker: multiples of In, or seconds."""

    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]
    factory: Step
    settable: bool = True
    assumed: bool = False


class MainTable(Strict, frozen=True, kw_only=True):
    """The main device."""

    device: Words
    kind: Literal["mccb", "switch_disconnector"]
    rated_a: Amps
    poles: Poles
    breaking_capacity_a: Annotated[float, Meta(gt=0, description="amps above 0")] | None = None
    dials: dict[str, DialTable] = field(default_factory=dict)
    e_stop_s: Seconds = 0.0
    tolerances: TolerancesTable = TolerancesTable()


class IndicatorTable(Strict, frozen=True, kw_only=True):
    """When a way's lamp changes; `rule` names the family's way of lighting it."""

    rule: Literal["smartpdu", "c12", "c24"]
    floor_a: Amps
    slight_a: Amps
    serious_a: Amps
    slow_hz: Hertz = 1.0
    fast_hz: Hertz = 4.0
    assumed: bool = False


class ProtectionTable(Strict, frozen=True, kw_only=True):
    """One kind of breaker that ways carry."""

    kind: Literal["rcbo", "mcb_rcd", "breaker", "none"]
    rated_a: Amps
    poles: Poles
    residual_a: SmallAmps | None = None
    curve: Literal["short", "medium", "long"] | None = None
    instantaneous: Literal["B", "C"] | None = None
    pulse_multiple: Annotated[float, Meta(ge=1, le=50, description="from 1 to 50")] = 12.0
    rcd_a: Amps | None = None
    rcd_type: Literal["general", "s"] = "general"
    wave: Literal["AC", "A"] | None = None
    relay: RelayTable | None = None


class OutputsTable(Strict, frozen=True, kw_only=True):
    """The supervised ways."""

    groups: Annotated[tuple[GroupId, ...], Meta(min_length=1)]
    ways_per_group: Annotated[int, Meta(ge=1, le=72, description="1 to 72 ways")]
    numbering: Literal["by_group", "through"]
    phases: Literal["cyclic", "pairs"] = "cyclic"
    protection: TypeId
    module: TypeId
    modules: Annotated[tuple[TypeId, ...], Meta(min_length=1)]


class AuxiliaryTable(Strict, frozen=True, kw_only=True):
    """Ways of one kind without current sensors."""

    ways: Annotated[tuple[WayId, ...], Meta(min_length=1)]
    connector: TypeId
    fits: tuple[TypeId, ...] = ()
    place: Place = "rear"
    phases: AnyPhases
    protection: TypeId


class DoubledTable(Strict, frozen=True, kw_only=True):
    """Further sockets in parallel with the connectors of some ways."""

    ways: Annotated[tuple[WayId, ...], Meta(min_length=1)]
    socket: TypeId
    place: Place


class FuseTable(Strict, frozen=True, kw_only=True):
    """A fuse of the rack's own electronics."""

    id: TableName
    rating_a: Amps
    protects: Words
    phase: SinglePhase = "L1"


class RackDocument(Strict, frozen=True, kw_only=True):
    """A whole rack."""

    schema: Literal["rack-model/1"]
    id: ModelId
    title: Words
    aliases: tuple[ModelId, ...] = ()
    include: tuple[ModelId, ...] = ()
    family: TypeId
    printed_prefix: Words
    meter: TableName
    ct_position: Literal["drain", "after_tap_off"]
    nominal_v_ln_v: Volts = 230.0
    ambient: AmbientTable | None = None
    drain: PowerConnectorTable
    source: PowerConnectorTable | None = None
    main: MainTable
    indicator: IndicatorTable
    protection: dict[str, ProtectionTable]
    outputs: OutputsTable
    auxiliary: tuple[AuxiliaryTable, ...] = ()
    doubled: tuple[DoubledTable, ...] = ()
    phases: dict[str, SinglePhase] = field(default_factory=dict)
    fuses: tuple[FuseTable, ...] = ()
    assumed: tuple[Words, ...] = ()
    cautions: tuple[Words, ...] = ()
    options: tuple[Words, ...] = ()
    network: bool = True
    levers: Literal["two", "three", "middle"] = "two"
    monitor_buttons: bool = False
    meter_buttons: tuple[Words, ...] = ()
    lamps: tuple[Literal["line", "main_status", "run", "data_tx", "key_switch"], ...] = ()
    knobs: tuple[Literal["backlight", "work_light"], ...] = ()
    work_lights: Count = 0
    usb: Count = 0
    cooling: Literal["forced", "free"] | None = None
    size: SizeTable | None = None
    neutral_relay: NeutralTable = NeutralTable()
    sensor: SensorTable = SensorTable()
    residual_band: ResidualBandTable = ResidualBandTable()
    thermal: ThermalTable = ThermalTable()
