"""What a person entered for a rack (names, limits, colours) and the changes to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum


class Unset(Enum):
    """Marks a field that a change leaves alone (None clears it)."""

    UNSET = "unset"


UNSET = Unset.UNSET

COLORS = ("BN", "RD", "OG", "YE", "GN", "BU", "VT", "GY", "WH", "PK", "TQ", "BK")
"""Connector tape colours by their IEC 60757 letter codes."""

NAME_MAX = 64
"""Longest name of a rack or a way, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaySettings:
    """Name and supervision limits (amps) of one way; None = not set."""

    name: str | None = None
    min_a: float | None = None
    max_a: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RackSettings:
    """Everything a person entered for one rack; `revision` grows with each change."""

    revision: int = 0
    name: str | None = None
    group: str | None = None
    """Where the rack stands or what it feeds, for example "Stage L"."""
    ways: dict[str, WaySettings] = field(default_factory=dict)
    connectors: dict[str, str] = field(default_factory=dict)
    """Tape colour by connector id."""

    def way(self, way: str) -> WaySettings:
        """Return the settings of a way, the empty ones when nobody set any."""
        return self.ways.get(way, WaySettings())


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameRack:
    """Set or clear the rack's name."""

    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRack:
    """Put the rack into a group, or into none."""

    group: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditWay:
    """Change a way's name or limits; UNSET leaves a field as it is, None clears it."""

    way: str
    name: str | Unset | None = UNSET
    min_a: float | Unset | None = UNSET
    max_a: float | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ColorConnector:
    """Set or clear a connector's tape colour."""

    connector: str
    color: str | None


Change = RenameRack | GroupRack | EditWay | ColorConnector


def changed(before: RackSettings, change: Change) -> RackSettings:
    """Return the settings after one change that was already found valid."""
    revision = before.revision + 1
    if isinstance(change, RenameRack):
        return replace(before, revision=revision, name=change.name)
    if isinstance(change, GroupRack):
        return replace(before, revision=revision, group=change.group)
    if isinstance(change, ColorConnector):
        connectors = {k: v for k, v in before.connectors.items() if k != change.connector}
        if change.color is not None:
            connectors[change.connector] = change.color
        return replace(before, revision=revision, connectors=connectors)
    old = before.way(change.way)
    new = WaySettings(
        name=old.name if isinstance(change.name, Unset) else change.name,
        min_a=old.min_a if isinstance(change.min_a, Unset) else change.min_a,
        max_a=old.max_a if isinstance(change.max_a, Unset) else change.max_a,
    )
    ways = {k: v for k, v in before.ways.items() if k != change.way}
    if new != WaySettings():
        ways[change.way] = new
    return replace(before, revision=revision, ways=ways)
