"""The shape of a rack model file (`rack-model/1`) after its parts are joined."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

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
Poles = Annotated[int, Meta(ge=1, le=4, description="1 to 4 poles")]
Step = Annotated[float, Meta(gt=0, le=100)] | Literal["off"]
SinglePhase = Literal["L1", "L2", "L3"]
AnyPhases = Literal["cyclic", "all", "L1", "L2", "L3"]


class _Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """A table that allows no unknown key."""


class AmbientTable(_Strict, frozen=True, kw_only=True):
    """The air the rack may stand in."""

    min_c: Celsius
    max_c: Celsius


class PowerConnectorTable(_Strict, frozen=True, kw_only=True):
    """Panel drain or panel source; amps per conductor."""

    type: TypeId
    rated_a: Amps


class DialTable(_Strict, frozen=True, kw_only=True):
    """One setting of the main breaker: multiples of In, or seconds."""

    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]
    factory: Step
    settable: bool = True
    assumed: bool = False


class MainTable(_Strict, frozen=True, kw_only=True):
    """The main device."""

    device: Words
    kind: Literal["mccb", "switch_disconnector"]
    rated_a: Amps
    poles: Poles
    breaking_capacity_a: Annotated[float, Meta(gt=0, description="amps above 0")] | None = None
    dials: dict[str, DialTable] = field(default_factory=dict)


class IndicatorTable(_Strict, frozen=True, kw_only=True):
    """When a way's lamp changes; `rule` names the family's way of lighting it."""

    rule: Literal["smartpdu", "c12", "c24"]
    floor_a: Amps
    slight_a: Amps
    serious_a: Amps
    assumed: bool = False


class ProtectionTable(_Strict, frozen=True, kw_only=True):
    """One kind of breaker that ways carry."""

    kind: Literal["rcbo", "mcb_rcd", "breaker", "none"]
    rated_a: Amps
    poles: Poles
    residual_a: Annotated[float, Meta(gt=0, le=30, description="amps, 0.03 for 30 mA")] | None = (
        None
    )
    curve: Literal["short", "medium", "long"] | None = None


class OutputsTable(_Strict, frozen=True, kw_only=True):
    """The supervised ways."""

    groups: Annotated[tuple[GroupId, ...], Meta(min_length=1)]
    ways_per_group: Annotated[int, Meta(ge=1, le=72, description="1 to 72 ways")]
    numbering: Literal["by_group", "through"]
    phases: Literal["cyclic"] = "cyclic"
    protection: TypeId
    module: TypeId
    modules: Annotated[tuple[TypeId, ...], Meta(min_length=1)]


class AuxiliaryTable(_Strict, frozen=True, kw_only=True):
    """Ways of one kind without current sensors."""

    ways: Annotated[tuple[WayId, ...], Meta(min_length=1)]
    connector: TypeId
    phases: AnyPhases
    protection: TypeId


class DoubledTable(_Strict, frozen=True, kw_only=True):
    """Further sockets in parallel with the connectors of some ways."""

    ways: Annotated[tuple[WayId, ...], Meta(min_length=1)]
    socket: TypeId
    place: Words


class FuseTable(_Strict, frozen=True, kw_only=True):
    """A fuse of the rack's own electronics."""

    id: TableName
    rating_a: Amps
    protects: Words


class RackDocument(_Strict, frozen=True, kw_only=True):
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
