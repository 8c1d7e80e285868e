"""Questions from one node to another, and their answers."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from stagewatt.mesh.messages import (
    Age,
    Card,
    Count,
    Events,
    Instance,
    Live,
    NodeId,
    Piece,
    RackId,
    Racks,
    Real,
    SettingsPiece,
    Short,
    Small,
    Text,
)

CommandId = Annotated[str, Meta(min_length=1, max_length=160)]


class AskViews(Piece, frozen=True, tag=20):
    """Cards and live values of racks that the other node owns."""

    racks: Racks


class AskEvents(Piece, frozen=True, tag=21):
    """The events of a run after a number."""

    instance: Instance
    after: Count


class AskKept(Piece, frozen=True, tag=22):
    """What the other node remembers of racks."""

    racks: Racks


class ChangePiece(Piece, frozen=True):
    """`kind` 1 rack name, 2 group, 3 way, 4 connector's colour; `mask` says which fields count."""

    kind: Small
    where: Short | None
    mask: Small
    text: Text | None
    min_a: Real | None
    max_a: Real | None


class AskChange(Piece, frozen=True, tag=30):
    """Change a rack's names, limits and colours; the same `id` is carried out once."""

    id: CommandId
    rack: RackId
    changes: Annotated[tuple[ChangePiece, ...], Meta(max_length=512)]
    expected_revision: Count | None


class AskAck(Piece, frozen=True, tag=31):
    """Acknowledge an alarm."""

    id: CommandId
    rack: RackId
    alarm: Short
    by: Short
    comment: Text


class AskMerge(Piece, frozen=True, tag=32):
    """Take in what was entered elsewhere while the owner was away."""

    id: CommandId
    rack: RackId
    base: SettingsPiece
    theirs: SettingsPiece
    node: NodeId


class AskAdopt(Piece, frozen=True, tag=33):
    """Take over the names that a peer kept of a rack's former node."""

    id: CommandId
    rack: RackId


class AskForget(Piece, frozen=True, tag=34):
    """Erase what is known of a rack that is gone."""

    id: CommandId
    rack: RackId


Question = AskViews | AskEvents | AskKept | AskChange | AskAck | AskMerge | AskAdopt | AskForget
Command = AskChange | AskAck | AskMerge | AskAdopt | AskForget


class Views(Piece, frozen=True, tag=40):
    instance: Instance
    cards: Annotated[tuple[Card, ...], Meta(max_length=32)]
    lives: Annotated[tuple[Live, ...], Meta(max_length=32)]


class KeptPiece(Piece, frozen=True):
    rack: RackId
    former_node: NodeId
    settings: SettingsPiece
    seen_wall_s: Real | None


class Kept(Piece, frozen=True, tag=41):
    kept: Annotated[tuple[KeptPiece, ...], Meta(max_length=256)]


class Done(Piece, frozen=True, tag=42):
    settings: SettingsPiece | None


class Refusal(Piece, frozen=True, tag=43):
    code: Short
    message: Text
    where: Short | None


Answer = Views | Events | Kept | Done | Refusal

__all__ = [
    "Age",
    "Answer",
    "AskAck",
    "AskAdopt",
    "AskChange",
    "AskEvents",
    "AskForget",
    "AskKept",
    "AskMerge",
    "AskViews",
    "ChangePiece",
    "Command",
    "Done",
    "Kept",
    "KeptPiece",
    "Question",
    "Refusal",
    "Views",
]
