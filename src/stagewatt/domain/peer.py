"""Other nodes of the site, and racks that are known though nobody tells of them now."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.settings import RackSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One node as another one sees it; instants are monotonic of the node that asks.

    `id` is the hash of the node's key, `instance` is new at each start, `addresses` are those at
    which its screen is found (`http://10.0.0.5:8080/`), `racks` those it reads.
    """

    id: str
    instance: str
    name: str
    version: str
    addresses: tuple[str, ...]
    racks: tuple[str, ...]
    present: bool
    heard_ns: int
    local: bool = False
    """True for the very node that answers."""
    role: str = "peer"
    """How it takes part in the mesh: "peer", "router" or "client" (of a router)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshState:
    """How this node's part of the mesh goes, for people; `problems` are sentences.

    `port` is the one that is spoken on, `addresses` the own ones. `opened` counts sessions,
    `dropped` messages that were lost on purpose, `overflows` sessions that were ended because
    urgent messages did not fit.
    """

    is_open: bool
    role: str
    port: int
    addresses: tuple[str, ...]
    locked: bool
    opened: int
    dropped: int
    overflows: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedRack:
    """What is kept of a rack beyond the life of any node: so that it is known when it is gone."""

    rack: str
    name: str | None
    printed_name: str
    model: str
    node: str
    seen_wall_s: float | None
    """When it was heard last, seconds since 1970; None where the clock was unset."""
    settings: RackSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Names, limits and colours of a rack that a peer kept from its former node."""

    rack: str
    former_node: str
    kept_by: str
    settings: RackSettings
    seen_wall_s: float | None
