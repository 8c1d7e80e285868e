"""What a rack is: ways, groups, connectors, protection, main device, meter, limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from stagewatt.domain.phases import Phase


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
    """A way's breaker: `rated_a` in amps, `residual_a` the rated residual current in amps."""

    kind: ProtectionKind
    rated_a: float
    poles: int
    residual_a: float | None = None
    curve: str | None = None


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
    """One outlet connector and the ways it carries; `also` names doubled sockets."""

    id: str
    type: str
    title: str
    ways: tuple[str, ...]
    also: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerConnector:
    """The panel drain (input) or panel source (feed-through); `rated_a` per conductor."""

    type: str
    rated_a: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRule:
    """When a way's lamp changes, in amps; the family decides what it looks like.

    `family` is "smartpdu", "c12" or "c24". Below `floor_a` there is no load. From `slight_a` the
    overload is slight, above `serious_a` serious. For a C24 `slight_a` is where it begins to flash.
    """

    family: str
    floor_a: float
    slight_a: float
    serious_a: float
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuse:
    """A fuse of the rack's own electronics."""

    id: str
    rating_a: float
    protects: str


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

    @property
    def supervised(self) -> tuple[Way, ...]:
        """The ways that have a current sensor, in the order of the board's channels."""
        return tuple(way for way in self.ways if way.supervised)

    @property
    def auxiliary(self) -> tuple[Way, ...]:
        """The ways that have none."""
        return tuple(way for way in self.ways if not way.supervised)
