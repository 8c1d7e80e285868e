"""From what other nodes told to the API's shapes: nodes, racks known from before, offered names."""

from __future__ import annotations

from stagewatt.domain.peer import MeshState, Offer, Peer, RememberedRack
from stagewatt.domain.setup import UnmonitoredRack
from stagewatt.web import shapes, shapes_site
from stagewatt.web.moment import Moment, stamp


def node(peer: Peer, moment: Moment) -> shapes_site.NodeRow:
    """Return a node of the site."""
    return shapes_site.NodeRow(
        id=peer.id,
        instance=peer.instance,
        name=peer.name,
        version=peer.version,
        addresses=list(peer.addresses),
        racks=list(peer.racks),
        present=peer.present,
        age_s=moment.age_s(peer.heard_ns) or 0.0,
        local=peer.local,
        role=peer.role,
    )


def mesh(state: MeshState) -> shapes_site.Mesh:
    """Return how this node's part of the mesh goes."""
    return shapes_site.Mesh(
        open=state.is_open,
        role=state.role,
        port=state.port,
        opened=state.opened,
        dropped=state.dropped,
        problems=list(state.problems),
    )


def known(rack: RememberedRack) -> shapes.KnownRow:
    """Return a rack that nobody has told of since this node started."""
    return shapes.KnownRow(
        id=rack.rack,
        name=rack.name,
        printed_name=rack.printed_name,
        model=rack.model,
        node=rack.node,
        group=rack.settings.group,
        last_seen=stamp(rack.seen_wall_s),
    )


def offer(one: Offer) -> shapes.Offer:
    """Return offered names by their count: enough to decide, the rest comes with adopting."""
    settings = one.settings
    ways = settings.ways.values()
    return shapes.Offer(
        former_node=one.former_node,
        kept_by=one.kept_by,
        last_seen=stamp(one.seen_wall_s),
        name=settings.name,
        group=settings.group,
        names=sum(way.name is not None for way in ways),
        limits=sum((way.min_a is not None) + (way.max_a is not None) for way in ways),
        colors=len(settings.connectors),
    )


def unmonitored(rack: UnmonitoredRack, node_id: str) -> shapes.UnmonitoredRow:
    """Return a rack that a node was told of and that nothing reads."""
    return shapes.UnmonitoredRow(
        id=rack.id, name=rack.name, model=rack.model.id, title=rack.model.title, node=node_id
    )
