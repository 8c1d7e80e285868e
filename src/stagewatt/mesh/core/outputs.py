"""What the core wants done: said, asked, shown, recorded, kept; and who it is."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.alarm import Event
from stagewatt.domain.peer import RememberedRack
from stagewatt.domain.settings import RackSettings
from stagewatt.domain.view import RackView
from stagewatt.mesh.election import Role
from stagewatt.mesh.messages import Said
from stagewatt.mesh.questions import Question

Key = tuple[str, ...]
"""What an open question is for: there is never a second one with the same key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """This run of this node."""

    node: str
    instance: str
    name: str
    version: str
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    topic: str
    message: Said
    urgent: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """Answer with `Core.answered(key, ...)`, None when there was no answer."""

    key: Key
    node: str
    question: Question


@dataclass(frozen=True, slots=True)
class Show:
    """Publish a picture; `via` is None for a rack of this node."""

    view: RackView
    via: str | None


@dataclass(frozen=True, slots=True)
class Record:
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """Who may change a rack from now on; None is this very node."""

    rack: str
    node: str | None


@dataclass(frozen=True, slots=True)
class Topics:
    """What to follow and what to offer, whole sets."""

    follow: frozenset[str]
    offer: frozenset[str]


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep durably what is known of a rack."""

    rack: RememberedRack


@dataclass(frozen=True, slots=True)
class Erase:
    """Forget a rack durably, and take it off the list."""

    rack: str


@dataclass(frozen=True, slots=True)
class Follow:
    """Take over the owner's settings for a rack that this node reads but does not own.

    Answer with `Core.followed(rack, ...)`.
    """

    rack: str
    settings: RackSettings


@dataclass(frozen=True, slots=True)
class Cloned:
    """Two nodes have one id; the one with the greater instance must take a new key."""

    node: str
    instance: str
    addresses: tuple[str, ...]
    """Of the other one."""
    mine_moves: bool
    """True when it is this node that must take a new key."""


@dataclass(frozen=True, slots=True)
class Elected:
    role: Role


Output = Say | Ask | Show | Record | Own | Topics | Remember | Erase | Follow | Cloned | Elected
