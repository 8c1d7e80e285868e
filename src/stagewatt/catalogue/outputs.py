"""From numbers of ways and connector types to named ways, groups and connectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_uppercase

from stagewatt.catalogue.connectors import ConnectorType
from stagewatt.domain.phases import PHASES, Phase
from stagewatt.domain.pieces import Socket
from stagewatt.domain.rack import Connector

CONVENTIONS = ("cyclic", "pairs")
"""How phases follow each other from way to way: L1 L2 L3 L1 ..., or L1 L1 L2 L2 L3 L3 L1 ..."""


def phases_at(position: int, convention: str) -> tuple[Phase, ...]:
    """Return the phase of the way at a position (from 0) by one of CONVENTIONS."""
    place = position // 2 if convention == "pairs" else position
    return (PHASES[place % len(PHASES)],)


def names(groups: Sequence[str], ways_per_group: int, *, by_group: bool) -> dict[str, list[str]]:
    """Return the ways of each group: `A1` to `A12` by group, or `1` to `24` through all."""
    named: dict[str, list[str]] = {}
    for index, group in enumerate(groups):
        first = 1 if by_group else 1 + index * ways_per_group
        prefix = group if by_group else ""
        named[group] = [f"{prefix}{first + offset}" for offset in range(ways_per_group)]
    return named


def connectors(
    ways: Sequence[str],
    kind: ConnectorType,
    sockets: Mapping[str, tuple[Socket, ...]],
    *,
    place: str = "rear",
    fits: tuple[str, ...] = (),
) -> tuple[Connector, ...]:
    """Return the connectors of one type that carry the ways, in order.

    Ids say what they carry and are stable while the module stays: `A1-6`, `7-12`, or the way
    itself where a connector carries one. `sockets` gives each way's doubled sockets.
    """
    chunks = [tuple(ways[at : at + kind.ways]) for at in range(0, len(ways), kind.ways)]
    return tuple(_connector(chunk, kind, sockets, place, fits) for chunk in chunks)


def _connector(
    ways: tuple[str, ...],
    kind: ConnectorType,
    sockets: Mapping[str, tuple[Socket, ...]],
    place: str,
    fits: tuple[str, ...],
) -> Connector:
    doubled = tuple(each for way in ways for each in sockets.get(way, ()))
    return Connector(
        id=connector_id(ways),
        type=kind.id,
        title=f"{connector_id(ways)} {kind.title}",
        ways=ways,
        also=tuple(words(each) for each in doubled),
        place=place,
        pins=kind.pins,
        sockets=doubled,
        fits=fits,
    )


def words(socket: Socket) -> str:
    """Return a doubled socket in words, for example `21 powerCON grey (rear)`."""
    return f"{socket.way} {socket.title} ({socket.place})"


def socket(way: str, kind: ConnectorType, place: str) -> Socket:
    """Return a doubled socket of a type."""
    return Socket(way=way, type=kind.id, title=kind.title, place=place, rated_a=kind.rated_a)


def connector_id(ways: Sequence[str]) -> str:
    """Return the id of the connector that carries these neighbouring ways."""
    first, last = ways[0], ways[-1]
    return first if first == last else f"{first}-{number(last)}"


def number(way: str) -> int:
    """Return the number printed in a way's name: 7 for A7, 24 for 24."""
    return int(way.lstrip(ascii_uppercase))
