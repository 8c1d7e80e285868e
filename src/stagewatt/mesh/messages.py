"""What travels between nodes: every message of the mesh, its fields in their order for ever.

A later minor version may add fields at the end of a message, with a default, and messages with
new numbers; nothing else may change without a new major version.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

NodeId = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]
RackId = NodeId
Instance = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{1,32}\Z")]
Short = Annotated[str, Meta(max_length=128)]
Text = Annotated[str, Meta(max_length=1024)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Age = Annotated[int, Meta(ge=0, le=2**40)]
Small = Annotated[int, Meta(ge=0, le=255)]
Word = Annotated[int, Meta(ge=0, le=2**53)]
Number = Annotated[int, Meta(ge=-(2**53), le=2**53)]
Real = Annotated[float, Meta(ge=-1e15, le=1e15)]
Values = Annotated[tuple[Number | None, ...], Meta(max_length=256)]
Words = Annotated[tuple[Word, ...], Meta(max_length=256)]
Racks = Annotated[tuple[RackId, ...], Meta(max_length=256)]
Bytes = Annotated[bytes, Meta(max_length=1024)]


class Piece(Struct, array_like=True, frozen=True, gc=False):
    """Part of a message."""


class TightPiece(Piece, frozen=True):
    place: Short
    used: Number
    left: Number
    limit: Number
    bound: Small


class RackPulse(Piece, frozen=True):
    """One rack twice a second; `card` and `facts` are the newest numbers of its other messages."""

    rack: RackId
    seq: Count
    card: Count
    facts: Count
    age_ms: Age
    heard_ms: Age | None
    state: Word
    quality: Word
    mains_ms: Age | None
    main_ms: Age | None
    contacts_ms: Age | None
    celsius_ms: Age | None
    values: Values
    celsius: Number | None
    tightest: TightPiece | None


class Pulse(Piece, frozen=True, tag=1):
    """All racks that a node owns; `events` is the number of its newest event."""

    instance: Instance
    number: Count
    events: Count
    racks: Annotated[tuple[RackPulse, ...], Meta(max_length=256)]


class SilenceAck(Piece, frozen=True):
    """Who acknowledged that a rack does not answer."""

    rack: RackId
    by: Short
    comment: Text
    age_ms: Age
    wall_s: Real | None


class Hello(Piece, frozen=True, tag=2):
    """Who a node is; `reads` are the racks that it reads, owned or not."""

    instance: Instance
    number: Count
    name: Short
    version: Short
    addresses: Annotated[tuple[Short, ...], Meta(max_length=32)]
    reads: Racks
    role: Short
    acks: Annotated[tuple[SilenceAck, ...], Meta(max_length=256)]


class AckPiece(Piece, frozen=True):
    by: Short
    comment: Text
    age_ms: Age | None
    boot: Annotated[str, Meta(max_length=32)]
    wall_s: Real | None


class AlarmPiece(Piece, frozen=True):
    """`since_ms` is None where another boot raised it, which `boot` then names."""

    place: Short
    rule: Short
    occurrence: Count
    severity: Small
    state: Small
    since_ms: Age | None
    boot: Annotated[str, Meta(max_length=32)]
    text: Text
    value: Real | None
    limit: Real | None
    unit: Short | None
    first_step: Text | None
    ack: AckPiece | None


class WayCard(Piece, frozen=True):
    id: Short
    name: Short | None
    phases: Small
    connector: Short
    rated_a: Real
    min_a: Real | None
    max_a: Real | None


class ConnectorCard(Piece, frozen=True):
    id: Short
    title: Short
    type: Short
    color: Short | None
    ways: Annotated[tuple[Short, ...], Meta(max_length=256)]


class LimitsCard(Piece, frozen=True):
    main_a: Real
    drain_a: Real
    neutral_a: Real
    neutral_of: Short
    drain_of: Short
    main_confirmed: bool


class WaySettingsPiece(Piece, frozen=True):
    name: Short | None
    min_a: Real | None
    max_a: Real | None


class SettingsPiece(Piece, frozen=True):
    """What a person entered for a rack."""

    revision: Count
    name: Short | None
    group: Short | None
    ways: Annotated[dict[Short, WaySettingsPiece], Meta(max_length=256)]
    connectors: Annotated[dict[Short, Short], Meta(max_length=256)]


class OfferPiece(Piece, frozen=True):
    former_node: NodeId
    kept_by: NodeId
    settings: SettingsPiece
    seen_wall_s: Real | None


class Card(Piece, frozen=True, tag=3):
    """All of a rack that rarely changes; `number` grows with each change."""

    instance: Instance
    rack: RackId
    number: Count
    name: Short | None
    group: Short | None
    printed_name: Short
    model: Short
    revision: Count
    also_read_by: Annotated[tuple[NodeId, ...], Meta(max_length=64)]
    limits: LimitsCard
    ways: Annotated[tuple[WayCard, ...], Meta(max_length=256)]
    connectors: Annotated[tuple[ConnectorCard, ...], Meta(max_length=256)]
    alarms: Annotated[tuple[AlarmPiece, ...], Meta(max_length=512)]
    offer: OfferPiece | None = None


class MarkPiece(Piece, frozen=True):
    quality: Small
    age_ms: Age | None
    source: Small


class WaysLive(Piece, frozen=True):
    """Columns in the card's order of ways; marks are places in the message's table of marks."""

    i: Values
    i_min: Values
    i_max: Values
    i_peak: Values
    p: Values
    state: Words
    mark: Words
    breaker_mark: Words
    since_ms: Annotated[dict[Small, Age], Meta(max_length=256)]
    """By place, only of ways whose breaker's movement was sensed."""


class MainLive(Piece, frozen=True):
    mark: Small
    state: Word
    since_ms: Age | None
    """None: not sensed. Before the boot counts too: an age has no zero."""


class LoadLive(Piece, frozen=True):
    mark: Small
    bounds: Word
    values: Values


class Live(Piece, frozen=True, tag=4):
    """Every number of a rack; `facts` grows when a state changes, not with the numbers."""

    instance: Instance
    rack: RackId
    seq: Count
    facts: Count
    age_ms: Age
    heard_ms: Age | None
    state: Word
    sources: Annotated[tuple[Short, ...], Meta(max_length=64)]
    marks: Annotated[tuple[MarkPiece, ...], Meta(max_length=256)]
    mains_mark: Small
    mains: Values
    main: MainLive
    contacts_mark: Small
    celsius_mark: Small
    celsius: Number | None
    load: LoadLive
    ways: WaysLive
    tightest: TightPiece | None


class EventPiece(Piece, frozen=True):
    rack: RackId
    place: Short
    rule: Short
    occurrence: Count
    kind: Small
    age_ms: Age
    severity: Small
    text: Text
    before: Text | None
    after: Text | None


class Events(Piece, frozen=True, tag=5):
    """Events in their order; the first one's number is `first`. Also the answer to AskEvents."""

    instance: Instance
    first: Count
    events: Annotated[tuple[EventPiece, ...], Meta(max_length=200)]


class WallRack(Piece, frozen=True):
    """Currents as unsigned 16 bit in 10 mA (65535: none), states as 16 bit, little-endian."""

    rack: RackId
    seq: Count
    age_ms: Age
    i: Bytes
    state: Bytes


class Wall(Piece, frozen=True, tag=6):
    instance: Instance
    number: Count
    racks: Annotated[tuple[WallRack, ...], Meta(max_length=256)]


Said = Pulse | Hello | Card | Live | Events | Wall
"""What is said to all who hear."""
