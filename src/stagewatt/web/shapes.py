"""The shapes of the API's answers about racks, read here, told of, or remembered."""

from __future__ import annotations

from typing import Literal

from stagewatt.web.shapes_alarms import Alarm
from stagewatt.web.shapes_parts import (
    BoundWord,
    Breaker,
    Conductors,
    Connector,
    Doubt,
    Load,
    Mains,
    Number,
    QualityWord,
    SeverityWord,
    Shape,
    Snapshot,
    Supply,
    Way,
    Worst,
)


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
