"""What a rack is: ways, groups, connectors, protection, main device, meter, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stagewatt.domain.figures import (
    MainTolerances,
    NeutralThresholds,
    ResidualBand,
    Sensor,
    Size,
    Thermal,
)
from stagewatt.domain.phases import Phase
from stagewatt.domain.pieces import LeverRule, Pins, ResidualRelay, Socket


class CtPosition(StrEnum):
    """Where the meter's current transformers sit: before or after the feed-through's tap-off."""

    DRAIN = "drain"
    AFTER_TAP_OFF = "after_tap_off"


class MainKind(StrEnum):
    """An MCCB trips on overcurrent; a switch-disconnector only on E-stop and lost neutral."""

    MCCB = "mccb"
    SWITCH_DISCONNECTOR = "switch_disconnector"


class ProtectionKind(StrEnum):
    """What protects a way."""

    RCBO = "rcbo"
    MCB_RCD = "mcb_rcd"
    BREAKER = "breaker"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """A way's breaker: `rated_a` in amps, `residual_a` the rated residual current in amps.

    `curve` names the delay (short, medium, long), `instantaneous` the class of its instantaneous
    release (B or C; None: it pulls at the flux limit). A pulse of up to half a cycle may reach
    `pulse_multiple` times the rated current. `rcd_a` is what a separate residual device is rated
    for (None: it is part of the breaker, or nobody says), `rcd_type` its delay ("general" or "s"),
    `wave` the residual currents it sees ("AC" or "A"; None: nobody says).
    """

    kind: ProtectionKind
    rated_a: float
    poles: int
    residual_a: float | None = None
    curve: str | None = None
    instantaneous: str | None = None
    pulse_multiple: float = 12.0
    rcd_a: float | None = None
    rcd_type: str = "general"
    wave: str | None = None
    relay: ResidualRelay | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One output circuit. `phases` holds one phase, or three for a three-phase way."""

    id: str
    group: str
    number: int
    phases: tuple[Phase, ...]
    connector: str
    protection: Protection
    supervised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """One outlet connector and the ways it carries.

    `pins` by wiring scheme ("uk", "din"). `sockets` are the doubled ones, `also` the same in
    words. `fits` names the types that can stand here instead, the fitted one among them.
    """

    id: str
    type: str
    title: str
    ways: tuple[str, ...]
    also: tuple[str, ...] = ()
    place: str = "rear"
    pins: Mapping[str, Pins] = field(default_factory=dict)
    sockets: tuple[Socket, ...] = ()
    fits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Ways that share a front field, a rear module and a LOAD CURRENT meter."""

    id: str
    ways: tuple[str, ...]
    module: str
    modules: tuple[str, ...] = ()
    """The module types that fit this group, the fitted one among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """One setting of the main device: multiples of In, or seconds; None is the step OFF."""

    steps: tuple[float | None, ...]
    factory: float | None
    settable: bool = True
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MainDevice:
    """The main breaker or switch-disconnector; `dials` by name (ir, isd, ii, in, tr, tsd, tn)."""

    device: str
    kind: MainKind
    rated_a: float
    poles: int
    breaking_capacity_a: float | None = None
    dials: dict[str, Dial] = field(default_factory=dict)
    e_stop_s: float = 0.0
    """From the E-stop's contact to open poles, seconds."""
    tolerances: MainTolerances = field(default_factory=MainTolerances)


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerConnector:
    """The panel drain (input) or panel source (feed-through); `rated_a` per conductor.

    `conductors_a` gives each conductor's rating in the order in which they are connected: pe, n,
    l1, l2, l3. `single_pole` connectors are connected one by one, others all at once.
    """

    type: str
    rated_a: float
    single_pole: bool = False
    conductors_a: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRule:
    """When a way's lamp changes, in amps; the family decides what it looks like.

    `family` is "smartpdu", "c12" or "c24". Below `floor_a` there is no load. From `slight_a` the
    overload is slight, above `serious_a` serious. For a C24 `slight_a` is where it begins to flash.
    `slow_hz` and `fast_hz` are the two rates of flashing.
    """

    family: str
    floor_a: float
    slight_a: float
    serious_a: float
    assumed: bool
    slow_hz: float = 1.0
    fast_hz: float = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuse:
    """A slow fuse of the rack's own electronics, and the line that feeds it."""

    id: str
    rating_a: float
    protects: str
    phase: Phase = Phase.L1


@dataclass(frozen=True, slots=True, kw_only=True)
class RackModel:
    """One rack type with everything that follows from it, resolved and consistent."""

    id: str
    family: str
    title: str
    printed_prefix: str
    drain: PowerConnector
    source: PowerConnector | None
    main: MainDevice
    meter: str
    ct_position: CtPosition
    indicator: IndicatorRule
    groups: tuple[Group, ...]
    ways: tuple[Way, ...]
    """All ways, the supervised ones first, in the order of the board's channels."""
    connectors: tuple[Connector, ...]
    fuses: tuple[Fuse, ...] = ()
    ambient_min_c: float | None = None
    ambient_max_c: float | None = None
    nominal_v_ln_v: float = 230.0
    assumed: tuple[str, ...] = ()
    """Facts that rest on an assumption, as words for people."""
    cautions: tuple[str, ...] = ()
    """What people must know about this rack before they load it."""
    options: tuple[str, ...] = ()
    """What the maker offers besides, in words."""
    network: bool = True
    """Whether anything of it can be read from outside."""
    levers: LeverRule = LeverRule.TWO
    monitor_buttons: bool = False
    """Whether each way has a button that sends its current to the group's LOAD CURRENT meter."""
    meter_buttons: tuple[str, ...] = ()
    lamps: tuple[str, ...] = ()
    """Of: line, main_status, run, data_tx, key_switch."""
    knobs: tuple[str, ...] = ()
    """Of: backlight, work_light."""
    work_lights: int = 0
    usb: int = 0
    cooling: str | None = None
    """Of the air: forced (with a filter) or free; None where nobody says."""
    size: Size | None = None
    neutral_relay: NeutralThresholds = field(default_factory=NeutralThresholds)
    sensor: Sensor = field(default_factory=Sensor)
    residual_band: ResidualBand = field(default_factory=ResidualBand)
    thermal: Thermal = field(default_factory=Thermal)

    @property
    def supervised(self) -> tuple[Way, ...]:
        """The ways that have a current sensor, in the order of the board's channels."""
        return tuple(way for way in self.ways if way.supervised)

    @property
    def auxiliary(self) -> tuple[Way, ...]:
        """The ways that have none."""
        return tuple(way for way in self.ways if not way.supervised)
