"""The parts of the API's answers: words, blocks of a rack, ways (one long table)."""

from __future__ import annotations

from typing import Literal

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


class Snapshot(Shape):
    """Which snapshot of which boot of the rack's node this is."""

    boot_id: str
    seq: int
