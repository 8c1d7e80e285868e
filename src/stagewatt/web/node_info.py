"""Who the node is that answers."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.domain.setup import UnmonitoredRack


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """Who this node is: `name` is what people call it, `boot_id` is new at each start.

    `site` is the name under which nodes find each other; `locked`: only with the site's key.
    """

    id: str
    name: str
    version: str
    boot_id: str
    unmonitored: tuple[UnmonitoredRack, ...] = ()
    """Racks that it was told of and that nothing reads."""
    site: str = "open"
    locked: bool = False
