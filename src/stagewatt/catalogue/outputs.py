"""From numbers of ways and connector types to named ways, groups and connectors."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

from stagewatt.catalogue.connectors import ConnectorType
from stagewatt.domain.phases import PHASES, Phase
from stagewatt.domain.rack import Connector


def cyclic(position: int) -> tuple[Phase, ...]:
    """Return the phase of the way at a position (from 0) when phases follow each other."""
    return (PHASES[position % len(PHASES)],)


def names(groups: Sequence[str], ways_per_group: int, *, by_group: bool) -> dict[str, list[str]]:
    """Return the ways of each group: `A1` to `A12` by group, or `1` to `24` through all."""
    named: dict[str, list[str]] = {}
    for index, group in enumerate(groups):
        first = 1 if by_group else 1 + index * ways_per_group
        prefix = group if by_group else ""
        named[group] = [f"{prefix}{first + offset}" for offset in range(ways_per_group)]
    return named


def connectors(
    ways: Sequence[str], kind: ConnectorType, also: dict[str, tuple[str, ...]]
) -> tuple[Connector, ...]:
    """Return the connectors of one type that carry the ways, in order.

    Ids say what they carry and are stable while the module stays: `A1-6`, `7-12`, or the way
    itself where a connector carries one. `also` gives each way's doubled sockets in words.
    """
    chunks = [ways[at : at + kind.ways] for at in range(0, len(ways), kind.ways)]
    return tuple(
        Connector(
            id=connector_id(chunk),
            type=kind.id,
            title=f"{connector_id(chunk)} {kind.title}",
            ways=tuple(chunk),
            also=tuple(words for way in chunk for words in also.get(way, ())),
        )
        for chunk in chunks
    )


def connector_id(ways: Sequence[str]) -> str:
    """Return the id of the connector that carries these neighbouring ways."""
    first, last = ways[0], ways[-1]
    return first if first == last else f"{first}-{number(last)}"


def number(way: str) -> int:
    """Return the number printed in a way's name: 7 for A7, 24 for 24."""
    return int(way.lstrip(ascii_uppercase))
