"""Which nodes route for the others once there are many: a pure function of the members' ids."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

ROUTED_ABOVE = 50
"""With more members than this, nodes stop linking all to all."""

DIRECT_BELOW = 40
"""With fewer than this they link all to all again; between the two they stay as they are."""

CLIENTS_EACH = 40
"""How many members one router serves at most, on average."""

ROUTERS_MIN = 3
"""Fewer would leave nobody when two vanish."""


@dataclass(frozen=True, slots=True)
class Role:
    """How one node takes part: "peer", "router" or "client"; a client's `routers`, best first.

    The second router is where a client goes when its first one vanishes.
    """

    kind: str
    routers: tuple[str, ...] = ()


def is_routed(members: int, *, routed: bool) -> bool:
    """Return whether so many members need routers; `routed`: whether anybody routes now."""
    return members > ROUTED_ABOVE or (routed and members >= DIRECT_BELOW)


def elect(me: str, members: Collection[str], *, routed: bool) -> Role:
    """Return this node's role among the members (its own id included).

    Every node that sees the same members finds the same routers. When a router vanishes only its
    own clients move; when anybody else vanishes, nobody does, as long as as many are needed.
    """
    if not is_routed(len(members), routed=routed):
        return Role("peer")
    needed = max(ROUTERS_MIN, -(-len(members) // CLIENTS_EACH))
    routers = sorted(members, key=_weight)[:needed]
    if me in routers:
        return Role("router", tuple(sorted(routers)))
    return Role("client", tuple(sorted(routers, key=lambda router: _weight(f"{me} {router}"))))


def _weight(text: str) -> bytes:
    """Return a number that only the text decides: the same everywhere, like a throw of dice."""
    return sha256(text.encode()).digest()
