"""The shape of a node's configuration file (`node-config/1`).

Every key is optional here, so that what is well formed can be judged beside what is not;
`config_racks` and `config_devices` say what is missing.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Name = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z", description="1 to 32 of a-z, 0-9 and -")]
Text = Annotated[str, Meta(min_length=1, max_length=255, description="a text of 1 to 255")]
Port = Annotated[int, Meta(ge=1, le=65535, description="a port from 1 to 65535")]
Unit = Annotated[int, Meta(ge=0, le=255, description="a Modbus unit from 0 to 255")]
BoardPeriod = Annotated[int, Meta(ge=50, le=3000, description="milliseconds from 50 to 3000")]
MeterPeriod = Annotated[int, Meta(ge=100, le=10_000, description="milliseconds from 100 to 10000")]
Amps = Annotated[float, Meta(gt=0, le=10_000, description="amps above 0")]
Baud = Literal[1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400]
Phase = Literal["L1", "L2", "L3"]
Dial = Annotated[float, Meta(gt=0, le=100, description="a step of the dial")] | Literal["off"]

Site = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z", description="1 to 32 of a-z, 0-9 and -")]
SiteKey = Annotated[str, Meta(min_length=16, max_length=256, description="a key of 16 to 256")]
HostLabel = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9]([A-Za-z0-9-]{0,13}[A-Za-z0-9])?\Z",
        description="1 to 15 of A-Z, 0-9, -",
    ),
]

DEFAULT_SITE = "open"
DEFAULT_MESH_PORT = 7432
DEFAULT_LISTEN = "127.0.0.1:8080"
DEFAULT_DATA_DIR = "stagewatt-data"
DEFAULT_BOARD_PERIOD_MS = 100
DEFAULT_METER_PERIOD_MS = 500
DEFAULT_PORT = 502
DEFAULT_UNIT = 1
DEFAULT_BAUD = 9600
DEFAULT_PARITY = "N"
DEFAULT_STOP_BITS = 1


class _Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """A table that allows no unknown key."""


class NodeTable(_Strict, frozen=True, kw_only=True):
    """The node itself: where it listens and keeps its data, and how often it asks by default."""

    name: Name | None = None
    data_dir: Text = DEFAULT_DATA_DIR
    listen: Text = DEFAULT_LISTEN
    allowed_hosts: tuple[Text, ...] = ()
    board_period_ms: BoardPeriod = DEFAULT_BOARD_PERIOD_MS
    meter_period_ms: MeterPeriod = DEFAULT_METER_PERIOD_MS


class MeshTable(_Strict, frozen=True, kw_only=True):
    """Which nodes belong together and how they are found.

    `key_file` (or `key`) locks the site; `addresses` are nodes that multicast does not reach;
    `interfaces` narrows where the mesh is spoken (default: where `listen` is).
    """

    enabled: bool = True
    site: Site = DEFAULT_SITE
    key: SiteKey | None = None
    key_file: Text | None = None
    port: Port = DEFAULT_MESH_PORT
    multicast: bool = True
    addresses: tuple[Text, ...] = ()
    interfaces: tuple[Text, ...] = ()


class NamesTable(_Strict, frozen=True, kw_only=True):
    """By which names the network finds this node; each way can be switched off."""

    mdns: bool = True
    netbios: bool = True
    llmnr: bool = True
    name: HostLabel | None = None


class LedsTable(_Strict, frozen=True, kw_only=True):
    """Lamps of the board by their names below /sys/class/leds, and the RESET key's device."""

    run: Text | None = None
    data: Text | None = None
    reset_key: Text | None = None


class DeviceTable(_Strict, frozen=True, kw_only=True):
    """Where a device answers: `host` and `port` (Modbus TCP), or `serial` (Modbus RTU)."""

    host: Text | None = None
    port: Port | None = None
    serial: Text | None = None
    baud: Baud | None = None
    parity: Literal["N", "E", "O"] | None = None
    stop_bits: Literal[1, 2] | None = None
    unit: Unit = DEFAULT_UNIT


class MeterDeviceTable(DeviceTable, frozen=True, kw_only=True):
    """The mains meter; `table` where it is not the model's usual one."""

    table: Text | None = None
    period_ms: MeterPeriod | None = None


class BoardDeviceTable(DeviceTable, frozen=True, kw_only=True):
    """An I/O board and the ways it carries, in the order of its channels."""

    ways: tuple[Text, ...] | None = None
    period_ms: BoardPeriod | None = None


class RackTable(_Strict, frozen=True, kw_only=True):
    """One rack: its model, how this one differs from it, and its devices."""

    model: Text | None = None
    id: Name | None = None
    ct_position: Literal["drain", "after_tap_off"] | None = None
    phase_conductor_a: Amps | None = None
    neutral_conductor_a: Amps | None = None
    modules: dict[str, Text] = field(default_factory=dict)
    sockets: dict[str, Text] = field(default_factory=dict)
    phase_order: Literal["cyclic", "pairs"] | None = None
    phases: dict[str, Phase] = field(default_factory=dict)
    dials: dict[str, Dial] = field(default_factory=dict)
    meter: MeterDeviceTable | None = None
    boards: tuple[BoardDeviceTable, ...] = ()


class UnmonitoredTable(_Strict, frozen=True, kw_only=True):
    """One rack without a network, entered by hand."""

    model: Text | None = None
    id: Name | None = None
    name: Text | None = None


class ConfigDocument(_Strict, frozen=True, kw_only=True):
    """The whole file."""

    schema: Literal["node-config/1"] | None = None
    node: NodeTable = NodeTable()
    mesh: MeshTable = MeshTable()
    names: NamesTable = NamesTable()
    leds: LedsTable = LedsTable()
    racks: tuple[RackTable, ...] = ()
    unmonitored: tuple[UnmonitoredTable, ...] = ()
