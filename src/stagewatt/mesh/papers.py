"""What a node of a locked site shows, and by what it judges others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Papers:
    """All as PEM; kept in memory only. `repr` is left out so that no log shows the key."""

    authority: bytes
    certificate: bytes
    private_key: bytes
