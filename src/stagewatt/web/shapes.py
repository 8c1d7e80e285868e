"""The shapes of the API's answers; `openapi.json` is made from them (one long table)."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Number = float | None
QualityWord = Literal["good", "estimated", "stale", "missing", "unmeasured"]
BoundWord = Literal["exact", "lower", "upper"]
CauseWord = Literal[
    "e_stop",
    "neutral_loss",
    "overload",
    "short_time",
    "instantaneous",
    "neutral_overcurrent",
    "residual",
    "manual",
    "unknown",
]
CauseQualityWord = Literal["sensed", "inferred", "confirmed", "unknown"]
StateWord = Literal["on", "off", "tripped", "unknown"]
SeverityWord = Literal["critical", "warning", "advisory"]
SupplyWord = Literal["live", "absent", "unknown"]


class Shape(msgspec.Struct, kw_only=True, gc=False):
    """Base of all shapes. A missing value is null; wall times are RFC 3339 UTC or null."""


class Doubt(Shape):
    """How far the values beside it may be trusted; `age_s` is null when they never were read."""

    quality: QualityWord
    age_s: Number
    source: str


class Phases(Shape):
    """One value per phase."""

    l1: Number
    l2: Number
    l3: Number


class Conductors(Shape):
    """One value per phase and the neutral's."""

    l1: Number
    l2: Number
    l3: Number
    n: Number


class PhasesSum(Shape):
    """One value per phase and that of all three together."""

    l1: Number
    l2: Number
    l3: Number
    sum: Number


class Pairs(Shape):
    """One value per pair of phases."""

    l12: Number
    l23: Number
    l31: Number


class Energy(Shape):
    """Counters in Wh: `partial` is zeroed by a supply loss, `total` never."""

    partial: Number
    total: Number


class Mains(Doubt):
    """The mains meter, upstream of the main breaker. A negative `pf` is leading."""

    v_ln_v: Phases
    v_ll_v: Pairs
    i_a: Conductors
    f_hz: Number
    p_w: PhasesSum
    q_var: PhasesSum
    s_va: PhasesSum
    pf: PhasesSum
    thd_v_ln_pct: Phases
    thd_v_ll_pct: Pairs
    thd_i_pct: Phases
    energy_wh: Energy


class Supply(Doubt):
    """Whether a phase carries voltage: a reading, never a proof of isolation."""

    l1: SupplyWord
    l2: SupplyWord
    l3: SupplyWord


class Breaker(Doubt):
    """A breaker; `since` and `since_s` say when its contact moved, null where none is sensed."""

    state: StateWord
    cause: CauseWord | None
    cause_quality: CauseQualityWord
    since: str | None
    since_s: Number


class WayBreaker(Shape):
    """A way's breaker."""

    state: StateWord
    cause: CauseWord | None
    cause_quality: CauseQualityWord


class SumPhases(Shape):
    """A sum per phase, and what it says where a term is unknown."""

    l1: Number
    l2: Number
    l3: Number
    bound: BoundWord


class Sum(Shape):
    """A sum, and what it says where a term is unknown."""

    value: Number
    bound: BoundWord


class Interval(Shape):
    """A current known between bounds; a null bound is open."""

    at_least_a: Number
    at_most_a: Number


class Intervals(Shape):
    """An interval per phase."""

    l1: Interval
    l2: Interval
    l3: Interval


class Load(Doubt):
    """What drain and main carry against their own limits."""

    ways_a: SumPhases
    p_ways_w: Sum
    main_a: Intervals
    main_limit_a: float
    main_dials_confirmed: bool
    drain_limit_a: float
    drain_limit_of: str
    drain_bound: BoundWord
    neutral_limit_a: float
    neutral_limit_of: str


class Worst(Shape):
    """The nearest limit: `place` is `drain.l1`, `neutral`, `main.l2` or a way's id."""

    place: str
    used_pct: float
    left_a: float
    limit_a: float
    bound: BoundWord


class Indicator(Shape):
    """What the way's lamp on the rack should look like."""

    color: Literal["off", "green", "red", "unknown"]
    pattern: Literal["steady", "slow", "fast"]


class Way(Doubt):
    """One way. `p_w` is estimated. `phase` is null for a three-phase way, see `phases`."""

    id: str
    name: str | None
    phase: Literal["L1", "L2", "L3"] | None
    phases: list[str]
    connector: str
    color: str | None
    i_a: Number
    i_min_a: Number
    i_max_a: Number
    i_peak_a: Number
    p_w: Number
    load: Literal["none", "ok", "high", "overload", "serious", "unknown"]
    indicator: Indicator
    breaker: WayBreaker
    rated_a: float
    min_a: Number
    max_a: Number
    warning: bool


class Connector(Shape):
    """One connector with its tape colour by IEC 60757 letters."""

    id: str
    title: str
    type: str
    color: str | None
    ways: list[str]


class Ack(Shape):
    """Who knows of an alarm. `age_s` is null where another boot of the node noted it."""

    by: str
    comment: str
    at: str | None
    age_s: Number


class Alarm(Shape):
    """One raised occurrence. `since` is null while the clock is unset or was another boot's."""

    id: str
    rack: str
    place: str
    rule: str
    occurrence: int
    severity: SeverityWord
    state: Literal["active", "unchecked"]
    since: str | None
    age_s: Number
    text: str
    value: Number
    limit: Number
    unit: str | None
    first_step: str | None
    ack: Ack | None


class Acknowledged(Shape):
    """What the newest picture says of an alarm that was just acknowledged.

    `ack` is the first one that was noted; null where the picture does not show it (any more).
    """

    id: str
    ack: Ack | None


class Snapshot(Shape):
    """Which snapshot of which boot of the rack's node this is."""

    boot_id: str
    seq: int


class RackRow(Shape):
    """A rack in the list. `via` names the node that passed it on, null for one read here.

    `quality` and `i_age_s` are those of the currents `i_a`; `age_s` is since any device answered.
    `used_pct` is how much of the drain's limit a phase uses, and of its own the neutral;
    `used_bound` lower: at least so much, the meter does not see all.
    `severity` is that of the loudest alarm, `unacked_severity` of the loudest nobody acknowledged.
    `also_read_by` are other nodes that read this rack, too.
    """

    id: str
    name: str | None
    printed_name: str
    model: str
    group: str | None
    node: str
    via: str | None
    also_read_by: list[str]
    online: bool
    age_s: Number
    i_a: Conductors
    quality: QualityWord
    i_age_s: Number
    used_pct: Conductors
    used_bound: BoundWord
    warning: bool
    alarms: int
    unacked: int
    severity: SeverityWord | None
    unacked_severity: SeverityWord | None
    worst: Worst | None


class Offer(Shape):
    """Names that `kept_by` kept for this rack while `former_node` read it; take them by adopting.

    `names`, `limits` and `colors` count those of ways and connectors.
    """

    former_node: str
    kept_by: str
    last_seen: str | None
    name: str | None
    group: str | None
    names: int
    limits: int
    colors: int


class Rack(Shape):
    """Everything about one rack at one instant."""

    id: str
    name: str | None
    printed_name: str
    model: str
    group: str | None
    node: str
    via: str | None
    also_read_by: list[str]
    online: bool
    age_s: Number
    warning: bool
    snapshot: Snapshot
    settings_revision: int
    mains: Mains
    supply: Supply
    main_breaker: Breaker
    e_stop: Literal["released", "pressed", "unknown"]
    neutral_relay: Literal["not_tripped", "tripped", "unknown"]
    contacts: Doubt
    temperature_c: Number
    temperature: Doubt
    load: Load
    tightest: Worst | None
    ways: list[Way]
    connectors: list[Connector]
    alarms: list[Alarm]
    offer: Offer | None


class Event(Shape):
    """Something that happened once. `alarm` is the id of the occurrence it belongs to."""

    id: str
    alarm: str
    rack: str
    place: str
    rule: str
    occurrence: int
    kind: Literal["raised", "cleared", "state", "changed", "acknowledged", "joined", "left"]
    severity: SeverityWord
    at: str | None
    age_s: float
    text: str
    before: str | None
    after: str | None


class UnmonitoredRow(Shape):
    """A rack that nothing reads, as somebody entered it: nothing is known of its power."""

    id: str
    name: str | None
    model: str
    title: str
    """The model in words."""
    node: str


class KnownRow(Shape):
    """A rack known from before that nobody has told of since this node started."""

    id: str
    name: str | None
    printed_name: str
    model: str
    group: str | None
    node: str
    """Who read it last."""
    last_seen: str | None


class Racks(Shape):
    """All racks this node knows; of `unmonitored` it was only told, `known` it remembers."""

    racks: list[RackRow]
    unmonitored: list[UnmonitoredRow]
    known: list[KnownRow]


class Forgotten(Shape):
    """The rack that was forgotten."""

    id: str


class Alarms(Shape):
    """All raised alarms of all racks, the loudest first."""

    alarms: list[Alarm]


class Events(Shape):
    """Events, oldest first. `next` goes into `since`; not `complete`: some are no longer kept."""

    events: list[Event]
    next: str
    complete: bool


class Node(Shape):
    """This node; `racks` are those it reads itself, `addresses` where its screen is found.

    `site` is the name under which nodes find each other; `locked`: only with the site's key.
    """

    id: str
    name: str
    version: str
    boot_id: str
    racks: list[str]
    clock: Literal["set", "unset"]
    addresses: list[str]
    site: str
    locked: bool


class NodeRow(Shape):
    """A node of the site. `age_s` is since it was heard; not `present`: it left or is silent."""

    id: str
    instance: str
    name: str
    version: str
    addresses: list[str]
    racks: list[str]
    present: bool
    age_s: float
    local: bool
    role: str


class Nodes(Shape):
    """All nodes heard since this one started, this one first."""

    nodes: list[NodeRow]


class Health(Shape):
    """The process answers."""

    status: Literal["up"]


class Models(Shape):
    """The catalogue."""

    models: list[dict[str, Any]]
    connector_types: dict[str, Any]


class Error(Shape):
    """What was wrong: `code` for programs, `message` for people, `where` names the field."""

    code: str
    message: str
    where: str | None


class Failure(Shape):
    """The one form of error."""

    error: Error
