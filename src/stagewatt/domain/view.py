"""`RackView`: the one frozen picture of a rack that screens, programs and records all read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stagewatt.domain.alarm import Alarm
from stagewatt.domain.phases import L123, L123N, L123Sum, LineToLine, Phase
from stagewatt.domain.quality import Bound, Mark
from stagewatt.domain.reading import EnergyValues, Value


class Supply(StrEnum):
    """Whether a phase of the drain carries voltage (a reading, never a proof of isolation)."""

    LIVE = "live"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class BreakerState(StrEnum):
    """Position of a breaker."""

    ON = "on"
    OFF = "off"
    TRIPPED = "tripped"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    """Why a breaker is not on."""

    E_STOP = "e_stop"
    NEUTRAL_LOSS = "neutral_loss"
    OVERLOAD = "overload"
    SHORT_TIME = "short_time"
    INSTANTANEOUS = "instantaneous"
    NEUTRAL_OVERCURRENT = "neutral_overcurrent"
    RESIDUAL = "residual"
    MANUAL = "manual"
    UNKNOWN = "unknown"


class CauseQuality(StrEnum):
    """How a cause is known."""

    SENSED = "sensed"
    INFERRED = "inferred"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"


class EStop(StrEnum):
    """The emergency-stop button."""

    RELEASED = "released"
    PRESSED = "pressed"
    UNKNOWN = "unknown"


class NeutralRelay(StrEnum):
    """The loss-of-neutral relay; the good case is `not_tripped`, never "ok"."""

    NOT_TRIPPED = "not_tripped"
    TRIPPED = "tripped"
    UNKNOWN = "unknown"


class Load(StrEnum):
    """How loaded a way is, by its family's rule."""

    NONE = "none"
    OK = "ok"
    HIGH = "high"
    OVERLOAD = "overload"
    SERIOUS = "serious"
    UNKNOWN = "unknown"


class LampColor(StrEnum):
    """Colour of a way's lamp."""

    OFF = "off"
    GREEN = "green"
    RED = "red"
    UNKNOWN = "unknown"


class LampPattern(StrEnum):
    """How a way's lamp lights."""

    STEADY = "steady"
    SLOW = "slow"
    FAST = "fast"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What the way's lamp on the rack should look like."""

    color: LampColor
    pattern: LampPattern


@dataclass(frozen=True, slots=True, kw_only=True)
class MainsView:
    """The meter's values with their doubt."""

    mark: Mark
    v_ln_v: L123[Value]
    v_ll_v: LineToLine[Value]
    i_a: L123N[Value]
    f_hz: Value
    p_w: L123Sum[Value]
    q_var: L123Sum[Value]
    s_va: L123Sum[Value]
    pf: L123Sum[Value]
    thd_v_ln_pct: L123[Value]
    thd_v_ll_pct: LineToLine[Value]
    thd_i_pct: L123[Value]
    energy: EnergyValues


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerView:
    """The main breaker (or a way's): state, cause, and how the cause is known."""

    mark: Mark
    state: BreakerState
    cause: Cause | None
    cause_quality: CauseQuality
    since_ns: int | None = None
    """When the contact moved (monotonic of this boot, below 0 for before it); None: not sensed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A current known only between bounds, in amps; a None bound is open."""

    at_least_a: Value
    at_most_a: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Tightest:
    """The limit that is nearest: where, how much of it is used, how much is left."""

    place: str
    """`drain.l1`, `neutral`, `main.l2` or a way id."""
    used_pct: float
    left_a: float
    limit_a: float
    bound: Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadView:
    """Drain and main load against their own limits.

    `ways_a` sums the measured ways per phase; `main_a` is what the main breaker carries: exact
    with CTs after the tap-off, otherwise between what the ways draw and what the drain carries.
    """

    mark: Mark
    ways_a: L123[Value]
    ways_bound: Bound
    main_a: L123[Interval]
    main_limit_a: float
    drain_limit_a: float
    neutral_limit_a: float
    neutral_limit_of: str
    """What limits the neutral: "connector" or "conductor"."""
    p_ways_w: Value
    """Estimated sum of the ways' power, a lower bound where ways are unknown."""
    drain_limit_of: str = "connector"
    """What limits the drain's phases: "connector" or "conductor"."""
    drain_bound: Bound = Bound.EXACT
    """Lower when the meter's transformers do not see the feed-through."""
    main_dials_confirmed: bool = False
    """Whether a person confirmed the dial that `main_limit_a` rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayView:
    """One way as shown: settings of people beside the judgement of its current."""

    id: str
    name: str | None
    phases: tuple[Phase, ...]
    connector: str
    color: str | None
    mark: Mark
    i_a: Value
    i_min_a: Value
    i_max_a: Value
    i_peak_a: Value
    p_w: Value
    """Estimated from the phase's voltage and power factor."""
    load: Load
    indicator: Indicator
    breaker: BreakerView
    rated_a: float
    min_a: float | None
    max_a: float | None
    warning: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """E-stop and neutral relay as sensed."""

    mark: Mark
    e_stop: EStop
    neutral_relay: NeutralRelay


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorView:
    """One connector with the tape colour people gave it."""

    id: str
    title: str
    type: str
    color: str | None
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RackView:
    """One rack at one instant: local, remote and replayed racks have this same type.

    `boot_id` and `seq` number the snapshots of the node that judged it; `at_ns` is that node's
    monotonic clock. `online` is False when no device of the rack answers.
    """

    rack: str
    name: str | None
    printed_name: str
    model: str
    node: str
    boot_id: str
    seq: int
    at_ns: int
    settings_revision: int
    online: bool
    last_heard_ns: int | None
    mains: MainsView
    supply: L123[Supply]
    main_breaker: BreakerView
    contacts: Contacts
    temperature_c: Value
    temperature_mark: Mark
    load: LoadView
    ways: tuple[WayView, ...]
    connectors: tuple[ConnectorView, ...]
    tightest: Tightest | None
    alarms: tuple[Alarm, ...]
    group: str | None = None
    also_read_by: tuple[str, ...] = ()
    """Other nodes that read this rack too; its owner is `node`, the lowest of all their ids."""

    @property
    def warning(self) -> bool:
        """Whether the rack carries the warning triangle."""
        return any(way.warning for way in self.ways)
