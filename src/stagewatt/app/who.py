"""Who this node is: an id for life, and one for this start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Who:
    """The hash of the node's key, and the id of this start of it."""

    node: str
    boot_id: str
