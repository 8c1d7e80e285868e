"""Racks remembered beyond the life of any node, and names to offer to a node that replaced one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stagewatt.domain.peer import Offer, RememberedRack
from stagewatt.domain.settings import RackSettings
from stagewatt.domain.view import RackView
from stagewatt.mesh.merge import merge
from stagewatt.mesh.messages import Card
from stagewatt.mesh.questions import Kept, KeptPiece
from stagewatt.mesh.settings_pieces import (
    same_names,
    settings_of,
    settings_of_piece,
    settings_piece,
)

KEPT_MAX = 2000
NOTHING = RackSettings()


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

        What a new node has not taken over yet stays kept beside what was entered there.
        """
        before = self.racks.get(card.rack)
        if before is not None and _begins_anew(before, card, node):
            here = settings_of(card)
            settings = filled(here, before.settings)
            if not same_names(settings, here):
                return self._keep(replace(before, name=settings.name, settings=settings))
        return self.agreed(card, node)

    def agreed(self, rack: RackView | Card, node: str) -> RememberedRack | None:
        """Take what holds of a rack, and return what is to be kept anew, as `learn` does.

        A rack that nobody named never takes the place of its names: its node may be a new one.
        """
        before = self.racks.get(rack.rack)
        if before is None and len(self.racks) >= KEPT_MAX:
            return None
        settings = settings_of(rack)
        if settings.revision == 0 and before is not None and before.settings.revision > 0:
            return None
        return self._keep(
            RememberedRack(
                rack=rack.rack,
                name=rack.name,
                printed_name=rack.printed_name,
                model=rack.model,
                node=node,
                seen_wall_s=None if before is None else before.seen_wall_s,
                settings=settings,
            )
        )

    def _keep(self, after: RememberedRack) -> RememberedRack | None:
        if after == self.racks.get(after.rack):
            return None
        self.racks[after.rack] = after
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


def _begins_anew(before: RememberedRack, card: Card, node: str) -> bool:
    """Tell whether a card is of a node that begins anew: with fewer changes, or still offered."""
    fewer = card.revision < before.settings.revision
    return card.offer is not None or (fewer and node != before.node)


def filled(here: RackSettings, kept: RackSettings) -> RackSettings:
    """Return kept settings with all that was entered here instead: nothing kept is lost."""
    revision = max(here.revision, kept.revision)
    return replace(merge(NOTHING, here, kept).settings, revision=revision)


def still_offered(found: Offer, view: RackView) -> Offer | None:
    """Return what an offer still adds to a rack, beside what was entered there; None: nothing."""
    here, settings = settings_of(view), filled(settings_of(view), found.settings)
    ways = {way.id for way in view.ways}
    connectors = {connector.id for connector in view.connectors}
    fitting = replace(
        settings,
        ways={way: one for way, one in settings.ways.items() if way in ways},
        connectors={one: color for one, color in settings.connectors.items() if one in connectors},
    )
    return None if same_names(fitting, here) else replace(found, settings=settings)


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
