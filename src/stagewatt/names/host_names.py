"""The host names of a node: what is printed on its racks, made fit for every network."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 15
"""Characters of a NetBIOS name; the other ways allow 63."""
TAIL = 6
"""How many characters of its identity a rack's name ends in."""

FAMILIES = (("smartpdu", "smartPDU"), ("c24", "C24-"), ("c12", "C12-"))
"""How the ids of a family's models begin, and how the printed names of its racks do."""
OTHER_FAMILY = "rack-"

_STRANGE = re.compile(r"[^A-Za-z0-9]+")
_LETTERS = re.compile(r"[A-Za-z]*")
_ONLY_DIGITS = re.compile(r"[0-9]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class RackLabel:
    """A rack a node reads; an empty `printed_name` means that its board has none to tell."""

    rack: str
    model: str
    printed_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostName:
    """One name of a node: `id` and `model` are those of the rack it stands for, or the node's.

    `printed` is the label as it is on the rack, for people who compare.
    """

    host: str
    id: str
    model: str
    printed: str


def host_names(
    racks: Iterable[RackLabel],
    node_id: str,
    node_name: str,
    override: str | None = None,
) -> tuple[HostName, ...]:
    """Return a node's names: the one a person chose, then one for each rack.

    A node with neither goes by its own name. Of equal names the rack with the lowest id keeps the
    plain one, the next ends in -2: every node that knows the racks decides alike.
    """
    wishes = [_of_rack(rack) for rack in sorted(racks, key=lambda rack: rack.rack)]
    printed = {wish.host.lower() for wish in wishes}
    if override or not wishes:
        own = _own(node_id, override or node_name)
        # Who chose the name that is printed on a rack of the node means that rack.
        wishes = wishes if own.host.lower() in printed else [own, *wishes]
    return _apart(wishes)


def label(text: str, otherwise: str) -> str:
    """Return a text as a host name: letters, digits and hyphens, 1 to 15 characters.

    What does not fit becomes a hyphen; too long a name loses the end of the letters it begins
    with, since the digits behind tell racks apart. `otherwise` is for a text that leaves nothing.
    """
    plain = _STRANGE.sub("-", text).strip("-")
    if _ONLY_DIGITS.fullmatch(plain):
        # Nothing, or digits alone, which programs read as an address.
        plain = f"{OTHER_FAMILY}{plain}" if plain else otherwise
    return short(plain)


def short(name: str) -> str:
    """Return a host name cut to 15 characters: what NetBIOS can carry."""
    extra = len(name) - LONGEST
    if extra <= 0:
        return name
    letters = _LETTERS.match(name)
    spare = max(0, (letters.end() if letters else 0) - 1)
    head = min(extra, spare)
    cut = name[: spare + 1 - head] + name[spare + 1 :]
    # The first letter stays: digits alone would be read as an address.
    return (cut[0] + cut[-(LONGEST - 1) :]).strip("-") if len(cut) > LONGEST else cut


def numbered(name: str, number: int) -> str:
    """Return the name to try when `number` - 1 others have it: the name itself, -2, -3 ..."""
    return name if number == 1 else f"{name}-{number}"


def _of_rack(rack: RackLabel) -> HostName:
    made = _made(rack)
    host = label(rack.printed_name, made)
    return HostName(host=host, id=rack.rack, model=rack.model, printed=rack.printed_name)


def _made(rack: RackLabel) -> str:
    """Return a name in the pattern of the rack's family for one that shows no label."""
    prefix = next((p for start, p in FAMILIES if rack.model.startswith(start)), OTHER_FAMILY)
    return prefix + _STRANGE.sub("", rack.rack)[-TAIL:]


def _own(node_id: str, name: str) -> HostName:
    host = label(name, f"node-{node_id[:TAIL]}")
    return HostName(host=host, id=node_id, model="node", printed=name)


def _apart(wishes: list[HostName]) -> tuple[HostName, ...]:
    taken: set[str] = set()
    names = []
    for wish in wishes:
        number = 1
        while numbered(wish.host, number).lower() in taken:
            number += 1
        host = numbered(wish.host, number)
        taken.add(host.lower())
        names.append(
            HostName(host=host, id=wish.id, model=wish.model, printed=wish.printed),
        )
    return tuple(names)
