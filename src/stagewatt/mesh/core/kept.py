"""Racks remembered beyond the life of any node, and names to offer to a node that replaced one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stagewatt.domain.peer import Offer, RememberedRack
from stagewatt.domain.settings import RackSettings
from stagewatt.domain.view import RackView
from stagewatt.mesh.messages import Card
from stagewatt.mesh.questions import Kept, KeptPiece
from stagewatt.mesh.settings_pieces import settings_of, settings_of_piece, settings_piece

KEPT_MAX = 2000


class Memory:
    """What this node remembers of racks, the newest of each; `Remember` makes it durable."""

    def __init__(self, remembered: Iterable[RememberedRack]) -> None:
        """Begin with what was kept before."""
        self.racks = {rack.rack: rack for rack in remembered}

    def settings(self, rack: str) -> RackSettings | None:
        """Return the settings last known of another node's rack."""
        known = self.racks.get(rack)
        return None if known is None else known.settings

    def learn(self, card: Card, node: str) -> RememberedRack | None:
        """Take a card and return what is to be kept anew, None where nothing changed.

        A rack that nobody named never takes the place of its names: its node may be a new one.
        """
        before = self.racks.get(card.rack)
        if before is None and len(self.racks) >= KEPT_MAX:
            return None
        settings = settings_of(card)
        if settings.revision == 0 and before is not None and before.settings.revision > 0:
            return None
        after = RememberedRack(
            rack=card.rack,
            name=card.name,
            printed_name=card.printed_name,
            model=card.model,
            node=node,
            seen_wall_s=None if before is None else before.seen_wall_s,
            settings=settings,
        )
        if after == before:
            return None
        self.racks[card.rack] = after
        return after

    def seen(self, rack: str, wall_s: float | None) -> RememberedRack | None:
        """Note when a rack was heard last; without a wall clock the time before stays."""
        known = self.racks.get(rack)
        if known is None or wall_s is None:
            return known
        self.racks[rack] = replace(known, seen_wall_s=wall_s)
        return self.racks[rack]

    def tell(self, racks: Iterable[str]) -> Kept:
        """Return what is remembered of racks that somebody named."""
        found = (self.racks.get(rack) for rack in racks)
        return Kept(
            tuple(
                KeptPiece(one.rack, one.node, settings_piece(one.settings), one.seen_wall_s)
                for one in found
                if one is not None and one.settings.revision > 0
            )
        )


def is_unnamed(view: RackView) -> bool:
    """Return whether nobody ever named anything at a rack."""
    return view.settings_revision == 0


def offers(kept: Kept, keeper: str) -> tuple[Offer, ...]:
    """Return what a keeper offers."""
    return tuple(
        Offer(
            rack=one.rack,
            former_node=one.former_node,
            kept_by=keeper,
            settings=settings_of_piece(one.settings),
            seen_wall_s=one.seen_wall_s,
        )
        for one in kept.kept
    )


def better(one: Offer | None, other: Offer) -> Offer:
    """Return the offer with more changes in it; of equal ones the lower keeper's."""
    if one is None:
        return other
    return min(one, other, key=lambda offer: (-offer.settings.revision, offer.kept_by))
