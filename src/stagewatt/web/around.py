"""What neighbours tell that no picture of a rack carries: looked at now and then, told when new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from stagewatt.domain.peer import Offer, Peer
from stagewatt.web.source import Source


@dataclass(frozen=True, slots=True)
class _Seen:
    """What there was when it was looked at."""

    nodes: tuple[Peer, ...]
    known: tuple[str, ...]
    offers: Mapping[str, Offer]


class Around:
    """Remembers what was told last of nodes, remembered racks and offers."""

    def __init__(self, source: Source) -> None:
        """Take whom to ask; nothing counts as new when it is looked at first."""
        self._source = source
        self._seen: _Seen | None = None

    def changes(self) -> list[dict[str, str]]:
        """Return the texts for what changed since it was asked last."""
        now = _Seen(self._peers(), self._remembered(), self._offered())
        before, self._seen = self._seen, now
        texts: list[dict[str, str]] = []
        if before is None:
            return texts
        if before.nodes != now.nodes:
            texts.append({"type": "nodes"})
        if before.known != now.known:
            texts.append({"type": "racks"})
        racks = sorted(before.offers.keys() | now.offers.keys())
        moved = (rack for rack in racks if before.offers.get(rack) != now.offers.get(rack))
        texts.extend({"type": "changed", "rack": rack} for rack in moved)
        return texts

    def _peers(self) -> tuple[Peer, ...]:
        """Return the nodes without when they were heard, which changes all the time."""
        return tuple(replace(peer, heard_ns=0) for peer in self._source.neighbours.nodes())

    def _remembered(self) -> tuple[str, ...]:
        return tuple(one.rack for one in self._source.neighbours.remembered())

    def _offered(self) -> dict[str, Offer]:
        racks = self._source.store.racks()
        offers = {held.view.rack: self._source.offer(held) for held in racks}
        return {rack: offer for rack, offer in offers.items() if offer is not None}
